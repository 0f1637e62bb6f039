"""The way of one referral: moments, events, and where it stands in the end."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from platform_app.cases.models import Purpose
from platform_app.core import clock
from platform_app.referrals.fit import summary_of
from platform_app.referrals.models import (
    DeclineCode,
    Disclosure,
    LegalBasis,
    Referral,
    ReferralEvent,
    ReferralOutcome,
    ReferralState,
)
from platform_app.referrals.services.disclosing import Conditions, payload_of
from seed.intake import CONSENTED, Consultation
from seed.moments import business_day_after, moment
from seed.stage import Service, Stage, not_later
from seed.texts import ANSWERS, REQUESTS

PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    "sent": (("send", "sent"),),
    "seen": (("send", "sent"), ("see", "seen")),
    "accepted": (("send", "sent"), ("see", "seen"), ("accept", "accepted")),
    "working": (("send", "sent"), ("see", "seen"), ("accept", "accepted"), ("work", "working")),
    "on_hold": (("send", "sent"), ("see", "seen"), ("accept", "accepted"), ("hold", "on_hold")),
    "closed": (("send", "sent"), ("see", "seen"), ("accept", "accepted"), ("work", "working"), ("report", "closed")),
    "declined": (("send", "sent"), ("see", "seen"), ("decline", "declined")),
    "returned": (("send", "sent"), ("return", "returned")),
    "recalled": (("send", "sent"), ("see", "seen"), ("recall", "recalled")),
    "failed": (("send", "sent"), ("see", "seen"), ("accept", "accepted"), ("fail", "failed")),
    "void": (("void", "void"),),
}
"""Verbs and states (``referrals/states.py``) by which a referral came to where it stands."""
BY_DESK = frozenset({"send", "recall", "void"})
ENDS = frozenset({"closed", "declined", "returned", "recalled", "failed", "void"})
ANSWER_DAYS, RETURN_DAYS = 3, 10


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a referral stands, with what goes with it."""

    state: str
    outcome: ReferralOutcome | None = None
    decline_code: DeclineCode | None = None
    days: tuple[int, ...] = ()
    """Business days between the steps; by chance where not given."""


class Handover:
    """Makes the rows of one referral. Without an ``answerer`` (history) its answers name nobody."""

    def __init__(
        self,
        stage: Stage,
        consultation: Consultation,
        service: Service,
        ending: Ending,
        chance: Random,
        answerer: uuid.UUID | None = None,
    ) -> None:
        self.stage, self.consultation, self.service, self.ending, self.chance = (
            stage,
            consultation,
            service,
            ending,
            chance,
        )
        self.answerer = answerer
        self.when: dict[str, datetime] = {}

    def add(self, sent_on: date, basis: LegalBasis, *, attempt_of: uuid.UUID | None = None) -> Referral:
        """Add referral and events to the consultation."""
        case, consent = self.consultation.case, self.consultation.consent
        self.when = dict(self._moments(sent_on))
        sent_at = self.when.get("send")
        year = clock.fiscal_year(sent_on)
        referral = Referral(
            tenant_id=self.stage.tenant_id,
            id=self.stage.id("referral", case.id, len(self.consultation.referrals)),
            number=f"{case.number}-{len(self.consultation.referrals) + 1}",
            case_id=case.id,
            desk_id=case.desk_id,
            attempt_of_id=attempt_of,
            recipient_organization_id=self.service.member.id,
            recipient_office_id=self.service.office_id,
            resource_id=self.service.id,
            basis=basis,
            consent_id=consent.id if consent and basis is LegalBasis.CONSENT else None,
            purpose=str(Purpose.SUPPORT),
            main_topic=case.main_topic,
            urgency=str(case.urgency),
            fit_summary=summary_of(case),
            created_by=case.received_by,
            created_at=sent_at or moment(sent_on, 10),
            sent_at=sent_at,
            answer_due_on=business_day_after(sent_on, ANSWER_DAYS) if sent_at else None,
            return_due_on=business_day_after(sent_on, RETURN_DAYS) if sent_at else None,
            fiscal_year=year if sent_at else None,
            request=self.chance.choice(REQUESTS),
        )
        settle(referral, self.ending, self.when, self.answerer)
        self.consultation.referrals.append(referral)
        self.consultation.events += self._events(referral)
        return referral

    def _moments(self, sent_on: date) -> Iterator[tuple[str, datetime]]:
        day = sent_on
        for number, (verb, _state) in enumerate(PATHS[self.ending.state]):
            if number:
                day = business_day_after(day, self._gap(number, verb))
            yield verb, not_later(moment(day, 10 + number, self.chance.randint(0, 59)))

    def _gap(self, number: int, verb: str) -> int:
        if number <= len(self.ending.days):
            return self.ending.days[number - 1]
        if verb == "return":
            return RETURN_DAYS
        return self.chance.randint(5, 45) if verb in ("report", "fail") else self.chance.choice((0, 0, 1, 1, 2, 3))

    def _events(self, referral: Referral) -> Iterator[ReferralEvent]:
        before = "draft"
        for number, (verb, state) in enumerate(PATHS[self.ending.state]):
            by = referral.created_by if verb in BY_DESK else None if verb == "return" else self.answerer
            code = (
                referral.decline_code if verb == "decline" else referral.outcome if verb in ("report", "fail") else None
            )
            yield ReferralEvent(
                tenant_id=referral.tenant_id,
                id=self.stage.id("event", referral.id, number),
                referral_id=referral.id,
                case_id=referral.case_id,
                at=self.when[verb],
                by_user_id=by,
                verb=verb,
                from_state=before,
                to_state=state,
                code=str(code) if code else None,
                message=ANSWERS.get(verb),
            )
            before = state


def settle(referral: Referral, ending: Ending, when: dict[str, datetime], answerer: uuid.UUID | None) -> None:
    """Put the referral where it stands in the end."""
    referral.state = ReferralState(ending.state)
    referral.seen_at = when.get("see")
    referral.answered_at = when.get("accept") or when.get("decline")
    referral.accepted_at = when.get("accept")
    referral.accepted_by = answerer if "accept" in when else None
    referral.outcome, referral.decline_code = ending.outcome, ending.decline_code
    last = max(when.values()).astimezone(clock.TOKYO).date()
    referral.ended_on = last if ending.state in ENDS else None
    referral.review_on = last + timedelta(days=14) if ending.state == "on_hold" else None


def disclosure_of(stage: Stage, consultation: Consultation, referral: Referral) -> Disclosure:
    """What was handed on with a referral on consent; the database checks it against the consent."""
    case, person, consent = consultation.case, consultation.person, consultation.consent
    if person is None or consent is None or referral.sent_at is None:
        raise ValueError("only what a person agreed to can be handed on here")
    payload = payload_of(case, person, CONSENTED)
    return Disclosure(
        tenant_id=stage.tenant_id,
        id=stage.id("disclosure", referral.id),
        case_id=case.id,
        referral_id=referral.id,
        person_id=person.id,
        recipient_organization_id=referral.recipient_organization_id,
        basis=LegalBasis.CONSENT,
        consent_id=consent.id,
        purpose=referral.purpose,
        fields=list(payload),
        conditions=Conditions(keep_until=consent.expires_on).as_json(),
        given_at=referral.sent_at,
        given_by=referral.created_by,
        readable_until=consent.expires_on,
        payload=payload,
    )
