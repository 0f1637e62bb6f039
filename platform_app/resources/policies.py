"""Who may see and keep the resource list."""

import uuid

from flask_babel import lazy_gettext as _l

from platform_app.core.access import TENANT_ROLES, Actor, Permission, Role, Rule
from platform_app.resources.models import Resource, Visibility

VIEW_RESOURCES = Permission("resource:view", _l("See the resource list"))
REGISTER_RESOURCE = Permission("resource:register", _l("Enter a resource"))
EDIT_RESOURCE = Permission("resource:edit", _l("Change a resource"))
EXPORT_RESOURCES = Permission("resource:export", _l("Download the resource list as Excel"))
REPORT_ROOM = Permission("resource:report-room", _l("Say whether a resource has room now"))

VISIBLE_TO: dict[Visibility, frozenset[Role]] = {
    Visibility.PUBLIC: TENANT_ROLES,
    Visibility.PLATFORM: TENANT_ROLES,
    Visibility.DESK: frozenset({Role.SECRETARIAT, Role.DESK}),
    Visibility.COUNCIL: frozenset({Role.SECRETARIAT, Role.COUNCIL}),
}
"""Which roles see a resource of each visibility; a provider always sees its own."""


def may_see(actor: Actor, resource: Resource) -> bool:
    """Desk-only and council-only entries (shelters among them) are not there for others."""
    if actor.organization_id is not None and actor.organization_id == resource.organization_id:
        return True
    return actor.role in VISIBLE_TO[resource.visibility]


def is_provider(actor: Actor, resource: Resource) -> bool:
    """The secretariat keeps all entries; a member those of its own organization (and office, if its seat has one)."""
    return keeps_office(actor, resource.organization_id, resource.office_id)


def keeps_office(actor: Actor, organization_id: uuid.UUID, office_id: uuid.UUID) -> bool:
    """Whether the actor enters and changes resources of this office."""
    if actor.role is Role.SECRETARIAT:
        return True
    return actor.organization_id == organization_id and actor.office_id in (None, office_id)


_KEEPERS = frozenset({Role.SECRETARIAT, Role.MEMBER})

RULES: dict[Permission, Rule] = {
    VIEW_RESOURCES: Rule(TENANT_ROLES, may_see),
    REGISTER_RESOURCE: Rule(_KEEPERS),
    EDIT_RESOURCE: Rule(_KEEPERS, is_provider),
    EXPORT_RESOURCES: Rule(frozenset({Role.SECRETARIAT, Role.DESK})),
    REPORT_ROOM: Rule(_KEEPERS, is_provider),
}
