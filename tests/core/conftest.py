"""An application of the core alone, without any room, on a database of the test's own."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
import pytest
from flask import Flask

from platform_app.config import driver_url
from platform_app.core import crypto, directory
from platform_app.core.database import Context, DbRole, bind_context, listen_for_transactions
from platform_app.extensions import babel, db

if TYPE_CHECKING:
    from tests.support.cluster import Urls

MASTER_KEY = bytes(range(32))
TENANTS = {"tottori-city": 1, "mihara-city": 2}


@pytest.fixture
def core_app(fresh_db: "Urls", tmp_path: Path) -> Iterator[Flask]:
    app = Flask("core")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=driver_url(fresh_db.app),
        AUDIT_ANCHORS=tmp_path / "anchors.jsonl",
        DATABASE_OWNER_URL=driver_url(fresh_db.owner),
        MAIL_SPOOL=tmp_path / "mail",
        MAIL_FROM="tsunagi@example.jp",
        BASE_URL="https://tsunagi.example.jp",
        SECRET_KEY="not a secret",
    )
    db.init_app(app)
    babel.init_app(app)
    listen_for_transactions(db.session)
    crypto.init_app(app, crypto.Keyring(MASTER_KEY))
    slugs = {number: slug for slug, number in TENANTS.items()}
    directory.init_app(app, directory.Directory(TENANTS.values, TENANTS.get, slugs.get))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def core_context(core_app: Flask) -> Iterator[Flask]:
    with core_app.app_context():
        yield core_app


@contextmanager
def acting(
    tenant_id: int, role: DbRole = DbRole.TENANT, user_id: uuid.UUID | None = None, seat_id: uuid.UUID | None = None
) -> Iterator[None]:
    """One committed transaction under a context."""
    bind_context(db.session, Context(tenant_id, user_id, seat_id, role))
    yield
    db.session.commit()


@contextmanager
def superuser(urls: "Urls", *, triggers: bool = True) -> Iterator[psycopg2.extensions.cursor]:
    """Whoever owns the database server: no row-level security, and no trigger unless asked for."""
    connection = psycopg2.connect(urls.admin)
    try:
        with connection, connection.cursor() as cursor:
            if not triggers:
                cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
    finally:
        connection.close()
