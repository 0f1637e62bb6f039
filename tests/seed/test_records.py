"""Consultations and referrals: complete, consistent, the same in every database, and on record."""

from collections.abc import Iterator

import pytest

from platform_app.cases.models import CaseOutcome
from platform_app.referrals.models import DeclineCode, ReferralOutcome, ReferralState
from seed.accounts import user_id_of
from seed.demo import ACTION, NotEmpty, is_empty, run
from seed.platforms import PLATFORMS

HISTORY = "fiscal_year IN (2022, 2023)"


@pytest.mark.parametrize("shape", PLATFORMS, ids=lambda shape: shape.slug)
def test_two_fiscal_years_of_consultations_are_closed(rows, shape):
    found = rows(
        "SELECT fiscal_year, count(*), bool_and(state = 'closed') FROM cases c JOIN tenants n ON n.id = c.tenant_id"
        f" WHERE n.slug = %s AND {HISTORY} GROUP BY 1 ORDER BY 1",
        shape.slug,
    )

    assert [(year, closed) for year, _count, closed in found] == [(2022, True), (2023, True)]
    assert found[1][1] == shape.cases_per_year


@pytest.mark.parametrize("shape", PLATFORMS, ids=lambda shape: shape.slug)
def test_boards_are_alive(rows, shape):
    overdue, today, later = rows(
        "SELECT count(*) FILTER (WHERE next_contact_on < app_today()), count(*) FILTER (WHERE next_contact_on = app_today()),"
        " count(*) FILTER (WHERE next_contact_on > app_today()) FROM cases c JOIN tenants n ON n.id = c.tenant_id"
        " WHERE n.slug = %s AND c.state = 'open'",
        shape.slug,
    )[0]

    assert overdue >= 3
    assert today >= 3
    assert later >= 10


@pytest.mark.parametrize("account", ["npo", "bank"])
def test_member_accounts_have_work_in_every_lane(rows, account):
    found = rows(
        "SELECT s.tenant_id, array_agg(DISTINCT r.state) FROM seats s JOIN referrals r ON r.tenant_id = s.tenant_id"
        " AND r.recipient_organization_id = s.organization_id AND (s.office_id IS NULL OR s.office_id = r.recipient_office_id)"
        " WHERE s.user_id = ANY (%s::uuid[]) AND r.fiscal_year > 2023 GROUP BY 1",
        [str(one) for one in _users(account)],
    )

    assert len(found) == len(PLATFORMS)
    assert all({"sent", "seen", "working", "closed"} <= set(states) for _tenant, states in found)


def test_every_end_and_outcome_occurs(rows):
    states = {state for (state,) in rows("SELECT DISTINCT state FROM referrals")}
    outcomes = {outcome for (outcome,) in rows("SELECT DISTINCT outcome FROM referrals WHERE outcome IS NOT NULL")}
    codes = {code for (code,) in rows("SELECT DISTINCT decline_code FROM referrals WHERE decline_code IS NOT NULL")}

    assert states == {str(state) for state in ReferralState} - {"draft"}
    assert outcomes == {str(outcome) for outcome in ReferralOutcome}
    assert codes == {str(code) for code in DeclineCode}
    assert {outcome for (outcome,) in rows("SELECT DISTINCT outcome FROM cases WHERE outcome IS NOT NULL")} == {
        str(outcome) for outcome in CaseOutcome
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "cases WHERE received_at > now()",
        "cases WHERE closed_on > app_today()",
        (
            "case_notes n JOIN cases c ON c.tenant_id = n.tenant_id AND c.id = n.case_id"
            " WHERE (n.noted_at AT TIME ZONE 'Asia/Tokyo')::date > c.closed_on OR n.noted_at < c.received_at"
        ),
        (
            "cases c JOIN referrals r ON r.tenant_id = c.tenant_id AND r.case_id = c.id"
            " WHERE c.state = 'closed' AND (r.state IN ('sent', 'seen', 'on_hold') OR r.ended_on > c.closed_on)"
        ),
        "referrals WHERE seen_at < sent_at OR answered_at < seen_at OR accepted_at < sent_at",
        "referral_events e JOIN referrals r ON r.tenant_id = e.tenant_id AND r.id = e.referral_id WHERE e.at > now()",
        (
            "referrals r WHERE NOT EXISTS (SELECT 1 FROM referral_events e WHERE e.tenant_id = r.tenant_id"
            " AND e.referral_id = r.id AND e.to_state = r.state)"
        ),
        (
            "disclosures d JOIN referrals r ON r.tenant_id = d.tenant_id AND r.id = d.referral_id"
            " WHERE r.state = 'recalled' AND d.ended_at IS NULL"
        ),
        "meetings WHERE (state = 'held') <> (held_on < app_today())",
        "room_reports WHERE noted_at > now()",
    ],
)
def test_nothing_contradicts_itself(rows, wrong):
    assert rows(f"SELECT count(*) FROM {wrong}") == [(0,)]


def test_small_counts_occur_that_must_be_hidden(rows):
    towns = rows(
        "SELECT count(*) FROM cases c JOIN tenants n ON n.id = c.tenant_id WHERE n.population < 25000"
        " GROUP BY n.id, c.fiscal_year HAVING count(*) < 20"
    )
    topics = rows(
        "SELECT count(*) FROM cases c JOIN tenants n ON n.id = c.tenant_id WHERE n.population >= 25000"
        " GROUP BY n.id, c.fiscal_year, c.main_topic HAVING count(*) < 10"
    )

    assert towns
    assert topics


def test_counters_go_on_where_the_numbers_end(rows):
    assert rows(
        "SELECT count(*) FROM (SELECT tenant_id, fiscal_year, max(right(number, 4))::int AS last FROM cases GROUP BY 1, 2) c"
        " FULL JOIN (SELECT * FROM number_counters WHERE kind = 'case') k USING (tenant_id, fiscal_year)"
        " WHERE c.last IS DISTINCT FROM k.last"
    ) == [(0,)]


def test_the_seeding_of_each_tenant_is_on_record(rows):
    assert rows("SELECT count(*), count(DISTINCT tenant_id) FROM audit_events WHERE action = %s", ACTION) == [(41, 41)]


def test_a_database_with_data_is_left_alone(seeded):
    with seeded.app.app_context():
        assert not is_empty()
    with pytest.raises(NotEmpty):
        run(seeded.app)

    assert seeded.value("SELECT count(*) FROM tenants") == 41


@pytest.mark.slow
def test_two_runs_write_the_same(seeded, seeded_again):
    for question in SAME:
        assert seeded.rows(question) == seeded_again.rows(question), question


SAME = (
    "SELECT id, slug, population FROM tenants ORDER BY 1",
    (
        "SELECT tenant_id, id, number, main_topic, topics, channel, sex, age_band, area_code, outcome, closed_on, received_at"
        f" FROM cases WHERE {HISTORY} ORDER BY 1, 2"
    ),
    f"SELECT tenant_id, id, number, state, outcome, basis, recipient_office_id, sent_at FROM referrals WHERE {HISTORY} ORDER BY 1, 2",
    "SELECT tenant_id, id, name, corporate_number, joined_on FROM organizations ORDER BY 1, 2",
    "SELECT tenant_id, id, room_state, name FROM resources ORDER BY 1, 2",
    "SELECT tenant_id, meeting_id, organization_id, mode, people FROM attendances ORDER BY 1, 2, 3",
    "SELECT tenant_id, number, state, main_topic FROM cases WHERE fiscal_year > 2023 ORDER BY 1, 2",
)


def _users(account: str) -> Iterator[object]:
    return (user_id_of(account, shape.slug) for shape in PLATFORMS)
