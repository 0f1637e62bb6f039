"""Logging in: right and wrong, known and unknown, locked, ended."""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from platform_app.accounts import hashing, throttle
from platform_app.accounts.models import User, UserSession, UserStatus
from platform_app.core import clock
from tests.accounts.steps import LOGIN, acting, audited, new_person, one
from tests.support.people import Visitor
from tests.support.world import ALPHA, PASSWORD

WRONG = "not the password at all"


def attempt(visitor, mail, password):
    visitor.get("/login")
    return visitor.post("/login", {"email": mail, "password": password})


def test_right_password_opens_the_first_page(app):
    visitor = Visitor(app).log_in(ALPHA.mail("secretariat"))

    response = visitor.get("/")

    assert response.location == ALPHA.url("/")


def test_cookie_holds_a_token_and_the_table_only_its_hash(app):
    user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)

    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]

    row = one(app, select(UserSession).where(UserSession.user_id == user_id))
    assert row.token_hash == hashlib.sha256(token.encode()).digest()
    assert str(user_id) not in token


def test_full_width_spelling_of_the_address_is_the_same_person(app):
    _user_id, mail = new_person(app)

    assert attempt(Visitor(app), "  " + mail.upper() + " ", PASSWORD).status_code == 303


def test_answers_do_not_tell_whether_the_address_is_known(app):
    _user_id, mail = new_person(app)

    known = attempt(Visitor(app), mail, WRONG)
    unknown = attempt(Visitor(app), "nobody@people.example", WRONG)

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert strip(known.text, mail) == strip(unknown.text, "nobody@people.example")


def strip(html, mail):
    return re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "", html.replace(mail, ""))


def test_unknown_address_costs_the_same_hashing(app, monkeypatch):
    calls = []
    real = hashing._HASHER.verify
    monkeypatch.setattr(hashing._HASHER.__class__, "verify", lambda self, h, p: calls.append(h) or real(h, p))

    attempt(Visitor(app), "nobody@people.example", WRONG)

    assert len(calls) == 1


@pytest.mark.parametrize("status", [UserStatus.DISABLED, UserStatus.INVITED])
def test_only_active_people_log_in(app, status):
    user_id, mail = new_person(app)
    with acting(app, LOGIN) as session:
        session.execute(update(User).where(User.id == user_id).values(status=status))
        session.commit()

    assert attempt(Visitor(app), mail, PASSWORD).status_code == 422


def test_ten_failures_lock_the_address_even_for_the_right_password(app):
    user_id, mail = new_person(app)
    for _number in range(throttle.PER_ADDRESS):
        assert attempt(Visitor(app), mail, WRONG).status_code == 422

    locked = attempt(Visitor(app), mail, PASSWORD)

    assert locked.status_code == 429
    assert "15" in locked.text
    assert audited(app, "login:failed", user_id) == throttle.PER_ADDRESS
    assert audited(app, "login:locked", user_id) == 1


def test_unknown_address_is_locked_alike(app):
    for _number in range(throttle.PER_ADDRESS):
        attempt(Visitor(app), "nobody@people.example", WRONG)

    assert attempt(Visitor(app), "nobody@people.example", WRONG).status_code == 429


def test_lock_ends(app):
    _user_id, mail = new_person(app)
    for _number in range(throttle.PER_ADDRESS):
        attempt(Visitor(app), mail, WRONG)

    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert attempt(Visitor(app), mail, PASSWORD).status_code == 303


def test_a_success_forgives_failures(app):
    _user_id, mail = new_person(app)
    for _number in range(throttle.PER_ADDRESS - 1):
        attempt(Visitor(app), mail, WRONG)
    attempt(Visitor(app), mail, PASSWORD)

    assert attempt(Visitor(app), mail, WRONG).status_code == 422
    assert attempt(Visitor(app), mail, PASSWORD).status_code == 303


def test_many_failures_from_one_client_lock_it(app, monkeypatch):
    monkeypatch.setattr(throttle, "PER_CLIENT", 3)
    for number in range(3):
        attempt(Visitor(app), f"{number}@people.example", WRONG)

    _user_id, mail = new_person(app)

    assert attempt(Visitor(app), mail, PASSWORD).status_code == 429


def test_log_out_ends_the_session_not_only_the_cookie(app):
    user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)
    with visitor.client.session_transaction() as cookie:
        stolen = dict(cookie)

    assert visitor.post("/account/logout").status_code == 303
    with visitor.client.session_transaction() as cookie:
        cookie.update(stolen)

    assert visitor.get("/account/").location.startswith("/login")
    assert audited(app, "login:logout", user_id) == 1


def test_idle_session_ends_after_an_hour(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)

    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert visitor.get("/account/").status_code == 303


def test_used_session_lives_on_but_not_beyond_twelve_hours(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)
    start = clock.now()

    for step in range(1, 16):
        with time_machine.travel(start + timedelta(minutes=47 * step)):
            assert visitor.get("/account/").status_code == 200
    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        assert visitor.get("/account/").status_code == 303


def test_sign_of_life_is_written_at_most_once_a_minute(app):
    user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)
    seen = select(UserSession.last_seen_at).where(UserSession.user_id == user_id)
    start = one(app, seen)

    with time_machine.travel(start + timedelta(seconds=50)):
        visitor.get("/account/")
    assert one(app, seen) == start

    with time_machine.travel(start + timedelta(seconds=70)):
        visitor.get("/account/")
    assert one(app, seen) > start


def test_log_in_gives_a_new_browser_session(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app)
    visitor.get("/login")
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by someone else"

    visitor.log_in(mail)

    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_the_page_asked_for_opens_after_the_log_in_but_no_other_site(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app)
    asked = visitor.get("/account/sessions/")
    assert asked.location == "/login?next=/account/sessions/"

    visitor.get(asked.location)
    assert visitor.post(asked.location, {"email": mail, "password": PASSWORD}).location == "/account/sessions/"

    other = Visitor(app)
    other.get("/login?next=https://evil.example/")
    answer = other.post("/login?next=https://evil.example/", {"email": mail, "password": PASSWORD})
    assert answer.location == "/"


def test_log_in_without_csrf_token_is_refused(app):
    _user_id, mail = new_person(app)

    assert app.test_client().post("/login", data={"email": mail, "password": PASSWORD}).status_code == 400


def test_a_hundred_people_log_in_at_once(app):
    user_id, mail = new_person(app)

    def enter(_number):
        return attempt(Visitor(app), mail, PASSWORD).status_code

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(enter, range(100)))

    assert set(answers) == {303}
    assert audited(app, "login:success", user_id) == 100


def test_guesses_at_the_same_moment_do_not_get_around_the_count(app):
    _user_id, mail = new_person(app)

    def guess(_number):
        return attempt(Visitor(app), mail, WRONG).status_code

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(guess, range(40)))

    assert set(answers) <= {422, 429}
    assert answers.count(422) <= throttle.PER_ADDRESS + 16
    assert attempt(Visitor(app), mail, PASSWORD).status_code == 429
