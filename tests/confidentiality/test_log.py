"""The audit room: filters, pages by key, verification, export, and that its reader is recorded too."""

import json
from pathlib import Path

import pytest
from flask import Flask

from platform_app.core.audit.anchors import AnchorIndex
from platform_app.core.audit.export import FileSource
from platform_app.core.audit.signing import Trust
from platform_app.core.audit.tasks import seal_and_anchor, signer
from platform_app.core.audit.verify import verify
from platform_app.core.database.bootstrap import libpq_url
from platform_app.extensions import db
from tests.confidentiality.conftest import Change
from tests.confidentiality.steps import era, in_days
from tests.members.steps import events
from tests.support.people import visit
from tests.support.settled import wait_until_settled
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA

LOG = ALPHA.url("/audit")


def seal(app: Flask) -> None:
    """Seal a log in which someone has looked at the council."""
    visit(app, ALPHA, "secretariat").get(ALPHA.url("/council"))
    wait_until_settled(libpq_url(app.extensions["settings"].database_admin_url))
    with app.app_context():
        seal_and_anchor(db.session(), ALPHA.tenant_id, None)
        db.session.remove()


def test_the_log_tells_who_did_what_and_nothing_of_the_neighbor(own_app: Flask) -> None:
    visit(own_app, ALPHA, "council").get(ALPHA.url(f"/council/cases/{ALPHA.id('case.granted')}"))
    visit(own_app, BETA, "council").get(BETA.url("/council"))

    page = visit(own_app, ALPHA, "auditor").get(LOG).get_data(as_text=True)

    assert "あるふぁ council" in page
    assert str(ALPHA.id("case.granted"))[-12:] in page
    assert "べえた" not in page
    assert "秘密の相談" not in page


def test_the_reading_is_recorded_with_what_was_asked(own_app: Flask) -> None:
    visit(own_app, ALPHA, "auditor").get(f"{LOG}?action=case:read")

    read = events(own_app, ALPHA, "audit:read")[-1]

    assert read.changes == {"action": "case:read"}
    assert read.user_id == ALPHA.id("user.auditor")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"action": "case:read"}, True),
        ({"action": "case:close"}, False),
        ({"user_id": str(ALPHA.id("user.council"))}, True),
        ({"user_id": str(ALPHA.id("user.adviser"))}, False),
        ({"object_type": "cases"}, True),
        ({"object_type": "consents"}, False),
        ({"object_id": str(ALPHA.id("person.granted"))}, True),
        ({"object_id": str(ALPHA.id("person.open"))}, False),
        (era("since", in_days(0)), True),
        (era("since", in_days(1)), False),
        (era("until", in_days(0)), True),
        (era("until", in_days(-1)), False),
        ({"action": "case:read", "user_id": str(ALPHA.id("user.council")), **era("since", in_days(-1))}, True),
    ],
)
def test_each_condition_narrows_the_log(own_app: Flask, asked: dict[str, str], found: bool) -> None:
    case = ALPHA.id("case.granted")
    visit(own_app, ALPHA, "council").get(ALPHA.url(f"/council/cases/{case}"))

    page = visit(own_app, ALPHA, "auditor").get(LOG, query_string=asked).get_data(as_text=True)

    assert (f"object_id={case}" in page) is found


def test_pages_follow_by_key_without_gap_or_double(own_app: Flask) -> None:
    browser, seen, path = visit(own_app, ALPHA, "auditor"), [], LOG
    for _turn in range(60):
        browser.get(ALPHA.url("/council"))
    for _turn in range(10):
        page = browser.get(path).get_data(as_text=True)
        seen += [event.shown or [] for event in events(own_app, ALPHA, "audit:read")[-1:]]
        if 'rel="next"' not in page:
            break
        path = page.split('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    told = [event_id for page in seen for event_id in page]

    assert len(seen) > 1
    assert len(told) == len(set(told))
    assert told == sorted(told, reverse=True)


def test_a_page_of_the_log_costs_the_same_however_long_it_is(own_app: Flask) -> None:
    browser = visit(own_app, ALPHA, "auditor")
    with counted(own_app) as first:
        browser.get(f"{LOG}?action=council:read")
    for name in ("secretariat", "desk", "council"):
        visit(own_app, ALPHA, name).get(ALPHA.url("/council"))

    with counted(own_app) as second:
        browser.get(f"{LOG}?action=council:read")

    assert abs(len(second) - len(first)) <= 1


def test_an_intact_log_is_verified_and_the_result_stands_in_it(own_app: Flask) -> None:
    seal(own_app)
    browser = visit(own_app, ALPHA, "auditor")
    browser.get(LOG)

    assert browser.post(f"{LOG}/verify").status_code == 303

    result = events(own_app, ALPHA, "audit:verify")[-1].changes
    assert result is not None
    assert result["intact"] is True
    assert result["seals"] >= 1


def test_the_export_is_verified_offline(own_app: Flask, tmp_path: Path) -> None:
    seal(own_app)
    answer = visit(own_app, ALPHA, "auditor").get(f"{LOG}/export", buffered=True)
    file = tmp_path / "log.jsonl"
    file.write_bytes(answer.data)

    with own_app.app_context():
        trust = Trust(signer().public_key)
    source = FileSource(file, trust)
    with AnchorIndex([], trust) as index:
        report = verify(source.tenant_id, source, trust, index)

    assert report.is_intact
    assert report.seals >= 1
    assert all(json.loads(line) for line in answer.data.splitlines())
    assert events(own_app, ALPHA, "audit:export")


def test_a_changed_row_is_named(own_app: Flask, change: Change) -> None:
    seal(own_app)
    victim = events(own_app, ALPHA, "council:read")[0].id
    change(f"UPDATE audit_events SET action = 'council:kiss' WHERE id = '{victim}'")
    browser = visit(own_app, ALPHA, "auditor")
    browser.get(LOG)

    browser.post(f"{LOG}/verify")

    result = events(own_app, ALPHA, "audit:verify")[-1].changes
    assert result is not None
    assert result["intact"] is False
    assert any(str(victim) in problem for problem in result["problems"])
    assert str(victim) in browser.get(LOG).get_data(as_text=True)
