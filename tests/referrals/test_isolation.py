"""Who sees a referral, and what of the case: raw SQL at each seat."""

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from platform_app.extensions import db
from tests.cases.conftest import Seated
from tests.support.world import ALPHA, BETA, Place

CASE_TABLES = ("cases", "persons", "case_notes", "consents")
REFERRAL_TABLES = ("referrals", "referral_events", "disclosures")


def count(table: str) -> int:
    return db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


@pytest.mark.parametrize("table", REFERRAL_TABLES)
def test_desk_and_receiver_see_the_referral_and_nobody_else(seated: Seated, table: str) -> None:
    seen = {}
    for name in ("desk", "member", "desk2", "bank"):
        with seated(ALPHA, name):
            seen[name] = count(table)

    assert seen == {"desk": 1, "member": 1, "desk2": 0, "bank": 0}


@pytest.mark.parametrize("table", CASE_TABLES)
@pytest.mark.parametrize("name", ["member", "bank", "secretariat", "adviser", "prefecture", "auditor"])
def test_no_other_role_may_even_ask_for_a_case(seated: Seated, table: str, name: str) -> None:
    with seated(ALPHA, name), pytest.raises(DBAPIError, match="permission denied"):
        count(table)


@pytest.mark.parametrize("table", CASE_TABLES)
def test_a_desk_sees_its_own_cases_only(seated: Seated, table: str) -> None:
    seen = {}
    for name in ("desk", "desk2"):
        with seated(ALPHA, name):
            seen[name] = count(table)

    assert seen == {"desk": 3, "desk2": 1}


@pytest.mark.parametrize("table", REFERRAL_TABLES)
@pytest.mark.parametrize("name", ["secretariat", "adviser", "prefecture", "auditor"])
def test_referrals_are_out_of_reach_for_everyone_else(seated: Seated, table: str, name: str) -> None:
    with seated(ALPHA, name), pytest.raises(DBAPIError, match="permission denied"):
        count(table)


@pytest.mark.parametrize(("place", "other"), [(ALPHA, BETA), (BETA, ALPHA)])
def test_nothing_is_seen_of_another_tenant(seated: Seated, place: Place, other: Place) -> None:
    for name in ("desk", "member"):
        with seated(place, name):
            tenants = set(db.session.scalars(text("SELECT tenant_id FROM referrals")))
            assert tenants == {place.tenant_id}


@pytest.mark.parametrize("name", ["member", "bank"])
def test_a_receiver_moves_a_case_only_by_its_own_side_exit(seated: Seated, name: str) -> None:
    with seated(ALPHA, name), pytest.raises(DBAPIError, match="no side exit"):
        db.session.execute(text("SELECT leave_next_step(:id, app_today())"), {"id": ALPHA.id("referral")})


def test_the_next_step_is_within_days(seated: Seated) -> None:
    with seated(ALPHA, "member"), pytest.raises(DBAPIError, match="within days"):
        db.session.execute(text("SELECT leave_next_step(:id, app_today() + 30)"), {"id": uuid.uuid4()})


@pytest.mark.parametrize("name", ["desk", "secretariat"])
def test_only_time_returns_a_referral(seated: Seated, name: str) -> None:
    with seated(ALPHA, name), pytest.raises(DBAPIError, match="only time"):
        db.session.execute(text("SELECT return_overdue_referrals(app_today())"))


@pytest.mark.parametrize("name", ["desk", "secretariat"])
def test_others_have_no_right_on_the_function_of_the_receiver(seated: Seated, name: str) -> None:
    with seated(ALPHA, name), pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text("SELECT leave_next_step(:id, app_today())"), {"id": ALPHA.id("referral")})


@pytest.mark.parametrize(
    "change",
    ["state = 'sent'", "accepted_by = NULL", "ended_on = app_today() + 300", "outcome = 'other'"],
)
def test_what_is_over_cannot_be_rewritten(seated: Seated, change: str) -> None:
    with seated(ALPHA, "member") as actor:
        for step in (
            "state = 'accepted', accepted_at = now(), accepted_by = :user",
            "state = 'closed', outcome = 'connected_once', ended_on = app_today()",
        ):
            db.session.execute(
                text(f"UPDATE referrals SET {step} WHERE id = :id"),
                {"id": ALPHA.id("referral")} | ({"user": actor.user_id} if ":user" in step else {}),
            )

        with pytest.raises(DBAPIError, match=r"is over|accepted once|cannot move|in the name|without the move"):
            db.session.execute(
                text(f"UPDATE referrals SET {change} WHERE id = :id"),
                {"id": ALPHA.id("referral")},
            )


@pytest.mark.parametrize("column", ["case_id", "recipient_organization_id", "basis", "number", "fit_summary"])
def test_a_receiver_cannot_change_what_was_sent(seated: Seated, column: str) -> None:
    with seated(ALPHA, "member"), pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text(f"UPDATE referrals SET {column} = {column}"))
