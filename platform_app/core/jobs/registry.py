"""The kinds of job: a function each, registered by name when its module is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from platform_app.core.jobs.run import Run

Work = Callable[[Run], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """How jobs of one kind are run."""

    name: str
    work: Work
    max_attempts: int
    keep: timedelta
    """How long a finished job and its result stay."""
    every: timedelta | None
    """Set for periodic work, which runs as tenant 0 and visits tenants itself."""


KINDS: dict[str, JobKind] = {}


def job(
    name: str, *, max_attempts: int = 5, keep: timedelta = timedelta(days=7), every: timedelta | None = None
) -> Callable[[Work], Work]:
    """Register a function as the work of a kind of job: ``@job("members.export")``.

    It runs in one transaction under the context of whoever deferred it, and is committed together with the job's end;
    what it returns (a small JSON object of identifiers and counts) is the job's result. It may run again after a
    crash, so whatever it does outside the database must bear repetition. ``every`` makes it periodic.
    """

    def register(work: Work) -> Work:
        if name in KINDS and KINDS[name].work.__qualname__ != work.__qualname__:
            raise ValueError(f"two kinds of job are called {name}")
        KINDS[name] = JobKind(name, work, max_attempts, timedelta(hours=1) if every else keep, every)
        return work

    return register
