"""Inviting people, and what people say about themselves."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from platform_app.accounts import mails, queries, throttle
from platform_app.accounts.models import Credential, TokenKind, User, UserStatus
from platform_app.accounts.services.addresses import is_mail, mail_index, normal_mail
from platform_app.accounts.services.passwords import use_link
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context, current_context
from platform_app.core.errors import Invalid
from platform_app.core.notices import send_mail
from platform_app.core.web.i18n import LANGUAGES
from platform_app.extensions import db


def find_or_invite_user(*, mail: str, name: str | None = None) -> uuid.UUID:
    """The user of an address, made as an invited one if there is none. Nobody learns which of the two it was.

    Runs in the context of a tenant or of the installation, which may add users but read no credential.
    """
    if not is_mail(mail):
        raise Invalid(_("Enter a mail address like name@example.jp."), "mail")
    index = mail_index(mail)
    known = _user_of(index)
    if known is not None:
        return known
    try:
        with db.session.begin_nested():
            user = User(name=name or None, status=UserStatus.INVITED, locale="ja", created_at=clock.now())
            db.session.add(user)
            db.session.flush()
            db.session.add(Credential(id=user.id, email=normal_mail(mail), email_index=index))
            db.session.flush()
            return user.id
    except IntegrityError:
        made_meanwhile = _user_of(index)
        if made_meanwhile is None:
            raise
        return made_meanwhile


def invite_user(user_id: uuid.UUID) -> None:
    """Send the mail: to a new user a link that opens the account, to a known one word that there is a new role."""
    with _as_login():
        send_mail(mails.INVITATION, user=user_id)


def accept_invitation(*, token: str, name: str, password: str) -> uuid.UUID:
    """Open the account: the person's name and password. Raises ``NotYours`` when the link no longer works."""
    user_id = use_link(TokenKind.INVITATION, token, password)
    user = queries.get_user(user_id)
    user.name, user.status = name.strip(), UserStatus.ACTIVE
    audit.record("invitation:accept", object_type="users", object_id=user_id)
    db.session.flush()
    return user_id


def request_reset(*, mail: str, client: str) -> None:
    """Ask for a link by mail. The same is done for every address; the worker finds out whether it is known.

    Beyond the limit nothing is sent, and nothing says so.
    """
    bind_context(db.session, Context(INSTALLATION, None, None, DbRole.LOGIN))
    index = mail_index(mail)
    keys = (throttle.reset_key(index), throttle.client_key(f"reset:{client}"))
    if throttle.locked_until(keys) is None:
        throttle.count_failure(keys)
        send_mail(mails.PASSWORD_RESET, address=index.hex())
    audit.record("password:ask-reset")


def change_name(actor: Actor, *, name: str) -> None:
    """Change the name that colleagues see."""
    queries.get_user(actor.user_id).name = name.strip()
    audit.record("account:rename", object_type="users", object_id=actor.user_id)
    db.session.flush()


def change_language(actor: Actor, *, language: str) -> None:
    """Keep the language of screens and mails."""
    if language not in LANGUAGES:
        raise Invalid(_("Choose one of the options shown."), "language")
    user = queries.get_user(actor.user_id)
    user.locale = language
    audit.record("account:language", object_type="users", object_id=actor.user_id, changes=audit.changes_of(user))
    db.session.flush()


def _user_of(index: bytes) -> uuid.UUID | None:
    return db.session.scalar(select(func.user_by_mail(index)))


@contextmanager
def _as_login() -> Iterator[None]:
    """For a moment in the log-in role of the installation, which alone may make links."""
    before = current_context(db.session)
    bind_context(db.session, Context(INSTALLATION, before.user_id if before else None, None, DbRole.LOGIN))
    yield
    db.session.flush()
    bind_context(db.session, before)
