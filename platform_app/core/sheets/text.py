"""Text on its way into and out of a cell."""

from __future__ import annotations

import re

from platform_app.core.japanese import full_width_kana

LONGEST = 32_767
_CUT_NOTE = "…（以下省略：セルの上限32,767字）"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_GUARDED = re.compile(r"'*[=+\-@\t\r]")


def storable(text: str) -> str:
    """Return what a cell can hold of a text: one kind of line break, and U+FFFD for what XML has no place for."""
    plain = _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(plain) * 2 > LONGEST and len(plain.encode("utf-16-le")) // 2 > LONGEST:
        room = (LONGEST - len(_CUT_NOTE)) * 2
        plain = plain.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT_NOTE
    return plain


def escape(text: str) -> str:
    """Shield what Excel would take for its own escape: a literal _x000D_ is written _x005F_x000D_."""
    return _ESCAPE.sub("_x005F_", text)


def unescape(text: str) -> str:
    """Undo Excel's escapes (ECMA-376 ST_Xstring)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def tidy(text: str) -> str:
    """Clean a cell that was typed: half-width kana made whole, no marks without width, no spaces at the ends of lines.

    Full-width digits and spaces between words stay as they were typed.
    """
    plain = _NO_WIDTH.sub("", full_width_kana(text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(line.strip() for line in _NOT_XML.sub("", plain).split("\n")).strip()


def guard(text: str) -> str:
    """Put an apostrophe before a CSV text that a spreadsheet would run as a formula; `unguard` takes it off again."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """Undo `guard`."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
