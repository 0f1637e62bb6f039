"""Users, credentials, sessions, one-time tokens and the log-in throttle: installation-wide tables.

What other people may see of a user (name, language) stands apart from what only the log-in may read
(credentials), so that no tenant's database role can reach a password hash.
"""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.crypto import SealedText
from platform_app.core.database import INSTALLATION, Base, enum_column, new_id, values_check


class UserStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class TokenKind(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a kind of link


class User(Base):
    """One natural person."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint(values_check("status", UserStatus), name="status"),)
    tenant_id = INSTALLATION

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[UserStatus] = mapped_column(enum_column(UserStatus), default=UserStatus.INVITED)
    locale: Mapped[str] = mapped_column(default="ja")
    created_at: Mapped[datetime]

    name = SealedText("name_sealed", scope="installation")

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.status is UserStatus.ACTIVE


class Credential(Base):
    """How a user proves who they are; readable by the log-in role only."""

    __tablename__ = "credentials"
    __table_args__ = (Index("uq_credentials_email_index", "email_index", unique=True),)
    tenant_id = INSTALLATION

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    """The user's own identifier."""
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_index: Mapped[bytes] = mapped_column(LargeBinary)
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    totp_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    """Time step of the last code accepted: a code works once."""

    email = SealedText("email_sealed", scope="installation")
    totp_secret = SealedText("totp_secret_sealed", scope="installation")


class RecoveryCode(Base):
    """A one-time code that stands in for the second factor; stored as a hash."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_user_id", "user_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime | None]


class UserSession(Base):
    """One signed-in browser. The cookie carries a random token, the table its SHA-256."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        Index("uq_user_sessions_token_hash", "token_hash", unique=True),
        Index("ix_user_sessions_user_id", "user_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Absolute end; the idle limit is counted from ``last_seen_at``."""
    verified_at: Mapped[datetime | None]
    """Last time the person proved again who they are (step-up)."""
    awaits_second_factor: Mapped[bool] = mapped_column(default=False)
    revoked_at: Mapped[datetime | None]
    device: Mapped[str]
    """Browser and system family only, for the list of sessions."""
    seat_id: Mapped[uuid.UUID | None]
    """The seat chosen in the switcher."""


class UserToken(Base):
    """A one-time link (invitation, password reset), stored as a hash."""

    __tablename__ = "user_tokens"
    __table_args__ = (
        Index("uq_user_tokens_token_hash", "token_hash", unique=True),
        Index("ix_user_tokens_user_id", "user_id"),
        CheckConstraint(values_check("kind", TokenKind), name="kind"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[TokenKind] = mapped_column(enum_column(TokenKind))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginThrottle(Base):
    """Failed attempts per key (keyed hash of address or of client), shared by all processes."""

    __tablename__ = "login_throttles"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    window_started_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
