"""Reading CSV into a grid, in the encodings that offices use."""

from __future__ import annotations

import csv
import io

from flask_babel import gettext as _

from platform_app.core.errors import Invalid
from platform_app.core.sheets.grid import Grid, Raw
from platform_app.core.sheets.limits import Limits
from platform_app.core.sheets.text import unguard

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;"


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding found: by byte order mark, else UTF-8 when it is valid, else CP932."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "cp932", "shift_jisx0213")
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Invalid(_("The characters of this file cannot be read. Save it as CSV UTF-8."))


def read_csv(data: bytes, limits: Limits) -> list[Grid]:
    """Return the one table of a CSV file. Every cell is text; a row is numbered as a spreadsheet would number it."""
    text, encoding = decode(data)
    cells: dict[tuple[int, int], Raw] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for row_number, row in enumerate(reader, start=1):
            for column_number, value in enumerate(row[: limits.columns], start=1):
                if value:
                    cells[row_number, column_number] = unguard(value)
            if len(cells) > limits.cells:
                raise Invalid(_("The table is too large: more than %(count)s cells.", count=f"{limits.cells:,}"))
    except csv.Error as error:
        raise Invalid(_("Line %(line)s of the CSV file cannot be read.", line=reader.line_num)) from error
    return [Grid(title="", cells=cells, encoding=encoding, is_text=True)]


def _delimiter(text: str) -> str:
    """Return the sign that parts the cells: the one that gives the first lines the most cells."""
    head = text[:20_000]

    def widest(sign: str) -> int:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=sign)
        try:
            return max((len(row) for _number, row in zip(range(10), rows, strict=False)), default=0)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=widest)
