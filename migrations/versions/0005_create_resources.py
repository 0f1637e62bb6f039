"""Create the resource list and the history of room-now."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_resources()


def downgrade() -> None:
    op.drop_table("room_reports")
    op.drop_table("resources")


def create_tables() -> None:
    op.create_table(
        "resources",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("target_groups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("area_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("reach", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=True),
        sa.Column("contact_section", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("is_shelter", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("room_state", sa.Text(), nullable=False),
        sa.Column("room_note", sa.Text(), nullable=True),
        sa.Column("room_noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT (is_shelter AND visibility = 'public')", name="ck_resources_shelter_never_public"),
        sa.CheckConstraint(
            "room_state IN ('open', 'conditional', 'waiting_list', 'full')", name="ck_resources_room_state"
        ),
        sa.CheckConstraint("status IN ('active', 'retired')", name="ck_resources_status"),
        sa.CheckConstraint("visibility IN ('public', 'platform', 'desk', 'council')", name="ck_resources_visibility"),
        sa.ForeignKeyConstraint(["checked_by"], ["users.id"], name="fk_resources_checked_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "office_id"], ["offices.tenant_id", "offices.id"], name="fk_resources_tenant_id_office_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_resources_tenant_id_organization_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_resources"),
    )
    op.create_index("ix_resources_tenant_id_organization_id", "resources", ["tenant_id", "organization_id"])
    op.create_index("ix_resources_tenant_id_status_name", "resources", ["tenant_id", "status", "name", "id"])
    op.create_table(
        "room_reports",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'conditional', 'waiting_list', 'full')", name="ck_room_reports_state"),
        sa.ForeignKeyConstraint(["noted_by"], ["users.id"], name="fk_room_reports_noted_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "resource_id"],
            ["resources.tenant_id", "resources.id"],
            name="fk_room_reports_tenant_id_resource_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_room_reports"),
    )
    op.create_index(
        "ix_room_reports_tenant_id_resource_id_noted_at", "room_reports", ["tenant_id", "resource_id", "noted_at"]
    )


def protect_resources() -> None:
    """A member sees what the platform may see and its own entries; desk-only and council-only entries are not there."""
    protect(
        "resources",
        {"tsunagi_tenant": "SELECT, INSERT, UPDATE"},
        {
            "resources_for_members": "AS RESTRICTIVE FOR SELECT TO tsunagi_receiver"
            " USING (visibility IN ('public', 'platform') OR organization_id = (SELECT app_organization()))"
        },
    )
    protect("room_reports", {"tsunagi_tenant": "SELECT, INSERT"})
