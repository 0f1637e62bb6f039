"""Who has which right on the tables of cases, asked of the database's own catalogue: the proof, not a promise."""

from dataclasses import dataclass

from sqlalchemy import text

from platform_app.core.access import DB_ROLES, Role
from platform_app.core.database import DbRole
from platform_app.extensions import db

WITHOUT_ANY = (Role.CABINET_OFFICE, Role.OPERATOR, Role.CONTRACTOR)
"""Those of whom the page states that they have no right on any case table."""

_RIGHTS = text("""
    SELECT c.relname AS table_name, r.rolname AS role_name,
        ARRAY(
            SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
            WHERE has_table_privilege(r.oid, c.oid, p)
                OR (p IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(r.oid, c.oid, p))
        ) AS rights
    FROM pg_class c CROSS JOIN pg_roles r
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND r.rolname = ANY(:roles)
        AND (c.relname = 'cases' OR EXISTS (
            SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id' AND NOT a.attisdropped))
    ORDER BY c.relname, r.rolname
""")
_ROLES = text("""
    SELECT r.rolname AS role_name, r.rolsuper OR r.rolbypassrls AS above_rls,
        ARRAY(SELECT o.rolname::text FROM pg_roles o
            WHERE o.oid <> r.oid AND pg_has_role(r.oid, o.oid, 'MEMBER') ORDER BY o.rolname) AS member_of
    FROM pg_roles r WHERE r.rolname = ANY(:roles) ORDER BY r.rolname
""")
_FUNCTIONS = text("""
    SELECT p.proname AS name, pg_get_userbyid(p.proowner) AS owner, pg_get_function_result(p.oid) AS result
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND has_function_privilege(:role, p.oid, 'EXECUTE')
    ORDER BY p.proname
""")


@dataclass(frozen=True, slots=True)
class Separation:
    """What the catalogue says now."""

    tables: tuple[str, ...]
    rights: dict[tuple[str, str], tuple[str, ...]]
    """Rights by (table, database role)."""
    above_rls: frozenset[str]
    """Database roles that row-level security does not bind."""
    member_of: dict[str, tuple[str, ...]]
    functions: tuple[tuple[str, str, str], ...]
    """Functions with their owner's rights that the national role may call: name, owner, result."""

    def rights_of(self, role: Role, table: str) -> tuple[str, ...]:
        """The rights of a seat's database role on one table."""
        return self.rights[table, str(DB_ROLES[role])]

    def problems(self) -> list[str]:
        """Everything that speaks against the statement; empty means it is proven."""
        found = []
        for db_role in sorted({str(DB_ROLES[role]) for role in WITHOUT_ANY}):
            held = {table: self.rights[table, db_role] for table in self.tables}
            found += [f"{db_role}: {', '.join(rights)} on {table}" for table, rights in held.items() if rights]
            found += [f"{db_role} may become {other}" for other in self.member_of[db_role]]
            if db_role in self.above_rls:
                found.append(f"{db_role} is above row-level security")
        return found


def read_separation() -> Separation:
    """Ask the catalogue."""
    roles = [str(role) for role in DbRole]
    rows = db.session.execute(_RIGHTS, {"roles": roles}).all()
    known = db.session.execute(_ROLES, {"roles": roles}).all()
    functions = db.session.execute(_FUNCTIONS, {"role": str(DbRole.NATIONAL)}).all()
    return Separation(
        tables=tuple(dict.fromkeys(row.table_name for row in rows)),
        rights={(row.table_name, row.role_name): tuple(row.rights) for row in rows},
        above_rls=frozenset(row.role_name for row in known if row.above_rls),
        member_of={row.role_name: tuple(row.member_of) for row in known},
        functions=tuple((row.name, row.owner, row.result) for row in functions),
    )
