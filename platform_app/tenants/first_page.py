"""This room's own tile of the first page: roles that end soon."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from platform_app.core import clock
from platform_app.core.access import Actor, can
from platform_app.tenants import policies, queries
from platform_app.tenants.tiles import Tile, add_home_tiles


@add_home_tiles
def people_tiles(actor: Actor) -> Iterable[Tile]:
    """How many roles end within 30 days: whoever replaces them is to be invited in time."""
    if not can(policies.MANAGE_PEOPLE):
        return
    ending = queries.count_ending_seats(actor.tenant_id, clock.today())
    yield Tile(
        _("Roles that end within 30 days"),
        ending,
        url_for("tenants_people.index"),
        "warning" if ending else "",
        ngettext("role", "roles", ending),
    )
