"""The second factor: time-based codes (TOTP, RFC 6238) and recovery codes, each good for one use."""

import re
import secrets
import unicodedata
import uuid
from datetime import datetime
from typing import Literal

import pyotp
from flask_babel import gettext as _
from sqlalchemy import delete, or_, update

from platform_app.accounts import queries
from platform_app.accounts.models import Credential, RecoveryCode
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.crypto import blind_index
from platform_app.core.database import INSTALLATION
from platform_app.core.errors import Invalid, WrongState
from platform_app.extensions import db

ISSUER = "Tsunagi"
STEP_SECONDS = 30
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""


def start_second_factor(actor: Actor) -> None:
    """Make a new secret; it counts only once a code from it was entered."""
    credential = queries.get_credential(actor.user_id)
    if credential.totp_confirmed_at is not None:
        raise WrongState(_("The second factor is already set up."))
    credential.totp_secret = pyotp.random_base32()
    db.session.flush()


def key_uri(credential: Credential) -> str | None:
    """What the QR code says to an authenticator app, while the secret is not yet confirmed."""
    if credential.totp_secret is None or credential.totp_confirmed_at is not None:
        return None
    return pyotp.TOTP(credential.totp_secret).provisioning_uri(name=credential.email or "", issuer_name=ISSUER)


def confirm_second_factor(actor: Actor, *, code: str) -> list[str]:
    """Switch the second factor on by a first right code; returns the recovery codes, shown this once."""
    credential = queries.get_credential(actor.user_id)
    if credential.totp_secret is None or credential.totp_confirmed_at is not None:
        raise WrongState(_("The second factor is already set up."))
    if not _take_totp(credential, code):
        raise Invalid(_("The code is not right. Enter the newest code that your app shows."), "code")
    credential.totp_confirmed_at = clock.now()
    audit.record("second-factor:on", object_type="users", object_id=actor.user_id)
    return _make_recovery_codes(actor.user_id)


def renew_recovery_codes(actor: Actor) -> list[str]:
    """Replace the recovery codes; the old ones no longer work."""
    if queries.get_credential(actor.user_id).totp_confirmed_at is None:
        raise WrongState(_("The second factor is not set up."))
    audit.record("second-factor:new-recovery-codes", object_type="users", object_id=actor.user_id)
    return _make_recovery_codes(actor.user_id)


def stop_second_factor(actor: Actor) -> None:
    """Switch the second factor off, to set it up again with another device."""
    credential = queries.get_credential(actor.user_id)
    credential.totp_secret = None
    credential.totp_confirmed_at = credential.totp_last_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == actor.user_id))
    audit.record("second-factor:off", object_type="users", object_id=actor.user_id)
    db.session.flush()


def take_code(user_id: uuid.UUID, code: str) -> Literal["totp", "recovery"] | None:
    """Use up a code of either kind; ``None`` when it is not right or was used."""
    credential = queries.get_credential(user_id)
    if credential.totp_confirmed_at is None:
        return None
    if _take_totp(credential, code):
        return "totp"
    return "recovery" if _take_recovery_code(user_id, code) else None


def _take_totp(credential: Credential, code: str) -> bool:
    """Accept a code of this step or its neighbors, each step once, atomically across processes."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", code))
    secret = credential.totp_secret
    if len(digits) != 6 or secret is None:
        return False
    step = _matching_step(secret, digits, clock.now())
    if step is None:
        return False
    taken = db.session.execute(
        update(Credential)
        .where(
            Credential.id == credential.id,
            or_(Credential.totp_last_step.is_(None), Credential.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .returning(Credential.id)
        .execution_options(synchronize_session=False)
    ).first()
    return taken is not None


def _matching_step(secret: str, digits: str, now: datetime) -> int | None:
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    matching = [
        step for step in (present - 1, present, present + 1) if secrets.compare_digest(totp.generate_otp(step), digits)
    ]
    return matching[-1] if matching else None


def _take_recovery_code(user_id: uuid.UUID, code: str) -> bool:
    taken = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _recovery_hash(user_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    ).first()
    return taken is not None


def _make_recovery_codes(user_id: uuid.UUID) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_recovery_code() for _number in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user_id, code_hash=_recovery_hash(user_id, code)) for code in codes)
    db.session.flush()
    return codes


def _recovery_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _place in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _recovery_hash(user_id: uuid.UUID, code: str) -> bytes:
    plain = re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", code).casefold())
    return blind_index(db.session(), INSTALLATION, "recovery-code", f"{user_id}:{plain}")
