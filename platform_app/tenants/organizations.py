"""The member organizations a seat can belong to, told by the room that keeps them."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrganizationChoice:
    """An organization as a choice."""

    id: uuid.UUID
    name: str


OrganizationSource = Callable[[int], Sequence[OrganizationChoice]]
"""The organizations of a tenant that a person can be seated in, ordered by their reading."""

_SOURCES: list[OrganizationSource] = []


def register_organizations(source: OrganizationSource) -> None:
    """The members room says how a tenant's organizations are listed (called once, at import)."""
    _SOURCES[:] = [source]


def list_organizations(tenant_id: int) -> Sequence[OrganizationChoice]:
    """A tenant's organizations; needs the tenant's context."""
    return _SOURCES[0](tenant_id) if _SOURCES else ()
