"""Tenant, area, authority, unit, seat, programme participation and human-number counters."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.access import Role
from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class TenantKind(StrEnum):
    INSTALLATION = "installation"
    PREFECTURE = "prefecture"
    DESIGNATED_CITY = "designated_city"
    MUNICIPALITY = "municipality"
    JOINT = "joint"


class TenantStatus(StrEnum):
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Formation(StrEnum):
    """How the platform came to be (national report of 2023-10-10)."""

    NEW = "new"
    ON_EXISTING_BODY = "on_existing_body"
    MERGED = "merged"
    REORGANIZED = "reorganized"


class SecretariatKind(StrEnum):
    OWN_SECTION = "own_section"
    OUTSOURCED = "outsourced"


class AreaKind(StrEnum):
    PREFECTURE = "prefecture"
    DESIGNATED_CITY = "designated_city"
    CITY = "city"
    WARD = "ward"
    TOWN = "town"
    VILLAGE = "village"


class UnitKind(StrEnum):
    DESK = "desk"
    SECRETARIAT = "secretariat"


class Area(Base):
    """A prefecture or municipality by its local government code (six digits, text). Installation-wide."""

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(primary_key=True)
    prefecture_code: Mapped[str]
    kind: Mapped[AreaKind] = mapped_column(enum_column(AreaKind))
    name: Mapped[str]
    name_kana: Mapped[str]
    prefecture_name: Mapped[str]

    @property
    def full_name(self) -> str:
        """With its prefecture: 25 municipality names are shared."""
        return self.name if self.code == self.prefecture_code else f"{self.prefecture_name}{self.name}"


class Tenant(Base):
    """One local platform (row 0: the installation itself). Installation-wide."""

    __tablename__ = "tenants"
    __table_args__ = (
        Index("uq_tenants_slug", "slug", unique=True),
        CheckConstraint(values_check("kind", TenantKind), name="kind"),
        CheckConstraint(values_check("status", TenantStatus), name="status"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        CheckConstraint("population IS NULL OR population >= 0", name="population"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)  # type: ignore[assignment]  # a number, not a UUID
    slug: Mapped[str]
    name: Mapped[str]
    """Name of the platform."""
    short_name: Mapped[str]
    """Name of the body, e.g. 鳥取市."""
    kind: Mapped[TenantKind] = mapped_column(enum_column(TenantKind))
    status: Mapped[TenantStatus] = mapped_column(enum_column(TenantStatus), default=TenantStatus.OPEN)
    code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    population: Mapped[int | None]
    """Residents in the platform's areas; decides the small-cell threshold."""
    number_prefix: Mapped[str]
    """Prefix of human numbers, e.g. 鳥市."""
    formation: Mapped[Formation | None] = mapped_column(enum_column(Formation))
    formed_from: Mapped[str | None]
    starting_theme: Mapped[str | None]
    secretariat_kind: Mapped[SecretariatKind | None] = mapped_column(enum_column(SecretariatKind))
    secretariat_name: Mapped[str | None]
    started_on: Mapped[date | None]
    description: Mapped[str | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """``features_off`` (list of rooms switched off), ``answer_days`` and ``return_days`` (business days)."""
    created_at: Mapped[datetime]

    @property
    def is_open(self) -> bool:
        return self.status is TenantStatus.OPEN

    def has_feature(self, name: str) -> bool:
        """Whether a room is switched on here; all are unless switched off."""
        return name not in self.settings.get("features_off", [])

    @property
    def answer_days(self) -> int:
        """Business days in which a receiver should answer a referral."""
        return int(self.settings.get("answer_days", 3))

    @property
    def return_days(self) -> int:
        """Business days after which an unanswered referral goes back to the desk."""
        return int(self.settings.get("return_days", 10))


class TenantArea(TenantOwned, Base):
    """A municipality or prefecture that the platform serves, from–to."""

    __tablename__ = "tenant_areas"

    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class TenantAuthority(TenantOwned, Base):
    """A local government that owns the platform; a joint platform has several, across prefectures too."""

    __tablename__ = "tenant_authorities"

    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"))
    is_lead: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class ProgrammeParticipation(TenantOwned, Base):
    """Participation in the national platform programme in one fiscal year."""

    __tablename__ = "programme_participations"
    __table_args__ = (
        Index("uq_programme_participations_tenant_id_fiscal_year", "tenant_id", "fiscal_year", unique=True),
    )

    fiscal_year: Mapped[int]
    is_second_year: Mapped[bool] = mapped_column(default=False)
    group: Mapped[str]
    """``prefecture`` (prefectures and designated cities) or ``municipality``, as the programme counts."""


class Unit(TenantOwned, Base):
    """A part of the tenant that holds work: a consultation desk, the secretariat."""

    __tablename__ = "units"
    __table_args__ = (CheckConstraint(values_check("kind", UnitKind), name="kind"),)

    kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind))
    name: Mapped[str]
    phone: Mapped[str | None]


class Seat(TenantOwned, Base):
    """One person's one role in one tenant, from–to. Ends, never deleted."""

    __tablename__ = "seats"
    __table_args__ = (
        tenant_fk("unit_id", "units"),
        tenant_fk("organization_id", "organizations"),
        tenant_fk("office_id", "offices"),
        Index("ix_seats_user_id", "user_id"),
        Index("ix_seats_tenant_id_user_id", "tenant_id", "user_id"),
        CheckConstraint(values_check("role", Role), name="role"),
        CheckConstraint("role <> 'desk' OR unit_id IS NOT NULL", name="desk_has_unit"),
        CheckConstraint("role <> 'member' OR organization_id IS NOT NULL", name="member_has_organization"),
        CheckConstraint(
            "(tenant_id = 0) = (role IN ('operator', 'cabinet_office', 'contractor'))", name="installation_roles"
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    unit_id: Mapped[uuid.UUID | None]
    organization_id: Mapped[uuid.UUID | None]
    office_id: Mapped[uuid.UUID | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day in force."""
    granted_by: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]

    def is_in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class NumberCounter(Base):
    """Last human number given, per tenant, kind and fiscal year."""

    __tablename__ = "number_counters"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
