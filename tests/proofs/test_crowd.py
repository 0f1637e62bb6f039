"""A hundred people at once: every log-in succeeds, one acceptance wins, nothing is lost from the log."""

from collections import Counter

import psycopg2
import pytest

from tests.support.crowd import Browser, all_at_once
from tests.support.live import served
from tests.support.settings import environment_for
from tests.support.world import ALPHA, PASSWORD

CROWD = 100
NOT_FIRST = "すでに手続きが済んでいます"


@pytest.fixture
def busy_url(fresh_db, tmp_path):
    with served(environment_for(fresh_db, tmp_path), tmp_path / "server.log", workers=2, threads=8) as url:
        yield url


def count(admin_url: str, query: str, *values: object) -> int:
    with psycopg2.connect(admin_url) as connection, connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def test_a_hundred_log_ins_and_a_hundred_acceptances_at_once(busy_url, fresh_db):
    browsers = [Browser(busy_url) for _ in range(CROWD)]
    mail, accept = ALPHA.mail("member"), ALPHA.url(f"/referrals/{ALPHA.id('referral')}/accept")

    logins = all_at_once([lambda browser=browser: browser.log_in(mail, PASSWORD) for browser in browsers])
    clicks = all_at_once([lambda browser=browser: browser.post(accept) for browser in browsers])

    assert Counter(answer.status for answer in logins) == {303: CROWD}
    assert Counter(answer.status for answer in clicks) == {303: CROWD}
    assert all("/login" not in answer.location for answer in clicks)
    events = "SELECT count(*) FROM audit_events WHERE action = %s"
    assert count(fresh_db.admin, events, "login:success") == CROWD
    assert count(fresh_db.admin, events, "referral:accept") == 1
    assert count(fresh_db.admin, "SELECT count(*) FROM referral_events WHERE to_state = 'accepted'") == 1
    assert count(fresh_db.admin, "SELECT count(*) FROM referrals WHERE state = 'accepted'") == 1


def test_whoever_comes_second_is_told_kindly(busy_url, fresh_db):
    first, second = Browser(busy_url), Browser(busy_url)
    path = ALPHA.url(f"/referrals/{ALPHA.id('referral')}")
    for browser in (first, second):
        browser.log_in(ALPHA.mail("member"), PASSWORD)

    first.post(f"{path}/accept")
    second.post(f"{path}/accept")

    told_first, told_second = first.get(path).text, second.get(path).text
    assert NOT_FIRST not in told_first
    assert NOT_FIRST in told_second


def test_a_stranger_in_the_crowd_accepts_nothing(busy_url, fresh_db):
    """Negative twin: the same hundred clicks by people of another organization leave the referral as it was."""
    browsers = [Browser(busy_url) for _ in range(10)]
    for browser in browsers:
        browser.log_in(ALPHA.mail("bank"), PASSWORD)

    answers = all_at_once(
        [lambda b=browser: b.post(ALPHA.url(f"/referrals/{ALPHA.id('referral')}/accept")) for browser in browsers]
    )

    assert Counter(answer.status for answer in answers) == {404: 10}
    assert count(fresh_db.admin, "SELECT count(*) FROM referrals WHERE state = 'accepted'") == 0
