"""The main job through real requests: desk sends, member answers on its page, the desk sees it."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text

from platform_app.cases.models import Consent
from platform_app.cases.services import withdraw_consent
from platform_app.core import clock
from platform_app.core.database import bind_context
from platform_app.core.jobs.registry import KINDS
from platform_app.extensions import db
from platform_app.referrals.models import Referral
from platform_app.referrals.services import recall_referral
from tests.cases.conftest import Seated
from tests.referrals.conftest import POISON, send
from tests.support.people import Visitor, visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA, as_seat


def era(name: str, day_after: int = 0) -> dict[str, str]:
    day = clock.today() + timedelta(days=day_after)
    return {
        f"{name}-era": "西暦",
        f"{name}-year": str(day.year),
        f"{name}-month": str(day.month),
        f"{name}-day": str(day.day),
    }


def anonymous(seated: Seated) -> uuid.UUID:
    with seated(ALPHA, "desk") as actor:
        referral_id = send(actor).id
        db.session.commit()
    return referral_id


def test_a_desk_hands_on_and_the_member_reports_the_outcome(own_app: Flask) -> None:
    desk = visit(own_app, ALPHA, "desk")
    case, resource = ALPHA.id("case.open"), ALPHA.id("resource.npo")
    chosen = desk.get(ALPHA.url(f"/referrals/new/{case}"))
    assert str(resource) in chosen.text
    desk.get(ALPHA.url(f"/referrals/new/{case}/{resource}"))
    sent = desk.post(
        ALPHA.url(f"/referrals/new/{case}/{resource}"),
        {
            "request": "居場所への案内をお願いします。", "purpose": "support", "basis": "consent",
            "consent_id": str(ALPHA.id("consent.open")), "fields": ["name", "phone"], "afterwards": "delete",
            "no_onward_transfer": "y", **era("keep_until", 30),
        },
    )  # fmt: skip
    assert sent.status_code == 303, re.findall(r"field__error[^>]*>.*?</p>", sent.text)
    page = sent.location

    member = visit(own_app, ALPHA, "member")
    number = re.search(r"<h1>(.*?)</h1>", member.get(page).text).group(1)  # type: ignore[union-attr]
    inbox = member.get(ALPHA.url("/referrals")).text
    assert number in inbox
    before = member.get(page).text
    assert "0857-00-0099" not in before
    assert member.post(f"{page}/see").status_code == 303
    assert "0857-00-0099" in member.get(page).text
    assert member.post(f"{page}/accept").status_code == 303
    assert member.post(f"{page}/work").status_code == 303
    member.get(f"{page}/report")
    reported = member.post(f"{page}/report", {"outcome": "connected_continuing", "message": "つながりました"})
    assert reported.status_code == 303

    seen = desk.get(page).text
    assert "つながりました" in seen
    assert "0857-00-0099" not in seen


def test_what_was_shown_is_recorded(own_app: Flask, seated: Seated) -> None:
    with seated(ALPHA, "desk") as actor:
        referral_id = send(actor, basis="consent").id
        db.session.commit()
    member = visit(own_app, ALPHA, "member")
    member.get(ALPHA.url(f"/referrals/{referral_id}"))
    member.post(ALPHA.url(f"/referrals/{referral_id}/see"))
    assert POISON in member.get(ALPHA.url(f"/referrals/{referral_id}")).text

    with seated(ALPHA, "auditor"):
        found = db.session.execute(
            text(
                "SELECT action, cardinality(shown) FROM audit_events WHERE object_id = :id AND right(action, 4) = 'read'"
            ),
            {"id": str(referral_id)},
        ).all()
    assert sorted(found) == [("disclosure:read", 1), ("referral:read", 1), ("referral:read", 1)]


def test_after_withdrawal_and_after_the_end_the_request_is_not_shown(own_app: Flask, seated: Seated) -> None:
    asked = "居場所への案内をお願いします。"
    with seated(ALPHA, "desk") as actor:
        withdrawn = send(actor, basis="consent")
        over = send(actor)
        ids, consent_id = (withdrawn.id, over.id), withdrawn.consent_id
        db.session.commit()
    member = visit(own_app, ALPHA, "member")
    pages = [ALPHA.url(f"/referrals/{each}") for each in ids]
    assert [asked in member.get(page).text for page in pages] == [True, True]

    with seated(ALPHA, "desk") as actor:
        withdraw_consent(actor, db.session.get_one(Consent, (ALPHA.tenant_id, consent_id)))
        recall_referral(actor, db.session.get_one(Referral, (ALPHA.tenant_id, ids[1])), message="取り下げ")
        db.session.commit()

    first, second = (member.get(page).text for page in pages)
    assert asked not in first
    assert asked not in second
    assert "banner--error" in first
    assert "banner--error" not in second


@pytest.mark.parametrize(("verb", "data", "state"), [
    ("decline", {"code": "no_capacity", "message": "満員です"}, "declined"),
    ("hold", {"message": "来週まで", **era("review_on", 7)}, "on_hold"),
])  # fmt: skip
def test_a_member_says_no_or_not_yet(
    own_app: Flask, seated: Seated, verb: str, data: dict[str, str], state: str
) -> None:
    referral_id = anonymous(seated)
    member = visit(own_app, ALPHA, "member")
    member.get(ALPHA.url(f"/referrals/{referral_id}/{verb}"))

    assert member.post(ALPHA.url(f"/referrals/{referral_id}/{verb}"), data).status_code == 303

    with seated(ALPHA, "desk"):
        found = db.session.scalar(text("SELECT state FROM referrals WHERE id = :id"), {"id": referral_id})
    assert found == state


def test_declining_needs_its_code(own_app: Flask, seated: Seated) -> None:
    referral_id = anonymous(seated)
    member = visit(own_app, ALPHA, "member")

    answer = member.post(ALPHA.url(f"/referrals/{referral_id}/decline"), {"message": "?"})

    assert answer.status_code == 200
    assert "field--error" in answer.text


def test_data_beyond_the_consent_stays_on_the_form_with_its_message(own_app: Flask) -> None:
    desk = visit(own_app, ALPHA, "desk")
    path = ALPHA.url(f"/referrals/new/{ALPHA.id('case.granted')}/{ALPHA.id('resource.npo')}")
    desk.get(path)

    answer = desk.post(
        path,
        {
            "request": "書いた依頼文", "purpose": "support", "basis": "consent", "afterwards": "delete",
            "consent_id": str(ALPHA.id("consent.granted")), "fields": ["name", "address"], **era("keep_until", 3),
        },
    )  # fmt: skip

    assert answer.status_code == 200
    assert "field--error" in answer.text
    assert "書いた依頼文" in answer.text


def test_twenty_clicks_make_one_acceptance_and_no_error_page(own_app: Flask, seated: Seated) -> None:
    referral_id = anonymous(seated)
    path = ALPHA.url(f"/referrals/{referral_id}")
    visitors = [visit(own_app, ALPHA, "member") for _number in range(20)]
    barrier = Barrier(len(visitors))

    def click(visitor: Visitor) -> tuple[int, str]:
        barrier.wait()
        return visitor.post(f"{path}/accept").status_code, visitor.get(path).text

    with ThreadPoolExecutor(len(visitors)) as pool:
        answers = list(pool.map(click, visitors))

    assert {status for status, _page in answers} == {303}
    assert all("あるふぁ member" in page for _status, page in answers)
    with seated(ALPHA, "desk"):
        accepted = text("SELECT count(*) FROM referral_events WHERE referral_id = :id AND verb = 'accept'")
        assert db.session.scalar(accepted, {"id": referral_id}) == 1
    with seated(ALPHA, "auditor"):
        logged = text("SELECT count(*) FROM audit_events WHERE object_id = :id AND action = :action")
        assert db.session.scalar(logged, {"id": str(referral_id), "action": "referral:accept"}) == 1
        assert db.session.scalar(logged, {"id": str(referral_id), "action": "referral:read"}) == 20


@pytest.mark.parametrize(
    ("place", "name", "status"),
    [(ALPHA, "bank", 404), (ALPHA, "desk2", 404), (BETA, "member", 404), (ALPHA, "secretariat", 403)],
)
def test_a_referral_is_not_there_for_others(own_app: Flask, place: object, name: str, status: int) -> None:
    visitor = visit(own_app, place, name)  # type: ignore[arg-type]

    assert visitor.get(place.url(f"/referrals/{ALPHA.id('referral')}")).status_code == status  # type: ignore[attr-defined]


def test_the_desk_does_not_answer_and_the_member_does_not_recall(own_app: Flask) -> None:
    path = ALPHA.url(f"/referrals/{ALPHA.id('referral')}")

    assert visit(own_app, ALPHA, "desk").post(f"{path}/accept").status_code == 403
    assert visit(own_app, ALPHA, "member").post(f"{path}/recall", {"message": "x"}).status_code == 403


def test_the_list_takes_few_queries_however_long(own_app: Flask, seated: Seated) -> None:
    def queries() -> int:
        member = visit(own_app, ALPHA, "member")
        with counted(own_app) as statements:
            member.get(ALPHA.url("/referrals"))
        return len(statements)

    few = queries()
    for _number in range(5):
        anonymous(seated)
    assert queries() == few
    assert few <= 24


def test_the_periodic_work_is_registered(own_app: Flask) -> None:
    assert KINDS["referrals.return_overdue"].every is not None
    with own_app.app_context():
        bind_context(db.session, as_seat(ALPHA, "desk"))
