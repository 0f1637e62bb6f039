"""The sheets for machines, 「データ」「コード表」「作成情報」, after the government's rules for tables (2026-03-31).

「データ」 has one row of headings and one record a row: no merges, no formats that mean something, numbers as numbers,
days as true days. The mark ― in a number column is a suppressed count; 「作成情報」 says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from platform_app.core.sheets import layout
from platform_app.core.sheets.cells import NO, YES, ColumnCells, text_cell
from platform_app.core.sheets.columns import HIDDEN_MARK, Column, Kind, SheetData, Words

CODE_SHEET = "コード表"
INFO_SHEET = "作成情報"
_CODE_HEADINGS = ("様式", "項目名", "種類", "単位", "必須", "コード", "名称", "説明")
_KIND_WORDS = {
    Kind.TEXT: "文字列",
    Kind.INT: "整数",
    Kind.DECIMAL: "数値",
    Kind.DATE: "日付",
    Kind.CHOICE: "選択",
    Kind.CODE: "コード（文字列）",
    Kind.PHONE: "電話番号（文字列）",
    Kind.BOOL: "はい・いいえ",
}
_FILL_IN_ROWS = 1_000


def fill_data_sheet(sheet: Any, data: SheetData, code_rows: Mapping[str, tuple[int, int]]) -> None:
    """Write headings and records; choice columns offer their words from the code table."""
    last_row = max(len(data.rows), _FILL_IN_ROWS) + 1
    for number, column in enumerate(data.spec.columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(column.width, 10)
        if column.key in code_rows:
            first, last = code_rows[column.key]
            offer = DataValidation("list", formula1=f"{CODE_SHEET}!$G${first}:$G${last}", allow_blank=True)
            offer.add(f"{letter}2:{letter}{last_row}")
            sheet.data_validations.append(offer)
    layout.set_page(sheet, [max(column.width, 10) for column in data.spec], 1, str(data.spec.title))
    sheet.freeze_panes = "A2"
    sheet.append([_plain(text_cell(sheet, str(column.heading))) for column in data.spec.columns])
    makers = [ColumnCells(sheet, column, printed=False, style=_plain) for column in data.spec]
    for values in data.rows:
        sheet.append([maker.cell(values.get(maker.column.key)) for maker in makers])


def fill_code_sheet(sheet: Any, sheets: Sequence[SheetData]) -> list[dict[str, tuple[int, int]]]:
    """Write one record per column and per choice; return for each sheet where its choices stand, by column key."""
    for letter, width in zip("ABCDEFGH", (24, 22, 16, 8, 8, 16, 24, 48), strict=True):
        sheet.column_dimensions[letter].width = width
    layout.set_page(sheet, (24, 22, 16, 8, 8, 16, 24, 48), 1, CODE_SHEET)
    sheet.freeze_panes = "A2"
    _append(sheet, _CODE_HEADINGS)
    places: list[dict[str, tuple[int, int]]] = []
    row = 1
    for data in sheets:
        places.append({})
        for column in data.spec:
            choices = _choices(column)
            shared = (str(data.spec.title), str(column.heading), _KIND_WORDS[column.kind], column.unit)
            need = "必須" if column.required else "任意"
            for code, word in choices or [("", "")]:
                row += 1
                _append(sheet, (*shared, need, code, word, str(column.note)))
            if choices:
                places[-1][column.key] = (row - len(choices) + 1, row)
    return places


def _choices(column: Column) -> list[tuple[str, str]]:
    """Return the stored values and words that a column's cells may hold."""
    if column.kind is Kind.BOOL:
        return [("1", YES), ("0", NO)]
    return list(column.words.items())


def fill_info_sheet(sheet: Any, sheets: Sequence[SheetData], info: Mapping[str, Words]) -> None:
    """Write who made the file from what and when, as the caller gives it, and what its marks mean."""
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 80
    layout.set_page(sheet, (24, 80), 1, INFO_SHEET)
    _append(sheet, ("項目", "内容"))
    for data in sheets:
        _append(sheet, ("様式", str(data.spec.title)))
        _append(sheet, ("件数", str(len(data.rows))))
        for note in data.notes:
            _append(sheet, ("注記", str(note)))
    for name, content in info.items():
        _append(sheet, (name, str(content)))
    if any(column.kind.is_number for data in sheets for column in data.spec):
        _append(
            sheet,
            (
                f"記号「{HIDDEN_MARK}」",
                "秘匿した数値（少数のため、または他の数値から計算できてしまうため表示しません）。空欄は値がないこと、0は数えて0であることを表します。",
            ),
        )
    if any(column.kind is Kind.DATE for data in sheets for column in data.spec):
        _append(sheet, ("日付の表記", "「データ」シートは西暦（年-月-日）、「様式」シートは和暦で表示します。"))


def _append(sheet: Any, texts: Sequence[str]) -> None:
    """Write a row of plain texts."""
    sheet.append([_plain(text_cell(sheet, text)) if text else None for text in texts])


def _plain(cell: Any) -> Any:
    """Give a cell the body font and nothing else."""
    cell.font = layout.BODY
    return cell
