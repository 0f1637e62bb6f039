"""Reading .xls and .ods into grids. Hidden rows and formulas are not told by these formats' reader."""

from __future__ import annotations

import io

from flask_babel import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from platform_app.core.errors import Invalid
from platform_app.core.sheets.archive import check_archive
from platform_app.core.sheets.grid import Grid, Place, Raw
from platform_app.core.sheets.limits import Limits


def read_calamine(data: bytes, file_type: str, limits: Limits) -> list[Grid]:
    """Return the sheets of an .xls or .ods file."""
    if file_type == "ods":
        check_archive(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            _grid(book.get_sheet_by_name(meta.name), meta.visible is not SheetVisibleEnum.Visible, limits)
            for meta in book.sheets_metadata
        ]
    except PasswordError:
        raise Invalid(_("The workbook is protected by a password. Remove the password and upload it again.")) from None
    except (CalamineError, OSError, ValueError):
        raise Invalid(_("The file is damaged and cannot be opened.")) from None


def _grid(sheet: CalamineSheet, hidden: bool, limits: Limits) -> Grid:
    """Copy one sheet."""
    last_row, last_column = sheet.end or (0, 0)
    if (last_row + 1) * (last_column + 1) > limits.cells * 5:
        raise Invalid(_("The table is too large: more than %(count)s cells.", count=f"{limits.cells:,}"))
    cells: dict[Place, Raw] = {
        (row_number, column_number): value
        for row_number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        for column_number, value in enumerate(row, start=1)
        if value != ""
    }
    merges = [
        (top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        if (bottom - top + 1) * (right - left + 1) <= limits.spread_cells
    ]
    return Grid(title=sheet.name, cells=cells, merges=merges, hidden=hidden)
