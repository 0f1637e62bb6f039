"""Languages of the screens: Japanese unless the person chose otherwise, times as in Japan."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, has_request_context, session
from flask_babel import Babel, get_locale, refresh

LANGUAGES = {"ja": "日本語", "en": "English"}
DEFAULT_LANGUAGE = "ja"
TIMEZONE = "Asia/Tokyo"
TRANSLATIONS = Path(__file__).parents[2] / "translations"


def chosen_language() -> str:
    """Return the language that the person chose in this session, otherwise Japanese."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    language = session.get("language")
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def choose_language(language: str) -> None:
    """Keep a choice in the session; an unknown language is left aside."""
    if language in LANGUAGES:
        session["language"] = language
        refresh()


def current_language() -> str:
    """Return the two letters of the language of the moment, for `<html lang>`."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


def local_path(target: str | None, fallback: str = "/") -> str:
    """Return a path on this site to go back to; an address of another site becomes the fallback."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    if any(ord(letter) < 32 for letter in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target


def init_i18n(app: Flask, babel: Babel) -> None:
    """Bind Babel: catalogue of the package, language of the session, time of Tokyo."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(TRANSLATIONS))
    babel.init_app(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone=TIMEZONE,
        locale_selector=chosen_language,
        timezone_selector=lambda: TIMEZONE,
    )
    app.jinja_env.globals["current_language"] = current_language
