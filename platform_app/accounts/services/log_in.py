"""Logging in and out.

Unlike other services these commit: a failure must be counted and recorded although the request is refused, and no
connection is held while a password is hashed. What an answer says and how long it takes do not depend on whether the address is known.
"""

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _

from platform_app.accounts import hashing, queries, throttle
from platform_app.accounts.models import Credential, UserSession, UserStatus
from platform_app.accounts.services.addresses import mail_index, normal_mail
from platform_app.accounts.services.second_factor import take_code
from platform_app.accounts.services.sessions import open_session
from platform_app.accounts.signed_in import ABSOLUTE_LIMIT, SignedIn, new_token, token_hash
from platform_app.core import audit, clock
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.errors import Invalid
from platform_app.extensions import db


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The outcome of a right password: the cookie's token, and whether the second factor is still to come."""

    person: SignedIn
    awaits_second_factor: bool


def log_in(*, mail: str, password: str, client: str) -> LoggedIn:
    """Check mail and password and open a session. Raises ``Invalid`` or ``throttle.Locked``. Commits."""
    address = normal_mail(mail)
    by_address, by_client = throttle.address_key(address), throttle.client_key(client)
    keys = (by_address, by_client)
    throttle.refuse_locked(keys)
    found = queries.find_credential(mail_index(address))
    user_id, encoded, is_active = None, None, False
    if found is not None:
        credential, user = found
        user_id, encoded, is_active = user.id, credential.password_hash, user.status is UserStatus.ACTIVE
    db.session.rollback()

    right = hashing.matches(encoded, password) and is_active
    fresh = hashing.hash_password(password) if right and encoded and hashing.is_outdated(encoded) else None

    bind_context(db.session, Context(INSTALLATION, user_id, None, DbRole.LOGIN))
    throttle.refuse_locked(keys)
    if not right or user_id is None:
        _note_failure(keys, user_id, "login:failed")
        raise Invalid(_("The mail address or the password is not right."))
    throttle.forgive(by_address)
    return _enter(user_id, fresh)


def begin_second_factor(token: str) -> UserSession | None:
    """The log-in that waits for its second factor, if it still does."""
    return queries.find_waiting_session(token)


def finish_second_factor(waiting: UserSession, *, code: str) -> SignedIn:
    """Complete a log-in with a code. Raises ``Invalid`` or ``throttle.Locked``. Commits."""
    user_id = waiting.user_id
    bind_context(db.session, Context(INSTALLATION, user_id, None, DbRole.LOGIN))
    key = throttle.user_key(user_id)
    throttle.refuse_locked([key])
    how = take_code(user_id, code)
    if how is None:
        if _note_failure([key], user_id, "login:second-factor-failed"):
            waiting.revoked_at = clock.now()
            db.session.commit()
        raise Invalid(_("The code is not right. Enter the newest code that your app shows."), "code")
    throttle.forgive(key)
    token, now = new_token(), clock.now()
    waiting.token_hash, waiting.awaits_second_factor = token_hash(token), False
    waiting.created_at = waiting.last_seen_at = now
    waiting.expires_at = now + ABSOLUTE_LIMIT
    audit.record("login:success", object_type="users", object_id=user_id, changes={"second_factor": how})
    person = _person(waiting.id, token, queries.get_credential(user_id))
    db.session.commit()
    return person


def log_out(person: SignedIn) -> None:
    """End the present session. The caller commits."""
    bind_context(db.session, Context(INSTALLATION, person.id, None, DbRole.LOGIN))
    session = queries.find_session(INSTALLATION, person.session_id)
    if session is not None and session.revoked_at is None:
        session.revoked_at = clock.now()
        audit.record("login:logout", object_type="users", object_id=person.id)


def _enter(user_id: uuid.UUID, fresh_hash: str | None) -> LoggedIn:
    credential = queries.get_credential(user_id)
    if fresh_hash is not None:
        credential.password_hash = fresh_hash
    waits = credential.totp_confirmed_at is not None
    session_id, token = open_session(user_id, awaits_second_factor=waits)
    action = "login:password" if waits else "login:success"
    audit.record(action, object_type="users", object_id=user_id)
    person = _person(session_id, token, credential)
    db.session.commit()
    return LoggedIn(person, waits)


def _person(session_id: uuid.UUID, token: str, credential: Credential) -> SignedIn:
    user = queries.get_user(credential.id)
    return SignedIn(
        user.id,
        session_id,
        token,
        user.name or "",
        user.locale,
        has_second_factor=credential.totp_confirmed_at is not None,
    )


def _note_failure(keys: tuple[throttle.Key, ...] | list[throttle.Key], user_id: uuid.UUID | None, action: str) -> bool:
    """Count and record a failure for good; whether it locked something."""
    locked = throttle.count_failure(keys)
    audit.record(action, object_type="users" if user_id else None, object_id=user_id)
    if locked:
        audit.record("login:locked", object_type="users" if user_id else None, object_id=user_id)
    db.session.commit()
    return locked
