"""Guard referrals: what is over stays over, recipients fit the basis, and a side exit always leaves a next step.

The receiver has no right on cases. What its answer causes at the desk goes through ``leave_next_step``; what time causes
goes through ``return_overdue_referrals``. Both are owned by ``tsunagi_broker``, which has its own narrow policies.
"""

from migrations.ddl import grant, own_by, run

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

BROKER_POLICIES = {
    "referrals_of_tenant_to_broker": "referrals",
    "cases_of_tenant_to_broker": "cases",
    "referral_events_of_tenant_to_broker": "referral_events",
}
BROKER_RIGHTS = {
    "referrals": "SELECT (tenant_id, id, number, case_id, desk_id, recipient_organization_id, recipient_office_id, state,"
    " outcome, return_due_on, ended_on), UPDATE (state, ended_on)",
    "cases": "SELECT (tenant_id, id, state, next_contact_on, version),"
    " UPDATE (state, outcome, closed_on, next_contact_on, version, updated_at)",
    "referral_events": "INSERT",
    "seats": "SELECT (tenant_id, id, user_id, role, organization_id, office_id, starts_on, ends_on)",
}
GUARDS = (
    ("consents", "consents_stay_withdrawn", "a consent withdrawn stays withdrawn"),
    ("disclosures", "disclosures_stay_ended", "a disclosure ended stays ended"),
    ("referrals", "referrals_stay_accepted", "a referral is accepted once"),
    ("referrals", "referrals_stay_ended", "a referral that is over does not change"),
)


def upgrade() -> None:
    keep_what_is_over()
    fit_recipients()
    leave_next_steps()
    return_overdue()


def downgrade() -> None:
    run(
        "DROP FUNCTION return_overdue_referrals(date)",
        "DROP FUNCTION leave_next_step(uuid, date)",
        *(f"DROP POLICY {policy} ON {table}" for policy, table in BROKER_POLICIES.items()),
        *(f"REVOKE ALL ON {table} FROM tsunagi_broker" for table in BROKER_RIGHTS),
        "DROP TRIGGER disclosures_fit_recipient ON disclosures",
        "DROP FUNCTION disclosure_fits_recipient()",
        *(f"DROP TRIGGER {trigger} ON {table}" for table, trigger, _reason in GUARDS),
        "DROP FUNCTION refuse_going_back()",
    )


def keep_what_is_over() -> None:
    """Nothing that ended can be revived by an update, whoever writes it."""
    run(
        """
        CREATE FUNCTION refuse_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation';
        END $$
        """
    )
    over = "('closed', 'declined', 'returned', 'recalled', 'failed', 'void')"
    conditions = {
        "consents_stay_withdrawn": "OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at",
        "disclosures_stay_ended": "OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at",
        "referrals_stay_accepted": "OLD.accepted_at IS NOT NULL"
        " AND (NEW.accepted_at, NEW.accepted_by) IS DISTINCT FROM (OLD.accepted_at, OLD.accepted_by)",
        "referrals_stay_ended": f"OLD.state IN {over} AND (NEW.state, NEW.ended_on, NEW.outcome, NEW.decline_code)"
        " IS DISTINCT FROM (OLD.state, OLD.ended_on, OLD.outcome, OLD.decline_code)",
    }
    for table, trigger, reason in GUARDS:
        run(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({conditions[trigger]})"
            f" EXECUTE FUNCTION refuse_going_back('{reason}')"
        )


def fit_recipients() -> None:
    """APPI 69(2)(iii) speaks of local governments only; nothing goes to a member that has left, or with its time over."""
    run(
        """
        CREATE FUNCTION disclosure_fits_recipient() RETURNS trigger LANGUAGE plpgsql
            SET search_path = pg_catalog, public AS $$
        DECLARE
            recipient public.organizations;
        BEGIN
            SELECT * INTO recipient FROM public.organizations o
                WHERE o.tenant_id = NEW.tenant_id AND o.id = NEW.recipient_organization_id;
            IF recipient.id IS NULL OR recipient.status <> 'active' OR (NEW.basis = 'other_local_government'
                AND recipient.kind NOT IN ('municipality', 'prefecture_office')) THEN
                RAISE EXCEPTION 'recipient does not fit the basis' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.readable_until < public.app_today() THEN
                RAISE EXCEPTION 'disclosure is over before it begins' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER disclosures_fit_recipient BEFORE INSERT ON disclosures"
        " FOR EACH ROW EXECUTE FUNCTION disclosure_fits_recipient()",
    )


def leave_next_steps() -> None:
    """After a side exit the desk has a dated next step; a case closed meanwhile is open again."""
    for table, rights in BROKER_RIGHTS.items():
        grant(table, {"tsunagi_broker": rights})
    own = "tenant_id = (SELECT app_tenant())"
    run(
        f"CREATE POLICY referrals_of_tenant_to_broker ON referrals TO tsunagi_broker USING ({own}) WITH CHECK ({own})",
        f"CREATE POLICY cases_of_tenant_to_broker ON cases TO tsunagi_broker USING ({own}) WITH CHECK ({own})",
        "CREATE POLICY referral_events_of_tenant_to_broker ON referral_events FOR INSERT TO tsunagi_broker"
        f" WITH CHECK ({own})",
        """
        CREATE FUNCTION leave_next_step(p_referral uuid, p_on date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, public AS $$
        DECLARE
            left_case uuid;
        BEGIN
            IF p_on NOT BETWEEN public.app_today() AND public.app_today() + 14 THEN
                RAISE EXCEPTION 'the next step is due within days' USING ERRCODE = 'check_violation';
            END IF;
            SELECT r.case_id INTO left_case FROM public.referrals r
                WHERE r.tenant_id = public.app_tenant() AND r.id = p_referral
                AND r.recipient_organization_id = public.app_organization()
                AND (public.app_office() IS NULL OR r.recipient_office_id = public.app_office())
                AND (r.state = 'on_hold' OR (r.ended_on = public.app_today() AND (r.state IN ('declined', 'failed')
                    OR (r.state = 'closed' AND r.outcome IN ('unreachable', 'no_capacity', 'not_eligible')))));
            IF left_case IS NULL THEN
                RAISE EXCEPTION 'no side exit of this organization' USING ERRCODE = 'insufficient_privilege';
            END IF;
            UPDATE public.cases c
                SET next_contact_on = CASE WHEN c.state = 'open' THEN least(c.next_contact_on, p_on) ELSE p_on END,
                    state = 'open', outcome = NULL, closed_on = NULL, version = c.version + 1, updated_at = now()
                WHERE c.tenant_id = public.app_tenant() AND c.id = left_case
                AND (c.state = 'closed' OR c.next_contact_on > p_on);
            RETURN FOUND;
        END $$
        """,
    )
    own_by("leave_next_step(uuid, date)", "tsunagi_broker", "tsunagi_receiver")


def return_overdue() -> None:
    """Unanswered past the hard limit: back to the desk. Only time does this, so only a context without a user may ask."""
    run(
        """
        CREATE FUNCTION return_overdue_referrals(p_next date) RETURNS TABLE (referral_id uuid, number text, case_id uuid,
            desk_id uuid, organization_id uuid, office_id uuid) LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, public AS $$
        DECLARE
            late record;
        BEGIN
            IF public.app_user() IS NOT NULL THEN
                RAISE EXCEPTION 'only time returns a referral' USING ERRCODE = 'insufficient_privilege';
            END IF;
            IF p_next NOT BETWEEN public.app_today() AND public.app_today() + 14 THEN
                RAISE EXCEPTION 'the next step is due within days' USING ERRCODE = 'check_violation';
            END IF;
            FOR late IN
                SELECT r.id, r.number, r.case_id, r.desk_id, r.recipient_organization_id, r.recipient_office_id, r.state
                FROM public.referrals r WHERE r.tenant_id = public.app_tenant() AND r.state IN ('sent', 'seen')
                AND r.return_due_on < public.app_today() ORDER BY r.id FOR UPDATE SKIP LOCKED
            LOOP
                UPDATE public.referrals r SET state = 'returned', ended_on = public.app_today()
                    WHERE r.tenant_id = public.app_tenant() AND r.id = late.id;
                INSERT INTO public.referral_events (tenant_id, id, referral_id, case_id, at, verb, from_state, to_state)
                    VALUES (public.app_tenant(), gen_random_uuid(), late.id, late.case_id, now(), 'return', late.state,
                        'returned');
                UPDATE public.cases c
                    SET next_contact_on = CASE WHEN c.state = 'open' THEN least(c.next_contact_on, p_next) ELSE p_next END,
                        state = 'open', outcome = NULL, closed_on = NULL, version = c.version + 1, updated_at = now()
                    WHERE c.tenant_id = public.app_tenant() AND c.id = late.case_id
                    AND (c.state = 'closed' OR c.next_contact_on > p_next);
                referral_id := late.id;
                number := late.number;
                case_id := late.case_id;
                desk_id := late.desk_id;
                organization_id := late.recipient_organization_id;
                office_id := late.recipient_office_id;
                RETURN NEXT;
            END LOOP;
        END $$
        """
    )
    own_by("return_overdue_referrals(date)", "tsunagi_broker", "tsunagi_tenant")
