"""Create bodies, their members, meetings and attendance."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_meetings()


def downgrade() -> None:
    op.drop_table("body_memberships")
    op.drop_table("attendances")
    op.drop_table("meetings")
    op.drop_table("bodies")


def create_tables() -> None:
    op.create_table(
        "bodies",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("legal_bases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("taken_from", sa.Text(), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('general_meeting', 'steering_group', 'subcommittee', 'working_group', 'council_tier')",
            name="ck_bodies_kind",
        ),
        sa.CheckConstraint(
            "regime IN ('platform', 'statutory_conference', 'council', 'open')", name="ck_bodies_regime"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"], ["bodies.tenant_id", "bodies.id"], name="fk_bodies_tenant_id_parent_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_bodies"),
    )
    op.create_index("ix_bodies_tenant_id_position", "bodies", ["tenant_id", "position"])
    op.create_table(
        "meetings",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("is_hybrid", sa.Boolean(), nullable=False),
        sa.Column("openness", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.CheckConstraint("openness IN ('open', 'partly_open', 'closed')", name="ck_meetings_openness"),
        sa.CheckConstraint("state IN ('planned', 'held', 'canceled')", name="ck_meetings_state"),
        sa.CheckConstraint("number > 0", name="ck_meetings_number"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "body_id"], ["bodies.tenant_id", "bodies.id"], name="fk_meetings_tenant_id_body_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_meetings"),
    )
    op.create_index("ix_meetings_tenant_id_held_on", "meetings", ["tenant_id", "held_on", "id"])
    op.create_index("uq_meetings_tenant_id_body_id_number", "meetings", ["tenant_id", "body_id", "number"], unique=True)
    op.create_table(
        "attendances",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("(mode = 'absent') = (people = 0) AND people >= 0", name="ck_attendances_people"),
        sa.CheckConstraint("mode IN ('in_person', 'online', 'absent')", name="ck_attendances_mode"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meetings.tenant_id", "meetings.id"],
            name="fk_attendances_tenant_id_meeting_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_attendances_tenant_id_organization_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_attendances"),
    )
    op.create_index(
        "uq_attendances_tenant_id_meeting_id_organization_id",
        "attendances",
        ["tenant_id", "meeting_id", "organization_id"],
        unique=True,
    )
    op.create_table(
        "body_memberships",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "body_id"], ["bodies.tenant_id", "bodies.id"], name="fk_body_memberships_tenant_id_body_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_body_memberships_tenant_id_organization_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_body_memberships"),
    )
    op.create_index("ix_body_memberships_tenant_id_body_id", "body_memberships", ["tenant_id", "body_id"])
    op.create_index(
        "ix_body_memberships_tenant_id_organization_id", "body_memberships", ["tenant_id", "organization_id"]
    )


def protect_meetings() -> None:
    for table in ("bodies", "body_memberships", "meetings"):
        protect(table, {"tsunagi_tenant": "SELECT, INSERT, UPDATE"})
    protect("attendances", {"tsunagi_tenant": "SELECT, INSERT, UPDATE, DELETE"})
