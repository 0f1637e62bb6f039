"""The blueprints of this room. Each page group is one, so that the menu knows where it is."""

from platform_app.core.access import Scope
from platform_app.core.web.room import Room

start_room = Room("start", __name__, Scope.OPEN)
home_room = Room("tenants", __name__, Scope.TENANT)
seats_room = Room("tenants_seats", __name__, Scope.PERSON, "/seats")
notices_room = Room("tenants_notices", __name__, Scope.TENANT, "/notices")
settings_room = Room("tenants_settings", __name__, Scope.TENANT, "/settings")
people_room = Room("tenants_people", __name__, Scope.TENANT, "/settings/people")
operator_room = Room("operator", __name__, Scope.INSTALLATION, "/operator")
