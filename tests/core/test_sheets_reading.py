import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from platform_app.core.errors import Invalid
from platform_app.core.sheets import SUPPRESSED, Column, Kind, Preview, SheetSpec, read_row, read_table, rows_of
from tests.core.sheet_samples import FIGURES, MEMBERS, SHARED, workbook

HEADINGS = [str(column.heading) for column in FIGURES]


def problems(preview: Preview) -> set[tuple[str, str]]:
    return {(problem.cell, problem.severity.value) for problem in preview.all_problems()}


def figures(**cells: Any) -> list[Any]:
    return [cells.get(column.key) for column in FIGURES]


@pytest.mark.skipif(not (SHARED / "members").exists(), reason="the shared trap files are not here")
class TestTrapFiles:
    def test_the_workbook_of_traps(self) -> None:
        preview = read_table(SHARED / "members/member_list_traps.xlsx", MEMBERS)

        assert (preview.sheet, preview.header_rows, preview.unknown_headings) == ("構成団体名簿", (4, 4), ["No."])
        assert [row.number for row in preview.rows] == list(range(5, 14))
        assert [skipped.number for skipped in preview.skipped] == [14, 15]
        assert [row.values["kind"] for row in preview.rows[:4]] == ["public", "public", "private", "private"]
        assert {row.values["post"] for row in preview.rows} >= {"680-0845", "680-0022", None}
        assert [row.number for row in preview.rows if row.hidden] == [8]
        assert preview.rows[1].values["name"] == "トットリ見本ネットワーク"
        assert preview.rows[0].values["phone"] == "0857-20-0000、0857-20-0001"
        assert [row.values["joined"] for row in preview.rows[:4]] == [date(2023, 10, 1)] * 3 + [date(2019, 5, 1)]
        assert preview.rows[6].values["joined"] == date(2023, 10, 1)
        assert preview.rows[6].values["name"] == "一般社団法人みほん"
        assert {
            ("B10", "error"),
            ("H13", "error"),
            ("G7", "warning"),
            ("B8", "warning"),
            ("A8", "warning"),
        } <= problems(preview)
        assert len(rows_of(preview)) == 7

    @pytest.mark.parametrize("name", ["cp932", "utf8bom"])
    def test_the_csv_files_of_traps(self, name: str) -> None:
        preview = read_table(SHARED / f"members/member_list_traps_{name}.csv", MEMBERS)

        assert preview.encoding == {"cp932": "cp932", "utf8bom": "utf-8-sig"}[name]
        assert (len(preview.rows), preview.header_rows, preview.missing_headings) == (9, (1, 1), [])
        assert preview.rows[6].values["joined"] == date(2023, 10, 1)
        assert (("D4", "warning") in problems(preview)) == (name == "cp932")

    def test_a_real_list_with_phantom_rows(self) -> None:
        spec = SheetSpec(
            "canteens",
            "子ども食堂",
            (
                Column("city", "市区町村名", required=True),
                Column("name", "名称", required=True),
                Column("address", "住所"),
                Column("latitude", "緯度", Kind.DECIMAL),
                Column("fee", "参加費_大人"),
            ),
        )

        preview = read_table(SHARED / "resources/saitama_kodomo_shokudo_277.xlsx", spec)

        assert (preview.sheet, len(preview.rows), preview.header_rows) == ("基本情報", 277, (1, 1))
        assert all(
            row.values["latitude"] is None or isinstance(row.values["latitude"], Decimal) for row in preview.rows
        )
        assert preview.ok


def test_numbers_that_excel_spoilt_are_codes_again() -> None:
    spec = SheetSpec("x", "x", (Column("number", "法人番号", Kind.CODE, digits=13), Column("name", "名称")))

    preview = read_table(workbook([["法人番号", "名称"], [9000020312011.0, "甲"], ["9.00002E+12", "乙"]]), spec)

    assert [row.values["number"] for row in preview.rows] == ["9000020312011", "9000020000000"]
    assert problems(preview) == {("A3", "warning")}


def test_a_lost_leading_zero_is_put_back_and_told() -> None:
    preview = read_table(workbook([HEADINGS, figures(code=10006, name="北海道")]), FIGURES)

    assert preview.rows[0].values["code"] == "010006"
    assert problems(preview) == {("A2", "warning")}


def test_every_kind_is_read_as_people_write_it() -> None:
    row = figures(
        code="０１０００６",
        count="１，２３４",
        rate="１２．５",
        on="Ｒ５．１０．１",
        kind="甲 ",
        open="○",
        phone="０３（００００）００００",
    )

    values = read_table(workbook([HEADINGS, row]), FIGURES).rows[0].values

    assert values == {
        "code": "010006", "name": None, "count": 1234, "rate": Decimal("12.5"), "on": date(2023, 10, 1),
        "kind": "a", "open": True, "phone": "03-0000-0000",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"count": "十人"}, "C2"),
        ({"count": 1.5}, "C2"),
        ({"count": "12人"}, "C2"),
        ({"count": "1_000"}, "C2"),
        ({"rate": "NaN"}, "D2"),
        ({"on": "R5.2.30"}, "E2"),
        ({"on": 5}, "E2"),
        ({"kind": "丙"}, "F2"),
        ({"open": "たぶん"}, "G2"),
        ({"code": "12"}, "A2"),
        ({"code": "1234567"}, "A2"),
    ],
)
def test_a_wrong_cell_is_named(cells: dict[str, Any], place: str) -> None:
    preview = read_table(workbook([HEADINGS, figures(name="名", **cells)]), FIGURES)

    assert problems(preview) == {(place, "error")}
    assert not preview.ok
    assert preview.rows[0].texts[next(iter(cells))] != ""


def test_the_mark_of_a_hidden_number_is_no_number() -> None:
    preview = read_table(workbook([HEADINGS, figures(name="名", count="―")]), FIGURES)

    assert preview.rows[0].values["count"] is SUPPRESSED


def test_formulas_are_told_and_their_result_used() -> None:
    preview = read_table(workbook([HEADINGS, figures(name="名", count="=1+1")]), FIGURES)

    assert problems(preview) == {("C2", "warning")}
    assert preview.rows[0].values["count"] is None


def test_two_rows_of_headings_are_joined() -> None:
    spec = SheetSpec(
        "x", "x", (Column("name", "名称"), Column("home", "電話（自宅）"), Column("work", "電話（勤務先）"))
    )

    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:C2")

    rows: list[list[Any]] = [
        ["名簿"],
        ["名称", "電話", None],
        [None, "自宅", "勤務先"],
        ["甲", "03-0000-0000", "03-0000-0001"],
    ]
    preview = read_table(workbook(rows, merge), spec)

    assert preview.header_rows == (2, 3)
    assert preview.rows[0].values == {"name": "甲", "home": "03-0000-0000", "work": "03-0000-0001"}


def test_a_heading_that_reaches_down_takes_its_rows_along() -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("B1:B2")

    preview = read_table(workbook([HEADINGS, ["(6桁)"], figures(name="名")], merge), FIGURES)

    assert (preview.header_rows, len(preview.rows)) == ((1, 2), 1)


def test_banners_sums_and_repeated_headings_are_listed_not_read() -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:H2")

    rows = [HEADINGS, ["【県内】"], figures(name="名", count=1), HEADINGS, figures(name="名2"), ["合　計", None, 1]]
    preview = read_table(workbook(rows, merge), FIGURES)

    assert [row.number for row in preview.rows] == [3, 5]
    assert [skipped.number for skipped in preview.skipped] == [2, 4, 6]


def test_missing_and_double_headings_are_told() -> None:
    preview = read_table(workbook([["区分", "備考", "備考"], ["行政", "a", "b"]]), MEMBERS)

    assert "団体名" in preview.missing_headings
    assert ("C1", "warning") in problems(preview)
    assert not preview.ok


def test_a_sheet_is_chosen_by_its_name() -> None:
    def second(book: Any, sheet: Any) -> None:
        sheet.title = "一"
        other = book.create_sheet("二")
        other.append(HEADINGS)
        other.append(figures(name="二の名"))

    data = workbook([HEADINGS, figures(name="一の名")], second)

    assert read_table(data, FIGURES).sheet == "一"
    assert read_table(data, FIGURES, sheet="二").rows[0].values["name"] == "二の名"
    with pytest.raises(Invalid, match="no sheet named"):
        read_table(data, FIGURES, sheet="三")


def test_dates_count_from_1904_when_the_workbook_says_so() -> None:
    def old_mac(book: Any, sheet: Any) -> None:
        book.epoch = MAC_EPOCH
        sheet["E2"] = datetime(2023, 10, 1)  # noqa: DTZ001
        sheet["E3"] = 43738

    preview = read_table(workbook([HEADINGS, figures(name="1"), figures(name="2")], old_mac), FIGURES)

    assert [row.values["on"] for row in preview.rows] == [date(2023, 10, 1)] * 2


def test_semicolons_tabs_and_utf_16_are_understood() -> None:
    for sign, encoding in ((";", "utf-8"), ("\t", "utf-16"), (",", "cp932")):
        text = "\r\n".join(sign.join(line) for line in (["団体名", "人数"], ["甲", "5"]))

        preview = read_table(text.encode(encoding), FIGURES)

        assert (preview.rows[0].values["name"], preview.rows[0].values["count"]) == ("甲", 5)


def test_a_stream_is_read_like_bytes() -> None:
    assert len(read_table(io.BytesIO(workbook([HEADINGS, figures(name="名")])), FIGURES).rows) == 1


def test_one_row_mended_on_screen_is_read_alone() -> None:
    row = read_row(MEMBERS, {"name": "見本の会", "joined": "令和5年10月1日", "kind": "宗教"}, number=7)

    assert (row.number, row.values["joined"], row.ok) == (7, date(2023, 10, 1), False)
    assert [problem.key for problem in row.problems] == ["kind"]


def test_a_required_cell_that_is_blank_is_named() -> None:
    preview = read_table(workbook([["団体名", "区分"], ["　", "行政"]]), MEMBERS)

    assert problems(preview) == {("A2", "error")}
