"""The fixtures of the desk serve referrals too."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from platform_app.cases.models import Case, Channel, ConsentMeans, DisclosedField, Person, Purpose
from platform_app.cases.services import PersonFacts, record_consent, take_case
from platform_app.core import clock
from platform_app.core.access import Actor
from platform_app.extensions import db
from platform_app.referrals.models import LegalBasis, Referral
from platform_app.referrals.services import Conditions, draft_referral, send_referral
from tests.cases.conftest import own_app, seated
from tests.support.world import ALPHA, Place

__all__ = ["own_app", "seated"]

POISON = "毒入一郎"
NAME_AND_PHONE = [DisclosedField.NAME, DisclosedField.PHONE]


def make_case(actor: Actor, place: Place = ALPHA) -> Case:
    """A case with a person, whose consent names the NPO."""
    return take_case(
        actor,
        received_at=clock.now(),
        channel=Channel.VISIT,
        topics=["loneliness", "no_food"],
        main_topic="loneliness",
        situation=f"{POISON}の話",
        subject=PersonFacts(name=POISON, name_kana="ドクイリイチロウ", phone="0857-11-2222"),
        next_contact_on=clock.add_business_days(clock.today(), 8),
    )


def send(
    actor: Actor, place: Place = ALPHA, *, basis: str = "none", case: Case | None = None, recipient: str = "npo"
) -> Referral:
    """A referral on its way: anonymous, or with name and telephone number on a consent."""
    case = case or make_case(actor, place)
    consent_id: uuid.UUID | None = None
    if basis == "consent":
        [person] = db.session.scalars(select(Person.id).where(Person.case_id == case.id))
        consent_id = record_consent(
            actor,
            case,
            person_id=person,
            given_on=clock.today(),
            means=ConsentMeans.ORAL,
            recipients=[place.id(f"organization.{recipient}")],
            purposes=[Purpose.SUPPORT],
            fields=NAME_AND_PHONE,
            expires_on=clock.today() + timedelta(days=180),
        ).id
    referral = draft_referral(
        actor,
        case,
        resource_id=place.id(f"resource.{recipient}"),
        basis=LegalBasis(basis),
        purpose=Purpose.SUPPORT,
        request="居場所への案内をお願いします。",
        consent_id=consent_id,
    )
    with_data = basis != "none"
    return send_referral(
        actor,
        referral,
        fields=NAME_AND_PHONE if with_data else [],
        conditions=Conditions(clock.today()) if with_data else None,
        reason="火急" if basis not in ("none", "consent") else None,
    )
