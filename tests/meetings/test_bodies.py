"""Bodies: who sees and changes them, the tree, seats on them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from tests.confidentiality.conftest import Asked
from tests.confidentiality.steps import era, in_days
from tests.members.steps import events
from tests.support.people import visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA, TENANT_PEOPLE

BODY = ALPHA.id("body")
MEETING = ALPHA.id("meeting")
EVERYONE = set(TENANT_PEOPLE)
PAGES = {
    "/bodies": EVERYONE,
    f"/bodies/{BODY}": EVERYONE,
    "/bodies/new": {"secretariat"},
    f"/bodies/{BODY}/edit": {"secretariat"},
    f"/bodies/{BODY}/members/new": {"secretariat"},
    "/meetings": EVERYONE,
    f"/meetings/{MEETING}": EVERYONE,
    "/meetings/new": {"secretariat"},
    f"/meetings/{MEETING}/edit": {"secretariat"},
    f"/meetings/{MEETING}/attendance": {"secretariat"},
}
NEW = {
    "name": "自殺対策部会", "kind": "subcommittee", "regime": "statutory_conference", "parent_id": str(BODY),
    "theme": "自殺対策", "legal_bases": "自殺対策基本法\n\n地域福祉計画", "taken_from": "自殺対策連絡協議会",
    **era("established_on", date(2023, 6, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TENANT_PEOPLE))
def test_each_role_opens_its_pages_and_no_other(own_app: Flask, name: str) -> None:
    browser = visit(own_app, ALPHA, name)

    opened = {page for page in PAGES if browser.get(ALPHA.url(page)).status_code == 200}

    assert opened == {page for page, people in PAGES.items() if name in people}


def test_a_neighbor_finds_nothing(own_app: Flask) -> None:
    browser = visit(own_app, BETA, "secretariat")

    assert {browser.get(ALPHA.url(page)).status_code for page in PAGES} == {404}
    assert browser.get(BETA.url(f"/bodies/{BODY}")).status_code == 404
    assert browser.get(BETA.url(f"/meetings/{MEETING}/attendance")).status_code == 404


def test_an_existing_body_is_taken_in_with_its_legal_bases(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    browser.get(ALPHA.url("/bodies/new"))

    answer = browser.post(ALPHA.url("/bodies/new"), NEW)

    assert answer.status_code == 303
    page = browser.get(answer.location).get_data(as_text=True)
    assert "自殺対策基本法<br>地域福祉計画" in page
    assert "自殺対策連絡協議会" in page
    assert events(own_app, ALPHA, "body:found")


@pytest.mark.parametrize(
    "wrong",
    [
        {"legal_bases": ""},
        {"kind": "council_tier", "regime": "platform"},
        era("dissolved_on", date(2023, 5, 1)),
        {"parent_id": str(BETA.id("body"))},
        {"name": ""},
    ],
)
def test_what_does_not_fit_stays_in_the_form(own_app: Flask, wrong: dict[str, str]) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    browser.get(ALPHA.url("/bodies/new"))

    answer = browser.post(ALPHA.url("/bodies/new"), {**NEW, **wrong})

    assert answer.status_code in (200, 422)
    assert "error-summary" in answer.get_data(as_text=True)


def test_a_body_does_not_stand_below_itself(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    browser.get(ALPHA.url("/bodies/new"))
    child = browser.post(ALPHA.url("/bodies/new"), {**NEW, "name": "子"}).location.rpartition("/")[2]
    top = {
        "name": "全体会", "kind": "general_meeting", "regime": "platform", "parent_id": child,
        **era("established_on", date(2023, 4, 1)),
    }  # fmt: skip

    assert browser.post(ALPHA.url(f"/bodies/{BODY}/edit"), top).status_code == 422
    assert browser.post(ALPHA.url(f"/bodies/{BODY}/edit"), {**top, "parent_id": ""}).status_code == 303


def test_an_organization_sits_once_and_there_is_one_chair(own_app: Flask, ask: Asked) -> None:
    browser, page = visit(own_app, ALPHA, "secretariat"), ALPHA.url(f"/bodies/{BODY}/members/new")
    browser.get(page)
    form = {"organization_id": str(ALPHA.id("organization.bank")), "is_chair": "y", **era("from_on", date(2024, 4, 1))}
    ask(ALPHA, "secretariat", "UPDATE body_memberships SET is_chair = true")

    assert browser.post(page, form).status_code == 303
    assert browser.post(page, form).status_code == 422
    assert ask(ALPHA, "secretariat", "SELECT organization_id FROM body_memberships WHERE is_chair") == [
        (ALPHA.id("organization.bank"),)
    ]
    ((seat,),) = ask(ALPHA, "secretariat", "SELECT id FROM body_memberships WHERE is_chair")
    end = ALPHA.url(f"/bodies/{BODY}/members/{seat}/end")
    assert browser.get(ALPHA.url(f"/bodies/{ALPHA.id('nothing')}/members/{seat}/end")).status_code == 404
    assert browser.post(end, era("to_on", date(2024, 3, 1))).status_code == 422
    assert browser.post(end, era("to_on", in_days(-1))).status_code == 303
    assert browser.post(end, era("to_on", in_days(-1))).status_code == 422


def test_the_list_does_not_read_body_by_body(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    with counted(own_app) as few:
        browser.get(ALPHA.url("/bodies"))
    browser.get(ALPHA.url("/bodies/new"))
    for number in range(5):
        browser.post(ALPHA.url("/bodies/new"), {**NEW, "name": f"部会{number}"})
    browser.get(ALPHA.url("/account/"))

    with counted(own_app) as many:
        browser.get(ALPHA.url("/bodies"))

    assert len(many) <= len(few) + 1


def test_the_database_keeps_tenants_and_the_national_side_apart(ask: Asked) -> None:
    for table in ("bodies", "body_memberships", "meetings", "attendances"):
        assert ask(ALPHA, "member", f"SELECT count(*) FROM {table} WHERE tenant_id <> 101") == [(0,)]
    assert ask(ALPHA, "secretariat", "UPDATE bodies SET name = 'x' WHERE tenant_id = 102") == [(0,)]
    with pytest.raises(DBAPIError, match="row-level security"):
        ask(
            ALPHA, "secretariat",
            "INSERT INTO attendances (tenant_id, id, meeting_id, organization_id, mode, people)"
            " VALUES (102, gen_random_uuid(), :meeting, :organization, 'online', 1)",
            {"meeting": BETA.id("meeting"), "organization": BETA.id("organization.bank")},
        )  # fmt: skip
