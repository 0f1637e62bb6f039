"""One consultation, made up by chance: who came, when, with what, and the rows it leaves."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from platform_app.cases.models import (
    AgeBand,
    Case,
    CaseNote,
    CaseOutcome,
    CaseState,
    Channel,
    Consent,
    ConsentMeans,
    DisclosedField,
    NoteKind,
    OriginBasis,
    Person,
    PersonRole,
    Purpose,
    Sex,
    Urgency,
)
from platform_app.cases.services.persons import PersonFacts, add_person_row
from platform_app.core import clock
from platform_app.core.database import DbRole
from platform_app.core.taxonomy import TOPICS
from platform_app.extensions import db
from platform_app.referrals.models import Disclosure, Referral, ReferralEvent
from seed.areas import PLACES
from seed.moments import moment
from seed.names import invent
from seed.stage import Stage, not_later, put
from seed.texts import CONTACT_NOTES, SITUATIONS, WISHES

AGES = (
    (AgeBand.UNDER_18,)
    + (AgeBand.FROM_18,) * 4
    + (AgeBand.FROM_40,) * 6
    + (AgeBand.FROM_65,) * 3
    + (AgeBand.FROM_75,) * 4
)
SEXES = (Sex.FEMALE,) * 10 + (Sex.MALE,) * 9 + (Sex.OTHER, Sex.UNKNOWN)
CHANNELS = (
    ("visit",) * 7 + ("phone",) * 9 + ("mail",) * 2 + ("chat",) * 2 + ("home_visit", "outreach", "member_notice", "member_notice")
    + ("national_hotline", "chatbot")
)  # fmt: skip
TOPIC_WEIGHTS = {
    "living_costs": 5,
    "loneliness": 5,
    "health": 5,
    "family": 4,
    "withdrawal": 4,
    "work_search": 3,
    "care": 3,
    "housing": 3,
}
YOUTH_TOPICS = frozenset({"withdrawal", "work_search", "work_trouble"})
CONSENTED = (
    DisclosedField.NAME, DisclosedField.NAME_KANA, DisclosedField.PHONE, DisclosedField.CONTACT_CARE, DisclosedField.SITUATION,
    DisclosedField.WISH,
)  # fmt: skip


@dataclass(slots=True)
class Consultation:
    """A case with everything that follows from it."""

    case: Case
    facts: PersonFacts | None
    visitor: PersonFacts | None
    notes: list[CaseNote] = field(default_factory=list)
    person: Person | None = None
    consent: Consent | None = None
    referrals: list[Referral] = field(default_factory=list)
    events: list[ReferralEvent] = field(default_factory=list)
    disclosures: list[Disclosure] = field(default_factory=list)


def make_consultation(
    stage: Stage, chance: Random, key: tuple[object, ...], received_at: datetime, *, named: bool | None = None
) -> Consultation:
    """A new, open case; its next contact is a week later. ``named`` settles whether the person gives a name.

    Of a person who gives none little is often taken down.
    """
    received_on = received_at.astimezone(clock.TOKYO).date()
    main = _topic(stage, chance)
    others = chance.sample([code for code in TOPICS if code != main], k=chance.choice((0, 0, 1, 1, 2)))
    age_band = (
        chance.choice((AgeBand.UNDER_18, AgeBand.FROM_18, AgeBand.FROM_40))
        if main in YOUTH_TOPICS
        else chance.choice(AGES)
    )
    sex, has_name = chance.choice(SEXES), chance.random() < 0.72
    if named is not None:
        has_name = named
    has_words = has_name or chance.random() < 0.4
    area_code = _area(stage, chance)
    year = clock.fiscal_year(received_on)
    case = Case(
        tenant_id=stage.tenant_id,
        id=stage.id("case", *key),
        number=stage.number("case", year),
        desk_id=stage.desk,
        state=CaseState.OPEN,
        received_at=received_at,
        received_by=chance.choice(stage.desk_people),
        fiscal_year=year,
        channel=Channel(chance.choice(CHANNELS + stage.channels * 3)),
        urgency=chance.choice(
            (Urgency.NORMAL,) * 8 + (Urgency.SOON,) * 2 + ((Urgency.DANGER,) if main == "violence" else ())
        ),
        topics=[code for code in TOPICS if code == main or code in others],
        main_topic=main,
        age_band=age_band if has_name or chance.random() < 0.6 else AgeBand.UNKNOWN,
        sex=sex,
        area_code=area_code,
        is_anonymous=not has_name,
        is_sealed=False,
        next_contact_on=received_on + timedelta(days=7),
        origin_basis=OriginBasis.DESK,
        created_at=received_at,
        updated_at=received_at,
        situation=chance.choice(SITUATIONS[main]) if has_words else None,
        wish=chance.choice(WISHES) if has_words and chance.random() < 0.7 else None,
    )
    case.assignee_id = case.received_by
    facts = _facts(stage, chance, case, received_on) if has_name else None
    visitor = _visitor(stage, chance, received_on) if facts and chance.random() < 0.2 else None
    return Consultation(case, facts, visitor)


def add_note(
    stage: Stage, consultation: Consultation, chance: Random, kind: NoteKind, when: datetime, words: tuple[str, ...]
) -> None:
    case = consultation.case
    consultation.notes.append(
        CaseNote(
            tenant_id=stage.tenant_id,
            id=stage.id("note", case.id, len(consultation.notes)),
            case_id=case.id,
            kind=kind,
            noted_at=not_later(when),
            noted_by=case.received_by,
            origin_basis=OriginBasis.DESK,
            text=chance.choice(words),
        )
    )


def close(consultation: Consultation, outcome: CaseOutcome, on: date) -> None:
    case = consultation.case
    case.state, case.outcome, case.closed_on, case.next_contact_on = CaseState.CLOSED, outcome, on, None
    case.updated_at = max(case.received_at, not_later(moment(on, 17)))


def write_people(consultations: list[Consultation]) -> None:
    """Cases, then people; who agreed is known only now."""
    put(consultation.case for consultation in consultations)
    for consultation in consultations:
        if consultation.facts:
            consultation.person = add_person_row(consultation.case, PersonRole.SUBJECT, consultation.facts)
            if consultation.consent:
                consultation.consent.person_id = consultation.person.id
        if consultation.visitor:
            add_person_row(consultation.case, PersonRole.VISITOR, consultation.visitor)
    db.session.flush()


def write_rest(stage: Stage, consultations: list[Consultation]) -> None:
    """What refers to cases and people, in the order of reference, each by whoever took the consultation."""
    for user_id in stage.desk_people:
        own = [one for one in consultations if one.case.received_by == user_id]
        if own:
            stage.write_as_user(user_id, DbRole.CASE)
            put(note for one in own for note in one.notes)
            put(one.consent for one in own if one.consent)
            put(referral for one in own for referral in one.referrals)
            put(disclosure for one in own for disclosure in one.disclosures)
            put(event for one in own for event in one.events)
    stage.write_as("desk", DbRole.CASE)


def agree(
    stage: Stage, consultation: Consultation, chance: Random, recipients: list[uuid.UUID], given_on: date
) -> Consent:
    """The person's consent to hand the usual fields to these members for a year; ``write_people`` says whose it is."""
    case = consultation.case
    if consultation.facts is None:
        raise ValueError("an anonymous person cannot agree")
    consultation.consent = Consent(
        tenant_id=stage.tenant_id,
        id=stage.id("consent", case.id),
        case_id=case.id,
        given_on=given_on,
        means=chance.choice((ConsentMeans.WRITTEN, ConsentMeans.WRITTEN, ConsentMeans.ORAL, ConsentMeans.ONLINE)),
        taken_by=case.received_by,
        recipients=sorted(set(recipients)),
        purposes=[Purpose.SUPPORT, Purpose.ASSESSMENT],
        fields=[str(one) for one in CONSENTED],
        expires_on=given_on + timedelta(days=365),
        created_at=not_later(moment(given_on, 17)),
    )
    return consultation.consent


def _topic(stage: Stage, chance: Random) -> str:
    weighted = [code for code in TOPICS for _n in range(TOPIC_WEIGHTS.get(code, 2))]
    return chance.choice(weighted + list(stage.topics) * 5)


def _area(stage: Stage, chance: Random) -> str | None:
    """The leading areas are the most populous; now and then the address is not told."""
    if chance.random() < 0.08:
        return None
    return stage.areas[min(int(chance.expovariate(0.45 if len(stage.areas) < 10 else 0.15)), len(stage.areas) - 1)]


def _facts(stage: Stage, chance: Random, case: Case, on: date) -> PersonFacts:
    place = PLACES[case.area_code or stage.areas[0]]
    someone = invent(
        chance, sex=case.sex, age_band=case.age_band, on=on, town=f"{place.prefecture}{place.name}", dial=stage.dial
    )
    return PersonFacts(
        name=someone.name,
        name_kana=someone.kana,
        sex=case.sex,
        birth_date=someone.birth_date,
        address=someone.address,
        phone=someone.phone,
        contact_note=chance.choice(CONTACT_NOTES) if chance.random() < 0.4 else None,
        may_call=chance.random() < 0.8,
        may_leave_voicemail=chance.random() < 0.3,
        may_write=chance.random() < 0.4,
        is_protected=case.main_topic == "violence",
        safe_to_take_home=chance.choice((True, True, True, False, None)),
    )


def _visitor(stage: Stage, chance: Random, on: date) -> PersonFacts:
    sex = chance.choice((Sex.FEMALE, Sex.MALE))
    place = PLACES[stage.areas[0]]
    someone = invent(chance, sex=sex, age_band=AgeBand.FROM_40, on=on, town=place.name, dial=stage.dial)
    return PersonFacts(
        name=someone.name,
        name_kana=someone.kana,
        sex=sex,
        phone=someone.phone,
        relation=chance.choice(("母", "父", "姉", "兄", "配偶者", "民生委員", "近所の人")),
        may_call=True,
    )
