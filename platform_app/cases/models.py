"""Case, person, note and consent. Only the database role ``tsunagi_case`` has rights here."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.crypto import SealedText
from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Channel(StrEnum):
    """How the consultation came in."""

    VISIT = "visit"
    PHONE = "phone"
    MAIL = "mail"
    CHAT = "chat"
    SCHOOL_DEVICE = "school_device"
    HOME_VISIT = "home_visit"
    OUTREACH = "outreach"
    MEMBER_NOTICE = "member_notice"
    NATIONAL_HOTLINE = "national_hotline"
    CHATBOT = "chatbot"


class Urgency(StrEnum):
    NORMAL = "normal"
    SOON = "soon"
    DANGER = "danger"
    """Danger to life or body."""


class AgeBand(StrEnum):
    UNDER_18 = "under_18"
    FROM_18 = "18_39"
    FROM_40 = "40_64"
    FROM_65 = "65_74"
    FROM_75 = "75_over"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class CaseOutcome(StrEnum):
    """Why a case was closed."""

    LISTENED = "listened"
    INFORMED = "informed"
    CONNECTED = "connected"
    RESOLVED = "resolved"
    WITHDREW = "withdrew"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    DIED = "died"
    OTHER = "other"


class PersonRole(StrEnum):
    SUBJECT = "subject"
    """The person helped."""
    VISITOR = "visitor"
    FAMILY = "family"


class NoteKind(StrEnum):
    CONTACT = "contact"
    """A further conversation: counted as a continued consultation."""
    INTERNAL = "internal"
    DECISION = "decision"


class OriginBasis(StrEnum):
    """Where a text was learned; it decides who may read it and where it may go."""

    DESK = "desk"
    COUNCIL = "council"
    MEMBER = "member"


class ConsentMeans(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"
    ONLINE = "online"


class DisclosedField(StrEnum):
    """The fields of a person and case that can be handed on, one by one."""

    NAME = "name"
    NAME_KANA = "name_kana"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    PHONE = "phone"
    CONTACT_CARE = "contact_care"
    SITUATION = "situation"
    WISH = "wish"


class Purpose(StrEnum):
    """What a consent or disclosure is for."""

    SUPPORT = "support"
    ASSESSMENT = "assessment"
    WATCHING_OVER = "watching_over"
    CRISIS = "crisis"


class Case(TenantOwned, Base):
    """One matter at one desk."""

    __tablename__ = "cases"
    __table_args__ = (
        tenant_fk("desk_id", "units"),
        Index("uq_cases_tenant_id_number", "tenant_id", "number", unique=True),
        Index("ix_cases_tenant_id_desk_id_state_next_contact_on", "tenant_id", "desk_id", "state", "next_contact_on"),
        Index("ix_cases_tenant_id_desk_id_received_at", "tenant_id", "desk_id", "received_at", "id"),
        Index("ix_cases_tenant_id_fiscal_year", "tenant_id", "fiscal_year"),
        CheckConstraint(values_check("state", CaseState), name="state"),
        CheckConstraint(values_check("channel", Channel), name="channel"),
        CheckConstraint(values_check("urgency", Urgency), name="urgency"),
        CheckConstraint(values_check("age_band", AgeBand), name="age_band"),
        CheckConstraint(values_check("sex", Sex), name="sex"),
        CheckConstraint(values_check("outcome", CaseOutcome), name="outcome"),
        CheckConstraint(values_check("origin_basis", OriginBasis), name="origin_basis"),
        CheckConstraint("state <> 'open' OR next_contact_on IS NOT NULL", name="open_has_next_contact"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL AND outcome IS NOT NULL)", name="closed"),
        CheckConstraint("main_topic = ANY (topics)", name="main_topic"),
    )

    number: Mapped[str]
    desk_id: Mapped[uuid.UUID]
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState), default=CaseState.OPEN)
    received_at: Mapped[datetime]
    received_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    fiscal_year: Mapped[int]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    urgency: Mapped[Urgency] = mapped_column(enum_column(Urgency), default=Urgency.NORMAL)
    topics: Mapped[list[str]]
    """Every topic with ○ (``core.taxonomy.TOPICS``)."""
    main_topic: Mapped[str]
    """The one topic with ◎."""
    age_band: Mapped[AgeBand] = mapped_column(enum_column(AgeBand), default=AgeBand.UNKNOWN)
    sex: Mapped[Sex] = mapped_column(enum_column(Sex), default=Sex.UNKNOWN)
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    """Municipality of residence, if known."""
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    is_sealed: Mapped[bool] = mapped_column(default=False)
    """Sealed (秘匿案件): out of sight for all but holders of a grant."""
    situation_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wish_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    next_contact_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[CaseOutcome | None] = mapped_column(enum_column(CaseOutcome))
    origin_basis: Mapped[OriginBasis] = mapped_column(enum_column(OriginBasis), default=OriginBasis.DESK)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    situation = SealedText("situation_sealed", scope="case")
    wish = SealedText("wish_sealed", scope="case")

    __mapper_args__ = {"version_id_col": version}

    @property
    def case_id(self) -> uuid.UUID:
        """The case whose key seals this row: its own."""
        return self.id


class Person(TenantOwned, Base):
    """Someone a case concerns; everything that identifies them is sealed under the case's key."""

    __tablename__ = "persons"
    __table_args__ = (
        tenant_fk("case_id", "cases"),
        Index("ix_persons_tenant_id_case_id", "tenant_id", "case_id"),
        Index("ix_persons_tenant_id_name_index", "tenant_id", "name_index"),
        Index("ix_persons_tenant_id_kana_birth_index", "tenant_id", "kana_birth_index"),
        Index("ix_persons_tenant_id_phone_index", "tenant_id", "phone_index"),
        CheckConstraint(values_check("role", PersonRole), name="role"),
        CheckConstraint(values_check("sex", Sex), name="sex"),
    )

    case_id: Mapped[uuid.UUID]
    role: Mapped[PersonRole] = mapped_column(enum_column(PersonRole))
    sex: Mapped[Sex] = mapped_column(enum_column(Sex), default=Sex.UNKNOWN)
    relation_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_kana_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_in_use_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    birth_date_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """ISO date."""
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Hours, how to introduce ourselves, what to avoid."""
    may_call: Mapped[bool] = mapped_column(default=False)
    may_leave_voicemail: Mapped[bool] = mapped_column(default=False)
    may_write: Mapped[bool] = mapped_column(default=False)
    is_protected: Mapped[bool] = mapped_column(default=False)
    """Protective measures (支援措置)."""
    safe_to_take_home: Mapped[bool | None]
    """Nothing is printed for or sent to the person before this is answered."""
    name_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    kana_birth_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)

    relation = SealedText("relation_sealed", scope="case")
    name = SealedText("name_sealed", scope="case")
    name_kana = SealedText("name_kana_sealed", scope="case")
    name_in_use = SealedText("name_in_use_sealed", scope="case")
    birth_date = SealedText("birth_date_sealed", scope="case")
    address = SealedText("address_sealed", scope="case")
    phone = SealedText("phone_sealed", scope="case")
    contact_note = SealedText("contact_note_sealed", scope="case")


class CaseNote(TenantOwned, Base):
    """One entry of a case's timeline; never changed, only followed by another."""

    __tablename__ = "case_notes"
    __table_args__ = (
        tenant_fk("case_id", "cases"),
        Index("ix_case_notes_tenant_id_case_id_noted_at", "tenant_id", "case_id", "noted_at"),
        CheckConstraint(values_check("kind", NoteKind), name="kind"),
        CheckConstraint(values_check("origin_basis", OriginBasis), name="origin_basis"),
    )

    case_id: Mapped[uuid.UUID]
    kind: Mapped[NoteKind] = mapped_column(enum_column(NoteKind))
    noted_at: Mapped[datetime]
    noted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    origin_basis: Mapped[OriginBasis] = mapped_column(enum_column(OriginBasis), default=OriginBasis.DESK)
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    text = SealedText("text_sealed", scope="case")


class Consent(TenantOwned, Base):
    """What one person agreed may be handed to whom, for what, until when."""

    __tablename__ = "consents"
    __table_args__ = (
        tenant_fk("case_id", "cases"),
        tenant_fk("person_id", "persons"),
        Index("ix_consents_tenant_id_case_id", "tenant_id", "case_id"),
        CheckConstraint(values_check("means", ConsentMeans), name="means"),
        CheckConstraint("cardinality(recipients) > 0", name="recipients"),
        CheckConstraint("cardinality(fields) > 0", name="fields"),
        CheckConstraint("cardinality(purposes) > 0", name="purposes"),
        CheckConstraint("expires_on >= given_on", name="period"),
    )

    case_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    given_on: Mapped[date]
    means: Mapped[ConsentMeans] = mapped_column(enum_column(ConsentMeans))
    taken_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    recipients: Mapped[list[uuid.UUID]]
    """Organizations named as recipients."""
    purposes: Mapped[list[str]]
    fields: Mapped[list[str]]
    expires_on: Mapped[date]
    """Last day in force."""
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def is_in_force(self, on: date) -> bool:
        return self.withdrawn_at is None and self.given_on <= on <= self.expires_on
