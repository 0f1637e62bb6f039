"""Later work of the room."""

from typing import Any

from platform_app.core.jobs import Run, job
from platform_app.national import queries, services


@job(queries.SNAPSHOT_JOB, max_attempts=2)
def take_snapshot(run: Run) -> dict[str, Any]:
    """Take the snapshot that was asked for, in the name of whoever asked."""
    snapshot_id = services.take_snapshot(
        fiscal_year=run.args["fiscal_year"], taken_by=run.context.user_id, tell=run.progress
    )
    return {"snapshot_id": str(snapshot_id)}
