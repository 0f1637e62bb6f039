"""Who is signed in: the person behind the cookie's token, read once per request.

The cookie holds a random token, ``user_sessions`` its SHA-256. The row is read in a short transaction of its own, before the
request's transaction begins; the same transaction notes the sign of life, at most once a minute. That touch is the only
thing a GET leaves behind besides audit records.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from platform_app.accounts.models import Credential, User, UserSession, UserStatus
from platform_app.core import clock
from platform_app.core.database import Context, bind_context
from platform_app.extensions import db, login_manager

IDLE_LIMIT = timedelta(minutes=60)
ABSOLUTE_LIMIT = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
VERIFIED_FOR = timedelta(minutes=10)

login_manager.session_protection = None  # the session is a row of ours: revocable, with limits of its own


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The signed-in person in the shape that Flask-Login asks for; ``get_id`` gives what the cookie keeps."""

    id: uuid.UUID
    session_id: uuid.UUID
    token: str
    name: str
    locale: str
    seat_id: uuid.UUID | None = None
    verified_at: datetime | None = None
    has_second_factor: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token

    @property
    def is_verified(self) -> bool:
        """Whether the person proved within the last minutes, once more, who they are."""
        return self.verified_at is not None and self.verified_at > clock.now() - VERIFIED_FOR


def new_token() -> str:
    """A token that cannot be guessed (256 bits)."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the table keeps of a token; a token has too many bits for a salt to matter."""
    return hashlib.sha256(token.encode()).digest()


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login is untyped
def load_signed_in(token: str) -> SignedIn | None:
    """The person whose session the token opens, or ``None`` when it has ended."""
    with db.session.session_factory() as session:
        bind_context(session, Context())
        now = clock.now()
        found = session.execute(
            select(UserSession, User, Credential.totp_confirmed_at)
            .join(User, User.id == UserSession.user_id)
            .join(Credential, Credential.id == User.id)
            .where(
                UserSession.token_hash == token_hash(token),
                UserSession.revoked_at.is_(None),
                UserSession.awaits_second_factor.is_(False),
                UserSession.expires_at > now,
                UserSession.last_seen_at > now - IDLE_LIMIT,
                User.status == UserStatus.ACTIVE,
            )
        ).first()
        if found is None:
            return None
        row, user, enrolled_at = found
        person = SignedIn(
            user.id, row.id, token, user.name or "", user.locale, row.seat_id, row.verified_at, enrolled_at is not None
        )
        if row.last_seen_at <= now - TOUCH_EVERY:
            session.execute(
                update(UserSession)
                .where(UserSession.id == row.id, UserSession.last_seen_at <= now - TOUCH_EVERY)
                .values(last_seen_at=now)
                .execution_options(synchronize_session=False)
            )
            session.commit()
        return person
