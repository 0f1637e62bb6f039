"""Referral, its events and its disclosure."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.crypto import SealedJson, SealedText
from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class ReferralState(StrEnum):
    """States of a referral (DOMAIN §7)."""

    DRAFT = "draft"
    SENT = "sent"
    SEEN = "seen"
    ACCEPTED = "accepted"
    WORKING = "working"
    CLOSED = "closed"
    DECLINED = "declined"
    RETURNED = "returned"
    RECALLED = "recalled"
    ON_HOLD = "on_hold"
    FAILED = "failed"
    VOID = "void"


class LegalBasis(StrEnum):
    """The ground on which personal data is handed on (DOMAIN §4)."""

    CONSENT = "consent"
    COUNCIL_EXCHANGE = "council_exchange"
    COUNCIL_REQUEST = "council_request"
    OTHER_LOCAL_GOVERNMENT = "other_local_government"
    OTHER_CONFERENCE = "other_conference"
    EMERGENCY = "emergency"
    NONE = "none"
    """No personal data: an anonymous referral."""


class DeclineCode(StrEnum):
    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    OUT_OF_AREA = "out_of_area"
    OUT_OF_FIELD = "out_of_field"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NEEDS_MORE_INFORMATION = "needs_more_information"
    OTHER = "other"


class ReferralOutcome(StrEnum):
    CONNECTED_CONTINUING = "connected_continuing"
    CONNECTED_ONCE = "connected_once"
    REFERRED_ONWARD = "referred_onward"
    PERSON_WITHDREW = "person_withdrew"
    UNREACHABLE = "unreachable"
    NOT_ELIGIBLE = "not_eligible"
    NO_CAPACITY = "no_capacity"
    MOVED = "moved"
    DIED = "died"
    OTHER = "other"


class Referral(TenantOwned, Base):
    """One hand-over of one case to one office of a member organization."""

    __tablename__ = "referrals"
    __table_args__ = (
        tenant_fk("case_id", "cases"),
        tenant_fk("desk_id", "units"),
        tenant_fk("recipient_organization_id", "organizations"),
        tenant_fk("recipient_office_id", "offices"),
        tenant_fk("resource_id", "resources"),
        tenant_fk("attempt_of_id", "referrals"),
        tenant_fk("consent_id", "consents"),
        Index("uq_referrals_tenant_id_number", "tenant_id", "number", unique=True),
        Index("ix_referrals_tenant_id_case_id", "tenant_id", "case_id"),
        Index(
            "ix_referrals_tenant_id_recipient_organization_id_state",
            "tenant_id",
            "recipient_organization_id",
            "state",
            "sent_at",
        ),
        Index("ix_referrals_tenant_id_desk_id_state", "tenant_id", "desk_id", "state", "answer_due_on"),
        CheckConstraint(values_check("state", ReferralState), name="state"),
        CheckConstraint(values_check("basis", LegalBasis), name="basis"),
        CheckConstraint(values_check("decline_code", DeclineCode), name="decline_code"),
        CheckConstraint(values_check("outcome", ReferralOutcome), name="outcome"),
        CheckConstraint("(state = 'declined') = (decline_code IS NOT NULL)", name="declined_has_code"),
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_has_outcome"),
        CheckConstraint("state IN ('draft', 'void') OR sent_at IS NOT NULL", name="sent"),
        CheckConstraint("state NOT IN ('accepted', 'working', 'closed') OR accepted_at IS NOT NULL", name="accepted"),
        CheckConstraint("basis <> 'consent' OR state = 'draft' OR consent_id IS NOT NULL", name="consent"),
    )

    number: Mapped[str]
    case_id: Mapped[uuid.UUID]
    desk_id: Mapped[uuid.UUID]
    """The desk that sent it and stays responsible until acceptance."""
    attempt_of_id: Mapped[uuid.UUID | None]
    recipient_organization_id: Mapped[uuid.UUID]
    recipient_office_id: Mapped[uuid.UUID]
    resource_id: Mapped[uuid.UUID | None]
    state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState), default=ReferralState.DRAFT)
    basis: Mapped[LegalBasis] = mapped_column(enum_column(LegalBasis))
    consent_id: Mapped[uuid.UUID | None]
    purpose: Mapped[str]
    main_topic: Mapped[str]
    urgency: Mapped[str]
    fit_summary: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Identity-free facts the receiver decides from: topics, age band, area."""
    request_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What the desk asks for, in words."""
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answer_due_on: Mapped[date | None]
    return_due_on: Mapped[date | None]
    seen_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decline_code: Mapped[DeclineCode | None] = mapped_column(enum_column(DeclineCode))
    outcome: Mapped[ReferralOutcome | None] = mapped_column(enum_column(ReferralOutcome))
    ended_on: Mapped[date | None]
    """Day it was closed or left by a side exit."""
    review_on: Mapped[date | None]
    """Review date while on hold."""
    fiscal_year: Mapped[int | None]
    """Fiscal year of sending."""

    request = SealedText("request_sealed", scope="case")


class ReferralEvent(TenantOwned, Base):
    """One move of a referral: who, when, from where to where, why; the words are sealed."""

    __tablename__ = "referral_events"
    __table_args__ = (
        tenant_fk("referral_id", "referrals"),
        Index("ix_referral_events_tenant_id_referral_id_at", "tenant_id", "referral_id", "at"),
    )

    referral_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    at: Mapped[datetime]
    by_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    verb: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    code: Mapped[str | None]
    message_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    message = SealedText("message_sealed", scope="case")


class Disclosure(TenantOwned, Base):
    """What was handed on with a referral: basis, fields and a snapshot, and until when it may be read.

    The database refuses a row whose basis, recipient, fields or time do not fit (trigger
    ``disclosures_need_basis``); withdrawal of the consent ends it at once (trigger on ``consents``).
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        tenant_fk("case_id", "cases"),
        tenant_fk("referral_id", "referrals"),
        tenant_fk("consent_id", "consents"),
        tenant_fk("person_id", "persons"),
        Index("ix_disclosures_tenant_id_referral_id", "tenant_id", "referral_id"),
        Index("ix_disclosures_tenant_id_consent_id", "tenant_id", "consent_id"),
        CheckConstraint(
            "basis IN ('consent', 'emergency', 'other_local_government', 'other_conference')", name="basis"
        ),
        CheckConstraint("cardinality(fields) > 0", name="fields"),
        CheckConstraint("(basis = 'consent') = (consent_id IS NOT NULL)", name="consent"),
        CheckConstraint("basis = 'consent' OR reason_sealed IS NOT NULL", name="reason"),
    )

    case_id: Mapped[uuid.UUID]
    referral_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    recipient_organization_id: Mapped[uuid.UUID]
    basis: Mapped[LegalBasis] = mapped_column(enum_column(LegalBasis))
    consent_id: Mapped[uuid.UUID | None]
    purpose: Mapped[str]
    fields: Mapped[list[str]]
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What the giver asked for (APPI Art. 70): no_onward_transfer, keep_until, afterwards return|delete."""
    payload_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    given_at: Mapped[datetime]
    given_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    readable_until: Mapped[date]
    """Last day on which the receiver may read it (consent's end, or the condition's)."""
    ended_at: Mapped[datetime | None]
    """Set when consent was withdrawn or the giver took it back."""

    payload = SealedJson("payload_sealed", scope="case")
    reason = SealedText("reason_sealed", scope="case")
