"""What a file really is, told from its bytes and never from its name."""

from __future__ import annotations

import io
import zipfile

from flask_babel import gettext as _

from platform_app.core.errors import Invalid

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)


def file_type(data: bytes) -> str:
    """Return xlsx, ods, xls or csv; Invalid names what else it is and what to do about it."""
    if not data.strip():
        raise Invalid(_("The file is empty."))
    if data.startswith(_OLE):
        return _ole_type(data)
    if data.startswith(b"PK"):
        return _zip_type(data)
    for start, name in _BINARY:
        if data.startswith(start):
            raise Invalid(_("This is a file of type %(type)s, not a table. Save it as .xlsx or .csv.", type=name))
    return _text_type(data)


def _ole_type(data: bytes) -> str:
    """Tell the files of the old container apart: an .xls, an encrypted workbook, something of Word or Outlook."""
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        raise Invalid(_("The workbook is protected by a password. Remove the password and upload it again."))
    if _utf16("WordDocument") in data:
        raise Invalid(_("This is a file of type %(type)s, not a table. Save it as .xlsx or .csv.", type="Word (.doc)"))
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "xls"
    raise Invalid(_("The type of this file is not known. Save it as .xlsx or .csv."))


def _utf16(name: str) -> bytes:
    """Write a stream's name as the container's directory does."""
    return name.encode("utf-16-le")


def _zip_type(data: bytes) -> str:
    """Tell the zipped formats apart by what lies in them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Invalid(_("The file is damaged and cannot be opened.")) from None
    if locked:
        raise Invalid(_("The file is protected by a password. Remove the password and upload it again."))
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Invalid(_("This is a binary workbook (.xlsb). Save it as .xlsx and upload it again."))
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    for part, name in (("word/document.xml", "Word (.docx)"), ("ppt/presentation.xml", "PowerPoint (.pptx)")):
        if part in names:
            raise Invalid(_("This is a file of type %(type)s, not a table. Save it as .xlsx or .csv.", type=name))
    raise Invalid(_("This is a zip file, not a table. Unpack it and upload the table in it."))


def _text_type(data: bytes) -> str:
    """Tell a CSV from web pages, XML and bytes that are no text."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        raise Invalid(_("This is a web page with the ending of a table. Open it in Excel and save it as .xlsx."))
    if start.startswith(b"<?xml"):
        raise Invalid(_("This is an XML file. Open it in Excel and save it as .xlsx."))
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(_("The type of this file is not known. Save it as .xlsx or .csv."))
    return "csv"
