"""What the work of a job sees of itself: arguments, progress, whether to go on."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from platform_app.core import clock
from platform_app.core.database import Context, bind_context
from platform_app.core.jobs.models import Job, JobState
from platform_app.extensions import db


class Cancelled(Exception):
    """Someone cancelled the job, or another worker took it over: the work is rolled back."""


class Stopping(Exception):
    """The worker is told to stop: the job goes back to the queue, the attempt does not count."""


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at one job."""

    job_id: uuid.UUID
    kind: str
    args: dict[str, Any]
    attempt: int
    context: Context
    is_stopping: Callable[[], bool]

    def uuid(self, name: str) -> uuid.UUID:
        """An argument as identifier."""
        return uuid.UUID(self.args[name])

    def progress(self, done: int, total: int | None = None) -> None:
        """Tell how far the work is, visible at once; raises ``Cancelled`` or ``Stopping`` when it should end."""
        self._touch(progress_done=done, **({} if total is None else {"progress_total": total}))
        if self.is_stopping():
            raise Stopping

    def check(self) -> None:
        """Raise ``Cancelled`` or ``Stopping`` if the work should end."""
        self._touch()
        if self.is_stopping():
            raise Stopping

    def beat(self) -> None:
        """Show that the worker lives; never raises for a job that was cancelled."""
        try:
            self._touch()
        except Cancelled:
            return

    def _touch(self, **values: int) -> None:
        """Update the job's row in a transaction of its own, so that others see it and the work stays undecided."""
        with db.session.session_factory() as session:
            bind_context(session, self.context)
            touched = session.execute(
                update(Job)
                .where(
                    Job.tenant_id == self.context.tenant_id,
                    Job.id == self.job_id,
                    Job.state == JobState.RUNNING,
                    Job.attempts == self.attempt,
                )
                .values(heartbeat=clock.now(), **values)
                .returning(Job.id)
                .execution_options(synchronize_session=False)
            ).first()
            session.commit()
        if touched is None:
            raise Cancelled
