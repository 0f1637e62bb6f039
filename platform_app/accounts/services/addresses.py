"""Mail addresses: one normal form, found by a keyed hash, never compared in plain."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from platform_app.core.crypto import blind_index
from platform_app.core.database import INSTALLATION
from platform_app.extensions import db

MAX_LENGTH = 254


def normal_mail(text: str) -> str:
    """The form in which addresses are compared: half-width, trimmed, small letters."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_mail(text: str) -> bool:
    """Whether a text has the shape of a mail address; names for examples and tests (RFC 2606) count too."""
    try:
        validate_email(normal_mail(text), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def mail_index(text: str) -> bytes:
    """The keyed hash under which an address is stored and found."""
    return blind_index(db.session(), INSTALLATION, "credentials.email", normal_mail(text))
