"""Create the core: context functions, data keys, audit log and seals, jobs, notices.

Roles come from ``tsunagi db bootstrap`` and are expected to exist.
"""

from migrations.ddl import force_rls, grant, own_by, protect, refuse_change, run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ACTING = ("tsunagi_login", "tsunagi_tenant", "tsunagi_case", "tsunagi_receiver", "tsunagi_national")
EVENT_COLUMNS = (
    "tenant_id, id, at, user_id, seat_id, role, authority, authority_id, action, object_type, object_id, shown, purpose,"
    " purpose_hash, request_id, client, changes"
)
"""Everything but ``epoch`` and ``xid``, which only the database fills."""
JOB_CHANGES = "state, run_at, attempts, locked_at, heartbeat, progress_done, progress_total, result, error, expires_at, finished_at"


def upgrade() -> None:
    create_context_functions()
    create_data_keys()
    create_audit()
    create_jobs()
    create_notices()


def downgrade() -> None:
    run(
        "DROP TABLE notices",
        "DROP FUNCTION due_job_tenants(timestamptz, timestamptz)",
        "DROP TABLE jobs",
        "DROP FUNCTION audit_extend(integer)",
        "DROP TABLE audit_seals",
        "DROP TABLE audit_events",
        "DROP FUNCTION audit_epoch()",
        "DROP TABLE audit_epochs",
        "DROP FUNCTION refuse_change()",
        "DROP TABLE data_keys",
        "DROP FUNCTION app_today()",
        "DROP FUNCTION app_seat()",
        "DROP FUNCTION app_user()",
        "DROP FUNCTION app_tenant()",
    )


def create_context_functions() -> None:
    for name, kind, setting in (
        ("app_tenant", "integer", "app.tenant_id"),
        ("app_user", "uuid", "app.user_id"),
        ("app_seat", "uuid", "app.seat_id"),
    ):
        run(
            f"CREATE FUNCTION {name}() RETURNS {kind} LANGUAGE sql STABLE PARALLEL SAFE"
            f" RETURN nullif(current_setting('{setting}', true), '')::{kind}"
        )
    run(
        "CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE"
        " RETURN (now() AT TIME ZONE 'Asia/Tokyo')::date"
    )


def create_data_keys() -> None:
    run(
        """
        CREATE TABLE data_keys (
            tenant_id integer NOT NULL,
            id uuid NOT NULL,
            scope text NOT NULL,
            subject_id uuid,
            wrapped bytea,
            created_at timestamptz NOT NULL,
            destroyed_at timestamptz,
            CONSTRAINT pk_data_keys PRIMARY KEY (tenant_id, id),
            CONSTRAINT ck_data_keys_scope CHECK (scope IN ('installation', 'tenant', 'case')),
            CONSTRAINT ck_data_keys_installation CHECK (scope <> 'installation' OR tenant_id = 0),
            CONSTRAINT ck_data_keys_subject CHECK ((scope = 'case') = (subject_id IS NOT NULL)),
            CONSTRAINT ck_data_keys_destroyed CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
        )
        """,
        "CREATE UNIQUE INDEX uq_data_keys_scope ON data_keys (tenant_id, scope) WHERE scope <> 'case'",
        "CREATE UNIQUE INDEX uq_data_keys_case ON data_keys (tenant_id, subject_id) WHERE scope = 'case'",
    )
    own = "(tenant_id = (SELECT app_tenant()) OR scope = 'installation') AND scope <> 'case'"
    cases = "tenant_id = (SELECT app_tenant()) AND scope = 'case'"
    protect(
        "data_keys",
        {
            "tsunagi_login": "SELECT, INSERT",
            "tsunagi_tenant": "SELECT, INSERT",
            "tsunagi_national": "SELECT, INSERT",
            "tsunagi_case": "SELECT, INSERT, UPDATE (wrapped, destroyed_at)",
        },
        {
            "data_keys_read": f"FOR SELECT USING ({own})",
            "data_keys_add": f"FOR INSERT WITH CHECK ({own})",
            "data_keys_read_case": f"FOR SELECT TO tsunagi_case, tsunagi_receiver USING ({cases})",
            "data_keys_add_case": f"FOR INSERT TO tsunagi_case, tsunagi_receiver WITH CHECK ({cases})",
            "data_keys_destroy_case": f"FOR UPDATE TO tsunagi_case USING ({cases}) WITH CHECK ({cases} AND wrapped IS NULL)",
        },
        standard=False,
    )


def create_audit() -> None:
    run(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% on % is refused: the audit log only grows', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END $$
        """,
        """
        CREATE TABLE audit_epochs (
            epoch integer NOT NULL,
            system_identifier bigint NOT NULL,
            opened_at timestamptz NOT NULL DEFAULT now(),
            reason text NOT NULL,
            CONSTRAINT pk_audit_epochs PRIMARY KEY (epoch)
        )
        """,
        "INSERT INTO audit_epochs (epoch, system_identifier, reason)"
        " SELECT 1, system_identifier, 'installed' FROM pg_control_system()",
        """
        CREATE FUNCTION audit_epoch() RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE
            SET search_path = pg_catalog, public AS $$
        DECLARE
            latest public.audit_epochs;
        BEGIN
            SELECT * INTO latest FROM public.audit_epochs ORDER BY epoch DESC LIMIT 1;
            IF latest.system_identifier IS DISTINCT FROM (SELECT system_identifier FROM pg_control_system()) THEN
                RAISE EXCEPTION 'this database was restored into another cluster: run "tsunagi audit epoch" first';
            END IF;
            RETURN latest.epoch;
        END $$
        """,
    )
    grant("audit_epochs", dict.fromkeys((*ACTING, "tsunagi_auditor"), "SELECT") | {"tsunagi_maint": "ALL"})
    run(
        """
        CREATE TABLE audit_events (
            tenant_id integer NOT NULL,
            id uuid NOT NULL,
            epoch integer NOT NULL DEFAULT audit_epoch(),
            xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
            at timestamptz NOT NULL,
            user_id uuid,
            seat_id uuid,
            role text,
            authority text,
            authority_id uuid,
            action text NOT NULL,
            object_type text,
            object_id text,
            shown text[],
            purpose text,
            purpose_hash bytea,
            request_id text,
            client text,
            changes jsonb,
            CONSTRAINT pk_audit_events PRIMARY KEY (tenant_id, id)
        ) PARTITION BY RANGE (id)
        """,
        "CREATE INDEX ix_audit_events_tenant_id_epoch_xid_id ON audit_events (tenant_id, epoch, xid, id)",
        "CREATE INDEX ix_audit_events_tenant_id_at ON audit_events (tenant_id, at)",
        "CREATE INDEX ix_audit_events_tenant_id_object ON audit_events (tenant_id, object_type, object_id)",
        "CREATE INDEX ix_audit_events_tenant_id_user_id_at ON audit_events (tenant_id, user_id, at)",
        "CREATE TABLE audit_events_default PARTITION OF audit_events DEFAULT",
    )
    protect(
        "audit_events",
        dict.fromkeys(ACTING, f"INSERT ({EVENT_COLUMNS})") | {"tsunagi_auditor": "SELECT"},
        {
            "audit_events_add": "FOR INSERT WITH CHECK (tenant_id = coalesce((SELECT app_tenant()), 0))",
            "audit_events_read": "FOR SELECT TO tsunagi_auditor USING (tenant_id = (SELECT app_tenant()))",
        },
        standard=False,
    )
    force_rls("audit_events_default")
    refuse_change("audit_events")
    refuse_change("audit_events_default")
    run(
        """
        CREATE FUNCTION audit_extend(months integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, public AS $$
        DECLARE
            made integer := 0;
            first timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
            starts timestamptz;
            ends timestamptz;
            part text;
        BEGIN
            IF months NOT BETWEEN 1 AND 120 THEN
                RAISE EXCEPTION 'months must be between 1 and 120';
            END IF;
            FOR n IN 0 .. months LOOP
                starts := (first AT TIME ZONE 'UTC' + make_interval(months => n)) AT TIME ZONE 'UTC';
                ends := (first AT TIME ZONE 'UTC' + make_interval(months => n + 1)) AT TIME ZONE 'UTC';
                part := 'audit_events_' || to_char(starts AT TIME ZONE 'UTC', 'YYYY_MM');
                CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
                BEGIN
                    EXECUTE format(
                        'CREATE TABLE public.%I PARTITION OF public.audit_events FOR VALUES FROM (%L) TO (%L)', part,
                        rpad(lpad(to_hex((extract(epoch FROM starts) * 1000)::bigint), 12, '0'), 32, '0')::uuid,
                        rpad(lpad(to_hex((extract(epoch FROM ends) * 1000)::bigint), 12, '0'), 32, '0')::uuid);
                EXCEPTION WHEN check_violation THEN
                    CONTINUE;  -- the default partition already holds rows of this month: they stay there
                END;
                EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
                EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', part);
                EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I'
                    ' FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', part || '_is_append_only', part);
                made := made + 1;
            END LOOP;
            RETURN made;
        END $$
        """,
        "REVOKE ALL ON FUNCTION audit_extend(integer) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION audit_extend(integer) TO tsunagi_auditor, tsunagi_maint",
        "SELECT audit_extend(24)",
        """
        CREATE TABLE audit_seals (
            tenant_id integer NOT NULL,
            id uuid NOT NULL,
            number integer NOT NULL,
            epoch integer NOT NULL,
            xid_from xid8 NOT NULL,
            xid_to xid8 NOT NULL,
            count integer NOT NULL,
            root bytea NOT NULL,
            marks bytea NOT NULL,
            previous bytea NOT NULL,
            head bytea NOT NULL,
            sealed_at timestamptz NOT NULL,
            key_id text NOT NULL,
            signature bytea NOT NULL,
            CONSTRAINT pk_audit_seals PRIMARY KEY (tenant_id, id),
            CONSTRAINT uq_audit_seals_tenant_id_number UNIQUE (tenant_id, number),
            CONSTRAINT ck_audit_seals_number CHECK (number >= 1),
            CONSTRAINT ck_audit_seals_range CHECK (xid_from < xid_to)
        )
        """,
    )
    protect("audit_seals", {"tsunagi_auditor": "SELECT, INSERT"})
    refuse_change("audit_seals")


def create_jobs() -> None:
    run(
        """
        CREATE TABLE jobs (
            tenant_id integer NOT NULL,
            id uuid NOT NULL,
            kind text NOT NULL,
            args jsonb NOT NULL,
            state text NOT NULL,
            run_at timestamptz NOT NULL,
            attempts integer NOT NULL,
            max_attempts integer NOT NULL,
            locked_at timestamptz,
            heartbeat timestamptz,
            progress_done integer NOT NULL,
            progress_total integer,
            result jsonb,
            error text,
            expires_at timestamptz,
            user_id uuid,
            seat_id uuid,
            db_role text NOT NULL,
            dedupe_key text,
            created_at timestamptz NOT NULL,
            finished_at timestamptz,
            CONSTRAINT pk_jobs PRIMARY KEY (tenant_id, id),
            CONSTRAINT ck_jobs_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
            CONSTRAINT ck_jobs_attempts CHECK (attempts >= 0 AND max_attempts >= 1),
            CONSTRAINT ck_jobs_progress CHECK (progress_done >= 0 AND progress_total >= 0),
            CONSTRAINT ck_jobs_args CHECK (jsonb_typeof(args) = 'object'),
            CONSTRAINT ck_jobs_db_role CHECK (db_role IN ('tsunagi_login', 'tsunagi_tenant', 'tsunagi_case',
                'tsunagi_receiver', 'tsunagi_national', 'tsunagi_auditor'))
        )
        """,
        "CREATE INDEX ix_jobs_tenant_id_run_at ON jobs (tenant_id, run_at, id) WHERE state = 'queued'",
        "CREATE INDEX ix_jobs_tenant_id_heartbeat ON jobs (tenant_id, heartbeat) WHERE state = 'running'",
        "CREATE INDEX ix_jobs_tenant_id_user_id ON jobs (tenant_id, user_id, created_at)",
        "CREATE INDEX ix_jobs_tenant_id_expires_at ON jobs (tenant_id, expires_at)",
        "CREATE UNIQUE INDEX uq_jobs_dedupe_key ON jobs (tenant_id, dedupe_key) WHERE state IN ('queued', 'running')",
    )
    rights = f"SELECT, INSERT, UPDATE ({JOB_CHANGES})"
    protect(
        "jobs",
        {
            "tsunagi_login": rights,
            "tsunagi_tenant": f"{rights}, DELETE",
            "tsunagi_national": rights,
            "tsunagi_broker": "SELECT (tenant_id, state, run_at, heartbeat)",
        },
        {
            "jobs_as_oneself": "AS RESTRICTIVE FOR INSERT WITH CHECK (pg_has_role(current_user, db_role, 'USAGE')"
            " AND user_id IS NOT DISTINCT FROM (SELECT app_user()) AND seat_id IS NOT DISTINCT FROM (SELECT app_seat()))",
            "jobs_due": "FOR SELECT TO tsunagi_broker USING (true)",
        },
    )
    run(
        """
        CREATE FUNCTION due_job_tenants(due timestamptz, stalled timestamptz) RETURNS SETOF integer
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
            SELECT tenant_id FROM public.jobs WHERE state = 'queued' AND run_at <= due
            UNION
            SELECT tenant_id FROM public.jobs WHERE state = 'running' AND heartbeat < stalled
        $$
        """,
    )
    own_by("due_job_tenants(timestamptz, timestamptz)", "tsunagi_broker", "tsunagi_tenant")


def create_notices() -> None:
    run(
        """
        CREATE TABLE notices (
            tenant_id integer NOT NULL,
            id uuid NOT NULL,
            user_id uuid NOT NULL,
            kind text NOT NULL,
            number text NOT NULL,
            link text NOT NULL,
            created_at timestamptz NOT NULL,
            read_at timestamptz,
            CONSTRAINT pk_notices PRIMARY KEY (tenant_id, id),
            CONSTRAINT ck_notices_link CHECK (link LIKE '/%' AND link NOT LIKE '//%'),
            CONSTRAINT ck_notices_number CHECK (length(number) <= 40)
        )
        """,
        "CREATE INDEX ix_notices_tenant_id_user_id ON notices (tenant_id, user_id, created_at)",
    )
    rights = "SELECT, INSERT, UPDATE (read_at)"
    own = "tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_user())"
    protect(
        "notices",
        {"tsunagi_login": rights, "tsunagi_tenant": rights, "tsunagi_national": rights},
        {
            "notices_read": f"FOR SELECT USING ({own})",
            "notices_mark": f"FOR UPDATE USING ({own}) WITH CHECK ({own})",
            "notices_send": "FOR INSERT WITH CHECK (tenant_id = (SELECT app_tenant()))",
        },
        standard=False,
    )
