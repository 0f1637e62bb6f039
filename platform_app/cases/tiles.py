"""The desk's tiles on the first page."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from platform_app.cases import policies, queries
from platform_app.core.access import Actor, can
from platform_app.tenants.tiles import Tile, add_home_tiles


@add_home_tiles
def desk_tiles(actor: Actor) -> Iterable[Tile]:
    """Whom to contact, before all whoever waits too long."""
    if not can(policies.VIEW_CASES):
        return []
    counts = queries.count_lanes(actor.tenant_id, actor.user_id)
    lanes = (
        (queries.Lane.OVERDUE, _l("Contact overdue"), "danger"),
        (queries.Lane.TODAY, _l("Contact today"), "warning"),
        (queries.Lane.MINE, _l("My cases"), ""),
    )
    return [
        Tile(
            label,
            counts[lane],
            url_for("cases.index", lane=lane.value),
            tone if counts[lane] else "",
            ngettext("case", "cases", counts[lane]),
        )
        for lane, label, tone in lanes
    ]
