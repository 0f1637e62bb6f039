"""Roles and database as bootstrap leaves them, asked of PostgreSQL itself."""

import uuid
from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2 import errors

from platform_app.core.database.bootstrap import TAKEN_BY_APP, BootstrapError, bootstrap
from platform_app.core.localdb import Cluster
from tests.support.session import open_folder

FAST = {"fsync": "off"}


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with open_folder("tsunagi-bootstrap-") as folder, Cluster(folder, settings=FAST) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def urls(server: Cluster) -> tuple[str, str, str]:
    """Administrator, application and owner of a bootstrapped database."""
    urls = _urls(server, "tsunagi")
    bootstrap(*urls)
    return urls


def _urls(server: Cluster, database: str, password: str = "secret/1") -> tuple[str, str, str]:
    place = f"127.0.0.1:{server.port}/{database}"
    word = password.replace("/", "%2F")
    return (
        server.admin_url,
        f"postgresql+psycopg2://tsunagi_app:{word}@{place}",
        f"postgresql://tsunagi_owner:{word}@{place}",
    )


def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements in one transaction; the rows of the last one."""
    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    try:
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def admin_in(urls: tuple[str, str, str], database: str = "tsunagi") -> str:
    return urls[0].rpartition("/")[0] + f"/{database}"


def test_attributes_of_every_role(urls):
    rows = ask(
        urls[0],
        "SELECT rolname, rolcanlogin, rolinherit, rolbypassrls, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication"
        r" FROM pg_roles WHERE rolname LIKE 'tsunagi\_%' ORDER BY rolname",
    )

    plain = (False, True, False, False)
    expected = dict.fromkeys((*TAKEN_BY_APP, "tsunagi_figures", "tsunagi_broker"), plain)
    expected |= {"tsunagi_app": (True, False, False, False), "tsunagi_owner": (True, False, False, False)}
    expected |= {"tsunagi_maint": (False, True, True, False)}
    assert {row[0]: row[1:] for row in rows} == expected


@pytest.mark.parametrize("role", TAKEN_BY_APP)
def test_application_may_take_its_roles(urls, role):
    assert ask(urls[1], f"SET LOCAL ROLE {role}", "SELECT current_user") == [(role,)]


@pytest.mark.parametrize("role", ["tsunagi_owner", "tsunagi_maint", "tsunagi_figures", "tsunagi_broker", "postgres"])
def test_application_may_take_no_other_role(urls, role):
    with pytest.raises(errors.InsufficientPrivilege):
        ask(urls[1], f"SET LOCAL ROLE {role}")


def test_application_has_no_right_of_its_own(urls):
    ask(urls[2], "CREATE TABLE for_tenants AS SELECT 1 AS number", "GRANT SELECT ON for_tenants TO tsunagi_tenant")

    with pytest.raises(errors.UndefinedTable):
        ask(urls[1], "SELECT * FROM for_tenants")

    assert ask(urls[1], "SET LOCAL ROLE tsunagi_tenant", "SELECT * FROM for_tenants") == [(1,)]
    assert ask(urls[1], "SET LOCAL ROLE tsunagi_case", "SELECT * FROM for_tenants") == [(1,)]
    with pytest.raises(errors.InsufficientPrivilege):
        ask(urls[1], "SET LOCAL ROLE tsunagi_national", "SELECT * FROM for_tenants")


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE public.mine ()", "CREATE TEMPORARY TABLE mine ()", "CREATE SCHEMA mine"]
)
@pytest.mark.parametrize("role", TAKEN_BY_APP)
def test_no_role_of_the_application_may_create_anything(urls, role, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        ask(urls[1], f"SET LOCAL ROLE {role}", statement)


def test_owner_creates_in_public_and_may_take_the_maintenance_role(urls):
    ask(urls[2], "CREATE TABLE owned ()")

    assert ask(urls[2], "SET LOCAL ROLE tsunagi_maint", "SELECT current_user") == [("tsunagi_maint",)]


def test_owner_does_not_bypass_row_level_security_by_itself(urls):
    ask(
        urls[2],
        "CREATE TABLE guarded AS SELECT 1 AS number",
        "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE guarded FORCE ROW LEVEL SECURITY",
        "GRANT SELECT ON guarded TO tsunagi_maint",
    )

    assert ask(urls[2], "SELECT * FROM guarded") == []
    assert ask(urls[2], "SET LOCAL ROLE tsunagi_maint", "SELECT * FROM guarded") == [(1,)]


def test_stranger_may_not_connect(urls, server):
    ask(urls[0], "CREATE ROLE stranger LOGIN PASSWORD 'x'")

    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        ask(f"postgresql://stranger:x@127.0.0.1:{server.port}/tsunagi", "SELECT 1")


def test_trigram_search_knows_japanese(urls):
    assert ask(urls[1], "SET LOCAL ROLE tsunagi_tenant", "SELECT similarity('相談', '相談窓口') > 0") == [(True,)]


def test_again_changes_nothing_but_a_new_password(urls, server):
    before = ask(urls[0], "SELECT rolname, rolconfig FROM pg_roles ORDER BY 1"), _memberships(urls)

    bootstrap(*_urls(server, "tsunagi", password="another"))
    bootstrap(*urls)

    assert (ask(urls[0], "SELECT rolname, rolconfig FROM pg_roles ORDER BY 1"), _memberships(urls)) == before


def test_password_is_replaced(urls, server):
    other = _urls(server, "tsunagi", password="another")
    bootstrap(*other)

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        ask(urls[1], "SELECT 1")

    assert ask(other[1], "SELECT 1") == [(1,)]
    bootstrap(*urls)


def test_what_somebody_loosened_is_put_right(urls):
    ask(urls[0], "ALTER ROLE tsunagi_app INHERIT BYPASSRLS CREATEDB", "GRANT tsunagi_maint TO tsunagi_app")
    ask(admin_in(urls), "GRANT ALL ON SCHEMA public TO PUBLIC")

    bootstrap(*urls)

    test_attributes_of_every_role(urls)
    with pytest.raises(errors.InsufficientPrivilege):
        ask(urls[1], "SET LOCAL ROLE tsunagi_maint")
    with pytest.raises(errors.InsufficientPrivilege):
        ask(urls[1], "SET LOCAL ROLE tsunagi_tenant", "CREATE TABLE public.mine ()")


def test_administrator_without_superuser_rights_will_do(urls, server):
    version = int(ask(urls[0], "SHOW server_version_num")[0][0])
    if version < 160_000:
        pytest.skip("PostgreSQL 15 lets only a superuser give BYPASSRLS")
    with open_folder("tsunagi-bootstrap-") as folder, Cluster(folder, settings=FAST) as other:
        ask(other.admin_url, "CREATE ROLE manager LOGIN CREATEDB CREATEROLE BYPASSRLS PASSWORD 'x'")
        _, app, owner = _urls(other, "tsunagi")
        manager = f"postgresql://manager:x@127.0.0.1:{other.port}/postgres"

        bootstrap(manager, app, owner)
        bootstrap(manager, app, owner)

        assert ask(app, "SET LOCAL ROLE tsunagi_case", "SELECT current_user") == [("tsunagi_case",)]


@pytest.mark.parametrize(
    ("app", "owner", "message"),
    [
        ("postgresql://tsunagi_owner@h/d", "postgresql://tsunagi_owner@h/d", "of tsunagi_app logs in as tsunagi_owner"),
        ("postgresql://tsunagi_app@h/d", "postgresql://tsunagi_owner@h/e", "two different databases"),
        ("postgresql://tsunagi_app@h", "postgresql://tsunagi_owner@h/e", "names no database"),
        ("nonsense", "postgresql://tsunagi_owner@h/e", "cannot be read"),
    ],
)
def test_urls_that_do_not_fit_are_refused(app, owner, message):
    with pytest.raises(BootstrapError, match=message):
        bootstrap("postgresql://admin@127.0.0.1:1/postgres", app, owner)


def test_administrator_that_cannot_connect_is_one_line():
    with pytest.raises(BootstrapError, match=r"^DATABASE_ADMIN_URL: [^\n]*refused[^\n]*$"):
        bootstrap(
            "postgresql://a@127.0.0.1:1/postgres", "postgresql://tsunagi_app@h/d", "postgresql://tsunagi_owner@h/d"
        )


def test_database_in_another_encoding_is_refused(urls, server):
    name = f"latin_{uuid.uuid4().hex[:8]}"
    connection = psycopg2.connect(urls[0])
    connection.autocommit = True
    connection.cursor().execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    connection.close()

    with pytest.raises(BootstrapError, match="has encoding LATIN1, UTF8 is needed"):
        bootstrap(*_urls(server, name))


def test_database_whose_locale_knows_no_japanese_is_refused(urls, server):
    name = f"plain_{uuid.uuid4().hex[:8]}"
    connection = psycopg2.connect(urls[0])
    connection.autocommit = True
    connection.cursor().execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    connection.close()

    with pytest.raises(BootstrapError, match="locale without Japanese letters"):
        bootstrap(*_urls(server, name))


def _memberships(urls) -> list[tuple[object, ...]]:
    return ask(urls[0], "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members ORDER BY 1, 2")
