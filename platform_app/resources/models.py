"""Resource and the history of its room-now state."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class RoomState(StrEnum):
    """Room now (DOMAIN §7)."""

    OPEN = "open"
    CONDITIONAL = "conditional"
    WAITING_LIST = "waiting_list"
    FULL = "full"


class Visibility(StrEnum):
    PUBLIC = "public"
    PLATFORM = "platform"
    DESK = "desk"
    COUNCIL = "council"


class ResourceStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


class Resource(TenantOwned, Base):
    """One service offered by a member's office (HSDS service; Digital Agency DS-451-7)."""

    __tablename__ = "resources"
    __table_args__ = (
        tenant_fk("organization_id", "organizations"),
        tenant_fk("office_id", "offices"),
        Index("ix_resources_tenant_id_status_name", "tenant_id", "status", "name", "id"),
        Index("ix_resources_tenant_id_organization_id", "tenant_id", "organization_id"),
        CheckConstraint(values_check("room_state", RoomState), name="room_state"),
        CheckConstraint(values_check("visibility", Visibility), name="visibility"),
        CheckConstraint(values_check("status", ResourceStatus), name="status"),
        CheckConstraint("NOT (is_shelter AND visibility = 'public')", name="shelter_never_public"),
    )

    organization_id: Mapped[uuid.UUID]
    office_id: Mapped[uuid.UUID]
    name: Mapped[str]
    summary: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(default=list)
    target_groups: Mapped[list[str]] = mapped_column(default=list)
    area_codes: Mapped[list[str]] = mapped_column(default=list)
    """Local government codes served; empty: the whole platform area."""
    hours: Mapped[str | None]
    cost: Mapped[str | None]
    reach: Mapped[list[str]] = mapped_column(default=list)
    """Ways to reach: visit, phone, online, chat, outreach."""
    languages: Mapped[list[str]] = mapped_column(default=list)
    eligibility: Mapped[str | None]
    contact_section: Mapped[str | None]
    phone: Mapped[str | None]
    url: Mapped[str | None]
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility), default=Visibility.PLATFORM)
    is_shelter: Mapped[bool] = mapped_column(default=False)
    status: Mapped[ResourceStatus] = mapped_column(enum_column(ResourceStatus), default=ResourceStatus.ACTIVE)
    room_state: Mapped[RoomState] = mapped_column(enum_column(RoomState), default=RoomState.OPEN)
    room_note: Mapped[str | None]
    room_noted_at: Mapped[datetime]
    checked_on: Mapped[date]
    checked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    search_key: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class RoomReport(TenantOwned, Base):
    """One report of room-now: the history behind ``Resource.room_state``."""

    __tablename__ = "room_reports"
    __table_args__ = (
        tenant_fk("resource_id", "resources"),
        Index("ix_room_reports_tenant_id_resource_id_noted_at", "tenant_id", "resource_id", "noted_at"),
        CheckConstraint(values_check("state", RoomState), name="state"),
    )

    resource_id: Mapped[uuid.UUID]
    state: Mapped[RoomState] = mapped_column(enum_column(RoomState))
    note: Mapped[str | None]
    noted_at: Mapped[datetime]
    noted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
