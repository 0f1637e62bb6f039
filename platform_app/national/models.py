"""Snapshots of national figures: rows of the installation (tenant 0), never a person, never a small cell."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.database import Base, TenantOwned, enum_column, tenant_fk, values_check


class SnapshotKind(StrEnum):
    PROVISIONAL = "provisional"
    FINAL = "final"


class SnapshotState(StrEnum):
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"


class Snapshot(TenantOwned, Base):
    """The figures of one fiscal year as they stood at ``taken_at``."""

    __tablename__ = "snapshots"
    __table_args__ = (
        Index("ix_snapshots_tenant_id_fiscal_year", "tenant_id", "fiscal_year", "taken_at"),
        CheckConstraint(values_check("kind", SnapshotKind), name="kind"),
        CheckConstraint(values_check("state", SnapshotState), name="state"),
    )

    fiscal_year: Mapped[int]
    kind: Mapped[SnapshotKind] = mapped_column(enum_column(SnapshotKind))
    state: Mapped[SnapshotState] = mapped_column(enum_column(SnapshotState), default=SnapshotState.BUILDING)
    cut_off_on: Mapped[date]
    taken_at: Mapped[datetime]
    taken_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """SHA-256 over the canonical JSON of fiscal year, cut-off, facts and all cells."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Public facts as they stood, so that a later change of a name does not reach an old export: ``platforms`` counted,
    ``programme`` by fiscal year, ``programme_platforms`` (distinct)."""

    @property
    def platforms(self) -> list[dict[str, Any]]:
        """The platforms counted, in the order of their codes."""
        found: list[dict[str, Any]] = self.facts["platforms"]
        return found


class SnapshotCell(TenantOwned, Base):
    """One published number: an indicator of one platform (or of the nation), perhaps along one dimension."""

    __tablename__ = "snapshot_cells"
    __table_args__ = (
        tenant_fk("snapshot_id", "snapshots"),
        Index("ix_snapshot_cells_tenant_id_snapshot_id_of_tenant_id", "tenant_id", "snapshot_id", "of_tenant_id"),
        CheckConstraint("is_hidden = (value IS NULL)", name="hidden"),
    )

    snapshot_id: Mapped[uuid.UUID]
    of_tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    """The platform counted; none for the national total."""
    indicator: Mapped[str]
    dimension: Mapped[str | None]
    member: Mapped[str | None]
    value: Mapped[int | None]
    is_hidden: Mapped[bool] = mapped_column(default=False)
