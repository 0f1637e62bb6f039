"""Excel and CSV, in and out: a sheet is declared once as a `SheetSpec` and serves form, import and export.

Reading survives what offices send and tells every problem with its cell. Writing gives the official workbook (a sheet
to print, clean data, code table, particulars), the same bytes for the same content. A `SUPPRESSED` number is the text
― on both sheets and is read back as `SUPPRESSED`.
"""

from platform_app.core.sheets.columns import (
    HIDDEN_MARK,
    SUPPRESSED,
    Column,
    Kind,
    SheetData,
    SheetSpec,
    Suppressed,
    Value,
)
from platform_app.core.sheets.limits import Limits
from platform_app.core.sheets.preview import Preview, Problem, Row, Severity, Skipped
from platform_app.core.sheets.reader import read_row, read_table, rows_of
from platform_app.core.sheets.writer import sum_totals, workbook_bytes, write_csv, write_workbook

__all__ = [
    "HIDDEN_MARK",
    "SUPPRESSED",
    "Column",
    "Kind",
    "Limits",
    "Preview",
    "Problem",
    "Row",
    "Severity",
    "SheetData",
    "SheetSpec",
    "Skipped",
    "Suppressed",
    "Value",
    "read_row",
    "read_table",
    "rows_of",
    "sum_totals",
    "workbook_bytes",
    "write_csv",
    "write_workbook",
]
