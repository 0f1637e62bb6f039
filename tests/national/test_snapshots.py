"""Snapshots: taken by a job, equal to a recount after the rule, frozen; pages and downloads for those who may."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from platform_app.core.audit.models import AuditEvent
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.errors import Invalid
from platform_app.core.jobs import run_worker
from platform_app.core.sheets import HIDDEN_MARK
from platform_app.extensions import db
from platform_app.national import queries, services, sheets, workbooks
from platform_app.national.cli import national as command
from platform_app.national.indicators import CATALOGUE, Cell
from platform_app.national.models import SnapshotCell, SnapshotState
from platform_app.national.suppression import least_shown, national, suppress
from tests.national.numbers import YEAR, recount
from tests.support.people import visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA, NATION, PLACES, as_seat

POPULATION = 180_000
LEFT_OUT = ("group", "year", "answer")
"""Breakdowns that stand elsewhere in the workbook: the programme's own sheet, totals of accepted and not accepted."""
AS_NATION = Context(INSTALLATION, None, None, DbRole.NATIONAL)


@pytest.fixture(scope="module")
def snapshot(busy_app):
    """A snapshot asked for on the page and taken by a worker."""
    cabinet = visit(busy_app, NATION, "cabinet")
    cabinet.get(f"/national/?fiscal-year={YEAR}")
    answer = cabinet.post("/national/snapshots", {"fiscal-year": YEAR})
    assert answer.status_code == 303
    waiting = cabinet.get(f"/national/?fiscal-year={YEAR}").get_data(as_text=True)
    assert "data-progress-url" in waiting
    assert run_worker(busy_app, once=True) >= 1
    with busy_app.app_context():
        bind_context(db.session, AS_NATION)
        figures = queries.find_figures(INSTALLATION, YEAR)
        db.session.expunge_all()
        db.session.rollback()
    assert figures is not None
    return figures


def test_each_cell_equals_the_recount_after_the_rule(snapshot, busy_db):
    expected = {place.tenant_id: suppress(recount(busy_db.owner, place.tenant_id), POPULATION) for place in PLACES}

    assert dict(snapshot.of_platform) == expected
    assert snapshot.nation == national(expected.values())


def test_the_rule_hid_something_and_showed_something(snapshot):
    """The negative twin: a snapshot without the rule would fail here."""
    alpha, beta = snapshot.of_platform[ALPHA.tenant_id], snapshot.of_platform[BETA.tenant_id]

    assert alpha[Cell("consultations_new")] >= 100
    assert alpha[Cell("referrals_accepted")] >= 10
    assert None in alpha.values()
    assert None in beta.values()
    assert Cell("members") not in [cell for cell, value in beta.items() if value is None]


def test_no_small_count_of_persons_reached_the_table(snapshot, busy_app):
    persons = [key for key, indicator in CATALOGUE.items() if indicator.is_about_persons and indicator.is_summable]
    with busy_app.app_context():
        bind_context(db.session, AS_NATION)
        small = select(func.count()).where(
            SnapshotCell.indicator.in_(persons), SnapshotCell.value.between(1, least_shown(POPULATION) - 1)
        )
        assert db.session.scalar(small) == 0
        assert db.session.scalar(select(func.count()).where(SnapshotCell.is_hidden)) > 0
        db.session.rollback()


def test_a_tenant_sees_no_snapshot_and_nobody_changes_one(snapshot, busy_app):
    with busy_app.app_context():
        bind_context(db.session, as_seat(ALPHA, "secretariat"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("SELECT * FROM snapshot_cells"))
        db.session.rollback()
        bind_context(db.session, AS_NATION)
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("UPDATE snapshot_cells SET value = 3, is_hidden = false"))
        db.session.rollback()


def test_it_is_ready_hashed_and_audited_under_the_installation(snapshot, busy_app):
    assert snapshot.snapshot.state is SnapshotState.READY
    published = {**snapshot.of_platform, None: snapshot.nation}
    kept = snapshot.snapshot
    assert kept.content_hash == services.content_hash(YEAR, kept.cut_off_on.isoformat(), kept.facts, published)
    with busy_app.app_context():
        bind_context(db.session, Context(INSTALLATION, None, None, DbRole.AUDITOR))
        actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "snapshots")).all()
        db.session.rollback()
    assert "national:snapshot" in actions


def test_a_year_without_figures_is_refused(busy_app):
    with busy_app.app_context():
        bind_context(db.session, AS_NATION)
        with pytest.raises(Invalid):
            services.take_snapshot(fiscal_year=2021)
        db.session.rollback()


def test_the_page_shows_the_mark_and_never_a_hidden_number(snapshot, busy_app):
    page = visit(busy_app, NATION, "cabinet").get(f"/national/?fiscal-year={YEAR}")

    assert page.status_code == 200
    assert HIDDEN_MARK in page.get_data(as_text=True)
    assert "data-progress-url" not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "view", "press"), [("cabinet", 200, 303), ("contractor", 200, 403), ("operator", 403, 403)]
)
def test_who_in_the_installation_may_see_and_take(snapshot, busy_app, name, view, press):
    visitor = visit(busy_app, NATION, name)

    assert visitor.get("/national/").status_code == view
    assert visitor.get(f"/national/figures.xlsx?fiscal-year={YEAR}").status_code == view
    assert visitor.post("/national/snapshots", {"fiscal-year": YEAR}).status_code == press


@pytest.mark.parametrize("name", ["secretariat", "desk", "auditor", "member", "prefecture"])
def test_nobody_of_a_tenant_reaches_the_national_pages(busy_app, name):
    assert visit(busy_app, ALPHA, name).get("/national/").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("secretariat", 200),
        ("desk", 200),
        ("auditor", 200),
        ("member", 403),
        ("adviser", 403),
        ("council", 403),
        ("prefecture", 403),
    ],
)
def test_who_in_a_tenant_sees_its_figures(busy_app, name, status):
    visitor = visit(busy_app, ALPHA, name)

    assert visitor.get(ALPHA.url(f"/reports/?fiscal-year={YEAR}")).status_code == status
    assert visitor.get(ALPHA.url(f"/reports/figures.xlsx?fiscal-year={YEAR}")).status_code == status


@pytest.mark.parametrize("name", ["cabinet", "operator"])
def test_the_nation_reaches_no_tenants_own_figures(busy_app, name):
    assert visit(busy_app, NATION, name).get(ALPHA.url("/reports/")).status_code == 404


@pytest.mark.parametrize("year", ["2021", "9999", "abc", "２０２４", "-1", "1e3", "2024'"])
def test_a_year_that_is_none_is_no_page(busy_app, year):
    assert (
        visit(busy_app, ALPHA, "desk").get(ALPHA.url("/reports/"), query_string={"fiscal-year": year}).status_code
        == 404
    )


def test_the_tenants_workbook_holds_its_figures_in_full(busy_app, busy_db):
    answer = visit(busy_app, ALPHA, "secretariat").get(ALPHA.url(f"/reports/figures.xlsx?fiscal-year={YEAR}"))
    book = load_workbook(io.BytesIO(answer.data))
    counted = recount(busy_db.owner, ALPHA.tenant_id)

    rows = list(book[data_sheet(book, 1)].iter_rows(min_row=2, values_only=True))

    assert [row[1] for row in rows] == [counted.get(indicator.total) for indicator in CATALOGUE.values()]
    breakdown = list(book[data_sheet(book, 2)].iter_rows(min_row=2, values_only=True))
    assert sum(row[3] for row in breakdown) == sum(value for cell, value in counted.items() if cell.dimension)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_national_workbook_holds_every_cell_of_the_snapshot_and_no_other(snapshot, busy_app):
    answer = visit(busy_app, NATION, "cabinet").get(f"/national/figures.xlsx?fiscal-year={YEAR}")
    book = load_workbook(io.BytesIO(answer.data))
    expected = {
        (platform["short_name"], cell): HIDDEN_MARK if value is None else value
        for platform in snapshot.snapshot.platforms
        for cell, value in snapshot.of_platform[platform["id"]].items()
    }

    found = {}
    for name, spec in zip(data_sheets(book), written_specs(), strict=True):
        rows = list(book[name].iter_rows(min_row=2, values_only=True))
        if spec in sheets.BY_PLATFORM:
            found |= cells_of_wide(spec, rows)
        elif spec is sheets.CLASSES:
            found |= {(row[2], Cell("members", "class", row[3])): row[4] for row in rows}

    assert found == {key: value for key, value in expected.items() if key[1].dimension not in LEFT_OUT}


def test_the_cover_states_the_hash_and_the_summary_the_nation(snapshot, busy_app):
    answer = visit(busy_app, NATION, "cabinet").get(f"/national/figures.xlsx?fiscal-year={YEAR}")
    book = load_workbook(io.BytesIO(answer.data))
    cover = {row[0]: row[1] for row in book["作成情報"].iter_rows(values_only=True)}

    assert snapshot.snapshot.content_hash.hex() in cover.values()
    summary = {row[0]: row[1] for row in book[data_sheet(book, 1)].iter_rows(min_row=2, values_only=True)}
    shown = [value for cell, value in snapshot.nation.items() if cell.dimension is None]
    assert list(summary.values()) == [HIDDEN_MARK if value is None else value for value in shown]


def test_the_workbook_is_the_same_to_the_byte_each_time(snapshot, busy_app):
    with busy_app.app_context():
        assert workbooks.national_workbook(snapshot) == workbooks.national_workbook(snapshot)


def test_the_export_is_recorded(snapshot, busy_app):
    visit(busy_app, NATION, "cabinet").get(f"/national/figures.xlsx?fiscal-year={YEAR}")

    with busy_app.app_context():
        bind_context(db.session, Context(INSTALLATION, None, None, DbRole.AUDITOR))
        exports = db.session.scalar(
            select(func.count()).where(
                AuditEvent.tenant_id == INSTALLATION,
                AuditEvent.action == "national:export",
                AuditEvent.user_id == NATION.id("user.cabinet"),
            )
        )
        db.session.rollback()
    assert exports


def test_the_commands_take_and_write_a_snapshot(busy_app, tmp_path):
    runner = busy_app.test_cli_runner()
    output = tmp_path / "figures.xlsx"

    none = runner.invoke(command, ["export", "--fiscal-year", "2023", "--output", str(output)])
    taken = runner.invoke(command, ["snapshot", "--fiscal-year", "2023"])
    written = runner.invoke(command, ["export", "--fiscal-year", "2023", "--output", str(output)])

    assert none.exit_code == 1
    assert "no snapshot of fiscal 2023" in none.output
    assert taken.exit_code == written.exit_code == 0, (taken.output, written.output)
    assert load_workbook(output).sheetnames
    assert not (tmp_path / "other.xlsx").exists()


def test_reading_the_national_page_takes_the_same_queries_however_many_platforms(snapshot, busy_app):
    with busy_app.app_context():
        bind_context(db.session, AS_NATION)
        with counted(busy_app) as seen:
            queries.find_figures(INSTALLATION, YEAR)
        statements = [statement for statement in seen if "set_config" not in statement]
        db.session.rollback()
    assert len(statements) == 2, statements  # the snapshot and its cells


def data_sheets(book) -> list[str]:
    return [name for name in book.sheetnames if name.startswith("データ")]


def data_sheet(book, number: int) -> str:
    return data_sheets(book)[number - 1]


def written_specs():
    by_platform = list(sheets.BY_PLATFORM)
    by_platform.insert(2, sheets.CLASSES)
    return [sheets.SUMMARY, sheets.PROGRAMME, *by_platform, sheets.DEFINITIONS]


def cells_of_wide(spec, rows):
    columns = [(number, sheets.cell_of(column.key)) for number, column in enumerate(spec)]
    return {
        (row[2], cell): row[number]
        for row in rows
        for number, cell in columns
        if cell is not None and row[number] is not None
    }
