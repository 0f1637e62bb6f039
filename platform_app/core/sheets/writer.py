"""Writing: the official workbook and its CSV twin."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

from openpyxl import Workbook

from platform_app.core.sheets.cells import plain_value
from platform_app.core.sheets.columns import SUPPRESSED, SheetData, SheetSpec, Suppressed, Values, Words
from platform_app.core.sheets.data_sheets import (
    CODE_SHEET,
    INFO_SHEET,
    fill_code_sheet,
    fill_data_sheet,
    fill_info_sheet,
)
from platform_app.core.sheets.package import pack
from platform_app.core.sheets.print_sheet import fill_print_sheet
from platform_app.core.sheets.text import guard, storable

_LONGEST_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def write_workbook(
    target: str | os.PathLike[str] | IO[bytes],
    sheets: Sequence[SheetData],
    *,
    made_at: datetime,
    info: Mapping[str, Words] | None = None,
) -> None:
    """Write the official workbook to a path or an open binary file.

    With one sheet: 「様式（印刷用）」「データ」「コード表」「作成情報」. With several: a pair 「様式n …」「データn …」
    for each before the two common ones. The same arguments give the same bytes. ValueError for a value its column
    cannot hold.
    """
    content = workbook_bytes(sheets, made_at=made_at, info=info)
    if isinstance(target, (str, os.PathLike)):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def workbook_bytes(sheets: Sequence[SheetData], *, made_at: datetime, info: Mapping[str, Words] | None = None) -> bytes:
    """Return the official workbook as bytes; see `write_workbook`."""
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    for data in sheets:
        _check(data)
    book = Workbook(write_only=True)
    pairs = [(book.create_sheet(form), book.create_sheet(table)) for form, table in sheet_names(sheets)]
    places = fill_code_sheet(book.create_sheet(CODE_SHEET), sheets)
    fill_info_sheet(book.create_sheet(INFO_SHEET), sheets, info or {})
    for (form, table), data, choices in zip(pairs, sheets, places, strict=True):
        fill_print_sheet(form, data)
        fill_data_sheet(table, data, choices)
    raw = io.BytesIO()
    book.save(raw)
    return pack(raw.getvalue(), made_at)


def _check(data: SheetData) -> None:
    """Refuse a value that its column cannot hold before any sheet is begun: a streamed one cannot be taken back."""
    for values in (*data.rows, data.totals or {}):
        for column in data.spec:
            plain_value(values.get(column.key), column)


def sheet_names(sheets: Sequence[SheetData]) -> list[tuple[str, str]]:
    """Return the names of the printed and the data sheet of each, unlike each other and at most 31 characters."""
    if len(sheets) == 1:
        return [("様式（印刷用）", "データ")]
    names = []
    for number, data in enumerate(sheets, start=1):
        title = _NO_NAME.sub(" ", str(data.spec.title)).strip("' ")
        names.append(tuple(f"{word}{number} {title}"[:_LONGEST_NAME].rstrip("' ") for word in ("様式", "データ")))
    return [(form, table) for form, table in names]


def write_csv(spec: SheetSpec, rows: Iterable[Values], *, guarded: bool = True) -> bytes:
    """Return the data sheet as CSV: UTF-8 with BOM, CRLF, ISO days, codes as they are.

    A text that a spreadsheet would run as a formula is led by an apostrophe, which `read_table` takes off again; other
    programs ask for `guarded=False`.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([storable(str(column.heading)) for column in spec])
    for values in rows:
        writer.writerow([_csv_text(plain_value(values.get(column.key), column), guarded) for column in spec])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _csv_text(value: str | int | Decimal | date | None, guarded: bool) -> str:
    """Write one value of a CSV."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value) if guarded else value
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def sum_totals(spec: SheetSpec, rows: Sequence[Values]) -> dict[str, int | Decimal | Suppressed]:
    """Add up the number columns; a column with a suppressed cell gives a suppressed sum, so nothing can be computed."""
    totals: dict[str, int | Decimal | Suppressed] = {}
    for column in spec:
        if column.kind.is_number:
            values = [row.get(column.key) for row in rows]
            numbers = [value for value in values if isinstance(value, (int, Decimal)) and not isinstance(value, bool)]
            totals[column.key] = SUPPRESSED if SUPPRESSED in values else sum(numbers)
    return totals
