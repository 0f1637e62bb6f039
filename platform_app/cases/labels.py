"""The words for the room's codes, as the screen and the sheets write them."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from platform_app.cases.models import (
    AgeBand,
    CaseOutcome,
    CaseState,
    Channel,
    ConsentMeans,
    DisclosedField,
    NoteKind,
    PersonRole,
    Purpose,
    Sex,
    Urgency,
)
from platform_app.core.web.formats import NOTHING, era_date

CASE_STATES = {CaseState.OPEN: _l("Ongoing"), CaseState.CLOSED: _l("Case closed")}
CHANNELS = {
    Channel.VISIT: _l("Visit to the desk"),
    Channel.PHONE: _l("By telephone"),
    Channel.MAIL: _l("By mail"),
    Channel.CHAT: _l("Chat or social media"),
    Channel.SCHOOL_DEVICE: _l("School device"),
    Channel.HOME_VISIT: _l("Home visit"),
    Channel.OUTREACH: _l("Reaching out"),
    Channel.MEMBER_NOTICE: _l("Notice of concern from a member"),
    Channel.NATIONAL_HOTLINE: _l("National hotline"),
    Channel.CHATBOT: _l("Result sheet of the national chatbot"),
}
URGENCIES = {
    Urgency.NORMAL: _l("Normal"),
    Urgency.SOON: _l("Soon"),
    Urgency.DANGER: _l("Danger to life or body"),
}
URGENCY_TONES = {Urgency.NORMAL: "neutral", Urgency.SOON: "warning", Urgency.DANGER: "danger"}
AGE_BANDS = {
    AgeBand.UNDER_18: _l("Under 18"),
    AgeBand.FROM_18: _l("18 to 39"),
    AgeBand.FROM_40: _l("40 to 64"),
    AgeBand.FROM_65: _l("65 to 74"),
    AgeBand.FROM_75: _l("75 and over"),
    AgeBand.UNKNOWN: _l("Age not known"),
}
SEXES = {
    Sex.FEMALE: _l("Female"),
    Sex.MALE: _l("Male"),
    Sex.OTHER: _l("Other sex"),
    Sex.UNKNOWN: _l("Not answered"),
}
OUTCOMES = {
    CaseOutcome.LISTENED: _l("Listened only"),
    CaseOutcome.INFORMED: _l("Information given"),
    CaseOutcome.CONNECTED: _l("Connected with support"),
    CaseOutcome.RESOLVED: _l("Resolved"),
    CaseOutcome.WITHDREW: _l("The person withdrew"),
    CaseOutcome.UNREACHABLE: _l("Could not be reached"),
    CaseOutcome.MOVED: _l("Moved away"),
    CaseOutcome.DIED: _l("Died"),
    CaseOutcome.OTHER: _l("Other outcome"),
}
CLOSED_AT_INTAKE = (CaseOutcome.LISTENED, CaseOutcome.INFORMED)
"""One-conversation cases: closed on the intake screen, and counted."""
PERSON_ROLES = {
    PersonRole.SUBJECT: _l("The person helped"),
    PersonRole.VISITOR: _l("Visitor"),
    PersonRole.FAMILY: _l("Family"),
}
NOTE_KINDS = {
    NoteKind.CONTACT: _l("Contact with the person"),
    NoteKind.INTERNAL: _l("Internal note"),
    NoteKind.DECISION: _l("Decision"),
}
CONSENT_MEANS = {
    ConsentMeans.WRITTEN: _l("In writing"),
    ConsentMeans.ORAL: _l("Orally"),
    ConsentMeans.ONLINE: _l("Online form"),
}
DISCLOSED_FIELDS = {
    DisclosedField.NAME: _l("Person's name"),
    DisclosedField.NAME_KANA: _l("Name in kana"),
    DisclosedField.SEX: _l("Sex"),
    DisclosedField.BIRTH_DATE: _l("Date of birth"),
    DisclosedField.ADDRESS: _l("Address"),
    DisclosedField.PHONE: _l("Telephone number"),
    DisclosedField.CONTACT_CARE: _l("Care when contacting"),
    DisclosedField.SITUATION: _l("Situation"),
    DisclosedField.WISH: _l("Wish of the person"),
}
PURPOSES = {
    Purpose.SUPPORT: _l("To give support"),
    Purpose.ASSESSMENT: _l("To find out what is needed"),
    Purpose.WATCHING_OVER: _l("To watch over"),
    Purpose.CRISIS: _l("To avert a crisis"),
}


def choices(labels: Mapping[Any, Any], only: Iterable[StrEnum] | None = None) -> list[tuple[str, Any]]:
    """The pairs that a form field takes, all or only some."""
    wanted = labels if only is None else {code: labels[code] for code in only}
    return [(str(code), label) for code, label in wanted.items()]


def stored_date(text: str | None) -> str:
    """A date that is sealed as ISO text, as people write it."""
    return era_date(date.fromisoformat(text)) if text else NOTHING
