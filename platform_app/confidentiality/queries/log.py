"""The audit log as its reader sees it: newest first, one page after the other by key, never by counting."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from platform_app.accounts.models import User
from platform_app.core import clock
from platform_app.core.audit import AuditEvent, AuditSeal
from platform_app.extensions import db
from platform_app.tenants.models import Seat

PAGE_SIZE = 50
VERIFIED = "audit:verify"
"""The action under which a verification stands in the log itself."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the log is narrowed to."""

    action: str | None = None
    user_id: uuid.UUID | None = None
    object_type: str | None = None
    object_id: str | None = None
    since: date | None = None
    until: date | None = None
    before: uuid.UUID | None = None
    """Only events older than this one: the key of the next page."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some events and the key of what follows."""

    events: Sequence[AuditEvent]
    next_key: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The state of the sealed chain."""

    last_seal: AuditSeal | None
    seals: int
    sealed_rows: int
    unsealed: int
    last_verification: AuditEvent | None


def list_events(tenant_id: int, wanted: LogFilter) -> LogPage:
    """One page of the log."""
    found = db.session.scalars(
        select(AuditEvent).where(*_conditions(tenant_id, wanted)).order_by(AuditEvent.id.desc()).limit(PAGE_SIZE + 1)
    ).all()
    more = len(found) > PAGE_SIZE
    events = found[:PAGE_SIZE]
    return LogPage(events, events[-1].id if more else None)


def read_chain(tenant_id: int) -> Chain:
    """Last seal, counts and the last verification that stands in the log."""
    seal = db.session.scalars(
        select(AuditSeal).where(AuditSeal.tenant_id == tenant_id).order_by(AuditSeal.number.desc()).limit(1)
    ).one_or_none()
    seals, sealed = db.session.execute(
        select(func.count(), func.coalesce(func.sum(AuditSeal.count), 0)).where(AuditSeal.tenant_id == tenant_id)
    ).one()
    newer = [AuditEvent.tenant_id == tenant_id]
    if seal is not None:
        newer.append(
            or_(AuditEvent.epoch > seal.epoch, (AuditEvent.epoch == seal.epoch) & (AuditEvent.xid >= seal.xid_to))
        )
    unsealed = db.session.scalar(select(func.count()).select_from(AuditEvent).where(*newer)) or 0
    last = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.tenant_id == tenant_id, AuditEvent.action == VERIFIED)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).one_or_none()
    return Chain(seal, seals, int(sealed), unsealed, last)


def list_people(tenant_id: int) -> Sequence[User]:
    """Everyone who holds or held a seat here."""
    seats = select(Seat.user_id).where(Seat.tenant_id == tenant_id)
    return db.session.scalars(select(User).where(User.id.in_(seats)).order_by(User.id)).all()


def name_people(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Names of people by identifier; of people who never sat here there is none."""
    wanted = {user_id for user_id in ids if user_id is not None}
    if not wanted:
        return {}
    return {user.id: user.name or "" for user in db.session.scalars(select(User).where(User.id.in_(wanted)))}


def _conditions(tenant_id: int, wanted: LogFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [AuditEvent.tenant_id == tenant_id]
    if wanted.before is not None:
        where.append(AuditEvent.id < wanted.before)
    if wanted.action:
        where.append(AuditEvent.action == wanted.action)
    if wanted.user_id:
        where.append(AuditEvent.user_id == wanted.user_id)
    if wanted.object_type:
        where.append(AuditEvent.object_type == wanted.object_type)
    if wanted.object_id:
        where.append(or_(AuditEvent.object_id == wanted.object_id, AuditEvent.shown.contains([wanted.object_id])))
    if wanted.since:
        where.append(AuditEvent.at >= _midnight(wanted.since))
    if wanted.until:
        where.append(AuditEvent.at < _midnight(wanted.until + timedelta(days=1)))
    return where


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.TOKYO)
