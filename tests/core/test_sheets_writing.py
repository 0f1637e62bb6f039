import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from platform_app.core.sheets import (
    SUPPRESSED,
    Column,
    Kind,
    SheetData,
    SheetSpec,
    sum_totals,
    workbook_bytes,
    write_csv,
    write_workbook,
)
from tests.core.sheet_samples import FIGURES, MADE_AT, SHARED

ROWS: list[dict[str, object]] = [
    {"code": "010006", "name": "=SUM(A1)", "count": 12, "rate": Decimal("0.5"), "on": date(2023, 10, 1), "kind": "a"},
    {"code": "312011", "name": "\x01制御\ud800", "count": SUPPRESSED, "on": date(1899, 1, 1), "open": True},
]
DATA = SheetData(FIGURES, ROWS, notes=("※ 注記",), totals={"count": SUPPRESSED}, subtitle="令和5年10月1日現在")


@pytest.fixture(name="content")
def written_content() -> bytes:
    return workbook_bytes([DATA], made_at=MADE_AT, info={"作成者": "見本市"})


@pytest.fixture(name="book")
def written_book(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_the_four_sheets(book: Any) -> None:
    assert book.sheetnames == ["様式（印刷用）", "データ", "コード表", "作成情報"]


def test_the_printed_sheet_is_ready_to_print(book: Any) -> None:
    sheet = book["様式（印刷用）"]

    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'様式（印刷用）'!$A$1:$H$7"
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A1:H1", "A2:H2", "A7:H7"]
    assert sheet["A1"].font.name == "游ゴシック"
    assert sheet["A4"].border.left.style == "thin"
    assert sheet["E4"].number_format.startswith("[$-411]ggge")
    assert [cell.value for cell in sheet[6]][:3] == ["合計", None, "―"]
    assert "&P / &N" in sheet.oddFooter.center.text


def test_the_data_sheet_is_one_clean_table(book: Any) -> None:
    sheet = book["データ"]

    assert [cell.value for cell in sheet[1]] == [str(column.heading) for column in FIGURES]
    assert (sheet.max_row, len(sheet.merged_cells.ranges), sheet.auto_filter.ref) == (3, 0, None)
    assert not any(row.hidden for row in sheet.row_dimensions.values())
    assert not any(column.hidden for column in sheet.column_dimensions.values())


def test_text_stays_text_and_numbers_numbers(book: Any) -> None:
    sheet = book["データ"]

    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].number_format) == ("010006", "s", "@")
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=SUM(A1)", "s")
    assert (sheet["C2"].value, sheet["C3"].value) == (12, "―")
    assert (sheet["D2"].value, sheet["E2"].value) == (0.5, datetime(2023, 10, 1))  # noqa: DTZ001 - Excel knows no zones
    assert (sheet["E3"].value, sheet["G3"].value) == ("1899-01-01", "はい")
    assert sheet["B3"].value == "\ufffd制御\ufffd"


def test_choices_are_offered_from_the_code_table(book: Any) -> None:
    offer = book["データ"].data_validations.dataValidation[0]
    codes = {(row[5], row[6]) for row in book["コード表"].iter_rows(min_row=2, values_only=True)}

    assert (offer.formula1, str(offer.sqref)) == ("コード表!$G$7:$G$8", "F2:F1001")
    assert {("a", "甲"), ("b", "乙"), ("1", "はい")} <= codes


def test_the_particulars_define_the_mark(book: Any) -> None:
    particulars = dict(book["作成情報"].iter_rows(min_row=2, values_only=True))

    assert particulars["作成者"] == "見本市"
    assert "秘匿" in particulars["記号「―」"]


def test_nothing_foreign_is_in_the_file(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        core = archive.read("docProps/core.xml").decode()
        everything = b"".join(archive.read(name) for name in names)

    assert not [name for name in names if "vba" in name or "external" in name or "media" in name or "drawing" in name]
    assert "<dc:creator></dc:creator>" in core
    assert "2023-10-01T00:00:00Z" in core
    assert b"<f>" not in everything
    assert b"<hyperlink" not in everything


def test_several_sheets_get_numbered_names() -> None:
    spec = SheetSpec("long", "とても長い題名/のある様式" * 3, (Column("a", "甲"),))

    names = load_workbook(io.BytesIO(workbook_bytes([DATA, SheetData(spec, [])], made_at=MADE_AT))).sheetnames

    assert names[:2] == ["様式1 実績", "データ1 実績"]
    assert names[2].startswith("様式2 とても長い題名 の")
    assert max(map(len, names)) <= 31


def test_a_workbook_is_written_to_a_path_or_a_stream(tmp_path: Any, content: bytes) -> None:
    stream = io.BytesIO()
    write_workbook(stream, [DATA], made_at=MADE_AT, info={"作成者": "見本市"})
    write_workbook(tmp_path / "a.xlsx", [DATA], made_at=MADE_AT, info={"作成者": "見本市"})

    assert stream.getvalue() == content == (tmp_path / "a.xlsx").read_bytes()


@pytest.mark.parametrize(
    "row",
    [
        {"count": "12"},
        {"count": True},
        {"count": 10**15 + 1},
        {"rate": float("nan")},
        {"on": "2023-10-01"},
        {"kind": "c"},
        {"open": "yes"},
    ],
)
def test_what_a_column_cannot_hold_stops_the_export(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="column"):
        workbook_bytes([SheetData(FIGURES, [row])], made_at=MADE_AT)


def test_an_overlong_text_is_cut_and_says_so() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([SheetData(FIGURES, [{"name": "字" * 40_000}])], made_at=MADE_AT)))

    text = book["データ"]["B2"].value

    assert len(text) == 32_767
    assert text.endswith("以下省略：セルの上限32,767字）")


def test_sums_of_suppressed_columns_are_suppressed() -> None:
    assert sum_totals(FIGURES, ROWS) == {"count": SUPPRESSED, "rate": Decimal("0.5")}


def test_csv_guards_formulas_unless_told_otherwise() -> None:
    assert "\r\n010006,'=SUM(A1),12,0.5,2023-10-01,甲,," in write_csv(FIGURES, ROWS).decode("utf-8-sig")
    assert ",=SUM(A1)," in write_csv(FIGURES, ROWS, guarded=False).decode("utf-8-sig")


def test_a_faulty_declaration_is_refused() -> None:
    with pytest.raises(ValueError, match="choices"):
        Column("a", "甲", Kind.CHOICE)
    with pytest.raises(ValueError, match="distinct"):
        SheetSpec("x", "x", (Column("a", "甲"), Column("b", "甲")))


@pytest.mark.skipif(not (SHARED / "rules").exists(), reason="the shared rules for tables are not here")
def test_the_data_sheet_keeps_the_rules_for_machine_readable_tables(book: Any, content: bytes) -> None:
    sheet = book["データ"]
    rows = list(sheet.iter_rows(values_only=True))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
    csv_rows = list(csv.reader(io.StringIO(write_csv(FIGURES, ROWS).decode("utf-8-sig"), newline="")))
    kept = {
        "L1-02": all(any(cell is not None for cell in row) for row in rows),
        "L1-03": not any(all(cell is None for cell in row) for row in rows),
        "L1-05": all(rows[0]),
        "L1-10": not [part for part in parts if "drawing" in part],
        "L1-11": len({cell.fill.fgColor.rgb for row in sheet for cell in row}) == 1,
        "L1-12": not sheet.merged_cells.ranges,
        "L1-13": not any(d.hidden for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())),
        "L1-14": len(csv_rows) == len(ROWS) + 1 and len({len(row) for row in csv_rows}) == 1,
        "L2-01": all(isinstance(row[2], int) or row[2] == "―" for row in rows[1:]),
        "L2-03": len(set(rows[0])) == len(rows[0]),
        "L2-06": not any(cell.data_type == "f" for row in sheet for cell in row),
        "L3-01": rows[0] == tuple(str(column.heading) for column in FIGURES),
        "L3-02": "コード表" in book.sheetnames,
        "L3-03": any("―" in str(row[0]) for row in book["作成情報"].iter_rows(values_only=True)),
        "L3-04": any(row[3] == "人" for row in book["コード表"].iter_rows(values_only=True)),
        "L3-05": sheet["E2"].number_format == "yyyy-mm-dd",
    }
    with (SHARED / "rules/machine_readability_rules_index.csv").open(encoding="utf-8-sig") as file:
        known = {row["id"] for row in csv.DictReader(file)}

    assert kept.keys() <= known
    assert [rule for rule, holds in kept.items() if not holds] == []
