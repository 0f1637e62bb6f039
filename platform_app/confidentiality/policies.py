"""Who may do what around the council, with the cases opened to its members, and in the audit room."""

from flask_babel import lazy_gettext as _l

from platform_app.cases.models import Case
from platform_app.confidentiality.models import Appointment, GrantOfCase, RecusalOfCase
from platform_app.core.access import Actor, Permission, Role, Rule

VIEW_COUNCIL = Permission("council:view", _l("See the council, its constituents, appointments and undertakings"))
MANAGE_COUNCIL = Permission(
    "council:manage", _l("Found the council, change it, its constituents and the text of the undertaking")
)
APPOINT = Permission("appointment:make", _l("Appoint people to the council's work and end appointments"))
SIGN_UNDERTAKING = Permission("undertaking:sign", _l("Sign one's own undertaking"))
GRANT_ACCESS = Permission("grant:give", _l("Open a case of one's own desk to an appointed person, and close it again"))
RECUSE = Permission("recusal:set", _l("Shut a person out of a case of one's own desk, and lift it"))
VIEW_GRANTED_CASES = Permission("granted-case:view", _l("Read the cases that were opened to oneself"))
DECLARE_RECUSAL = Permission("recusal:declare", _l("Declare that one must not take part in a case"))
VIEW_SEPARATION = Permission("separation:view", _l("See which roles have rights on case tables"))
VIEW_LOG = Permission("audit:view", _l("Read, verify and export the audit log"))


def is_own_appointment(actor: Actor, appointment: Appointment) -> bool:
    """An undertaking is signed by the person it binds and by nobody else."""
    return appointment.user_id == actor.user_id


def is_case_of_desk(actor: Actor, subject: Case | GrantOfCase | RecusalOfCase) -> bool:
    """The case lies with the actor's desk."""
    case = subject if isinstance(subject, Case) else subject.case
    return case.desk_id == actor.unit_id


_SECRETARIAT = frozenset({Role.SECRETARIAT})
_DESK = frozenset({Role.DESK})
_COUNCIL = frozenset({Role.COUNCIL})
_CONCERNED = frozenset({Role.SECRETARIAT, Role.DESK, Role.COUNCIL, Role.AUDITOR})

RULES: dict[Permission, Rule] = {
    VIEW_COUNCIL: Rule(_CONCERNED),
    MANAGE_COUNCIL: Rule(_SECRETARIAT),
    APPOINT: Rule(_SECRETARIAT),
    SIGN_UNDERTAKING: Rule(_COUNCIL, is_own_appointment),
    GRANT_ACCESS: Rule(_DESK, is_case_of_desk),
    RECUSE: Rule(_DESK, is_case_of_desk),
    VIEW_GRANTED_CASES: Rule(_COUNCIL),
    DECLARE_RECUSAL: Rule(_COUNCIL),
    VIEW_SEPARATION: Rule(_CONCERNED),
    VIEW_LOG: Rule(frozenset({Role.AUDITOR})),
}
