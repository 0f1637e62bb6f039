"""Reading a table that an office sent: whatever its program, wherever its headings stand (DOMAIN §6)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, cast

from flask_babel import gettext as _
from openpyxl.utils import get_column_letter

from platform_app.core.errors import Invalid
from platform_app.core.sheets.calamine_in import read_calamine
from platform_app.core.sheets.columns import Column, Kind, SheetSpec
from platform_app.core.sheets.csv_in import read_csv
from platform_app.core.sheets.grid import Grid, Raw, cell_name
from platform_app.core.sheets.headings import Header, find_header
from platform_app.core.sheets.limits import Limits
from platform_app.core.sheets.preview import Preview, Problem, Row, Severity, Skipped
from platform_app.core.sheets.sniff import file_type
from platform_app.core.sheets.values import Reading, as_text, read_value
from platform_app.core.sheets.xlsx_in import read_xlsx

_SUMS = {"計", "合計", "小計", "総計", "総合計", "平均"}
_NOTES = ("※", "(注", "（注", "注）", "注)", "注:", "注：")
_DITTO = {"〃", "″", "々", "同上", "同", '"'}
_LOST = re.compile("(?:^|[\\s\u3040-\u30ff\u4e00-\u9fff])\\?(?=[\u4e00-\u9fff])|\ufffd")
_DITTO_KINDS = (Kind.TEXT, Kind.CHOICE, Kind.CODE, Kind.DATE)


class Readable(Protocol):
    """An open file or an upload."""

    def read(self, size: int = ..., /) -> bytes: ...


def read_table(
    file: bytes | str | os.PathLike[str] | Readable,
    spec: SheetSpec,
    *,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> Preview:
    """Read a file as the sheet that `spec` describes; nothing is stored.

    Invalid when the file cannot be read at all, says why by name of the type, or no row holds the headings. Everything
    smaller is a problem in the preview. `sheet` chooses a sheet by its name; otherwise the visible sheet that has most
    of the headings is taken, and among equals the one named データ.
    """
    limits = limits or Limits()
    data = _bytes(file, limits)
    kind = file_type(data)
    grids = _grids(data, kind, limits)
    grid, header, lines = _choose(grids, spec, sheet)
    preview = Preview(kind, grid.title, (header.first, header.last), encoding=grid.encoding)
    _tell_headings(preview, header, spec)
    _read_rows(preview, grid, header, lines, spec, limits)
    return preview


def read_row(spec: SheetSpec, texts: Mapping[str, Raw], number: int = 1) -> Row:
    """Read one row given by column key, such as one that was mended on screen."""
    row = Row(number, {})
    for column in spec:
        _take(row, column, texts.get(column.key), cell="")
    return row


def _bytes(file: bytes | str | os.PathLike[str] | Readable, limits: Limits) -> bytes:
    """Return the content, never more than one byte beyond the limit."""
    if isinstance(file, bytes):
        data = file
    elif isinstance(file, (str, os.PathLike)):
        with Path(file).open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    else:
        data = file.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise Invalid(_("The file is larger than %(size)s MB.", size=limits.file_bytes // 1024 // 1024))
    return data


def _grids(data: bytes, kind: str, limits: Limits) -> list[Grid]:
    """Read the sheets by the reader of their type."""
    if kind == "xlsx":
        return read_xlsx(data, limits)
    if kind == "csv":
        return read_csv(data, limits)
    return read_calamine(data, kind, limits)


_Lines = dict[int, dict[int, Raw]]


def _choose(grids: list[Grid], spec: SheetSpec, sheet: str | None) -> tuple[Grid, Header, _Lines]:
    """Return the sheet to read, its header and its rows."""
    if sheet is not None and sheet not in [grid.title for grid in grids]:
        raise Invalid(_("The workbook has no sheet named “%(sheet)s”.", sheet=sheet))
    found: list[tuple[tuple[int, bool, bool], Grid, Header, _Lines]] = []
    for grid in grids:
        if sheet not in (None, grid.title):
            continue
        grid.unmerge()
        lines = grid.by_row()
        header = find_header(grid, lines, spec)
        if header is not None:
            rank = (header.score, not grid.hidden, grid.title.startswith("データ"))
            found.append((rank, grid, header, lines))
    if not found:
        wanted = "、".join(str(column.heading) for column in spec)
        raise Invalid(_("No row with the expected headings was found: %(headings)s.", headings=wanted))
    visible = [entry for entry in found if entry[0][1]] or found
    _rank, grid, header, lines = max(visible, key=lambda entry: entry[0])
    return grid, header, lines


def _tell_headings(preview: Preview, header: Header, spec: SheetSpec) -> None:
    """Report headings that are missing, double or unknown."""
    preview.unknown_headings = list(header.unknown.values())
    for column in spec:
        if column.key not in header.places:
            preview.missing_headings.append(str(column.heading))
            if column.required:
                message = _("The heading “%(heading)s” is missing.", heading=str(column.heading))
                preview.problems.append(Problem("", message, str(column.heading), column.key))
    for place, heading in header.repeated.items():
        message = _(
            "The heading “%(heading)s” is there twice; column %(column)s is not read.",
            heading=heading,
            column=get_column_letter(place),
        )
        preview.problems.append(Problem(cell_name(header.first, place), message, heading, None, Severity.WARNING))


def _read_rows(preview: Preview, grid: Grid, header: Header, lines: _Lines, spec: SheetSpec, limits: Limits) -> None:
    """Read what stands below the headings. Blank rows are passed over; sums and notes are listed, not read."""
    above: dict[str, Raw] = {}
    for number, line in lines.items():
        if number <= header.last:
            continue
        if _is_remark(line) or _is_banner(number, line, grid) or _repeats_header(line, header, lines):
            preview.skipped.append(Skipped(number, " ".join(dict.fromkeys(as_text(value) for value in line.values()))))
            continue
        if not any(place in line for place in header.places.values()) and not any(
            (number, place) in grid.formulas for place in header.places.values()
        ):
            continue
        if len(preview.rows) >= limits.rows:
            raise Invalid(_("The table has more than %(count)s rows.", count=f"{limits.rows:,}"))
        preview.rows.append(_row(number, line, grid, header, spec, above))


def _is_remark(line: dict[int, Raw]) -> bool:
    """Tell whether a row is a sum or a note and no data."""
    texts = [as_text(value) for value in line.values()]
    first = "".join(texts[0].split())
    return first in _SUMS or (len(set(texts)) == 1 and first.startswith(_NOTES))


def _is_banner(number: int, line: dict[int, Raw], grid: Grid) -> bool:
    """Tell whether a row is one merged cell across the table, such as the name of a section."""
    wide = any(top <= number <= bottom and right - left >= 2 for top, left, bottom, right in grid.merges)
    return wide and len({as_text(value) for value in line.values()}) == 1


def _repeats_header(line: dict[int, Raw], header: Header, lines: _Lines) -> bool:
    """Tell whether a row says the headings again, as lists that were glued together do."""
    top = lines.get(header.last, {})
    same = sum(
        1 for place in header.places.values() if line.get(place) is not None and line.get(place) == top.get(place)
    )
    return same >= 2 and same == len([place for place in header.places.values() if top.get(place) is not None])


def _row(number: int, line: dict[int, Raw], grid: Grid, header: Header, spec: SheetSpec, above: dict[str, Raw]) -> Row:
    """Read one row; `above` carries what the rows before it said, for ditto marks."""
    row = Row(number, {}, hidden=number in grid.hidden_rows)
    if row.hidden:
        message = _("Row %(number)s is hidden in the file. Decide whether it belongs.", number=number)
        row.problems.append(Problem(cell_name(number, 1), message, severity=Severity.WARNING))
    for column in spec:
        place = header.places.get(column.key)
        raw = line.get(place) if place is not None else None
        cell = cell_name(number, place) if place is not None else ""
        if place is not None and (number, place) in grid.formulas:
            _warn(row, column, cell, _("The cell holds a formula; its stored result is used."))
        if (
            isinstance(raw, str)
            and raw.strip() in _DITTO
            and column.kind in _DITTO_KINDS
            and above.get(column.key) is not None
        ):
            raw = above[column.key]
            _warn(row, column, cell, _("The ditto mark is read as “%(text)s”.", text=as_text(raw)))
        if raw is not None:
            above[column.key] = raw
        _take(row, column, raw, cell=cell, from_1904=grid.from_1904)
    return row


def _take(row: Row, column: Column, raw: Raw, *, cell: str, from_1904: bool = False) -> None:
    """Put one cell's value and problems into the row."""
    reading: Reading = read_value(raw, column, from_1904=from_1904)
    row.texts[column.key] = as_text(raw)
    row.values[column.key] = reading.value
    if reading.error:
        row.problems.append(Problem(cell, reading.error, str(column.heading), column.key))
    elif column.required and reading.value is None:
        message = _("“%(heading)s” is required.", heading=str(column.heading))
        row.problems.append(Problem(cell, message, str(column.heading), column.key))
    if reading.warning:
        _warn(row, column, cell, reading.warning)
    if isinstance(raw, str) and _LOST.search(raw):
        _warn(row, column, cell, _("A character may have been lost: “%(text)s”.", text=as_text(raw)))


def _warn(row: Row, column: Column, cell: str, message: str) -> None:
    """Add a warning to the row."""
    row.problems.append(Problem(cell, message, str(column.heading), column.key, Severity.WARNING))


def rows_of(preview: Preview) -> list[dict[str, object]]:
    """Return the values of the rows that can be imported."""
    return [cast("dict[str, object]", row.values) for row in preview.rows if row.ok]
