"""Sessions: opened at log-in, revoked by their person, by a new password or by the end of the account."""

import uuid
from datetime import timedelta

from flask import has_request_context, request
from sqlalchemy import update

from platform_app.accounts.models import UserSession
from platform_app.accounts.signed_in import ABSOLUTE_LIMIT, new_token, token_hash
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.database import new_id
from platform_app.extensions import db

WAITS_FOR = timedelta(minutes=10)
"""How long the second factor may take."""

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def open_session(user_id: uuid.UUID, *, awaits_second_factor: bool) -> tuple[uuid.UUID, str]:
    """A new session of a user; its identifier and the token for the cookie."""
    token, now, session_id = new_token(), clock.now(), new_id()
    db.session.add(
        UserSession(
            id=session_id,
            user_id=user_id,
            token_hash=token_hash(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + (WAITS_FOR if awaits_second_factor else ABSOLUTE_LIMIT),
            awaits_second_factor=awaits_second_factor,
            device=device_of_request(),
        )
    )
    db.session.flush()
    return session_id, token


def revoke_session(actor: Actor, session: UserSession) -> None:
    """End one of one's own sessions."""
    if session.revoked_at is None:
        session.revoked_at = clock.now()
        audit.record("session:revoke", session)
        db.session.flush()


def revoke_all_sessions(actor: Actor) -> None:
    """Log out everywhere, here too."""
    count = end_sessions(actor.user_id)
    audit.record("session:revoke-all", object_type="users", object_id=actor.user_id, changes={"count": count})


def end_sessions(user_id: uuid.UUID, *, but: uuid.UUID | None = None) -> int:
    """End all sessions of a user, except ``but``; how many there were."""
    ended = (
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(UserSession.id)
        .execution_options(synchronize_session=False)
    )
    if but is not None:
        ended = ended.where(UserSession.id != but)
    return len(db.session.execute(ended).all())


def choose_seat(actor: Actor, *, session_id: uuid.UUID, seat_id: uuid.UUID) -> None:
    """Keep in the session which seat is wanted. The caller has made sure that it is the person's own."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == actor.user_id)
        .values(seat_id=seat_id)
        .execution_options(synchronize_session=False)
    )
    audit.record("seat:choose", object_type="seats", object_id=seat_id)


def device_of_request() -> str:
    """Browser and system family, so that people recognize their own sessions; nothing finer is kept."""
    agent = request.headers.get("User-Agent", "") if has_request_context() else ""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " / ".join(part for part in (browser, system) if part)
