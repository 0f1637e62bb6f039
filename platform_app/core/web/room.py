"""A room's pages: a blueprint that knows its scope, and the room's entries in the main menu."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, g, request, url_for

from platform_app.core.access import Permission, Scope, can

PREFIXES = {Scope.TENANT: "/t/<slug>", Scope.INSTALLATION: "", Scope.PERSON: "/account", Scope.OPEN: ""}


class Room(Blueprint):
    """Blueprint with a scope; the path prefix follows from it, ``under`` is appended."""

    def __init__(self, name: str, import_name: str, scope: Scope, under: str = "") -> None:
        super().__init__(name, import_name, url_prefix=PREFIXES[scope] + under or None)
        self.scope = scope


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main menu, shown to those who hold ``permission`` where ``feature`` is switched on."""

    order: int
    endpoint: str
    label: Any
    permission: Permission
    feature: str | None = None


@dataclass(frozen=True, slots=True)
class NavLink:
    """A menu entry as the page draws it."""

    label: Any
    url: str
    active: bool


def menu(items: list[NavItem]) -> list[NavLink]:
    """The current actor's main menu."""
    if g.get("actor") is None or g.actor.role is None:
        return []
    here = (request.endpoint or "").partition(".")[0]
    links = []
    for item in sorted(items, key=lambda item: item.order):
        room = item.endpoint.partition(".")[0]
        if can(item.permission) and _is_on(item) and _fits_scope(item):
            links.append(NavLink(item.label, url_for(item.endpoint), room == here))
    return links


def _is_on(item: NavItem) -> bool:
    tenant = g.get("tenant")
    return item.feature is None or tenant is None or bool(tenant.has_feature(item.feature))


def _fits_scope(item: NavItem) -> bool:
    from_tenant = g.get("tenant") is not None
    return from_tenant == _needs_tenant(item.endpoint)


def _needs_tenant(endpoint: str) -> bool:
    return bool(current_app.url_map.is_endpoint_expecting(endpoint, "slug"))
