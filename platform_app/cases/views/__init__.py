"""Pages of the consultation desk: board and search, intake, the case, its work, its consents."""

from flask_babel import lazy_gettext as _l

from platform_app.cases import policies, tiles
from platform_app.cases.views import board, consents, intake, showing, working
from platform_app.cases.views.room import room
from platform_app.core.web.room import NavItem

__all__ = ["NAV", "ROOMS", "board", "consents", "intake", "showing", "tiles", "working"]

ROOMS = (room,)
NAV = [NavItem(10, "cases.index", _l("Consultation desk"), policies.VIEW_CASES, "cases")]
