"""How values are written in pages: era dates, numbers, time left. Jinja filters; None is written as ―."""

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import format_date, format_decimal, format_percent, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from platform_app.core import clock
from platform_app.core.web.i18n import current_language

NOTHING = "―"
Number = int | float | Decimal


def era_date(day: date | datetime | None) -> str:
    """Write 令和5年10月1日, in English 1 October 2023."""
    if day is None:
        return NOTHING
    day = _in_tokyo(day)
    if current_language() != "ja":
        return str(format_date(day, "d MMMM y"))
    return clock.era_date(day)


def era_date_short(day: date | datetime | None) -> str:
    """Write R5.10.1, in English 1 Oct 2023."""
    if day is None:
        return NOTHING
    day = _in_tokyo(day)
    if current_language() != "ja":
        return str(format_date(day, "d MMM y"))
    return clock.era_date(day, style="short")


def era_datetime(moment: datetime | None) -> str:
    """Write 令和5年10月1日 14:05, as in Japan."""
    if moment is None:
        return NOTHING
    return f"{era_date(moment)} {moment.astimezone(clock.TOKYO):%H:%M}"


def fiscal_year(year: int | None) -> str:
    """Write 令和5年度, in English Fiscal 2023."""
    if year is None:
        return NOTHING
    return clock.era_year(year) if current_language() == "ja" else str(_("Fiscal %(year)s", year=year))


def number(value: Number | str | None) -> str:
    """Write a number with thousands separated; texts (a hidden cell) pass as they are."""
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else str(format_decimal(value))


def percent_of(value: Number, whole: Number) -> str:
    """Write what share of the whole a value is, in full percent."""
    return str(format_percent(float(value) / float(whole))) if whole else NOTHING


def days_to(day: date) -> int:
    """Return how many days are left until a day; negative when it is over."""
    return (_in_tokyo(day) - clock.today()).days


def days_left(day: date | None) -> str:
    """Say how long is left until a day: あと3日, 本日まで, 2日超過."""
    if day is None:
        return ""
    left = days_to(day)
    if left == 0:
        return str(_("Due today"))
    if left > 0:
        return str(ngettext("%(num)d day left", "%(num)d days left", left))
    return str(ngettext("%(num)d day overdue", "%(num)d days overdue", -left))


def file_size(size: int | None) -> str:
    """Write a size in bytes as people read it: 12 KB, 3.4 MB."""
    if size is None:
        return NOTHING
    if size < 1024 * 1024:
        return f"{format_decimal(max(1, round(size / 1024)))} KB"
    return f"{format_decimal(round(size / 1024 / 1024, 1))} MB"


def lines(text: str | None) -> Markup:
    """Keep the line breaks of a text in a page."""
    return Markup('<span class="prewrap">{}</span>').format(text) if text else Markup(NOTHING)  # noqa: S704  # a constant


def _in_tokyo(day: date | datetime) -> date:
    """Return the day in Japan of an instant; a day stays as it is."""
    return day.astimezone(clock.TOKYO).date() if isinstance(day, datetime) else day


def init_formats(app: Flask) -> None:
    """Give templates the filters of this file."""
    for act in (
        era_date,
        era_date_short,
        era_datetime,
        fiscal_year,
        number,
        percent_of,
        days_to,
        days_left,
        file_size,
        lines,
    ):
        app.jinja_env.filters[act.__name__] = act
    app.jinja_env.globals["now"] = clock.now
    app.jinja_env.globals["today"] = clock.today
