"""What may be done at the consultation desk. Only its own staff: the database says the same."""

from flask_babel import lazy_gettext as _l

from platform_app.cases.models import Case, Consent
from platform_app.core.access import Actor, Permission, Role, Rule

VIEW_CASES = Permission("case:view", _l("See the cases of one's own desk"))
TAKE_CASE = Permission("case:take", _l("Take a consultation"))
WORK_CASE = Permission("case:work", _l("Write notes, plan the next contact, assign a case"))
CLOSE_CASE = Permission("case:close", _l("Close and reopen a case"))
RECORD_CONSENT = Permission("consent:record", _l("Record and withdraw consents"))


def is_held_by_desk(actor: Actor, case: Case) -> bool:
    """The case lies with the actor's desk."""
    return case.desk_id == actor.unit_id


def is_consent_of_desk(actor: Actor, subject: Case | Consent) -> bool:
    """A consent is loaded through its case, which the database shows to its desk only."""
    return subject.tenant_id == actor.tenant_id and (not isinstance(subject, Case) or is_held_by_desk(actor, subject))


_DESK = frozenset({Role.DESK})

RULES: dict[Permission, Rule] = {
    VIEW_CASES: Rule(_DESK, is_held_by_desk),
    TAKE_CASE: Rule(_DESK),
    WORK_CASE: Rule(_DESK, is_held_by_desk),
    CLOSE_CASE: Rule(_DESK, is_held_by_desk),
    RECORD_CONSENT: Rule(_DESK, is_consent_of_desk),
}
