"""Notification banners that survive the redirect after a successful POST."""

from typing import Literal

from flask import flash

Tone = Literal["success", "info", "warning", "error"]


def notify(title: object, text: object = None, tone: Tone = "success") -> None:
    """Show a banner on the next page: a title and, as needed, one sentence about what follows from it."""
    if text is None:
        flash(str(title), tone)
    else:
        # Flask types a message as text; it keeps any JSON value, here (title, text).
        flash((str(title), str(text)), tone)  # type: ignore[arg-type]
