"""Commands that a person gives: `--actor MAIL` acts in that person's seat, with no more rights than on screen."""

import uuid

import click
from flask import current_app

from platform_app.accounts import queries as accounts_queries
from platform_app.accounts.services import is_mail, mail_index
from platform_app.core.access import DB_ROLES, AccessTable, Actor, Permission
from platform_app.core.database import Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.tenants import queries
from platform_app.tenants.gate import actor_of


def take_seat(slug: str, mail: str, permission: Permission) -> Actor:
    """Bind the session to this person's seat in this tenant that may do it; a ``ClickException`` when none may."""
    table: AccessTable = current_app.extensions["access"]
    bind_context(db.session, Context())
    user_id = _user_id(mail)
    bind_context(db.session, Context(None, user_id, None, DbRole.LOGIN))
    tenant = queries.find_tenant(slug)
    if tenant is None or not tenant.is_open:
        raise click.ClickException(f"there is no open platform {slug}")
    actors = [actor_of(seat) for seat in queries.list_seats_in_force(user_id, tenant.id)]
    actor = next((actor for actor in actors if table.rules[permission].allows(actor)), None)
    if actor is None or actor.role is None:
        raise click.ClickException(f"{mail} may not do this in {slug} ({permission.name})")
    bind_context(db.session, Context(actor.tenant_id, user_id, actor.seat_id, DB_ROLES[actor.role]))
    return actor


def _user_id(mail: str) -> uuid.UUID:
    found = accounts_queries.find_credential(mail_index(mail)) if is_mail(mail) else None
    if found is None:
        raise click.ClickException(f"there is no account {mail}")
    return found[1].id
