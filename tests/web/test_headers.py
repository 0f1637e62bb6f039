"""Headers of every answer, caching of static files, and error pages that tell nothing of the inside."""

import pytest
from flask import Flask

from platform_app.core.web.i18n import local_path
from tests.web.markup import Page


@pytest.mark.parametrize("path", ["/components", "/fail/404", "/fail/fault", "/static/app.css", "/nowhere"])
def test_every_answer_is_protected(web_app: Flask, path: str) -> None:
    with web_app.test_client().get(path) as answer:
        headers = answer.headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "max-age" in headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/components", "/fail/404", "/static/nothing.css"])
def test_pages_are_not_stored(web_app: Flask, path: str) -> None:
    with web_app.test_client().get(path) as answer:
        assert answer.headers["Cache-Control"] == "no-store"


def test_static_files_keep_for_ever_under_their_hash(web_app: Flask) -> None:
    client = web_app.test_client()
    [script] = Page(client.get("/components").text).all("script")

    kept = {}
    for path in (script["src"], "/static/app.js", "/static/app.js?v=old"):
        with client.get(path) as answer:
            kept[path] = answer.headers["Cache-Control"]

    assert list(kept.values()) == ["public, max-age=31536000, immutable", "no-cache", "no-cache"]


@pytest.mark.parametrize("kind", ["400", "401", "403", "404", "405", "413", "429", "503", "fault"])
def test_error_pages_tell_nothing_of_the_inside(web_app: Flask, kind: str) -> None:
    answer = web_app.test_client().get(f"/fail/{kind}")

    assert answer.status_code == (500 if kind == "fault" else int(kind))
    assert "internal-detail" not in answer.text
    page = Page(answer.text)
    assert page.problems == []
    assert page.all("title")[0].text == f"{page.all('h1')[0].text.strip()} | Tsunagi"


@pytest.mark.parametrize(
    ("kind", "status", "words"), [("state", 409, "It is closed."), ("refused", 403, "Not this desk.")]
)
def test_domain_refusals_are_told_in_their_words(web_app: Flask, kind: str, status: int, words: str) -> None:
    answer = web_app.test_client().get(f"/fail/{kind}")

    assert answer.status_code == status
    assert words in answer.text


def test_what_is_not_yours_is_like_what_is_not_there(web_app: Flask) -> None:
    client = web_app.test_client()

    answer = client.get("/fail/stranger")

    assert answer.status_code == 404
    assert answer.text == client.get("/nowhere").text


def test_a_form_without_its_token_is_refused_with_advice(web_app: Flask) -> None:
    answer = web_app.test_client().post("/language", data={"language": "en", "back": "/"})

    assert answer.status_code == 400
    assert "CSRF" not in answer.text


def test_programs_get_problem_json(web_app: Flask) -> None:
    answer = web_app.test_client().get("/api/v1/nothing")

    assert answer.content_type == "application/problem+json"
    assert answer.get_json() == {"type": "about:blank", "status": 404, "title": "Not Found"}


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x", "", None, "/a\nb"]
)
def test_the_way_back_stays_on_this_site(target: str | None) -> None:
    assert local_path(target) == "/"


def test_the_way_back_keeps_a_path_of_ours() -> None:
    assert local_path("/t/tottori-city/cases?page=2") == "/t/tottori-city/cases?page=2"
