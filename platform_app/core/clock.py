"""Time as the offices keep it: Asia/Tokyo days, fiscal years from April, business days and era dates.

Instants are aware UTC (`now`), days are dates in Japan (`today`). A fiscal year is named by its first calendar year:
2023 is 令和5年度. Business days follow the Japanese calendar of holidays and leave out 29 December to 3 January
(Act on Holidays of Administrative Organs, Art. 1).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import jpholiday
from flask_babel import gettext as _

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Era:
    """One era: its names and its first and last day (the last is None for the present one)."""

    kanji: str
    letter: str
    name: str
    first: date
    last: date | None

    def year_of(self, calendar_year: int) -> int:
        """Return the era's number of a calendar year (its first year is 1)."""
        return calendar_year - self.first.year + 1


ERAS: tuple[Era, ...] = (
    Era("令和", "R", "Reiwa", date(2019, 5, 1), None),
    Era("平成", "H", "Heisei", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", "Showa", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", "Taisho", date(1912, 7, 30), date(1926, 12, 24)),
    Era("明治", "M", "Meiji", date(1868, 1, 25), date(1912, 7, 29)),
)


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is in Japan."""
    return now().astimezone(TOKYO).date()


def fiscal_year(day: date) -> int:
    """Return the fiscal year that a day belongs to: 31 March 2024 is 2023."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """Return the first and the last day of a fiscal year, both included."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def is_business_day(day: date) -> bool:
    """Tell whether offices are open: no weekend, no holiday, not 29 December to 3 January."""
    if day.weekday() >= 5 or (day.month, day.day) in _YEAR_END:
        return False
    return not jpholiday.is_holiday(day)


_YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def add_business_days(day: date, count: int) -> date:
    """Return the day that lies `count` business days after (or, negative, before) `day`.

    Zero gives `day` itself when offices are open, otherwise the next business day.
    """
    step = timedelta(days=-1 if count < 0 else 1)
    while count == 0 and not is_business_day(day):
        day += step
    for _passed in range(abs(count)):
        day += step
        while not is_business_day(day):
            day += step
    return day


def business_days_between(start: date, end: date) -> int:
    """Count the business days after `start` up to and including `end`; negative when `end` comes first.

    It answers "how many working days has this waited": sent on Friday, looked at on Monday is 1.
    """
    if end < start:
        return -business_days_between(end, start)
    return sum(is_business_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def era_of(day: date) -> Era:
    """Return the era that a day belongs to; ValueError before Meiji."""
    for era in ERAS:
        if day >= era.first:
            return era
    raise ValueError(_("Dates before %(year)s have no era here.", year=ERAS[-1].first.year))


def from_era(era: str, year: int, month: int, day: int) -> date:
    """Return the date of an era's year, month and day; `era` is its kanji, letter or English name.

    ValueError when the calendar has no such day or the era did not hold on it (平成31年5月1日).
    """
    found = _era_named(era)
    if year < 1:
        raise ValueError(_("The year of an era begins with 1."))
    result = _calendar_day(found.first.year + year - 1, month, day)
    if result < found.first:
        raise ValueError(_("%(era)s began on %(day)s.", era=found.kanji, day=found.first.isoformat()))
    if found.last is not None and result > found.last:
        raise ValueError(_("%(era)s ended on %(day)s.", era=found.kanji, day=found.last.isoformat()))
    return result


def _era_named(text: str) -> Era:
    """Find an era by any of its names."""
    wanted = text.strip().casefold()
    for era in ERAS:
        if wanted in (era.kanji, era.letter.casefold(), era.name.casefold()):
            return era
    raise ValueError(_("“%(text)s” is not an era.", text=text))


def _calendar_day(year: int, month: int, day: int) -> date:
    """Make a date, or say in our words that there is none."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise ValueError(
            _("The calendar has no day %(day)s in month %(month)s of %(year)s.", day=day, month=month, year=year)
        ) from None


_SEPARATED = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WRITTEN = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_ERA = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])\s*(元|\d{1,2})\s*(?:年|([-/.]))\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\s*\([月火水木金土日](?:曜日?)?\)$")
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")


def parse_date(text: str) -> date:
    """Read a date as people write it: ISO, 2023/10/1, 20231001, 令和5年10月1日, R5.10.1, full-width, 令和元年5月1日.

    A weekday in brackets or a time of day after it is dropped. ValueError carries the reason in words.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    plain = _WEEKDAY.sub("", _TIME.sub("", plain)).strip()
    if not plain:
        raise ValueError(_("No date is given."))
    if match := _ERA.fullmatch(plain):
        year = 1 if match[2] == "元" else int(match[2])
        return from_era(match[1], year, int(match[4]), int(match[5]))
    if match := _SEPARATED.fullmatch(plain):
        return _calendar_day(int(match[1]), int(match[3]), int(match[4]))
    if match := _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _calendar_day(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError(
        _("“%(text)s” is not a date. Write it like 令和5年10月1日, R5.10.1 or 2023-10-01.", text=text.strip())
    )


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


def era_date(day: date, style: Literal["long", "short"] = "long") -> str:
    """Write a date in its era: 令和5年10月1日 (the first year as 元年), or R5.10.1 when short.

    Before Meiji the date is written as ISO.
    """
    try:
        era = era_of(day)
    except ValueError:
        return day.isoformat()
    year = era.year_of(day.year)
    if style == "short":
        return f"{era.letter}{year}.{day.month}.{day.day}"
    return f"{era.kanji}{_first(year)}年{day.month}月{day.day}日"


def era_year(year: int) -> str:
    """Write a fiscal year in its era: 2023 → 令和5年度.

    The year takes the era of its first day, as offices do until a change is decreed; 2019, which began in Heisei,
    has been called 令和元年度 since the change and is written so.
    """
    era = era_of(date(year, 5, 1) if year == 2019 else date(year, 4, 1))
    return f"{era.kanji}{_first(era.year_of(year))}年度"


def _first(year: int) -> str:
    """Write the first year of an era as 元."""
    return "元" if year == 1 else str(year)
