"""Raw SQL as the restricted role: what wrong code could do at most."""

import uuid
from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class by another name

from tests.proofs import catalogue
from tests.support.world import ALPHA, BETA, Place

ROLES = ("tsunagi_login", "tsunagi_tenant", "tsunagi_case", "tsunagi_receiver", "tsunagi_national", "tsunagi_auditor")
PEOPLE = {
    "tsunagi_tenant": "secretariat",
    "tsunagi_case": "desk",
    "tsunagi_receiver": "member",
    "tsunagi_auditor": "auditor",
    "tsunagi_login": "desk",
    "tsunagi_national": "secretariat",
}
PUBLIC_FACTS = {"tenant_areas", "tenant_authorities", "programme_participations"}
"""Read across tenants by the national role alone: which authorities and areas a platform has is public."""
OF_THE_INSTALLATION = {"data_keys"}
"""The installation's own key row is read in every context: names of users open under it."""


@pytest.fixture
def app_db(database_url: str) -> Iterator[Connection]:
    connection = psycopg2.connect(database_url)
    yield connection
    connection.close()


@pytest.fixture
def admin(admin_url: str) -> Iterator[Connection]:
    connection = psycopg2.connect(admin_url)
    yield connection
    connection.close()


def act(connection: Connection, role: str, place: Place | None) -> None:
    """Begin anew under a role, as a person of a place, or under no context at all."""
    connection.rollback()
    person = PEOPLE[role]
    values = ("", "", "") if place is None else (
        str(place.tenant_id), str(place.id(f"user.{person}")), str(place.id(f"seat.{person}"))
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.tenant_id', %s, true), set_config('app.user_id', %s, true),"
            " set_config('app.seat_id', %s, true), set_config('role', %s, true)",
            (*values, role),
        )


def tenants_seen(connection: Connection, table: str) -> set[int]:
    """The tenants whose rows come back; a table without the right to read shows none."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT look")
        try:
            cursor.execute(sql.SQL("SELECT DISTINCT tenant_id FROM {}").format(sql.Identifier(table)))
        except errors.InsufficientPrivilege:
            cursor.execute("ROLLBACK TO SAVEPOINT look")
            return set()
        return {tenant for (tenant,) in cursor.fetchall()}


@pytest.mark.parametrize("role", ROLES)
def test_without_a_context_no_row_is_seen(app_db, admin, role):
    for table in set(catalogue.tenant_owned(admin)) - OF_THE_INSTALLATION:
        act(app_db, role, None)
        if role == "tsunagi_national" and table in PUBLIC_FACTS:
            continue
        assert tenants_seen(app_db, table) == set(), table


def test_without_a_role_not_even_a_table_is_open(app_db, admin):
    for table in catalogue.tenant_owned(admin):
        with app_db.cursor() as cursor, pytest.raises((errors.InsufficientPrivilege, errors.UndefinedTable)):
            cursor.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(table)))
        app_db.rollback()


@pytest.mark.parametrize("role", ROLES)
def test_one_tenants_context_shows_none_of_the_others_rows(app_db, admin, role):
    for table in catalogue.tenant_owned(admin):
        act(app_db, role, ALPHA)
        allowed = {ALPHA.tenant_id} | ({0} if table in OF_THE_INSTALLATION else set())
        if role == "tsunagi_national" and table in PUBLIC_FACTS:
            continue
        assert tenants_seen(app_db, table) <= allowed, table


def test_the_rows_that_must_stay_apart_are_really_there(admin):
    for table in ("organizations", "cases", "persons", "referrals", "disclosures", "appointments", "meetings", "seats"):
        assert {ALPHA.tenant_id, BETA.tenant_id} <= tenants_seen(admin, table), table


@pytest.mark.parametrize(
    ("role", "table"),
    [
        ("tsunagi_tenant", "organizations"),
        ("tsunagi_case", "cases"),
        ("tsunagi_case", "persons"),
        ("tsunagi_case", "referrals"),
        ("tsunagi_receiver", "referrals"),
        ("tsunagi_receiver", "disclosures"),
        ("tsunagi_auditor", "audit_events"),
    ],
)
def test_the_own_rows_are_seen(app_db, role, table):
    act(app_db, role, ALPHA)
    if table == "audit_events":
        act(app_db, "tsunagi_tenant", ALPHA)
        with app_db.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_events (tenant_id, id, at, action, user_id, seat_id)"
                " VALUES (%s, %s, now(), 'test:act', app_user(), app_seat())",
                (ALPHA.tenant_id, str(uuid.uuid4())),
            )
            cursor.execute("SELECT set_config('role', 'tsunagi_auditor', true)")

    assert tenants_seen(app_db, table) == {ALPHA.tenant_id}


def writable(admin: Connection) -> list[tuple[str, str]]:
    """Every pair of role and table where the role may insert at all."""
    return [
        (role, table)
        for table in catalogue.tenant_owned(admin)
        for role in ROLES
        if catalogue.rows(admin, "SELECT has_any_column_privilege(%s, %s, 'INSERT')", role, table)[0][0]
    ]


def test_no_role_writes_into_another_tenant(app_db, admin):
    pairs = writable(admin)
    assert len(pairs) > 30
    for role, table in pairs:
        act(app_db, role, ALPHA)
        columns, row = _a_row_of(admin, table, BETA)
        with app_db.cursor() as cursor, pytest.raises(psycopg2.Error) as refusal:
            cursor.execute(
                sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                    sql.Identifier(table),
                    sql.SQL(", ").join(map(sql.Identifier, columns)),
                    sql.SQL(", ").join(sql.Placeholder() * len(columns)),
                ),
                row,
            )
        assert isinstance(refusal.value, errors.InsufficientPrivilege | errors.CheckViolation | errors.RaiseException), (
            role, table, refusal.value
        )  # fmt: skip


def _a_row_of(admin: Connection, table: str, place: Place) -> tuple[list[str], list[object]]:
    """The least that an INSERT needs to meet the policy: tenant and identifier of the other tenant."""
    names = {
        name
        for (name,) in catalogue.rows(
            admin,
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
            table,
        )
    }
    values: dict[str, object] = {"tenant_id": place.tenant_id}
    if "id" in names:
        values["id"] = str(uuid.uuid4())
    if table == "data_keys":
        values |= {"scope": "tenant"}
    return list(values), list(values.values())


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_another_tenants_rows(app_db, admin, role):
    for table in catalogue.tenant_owned(admin):
        columns = [
            name
            for (name,) in catalogue.rows(
                admin,
                "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname = %s"
                " AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
                " AND has_column_privilege(%s, c.oid, a.attnum, 'UPDATE')",
                table,
                role,
            )
        ]
        if not columns:
            continue
        act(app_db, role, ALPHA)
        with app_db.cursor() as cursor:
            cursor.execute(
                sql.SQL("UPDATE {} SET {c} = {c} WHERE tenant_id = %s").format(
                    sql.Identifier(table), c=sql.Identifier(columns[0])
                ),
                (BETA.tenant_id,),
            )
            assert cursor.rowcount == 0, table


def test_the_own_rows_can_be_changed(app_db):
    act(app_db, "tsunagi_tenant", ALPHA)
    with app_db.cursor() as cursor:
        cursor.execute("UPDATE organizations SET phone = phone WHERE tenant_id = %s", (ALPHA.tenant_id,))

        assert cursor.rowcount > 0


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events"]
)
def test_no_role_changes_the_audit_log(app_db, role, statement):
    act(app_db, role, ALPHA)
    with app_db.cursor() as cursor, pytest.raises(errors.InsufficientPrivilege):
        cursor.execute(statement)


def test_a_seat_that_is_not_ones_own_opens_nothing(app_db):
    act(app_db, "tsunagi_case", ALPHA)
    with app_db.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases")
        own = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.seat_id', %s, true)", (str(ALPHA.id("seat.desk2")),))
        cursor.execute("SELECT count(*) FROM cases")

        assert own > 0
        assert cursor.fetchone()[0] == 0
