"""The site's first page sends everyone to their own; a platform's first page shows what waits there."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from platform_app.core.access import ROLE_LABELS, access, current_actor, public
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.tenants import policies, queries
from platform_app.tenants.labels import TENANT_KINDS
from platform_app.tenants.tiles import home_tiles
from platform_app.tenants.views.rooms import home_room, start_room
from platform_app.tenants.views.seats import home_of


@start_room.get("/")
@public("sends a stranger to the log-in, and everyone else to their own first page")
def begin() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("login.show"), code=303)
    bind_context(db.session, Context(INSTALLATION, current_user.id, None, DbRole.LOGIN))
    own = queries.list_own_seats(current_user.id)
    chosen = [pair for pair in own if pair[0].id == current_user.seat_id] or own
    if len(chosen) != 1:
        return redirect(url_for("tenants_seats.index"), code=303)
    return redirect(home_of(*chosen[0]), code=303)


@home_room.get("/")
@access(policies.SEE_HOME)
def home() -> ResponseReturnValue:
    role = ROLE_LABELS[current_actor.role] if current_actor.role else ""
    return render_template(
        "tenants/home.html", tiles=home_tiles(current_actor), role=role, kind=TENANT_KINDS[g.tenant.kind]
    )
