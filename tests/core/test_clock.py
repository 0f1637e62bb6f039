import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from platform_app.core import clock

DAYS = st.dates(min_value=date(1868, 1, 25), max_value=date(2100, 12, 31))


def test_today_is_the_day_in_japan() -> None:
    with time_machine.travel(datetime(2024, 3, 31, 15, 0, tzinfo=UTC), tick=False):
        assert clock.today() == date(2024, 4, 1)
        assert clock.now() == datetime(2024, 3, 31, 15, 0, tzinfo=UTC)


def test_now_is_aware() -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "year"), [(date(2024, 3, 31), 2023), (date(2024, 4, 1), 2024), (date(2023, 12, 31), 2023)]
)
def test_fiscal_year_turns_in_april(day: date, year: int) -> None:
    assert clock.fiscal_year(day) == year


@given(DAYS)
def test_a_day_lies_in_the_bounds_of_its_fiscal_year(day: date) -> None:
    first, last = clock.fiscal_year_bounds(clock.fiscal_year(day))

    assert first <= day <= last


@pytest.mark.parametrize(
    "day", [date(2023, 12, 29), date(2024, 1, 3), date(2024, 1, 6), date(2024, 5, 3), date(2024, 5, 6)]
)
def test_offices_are_closed(day: date) -> None:
    assert not clock.is_business_day(day)


@pytest.mark.parametrize("day", [date(2023, 12, 28), date(2024, 1, 4), date(2024, 5, 7)])
def test_offices_are_open(day: date) -> None:
    assert clock.is_business_day(day)


def test_business_days_pass_over_the_year_end() -> None:
    assert clock.add_business_days(date(2023, 12, 28), 1) == date(2024, 1, 4)
    assert clock.add_business_days(date(2024, 1, 4), -1) == date(2023, 12, 28)
    assert clock.business_days_between(date(2023, 12, 28), date(2024, 1, 5)) == 2


def test_zero_business_days_is_today_or_the_next_open_day() -> None:
    assert clock.add_business_days(date(2024, 5, 3), 0) == date(2024, 5, 7)
    assert clock.add_business_days(date(2024, 5, 7), 0) == date(2024, 5, 7)


@given(DAYS.filter(lambda day: day.year > 1990), st.integers(-30, 30).filter(bool))
def test_adding_business_days_is_counted_back(day: date, count: int) -> None:
    start = clock.add_business_days(day, 0)

    assert clock.business_days_between(start, clock.add_business_days(start, count)) == count


@pytest.mark.parametrize(
    "text",
    [
        "2023-10-01",
        "2023/10/1",
        "2023.10.1",
        "20231001",
        "2023年10月1日",
        "令和5年10月1日",
        "令和５年１０月１日",
        "R5.10.1",
        "Ｒ５．１０．１",
        "r5/10/1",
        "R05-10-01",
        " 令和 5年10月 1日（日） ",
        "2023-10-01T09:00:00+09:00",
        "2023/10/1 0:00:00",
    ],
)
def test_spellings_of_one_day(text: str) -> None:
    assert clock.parse_date(text) == date(2023, 10, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年５月１日", date(2019, 5, 1)),
        ("H31.4.1", date(2019, 4, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S22.4.1", date(1947, 4, 1)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("M45.7.29", date(1912, 7, 29)),
        ("令和6年2月29日", date(2024, 2, 29)),
    ],
)
def test_eras_are_read(text: str, day: date) -> None:
    assert clock.parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("R5.2.30", "no day 30 in month 2"),
        ("令和5年2月29日", "no day 29 in month 2"),
        ("H31.5.1", "平成 ended on 2019-04-30"),
        ("平成35年3月31日", "平成 ended"),
        ("R1.4.30", "令和 began on 2019-05-01"),
        ("R0.4.1", "begins with 1"),
        ("不明", "is not a date"),
        ("", "No date is given"),
        ("2023/10", "is not a date"),
        ("2023-10/01", "is not a date"),
        ("99999999", "calendar has no day"),
    ],
)
def test_what_is_no_date_is_told_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        clock.parse_date(text)


@given(DAYS, st.sampled_from(["long", "short"]))
def test_era_dates_are_read_back(day: date, style: str) -> None:
    assert clock.parse_date(clock.era_date(day, style)) == day  # type: ignore[arg-type]


@given(DAYS)
def test_iso_dates_are_read_back(day: date) -> None:
    assert clock.parse_date(day.isoformat()) == day


@given(st.text(max_size=30))
def test_parsing_never_fails_otherwise(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert clock.parse_date(text).year > 0


def test_era_dates_are_written() -> None:
    assert clock.era_date(date(2023, 10, 1)) == "令和5年10月1日"
    assert clock.era_date(date(2019, 5, 1)) == "令和元年5月1日"
    assert clock.era_date(date(2023, 10, 1), "short") == "R5.10.1"
    assert clock.era_date(date(1800, 1, 1)) == "1800-01-01"


def test_fiscal_years_are_written() -> None:
    assert [clock.era_year(year) for year in (2018, 2019, 2023)] == ["平成30年度", "令和元年度", "令和5年度"]


def test_from_era_takes_any_name_of_the_era() -> None:
    assert {clock.from_era(name, 5, 10, 1) for name in ("令和", "R", "r", "Reiwa")} == {date(2023, 10, 1)}
    with pytest.raises(ValueError, match="is not an era"):
        clock.from_era("慶応", 3, 1, 1)
