"""Create snapshots of national figures."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_national()


def downgrade() -> None:
    op.drop_table("snapshot_cells")
    op.drop_table("snapshots")


def create_tables() -> None:
    op.create_table(
        "snapshots",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("kind IN ('provisional', 'final')", name="ck_snapshots_kind"),
        sa.CheckConstraint("state IN ('building', 'ready', 'failed')", name="ck_snapshots_state"),
        sa.ForeignKeyConstraint(["taken_by"], ["users.id"], name="fk_snapshots_taken_by"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_snapshots"),
    )
    op.create_index("ix_snapshots_tenant_id_fiscal_year", "snapshots", ["tenant_id", "fiscal_year", "taken_at"])
    op.create_table(
        "snapshot_cells",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("of_tenant_id", sa.Integer(), nullable=True),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=True),
        sa.Column("member", sa.Text(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.CheckConstraint("is_hidden = (value IS NULL)", name="ck_snapshot_cells_hidden"),
        sa.ForeignKeyConstraint(["of_tenant_id"], ["tenants.id"], name="fk_snapshot_cells_of_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "snapshot_id"],
            ["snapshots.tenant_id", "snapshots.id"],
            name="fk_snapshot_cells_tenant_id_snapshot_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_snapshot_cells"),
    )
    op.create_index(
        "ix_snapshot_cells_tenant_id_snapshot_id_of_tenant_id",
        "snapshot_cells",
        ["tenant_id", "snapshot_id", "of_tenant_id"],
    )


def protect_national() -> None:
    """A cell once written stays: no right to change or delete one is given to anyone."""
    protect("snapshots", {"tsunagi_national": "SELECT, INSERT, UPDATE (state, content_hash, taken_at)"})
    protect("snapshot_cells", {"tsunagi_national": "SELECT, INSERT"})
