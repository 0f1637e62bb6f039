"""Reads of tenants, areas, units and seats."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from platform_app.accounts.models import User, UserStatus
from platform_app.core import clock
from platform_app.core.access import DB_ROLES
from platform_app.core.database import INSTALLATION, Context, bind_context, current_context
from platform_app.extensions import db
from platform_app.tenants.models import (
    Area,
    ProgrammeParticipation,
    Seat,
    Tenant,
    TenantArea,
    TenantAuthority,
    TenantStatus,
    Unit,
    UnitKind,
)
from platform_app.tenants.organizations import list_organizations


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """One of a person's seats as the switcher shows it."""

    seat: Seat
    tenant: Tenant
    detail: str | None


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """A platform in the operator's list: public facts only."""

    tenant: Tenant
    areas: int
    authorities: int
    fiscal_years: Sequence[int]


def find_tenant(slug: str) -> Tenant | None:
    """A tenant by its slug; never the installation."""
    return db.session.scalars(select(Tenant).where(Tenant.slug == slug, Tenant.id != INSTALLATION)).first()


def get_tenant(tenant_id: int) -> Tenant:
    """A tenant by its number."""
    return db.session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()


def find_platform(tenant_id: int, slug: str) -> Tenant | None:
    """A platform for the operator's pages, which stand in tenant 0."""
    return find_tenant(slug) if tenant_id == INSTALLATION else None


def list_tenants() -> Sequence[Tenant]:
    """All platforms by slug, without the installation."""
    return db.session.scalars(select(Tenant).where(Tenant.id != INSTALLATION).order_by(Tenant.slug)).all()


def list_tenant_ids() -> Sequence[int]:
    """The numbers of all platforms."""
    return db.session.scalars(select(Tenant.id).where(Tenant.id != INSTALLATION).order_by(Tenant.id)).all()


def find_tenant_id(slug: str) -> int | None:
    """The number of a platform by its slug."""
    return db.session.scalar(select(Tenant.id).where(Tenant.slug == slug, Tenant.id != INSTALLATION))


def find_slug(tenant_id: int) -> str | None:
    """The slug of a tenant by its number."""
    return db.session.scalar(select(Tenant.slug).where(Tenant.id == tenant_id))


def why_not(tenant_id: int, user_id: uuid.UUID | None) -> str | None:
    """Why no job runs for this tenant and person: ``platform-not-open``, ``user-not-active``, or None."""
    if db.session.scalar(select(Tenant.status).where(Tenant.id == tenant_id)) != TenantStatus.OPEN:
        return "platform-not-open"
    if user_id is not None and db.session.scalar(select(User.status).where(User.id == user_id)) == UserStatus.DISABLED:
        return "user-not-active"
    return None


def select_platforms(text: str = "") -> Select[Tenant]:
    """Platforms by slug, narrowed by a part of a name or slug."""
    platforms = select(Tenant).where(Tenant.id != INSTALLATION).order_by(Tenant.slug)
    if text:
        platforms = platforms.where(
            or_(*(column.contains(text, autoescape=True) for column in (Tenant.slug, Tenant.name, Tenant.short_name)))
        )
    return platforms


def platform_rows(tenants: Iterable[Tenant]) -> list[PlatformRow]:
    """The operator's rows with their public counts, in three statements for any number of them."""
    listed = list(tenants)
    ids = [tenant.id for tenant in listed]
    today = clock.today()
    areas = _counts(
        select(TenantArea.tenant_id, func.count().label("number"))
        .where(TenantArea.tenant_id.in_(ids), or_(TenantArea.to_on.is_(None), TenantArea.to_on >= today))
        .group_by(TenantArea.tenant_id)
    )
    authorities = _counts(
        select(TenantAuthority.tenant_id, func.count().label("number"))
        .where(TenantAuthority.tenant_id.in_(ids), or_(TenantAuthority.to_on.is_(None), TenantAuthority.to_on >= today))
        .group_by(TenantAuthority.tenant_id)
    )
    years: dict[int, list[int]] = {}
    for tenant_id, year in db.session.execute(
        select(ProgrammeParticipation.tenant_id, ProgrammeParticipation.fiscal_year)
        .where(ProgrammeParticipation.tenant_id.in_(ids))
        .order_by(ProgrammeParticipation.fiscal_year)
    ):
        years.setdefault(tenant_id, []).append(year)
    return [PlatformRow(t, areas.get(t.id, 0), authorities.get(t.id, 0), years.get(t.id, [])) for t in listed]


def find_area(code: str | None) -> Area | None:
    """An area by its six-digit code; none where no code is known."""
    return db.session.get(Area, code) if code else None


def list_areas_by_code(codes: Iterable[str]) -> Sequence[Area]:
    """Areas by their codes, in order of code."""
    return db.session.scalars(select(Area).where(Area.code.in_(list(codes))).order_by(Area.code)).all()


def list_tenant_areas(tenant_id: int) -> Sequence[Area]:
    """The areas that the platform serves today, by code."""
    today = clock.today()
    served = select(TenantArea.area_code).where(
        TenantArea.tenant_id == tenant_id,
        TenantArea.from_on <= today,
        or_(TenantArea.to_on.is_(None), TenantArea.to_on >= today),
    )
    return db.session.scalars(select(Area).where(Area.code.in_(served)).order_by(Area.code)).all()


def list_area_periods(tenant_id: int) -> list[tuple[TenantArea, Area]]:
    """The areas that the platform serves or served, by code."""
    rows = db.session.execute(
        select(TenantArea, Area)
        .join(Area, Area.code == TenantArea.area_code)
        .where(TenantArea.tenant_id == tenant_id)
        .order_by(TenantArea.to_on.desc().nulls_first(), TenantArea.area_code)
    )
    return [(row[0], row[1]) for row in rows]


def list_authorities(tenant_id: int) -> list[tuple[TenantAuthority, Area]]:
    """The local governments that own or owned the platform, the leading one first."""
    rows = db.session.execute(
        select(TenantAuthority, Area)
        .join(Area, Area.code == TenantAuthority.area_code)
        .where(TenantAuthority.tenant_id == tenant_id)
        .order_by(TenantAuthority.to_on.desc().nulls_first(), TenantAuthority.is_lead.desc(), TenantAuthority.area_code)
    )
    return [(row[0], row[1]) for row in rows]


def find_tenant_area(tenant_id: int, area_id: uuid.UUID) -> TenantArea | None:
    """One served area."""
    return db.session.get(TenantArea, (tenant_id, area_id))


def find_authority(tenant_id: int, authority_id: uuid.UUID) -> TenantAuthority | None:
    """One owning local government."""
    return db.session.get(TenantAuthority, (tenant_id, authority_id))


def list_units(tenant_id: int, kind: UnitKind | None = None) -> Sequence[Unit]:
    """Units by kind and name."""
    units = select(Unit).where(Unit.tenant_id == tenant_id).order_by(Unit.kind, Unit.name, Unit.id)
    return db.session.scalars(units if kind is None else units.where(Unit.kind == kind)).all()


def find_unit(tenant_id: int, unit_id: uuid.UUID) -> Unit | None:
    """One unit."""
    return db.session.get(Unit, (tenant_id, unit_id))


def find_unit_named(tenant_id: int, name: str) -> Unit | None:
    """A desk by its whole name."""
    return db.session.scalars(
        select(Unit).where(Unit.tenant_id == tenant_id, Unit.name == name, Unit.kind == UnitKind.DESK).order_by(Unit.id)
    ).first()


def find_seat(tenant_id: int, seat_id: uuid.UUID) -> Seat | None:
    """One seat."""
    return db.session.get(Seat, (tenant_id, seat_id))


def find_user(seat: Seat) -> User | None:
    """The person of a seat, as far as the present context shows people."""
    return db.session.get(User, seat.user_id)


def select_people(tenant_id: int, *, with_ended: bool = False) -> Select[Seat, User]:
    """Seats with their people, those in force first, then by role and time."""
    people = (
        select(Seat, User)
        .join(User, User.id == Seat.user_id)
        .where(Seat.tenant_id == tenant_id)
        .order_by(Seat.ends_on.desc().nulls_first(), Seat.role, Seat.created_at, Seat.id)
    )
    return people if with_ended else people.where(or_(Seat.ends_on.is_(None), Seat.ends_on >= clock.today()))


def list_seats_in_force(user_id: uuid.UUID, tenant_id: int) -> Sequence[Seat]:
    """A person's seats in a tenant that count today, the oldest first."""
    return db.session.scalars(
        select(Seat)
        .where(Seat.tenant_id == tenant_id, Seat.user_id == user_id, *seat_in_force(clock.today()))
        .order_by(Seat.created_at, Seat.id)
    ).all()


def list_seats_of(tenant_id: int, user_id: uuid.UUID) -> Sequence[Seat]:
    """All seats of a person in a tenant, ended ones too."""
    return db.session.scalars(
        select(Seat).where(Seat.tenant_id == tenant_id, Seat.user_id == user_id).order_by(Seat.created_at, Seat.id)
    ).all()


def count_ending_seats(tenant_id: int, on: date, within: timedelta = timedelta(days=30)) -> int:
    """Seats in force that end soon."""
    query = select(func.count()).where(Seat.tenant_id == tenant_id, Seat.ends_on <= on + within, *seat_in_force(on))
    return db.session.scalar(query) or 0


def list_own_seats(user_id: uuid.UUID) -> list[tuple[Seat, Tenant]]:
    """A person's seats in force in open tenants; needs the person's own context."""
    rows = db.session.execute(
        select(Seat, Tenant)
        .join(Tenant, Tenant.id == Seat.tenant_id)
        .where(Seat.user_id == user_id, Tenant.status == TenantStatus.OPEN, *seat_in_force(clock.today()))
        .order_by(Tenant.id, Seat.created_at, Seat.id)
    )
    return [(row[0], row[1]) for row in rows]


def describe_own_seats(user_id: uuid.UUID) -> list[OwnSeat]:
    """A person's seats for the switcher; where there are several in one tenant, with desk or organization to tell them apart."""
    before = current_context(db.session)
    found = list_own_seats(user_id)
    crowded = {tenant.id for _seat, tenant in found if [other.id for _s, other in found].count(tenant.id) > 1}
    details = {
        key: _detail(seat)
        for key, seat in [((seat.tenant_id, seat.id), seat) for seat, tenant in found if tenant.id in crowded]
    }
    bind_context(db.session, before)
    return [OwnSeat(seat, tenant, details.get((seat.tenant_id, seat.id))) for seat, tenant in found]


def seat_in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``Seat``: it counts on this day, the first and the last day included."""
    return (Seat.starts_on <= on, or_(Seat.ends_on.is_(None), Seat.ends_on >= on))


def _counts(statement: Select[int, int]) -> dict[int, int]:
    return {row.tenant_id: row.number for row in db.session.execute(statement)}


def _detail(seat: Seat) -> str | None:
    """Desk or organization of a seat, read as its holder."""
    bind_context(db.session, Context(seat.tenant_id, seat.user_id, seat.id, DB_ROLES[seat.role]))
    if seat.organization_id is not None:
        return next((each.name for each in list_organizations(seat.tenant_id) if each.id == seat.organization_id), None)
    unit = find_unit(seat.tenant_id, seat.unit_id) if seat.unit_id is not None else None
    return unit.name if unit else None
