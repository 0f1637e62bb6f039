"""Fixtures that every test may ask for. Application and database start with the first test that needs them.

Imports inside fixtures are meant: a test of a pure function then runs without loading the application.
"""

# ruff: noqa: PLC0415

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.browser import FLAGS, chromium
from tests.support.live import served
from tests.support.session import end_session, session_folder, sweep

if TYPE_CHECKING:
    from tests.support.cluster import TestCluster, Urls


def pytest_configure(config: pytest.Config) -> None:
    """The first process of the session names the folder that its workers share."""
    if not hasattr(config, "workerinput"):
        os.environ["TSUNAGI_TEST_SESSION"] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_session(os.getpid())


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> "TestCluster":
    """The session's PostgreSQL, with the template database made."""
    from tests.support.cluster import TestCluster
    from tests.support.settings import environment_for
    from tests.support.template import build_template

    sweep()
    cluster = TestCluster(session_folder(int(os.environ["TSUNAGI_TEST_SESSION"])))
    folder = tmp_path_factory.mktemp("template")
    cluster.require(lambda urls: build_template(environment_for(urls, folder)))
    return cluster


@pytest.fixture(scope="session")
def database(cluster: "TestCluster") -> Iterator["Urls"]:
    """This worker's copy of the template. Requests commit for real: a test that minds takes `fresh_db`."""
    urls = cluster.copy_template(f"worker_{uuid.uuid4().hex[:12]}")
    yield urls
    cluster.drop(urls.name)


@pytest.fixture
def fresh_db(cluster: "TestCluster") -> Iterator["Urls"]:
    """A copy of the template for one test alone."""
    urls = cluster.copy_template(f"fresh_{uuid.uuid4().hex[:12]}")
    yield urls
    cluster.drop(urls.name)


@pytest.fixture
def empty_db(cluster: "TestCluster") -> Iterator["Urls"]:
    """A database with roles and rights but no table, for one test alone."""
    urls = cluster.create_empty(f"empty_{uuid.uuid4().hex[:12]}")
    yield urls
    cluster.drop(urls.name)


@pytest.fixture(scope="session")
def admin_url(database: "Urls") -> str:
    return database.admin


@pytest.fixture(scope="session")
def owner_url(database: "Urls") -> str:
    return database.owner


@pytest.fixture(scope="session")
def database_url(database: "Urls") -> str:
    """As `tsunagi_app`, which has no right until it takes a role."""
    return database.app


@pytest.fixture(scope="session")
def environment(database: "Urls", tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of this worker's application."""
    from tests.support.settings import environment_for

    return environment_for(database, tmp_path_factory.mktemp("settings"))


@pytest.fixture(scope="session")
def app(environment: dict[str, str]) -> Iterator[Flask]:
    """The real application on this worker's database."""
    from tests.support.template import open_app

    with open_app(environment) as app:
        yield app


@pytest.fixture
def fresh_app(fresh_db: "Urls", tmp_path: Path) -> Iterator[Flask]:
    """The real application on a database of this test's own."""
    from tests.support.settings import environment_for
    from tests.support.template import open_app

    with open_app(environment_for(fresh_db, tmp_path)) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def live_url(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of the real application, served by gunicorn from this worker's database."""
    with served(environment, tmp_path_factory.mktemp("live") / "server.log") as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Used by pytest-playwright: the system's Chromium."""
    return {"executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """Used by pytest-playwright: a Japanese clerk's browser."""
    return {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}}
