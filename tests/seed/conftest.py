"""The demo, seeded once per worker into a database of its own and read back past row-level security."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg2
import pytest
from flask import Flask

from platform_app.commands.database import upgrade_schema
from seed.demo import run
from tests.support.cluster import TestCluster, Urls
from tests.support.settings import environment_for
from tests.support.template import open_app

Rows = list[tuple[Any, ...]]


class Seeded:
    """A database with the demo in it."""

    def __init__(self, app: Flask, urls: Urls) -> None:
        self.app, self.urls = app, urls

    def rows(self, sql: str, *values: object) -> Rows:
        with closing(psycopg2.connect(self.urls.owner)) as connection, connection.cursor() as cursor:
            cursor.execute("SET ROLE tsunagi_maint")
            cursor.execute(sql, values)
            return cursor.fetchall()

    def value(self, sql: str, *values: object) -> Any:
        return self.rows(sql, *values)[0][0]


def seed_into(cluster: TestCluster, folder: Path) -> Iterator[Seeded]:
    urls = cluster.create_empty(f"seed_{uuid.uuid4().hex[:12]}")
    environment = environment_for(urls, folder)
    with mock.patch.dict(os.environ, environment):
        upgrade_schema()
    with open_app(environment) as app:
        run(app)
        yield Seeded(app, urls)
    cluster.drop(urls.name)


@pytest.fixture(scope="session")
def seeded(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    yield from seed_into(cluster, tmp_path_factory.mktemp("seeded"))


@pytest.fixture
def seeded_again(cluster: TestCluster, tmp_path: Path) -> Iterator[Seeded]:
    yield from seed_into(cluster, tmp_path)


@pytest.fixture
def rows(seeded: Seeded) -> Callable[..., Rows]:
    return seeded.rows
