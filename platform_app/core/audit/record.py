"""Writing audit events: with the act, in the same transaction; or apart, for what is refused or fails."""

import ipaddress
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import g, has_app_context, has_request_context, request
from sqlalchemy import LargeBinary, insert, inspect
from sqlalchemy.orm import Session

from platform_app.core import clock
from platform_app.core.audit.canonical import canonical
from platform_app.core.audit.models import AuditEvent
from platform_app.core.crypto import blind_index
from platform_app.core.database import INSTALLATION, Base, Context, bind_context, current_context, new_id
from platform_app.extensions import db

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def record(
    action: str,
    subject: Base | None = None,
    *,
    object_type: str | None = None,
    object_id: object = None,
    shown: Iterable[object] = (),
    purpose: str | None = None,
    purpose_text: str | None = None,
    changes: Mapping[str, Any] | None = None,
    authority: str | None = None,
    authority_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Write one event in the current transaction: both stand or fall together. Returns its identifier.

    ``action`` is ``noun:verb``. ``subject`` is the row acted on (or ``object_type`` and ``object_id``). ``shown`` names
    every record shown (rows or identifiers), for lists and exports. ``purpose`` is a code; of ``purpose_text`` only a
    keyed hash is kept. ``changes`` is JSON of integers, text, booleans, lists and objects without personal data (see
    ``changes_of``). ``authority`` is what the actor acted under: ``role`` (the seat's, the default), ``grant``,
    ``appointment``, ``break-glass``.
    """
    session = db.session()
    context = current_context(session) or Context()
    tenant_id = INSTALLATION if context.tenant_id is None else context.tenant_id
    if subject is not None:
        object_type, object_id = subject.__tablename__, _identity(subject)
    if changes is not None:
        canonical(changes)
    return _write(
        session,
        context,
        tenant_id,
        action=action,
        object_type=object_type,
        object_id=None if object_id is None else str(object_id),
        shown=[_identity(item) for item in shown] or None,
        purpose=purpose,
        purpose_hash=None if purpose_text is None else blind_index(session, tenant_id, "audit.purpose", purpose_text),
        changes=None if changes is None else dict(changes),
        authority=authority or ("role" if context.seat_id else None),
        authority_id=authority_id or context.seat_id,
    )


def record_apart(
    action: str,
    subject: Base | None = None,
    *,
    object_type: str | None = None,
    object_id: object = None,
    changes: Mapping[str, Any] | None = None,
    tenant_id: int | None = None,
    user_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Write one event in a transaction of its own: refusals, failures and log-ins outlive a rollback.

    ``tenant_id`` and ``user_id`` replace those of the context (a log-in names its user before there is a context).
    """
    context = current_context(db.session()) or Context()
    tenant = next(number for number in (tenant_id, context.tenant_id, INSTALLATION) if number is not None)
    apart = Context(tenant, user_id or context.user_id, context.seat_id, context.db_role)
    if subject is not None:
        object_type, object_id = subject.__tablename__, _identity(subject)
    if changes is not None:
        canonical(changes)
    with db.session.session_factory() as session:
        bind_context(session, apart)
        event_id = _write(
            session,
            apart,
            tenant,
            action=action,
            object_type=object_type,
            object_id=None if object_id is None else str(object_id),
            changes=None if changes is None else dict(changes),
            authority="role" if apart.seat_id else None,
            authority_id=apart.seat_id,
        )
        session.commit()
    return event_id


def changes_of(row: Base, *, leave_out: Iterable[str] = ()) -> dict[str, list[Any]]:
    """``{field: [before, after]}`` of what changed since the row was loaded; call it before the flush.

    Encrypted columns are left out, as are those named: personal data does not go into the log.
    """
    state = inspect(row)
    out = set(leave_out)
    found: dict[str, list[Any]] = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if attribute.key in out or isinstance(attribute.columns[0].type, LargeBinary) or not history.has_changes():
            continue
        found[attribute.key] = [_plain(history.deleted), _plain(history.added)]
    return found


def _write(session: Session, context: Context, tenant_id: int, **values: Any) -> uuid.UUID:
    event_id = new_id()
    session.execute(
        insert(AuditEvent.__table__)  # type: ignore[arg-type]  # __table__ is typed as FromClause
        .inline()
        .values(
            tenant_id=tenant_id,
            id=event_id,
            at=clock.now(),
            user_id=context.user_id,
            seat_id=context.seat_id,
            **_where_from(),
            **{name: value for name, value in values.items() if value is not None},
        )
    )
    return event_id


def _where_from() -> dict[str, str | None]:
    actor = g.get("actor") if has_app_context() else None
    role = getattr(actor, "role", None)
    found: dict[str, str | None] = {"role": None if role is None else str(role)}
    if has_request_context():
        found["request_id"] = g.get("request_id")
        found["client"] = f"{_browser()} {_network()}"
    return found


def _browser() -> str:
    agent = request.headers.get("User-Agent", "")
    return next((name for mark, name in BROWSERS if mark in agent), "other")


def _network() -> str:
    """The client's network, not its address: /24 for IPv4, /48 for IPv6."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def _identity(item: object) -> str:
    return str(getattr(item, "id", item))


def _plain(values: Any) -> Any:
    value = values[0] if values else None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain([item]) for item in value]
    return str(value)
