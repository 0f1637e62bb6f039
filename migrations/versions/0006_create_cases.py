"""Create cases, persons, notes and consents: tables of the consultation desk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_cases()


def downgrade() -> None:
    op.drop_table("consents")
    op.drop_table("persons")
    op.drop_table("case_notes")
    op.drop_table("cases")


def create_tables() -> None:
    op.create_table(
        "cases",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("main_topic", sa.Text(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("situation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wish_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("origin_basis", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL AND outcome IS NOT NULL)", name="ck_cases_closed"
        ),
        sa.CheckConstraint(
            "age_band IN ('under_18', '18_39', '40_64', '65_74', '75_over', 'unknown')", name="ck_cases_age_band"
        ),
        sa.CheckConstraint(
            "channel IN ('visit', 'phone', 'mail', 'chat', 'school_device', 'home_visit', 'outreach', "
            "'member_notice', 'national_hotline', 'chatbot')",
            name="ck_cases_channel",
        ),
        sa.CheckConstraint("origin_basis IN ('desk', 'council', 'member')", name="ck_cases_origin_basis"),
        sa.CheckConstraint(
            "outcome IN ('listened', 'informed', 'connected', 'resolved', 'withdrew', 'unreachable', 'moved', 'died', 'other')",
            name="ck_cases_outcome",
        ),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name="ck_cases_sex"),
        sa.CheckConstraint("state <> 'open' OR next_contact_on IS NOT NULL", name="ck_cases_open_has_next_contact"),
        sa.CheckConstraint("state IN ('open', 'closed')", name="ck_cases_state"),
        sa.CheckConstraint("urgency IN ('normal', 'soon', 'danger')", name="ck_cases_urgency"),
        sa.CheckConstraint("main_topic = ANY (topics)", name="ck_cases_main_topic"),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name="fk_cases_area_code"),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name="fk_cases_assignee_id"),
        sa.ForeignKeyConstraint(["received_by"], ["users.id"], name="fk_cases_received_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "desk_id"], ["units.tenant_id", "units.id"], name="fk_cases_tenant_id_desk_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_cases"),
    )
    op.create_index("ix_cases_tenant_id_desk_id_received_at", "cases", ["tenant_id", "desk_id", "received_at", "id"])
    op.create_index(
        "ix_cases_tenant_id_desk_id_state_next_contact_on",
        "cases",
        ["tenant_id", "desk_id", "state", "next_contact_on"],
    )
    op.create_index("ix_cases_tenant_id_fiscal_year", "cases", ["tenant_id", "fiscal_year"])
    op.create_index("uq_cases_tenant_id_number", "cases", ["tenant_id", "number"], unique=True)
    op.create_table(
        "case_notes",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("origin_basis", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("kind IN ('contact', 'internal', 'decision')", name="ck_case_notes_kind"),
        sa.CheckConstraint("origin_basis IN ('desk', 'council', 'member')", name="ck_case_notes_origin_basis"),
        sa.ForeignKeyConstraint(["noted_by"], ["users.id"], name="fk_case_notes_noted_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name="fk_case_notes_tenant_id_case_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_case_notes"),
    )
    op.create_index("ix_case_notes_tenant_id_case_id_noted_at", "case_notes", ["tenant_id", "case_id", "noted_at"])
    op.create_table(
        "persons",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("relation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_kana_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_in_use_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("may_call", sa.Boolean(), nullable=False),
        sa.Column("may_leave_voicemail", sa.Boolean(), nullable=False),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("safe_to_take_home", sa.Boolean(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("kana_birth_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("role IN ('subject', 'visitor', 'family')", name="ck_persons_role"),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name="ck_persons_sex"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name="fk_persons_tenant_id_case_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_persons"),
    )
    op.create_index("ix_persons_tenant_id_case_id", "persons", ["tenant_id", "case_id"])
    op.create_index("ix_persons_tenant_id_kana_birth_index", "persons", ["tenant_id", "kana_birth_index"])
    op.create_index("ix_persons_tenant_id_name_index", "persons", ["tenant_id", "name_index"])
    op.create_index("ix_persons_tenant_id_phone_index", "persons", ["tenant_id", "phone_index"])
    op.create_table(
        "consents",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("recipients", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("purposes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("means IN ('written', 'oral', 'online')", name="ck_consents_means"),
        sa.CheckConstraint("cardinality(fields) > 0", name="ck_consents_fields"),
        sa.CheckConstraint("cardinality(purposes) > 0", name="ck_consents_purposes"),
        sa.CheckConstraint("cardinality(recipients) > 0", name="ck_consents_recipients"),
        sa.CheckConstraint("expires_on >= given_on", name="ck_consents_period"),
        sa.ForeignKeyConstraint(["taken_by"], ["users.id"], name="fk_consents_taken_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name="fk_consents_tenant_id_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"], ["persons.tenant_id", "persons.id"], name="fk_consents_tenant_id_person_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_consents"),
    )
    op.create_index("ix_consents_tenant_id_case_id", "consents", ["tenant_id", "case_id"])


OWN_DESK = "tenant_id = (SELECT app_tenant()) AND desk_id = (SELECT app_desk())"
CASE_SEEN = "tenant_id = (SELECT app_tenant()) AND EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = {0}.tenant_id AND c.id = {0}.case_id)"
CASE_HELD = (
    "tenant_id = (SELECT app_tenant()) AND EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = {0}.tenant_id"
    " AND c.id = {0}.case_id AND c.desk_id = (SELECT app_desk()))"
)


def protect_cases() -> None:
    """A case is seen by the desk that holds it (grants join with the council's tables); only the desk writes."""
    protect(
        "cases",
        {"tsunagi_case": "SELECT, INSERT, UPDATE"},
        {
            "cases_read": f"FOR SELECT TO tsunagi_case USING ({OWN_DESK} AND NOT is_sealed)",
            "cases_take": f"FOR INSERT TO tsunagi_case WITH CHECK ({OWN_DESK})",
            "cases_work": f"FOR UPDATE TO tsunagi_case USING ({OWN_DESK}) WITH CHECK ({OWN_DESK})",
        },
        standard=False,
    )
    for table, change in (("persons", "UPDATE"), ("case_notes", ""), ("consents", "UPDATE (withdrawn_at)")):
        policies = {
            f"{table}_read": f"FOR SELECT TO tsunagi_case USING ({CASE_SEEN.format(table)})",
            f"{table}_add": f"FOR INSERT TO tsunagi_case WITH CHECK ({CASE_HELD.format(table)})",
        }
        if change:
            held = CASE_HELD.format(table)
            policies[f"{table}_change"] = f"FOR UPDATE TO tsunagi_case USING ({held}) WITH CHECK ({held})"
        protect(table, {"tsunagi_case": ", ".join(filter(None, ("SELECT, INSERT", change)))}, policies, standard=False)
