"""Telephone numbers as people type them, several in one cell, brought to one form."""

from __future__ import annotations

import re
import unicodedata

_BARS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー─ｰ", "-"))
_LABEL = re.compile(r"内線\s*[:.]?\s*\d+|ext\.?\s*\d+|[A-Za-z\u3040-\u30ff\u4e00-\u9fff:.]+", re.IGNORECASE)
_APART = re.compile(r"[\n\r,;/|、・]+|\s{2,}")
_BRACKETED = re.compile(r"(\d{2,5})\s*\((\d{1,4})\)\s*(\d{3,4})")
_LEADING = re.compile(r"\(\s*(0\d{1,4})\s*\)\s*(\d{1,4})\s*[- ]?\s*(\d{3,4})")
_NUMBER = re.compile(r"\+?\d[\d\- ]{3,}\d")


def split_phones(text: str) -> list[str]:
    """Return the telephone numbers in a text, tidy, with the hyphens their writer set.

    Full-width signs, brackets, labels (TEL, 代表, FAX), extensions and +81 are resolved; a second number without its
    area code takes it from the one before it: `0857-20-0000（20-0001）` gives two. What is no number is left out.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_BARS)
    plain = _BRACKETED.sub(r"\1-\2-\3", plain)
    plain = _LEADING.sub(r" \1-\2-\3 ", plain)
    found: list[str] = []
    for piece in _APART.split(_LABEL.sub("\n", plain.replace("(", "\n").replace(")", "\n"))):
        for run in _NUMBER.findall(piece):
            number = _tidy(run, found)
            if 6 <= len(number.replace("-", "")) <= 15 and number not in found:
                found.append(number)
    return found


def _tidy(run: str, before: list[str]) -> str:
    """Hyphenate one run of digits and give it its country's or neighbor's prefix."""
    international = run.startswith("+")
    number = re.sub(r"-+", "-", re.sub(r"\s*-\s*|\s+", "-", run.lstrip("+").strip()))
    if international:
        return re.sub(r"^81-?0?", "0", number) if number.startswith("81") else f"+{number}"
    if not number.startswith("0") and number.count("-") == 1 and before and before[0].count("-") == 2:
        return f"{before[0].split('-')[0]}-{number}"
    return number


def normal_phone(text: str) -> list[str]:
    """Return the telephone numbers in a text as digits only: the form for comparing and for the blind index."""
    return [number.replace("-", "") for number in split_phones(text)]
