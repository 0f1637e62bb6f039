"""Mails about accounts. Links are made here, in the worker: their tokens exist in the mail and, hashed, in the table."""

import uuid
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from platform_app.accounts import queries
from platform_app.accounts.models import Credential, TokenKind, User, UserStatus, UserToken
from platform_app.accounts.signed_in import new_token, token_hash
from platform_app.core import clock
from platform_app.core.jobs import Run
from platform_app.core.notices import Mail, Recipient, register_mail, register_recipients
from platform_app.extensions import db

INVITATION = "accounts.invitation"
PASSWORD_RESET = "accounts.password-reset"  # noqa: S105 - the name of a mail
INVITATION_VALID = timedelta(days=7)
RESET_VALID = timedelta(hours=1)


def find_recipient(user_id: uuid.UUID) -> Recipient | None:
    """Where a user's notices go; nowhere before the account is open or after it was closed."""
    user = db.session.get(User, user_id)
    if user is None or user.status is not UserStatus.ACTIVE:
        return None
    return _recipient(queries.get_credential(user_id), user)


def render_invitation(run: Run) -> Mail | None:
    """A link that opens the account; to whom has one already, word of the new role."""
    user = queries.get_user(run.uuid("user"))
    to = _recipient(queries.get_credential(user.id), user)
    if to is None or user.status is UserStatus.DISABLED:
        return None
    with force_locale(to.locale):
        if user.status is UserStatus.ACTIVE:
            return Mail(
                to, _("You have a new role"), (_("You were given a new role. Log in to see it."),), "/account/seats/"
            )
        lines = (_("You are invited. Open the link within 7 days, then set your name and password."),)
        return Mail(
            to, _("Invitation"), lines, f"/invitation/{_make_link(user, TokenKind.INVITATION, INVITATION_VALID)}"
        )


def render_password_reset(run: Run) -> Mail | None:
    """A link that sets a new password; for an unknown address nothing is sent."""
    found = queries.find_credential(bytes.fromhex(run.args["address"]))
    if found is None or found[1].status is not UserStatus.ACTIVE:
        return None
    credential, user = found
    to = _recipient(credential, user)
    if to is None:
        return None
    with force_locale(to.locale):
        lines = (
            _("Open the link within 1 hour to set a new password."),
            _("If you did not ask for this, nothing needs to be done."),
        )
        return Mail(
            to,
            _("Set a new password"),
            lines,
            f"/login/reset/{_make_link(user, TokenKind.PASSWORD_RESET, RESET_VALID)}",
        )


def _make_link(user: User, kind: TokenKind, valid: timedelta) -> str:
    token, now = new_token(), clock.now()
    db.session.add(
        UserToken(user_id=user.id, kind=kind, token_hash=token_hash(token), created_at=now, expires_at=now + valid)
    )
    db.session.flush()
    return token


def _recipient(credential: Credential, user: User) -> Recipient | None:
    return Recipient(credential.email, user.locale) if credential.email else None


register_recipients(find_recipient)
register_mail(INVITATION, render_invitation)
register_mail(PASSWORD_RESET, render_password_reset)
