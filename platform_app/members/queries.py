"""Reads of the register."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from platform_app.core import clock
from platform_app.core.japanese import search_key
from platform_app.extensions import db
from platform_app.members.models import (
    ContactPerson,
    MemberClass,
    MemberStatus,
    Office,
    Organization,
    OrganizationKind,
)


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What a list of members is narrowed to; empty means all that have not left."""

    words: str = ""
    kind: OrganizationKind | None = None
    member_class_id: uuid.UUID | None = None
    status: MemberStatus | None = None
    field: str | None = None


def get_member(tenant_id: int, member_id: uuid.UUID) -> Organization | None:
    """A member of this tenant, whether or not it has left."""
    return db.session.get(Organization, (tenant_id, member_id))


def members_list(tenant_id: int, wanted: MemberFilter) -> Select[Organization, str, int]:
    """Members in the order of their kana, each with class name and number of open offices; to be paged."""
    offices = (
        select(Office.organization_id, func.count().label("number"))
        .where(Office.tenant_id == tenant_id, Office.closed_on.is_(None))
        .group_by(Office.organization_id)
        .subquery()
    )
    query = select(
        Organization, MemberClass.name.label("class_name"), func.coalesce(offices.c.number, 0).label("offices")
    )
    return (
        query.where(*_conditions(tenant_id, wanted))
        .join(
            MemberClass,
            (MemberClass.tenant_id == Organization.tenant_id) & (MemberClass.id == Organization.member_class_id),
        )
        .outerjoin(offices, offices.c.organization_id == Organization.id)
        .order_by(Organization.name_kana, Organization.id)
    )


def list_rows(tenant_id: int, wanted: MemberFilter) -> Sequence[Row[Organization, str, int]]:
    """All rows of ``members_list``, for an export."""
    return db.session.execute(members_list(tenant_id, wanted)).all()


def count_members(tenant_id: int) -> int:
    """How many organizations are members now; who is suspended still is one."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Organization)
            .where(Organization.tenant_id == tenant_id, Organization.status != MemberStatus.WITHDRAWN)
        )
        or 0
    )


def count_contacts(tenant_id: int, organization_id: uuid.UUID) -> int:
    """How many contact persons a member has today; reads no personal data."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(ContactPerson)
            .where(
                ContactPerson.tenant_id == tenant_id,
                ContactPerson.organization_id == organization_id,
                *_in_office(clock.today()),
            )
        )
        or 0
    )


def list_organizations(tenant_id: int) -> Sequence[Organization]:
    """Active members, for pick-lists."""
    return db.session.scalars(
        select(Organization)
        .where(Organization.tenant_id == tenant_id, Organization.status == MemberStatus.ACTIVE)
        .order_by(Organization.name_kana, Organization.id)
    ).all()


def list_offices(tenant_id: int, organization_id: uuid.UUID) -> Sequence[Office]:
    """Offices of a member, closed ones too, the main one first."""
    return db.session.scalars(
        select(Office)
        .where(Office.tenant_id == tenant_id, Office.organization_id == organization_id)
        .order_by(Office.is_main.desc(), Office.name)
    ).all()


def get_office(tenant_id: int, office_id: uuid.UUID) -> Office | None:
    """An office of any member of this tenant."""
    return db.session.get(Office, (tenant_id, office_id))


def list_open_offices(tenant_id: int, organization_id: uuid.UUID | None = None) -> Sequence[Row[Office, str]]:
    """Open offices of active members, each with its organization's name; of one organization if named."""
    query = (
        select(Office, Organization.name)
        .join(Organization, (Organization.tenant_id == Office.tenant_id) & (Organization.id == Office.organization_id))
        .where(Office.tenant_id == tenant_id, Office.closed_on.is_(None), Organization.status == MemberStatus.ACTIVE)
        .order_by(Organization.name_kana, Organization.id, Office.is_main.desc(), Office.name)
    )
    if organization_id is not None:
        query = query.where(Office.organization_id == organization_id)
    return db.session.execute(query).all()


def get_main_office(tenant_id: int, organization_id: uuid.UUID) -> Office | None:
    """The main office of a member; the first by name when none is marked."""
    return next(iter(list_offices(tenant_id, organization_id)), None)


def list_contacts(tenant_id: int, organization_id: uuid.UUID, on: date) -> Sequence[ContactPerson]:
    """Contact persons in office on a day, the first contact first."""
    return db.session.scalars(
        select(ContactPerson)
        .where(
            ContactPerson.tenant_id == tenant_id,
            ContactPerson.organization_id == organization_id,
            *_in_office(on),
        )
        .order_by(ContactPerson.is_primary.desc(), ContactPerson.starts_on, ContactPerson.id)
    ).all()


def list_contacts_from(tenant_id: int, organization_id: uuid.UUID, on: date) -> Sequence[ContactPerson]:
    """Contact persons in office on a day or later, the first contact first: who starts in April is shown in March."""
    return db.session.scalars(
        select(ContactPerson)
        .where(
            ContactPerson.tenant_id == tenant_id,
            ContactPerson.organization_id == organization_id,
            or_(ContactPerson.ends_on.is_(None), ContactPerson.ends_on >= on),
        )
        .order_by(ContactPerson.is_primary.desc(), ContactPerson.starts_on, ContactPerson.id)
    ).all()


def get_contact(tenant_id: int, member_id: uuid.UUID, contact_id: uuid.UUID) -> ContactPerson | None:
    """A contact person of this very member; of another one there is none."""
    contact = db.session.get(ContactPerson, (tenant_id, contact_id))
    return contact if contact is not None and contact.organization_id == member_id else None


def class_name(tenant_id: int, class_id: uuid.UUID) -> str:
    """Name of a member class; empty when there is none such."""
    found = db.session.get(MemberClass, (tenant_id, class_id))
    return found.name if found else ""


def list_classes(tenant_id: int) -> Sequence[MemberClass]:
    """Member classes in the order the tenant gave them."""
    return db.session.scalars(
        select(MemberClass).where(MemberClass.tenant_id == tenant_id).order_by(MemberClass.position, MemberClass.name)
    ).all()


def find_alike(tenant_id: int, name: str) -> Sequence[Organization]:
    """Organizations whose normal name is the same: perhaps entered already."""
    key = search_key(name)
    return db.session.scalars(
        select(Organization)
        .where(
            Organization.tenant_id == tenant_id,
            or_(Organization.search_key == key, Organization.search_key.startswith(key + "\n", autoescape=True)),
        )
        .order_by(Organization.name_kana, Organization.id)
    ).all()


def _in_office(on: date) -> tuple[ColumnElement[bool], ...]:
    return ContactPerson.starts_on <= on, or_(ContactPerson.ends_on.is_(None), ContactPerson.ends_on >= on)


def _conditions(tenant_id: int, wanted: MemberFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Organization.tenant_id == tenant_id]
    where.append(
        Organization.status == wanted.status if wanted.status else Organization.status != MemberStatus.WITHDRAWN
    )
    where += [Organization.search_key.contains(search_key(word), autoescape=True) for word in wanted.words.split()]
    if wanted.kind:
        where.append(Organization.kind == wanted.kind)
    if wanted.member_class_id:
        where.append(Organization.member_class_id == wanted.member_class_id)
    if wanted.field:
        where.append(Organization.fields.contains([wanted.field]))
    return where
