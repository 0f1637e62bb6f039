"""Sheets as plain cells, whatever program wrote them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl.utils import get_column_letter

Raw = str | int | float | bool | date | datetime | time | timedelta | Decimal | None
Place = tuple[int, int]


@dataclass(slots=True)
class Grid:
    """One sheet: filled cells by (row, column) from 1, and what is known about them."""

    title: str
    cells: dict[Place, Raw]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    formulas: set[Place] = field(default_factory=set)
    hidden: bool = False
    from_1904: bool = False
    encoding: str | None = None
    is_text: bool = False

    def unmerge(self) -> None:
        """Give every cell of a merged range the value that stands in its corner."""
        for top, left, bottom, right in self.merges:
            value = self.cells.get((top, left))
            if value is None:
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.cells.setdefault((row, column), value)

    def by_row(self) -> dict[int, dict[int, Raw]]:
        """Return the cells that hold something, row by row from the top."""
        rows: dict[int, dict[int, Raw]] = {}
        for (row, column), value in sorted(self.cells.items(), key=lambda item: item[0]):
            if value is not None and not (isinstance(value, str) and is_blank(value)):
                rows.setdefault(row, {})[column] = value
        return rows


def is_blank(text: str) -> bool:
    """Tell whether a text shows nothing: spaces of any width, marks without width."""
    return not text.strip(" \t\r\n\u3000\u00a0\u200b\ufeff")


def cell_name(row: int, column: int) -> str:
    """Return the name people call a cell by: row 7, column 2 is B7."""
    return f"{get_column_letter(column)}{row}"
