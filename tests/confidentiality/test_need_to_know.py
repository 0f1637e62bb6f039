"""Who reads a case that was opened: each condition alone closes it, through SQL as the restricted role and through HTTP.

Everything happens to tenant alpha's ``case.granted``; each test begins with the case open and puts back what it changed.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from platform_app.core import clock
from platform_app.core.database import Context, bind_context
from platform_app.extensions import db
from tests.confidentiality.conftest import Asked, Change
from tests.support.people import visit
from tests.support.world import ALPHA, BETA, NATION, as_seat

CASE = ALPHA.id("case.granted")
PAGE = ALPHA.url(f"/council/cases/{CASE}")
SECRETS = ("cases", "persons", "case_notes", "consents")


def rows_seen(ask: Asked, name: str = "council") -> int:
    """Rows of the case and its people in this person's sight."""
    count = " + ".join(
        f"(SELECT count(*) FROM {table} WHERE {'id' if table == 'cases' else 'case_id'} = :case)" for table in SECRETS
    )
    return int(ask(ALPHA, name, f"SELECT {count}", {"case": CASE})[0][0])


def status(app: Flask, name: str = "council") -> int:
    return visit(app, ALPHA, name).get(PAGE).status_code


@contextmanager
def changed(change: Change, there: str, back: str) -> Iterator[None]:
    change(there)
    try:
        yield
    finally:
        change(back)


GRANT = f"id = '{ALPHA.id('grant.council')}'"
APPOINTED = f"id = '{ALPHA.id('appointment.council')}'"
RECUSED = uuid.uuid4()
CLOSED_BY = {
    "appointment ended yesterday": (
        f"UPDATE appointments SET ends_on = app_today() - 1 WHERE {APPOINTED}",
        f"UPDATE appointments SET ends_on = NULL WHERE {APPOINTED}",
    ),
    "appointment begins tomorrow": (
        f"UPDATE appointments SET starts_on = app_today() + 1 WHERE {APPOINTED}",
        f"UPDATE appointments SET starts_on = '2024-05-01' WHERE {APPOINTED}",
    ),
    "new text not signed": (
        f"UPDATE councils SET undertaking_version = 2 WHERE tenant_id = {ALPHA.tenant_id}",
        f"UPDATE councils SET undertaking_version = 1 WHERE tenant_id = {ALPHA.tenant_id}",
    ),
    "grant ran out": (
        f"UPDATE access_grants SET starts_on = app_today() - 9, ends_on = app_today() - 1 WHERE {GRANT}",
        f"UPDATE access_grants SET starts_on = app_today(), ends_on = app_today() + 14 WHERE {GRANT}",
    ),
    "grant begins tomorrow": (
        f"UPDATE access_grants SET starts_on = app_today() + 1 WHERE {GRANT}",
        f"UPDATE access_grants SET starts_on = app_today() WHERE {GRANT}",
    ),
    "grant revoked": (
        f"UPDATE access_grants SET revoked_at = now() WHERE {GRANT}",
        f"UPDATE access_grants SET revoked_at = NULL WHERE {GRANT}",
    ),
    "recused": (
        (
            f"INSERT INTO recusals (tenant_id, id, case_id, user_id, kind, declared_at) VALUES ({ALPHA.tenant_id}, '{RECUSED}',"
            f" '{CASE}', '{ALPHA.id('user.council')}', 'set_by_others', now())"
        ),
        f"DELETE FROM recusals WHERE id = '{RECUSED}'",
    ),
}


def test_the_appointed_signed_and_granted_reads_the_case(own_app: Flask, ask: Asked) -> None:
    page = visit(own_app, ALPHA, "council").get(PAGE)

    assert rows_seen(ask) == 4
    assert page.status_code == 200
    assert "あるふぁの秘密の相談 granted" in page.get_data(as_text=True)


@pytest.mark.parametrize("reason", CLOSED_BY)
def test_each_condition_alone_closes_the_case(own_app: Flask, ask: Asked, change: Change, reason: str) -> None:
    with changed(change, *CLOSED_BY[reason]):
        assert (rows_seen(ask), status(own_app)) == (0, 404)

    assert (rows_seen(ask), status(own_app)) == (4, 200)


def test_an_unsigned_undertaking_opens_nothing(own_app: Flask, ask: Asked) -> None:
    browser = visit(own_app, ALPHA, "unsigned")

    assert rows_seen(ask, "unsigned") == 0
    assert browser.get(PAGE).status_code == 404
    listed = browser.get(ALPHA.url("/council/cases")).get_data(as_text=True)
    assert f"/council/appointments/{ALPHA.id('appointment.unsigned')}/sign" in listed
    assert "あ-granted" not in listed


@pytest.mark.parametrize("name", ["secretariat", "member", "adviser", "auditor", "prefecture"])
def test_other_roles_have_no_right_at_all(own_app: Flask, ask: Asked, name: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        rows_seen(ask, name)
    assert status(own_app, name) == 403


def test_the_desk_reads_its_case_on_its_own_page_only(own_app: Flask, ask: Asked) -> None:
    assert (rows_seen(ask, "desk"), status(own_app, "desk")) == (4, 403)
    assert (rows_seen(ask, "desk2"), status(own_app, "desk2")) == (0, 403)


def test_the_neighbor_sees_nothing(own_app: Flask, ask: Asked) -> None:
    statement = "SELECT count(*) FROM cases WHERE id = :case"

    assert ask(BETA, "council", statement, {"case": CASE}) == [(0,)]
    assert visit(own_app, BETA, "council").get(PAGE).status_code == 404
    assert visit(own_app, BETA, "council").get(BETA.url(f"/council/cases/{CASE}")).status_code == 404


def test_the_national_side_is_refused(own_app: Flask, ask: Asked) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        ask(NATION, "cabinet", "SELECT count(*) FROM cases")
    assert visit(own_app, NATION, "cabinet").get(PAGE).status_code == 404


def test_a_grant_on_one_case_opens_no_other(own_app: Flask, ask: Asked) -> None:
    other = ALPHA.id("case.open")

    assert ask(ALPHA, "council", "SELECT id FROM cases") == [(CASE,)]
    assert visit(own_app, ALPHA, "council").get(ALPHA.url(f"/council/cases/{other}")).status_code == 404


def test_a_sealed_case_is_out_of_the_desks_sight_and_open_to_the_granted(ask: Asked, change: Change) -> None:
    seal, unseal = (f"UPDATE cases SET is_sealed = {value} WHERE id = '{CASE}'" for value in ("true", "false"))

    with changed(change, seal, unseal):
        assert (rows_seen(ask, "desk"), rows_seen(ask, "council")) == (0, 4)


def test_the_seat_must_be_the_one_that_is_active(own_app: Flask) -> None:
    """The same person in a seat that is not the council's reads nothing, whatever the grant says."""
    of_council = as_seat(ALPHA, "council")
    borrowed = Context(ALPHA.tenant_id, of_council.user_id, ALPHA.id("seat.adviser"), of_council.db_role)

    with own_app.app_context():
        bind_context(db.session, borrowed)
        assert db.session.scalar(text("SELECT count(*) FROM cases")) == 0


def test_the_last_day_still_counts_and_the_day_after_does_not(ask: Asked, change: Change) -> None:
    today = clock.today()
    for last, seen in ((today, 4), (today - timedelta(days=1), 0)):
        there = f"UPDATE appointments SET ends_on = '{last}' WHERE {APPOINTED}"
        with changed(change, there, CLOSED_BY["appointment ended yesterday"][1]):
            assert rows_seen(ask) == seen
