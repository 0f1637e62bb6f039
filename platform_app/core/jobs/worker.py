"""The worker: asks which tenants have due work, takes one job of each in turn, runs it in its deferrer's context."""

import logging
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from platform_app.core import clock
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.directory import all_tenant_ids, directory
from platform_app.core.jobs.models import Job, JobState
from platform_app.core.jobs.queue import defer
from platform_app.core.jobs.registry import KINDS, JobKind, job
from platform_app.core.jobs.run import Cancelled, Run, Stopping
from platform_app.extensions import db

log = logging.getLogger(__name__)

POLL = 1.0
HEARTBEAT = 20.0
STALLED = timedelta(minutes=3)
FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(hours=6)


def run_worker(
    app: Flask, once: bool = False, *, periodic: bool | None = None, stop: threading.Event | None = None
) -> int:
    """Run jobs until told to stop (SIGTERM, SIGINT or ``stop``), or with ``once`` until nothing is due.

    Returns the number of attempts made. ``periodic`` work is scheduled unless ``once``. A signal lets the job in hand
    finish; one that asks ``Run.check()`` goes back to the queue at once.
    """
    stop = stop or threading.Event()
    schedule = Schedule() if (not once if periodic is None else periodic) else None
    done = 0
    with _signals(stop):
        while not stop.is_set():
            ran = 0
            try:
                if schedule:
                    with app.app_context():
                        schedule.defer_due()
                ran = _run_round(app, stop)
            except Exception as error:
                if once:
                    raise
                log.error("worker: %s", _place(error))
            done += ran
            if not ran:
                if once:
                    break
                stop.wait(POLL)
    return done


def backoff(attempt: int) -> timedelta:
    """Waiting time after a failed attempt: 10 s, 40 s, 160 s …, at most 6 hours."""
    factor: int = 4 ** min(attempt - 1, 12)
    return min(FIRST_RETRY * factor, LONGEST_RETRY)


class Schedule:
    """Defers periodic kinds, each at most once per interval, however many workers there are."""

    def __init__(self) -> None:
        self._slots: dict[str, int] = {}

    def defer_due(self) -> None:
        """Queue what this interval has not seen yet."""
        session = db.session()
        for kind in [kind for kind in KINDS.values() if kind.every]:
            slot, started = _slot(kind)
            if self._slots.get(kind.name) == slot:
                continue
            bind_context(session, _system(INSTALLATION))
            seen = session.scalar(
                select(func.count())
                .select_from(Job)
                .where(Job.tenant_id == INSTALLATION, Job.kind == kind.name, Job.created_at >= started)
            )
            if not seen:
                defer(kind.name, dedupe_key=f"periodic:{kind.name}")
            session.commit()
            self._slots[kind.name] = slot


def _slot(kind: JobKind) -> tuple[int, datetime]:
    seconds = int(kind.every.total_seconds()) if kind.every else 1
    slot = int(clock.now().timestamp()) // seconds
    return slot, datetime.fromtimestamp(slot * seconds, UTC)


def _run_round(app: Flask, stop: threading.Event) -> int:
    """One job of every tenant that has one due."""
    ran = 0
    with app.app_context():
        tenant_ids = _due_tenants()
    for tenant_id in tenant_ids:
        if stop.is_set():
            break
        with app.app_context():
            run = _take(tenant_id, stop.is_set)
            if run:
                _attempt(app, run)
                ran += 1
    return ran


def _due_tenants() -> list[int]:
    session = db.session()
    bind_context(session, _system(INSTALLATION))
    now = clock.now()
    found = list(session.scalars(select(func.due_job_tenants(now, now - STALLED))))
    session.commit()
    return sorted(found)


def _take(tenant_id: int, is_stopping: Callable[[], bool]) -> Run | None:
    """Lock the oldest due job that nobody else holds, mark it running and commit."""
    session = db.session()
    bind_context(session, _system(tenant_id))
    now = clock.now()
    _sweep_stalled(session, tenant_id, now)
    taken = session.scalars(
        select(Job)
        .where(Job.tenant_id == tenant_id, Job.state == JobState.QUEUED, Job.run_at <= now)
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if taken is None:
        session.commit()
        return None
    taken.state, taken.locked_at, taken.heartbeat = JobState.RUNNING, now, now
    taken.attempts += 1
    taken.progress_done = 0
    context = Context(tenant_id, taken.user_id, taken.seat_id, taken.db_role)
    run = Run(taken.id, taken.kind, dict(taken.args), taken.attempts, context, is_stopping)
    session.commit()
    return run


def _sweep_stalled(session: Session, tenant_id: int, now: datetime) -> None:
    """A job without a sign of life goes back to the queue, or fails when it has used its attempts."""
    stalled = and_(Job.tenant_id == tenant_id, Job.state == JobState.RUNNING, Job.heartbeat < now - STALLED)
    session.execute(
        update(Job)
        .where(stalled, Job.attempts >= Job.max_attempts)
        .values(state=JobState.FAILED, error="stalled", finished_at=now, expires_at=now + timedelta(days=7))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Job)
        .where(stalled)
        .values(state=JobState.QUEUED, run_at=now, locked_at=None, heartbeat=None)
        .execution_options(synchronize_session=False)
    )


def _attempt(app: Flask, run: Run) -> None:
    session = db.session()
    kind = KINDS.get(run.kind)
    refusal = _refusal(session, run)
    if refusal:
        log.warning("job %s %s is not run: %s", run.kind, run.job_id, refusal)
        bind_context(session, _system(run.context.tenant_id or INSTALLATION))
        _change(session, run, state=JobState.FAILED, error=refusal, **_ends(timedelta(days=7)))
        session.commit()
        return
    try:
        if kind is None:
            raise LookupError(run.kind)
        bind_context(session, run.context)
        with _heartbeat(app, run):
            result = kind.work(run)
        session.flush()
        bind_context(session, run.context)
        _finish(session, run, state=JobState.DONE, result=result, error=None, keep=kind.keep)
    except Cancelled:
        session.rollback()
    except Stopping:
        session.rollback()
        bind_context(session, run.context)
        _change(session, run, state=JobState.QUEUED, attempts=run.attempt - 1, locked_at=None, heartbeat=None)
        session.commit()
    except Exception as error:  # noqa: BLE001 - whatever the work raises, the worker lives on
        session.rollback()
        log.error("job %s %s, attempt %s: %s", run.kind, run.job_id, run.attempt, _place(error))
        _fail(session, run, error)


def _refusal(session: Session, run: Run) -> str | None:
    """Why the job must not run in this name any more: the person's account or the platform was shut meanwhile."""
    bind_context(session, Context(INSTALLATION, None, None, DbRole.LOGIN))
    found = directory().why_not(run.context.tenant_id or INSTALLATION, run.context.user_id)
    session.commit()
    return found


def _ends(keep: timedelta) -> dict[str, Any]:
    now = clock.now()
    return {"finished_at": now, "expires_at": now + keep}


def _finish(session: Session, run: Run, *, keep: timedelta, **values: Any) -> None:
    """End the job in the transaction of its work: either both are kept or neither."""
    if not _change(session, run, **_ends(keep), **values):
        raise Cancelled
    session.commit()


def _fail(session: Session, run: Run, error: Exception) -> None:
    bind_context(session, run.context)
    attempts = session.scalar(
        select(Job.max_attempts).where(Job.tenant_id == run.context.tenant_id, Job.id == run.job_id)
    )
    now, name = clock.now(), type(error).__name__
    if run.attempt >= (attempts or 1):
        _change(session, run, state=JobState.FAILED, error=name, finished_at=now, expires_at=now + timedelta(days=7))
    else:
        _change(
            session,
            run,
            state=JobState.QUEUED,
            error=name,
            run_at=now + backoff(run.attempt),
            locked_at=None,
            heartbeat=None,
        )
    session.commit()


def _change(session: Session, run: Run, **values: Any) -> bool:
    """Change the job's row if this attempt still holds it."""
    changed = session.execute(
        update(Job)
        .where(
            Job.tenant_id == run.context.tenant_id,
            Job.id == run.job_id,
            Job.state == JobState.RUNNING,
            Job.attempts == run.attempt,
        )
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


@contextmanager
def _heartbeat(app: Flask, run: Run) -> Iterator[None]:
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT):
            try:
                with app.app_context():
                    run.beat()
            except Exception as error:  # noqa: BLE001 - a missed beat must not end the work
                log.error("heartbeat of job %s: %s", run.job_id, _place(error))

    thread = threading.Thread(target=beat, daemon=True, name=f"heartbeat-{run.job_id}")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_args: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _system(tenant_id: int) -> Context:
    """The worker's own context: a tenant's lowest role, nobody's seat."""
    return Context(tenant_id, None, None, DbRole.TENANT)


def _place(error: BaseException) -> str:
    """Kind of error and code lines, never its message: that may quote data."""
    frames = "".join(traceback.format_tb(error.__traceback__)[-6:])
    return f"{type(error).__name__}\n{frames}".rstrip()


@job("jobs.clean", every=timedelta(hours=1))
def clean_jobs(_run: Run) -> dict[str, Any]:
    """Delete finished jobs, and with them their results, once they have expired."""
    session = db.session()
    count = 0
    for tenant_id in list(all_tenant_ids()):
        bind_context(session, _system(tenant_id))
        expired = delete(Job).where(
            Job.tenant_id == tenant_id,
            Job.expires_at < clock.now(),
            or_(Job.state == JobState.DONE, Job.state == JobState.FAILED, Job.state == JobState.CANCELLED),
        )
        count += len(session.execute(expired.returning(Job.id).execution_options(synchronize_session=False)).all())
        session.commit()
    return {"deleted": count}
