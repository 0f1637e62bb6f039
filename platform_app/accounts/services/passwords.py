"""Setting, changing and resetting passwords, and proving once more who one is."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import update

from platform_app.accounts import hashing, queries, throttle
from platform_app.accounts.hashing import hash_password
from platform_app.accounts.models import TokenKind, UserSession, UserStatus, UserToken
from platform_app.accounts.password_rules import password_problem
from platform_app.accounts.services.addresses import normal_mail
from platform_app.accounts.services.second_factor import take_code
from platform_app.accounts.services.sessions import end_sessions
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.errors import Invalid, NotYours
from platform_app.extensions import db

__all__ = [
    "change_password",
    "check_password_rules",
    "hash_password",
    "reset_password",
    "set_password",
    "use_link",
    "verify_identity",
]


def check_password_rules(password: str, *, mail: str) -> None:
    """Raise ``Invalid`` with the first rule that a new password breaks."""
    problem = password_problem(password, mail)
    if problem is not None:
        raise Invalid(problem, "password")


def set_password(user_id: uuid.UUID, *, password: str) -> None:
    """Keep a password without asking for the rules (the demo's accounts; others are checked by the caller)."""
    credential = queries.get_credential(user_id)
    credential.password_hash = hash_password(password)
    credential.password_changed_at = clock.now()
    db.session.flush()


def change_password(actor: Actor, *, session_id: uuid.UUID, old: str, password: str) -> None:
    """Change one's own password; every other session of the person ends. A wrong old one is counted."""
    credential = queries.get_credential(actor.user_id)
    key = throttle.user_key(actor.user_id)
    throttle.refuse_locked([key])
    if not hashing.matches(credential.password_hash, old):
        _count_wrong(key, actor.user_id, "password:wrong")
        raise Invalid(_("The present password is not right."), "old")
    check_password_rules(password, mail=credential.email or "")
    throttle.forgive(key)
    set_password(actor.user_id, password=password)
    ended = end_sessions(actor.user_id, but=session_id)
    audit.record("password:change", object_type="users", object_id=actor.user_id, changes={"sessions_ended": ended})


def reset_password(*, token: str, password: str) -> uuid.UUID:
    """Set a new password by a mailed link; all sessions end, a lock of the log-in is lifted."""
    user_id = use_link(TokenKind.PASSWORD_RESET, token, password)
    ended = end_sessions(user_id)
    throttle.forgive(throttle.address_key(normal_mail(queries.get_credential(user_id).email or "")))
    audit.record("password:reset", object_type="users", object_id=user_id, changes={"sessions_ended": ended})
    return user_id


def use_link(kind: TokenKind, token: str, password: str) -> uuid.UUID:
    """Use up a link and set the password that came with it, in the name of the link's user.

    Raises ``NotYours`` when the link no longer works, ``Invalid`` when the password breaks a rule.
    """
    found = queries.find_live_token(kind, token)
    if found is None:
        raise NotYours
    link, user = found
    check_password_rules(password, mail=queries.get_credential(user.id).email or "")
    if kind is TokenKind.PASSWORD_RESET and user.status is not UserStatus.ACTIVE:
        raise NotYours
    bind_context(db.session, Context(INSTALLATION, user.id, None, DbRole.LOGIN))
    used = db.session.execute(
        update(UserToken)
        .where(UserToken.user_id == link.user_id, UserToken.kind == kind, UserToken.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(UserToken.id)
        .execution_options(synchronize_session=False)
    ).all()
    if link.id not in [row.id for row in used]:
        raise NotYours
    set_password(user.id, password=password)
    return user.id


def verify_identity(actor: Actor, *, session_id: uuid.UUID, password: str = "", code: str = "") -> None:
    """Step-up: note that the person proved again, just now, who they are. A failure is counted and committed.

    Who has a second factor proves it by that factor (or a recovery code): the password alone would be a way down.
    """
    credential = queries.get_credential(actor.user_id)
    key = throttle.user_key(actor.user_id)
    throttle.refuse_locked([key])
    if credential.totp_confirmed_at is not None:
        right, field = take_code(actor.user_id, code) is not None, "code"
    else:
        right, field = hashing.matches(credential.password_hash, password), "password"
    if not right:
        _count_wrong(key, actor.user_id, "identity:verify-failed")
        message = _("The code is not right.") if field == "code" else _("The password is not right.")
        raise Invalid(message, field)
    throttle.forgive(key)
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == actor.user_id)
        .values(verified_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    audit.record("identity:verify", object_type="users", object_id=actor.user_id)


def _count_wrong(key: throttle.Key, user_id: uuid.UUID, action: str) -> None:
    """Count and record for good although the request is refused."""
    if throttle.count_failure([key]):
        audit.record("login:locked", object_type="users", object_id=user_id)
    audit.record(action, object_type="users", object_id=user_id)
    db.session.commit()
