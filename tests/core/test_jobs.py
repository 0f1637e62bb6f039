"""Jobs: deferred with the act, run once in the deferrer's context, retried, taken over, cancelled."""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from platform_app.core import jobs
from platform_app.core.database import Context, DbRole, bind_context, current_context, new_id
from platform_app.core.jobs import Job, JobState, Run, defer, registry, run_worker
from platform_app.core.jobs.worker import STALLED, Schedule, backoff, clean_jobs
from platform_app.extensions import db
from tests.core.conftest import acting, superuser

if TYPE_CHECKING:
    from tests.support.cluster import Urls

START = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_kinds() -> Iterator[None]:
    with mock.patch.dict(registry.KINDS, clear=True):
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def the_job(tenant_id: int = 1) -> Job:
    bind_context(db.session, Context(tenant_id, None, None, DbRole.TENANT))
    db.session.expire_all()
    return db.session.scalars(select(Job).order_by(Job.id.desc())).first() or pytest.fail("no job")


def queue(kind: str = "test.work", tenant_id: int = 1, **options: Any) -> uuid.UUID:
    with acting(tenant_id):
        return defer(kind, **options)


@pytest.mark.usefixtures("core_context")
class TestDefer:
    def test_stands_or_falls_with_the_act(self, core_app: Flask) -> None:
        seen: list[str] = []
        jobs.job("test.work")(lambda run: seen.append(run.args["name"]))
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        defer("test.work", {"name": "lost"})
        db.session.rollback()
        queue(args={"name": "kept"})

        assert run_worker(core_app, once=True) == 1
        assert seen == ["kept"]

    @pytest.mark.parametrize("value", ["鳥取 花子", "a@example.jp", "two words", 0.5, {"a": 1}, b"x"])
    def test_takes_identifiers_only(self, value: object) -> None:
        jobs.job("test.work")(lambda run: None)
        with pytest.raises(ValueError, match="not an identifier"), acting(1):
            defer("test.work", {"who": value})

    def test_of_an_unknown_kind_or_without_tenant_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="no kind"), acting(1):
            defer("test.unknown")
        jobs.job("test.work")(lambda run: None)
        bind_context(db.session, None)
        with pytest.raises(ValueError, match="context"):
            defer("test.work")

    def test_with_a_key_is_queued_once(self, core_app: Flask) -> None:
        jobs.job("test.work")(lambda run: None)
        first = queue(dedupe_key="k")

        assert queue(dedupe_key="k") == first
        assert queue(dedupe_key="k", tenant_id=2) != first
        assert run_worker(core_app, once=True) == 2
        assert queue(dedupe_key="k") != first

    def test_cannot_take_a_greater_role(self) -> None:
        jobs.job("test.work")(lambda run: None)
        with acting(1, DbRole.CASE):
            defer("test.work", db_role=DbRole.TENANT)
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        with pytest.raises(ProgrammingError, match="row-level security"):
            defer("test.work", db_role=DbRole.CASE)

    def test_cannot_act_for_someone_else_or_change_an_order(self, fresh_db: "Urls") -> None:
        jobs.job("test.work")(lambda run: None)
        queue()
        forged = (
            "INSERT INTO jobs (tenant_id, id, kind, args, state, run_at, attempts, max_attempts, progress_done, user_id,"
            " db_role, created_at) VALUES (1, gen_random_uuid(), 'test.work', '{}', 'queued', now(), 0, 1, 0,"
            " gen_random_uuid(), 'tsunagi_tenant', now())"
        )
        for statement, told in (
            ("UPDATE jobs SET user_id = gen_random_uuid()", "permission denied"),
            ("UPDATE jobs SET db_role = 'tsunagi_case'", "permission denied"),
            ("UPDATE jobs SET args = '{}'", "permission denied"),
            (forged, "row-level security"),
        ):
            bind_context(db.session, Context(1, None, None, DbRole.TENANT))
            with pytest.raises(ProgrammingError, match=told):
                db.session.execute(text(statement))
            db.session.rollback()

    def test_another_tenants_jobs_are_not_seen(self) -> None:
        jobs.job("test.work")(lambda run: None)
        queue(tenant_id=2)
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))

        assert db.session.scalars(select(Job)).all() == []
        assert db.session.scalars(text("SELECT due_job_tenants(now() + interval '1 day', now())")).all() == [2]


@pytest.mark.usefixtures("core_context")
class TestWorker:
    def test_runs_in_the_context_of_who_deferred(self, core_app: Flask) -> None:
        seen: list[Context | None] = []
        jobs.job("test.work")(lambda run: seen.append(current_context(db.session)))
        user_id, seat_id = new_id(), new_id()
        with acting(1, DbRole.CASE, user_id, seat_id):
            defer("test.work")
        run_worker(core_app, once=True)

        assert seen == [Context(1, user_id, seat_id, DbRole.CASE)]

    def test_keeps_the_result_until_it_expires(self, core_app: Flask, clock: time_machine.Traveller) -> None:
        jobs.job("test.work", keep=timedelta(days=2))(lambda run: {"rows": 3})
        job_id = queue()
        run_worker(core_app, once=True)

        done = the_job()
        assert (done.id, done.state, done.result, done.attempts) == (job_id, JobState.DONE, {"rows": 3}, 1)
        assert done.expires_at == START + timedelta(days=2)
        assert done.is_finished

    def test_waits_until_the_time_has_come(self, core_app: Flask, clock: time_machine.Traveller) -> None:
        jobs.job("test.work")(lambda run: None)
        queue(run_at=START + timedelta(hours=1))

        assert run_worker(core_app, once=True) == 0
        clock.shift(timedelta(hours=1))
        assert run_worker(core_app, once=True) == 1

    def test_retries_with_growing_pauses_then_gives_up(self, core_app: Flask, clock: time_machine.Traveller) -> None:
        def fail(run: Run) -> None:
            raise RuntimeError("鳥取 花子")

        jobs.job("test.work", max_attempts=3)(fail)
        queue()
        for seconds in (10, 40):
            assert run_worker(core_app, once=True) == 1
            job = the_job()
            assert (job.state, job.run_at - datetime.now(UTC)) == (JobState.QUEUED, timedelta(seconds=seconds))
            assert run_worker(core_app, once=True) == 0
            clock.shift(timedelta(seconds=seconds))
        assert run_worker(core_app, once=True) == 1

        failed = the_job()
        assert (failed.state, failed.attempts, failed.error) == (JobState.FAILED, 3, "RuntimeError")
        assert [backoff(n).total_seconds() for n in (1, 2, 3, 40)] == [10, 40, 160, 21600]

    def test_failure_rolls_the_work_back(self, core_app: Flask) -> None:
        def fail(run: Run) -> None:
            if run.kind == "test.work":
                defer("test.other")
            raise RuntimeError

        jobs.job("test.work", max_attempts=1)(fail)
        jobs.job("test.other", max_attempts=1)(fail)
        queue()
        run_worker(core_app, once=True)

        assert (the_job().kind, the_job().state) == ("test.work", JobState.FAILED)

    def test_tells_progress_while_it_runs(self, core_app: Flask) -> None:
        seen: list[tuple[int, int | None]] = []

        def work(run: Run) -> None:
            run.progress(2, 5)
            with db.session.session_factory() as other:
                bind_context(other, Context(1, None, None, DbRole.TENANT))
                job = other.scalars(select(Job)).one()
                seen.append((job.progress_done, job.progress_total))

        jobs.job("test.work")(work)
        queue()
        run_worker(core_app, once=True)

        assert seen == [(2, 5)]

    def test_cancelled_while_running_leaves_nothing(self, core_app: Flask) -> None:
        def work(run: Run) -> None:
            defer("test.other")
            with core_app.app_context(), acting(1):
                assert jobs.cancel_job(1, run.job_id)
            run.check()
            pytest.fail("goes on after it was cancelled")

        jobs.job("test.work")(work)
        jobs.job("test.other")(lambda run: None)
        queue()
        assert run_worker(core_app, once=True) == 1

        assert (the_job().kind, the_job().state) == ("test.work", JobState.CANCELLED)

    def test_cancelled_without_noticing_leaves_nothing_either(self, core_app: Flask) -> None:
        def work(run: Run) -> None:
            defer("test.other")
            with core_app.app_context(), acting(1):
                jobs.cancel_job(1, run.job_id)

        jobs.job("test.work")(work)
        jobs.job("test.other")(lambda run: None)
        queue()
        run_worker(core_app, once=True)

        assert (the_job().kind, the_job().state) == ("test.work", JobState.CANCELLED)
        with acting(1):
            assert not jobs.cancel_job(1, the_job().id)

    def test_takes_over_from_a_dead_worker(
        self, core_app: Flask, clock: time_machine.Traveller, fresh_db: "Urls"
    ) -> None:
        jobs.job("test.work", max_attempts=2)(lambda run: None)
        queue()
        with superuser(fresh_db) as cursor:
            cursor.execute("UPDATE jobs SET state = 'running', attempts = 1, heartbeat = %s", (START,))
        clock.shift(STALLED)
        assert run_worker(core_app, once=True) == 0
        clock.shift(1)
        assert run_worker(core_app, once=True) == 1

        assert (the_job().state, the_job().attempts) == (JobState.DONE, 2)

    def test_gives_up_on_a_job_that_kills_its_workers(
        self, core_app: Flask, clock: time_machine.Traveller, fresh_db: "Urls"
    ) -> None:
        jobs.job("test.work", max_attempts=2)(lambda run: None)
        queue()
        with superuser(fresh_db) as cursor:
            cursor.execute("UPDATE jobs SET state = 'running', attempts = 2, heartbeat = %s", (START,))
        clock.shift(STALLED + timedelta(seconds=1))
        run_worker(core_app, once=True)

        assert (the_job().state, the_job().error) == (JobState.FAILED, "stalled")

    def test_told_to_stop_gives_its_job_back(self, core_app: Flask) -> None:
        stop = threading.Event()

        def work(run: Run) -> None:
            stop.set()
            run.check()

        jobs.job("test.work")(work)
        queue()
        run_worker(core_app, stop=stop, periodic=False)

        assert (the_job().state, the_job().attempts) == (JobState.QUEUED, 0)

    def test_many_workers_run_each_job_once(self, core_app: Flask) -> None:
        seen: list[uuid.UUID] = []
        jobs.job("test.work")(lambda run: seen.append(run.job_id))
        expected = [queue() for _ in range(20)]
        workers = [threading.Thread(target=run_worker, args=(core_app, True)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert sorted(seen) == sorted(expected)

    def test_serves_every_tenant_in_turn(self, core_app: Flask) -> None:
        seen: list[int | None] = []
        jobs.job("test.work")(lambda run: seen.append(run.context.tenant_id))
        for tenant_id in (1, 1, 2, 2):
            queue(tenant_id=tenant_id)
        run_worker(core_app, once=True)

        assert seen == [1, 2, 1, 2]


def test_periodic_work_runs_once_an_interval(core_context: Flask, clock: time_machine.Traveller) -> None:
    seen: list[datetime] = []
    jobs.job("test.tick", every=timedelta(minutes=1))(lambda run: seen.append(datetime.now(UTC)))
    for _worker in range(2):
        for seconds in (0, 30, 30):
            clock.move_to(START + timedelta(seconds=seconds))
            Schedule().defer_due()
            run_worker(core_context, once=True)
    assert len(seen) == 1
    clock.move_to(START + timedelta(seconds=60))
    Schedule().defer_due()
    run_worker(core_context, once=True)

    assert len(seen) == 2


def test_expired_results_are_deleted(core_context: Flask, clock: time_machine.Traveller) -> None:
    jobs.job("test.work", keep=timedelta(days=1))(lambda run: None)
    jobs.job("jobs.clean")(clean_jobs)
    queue()
    queue(tenant_id=2, run_at=START + timedelta(days=9))
    run_worker(core_context, once=True)
    clock.shift(timedelta(days=1, seconds=1))
    queue("jobs.clean", tenant_id=0)
    run_worker(core_context, once=True)

    assert the_job(0).result == {"deleted": 1}
    assert the_job(2).state == JobState.QUEUED
