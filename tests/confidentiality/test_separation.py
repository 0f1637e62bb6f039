"""The Cabinet Office and the operator have no right on any case table: asked of the catalogue, and shown on a page."""

from dataclasses import replace

import pytest
from flask import Flask

from platform_app.confidentiality.queries.separation import Separation, read_separation
from platform_app.core.access import Role
from tests.confidentiality.conftest import Asked, Change, Seated
from tests.support.people import visit
from tests.support.world import ALPHA

TABLES = {"cases", "persons", "case_notes", "consents", "access_grants", "recusals", "referrals", "disclosures"}


def now(seated: Seated) -> Separation:
    with seated(ALPHA, "auditor"):
        return read_separation()


def test_the_statement_holds_for_every_case_table(seated: Seated) -> None:
    found = now(seated)

    assert set(found.tables) >= TABLES
    assert found.problems() == []
    assert all(found.rights_of(role, table) == () for role in (Role.CABINET_OFFICE, Role.OPERATOR) for table in TABLES)
    assert found.rights_of(Role.DESK, "cases")


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("GRANT SELECT (number) ON cases TO tsunagi_national", "REVOKE SELECT (number) ON cases FROM tsunagi_national"),
        ("GRANT UPDATE ON persons TO tsunagi_national", "REVOKE UPDATE ON persons FROM tsunagi_national"),
    ],
)
def test_each_breach_is_found_and_told(own_app: Flask, seated: Seated, change: Change, there: str, back: str) -> None:
    change(there)
    try:
        problems = now(seated).problems()
        page = visit(own_app, ALPHA, "auditor").get(ALPHA.url("/council/separation")).get_data(as_text=True)
    finally:
        change(back)

    assert problems
    assert problems[0] in page
    assert now(seated).problems() == []


def test_a_way_round_the_tables_is_a_problem_too() -> None:
    """Roles belong to the whole cluster, which other tests use at this moment: so this one asks a made-up catalogue."""
    role = "tsunagi_national"
    sound = Separation(("cases",), {("cases", role): ()}, frozenset(), {role: ()}, ())

    assert sound.problems() == []
    assert replace(sound, above_rls=frozenset({role})).problems() == [f"{role} is above row-level security"]
    assert replace(sound, member_of={role: ("tsunagi_case",)}).problems() == [f"{role} may become tsunagi_case"]


def test_a_new_table_about_cases_is_asked_about_by_itself(seated: Seated, change: Change) -> None:
    change("CREATE TABLE letters (case_id uuid); GRANT SELECT ON letters TO tsunagi_national")
    try:
        assert "letters" in now(seated).tables
        assert any("letters" in problem for problem in now(seated).problems())
    finally:
        change("DROP TABLE letters")


def test_the_page_states_it(own_app: Flask, ask: Asked) -> None:
    page = visit(own_app, ALPHA, "desk").get(ALPHA.url("/council/separation")).get_data(as_text=True)

    assert "banner--success" in page
    assert "tsunagi_national" in page
    assert ask(ALPHA, "desk", "SELECT has_table_privilege('tsunagi_national', 'cases', 'SELECT')") == [(False,)]
