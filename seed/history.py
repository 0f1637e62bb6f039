"""Consultations and referrals of fiscal 2022 and 2023: the same in every database."""

from datetime import date, timedelta
from random import Random

from platform_app.cases.models import CaseOutcome, NoteKind
from platform_app.core import clock
from platform_app.core.crypto import ensure_case_keys
from platform_app.core.taxonomy import FIELDS_FOR_TOPIC
from platform_app.extensions import db
from platform_app.members.models import OrganizationKind
from platform_app.referrals.models import DeclineCode, LegalBasis, ReferralOutcome
from seed.handover import Ending, Handover
from seed.intake import Consultation, add_note, agree, close, make_consultation, write_people, write_rest
from seed.moments import HISTORY, business_days, chance_of, moment
from seed.stage import Service, Stage
from seed.texts import CONTACTS, DECISIONS, INTERNALS

CONNECTED = frozenset(
    {ReferralOutcome.CONNECTED_CONTINUING, ReferralOutcome.CONNECTED_ONCE, ReferralOutcome.REFERRED_ONWARD}
)
OUTCOMES = (
    (ReferralOutcome.CONNECTED_CONTINUING,) * 24 + (ReferralOutcome.CONNECTED_ONCE,) * 14 + (ReferralOutcome.REFERRED_ONWARD,) * 6
    + (ReferralOutcome.PERSON_WITHDREW,) * 5 + (ReferralOutcome.UNREACHABLE,) * 4 + (ReferralOutcome.NOT_ELIGIBLE,) * 2
    + (ReferralOutcome.NO_CAPACITY, ReferralOutcome.MOVED, ReferralOutcome.MOVED, ReferralOutcome.DIED, ReferralOutcome.OTHER)
)  # fmt: skip
ENDINGS = ("closed",) * 28 + ("declined",) * 6 + ("returned",) * 3 + ("recalled",) * 2 + ("failed",) * 3 + ("void",)
RETRIED = frozenset({"declined", "returned", "void"})
UNREFERRED = (
    (CaseOutcome.LISTENED,) * 4 + (CaseOutcome.INFORMED,) * 4 + (CaseOutcome.RESOLVED,) * 3
    + (CaseOutcome.WITHDREW, CaseOutcome.UNREACHABLE, CaseOutcome.MOVED, CaseOutcome.OTHER)
)  # fmt: skip
PUBLIC_BODIES = frozenset({OrganizationKind.MUNICIPALITY, OrganizationKind.PREFECTURE_OFFICE})


def write_history(stage: Stage, cases_per_year: int, years: tuple[int, ...] = HISTORY) -> None:
    """All consultations of these fiscal years, in the order in which they came."""
    chance = chance_of(stage.slug, "history")
    days = {
        ("history", year, number): day
        for year in years
        for number, day in enumerate(reception_days(chance, stage.started_on, year, cases_per_year))
    }
    ensure_case_keys(db.session(), stage.tenant_id, [stage.id("case", *key) for key in days])
    consultations = [
        make_consultation(stage, chance, key, moment(day, chance.randint(8, 17), chance.randint(0, 59)))
        for key, day in days.items()
    ]
    for consultation in consultations:
        _go_on(stage, consultation, chance)
    write_people(consultations)
    write_rest(stage, consultations)


def reception_days(chance: Random, started_on: date, year: int, per_year: int) -> list[date]:
    """Business days on which someone came; a year in which the desk opened late has fewer."""
    first, last = clock.fiscal_year_bounds(year)
    open_days = business_days(max(first, started_on), last)
    count = round(per_year * len(open_days) / 243)
    return sorted(chance.choice(open_days) for _n in range(count))


def fitting_service(services: list[Service], main_topic: str, chance: Random) -> Service:
    wanted = set(FIELDS_FOR_TOPIC[main_topic])
    fitting = [service for service in services if wanted & set(service.fields)]
    return chance.choice(fitting or services)


def _go_on(stage: Stage, consultation: Consultation, chance: Random) -> None:
    """Told all there is to tell at once, followed for a while, or referred."""
    draw, received_on = chance.random(), consultation.case.received_at.astimezone(clock.TOKYO).date()
    told, followed = (0.75, 0.88) if consultation.case.is_anonymous else (0.22, 0.52)
    if draw < told:
        close(consultation, chance.choice((CaseOutcome.LISTENED, CaseOutcome.INFORMED)), received_on)
        return
    _converse(stage, consultation, chance, chance.randint(1, 3))
    if draw < followed:
        close(consultation, chance.choice(UNREFERRED), received_on + timedelta(days=chance.randint(30, 90)))
    else:
        _refer(stage, consultation, chance)


def _converse(stage: Stage, consultation: Consultation, chance: Random, times: int) -> None:
    day = consultation.case.received_at.astimezone(clock.TOKYO).date()
    for _n in range(times):
        day += timedelta(days=chance.randint(2, 9))
        add_note(stage, consultation, chance, NoteKind.CONTACT, moment(day, chance.randint(9, 16), 30), CONTACTS)
    if chance.random() < 0.3:
        add_note(stage, consultation, chance, NoteKind.INTERNAL, moment(day, 17), INTERNALS)


def _refer(stage: Stage, consultation: Consultation, chance: Random) -> None:
    """One or more attempts until someone takes over, or nobody does."""
    case = consultation.case
    day = case.received_at.astimezone(clock.TOKYO).date()
    sent_on = chance.choice(business_days(day, day + timedelta(days=9)))
    services = [fitting_service(stage.services, case.main_topic, chance) for _n in range(3)]
    if consultation.facts and chance.random() < 0.85:
        agree(stage, consultation, chance, [service.member.id for service in services], day)
    before = None
    for number, service in enumerate(services):
        ending = _ending(chance, may_fail=number < 2)
        handover = Handover(stage, consultation, service, ending, chance)
        referral = handover.add(sent_on, _basis(consultation, service, chance), attempt_of=before)
        if ending.state not in RETRIED or chance.random() < 0.3:
            break
        before = referral.id
        sent_on = max(handover.when.values()).astimezone(clock.TOKYO).date() + timedelta(days=1)
    last = consultation.referrals[-1]
    spoken_on = max(note.noted_at for note in consultation.notes).astimezone(clock.TOKYO).date()
    ended_on = max(last.ended_on or sent_on, spoken_on)
    close(consultation, _outcome_of(last.outcome), ended_on + timedelta(days=chance.randint(0, 14)))
    add_note(stage, consultation, chance, NoteKind.DECISION, case.updated_at, DECISIONS)


def _ending(chance: Random, *, may_fail: bool) -> Ending:
    state = chance.choice(ENDINGS) if may_fail else "closed"
    if state == "closed":
        return Ending(state, outcome=chance.choice(OUTCOMES))
    if state == "declined":
        return Ending(state, decline_code=chance.choice(tuple(DeclineCode)))
    return Ending(state)


def _basis(consultation: Consultation, service: Service, chance: Random) -> LegalBasis:
    if consultation.consent:
        return LegalBasis.CONSENT
    if consultation.facts and service.member.kind in PUBLIC_BODIES and chance.random() < 0.5:
        return LegalBasis.OTHER_LOCAL_GOVERNMENT
    return LegalBasis.NONE


def _outcome_of(outcome: ReferralOutcome | None) -> CaseOutcome:
    if outcome in CONNECTED:
        return CaseOutcome.CONNECTED
    same = {
        ReferralOutcome.PERSON_WITHDREW: CaseOutcome.WITHDREW,
        ReferralOutcome.UNREACHABLE: CaseOutcome.UNREACHABLE,
        ReferralOutcome.MOVED: CaseOutcome.MOVED,
        ReferralOutcome.DIED: CaseOutcome.DIED,
    }
    return same.get(outcome, CaseOutcome.OTHER) if outcome else CaseOutcome.INFORMED
