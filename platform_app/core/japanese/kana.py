"""Kana: hiragana and katakana folded into each other, half-width kana made whole."""

from __future__ import annotations

import re
import unicodedata

HIRAGANA_OF = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
KATAKANA_OF = {hiragana: katakana for katakana, hiragana in HIRAGANA_OF.items()}

_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")


def fold_kana(text: str) -> str:
    """Write katakana as hiragana; everything else stays as it is."""
    return text.translate(HIRAGANA_OF)


def to_katakana(text: str) -> str:
    """Write hiragana as katakana; everything else stays as it is."""
    return text.translate(KATAKANA_OF)


def full_width_kana(text: str) -> str:
    """Write half-width kana full-width (ﾄｯﾄﾘ → トットリ, ﾊﾟ → パ) and leave every other character alone."""
    return _HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
