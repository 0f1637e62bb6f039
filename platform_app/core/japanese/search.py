"""The normal form that text is searched and compared by (DESIGN §7)."""

from __future__ import annotations

import unicodedata

from platform_app.core.japanese.kana import HIRAGANA_OF
from platform_app.core.japanese.kanji import NEW_FORM_OF

_BAR = "-"
_BARS = "-‐‑‒–—―−ー─━〜~～ｰ"
_NAME_MARKS = "-・=.,、。'’"


def _folds() -> dict[int, str | None]:
    """Make the one table that folds kana, kanji, bars and what has no width."""
    table: dict[int, str | None] = {katakana: chr(hiragana) for katakana, hiragana in HIRAGANA_OF.items()}
    table.update(NEW_FORM_OF)
    table.update(dict.fromkeys(map(ord, _BARS), _BAR))
    table.update(dict.fromkeys(map(ord, "ヶゖ"), "け"))
    table.update(dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)), None))
    table.update(dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD), None))
    return table


_FOLDS = _folds()


def search_key(text: str) -> str:
    """Return the form of a text that search compares.

    NFKC, case folded, katakana as hiragana, long vowels and hyphens one mark, old kanji as new, variation selectors,
    spaces and line breaks dropped. Applying it twice changes nothing.
    """
    key = _folded(text)
    while (again := _folded(key)) != key:
        key = again
    return key


def _folded(text: str) -> str:
    """Fold once; what spaces kept apart may fold further (a vowel and the accent that followed it)."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().translate(_FOLDS).split())


def normal_name(text: str) -> str:
    """Return the form of a person's name or kana that the blind index takes: the search key without marks between."""
    return "".join(sign for sign in search_key(text) if sign not in _NAME_MARKS)
