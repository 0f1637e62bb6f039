"""The sheet 「様式（印刷用）」: what is printed, signed and filed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from platform_app.core.sheets import layout
from platform_app.core.sheets.cells import ColumnCells, plain_value, shown_text, shown_width, text_cell
from platform_app.core.sheets.columns import Column, Kind, SheetData, Values

_SUM_WORD = "合計"


def fill_print_sheet(sheet: Any, data: SheetData) -> None:
    """Write title, headings, rows, the row of sums and the notes. Every setting precedes the first row (streamed)."""
    columns = data.spec.columns
    widths = [_width(column) for column in columns]
    top = 3 if str(data.subtitle) else 2
    last = len(columns)
    foot = top + len(data.rows) + (1 if data.totals is not None else 0) + 1
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    layout.set_page(sheet, widths, top, str(data.spec.title))
    sheet.freeze_panes = f"A{top + 1}"
    for row in (*range(1, top), *range(foot, foot + len(data.notes))):
        if last > 1:
            sheet.merged_cells.add(f"A{row}:{get_column_letter(last)}{row}")
    _set_heights(sheet, data, top, foot, widths)
    sheet.print_area = f"A1:{get_column_letter(last)}{foot + len(data.notes) - 1}"
    sheet.append([_line(sheet, str(data.spec.title), layout.TITLE, "center")])
    if top == 3:
        sheet.append([_line(sheet, str(data.subtitle), layout.SMALL, "right")])
    sheet.append([_head(sheet, column) for column in columns])
    makers = [ColumnCells(sheet, column, printed=True, style=_body_style(column)) for column in columns]
    for values in data.rows:
        sheet.append([maker.cell(values.get(maker.column.key)) for maker in makers])
    if data.totals is not None:
        sheet.append(_sums(sheet, data.totals, columns))
    for note in data.notes:
        sheet.append([_line(sheet, str(note), layout.SMALL, "left")])


def _width(column: Column) -> int:
    """Return a column's width: what it asks for, room for an era date, and a heading of at most two lines."""
    heading = shown_width(str(column.heading))
    least = 18 if column.kind is Kind.DATE else 6
    return min(max(column.width, least, min(heading, -(-heading // 2) + 4) + 2), 80)


def _heading(column: Column) -> str:
    """Return the heading with its unit."""
    return f"{column.heading}\n（{column.unit}）" if column.unit else str(column.heading)


def _set_heights(sheet: Any, data: SheetData, top: int, foot: int, widths: list[int]) -> None:
    """Give every row the height that its longest text needs."""
    columns = list(zip(data.spec.columns, widths, strict=True))
    sheet.row_dimensions[1].height = 28
    sheet.row_dimensions[top].height = layout.height([(_heading(column), width) for column, width in columns])
    for number, values in enumerate(data.rows, start=top + 1):
        texts = [(shown_text(values.get(column.key), column), width) for column, width in columns]
        sheet.row_dimensions[number].height = layout.height(texts)
    if data.totals is not None:
        sheet.row_dimensions[foot - 1].height = 20
    for number, note in enumerate(data.notes, start=foot):
        sheet.row_dimensions[number].height = layout.height([(str(note), sum(widths))])


def _line(sheet: Any, text: str, font: Any, side: str) -> Any:
    """Return a cell that runs across the table."""
    cell = text_cell(sheet, text)
    cell.font = font
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    return cell


def _head(sheet: Any, column: Column) -> Any:
    """Return a heading."""
    cell = text_cell(sheet, _heading(column))
    cell.font, cell.fill, cell.border = layout.BOLD, layout.HEAD_FILL, layout.GRID
    cell.alignment = layout.alignment(column, head=True)
    return cell


def _body_style(column: Column) -> Callable[[Any], None]:
    """Return what gives a cell of the table its look."""

    def style(cell: Any) -> None:
        cell.font, cell.border, cell.alignment = layout.BODY, layout.GRID, layout.alignment(column)

    return style


def _sum_style(column: Column) -> Callable[[Any], None]:
    """Return what gives a cell of the row of sums its look."""

    def style(cell: Any) -> None:
        cell.font, cell.border, cell.fill = layout.BOLD, layout.GRID, layout.SUM_FILL
        cell.alignment = layout.alignment(column, head=not column.kind.is_number)

    return style


def _sums(sheet: Any, totals: Values, columns: tuple[Column, ...]) -> list[Any]:
    """Return the row of sums; its word stands in the first column that has none."""
    row = []
    named = False
    for column in columns:
        style = _sum_style(column)
        if plain_value(totals.get(column.key), column) is not None:
            row.append(ColumnCells(sheet, column, printed=True, style=style).cell(totals[column.key]))
            continue
        cell = text_cell(sheet, "" if named else _SUM_WORD)
        style(cell)
        cell.alignment = layout.alignment(column, head=True)
        row.append(cell)
        named = True
    return row
