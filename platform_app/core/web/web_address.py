"""The address of a web site as people may enter it."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import URL, Regexp

WEB_ADDRESS = (
    Regexp(r"(?i)^https?://", message=_l("Begin the address with https:// or http://")),
    URL(message=_l("Enter the address as it stands in the browser, for example https://www.example.jp/")),
)
"""Validators after ``Optional()``. Other schemes (``javascript:``) would run in the reader's page."""
