"""Invitations: the account opens by a mailed link, within seven days, once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from platform_app.accounts import services
from platform_app.accounts.models import User, UserStatus
from platform_app.core import clock
from platform_app.core.database import Context, DbRole, new_id
from platform_app.core.errors import Invalid
from platform_app.extensions import db
from tests.accounts.steps import acting, audited, link_in, mails_to, new_person, one, run_jobs
from tests.support.people import Visitor
from tests.support.world import ALPHA

PASSWORD = "quiet orange bicycle"
SECRETARIAT = Context(ALPHA.tenant_id, None, None, DbRole.TENANT)


def invite(app, mail):
    with acting(app, SECRETARIAT):
        user_id = services.find_or_invite_user(mail=mail, name="招待 太郎")
        services.invite_user(user_id)
        db.session.commit()
    run_jobs(app)
    return user_id


@pytest.fixture
def mail():
    return f"{new_id().hex}@people.example"


def test_link_opens_the_account(app, mail):
    user_id = invite(app, mail)
    link = link_in(mails_to(app, mail)[0])
    visitor = Visitor(app)
    visitor.get(link)

    answer = visitor.post(link, {"name": "招待 次郎", "password": PASSWORD, "again": PASSWORD})

    assert answer.location == "/login"
    assert one(app, select(User.status).where(User.id == user_id)) is UserStatus.ACTIVE
    assert audited(app, "invitation:accept", user_id) == 1
    assert "招待 次郎" in Visitor(app).log_in(mail, PASSWORD).get("/account/").text


def test_nobody_logs_in_before(app, mail):
    invite(app, mail)
    visitor = Visitor(app)
    visitor.get("/login")

    assert visitor.post("/login", {"email": mail, "password": ""}).status_code == 200
    assert visitor.post("/login", {"email": mail, "password": PASSWORD}).status_code == 422


def test_link_ends_after_seven_days(app, mail):
    invite(app, mail)
    link = link_in(mails_to(app, mail)[0])

    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        assert Visitor(app).get(link).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert Visitor(app).get(link).status_code == 410


def test_all_links_end_with_the_first_used(app, mail):
    invite(app, mail)
    invite(app, mail)
    first, second = (link_in(body) for body in mails_to(app, mail))
    visitor = Visitor(app)
    visitor.get(first)
    visitor.post(first, {"name": "招待", "password": PASSWORD, "again": PASSWORD})

    assert Visitor(app).get(second).status_code == 410


def test_invitation_and_reset_links_are_not_interchangeable(app, mail):
    invite(app, mail)
    token = link_in(mails_to(app, mail)[0]).rpartition("/")[2]

    assert Visitor(app).get(f"/login/reset/{token}").status_code == 410


def test_known_person_gets_word_but_no_link(app):
    user_id, mail = new_person(app)

    assert invite(app, mail) == user_id
    assert link_in(mails_to(app, mail)[0]) == "/account/seats/"


def test_nothing_but_an_address_is_taken(app):
    with acting(app, SECRETARIAT), pytest.raises(Invalid):
        services.find_or_invite_user(mail="not an address")


def test_mail_holds_no_name(app, mail):
    invite(app, mail)

    assert "招待 太郎" not in mails_to(app, mail)[0]
