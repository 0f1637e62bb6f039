"""How the printed sheet looks: fonts by name, lines, A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from platform_app.core.sheets.cells import shown_width
from platform_app.core.sheets.columns import Column, Kind

FONT_NAME = "游ゴシック"
_THIN = Side(style="thin", color="FF767676")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", fgColor="FFE8F1FE")
SUM_FILL = PatternFill("solid", fgColor="FFF2F2F2")
BODY = Font(name=FONT_NAME, size=10)
BOLD = Font(name=FONT_NAME, size=10, bold=True)
TITLE = Font(name=FONT_NAME, size=14, bold=True)
SMALL = Font(name=FONT_NAME, size=9)
_LANDSCAPE_FROM = 96
_POINTS_PER_LINE = 14
_TALLEST = 400


def alignment(column: Column, *, head: bool = False) -> Alignment:
    """Return how a column's cells stand: numbers right, codes and short words in the middle, text left."""
    side = "right" if column.kind.is_number else "left"
    if head or column.kind in (Kind.DATE, Kind.CODE, Kind.BOOL):
        side = "center"
    return Alignment(horizontal=side, vertical="center", wrap_text=True)


def set_page(sheet: Any, widths: Sequence[int], header_row: int, title: str) -> None:
    """Set A4 fitted to its width, the heading repeated on each page, the page number below."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if sum(widths) > _LANDSCAPE_FROM else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.print_options.horizontalCentered = True
    for side, inches in (
        ("left", 0.5),
        ("right", 0.5),
        ("top", 0.6),
        ("bottom", 0.7),
        ("header", 0.3),
        ("footer", 0.3),
    ):
        setattr(sheet.page_margins, side, inches)
    sheet.oddFooter.center.text = "&P / &N ページ"
    sheet.oddFooter.center.size = 9
    sheet.oddFooter.right.text = title.replace("&", "&&")
    sheet.oddFooter.right.size = 8


def height(texts: Sequence[tuple[str, int]]) -> float:
    """Return the height of a row from its texts and widths: programs do not grow streamed or merged rows."""
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    return min(max(lines, 1) * _POINTS_PER_LINE + 3, _TALLEST)


def lines_of(text: str, width: int) -> int:
    """Return over how many lines a text breaks in a column of so many half-width characters."""
    room = max(int(width * 0.9), 1)
    return sum(max(-(-shown_width(line) // room), 1) for line in text.split("\n"))
