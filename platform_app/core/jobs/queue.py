"""Deferring, finding and cancelling jobs, within the caller's transaction."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from platform_app.core import clock
from platform_app.core.database import Context, DbRole, current_context, new_id
from platform_app.core.jobs.models import Job, JobState
from platform_app.core.jobs.registry import KINDS
from platform_app.extensions import db

IDENTIFIER = re.compile(r"[A-Za-z0-9_.:/-]{0,200}")
KEEP_CANCELLED = timedelta(days=7)


def defer(
    kind: str,
    args: Mapping[str, Any] | None = None,
    *,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
    max_attempts: int | None = None,
    db_role: DbRole | None = None,
    session: Session | None = None,
) -> uuid.UUID:
    """Queue a job in the current transaction and return its identifier.

    It carries the context's tenant, user and seat, and the context's database role or a lesser ``db_role`` (the
    database refuses a greater one). ``args`` are identifiers, numbers and codes only: no names, addresses or texts
    (``ValueError``).
    With ``dedupe_key``, a queued or running job with the same key in the tenant is returned instead.
    """
    known = KINDS.get(kind)
    if known is None:
        raise ValueError(f"there is no kind of job called {kind}")
    session = session or db.session()
    context = _context(session)
    job_id, now = new_id(), clock.now()
    statement = insert(Job).values(
        tenant_id=context.tenant_id,
        id=job_id,
        kind=kind,
        args={name: _identifier(name, value) for name, value in (args or {}).items()},
        state=JobState.QUEUED,
        run_at=run_at or now,
        attempts=0,
        max_attempts=max_attempts or known.max_attempts,
        progress_done=0,
        user_id=context.user_id,
        seat_id=context.seat_id,
        db_role=db_role or context.db_role,
        dedupe_key=dedupe_key,
        created_at=now,
    )
    if dedupe_key is None:
        session.execute(statement.inline())
        return job_id
    session.execute(statement.on_conflict_do_nothing())
    return session.scalars(
        select(Job.id).where(
            Job.tenant_id == context.tenant_id,
            Job.dedupe_key == dedupe_key,
            Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
    ).one()


def find_job(tenant_id: int, job_id: uuid.UUID) -> Job | None:
    """A job of the tenant that the present user deferred, or None."""
    session = db.session()
    return session.scalars(
        select(Job)
        .where(Job.tenant_id == tenant_id, Job.id == job_id, Job.user_id == _context(session).user_id)
        .execution_options(populate_existing=True)
    ).first()


def cancel_job(tenant_id: int, job_id: uuid.UUID) -> bool:
    """Cancel a job that is not finished; running work is rolled back. False if there was nothing to cancel."""
    found = db.session().execute(
        update(Job)
        .where(
            Job.tenant_id == tenant_id,
            Job.id == job_id,
            Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
        .values(state=JobState.CANCELLED, finished_at=clock.now(), expires_at=clock.now() + KEEP_CANCELLED)
        .returning(Job.id)
    )
    return found.first() is not None


def _context(session: Session) -> Context:
    context = current_context(session)
    if context is None or context.tenant_id is None:
        raise ValueError("a job needs the context of a tenant")
    return context


def _identifier(name: str, value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and IDENTIFIER.fullmatch(value):
        return value
    if isinstance(value, list | tuple):
        return [_identifier(name, item) for item in value]
    raise ValueError(f"argument {name} is not an identifier")
