"""Body, body membership, meeting and attendance."""

import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class BodyKind(StrEnum):
    GENERAL_MEETING = "general_meeting"
    STEERING_GROUP = "steering_group"
    SUBCOMMITTEE = "subcommittee"
    WORKING_GROUP = "working_group"
    COUNCIL_TIER = "council_tier"


class Regime(StrEnum):
    """The rules under which a meeting sits."""

    PLATFORM = "platform"
    STATUTORY_CONFERENCE = "statutory_conference"
    COUNCIL = "council"
    OPEN = "open"


class Openness(StrEnum):
    OPEN = "open"
    PARTLY_OPEN = "partly_open"
    CLOSED = "closed"


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELED = "canceled"


class AttendanceMode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    ABSENT = "absent"


class Body(TenantOwned, Base):
    """A body of the platform: general meeting, steering group, subcommittee …"""

    __tablename__ = "bodies"
    __table_args__ = (
        tenant_fk("parent_id", "bodies"),
        Index("ix_bodies_tenant_id_position", "tenant_id", "position"),
        CheckConstraint(values_check("kind", BodyKind), name="kind"),
        CheckConstraint(values_check("regime", Regime), name="regime"),
    )

    parent_id: Mapped[uuid.UUID | None]
    name: Mapped[str]
    kind: Mapped[BodyKind] = mapped_column(enum_column(BodyKind))
    regime: Mapped[Regime] = mapped_column(enum_column(Regime), default=Regime.PLATFORM)
    theme: Mapped[str | None]
    legal_bases: Mapped[list[str]] = mapped_column(default=list)
    """Statutes of an existing body that was taken in, by name."""
    taken_from: Mapped[str | None]
    """Name of the existing body this one was made from."""
    established_on: Mapped[date]
    dissolved_on: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)


class BodyMembership(TenantOwned, Base):
    """An organization's seat on a body, from–to."""

    __tablename__ = "body_memberships"
    __table_args__ = (
        tenant_fk("body_id", "bodies"),
        tenant_fk("organization_id", "organizations"),
        Index("ix_body_memberships_tenant_id_body_id", "tenant_id", "body_id"),
        Index("ix_body_memberships_tenant_id_organization_id", "tenant_id", "organization_id"),
    )

    body_id: Mapped[uuid.UUID]
    organization_id: Mapped[uuid.UUID]
    is_chair: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Meeting(TenantOwned, Base):
    """One meeting of a body (第n回)."""

    __tablename__ = "meetings"
    __table_args__ = (
        tenant_fk("body_id", "bodies"),
        Index("uq_meetings_tenant_id_body_id_number", "tenant_id", "body_id", "number", unique=True),
        Index("ix_meetings_tenant_id_held_on", "tenant_id", "held_on", "id"),
        CheckConstraint(values_check("openness", Openness), name="openness"),
        CheckConstraint(values_check("state", MeetingState), name="state"),
        CheckConstraint("number > 0", name="number"),
    )

    body_id: Mapped[uuid.UUID]
    number: Mapped[int]
    title: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str | None]
    is_hybrid: Mapped[bool] = mapped_column(default=False)
    openness: Mapped[Openness] = mapped_column(enum_column(Openness), default=Openness.OPEN)
    state: Mapped[MeetingState] = mapped_column(enum_column(MeetingState), default=MeetingState.PLANNED)
    fiscal_year: Mapped[int]


class Attendance(TenantOwned, Base):
    """An organization's presence at a meeting: how many people, in which way, or absent."""

    __tablename__ = "attendances"
    __table_args__ = (
        tenant_fk("meeting_id", "meetings"),
        tenant_fk("organization_id", "organizations"),
        Index(
            "uq_attendances_tenant_id_meeting_id_organization_id",
            "tenant_id",
            "meeting_id",
            "organization_id",
            unique=True,
        ),
        CheckConstraint(values_check("mode", AttendanceMode), name="mode"),
        CheckConstraint("(mode = 'absent') = (people = 0) AND people >= 0", name="people"),
    )

    meeting_id: Mapped[uuid.UUID]
    organization_id: Mapped[uuid.UUID]
    mode: Mapped[AttendanceMode] = mapped_column(enum_column(AttendanceMode))
    people: Mapped[int]


@dataclass(frozen=True, slots=True)
class MeetingOfBody:
    """A meeting together with its body, whose regime decides who may see it."""

    meeting: Meeting
    body: Body


@dataclass(frozen=True, slots=True)
class MembershipOfBody:
    """A seat on a body together with its body and organization."""

    membership: BodyMembership
    body: Body
    organization: str
