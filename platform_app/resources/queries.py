"""Reads of the resource list."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from platform_app.core import clock
from platform_app.core.access import Actor
from platform_app.core.japanese import search_key
from platform_app.extensions import db
from platform_app.members.models import MemberStatus, Office, Organization
from platform_app.resources.models import Resource, ResourceStatus, RoomReport, RoomState
from platform_app.resources.policies import VISIBLE_TO
from platform_app.tenants import queries as tenants_queries

STALE_AFTER = timedelta(days=183)
"""An entry that nobody checked for half a year may no longer be true."""


@dataclass(frozen=True, slots=True)
class ResourceFilter:
    """What the list is narrowed to; empty means every resource in use."""

    words: str = ""
    field: str | None = None
    any_field: tuple[str, ...] = ()
    """Any of these fields (the fields that answer a topic)."""
    target_group: str | None = None
    area_code: str | None = None
    reach: str | None = None
    room_state: RoomState | None = None
    has_room: bool = False
    organization_id: uuid.UUID | None = None
    checked_before: date | None = None


def stale_before() -> date:
    """Entries last checked before this day are to be checked again."""
    return clock.today() - STALE_AFTER


def get_resource(tenant_id: int, resource_id: uuid.UUID) -> Resource | None:
    """A resource of this tenant, on the list or off it; whether the actor may see it is the policy's question."""
    return db.session.get(Resource, (tenant_id, resource_id))


def resources_list(actor: Actor, wanted: ResourceFilter) -> Select[Resource, str, str]:
    """Resources the actor may see, those with room first, each with organization and office name; to be paged."""
    room = case(
        (Resource.room_state == RoomState.OPEN, 0),
        (Resource.room_state == RoomState.CONDITIONAL, 1),
        (Resource.room_state == RoomState.WAITING_LIST, 2),
        else_=3,
    )
    return (
        select(Resource, Organization.name.label("organization_name"), Office.name.label("office_name"))
        .join(
            Organization,
            and_(Organization.tenant_id == Resource.tenant_id, Organization.id == Resource.organization_id),
        )
        .join(Office, and_(Office.tenant_id == Resource.tenant_id, Office.id == Resource.office_id))
        .where(
            Resource.tenant_id == actor.tenant_id,
            Organization.status != MemberStatus.WITHDRAWN,
            _visible_to(actor),
            *_conditions(wanted),
        )
        .order_by(room, Resource.name, Resource.id)
    )


def list_rows(actor: Actor, wanted: ResourceFilter) -> Sequence[Row[Resource, str, str]]:
    """All rows of ``resources_list``, for an export or the page of one organization."""
    return db.session.execute(resources_list(actor, wanted)).all()


def area_names(rows: Sequence[Row[Resource, str, str]]) -> dict[str, str]:
    """Full names of all areas that these resources (rows of ``resources_list``) serve, by code."""
    codes = {code for row in rows for code in row[0].area_codes}
    return {area.code: area.full_name for area in tenants_queries.list_areas_by_code(codes)}


def count_resources(actor: Actor, wanted: ResourceFilter) -> int:
    """How many resources the actor may see under a filter."""
    rows = resources_list(actor, wanted).order_by(None).with_only_columns(Resource.id)
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def list_room_reports(resource: Resource, limit: int = 10) -> Sequence[RoomReport]:
    """The latest reports of room-now, newest first."""
    return db.session.scalars(
        select(RoomReport)
        .where(RoomReport.tenant_id == resource.tenant_id, RoomReport.resource_id == resource.id)
        .order_by(RoomReport.noted_at.desc(), RoomReport.id.desc())
        .limit(limit)
    ).all()


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    seen = [visibility for visibility, roles in VISIBLE_TO.items() if actor.role in roles]
    allowed: ColumnElement[bool] = Resource.visibility.in_(seen)
    if actor.organization_id is not None:
        allowed = or_(allowed, Resource.organization_id == actor.organization_id)
    return allowed


def _speaks_of(key: str) -> ColumnElement[bool]:
    """Named in the entry, or by the name, kana or address of its organization."""
    return or_(
        Resource.search_key.contains(key, autoescape=True), Organization.search_key.contains(key, autoescape=True)
    )


def _conditions(wanted: ResourceFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Resource.status == ResourceStatus.ACTIVE]
    where += [_speaks_of(search_key(word)) for word in wanted.words.split()]
    if wanted.field:
        where.append(Resource.fields.contains([wanted.field]))
    if wanted.any_field:
        where.append(Resource.fields.overlap(list(wanted.any_field)))
    if wanted.target_group:
        where.append(Resource.target_groups.overlap([wanted.target_group, "anyone"]))
    if wanted.area_code:
        where.append(or_(Resource.area_codes == [], Resource.area_codes.contains([wanted.area_code])))
    if wanted.reach:
        where.append(Resource.reach.contains([wanted.reach]))
    if wanted.room_state:
        where.append(Resource.room_state == wanted.room_state)
    if wanted.has_room:
        where.append(Resource.room_state.in_([RoomState.OPEN, RoomState.CONDITIONAL]))
    if wanted.organization_id:
        where.append(Resource.organization_id == wanted.organization_id)
    if wanted.checked_before:
        where.append(Resource.checked_on < wanted.checked_before)
    return where
