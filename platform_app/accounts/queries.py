"""Reads of accounts, all in the log-in role."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from platform_app.accounts.models import Credential, RecoveryCode, TokenKind, User, UserSession, UserStatus, UserToken
from platform_app.accounts.signed_in import IDLE_LIMIT, token_hash
from platform_app.core import clock
from platform_app.core.database import current_context
from platform_app.extensions import db


def get_user(user_id: uuid.UUID) -> User:
    """A user."""
    return db.session.scalars(select(User).where(User.id == user_id)).one()


def get_credential(user_id: uuid.UUID) -> Credential:
    """A user's credential."""
    return db.session.scalars(select(Credential).where(Credential.id == user_id)).one()


def find_credential(email_index: bytes) -> tuple[Credential, User] | None:
    """The credential and user of an address."""
    found = db.session.execute(
        select(Credential, User).join(User, User.id == Credential.id).where(Credential.email_index == email_index)
    ).first()
    return None if found is None else (found[0], found[1])


def find_live_token(kind: TokenKind, token: str) -> tuple[UserToken, User] | None:
    """A link that still works, with its user."""
    found = db.session.execute(
        select(UserToken, User)
        .join(User, User.id == UserToken.user_id)
        .where(
            UserToken.token_hash == token_hash(token),
            UserToken.kind == kind,
            UserToken.used_at.is_(None),
            UserToken.expires_at > clock.now(),
            User.status != UserStatus.DISABLED,
        )
    ).first()
    return None if found is None else (found[0], found[1])


def find_waiting_session(token: str) -> UserSession | None:
    """A log-in that still waits for its second factor."""
    return db.session.scalars(
        select(UserSession).where(
            UserSession.token_hash == token_hash(token),
            UserSession.awaits_second_factor.is_(True),
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > clock.now(),
        )
    ).first()


def list_sessions(user_id: uuid.UUID) -> Sequence[UserSession]:
    """A user's open sessions, the one used last first."""
    now = clock.now()
    return db.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.revoked_at.is_(None),
            UserSession.awaits_second_factor.is_(False),
            UserSession.expires_at > now,
            UserSession.last_seen_at > now - IDLE_LIMIT,
        )
        .order_by(UserSession.last_seen_at.desc(), UserSession.id)
    ).all()


def find_session(tenant_id: int, session_id: uuid.UUID) -> UserSession | None:
    """A session of the person acting; another person's does not exist for them."""
    context = current_context(db.session)
    return db.session.scalars(
        select(UserSession).where(
            UserSession.id == session_id, UserSession.user_id == (context.user_id if context else None)
        )
    ).first()


def count_recovery_codes(user_id: uuid.UUID) -> int:
    """How many recovery codes are left."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )
