"""Everything of the web layer bound to the application in one call."""

from flask import Flask
from flask_babel import Babel

from platform_app.core.web.errors import init_errors
from platform_app.core.web.formats import init_formats
from platform_app.core.web.forms import init_forms
from platform_app.core.web.headers import init_headers
from platform_app.core.web.i18n import init_i18n
from platform_app.core.web.pagination import asked
from platform_app.core.web.static_urls import init_static_urls


def init_web(app: Flask, babel: Babel, *, production: bool) -> None:
    """Bind languages, static addresses, filters, form macros, error pages and headers.

    The factory adds the `language` blueprint, the template global `nav` and the context variable `shell`.
    """
    init_i18n(app, babel)
    init_static_urls(app)
    init_formats(app)
    init_forms(app)
    init_errors(app)
    init_headers(app, production=production)
    app.jinja_env.globals["asked"] = asked
