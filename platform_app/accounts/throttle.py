"""Failed attempts, counted in a table that all processes share.

A key is a keyed hash (of an address, a client or a user), so the table tells nobody who tried. The limit of a client is
high: a whole town hall may stand behind one address. An attempt succeeds only if its keys are still open at its end, so guesses
sent at the same moment do not get around the count.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import case, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from platform_app.accounts.models import LoginThrottle
from platform_app.core import clock
from platform_app.core.crypto import blind_index
from platform_app.core.database import INSTALLATION
from platform_app.core.errors import DomainError
from platform_app.extensions import db

WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)
PER_ADDRESS = 10
PER_CLIENT = 100
PER_USER = 10
RESETS_PER_ADDRESS = 5


class Locked(DomainError):
    """Too many failures: closed until ``until``, whether the person exists or not."""

    def __init__(self, until: datetime) -> None:
        minutes = max(1, -(-int((until - clock.now()).total_seconds()) // 60))
        super().__init__(
            _("There were too many failed attempts. Please try again in %(minutes)d minutes.", minutes=minutes)
        )
        self.until = until


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted, and how many failures it may have within the window."""

    digest: bytes
    limit: int


def address_key(normal_mail: str) -> Key:
    """Counts the failures of an address, known or not."""
    return Key(_digest("address", normal_mail), PER_ADDRESS)


def client_key(client: str) -> Key:
    """Counts the failures that come from one network address."""
    return Key(_digest("client", client), PER_CLIENT)


def user_key(user_id: uuid.UUID) -> Key:
    """Counts the wrong codes and passwords of someone who is already known."""
    return Key(_digest("user", str(user_id)), PER_USER)


def reset_key(index: bytes) -> Key:
    """Counts the links that are asked for by mail."""
    return Key(_digest("reset", index.hex()), RESETS_PER_ADDRESS)


def refuse_locked(keys: Sequence[Key]) -> None:
    """Raise ``Locked`` while any of the keys is."""
    until = locked_until(keys)
    if until is not None:
        raise Locked(until)


def locked_until(keys: Sequence[Key]) -> datetime | None:
    """When the last of the locks ends; ``None`` when nothing is locked."""
    return db.session.scalar(
        select(LoginThrottle.locked_until)
        .where(LoginThrottle.key.in_([key.digest for key in keys]), LoginThrottle.locked_until > clock.now())
        .order_by(LoginThrottle.locked_until.desc())
        .limit(1)
    )


def count_failure(keys: Sequence[Key]) -> bool:
    """Count one failure for each key, atomically; whether one of them is locked by it. Commit, also when refusing."""
    locked = [_count(key) for key in keys]
    return any(locked)


def forgive(key: Key) -> None:
    """Forget the failures of a key: its person has proven who they are."""
    db.session.execute(delete(LoginThrottle).where(LoginThrottle.key == key.digest))


def _count(key: Key) -> bool:
    now = clock.now()
    start_anew = or_(LoginThrottle.window_started_at <= now - WINDOW, LoginThrottle.locked_until <= now)
    failures = case((start_anew, 1), else_=LoginThrottle.failures + 1)
    lock_at = now + LOCKED_FOR
    statement = insert(LoginThrottle).values(
        key=key.digest, failures=1, window_started_at=now, locked_until=lock_at if key.limit <= 1 else None
    )
    failed = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[LoginThrottle.key],
            set_={
                "failures": failures,
                "window_started_at": case((start_anew, now), else_=LoginThrottle.window_started_at),
                "locked_until": case((failures >= key.limit, lock_at), else_=None),
            },
        ).returning(LoginThrottle.failures)
    ).scalar_one()
    return failed >= key.limit


def _digest(purpose: str, text: str) -> bytes:
    return blind_index(db.session(), INSTALLATION, f"throttle.{purpose}", text)
