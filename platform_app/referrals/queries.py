"""Reads of referrals. A desk sees what it sent, an organization what it received: the database decides."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, any_, func, literal, or_, select
from sqlalchemy.orm import aliased

from platform_app.accounts.models import User
from platform_app.cases.models import Case, Consent, Person, PersonRole
from platform_app.core import clock
from platform_app.core.web.pagination import Page, paginate
from platform_app.extensions import db
from platform_app.members.models import MemberStatus, Office, Organization
from platform_app.referrals.models import Disclosure, Referral, ReferralEvent, ReferralState
from platform_app.resources.models import Resource, ResourceStatus, Visibility
from platform_app.tenants import queries as tenants_queries
from platform_app.tenants.models import Seat, Unit


class Lane(StrEnum):
    """The views of the list."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    ACTIVE = "active"
    ANSWERED = "answered"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list or inbox: where from, where to."""

    referral: Referral
    desk: str
    organization: str
    office: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One move with who made it."""

    event: ReferralEvent
    who: User | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A resource that a case can be handed on to, with its provider."""

    resource: Resource
    organization: Organization
    office: Office


@dataclass(frozen=True, slots=True)
class Handover:
    """A case and the entry of the resource list it is about to go to."""

    case: Case
    offer: Offer

    @property
    def desk_id(self) -> uuid.UUID:
        """The desk that hands on."""
        return self.case.desk_id


WAITS = (ReferralState.SENT, ReferralState.SEEN)
AT_WORK = (ReferralState.ACCEPTED, ReferralState.WORKING, ReferralState.ON_HOLD)


def get_referral(tenant_id: int, referral_id: uuid.UUID) -> Referral | None:
    """A referral that the actor sent or received."""
    return db.session.get(Referral, (tenant_id, referral_id))


def get_row(referral: Referral) -> ListRow:
    """The referral with the names of its parties."""
    statement = _rows(referral.tenant_id).where(Referral.id == referral.id)
    return ListRow(*db.session.execute(statement).one())


def list_referrals(tenant_id: int, *, lane: Lane, topic: str | None = None) -> Page[ListRow]:
    """One page of what the actor sent or received: by due date while open, otherwise newest first."""
    statement = _rows(tenant_id).where(*_conditions(lane))
    if topic:
        statement = statement.where(Referral.main_topic == topic)
    if lane in (Lane.WAITING, Lane.OVERDUE):
        statement = statement.order_by(Referral.answer_due_on, Referral.id)
    else:
        statement = statement.order_by(Referral.sent_at.desc(), Referral.id.desc())
    page = paginate(db.session(), statement)
    return Page([ListRow(*row) for row in page.items], page.number, page.size, page.total)


def count_lanes(tenant_id: int) -> dict[Lane, int]:
    """How many referrals each view holds."""
    lanes = (Lane.WAITING, Lane.OVERDUE, Lane.ACTIVE)
    columns = [func.count().filter(*_conditions(lane)) for lane in lanes]
    row = db.session.execute(select(*columns).where(Referral.tenant_id == tenant_id)).one()
    return dict(zip(lanes, row, strict=True))


def list_of_case(case: Case) -> list[ListRow]:
    """Every attempt of a case, newest first."""
    statement = (
        _rows(case.tenant_id).where(Referral.case_id == case.id).order_by(Referral.created_at.desc(), Referral.id)
    )
    return [ListRow(*row) for row in db.session.execute(statement)]


def list_events(referral: Referral) -> list[EventRow]:
    """The moves of a referral, newest first."""
    rows = db.session.execute(
        select(ReferralEvent, User)
        .outerjoin(User, User.id == ReferralEvent.by_user_id)
        .where(ReferralEvent.tenant_id == referral.tenant_id, ReferralEvent.referral_id == referral.id)
        .order_by(ReferralEvent.at.desc(), ReferralEvent.id.desc())
    )
    return [EventRow(event, who) for event, who in rows]


def list_disclosures(referral: Referral) -> Sequence[Disclosure]:
    """What was handed on with it; the receiver gets only what may still be read."""
    return db.session.scalars(
        select(Disclosure)
        .where(Disclosure.tenant_id == referral.tenant_id, Disclosure.referral_id == referral.id)
        .order_by(Disclosure.given_at, Disclosure.id)
    ).all()


def list_offers(tenant_id: int) -> list[Offer]:
    """What a desk can choose from: active entries of active members, the council's own left out."""
    rows = db.session.execute(_offers(tenant_id).order_by(Resource.name, Resource.id))
    return [Offer(*row) for row in rows]


def get_offer(tenant_id: int, resource_id: uuid.UUID) -> Offer | None:
    """One entry a desk can choose."""
    row = db.session.execute(_offers(tenant_id).where(Resource.id == resource_id)).one_or_none()
    return Offer(*row) if row is not None else None


def get_handover(tenant_id: int, case_id: uuid.UUID, resource_id: uuid.UUID) -> Handover | None:
    """A case of the actor's desk with an entry it may go to."""
    case, offer = db.session.get(Case, (tenant_id, case_id)), get_offer(tenant_id, resource_id)
    return Handover(case, offer) if case is not None and offer is not None else None


def list_usable_consents(case: Case, organization_id: uuid.UUID, on: date) -> Sequence[Consent]:
    """Consents in force that name an organization, the longest lasting first."""
    return db.session.scalars(
        select(Consent)
        .where(
            Consent.tenant_id == case.tenant_id,
            Consent.case_id == case.id,
            Consent.withdrawn_at.is_(None),
            Consent.given_on <= on,
            Consent.expires_on >= on,
            literal(organization_id) == any_(Consent.recipients),
        )
        .order_by(Consent.expires_on.desc(), Consent.id)
    ).all()


def find_subject(case: Case) -> Person | None:
    """The person helped, if the desk knows one."""
    return db.session.scalars(
        select(Person)
        .where(Person.tenant_id == case.tenant_id, Person.case_id == case.id, Person.role == PersonRole.SUBJECT)
        .order_by(Person.id)
        .limit(1)
    ).one_or_none()


def list_desk_users(tenant_id: int, desk_id: uuid.UUID) -> list[uuid.UUID]:
    """Who sits at a desk today: whom an answer is told to."""
    return _seated(tenant_id, Seat.unit_id == desk_id)


def list_office_users(tenant_id: int, organization_id: uuid.UUID, office_id: uuid.UUID) -> list[uuid.UUID]:
    """Who answers for an office today: its own people and those of the whole organization."""
    return _seated(
        tenant_id, Seat.organization_id == organization_id, or_(Seat.office_id.is_(None), Seat.office_id == office_id)
    )


def find_user(user_id: uuid.UUID | None) -> User | None:
    """A person by identifier, if the actor may see them."""
    return db.session.get(User, user_id) if user_id else None


def count_of_case(case: Case) -> int:
    """How many referrals a case has had; they are never deleted."""
    statement = select(func.count()).where(Referral.tenant_id == case.tenant_id, Referral.case_id == case.id)
    return db.session.scalar(statement) or 0


def list_states_of_case(case: Case) -> Sequence[ReferralState]:
    """The states of a case's referrals."""
    return db.session.scalars(
        select(Referral.state).where(Referral.tenant_id == case.tenant_id, Referral.case_id == case.id)
    ).all()


def list_live_of_consent(consent: Consent) -> Sequence[Referral]:
    """Referrals that stand on a consent and are not over."""
    return db.session.scalars(
        select(Referral).where(
            Referral.tenant_id == consent.tenant_id,
            Referral.consent_id == consent.id,
            Referral.state.in_([*WAITS, *AT_WORK]),
        )
    ).all()


def _rows(tenant_id: int) -> Any:
    desk, organization, office = aliased(Unit), aliased(Organization), aliased(Office)
    return (
        select(Referral, desk.name, organization.name, office.name)
        .join(desk, and_(desk.tenant_id == Referral.tenant_id, desk.id == Referral.desk_id))
        .join(
            organization,
            and_(organization.tenant_id == Referral.tenant_id, organization.id == Referral.recipient_organization_id),
        )
        .join(office, and_(office.tenant_id == Referral.tenant_id, office.id == Referral.recipient_office_id))
        .where(Referral.tenant_id == tenant_id)
    )


def _conditions(lane: Lane) -> list[ColumnElement[bool]]:
    if lane is Lane.WAITING:
        return [Referral.state.in_(WAITS)]
    if lane is Lane.OVERDUE:
        return [Referral.state.in_(WAITS), Referral.answer_due_on < clock.today()]
    if lane is Lane.ACTIVE:
        return [Referral.state.in_(AT_WORK)]
    if lane is Lane.ANSWERED:
        return [Referral.answered_at.is_not(None)]
    return []


def _offers(tenant_id: int) -> Select[Resource, Organization, Office]:
    return (
        select(Resource, Organization, Office)
        .join(
            Organization,
            and_(Organization.tenant_id == Resource.tenant_id, Organization.id == Resource.organization_id),
        )
        .join(Office, and_(Office.tenant_id == Resource.tenant_id, Office.id == Resource.office_id))
        .where(
            Resource.tenant_id == tenant_id,
            Resource.status == ResourceStatus.ACTIVE,
            Resource.visibility != Visibility.COUNCIL,
            Organization.status == MemberStatus.ACTIVE,
            Office.closed_on.is_(None),
        )
    )


def _seated(tenant_id: int, *where: ColumnElement[bool]) -> list[uuid.UUID]:
    return list(
        db.session.scalars(
            select(Seat.user_id)
            .where(Seat.tenant_id == tenant_id, *tenants_queries.seat_in_force(clock.today()), *where)
            .order_by(Seat.user_id)
            .distinct()
        )
    )
