"""Reads of the consultation desk. The database shows a desk its own cases only; nothing here widens that."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, any_, func, literal, or_, select

from platform_app.accounts.models import User
from platform_app.cases.models import Case, CaseNote, CaseState, Consent, Person, PersonRole, Urgency
from platform_app.core import clock
from platform_app.core.web.pagination import Page, paginate
from platform_app.extensions import db
from platform_app.members.models import Organization
from platform_app.tenants import queries as tenants_queries
from platform_app.tenants.models import Area, Seat, TenantArea


class Lane(StrEnum):
    """The views of the board."""

    OVERDUE = "overdue"
    TODAY = "today"
    MINE = "mine"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the board."""

    case: Case
    person: Person | None
    assignee: User | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One entry of the timeline with its writer."""

    note: CaseNote
    writer: User | None


def get_case(tenant_id: int, case_id: uuid.UUID) -> Case | None:
    """A case that the actor may see."""
    return db.session.get(Case, (tenant_id, case_id))


def get_consent(tenant_id: int, consent_id: uuid.UUID) -> Consent | None:
    """A consent of a case that the actor may see."""
    return db.session.get(Consent, (tenant_id, consent_id))


def list_board(
    tenant_id: int, *, lane: Lane, user_id: uuid.UUID, topic: str | None = None, urgency: Urgency | None = None
) -> Page[BoardRow]:
    """One page of the board: the longest overdue first, danger before all; closed ones newest first."""
    statement = _in_lane(select(Case).where(Case.tenant_id == tenant_id), lane, user_id)
    if topic:
        statement = statement.where(literal(topic) == any_(Case.topics))
    if urgency:
        statement = statement.where(Case.urgency == urgency)
    if lane is Lane.CLOSED:
        statement = statement.order_by(Case.closed_on.desc(), Case.id.desc())
    else:
        statement = statement.order_by(Case.urgency != Urgency.DANGER, Case.next_contact_on, Case.id)
    page = paginate(db.session(), statement)
    return Page(_board_rows(tenant_id, page.items), page.number, page.size, page.total)


def count_lanes(tenant_id: int, user_id: uuid.UUID) -> dict[Lane, int]:
    """How many open cases each view of the board holds."""
    today, is_open = clock.today(), Case.state == CaseState.OPEN
    row = db.session.execute(
        select(
            func.count().filter(is_open, Case.next_contact_on < today),
            func.count().filter(is_open, Case.next_contact_on == today),
            func.count().filter(is_open, Case.assignee_id == user_id),
            func.count().filter(is_open),
        ).where(Case.tenant_id == tenant_id)
    ).one()
    return dict(zip((Lane.OVERDUE, Lane.TODAY, Lane.MINE, Lane.OPEN), row, strict=True))


def list_persons(case: Case) -> Sequence[Person]:
    """The people of a case, the person helped first."""
    return db.session.scalars(
        select(Person)
        .where(Person.tenant_id == case.tenant_id, Person.case_id == case.id)
        .order_by(Person.role != PersonRole.SUBJECT, Person.id)
    ).all()


def list_notes(case: Case) -> list[NoteRow]:
    """The timeline, newest first."""
    rows = db.session.execute(
        select(CaseNote, User)
        .outerjoin(User, User.id == CaseNote.noted_by)
        .where(CaseNote.tenant_id == case.tenant_id, CaseNote.case_id == case.id)
        .order_by(CaseNote.noted_at.desc(), CaseNote.id.desc())
    )
    return [NoteRow(note, writer) for note, writer in rows]


def list_consents(case: Case) -> Sequence[Consent]:
    """Every consent of a case, newest first; withdrawn and run-out ones too."""
    return db.session.scalars(
        select(Consent)
        .where(Consent.tenant_id == case.tenant_id, Consent.case_id == case.id)
        .order_by(Consent.given_on.desc(), Consent.id.desc())
    ).all()


def list_alike(case: Case, persons: Sequence[Person]) -> Sequence[Case]:
    """Other cases in sight that may be about the same people, by blind index; never another desk's or a sealed one."""
    matches = [
        column == value
        for person in persons
        for column, value in (
            (Person.kana_birth_index, person.kana_birth_index),
            (Person.phone_index, person.phone_index),
        )
        if value is not None
    ]
    if not matches:
        return []
    return db.session.scalars(
        select(Case)
        .join(Person, (Person.tenant_id == Case.tenant_id) & (Person.case_id == Case.id))
        .where(Case.tenant_id == case.tenant_id, Case.id != case.id, or_(*matches))
        .order_by(Case.received_at.desc(), Case.id)
        .distinct()
        .limit(10)
    ).all()


def list_by_index(tenant_id: int, *, name: bytes | None, phone: bytes | None) -> list[BoardRow]:
    """Cases in sight with a person of exactly this name (or kana) or telephone number."""
    wanted = [Person.name_index == name] if name else []
    wanted += [Person.phone_index == phone] if phone else []
    if not wanted:
        return []
    cases = db.session.scalars(
        select(Case)
        .join(Person, (Person.tenant_id == Case.tenant_id) & (Person.case_id == Case.id))
        .where(Case.tenant_id == tenant_id, *wanted)
        .order_by(Case.received_at.desc(), Case.id)
        .distinct()
        .limit(50)
    ).all()
    return _board_rows(tenant_id, cases)


def list_desk_staff(tenant_id: int, desk_id: uuid.UUID, on: date) -> Sequence[User]:
    """Who holds a seat at the desk on a day: whom a case can be given to."""
    seats = select(Seat.user_id).where(
        Seat.tenant_id == tenant_id, Seat.unit_id == desk_id, *tenants_queries.seat_in_force(on)
    )
    return db.session.scalars(select(User).where(User.id.in_(seats)).order_by(User.id)).all()


def name_recipients(tenant_id: int, ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of organizations by identifier."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(Organization.id, Organization.name).where(Organization.tenant_id == tenant_id, Organization.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def list_residence_areas(tenant_id: int) -> Sequence[Area]:
    """Municipalities that the platform serves; for a prefecture, all of it."""
    today = clock.today()
    served = select(TenantArea.area_code).where(
        TenantArea.tenant_id == tenant_id,
        TenantArea.from_on <= today,
        or_(TenantArea.to_on.is_(None), TenantArea.to_on >= today),
    )
    return db.session.scalars(
        select(Area).where(or_(Area.code.in_(served), Area.prefecture_code.in_(served))).order_by(Area.code)
    ).all()


def _in_lane(statement: Select[Case], lane: Lane, user_id: uuid.UUID) -> Select[Case]:
    today = clock.today()
    if lane is Lane.CLOSED:
        return statement.where(Case.state == CaseState.CLOSED)
    statement = statement.where(Case.state == CaseState.OPEN)
    if lane is Lane.OVERDUE:
        return statement.where(Case.next_contact_on < today)
    if lane is Lane.TODAY:
        return statement.where(Case.next_contact_on == today)
    return statement.where(Case.assignee_id == user_id) if lane is Lane.MINE else statement


def _board_rows(tenant_id: int, cases: Sequence[Case]) -> list[BoardRow]:
    """Persons and assignees of the cases shown, in one query each."""
    if not cases:
        return []
    persons = db.session.scalars(
        select(Person).where(
            Person.tenant_id == tenant_id,
            Person.case_id.in_([case.id for case in cases]),
            Person.role == PersonRole.SUBJECT,
        )
    ).all()
    subjects = {person.case_id: person for person in persons}
    users = {
        user.id: user for user in db.session.scalars(select(User).where(User.id.in_([c.assignee_id for c in cases])))
    }
    return [
        BoardRow(case, subjects.get(case.id), users.get(case.assignee_id) if case.assignee_id else None)
        for case in cases
    ]
