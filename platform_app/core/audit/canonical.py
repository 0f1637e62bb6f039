"""Canonical JSON (RFC 8785), for hashing.

Numbers are integers within ±(2^53 - 1) only: the RFC's number format for fractions is not needed by what we
hash, and leaving it out leaves out its traps. Fractions, NaN and lone surrogates are refused.
"""

import json
from typing import Any

LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """The value has no canonical form here."""


def canonical(value: Any) -> bytes:
    """The one byte string of a JSON value; raises ``NotCanonical``."""
    try:
        return _text(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("text with a lone surrogate") from error


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical("integer beyond 2^53 - 1")
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{','.join(_text(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{','.join(_member(key, value[key]) for key in sorted(value, key=_utf16))}}}"
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _member(key: str, value: Any) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}:{_text(value)}"


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise NotCanonical("a member name must be text")
    return key.encode("utf-16-be", "surrogatepass")
