"""Attacks over HTTP that a stranger, a member or a colleague could try with a browser's tools."""

import hashlib
import json
import re
from datetime import timedelta

import psycopg2
import pytest
import time_machine
from psycopg2 import sql
from sqlalchemy import text as sql_text
from sqlalchemy import update

from platform_app.accounts.models import User, UserStatus
from platform_app.config import Settings
from platform_app.core import clock
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.factory import create_app
from tests.proofs.test_routes import path_of, routes
from tests.support.filling import Page, fill
from tests.support.people import Visitor
from tests.support.world import ALPHA, BETA, NATION, NATIONAL_PEOPLE, PASSWORD, TENANT_PEOPLE, Place, as_seat

TODAY = {"-era": "令和", "-year": "8", "-month": "4", "-day": "1"}
MAY_CHANGE_ON_GET = {"audit_events", "user_sessions"}
"""What a reading leaves behind: its record, and the sign of life."""
FOREIGN = re.compile(r"^(?:[a-z]+:|//|\\)", re.IGNORECASE)


def verified(app, home: Place, name: str) -> Visitor:
    """Someone who has just proved again who they are."""
    visitor = Visitor(app).log_in(home.mail(name))
    visitor.get("/account/verify")
    visitor.post("/account/verify", {"password": PASSWORD})
    return visitor


# --- Forged requests


def test_every_post_without_its_token_is_refused(app):
    visitor = verified(app, ALPHA, "secretariat")
    for endpoint, method, arguments in routes(app):
        if method == "GET":
            continue
        path = path_of(app, endpoint, arguments, ALPHA.slug, ALPHA)
        for data in ({}, {"csrf_token": ""}, {"csrf_token": "x" * 91}):
            answer = visitor.client.post(path, data=data)
            assert answer.status_code == 400, (endpoint, answer.status_code)


def test_a_token_of_another_browser_is_refused(app):
    mine, other = Visitor(app).log_in(ALPHA.mail("desk")), Visitor(app).log_in(ALPHA.mail("desk2"))

    answer = mine.client.post("/account/profile", data={"csrf_token": other.token, "name": "x", "language": "ja"})

    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_no_route_answers_another_method(app, method):
    visitor = verified(app, ALPHA, "secretariat")
    for endpoint, _method, arguments in routes(app):
        path = path_of(app, endpoint, arguments, ALPHA.slug, ALPHA)
        answer = visitor.client.open(path, method=method, headers={"X-CSRFToken": visitor.token})
        assert answer.status_code in (400, 405), (endpoint, answer.status_code)


def test_a_method_cannot_be_put_on_by_header_or_entry(app):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))
    path = ALPHA.url(f"/referrals/{ALPHA.id('referral')}/accept")

    assert visitor.client.get(path, headers={"X-HTTP-Method-Override": "POST"}).status_code == 405
    assert visitor.client.get(path, query_string={"_method": "POST"}).status_code == 405


# --- Ways out of the site


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)",
     "/\t/evil.example", "/%09/evil.example", " //evil.example", "https:evil.example", "/\r\nLocation: https://evil.example",
     "///evil.example", "http:///evil.example", "/%5cevil.example", "@evil.example"],
)  # fmt: skip
def test_no_way_back_leads_to_another_site(app, target):
    visitor = Visitor(app)
    visitor.get("/login")
    entered = visitor.post("/login", {"email": ALPHA.mail("desk"), "password": PASSWORD}, query_string={"next": target})
    again = visitor.get("/login", query_string={"next": target})
    visitor.get("/account/verify")
    proved = visitor.post("/account/verify", {"password": PASSWORD}, query_string={"next": target})
    language = visitor.post("/language", {"language": "ja", "back": target})

    for answer in (entered, again, proved, language):
        assert answer.status_code == 303
        location = answer.headers["Location"]
        assert not FOREIGN.match(location), location
        assert location.startswith("/"), location
        assert "\n" not in location


def test_lists_link_to_no_other_site(app):
    """Negative twin of the neighbors' addresses: what ``url_for`` takes for itself is not taken from the reader's address."""
    visitor = Visitor(app).log_in(ALPHA.mail("secretariat"))
    for path in ("/members/", "/resources/", "/meetings", "/cases", "/audit"):
        answer = visitor.client.get(
            ALPHA.url(path), query_string={"_scheme": "javascript", "_external": "1", "_anchor": "x", "slug": BETA.slug}
        )
        if answer.status_code == 200:
            for link in re.findall(r'(?:href|action)="([^"]*)"', answer.get_data(as_text=True)):
                assert not link.startswith(("javascript:", "http:", "https:", "//")), (path, link)
                assert BETA.slug not in link.partition("?")[0], (path, link)


def test_the_host_header_is_believed_nowhere(app):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))

    for path in ("/", ALPHA.url("/"), ALPHA.url("/members/"), "/account/", "/login"):
        answer = visitor.client.get(
            path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
        )
        assert "evil.example" not in answer.get_data(as_text=True), path
        assert "evil.example" not in str(answer.headers), path


def test_a_host_that_is_not_trusted_is_refused_with_a_page(environment):
    app = create_app(Settings.from_env({**environment, "TSUNAGI_TRUSTED_HOSTS": "tsunagi.example"}))
    client = app.test_client()

    assert client.get("/login", headers={"Host": "tsunagi.example"}).status_code == 200
    assert client.get("/login", headers={"Host": "evil.example"}).status_code == 400


# --- Cookies and sessions


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(environment):
    production = {
        "TSUNAGI_ENV": "production", "SMTP_URL": "smtp://localhost", "TSUNAGI_BASE_URL": "https://tsunagi.example",
        "TSUNAGI_MAIL_FROM": "tsunagi@tsunagi.example",
    }  # fmt: skip
    app = create_app(Settings.from_env({**environment, **production}))

    cookie = app.test_client().get("/login", base_url="https://tsunagi.example").headers["Set-Cookie"]

    assert cookie.startswith("__Host-tsunagi=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie, part
    assert "Domain=" not in cookie


def test_a_session_planted_before_the_log_in_is_worth_nothing(app):
    victim, thief = Visitor(app), Visitor(app)
    thief.get("/login")
    planted = thief.client.get_cookie("tsunagi").value
    victim.client.set_cookie("tsunagi", planted)
    victim.token = thief.token

    victim.post("/login", {"email": ALPHA.mail("desk"), "password": PASSWORD})

    assert victim.get("/account/").status_code == 200
    assert thief.get("/account/").status_code == 303


def test_a_cookie_kept_from_before_the_log_out_is_worth_nothing(app):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))
    kept = visitor.client.get_cookie("tsunagi").value
    assert visitor.post("/account/logout").status_code == 303

    visitor.client.set_cookie("tsunagi", kept)

    assert visitor.get("/account/").status_code == 303


def test_a_cookie_changed_by_hand_is_worth_nothing(app):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))
    value = visitor.client.get_cookie("tsunagi").value

    for forged in (
        value[:-1] + ("A" if value[-1] != "A" else "B"),
        "." + value,
        value.rpartition(".")[0],
        "{}",
        "\x7f",
    ):
        visitor.client.set_cookie("tsunagi", forged)
        assert visitor.client.get("/account/").status_code == 303


def test_a_disabled_person_is_out_with_the_next_request(fresh_app):
    visitor = Visitor(fresh_app).log_in(ALPHA.mail("desk"))
    with fresh_app.app_context():
        bind_context(db.session, Context(INSTALLATION, ALPHA.id("user.desk"), None, DbRole.LOGIN))
        db.session.execute(update(User).where(User.id == ALPHA.id("user.desk")).values(status=UserStatus.DISABLED))
        db.session.commit()

    answer = visitor.get(ALPHA.url("/cases"))

    assert answer.status_code == 303
    assert "/login" in answer.headers["Location"]


def test_an_ended_seat_opens_nothing_with_the_next_request(fresh_app):
    visitor = Visitor(fresh_app).log_in(ALPHA.mail("desk"))
    assert visitor.get(ALPHA.url("/cases")).status_code == 200
    with fresh_app.app_context():
        bind_context(db.session, as_seat(ALPHA, "secretariat"))
        db.session.execute(
            sql_text("UPDATE seats SET ends_on = app_today() - 1 WHERE id = :id"),
            {"id": ALPHA.id("seat.desk")},
        )
        db.session.commit()

    assert visitor.get(ALPHA.url("/cases")).status_code == 404
    assert visitor.get(ALPHA.url(f"/cases/{ALPHA.id('case.open')}")).status_code == 404


# --- Step-up


def test_step_up_cannot_be_talked_around(app):
    """Every act that asks for a fresh proof does so by GET and POST, whatever the address says, and again after ten minutes."""
    visitor = Visitor(app).log_in(ALPHA.mail("secretariat"))
    guarded = [
        (endpoint, method, arguments)
        for endpoint, method, arguments in routes(app)
        if app.view_functions[endpoint].opening.step_up and not endpoint.startswith("operator.")
    ]
    assert guarded
    for endpoint, method, arguments in guarded:
        path = path_of(app, endpoint, arguments, ALPHA.slug, ALPHA)
        answer = visitor.get(path) if method == "GET" else visitor.post(path, {"verified": "1", "mail": "a@b.example"})
        assert answer.status_code in (302, 303, 403), (endpoint, method, answer.status_code)
        assert answer.status_code == 403 or "/account/verify" in answer.headers["Location"], endpoint
    proved = verified(app, ALPHA, "secretariat")
    path = ALPHA.url("/settings/people/invite")
    assert proved.get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert "/account/verify" in proved.get(path).headers["Location"]


# --- Reading changes nothing


def contents(url: str) -> dict[str, str]:
    """A fingerprint of every table."""
    found = {}
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition"
        )
        for (table,) in cursor.fetchall():
            query = sql.SQL("SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} t")
            cursor.execute(query.format(sql.Identifier(table)))
            found[table] = str(cursor.fetchone())
    return found


def test_no_get_changes_anything(fresh_db, fresh_app):
    people = [(ALPHA, name) for name in TENANT_PEOPLE] + [(NATION, name) for name in NATIONAL_PEOPLE]
    for home, name in people:
        visitor = verified(fresh_app, home, name)
        before = contents(fresh_db.admin)
        for endpoint, method, arguments in routes(fresh_app):
            if method == "GET":
                path = path_of(fresh_app, endpoint, arguments, ALPHA.slug, ALPHA)
                visitor.client.get(path).close()
                if name in ("desk", "member"):
                    visitor.client.head(path).close()
        after = contents(fresh_db.admin)
        assert {table for table in after if after[table] != before[table]} <= MAY_CHANGE_ON_GET, name


def test_the_fingerprint_notices_a_change(fresh_db):
    """Negative twin."""
    before = contents(fresh_db.admin)
    with psycopg2.connect(fresh_db.admin) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE organizations SET phone = '1' WHERE id = (SELECT id FROM organizations LIMIT 1)")
    after = contents(fresh_db.admin)

    assert {table for table in after if after[table] != before[table]} == {"organizations"}


# --- Identifiers of others in the body


CONSENTS_OF = f"/cases/{ALPHA.id('case.open')}/consents/new"
SENDING = f"/referrals/new/{ALPHA.id('case.open')}/{ALPHA.id('resource.npo')}"
ASKS_FOR_IDENTIFIERS = (
    ("desk", CONSENTS_OF, "person_id", ("person.referred", "person.other"), "person.open"),
    ("desk", CONSENTS_OF, "recipients", (), "organization.npo"),
    ("desk", f"/cases/{ALPHA.id('case.open')}/plan", "assignee_id", ("user.desk2", "user.member"), "user.desk"),
    ("desk", "/cases/new", "assignee_id", ("user.desk2", "user.member"), "user.desk"),
    ("desk", SENDING, "consent_id", ("consent.referred", "consent.other"), "consent.open"),
    ("desk", SENDING, "attempt_of_id", ("referral",), None),
    ("desk", f"/council/cases/{ALPHA.id('case.open')}/grants/new", "appointment_id", (), "appointment.council"),
    ("desk", f"/council/cases/{ALPHA.id('case.open')}/recusals/new", "user_id", ("user.member",), "user.desk"),
    ("secretariat", "/settings/people/invite", "unit_id", (), "unit.desk"),
    ("secretariat", "/settings/people/invite", "organization_id", (), "organization.npo"),
    ("secretariat", "/resources/new", "office_id", (), "office.npo"),
    ("secretariat", "/members/new", "member_class_id", (), "class"),
    ("secretariat", "/council/appointments/new", "user_id", ("user.member",), "user.council"),
    ("secretariat", "/council/appointments/new", "organization_id", ("organization.bank",), "organization.npo"),
    ("secretariat", "/council/constituents/new", "organization_id", (), "organization.bank"),
    ("secretariat", f"/bodies/{ALPHA.id('body')}/members/new", "organization_id", (), "organization.bank"),
    ("secretariat", "/bodies/new", "parent_id", (), "body"),
    ("secretariat", "/meetings/new", "body_id", (), "body"),
    ("member", "/resources/new", "office_id", ("office.bank",), "office.npo"),
)  # fmt: skip
"""Who, the form's path, the entry, what it must refuse besides the other tenant's, and what it takes."""


@pytest.mark.parametrize(("name", "path", "entry", "own", "good"), ASKS_FOR_IDENTIFIERS)
def test_no_form_takes_an_identifier_of_another_tenant_or_parent(fresh_db, fresh_app, name, path, entry, own, good):
    visitor = verified(fresh_app, ALPHA, name)
    html = visitor.get(ALPHA.url(path)).get_data(as_text=True)
    form = next(form for form in Page(html).forms if form.method == "post" and entry in form.entries)
    data = fill(form, lambda seen: "x@people.example" if seen.kind == "email" else "検査", TODAY)
    wrong = [BETA.id(good)] if good else [BETA.id(own[0])]
    before = {table: print_ for table, print_ in contents(fresh_db.admin).items() if table not in MAY_CHANGE_ON_GET}
    for identifier in [*wrong, *(ALPHA.id(each) for each in own)]:
        answer = visitor.post(ALPHA.url(path), {**data, entry: str(identifier)})
        assert answer.status_code in (200, 403, 404, 422), (entry, identifier, answer.status_code)
        assert BETA.word not in answer.get_data(as_text=True)
    after = {table: print_ for table, print_ in contents(fresh_db.admin).items() if table not in MAY_CHANGE_ON_GET}

    assert {table for table in after if after[table] != before[table]} == set()


def test_attendance_of_an_organization_elsewhere_is_refused(fresh_db, fresh_app):
    visitor = verified(fresh_app, ALPHA, "secretariat")
    path = ALPHA.url(f"/meetings/{ALPHA.id('meeting')}/attendance")
    visitor.get(path)
    before = contents(fresh_db.admin)["attendances"]
    foreign = str(BETA.id("organization.npo"))

    answer = visitor.post(path, {"rows-0-organization_id": foreign, "rows-0-mode": "in_person", "rows-0-people": "3"})

    assert answer.status_code in (404, 422)
    assert contents(fresh_db.admin)["attendances"] == before


# --- Who is there


def test_asking_for_a_link_tells_nobody_who_has_an_account(app):
    answers = []
    for mail in (ALPHA.mail("desk"), "nobody@alpha-city.example", "not a mail address"):
        visitor = Visitor(app)
        visitor.get("/login/forgot")
        answer = visitor.post("/login/forgot", {"email": mail})
        answers.append((answer.status_code, answer.headers.get("Location"), answer.get_data(as_text=True)))

    assert answers[0] == answers[1] == answers[2]


def test_dead_links_all_look_alike(app):
    pages = {
        re.sub(r'name="csrf_token"[^>]*>|[0-9a-f]{32}', "", Visitor(app).get(path).get_data(as_text=True))
        for path in ("/login/reset/" + "x" * 43, "/login/reset/y", "/invitation/" + "x" * 43)
    }

    assert len({re.sub(r'value="/[^"]*"', "", page) for page in pages}) == 1


def test_inviting_answers_alike_whether_or_not_there_is_an_account(fresh_app):
    visitor = verified(fresh_app, ALPHA, "secretariat")
    told = []
    for mail in (BETA.mail("desk"), "quite.new@people.example"):
        path = ALPHA.url("/settings/people/invite")
        form = next(form for form in Page(visitor.get(path).get_data(as_text=True)).forms if "mail" in form.entries)
        data = fill(form, lambda entry, mail=mail: mail if entry.name == "mail" else "検査 花子", TODAY)
        no_end = {name: "" for name in data if name.startswith("ends_on-")}
        answer = visitor.post(path, {**data, **no_end, "role": "adviser", "unit_id": "", "organization_id": ""})
        told.append((answer.status_code, answer.headers["Location"]))

    assert told[0] == told[1]


def test_a_refused_page_that_shows_a_person_is_recorded(fresh_db, fresh_app):
    """A wrong entry shows the page again, and with it names: that reading stands in the log like any other."""
    visitor = Visitor(fresh_app).log_in(ALPHA.mail("desk"))
    path = ALPHA.url(f"/cases/{ALPHA.id('case.open')}/consents/new")
    visitor.get(path)
    before = readings(fresh_db.admin)

    answer = visitor.post(path, {"means": "nonsense"})

    assert "見本子" in answer.get_data(as_text=True)
    assert readings(fresh_db.admin) == before + 1


def readings(url: str) -> int:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_events WHERE action = 'case:read'")
        return int(cursor.fetchone()[0])


def test_the_log_does_not_keep_words_that_an_auditor_looked_for(fresh_db, fresh_app):
    visitor = Visitor(fresh_app).log_in(ALPHA.mail("auditor"))
    visitor.get(ALPHA.url("/audit"), query_string={"object_id": "毒見 太郎", "action": "毒見", "user_id": "毒見"})
    visitor.get(ALPHA.url("/audit"), query_string={"object_id": str(ALPHA.id("case.open"))})

    with psycopg2.connect(fresh_db.admin) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT changes FROM audit_events WHERE action = 'audit:read' ORDER BY id")
        first, second = [json.dumps(changes) for (changes,) in cursor.fetchall()]
    assert "毒見" not in json.loads(json.dumps(first)).encode().decode("unicode_escape")
    assert str(ALPHA.id("case.open")) in second


def test_passwords_and_tokens_stand_nowhere_in_the_clear(fresh_db, fresh_app):
    visitor = Visitor(fresh_app).log_in(ALPHA.mail("desk"))
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    everything = ""
    with psycopg2.connect(fresh_db.admin) as connection, connection.cursor() as cursor:
        for table in contents(fresh_db.admin):
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            everything += "".join(text for (text,) in cursor.fetchall())

    assert PASSWORD not in everything
    assert token not in everything
    assert hashlib.sha256(token.encode()).hexdigest() in everything
