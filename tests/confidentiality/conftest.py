"""A database for each test, people at their seats, and raw SQL as the restricted role."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from sqlalchemy import text

from platform_app.core.access import Actor
from platform_app.core.database import bind_context
from platform_app.extensions import db
from tests.support.cluster import psycopg2_admin
from tests.support.world import Place, actor_of, as_seat

if TYPE_CHECKING:
    from tests.support.cluster import TestCluster, Urls

Seated = Callable[[Place, str], AbstractContextManager[Actor]]
Change = Callable[[str], None]
Asked = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def own_urls(cluster: "TestCluster") -> Iterator["Urls"]:
    """A copy of the test world that only this test changes."""
    urls = cluster.copy_template(f"council_{uuid.uuid4().hex[:12]}")
    yield urls
    cluster.drop(urls.name)


@pytest.fixture
def own_app(own_urls: "Urls", tmp_path: Path) -> Iterator[Flask]:
    """The application on that copy."""
    from tests.support.settings import environment_for  # noqa: PLC0415 - loads the application only when asked for
    from tests.support.template import open_app  # noqa: PLC0415

    with open_app(environment_for(own_urls, tmp_path)) as app:
        yield app


@pytest.fixture
def change(own_urls: "Urls") -> Change:
    """``change("UPDATE …")`` as a superuser, triggers off: sets the scene, also scenes that no role could make."""

    def run(statement: str) -> None:
        with psycopg2_admin(own_urls.admin) as cursor:
            cursor.execute("SET session_replication_role = 'replica'")
            cursor.execute(statement)

    return run


@pytest.fixture
def seated(own_app: Flask) -> Seated:
    """``with seated(ALPHA, "desk") as actor``: committed at the end, rolled back on an error."""

    @contextmanager
    def sit(place: Place, name: str) -> Iterator[Actor]:
        with own_app.app_context():
            bind_context(db.session, as_seat(place, name))
            yield actor_of(place, name)
            db.session.commit()

    return sit


@pytest.fixture
def ask(own_app: Flask) -> Asked:
    """``ask(ALPHA, "council", "SELECT …", name=value)``: plain SQL with this person's rights, committed."""

    def run(place: Place, name: str, statement: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        with own_app.app_context():
            bind_context(db.session, as_seat(place, name))
            result = db.session.execute(text(statement), values or {})
            rows = [tuple(row) for row in result] if result.returns_rows else [(result.rowcount,)]
            db.session.commit()
            return rows

    return run
