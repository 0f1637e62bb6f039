"""Password hashes: argon2id, a few at a time, the same work for an unknown person."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The OWASP minimum for argon2id (19 MiB, two passes): many people may log in at the same minute."""
_AT_ONCE = threading.BoundedSemaphore(4)
_NOBODY = _HASHER.hash("nobody has this password, and nobody can log in with it")


def hash_password(password: str) -> str:
    """The encoded argon2id hash."""
    with _AT_ONCE:
        return _HASHER.hash(_normal(password))


def matches(encoded: str | None, password: str) -> bool:
    """Whether the password is right; without a hash the same work is done and the answer is no."""
    with _AT_ONCE:
        try:
            _HASHER.verify(encoded or _NOBODY, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return encoded is not None


def is_outdated(encoded: str) -> bool:
    """Whether a hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(encoded)


def _normal(password: str) -> str:
    """Full-width and half-width spellings of one password are the same (NIST SP 800-63B asks for NFKC)."""
    return unicodedata.normalize("NFKC", password)
