"""Password rules, change, reset by mail, step-up."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from platform_app.accounts.models import UserSession, UserToken
from platform_app.accounts.password_rules import password_problem
from platform_app.accounts.signed_in import token_hash
from platform_app.core import clock
from tests.accounts.steps import audited, link_in, mails_to, new_person, one, run_jobs
from tests.support.people import Visitor
from tests.support.world import PASSWORD

NEW = "quiet orange bicycle"


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "aaaaaaaaaaaaaaaa",
        "hanako@people.example",
        "xxhanako@people.examplexx",
        "tsunagi-demo",
        "Password2024!",
        "P@ssw0rd-P@ssw0rd",
        "123456789012",
        "qwertyuiop12",
        "kodoku-koritsu2024",
        "ＰＡＳＳＷＯＲＤ2024",
        "x" * 129,
    ],
)
def test_weak_passwords_are_refused(app, password):
    with app.test_request_context():
        assert password_problem(password, "hanako@people.example") is not None


@pytest.mark.parametrize("password", [NEW, "紫陽花と古い自転車と図書館", "violet harbor seven", "kT9#mmv2!qLzoo"])
def test_good_passwords_pass(app, password):
    with app.test_request_context():
        assert password_problem(password, "hanako@people.example") is None


def test_change_ends_the_other_sessions_and_keeps_this_one(app):
    user_id, mail = new_person(app)
    other, visitor = Visitor(app).log_in(mail), Visitor(app).log_in(mail)

    answer = visitor.post("/account/password", {"old": PASSWORD, "password": NEW, "again": NEW})

    assert answer.status_code == 303
    assert visitor.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 303
    assert audited(app, "password:change", user_id) == 1
    Visitor(app).log_in(mail, NEW)


def test_change_needs_the_present_password(app):
    user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)

    answer = visitor.post("/account/password", {"old": "something else here", "password": NEW, "again": NEW})

    assert answer.status_code == 422
    assert audited(app, "password:wrong", user_id) == 1
    Visitor(app).log_in(mail)


def test_change_refuses_a_weak_one(app):
    _user_id, mail = new_person(app)

    answer = (
        Visitor(app)
        .log_in(mail)
        .post("/account/password", {"old": PASSWORD, "password": "tsunagi-demo", "again": "tsunagi-demo"})
    )

    assert answer.status_code == 422
    Visitor(app).log_in(mail)


def ask_for_link(app, mail):
    visitor = Visitor(app)
    visitor.get("/login/forgot")
    answer = visitor.post("/login/forgot", {"email": mail})
    run_jobs(app)
    return answer


def test_reset_by_mail(app):
    user_id, mail = new_person(app)
    before = Visitor(app).log_in(mail)
    ask_for_link(app, mail)
    (body,) = mails_to(app, mail)
    assert "試験" not in body

    visitor = Visitor(app)
    visitor.get(link_in(body))
    answer = visitor.post(link_in(body), {"password": NEW, "again": NEW})

    assert answer.location == "/login"
    assert before.get("/account/").status_code == 303
    assert audited(app, "password:reset", user_id) == 1
    Visitor(app).log_in(mail, NEW)


def test_link_works_once_and_for_an_hour(app):
    _user_id, mail = new_person(app)
    ask_for_link(app, mail)
    link = link_in(mails_to(app, mail)[0])
    visitor = Visitor(app)

    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert visitor.get(link).status_code == 410
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, {"password": NEW, "again": NEW}).status_code == 303
    visitor.get("/login")
    assert visitor.post(link, {"password": NEW + "x", "again": NEW + "x"}).status_code == 410


def test_weak_password_does_not_use_up_the_link(app):
    _user_id, mail = new_person(app)
    ask_for_link(app, mail)
    link = link_in(mails_to(app, mail)[0])
    visitor = Visitor(app)
    visitor.get(link)

    assert visitor.post(link, {"password": "tsunagi-demo", "again": "tsunagi-demo"}).status_code == 422
    assert visitor.post(link, {"password": NEW, "again": NEW}).status_code == 303


def test_token_is_in_the_table_as_a_hash_only(app):
    user_id, mail = new_person(app)
    ask_for_link(app, mail)
    token = link_in(mails_to(app, mail)[0]).rpartition("/")[2]

    row = one(app, select(UserToken).where(UserToken.user_id == user_id))

    assert token.encode() not in row.token_hash


def test_unknown_address_gets_the_same_answer_and_no_mail(app):
    _user_id, mail = new_person(app)

    known, unknown = ask_for_link(app, mail), ask_for_link(app, "nobody@people.example")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert mails_to(app, "nobody@people.example") == []
    assert len(mails_to(app, mail)) == 1


def test_mails_are_limited_without_saying_so(app):
    _user_id, mail = new_person(app)

    answers = [ask_for_link(app, mail).location for _number in range(8)]

    assert set(answers) == {"/login/mail-sent"}
    assert len(mails_to(app, mail)) == 5


def test_step_up_counts_for_ten_minutes(app):
    user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)
    page = "/account/second-factor/start"
    asked = visitor.get(page)
    assert asked.location == f"/account/verify?next={page}"

    visitor.get(asked.location)
    assert visitor.post(asked.location, {"password": "wrong, really wrong"}).status_code == 422
    assert visitor.post(asked.location, {"password": PASSWORD}).location == page

    assert visitor.get(page).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert visitor.get(page).status_code in (302, 303)
    assert audited(app, "identity:verify", user_id) == 1
    assert audited(app, "identity:verify-failed", user_id) == 1


def test_sessions_are_listed_and_revoked_one_by_one(app):
    _user_id, mail = new_person(app)
    other, visitor = Visitor(app).log_in(mail), Visitor(app).log_in(mail)
    with other.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    session_id = one(app, select(UserSession.id).where(UserSession.token_hash == token_hash(token)))

    assert str(session_id) in visitor.get("/account/sessions/").text
    assert visitor.post(f"/account/sessions/{session_id}/revoke").status_code == 303
    assert other.get("/account/").status_code == 303
    assert visitor.get("/account/").status_code == 200
    assert audited(app, "session:revoke", session_id) == 1


def test_another_persons_session_does_not_exist(app):
    _mine, my_mail = new_person(app)
    their_id, their_mail = new_person(app)
    them, me = Visitor(app).log_in(their_mail), Visitor(app).log_in(my_mail)
    session_id = one(app, select(UserSession.id).where(UserSession.user_id == their_id))

    assert me.post(f"/account/sessions/{session_id}/revoke").status_code == 404
    assert them.get("/account/").status_code == 200


def test_log_out_everywhere(app):
    user_id, mail = new_person(app)
    other, visitor = Visitor(app).log_in(mail), Visitor(app).log_in(mail)

    visitor.post("/account/sessions/revoke-all")

    assert {visitor.get("/account/").status_code, other.get("/account/").status_code} == {303}
    open_ones = select(func.count()).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
    assert one(app, open_ones) == 0


def test_name_and_language_are_one_s_own_choice(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)

    visitor.post("/account/profile", {"name": "試験 次郎", "language": "en"})

    page = visitor.get("/account/").text
    assert 'lang="en"' in page
    assert "試験 次郎" in page
    assert 'lang="en"' in Visitor(app).log_in(mail).get("/account/").text
