"""Official numbers: local government codes, corporate numbers, post codes. All are text: leading zeros count.

Check digits: DOMAIN §6; local government codes after the ministry's notice of 全国地方公共団体コード, corporate numbers
after the Ordinance on Designation of Corporate Numbers, Art. 2.
"""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _

_BARS_AND_SPACES = re.compile(r"[\s‐‑‒–—―−ー\-〒]+")


def _digits(text: str) -> str:
    """Return the text half-width, without spaces, hyphens and the post mark."""
    return _BARS_AND_SPACES.sub("", unicodedata.normalize("NFKC", text))


def _is_number(text: str, length: int) -> bool:
    """Tell whether a text is exactly so many ASCII digits."""
    return len(text) == length and text.isascii() and text.isdigit()


def local_gov_check_digit(five: str) -> str:
    """Return the sixth digit of a local government code from its first five; ValueError when they are not five."""
    if not _is_number(five, 5):
        raise ValueError(_("A local government code has five digits and a check digit."))
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_local_gov_code(code: str) -> bool:
    """Tell whether a text is a local government code of six digits with the right check digit."""
    return _is_number(code, 6) and local_gov_check_digit(code[:5]) == code[5]


def normalize_local_gov_code(text: str) -> str:
    """Return the six-digit code that a cell means; ValueError when there is none.

    Full-width digits, a lost leading zero (10006 for 010006) and a missing check digit (01100 for 011002) are mended. A
    bare prefecture number (11 or 1) becomes the prefecture's code. Five digits can be either a code whose zero was lost
    or one without check digit: the first is believed when its check digit fits.
    """
    code = _digits(text)
    if not (code.isascii() and code.isdigit() and 1 <= len(code) <= 6):
        raise ValueError(_("“%(text)s” is not a local government code.", text=text))
    if len(code) <= 2:
        code = code.zfill(2) + "000"
    candidates = [code.zfill(6)] if len(code) >= 5 else []
    if len(code) in (4, 5):
        five = code.zfill(5)
        candidates.append(five + local_gov_check_digit(five))
    for candidate in candidates:
        if is_local_gov_code(candidate) and 1 <= int(candidate[:2]) <= 47:
            return candidate
    raise ValueError(_("“%(text)s” is not a local government code.", text=text))


def corporate_number_check_digit(twelve: str) -> str:
    """Return the first digit of a corporate number from the twelve after it; ValueError when they are not twelve."""
    if not _is_number(twelve, 12):
        raise ValueError(_("A corporate number has a check digit and twelve digits."))
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(twelve)))
    return str(9 - total % 9)


def is_corporate_number(number: str) -> bool:
    """Tell whether a text is a corporate number of thirteen digits with the right check digit."""
    return _is_number(number, 13) and corporate_number_check_digit(number[1:]) == number[0]


def normalize_corporate_number(text: str) -> str:
    """Return the thirteen digits that a cell means, without hyphens, full-width signs or a leading T; or ValueError."""
    number = _digits(text).removeprefix("T")
    if not is_corporate_number(number):
        raise ValueError(
            _("“%(text)s” is not a corporate number: thirteen digits, the first a check digit.", text=text)
        )
    return number


def corporate_number_of_local_gov(code: str) -> str:
    """Return the corporate number of a prefecture or municipality from its six-digit code."""
    if not is_local_gov_code(code):
        raise ValueError(_("“%(text)s” is not a local government code.", text=code))
    twelve = f"000020{code}"
    return corporate_number_check_digit(twelve) + twelve


def normalize_post_code(text: str) -> str:
    """Return a post code as 680-0845 from any of its spellings; ValueError when there are not seven digits."""
    digits = _digits(text)
    if not _is_number(digits, 7):
        raise ValueError(_("“%(text)s” is not a post code of seven digits.", text=text))
    return f"{digits[:3]}-{digits[3:]}"
