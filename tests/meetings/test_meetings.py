"""Meetings: numbers, states, attendance in organizations and people, and the council's meetings kept to its people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask

from platform_app.core import clock
from platform_app.core.database import bind_context
from platform_app.extensions import db
from platform_app.meetings import queries, services
from platform_app.meetings.states import MEETING
from tests.confidentiality.conftest import Asked, Seated
from tests.confidentiality.steps import era, in_days
from tests.members.steps import events, new_member
from tests.support.people import Visitor, visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA, actor_of, as_seat

BODY = ALPHA.id("body")
NPO, BANK = (str(ALPHA.id(f"organization.{name}")) for name in ("npo", "bank"))


def planned(browser: Visitor, held_on: date, **other: str) -> str:
    """The address of a new meeting."""
    browser.get(ALPHA.url("/meetings/new"))
    form = {"body_id": str(BODY), "title": "", "openness": "open", **era("held_on", held_on), **other}
    answer = browser.post(ALPHA.url("/meetings/new"), form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def sheet(*lines: tuple[str, str, str]) -> dict[str, str]:
    """The attendance form as a browser sends it."""
    return {
        f"rows-{number}-{name}": value
        for number, line in enumerate(lines)
        for name, value in zip(("organization_id", "mode", "people"), line, strict=True)
    }


def test_the_number_follows_by_itself_and_the_title_from_it(own_app: Flask, ask: Asked) -> None:
    browser = visit(own_app, ALPHA, "secretariat")

    first, second = planned(browser, in_days(5)), planned(browser, in_days(9))

    numbers = [number for (number,) in ask(ALPHA, "secretariat", "SELECT number FROM meetings ORDER BY number")]
    assert numbers == [1, 2, 3]
    assert first != second
    assert "3" in browser.get(second).get_data(as_text=True)


def test_ten_at_once_get_ten_numbers(own_app: Flask, ask: Asked) -> None:
    def plan(_turn: int) -> int:
        with own_app.app_context():
            bind_context(db.session, as_seat(BETA, "secretariat"))
            facts = services.MeetingFacts(held_on=clock.today())
            number = services.plan_meeting(actor_of(BETA, "secretariat"), body_id=BETA.id("body"), facts=facts).number
            db.session.commit()
            return number

    with ThreadPoolExecutor(10) as pool:
        numbers = sorted(pool.map(plan, range(10)))

    assert numbers == list(range(2, 12))


def test_a_meeting_is_held_or_canceled_once(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    past, future = planned(browser, in_days(-1)), planned(browser, in_days(3))

    assert browser.post(f"{future}/hold").status_code == 409
    assert browser.post(f"{future}/cancel").status_code == 303
    assert browser.post(f"{future}/hold").status_code == 409
    assert browser.post(f"{past}/hold").status_code == 303
    assert browser.post(f"{past}/cancel").status_code == 409
    assert visit(own_app, ALPHA, "member").post(f"{past}/cancel").status_code == 403
    assert events(own_app, ALPHA, "meeting:hold")


def test_attendance_counts_organizations_and_people(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    third = str(new_member(own_app, ALPHA, name="第三の団体"))
    meeting = planned(browser, in_days(-2))
    full = sheet((NPO, "in_person", "3"), (BANK, "online", "2"), (third, "absent", ""))
    assert browser.post(f"{meeting}/attendance", full).status_code == 422
    browser.post(f"{meeting}/hold")

    assert browser.post(f"{meeting}/attendance", full).status_code == 303
    assert figures(own_app, meeting) == (2, 5, 3)

    corrected = sheet((NPO, "in_person", "4"), (BANK, "absent", ""), (third, "", ""))
    assert browser.post(f"{meeting}/attendance", corrected).status_code == 303
    assert figures(own_app, meeting) == (1, 4, 2)
    assert events(own_app, ALPHA, "attendance:record")[-1].changes == {"organizations": 1, "people": 4}


@pytest.mark.parametrize(
    "line",
    [
        (NPO, "in_person", ""),
        (NPO, "online", "0"),
        (NPO, "absent", "2"),
        (NPO, "in_person", "-1"),
        (str(BETA.id("organization.npo")), "in_person", "1"),
    ],
)
def test_an_impossible_line_is_refused(own_app: Flask, line: tuple[str, str, str]) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    page = ALPHA.url(f"/meetings/{ALPHA.id('meeting')}/attendance")
    browser.get(page)

    answer = browser.post(page, sheet(line))

    assert answer.status_code in (200, 422)


def figures(app: Flask, meeting: str) -> tuple[int, int, int]:
    """Organizations that came, people, entries in all."""
    with app.app_context():
        bind_context(db.session, as_seat(ALPHA, "member"))
        found = next(
            row
            for row in queries.list_meetings_of(db.session.get_one(queries.Body, (ALPHA.tenant_id, BODY)))
            if str(row.meeting.id) == meeting.rpartition("/")[2]
        )
        return found.organizations, found.people, len(queries.list_attendance(found.meeting))


def test_the_year_counts_each_organization_once_and_only_held_meetings(own_app: Flask, seated: Seated) -> None:
    browser, day = visit(own_app, ALPHA, "secretariat"), date(2025, 5, 20)
    for turn in range(3):
        meeting = planned(browser, day.replace(day=day.day + turn))
        if turn < 2:
            browser.post(f"{meeting}/hold")
            browser.post(f"{meeting}/attendance", sheet((NPO, "in_person", "2"), (BANK, "online", "1")))

    with seated(ALPHA, "member"):
        year = queries.count_year(ALPHA.tenant_id, 2025, with_council=False)

    assert (year.meetings, year.organizations, year.people) == (2, 2, 6)
    page = browser.get(ALPHA.url("/meetings?fiscal_year=2025")).get_data(as_text=True)
    assert page.count(ALPHA.url("/meetings/")) >= 3


def test_a_changed_date_moves_the_fiscal_year(own_app: Flask, ask: Asked) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    meeting = planned(browser, date(2025, 4, 1))

    answer = browser.post(
        f"{meeting}/edit", {"title": "臨時会", "openness": "closed", **era("held_on", date(2025, 3, 31))}
    )

    assert answer.status_code == 303
    statement = "SELECT fiscal_year, title, openness FROM meetings WHERE id = :id"
    assert ask(ALPHA, "member", statement, {"id": meeting.rpartition("/")[2]}) == [(2024, "臨時会", "closed")]


def test_the_councils_meetings_are_for_its_people(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    browser.get(ALPHA.url("/bodies/new"))
    body: dict[str, Any] = {
        "name": "個別ケース検討会議", "kind": "council_tier", "regime": "council", "parent_id": "",
        **era("established_on", date(2024, 5, 1)),
    }  # fmt: skip
    tier = browser.post(ALPHA.url("/bodies/new"), body).location.rpartition("/")[2]
    refused = browser.post(
        ALPHA.url("/meetings/new"), {"body_id": tier, "openness": "open", **era("held_on", clock.today())}
    )
    assert refused.status_code == 422
    meeting = planned(browser, clock.today(), body_id=tier, openness="closed", title="秘密の会議")

    for name, seen in (("council", True), ("desk", True), ("member", False), ("adviser", False), ("prefecture", False)):
        reader = visit(own_app, ALPHA, name)
        assert (reader.get(meeting).status_code == 200) is seen
        assert ("秘密の会議" in reader.get(ALPHA.url("/meetings")).get_data(as_text=True)) is seen
        assert ("秘密の会議" in reader.get(ALPHA.url(f"/bodies/{tier}")).get_data(as_text=True)) is seen


def test_the_list_does_not_read_meeting_by_meeting(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    with counted(own_app) as few:
        browser.get(ALPHA.url("/meetings"))
    for turn in range(4):
        planned(browser, in_days(turn))
    browser.get(ALPHA.url("/account/"))

    with counted(own_app) as many:
        browser.get(ALPHA.url("/meetings"))

    assert len(many) <= len(few) + 1


def test_the_states_are_drawn_from_the_table() -> None:
    assert "planned --> held: hold (secretariat)" in MEETING.mermaid()
