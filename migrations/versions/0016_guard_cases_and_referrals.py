"""Guard cases and referrals: keys, sealed and recused cases, moves, consent, and what a receiver may read for how long.

An UPDATE without WHERE asks only policies for UPDATE, so they must be as narrow as those for SELECT. What was sent does
not change, and each party makes its own moves only: ``referral_moves`` repeats ``referrals/states.py`` as a table, and a
test compares the two.
"""

from migrations.ddl import own_by, run

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OWN = "tenant_id = (SELECT app_tenant())"
CASE_KEY = f"{OWN} AND scope = 'case'"
IN_HAND = "(app_holds_case(subject_id) OR NOT app_case_exists(subject_id))"
HELD_CASE = (
    "EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = referrals.tenant_id AND c.id = referrals.case_id"
    " AND c.desk_id = (SELECT app_desk()))"
)
RECEIVED = (
    f"{OWN} AND recipient_organization_id = (SELECT app_organization())"
    " AND ((SELECT app_office()) IS NULL OR recipient_office_id = (SELECT app_office()))"
    " AND state NOT IN ('draft', 'void')"
)
STILL_READ = (
    f"{RECEIVED} AND (state IN ('sent', 'seen', 'accepted', 'working', 'on_hold')"
    " OR ended_on BETWEEN app_today() - 30 AND app_today())"
)
OF_EVENT = (
    f"{OWN} AND EXISTS (SELECT 1 FROM referrals r WHERE r.tenant_id = referral_events.tenant_id"
    " AND r.id = referral_events.referral_id{0})"
)
HISTORY = " AND r.ended_on < app_today() - 30"
DISCLOSED = (
    "recipient_organization_id = (SELECT app_organization()) AND ended_at IS NULL AND readable_until >= app_today()"
    f" AND {OWN} AND EXISTS (SELECT 1 FROM referrals r WHERE r.tenant_id = disclosures.tenant_id"
    " AND r.id = disclosures.referral_id AND (r.state IN ('sent', 'seen', 'accepted', 'working')"
    " OR (r.state = 'closed' AND r.ended_on {0})))"
)
GRANTED = (
    "EXISTS (SELECT 1 FROM access_grants g"
    " JOIN appointments a ON a.tenant_id = g.tenant_id AND a.id = g.appointment_id AND a.user_id = g.user_id"
    " JOIN councils k ON k.tenant_id = a.tenant_id AND k.id = a.council_id"
    " JOIN undertakings u ON u.tenant_id = a.tenant_id AND u.appointment_id = a.id AND u.user_id = a.user_id"
    " AND u.text_version = k.undertaking_version"
    " WHERE g.tenant_id = case_notes.tenant_id AND g.case_id = case_notes.case_id AND g.user_id = (SELECT app_user())"
    " AND g.revoked_at IS NULL AND g.starts_on <= app_today() AND g.ends_on >= app_today()"
    " AND a.starts_on <= app_today() AND (a.ends_on IS NULL OR a.ends_on >= app_today()))"
)
FROZEN = {
    "cases_stay_themselves": (
        "cases",
        ("tenant_id", "id", "number", "received_at", "received_by", "fiscal_year", "origin_basis", "created_at"),
        "what a case was received as does not change",
    ),
    "persons_stay_in_case": ("persons", ("tenant_id", "id", "case_id"), "a person stays in the case"),
    "referrals_stay_themselves": (
        "referrals",
        ("tenant_id", "id", "number", "case_id", "desk_id", "attempt_of_id", "created_by", "created_at"),
        "a referral stays with its case",
    ),
}
SENT = (
    "recipient_organization_id", "recipient_office_id", "resource_id", "basis", "consent_id", "purpose", "main_topic",
    "fit_summary", "request_sealed", "sent_at", "fiscal_year",
)  # fmt: skip
"""What a referral takes along; free while it is a draft."""


def upgrade() -> None:
    guard_keys()
    guard_blind_updates()
    freeze()
    guard_moves()
    begin_as_draft_or_sent()
    need_consent()
    be_honest()
    end_reading()
    keep_council_notes()


def downgrade() -> None:
    run(
        "DROP POLICY case_notes_in_own_name ON case_notes",
        "DROP POLICY case_notes_of_council ON case_notes",
        f"ALTER POLICY disclosures_received ON disclosures USING ({DISCLOSED.format('>= app_today() - 30')})",
        f"ALTER POLICY referral_events_add ON referral_events WITH CHECK ({OF_EVENT.format('')})",
        f"ALTER POLICY referrals_answer ON referrals USING ({RECEIVED})",
        f"ALTER POLICY referrals_received ON referrals USING ({RECEIVED})",
        "DROP TRIGGER consents_fit_person ON consents",
        "DROP FUNCTION consent_fits_person()",
        "DROP TRIGGER disclosures_are_honest ON disclosures",
        "DROP FUNCTION disclosure_is_honest()",
        "DROP TRIGGER referrals_fit ON referrals",
        "DROP FUNCTION referral_fits()",
        "DROP TRIGGER referrals_begin ON referrals",
        "DROP FUNCTION referral_begins()",
        "DROP TRIGGER referrals_move ON referrals",
        "DROP FUNCTION referral_moves()",
        "DROP TRIGGER referrals_stay_as_sent ON referrals",
        *(f"DROP TRIGGER {trigger} ON {table}" for trigger, (table, _columns, _reason) in FROZEN.items()),
        "DROP POLICY referrals_of_cases_held ON referrals",
        "DROP POLICY cases_sealed_stay_shut ON cases",
        "DROP POLICY data_keys_destroy_case ON data_keys",
        "DROP POLICY data_keys_add_case ON data_keys",
        "DROP POLICY data_keys_read_received ON data_keys",
        "DROP POLICY data_keys_read_case ON data_keys",
        f"CREATE POLICY data_keys_read_case ON data_keys FOR SELECT TO tsunagi_case, tsunagi_receiver USING ({CASE_KEY})",
        f"CREATE POLICY data_keys_add_case ON data_keys FOR INSERT TO tsunagi_case, tsunagi_receiver WITH CHECK ({CASE_KEY})",
        f"CREATE POLICY data_keys_destroy_case ON data_keys FOR UPDATE TO tsunagi_case USING ({CASE_KEY})"
        f" WITH CHECK ({CASE_KEY} AND wrapped IS NULL)",
        "DROP FUNCTION app_receives_of_case(uuid)",
        "DROP FUNCTION app_sees_case(uuid)",
        "DROP FUNCTION app_case_exists(uuid)",
    )


def guard_keys() -> None:
    """A case's key goes with the case: read by who sees it, destroyed by who holds it. A key is made before its case."""
    run(
        """
        CREATE FUNCTION app_case_exists(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
            SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            RETURN EXISTS (SELECT 1 FROM public.cases c WHERE c.tenant_id = public.app_tenant() AND c.id = wanted);
        END $$
        """,
        """
        CREATE FUNCTION app_sees_case(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE
            SET search_path = pg_catalog, public AS $$
        BEGIN
            RETURN EXISTS (SELECT 1 FROM public.cases c WHERE c.tenant_id = public.app_tenant() AND c.id = wanted);
        END $$
        """,
        """
        CREATE FUNCTION app_receives_of_case(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE
            SET search_path = pg_catalog, public AS $$
        BEGIN
            RETURN EXISTS (SELECT 1 FROM public.referrals r WHERE r.tenant_id = public.app_tenant() AND r.case_id = wanted);
        END $$
        """,
        "REVOKE ALL ON FUNCTION app_sees_case(uuid), app_receives_of_case(uuid) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION app_sees_case(uuid) TO tsunagi_case",
        "GRANT EXECUTE ON FUNCTION app_receives_of_case(uuid) TO tsunagi_receiver",
    )
    own_by("app_case_exists(uuid)", "tsunagi_broker", "tsunagi_case")
    run(
        "DROP POLICY data_keys_read_case ON data_keys",
        "DROP POLICY data_keys_add_case ON data_keys",
        "DROP POLICY data_keys_destroy_case ON data_keys",
        f"CREATE POLICY data_keys_read_case ON data_keys FOR SELECT TO tsunagi_case USING ({CASE_KEY}"
        " AND (app_sees_case(subject_id) OR NOT app_case_exists(subject_id)))",
        f"CREATE POLICY data_keys_read_received ON data_keys FOR SELECT TO tsunagi_receiver USING ({CASE_KEY}"
        " AND app_receives_of_case(subject_id))",
        f"CREATE POLICY data_keys_add_case ON data_keys FOR INSERT TO tsunagi_case WITH CHECK ({CASE_KEY} AND {IN_HAND})",
        f"CREATE POLICY data_keys_destroy_case ON data_keys FOR UPDATE TO tsunagi_case USING ({CASE_KEY} AND {IN_HAND})"
        f" WITH CHECK ({CASE_KEY} AND wrapped IS NULL)",
    )


def guard_blind_updates() -> None:
    """What one may not see one may not change unseen: sealed cases, referrals of cases one is recused from."""
    run(
        "CREATE POLICY cases_sealed_stay_shut ON cases AS RESTRICTIVE FOR UPDATE TO tsunagi_case USING (NOT is_sealed)"
        " WITH CHECK (true)",
        "CREATE POLICY referrals_of_cases_held ON referrals AS RESTRICTIVE FOR UPDATE TO tsunagi_case"
        f" USING ({HELD_CASE}) WITH CHECK ({HELD_CASE})",
    )


def freeze() -> None:
    """Rows stay where they belong, and what was sent is what was sent."""
    for trigger, (table, columns, reason) in FROZEN.items():
        run(_frozen(trigger, table, columns, reason))
    run(
        _frozen(
            "referrals_stay_as_sent", "referrals", SENT, "what was sent does not change", "OLD.state <> 'draft' AND "
        )
    )


def _frozen(trigger: str, table: str, columns: tuple[str, ...], reason: str, when: str = "") -> str:
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return (
        f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN ({when}({new}) IS DISTINCT FROM ({old})) EXECUTE FUNCTION refuse_going_back('{reason}')"
    )


def guard_moves() -> None:
    """Each party makes its own moves: the desk sends and takes back, the receiver answers, time returns."""
    run(
        """
        CREATE FUNCTION referral_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
        DECLARE
            -- "from-to" pairs; a test compares them with referrals/states.py
            desk constant text[] := ARRAY['draft-sent', 'draft-void', 'sent-void', 'seen-void', 'sent-recalled',
                'seen-recalled', 'accepted-recalled', 'working-recalled', 'on_hold-recalled'];
            receiver constant text[] := ARRAY['sent-seen', 'sent-accepted', 'seen-accepted', 'sent-declined',
                'seen-declined', 'accepted-working', 'sent-on_hold', 'seen-on_hold', 'accepted-on_hold',
                'working-on_hold', 'accepted-closed', 'working-closed', 'accepted-failed', 'working-failed'];
            held_before constant text[] := ARRAY['on_hold-accepted', 'on_hold-declined'];
            held_after constant text[] := ARRAY['on_hold-working', 'on_hold-closed', 'on_hold-failed'];
            system constant text[] := ARRAY['sent-returned', 'seen-returned'];
            step constant text := OLD.state || '-' || NEW.state;
            moves constant boolean := NEW.state <> OLD.state;
        BEGIN
            IF current_user = 'tsunagi_receiver' THEN
                IF moves AND NOT step = ANY (receiver || CASE WHEN OLD.accepted_at IS NULL THEN held_before
                    ELSE held_after END) THEN
                    RAISE EXCEPTION 'the receiver cannot move a referral so' USING ERRCODE = 'check_violation';
                END IF;
                IF NEW.accepted_by IS DISTINCT FROM OLD.accepted_by
                    AND NEW.accepted_by IS DISTINCT FROM public.app_user() THEN
                    RAISE EXCEPTION 'accepted in the name of another' USING ERRCODE = 'check_violation';
                END IF;
                IF (NEW.accepted_at IS NOT NULL) <> (OLD.accepted_at IS NOT NULL) AND NEW.state <> 'accepted' THEN
                    RAISE EXCEPTION 'accepted without the move' USING ERRCODE = 'check_violation';
                END IF;
            ELSIF current_user = 'tsunagi_case' THEN
                IF moves AND NOT step = ANY (desk) THEN
                    RAISE EXCEPTION 'the desk cannot move a referral so' USING ERRCODE = 'check_violation';
                END IF;
                IF (NEW.seen_at, NEW.answered_at, NEW.accepted_at, NEW.accepted_by, NEW.decline_code, NEW.outcome)
                    IS DISTINCT FROM (OLD.seen_at, OLD.answered_at, OLD.accepted_at, OLD.accepted_by, OLD.decline_code,
                        OLD.outcome) THEN
                    RAISE EXCEPTION 'the answer is the receiver''s' USING ERRCODE = 'check_violation';
                END IF;
            ELSIF current_user = 'tsunagi_broker' AND moves AND NOT step = ANY (system) THEN
                RAISE EXCEPTION 'time only returns a referral' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER referrals_move BEFORE UPDATE ON referrals FOR EACH ROW EXECUTE FUNCTION referral_moves()",
    )


def begin_as_draft_or_sent() -> None:
    """A referral begins as a draft or sent, unanswered. Only history, over for more than thirty days, is written in whole."""
    run(
        """
        CREATE FUNCTION referral_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
        BEGIN
            IF NEW.state IN ('draft', 'sent') AND (NEW.seen_at, NEW.answered_at, NEW.accepted_at, NEW.accepted_by,
                NEW.ended_on) IS NOT DISTINCT FROM (NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::uuid,
                NULL::date) THEN
                RETURN NEW;
            END IF;
            IF NEW.state IN ('closed', 'declined', 'returned', 'recalled', 'failed', 'void')
                AND NEW.ended_on < public.app_today() - 30 AND NEW.accepted_by IS NULL THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'a referral begins as a draft or as sent' USING ERRCODE = 'check_violation';
        END $$
        """,
        "CREATE TRIGGER referrals_begin BEFORE INSERT ON referrals FOR EACH ROW EXECUTE FUNCTION referral_begins()",
    )


def need_consent() -> None:
    """A referral on consent is sent with one that fits it: case, recipient, purpose, time; the office is its organization's."""
    run(
        """
        CREATE FUNCTION referral_fits() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
        DECLARE
            -- history (referral_begins) is held against the day on which it was sent
            over constant boolean := NEW.state NOT IN ('draft', 'sent');
            day constant date := CASE WHEN over THEN (NEW.sent_at AT TIME ZONE 'Asia/Tokyo')::date
                ELSE public.app_today() END;
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' OR NEW.state IN ('draft', 'void') THEN
                RETURN NEW;
            END IF;
            IF NOT EXISTS (SELECT 1 FROM public.offices o
                JOIN public.organizations g ON g.tenant_id = o.tenant_id AND g.id = o.organization_id
                WHERE o.tenant_id = NEW.tenant_id AND o.id = NEW.recipient_office_id
                AND g.id = NEW.recipient_organization_id AND (over OR g.status = 'active')) THEN
                RAISE EXCEPTION 'the office is not of this organization, or it has left' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.basis = 'consent' THEN
                PERFORM 1 FROM public.consents c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.consent_id
                    AND c.case_id = NEW.case_id AND (over OR c.withdrawn_at IS NULL)
                    AND day BETWEEN c.given_on AND c.expires_on
                    AND NEW.recipient_organization_id = ANY (c.recipients) AND NEW.purpose = ANY (c.purposes) FOR SHARE;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'referral goes beyond the consent' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER referrals_fit BEFORE INSERT OR UPDATE ON referrals FOR EACH ROW EXECUTE FUNCTION referral_fits()",
    )


def be_honest() -> None:
    """Withdrawal and disclosure cannot pass each other; other bases have a reason and an end; everyone acts as oneself."""
    run(
        """
        CREATE FUNCTION disclosure_is_honest() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
        BEGIN
            IF NEW.basis = 'consent' THEN
                PERFORM 1 FROM public.consents c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.consent_id
                    AND c.withdrawn_at IS NULL FOR SHARE;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'disclosure goes beyond the consent' USING ERRCODE = 'check_violation';
                END IF;
            -- 45 bytes: what the encryption of nothing takes
            ELSIF NEW.readable_until > public.app_today() + 366 OR octet_length(NEW.reason_sealed) <= 45 THEN
                RAISE EXCEPTION 'disclosure without a reason or without an end' USING ERRCODE = 'check_violation';
            END IF;
            PERFORM 1 FROM public.referrals r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.referral_id
                AND r.purpose = NEW.purpose FOR SHARE;
            IF NOT FOUND OR NEW.ended_at IS NOT NULL
                OR (public.app_user() IS NOT NULL AND NEW.given_by <> public.app_user()) THEN
                RAISE EXCEPTION 'disclosure for another purpose or in the name of another'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER disclosures_are_honest BEFORE INSERT ON disclosures"
        " FOR EACH ROW EXECUTE FUNCTION disclosure_is_honest()",
        """
        CREATE FUNCTION consent_fits_person() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
        BEGIN
            IF NEW.given_on > public.app_today() OR NEW.withdrawn_at IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM public.persons p
                WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.person_id AND p.case_id = NEW.case_id) THEN
                RAISE EXCEPTION 'consent does not fit its person or its time' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER consents_fit_person BEFORE INSERT ON consents FOR EACH ROW EXECUTE FUNCTION consent_fits_person()",
    )


def end_reading() -> None:
    """Thirty days after a referral ended its receiver sees nothing of it. Events are written in one's own name.

    An event of history (``referral_begins``) names nobody: who made the move is not known to the platform.
    """
    nobodys = OF_EVENT.format(" AND r.case_id = referral_events.case_id" + HISTORY)
    ones_own = OF_EVENT.format(" AND r.case_id = referral_events.case_id")
    run(
        f"ALTER POLICY referrals_received ON referrals USING ({STILL_READ})",
        f"ALTER POLICY referrals_answer ON referrals USING ({STILL_READ})",
        f"ALTER POLICY disclosures_received ON disclosures USING ({DISCLOSED.format('BETWEEN app_today() - 30 AND app_today()')})",
        "ALTER POLICY referral_events_add ON referral_events WITH CHECK ("
        f"(by_user_id = (SELECT app_user()) AND {ones_own}) OR (by_user_id IS NULL AND {nobodys}))",
    )


def keep_council_notes() -> None:
    """What was learned in the council is read by holders of a live grant only, the desk's own people included."""
    run(
        "CREATE POLICY case_notes_of_council ON case_notes AS RESTRICTIVE FOR SELECT TO tsunagi_case"
        f" USING (origin_basis <> 'council' OR {GRANTED})",
        "CREATE POLICY case_notes_in_own_name ON case_notes AS RESTRICTIVE FOR INSERT TO tsunagi_case"
        " WITH CHECK (noted_by = (SELECT app_user()))",
    )
