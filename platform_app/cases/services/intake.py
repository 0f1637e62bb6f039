"""Taking a consultation: the case, its people, and where it goes from here, in one act."""

import uuid
from collections.abc import Collection
from datetime import date, datetime

from flask_babel import gettext as _

from platform_app.cases.labels import CLOSED_AT_INTAKE
from platform_app.cases.models import (
    AgeBand,
    Case,
    CaseOutcome,
    CaseState,
    Channel,
    OriginBasis,
    PersonRole,
    Sex,
    Urgency,
)
from platform_app.cases.services.persons import PersonFacts, add_person_row, age_band_of
from platform_app.cases.services.rules import check_assignee, check_next_contact, desk_of
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid
from platform_app.core.taxonomy import TOPICS
from platform_app.extensions import db
from platform_app.tenants.services import next_number


def take_case(
    actor: Actor,
    *,
    received_at: datetime,
    channel: Channel,
    topics: Collection[str],
    main_topic: str,
    urgency: Urgency = Urgency.NORMAL,
    situation: str | None = None,
    wish: str | None = None,
    subject: PersonFacts | None = None,
    visitor: PersonFacts | None = None,
    age_band: AgeBand = AgeBand.UNKNOWN,
    area_code: str | None = None,
    next_contact_on: date | None = None,
    outcome: CaseOutcome | None = None,
    assignee_id: uuid.UUID | None = None,
) -> Case:
    """Record a consultation at the actor's desk.

    ``outcome`` closes it at once (listened, informed); otherwise ``next_contact_on`` is due. Without ``subject`` the
    person stays anonymous. Raises ``Invalid`` naming the field.
    """
    _check(received_at, topics, main_topic, outcome)
    received_on = received_at.astimezone(clock.TOKYO).date()
    if outcome is None:
        next_contact_on = check_next_contact(next_contact_on)
    desk_id = desk_of(actor)
    check_assignee(actor.tenant_id, desk_id, assignee_id)
    born = subject.birth_date if subject else None
    now = clock.now()
    case = Case(
        tenant_id=actor.tenant_id,
        number=next_number(actor.tenant_id, "case", clock.fiscal_year(received_on)),
        desk_id=desk_id,
        state=CaseState.CLOSED if outcome else CaseState.OPEN,
        received_at=received_at,
        received_by=actor.user_id,
        fiscal_year=clock.fiscal_year(received_on),
        channel=channel,
        urgency=urgency,
        topics=[code for code in TOPICS if code in topics],
        main_topic=main_topic,
        age_band=age_band_of(born, received_on) if born else age_band,
        sex=subject.sex if subject else Sex.UNKNOWN,
        area_code=area_code,
        is_anonymous=subject is None or not subject.name,
        is_sealed=False,
        situation=situation or None,
        wish=wish or None,
        assignee_id=assignee_id,
        next_contact_on=None if outcome else next_contact_on,
        closed_on=received_on if outcome else None,
        outcome=outcome,
        origin_basis=OriginBasis.DESK,
        created_at=now,
        updated_at=now,
    )
    db.session.add(case)
    db.session.flush()
    if subject is not None:
        add_person_row(case, PersonRole.SUBJECT, subject)
    if visitor is not None:
        add_person_row(case, PersonRole.VISITOR, visitor)
    db.session.flush()
    audit.record("case:take", case, changes={"number": case.number, "outcome": str(outcome) if outcome else None})
    return case


def _check(received_at: datetime, topics: Collection[str], main_topic: str, outcome: CaseOutcome | None) -> None:
    if received_at > clock.now():
        raise Invalid(_("A consultation cannot be received in the future."), "received_on")
    if not topics or not set(topics) <= set(TOPICS):
        raise Invalid(_("Mark at least one topic."), "topics")
    if main_topic not in topics:
        raise Invalid(_("The most pressing topic must be one of the topics marked."), "main_topic")
    if outcome is not None and outcome not in CLOSED_AT_INTAKE:
        raise Invalid(_("At intake a case can be closed as listened or informed only."), "outcome")
