"""The tenants, as seen from the core, which knows no rooms: the factory hands in how to list and name them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import Flask, current_app

from platform_app.core.database import INSTALLATION


@dataclass(frozen=True, slots=True)
class Directory:
    """Three questions about tenants; asked within the context of tenant 0."""

    list_ids: Callable[[], Iterable[int]]
    find_id: Callable[[str], int | None]
    slug_of: Callable[[int], str | None]


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
