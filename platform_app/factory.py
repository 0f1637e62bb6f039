"""The application factory: the only file that knows every room."""

from types import ModuleType
from typing import cast

from flask import Flask, g, url_for
from flask_login import current_user
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from platform_app.accounts import policies as accounts_policies
from platform_app.accounts import views as accounts_views
from platform_app.cases import policies as cases_policies
from platform_app.cases import views as cases_views
from platform_app.confidentiality import policies as confidentiality_policies
from platform_app.confidentiality import views as confidentiality_views
from platform_app.config import Settings
from platform_app.core import access, audit, crypto, directory, notices
from platform_app.core.database import listen_for_transactions
from platform_app.core.web.health import health
from platform_app.core.web.language import language
from platform_app.core.web.requests import init_requests
from platform_app.core.web.room import menu
from platform_app.core.web.setup import init_web
from platform_app.core.web.shell import Shell
from platform_app.extensions import babel, csrf, db, login_manager, migrate
from platform_app.meetings import policies as meetings_policies
from platform_app.meetings import views as meetings_views
from platform_app.members import policies as members_policies
from platform_app.members import views as members_views
from platform_app.national import policies as national_policies
from platform_app.national import views as national_views
from platform_app.referrals import policies as referrals_policies
from platform_app.referrals import views as referrals_views
from platform_app.resources import policies as resources_policies
from platform_app.resources import views as resources_views
from platform_app.tenants import policies as tenants_policies
from platform_app.tenants import views as tenants_views
from platform_app.tenants.gate import TenantGate

POLICIES: tuple[ModuleType, ...] = (
    accounts_policies,
    tenants_policies,
    members_policies,
    resources_policies,
    cases_policies,
    confidentiality_policies,
    referrals_policies,
    meetings_policies,
    national_policies,
)
VIEWS: tuple[ModuleType, ...] = (
    accounts_views,
    tenants_views,
    members_views,
    resources_views,
    cases_views,
    confidentiality_views,
    referrals_views,
    meetings_views,
    national_views,
)
"""Each has ``ROOMS`` (blueprints) and may have ``NAV`` (entries of the main menu)."""


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; raises ``SettingsError`` and refuses to start on a view without a rule."""
    settings = settings or Settings.from_env()
    app = Flask(__name__)
    app.config.update(_flask_config(settings))
    app.extensions["settings"] = settings
    if settings.trusted_proxies:
        near = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)  # type: ignore[method-assign]
    _bind_extensions(app, settings)
    rooms = [language, health, *(room for views in VIEWS for room in views.ROOMS)]
    for room in rooms:
        app.register_blueprint(room)
    access.install(app, TenantGate(), [policies.RULES for policies in POLICIES])
    _shape_pages(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 8, "max_overflow": 16, "pool_timeout": 20, "pool_pre_ping": True},
        "SESSION_COOKIE_NAME": "__Host-tsunagi" if settings.is_production else "tsunagi",
        "SESSION_COOKIE_SECURE": settings.is_production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "TESTING": settings.env == "test",
        "PROPAGATE_EXCEPTIONS": False,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
    }


def _bind_extensions(app: Flask, settings: Settings) -> None:
    init_requests(app)
    db.init_app(app)
    migrate.init_app(app, db)
    listen_for_transactions(db.session)
    login_manager.init_app(app)
    csrf.init_app(app)
    crypto.init_app(app, crypto.Keyring(settings.master_key))
    directory.init_app(app, tenants_views.DIRECTORY)
    audit.init_app(app)
    notices.init_app(app)
    init_web(app, babel, production=settings.is_production)


def _shape_pages(app: Flask) -> None:
    """What every page shows besides its own content: the menu and who is signed in."""
    items = [item for views in VIEWS for item in getattr(views, "NAV", ())]
    app.jinja_env.globals["nav"] = lambda: menu(items)
    app.context_processor(lambda: {"shell": LocalProxy(_shell)})


def _shell() -> Shell | None:
    """The head of the page, worked out when a template asks for it: an error page does not, and asks no database."""
    if "shell" not in g:
        g.shell = _present_shell()
    return cast("Shell | None", g.shell)


def _present_shell() -> Shell | None:
    if not current_user.is_authenticated:
        return None
    actor, tenant = g.get("actor"), g.get("tenant")
    return Shell(
        person=current_user.name or "",
        logout_url=url_for("accounts.logout"),
        seat=access.ROLE_LABELS[actor.role] if actor is not None and actor.role is not None else None,
        seats_url=url_for("tenants_seats.index"),
        account_url=url_for("accounts.show"),
        notices_url=url_for("tenants_notices.index") if tenant else None,
        notices_count=notices.count_unread() if tenant else 0,
    )
