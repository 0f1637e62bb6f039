"""Pages of bodies and meetings."""

from flask_babel import lazy_gettext as _l

from platform_app.core.web.room import NavItem
from platform_app.meetings import policies, tiles
from platform_app.meetings.views import bodies, meetings
from platform_app.meetings.views.rooms import bodies_room, room

ROOMS = (room, bodies_room)
NAV = (
    NavItem(50, "meetings.index", _l("Meetings"), policies.VIEW_MEETINGS, "meetings"),
    NavItem(51, "bodies.index", _l("Bodies"), policies.VIEW_BODIES, "meetings"),
)

__all__ = ["NAV", "ROOMS", "bodies", "meetings", "tiles"]
