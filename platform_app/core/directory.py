"""The tenants, as seen from the core, which knows no rooms: the factory hands in how to list and name them."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import Flask, current_app

from platform_app.core.database import INSTALLATION


@dataclass(frozen=True, slots=True)
class Directory:
    """Four questions about tenants; asked within the context of tenant 0, the last one in the role of the log-in."""

    list_ids: Callable[[], Iterable[int]]
    find_id: Callable[[str], int | None]
    slug_of: Callable[[int], str | None]
    why_not: Callable[[int, uuid.UUID | None], str | None] = lambda _tenant_id, _user_id: None
    """Why nobody may act there in this person's name now (a code), or None."""


def init_app(app: Flask, directory: Directory) -> None:
    """Tell the core how to find tenants."""
    app.extensions["tsunagi_directory"] = directory


def directory() -> Directory:
    """The application's directory of tenants."""
    known: Directory = current_app.extensions["tsunagi_directory"]
    return known


def all_tenant_ids() -> Iterator[int]:
    """Every tenant, the installation (0) first."""
    yield INSTALLATION
    yield from sorted(set(directory().list_ids()) - {INSTALLATION})


def tenant_name(tenant_id: int) -> str:
    """The slug, ``installation`` for tenant 0, or the number of a tenant that is not listed."""
    if tenant_id == INSTALLATION:
        return "installation"
    return directory().slug_of(tenant_id) or f"tenant {tenant_id}"
