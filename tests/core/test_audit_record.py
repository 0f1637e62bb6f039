"""Audit events: written with the act, never changed."""

import uuid
from typing import TYPE_CHECKING

import psycopg2
import pytest
from flask import Flask, g
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from platform_app.core import audit
from platform_app.core.audit import AuditEvent
from platform_app.core.audit.canonical import NotCanonical
from platform_app.core.database import Context, DbRole, bind_context, new_id
from platform_app.core.jobs import Job, JobState
from platform_app.extensions import db
from tests.core.conftest import acting, superuser

if TYPE_CHECKING:
    from tests.support.cluster import Urls


def events(tenant_id: int = 1) -> list[AuditEvent]:
    bind_context(db.session, Context(tenant_id, None, None, DbRole.AUDITOR))
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


@pytest.mark.usefixtures("core_context")
class TestRecord:
    def test_stands_or_falls_with_the_act(self) -> None:
        with acting(1):
            audit.record("case:open", object_type="cases", object_id="a")
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        audit.record("case:open", object_type="cases", object_id="b")
        db.session.rollback()

        assert [event.object_id for event in events()] == ["a"]

    def test_apart_outlives_a_rollback(self) -> None:
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        audit.record("case:open")
        audit.record_apart("access:refused", object_type="permission", object_id="case:view")
        db.session.rollback()

        assert [event.action for event in events()] == ["access:refused"]

    def test_before_a_context_belongs_to_the_installation(self) -> None:
        user_id = new_id()
        audit.record_apart("login:failed", user_id=user_id)

        assert [(event.action, event.user_id) for event in events(0)] == [("login:failed", user_id)]

    def test_says_who_what_and_under_which_authority(self) -> None:
        user_id, seat_id, shown = new_id(), new_id(), [new_id(), new_id()]
        with acting(1, DbRole.CASE, user_id, seat_id):
            audit.record(
                "case:list", shown=shown, purpose="support", purpose_text="電話を受けた", changes={"n": [1, 2]}
            )

        (event,) = events()
        assert (event.user_id, event.seat_id, event.authority, event.authority_id) == (
            user_id,
            seat_id,
            "role",
            seat_id,
        )
        assert event.shown == [str(one) for one in shown]
        assert event.purpose_hash is not None
        assert len(event.purpose_hash) == 32
        assert event.changes == {"n": [1, 2]}

    def test_keeps_the_network_not_the_address(self, core_app: Flask) -> None:
        agent = {"User-Agent": "Mozilla/5.0 (X11) Gecko/20100101 Firefox/130.0"}
        with core_app.test_request_context(headers=agent, environ_base={"REMOTE_ADDR": "203.0.113.77"}):
            g.request_id = "r-1"
            audit.record_apart("login:failed")

        (event,) = events(0)
        assert (event.client, event.request_id) == ("Firefox 203.0.113.0/24", "r-1")

    def test_refuses_changes_that_cannot_be_hashed(self) -> None:
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        with pytest.raises(NotCanonical):
            audit.record("case:open", changes={"share": 0.5})

    def test_changes_of_a_row_name_what_changed(self) -> None:
        job = Job(tenant_id=1, kind="x", state=JobState.QUEUED, attempts=0)
        job.attempts = 2

        assert audit.changes_of(job, leave_out=["id", "tenant_id", "kind"]) == {
            "state": [None, "queued"],
            "attempts": [None, 2],
        }


@pytest.mark.usefixtures("core_context")
class TestOnlyGrows:
    @pytest.mark.parametrize("role", [role for role in DbRole if role != DbRole.AUDITOR])
    def test_others_can_neither_read_nor_change(self, role: DbRole) -> None:
        with acting(1, role):
            audit.record("case:open")
        for statement in ("SELECT 1 FROM audit_events", "UPDATE audit_events SET action = ''", "DELETE FROM audit_events",
                          "TRUNCATE audit_events", "SELECT 1 FROM audit_seals"):  # fmt: skip
            bind_context(db.session, Context(1, None, None, role))
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(text(statement))
            db.session.rollback()

    def test_transaction_and_epoch_cannot_be_forged(self) -> None:
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(
                text("INSERT INTO audit_events (tenant_id, id, at, action, xid) VALUES (1, :id, now(), 'x', '1')"),
                {"id": new_id()},
            )

    def test_another_tenants_log_takes_no_row(self) -> None:
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(
                text("INSERT INTO audit_events (tenant_id, id, at, action) VALUES (2, :id, now(), 'x')"),
                {"id": new_id()},
            )

    def test_auditor_sees_the_own_tenant_only(self) -> None:
        for tenant_id in (1, 2):
            with acting(tenant_id):
                audit.record("case:open", object_id=tenant_id)

        assert [event.tenant_id for event in events(1)] == [1]
        assert [event.tenant_id for event in events(2)] == [2]

    @pytest.mark.parametrize("verb", ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
    def test_even_a_superuser_is_refused_on_table_and_partition(self, verb: str, fresh_db: "Urls") -> None:
        with acting(1):
            audit.record("case:open")
        with superuser(fresh_db) as cursor:
            cursor.execute("SELECT tableoid::regclass::text FROM audit_events")
            (partition,) = cursor.fetchone()
        assert partition != "audit_events_default"
        for table in ("audit_events", partition, "audit_events_default"):
            with (
                pytest.raises(psycopg2.errors.InsufficientPrivilege, match="only grows"),
                superuser(fresh_db) as cursor,
            ):
                cursor.execute(verb.format(table))

    def test_partitions_reach_two_years_ahead_and_can_be_extended(self, fresh_db: "Urls") -> None:
        with superuser(fresh_db) as cursor:
            cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'audit_events'::regclass")
            assert cursor.fetchone() == (26,)
        with acting(0, DbRole.AUDITOR):
            assert db.session.scalar(select(func.audit_extend(25))) == 1
            assert db.session.scalar(select(func.audit_extend(25))) == 0


def test_a_restored_database_must_open_an_epoch(core_context: Flask, fresh_db: "Urls") -> None:
    with superuser(fresh_db) as cursor:
        cursor.execute("UPDATE audit_epochs SET system_identifier = 1")
    bind_context(db.session, Context(1, None, None, DbRole.TENANT))

    with pytest.raises(Exception, match="tsunagi audit epoch"):
        audit.record("case:open", object_id=uuid.uuid4())
