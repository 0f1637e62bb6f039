import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platform_app.core.errors import Invalid
from platform_app.core.sheets import Limits, read_table
from platform_app.core.sheets.archive import area
from platform_app.core.sheets.sniff import file_type
from tests.core.sheet_samples import FIGURES, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook([["団体コード", "団体名"], ["010006", "北海道"]])


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def altered(name: str, old: bytes, new: bytes) -> bytes:
    """Return the good workbook with one part changed."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new, 1)
    return zipped(parts)


def test_the_good_workbook_is_read() -> None:
    assert read_table(GOOD, FIGURES).ok


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE + "WordDocument".encode("utf-16-le"), r"Word \(\.doc\)"),
        (OLE, "not known"),
        (OLE + "Workbook".encode("utf-16-le"), "damaged"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"PK\x03\x04 broken", "damaged"),
        (zipped({"word/document.xml": b"<a/>"}), r"Word \(\.docx\)"),
        (zipped({"xl/workbook.bin": b"x"}), "xlsb"),
        (zipped({"a.txt": b"x"}), "zip file"),
        (b"<html><table>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML file"),
        (b"MZ\x90\x00", "program"),
        (b"a\x00b\x00", "not known"),
        (b"\xef\xbb\xbfa,b\r\n\xff", "characters"),
        (b"a,b\r\n1,2", "No row with the expected headings"),
    ],
)
def test_what_cannot_be_read_is_told_by_name(data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_table(data, FIGURES)


def test_an_encrypted_zip_is_told_by_name() -> None:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1

    with pytest.raises(Invalid, match="protected by a password"):
        file_type(bytes(data))


def test_entities_are_refused() -> None:
    bomb = b"<!DOCTYPE x [<!ENTITY a 'a'>]><worksheet"

    with pytest.raises(Invalid, match="XML entities"):
        read_table(altered(SHEET, b"<worksheet", bomb), FIGURES)


def test_a_file_beyond_the_size_is_refused() -> None:
    with pytest.raises(Invalid, match="larger than"):
        read_table(GOOD, FIGURES, limits=Limits(file_bytes=1_000))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}

    with pytest.raises(Invalid, match="out of all proportion"):
        read_table(zipped(parts | {"xl/more.xml": bytes(20_000_000)}), FIGURES)
    with pytest.raises(Invalid, match="more than can be read"):
        read_table(zipped(parts | {"xl/more.xml": bytes(90_000_000)}), FIGURES)
    with pytest.raises(Invalid, match="more than can be read"):
        read_table(zipped(parts | {f"xl/{number}.bin": b"" for number in range(1_001)}), FIGURES)


@pytest.mark.parametrize(
    "ranges",
    [
        b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
    ],
)
def test_a_range_over_the_whole_sheet_is_refused(ranges: bytes) -> None:
    with pytest.raises(Invalid, match="too large"):
        read_table(altered(SHEET, b"</sheetData>", b"</sheetData>" + ranges), FIGURES)


def test_one_far_cell_costs_nothing() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'

    assert len(read_table(altered(SHEET, b"</sheetData>", far), FIGURES).rows) == 1


def test_too_many_cells_or_rows_are_refused() -> None:
    many = workbook([["団体コード", "団体名"], *[["010006", "x"] for _ in range(30)]])

    with pytest.raises(Invalid, match="too large"):
        read_table(many, FIGURES, limits=Limits(cells=20))
    with pytest.raises(Invalid, match="more than 10 rows"):
        read_table(many, FIGURES, limits=Limits(rows=10))


def test_repeated_open_document_cells_are_counted() -> None:
    content = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        b'<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">'
        b'<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    data = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})

    with pytest.raises(Invalid, match="too large"):
        read_table(data, FIGURES)


def test_furigana_is_no_part_of_the_text() -> None:
    old = b"<is><t>\xe5\x8c\x97\xe6\xb5\xb7\xe9\x81\x93</t></is>"
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        strings = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in archive.namelist() else b""
    furigana = '<rPh sb="0" eb="3"><t>ホッカイドウ</t></rPh>'.encode()
    name, text = (SHEET, old) if not strings else ("xl/sharedStrings.xml", "<t>北海道</t>".encode())
    data = altered(name, text, text.replace(b"</t>", b"</t>" + furigana))

    assert read_table(data, FIGURES).rows[0].values["name"] == "北海道"


def test_areas_of_ranges() -> None:
    assert [area(text) for text in ("A1", "A1:B2", "$A$1:$C$1", "XFD1048576", "x")] == [1, 4, 3, 1, 1]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", OLE, GOOD[:2000]]))
def test_garbage_is_refused_in_our_own_words(garbage: bytes, start: bytes) -> None:
    with pytest.raises(Invalid):
        read_table(start + garbage, FIGURES)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(place: int, byte: int) -> None:
    data = bytearray(GOOD)
    data[place] = byte

    with contextlib.suppress(Invalid):
        assert read_table(bytes(data), FIGURES).file_type == "xlsx"


@pytest.mark.parametrize("name", ["sample.xls", "sample.ods"])
def test_old_and_open_formats_are_read(name: str) -> None:
    file = Path(__file__).parent / "files" / name

    preview = read_table(file, FIGURES)

    assert (preview.file_type, [row.values["code"] for row in preview.rows]) == (name[-3:], ["010006", "312011"])
    assert [row.values["name"] for row in preview.rows] == ["北海道", "鳥取市"]
