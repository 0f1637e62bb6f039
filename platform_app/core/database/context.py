"""Who acts for whom, told to the database once per transaction.

One SELECT sets tenant, user, seat and database role, locally to the transaction: at each begin, and again
whenever the context changes inside one. Pooling, also PgBouncer in transaction mode, is safe because
nothing outlives the transaction.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.session import SessionTransaction

AnySession = Session | scoped_session[Any]

_KEY = "tsunagi_context"
_APPLIED = "tsunagi_context_applied"
_SET = text(
    "SELECT set_config('app.tenant_id', :tenant_id, true), set_config('app.user_id', :user_id, true),"
    " set_config('app.seat_id', :seat_id, true), set_config('role', :db_role, true)"
)


class DbRole(StrEnum):
    """What the transaction may touch at all. Row-level security narrows it further."""

    LOGIN = "tsunagi_login"
    """Accounts and sessions: before and around a log-in."""
    TENANT = "tsunagi_tenant"
    """A tenant's register, meetings, resources: no right on any case table."""
    CASE = "tsunagi_case"
    """The consultation desk and holders of a grant: the only role with rights on case tables."""
    RECEIVER = "tsunagi_receiver"
    """A member organization's side of a referral: the referral and the disclosed fields, never the case."""
    NATIONAL = "tsunagi_national"
    """Cabinet office and operator: figures already suppressed, installation-wide lists."""
    AUDITOR = "tsunagi_auditor"
    """Reads the audit log of one tenant; also seals and verifies it."""


@dataclass(frozen=True, slots=True)
class Context:
    """Tenant, user, seat and database role of one transaction; ``None`` means "none", and shows no rows."""

    tenant_id: int | None = None
    user_id: uuid.UUID | None = None
    seat_id: uuid.UUID | None = None
    db_role: DbRole = DbRole.LOGIN


def bind_context(session: AnySession, context: Context | None) -> None:
    """Set the context of this session, now if a transaction is open and at every later begin.

    ``None`` takes it away: the next transaction has no database role and sees nothing.
    """
    real = _real(session)
    before = real.info.get(_KEY)
    if before == context:
        return
    if not real.in_transaction():
        real.info[_KEY] = context
        return
    real.flush()
    real.info[_KEY] = context
    if _shows_other_rows(before, context):
        real.expunge_all()
    connection = real.connection()
    if real.info.get(_APPLIED) != context:
        _set(connection, context)
        real.info[_APPLIED] = context


def current_context(session: AnySession) -> Context | None:
    """The context that the session's transactions run under."""
    context: Context | None = _real(session).info.get(_KEY)
    return context


def listen_for_transactions(session: AnySession) -> None:
    """Make every transaction of this session (or session factory) start under its context."""
    target = session.session_factory if isinstance(session, scoped_session) else session
    if not event.contains(target, "after_begin", _after_begin):
        event.listen(target, "after_begin", _after_begin)


def _after_begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested:
        return
    context = session.info.get(_KEY)
    session.info[_APPLIED] = context
    if context is not None:
        _set(connection, context)


def _shows_other_rows(before: Context | None, after: Context | None) -> bool:
    """Whether objects loaded so far may be out of sight from now on: any change but the first seat taken."""
    return before is not None and before.tenant_id is not None and before != after


def _set(connection: Connection, context: Context | None) -> None:
    shown = context or Context()
    connection.execute(
        _SET,
        {
            "tenant_id": "" if shown.tenant_id is None else str(shown.tenant_id),
            "user_id": "" if shown.user_id is None else str(shown.user_id),
            "seat_id": "" if shown.seat_id is None else str(shown.seat_id),
            "db_role": "none" if context is None else str(shown.db_role),
        },
    )


def _real(session: AnySession) -> Session:
    return cast(Session, session()) if isinstance(session, scoped_session) else session
