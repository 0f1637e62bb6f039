"""Finding where a table begins: by its headings, never by a fixed row number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from platform_app.core.japanese import search_key
from platform_app.core.sheets.columns import SheetSpec
from platform_app.core.sheets.grid import Grid, Raw

_SEARCHED_ROWS = 40
_DEPTHS = (1, 2, 3)
_MARKS = re.compile(r"[(（\[【]?※?(必須|任意)[)）\]】]?|[※*＊]")
_SIGNS = re.compile(r"[\s_\-・:.,、。/()\[\]【】「」]")


def heading_key(text: str) -> str:
    """Return the form headings are compared by: without spaces, line breaks, brackets and the mark 必須."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    return _SIGNS.sub("", search_key(plain))


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headings stand and which column of the file is which of ours."""

    first: int
    last: int
    places: dict[str, int]
    unknown: dict[int, str]
    repeated: dict[int, str]

    @property
    def score(self) -> int:
        """Count the columns found."""
        return len(self.places)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Order candidates: most columns found, then fewest rows, then the one nearest the top."""
        return self.score, self.first - self.last, -self.first


def find_header(grid: Grid, rows: dict[int, dict[int, Raw]], spec: SheetSpec) -> Header | None:
    """Return the best header of a sheet; None when not even two of its headings (or the only one) are there.

    One to three rows are tried together: the words of each column are joined from above, so 電話 over 自宅 matches a
    column called 電話（自宅） or 電話_自宅.
    """
    known = _known(spec)
    best: Header | None = None
    for first in list(rows)[:_SEARCHED_ROWS]:
        for depth in _DEPTHS:
            header = _match(rows, first, first + depth - 1, known)
            if best is None or header.rank > best.rank:
                best = header
    if best is None or best.score < min(2, len(spec.columns)):
        return None
    return _deepened(best, grid)


def _known(spec: SheetSpec) -> dict[str, str]:
    """Return every spelling of a heading that means a column; our own headings win over synonyms."""
    known: dict[str, str] = {}
    for column in spec:
        unit = f"{column.heading}{column.unit}" if column.unit else str(column.heading)
        for text in (str(column.heading), unit):
            known[heading_key(text)] = column.key
    for column in spec:
        for text in (*column.synonyms, column.key):
            known.setdefault(heading_key(text), column.key)
    return known


def _match(rows: dict[int, dict[int, Raw]], first: int, last: int, known: dict[str, str]) -> Header:
    """Read rows `first` to `last` as headings."""
    places: dict[str, int] = {}
    unknown: dict[int, str] = {}
    repeated: dict[int, str] = {}
    lines = [rows.get(number, {}) for number in range(first, last + 1)]
    for column in sorted({column for line in lines for column in line}):
        words = _words(lines, column)
        key = known.get(heading_key("".join(words))) or (known.get(heading_key(words[-1])) if len(words) > 1 else None)
        if key is None:
            unknown[column] = " ".join(words)
        elif key in places:
            repeated[column] = " ".join(words)
        else:
            places[key] = column
    return Header(first, last, places, unknown, repeated)


def _words(lines: list[dict[int, Raw]], column: int) -> list[str]:
    """Return the words over a column from above, each once (a merged cell says the same in both rows)."""
    words: list[str] = []
    for line in lines:
        text = " ".join(str(line.get(column, "") if line.get(column) is not None else "").split())
        if text and text not in words:
            words.append(text)
    return words or [""]


def _deepened(header: Header, grid: Grid) -> Header:
    """Take in the rows below that belong to the headings because a heading's own cell reaches down into them."""
    columns = set(header.places.values())
    last = max(
        (bottom for top, left, bottom, _right in grid.merges if top == header.first and left in columns),
        default=header.last,
    )
    if header.last < last <= header.first + _DEPTHS[-1] - 1:
        return Header(header.first, last, header.places, header.unknown, header.repeated)
    return header
