"""What the operator does: open platforms, suspend and reopen them. It sees no case and no personal data."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from platform_app.accounts import services as accounts
from platform_app.core import audit, clock
from platform_app.core.access import Actor, Role
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context, current_context
from platform_app.core.errors import Invalid, WrongState
from platform_app.extensions import db
from platform_app.tenants import queries
from platform_app.tenants.models import Tenant, TenantArea, TenantAuthority, TenantKind, TenantStatus, Unit, UnitKind
from platform_app.tenants.services.profile import find_area
from platform_app.tenants.services.seats import grant_seat


@dataclass(frozen=True, slots=True)
class NewTenant:
    """What a platform begins with."""

    slug: str
    name: str
    short_name: str
    kind: TenantKind
    number_prefix: str
    code: str | None = None
    population: int | None = None
    desk: str = "総合相談窓口"
    """Name of the first desk; data, in the language of the tenant."""
    secretariat_mail: str | None = None


def create_tenant(actor: Actor | None, new: NewTenant) -> Tenant:
    """Open a platform with its first desk and, by mail, its first secretariat. Leaves the context as it was."""
    code = find_area(new.code, "code").code if new.code else None
    tenant = Tenant(
        slug=new.slug,
        name=new.name,
        short_name=new.short_name,
        kind=new.kind,
        status=TenantStatus.OPEN,
        code=code,
        population=new.population,
        number_prefix=new.number_prefix,
        settings={},
        created_at=clock.now(),
    )
    if queries.find_tenant(new.slug) is not None or new.slug == "installation":
        raise Invalid(_("This short address is taken."), "slug")
    try:
        with db.session.begin_nested():
            db.session.add(tenant)
            db.session.flush()
    except IntegrityError as taken:
        raise Invalid(_("This short address is taken or has other letters than a-z, 0-9 and -."), "slug") from taken
    audit.record("tenant:create", tenant, changes={"slug": new.slug, "kind": str(new.kind)})
    _furnish(actor, tenant, new)
    return queries.get_tenant(tenant.id)


def suspend_tenant(actor: Actor, tenant: Tenant) -> None:
    """Close a platform's pages until it is reopened; nothing is lost."""
    if tenant.status is not TenantStatus.OPEN:
        raise WrongState(_("Only a running platform can be suspended."))
    tenant.status = TenantStatus.SUSPENDED
    audit.record("tenant:suspend", tenant)
    db.session.flush()


def reopen_tenant(actor: Actor, tenant: Tenant) -> None:
    """Open a suspended platform again."""
    if tenant.status is not TenantStatus.SUSPENDED:
        raise WrongState(_("Only a suspended platform can be reopened."))
    tenant.status = TenantStatus.OPEN
    audit.record("tenant:reopen", tenant)
    db.session.flush()


def _furnish(actor: Actor | None, tenant: Tenant, new: NewTenant) -> None:
    """Desk, area, owner and first secretariat, within the new tenant's own context."""
    before = current_context(db.session)
    tenant_id, code, today = tenant.id, tenant.code, clock.today()
    by = actor.user_id if actor else None
    bind_context(db.session, Context(tenant_id, by, None, DbRole.NATIONAL))
    db.session.add(Unit(tenant_id=tenant_id, kind=UnitKind.DESK, name=new.desk))
    if code is not None:
        db.session.add(TenantArea(tenant_id=tenant_id, area_code=code, from_on=today))
        db.session.add(TenantAuthority(tenant_id=tenant_id, area_code=code, is_lead=True, from_on=today))
    db.session.flush()
    if new.secretariat_mail:
        user_id = accounts.find_or_invite_user(mail=_checked(new.secretariat_mail))
        grant_seat(tenant_id, user_id=user_id, role=Role.SECRETARIAT, granted_by=by)
        accounts.invite_user(user_id)
    bind_context(db.session, before or Context(INSTALLATION, by, None, DbRole.NATIONAL))


def _checked(mail: str) -> str:
    if not accounts.is_mail(mail):
        raise Invalid(_("Enter a mail address like name@example.jp."), "secretariat_mail")
    return mail
