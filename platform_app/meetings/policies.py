"""Who may see and run bodies and meetings."""

from flask_babel import lazy_gettext as _l

from platform_app.core.access import TENANT_ROLES, Actor, Permission, Role, Rule
from platform_app.meetings.models import MeetingOfBody, Regime

VIEW_BODIES = Permission("body:view", _l("See the bodies of the platform and their members"))
MANAGE_BODIES = Permission("body:manage", _l("Found and change bodies, and seat organizations on them"))
VIEW_MEETINGS = Permission("meeting:view", _l("See the meetings and who attended"))
MANAGE_MEETINGS = Permission("meeting:manage", _l("Plan, change, hold and cancel meetings, and record attendance"))

COUNCIL_SIDE = frozenset({Role.SECRETARIAT, Role.DESK, Role.COUNCIL, Role.AUDITOR})
"""Who sees that the council meets. Its members are published by public notice (Art. 15), its meetings are not."""


def is_open_to(actor: Actor, subject: MeetingOfBody) -> bool:
    """A meeting under the council's rules is for its people; all others are for everyone of the platform."""
    return subject.body.regime is not Regime.COUNCIL or actor.role in COUNCIL_SIDE


def sees_council(actor: Actor) -> bool:
    """Whether lists hold the council's meetings too."""
    return actor.role in COUNCIL_SIDE


_SECRETARIAT = frozenset({Role.SECRETARIAT})

RULES: dict[Permission, Rule] = {
    VIEW_BODIES: Rule(TENANT_ROLES),
    MANAGE_BODIES: Rule(_SECRETARIAT),
    VIEW_MEETINGS: Rule(TENANT_ROLES, is_open_to),
    MANAGE_MEETINGS: Rule(_SECRETARIAT),
}
