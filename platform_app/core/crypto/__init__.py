"""Encrypted fields, keys that can be destroyed, and the blind index.

AES-256-GCM throughout. The master key (outside the database) wraps one key of the installation (accounts) and one key
per tenant; the tenant key wraps one key per case. Destroying a case's key makes the case unreadable in every
backup too. Each ciphertext is bound to its table, column, tenant and row: moved elsewhere it does not open.
"""

from platform_app.core.crypto.blind import blind_index
from platform_app.core.crypto.errors import CannotOpen, Destroyed, KeyMissing
from platform_app.core.crypto.fields import SealedJson, SealedText, readable
from platform_app.core.crypto.keyring import Keyring, init_app, keyring
from platform_app.core.crypto.keys import destroy_key, ensure_case_keys, ensure_key, open_bytes, rewrap_keys, seal_bytes
from platform_app.core.crypto.models import DataKey, KeyScope

__all__ = [
    "CannotOpen",
    "DataKey",
    "Destroyed",
    "KeyMissing",
    "KeyScope",
    "Keyring",
    "SealedJson",
    "SealedText",
    "blind_index",
    "destroy_key",
    "ensure_case_keys",
    "ensure_key",
    "init_app",
    "keyring",
    "open_bytes",
    "readable",
    "rewrap_keys",
    "seal_bytes",
]
