"""Many browsers at once against a served application: plain HTTP with cookies, redirects not followed."""

import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


class _Tell(urllib.request.HTTPErrorProcessor):
    """Answers of every status are answers."""

    def http_response(self, _request: urllib.request.Request, response: HTTPResponse) -> HTTPResponse:
        return response


class Browser:
    """One browser with its own cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _Stay, _Tell, urllib.request.ProxyHandler({})
        )
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._send(urllib.request.Request(self.url + path))

    def post(self, path: str, data: dict[str, str] | None = None) -> Answer:
        body = urllib.parse.urlencode({"csrf_token": self.token, **(data or {})}).encode()
        return self._send(urllib.request.Request(self.url + path, data=body))

    def log_in(self, mail: str, password: str) -> Answer:
        self.get("/login")
        answer = self.post("/login", {"email": mail, "password": password})
        self.get("/account/")
        return answer

    def _send(self, request: urllib.request.Request) -> Answer:
        with self.opener.open(request, timeout=120) as response:
            text = response.read().decode("utf-8", "replace")
            found = TOKEN.search(text)
            self.token = found.group(1) if found else self.token
            return Answer(response.status, response.headers.get("Location", ""), text)


def all_at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Run all acts in threads that start together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        start.wait(60)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
