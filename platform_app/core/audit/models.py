"""Audit events, seals and epochs. No context may change them; only the auditor's role reads them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text, UserDefinedType

from platform_app.core.database import Base, TenantOwned


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction number, an ``int`` here."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "xid8"

    def bind_processor(self, _dialect: object) -> Any:
        return lambda value: None if value is None else str(value)

    def result_processor(self, _dialect: object, _coltype: object) -> Any:
        return lambda value: None if value is None else int(value)


class AuditEvent(TenantOwned, Base):
    """One act or one look. ``epoch`` and ``xid`` are filled by the database; they order the rows for sealing."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_tenant_id_epoch_xid_id", "tenant_id", "epoch", "xid", "id"),
        Index("ix_audit_events_tenant_id_at", "tenant_id", "at"),
        Index("ix_audit_events_tenant_id_object", "tenant_id", "object_type", "object_id"),
        Index("ix_audit_events_tenant_id_user_id_at", "tenant_id", "user_id", "at"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    epoch: Mapped[int] = mapped_column(Integer, server_default=text("audit_epoch()"))
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    at: Mapped[datetime]
    user_id: Mapped[uuid.UUID | None]
    seat_id: Mapped[uuid.UUID | None]
    role: Mapped[str | None]
    authority: Mapped[str | None]
    authority_id: Mapped[uuid.UUID | None]
    action: Mapped[str]
    object_type: Mapped[str | None]
    object_id: Mapped[str | None]
    shown: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    purpose: Mapped[str | None]
    purpose_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    request_id: Mapped[str | None]
    client: Mapped[str | None]
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class AuditSeal(TenantOwned, Base):
    """A signed statement on all rows of one tenant with ``xid_from <= xid < xid_to`` in one epoch.

    ``marks`` holds the first four bytes of each leaf hash, so that a changed or missing row can be named.
    """

    __tablename__ = "audit_seals"
    __table_args__ = (UniqueConstraint("tenant_id", "number"),)

    number: Mapped[int]
    epoch: Mapped[int]
    xid_from: Mapped[int] = mapped_column(Xid8)
    xid_to: Mapped[int] = mapped_column(Xid8)
    count: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary)
    marks: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime]
    key_id: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class AuditEpoch(Base):
    """A stretch in which the cluster's transaction numbers only grow; a restore opens a new one."""

    __tablename__ = "audit_epochs"

    epoch: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    system_identifier: Mapped[int] = mapped_column(BigInteger)
    opened_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    reason: Mapped[str]
