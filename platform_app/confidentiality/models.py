"""Council, constituents, appointments, undertakings, access grants and recusals.

Policies on these tables never refer to case tables (they would recurse).
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.cases.models import Case
from platform_app.core.crypto import SealedText
from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class Tier(StrEnum):
    """The three tiers of a council (DOMAIN §3)."""

    REPRESENTATIVES = "representatives"
    PRACTITIONERS = "practitioners"
    CASE_CONFERENCE = "case_conference"


class RecusalKind(StrEnum):
    SET_BY_OTHERS = "set_by_others"
    BY_ONESELF = "by_oneself"


class GrantPurpose(StrEnum):
    """What a case is opened for; the reasons in free text live in the case."""

    CONFERENCE = "conference"
    ASSESSMENT = "assessment"
    SUPPORT = "support"
    CRISIS = "crisis"


class Council(TenantOwned, Base):
    """The regional council of the Act, Art. 15."""

    __tablename__ = "councils"

    name: Mapped[str]
    established_on: Mapped[date]
    legal_bases: Mapped[list[str]]
    """Codes of the statutes it works under; at least ``act_15``."""
    coordinating_body_id: Mapped[uuid.UUID | None]
    """Organization that is the coordinating body (Art. 17: at most one)."""
    coordinating_section: Mapped[str | None]
    undertaking_text: Mapped[str]
    undertaking_version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (tenant_fk("coordinating_body_id", "organizations"),)


class Constituent(TenantOwned, Base):
    """An organization or an individual that constitutes the council (Art. 15), from–to."""

    __tablename__ = "council_constituents"
    __table_args__ = (
        tenant_fk("council_id", "councils"),
        tenant_fk("organization_id", "organizations"),
        Index("ix_council_constituents_tenant_id_council_id", "tenant_id", "council_id"),
        CheckConstraint("(organization_id IS NULL) <> (name_sealed IS NULL)", name="organization_or_person"),
    )

    council_id: Mapped[uuid.UUID]
    organization_id: Mapped[uuid.UUID | None]
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Name of an individual constituent."""
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    name = SealedText("name_sealed", scope="tenant")


class Appointment(TenantOwned, Base):
    """One person's appointment to the council's work, from–to: the duty ledger's backbone."""

    __tablename__ = "appointments"
    __table_args__ = (
        tenant_fk("council_id", "councils"),
        tenant_fk("organization_id", "organizations"),
        Index("ix_appointments_tenant_id_user_id", "tenant_id", "user_id"),
        CheckConstraint(values_check("tier", Tier), name="tier"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    council_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[uuid.UUID | None]
    tier: Mapped[Tier] = mapped_column(enum_column(Tier))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    appointed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    def is_in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Undertaking(TenantOwned, Base):
    """A signed undertaking (秘密保持誓約書): what was shown, when, by whom."""

    __tablename__ = "undertakings"
    __table_args__ = (
        tenant_fk("appointment_id", "appointments"),
        Index(
            "uq_undertakings_tenant_id_appointment_id_text_version",
            "tenant_id",
            "appointment_id",
            "text_version",
            unique=True,
        ),
    )

    appointment_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    text_version: Mapped[int]
    text_shown: Mapped[str]
    signed_at: Mapped[datetime]


class AccessGrant(TenantOwned, Base):
    """Leave to read one case, for a purpose, until a day (閲覧許可)."""

    __tablename__ = "access_grants"
    __table_args__ = (
        tenant_fk("case_id", "cases"),
        tenant_fk("appointment_id", "appointments"),
        Index("ix_access_grants_tenant_id_user_id_case_id", "tenant_id", "user_id", "case_id"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    case_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    appointment_id: Mapped[uuid.UUID]
    purpose: Mapped[str]
    """A code; the free text lives in the case."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    granted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Recusal(TenantOwned, Base):
    """One person shut out of one case (除斥・回避), above every grant."""

    __tablename__ = "recusals"
    __table_args__ = (
        tenant_fk("case_id", "cases"),
        Index("ix_recusals_tenant_id_user_id_case_id", "tenant_id", "user_id", "case_id"),
        CheckConstraint(values_check("kind", RecusalKind), name="kind"),
    )

    case_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[RecusalKind] = mapped_column(enum_column(RecusalKind))
    declared_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class GrantOfCase:
    """A grant together with its case, which the desk sees only if it holds it."""

    grant: AccessGrant
    case: Case


@dataclass(frozen=True, slots=True)
class RecusalOfCase:
    """A recusal together with its case."""

    recusal: Recusal
    case: Case
