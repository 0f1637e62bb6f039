"""The next meeting on the first page."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from platform_app.core import clock
from platform_app.core.access import Actor, can
from platform_app.core.web.formats import era_date
from platform_app.meetings import policies, queries
from platform_app.tenants.tiles import Tile, add_home_tiles


@add_home_tiles
def meeting_tiles(actor: Actor) -> Iterable[Tile]:
    """In how many days the next meeting is, and which one."""
    if not can(policies.VIEW_MEETINGS):
        return
    today = clock.today()
    meeting = queries.find_next_meeting(actor.tenant_id, today, with_council=policies.sees_council(actor))
    if meeting is None:
        if can(policies.MANAGE_MEETINGS):
            yield Tile(_("Next meeting"), None, url_for("meetings.index"), note=_("No meeting is planned"))
        return
    yield Tile(
        _("Next meeting"),
        (meeting.held_on - today).days,
        url_for("meetings.show", meeting_id=meeting.id),
        unit=ngettext("day from now", "days from now", (meeting.held_on - today).days),
        note=f"{era_date(meeting.held_on)} {meeting.title}",
    )
