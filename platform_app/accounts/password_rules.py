"""What a password must be: long, not the address, not what everyone tries first."""

import re
import unicodedata
from importlib.resources import files

from flask_babel import gettext as _

MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_LETTERS = 5

GUESSABLE = frozenset(files(__package__).joinpath("guessable.txt").read_text(encoding="ascii").split())
"""Words that guessing begins with, here: alone, repeated, or dressed up with digits and signs."""

_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_DISGUISES = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})


def password_problem(password: str, mail: str = "") -> str | None:
    """The first rule that a new password breaks, in words for the person; ``None`` when it is fine."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < MIN_LENGTH:
        return str(_("A password needs at least %(min)d characters.", min=MIN_LENGTH))
    if len(plain) > MAX_LENGTH:
        return str(_("A password can have at most %(max)d characters.", max=MAX_LENGTH))
    low, address = plain.casefold(), unicodedata.normalize("NFKC", mail).strip().casefold()
    if address and (address in low or _letters(low) == _letters(address.partition("@")[0])):
        return str(_("Do not use your mail address as the password."))
    if len(set(low)) < MIN_LETTERS or _is_guessable(low):
        return str(_("This password is easy to guess. Put several unrelated words together."))
    return None


def _is_guessable(low: str) -> bool:
    spellings = {_letters(low), _letters(low.translate(_DISGUISES)), _letters(low.rstrip("0123456789!@#$%^&*-_.?"))}
    if any(_is_word(spelling) for spelling in spellings if spelling):
        return True
    plain = re.sub(r"[\W_]", "", low)
    return any(plain in row * 12 or plain in row[::-1] * 12 for row in _ROWS)


def _is_word(letters: str) -> bool:
    """A listed word, or listed words repeated or joined (``tsunagi-password``)."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(letters[start:end] in GUESSABLE for start in reached):
            reached.add(end)
    return len(letters) in reached


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text)
