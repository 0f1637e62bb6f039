"""Nonsense in every entry of every page, by every role: refused or taken as text, never a fault of ours."""

import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.proofs.test_routes import ENDS_SESSION, path_of, routes
from tests.support.filling import Page
from tests.support.people import TOKEN, Visitor
from tests.support.world import ALPHA, NATION, NATIONAL_PEOPLE, PASSWORD, TENANT_PEOPLE

NONSENSE = (
    "a\x00b", "9" * 5000, "-1", "99999999999999999999", "2147483648", "²", "1e999", "{" + "0" * 32 + "}", "\u202e\u200b\u2066x",
    "令和99年13月40日", "元年", "1868-01-01", "9999-12-31", "0001-01-01", "\ud800", "' OR 1=1 --", "{{7*7}}%s%(x)s",
    "\r\nX-Y: z", "=1+1", "<script>",
)  # fmt: skip
ASKED = (
    "page", "sort", "lane", "q", "after", "before", "body", "body_id", "by", "fiscal-year", "fiscal_year", "next", "since",
    "object_id", "user_id", "endpoint", "values", "slug", "tenant_id", "_scheme", "_external", "_anchor", "_method",
)  # fmt: skip
"""What pages take from the address, and what ``url_for`` would take for itself."""
OWN_STATE = {
    "accounts.start",
    "accounts.stop",
    "accounts.password",
    "accounts.recovery_codes",
    "accounts.verify",
} | ENDS_SESSION
"""Acts on the account itself: not by the walk, which needs it."""
SECONDS = {"secretariat": 8.0, "desk": 7.0, "member": 5.0}
OTHERS_SECONDS = 2.0
"""For each role: the walk stops there, so that the suite's time is bounded. Who writes most is asked most."""


def _people() -> list[tuple[object, str]]:
    return [(ALPHA, name) for name in TENANT_PEOPLE if name != "bank"] + [(NATION, name) for name in NATIONAL_PEOPLE]


@pytest.mark.parametrize(("home", "name"), _people(), ids=lambda value: getattr(value, "slug", str(value)))
def test_nonsense_never_makes_a_fault(fresh_app, home, name):
    visitor = Visitor(fresh_app).log_in(home.mail(name))
    visitor.get("/account/verify")
    visitor.post("/account/verify", {"password": PASSWORD})
    ends_at, asked, faults = time.monotonic() + SECONDS.get(name, OTHERS_SECONDS), 0, set()
    for endpoint, what, method, path, data in requests(fresh_app, visitor):
        body = urlencode(data, doseq=True, errors="surrogatepass").encode()
        if method == "GET":
            answer = visitor.client.get(f"{path}?{body.decode()}")
        else:
            answer = visitor.client.post(path, data=body, content_type="application/x-www-form-urlencoded")
        asked += 1
        if answer.status_code >= 500:
            faults.add((endpoint, what))
        answer.get_data()
        answer.close()
        if time.monotonic() > ends_at:
            break

    assert faults == set()
    assert asked > 30


def requests(app: Flask, visitor: Visitor) -> Iterator[tuple[str, str, str, str, dict[str, object]]]:
    """Endpoint, what is wrong, method, path, data: first everything wrong at once, then one entry at a time."""
    for endpoint, method, arguments in sorted(routes(app), key=lambda route: (route[1] != "GET", route[0])):
        if endpoint in OWN_STATE:
            continue
        path = path_of(app, endpoint, arguments, ALPHA.slug, ALPHA)
        seen = visitor.client.get(path)
        html = seen.get_data(as_text=True) if seen.mimetype == "text/html" else ""
        seen.close()
        if seen.status_code != 200 and method == "GET":
            continue
        if method == "GET":
            for value in NONSENSE:
                yield endpoint, ascii(value)[:20], method, path, dict.fromkeys(ASKED[:15], value)
            for name in ASKED[15:]:
                yield endpoint, name, method, path, {name: "x"}
            continue
        found = TOKEN.search(html)
        if found is None:
            continue
        visitor.token = found.group(1)
        names = {name for form in Page(html).forms if form.method == "post" for name in form.entries} - {"csrf_token"}
        good = {
            name: entry.value or (entry.options[-1] if entry.options else "x")
            for form in Page(html).forms
            if form.method == "post"
            for name, entry in form.entries.items()
        }
        for value in NONSENSE:
            yield (
                endpoint,
                ascii(value)[:20],
                method,
                path,
                {**dict.fromkeys(names, value), "csrf_token": visitor.token},
            )
        for name in sorted(names):
            value = NONSENSE[len(name) % len(NONSENSE)]
            yield endpoint, name, method, path, {**good, name: [value, value], "csrf_token": visitor.token}


@pytest.mark.parametrize(
    "path",
    ["/t/%00/", "/t/%ff%fe/", "/t/alpha-city/cases/%00", "/t/alpha-city/cases/not-an-id", "/t/" + "a" * 3000 + "/",
     "/login/reset/%00", "/invitation/" + "x" * 3000, "/t/alpha-city/cases/00000000-0000-0000-0000-00000000000g",
     "/account/seats/99999999999999999999/x", "/t/alpha-city/members/?q=%ff%fe%80", "/login?next=%00", "//evil.example/",
     "/t/alpha-city/../../etc/passwd", "/static/../config.py", "/static/%2e%2e/config.py"],
)  # fmt: skip
def test_odd_addresses_are_answered(app, path):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))

    answer = visitor.client.get(path)

    assert answer.status_code < 500
    assert "Traceback" not in answer.get_data(as_text=True)


def test_bodies_of_the_wrong_kind_are_answered(app):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))
    path = ALPHA.url("/cases/new")
    visitor.get(path)
    for content, kind in (
        (b"\xff\xfe\x80", "application/x-www-form-urlencoded"), (b"{", "application/json"), (b"--x\r\n", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"), (b"csrf_token=%ff", "application/x-www-form-urlencoded"),
    ):  # fmt: skip
        answer = visitor.client.post(path, data=content, content_type=kind)
        assert answer.status_code == 400, (content, answer.status_code)


def test_a_body_beyond_the_limit_is_refused(app):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))
    visitor.get(ALPHA.url("/cases/new"))

    answer = visitor.post(ALPHA.url("/cases/new"), {"situation": "あ" * 3_000_000})

    assert answer.status_code == 413


def test_the_walk_would_notice_a_fault(fresh_app, monkeypatch):
    """Negative twin: a view that breaks on one entry is found."""
    view = fresh_app.view_functions["members.index"]
    monkeypatch.setitem(fresh_app.view_functions, "members.index", lambda **given: int("x") or view(**given))

    assert Visitor(fresh_app).log_in(ALPHA.mail("desk")).client.get(ALPHA.url("/members/")).status_code == 500
