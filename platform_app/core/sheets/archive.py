"""A zipped workbook is looked through before any library builds objects from it.

Refused are: too many or too large parts, parts that unpack out of proportion, document types and entities, and ranges
(merges, links, repeats) so wide that giving each cell an object would fill the memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser
from flask_babel import gettext as _

from platform_app.core.errors import Invalid
from platform_app.core.sheets.limits import Limits

_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, SAXParseException)
_RATIO_FROM = 5 * 1024 * 1024
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


class _Counter(ContentHandler):
    """Counts cells and the area of ranges while the parser goes through one part."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.cells = self.spread = self.formulas = 0
        self._row_times = self._cell_times = 1
        self._filled = False

    def startElementNS(  # noqa: N802 - the parser calls it by this name
        self, name: tuple[str | None, str], _qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """Count what can grow."""
        tag = name[1]
        if tag == "c":
            self.cells += 1
        elif tag == "f":
            self.formulas += 1
        elif tag in ("mergeCell", "hyperlink"):
            self.spread += area(attrs.get((None, "ref"), ""))
        elif tag == "table-row":
            self._row_times = _times(attrs, "number-rows-repeated")
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell_times, self._filled = _times(attrs, "number-columns-repeated"), False
        elif tag == "p":
            self._filled = True
        self._check()

    def _check(self) -> None:
        """Stop at the bound."""
        if self.cells > self.limits.cells or self.spread > self.limits.spread_cells:
            raise Invalid(_("The table is too large: more than %(count)s cells.", count=f"{self.limits.cells:,}"))

    def endElementNS(  # noqa: N802 - the parser calls it by this name
        self, name: tuple[str | None, str], _qname: str | None
    ) -> None:
        """Count an OpenDocument cell as often as it is repeated, when something stands in it."""
        if name[1] == "table-cell" and self._filled:
            self.cells += self._row_times * self._cell_times
            self._filled = False
            self._check()


def _times(attrs: AttributesNSImpl, name: str) -> int:
    """Read how often an OpenDocument row or cell is repeated."""
    for (_space, local), value in attrs.items():
        if local == name and value.isascii() and value.isdigit():
            return int(value)
    return 1


def area(reference: str) -> int:
    """Return how many cells a reference such as A1:C9 covers; one when it is no range."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or match[3] is None:
        return 1
    columns = abs(_number(match[3]) - _number(match[1])) + 1
    return columns * (abs(int(match[4]) - int(match[2])) + 1)


def _number(letters: str) -> int:
    """Return the number of a column from its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def check_archive(data: bytes, limits: Limits) -> bool:
    """Refuse a workbook that is a trap; return whether formulas are in it."""
    formulas = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist(), limits)
            for entry in archive.infolist():
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(entry) as part:
                        formulas += _check_part(part, limits)
    except DefusedXmlException:
        raise Invalid(
            _("The file holds XML entities, which no spreadsheet program writes. It was not opened.")
        ) from None
    except (*_DAMAGE, ValueError) as error:
        raise Invalid(_("The file is damaged and cannot be opened.")) from error
    return formulas > 0


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Check number, size and proportion of the parts by the archive's own list; Python reads no further."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
        raise Invalid(_("The file unpacks to more than can be read here."))
    if unpacked > _RATIO_FROM and unpacked > packed * limits.ratio:
        raise Invalid(_("The file unpacks out of all proportion and was not opened."))


def _check_part(part: IO[bytes], limits: Limits) -> int:
    """Go through one part; return how many formulas it holds."""
    counter = _Counter(limits)
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(counter)
    parser.parse(part)
    return counter.formulas
