"""`tsunagi tenants …` and `tsunagi users …`: opening platforms and inviting people from the command line.

Who runs these commands holds the host; what they do is recorded without a user.
"""

import uuid

import click
from flask.cli import with_appcontext

from platform_app.accounts import services as accounts
from platform_app.core.access import TENANT_ROLES, Role
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.errors import DomainError
from platform_app.extensions import db
from platform_app.tenants import queries
from platform_app.tenants.models import TenantKind
from platform_app.tenants.organizations import list_organizations
from platform_app.tenants.services import create_tenant, grant_seat
from platform_app.tenants.services.platforms import NewTenant

KINDS = [str(kind) for kind in TenantKind if kind is not TenantKind.INSTALLATION]


@click.group("tenants")
def tenants() -> None:
    """Open and list platforms."""


@tenants.command("list")
@with_appcontext
def list_() -> None:
    """One line for each platform: short address, state, name."""
    bind_context(db.session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    for tenant in queries.list_tenants():
        click.echo(f"{tenant.slug}\t{tenant.status}\t{tenant.name}")


@tenants.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="Name of the platform.")
@click.option("--short-name", required=True, help="Name of the body, e.g. 鳥取市.")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--prefix", required=True, help="Beginning of human numbers, e.g. 鳥市.")
@click.option("--code", help="Local government code, six digits.")
@click.option("--population", type=click.IntRange(0))
@click.option("--desk", default="総合相談窓口", show_default=True, help="Name of the first desk.")
@click.option("--mail", help="Mail address of the first secretariat, which is invited.")
@with_appcontext
def create(
    slug: str,
    name: str,
    short_name: str,
    kind: str,
    prefix: str,
    code: str | None,
    population: int | None,
    desk: str,
    mail: str | None,
) -> None:
    """Open a platform under /t/SLUG/."""
    bind_context(db.session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    new = NewTenant(slug, name, short_name, TenantKind(kind), prefix, code, population, desk, mail)
    try:
        tenant = create_tenant(None, new)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo(f"{slug} is open as number {tenant.id}")


@click.group("users")
def users() -> None:
    """Invite people."""


@users.command("invite")
@click.option("--tenant", "slug", help="Short address of the platform; without it a role of the installation.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--mail", required=True, help="Mail address.")
@click.option("--name", help="Name; the person can change it.")
@click.option("--desk", help="Name of the desk, for the role desk.")
@click.option("--organization", help="Name of the organization, for the role member.")
@with_appcontext
def invite(
    slug: str | None, role: str, mail: str, name: str | None, desk: str | None, organization: str | None
) -> None:
    """Give a role to the person of a mail address and send them an invitation by mail."""
    wanted = Role(role)
    if (wanted in TENANT_ROLES) != (slug is not None):
        raise click.UsageError("--tenant is needed for the roles of a platform, and only for them")
    tenant_id = _enter(slug)
    try:
        user_id = accounts.find_or_invite_user(mail=mail, name=name)
        grant_seat(
            tenant_id,
            user_id=user_id,
            role=wanted,
            unit_id=_desk(tenant_id, desk),
            organization_id=_organization(tenant_id, organization),
        )
        accounts.invite_user(user_id)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo("the invitation will be sent by the worker")


def _enter(slug: str | None) -> int:
    bind_context(db.session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    if slug is None:
        return INSTALLATION
    tenant_id = queries.find_tenant_id(slug)
    if tenant_id is None:
        raise click.UsageError(f"there is no platform {slug}")
    bind_context(db.session, Context(tenant_id, None, None, DbRole.TENANT))
    return tenant_id


def _desk(tenant_id: int, name: str | None) -> uuid.UUID | None:
    if name is None:
        return None
    unit = queries.find_unit_named(tenant_id, name)
    if unit is None:
        raise click.UsageError(f"there is no desk {name}")
    return unit.id


def _organization(tenant_id: int, name: str | None) -> uuid.UUID | None:
    if name is None:
        return None
    found = [each.id for each in list_organizations(tenant_id) if each.name == name]
    if len(found) != 1:
        raise click.UsageError(f"there is {'no' if not found else 'more than one'} organization {name}")
    return found[0]
