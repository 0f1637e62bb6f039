"""The acts of the consultation desk. Each locks its case, checks, writes audit, flushes; the view commits."""

from platform_app.cases.services.consents import record_consent, withdraw_consent
from platform_app.cases.services.intake import take_case
from platform_app.cases.services.persons import PersonFacts, age_band_of, name_index, phone_index
from platform_app.cases.services.work import (
    add_note,
    add_person,
    bring_contact_forward,
    close_case,
    plan_case,
    reopen_case,
)

__all__ = [
    "PersonFacts",
    "add_note",
    "add_person",
    "age_band_of",
    "bring_contact_forward",
    "close_case",
    "name_index",
    "phone_index",
    "plan_case",
    "record_consent",
    "reopen_case",
    "take_case",
    "withdraw_consent",
]
