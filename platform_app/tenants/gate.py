"""What core.access asks of the rooms: a path's tenant, a person's seat in it, and whether they proved who they are."""

import uuid
from typing import cast

from flask_login import current_user

from platform_app.accounts.signed_in import SignedIn
from platform_app.core.access import Actor
from platform_app.tenants import queries
from platform_app.tenants.models import Seat, Tenant


class TenantGate:
    """Called within the context of the person (log-in role), who sees their own seats."""

    def find_tenant(self, slug: str) -> Tenant | None:
        """The tenant of a path, open or not."""
        return queries.find_tenant(slug)

    def find_actor(self, user_id: uuid.UUID, tenant: int, wanted: uuid.UUID | None) -> Actor | None:
        """The seat in force today: the one chosen in the switcher if it is in this tenant, else the oldest."""
        seats = queries.list_seats_in_force(user_id, tenant)
        chosen = next((seat for seat in seats if seat.id == wanted), seats[0] if seats else None)
        return None if chosen is None else actor_of(chosen)

    def is_verified(self) -> bool:
        """Whether the person proved again, within the last minutes, who they are."""
        return _person().is_verified

    def wanted_seat(self) -> uuid.UUID | None:
        """The seat chosen in the switcher."""
        return _person().seat_id


def actor_of(seat: Seat) -> Actor:
    """The person acting in this seat."""
    return Actor(seat.user_id, seat.tenant_id, seat.id, seat.role, seat.unit_id, seat.organization_id, seat.office_id)


def _person() -> SignedIn:
    return cast(SignedIn, current_user)
