"""What the lower rooms show of this one: tiles of the first page, and the organizations a person can be seated in."""

from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from platform_app.core.access import Actor, Role, can
from platform_app.members import policies, queries
from platform_app.tenants.organizations import OrganizationChoice, register_organizations
from platform_app.tenants.tiles import Tile, add_home_tiles


@add_home_tiles
def member_tiles(actor: Actor) -> Iterable[Tile]:
    """A member's way to its own entry; for the others how many members there are."""
    if not can(policies.VIEW_MEMBERS):
        return
    if actor.role is Role.MEMBER and actor.organization_id is not None:
        contacts = queries.count_contacts(actor.tenant_id, actor.organization_id)
        yield Tile(
            _("Entry of my organization"),
            contacts,
            url_for("members.show", member_id=actor.organization_id),
            "" if contacts else "warning",
            ngettext("person", "people", contacts),
            _("Contact persons entered") if contacts else _("No contact person yet"),
        )
        return
    members = queries.count_members(actor.tenant_id)
    yield Tile(_("Members"), members, url_for("members.index"), "", ngettext("organization", "organizations", members))


def seatable_organizations(tenant_id: int) -> Sequence[OrganizationChoice]:
    """Active members."""
    return [OrganizationChoice(each.id, each.name) for each in queries.list_organizations(tenant_id)]


register_organizations(seatable_organizations)
