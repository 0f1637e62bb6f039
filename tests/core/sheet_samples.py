"""Sheets and rows that the tests of core.sheets share."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from platform_app.core.japanese import normalize_post_code
from platform_app.core.sheets import Column, Kind, SheetSpec

SHARED = Path(__file__).parents[2].parent / "shared/data"
MADE_AT = datetime(2023, 10, 1, tzinfo=UTC)

MEMBERS = SheetSpec(
    "members",
    "構成団体名簿",
    (
        Column("name", "団体名", width=30, required=True),
        Column("kind", "区分", Kind.CHOICE, choices={"public": "行政", "private": "民間", "other": "その他"}),
        Column("head", "代表者職・氏名", width=20),
        Column("post", "郵便番号", Kind.CODE, synonyms=("〒",), normal=normalize_post_code),
        Column("address", "所在地", width=30),
        Column("phone", "電話番号", Kind.PHONE, synonyms=("電話（FAX）",)),
        Column("joined", "加入日", Kind.DATE),
        Column("note", "備考", width=20),
    ),
)

FIGURES = SheetSpec(
    "figures",
    "実績",
    (
        Column("code", "団体コード", Kind.CODE, digits=6),
        Column("name", "団体名"),
        Column("count", "人数", Kind.INT, unit="人"),
        Column("rate", "割合", Kind.DECIMAL),
        Column("on", "日付", Kind.DATE),
        Column("kind", "種別", Kind.CHOICE, choices={"a": "甲", "b": "乙"}),
        Column("open", "公開", Kind.BOOL),
        Column("phone", "電話", Kind.PHONE),
    ),
)


def workbook(rows: Sequence[Sequence[Any]], change: Any = None) -> bytes:
    """Return an .xlsx of the rows, after `change(book, sheet)`."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
