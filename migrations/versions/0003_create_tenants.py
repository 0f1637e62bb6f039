"""Create tenants, areas, units, seats and number counters; users become visible through seats."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import grant, protect, run

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_tenants()


def downgrade() -> None:
    run(
        "ALTER TABLE users NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
        "DROP POLICY users_at_login ON users",
        "DROP POLICY users_in_tenant ON users",
        "DROP POLICY users_invite ON users",
        "DROP FUNCTION app_role()",
        "DROP FUNCTION app_office()",
        "DROP FUNCTION app_organization()",
        "DROP FUNCTION app_desk()",
    )
    op.drop_table("seats")
    op.drop_table("number_counters")
    op.drop_table("tenants")
    op.drop_table("tenant_authorities")
    op.drop_table("tenant_areas")
    op.drop_table("units")
    op.drop_table("programme_participations")
    op.drop_table("areas")


def create_tables() -> None:
    op.create_table(
        "areas",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("prefecture_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("prefecture_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_areas"),
    )
    op.create_table(
        "programme_participations",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("is_second_year", sa.Boolean(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_programme_participations"),
    )
    op.create_index(
        "uq_programme_participations_tenant_id_fiscal_year",
        "programme_participations",
        ["tenant_id", "fiscal_year"],
        unique=True,
    )
    op.create_table(
        "units",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('desk', 'secretariat')", name="ck_units_kind"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_units"),
    )
    op.create_table(
        "tenant_areas",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name="fk_tenant_areas_area_code"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_tenant_areas"),
    )
    op.create_table(
        "tenant_authorities",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name="fk_tenant_authorities_area_code"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_tenant_authorities"),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("number_prefix", sa.Text(), nullable=False),
        sa.Column("formation", sa.Text(), nullable=True),
        sa.Column("formed_from", sa.Text(), nullable=True),
        sa.Column("starting_theme", sa.Text(), nullable=True),
        sa.Column("secretariat_kind", sa.Text(), nullable=True),
        sa.Column("secretariat_name", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('installation', 'prefecture', 'designated_city', 'municipality', 'joint')", name="ck_tenants_kind"
        ),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="ck_tenants_slug"),
        sa.CheckConstraint("status IN ('open', 'suspended', 'closed')", name="ck_tenants_status"),
        sa.CheckConstraint("population IS NULL OR population >= 0", name="ck_tenants_population"),
        sa.ForeignKeyConstraint(["code"], ["areas.code"], name="fk_tenants_code"),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    op.create_index("uq_tenants_slug", "tenants", ["slug"], unique=True)
    op.create_table(
        "number_counters",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_number_counters_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "fiscal_year", name="pk_number_counters"),
    )
    op.create_table(
        "seats",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(tenant_id = 0) = (role IN ('operator', 'cabinet_office', 'contractor'))",
            name="ck_seats_installation_roles",
        ),
        sa.CheckConstraint("role <> 'desk' OR unit_id IS NOT NULL", name="ck_seats_desk_has_unit"),
        sa.CheckConstraint("role <> 'member' OR organization_id IS NOT NULL", name="ck_seats_member_has_organization"),
        sa.CheckConstraint(
            "role IN ('operator', 'cabinet_office', 'contractor', 'prefecture', 'secretariat', 'desk', "
            "'member', 'adviser', 'council', 'auditor')",
            name="ck_seats_role",
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_seats_period"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name="fk_seats_tenant_id_unit_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_seats_user_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_seats"),
    )
    op.create_index("ix_seats_tenant_id_user_id", "seats", ["tenant_id", "user_id"])
    op.create_index("ix_seats_user_id", "seats", ["user_id"])


EVERYONE = ("tsunagi_login", "tsunagi_tenant", "tsunagi_national")


def protect_tenants() -> None:
    run(
        "INSERT INTO tenants (id, slug, name, short_name, kind, status, number_prefix, settings, created_at)"
        " VALUES (0, 'installation', 'Tsunagi', 'Tsunagi', 'installation', 'open', 'T', '{}', now())"
    )
    for role in EVERYONE:
        grant("areas", {role: "SELECT"})
    grant("areas", {"tsunagi_national": "SELECT, INSERT, UPDATE", "tsunagi_maint": "ALL"})
    protect(
        "tenants",
        {
            "tsunagi_login": "SELECT",
            "tsunagi_tenant": "SELECT, UPDATE",
            "tsunagi_national": "SELECT, INSERT, UPDATE (status, name, population, code)",
        },
        {
            "tenants_read": "FOR SELECT USING (true)",
            "tenants_change_own": "FOR UPDATE TO tsunagi_tenant USING (id = (SELECT app_tenant())) WITH CHECK (id = (SELECT app_tenant()))",
            "tenants_open": "FOR INSERT TO tsunagi_national WITH CHECK ((SELECT app_tenant()) = 0)",
            "tenants_run": "FOR UPDATE TO tsunagi_national USING ((SELECT app_tenant()) = 0)",
        },
        standard=False,
    )
    protect(
        "seats",
        {
            "tsunagi_login": "SELECT",
            "tsunagi_tenant": "SELECT, INSERT, UPDATE (ends_on)",
            "tsunagi_national": "SELECT, INSERT, UPDATE (ends_on)",
        },
        {"seats_own": "FOR SELECT USING (user_id = (SELECT app_user()))"},
    )
    public_fact = {"tsunagi_tenant": "SELECT, INSERT, UPDATE", "tsunagi_national": "SELECT, INSERT, UPDATE"}
    for table in ("tenant_areas", "tenant_authorities", "programme_participations"):
        protect(table, public_fact, {f"{table}_are_public": "FOR SELECT TO tsunagi_national USING (true)"})
    protect(
        "units",
        {"tsunagi_tenant": "SELECT, INSERT, UPDATE", "tsunagi_national": "SELECT, INSERT", "tsunagi_login": "SELECT"},
    )
    protect(
        "number_counters", {"tsunagi_tenant": "SELECT, INSERT, UPDATE", "tsunagi_national": "SELECT, INSERT, UPDATE"}
    )
    create_seat_functions()
    show_users_through_seats()


def create_seat_functions() -> None:
    """What the active seat is for, asked of the database itself: a seat that is not one's own or has ended gives null."""
    in_force = (
        "s.tenant_id = app_tenant() AND s.id = app_seat() AND s.user_id = app_user()"
        " AND s.starts_on <= app_today() AND (s.ends_on IS NULL OR s.ends_on >= app_today())"
    )
    for name, column, role in (
        ("app_desk", "unit_id", "desk"),
        ("app_organization", "organization_id", "member"),
        ("app_office", "office_id", "member"),
    ):
        run(
            f"CREATE FUNCTION {name}() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public"
            f" AS $$ SELECT s.{column} FROM public.seats s WHERE {in_force} AND s.role = '{role}' $$"
        )
    run(
        "CREATE FUNCTION app_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public"
        f" AS $$ SELECT s.role FROM public.seats s WHERE {in_force} $$"
    )


def show_users_through_seats() -> None:
    seated = "EXISTS (SELECT 1 FROM seats s WHERE s.tenant_id = (SELECT app_tenant()) AND s.user_id = users.id)"
    protect(
        "users",
        {},
        {
            "users_at_login": "TO tsunagi_login USING (true) WITH CHECK (true)",
            "users_in_tenant": f"FOR SELECT TO tsunagi_tenant, tsunagi_national USING (id = (SELECT app_user()) OR {seated})",
            "users_invite": "FOR INSERT TO tsunagi_tenant, tsunagi_national WITH CHECK (status = 'invited')",
        },
        standard=False,
    )
