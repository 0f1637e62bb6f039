"""What is going on at the day of seeding: open cases, referrals on their way, and a case that the council discusses."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import func, select

from platform_app.cases.models import CaseOutcome, NoteKind
from platform_app.confidentiality.models import AccessGrant, GrantPurpose, Recusal, RecusalKind
from platform_app.core import clock
from platform_app.core.crypto import ensure_case_keys
from platform_app.core.database import Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.referrals.models import (
    DeclineCode,
    LegalBasis,
    Referral,
    ReferralEvent,
    ReferralOutcome,
    ReferralState,
)
from seed.accounts import seat_answerer
from seed.council import appointment_of
from seed.handover import BY_DESK, Ending, Handover, disclosure_of
from seed.history import fitting_service
from seed.intake import Consultation, add_note, agree, close, make_consultation, write_people, write_rest
from seed.moments import business_day_after, chance_of, moment
from seed.stage import Service, Stage, not_later, put
from seed.texts import CONTACTS, DECISIONS

ONCE, GOES_ON = ReferralOutcome.CONNECTED_ONCE, ReferralOutcome.CONNECTED_CONTINUING


@dataclass(frozen=True, slots=True)
class Scene:
    """One consultation: business days ago, days until the next contact (``None``: closed), and its referral if any.

    ``to`` is the member (``None``: by the topic); without ``consent`` nothing personal goes along.
    """

    ago: int
    next_in: int | None
    ending: Ending | None = None
    to: str | None = None
    consent: bool = True
    named: bool = True


SCENES = (
    # the desk's own
    Scene(1, 0), Scene(2, 0), Scene(5, 0, named=False), Scene(1, 1), Scene(3, 2), Scene(4, 3), Scene(6, 5), Scene(8, 7),
    Scene(9, -1), Scene(12, -3), Scene(20, -8), Scene(15, 12, named=False), Scene(30, 20),
    Scene(1, None), Scene(2, None, named=False), Scene(4, None, named=False), Scene(7, None), Scene(11, None), Scene(16, None),
    # to the account npo@
    Scene(1, 2, Ending("sent"), "npo"), Scene(1, 3, Ending("sent"), "npo", consent=False, named=False),
    Scene(3, 1, Ending("seen", days=(1,)), "npo"),
    Scene(4, 4, Ending("accepted", days=(0, 1)), "npo"),
    Scene(9, 6, Ending("working", days=(1, 1, 1)), "npo"), Scene(14, 9, Ending("working", days=(0, 1, 2)), "npo"),
    Scene(10, 0, Ending("on_hold", days=(1, 1, 2)), "npo"),
    Scene(18, None, Ending("closed", GOES_ON, days=(1, 1, 1, 8)), "npo"),
    Scene(12, None, Ending("closed", ONCE, days=(0, 1, 0, 6)), "npo"),
    Scene(6, 1, Ending("declined", decline_code=DeclineCode.NO_CAPACITY, days=(1, 2)), "npo"),
    # to the account bank@
    Scene(1, 3, Ending("sent"), "bank"), Scene(2, 2, Ending("seen", days=(1,)), "bank"),
    Scene(7, 5, Ending("working", days=(1, 1, 1)), "bank"), Scene(15, None, Ending("closed", ONCE, days=(1, 1, 1, 5)), "bank"),
    # to others
    Scene(6, 0, Ending("sent")), Scene(8, -1, Ending("seen", days=(2,))), Scene(13, 1, Ending("returned")),
    Scene(5, 4, Ending("recalled", days=(1, 1))), Scene(11, 3, Ending("working", days=(1, 1, 2))),
    Scene(22, 2, Ending("failed", days=(1, 1, 6))), Scene(25, None, Ending("closed", GOES_ON, days=(1, 2, 2, 10))),
)  # fmt: skip
CONFERENCE = 24
"""Which scene is discussed in the case conference: an open one in support."""
RECUSED_IN = "kitakyushu-city"


def write_living(stage: Stage) -> None:
    """All scenes, then the grants for the case conference."""
    chance = chance_of(stage.slug, "living")
    case_ids = [stage.id("case", "living", number) for number in range(len(SCENES))]
    ensure_case_keys(db.session(), stage.tenant_id, case_ids)
    in_order = sorted(range(len(SCENES)), key=lambda number: (-SCENES[number].ago, number))
    made = {number: _consultation(stage, chance, number, SCENES[number]) for number in in_order}
    consultations = [made[number] for number in in_order]
    for number in in_order:
        if SCENES[number].ending:
            _refer(stage, made[number], SCENES[number], chance)
    write_people(consultations)
    for consultation in consultations:
        if consultation.consent:
            consultation.disclosures = [disclosure_of(stage, consultation, one) for one in consultation.referrals]
    _write_as_in_life(stage, consultations)
    _confer(stage, made[CONFERENCE])


def received_on(scene: Scene, today: date) -> date:
    """The business day on which a scene began."""
    return clock.add_business_days(today, -scene.ago)


def _consultation(stage: Stage, chance: Random, number: int, scene: Scene) -> Consultation:
    day = received_on(scene, stage.today)
    at = not_later(moment(day, chance.randint(8, 9), chance.randint(0, 59)))
    consultation = make_consultation(stage, chance, ("living", number), at, named=scene.named)
    case = consultation.case
    if scene.ago > 3 and (scene.ending or scene.next_in is not None):
        add_note(stage, consultation, chance, NoteKind.CONTACT, moment(business_day_after(day, 2), 14), CONTACTS)
    if scene.next_in is not None:
        case.next_contact_on = stage.today + timedelta(days=scene.next_in)
    elif scene.ending is None:
        close(consultation, chance.choice((CaseOutcome.LISTENED, CaseOutcome.INFORMED)), day)
    return consultation


def _refer(stage: Stage, consultation: Consultation, scene: Scene, chance: Random) -> None:
    case, ending = consultation.case, scene.ending
    if ending is None:
        return
    service = _service(stage, case.main_topic, scene.to, chance)
    seat_answerer(stage, service.member)
    stage.write_as("desk", DbRole.CASE)
    day = received_on(scene, stage.today)
    if scene.consent:
        agree(stage, consultation, chance, [service.member.id], day)
    basis = LegalBasis.CONSENT if scene.consent else LegalBasis.NONE
    answerer = stage.people[service.member.key].user_id
    referral = Handover(stage, consultation, service, ending, chance, answerer).add(day, basis)
    if scene.next_in is None and referral.ended_on:
        close(consultation, CaseOutcome.CONNECTED, referral.ended_on)
        add_note(stage, consultation, chance, NoteKind.DECISION, case.updated_at, DECISIONS)


def _service(stage: Stage, main_topic: str, to: str | None, chance: Random) -> Service:
    if to is None:
        return fitting_service(
            [one for one in stage.services if one.member.key not in ("npo", "bank")], main_topic, chance
        )
    return next(one for one in stage.services if one.member.key == to)


def _write_as_in_life(stage: Stage, consultations: list[Consultation]) -> None:
    """Referrals are sent by the desk, with what is disclosed; the later steps come after, each by whose they are."""
    handed = [(one, referral) for one in consultations for referral in one.referrals]
    later = {referral.id: _hold_back(referral) for _one, referral in handed}
    events = {referral.id: [event for event in one.events if event.verb != "send"] for one, referral in handed}
    for one, _referral in handed:
        one.events = [event for event in one.events if event.verb == "send"]
    write_rest(stage, consultations)
    for one, referral in handed:
        for event in events[referral.id]:
            if event.verb == "return":
                continue
            stage.write_as_user(
                event.by_user_id or one.case.received_by, DbRole.CASE if event.verb in BY_DESK else DbRole.RECEIVER
            )
            _step(referral, event, later[referral.id])
            if event.verb == "recall":
                for disclosure in one.disclosures:
                    disclosure.ended_at = event.at
                put(one.disclosures)
    _return_overdue(stage)
    stage.write_as("desk", DbRole.CASE)


_OF_STEP = {
    "see": ("seen_at",),
    "accept": ("answered_at", "accepted_at", "accepted_by"),
    "decline": ("answered_at", "decline_code", "ended_on"),
    "hold": ("review_on",),
    "report": ("outcome", "ended_on"),
    "fail": ("ended_on",),
    "recall": ("ended_on",),
}
"""What each step writes besides the state."""


def _hold_back(referral: Referral) -> dict[str, object]:
    """Set the referral back to sent, and tell what it will be."""
    later = {name: getattr(referral, name) for name in sorted({name for names in _OF_STEP.values() for name in names})}
    for name in later:
        setattr(referral, name, None)
    referral.state = ReferralState.SENT
    return later


def _step(referral: Referral, event: ReferralEvent, later: dict[str, object]) -> None:
    referral.state = ReferralState(event.to_state)
    for name in _OF_STEP.get(event.verb, ()):
        setattr(referral, name, later[name])
    put([referral])
    put([event])


def _return_overdue(stage: Stage) -> None:
    """What nobody answered goes back: only time does that, as the hourly job has it."""
    bind_context(db.session, Context(stage.tenant_id, None, None, DbRole.TENANT))
    db.session.execute(select(func.return_overdue_referrals(clock.add_business_days(stage.today, 1))))


def _confer(stage: Stage, consultation: Consultation) -> None:
    """The conference's members may read this one case; one who has an interest is shut out."""
    case_id = consultation.case.id
    put(
        AccessGrant(
            tenant_id=stage.tenant_id,
            id=stage.id("grant", person),
            case_id=case_id,
            user_id=stage.people[person].user_id,
            appointment_id=appointment_of(stage, person),
            purpose=GrantPurpose.CONFERENCE,
            starts_on=stage.today,
            ends_on=stage.today + timedelta(days=365),
            granted_by=stage.people["desk"].user_id,
            granted_at=clock.now(),
        )
        for person in ("council", "council-second")
    )
    if stage.slug == RECUSED_IN:
        stage.write_as("council-second", DbRole.CASE)
        put(
            [
                Recusal(
                    tenant_id=stage.tenant_id,
                    id=stage.id("recusal"),
                    case_id=case_id,
                    user_id=stage.people["council-second"].user_id,
                    kind=RecusalKind.BY_ONESELF,
                    declared_at=clock.now(),
                )
            ]
        )
