"""Who sees the first page, runs a platform's settings and people, or runs the installation."""

from flask_babel import lazy_gettext as _l

from platform_app.core.access import SIGNED_IN, TENANT_ROLES, Permission, Role, Rule

SEE_HOME = Permission("home:view", _l("See the platform's first page"))
READ_NOTICES = Permission("notice:read", _l("Read one's own notices"))
CHOOSE_SEAT = Permission("seat:choose", _l("Change between one's own roles and platforms"))
MANAGE_SETTINGS = Permission("settings:manage", _l("See and change the platform's profile, areas, desks and features"))
MANAGE_PEOPLE = Permission("people:manage", _l("Invite people to the platform and end their roles"))
RUN_INSTALLATION = Permission("installation:run", _l("Create, suspend and reopen platforms"))

RULES: dict[Permission, Rule] = {
    SEE_HOME: Rule(TENANT_ROLES),
    READ_NOTICES: Rule(TENANT_ROLES),
    CHOOSE_SEAT: SIGNED_IN,
    MANAGE_SETTINGS: Rule(frozenset({Role.SECRETARIAT})),
    MANAGE_PEOPLE: Rule(frozenset({Role.SECRETARIAT})),
    RUN_INSTALLATION: Rule(frozenset({Role.OPERATOR})),
}

GRANTABLE = tuple(role for role in Role if role in TENANT_ROLES)
"""The roles that a secretariat may give; those of the installation are given by its operator's command only."""
