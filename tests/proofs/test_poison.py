"""Personal data stays where it was entered: poison in every text of every form, then a look at everything that could tell it.

Every role opens the pages it reaches, fills each text of each form with a poison of that entry alone and sends it. Then
no log line, notice, mail, audit row, address, cookie, error page or job holds any, and no text column but those of plain
business data that are listed here with a reason. A new form, column or mail is covered without being listed.
"""

import base64
import json
import logging
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import psycopg2
import pytest
from flask import Flask
from psycopg2 import sql
from werkzeug.test import TestResponse

from platform_app.core import clock
from platform_app.core.jobs import run_worker
from platform_app.core.web.requests import JsonLines
from tests.proofs.test_routes import path_of, routes
from tests.support.filling import Entry, Page, SeenForm, fill
from tests.support.people import Visitor
from tests.support.settings import environment_for
from tests.support.template import open_app
from tests.support.world import ALPHA, NATION, PASSWORD, Place

POISON = re.compile(r"(?:毒見|ドクミ|どくみ|dokumi)\D{0,8}?(\d+)|0999-?88-?(\d{4})", re.IGNORECASE)
"""Stands, with its number, in every value that the walk writes, however it is folded for searching."""
BUSINESS = (
    "bodies.", "council.edit.", "council.found.", "council.undertaking.", "meetings.", "members.edit.", "members.register.",
    "operator.", "resources.", "tenants_settings.", "members.index.", "audit.index.object_id",
)  # fmt: skip
"""Forms whose words are of organizations, not of people: they may be read in the clear, searched and compared."""
PLAIN = {
    "audit_events": "before and after of business data; never of people",
    "bodies": "names, themes and statutes of bodies are published",
    "councils": "name, section and undertaking of the council are public",
    "meetings": "title and place of a meeting",
    "offices": "addresses and numbers of member organizations' offices",
    "organizations": "what a member organization says of itself is for its partners and the public",
    "resources": "entries of the resource list",
    "room_reports": "a remark on free places, asked for without names",
    "tenants": "the profile of a platform is public",
    "units": "names and office numbers of desks",
}
"""Tables where such business words may stand in the clear."""
REVIEWED = {
    ("contact_persons", "post", "members.add_contact.post"): "a section or title, shown in the register's Excel"
}
"""Single entries of forms about people that are kept in the clear, each with its reason."""
CHOSEN: dict[str, dict[str, object]] = {
    "council.add_constituent": {"organization_id": ""},
    "referrals.send": {"fields": ["name"]},
}
"""Where the first choice would not do."""
LAST = (
    "members.withdraw",
    "tenants_people.end",
    "resources.retire",
    "operator.suspend",
    "operator.reopen",
    "bodies.leave",
)
"""Acts that would end what others still need."""
NEVER = ("accounts.logout", "accounts.revoke", "accounts.revoke_all", "accounts.password", "language.choose")
"""No words in them, or the password, which has proofs of its own."""
TRIES = 2
WALK = (
    (ALPHA, "secretariat"), (ALPHA, "desk"), (ALPHA, "member"), (ALPHA, "council"), (ALPHA, "adviser"),
    (ALPHA, "auditor"), (NATION, "operator"),
)  # fmt: skip
MUST_BE_ENTERED = {
    "accounts.profile", "cases.add_person", "cases.find", "cases.note", "cases.take", "council.add_constituent",
    "members.add_contact", "members.edit", "members.register", "referrals.decline", "referrals.fail", "referrals.hold",
    "referrals.recall", "referrals.report", "referrals.send", "referrals.void", "resources.register", "resources.report_room",
    "tenants_people.invite",
}  # fmt: skip
"""Forms whose poison must really have been taken, or the proof proves nothing."""


@dataclass
class Trail:
    """What the walk left: what it entered, and everything that came back around the pages."""

    entered: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def write(self, endpoint: str, entry: Entry) -> str:
        """A poison of this entry alone, in the shape that its form asks for."""
        number = len(self.entered)
        shapes = {
            "email": f"dokumi{number}@poison.example",
            "tel": f"0999-88-{number:04d}",
            "url": f"https://dokumi{number}.example/",
            "search": f"毒見{number}",
        }
        by_name = {
            "code": entry.value, "corporate_number": "", "postal_code": "680-0000", "slug": f"dokumi-{number}",
            "number_prefix": "検", "short_name": f"毒見{number}", "name_kana": f"ドクミ ハナコ{number}",
            "phone": f"0999-88-{number:04d}", "visitor_phone": f"0999-88-{number:04d}", "mail": shapes["email"],
        }  # fmt: skip
        text = by_name.get(entry.name) or shapes.get(entry.kind) or f"毒見 太郎 {number}"
        if entry.name in ("code", "corporate_number"):
            text = by_name[entry.name]
        self.entered.append(f"{endpoint}.{entry.name}")
        return text

    def note(self, response: TestResponse, path: str) -> None:
        """Keep what leaves a trace outside the page: addresses, headers, cookies, and whole error pages."""
        self.told += [(f"{name} of {path}", unquote(value)) for name, value in response.headers if name != "Set-Cookie"]
        self.told += [("cookie", _opened(cookie)) for cookie in response.headers.getlist("Set-Cookie")]
        if response.status_code in (400, 403, 404, 405, 409, 410, 413, 429, 500, 503):
            self.told.append((f"error page {response.status_code} of {path}", response.get_data(as_text=True)))


@dataclass
class Walked:
    """The walked application and all that can be asked of it afterwards."""

    app: Flask
    admin: str
    mails: Path
    trail: Trail
    log: list[str]


class _Keep(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _opened(cookie: str) -> str:
    """What a session cookie says to who holds it: it is signed, not sealed."""
    value = cookie.partition("=")[2].partition(";")[0]
    packed = value.startswith(".")
    part = value.lstrip(".").partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        return (zlib.decompress(raw) if packed else raw).decode().encode().decode("unicode_escape")
    except (ValueError, zlib.error):
        return cookie


@pytest.fixture(scope="module")
def walked(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """The application after every role has written poison into all it can reach, and the worker has done its jobs."""
    urls = cluster.copy_template("poisoned")
    folder = tmp_path_factory.mktemp("poison")
    lines: list[str] = []
    keeper, root = _Keep(lines), logging.getLogger()
    with open_app(environment_for(urls, folder)) as app:
        root.addHandler(keeper)
        trail = Trail()
        try:
            for home, name in WALK:
                Walker(app, trail, home, name).walk()
            _referrals(app, trail)
            Walker(app, trail, ALPHA, "secretariat", may_end=True).walk()
            run_worker(app, once=True)
        finally:
            root.removeHandler(keeper)
        yield Walked(app, urls.admin, folder / "mail", trail, lines)
    cluster.drop(urls.name)


class Walker:
    """One person walking through all pages from the routes and links, filling every form."""

    def __init__(self, app: Flask, trail: Trail, home: Place, name: str, *, may_end: bool = False) -> None:
        self.app, self.trail, self.home, self.may_end = app, trail, home, may_end
        self.visitor = Visitor(app).log_in(home.mail(name))
        self.visitor.get("/account/verify")
        self.visitor.post("/account/verify", {"password": PASSWORD})
        self.seen: dict[str, int] = {}
        self.sent: dict[str, int] = {}

    def walk(self) -> None:
        """Every GET route with the world's objects, then what the pages link to, a few of each kind."""
        waiting = [
            path_of(self.app, endpoint, arguments, ALPHA.slug, ALPHA)
            for endpoint, method, arguments in routes(self.app)
            if method == "GET" and not endpoint.startswith(("login.", "health."))
        ]
        known = set(waiting)
        while waiting:
            path = waiting.pop(0)
            endpoint = self.endpoint(path)
            if endpoint is None or self.seen.get(endpoint, 0) >= TRIES:
                continue
            self.seen[endpoint] = self.seen.get(endpoint, 0) + 1
            for link in self.open(path):
                if link not in known:
                    known.add(link)
                    waiting.append(link)

    def open(self, path: str) -> list[str]:
        """Look at a page and send its forms; its links."""
        response = self.visitor.get(path)
        self.trail.note(response, path)
        if response.status_code != 200 or response.mimetype != "text/html":
            return []
        page = Page(response.get_data(as_text=True))
        for form in page.forms:
            self.send(path, form)
        return [urljoin(path, link).partition("#")[0] for link in page.links]

    def send(self, path: str, form: SeenForm) -> None:
        """Send one form, words and all, unless its act must wait."""
        target = urljoin(path, form.action or path)
        endpoint = self.endpoint(target, form.method.upper())
        if endpoint is None or endpoint.startswith(NEVER) or (endpoint in LAST and not self.may_end):
            return
        if endpoint == "accounts.verify" or not form.texts or self.sent.get(endpoint, 0) >= TRIES:
            return
        self.sent[endpoint] = self.sent.get(endpoint, 0) + 1
        enter(self.visitor, self.trail, target, endpoint, form)

    def endpoint(self, path: str, method: str = "GET") -> str | None:
        adapter = self.app.url_map.bind("localhost")
        try:
            return str(adapter.match(urlsplit(path).path, method)[0])
        except Exception:  # noqa: BLE001 - an address of nothing ends the walk there
            return None


def enter(visitor: Visitor, trail: Trail, target: str, endpoint: str, form: SeenForm, **chosen: object) -> TestResponse:
    """Fill a form with poison and send it, and note what came of it."""
    day = clock.today()
    today = {"-era": "令和", "-year": str(day.year - 2018), "-month": str(day.month), "-day": str(day.day)}
    data = fill(form, lambda entry: trail.write(endpoint, entry), today) | CHOSEN.get(endpoint, {}) | chosen
    response = (
        visitor.post(target, data) if form.method == "post" else visitor.get(urlsplit(target).path, query_string=data)
    )
    trail.note(response, endpoint)
    if response.status_code in (302, 303) or (endpoint == "cases.find" and response.status_code == 200):
        trail.taken.add(endpoint)
    else:
        told = re.findall(
            r'class="[a-z_-]*error[^"]*"[^>]*>(.*?)</(?:div|ul|p)>', response.get_data(as_text=True), re.DOTALL
        )
        trail.refused[endpoint] = (
            f"{response.status_code} {[re.sub(r'<[^>]+>|[ ]{2,}', '', text) for text in told[:5]]}"
        )
    return response


def _referrals(app: Flask, trail: Trail) -> None:
    """Hand on five times, and let each end in another way, every message poisoned."""
    ways = (("decline",), ("accept", "report"), ("accept", "hold"), ("accept", "fail"), ("void",), ("recall",))
    desk, member = Visitor(app).log_in(ALPHA.mail("desk")), Visitor(app).log_in(ALPHA.mail("member"))
    for way in ways:
        path = ALPHA.url(f"/referrals/new/{ALPHA.id('case.open')}/{ALPHA.id('resource.npo')}")
        sent = _enter_at(desk, trail, path, "referrals.send")
        assert sent.status_code == 303, trail.refused
        referral = sent.headers["Location"]
        for verb in way:
            who = desk if verb in ("void", "recall") else member
            if verb == "accept":
                who.get(referral)
                assert who.post(f"{referral}/accept").status_code == 303
            else:
                _enter_at(who, trail, f"{referral}/{verb}", f"referrals.{verb}")


def _enter_at(visitor: Visitor, trail: Trail, path: str, endpoint: str) -> TestResponse:
    html = visitor.get(path).get_data(as_text=True)
    form = next(form for form in Page(html).forms if form.method == "post" and form.texts)
    soon = clock.add_business_days(clock.today(), 3)
    later = {
        "review_on-year": str(soon.year - 2018),
        "review_on-month": str(soon.month),
        "review_on-day": str(soon.day),
    }
    return enter(visitor, trail, path, endpoint, form, **(later if endpoint == "referrals.hold" else {}))


def poisoned(text: str) -> set[int]:
    """The numbers of the poisons that a text tells, also when it was escaped on the way."""
    plain = unicodedata.normalize("NFKC", text)
    both = (plain, re.sub(r"\\u([0-9a-f]{4})", _letter, plain))
    return {int(one or other) for each in both for one, other in POISON.findall(each)}


def of_people(trail: Trail, text: str) -> set[str]:
    """The entries of forms about people that a text tells."""
    return {trail.entered[number] for number in poisoned(text) if not trail.entered[number].startswith(BUSINESS)}


def _letter(found: re.Match[str]) -> str:
    return chr(int(found.group(1), 16))


def poisoned_columns(url: str) -> dict[tuple[str, str], set[int]]:
    """Every table and column of text, JSON, lists of text or bytes that holds poison in the clear, with the poisons' numbers."""
    found: dict[tuple[str, str], set[int]] = {}
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0"
            " AND NOT a.attisdropped AND t.typname IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', '_text', '_varchar', 'bytea')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                sql.SQL("SELECT {c}::text FROM {t} WHERE {c} IS NOT NULL").format(
                    c=sql.Identifier(column), t=sql.Identifier(table)
                )
            )
            for (text,) in cursor.fetchall():
                told = bytes.fromhex(text[2:]).decode("utf-8", "replace") if text.startswith("\\x") else text
                if poisoned(told):
                    found.setdefault((table, column), set()).update(poisoned(told))
    return found


def test_the_poison_was_taken(walked):
    missing = MUST_BE_ENTERED - walked.trail.taken

    assert not missing, {endpoint: walked.trail.refused.get(endpoint) for endpoint in missing}
    assert len(walked.trail.entered) > 100


def test_no_column_but_plain_business_data_holds_it(walked):
    entered = walked.trail.entered
    wrong = {
        (table, column, entered[number])
        for (table, column), numbers in poisoned_columns(walked.admin).items()
        for number in numbers
        if table not in PLAIN or not entered[number].startswith(BUSINESS)
    }

    assert wrong - set(REVIEWED) == set()


def test_the_list_of_plain_tables_is_not_longer_than_needed(walked):
    """Negative twin: the scan sees poison where it may stand, in each table of the list."""
    found = poisoned_columns(walked.admin)

    assert {table for table, _column in found} == set(PLAIN) | {table for table, _column, _entry in REVIEWED}


def test_contents_are_sealed_not_lost(walked):
    """Negative twin: what was entered is there, for who may read it."""
    desk = Visitor(walked.app).log_in(ALPHA.mail("desk"))
    page = desk.get(ALPHA.url(f"/cases/{ALPHA.id('case.open')}")).get_data(as_text=True)

    assert poisoned(page)


def test_no_log_line_tells_it(walked):
    assert len(walked.log) > 300
    assert [line for line in walked.log if poisoned(line)] == []


def test_no_address_header_cookie_or_error_page_tells_it(walked):
    leaks = {(what, entry) for what, text in walked.trail.told for entry in of_people(walked.trail, text)}

    assert leaks == set()


def test_no_mail_tells_it(walked):
    """But for the line that says where it goes."""
    mails = [path.read_text(encoding="utf-8") for path in walked.mails.glob("*.eml")]
    assert len(mails) > 10
    for mail in mails:
        rest = "\n".join(line for line in mail.splitlines() if not line.startswith("To: "))
        assert not poisoned(rest), rest
        assert not poisoned(_body(rest)), rest


def _body(mail: str) -> str:
    """The text of a mail that was packed for its way."""
    packed = mail.partition("\n\n")[2].replace("\n", "")
    try:
        return base64.b64decode(packed).decode()
    except ValueError:
        return mail


def test_the_checks_notice_a_leak(walked, caplog):
    """Negative twin: a log line, an audit row, a job and an escaped JSON that tell a name are all found."""
    logging.getLogger("tsunagi.request").info("opened by %s", "毒見 太郎 1")
    assert any(poisoned(JsonLines().format(record)) for record in caplog.records)
    assert poisoned(json.dumps({"name": "毒見1"}))
    assert poisoned(json.dumps({"kana": "ドクミ1"}))
    with psycopg2.connect(walked.admin) as connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs SET args = %s WHERE id = (SELECT id FROM jobs LIMIT 1)", [json.dumps({"x": "毒見1"})]
        )
        cursor.execute("UPDATE notices SET number = '毒見1' WHERE id = (SELECT id FROM notices LIMIT 1)")
        cursor.execute(
            "INSERT INTO audit_events (tenant_id, id, at, action, changes) VALUES (101, gen_random_uuid(), now(), 'x:y', %s)",
            [json.dumps({"x": "毒見1"})],
        )
        connection.commit()
        found = set(poisoned_columns(walked.admin))
        cursor.execute("UPDATE jobs SET args = '{}' WHERE args::text LIKE '%毒見%'")
        cursor.execute("UPDATE notices SET number = 'x' WHERE number = '毒見1'")
        connection.commit()

    assert {("jobs", "args"), ("notices", "number"), ("audit_events", "changes")} <= found
