"""One PostgreSQL for the whole test session, shared by all xdist workers, started only when a test needs it.

Everything lies in one temporary folder named after the session's first process; that process stops the server
at the end. What a killed session left behind is swept by the next one.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from filelock import FileLock
from psycopg2 import sql

from platform_app.core.database.bootstrap import bootstrap, secure_database
from platform_app.core.localdb import Cluster

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "250"}
TEMPLATE = "tsunagi_template"


@dataclass(frozen=True, slots=True)
class Urls:
    """One database, as its three users see it."""

    name: str
    app: str
    owner: str
    admin: str


class TemplateError(Exception):
    """The template could not be built; the first test that asked for it shows why in full."""


class TestCluster:
    """The session's server and its template database."""

    __test__ = False

    def __init__(self, base: Path) -> None:
        self.base = base
        self._facts = base / "facts.json"
        self._failure = base / "failure.txt"

    def require(self, build_template: Callable[[Urls], None]) -> None:
        """Start the server and build the template unless another worker has; the others wait for it."""
        self.base.mkdir(mode=0o755, exist_ok=True)
        with FileLock(self.base / "lock"):
            if self._facts.exists():
                return
            if self._failure.exists():
                raise TemplateError(self._failure.read_text(encoding="utf-8"))
            cluster = Cluster(self.base, settings=FAST)
            facts = {"admin": cluster.start(), "app": secrets.token_hex(12), "owner": secrets.token_hex(12)}
            template = self._urls(facts, TEMPLATE)
            bootstrap(facts["admin"], template.app, template.owner)
            try:
                build_template(template)
            except Exception as error:
                self._failure.write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
                raise
            self._facts.write_text(json.dumps(facts), encoding="utf-8")

    def copy_template(self, name: str) -> Urls:
        """A database of one's own, with all that the template holds."""
        return self._create(name, TEMPLATE)

    def create_empty(self, name: str) -> Urls:
        """A database with roles and rights, without any table."""
        facts = self._read()
        urls = self._urls(facts, name)
        bootstrap(facts["admin"], urls.app, urls.owner)
        return urls

    def drop(self, name: str) -> None:
        with psycopg2_admin(self._read()["admin"]) as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, name: str, template: str) -> Urls:
        facts = self._read()
        with FileLock(self.base / "lock"), psycopg2_admin(facts["admin"]) as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
            secure_database(cursor, name)
        return self._urls(facts, name)

    def _read(self) -> dict[str, str]:
        facts: dict[str, str] = json.loads(self._facts.read_text(encoding="utf-8"))
        return facts

    @staticmethod
    def _urls(facts: dict[str, str], name: str) -> Urls:
        place = facts["admin"].rpartition("@")[2].partition("/")[0]
        return Urls(
            name=name,
            app=f"postgresql://tsunagi_app:{facts['app']}@{place}/{name}",
            owner=f"postgresql://tsunagi_owner:{facts['owner']}@{place}/{name}",
            admin=facts["admin"].rpartition("/")[0] + f"/{name}",
        )


class psycopg2_admin:  # noqa: N801 - reads as a verb where it is used
    """A cursor of an autocommit connection, closed at the end."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True

    def __enter__(self):
        return self._connection.cursor()

    def __exit__(self, *_: object) -> None:
        self._connection.close()
