"""One value made a cell of an official workbook or of a CSV."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell

from platform_app.core.clock import era_date
from platform_app.core.sheets.columns import HIDDEN_MARK, Column, Kind, Suppressed
from platform_app.core.sheets.text import escape, storable

ERA_FORMAT = '[$-411]ggge"年"m"月"d"日"'
ISO_FORMAT = "yyyy-mm-dd"
_FIRST_SERIAL_DAY = date(1900, 3, 1)
_MOST_DIGITS = 15

YES, NO = "はい", "いいえ"


def plain_value(  # noqa: PLR0911 - one return per kind
    value: object, column: Column
) -> str | int | Decimal | date | None:
    """Return what the cell holds: a number, a day, or text.

    Choices become their words, yes and no はい and いいえ, several telephone numbers one text, a suppressed number its
    mark. ValueError for what the column cannot hold, so that no export is silently wrong.
    """
    if value is None or value == "":
        return None
    if isinstance(value, Suppressed):
        return HIDDEN_MARK
    if column.kind.is_number:
        return _number(value, column)
    if column.kind is Kind.DATE:
        return _day(value, column)
    if column.kind is Kind.CHOICE:
        return storable(column.label(value))
    if column.kind is Kind.BOOL:
        if not isinstance(value, bool):
            raise ValueError(f"column {column.key}: {value!r} is neither yes nor no")
        return YES if value else NO
    if column.kind is Kind.PHONE and isinstance(value, (list, tuple)):
        return storable("、".join(map(str, value)))
    return storable(str(value))


def _number(value: object, column: Column) -> int | Decimal:
    """Take a number of at most fifteen digits, which is what a spreadsheet keeps."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError(f"column {column.key}: {value!r} is not a number")  # noqa: TRY004 - one error for bad values
    number = value if isinstance(value, int) else Decimal(str(value))
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(f"column {column.key}: {value!r} is not a number")
    if len(Decimal(number).normalize().as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"column {column.key}: {value!r} has more digits than a spreadsheet keeps")
    return number


def _day(value: object, column: Column) -> date | str:
    """Take a day; before March 1900 Excel's numbers of days are not to be trusted, so it is ISO text."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"column {column.key}: {value!r} is not a day")  # noqa: TRY004 - one error for bad values
    return value if value >= _FIRST_SERIAL_DAY else value.isoformat()


class ColumnCells:
    """Makes the cells of one column of one streamed sheet.

    A streamed row is written at once, so one styled cell for text and one for numbers and days serve every row: giving
    each its own style took four fifths of the time of a long export.
    """

    def __init__(self, sheet: Any, column: Column, *, printed: bool, style: Callable[[Any], object]) -> None:
        """Prepare the two cells; `printed` asks for era dates and grouped digits."""
        self.column = column
        self._text = text_cell(sheet, "")
        self._typed: Any = WriteOnlyCell(sheet)
        self._typed.number_format = _format(column.kind, printed=printed)
        style(self._text)
        style(self._typed)

    def cell(self, value: object) -> Any:
        """Return the cell with a value; it is valid until the next call."""
        plain = plain_value(value, self.column)
        if isinstance(plain, str):
            self._text.value = escape(plain)
            self._text.data_type = "s"
            return self._text
        self._typed.value = plain
        return self._typed


def _format(kind: Kind, *, printed: bool) -> str:
    """Return the number format that keeps days days and numbers readable."""
    if kind is Kind.DATE:
        return ERA_FORMAT if printed else ISO_FORMAT
    if kind is Kind.INT:
        return "#,##0" if printed else "0"
    return "General" if kind is Kind.DECIMAL else "@"


def text_cell(sheet: Any, text: str) -> Any:
    """Return a cell whose text stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, None)
    cell.value = escape(text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def shown_text(value: object, column: Column) -> str:
    """Return the text that a reader of the printed sheet sees, for measuring."""
    plain = plain_value(value, column)
    if isinstance(plain, date):
        return era_date(plain)
    return "" if plain is None else str(plain)


def shown_width(text: str) -> int:
    """Return how many half-width characters the widest line of a text takes."""
    return max(
        (sum(1 + (unicodedata.east_asian_width(c) in "FWA") for c in line) for line in text.split("\n")), default=0
    )
