"""Guard seats: nobody seats oneself, what ended stays ended, and only those who may change a platform or give a password.

Seats are the only source of rights, so who may write them is the database's business. A context without a user (a
command, the demo) stays trusted: it needs the shell of the server.
"""

from migrations.ddl import run

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NOBODY = "(SELECT app_user()) IS NULL"
OPERATES = "(SELECT app_operates())"
SECRETARIAT = "(SELECT app_role()) = 'secretariat'"
MAY_SEAT = f"{OPERATES} OR (tenant_id <> 0 AND {SECRETARIAT})"
POLICIES = (
    (
        "given_by_those_who_may",
        (
            f"FOR INSERT WITH CHECK ({NOBODY} OR (user_id <> (SELECT app_user()) AND granted_by = (SELECT app_user())"
            f" AND ({MAY_SEAT})))"
        ),
    ),
    ("ended_by_those_who_may", f"FOR UPDATE USING ({NOBODY} OR {MAY_SEAT})"),
)
PROFILE = (
    "name, short_name, kind, code, population, number_prefix, formation, formed_from, starting_theme, secretariat_kind,"
    " secretariat_name, started_on, description, settings"
)
"""What a platform says of itself; its slug and status are the operator's."""
IN_FORCE = (
    "s.tenant_id = public.app_tenant() AND s.id = public.app_seat() AND s.user_id = public.app_user()"
    " AND s.starts_on <= public.app_today() AND (s.ends_on IS NULL OR s.ends_on >= public.app_today())"
)


def upgrade() -> None:
    guard_seats()
    guard_tenants()
    begin_credentials_empty()
    leave_with_organization()


def downgrade() -> None:
    was = IN_FORCE.replace("public.", "")
    run(
        "CREATE OR REPLACE FUNCTION app_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE"
        " SET search_path = pg_catalog, public"
        f" AS $$ SELECT s.organization_id FROM public.seats s WHERE {was} AND s.role = 'member' $$",
        "REVOKE SELECT (tenant_id, id, status) ON organizations FROM tsunagi_broker",
        "DROP TRIGGER credentials_begin_empty ON credentials",
        "ALTER POLICY tenants_run ON tenants USING ((SELECT app_tenant()) = 0)",
        "ALTER POLICY tenants_open ON tenants WITH CHECK ((SELECT app_tenant()) = 0)",
        "ALTER POLICY tenants_change_own ON tenants USING (id = (SELECT app_tenant()))",
        f"REVOKE UPDATE ({PROFILE}) ON tenants FROM tsunagi_tenant",
        "GRANT UPDATE ON tenants TO tsunagi_tenant",
        "DROP TRIGGER seats_stay_over ON seats",
        *(f"DROP POLICY seats_{policy} ON seats" for policy, _body in POLICIES),
        "DROP FUNCTION app_operates()",
    )


def guard_seats() -> None:
    """The secretariat seats people in its tenant, the operator anywhere, always in their own name and never oneself."""
    run(
        """
        CREATE FUNCTION app_operates() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
            SELECT EXISTS (SELECT 1 FROM public.seats s WHERE s.tenant_id = 0 AND s.user_id = public.app_user()
                AND s.role = 'operator' AND s.starts_on <= public.app_today()
                AND (s.ends_on IS NULL OR s.ends_on >= public.app_today()))
        $$
        """,
        *(f"CREATE POLICY seats_{policy} ON seats AS RESTRICTIVE {body}" for policy, body in POLICIES),
        "CREATE TRIGGER seats_stay_over BEFORE UPDATE ON seats FOR EACH ROW"
        " WHEN (OLD.ends_on < app_today() AND NEW.ends_on IS DISTINCT FROM OLD.ends_on)"
        " EXECUTE FUNCTION refuse_going_back('a seat that ended stays ended')",
    )


def guard_tenants() -> None:
    """A platform's profile is its secretariat's; opening and closing platforms is the operator's."""
    run(
        "REVOKE UPDATE ON tenants FROM tsunagi_tenant",
        f"GRANT UPDATE ({PROFILE}) ON tenants TO tsunagi_tenant",
        f"ALTER POLICY tenants_change_own ON tenants USING (id = (SELECT app_tenant()) AND ({NOBODY} OR {SECRETARIAT}))",
        f"ALTER POLICY tenants_open ON tenants WITH CHECK ((SELECT app_tenant()) = 0 AND ({NOBODY} OR {OPERATES}))",
        f"ALTER POLICY tenants_run ON tenants USING ((SELECT app_tenant()) = 0 AND id <> 0 AND ({NOBODY} OR {OPERATES}))",
    )


def begin_credentials_empty() -> None:
    """Only the log-in sets a password. A trigger, not a column grant: the ORM's INSERT names every column."""
    run(
        "CREATE TRIGGER credentials_begin_empty BEFORE INSERT ON credentials FOR EACH ROW"
        " WHEN (current_user IN ('tsunagi_tenant', 'tsunagi_case', 'tsunagi_receiver', 'tsunagi_auditor',"
        " 'tsunagi_national') AND (NEW.password_hash IS NOT NULL OR NEW.totp_secret_sealed IS NOT NULL"
        " OR NEW.totp_confirmed_at IS NOT NULL))"
        " EXECUTE FUNCTION refuse_going_back('only the log-in sets a password')"
    )


def leave_with_organization() -> None:
    """A member's seat is for nothing once its organization has left. The broker runs ``app_organization`` as well."""
    run(
        "GRANT SELECT (tenant_id, id, status) ON organizations TO tsunagi_broker",
        "CREATE OR REPLACE FUNCTION app_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE"
        " SET search_path = pg_catalog, public AS $$ SELECT s.organization_id FROM public.seats s"
        " JOIN public.organizations o ON o.tenant_id = s.tenant_id AND o.id = s.organization_id"
        f" AND o.status <> 'withdrawn' WHERE {IN_FORCE} AND s.role = 'member' $$",
    )
