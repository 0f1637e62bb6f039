"""The statements that every migration repeats: row-level security, grants, refusal of change.

All SQL here is built from literals written in migrations, never from data.
"""

import re
from collections.abc import Mapping

from alembic import op

TENANT_RULE = "tenant_id = (SELECT app_tenant())"
"""The measured shape (1.0-1.1 times an explicit WHERE): a sub-select, evaluated once per statement."""

_NAMED = re.compile(r"(?<!:):(?=\w)")


def run(*statements: str) -> None:
    """Execute hand-written statements in order. A colon in them is never a parameter."""
    for statement in statements:
        op.execute(_NAMED.sub(r"\\:", statement))


def force_rls(table: str) -> None:
    """Row-level security for everyone, the owner included. Without a policy nobody sees a row."""
    run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def grant(table: str, grants: Mapping[str, str]) -> None:
    """Give roles their rights: ``{"tsunagi_tenant": "SELECT, INSERT, UPDATE (state)"}``."""
    for role, rights in grants.items():
        run(f"GRANT {rights} ON {table} TO {role}")


def protect(
    table: str,
    grants: Mapping[str, str],
    extra_policies: Mapping[str, str] | None = None,
    *,
    standard: bool = True,
) -> None:
    """Put a tenant-owned table under forced row-level security.

    ``standard`` creates the policy ``<table>_tenant`` (own tenant only, USING and WITH CHECK). ``extra_policies`` maps
    a policy name to what follows ``CREATE POLICY name ON table``; permissive ones widen (OR), those beginning with
    ``AS RESTRICTIVE`` narrow (AND). ``tsunagi_maint`` (backup, data migrations) gets every right.
    """
    force_rls(table)
    if standard:
        run(f"CREATE POLICY {table}_tenant ON {table} USING ({TENANT_RULE}) WITH CHECK ({TENANT_RULE})")
    for name, body in (extra_policies or {}).items():
        run(f"CREATE POLICY {name} ON {table} {body}")
    grant(table, {**grants, "tsunagi_maint": "ALL"})


def refuse_change(table: str) -> None:
    """Make a table append-only for everyone who does not switch triggers off (a superuser's act, found by verify)."""
    run(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def own_by(function: str, role: str, *callers: str) -> None:
    """Hand a SECURITY DEFINER function to its NOLOGIN owner; only ``callers`` may execute it."""
    run(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    for caller in callers:
        run(f"GRANT EXECUTE ON FUNCTION {function} TO {caller}")
    run(
        f"GRANT CREATE ON SCHEMA public TO {role}",
        f"ALTER FUNCTION {function} OWNER TO {role}",
        f"REVOKE CREATE ON SCHEMA public FROM {role}",
    )
