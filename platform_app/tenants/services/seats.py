"""Seats: given and ended, never deleted. They are the only source of rights."""

import uuid
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from platform_app.accounts import services as accounts
from platform_app.core import audit, clock
from platform_app.core.access import TENANT_ROLES, Actor, Role
from platform_app.core.database import INSTALLATION
from platform_app.core.errors import Invalid, Refused, WrongState
from platform_app.extensions import db
from platform_app.tenants import queries
from platform_app.tenants.models import Seat, UnitKind
from platform_app.tenants.organizations import list_organizations
from platform_app.tenants.services.profile import hold_platform


def invite_person(
    actor: Actor,
    *,
    mail: str,
    role: Role,
    name: str | None = None,
    unit_id: uuid.UUID | None = None,
    organization_id: uuid.UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Seat:
    """Give a seat to the person of an address and send them the mail. Only roles of a tenant, and never to oneself:

    a secretariat that seats itself at the desk would read cases that are none of its business.
    """
    if role not in TENANT_ROLES or actor.tenant_id == INSTALLATION:
        raise Refused(_("This role is given by the operator of the service only."))
    hold_platform(actor.tenant_id)
    user_id = accounts.find_or_invite_user(mail=mail, name=name)
    if user_id == actor.user_id:
        raise Invalid(_("You cannot give a role to yourself. Ask a colleague."), "mail")
    seat = grant_seat(
        actor.tenant_id,
        user_id=user_id,
        role=role,
        unit_id=unit_id,
        organization_id=organization_id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor.user_id,
    )
    accounts.invite_user(user_id)
    return seat


def grant_seat(
    tenant_id: int,
    *,
    user_id: uuid.UUID,
    role: Role,
    unit_id: uuid.UUID | None = None,
    organization_id: uuid.UUID | None = None,
    office_id: uuid.UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    granted_by: uuid.UUID | None = None,
) -> Seat:
    """Give a seat; the caller has decided that it may be given (commands and demo data, and ``invite_person``)."""
    first = starts_on or clock.today()
    if ends_on is not None and ends_on < first:
        raise Invalid(_("The last day is before the first."), "ends_on")
    if role is Role.DESK and not _is_desk(tenant_id, unit_id):
        raise Invalid(_("Choose the desk."), "unit_id")
    if role is Role.MEMBER and organization_id not in {each.id for each in list_organizations(tenant_id)}:
        raise Invalid(_("Choose the organization."), "organization_id")
    seat = Seat(
        tenant_id=tenant_id,
        user_id=user_id,
        role=role,
        unit_id=unit_id if role is Role.DESK else None,
        organization_id=organization_id if role in (Role.MEMBER, Role.ADVISER) else None,
        office_id=office_id if role is Role.MEMBER else None,
        starts_on=first,
        ends_on=ends_on,
        granted_by=granted_by,
        created_at=clock.now(),
    )
    _refuse_double(seat)
    db.session.add(seat)
    db.session.flush()
    audit.record(
        "seat:grant", seat, changes={"role": str(role), "user_id": str(user_id), "starts_on": first.isoformat()}
    )
    return seat


def end_seat(actor: Actor, seat: Seat, *, last_day: date) -> None:
    """Let a seat end after ``last_day`` (yesterday: at once). The last secretariat seat stays."""
    hold_platform(actor.tenant_id)
    db.session.refresh(seat)
    today = clock.today()
    if seat.ends_on is not None and seat.ends_on < today:
        raise WrongState(_("This role has ended already."))
    if last_day < today - timedelta(days=1):
        raise Invalid(_("The last day can be yesterday at the earliest."), "last_day")
    if last_day < seat.starts_on and last_day >= today:
        raise Invalid(_("The last day is before the first."), "last_day")
    if seat.role is Role.SECRETARIAT and _leaves_nobody(seat, last_day):
        raise Refused(_("This is the last secretariat role. Give the role to someone else first."))
    seat.ends_on = max(last_day, seat.starts_on)
    audit.record("seat:end", seat, changes=audit.changes_of(seat))
    db.session.flush()


def _leaves_nobody(seat: Seat, last_day: date) -> bool:
    """Whether no other secretariat seat is in force on the day after. Read anew: of two ends at once the second sees the first."""
    seats = db.session.scalars(
        select(Seat)
        .where(Seat.tenant_id == seat.tenant_id, Seat.role == Role.SECRETARIAT, Seat.id != seat.id)
        .execution_options(populate_existing=True)
    ).all()
    day = max(last_day, clock.today()) + timedelta(days=1)
    return not any(other.is_in_force(day) for other in seats)


def _is_desk(tenant_id: int, unit_id: uuid.UUID | None) -> bool:
    unit = None if unit_id is None else queries.find_unit(tenant_id, unit_id)
    return unit is not None and unit.kind is UnitKind.DESK


def _refuse_double(seat: Seat) -> None:
    """The same person twice in the same role at the same place helps nobody."""
    for other in queries.list_seats_of(seat.tenant_id, seat.user_id):
        is_same = (other.role, other.unit_id, other.organization_id) == (seat.role, seat.unit_id, seat.organization_id)
        if is_same and (other.ends_on is None or other.ends_on >= seat.starts_on):
            raise Invalid(_("This person holds this role already."), "mail")
