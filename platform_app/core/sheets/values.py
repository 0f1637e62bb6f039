"""One cell read as what its column says it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from platform_app.core.clock import parse_date
from platform_app.core.japanese import search_key, split_phones
from platform_app.core.sheets.columns import HIDDEN_MARK, SUPPRESSED, Column, Kind, Value
from platform_app.core.sheets.grid import Raw
from platform_app.core.sheets.text import tidy

_BARS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー─", "-"))
_NOTHING = {"", "-", "なし", "無し", "無", "該当なし", "n/a"}
_UNKNOWN = {"不明", "未定", "?", "確認中"}
_YES = {
    "はい",
    "有",
    "あり",
    "有り",
    "可",
    "する",
    "済",
    "○",
    "〇",
    "◯",
    "◎",
    "レ",
    "✓",
    "✔",
    "☑",
    "■",
    "1",
    "true",
    "yes",
    "y",
}
_NO = {"いいえ", "無", "なし", "無し", "不可", "しない", "未", "×", "✕", "x", "-", "☐", "□", "0", "false", "no", "n"}
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_LAST_SERIAL = 2_958_465
_ERROR_VALUES = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"}


@dataclass(slots=True)
class Reading:
    """What a cell says: its value, and a reason when it says it badly; an error reason means it cannot be taken."""

    value: Value = None
    error: str | None = None
    warning: str | None = None


def read_value(raw: Raw, column: Column, *, from_1904: bool = False) -> Reading:
    """Read one cell."""
    if isinstance(raw, str) and raw in _ERROR_VALUES:
        return Reading(error=_("The cell holds the error value %(text)s.", text=raw))
    text = as_text(raw)
    if not text:
        return Reading()
    if column.kind is Kind.DATE:
        return _date(raw, text, from_1904)
    return _READERS[column.kind](raw, text, column)


def as_text(raw: Raw) -> str:  # noqa: PLR0911 - one return per type
    """Return what stands in a cell as text, as the clerk sees it."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return tidy(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ", "minutes")
    if isinstance(raw, timedelta):
        minutes = int(raw.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(raw, time):
        return f"{raw.hour}:{raw.minute:02d}"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e16 else repr(raw)
    return str(raw)


def _half(text: str) -> str:
    """Return text half-width with plain hyphens."""
    return unicodedata.normalize("NFKC", text).translate(_BARS).strip()


def _number(  # noqa: PLR0911 - each refusal has its own words
    raw: Raw, text: str, kind: Kind
) -> Reading:
    """Read a count or a quantity; the mark ― is a suppressed one."""
    if text in (HIDDEN_MARK, "—"):
        return Reading(SUPPRESSED)
    plain = _half(text)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if isinstance(raw, (bool, date, time, timedelta)) or "_" in plain:
        return Reading(error=_("“%(text)s” is not a number.", text=text))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return Reading(error=_("“%(text)s” is not a number.", text=text))
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return Reading(error=_("“%(text)s” is not a number.", text=text))
    if kind is Kind.DECIMAL:
        return Reading(number)
    if number != number.to_integral_value():
        return Reading(error=_("“%(text)s” is not a whole number.", text=text))
    return Reading(int(number))


def _date(  # noqa: PLR0911 - one return per spelling
    raw: Raw, text: str, from_1904: bool
) -> Reading:
    """Read a date: a true one, a serial number, or any spelling that the clock knows."""
    if isinstance(raw, datetime):
        return Reading(raw.date())
    if isinstance(raw, date):
        return Reading(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and len(text) < 8:
        return _serial(float(raw), text, from_1904)
    plain = _half(text)
    if plain in _UNKNOWN or plain in _NOTHING:
        return Reading(warning=_("“%(text)s” is read as no date.", text=text))
    if plain.isascii() and plain.isdigit() and len(plain) == 5:
        reading = _serial(float(plain), text, from_1904)
        reading.warning = None if reading.error else _("“%(text)s” is read as Excel's number of a day.", text=text)
        return reading
    try:
        return Reading(parse_date(text))
    except ValueError as error:
        return Reading(error=str(error))


def _serial(number: float, text: str, from_1904: bool) -> Reading:
    """Read Excel's number of a day; numbers below 366 are far more often a typing error than a day in 1900."""
    if not 366 <= number <= _LAST_SERIAL:
        return Reading(
            error=_("“%(text)s” is not a date. Write it like 令和5年10月1日, R5.10.1 or 2023-10-01.", text=text)
        )
    day = from_excel(number, MAC_EPOCH if from_1904 else WINDOWS_EPOCH)
    return (
        Reading(day.date()) if isinstance(day, datetime) else Reading(error=_("“%(text)s” is not a date.", text=text))
    )


def _choice(text: str, column: Column) -> Reading:
    """Read a choice by its word or its stored value, however it is spaced."""
    wanted = search_key(text)
    for value, label in column.words.items():
        if wanted in (search_key(label), search_key(value)):
            return Reading(value)
    allowed = "・".join(column.words.values())
    return Reading(
        error=_("“%(text)s” is not one of the choices: %(choices)s.", text=" ".join(text.split()), choices=allowed)
    )


def _bool(text: str) -> Reading:
    """Read yes or no in the signs that offices use."""
    plain = text if text in ("○", "×") else _half(text).casefold()
    if plain in _YES:
        return Reading(value=True)
    if plain in _NO:
        return Reading(value=False)
    return Reading(error=_("“%(text)s” is neither yes nor no. Write はい or いいえ.", text=text))


def _phone(raw: Raw, text: str) -> Reading:
    """Read telephone numbers; several are parted by 、."""
    if isinstance(raw, (int, float)) and not text.startswith("0"):
        text = f"0{text}"
    if _half(text) in _NOTHING:
        return Reading()
    numbers = split_phones(text)
    if not numbers:
        return Reading(text, warning=_("“%(text)s” is not a telephone number.", text=text))
    short = [number for number in numbers if not number.startswith(("0", "+"))]
    warning = _("The telephone number %(number)s has no area code.", number=short[0]) if short else None
    return Reading("、".join(numbers), warning=warning)


def _code(raw: Raw, text: str, column: Column) -> Reading:
    """Read a code as text: half-width, lost zeros restored, never in scientific notation."""
    plain = re.sub(r"\s+", "", _half(text))
    warning = None
    if isinstance(raw, str) and _SCIENTIFIC.fullmatch(plain):
        plain = str(int(Decimal(plain)))
        warning = _("The code stood as %(text)s; digits may be lost. Check it.", text=text)
    if column.digits and plain.isascii() and plain.isdigit() and len(plain) < column.digits:
        if len(plain) < column.digits - 1 and isinstance(raw, str):
            return Reading(
                plain, error=_("The code “%(text)s” does not have %(digits)s digits.", text=text, digits=column.digits)
            )
        warning = warning or _("The leading zero of the code %(text)s was put back.", text=text)
        plain = plain.zfill(column.digits)
    if column.digits and column.normal is None and len(plain) != column.digits:
        return Reading(error=_("The code “%(text)s” does not have %(digits)s digits.", text=text, digits=column.digits))
    return Reading(plain, warning=warning)


def _normal(reading: Reading, column: Column) -> Reading:
    """Bring a text or code to the form its column asks for."""
    if column.normal is None or reading.error or not isinstance(reading.value, str):
        return reading
    try:
        reading.value = column.normal(reading.value)
    except ValueError as error:
        return Reading(error=str(error))
    return reading


_READERS: dict[Kind, Callable[[Raw, str, Column], Reading]] = {
    Kind.TEXT: lambda _raw, text, column: _normal(Reading(text), column),
    Kind.CODE: lambda raw, text, column: _normal(_code(raw, text, column), column),
    Kind.INT: lambda raw, text, column: _number(raw, text, column.kind),
    Kind.DECIMAL: lambda raw, text, column: _number(raw, text, column.kind),
    Kind.CHOICE: lambda _raw, text, column: _choice(text, column),
    Kind.BOOL: lambda _raw, text, _column: _bool(text),
    Kind.PHONE: lambda raw, text, _column: _phone(raw, text),
}
