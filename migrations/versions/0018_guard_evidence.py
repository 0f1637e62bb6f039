"""Guard evidence: events in one's own name, seals by nobody in person, undertakings on the council's text, jobs of oneself.

Functions that run with another's rights look for types in ``pg_temp`` last.
"""

from migrations.ddl import run

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NOBODY = "(SELECT app_user()) IS NULL"
SHOWS_THE_TEXT = (
    "EXISTS (SELECT 1 FROM appointments a JOIN councils k ON k.tenant_id = a.tenant_id AND k.id = a.council_id"
    " WHERE a.tenant_id = undertakings.tenant_id AND a.id = undertakings.appointment_id"
    " AND starts_with(undertakings.text_shown, btrim(k.undertaking_text)) AND btrim(k.undertaking_text) <> ''"
    " AND a.starts_on <= app_today() AND (a.ends_on IS NULL OR a.ends_on >= app_today()))"
)
POLICIES = (
    (
        "audit_events",
        "in_own_name",
        (
            "FOR INSERT WITH CHECK (user_id IS NOT DISTINCT FROM (SELECT app_user())"
            " AND seat_id IS NOT DISTINCT FROM (SELECT app_seat()))"
        ),
    ),
    ("audit_seals", "by_nobody_in_person", f"FOR INSERT WITH CHECK ({NOBODY})"),
    ("undertakings", "show_the_text", f"FOR INSERT WITH CHECK ({SHOWS_THE_TEXT})"),
    ("jobs", "of_oneself", f"FOR UPDATE USING ({NOBODY} OR user_id = (SELECT app_user()))"),
    ("jobs", "ended_by_the_worker", f"FOR DELETE USING ({NOBODY})"),
)
"""The undertaking shown begins with the council's text; the law of the day follows (``confidentiality/duty.py``)."""
DEFINERS = {
    "tsunagi_broker": (
        "due_job_tenants(timestamptz, timestamptz)",
        "user_by_mail(bytea)",
        "leave_next_step(uuid, date)",
        "return_overdue_referrals(date)",
    ),
    "tsunagi_figures": ("tenant_figures(integer, integer, date)",),
    "tsunagi_owner": ("audit_extend(integer)",),
}
ASKED_BY_NOBODY = """
            IF public.app_user() IS NOT NULL THEN
                RAISE EXCEPTION 'only time makes partitions' USING ERRCODE = 'insufficient_privilege';
            END IF;"""


def upgrade() -> None:
    for table, policy, body in POLICIES:
        run(f"CREATE POLICY {table}_{policy} ON {table} AS RESTRICTIVE {body}")
    run(
        "CREATE TRIGGER councils_text_has_version BEFORE UPDATE ON councils FOR EACH ROW"
        " WHEN (NEW.undertaking_version < OLD.undertaking_version OR (NEW.undertaking_text <> OLD.undertaking_text"
        " AND NEW.undertaking_version = OLD.undertaking_version))"
        " EXECUTE FUNCTION refuse_going_back('another text is a new version')",
        "ALTER TABLE notices DROP CONSTRAINT ck_notices_link",
        r"ALTER TABLE notices ADD CONSTRAINT ck_notices_link CHECK (link ~ '^/([^/\\]|$)')",
    )
    _rewrite(
        "audit_extend(integer)",
        "\n        BEGIN\n            IF months",
        f"\n        BEGIN{ASKED_BY_NOBODY}\n            IF months",
    )
    _search("pg_catalog, public, pg_temp")


def downgrade() -> None:
    _search("pg_catalog, public")
    _rewrite("audit_extend(integer)", ASKED_BY_NOBODY, "")
    run(
        "ALTER TABLE notices DROP CONSTRAINT ck_notices_link",
        "ALTER TABLE notices ADD CONSTRAINT ck_notices_link CHECK (link LIKE '/%' AND link NOT LIKE '//%')",
        "DROP TRIGGER councils_text_has_version ON councils",
        *(f"DROP POLICY {table}_{policy} ON {table}" for table, policy, _body in POLICIES),
    )


def _search(path: str) -> None:
    """Set where the functions look, each by its owner."""
    for owner, functions in DEFINERS.items():
        run(f"SET LOCAL ROLE {owner}", *(f"ALTER FUNCTION {each} SET search_path = {path}" for each in functions))
    run("RESET ROLE")


def _rewrite(function: str, old: str, new: str) -> None:
    """Change a passage of a function and nothing else of it; a passage that is not there is an error."""
    run(
        f"""
        DO $do$
        DECLARE
            before constant text := pg_get_functiondef('{function}'::regprocedure);
            after constant text := replace(before, $old${old}$old$, $new${new}$new$);
        BEGIN
            IF after = before THEN
                RAISE EXCEPTION 'the passage is not in {function}';
            END IF;
            EXECUTE after;
        END $do$
        """
    )
