"""A browser of the test world: logs in, sends forms with their CSRF token, checks what nobody writes by hand."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.world import PASSWORD, Place

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


class Visitor:
    """One browser. ``get`` and ``post`` check each page; ``post`` adds the CSRF token of the last form seen."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        response = self.client.get(path, **options)
        return self._seen(response)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        if not self.token:
            self.get("/login")
        response = self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **options)
        return self._seen(response)

    def log_in(self, mail: str, password: str = PASSWORD) -> "Visitor":
        self.client.delete_cookie("tsunagi")
        self.token = ""
        self.get("/login")
        response = self.post("/login", {"email": mail, "password": password})
        assert response.status_code == 303, response.get_data(as_text=True)
        self.get("/account/")
        return self

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html":
            html = response.get_data(as_text=True)
            found = TOKEN.search(html)
            if found:
                self.token = found.group(1)
            check_page(response.status_code, html)
        else:
            response.get_data()
            response.close()
        return response


def check_page(status: int, html: str) -> None:
    """Title is the heading, there is one heading, nothing inline that the policy would refuse, no stack trace."""
    if status in (301, 302, 303, 308):
        return
    titles, headings = TITLE.findall(html), HEADING.findall(html)
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = re.sub(r"<[^>]+>|\s+", "", headings[0])
    assert heading, "empty h1"
    assert heading in re.sub(r"\s+", "", titles[0]), (titles, headings)
    assert " style=" not in html, "inline style"
    assert not re.search(r"<script(?![^>]*\bsrc=)", html), "inline script"
    assert not re.search(r"\son[a-z]+=", html), "inline handler"
    assert "Traceback" not in html


def visit(app: Flask, place: Place, name: str) -> Visitor:
    """A browser in which this person of the test world is signed in."""
    return Visitor(app).log_in(place.mail(name))
