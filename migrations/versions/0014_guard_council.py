"""Guard the council: only the secretariat appoints, only the desk that holds a case opens it, what ended stays ended.

Grants and recusals decide who sees a case, so who may write them is the database's business too. Policies on them cannot
read ``cases`` themselves (the policy of ``cases`` reads them: it would recurse); ``app_holds_case`` asks at run time, under
the caller's own row-level security.
"""

from migrations.ddl import run

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SECRETARIAT = "(SELECT app_role()) = 'secretariat'"
OWN_OR_DESK = "user_id = (SELECT app_user()) OR (SELECT app_role()) = 'desk'"
SIGNED_BY_APPOINTEE = (
    "EXISTS (SELECT 1 FROM appointments a JOIN councils k ON k.tenant_id = a.tenant_id AND k.id = a.council_id"
    " WHERE a.tenant_id = undertakings.tenant_id AND a.id = undertakings.appointment_id"
    " AND a.user_id = undertakings.user_id AND k.undertaking_version = undertakings.text_version)"
)
APPOINTED_FOR_CASES = (
    "EXISTS (SELECT 1 FROM appointments a WHERE a.tenant_id = access_grants.tenant_id"
    " AND a.id = access_grants.appointment_id AND a.user_id = access_grants.user_id AND a.tier = 'case_conference')"
)
DECLARED = "(kind = 'by_oneself' AND user_id = (SELECT app_user()))"
POLICIES = (
    ("councils", "founded_by_secretariat", f"FOR INSERT WITH CHECK ({SECRETARIAT})"),
    ("councils", "changed_by_secretariat", f"FOR UPDATE USING ({SECRETARIAT})"),
    ("council_constituents", "added_by_secretariat", f"FOR INSERT WITH CHECK ({SECRETARIAT})"),
    ("council_constituents", "changed_by_secretariat", f"FOR UPDATE USING ({SECRETARIAT})"),
    ("appointments", "made_by_secretariat", f"FOR INSERT WITH CHECK ({SECRETARIAT})"),
    ("appointments", "ended_by_secretariat", f"FOR UPDATE USING ({SECRETARIAT})"),
    ("undertakings", "signed_by_appointee", f"FOR INSERT WITH CHECK ({SIGNED_BY_APPOINTEE})"),
    ("access_grants", "seen_by_those_concerned", f"FOR SELECT USING ({OWN_OR_DESK})"),
    (
        "access_grants",
        "given_by_desk",
        f"FOR INSERT WITH CHECK (granted_by = (SELECT app_user()) AND app_holds_case(case_id) AND {APPOINTED_FOR_CASES})",
    ),
    ("access_grants", "revoked_by_desk", "FOR UPDATE USING (app_holds_case(case_id))"),
    ("recusals", "seen_by_those_concerned", f"FOR SELECT USING ({OWN_OR_DESK})"),
    (
        "recusals",
        "set_or_declared",
        f"FOR INSERT WITH CHECK ({DECLARED} OR (kind = 'set_by_others' AND app_holds_case(case_id)))",
    ),
    ("recusals", "lifted_by_others", "FOR UPDATE USING (user_id <> (SELECT app_user()) AND app_holds_case(case_id))"),
)
STAY = (
    ("appointments", "ends_on", "OLD.ends_on < app_today()", "an appointment that ended stays ended"),
    ("access_grants", "revoked_at", "OLD.revoked_at IS NOT NULL", "a grant revoked stays revoked"),
    ("recusals", "lifted_at", "OLD.lifted_at IS NOT NULL", "a recusal lifted stays lifted"),
)


def upgrade() -> None:
    run(
        "CREATE FUNCTION app_holds_case(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE"
        " SET search_path = pg_catalog, public AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM public.cases c"
        " WHERE c.tenant_id = public.app_tenant() AND c.id = wanted AND c.desk_id = public.app_desk()); END $$",
        "REVOKE ALL ON FUNCTION app_holds_case(uuid) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION app_holds_case(uuid) TO tsunagi_case",
    )
    for table, policy, body in POLICIES:
        run(f"CREATE POLICY {table}_{policy} ON {table} AS RESTRICTIVE {body}")
    for table, column in (("appointments", "ends_on"), ("council_constituents", "to_on")):
        run(
            f"REVOKE UPDATE ON {table} FROM tsunagi_tenant",
            f"GRANT UPDATE ({column}) ON {table} TO tsunagi_tenant",
        )
    for table, column, over, reason in STAY:
        run(
            f"CREATE TRIGGER {table}_stay_over BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({over} AND NEW.{column} IS DISTINCT FROM OLD.{column})"
            f" EXECUTE FUNCTION refuse_going_back('{reason}')"
        )


def downgrade() -> None:
    for table, *_rest in STAY:
        run(f"DROP TRIGGER {table}_stay_over ON {table}")
    for table in ("appointments", "council_constituents"):
        run(f"GRANT UPDATE ON {table} TO tsunagi_tenant")
    for table, policy, _body in POLICIES:
        run(f"DROP POLICY {table}_{policy} ON {table}")
    run("DROP FUNCTION app_holds_case(uuid)")
