"""Every role on every page of the register, the way of a member to its own entry, the Excel."""

import io
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from platform_app.core.access import Actor, Role
from platform_app.extensions import db
from platform_app.members.cli import members
from platform_app.members.models import Organization
from platform_app.members.policies import is_own_organization
from tests.members.steps import acting, events, new_member
from tests.support.people import visit
from tests.support.world import ALPHA, BETA, TENANT_PEOPLE

NPO = ALPHA.id("organization.npo")
KEEPERS = {"secretariat"}
PAGES = {
    "/members/": set(TENANT_PEOPLE),
    f"/members/{NPO}": set(TENANT_PEOPLE),
    "/members/new": KEEPERS,
    "/members/members.xlsx": KEEPERS,
    f"/members/{NPO}/edit": KEEPERS | {"member"},
    f"/members/{NPO}/withdraw": KEEPERS,
    f"/members/{NPO}/contacts/new": KEEPERS | {"member"},
    f"/members/{NPO}/contacts/{ALPHA.id('contact.npo')}/end": KEEPERS | {"member"},
}


@pytest.mark.parametrize("name", sorted(TENANT_PEOPLE))
def test_each_role_opens_its_pages_and_no_other(app: Flask, name: str) -> None:
    browser = visit(app, ALPHA, name)

    opened = {page for page in PAGES if browser.get(ALPHA.url(page)).status_code == 200}

    assert opened == {page for page, people in PAGES.items() if name in people}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_stranger_is_sent_to_the_log_in_and_a_neighbor_finds_nothing(app: Flask, page: str) -> None:
    stranger = app.test_client().get(ALPHA.url(page))
    neighbor = visit(app, BETA, "secretariat").get(ALPHA.url(page))

    assert stranger.status_code in (302, 303)
    assert neighbor.status_code == 404


def test_a_member_reaches_its_entry_in_two_taps(app: Flask) -> None:
    browser = visit(app, ALPHA, "member")
    link = f'href="{ALPHA.url(f"/members/{NPO}")}"'

    assert link in browser.get(ALPHA.url("/")).get_data(as_text=True)
    assert link in browser.get(ALPHA.url("/members/")).get_data(as_text=True)


def test_a_secretariat_of_a_member_organization_keeps_all_entries() -> None:
    actor = Actor(ALPHA.id("user.secretariat"), ALPHA.tenant_id, None, Role.SECRETARIAT, organization_id=NPO)
    bank = Organization(tenant_id=ALPHA.tenant_id, id=ALPHA.id("organization.bank"))

    assert is_own_organization(actor, bank)
    assert not is_own_organization(Actor(actor.user_id, ALPHA.tenant_id, None, Role.MEMBER, organization_id=NPO), bank)


def test_the_workbook_holds_what_the_list_shows(app: Flask) -> None:
    member_id = new_member(app, ALPHA, name="=危ない名前の会", postal_code="680-0845")
    answer = visit(app, ALPHA, "secretariat").get(ALPHA.url("/members/members.xlsx?q=危ない名前"))

    sheet = load_workbook(io.BytesIO(answer.data))["データ"]
    heading, *rows = sheet.iter_rows(values_only=True)

    assert heading[:4] == ("団体名", "団体名（カナ）", "団体の種別", "法人番号")
    assert [row[0] for row in rows] == ["=危ない名前の会"]
    assert answer.headers["Cache-Control"] == "no-store"
    event = events(app, ALPHA, "member:export")[-1]
    assert event.shown is not None
    assert [str(member_id)] == [shown.rsplit(":")[-1] for shown in event.shown]


def test_headings_do_not_follow_the_language_of_the_screen(app: Flask) -> None:
    browser = visit(app, ALPHA, "secretariat")
    browser.post("/language", {"language": "en"})
    assert '<html lang="en">' in browser.get(ALPHA.url("/members/")).get_data(as_text=True)

    book = load_workbook(io.BytesIO(browser.get(ALPHA.url("/members/members.xlsx")).data))

    assert book["データ"]["A1"].value == "団体名"
    assert BETA.word not in "".join(str(cell) for row in book["データ"].iter_rows(values_only=True) for cell in row)


def test_the_command_exports_in_the_name_of_a_person(app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "members.xlsx"
    run = app.test_cli_runner().invoke

    done = run(
        members, ["export", "--tenant", ALPHA.slug, "--actor", ALPHA.mail("secretariat"), "--output", str(target)]
    )

    assert done.exit_code == 0, done.output
    assert load_workbook(target)["データ"].max_row > 2
    assert events(app, ALPHA, "member:export")[-1].user_id == ALPHA.id("user.secretariat")


@pytest.mark.parametrize("mail", [ALPHA.mail("desk"), BETA.mail("secretariat"), "nobody@nowhere.example", "@"])
def test_the_command_refuses_who_may_not(app: Flask, tmp_path: Path, mail: str) -> None:
    target = tmp_path / "members.xlsx"

    done = app.test_cli_runner().invoke(
        members, ["export", "--tenant", ALPHA.slug, "--actor", mail, "--output", str(target)]
    )

    assert done.exit_code == 1
    assert not target.exists()


def test_sql_of_one_platform_sees_none_of_the_other(app: Flask) -> None:
    with acting(app, ALPHA, "secretariat"):
        counted = db.session.query(Organization).filter(Organization.tenant_id == BETA.tenant_id).count()
    with acting(app, BETA, "secretariat"):
        own = db.session.query(Organization).filter(Organization.tenant_id == BETA.tenant_id).count()

    assert counted == 0
    assert own >= 2
