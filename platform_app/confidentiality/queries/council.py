"""The council, its constituents, appointments and undertakings."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from platform_app.accounts.models import User
from platform_app.confidentiality.models import Appointment, Constituent, Council, Undertaking
from platform_app.core.access import Role
from platform_app.extensions import db
from platform_app.members.models import Organization
from platform_app.tenants import queries as tenants_queries
from platform_app.tenants.models import Seat


@dataclass(frozen=True, slots=True)
class ConstituentRow:
    """A constituent with the name of its organization, if it is one."""

    constituent: Constituent
    organization: str | None

    @property
    def name(self) -> str | None:
        """The organization's name, or that of the individual."""
        return self.organization or self.constituent.name


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment with its person, organization and the undertaking signed on the present text."""

    appointment: Appointment
    user: User | None
    organization: str | None
    undertaking: Undertaking | None

    @property
    def person(self) -> str | None:
        """The name of the person appointed, as far as the present context shows people."""
        return self.user.name if self.user else None


def find_council(tenant_id: int) -> Council | None:
    """The tenant's council, if one was founded."""
    return db.session.scalars(
        select(Council).where(Council.tenant_id == tenant_id).order_by(Council.established_on, Council.id).limit(1)
    ).one_or_none()


def get_council(tenant_id: int) -> Council | None:
    """As ``find_council``; a page about a council that was not founded does not exist."""
    return find_council(tenant_id)


def get_appointment(tenant_id: int, appointment_id: uuid.UUID) -> Appointment | None:
    """An appointment of this tenant, ended or not."""
    return db.session.get(Appointment, (tenant_id, appointment_id))


def get_constituent(tenant_id: int, constituent_id: uuid.UUID) -> Constituent | None:
    """A constituent of this tenant's council, present or former."""
    return db.session.get(Constituent, (tenant_id, constituent_id))


def list_constituents(council: Council) -> list[ConstituentRow]:
    """Present and former constituents; the present first, organizations in the order of their kana."""
    rows = db.session.execute(
        select(Constituent, Organization.name)
        .outerjoin(
            Organization,
            and_(Organization.tenant_id == Constituent.tenant_id, Organization.id == Constituent.organization_id),
        )
        .where(Constituent.tenant_id == council.tenant_id, Constituent.council_id == council.id)
        .order_by(Constituent.to_on.is_not(None), Organization.name_kana, Constituent.from_on, Constituent.id)
    )
    return [ConstituentRow(constituent, name) for constituent, name in rows]


def list_appointments(council: Council) -> list[AppointmentRow]:
    """Everyone who is or was appointed: the duty outlives the term, so nobody leaves this list."""
    rows = db.session.execute(
        _appointments(council).order_by(
            Appointment.ends_on.is_not(None), Appointment.tier, Appointment.starts_on.desc(), Appointment.id
        )
    )
    return [AppointmentRow(*row) for row in rows]


def list_own_appointments(council: Council, user_id: uuid.UUID) -> list[AppointmentRow]:
    """One person's appointments, the newest first."""
    rows = db.session.execute(
        _appointments(council)
        .where(Appointment.user_id == user_id)
        .order_by(Appointment.starts_on.desc(), Appointment.id.desc())
    )
    return [AppointmentRow(*row) for row in rows]


def list_signed(council: Council, user_id: uuid.UUID) -> list[tuple[Undertaking, Appointment]]:
    """Every undertaking that a person signed for this council, the newest first."""
    rows = db.session.execute(
        select(Undertaking, Appointment)
        .join(
            Appointment,
            and_(Appointment.tenant_id == Undertaking.tenant_id, Appointment.id == Undertaking.appointment_id),
        )
        .where(
            Undertaking.tenant_id == council.tenant_id,
            Undertaking.user_id == user_id,
            Appointment.council_id == council.id,
        )
        .order_by(Undertaking.signed_at.desc(), Undertaking.id.desc())
    )
    return [(undertaking, appointment) for undertaking, appointment in rows]


def list_appointed(council: Council, on: date) -> list[AppointmentRow]:
    """Appointments in force on a day."""
    rows = db.session.execute(
        _appointments(council).where(*_in_force(on)).order_by(Appointment.tier, Appointment.starts_on, Appointment.id)
    )
    return [AppointmentRow(*row) for row in rows]


def count_unsigned(council: Council, on: date) -> int:
    """Appointments in force on a day without an undertaking on the present text."""
    rows = _appointments(council).where(*_in_force(on), Undertaking.id.is_(None)).with_only_columns(Appointment.id)
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def list_appointable(tenant_id: int, on: date) -> Sequence[User]:
    """People with a seat as council member on a day."""
    seats = select(Seat.user_id).where(
        Seat.tenant_id == tenant_id, Seat.role == Role.COUNCIL, *tenants_queries.seat_in_force(on)
    )
    return db.session.scalars(select(User).where(User.id.in_(seats)).order_by(User.id)).all()


def find_organization(tenant_id: int, organization_id: uuid.UUID | None) -> Organization | None:
    """An organization of this tenant; none where none is named."""
    return db.session.get(Organization, (tenant_id, organization_id)) if organization_id else None


def find_overlapping(appointment: Appointment) -> Appointment | None:
    """Another appointment of the same person to the same tier that shares a day with this one."""
    query = select(Appointment).where(
        Appointment.tenant_id == appointment.tenant_id,
        Appointment.council_id == appointment.council_id,
        Appointment.user_id == appointment.user_id,
        Appointment.tier == appointment.tier,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= appointment.starts_on),
    )
    if appointment.ends_on is not None:
        query = query.where(Appointment.starts_on <= appointment.ends_on)
    return db.session.scalars(query.limit(1)).one_or_none()


def _in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    return (Appointment.starts_on <= on, or_(Appointment.ends_on.is_(None), Appointment.ends_on >= on))


def _appointments(council: Council) -> Select[Appointment, User, str, Undertaking]:
    return (
        select(Appointment, User, Organization.name, Undertaking)
        .outerjoin(User, User.id == Appointment.user_id)
        .outerjoin(
            Organization,
            and_(Organization.tenant_id == Appointment.tenant_id, Organization.id == Appointment.organization_id),
        )
        .outerjoin(
            Undertaking,
            and_(
                Undertaking.tenant_id == Appointment.tenant_id,
                Undertaking.appointment_id == Appointment.id,
                Undertaking.text_version == council.undertaking_version,
            ),
        )
        .where(Appointment.tenant_id == council.tenant_id, Appointment.council_id == council.id)
    )
