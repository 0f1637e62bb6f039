"""Reading .xlsx into grids."""

from __future__ import annotations

import io
import warnings
from typing import Any

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH

from platform_app.core.errors import Invalid
from platform_app.core.sheets.archive import check_archive
from platform_app.core.sheets.grid import Grid, Place
from platform_app.core.sheets.limits import Limits
from platform_app.core.sheets.text import unescape


def read_xlsx(data: bytes, limits: Limits) -> list[Grid]:
    """Return the sheets of a workbook. Phonetic runs are left out; formulas give the result stored with them."""
    has_formulas = check_archive(data, limits)
    book = _load(data, data_only=True)
    formulas = _formula_cells(_load(data, data_only=False)) if has_formulas else {}
    return [_grid(sheet, formulas.get(sheet.title, set()), book.epoch == MAC_EPOCH) for sheet in book.worksheets]


def _load(data: bytes, *, data_only: bool) -> Any:
    """Open a workbook; whatever the library cannot make sense of is a damaged file to the clerk."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=data_only, keep_links=False)
    except Exception as error:  # the library raises whatever a broken part happens to cause
        raise Invalid(_("The file is damaged and cannot be opened.")) from error


def _formula_cells(book: Any) -> dict[str, set[Place]]:
    """Return where formulas stand, by sheet."""
    return {
        sheet.title: {place for place, cell in _cells(sheet).items() if cell.data_type == "f"}
        for sheet in book.worksheets
    }


def _cells(sheet: Any) -> dict[Place, Any]:
    """Return the cells that are in the file."""
    # The public iterators would make an object for every cell of the used area, phantom rows and columns included.
    cells: dict[Place, Any] = sheet._cells  # noqa: SLF001 - see above
    return cells


def _grid(sheet: Any, formulas: set[Place], from_1904: bool) -> Grid:
    """Copy one sheet."""
    cells = {place: cell.value for place, cell in _cells(sheet).items() if cell.value is not None}
    return Grid(
        title=sheet.title,
        cells={place: unescape(value) if isinstance(value, str) else value for place, value in cells.items()},
        merges=[(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges],
        hidden_rows={number for number, row in sheet.row_dimensions.items() if row.hidden},
        formulas=formulas,
        hidden=sheet.sheet_state != "visible",
        from_1904=from_1904,
    )
