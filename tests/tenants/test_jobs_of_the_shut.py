"""Jobs in the name of someone who was shut out, or of a platform that was shut, are not run."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from unittest import mock

import psycopg2
import pytest
from flask import Flask
from sqlalchemy import text

from platform_app.core import jobs
from platform_app.core.database import bind_context
from platform_app.core.jobs import defer, registry, run_worker
from platform_app.extensions import db
from tests.support.world import ALPHA, as_seat

DISABLE = "UPDATE users SET status = 'disabled' WHERE id = %(user)s"
SUSPEND = "UPDATE tenants SET status = 'suspended' WHERE id = %(tenant)s"


@pytest.fixture
def ran() -> Iterator[list[uuid.UUID]]:
    """The jobs that were run: the only kind there is notes its runs."""
    seen: list[uuid.UUID] = []
    with mock.patch.dict(registry.KINDS, clear=True):
        jobs.job("test.work")(lambda run: seen.append(run.job_id))
        yield seen


@pytest.mark.parametrize(
    ("shut", "error"), [(None, None), (DISABLE, "user-not-active"), (SUSPEND, "platform-not-open")], ids=str
)
def test_a_job_in_the_name_of_the_shut_fails_with_a_code(
    fresh_app: Flask, ran: list[uuid.UUID], fresh_db, shut: str | None, error: str | None
) -> None:
    with fresh_app.app_context():
        bind_context(db.session, as_seat(ALPHA, "desk"))
        job_id = defer("test.work")
        db.session.commit()
    if shut:
        with closing(psycopg2.connect(fresh_db.admin)) as admin, admin, admin.cursor() as cursor:
            cursor.execute(shut, {"user": str(ALPHA.id("user.desk")), "tenant": ALPHA.tenant_id})

    run_worker(fresh_app, once=True)

    with fresh_app.app_context():
        bind_context(db.session, as_seat(ALPHA, "desk"))
        state, told = db.session.execute(text("SELECT state, error FROM jobs WHERE id = :id"), {"id": job_id}).one()
        db.session.rollback()
    assert (ran, state, told) == ([], "failed", error) if error else ([job_id], "done", None)
