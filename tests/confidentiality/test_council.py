"""Founding, constituents, appointments and the undertaking, through real requests; each right with its negative twin."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from platform_app.confidentiality import duty, services
from platform_app.confidentiality.models import Tier, Undertaking
from platform_app.confidentiality.queries import council as queries
from platform_app.core import clock
from platform_app.core.errors import Invalid, NotYours, WrongState
from platform_app.extensions import db
from tests.confidentiality.conftest import Asked, Change, Seated
from tests.confidentiality.steps import era, in_days, verified
from tests.members.steps import events
from tests.support.people import visit
from tests.support.world import ALPHA, BETA, TENANT_PEOPLE

UNSIGNED = ALPHA.id("appointment.unsigned")
SIGN = ALPHA.url(f"/council/appointments/{UNSIGNED}/sign")
CONCERNED = {"secretariat", "desk", "desk2", "council", "unsigned", "auditor"}
PAGES = {
    "/council": CONCERNED,
    "/council/separation": CONCERNED,
    "/council/edit": {"secretariat"},
    "/council/undertaking": {"secretariat"},
    "/council/constituents/new": {"secretariat"},
    "/council/appointments/new": {"secretariat"},
    f"/council/appointments/{UNSIGNED}/end": {"secretariat"},
    "/council/cases": {"council", "unsigned"},
    "/council/undertakings": {"council", "unsigned"},
    "/audit": {"auditor"},
    "/audit/export": {"auditor"},
}


@pytest.mark.parametrize("name", sorted(TENANT_PEOPLE))
def test_each_role_opens_its_pages_and_no_other(own_app: Flask, name: str) -> None:
    browser = visit(own_app, ALPHA, name)

    opened = {page for page in PAGES if browser.get(ALPHA.url(page)).status_code == 200}

    assert opened == {page for page, people in PAGES.items() if name in people}


def test_a_neighbor_finds_nothing(own_app: Flask) -> None:
    browser = visit(own_app, BETA, "secretariat")

    assert {browser.get(ALPHA.url(page)).status_code for page in PAGES} == {404}
    assert browser.get(BETA.url(f"/council/appointments/{UNSIGNED}/end")).status_code == 404


def test_the_council_page_names_people_and_their_undertakings(own_app: Flask) -> None:
    page = visit(own_app, ALPHA, "secretariat").get(ALPHA.url("/council")).get_data(as_text=True)

    assert "あるふぁ council" in page
    assert "あるふぁ unsigned" in page
    assert "べえた" not in page


def test_a_council_is_founded_once(own_app: Flask, change: Change) -> None:
    change(f"UPDATE councils SET tenant_id = 999 WHERE tenant_id = {BETA.tenant_id}")
    browser = visit(own_app, BETA, "secretariat")
    form = {"name": "べえた協議会", "undertaking_text": "秘密を守ります。", **era("established_on", date(2024, 5, 1))}

    assert "べえた" in browser.get(BETA.url("/council")).get_data(as_text=True)
    assert browser.post(BETA.url("/council/new"), form).status_code == 303
    assert browser.post(BETA.url("/council/new"), form).status_code == 422
    assert events(own_app, BETA, "council:found")
    change(f"DELETE FROM councils WHERE tenant_id = {BETA.tenant_id}")
    change(f"UPDATE councils SET tenant_id = {BETA.tenant_id} WHERE tenant_id = 999")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "個人 委員", "organization_id": ""}, 303),
        ({"name": "", "organization_id": str(ALPHA.id("organization.bank"))}, 303),
        ({"name": "", "organization_id": str(ALPHA.id("organization.npo"))}, 422),
        ({"name": "両方", "organization_id": str(ALPHA.id("organization.bank"))}, 422),
        ({"name": "", "organization_id": ""}, 422),
    ],
)
def test_a_constituent_is_an_organization_or_an_individual(own_app: Flask, given: dict[str, str], code: int) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    browser.get(ALPHA.url("/council/constituents/new"))

    answer = browser.post(ALPHA.url("/council/constituents/new"), {**given, **era("from_on", date(2024, 6, 1))})

    assert answer.status_code == code


def test_signing_needs_a_fresh_proof_of_identity(own_app: Flask) -> None:
    answer = visit(own_app, ALPHA, "unsigned").get(SIGN)

    assert answer.status_code in (302, 303)
    assert "/account/verify" in answer.location


def test_nobody_signs_for_another(own_app: Flask, seated: Seated) -> None:
    assert verified(own_app, ALPHA, "council").get(SIGN).status_code == 403
    assert visit(own_app, ALPHA, "secretariat").get(SIGN).status_code == 403
    with seated(ALPHA, "council") as actor:
        appointment = queries.get_appointment(ALPHA.tenant_id, UNSIGNED)
        assert appointment is not None
        with pytest.raises(NotYours):
            services.sign_undertaking(actor, appointment, version=1)


def test_what_was_shown_is_kept_and_the_case_opens(own_app: Flask, seated: Seated) -> None:
    browser = verified(own_app, ALPHA, "unsigned")
    case = ALPHA.url(f"/council/cases/{ALPHA.id('case.granted')}")
    assert browser.get(case).status_code == 404
    assert browser.get(SIGN).status_code == 200

    assert browser.post(SIGN, {"version": "1"}).status_code == 200
    assert browser.post(SIGN, {"agreed": "y", "version": "2"}).status_code == 422
    assert browser.post(SIGN, {"agreed": "y", "version": "1"}).status_code == 303

    assert browser.get(case).status_code == 200
    assert browser.post(SIGN, {"agreed": "y", "version": "1"}).status_code == 422
    with seated(ALPHA, "unsigned"):
        kept = db.session.query(Undertaking).filter_by(appointment_id=UNSIGNED).one()
        assert kept.text_shown.startswith("職務上知り得た秘密を漏らしません。")
        assert "28" in kept.text_shown
    assert events(own_app, ALPHA, "undertaking:sign")[-1].authority == "appointment"


def test_a_new_text_makes_earlier_signatures_insufficient(own_app: Flask, ask: Asked) -> None:
    browser, reader = visit(own_app, ALPHA, "secretariat"), visit(own_app, ALPHA, "council")
    case = ALPHA.url(f"/council/cases/{ALPHA.id('case.granted')}")
    assert reader.get(case).status_code == 200
    browser.get(ALPHA.url("/council/undertaking"))

    same = browser.post(
        ALPHA.url("/council/undertaking"), {"undertaking_text": "職務上知り得た秘密を漏らしません。", "version": "1"}
    )
    empty = browser.post(ALPHA.url("/council/undertaking"))
    stale = browser.post(ALPHA.url("/council/undertaking"), {"undertaking_text": "新しい誓約", "version": "7"})
    new = browser.post(ALPHA.url("/council/undertaking"), {"undertaking_text": "新しい誓約", "version": "1"})

    assert (empty.status_code, same.status_code, stale.status_code, new.status_code) == (422, 422, 422, 303)
    assert reader.get(case).status_code == 404
    assert ask(ALPHA, "council", "SELECT count(*) FROM cases") == [(0,)]
    signing = verified(own_app, ALPHA, "council")
    page = ALPHA.url(f"/council/appointments/{ALPHA.id('appointment.council')}/sign")
    signing.get(page)
    assert signing.post(page, {"agreed": "y", "version": "2"}).status_code == 303
    assert reader.get(case).status_code == 200


def test_an_appointment_is_made_and_ended_and_stays_in_the_ledger(own_app: Flask, ask: Asked) -> None:
    browser = visit(own_app, ALPHA, "secretariat")
    form = {
        "user_id": str(ALPHA.id("user.council")),
        "tier": "practitioners",
        "organization_id": "",
        **era("starts_on", in_days(-3)),
    }
    browser.get(ALPHA.url("/council/appointments/new"))

    assert browser.post(ALPHA.url("/council/appointments/new"), form).status_code == 303
    assert browser.post(ALPHA.url("/council/appointments/new"), form).status_code == 422
    assert (
        browser.post(
            ALPHA.url("/council/appointments/new"), {**form, "user_id": str(ALPHA.id("user.desk"))}
        ).status_code
        == 200
    )
    found = ask(ALPHA, "secretariat", "SELECT id FROM appointments WHERE tier = 'practitioners'")
    assert len(found) == 1
    end = ALPHA.url(f"/council/appointments/{found[0][0]}/end")
    assert browser.post(end, era("ends_on", in_days(-9))).status_code == 422
    assert browser.post(end, era("ends_on", in_days(-1))).status_code == 303
    assert browser.post(end, era("ends_on", in_days(5))).status_code == 422
    assert ask(ALPHA, "secretariat", "SELECT count(*) FROM appointments WHERE tier = 'practitioners'") == [(1,)]


def test_only_holders_of_a_council_seat_are_appointed(seated: Seated) -> None:
    with seated(ALPHA, "secretariat") as actor:
        council = queries.find_council(ALPHA.tenant_id)
        assert council is not None
        for user in (ALPHA.id("user.desk"), BETA.id("user.council")):
            with pytest.raises(Invalid):
                services.appoint(
                    actor, council, user_id=user, tier=Tier.PRACTITIONERS, organization_id=None,
                    starts_on=clock.today(), ends_on=None,
                )  # fmt: skip


OWN = {
    "tenant": ALPHA.tenant_id,
    "council": ALPHA.id("council"),
    "user": ALPHA.id("user.council"),
    "appointment": ALPHA.id("appointment.council"),
}
FORBIDDEN = {
    "appoint oneself": (
        "INSERT INTO appointments (tenant_id, id, council_id, user_id, tier, starts_on, created_at)"
        " VALUES (:tenant, gen_random_uuid(), :council, :user, 'case_conference', app_today(), now())"
    ),
    "lengthen one's term by a new tier": "UPDATE appointments SET tier = 'representatives' WHERE id = :appointment",
    "sign for another": (
        "INSERT INTO undertakings (tenant_id, id, appointment_id, user_id, text_version, text_shown, signed_at)"
        " SELECT :tenant, gen_random_uuid(), id, user_id, 2, 'x', now() FROM appointments WHERE user_id <> :user LIMIT 1"
    ),
    "sign a text that does not apply": (
        "INSERT INTO undertakings (tenant_id, id, appointment_id, user_id, text_version, text_shown, signed_at)"
        " VALUES (:tenant, gen_random_uuid(), :appointment, :user, 99, 'x', now())"
    ),
    "strike a signature": "DELETE FROM undertakings",
    "strike an appointment": "DELETE FROM appointments",
    "change what was signed": "UPDATE undertakings SET text_shown = 'x'",
    "found another council": (
        "INSERT INTO councils (tenant_id, id, name, established_on, legal_bases, undertaking_text, undertaking_version)"
        " VALUES (:tenant, gen_random_uuid(), 'x', app_today(), '{act_15}', 'x', 1)"
    ),
}


@pytest.mark.parametrize("act", FORBIDDEN)
def test_the_database_refuses_a_council_member(ask: Asked, act: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|row-level security"):
        ask(ALPHA, "council", FORBIDDEN[act], {k: v for k, v in OWN.items() if f":{k}" in FORBIDDEN[act]})


def test_a_council_member_cannot_lengthen_a_term_or_change_the_text(ask: Asked) -> None:
    assert ask(ALPHA, "council", "UPDATE appointments SET ends_on = '2099-01-01'") == [(0,)]
    assert ask(ALPHA, "council", "UPDATE councils SET undertaking_version = 1") == [(0,)]
    assert ask(ALPHA, "secretariat", "UPDATE councils SET undertaking_version = undertaking_version") == [(1,)]


def test_what_ended_is_not_revived_by_anyone(ask: Asked, change: Change) -> None:
    change(f"UPDATE appointments SET ends_on = app_today() - 1 WHERE id = '{ALPHA.id('appointment.unsigned')}'")

    with pytest.raises(DBAPIError, match="stays ended"):
        ask(ALPHA, "secretariat", "UPDATE appointments SET ends_on = NULL WHERE id = :id", {"id": UNSIGNED})


def test_signing_after_the_end_is_refused(own_app: Flask, seated: Seated, change: Change) -> None:
    change(f"UPDATE appointments SET ends_on = app_today() - 1 WHERE id = '{UNSIGNED}'")
    change(f"DELETE FROM undertakings WHERE appointment_id = '{UNSIGNED}'")

    with seated(ALPHA, "unsigned") as actor:
        appointment = queries.get_appointment(ALPHA.tenant_id, UNSIGNED)
        assert appointment is not None
        with pytest.raises(WrongState):
            services.sign_undertaking(actor, appointment, version=2)


def test_the_penalty_follows_the_day_of_the_act(own_app: Flask) -> None:
    with own_app.test_request_context():
        before, since = duty.penalty(date(2025, 5, 31)), duty.penalty(date(2025, 6, 1))

        assert before != since
        assert len(duty.penalties(date(2024, 4, 1), date(2026, 1, 1))) == 2
        assert [each.text for each in duty.penalties(date(2025, 6, 1), date(2026, 1, 1))] == [since]
        assert [each.text for each in duty.penalties(date(2024, 4, 1), date(2025, 5, 31))] == [before]


def test_who_has_not_signed_is_counted(own_app: Flask, seated: Seated) -> None:
    with seated(BETA, "secretariat"):
        council = queries.find_council(BETA.tenant_id)
        assert council is not None
        before_it_began = queries.count_unsigned(council, date(2024, 4, 30))
        in_force = queries.list_appointed(council, clock.today())
        unsigned = queries.count_unsigned(council, clock.today())
        with db.session.no_autoflush:
            council.undertaking_version += 1
            on_a_new_text = queries.count_unsigned(council, clock.today())
        db.session.rollback()

    assert before_it_began == 0
    assert unsigned == len([row for row in in_force if row.undertaking is None])
    assert on_a_new_text == len(in_force) > unsigned
    assert "/council" in visit(own_app, BETA, "secretariat").get(BETA.url("/")).get_data(as_text=True)
