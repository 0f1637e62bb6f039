"""Enrolment, the second step, codes that work once, recovery codes, and production's demand."""

import dataclasses
import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from platform_app.accounts import throttle
from platform_app.accounts.models import Credential, RecoveryCode
from platform_app.core import clock
from tests.accounts.steps import audited, new_person, one
from tests.support.people import Visitor
from tests.support.world import PASSWORD


def enrol(app, mail):
    """Set up the second factor; gives visitor, secret and recovery codes."""
    visitor = Visitor(app).log_in(mail)
    visitor.post("/account/verify", {"password": PASSWORD})
    visitor.post("/account/second-factor/start")
    page = visitor.get("/account/second-factor/confirm").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")
    answer = visitor.post("/account/second-factor/confirm", {"code": code(secret, -30)})
    assert answer.status_code == 200, answer.text
    return visitor, secret, re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)


def code(secret, seconds=0):
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=seconds))


def first_step(app, mail):
    visitor = Visitor(app)
    visitor.get("/login")
    answer = visitor.post("/login", {"email": mail, "password": PASSWORD})
    assert answer.location.startswith("/login/second-factor")
    visitor.get(answer.location)
    return visitor


@pytest.fixture
def enrolled(app):
    user_id, mail = new_person(app)
    _visitor, secret, codes = enrol(app, mail)
    return user_id, mail, secret, codes


def test_qr_code_is_drawn_into_the_page(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)
    visitor.post("/account/verify", {"password": PASSWORD})
    visitor.post("/account/second-factor/start")

    page = visitor.get("/account/second-factor/confirm").text

    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "data:" not in page
    assert " style=" not in page


def test_wrong_first_code_switches_nothing_on(app):
    user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)
    visitor.post("/account/verify", {"password": PASSWORD})
    visitor.post("/account/second-factor/start")

    assert visitor.post("/account/second-factor/confirm", {"code": "000000"}).status_code == 422
    assert one(app, select(Credential.totp_confirmed_at).where(Credential.id == user_id)) is None


def test_password_alone_opens_nothing(app, enrolled):
    _user_id, mail, _secret, _codes = enrolled

    visitor = first_step(app, mail)

    assert visitor.get("/account/").status_code == 303


def test_code_completes_the_log_in_and_works_once(app, enrolled):
    user_id, mail, secret, _codes = enrolled
    visitor, other = first_step(app, mail), first_step(app, mail)
    digits = code(secret)

    assert visitor.post("/login/second-factor", {"code": digits}).status_code == 303
    assert visitor.get("/account/").status_code == 200
    assert other.post("/login/second-factor", {"code": digits}).status_code == 422
    assert audited(app, "login:success", user_id) == 2


def test_waiting_log_in_ends_after_ten_minutes(app, enrolled):
    _user_id, mail, secret, _codes = enrolled
    visitor = first_step(app, mail)

    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert visitor.post("/login/second-factor", {"code": code(secret)}).location.startswith("/login")
        assert visitor.get("/account/").status_code == 303


def test_wrong_codes_lock_and_end_the_waiting_log_in(app, enrolled):
    user_id, mail, secret, _codes = enrolled
    visitor = first_step(app, mail)
    for _number in range(throttle.PER_USER):
        assert visitor.post("/login/second-factor", {"code": "000000"}).status_code == 422

    assert visitor.post("/login/second-factor", {"code": code(secret)}).location.startswith("/login")
    assert first_step(app, mail).post("/login/second-factor", {"code": code(secret)}).status_code == 429
    assert audited(app, "login:locked", user_id) == 1


def test_recovery_code_stands_in_once(app, enrolled):
    user_id, mail, _secret, codes = enrolled
    assert len(codes) == 10

    assert first_step(app, mail).post("/login/second-factor", {"code": codes[0].upper()}).status_code == 303
    assert first_step(app, mail).post("/login/second-factor", {"code": codes[0]}).status_code == 422
    assert first_step(app, mail).post("/login/second-factor", {"code": codes[1]}).status_code == 303
    assert codes[0].encode() not in one(
        app, select(RecoveryCode.code_hash).where(RecoveryCode.user_id == user_id).limit(1)
    )


def test_new_recovery_codes_replace_the_old_ones(app):
    _user_id, mail = new_person(app)
    visitor, _secret, old = enrol(app, mail)

    answer = visitor.post("/account/second-factor/recovery-codes")
    new = re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)

    assert first_step(app, mail).post("/login/second-factor", {"code": old[0]}).status_code == 422
    assert first_step(app, mail).post("/login/second-factor", {"code": new[0]}).status_code == 303


def test_step_up_takes_a_code(app, enrolled):
    _user_id, mail, secret, codes = enrolled
    visitor = first_step(app, mail)
    visitor.post("/login/second-factor", {"code": codes[0]})
    visitor.get("/account/")

    assert visitor.post("/account/verify", {"code": code(secret)}).status_code == 303
    assert visitor.get("/account/second-factor/stop").status_code == 200


def test_step_up_takes_no_password_from_someone_with_a_second_factor(app, enrolled):
    _user_id, mail, _secret, codes = enrolled
    visitor = first_step(app, mail)
    visitor.post("/login/second-factor", {"code": codes[0]})
    visitor.get("/account/")

    assert visitor.post("/account/verify?by=password", {"password": PASSWORD}).status_code == 200
    assert "verify" in visitor.post("/account/second-factor/stop").location


def test_switching_off_needs_a_fresh_proof(app, enrolled):
    user_id, mail, _secret, codes = enrolled
    visitor = first_step(app, mail)
    visitor.post("/login/second-factor", {"code": codes[0]})
    visitor.get("/account/")

    assert "verify" in visitor.post("/account/second-factor/stop").location
    assert one(app, select(Credential.totp_confirmed_at).where(Credential.id == user_id)) is not None


def test_production_lets_nobody_go_on_without_it(app, monkeypatch):
    _user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)
    monkeypatch.setitem(app.extensions, "settings", dataclasses.replace(app.extensions["settings"], env="production"))

    assert visitor.get("/account/sessions/").location == "/account/second-factor"
    assert visitor.get("/account/second-factor").status_code == 200
    enrolled, _secret, _codes = enrol_in_production(app, mail)
    assert enrolled.get("/account/sessions/").status_code == 200


def enrol_in_production(app, mail):
    visitor = Visitor(app)
    visitor.get("/login")
    visitor.post("/login", {"email": mail, "password": PASSWORD})
    visitor.get("/account/second-factor")
    visitor.post("/account/verify", {"password": PASSWORD})
    visitor.post("/account/second-factor/start")
    page = visitor.get("/account/second-factor/confirm").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")
    visitor.post("/account/second-factor/confirm", {"code": code(secret)})
    return visitor, secret, []
