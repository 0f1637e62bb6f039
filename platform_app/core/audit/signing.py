"""The signature on seals: Ed25519, its key derived from the master key and so kept outside the database."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from platform_app.core.crypto import Keyring


def key_id_of(public_key: bytes) -> str:
    """A public key's short name."""
    return hashlib.sha256(public_key).hexdigest()[:16]


class Signer:
    """Signs heads and statements."""

    def __init__(self, ring: Keyring) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(ring.derive("audit-signing"))
        self.public_key = self._key.public_key().public_bytes_raw()
        self.key_id = key_id_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(message)


class Trust:
    """The public keys whose signatures count."""

    def __init__(self, *public_keys: bytes) -> None:
        self._keys: dict[str, Ed25519PublicKey] = {}
        for public_key in public_keys:
            self.add(public_key)

    def add(self, public_key: bytes) -> None:
        """Trust one more key."""
        self._keys[key_id_of(public_key)] = Ed25519PublicKey.from_public_bytes(public_key)

    def knows(self, key_id: str) -> bool:
        """Whether this key is trusted."""
        return key_id in self._keys

    def accepts(self, key_id: str, signature: bytes, message: bytes) -> bool:
        """Whether a trusted key made this signature."""
        key = self._keys.get(key_id)
        if key is None:
            return False
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True
