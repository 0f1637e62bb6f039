"""Create referrals, their events and disclosures; a disclosure without a legal basis is refused here."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import protect, run

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_referrals()


def downgrade() -> None:
    run(
        "DROP TRIGGER consents_end_disclosures ON consents",
        "DROP FUNCTION end_disclosures_of_consent()",
    )
    op.drop_table("referral_events")
    op.drop_table("disclosures")
    op.drop_table("referrals")
    run("DROP FUNCTION disclosure_needs_basis()")


def create_tables() -> None:
    op.create_table(
        "referrals",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_of_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_organization_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_office_id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("main_topic", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("fit_summary", postgresql.JSONB(), nullable=False),
        sa.Column("request_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("return_due_on", sa.Date(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("decline_code", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="ck_referrals_closed_has_outcome"),
        sa.CheckConstraint("(state = 'declined') = (decline_code IS NOT NULL)", name="ck_referrals_declined_has_code"),
        sa.CheckConstraint(
            "basis <> 'consent' OR state = 'draft' OR consent_id IS NOT NULL", name="ck_referrals_consent"
        ),
        sa.CheckConstraint(
            "basis IN ('consent', 'council_exchange', 'council_request', 'other_local_government', "
            "'other_conference', 'emergency', 'none')",
            name="ck_referrals_basis",
        ),
        sa.CheckConstraint(
            "decline_code IN ('no_capacity', 'not_eligible', 'out_of_area', 'out_of_field', "
            "'conflict_of_interest', 'needs_more_information', 'other')",
            name="ck_referrals_decline_code",
        ),
        sa.CheckConstraint(
            "outcome IN ('connected_continuing', 'connected_once', 'referred_onward', 'person_withdrew', "
            "'unreachable', 'not_eligible', 'no_capacity', 'moved', 'died', 'other')",
            name="ck_referrals_outcome",
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'seen', 'accepted', 'working', 'closed', 'declined', 'returned', "
            "'recalled', 'on_hold', 'failed', 'void')",
            name="ck_referrals_state",
        ),
        sa.CheckConstraint("state IN ('draft', 'void') OR sent_at IS NOT NULL", name="ck_referrals_sent"),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'working', 'closed') OR accepted_at IS NOT NULL", name="ck_referrals_accepted"
        ),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name="fk_referrals_accepted_by"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_referrals_created_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "attempt_of_id"],
            ["referrals.tenant_id", "referrals.id"],
            name="fk_referrals_tenant_id_attempt_of_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name="fk_referrals_tenant_id_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "consent_id"], ["consents.tenant_id", "consents.id"], name="fk_referrals_tenant_id_consent_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "desk_id"], ["units.tenant_id", "units.id"], name="fk_referrals_tenant_id_desk_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_office_id"],
            ["offices.tenant_id", "offices.id"],
            name="fk_referrals_tenant_id_recipient_office_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            name="fk_referrals_tenant_id_recipient_organization_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "resource_id"],
            ["resources.tenant_id", "resources.id"],
            name="fk_referrals_tenant_id_resource_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_referrals"),
    )
    op.create_index("ix_referrals_tenant_id_case_id", "referrals", ["tenant_id", "case_id"])
    op.create_index(
        "ix_referrals_tenant_id_desk_id_state", "referrals", ["tenant_id", "desk_id", "state", "answer_due_on"]
    )
    op.create_index(
        "ix_referrals_tenant_id_recipient_organization_id_state",
        "referrals",
        ["tenant_id", "recipient_organization_id", "state", "sent_at"],
    )
    op.create_index("uq_referrals_tenant_id_number", "referrals", ["tenant_id", "number"], unique=True)
    op.create_table(
        "disclosures",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_organization_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("readable_until", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(basis = 'consent') = (consent_id IS NOT NULL)", name="ck_disclosures_consent"),
        sa.CheckConstraint("basis = 'consent' OR reason_sealed IS NOT NULL", name="ck_disclosures_reason"),
        sa.CheckConstraint(
            "basis IN ('consent', 'emergency', 'other_local_government', 'other_conference')",
            name="ck_disclosures_basis",
        ),
        sa.CheckConstraint("cardinality(fields) > 0", name="ck_disclosures_fields"),
        sa.ForeignKeyConstraint(["given_by"], ["users.id"], name="fk_disclosures_given_by"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name="fk_disclosures_tenant_id_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "consent_id"],
            ["consents.tenant_id", "consents.id"],
            name="fk_disclosures_tenant_id_consent_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"], ["persons.tenant_id", "persons.id"], name="fk_disclosures_tenant_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["referrals.tenant_id", "referrals.id"],
            name="fk_disclosures_tenant_id_referral_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_disclosures"),
    )
    op.create_index("ix_disclosures_tenant_id_consent_id", "disclosures", ["tenant_id", "consent_id"])
    op.create_index("ix_disclosures_tenant_id_referral_id", "disclosures", ["tenant_id", "referral_id"])
    op.create_table(
        "referral_events",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name="fk_referral_events_by_user_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "referral_id"],
            ["referrals.tenant_id", "referrals.id"],
            name="fk_referral_events_tenant_id_referral_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_referral_events"),
    )
    op.create_index(
        "ix_referral_events_tenant_id_referral_id_at", "referral_events", ["tenant_id", "referral_id", "at"]
    )


RECEIVED = (
    "tenant_id = (SELECT app_tenant()) AND recipient_organization_id = (SELECT app_organization())"
    " AND ((SELECT app_office()) IS NULL OR recipient_office_id = (SELECT app_office()))"
    " AND state NOT IN ('draft', 'void')"
)
SENT = "tenant_id = (SELECT app_tenant()) AND desk_id = (SELECT app_desk())"
SEEN = "tenant_id = (SELECT app_tenant()) AND EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = {0}.tenant_id AND c.id = {0}.case_id)"
HELD = (
    "tenant_id = (SELECT app_tenant()) AND EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = {0}.tenant_id"
    " AND c.id = {0}.case_id AND c.desk_id = (SELECT app_desk()))"
)
OF_REFERRAL = (
    "tenant_id = (SELECT app_tenant()) AND EXISTS (SELECT 1 FROM referrals r WHERE r.tenant_id = {0}.tenant_id"
    " AND r.id = {0}.referral_id{1})"
)
READABLE = (
    " AND (r.state IN ('sent', 'seen', 'accepted', 'working')"
    " OR (r.state = 'closed' AND r.ended_on >= app_today() - 30))"
)
ANSWER = "state, seen_at, answered_at, accepted_at, accepted_by, decline_code, outcome, ended_on, review_on"


def protect_referrals() -> None:
    protect(
        "referrals",
        {"tsunagi_case": "SELECT, INSERT, UPDATE", "tsunagi_receiver": f"SELECT, UPDATE ({ANSWER})"},
        {
            "referrals_read": f"FOR SELECT TO tsunagi_case USING ({SEEN.format('referrals')})",
            "referrals_add": f"FOR INSERT TO tsunagi_case WITH CHECK ({SENT} AND {HELD.format('referrals')})",
            "referrals_change": f"FOR UPDATE TO tsunagi_case USING ({SENT}) WITH CHECK ({SENT})",
            "referrals_received": f"FOR SELECT TO tsunagi_receiver USING ({RECEIVED})",
            "referrals_answer": f"FOR UPDATE TO tsunagi_receiver USING ({RECEIVED}) WITH CHECK ({RECEIVED})",
        },
        standard=False,
    )
    of_referral = OF_REFERRAL.format("referral_events", "")
    protect(
        "referral_events",
        {"tsunagi_case": "SELECT, INSERT", "tsunagi_receiver": "SELECT, INSERT"},
        {
            "referral_events_read": f"FOR SELECT TO tsunagi_case, tsunagi_receiver USING ({of_referral})",
            "referral_events_add": f"FOR INSERT TO tsunagi_case, tsunagi_receiver WITH CHECK ({of_referral})",
        },
        standard=False,
    )
    held = HELD.format("disclosures")
    protect(
        "disclosures",
        {"tsunagi_case": "SELECT, INSERT, UPDATE (ended_at)", "tsunagi_receiver": "SELECT"},
        {
            "disclosures_read": f"FOR SELECT TO tsunagi_case USING ({SEEN.format('disclosures')})",
            "disclosures_give": f"FOR INSERT TO tsunagi_case WITH CHECK ({held})",
            "disclosures_end": f"FOR UPDATE TO tsunagi_case USING ({held}) WITH CHECK ({held})",
            "disclosures_received": "FOR SELECT TO tsunagi_receiver USING (recipient_organization_id = (SELECT app_organization())"
            f" AND ended_at IS NULL AND readable_until >= app_today() AND {OF_REFERRAL.format('disclosures', READABLE)})",
        },
        standard=False,
    )
    need_basis()
    end_with_consent()


def need_basis() -> None:
    """The law in the database: recipient, fields, purpose and time must fit the basis named."""
    run(
        """
        CREATE FUNCTION disclosure_needs_basis() RETURNS trigger LANGUAGE plpgsql
            SET search_path = pg_catalog, public AS $$
        DECLARE
            handed public.referrals;
            agreed public.consents;
            known constant text[] := ARRAY['name', 'name_kana', 'sex', 'birth_date', 'address', 'phone',
                'contact_care', 'situation', 'wish'];
        BEGIN
            SELECT * INTO handed FROM public.referrals r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.referral_id;
            IF handed.id IS NULL OR handed.case_id <> NEW.case_id OR handed.basis <> NEW.basis
                OR handed.recipient_organization_id <> NEW.recipient_organization_id
                OR handed.state NOT IN ('draft', 'sent') THEN
                RAISE EXCEPTION 'disclosure does not fit its referral' USING ERRCODE = 'check_violation';
            END IF;
            IF NOT NEW.fields <@ known THEN
                RAISE EXCEPTION 'disclosure names an unknown field' USING ERRCODE = 'check_violation';
            END IF;
            IF NOT EXISTS (SELECT 1 FROM public.persons p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.person_id
                AND p.case_id = NEW.case_id) THEN
                RAISE EXCEPTION 'disclosure is of a person of another case' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.basis = 'consent' THEN
                SELECT * INTO agreed FROM public.consents c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.consent_id;
                IF agreed.id IS NULL OR agreed.case_id <> NEW.case_id OR agreed.person_id <> NEW.person_id
                    OR agreed.withdrawn_at IS NOT NULL
                    OR public.app_today() NOT BETWEEN agreed.given_on AND agreed.expires_on
                    OR NEW.readable_until > agreed.expires_on
                    OR NOT NEW.recipient_organization_id = ANY (agreed.recipients)
                    OR NOT NEW.purpose = ANY (agreed.purposes)
                    OR NOT NEW.fields <@ agreed.fields THEN
                    RAISE EXCEPTION 'disclosure goes beyond the consent' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER disclosures_need_basis BEFORE INSERT ON disclosures"
        " FOR EACH ROW EXECUTE FUNCTION disclosure_needs_basis()",
    )


def end_with_consent() -> None:
    """Withdrawal of a consent ends what was disclosed on it, in the same statement."""
    run(
        """
        CREATE FUNCTION end_disclosures_of_consent() RETURNS trigger LANGUAGE plpgsql
            SET search_path = pg_catalog, public AS $$
        BEGIN
            UPDATE public.disclosures d SET ended_at = NEW.withdrawn_at
                WHERE d.tenant_id = NEW.tenant_id AND d.consent_id = NEW.id AND d.ended_at IS NULL;
            RETURN NULL;
        END $$
        """,
        "CREATE TRIGGER consents_end_disclosures AFTER UPDATE OF withdrawn_at ON consents"
        " FOR EACH ROW WHEN (NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION end_disclosures_of_consent()",
    )
