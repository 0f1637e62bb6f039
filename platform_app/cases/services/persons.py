"""People of a case: what is taken down of them, sealed, and the blind indexes they are found by."""

from dataclasses import dataclass
from datetime import date

from platform_app.cases.models import AgeBand, Case, Person, PersonRole, Sex
from platform_app.core.crypto import blind_index
from platform_app.core.japanese import normal_name, normal_phone
from platform_app.extensions import db

NAME, KANA_BIRTH, PHONE = "person.name", "person.kana_birth", "person.phone"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the desk takes down of one person; everything may be left open."""

    name: str | None = None
    name_kana: str | None = None
    name_in_use: str | None = None
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    address: str | None = None
    phone: str | None = None
    relation: str | None = None
    contact_note: str | None = None
    may_call: bool = False
    may_leave_voicemail: bool = False
    may_write: bool = False
    is_protected: bool = False
    safe_to_take_home: bool | None = None


def add_person_row(case: Case, role: PersonRole, facts: PersonFacts) -> Person:
    """Add a person to a case that is already in the database."""
    person = Person(
        tenant_id=case.tenant_id,
        case_id=case.id,
        role=role,
        sex=facts.sex,
        may_call=facts.may_call,
        may_leave_voicemail=facts.may_leave_voicemail,
        may_write=facts.may_write,
        is_protected=facts.is_protected,
        safe_to_take_home=facts.safe_to_take_home,
        name=_clean(facts.name),
        name_kana=_clean(facts.name_kana),
        name_in_use=_clean(facts.name_in_use),
        birth_date=facts.birth_date.isoformat() if facts.birth_date else None,
        address=_clean(facts.address),
        phone=_clean(facts.phone),
        relation=_clean(facts.relation),
        contact_note=_clean(facts.contact_note),
        name_index=name_index(case.tenant_id, facts.name),
        kana_birth_index=_kana_birth_index(case.tenant_id, facts.name_kana, facts.birth_date),
        phone_index=phone_index(case.tenant_id, facts.phone),
    )
    db.session.add(person)
    return person


def name_index(tenant_id: int, name: str | None) -> bytes | None:
    """Blind index of a whole name."""
    return _index(tenant_id, NAME, normal_name(name or ""))


def phone_index(tenant_id: int, phone: str | None) -> bytes | None:
    """Blind index of the first telephone number in a text."""
    numbers = normal_phone(phone or "")
    return _index(tenant_id, PHONE, numbers[0] if numbers else "")


def age_band_of(birth_date: date, on: date) -> AgeBand:
    """The age band on a day; a birthday of 29 February counts from 1 March in common years."""
    age = on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
    for limit, band in ((18, AgeBand.UNDER_18), (40, AgeBand.FROM_18), (65, AgeBand.FROM_40), (75, AgeBand.FROM_65)):
        if age < limit:
            return band
    return AgeBand.FROM_75


def _kana_birth_index(tenant_id: int, kana: str | None, birth_date: date | None) -> bytes | None:
    if not kana or birth_date is None:
        return None
    return _index(tenant_id, KANA_BIRTH, f"{normal_name(kana)}|{birth_date.isoformat()}")


def _index(tenant_id: int, purpose: str, text: str) -> bytes | None:
    return blind_index(db.session(), tenant_id, purpose, text) if text else None


def _clean(text: str | None) -> str | None:
    return (text or "").strip() or None
