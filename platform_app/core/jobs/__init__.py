"""Work that is done later: one table, the same row-level security, the context of whoever deferred it.

A job is deferred inside the caller's transaction, so it exists exactly if the act does. Its arguments are identifiers
only. The worker marks it done in the transaction of its work. Failures are retried with back-off, a dead worker's job
is taken over, long work tells its progress, can be cancelled, and its result expires.
"""

from platform_app.core.jobs.models import Job, JobState
from platform_app.core.jobs.queue import cancel_job, defer, find_job
from platform_app.core.jobs.registry import JobKind, job
from platform_app.core.jobs.run import Cancelled, Run, Stopping
from platform_app.core.jobs.worker import run_worker

__all__ = [
    "Cancelled",
    "Job",
    "JobKind",
    "JobState",
    "Run",
    "Stopping",
    "cancel_job",
    "defer",
    "find_job",
    "job",
    "run_worker",
]
