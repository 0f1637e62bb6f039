"""Pages of the council, of the cases opened to its members, and of the audit room."""

from flask_babel import lazy_gettext as _l

from platform_app.confidentiality import panels, policies, tiles
from platform_app.confidentiality.views import appointments, cases, council, log
from platform_app.confidentiality.views.rooms import audit_room, cases_room, room
from platform_app.core.web.room import NavItem

ROOMS = (room, cases_room, audit_room)
NAV = (
    NavItem(10, "council_cases.index", _l("Cases open to me"), policies.VIEW_GRANTED_CASES, "council"),
    NavItem(60, "council.index", _l("Council"), policies.VIEW_COUNCIL, "council"),
    NavItem(80, "audit.index", _l("Audit"), policies.VIEW_LOG),
)

__all__ = ["NAV", "ROOMS", "appointments", "cases", "council", "log", "panels", "tiles"]
