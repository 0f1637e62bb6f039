"""The desk's pages through real requests."""

import re

import pytest
from flask import Flask
from sqlalchemy import text

from platform_app.core import clock
from platform_app.extensions import db
from tests.cases.conftest import Seated
from tests.support.people import visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA, Place

POISON = "毒入花子"


def era(name: str, year: int, month: int, day: int) -> dict[str, str]:
    return {f"{name}-era": "西暦", f"{name}-year": str(year), f"{name}-month": str(month), f"{name}-day": str(day)}


def intake(**changes: object) -> dict[str, object]:
    today = clock.today()
    later = clock.add_business_days(today, 2)
    return {
        **era("received_on", today.year, today.month, today.day), "received_time": "00:00", "channel": "phone",
        "name": POISON, "name_kana": "ドクイリハナコ", "sex": "female", "birth_date-era": "昭和", "birth_date-year": "25",
        "birth_date-month": "1", "birth_date-day": "2", "phone": "0857-33-4444", "may_call": "y", "topics": ["housing", "debt"],
        "main_topic": "debt", "urgency": "normal", "situation": "家賃を払えない。", "safe_to_take_home": "yes", "age_band": "unknown",
        **era("next_contact_on", later.year, later.month, later.day), **changes,
    }  # fmt: skip


def test_a_consultation_is_taken_worked_on_closed_and_reopened(own_app: Flask, seated: Seated) -> None:
    desk = visit(own_app, ALPHA, "desk")
    desk.get(ALPHA.url("/cases/new"))
    taken = desk.post(ALPHA.url("/cases/new"), intake())
    assert taken.status_code == 303, re.findall(r"field__error.*?</p>", taken.text)
    page = taken.location
    assert POISON in desk.get(page).text

    later = clock.add_business_days(clock.today(), 3)
    day = era("next_contact_on", later.year, later.month, later.day)
    assert desk.post(f"{page}/note", {"kind": "contact", "text": "電話で話した。", **day}).status_code == 303
    assert "電話で話した。" in desk.get(page).text
    assert desk.post(f"{page}/plan", {**day, "assignee_id": str(ALPHA.id("user.desk"))}).status_code == 303
    today = clock.today()
    end = era("closed_on", today.year, today.month, today.day)
    assert desk.post(f"{page}/close", {"outcome": "resolved", **end}).status_code == 303
    assert desk.post(f"{page}/reopen", day).status_code == 303
    with seated(ALPHA, "desk"):
        row = db.session.execute(
            text("SELECT state, age_band, main_topic FROM cases WHERE id = :id"), {"id": page[-36:]}
        ).one()
    assert tuple(row) == ("open", "75_over", "debt")


def test_nothing_personal_stands_in_the_database_in_clear(own_app: Flask, seated: Seated) -> None:
    desk = visit(own_app, ALPHA, "desk")
    desk.get(ALPHA.url("/cases/new"))
    page = desk.post(ALPHA.url("/cases/new"), intake()).location
    with seated(ALPHA, "desk"):
        rows = db.session.scalars(
            text("SELECT row_to_json(p)::text FROM persons p WHERE case_id = :id"), {"id": page[-36:]}
        ).all()
    assert rows
    assert not any(POISON in row or "3333" in row or "1950-01-02" in row for row in rows)


def test_an_open_case_needs_a_next_contact(own_app: Flask) -> None:
    desk = visit(own_app, ALPHA, "desk")
    without = {name: value for name, value in intake().items() if not name.startswith("next_contact_on")}

    answer = desk.post(ALPHA.url("/cases/new"), without)

    assert answer.status_code == 200
    assert "家賃を払えない。" in answer.text
    assert re.search(r'id="next_contact_on-error"', answer.text)


def test_a_person_of_whom_nothing_is_known_is_not_added(own_app: Flask) -> None:
    visitor = visit(own_app, ALPHA, "desk")
    path = ALPHA.url(f"/cases/{ALPHA.id('case.open')}/persons/new")
    visitor.get(path)

    refused = visitor.post(path, {"role": "family"})
    added = visitor.post(path, {"role": "family", "phone": "0857-00-0007"})

    assert "いずれかを入力してください" in refused.get_data(as_text=True)
    assert added.status_code == 303


def test_one_conversation_is_closed_on_the_intake_screen(own_app: Flask, seated: Seated) -> None:
    desk = visit(own_app, ALPHA, "desk")
    without = {
        name: value for name, value in intake(outcome="listened").items() if not name.startswith("next_contact_on")
    }
    desk.get(ALPHA.url("/cases/new"))

    taken = desk.post(ALPHA.url("/cases/new"), without)

    assert taken.status_code == 303, re.findall(r"field__error.*?</p>", taken.text)
    with seated(ALPHA, "desk"):
        row = db.session.execute(
            text("SELECT state, outcome FROM cases WHERE id = :id"), {"id": taken.location[-36:]}
        ).one()
    assert tuple(row) == ("closed", "listened")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": "", "name_kana": "", "is_anonymous": "y"}, 303),
        ({"name": ""}, 200),
        ({"main_topic": "health"}, 200),
        ({"topics": [], "main_topic": ""}, 200),
        ({"visitor_name": "見本母", "visitor_relation": "母"}, 303),
        ({"assignee_id": str(ALPHA.id("user.desk2"))}, 200),
    ],
    ids=["anonymous", "nameless", "main-not-marked", "no-topic", "visitor", "stranger-in-charge"],
)
def test_intake_takes_what_a_desk_may_hear(own_app: Flask, changes: dict[str, object], status: int) -> None:
    desk = visit(own_app, ALPHA, "desk")
    desk.get(ALPHA.url("/cases/new"))

    assert desk.post(ALPHA.url("/cases/new"), intake(**changes)).status_code == status


def test_a_consent_is_recorded_and_withdrawn(own_app: Flask, seated: Seated) -> None:
    desk = visit(own_app, ALPHA, "desk")
    page, today = ALPHA.url(f"/cases/{ALPHA.id('case.open')}"), clock.today()
    desk.get(f"{page}/consents/new")
    recorded = desk.post(
        f"{page}/consents/new",
        {
            "person_id": str(ALPHA.id("person.open")), "means": "written", "recipients": [str(ALPHA.id("organization.bank"))],
            "purposes": ["support"], "fields": ["name"], **era("given_on", today.year, today.month, today.day),
            **era("expires_on", today.year + 1, today.month, 1),
        },
    )  # fmt: skip
    assert recorded.status_code == 303, re.findall(r"field__error.*?</p>", recorded.text)

    consent = ALPHA.id("consent.open")
    assert desk.post(ALPHA.url(f"/cases/consents/{consent}/withdraw")).status_code == 303
    with seated(ALPHA, "desk"):
        rows = db.session.execute(
            text("SELECT withdrawn_at IS NULL FROM consents WHERE case_id = :id ORDER BY created_at"),
            {"id": ALPHA.id("case.open")},
        ).all()
    assert [row[0] for row in rows] == [False, True]


def test_a_person_is_found_by_whole_name_and_never_through_the_address(own_app: Flask, seated: Seated) -> None:
    desk = visit(own_app, ALPHA, "desk")
    desk.get(ALPHA.url("/cases/find"))

    found = desk.post(ALPHA.url("/cases/find"), {"name": "毒 入 花 子", "phone": "０８５７(33)4444"})

    assert found.status_code == 200
    assert "/cases/" in found.text


@pytest.mark.parametrize("lane", ["overdue", "today", "mine", "open", "closed"])
def test_the_board_shows_each_view_and_records_it(own_app: Flask, lane: str) -> None:
    desk = visit(own_app, ALPHA, "desk")

    assert desk.get(ALPHA.url(f"/cases?lane={lane}&topic=debt&urgency=normal")).status_code == 200


def test_the_board_takes_few_queries_however_long(own_app: Flask) -> None:
    desk = visit(own_app, ALPHA, "desk")

    def queries() -> int:
        with counted(own_app) as statements:
            desk.get(ALPHA.url("/cases"))
        return len(statements)

    few = queries()
    desk.get(ALPHA.url("/cases/new"))
    for _number in range(4):
        assert desk.post(ALPHA.url("/cases/new"), intake()).status_code == 303
    assert queries() <= few
    assert few <= 24


@pytest.mark.parametrize(
    ("place", "name", "status"),
    [
        (ALPHA, "desk2", 404),
        (BETA, "desk", 404),
        (ALPHA, "secretariat", 403),
        (ALPHA, "member", 403),
        (ALPHA, "auditor", 403),
    ],
)
def test_a_case_is_not_there_for_others(own_app: Flask, place: Place, name: str, status: int) -> None:
    visitor = visit(own_app, place, name)

    assert visitor.get(place.url(f"/cases/{ALPHA.id('case.open')}")).status_code == status


def test_its_own_desk_opens_it(own_app: Flask) -> None:
    assert (
        "あるふぁの秘密の相談" in visit(own_app, ALPHA, "desk").get(ALPHA.url(f"/cases/{ALPHA.id('case.open')}")).text
    )
