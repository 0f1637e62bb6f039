"""Create member classes, organizations, offices and contact persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_members()


def downgrade() -> None:
    op.drop_constraint("fk_seats_tenant_id_office_id", "seats", type_="foreignkey")
    op.drop_constraint("fk_seats_tenant_id_organization_id", "seats", type_="foreignkey")
    op.drop_table("contact_persons")
    op.drop_table("offices")
    op.drop_table("organizations")
    op.drop_table("member_classes")


def create_tables() -> None:
    op.create_table(
        "member_classes",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("can_propose", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_member_classes"),
    )
    op.create_index("uq_member_classes_tenant_id_name", "member_classes", ["tenant_id", "name"], unique=True)
    op.create_table(
        "organizations",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("corporate_number", sa.Text(), nullable=True),
        sa.Column("member_class_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("activities", sa.Text(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'withdrawn') = (left_on IS NOT NULL)", name="ck_organizations_left"),
        sa.CheckConstraint("corporate_number ~ '^[1-9][0-9]{12}$'", name="ck_organizations_corporate_number"),
        sa.CheckConstraint(
            "kind IN ('npo', 'social_welfare_council', 'welfare_commissioners', 'bank', 'credit_union', "
            "'post_office', 'agricultural_coop', 'consumer_coop', 'chamber_of_commerce', "
            "'real_estate_association', 'medical_association', 'company', 'school', 'municipality', "
            "'prefecture_office', 'police', 'voluntary_group', 'other')",
            name="ck_organizations_kind",
        ),
        sa.CheckConstraint("status IN ('active', 'suspended', 'withdrawn')", name="ck_organizations_status"),
        sa.CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="ck_organizations_period"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_class_id"],
            ["member_classes.tenant_id", "member_classes.id"],
            name="fk_organizations_tenant_id_member_class_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_organizations"),
    )
    op.create_index("ix_organizations_tenant_id_corporate_number", "organizations", ["tenant_id", "corporate_number"])
    op.create_index(
        "ix_organizations_tenant_id_status_name_kana", "organizations", ["tenant_id", "status", "name_kana", "id"]
    )
    op.create_table(
        "offices",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_offices_tenant_id_organization_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_offices"),
    )
    op.create_index("ix_offices_tenant_id_organization_id", "offices", ["tenant_id", "organization_id"])
    op.create_table(
        "contact_persons",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_kana_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_contact_persons_period"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "office_id"],
            ["offices.tenant_id", "offices.id"],
            name="fk_contact_persons_tenant_id_office_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_contact_persons_tenant_id_organization_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_contact_persons"),
    )
    op.create_index("ix_contact_persons_tenant_id_organization_id", "contact_persons", ["tenant_id", "organization_id"])


def protect_members() -> None:
    for table in ("member_classes", "organizations", "offices", "contact_persons"):
        protect(table, {"tsunagi_tenant": "SELECT, INSERT, UPDATE"})
    for column, target in (("organization_id", "organizations"), ("office_id", "offices")):
        op.create_foreign_key(
            f"fk_seats_tenant_id_{column}", "seats", target, ["tenant_id", column], ["tenant_id", "id"]
        )
