"""The job table."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.database import Base, DbRole, TenantOwned, enum_column, values_check


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(TenantOwned, Base):
    """One piece of later work of one tenant, in the name of ``user_id`` and ``seat_id`` (neither: the system's own)."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(values_check("state", JobState), "state"),
        CheckConstraint("attempts >= 0 AND max_attempts >= 1", "attempts"),
        CheckConstraint("progress_done >= 0 AND progress_total >= 0", "progress"),
        CheckConstraint("jsonb_typeof(args) = 'object'", "args"),
        CheckConstraint(values_check("db_role", DbRole), "db_role"),
        Index("ix_jobs_tenant_id_run_at", "tenant_id", "run_at", "id", postgresql_where="state = 'queued'"),
        Index("ix_jobs_tenant_id_heartbeat", "tenant_id", "heartbeat", postgresql_where="state = 'running'"),
        Index("ix_jobs_tenant_id_user_id", "tenant_id", "user_id", "created_at"),
        Index("ix_jobs_tenant_id_expires_at", "tenant_id", "expires_at"),
        Index(
            "uq_jobs_dedupe_key",
            "tenant_id",
            "dedupe_key",
            unique=True,
            postgresql_where="state IN ('queued', 'running')",
        ),
    )

    kind: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[JobState] = mapped_column(enum_column(JobState))
    run_at: Mapped[datetime]
    attempts: Mapped[int]
    max_attempts: Mapped[int]
    locked_at: Mapped[datetime | None]
    heartbeat: Mapped[datetime | None]
    progress_done: Mapped[int]
    progress_total: Mapped[int | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    user_id: Mapped[uuid.UUID | None]
    seat_id: Mapped[uuid.UUID | None]
    db_role: Mapped[DbRole] = mapped_column(enum_column(DbRole))
    dedupe_key: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
