"""Reading the database's catalogue: what stands there, and what of it breaks the rules of the house."""

from dataclasses import dataclass

from psycopg2.extensions import connection as Connection  # noqa: N812 - a class by another name

REVIEWED_TABLES = {
    "alembic_version": "the migrations' own note of the schema's version; no role of the application may read it",
    "areas": "public facts: prefectures and municipalities",
    "audit_epochs": "one row for each life of the cluster; tells nothing of anyone",
    "credentials": "log-in role only; a person is not of one tenant",
    "login_throttles": "log-in role only; keyed hashes and counts",
    "recovery_codes": "log-in role only; hashes",
    "tenants": "the list of platforms is public; forced row-level security on changes",
    "user_sessions": "log-in role only; a session spans tenants",
    "user_tokens": "log-in role only; hashes",
    "users": "a person is not of one tenant; forced row-level security shows them through seats",
}
REVIEWED_KEYS = {"number_counters": "(tenant_id, kind, fiscal_year)"}
REVIEWED_INDEXES = {
    "ix_seats_user_id": "the switcher asks for one's own seats in all tenants",
}
CASE_TABLES = frozenset(
    {
        "access_grants", "case_notes", "cases", "consents", "disclosures", "persons", "recusals", "referral_events",
        "referrals",
    }
)  # fmt: skip
MAY_TOUCH_CASES = {
    "tsunagi_case": CASE_TABLES,
    "tsunagi_receiver": frozenset({"referrals", "referral_events", "disclosures"}),
}
DEFINER_OWNERS = {"tsunagi_figures", "tsunagi_broker"}
REVIEWED_DEFINERS = {"audit_extend": "makes next months' partitions, which only the owner of the log can"}


@dataclass(frozen=True)
class Fault:
    """Something in the catalogue that breaks a rule."""

    what: str
    rule: str


def rows(connection: Connection, query: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def tables(connection: Connection) -> list[tuple[str, bool, bool]]:
    """Name, row-level security on, forced; partitions stand for themselves."""
    return rows(
        connection,
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1",
    )


def tenant_owned(connection: Connection) -> list[str]:
    """Tables with tenant_id, partitions left out."""
    return [
        name
        for (name,) in rows(
            connection,
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a"
            " ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
            " AND NOT c.relispartition ORDER BY 1",
        )
    ]


def faults(connection: Connection) -> list[Fault]:
    """Everything that stands in the catalogue against the rules."""
    return [
        *_table_faults(connection),
        *_key_faults(connection),
        *_index_faults(connection),
        *_reference_faults(connection),
        *_view_faults(connection),
        *_function_faults(connection),
        *_right_faults(connection),
        *_policy_faults(connection),
    ]


def _table_faults(connection: Connection) -> list[Fault]:
    found = []
    owned = set(tenant_owned(connection))
    policies = {
        name
        for (name,) in rows(
            connection, "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND permissive = 'PERMISSIVE'"
        )
    }
    partitions = {
        name for (name,) in rows(connection, "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")
    }
    for name, secured, forced in tables(connection):
        if name in partitions:
            continue
        if name not in owned:
            if name not in REVIEWED_TABLES:
                found.append(Fault(name, "neither tenant-owned nor on the reviewed list"))
            continue
        if not (secured and forced):
            found.append(Fault(name, "row-level security is not forced"))
        if name not in policies:
            found.append(Fault(name, "no policy"))
    return found


def _key_faults(connection: Connection) -> list[Fault]:
    keys = rows(
        connection,
        "SELECT c.relname, array_agg(a.attname ORDER BY k.ord) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'"
        " CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, ord)"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum WHERE i.indisprimary GROUP BY 1",
    )
    found = dict(keys)
    return [
        Fault(name, f"primary key {found.get(name)} is not (tenant_id, id)")
        for name in tenant_owned(connection)
        if name not in REVIEWED_KEYS and found.get(name) != ["tenant_id", "id"]
    ]


def _index_faults(connection: Connection) -> list[Fault]:
    first = rows(
        connection,
        "SELECT c.relname, ic.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'"
        " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]",
    )
    owned = set(tenant_owned(connection))
    return [
        Fault(index, f"index of {table} begins with {column}")
        for table, index, column in first
        if table in owned and column != "tenant_id" and index not in REVIEWED_INDEXES
    ]


def _reference_faults(connection: Connection) -> list[Fault]:
    references = rows(
        connection,
        "SELECT con.conname, c.relname, f.relname, (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid"
        " AND a.attnum = con.conkey[1]) FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid"
        " JOIN pg_class f ON f.oid = con.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE con.contype = 'f' AND n.nspname = 'public'",
    )
    owned = set(tenant_owned(connection))
    return [
        Fault(name, f"{table} refers to {target} without its tenant")
        for name, table, target, column in references
        if target in owned and column != "tenant_id"
    ]


def _view_faults(connection: Connection) -> list[Fault]:
    return [
        Fault(name, "a view without security_invoker")
        for name, options in rows(
            connection,
            "SELECT c.relname, coalesce(array_to_string(c.reloptions, ','), '') FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')",
        )
        if "security_invoker=true" not in options
    ]


def definer_functions(connection: Connection) -> list[tuple[str, str, str, bool]]:
    """Name, owner, settings, and whether everyone may execute it, of each SECURITY DEFINER function."""
    return rows(
        connection,
        "SELECT p.proname, r.rolname, coalesce(array_to_string(p.proconfig, ';'), ''),"
        " p.proacl IS NULL OR EXISTS (SELECT 1 FROM aclexplode(p.proacl) x WHERE x.grantee = 0) FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner"
        " WHERE n.nspname = 'public' AND p.prosecdef ORDER BY 1",
    )


def _function_faults(connection: Connection) -> list[Fault]:
    found = []
    for name, owner, settings, is_public in definer_functions(connection):
        if owner not in DEFINER_OWNERS and name not in REVIEWED_DEFINERS:
            found.append(Fault(name, f"runs with the rights of {owner}"))
        if "search_path=" not in settings:
            found.append(Fault(name, "has no fixed search_path"))
        if is_public:
            found.append(Fault(name, "may be executed by everyone"))
    return found


def _right_faults(connection: Connection) -> list[Fault]:
    granted = rows(
        connection,
        "SELECT DISTINCT c.relname, r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'"
        " CROSS JOIN LATERAL (SELECT grantee FROM aclexplode(c.relacl) UNION SELECT x.grantee FROM pg_attribute a"
        " CROSS JOIN LATERAL aclexplode(a.attacl) x WHERE a.attrelid = c.oid) g JOIN pg_roles r ON r.oid = g.grantee"
        " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S')",
    )
    found = []
    for table, role in granted:
        if role == "tsunagi_app":
            found.append(Fault(table, "tsunagi_app has a right of its own"))
        acting = role in {
            "tsunagi_login",
            "tsunagi_tenant",
            "tsunagi_national",
            "tsunagi_auditor",
            "tsunagi_case",
            "tsunagi_receiver",
        }
        if acting and table in CASE_TABLES and table not in MAY_TOUCH_CASES.get(role, frozenset()):
            found.append(Fault(table, f"{role} has a right on a case table"))
    everyone = rows(
        connection,
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'"
        " WHERE EXISTS (SELECT 1 FROM aclexplode(c.relacl) x WHERE x.grantee = 0)",
    )
    return [*found, *(Fault(name, "open to everyone") for (name,) in everyone)]


def _policy_faults(connection: Connection) -> list[Fault]:
    """A right to write without a policy for it does nothing or, worse, leans on one made for reading; a partition has no rights."""
    granted = rows(
        connection,
        "SELECT c.relname, r.rolname, act FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'"
        " CROSS JOIN pg_roles r CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE']) act"
        " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity"
        " AND pg_has_role('tsunagi_app', r.oid, 'MEMBER') AND r.rolname <> 'tsunagi_app'"
        " AND has_any_column_privilege(r.oid, c.oid, act) ORDER BY 1, 2, 3",
    )
    covered = rows(
        connection,
        "SELECT DISTINCT p.tablename, r.rolname, act FROM pg_policies p CROSS JOIN pg_roles r"
        " CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE']) act WHERE p.schemaname = 'public' AND p.permissive = 'PERMISSIVE'"
        " AND p.cmd IN (act, 'ALL') AND ('public' = ANY (p.roles) OR EXISTS (SELECT 1 FROM unnest(p.roles) named"
        " WHERE named <> 'public' AND pg_has_role(r.oid, named::regrole, 'USAGE')))",
    )
    partitions = rows(
        connection,
        "SELECT c.relname, r.rolname FROM pg_class c CROSS JOIN pg_roles r WHERE c.relispartition"
        " AND c.relkind IN ('r', 'p') AND pg_has_role('tsunagi_app', r.oid, 'MEMBER') AND has_table_privilege(r.oid, c.oid,"
        " 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') ORDER BY 1, 2",
    )
    return [
        *(
            Fault(table, f"{role} may {act} without a policy for it")
            for table, role, act in set(granted) - set(covered)
        ),
        *(Fault(table, f"{role} has a right on a partition") for table, role in partitions),
    ]
