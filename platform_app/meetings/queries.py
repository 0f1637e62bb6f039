"""Reads of bodies and meetings. Attendance is counted in organizations and in people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select

from platform_app.core import clock
from platform_app.core.web.pagination import Page, paginate
from platform_app.extensions import db
from platform_app.meetings.models import (
    Attendance,
    AttendanceMode,
    Body,
    BodyMembership,
    Meeting,
    MeetingOfBody,
    MeetingState,
    MembershipOfBody,
    Regime,
)
from platform_app.members.models import MemberStatus, Organization


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body with the number of organizations on it today and its depth in the tree."""

    body: Body
    members: int
    depth: int


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting with its body and who came: organizations that were there, and people."""

    meeting: Meeting
    body: Body
    organizations: int
    people: int


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Held meetings of one fiscal year: how many, by how many different organizations, by how many people in sum."""

    meetings: int
    organizations: int
    people: int


@dataclass(frozen=True, slots=True)
class Expected:
    """An organization that attendance is recorded for."""

    organization: Organization
    is_member: bool
    attendance: Attendance | None


def get_body(tenant_id: int, body_id: uuid.UUID) -> Body | None:
    """A body of this tenant, dissolved or not."""
    return db.session.get(Body, (tenant_id, body_id))


def get_meeting(tenant_id: int, meeting_id: uuid.UUID) -> MeetingOfBody | None:
    """A meeting with its body."""
    row = db.session.execute(
        select(Meeting, Body)
        .join(Body, and_(Body.tenant_id == Meeting.tenant_id, Body.id == Meeting.body_id))
        .where(Meeting.tenant_id == tenant_id, Meeting.id == meeting_id)
    ).one_or_none()
    return MeetingOfBody(*row) if row else None


def get_membership(tenant_id: int, body_id: uuid.UUID, membership_id: uuid.UUID) -> MembershipOfBody | None:
    """A seat on this very body."""
    row = db.session.execute(
        select(BodyMembership, Body, Organization.name)
        .join(Body, and_(Body.tenant_id == BodyMembership.tenant_id, Body.id == BodyMembership.body_id))
        .join(
            Organization,
            and_(Organization.tenant_id == BodyMembership.tenant_id, Organization.id == BodyMembership.organization_id),
        )
        .where(BodyMembership.tenant_id == tenant_id, BodyMembership.id == membership_id, Body.id == body_id)
    ).one_or_none()
    return MembershipOfBody(*row) if row else None


def list_bodies(tenant_id: int, on: date) -> list[BodyRow]:
    """Bodies as a tree, children after their parent; dissolved ones stay in their place."""
    members = (
        select(BodyMembership.body_id, func.count().label("number"))
        .where(BodyMembership.tenant_id == tenant_id, *_seated(on))
        .group_by(BodyMembership.body_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Body, func.coalesce(members.c.number, 0))
        .outerjoin(members, members.c.body_id == Body.id)
        .where(Body.tenant_id == tenant_id)
        .order_by(Body.position, Body.established_on, Body.id)
    ).all()
    return _as_tree([(body, number) for body, number in rows])


def list_living_bodies(tenant_id: int) -> Sequence[Body]:
    """Bodies that were not dissolved, for pick-lists."""
    return db.session.scalars(
        select(Body)
        .where(Body.tenant_id == tenant_id, Body.dissolved_on.is_(None))
        .order_by(Body.position, Body.established_on, Body.id)
    ).all()


def list_memberships(body: Body) -> list[MembershipOfBody]:
    """Who sits and sat on a body: the chair first, then in the order of kana; former ones last."""
    rows = db.session.execute(
        select(BodyMembership, Organization.name)
        .join(
            Organization,
            and_(Organization.tenant_id == BodyMembership.tenant_id, Organization.id == BodyMembership.organization_id),
        )
        .where(BodyMembership.tenant_id == body.tenant_id, BodyMembership.body_id == body.id)
        .order_by(
            BodyMembership.to_on.is_not(None), BodyMembership.is_chair.desc(), Organization.name_kana, BodyMembership.id
        )
    )
    return [MembershipOfBody(membership, body, name) for membership, name in rows]


def list_meetings(
    tenant_id: int, *, fiscal_year: int, with_council: bool, body_id: uuid.UUID | None = None
) -> Page[MeetingRow]:
    """One page of a fiscal year's meetings, the newest first."""
    page = paginate(db.session(), _meetings(tenant_id, fiscal_year, with_council=with_council, body_id=body_id))
    return Page([MeetingRow(*row) for row in page], page.number, page.size, page.total)


def list_meetings_of(body: Body, *, most: int = 50) -> list[MeetingRow]:
    """A body's meetings, the newest first."""
    rows = db.session.execute(_meetings(body.tenant_id, None, with_council=True, body_id=body.id).limit(most))
    return [MeetingRow(*row) for row in rows]


def find_next_meeting(tenant_id: int, on: date, *, with_council: bool) -> Meeting | None:
    """The first meeting planned for a day or later."""
    query = (
        select(Meeting)
        .join(Body, and_(Body.tenant_id == Meeting.tenant_id, Body.id == Meeting.body_id))
        .where(Meeting.tenant_id == tenant_id, Meeting.state == MeetingState.PLANNED, Meeting.held_on >= on)
        .order_by(Meeting.held_on, Meeting.id)
        .limit(1)
    )
    if not with_council:
        query = query.where(Body.regime != Regime.COUNCIL)
    return db.session.scalars(query).one_or_none()


def count_year(
    tenant_id: int, fiscal_year: int, *, with_council: bool, body_id: uuid.UUID | None = None
) -> YearFigures:
    """The figures of the meetings that were held in one fiscal year."""
    of_year = [Meeting.tenant_id == tenant_id, Meeting.fiscal_year == fiscal_year, Meeting.state == MeetingState.HELD]
    if body_id is not None:
        of_year.append(Meeting.body_id == body_id)
    query = (
        select(
            func.count(distinct(Meeting.id)),
            func.count(distinct(Attendance.organization_id)).filter(Attendance.mode != AttendanceMode.ABSENT),
            func.coalesce(func.sum(Attendance.people), 0),
        )
        .select_from(Meeting)
        .join(Body, and_(Body.tenant_id == Meeting.tenant_id, Body.id == Meeting.body_id))
        .outerjoin(Attendance, and_(Attendance.tenant_id == Meeting.tenant_id, Attendance.meeting_id == Meeting.id))
        .where(*of_year)
    )
    if not with_council:
        query = query.where(Body.regime != Regime.COUNCIL)
    return YearFigures(*(int(number) for number in db.session.execute(query).one()))


def list_fiscal_years(tenant_id: int) -> list[int]:
    """Fiscal years with a meeting, and the present one; newest first."""
    years = db.session.scalars(select(Meeting.fiscal_year).where(Meeting.tenant_id == tenant_id).distinct())
    return sorted({*years, clock.fiscal_year(clock.today())}, reverse=True)


def list_attendance(meeting: Meeting) -> list[tuple[Attendance, str]]:
    """Who came, then who was absent, in the order of kana."""
    rows = db.session.execute(
        select(Attendance, Organization.name)
        .join(
            Organization,
            and_(Organization.tenant_id == Attendance.tenant_id, Organization.id == Attendance.organization_id),
        )
        .where(Attendance.tenant_id == meeting.tenant_id, Attendance.meeting_id == meeting.id)
        .order_by(Attendance.mode == AttendanceMode.ABSENT, Organization.name_kana, Attendance.id)
    )
    return [(attendance, name) for attendance, name in rows]


def list_expected(meeting: Meeting) -> list[Expected]:
    """Organizations that attendance is recorded for: those on the body that day, then all other active members."""
    on_body = select(BodyMembership.organization_id).where(
        BodyMembership.tenant_id == meeting.tenant_id,
        BodyMembership.body_id == meeting.body_id,
        *_seated(meeting.held_on),
    )
    is_member = Organization.id.in_(on_body)
    rows = db.session.execute(
        select(Organization, is_member, Attendance)
        .outerjoin(
            Attendance,
            and_(
                Attendance.tenant_id == Organization.tenant_id,
                Attendance.organization_id == Organization.id,
                Attendance.meeting_id == meeting.id,
            ),
        )
        .where(
            Organization.tenant_id == meeting.tenant_id,
            or_(Organization.status == MemberStatus.ACTIVE, Attendance.id.is_not(None), is_member),
        )
        .order_by(is_member.desc(), Organization.name_kana, Organization.id)
    )
    return [Expected(*row) for row in rows]


def _seated(on: date) -> tuple[ColumnElement[bool], ...]:
    return (BodyMembership.from_on <= on, or_(BodyMembership.to_on.is_(None), BodyMembership.to_on >= on))


def _meetings(
    tenant_id: int, fiscal_year: int | None, *, with_council: bool, body_id: uuid.UUID | None
) -> Select[Meeting, Body, int, int]:
    came = (
        select(
            Attendance.meeting_id,
            func.count().filter(Attendance.mode != AttendanceMode.ABSENT).label("organizations"),
            func.sum(Attendance.people).label("people"),
        )
        .where(Attendance.tenant_id == tenant_id)
        .group_by(Attendance.meeting_id)
        .subquery()
    )
    query = (
        select(Meeting, Body, func.coalesce(came.c.organizations, 0), func.coalesce(came.c.people, 0))
        .join(Body, and_(Body.tenant_id == Meeting.tenant_id, Body.id == Meeting.body_id))
        .outerjoin(came, came.c.meeting_id == Meeting.id)
        .where(Meeting.tenant_id == tenant_id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    if fiscal_year is not None:
        query = query.where(Meeting.fiscal_year == fiscal_year)
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    return query if with_council else query.where(Body.regime != Regime.COUNCIL)


def _as_tree(rows: list[tuple[Body, int]]) -> list[BodyRow]:
    """Depth first; what hangs in the air (its parent is not there) stands at the top."""
    known = {body.id for body, _number in rows}
    children: dict[uuid.UUID | None, list[tuple[Body, int]]] = {}
    for body, number in rows:
        children.setdefault(body.parent_id if body.parent_id in known else None, []).append((body, number))
    found: list[BodyRow] = []

    def walk(parent: uuid.UUID | None, depth: int) -> None:
        for body, number in children.get(parent, []):
            found.append(BodyRow(body, number, depth))
            walk(body.id, depth + 1)

    walk(None, 0)
    return found
