"""Addresses of static files that change with their content, so browsers may keep them for ever."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from werkzeug.security import safe_join


def static_url(filename: str) -> str:
    """Return the address of a static file, with the hash of its content."""
    return url_for("static", filename=filename)


def is_current_version(filename: str, version: str | None) -> bool:
    """Tell whether a version asked for is the content that is there now."""
    return version is not None and version == _version_of(filename)


def init_static_urls(app: Flask) -> None:
    """Let `url_for("static", …)` carry the content's hash as `v`."""

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values and (version := _version_of(values["filename"])):
            values.setdefault("v", version)

    app.jinja_env.globals["static_url"] = static_url


def _version_of(filename: str) -> str | None:
    """Return the first 16 digits of a static file's SHA-256, None when there is no such file."""
    path = safe_join(current_app.static_folder or "", filename)
    if path is None:
        return None
    try:
        changed = Path(path).stat().st_mtime_ns
        return _hash_of(path, changed)
    except OSError:
        return None


@lru_cache(maxsize=256)
def _hash_of(path: str, _changed: int) -> str:
    """Hash a file once for each time it was changed."""
    return sha256(Path(path).read_bytes()).hexdigest()[:16]
