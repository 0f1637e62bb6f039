"""Create the function that counts a tenant's figures, and freeze public facts with a snapshot.

``tenant_figures`` is owned by ``tsunagi_figures``, which sees no personal column, no sealed column and no other
tenant than the context's. It answers two contexts: a seat of the tenant that may see its figures, and, without a
user, the transaction that holds an open snapshot of the same fiscal year and cut-off. Such a row is made by the
national role, under tenant 0, and is never committed open: nobody else's transaction ever sees one.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import TENANT_RULE, own_by, run

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FIGURES = "tsunagi_figures"
COUNTED = {
    "seats": "tenant_id, id, user_id, role, starts_on, ends_on",
    "snapshots": "tenant_id, state, fiscal_year, cut_off_on",
    "programme_participations": 'tenant_id, fiscal_year, is_second_year, "group"',
    "member_classes": "tenant_id, id, name",
    "organizations": "tenant_id, id, kind, member_class_id, joined_on, left_on",
    "bodies": "tenant_id, id, kind, established_on, dissolved_on",
    "meetings": "tenant_id, id, body_id, held_on, state",
    "attendances": "tenant_id, meeting_id, organization_id, mode, people",
    "resources": "tenant_id, id, fields, visibility, is_shelter, status, room_state, created_at",
    "room_reports": "tenant_id, id, resource_id, state, noted_at",
    "appointments": "tenant_id, id, starts_on, ends_on",
    "undertakings": "tenant_id, appointment_id, signed_at",
    "cases": "tenant_id, id, received_at, channel, main_topic, age_band, sex",
    "case_notes": "tenant_id, case_id, kind, noted_at",
    "referrals": "tenant_id, id, state, sent_at, answered_at, accepted_at, decline_code, outcome, ended_on",
}
"""Every column that is counted, and no other. ``seats`` is read only to ask what the caller's own seat is for."""
NEEDS_POLICY = {
    "snapshots": "tenant_id = 0",
    "cases": TENANT_RULE,
    "case_notes": TENANT_RULE,
    "referrals": TENANT_RULE,
}
"""The other tables' standard policy (own tenant) holds for this role too."""
SIGNATURE = "tenant_figures(integer, integer, date)"


def upgrade() -> None:
    op.add_column(
        "snapshots",
        sa.Column(
            "facts",
            postgresql.JSONB(),
            server_default=sa.text("""'{"platforms": [], "programme": [], "programme_platforms": 0}'::jsonb"""),
            nullable=False,
        ),
    )
    op.alter_column("snapshots", "facts", server_default=None)
    for table, columns in COUNTED.items():
        run(f"GRANT SELECT ({columns}) ON {table} TO {FIGURES}")
    for table, rule in NEEDS_POLICY.items():
        run(f"CREATE POLICY {table}_counted ON {table} FOR SELECT TO {FIGURES} USING ({rule})")
    run(TENANT_FIGURES)
    own_by(SIGNATURE, FIGURES, "tsunagi_tenant")


def downgrade() -> None:
    run(f"DROP FUNCTION {SIGNATURE}")
    for table in NEEDS_POLICY:
        run(f"DROP POLICY {table}_counted ON {table}")
    for table, columns in COUNTED.items():
        run(f"REVOKE SELECT ({columns}) ON {table} FROM {FIGURES}")
    op.drop_column("snapshots", "facts")


TENANT_FIGURES = """
CREATE FUNCTION tenant_figures(p_tenant integer, p_fiscal_year integer, p_cut_off date)
    RETURNS TABLE (indicator text, dimension text, member text, value bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    starts constant date := make_date(p_fiscal_year, 4, 1);
    cut constant date := least(p_cut_off, make_date(p_fiscal_year + 1, 3, 31));
    from_at constant timestamptz := starts::timestamp AT TIME ZONE 'Asia/Tokyo';
    until_at constant timestamptz := (cut + 1)::timestamp AT TIME ZONE 'Asia/Tokyo';
BEGIN
    IF p_tenant = 0 OR public.app_tenant() IS DISTINCT FROM p_tenant OR NOT coalesce(
        CASE WHEN public.app_user() IS NULL THEN EXISTS (
            SELECT 1 FROM public.snapshots s WHERE s.tenant_id = 0 AND s.state = 'building'
                AND s.fiscal_year = p_fiscal_year AND s.cut_off_on = p_cut_off)
        ELSE public.app_role() IN ('secretariat', 'desk', 'auditor') END, false) THEN
        RAISE EXCEPTION 'figures are not open to this context' USING ERRCODE = 'insufficient_privilege';
    END IF;

    RETURN QUERY
    SELECT 'programme', CASE WHEN grouping(p."group") = 0 THEN 'group' WHEN grouping(p.is_second_year) = 0 THEN 'year' END,
        coalesce(p."group", CASE p.is_second_year WHEN true THEN 'second' WHEN false THEN 'first' END), count(*)
    FROM public.programme_participations p
    WHERE p.tenant_id = p_tenant AND p.fiscal_year = p_fiscal_year
    GROUP BY GROUPING SETS ((), (p."group"), (p.is_second_year));

    RETURN QUERY
    SELECT 'members', CASE WHEN grouping(o.kind) = 0 THEN 'kind' WHEN grouping(c.name) = 0 THEN 'class' END,
        coalesce(o.kind, c.name), count(*)
    FROM public.organizations o
    JOIN public.member_classes c ON c.tenant_id = o.tenant_id AND c.id = o.member_class_id
    WHERE o.tenant_id = p_tenant AND o.joined_on <= cut AND (o.left_on IS NULL OR o.left_on > cut)
    GROUP BY GROUPING SETS ((), (o.kind), (c.name));

    RETURN QUERY
    SELECT 'members_joined', NULL::text, NULL::text, count(*) FROM public.organizations o
    WHERE o.tenant_id = p_tenant AND o.joined_on BETWEEN starts AND cut
    UNION ALL
    SELECT 'members_left', NULL, NULL, count(*) FROM public.organizations o
    WHERE o.tenant_id = p_tenant AND o.left_on BETWEEN starts AND cut;

    RETURN QUERY
    SELECT 'bodies', CASE WHEN grouping(b.kind) = 0 THEN 'kind' END, b.kind, count(*) FROM public.bodies b
    WHERE b.tenant_id = p_tenant AND b.established_on <= cut AND (b.dissolved_on IS NULL OR b.dissolved_on > cut)
    GROUP BY GROUPING SETS ((), (b.kind));

    RETURN QUERY
    SELECT 'meetings', CASE WHEN grouping(b.kind) = 0 THEN 'kind' END, b.kind, count(*)
    FROM public.meetings m JOIN public.bodies b ON b.tenant_id = m.tenant_id AND b.id = m.body_id
    WHERE m.tenant_id = p_tenant AND m.state = 'held' AND m.held_on BETWEEN starts AND cut
    GROUP BY GROUPING SETS ((), (b.kind));

    RETURN QUERY
    WITH present AS (
        SELECT a.organization_id, a.people
        FROM public.attendances a JOIN public.meetings m ON m.tenant_id = a.tenant_id AND m.id = a.meeting_id
        WHERE a.tenant_id = p_tenant AND a.mode <> 'absent' AND m.state = 'held' AND m.held_on BETWEEN starts AND cut
    )
    SELECT 'attending_organizations', NULL::text, NULL::text, count(DISTINCT organization_id) FROM present
    UNION ALL
    SELECT 'attending_people', NULL, NULL, coalesce(sum(people), 0)::bigint FROM present;

    RETURN QUERY
    WITH listed AS (
        SELECT r.id, r.fields, coalesce(last.state, r.room_state) AS room
        FROM public.resources r
        LEFT JOIN LATERAL (
            SELECT n.state FROM public.room_reports n
            WHERE n.tenant_id = r.tenant_id AND n.resource_id = r.id AND n.noted_at < until_at
            ORDER BY n.noted_at DESC, n.id DESC LIMIT 1
        ) last ON true
        WHERE r.tenant_id = p_tenant AND r.status = 'active' AND r.created_at < until_at
            AND r.visibility IN ('public', 'platform') AND NOT r.is_shelter
    )
    SELECT 'resources', CASE WHEN grouping(room) = 0 THEN 'room' END, room, count(*) FROM listed
    GROUP BY GROUPING SETS ((), (room))
    UNION ALL
    SELECT 'resources', 'field', offered, count(*)
    FROM (SELECT DISTINCT listed.id, unnest(listed.fields) AS offered FROM listed) f GROUP BY offered;

    RETURN QUERY
    SELECT 'appointments', NULL::text, NULL::text, count(*) FROM public.appointments a
    WHERE a.tenant_id = p_tenant AND a.starts_on <= cut AND (a.ends_on IS NULL OR a.ends_on >= cut)
    UNION ALL
    SELECT 'undertakings', NULL, NULL, count(*) FROM public.appointments a
    WHERE a.tenant_id = p_tenant AND a.starts_on <= cut AND (a.ends_on IS NULL OR a.ends_on >= cut)
        AND EXISTS (SELECT 1 FROM public.undertakings u
            WHERE u.tenant_id = a.tenant_id AND u.appointment_id = a.id AND u.signed_at < until_at);

    RETURN QUERY
    SELECT 'consultations_new',
        CASE WHEN grouping(c.channel) = 0 THEN 'channel' WHEN grouping(c.main_topic) = 0 THEN 'topic'
            WHEN grouping(c.age_band) = 0 THEN 'age' WHEN grouping(c.sex) = 0 THEN 'sex' END,
        coalesce(c.channel, c.main_topic, c.age_band, c.sex), count(*)
    FROM (
        SELECT n.channel, n.main_topic, n.age_band,
            CASE WHEN n.sex IN ('female', 'male') THEN n.sex ELSE 'other_or_unknown' END AS sex
        FROM public.cases n
        WHERE n.tenant_id = p_tenant AND n.received_at >= from_at AND n.received_at < until_at
    ) c
    GROUP BY GROUPING SETS ((), (c.channel), (c.main_topic), (c.age_band), (c.sex));

    RETURN QUERY
    WITH contact AS (
        SELECT n.case_id FROM public.case_notes n
        WHERE n.tenant_id = p_tenant AND n.kind = 'contact' AND n.noted_at >= from_at AND n.noted_at < until_at
    )
    SELECT 'consultations_continued', NULL::text, NULL::text, count(DISTINCT case_id) FROM contact
    UNION ALL
    SELECT 'consultation_contacts', NULL, NULL, count(*) FROM contact;

    RETURN QUERY
    WITH sent AS (
        SELECT
            CASE
                WHEN r.accepted_at < until_at THEN 'accepted'
                WHEN r.state = 'declined' AND coalesce(r.answered_at < until_at, r.ended_on <= cut, true) THEN 'declined'
                WHEN r.state IN ('returned', 'recalled', 'failed') AND coalesce(r.ended_on <= cut, true) THEN r.state
                ELSE 'waiting'
            END AS result,
            CASE
                WHEN r.state = 'closed' AND coalesce(r.ended_on <= cut, true) THEN 'closed'
                WHEN r.state IN ('returned', 'recalled', 'failed') AND coalesce(r.ended_on <= cut, true) THEN 'stopped'
                ELSE 'ongoing'
            END AS progress,
            r.decline_code, r.outcome,
            (r.accepted_at AT TIME ZONE 'Asia/Tokyo')::date - (r.sent_at AT TIME ZONE 'Asia/Tokyo')::date AS days
        FROM public.referrals r
        WHERE r.tenant_id = p_tenant AND r.state NOT IN ('draft', 'void')
            AND r.sent_at >= from_at AND r.sent_at < until_at
    )
    SELECT 'referrals_sent', CASE WHEN grouping(s.answer) = 0 THEN 'answer' END, s.answer, count(*)
    FROM (SELECT CASE result WHEN 'accepted' THEN result ELSE 'not_accepted' END AS answer FROM sent) s
    GROUP BY GROUPING SETS ((), (s.answer))
    UNION ALL
    SELECT 'referrals_accepted', CASE WHEN grouping(s.progress) = 0 THEN 'progress' END, s.progress, count(*) FROM sent s
    WHERE s.result = 'accepted' GROUP BY GROUPING SETS ((), (s.progress))
    UNION ALL
    SELECT 'referrals_closed', CASE WHEN grouping(s.outcome) = 0 THEN 'outcome' END, s.outcome, count(*) FROM sent s
    WHERE s.result = 'accepted' AND s.progress = 'closed' GROUP BY GROUPING SETS ((), (s.outcome))
    UNION ALL
    SELECT 'referrals_not_accepted', CASE WHEN grouping(s.result) = 0 THEN 'result' END, s.result, count(*) FROM sent s
    WHERE s.result <> 'accepted' GROUP BY GROUPING SETS ((), (s.result))
    UNION ALL
    SELECT 'referrals_declined', CASE WHEN grouping(s.decline_code) = 0 THEN 'code' END, s.decline_code, count(*)
    FROM sent s WHERE s.result = 'declined' GROUP BY GROUPING SETS ((), (s.decline_code))
    UNION ALL
    SELECT 'days_to_accept', NULL, NULL, percentile_disc(0.5) WITHIN GROUP (ORDER BY s.days)::bigint
    FROM sent s WHERE s.result = 'accepted' HAVING count(*) > 0;
END $$
"""
