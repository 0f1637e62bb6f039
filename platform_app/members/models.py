"""Organization, office, member class and contact person."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.crypto import SealedText
from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class OrganizationKind(StrEnum):
    """Kinds of member seen on platforms (DOMAIN §5)."""

    NPO = "npo"
    SOCIAL_WELFARE_COUNCIL = "social_welfare_council"
    WELFARE_COMMISSIONERS = "welfare_commissioners"
    BANK = "bank"
    CREDIT_UNION = "credit_union"
    POST_OFFICE = "post_office"
    AGRICULTURAL_COOP = "agricultural_coop"
    CONSUMER_COOP = "consumer_coop"
    CHAMBER_OF_COMMERCE = "chamber_of_commerce"
    REAL_ESTATE_ASSOCIATION = "real_estate_association"
    MEDICAL_ASSOCIATION = "medical_association"
    COMPANY = "company"
    SCHOOL = "school"
    MUNICIPALITY = "municipality"
    PREFECTURE_OFFICE = "prefecture_office"
    POLICE = "police"
    VOLUNTARY_GROUP = "voluntary_group"
    OTHER = "other"


class MemberStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class MemberClass(TenantOwned, Base):
    """A class of membership that this tenant uses (steering, general, cooperating, adviser …)."""

    __tablename__ = "member_classes"
    __table_args__ = (Index("uq_member_classes_tenant_id_name", "tenant_id", "name", unique=True),)

    name: Mapped[str]
    can_propose: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Organization(TenantOwned, Base):
    """A member organization of the platform."""

    __tablename__ = "organizations"
    __table_args__ = (
        tenant_fk("member_class_id", "member_classes"),
        Index("ix_organizations_tenant_id_status_name_kana", "tenant_id", "status", "name_kana", "id"),
        Index("ix_organizations_tenant_id_corporate_number", "tenant_id", "corporate_number"),
        CheckConstraint(values_check("kind", OrganizationKind), name="kind"),
        CheckConstraint(values_check("status", MemberStatus), name="status"),
        CheckConstraint("corporate_number ~ '^[1-9][0-9]{12}$'", name="corporate_number"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="period"),
        CheckConstraint("(status = 'withdrawn') = (left_on IS NOT NULL)", name="left"),
    )

    name: Mapped[str]
    name_kana: Mapped[str]
    kind: Mapped[OrganizationKind] = mapped_column(enum_column(OrganizationKind))
    corporate_number: Mapped[str | None]
    """法人番号, 13 digits; voluntary groups have none. A hint, never proof of identity: all of Japan Post is one."""
    member_class_id: Mapped[uuid.UUID]
    status: Mapped[MemberStatus] = mapped_column(enum_column(MemberStatus), default=MemberStatus.ACTIVE)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    postal_code: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    url: Mapped[str | None]
    fields: Mapped[list[str]] = mapped_column(default=list)
    """Codes of fields of support (``core.taxonomy``)."""
    activities: Mapped[str | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    """Whether the organization agreed to stand in the public list."""
    search_key: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Counted up by SQLAlchemy at each change; a form that shows an older one is refused."""

    __mapper_args__ = {"version_id_col": version}


class Office(TenantOwned, Base):
    """A branch or place of business of a member: membership, inbox, room-now and contacts are per office."""

    __tablename__ = "offices"
    __table_args__ = (
        tenant_fk("organization_id", "organizations"),
        Index("ix_offices_tenant_id_organization_id", "tenant_id", "organization_id"),
    )

    organization_id: Mapped[uuid.UUID]
    name: Mapped[str]
    is_main: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str | None]
    phone: Mapped[str | None]
    closed_on: Mapped[date | None]


class ContactPerson(TenantOwned, Base):
    """A person at a member organization whom the platform contacts, from–to."""

    __tablename__ = "contact_persons"
    __table_args__ = (
        tenant_fk("organization_id", "organizations"),
        tenant_fk("office_id", "offices"),
        Index("ix_contact_persons_tenant_id_organization_id", "tenant_id", "organization_id"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    organization_id: Mapped[uuid.UUID]
    office_id: Mapped[uuid.UUID | None]
    post: Mapped[str | None]
    """Title or section, e.g. 地域連携課."""
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_kana_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_primary: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    name = SealedText("name_sealed", scope="tenant")
    name_kana = SealedText("name_kana_sealed", scope="tenant")
    phone = SealedText("phone_sealed", scope="tenant")
    email = SealedText("email_sealed", scope="tenant")
