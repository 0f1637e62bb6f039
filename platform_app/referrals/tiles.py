"""Tiles of referrals on the first page: what waits for an answer, and what is late."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from platform_app.core.access import Actor, can
from platform_app.referrals import policies, queries
from platform_app.tenants.tiles import Tile, add_home_tiles


@add_home_tiles
def referral_tiles(actor: Actor) -> Iterable[Tile]:
    """For the desk what it sent, for a member what it received."""
    if not can(policies.VIEW_REFERRALS):
        return []
    counts = queries.count_lanes(actor.tenant_id)
    lanes = (
        (queries.Lane.WAITING, _l("Referrals waiting for an answer"), "info"),
        (queries.Lane.OVERDUE, _l("Referrals with an overdue answer"), "danger"),
        (queries.Lane.ACTIVE, _l("Referrals in support"), ""),
    )
    return [
        Tile(
            label,
            counts[lane],
            url_for("referrals.index", lane=lane.value),
            tone if counts[lane] else "",
            ngettext("referral", "referrals", counts[lane]),
        )
        for lane, label, tone in lanes
    ]
