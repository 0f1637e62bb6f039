"""Create council, appointments, undertakings, grants and recusals; cases open to live grants and close to the recused."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import protect, run

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_confidentiality()


def downgrade() -> None:
    held = "tenant_id = (SELECT app_tenant()) AND desk_id = (SELECT app_desk())"
    run(
        f"ALTER POLICY cases_read ON cases USING ({held} AND NOT is_sealed)",
        f"ALTER POLICY cases_work ON cases USING ({held}) WITH CHECK ({held})",
    )
    op.drop_table("undertakings")
    op.drop_table("access_grants")
    op.drop_table("council_constituents")
    op.drop_table("appointments")
    op.drop_table("recusals")
    op.drop_table("councils")


def create_tables() -> None:
    op.create_table(
        "councils",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=False),
        sa.Column("legal_bases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("coordinating_body_id", sa.Uuid(), nullable=True),
        sa.Column("coordinating_section", sa.Text(), nullable=True),
        sa.Column("undertaking_text", sa.Text(), nullable=False),
        sa.Column("undertaking_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coordinating_body_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_councils_tenant_id_coordinating_body_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_councils"),
    )
    op.create_table(
        "recusals",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('set_by_others', 'by_oneself')", name="ck_recusals_kind"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name="fk_recusals_tenant_id_case_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_recusals_user_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_recusals"),
    )
    op.create_index("ix_recusals_tenant_id_user_id_case_id", "recusals", ["tenant_id", "user_id", "case_id"])
    op.create_table(
        "appointments",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("appointed_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "tier IN ('representatives', 'practitioners', 'case_conference')", name="ck_appointments_tier"
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_appointments_period"),
        sa.ForeignKeyConstraint(["appointed_by"], ["users.id"], name="fk_appointments_appointed_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "council_id"],
            ["councils.tenant_id", "councils.id"],
            name="fk_appointments_tenant_id_council_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_appointments_tenant_id_organization_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_appointments_user_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_appointments"),
    )
    op.create_index("ix_appointments_tenant_id_user_id", "appointments", ["tenant_id", "user_id"])
    op.create_table(
        "council_constituents",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(organization_id IS NULL) <> (name_sealed IS NULL)", name="ck_council_constituents_organization_or_person"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "council_id"],
            ["councils.tenant_id", "councils.id"],
            name="fk_council_constituents_tenant_id_council_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_council_constituents_tenant_id_organization_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_council_constituents"),
    )
    op.create_index("ix_council_constituents_tenant_id_council_id", "council_constituents", ["tenant_id", "council_id"])
    op.create_table(
        "access_grants",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_access_grants_period"),
        sa.ForeignKeyConstraint(["granted_by"], ["users.id"], name="fk_access_grants_granted_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "appointment_id"],
            ["appointments.tenant_id", "appointments.id"],
            name="fk_access_grants_tenant_id_appointment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name="fk_access_grants_tenant_id_case_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_access_grants_user_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_access_grants"),
    )
    op.create_index("ix_access_grants_tenant_id_user_id_case_id", "access_grants", ["tenant_id", "user_id", "case_id"])
    op.create_table(
        "undertakings",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("text_shown", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "appointment_id"],
            ["appointments.tenant_id", "appointments.id"],
            name="fk_undertakings_tenant_id_appointment_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_undertakings_user_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_undertakings"),
    )
    op.create_index(
        "uq_undertakings_tenant_id_appointment_id_text_version",
        "undertakings",
        ["tenant_id", "appointment_id", "text_version"],
        unique=True,
    )


GRANTED = (
    "EXISTS (SELECT 1 FROM access_grants g"
    " JOIN appointments a ON a.tenant_id = g.tenant_id AND a.id = g.appointment_id AND a.user_id = g.user_id"
    " JOIN councils k ON k.tenant_id = a.tenant_id AND k.id = a.council_id"
    " JOIN undertakings u ON u.tenant_id = a.tenant_id AND u.appointment_id = a.id AND u.user_id = a.user_id"
    " AND u.text_version = k.undertaking_version"
    " WHERE g.tenant_id = cases.tenant_id AND g.case_id = cases.id AND g.user_id = (SELECT app_user())"
    " AND g.revoked_at IS NULL AND g.starts_on <= app_today() AND g.ends_on >= app_today()"
    " AND a.starts_on <= app_today() AND (a.ends_on IS NULL OR a.ends_on >= app_today()))"
)
RECUSED = (
    "EXISTS (SELECT 1 FROM recusals r WHERE r.tenant_id = cases.tenant_id AND r.case_id = cases.id"
    " AND r.user_id = (SELECT app_user()) AND r.lifted_at IS NULL)"
)
OWN_DESK = "desk_id = (SELECT app_desk())"
ACTIVE = "(SELECT app_role()) IN ('desk', 'council')"
READ = (
    f"tenant_id = (SELECT app_tenant()) AND NOT {RECUSED}"
    f" AND (({OWN_DESK} AND NOT is_sealed) OR ({ACTIVE} AND {GRANTED}))"
)
WORK = f"tenant_id = (SELECT app_tenant()) AND {OWN_DESK} AND NOT {RECUSED}"


def protect_confidentiality() -> None:
    for table in ("councils", "council_constituents", "appointments"):
        protect(table, {"tsunagi_tenant": "SELECT, INSERT, UPDATE"})
    protect(
        "undertakings",
        {"tsunagi_tenant": "SELECT, INSERT"},
        {"undertakings_own": "AS RESTRICTIVE FOR INSERT WITH CHECK (user_id = (SELECT app_user()))"},
    )
    protect("access_grants", {"tsunagi_case": "SELECT, INSERT, UPDATE (revoked_at)"})
    protect("recusals", {"tsunagi_case": "SELECT, INSERT, UPDATE (lifted_at)"})
    run(
        f"ALTER POLICY cases_read ON cases USING ({READ})",
        f"ALTER POLICY cases_work ON cases USING ({WORK}) WITH CHECK ({WORK})",
    )
