"""Forms: dates in eras, choices passed in, messages that name the entry."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional

from platform_app.core.errors import Invalid
from platform_app.core.web.formats import days_left, era_date, era_datetime, number
from platform_app.core.web.forms import ChoiceField, EraDateField, Form, MultiCheckboxField
from platform_app.core.web.pagination import Page, Sort, requested_page, requested_sort

pytestmark = pytest.mark.usefixtures("in_request")

HERE = "00000000-0000-7000-8000-000000000001"
ELSEWHERE = "00000000-0000-7000-8000-000000000002"


class Tone(StrEnum):
    SOFT = "soft"
    LOUD = "loud"


class Open(Form):
    class Meta(Form.Meta):
        csrf = False


class DayForm(Open):
    day = EraDateField("Day")


class MemberForm(Open):
    name = StringField("Name", [DataRequired(), Length(max=5)])
    member = ChoiceField("Member", [Optional()], coerce=UUID)
    tones = MultiCheckboxField("Tones", coerce=Tone)


def day_form(era: str = "", year: str = "", month: str = "", day: str = "", whole: str = "") -> DayForm:
    parts = {"day-era": era, "day-year": year, "day-month": month, "day-day": day, "day": whole}
    return DayForm(MultiDict({key: value for key, value in parts.items() if value}))


def member_form(**entries: str) -> MemberForm:
    return MemberForm(
        MultiDict(entries), choices={"member": [(UUID(HERE), "Here")], "tones": [(t, t.name) for t in Tone]}
    )


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("令和", "6", "2", "29"), date(2024, 2, 29)),
        (("令和", "元", "5", "1"), date(2019, 5, 1)),
        (("令和", "６", "２", "９"), date(2024, 2, 9)),
        (("平成", "31", "4", "30"), date(2019, 4, 30)),
        (("昭和", "64", "1", "7"), date(1989, 1, 7)),
        (("西暦", "2023", "10", "1"), date(2023, 10, 1)),
        (("令和", "令和5年10月1日"), date(2023, 10, 1)),
        (("令和", "R5.10.1"), date(2023, 10, 1)),
        (("令和",), None),
    ],
)
def test_reads_a_date_in_parts(parts: tuple[str, ...], expected: date | None) -> None:
    form = day_form(*parts)

    assert form.validate()
    assert form.day.data == expected


def test_reads_a_date_as_one_text() -> None:
    assert day_form(whole="2023-10-01").day.data == date(2023, 10, 1)


@pytest.mark.parametrize(
    ("parts", "words", "wrong"),
    [
        (("令和", "6", "2", "30"), "令和6年2月30日 is not in the calendar. Enter a day from 1 to 29", "day-day"),
        (("令和", "5", "2", "29"), "令和5年2月29日 is not in the calendar. Enter a day from 1 to 28", "day-day"),
        (("令和", "6", "13", "1"), "Enter the month from 1 to 12.", "day-month"),
        (("令和", "6", "", "1"), "Enter the month.", "day-month"),
        (("令和", "六", "1", "1"), "Enter the year in digits.", "day-year"),
        (("令和", "0", "1", "1"), "Enter a year that exists.", "day-year"),
        (("令和", "9999", "1", "1"), "Enter a year that exists.", "day-year"),
        (("平成", "31", "5", "1"), "平成 ended on 平成31年4月30日.", "day-era"),
        (("令和", "1", "4", "30"), "令和 began on 令和元年5月1日.", "day-era"),
        (("天平", "1", "4", "30"), "Choose the era.", "day-era"),
    ],
)
def test_names_what_is_wrong_with_a_date(parts: tuple[str, ...], words: str, wrong: str) -> None:
    form = day_form(*parts)

    assert not form.validate()
    assert form.day.errors == [words]
    assert form.error_links[0].target == wrong
    assert [part.value for part in form.day.parts][1:] == [*parts[1:], ""][:3]


def test_shows_a_date_given_by_the_record() -> None:
    form = DayForm(MultiDict(), data={"day": date(2018, 4, 1)})

    assert [part.value for part in form.day.parts] == ["平成", "30", "4", "1"]


def test_offers_an_old_era_when_the_record_has_it() -> None:
    form = DayForm(data={"day": date(1920, 1, 1)})

    assert ("大正", "大正") in (form.day.parts[0].choices or [])


def test_choices_are_passed_in() -> None:
    form = member_form(name="Ito", member=HERE)

    assert form.validate()
    assert form.member.data == UUID(HERE)


@pytest.mark.parametrize("value", [ELSEWHERE, "not-an-id"])
def test_refuses_what_is_not_among_the_choices(value: str) -> None:
    form = member_form(name="Ito", member=value)

    assert not form.validate()
    assert form.errors == {"member": ["Choose one of the options shown."]}


def test_an_empty_choice_is_none() -> None:
    form = member_form(name="Ito", member="")

    assert form.validate()
    assert form.member.data is None


def test_check_boxes_give_their_values() -> None:
    form = MemberForm(MultiDict([("name", "Ito"), ("tones", "loud")]), choices={"tones": [(t, t.name) for t in Tone]})

    assert form.validate()
    assert form.tones.data == [Tone.LOUD]


def test_check_boxes_refuse_strangers() -> None:
    assert not member_form(name="Ito", tones="shrill").validate()


def test_a_missing_entry_is_named() -> None:
    form = member_form()

    assert not form.validate()
    assert [(link.target, link.text) for link in form.error_links] == [("name", "Enter: Name")]


def test_a_wrong_entry_is_named_before_its_message() -> None:
    form = member_form(name="A long name")

    assert not form.validate()
    assert form.error_links[0].text == "Name: Shorten it to 5 characters or less."


def test_a_refusal_of_the_service_stands_at_its_entry() -> None:
    form = member_form(name="Ito")
    form.validate()

    form.take_refusal(Invalid("It is taken.", field="name"))
    form.take_refusal(Invalid("Not today."))

    assert [(link.target, link.text) for link in form.error_links] == [
        (None, "Not today."),
        ("name", "Name: It is taken."),
    ]


def test_pages_keep_the_filters() -> None:
    page = Page(["x"], 2, 1, 9, Sort("name"))

    assert page.url(3) == "/components?q=x&state=a&state=b&page=3"
    assert page.url(1) == "/components?q=x&state=a&state=b"
    assert page.sort_url("name") == "/components?q=x&state=a&state=b&sort=-name"


@pytest.mark.parametrize(
    ("number_", "total", "expected"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (10, 20, [1, None, 8, 9, 10, 11, 12, None, 20]),
    ],
)
def test_pages_far_away_are_left_out(number_: int, total: int, expected: list[int | None]) -> None:
    assert Page([], number_, 1, total).window == expected


def test_count_text_says_which_are_shown() -> None:
    assert Page(["x"] * 6, 2, 6, 1234).count_text == "7 to 12 of 1,234 are shown"
    assert Page([], 1, 6, 0).count_text == "Nothing matches"


def test_page_and_order_asked_for(web_app: Flask) -> None:
    default = Sort("name")

    with web_app.test_request_context("/?page=-4&sort=-day"):
        assert requested_page() == 1
        assert requested_sort(("name", "day"), default) == Sort("day", descending=True)
    with web_app.test_request_context("/?page=x&sort=password"):
        assert requested_page() == 1
        assert requested_sort(("name", "day"), default) == default


def test_values_are_written_as_offices_do() -> None:
    assert era_date(date(2023, 10, 1)) == "令和5年10月1日"
    assert era_date(None) == era_datetime(None) == number(None) == "―"
    assert number(12400) == "12,400"


def test_days_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform_app.core.clock.today", lambda: date(2023, 10, 2))

    assert [days_left(date(2023, 10, day)) for day in (1, 2, 3, 5)] == [
        "1 day overdue",
        "Due today",
        "1 day left",
        "3 days left",
    ]
