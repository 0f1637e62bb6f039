"""Roles and database, made once per installation from the administrator's URL. Safe to run again.

The web and the workers log in as ``tsunagi_app``, which has no right of its own: it may only take one of the
roles in ``TAKEN_BY_APP``, for one transaction. ``tsunagi_owner`` owns the schema and migrates. Works on
PostgreSQL 15 to 18 with a superuser, from 16 on also with an administrator that has CREATEROLE, CREATEDB and
BYPASSRLS (15 lets only a superuser give BYPASSRLS).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class in lower case
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - likewise
from psycopg2.extensions import encrypt_password, make_dsn, parse_dsn

OWNER, APP, MAINT = "tsunagi_owner", "tsunagi_app", "tsunagi_maint"
TENANT = "tsunagi_tenant"
TAKEN_BY_APP = (
    "tsunagi_login",
    TENANT,
    "tsunagi_case",
    "tsunagi_receiver",
    "tsunagi_national",
    "tsunagi_auditor",
)
HAVE_TENANT_RIGHTS = ("tsunagi_case", "tsunagi_receiver", "tsunagi_auditor")
"""Also have what ``tsunagi_tenant`` has."""
FUNCTION_OWNERS = ("tsunagi_figures", "tsunagi_broker")
"""Own the reviewed SECURITY DEFINER functions; row-level security holds for them too."""
LOCK = 7_206_110
"""Advisory lock: two bootstraps at once wait for each other."""
OLDEST = 150_000


class BootstrapError(Exception):
    """The roles or the database cannot be made; one line."""


def bootstrap(admin_url: str, app_url: str, owner_url: str) -> None:
    """Make or repair roles, passwords, database, extension and rights.

    Passwords and the database's name are those of ``app_url`` and ``owner_url``, which must name
    ``tsunagi_app`` and ``tsunagi_owner`` and one and the same database.
    """
    app, owner = _parts(app_url, APP), _parts(owner_url, OWNER)
    database = app["dbname"]
    if owner["dbname"] != database:
        raise BootstrapError("DATABASE_URL and DATABASE_OWNER_URL name two different databases")
    with _connected(admin_url) as admin:
        if admin.server_version < OLDEST:
            raise BootstrapError(
                f"PostgreSQL 15 or newer is needed, this is {admin.info.parameter_status('server_version')}"
            )
        with admin.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            _make_roles(cursor)
            _set_password(admin, cursor, APP, app.get("password"))
            _set_password(admin, cursor, OWNER, owner.get("password"))
            _make_database(cursor, database)
            secure_database(cursor, database)
    with _connected(admin_url, dbname=database) as admin, admin.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public")
        _secure_schema(cursor, database)


def secure_database(cursor: Cursor, database: str) -> None:
    """Only owner and application may connect. A copy made from a template needs this again: rights are not copied."""
    name = sql.Identifier(database)
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(APP)))
    cursor.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(OWNER)))


def _parts(url: str, role: str) -> dict[str, str]:
    """The parts of a URL, which must log in as ``role``."""
    try:
        parts: dict[str, str] = parse_dsn(libpq_url(url))
    except psycopg2.ProgrammingError as error:
        raise BootstrapError(f"the database URL of {role} cannot be read") from error
    if parts.get("user") != role:
        raise BootstrapError(f"the database URL of {role} logs in as {parts.get('user') or 'nobody'}")
    if not parts.get("dbname"):
        raise BootstrapError(f"the database URL of {role} names no database")
    return parts


def libpq_url(url: str) -> str:
    """The URL without SQLAlchemy's driver name, as libpq reads it."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme.split('+')[0]}{separator}{rest}"


@contextmanager
def _connected(url: str, **changes: str) -> Iterator[Connection]:
    """An autocommit connection whose errors are one line."""
    try:
        connection = psycopg2.connect(make_dsn(libpq_url(url), **changes))
    except psycopg2.Error as error:
        raise BootstrapError(f"DATABASE_ADMIN_URL: {' '.join(str(error).split())}") from error
    connection.autocommit = True
    try:
        yield connection
    except psycopg2.Error as error:
        raise BootstrapError(f"database bootstrap: {' '.join(str(error).split())}") from error
    finally:
        connection.close()


def _make_roles(cursor: Cursor) -> None:
    _make_role(cursor, OWNER, login=True, inherit=False)
    _make_role(cursor, APP, login=True, inherit=False)
    for role in (*TAKEN_BY_APP, *FUNCTION_OWNERS):
        _make_role(cursor, role)
    _make_role(cursor, MAINT, bypasses=True)
    cursor.execute(sql.SQL("ALTER ROLE {} SET jit = off").format(sql.Identifier(APP)))  # docs/adr/0007
    for role in HAVE_TENANT_RIGHTS:
        _grant_role(cursor, TENANT, role)
    for role in TAKEN_BY_APP:
        _grant_role(cursor, role, APP)
    for role in (MAINT, *FUNCTION_OWNERS):
        _grant_role(cursor, role, OWNER)
    _take_other_memberships(cursor)


def _make_role(cursor: Cursor, role: str, *, login: bool = False, inherit: bool = True, bypasses: bool = False) -> None:
    """Create the role, or put right only the attributes that differ (each may need a right of the administrator)."""
    wanted = {"LOGIN": login, "INHERIT": inherit, "BYPASSRLS": bypasses}
    wanted |= dict.fromkeys(("SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION"), False)
    cursor.execute(
        "SELECT rolcanlogin, rolinherit, rolbypassrls, rolsuper, rolcreatedb, rolcreaterole, rolreplication"
        " FROM pg_roles WHERE rolname = %s",
        (role,),
    )
    found = cursor.fetchone()
    if found is None:
        cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        found = (False, True, False, False, False, False, False)
    changes = [
        name if value else f"NO{name}" for (name, value), now in zip(wanted.items(), found, strict=True) if value != now
    ]
    if changes:
        cursor.execute(sql.SQL("ALTER ROLE {} " + " ".join(changes)).format(sql.Identifier(role)))


def _grant_role(cursor: Cursor, role: str, member: str) -> None:
    """Make ``member`` a member of ``role``; whether it inherits is the member's attribute, on every version."""
    cursor.execute(
        "SELECT 1 FROM pg_auth_members WHERE roleid = %s::regrole AND member = %s::regrole",
        (role, member),
    )
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(member)))


def _take_other_memberships(cursor: Cursor) -> None:
    """The application may take its six roles and nothing else, whoever granted more."""
    cursor.execute(
        "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members"
        " WHERE member = %s::regrole AND roleid <> ALL (%s::regrole[])",
        (APP, list(TAKEN_BY_APP)),
    )
    for role, member in cursor.fetchall():
        cursor.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(role), sql.Identifier(member)))


def _set_password(admin: Connection, cursor: Cursor, role: str, password: str | None) -> None:
    """Set the password as a SCRAM verifier made here: the clear text reaches no statement log."""
    if not password:
        return
    verifier = encrypt_password(password, role, scope=admin, algorithm="scram-sha-256")
    cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier)))


def _make_database(cursor: Cursor, database: str) -> None:
    cursor.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s", (database,))
    found = cursor.fetchone()
    if found is None:
        create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
        name = sql.Identifier(database)
        try:
            cursor.execute(sql.SQL(create + " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'").format(name))
        except (errors.WrongObjectType, errors.InvalidParameterValue):
            cursor.execute(sql.SQL(create).format(name))  # a system without that locale: the cluster's own
    elif found[0] != "UTF8":
        raise BootstrapError(f"database {database} has encoding {found[0]}, UTF8 is needed")


def _secure_schema(cursor: Cursor, database: str) -> None:
    """The owner owns ``public``; the roles that are taken may use it; nobody else may even look."""
    cursor.execute("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'")
    row = cursor.fetchone()
    if row is None or row[0] != OWNER:
        with _member_of(cursor, OWNER):
            cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER)))
    users = sql.SQL(", ").join(sql.Identifier(role) for role in (*TAKEN_BY_APP, MAINT, *FUNCTION_OWNERS))
    with _member_of(cursor, OWNER):
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(users))
        _check_letters(cursor, database)
        cursor.execute("RESET ROLE")


@contextmanager
def _member_of(cursor: Cursor, role: str) -> Iterator[None]:
    """An administrator that is no superuser must be a member of the role for a moment."""
    ability = "SET" if cursor.connection.server_version >= 160_000 else "MEMBER"
    cursor.execute("SELECT pg_has_role(current_user, %s, %s)", (role, ability))
    row = cursor.fetchone()
    if row is not None and row[0]:
        yield
        return
    cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
    yield
    cursor.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(sql.Identifier(role)))


def _check_letters(cursor: Cursor, database: str) -> None:
    """Under a plain C locale Japanese letters are no letters, and trigram search would find nothing."""
    cursor.execute("SELECT cardinality(public.show_trgm('相談窓口'))")
    row = cursor.fetchone()
    if row is None or not row[0]:
        raise BootstrapError(
            f"database {database} has a locale without Japanese letters: make it with LC_CTYPE C.UTF-8"
        )
