"""The words for the room's codes, as the screen and the sheets write them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from platform_app.cases.labels import AGE_BANDS, SEXES, stored_date
from platform_app.cases.models import DisclosedField, Sex
from platform_app.core.taxonomy import TOPICS
from platform_app.referrals.models import (
    DeclineCode,
    LegalBasis,
    Referral,
    ReferralEvent,
    ReferralOutcome,
    ReferralState,
)
from platform_app.referrals.states import MACHINE
from platform_app.tenants.models import Area


class FailCode(StrEnum):
    """Why support that was accepted did not come about."""

    UNREACHABLE = "unreachable"
    PERSON_REFUSED = "person_refused"
    NOT_ELIGIBLE = "not_eligible"
    NO_CAPACITY = "no_capacity"
    OTHER = "other"


STATES = {state.name: state for state in MACHINE.states}
BASES = {
    LegalBasis.NONE: _l("No personal data (anonymous)"),
    LegalBasis.CONSENT: _l("Consent of the person"),
    LegalBasis.EMERGENCY: _l("Danger to life or body"),
    LegalBasis.OTHER_LOCAL_GOVERNMENT: _l("To another local government (APPI Art. 69(2)(iii))"),
    LegalBasis.OTHER_CONFERENCE: _l("Another statutory conference"),
    LegalBasis.COUNCIL_EXCHANGE: _l("Exchange in the council (Act Art. 16(1))"),
    LegalBasis.COUNCIL_REQUEST: _l("Request of the council (Act Art. 16(3))"),
}
OFFERED_BASES = (
    LegalBasis.NONE,
    LegalBasis.CONSENT,
    LegalBasis.EMERGENCY,
    LegalBasis.OTHER_LOCAL_GOVERNMENT,
    LegalBasis.OTHER_CONFERENCE,
)
"""Bases on which a desk hands on by itself; the council's two have their own procedure."""
DECLINE_CODES = {
    DeclineCode.NO_CAPACITY: _l("No capacity now"),
    DeclineCode.NOT_ELIGIBLE: _l("Not eligible"),
    DeclineCode.OUT_OF_AREA: _l("Outside our area"),
    DeclineCode.OUT_OF_FIELD: _l("Outside our field"),
    DeclineCode.CONFLICT_OF_INTEREST: _l("Conflict of interest"),
    DeclineCode.NEEDS_MORE_INFORMATION: _l("More information is needed"),
    DeclineCode.OTHER: _l("Other reason"),
}
FAIL_CODES = {
    FailCode.UNREACHABLE: _l("Could not be reached"),
    FailCode.PERSON_REFUSED: _l("The person does not wish it"),
    FailCode.NOT_ELIGIBLE: _l("Not eligible"),
    FailCode.NO_CAPACITY: _l("No capacity now"),
    FailCode.OTHER: _l("Other reason"),
}
OUTCOMES = {
    ReferralOutcome.CONNECTED_CONTINUING: _l("Connected, support goes on"),
    ReferralOutcome.CONNECTED_ONCE: _l("Connected, once"),
    ReferralOutcome.REFERRED_ONWARD: _l("Referred onward"),
    ReferralOutcome.PERSON_WITHDREW: _l("The person withdrew"),
    ReferralOutcome.UNREACHABLE: _l("Could not be reached"),
    ReferralOutcome.NOT_ELIGIBLE: _l("Not eligible"),
    ReferralOutcome.NO_CAPACITY: _l("No capacity now"),
    ReferralOutcome.MOVED: _l("Moved away"),
    ReferralOutcome.DIED: _l("Died"),
    ReferralOutcome.OTHER: _l("Other outcome"),
}
AFTERWARDS = {"return": _l("Return it"), "delete": _l("Delete it")}


def event_title(event: ReferralEvent) -> object:
    """What happened: the state it led to, or the news that left the state alone."""
    if event.verb == "consent":
        return _l("The consent was withdrawn")
    return STATES[event.to_state].label


def code_label(verb: str, code: str | None) -> object:
    """The words of an event's code, by the verb it came with."""
    if code is None:
        return None
    tables: dict[str, dict[StrEnum, object]] = {"decline": DECLINE_CODES, "fail": FAIL_CODES, "report": OUTCOMES}  # type: ignore[dict-item]  # keys differ by enum
    return {str(key): label for key, label in tables.get(verb, {}).items()}.get(code, code)


def chip_of(referral: Referral, today: date) -> tuple[object, str]:
    """Word and tone of the state; an unanswered one past its date says so."""
    state = STATES[referral.state]
    if referral.state in (ReferralState.SENT, ReferralState.SEEN) and (referral.answer_due_on or today) < today:
        return _l("Answer overdue"), "danger"
    return state.label, state.tone


def summary_lines(summary: Mapping[str, Any], area: Area | None) -> list[tuple[object, object]]:
    """The identity-free facts of a referral with their headings."""
    topics = summary.get("topics") or []
    lines: list[tuple[object, object]] = [
        (_l("Topics"), ", ".join(str(TOPICS[code]) for code in topics if code in TOPICS)),
        (_l("Age band"), AGE_BANDS.get(summary.get("age_band", ""))),
    ]
    return [*lines, (_l("Residence"), area.full_name if area else None)]


def disclosed_value(field: str, value: Any) -> object:
    """One disclosed value as people read it."""
    if field == DisclosedField.SEX:
        return SEXES[Sex(value)]
    if field == DisclosedField.BIRTH_DATE:
        return stored_date(value)
    if field == DisclosedField.CONTACT_CARE and isinstance(value, Mapping):
        words = {
            "may_call": _l("May call"),
            "may_leave_voicemail": _l("May leave a voicemail"),
            "may_write": _l("May write"),
        }
        marks = [f"{'○' if value.get(name) else '×'} {words[name]}" for name in words]
        return " ".join([*marks, value.get("note") or ""]).strip()
    return value
