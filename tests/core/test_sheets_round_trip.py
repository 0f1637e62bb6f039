import io
import zipfile
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platform_app.core.sheets import SUPPRESSED, SheetData, read_table, workbook_bytes, write_csv
from platform_app.core.sheets.text import escape, guard, storable, tidy, unescape, unguard
from tests.core.sheet_samples import FIGURES, MADE_AT

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOT_DATA = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"}
DITTO = {"〃", "″", "々", "同上", "同", '"'}
SUMS = {"計", "合計", "小計", "総計", "総合計", "平均"}
TEXTS = (
    (
        st.text(max_size=30)
        | st.sampled_from(["=1+1", "+81", "-", "@x", "'=x", "_x000D_", "001", "1E5", "一\n二", "a,b", '"q"'])
    )
    .map(lambda text: tidy(storable(text)))
    .filter(lambda text: text and text not in NOT_DATA | DITTO and not text.startswith("※"))
)
ROWS = st.fixed_dictionaries(
    {
        "code": st.integers(0, 999_999).map(lambda number: f"{number:06}"),
        "name": TEXTS,
        "count": st.none() | st.integers(-(10**14), 10**14) | st.just(SUPPRESSED),
        "rate": st.none() | st.decimals(-99999, 99999, places=3) | st.just(SUPPRESSED),
        "on": st.none() | st.dates(date(1868, 1, 25), date(2999, 12, 31)),
        "kind": st.none() | st.sampled_from("ab"),
        "open": st.none() | st.booleans(),
        "phone": st.none() | st.sampled_from(["0857-20-0000", "03-0000-0000、090-0000-0000"]),
    }
)


@QUICK
@given(st.lists(ROWS, max_size=6))
def test_a_workbook_is_read_back_as_it_was_written(rows: list[dict[str, object]]) -> None:
    preview = read_table(workbook_bytes([SheetData(FIGURES, rows)], made_at=MADE_AT), FIGURES)

    assert [row.values for row in preview.rows] == rows
    assert preview.ok


@QUICK
@given(st.lists(ROWS, max_size=6))
def test_a_csv_is_read_back_as_it_was_written(rows: list[dict[str, object]]) -> None:
    preview = read_table(write_csv(FIGURES, rows), FIGURES)

    assert [row.values for row in preview.rows] == rows
    assert preview.encoding == "utf-8-sig"


@QUICK
@given(st.lists(ROWS, min_size=1, max_size=4))
def test_the_printed_sheet_is_read_back_too(rows: list[dict[str, object]]) -> None:
    data = SheetData(FIGURES, rows, notes=("※ 注記",), totals={"count": 5}, subtitle="令和5年10月1日現在")

    preview = read_table(workbook_bytes([data], made_at=MADE_AT), FIGURES, sheet="様式（印刷用）")

    assert [row.values for row in preview.rows] == rows
    assert len(preview.skipped) == 2


@given(st.text())
def test_escapes_come_off_again(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unguard(guard(text)) == text


def test_the_same_content_gives_the_same_bytes() -> None:
    rows = [{"code": "010006", "name": "北海道", "rate": Decimal("0.5")}]
    first, second = (workbook_bytes([SheetData(FIGURES, rows)], made_at=MADE_AT, info={"作成者": "市"}) for _ in "12")

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
