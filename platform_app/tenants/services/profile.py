"""A platform's own description: profile, areas, owning local governments, desks."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.japanese import normalize_local_gov_code
from platform_app.extensions import db
from platform_app.tenants import queries
from platform_app.tenants.models import Area, Tenant, TenantArea, TenantAuthority, Unit, UnitKind

Place = TypeVar("Place", TenantArea, TenantAuthority)
PROFILE = frozenset(
    {
        "name",
        "short_name",
        "kind",
        "code",
        "population",
        "number_prefix",
        "formation",
        "formed_from",
        "starting_theme",
        "secretariat_kind",
        "secretariat_name",
        "started_on",
        "description",
    }
)


def change_profile(
    actor: Actor,
    tenant: Tenant,
    *,
    values: Mapping[str, Any],
    features_off: list[str],
    answer_days: int,
    return_days: int,
) -> None:
    """Change the profile. ``code`` is taken in any spelling; a referral goes back later than it should be answered."""
    unknown = set(values) - PROFILE
    if unknown:
        raise ValueError(f"not part of the profile: {', '.join(sorted(unknown))}")
    if return_days < answer_days:
        raise Invalid(_("A referral cannot go back before its answer is due."), "return_days")
    for name, value in values.items():
        setattr(tenant, name, find_area(value, "code").code if name == "code" and value else value)
    tenant.settings = {
        **tenant.settings,
        "features_off": sorted(features_off),
        "answer_days": answer_days,
        "return_days": return_days,
    }
    changes = audit.changes_of(tenant, leave_out=("settings",))
    audit.record("tenant:change", tenant, changes={**changes, "settings": dict(tenant.settings)})
    db.session.flush()


def hold_platform(tenant_id: int) -> None:
    """Hold the platform's row until the transaction ends: what may stand in it once only is entered one after the other.

    For its secretariat; the database lets nobody else change, and so lock, the row.
    """
    db.session.execute(select(Tenant.id).where(Tenant.id == tenant_id).with_for_update())


def find_area(text: str, field: str) -> Area:
    """The area of a local government code as people write it; ``Invalid`` when there is none."""
    try:
        area = queries.find_area(normalize_local_gov_code(text))
    except ValueError as wrong:
        raise Invalid(str(wrong), field) from wrong
    if area is None:
        raise Invalid(_("There is no local government with this code."), field)
    return area


def add_area(actor: Actor, *, code: str, from_on: date) -> TenantArea:
    """The platform serves one more area from a day on."""
    area = find_area(code, "code")
    hold_platform(actor.tenant_id)
    if any(
        row.area_code == area.code and _lasts(row.to_on, from_on)
        for row, _area in queries.list_area_periods(actor.tenant_id)
    ):
        raise Invalid(_("This area is listed already."), "code")
    row = TenantArea(tenant_id=actor.tenant_id, area_code=area.code, from_on=from_on)
    return _add(row, "tenant:add-area", area)


def add_authority(actor: Actor, *, code: str, from_on: date, is_lead: bool) -> TenantAuthority:
    """One more local government owns the platform; a new leading one takes the lead from the former."""
    area = find_area(code, "code")
    hold_platform(actor.tenant_id)
    rows = [row for row, _area in queries.list_authorities(actor.tenant_id) if _lasts(row.to_on, from_on)]
    if any(row.area_code == area.code for row in rows):
        raise Invalid(_("This local government is listed already."), "code")
    for row in rows:
        row.is_lead = row.is_lead and not is_lead
    added = TenantAuthority(tenant_id=actor.tenant_id, area_code=area.code, from_on=from_on, is_lead=is_lead)
    return _add(added, "tenant:add-authority", area)


def end_area(actor: Actor, row: TenantArea) -> None:
    """The platform no longer serves the area; yesterday was the last day."""
    _end(row, "tenant:end-area")


def end_authority(actor: Actor, row: TenantAuthority) -> None:
    """The local government no longer owns the platform; yesterday was the last day."""
    _end(row, "tenant:end-authority")


def add_unit(actor: Actor, *, kind: UnitKind, name: str, phone: str | None = None) -> Unit:
    """Open a desk or name the secretariat. Names are unique, so that people can tell desks apart."""
    _refuse_taken(actor.tenant_id, name)
    unit = Unit(tenant_id=actor.tenant_id, kind=kind, name=name.strip(), phone=phone or None)
    db.session.add(unit)
    db.session.flush()
    audit.record("unit:add", unit, changes={"kind": str(kind), "name": unit.name})
    return unit


def rename_unit(actor: Actor, unit: Unit, *, name: str, phone: str | None) -> None:
    """Change a unit's name and phone."""
    if name.strip() != unit.name:
        _refuse_taken(actor.tenant_id, name)
    unit.name, unit.phone = name.strip(), phone or None
    audit.record("unit:change", unit, changes=audit.changes_of(unit))
    db.session.flush()


def _refuse_taken(tenant_id: int, name: str) -> None:
    hold_platform(tenant_id)
    if any(unit.name == name.strip() for unit in queries.list_units(tenant_id)):
        raise Invalid(_("There is a unit with this name already."), "name")


def _add(row: Place, action: str, area: Area) -> Place:
    db.session.add(row)
    db.session.flush()
    audit.record(action, row, changes={"area_code": area.code, "from_on": row.from_on.isoformat()})
    return row


def _end(row: TenantArea | TenantAuthority, action: str) -> None:
    db.session.refresh(row, with_for_update=True)
    today = clock.today()
    if row.to_on is not None and row.to_on < today:
        raise WrongState(_("This entry has ended already."))
    row.to_on = max(today - timedelta(days=1), row.from_on)
    audit.record(action, row, changes={"area_code": row.area_code, "to_on": row.to_on.isoformat()})
    db.session.flush()


def _lasts(to_on: date | None, day: date) -> bool:
    return to_on is None or to_on >= day
