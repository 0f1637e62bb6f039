"""The two blueprints of accounts, what a stranger is told, and the second factor that production asks of everyone."""

from typing import cast

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from platform_app.accounts.signed_in import SignedIn
from platform_app.config import Settings
from platform_app.core.access import Scope
from platform_app.core.web.i18n import choose_language
from platform_app.core.web.room import Room
from platform_app.extensions import login_manager

login_room = Room("login", __name__, Scope.OPEN)
room = Room("accounts", __name__, Scope.PERSON)

BEFORE_ENROLMENT = frozenset(
    {
        "accounts.second_factor",
        "accounts.start",
        "accounts.confirm",
        "accounts.verify",
        "accounts.logout",
        "language.choose",
        "login.show",
        "health.alive",
        "health.ready",
        "static",
    }
)
"""What someone may open in production before the second factor is set up."""


def person() -> SignedIn:
    """Who is signed in; only in views that are not public."""
    return cast(SignedIn, current_user)


def welcome(signed_in: SignedIn) -> None:
    """Give the browser a fresh session of this person; nothing of the one before is kept but the language."""
    session.clear()
    choose_language(signed_in.locale)
    login_user(signed_in)


def forget() -> None:
    """Take the session from the browser."""
    language = session.get("language")
    session.clear()
    g.pop("_login_user", None)
    if language:
        choose_language(language)


def client() -> str:
    """The network address that attempts are counted by."""
    return request.remote_addr or "unknown"


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]  # Flask-Login is untyped
def ask_to_log_in() -> ResponseReturnValue:
    """Send a stranger to the log-in, and afterwards back to the page asked for."""
    asked = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("login.show", next=asked), code=303)


@room.before_app_request
def require_second_factor() -> ResponseReturnValue | None:
    """In production nobody goes on before the second factor is set up; demo and tests do without."""
    settings = cast(Settings, current_app.extensions["settings"])
    if not settings.is_production or request.endpoint in BEFORE_ENROLMENT or request.endpoint is None:
        return None
    if current_user.is_authenticated and not person().has_second_factor:
        return redirect(url_for("accounts.second_factor"), code=303)
    return None
