"""Every table, view, function and right in the database keeps the rules; a rogue one is found."""

from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class by another name

from tests.proofs import catalogue


@pytest.fixture
def admin(admin_url: str) -> Iterator[Connection]:
    connection = psycopg2.connect(admin_url)
    yield connection
    connection.close()


@pytest.fixture
def owner_of_own(fresh_db) -> Iterator[Connection]:
    connection = psycopg2.connect(fresh_db.owner)
    connection.autocommit = True
    yield connection
    connection.close()


def test_the_catalogue_keeps_every_rule(admin):
    assert catalogue.faults(admin) == []


def test_the_walk_sees_the_tables_of_every_room(admin):
    owned = set(catalogue.tenant_owned(admin))

    assert {
        "organizations",
        "resources",
        "cases",
        "referrals",
        "appointments",
        "meetings",
        "snapshots",
        "jobs",
    } <= owned
    assert set(catalogue.REVIEWED_TABLES) <= {name for name, _on, _forced in catalogue.tables(admin)}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("CREATE TABLE rogue (id int PRIMARY KEY)", ("rogue", "neither tenant-owned")),
        ("CREATE TABLE rogue (tenant_id int, id uuid, PRIMARY KEY (tenant_id, id))", ("rogue", "not forced")),
        ("CREATE TABLE rogue (tenant_id int, id uuid PRIMARY KEY)", ("rogue", "primary key")),
        ("CREATE INDEX rogue ON organizations (name)", ("rogue", "begins with name")),
        ("ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY", ("organizations", "not forced")),
        ("DROP POLICY organizations_tenant ON organizations", ("organizations", "no policy")),
        ("CREATE VIEW rogue AS SELECT * FROM organizations", ("rogue", "security_invoker")),
        ("GRANT SELECT ON cases TO tsunagi_tenant", ("cases", "tsunagi_tenant has a right")),
        ("GRANT SELECT (number) ON cases TO tsunagi_national", ("cases", "tsunagi_national has a right")),
        ("GRANT SELECT ON organizations TO tsunagi_app", ("organizations", "tsunagi_app has a right")),
        ("GRANT SELECT ON areas TO PUBLIC", ("areas", "open to everyone")),
        ("CREATE FUNCTION rogue() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", ("rogue", "rights of")),
    ],
)
def test_a_breach_is_found(owner_of_own, statement, expected):
    with owner_of_own.cursor() as cursor:
        cursor.execute(statement)

    found = catalogue.faults(owner_of_own)

    assert any(fault.what == expected[0] and expected[1] in fault.rule for fault in found), found
