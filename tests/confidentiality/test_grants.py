"""Opening a case, closing it, recusals: the desk's acts through real requests, and what the database refuses to others."""

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from platform_app.cases.models import Case
from platform_app.confidentiality import services
from platform_app.confidentiality.models import GrantPurpose, Tier
from platform_app.confidentiality.queries import council as council_queries
from platform_app.core import clock
from platform_app.core.errors import Invalid
from platform_app.extensions import db
from tests.confidentiality.conftest import Asked, Change, Seated
from tests.confidentiality.steps import era, in_days
from tests.members.steps import events
from tests.support.people import Visitor, visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA

CASE = ALPHA.id("case.open")
GRANTED = ALPHA.id("case.granted")
NEW = ALPHA.url(f"/council/cases/{CASE}/grants/new")
PAGE = ALPHA.url(f"/council/cases/{CASE}")
APPOINTED = str(ALPHA.id("appointment.council"))


@pytest.fixture(autouse=True)
def as_it_was(change: Change) -> None:
    """Each test begins without grants on ``case.open`` and without recusals."""
    change(f"DELETE FROM access_grants WHERE case_id = '{CASE}'; DELETE FROM recusals")


def grant(browser: Visitor, **other: str) -> int:
    form = {"appointment_id": APPOINTED, "purpose": "conference", **era("starts_on", clock.today())}
    browser.get(NEW)
    return browser.post(NEW, {**form, **era("ends_on", in_days(14)), **other}).status_code


def test_the_desk_opens_its_case_and_closes_it_again(own_app: Flask, ask: Asked) -> None:
    desk, member = visit(own_app, ALPHA, "desk"), visit(own_app, ALPHA, "council")
    assert member.get(PAGE).status_code == 404

    assert grant(desk) == 303
    assert member.get(PAGE).status_code == 200
    listed = member.get(ALPHA.url("/council/cases")).get_data(as_text=True)
    assert "あ-open" in listed
    assert "見本子" not in listed
    (given,) = ask(ALPHA, "desk", "SELECT id FROM access_grants WHERE case_id = :case", {"case": CASE})
    panel = desk.get(ALPHA.url(f"/cases/{CASE}")).get_data(as_text=True)
    assert f"/council/cases/grants/{given[0]}/revoke" in panel

    revoke = ALPHA.url(f"/council/cases/grants/{given[0]}/revoke")
    assert visit(own_app, ALPHA, "desk2").post(revoke).status_code == 404
    assert visit(own_app, BETA, "desk").post(BETA.url(f"/council/cases/grants/{given[0]}/revoke")).status_code == 404
    assert member.post(revoke).status_code == 403
    assert desk.post(revoke).status_code == 303
    assert member.get(PAGE).status_code == 404
    assert desk.post(revoke).status_code == 409


def test_reading_is_recorded_with_the_grant_as_its_ground(own_app: Flask) -> None:
    visit(own_app, ALPHA, "council").get(ALPHA.url(f"/council/cases/{GRANTED}"))

    read = events(own_app, ALPHA, "case:read", GRANTED)[-1]

    assert (read.authority, read.authority_id, read.purpose) == ("grant", ALPHA.id("grant.council"), "conference")
    assert {str(GRANTED), str(ALPHA.id("person.granted")), str(ALPHA.id("note.granted"))} <= set(read.shown or [])


@pytest.mark.parametrize(
    "wrong",
    [
        era("starts_on", in_days(-1)),
        era("ends_on", in_days(200)),
        {"appointment_id": str(ALPHA.id("appointment.unsigned")), **era("ends_on", in_days(-1))},
        {"appointment_id": str(BETA.id("appointment.council"))},
        {"purpose": "curiosity"},
    ],
)
def test_a_grant_needs_an_appointed_person_a_purpose_and_a_short_period(own_app: Flask, wrong: dict[str, str]) -> None:
    assert grant(visit(own_app, ALPHA, "desk"), **wrong) in (200, 422)
    assert visit(own_app, ALPHA, "council").get(PAGE).status_code == 404


@pytest.mark.parametrize("name", ["desk2", "secretariat", "council", "auditor", "member"])
def test_nobody_else_opens_the_case(own_app: Flask, name: str) -> None:
    assert visit(own_app, ALPHA, name).get(NEW).status_code in (403, 404)


def test_only_the_case_conference_gets_a_full_record(seated: Seated, ask: Asked, change: Change) -> None:
    change(f"UPDATE appointments SET tier = 'practitioners' WHERE id = '{APPOINTED}'")
    try:
        with seated(ALPHA, "desk") as actor:
            case = db.session.get_one(Case, (ALPHA.tenant_id, CASE))
            appointment = council_queries.get_appointment(ALPHA.tenant_id, ALPHA.id("appointment.council"))
            assert appointment is not None
            assert appointment.tier is Tier.PRACTITIONERS
            with pytest.raises(Invalid):
                services.grant_access(
                    actor, case, appointment_id=appointment.id, purpose=GrantPurpose.CONFERENCE,
                    starts_on=clock.today(), ends_on=clock.today(),
                )  # fmt: skip
        with pytest.raises(DBAPIError, match="row-level security"):
            ask(ALPHA, "desk", GIVE, of_desk(CASE, "desk"))
    finally:
        change(f"UPDATE appointments SET tier = 'case_conference' WHERE id = '{APPOINTED}'")


GIVE = (
    "INSERT INTO access_grants (tenant_id, id, case_id, user_id, appointment_id, purpose, starts_on, ends_on, granted_by,"
    " granted_at) VALUES (:tenant, gen_random_uuid(), :case, :user, :appointment, 'conference', app_today(), app_today(),"
    " :by, now())"
)


def of_desk(case: object, by: str) -> dict[str, object]:
    return {
        "tenant": ALPHA.tenant_id, "case": case, "user": ALPHA.id("user.council"), "appointment": APPOINTED,
        "by": ALPHA.id(f"user.{by}"),
    }  # fmt: skip


def test_the_database_lets_only_the_desk_that_holds_the_case_open_it(ask: Asked) -> None:
    for name in ("council", "desk2"):
        with pytest.raises(DBAPIError, match="row-level security"):
            ask(ALPHA, name, GIVE, of_desk(CASE, name))
    with pytest.raises(DBAPIError, match="row-level security"):
        ask(ALPHA, "desk", GIVE, of_desk(CASE, "desk2"))
    with pytest.raises(DBAPIError, match="permission denied"):
        ask(ALPHA, "secretariat", GIVE, of_desk(CASE, "secretariat"))
    assert ask(ALPHA, "desk", GIVE, of_desk(CASE, "desk")) == [(1,)]


def test_a_member_sees_own_grants_only_and_revokes_none(ask: Asked) -> None:
    assert {row[0] for row in ask(ALPHA, "council", "SELECT user_id FROM access_grants")} == {ALPHA.id("user.council")}
    assert ask(ALPHA, "council", "UPDATE access_grants SET revoked_at = now()") == [(0,)]
    with pytest.raises(DBAPIError, match="permission denied"):
        ask(ALPHA, "desk", "UPDATE access_grants SET ends_on = '2099-01-01'")


def test_the_desk_shuts_someone_out_and_lets_them_in_again(own_app: Flask, ask: Asked) -> None:
    desk, member = visit(own_app, ALPHA, "desk"), visit(own_app, ALPHA, "council")
    page, new = (ALPHA.url(f"/council/cases/{GRANTED}{end}") for end in ("", "/recusals/new"))
    desk.get(new)

    assert desk.post(new, {"user_id": str(ALPHA.id("user.council"))}).status_code == 303
    assert member.get(page).status_code == 404
    assert desk.post(new, {"user_id": str(ALPHA.id("user.council"))}).status_code == 422
    again = ALPHA.url(f"/council/cases/{GRANTED}/grants/new")
    form = {
        "appointment_id": APPOINTED,
        "purpose": "crisis",
        **era("starts_on", in_days(20)),
        **era("ends_on", in_days(30)),
    }
    assert desk.post(again, form).status_code == 422
    ((recusal,),) = ask(ALPHA, "desk", "SELECT id FROM recusals")
    lift = ALPHA.url(f"/council/cases/recusals/{recusal}/lift")
    assert member.post(lift).status_code == 403
    assert visit(own_app, ALPHA, "desk2").post(lift).status_code == 404
    assert desk.post(lift).status_code == 303
    assert member.get(page).status_code == 200
    assert desk.post(lift).status_code == 409


def test_a_member_withdraws_and_does_not_come_back_alone(own_app: Flask, ask: Asked) -> None:
    member, page = visit(own_app, ALPHA, "council"), ALPHA.url(f"/council/cases/{GRANTED}")
    member.get(page)

    assert member.post(f"{page}/recuse-myself").status_code == 303

    assert member.get(page).status_code == 404
    assert member.post(f"{page}/recuse-myself").status_code == 404
    assert ask(ALPHA, "council", "UPDATE recusals SET lifted_at = now()") == [(0,)]
    with pytest.raises(DBAPIError, match="row-level security"):
        ask(
            ALPHA, "council",
            "INSERT INTO recusals (tenant_id, id, case_id, user_id, kind, declared_at)"
            " VALUES (:tenant, gen_random_uuid(), :case, :user, 'set_by_others', now())",
            {"tenant": ALPHA.tenant_id, "case": GRANTED, "user": ALPHA.id("user.unsigned")},
        )  # fmt: skip


def test_desk_staff_who_recuse_themselves_lose_sight_of_the_case(own_app: Flask, ask: Asked) -> None:
    desk, new = visit(own_app, ALPHA, "desk"), ALPHA.url(f"/council/cases/{CASE}/recusals/new")
    desk.get(new)

    assert desk.post(new, {"user_id": str(ALPHA.id("user.desk"))}).status_code == 303

    assert desk.get(ALPHA.url(f"/cases/{CASE}")).status_code == 404
    assert ask(ALPHA, "desk", "SELECT count(*) FROM cases WHERE id = :case", {"case": CASE}) == [(0,)]
    assert ask(ALPHA, "desk", "UPDATE recusals SET lifted_at = now()") == [(0,)]


def test_the_list_of_opened_cases_does_not_read_row_by_row(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "council")
    with counted(own_app) as few:
        browser.get(ALPHA.url("/council/cases"))
    assert grant(visit(own_app, ALPHA, "desk")) == 303

    with counted(own_app) as more:
        browser.get(ALPHA.url("/council/cases"))

    assert len(more) == len(few)
