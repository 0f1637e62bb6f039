"""The master key: wraps data keys, and yields the other secrets by derivation."""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

from platform_app.core.crypto.errors import CannotOpen

NONCE = 12
KEY = 32
_MARK = 8


def derive(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=b"tsunagi:" + purpose.encode()).derive(key)


def wrap(key: bytes, secret: bytes, bound_to: bytes) -> bytes:
    """``nonce | ciphertext and tag`` of a secret under a key, bound to where it belongs."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound_to)


def unwrap(key: bytes, wrapped: bytes, bound_to: bytes) -> bytes:
    """The secret again; raises ``CannotOpen``."""
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("the value does not open under this key in this place") from error


class Keyring:
    """The present master key, and earlier ones that may still open what they wrapped.

    What it wraps begins with a mark of the master key used, so a rotation can be resumed and seen to be complete.
    """

    def __init__(self, master_key: bytes, *previous: bytes) -> None:
        if any(len(key) != KEY for key in (master_key, *previous)):
            raise ValueError("a master key has 32 bytes")
        self._wrapping = {self._mark(key): derive(key, "wrap") for key in (*previous, master_key)}
        self._master_key = master_key

    @staticmethod
    def _mark(key: bytes) -> bytes:
        return hashlib.sha256(derive(key, "mark")).digest()[:_MARK]

    @property
    def mark(self) -> bytes:
        """Tells the present master key from others without revealing it."""
        return self._mark(self._master_key)

    def derive(self, purpose: str) -> bytes:
        """A secret of its own for one purpose, e.g. ``audit-signing``."""
        return derive(self._master_key, purpose)

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        """Wrap a data key under the present master key."""
        return self.mark + wrap(self._wrapping[self.mark], secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """Open a wrapped data key; raises ``CannotOpen``, also when its master key is not on this ring."""
        key = self._wrapping.get(wrapped[:_MARK])
        if key is None:
            raise CannotOpen("wrapped by a master key that is not on this ring")
        return unwrap(key, wrapped[_MARK:], bound_to)


def init_app(app: Flask, ring: Keyring) -> None:
    """Give the application its keyring."""
    app.extensions["tsunagi_keyring"] = ring


def keyring() -> Keyring:
    """The application's keyring."""
    ring: Keyring = current_app.extensions["tsunagi_keyring"]
    return ring
