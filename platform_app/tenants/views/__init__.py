"""Pages of the platforms: first page, seats, notices, settings, people, and the operator's list."""

from flask_babel import lazy_gettext as _l

from platform_app.core.directory import Directory
from platform_app.core.web.room import NavItem
from platform_app.tenants import first_page, policies, queries
from platform_app.tenants.views import areas, home, notices, operator, people, seats, settings
from platform_app.tenants.views.rooms import (
    home_room,
    notices_room,
    operator_room,
    people_room,
    seats_room,
    settings_room,
    start_room,
)

ROOMS = (start_room, home_room, seats_room, notices_room, settings_room, people_room, operator_room)
NAV = [
    NavItem(0, "tenants.home", _l("Home"), policies.SEE_HOME),
    NavItem(85, "tenants_people.index", _l("People"), policies.MANAGE_PEOPLE),
    NavItem(90, "tenants_settings.show", _l("Settings"), policies.MANAGE_SETTINGS),
    NavItem(20, "operator.index", _l("Platforms"), policies.RUN_INSTALLATION),
]
DIRECTORY = Directory(
    list_ids=queries.list_tenant_ids,
    find_id=queries.find_tenant_id,
    slug_of=queries.find_slug,
    why_not=queries.why_not,
)

__all__ = [
    "DIRECTORY",
    "NAV",
    "ROOMS",
    "areas",
    "first_page",
    "home",
    "notices",
    "operator",
    "people",
    "seats",
    "settings",
]
