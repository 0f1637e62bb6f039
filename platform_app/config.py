"""Settings, typed, read from the environment once. What is missing or unsafe in production is named at start."""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
ENVIRONMENTS = ("production", "demo", "test")


class SettingsError(Exception):
    """One line that names every setting that is missing or unsafe, and what is expected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; ``docs`` for each are in the README."""

    env: str
    database_url: str
    secret_key: str
    master_key: bytes
    database_owner_url: str | None = None
    database_admin_url: str | None = None
    anchors: Path | None = None
    blobs: Path | None = None
    smtp_url: str | None = None
    mail_spool: Path | None = None
    mail_from: str = "tsunagi@localhost"
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    """How many proxies in front add the client's address; with 0 the forwarded headers are not believed."""
    port: int = 8000

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; raises ``SettingsError`` naming all that is wrong at once."""
        problems: list[str] = []

        def need(name: str) -> str:
            value = environ.get(name, "")
            if not value:
                problems.append(f"{name} is missing")
            return value

        env = environ.get("TSUNAGI_ENV", "production")
        if env not in ENVIRONMENTS:
            problems.append(f"TSUNAGI_ENV must be one of {', '.join(ENVIRONMENTS)}")
        database_url, secret_key = need("DATABASE_URL"), need("SECRET_KEY")
        if secret_key and len(secret_key) < 32:
            problems.append("SECRET_KEY must have at least 32 characters")
        master_key = _master_key(environ.get("TSUNAGI_MASTER_KEY", ""), problems)
        if env == "production":
            for name in ("TSUNAGI_ANCHORS", "TSUNAGI_BLOBS", "SMTP_URL", "TSUNAGI_BASE_URL", "TSUNAGI_MAIL_FROM"):
                need(name)
            if environ.get("TSUNAGI_BASE_URL", "https://").startswith("http://"):
                problems.append("TSUNAGI_BASE_URL must begin with https://")
        port, proxies = environ.get("PORT", "8000"), environ.get("TSUNAGI_TRUSTED_PROXIES", "0")
        if not port.isdigit():
            problems.append("PORT must be a number")
        if not proxies.isdigit():
            problems.append("TSUNAGI_TRUSTED_PROXIES must be a number")
        if problems:
            raise SettingsError("settings: " + "; ".join(problems))
        base_url = environ.get("TSUNAGI_BASE_URL", f"http://127.0.0.1:{port}")
        return cls(
            env=env,
            database_url=driver_url(database_url),
            secret_key=secret_key,
            master_key=master_key,
            database_owner_url=_driver(environ.get("DATABASE_OWNER_URL")),
            database_admin_url=_driver(environ.get("DATABASE_ADMIN_URL")),
            anchors=_path(environ.get("TSUNAGI_ANCHORS")),
            blobs=_path(environ.get("TSUNAGI_BLOBS")),
            smtp_url=environ.get("SMTP_URL") or None,
            mail_spool=_path(environ.get("TSUNAGI_MAIL_SPOOL")),
            mail_from=environ.get("TSUNAGI_MAIL_FROM", "tsunagi@localhost"),
            base_url=base_url.rstrip("/"),
            trusted_hosts=tuple(host for host in environ.get("TSUNAGI_TRUSTED_HOSTS", "").split(",") if host),
            trusted_proxies=int(proxies),
            port=int(port),
        )


def driver_url(url: str) -> str:
    """The URL with SQLAlchemy's driver name, whichever PostgreSQL spelling was given."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg2://" + url[len(prefix) :]
    return url


def _driver(url: str | None) -> str | None:
    return driver_url(url) if url else None


def _path(value: str | None) -> Path | None:
    return Path(value) if value else None


def _master_key(value: str, problems: list[str]) -> bytes:
    """32 bytes, given as base64 or as the path of a file that holds them so. A key may well begin with a slash."""
    if not value:
        problems.append("TSUNAGI_MASTER_KEY is missing (32 random bytes in base64, or a file that holds them)")
        return b""
    key = _decoded(value)
    if len(key) != KEY_BYTES and value.startswith(("/", "./")):
        try:
            key = _decoded(Path(value).read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError):
            problems.append("TSUNAGI_MASTER_KEY names a file that cannot be read")
            return b""
    if len(key) != KEY_BYTES:
        problems.append("TSUNAGI_MASTER_KEY must be 32 bytes in base64")
    return key


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
