"""The switcher: all roles of a person in all platforms, one of them active."""

import uuid

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from platform_app.accounts import services as accounts
from platform_app.core.access import ROLE_LABELS, Role, access, current_actor
from platform_app.core.database import INSTALLATION
from platform_app.extensions import db
from platform_app.tenants import policies, queries
from platform_app.tenants.models import Seat, Tenant
from platform_app.tenants.views.rooms import seats_room


@seats_room.get("/")
@access(policies.CHOOSE_SEAT)
def index() -> ResponseReturnValue:
    own = queries.describe_own_seats(current_actor.user_id)
    return render_template("tenants/seats.html", own=own, roles=ROLE_LABELS, chosen=current_user.seat_id)


@seats_room.post("/<int:tenant_id>/<uuid:seat_id>")
@access(policies.CHOOSE_SEAT)
def choose(tenant_id: int, seat_id: uuid.UUID) -> ResponseReturnValue:
    """Only what is in force and one's own can be chosen; anything else does not exist."""
    own = queries.list_own_seats(current_actor.user_id)
    wanted = next(((seat, tenant) for seat, tenant in own if (seat.tenant_id, seat.id) == (tenant_id, seat_id)), None)
    if wanted is None:
        abort(404)
    accounts.choose_seat(current_actor, session_id=current_user.session_id, seat_id=seat_id)
    home = home_of(*wanted)
    db.session.commit()
    return redirect(home, code=303)


def home_of(seat: Seat, tenant: Tenant) -> str:
    """The first page of a seat."""
    if tenant.id == INSTALLATION:
        return url_for("operator.index") if seat.role is Role.OPERATOR else "/national/"
    return url_for("tenants.home", slug=tenant.slug)
