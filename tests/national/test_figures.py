"""``tenant_figures``: equal to a recount of the rows, and closed to every context but two."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from platform_app.core.database import Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.national import queries
from tests.national.numbers import LAST, YEAR, recount
from tests.support.world import ALPHA, BETA, NATION, as_seat

NOBODY = Context(ALPHA.tenant_id, None, None, DbRole.TENANT)


def count(context: Context, tenant_id: int = ALPHA.tenant_id, cut_off: date = LAST):
    bind_context(db.session, context)
    try:
        return queries.count_figures(tenant_id, YEAR, cut_off)
    finally:
        db.session.rollback()


@pytest.mark.parametrize("place", [ALPHA, BETA], ids=["alpha", "beta"])
@pytest.mark.parametrize("cut_off", [LAST, date(2024, 9, 30), date(2030, 1, 1)])
def test_figures_equal_a_recount_of_the_rows(busy_app, busy_db, place, cut_off):
    with busy_app.app_context():
        figures = count(as_seat(place, "secretariat"), place.tenant_id, cut_off)

    assert figures == recount(busy_db.owner, place.tenant_id, min(cut_off, LAST))
    assert sum(figures.values()) > 300


@pytest.mark.parametrize("name", ["secretariat", "desk", "desk2", "auditor"])
def test_every_seat_that_may_see_figures_sees_the_same(busy_app, name):
    with busy_app.app_context():
        assert count(as_seat(ALPHA, name)) == count(as_seat(ALPHA, "secretariat"))


@pytest.mark.parametrize("name", ["member", "bank", "adviser", "council", "prefecture"])
def test_other_seats_of_the_tenant_are_refused(busy_app, name):
    with busy_app.app_context(), pytest.raises(ProgrammingError, match="not open to this context"):
        count(as_seat(ALPHA, name))


def test_another_tenants_figures_are_refused(busy_app):
    with busy_app.app_context(), pytest.raises(ProgrammingError, match="not open to this context"):
        count(as_seat(BETA, "secretariat"), ALPHA.tenant_id)


def test_a_context_without_a_user_is_refused_while_no_snapshot_is_open(busy_app):
    with busy_app.app_context(), pytest.raises(ProgrammingError, match="not open to this context"):
        count(NOBODY)


def test_an_open_snapshot_of_the_same_year_and_cut_off_lets_its_own_transaction_count(busy_app):
    with busy_app.app_context():
        open_snapshot(YEAR, LAST)
        bind_context(db.session, NOBODY)
        assert queries.count_figures(ALPHA.tenant_id, YEAR, LAST)

        with pytest.raises(ProgrammingError, match="not open to this context"):
            queries.count_figures(ALPHA.tenant_id, YEAR, date(2025, 3, 30))
        db.session.rollback()


def test_an_open_snapshot_lets_no_one_elses_transaction_count(busy_app):
    with busy_app.app_context():
        open_snapshot(YEAR, LAST)
        with db.session.session_factory() as other:
            bind_context(other, NOBODY)
            with pytest.raises(ProgrammingError, match="not open to this context"):
                other.execute(text("SELECT * FROM tenant_figures(101, 2024, '2025-03-31')"))
        db.session.rollback()


@pytest.mark.parametrize("name", ["cabinet", "contractor", "operator"])
@pytest.mark.parametrize("tenant_id", [0, ALPHA.tenant_id])
def test_the_national_role_may_not_even_call_the_function(busy_app, name, tenant_id):
    seat = as_seat(NATION, name)
    with busy_app.app_context(), pytest.raises(ProgrammingError, match="permission denied for function"):
        count(Context(tenant_id, seat.user_id, seat.seat_id, DbRole.NATIONAL))


@pytest.mark.parametrize(
    "table",
    ["cases", "case_notes", "persons", "consents", "referrals", "referral_events", "disclosures", "organizations"],
)
@pytest.mark.parametrize("tenant_id", [0, ALPHA.tenant_id])
def test_the_national_role_has_no_right_on_the_rows_behind(busy_app, table, tenant_id):
    with busy_app.app_context():
        bind_context(db.session, Context(tenant_id, None, None, DbRole.NATIONAL))
        with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"):
            db.session.execute(text(f"SELECT count(*) FROM {table}"))
        db.session.rollback()


def test_the_functions_owner_reads_no_personal_column(busy_app):
    personal = text(
        "SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0"
        " AND NOT a.attisdropped AND has_column_privilege('tsunagi_figures', c.oid, a.attnum, 'SELECT')"
        " AND (a.attname LIKE '%sealed%' OR a.attname LIKE '%\\_index' OR c.relname IN ('persons', 'users',"
        " 'credentials', 'consents', 'disclosures', 'contact_persons')"
        " OR (a.attname LIKE '%name%' AND c.relname <> 'member_classes'))"
    )
    with busy_app.app_context():
        bind_context(db.session, NOBODY)
        assert db.session.scalars(personal).all() == []
        assert db.session.scalar(text("SELECT has_column_privilege('tsunagi_figures', 'cases', 'channel', 'SELECT')"))
        assert not db.session.scalar(text("SELECT rolbypassrls FROM pg_roles WHERE rolname = 'tsunagi_figures'"))
        db.session.rollback()


def open_snapshot(year: int, cut_off: date) -> None:
    bind_context(db.session, Context(0, None, None, DbRole.NATIONAL))
    db.session.execute(
        text(
            "INSERT INTO snapshots (tenant_id, id, fiscal_year, kind, state, cut_off_on, taken_at, facts)"
            " VALUES (0, gen_random_uuid(), :year, 'provisional', 'building', :cut_off, now(), '{}')"
        ),
        {"year": year, "cut_off": cut_off},
    )
