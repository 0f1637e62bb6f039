"""What every component owes to people with assistive technology and to the content security policy."""

import re

import pytest
from flask import Flask

from tests.web.conftest import PACKAGE
from tests.web.markup import Page


@pytest.fixture(params=["/components", "/components?errors=1"])
def markup(web_app: Flask, request: pytest.FixtureRequest) -> Page:
    return Page(web_app.test_client().get(request.param).text)


@pytest.fixture
def failed(web_app: Flask) -> Page:
    return Page(web_app.test_client().get("/components?errors=1").text)


def test_markup_is_balanced(markup: Page) -> None:
    assert markup.problems == []


def test_identifiers_are_unique(markup: Page) -> None:
    ids = [element["id"] for element in markup.with_attribute("id")]

    assert len(ids) == len(set(ids))


def test_title_is_h1_and_site_name(markup: Page) -> None:
    [h1], [title] = markup.all("h1"), markup.all("title")

    assert title.text == f"{h1.text.strip()} | Tsunagi"


def test_every_input_has_a_label(markup: Page) -> None:
    labels = {label["for"] for label in markup.with_attribute("for")}
    controls = [e for tag in ("input", "select", "textarea") for e in markup.all(tag) if e.get("type") != "hidden"]

    unlabelled = [e for e in controls if e.get("id") not in labels and not any(p.tag == "label" for p in e.path)]

    assert len(controls) > 15
    assert unlabelled == []


def test_labels_point_at_inputs(markup: Page) -> None:
    ids = {e["id"] for tag in ("input", "select", "textarea") for e in markup.all(tag) if e.get("id")}

    assert {label["for"] for label in markup.with_attribute("for")} <= ids


@pytest.mark.parametrize("attribute", ["aria-describedby", "aria-labelledby"])
def test_references_resolve(markup: Page, attribute: str) -> None:
    ids = {element["id"] for element in markup.with_attribute("id")}
    wanted = {name for element in markup.with_attribute(attribute) for name in element[attribute].split()}

    assert wanted
    assert wanted <= ids


def test_links_inside_the_page_resolve(markup: Page) -> None:
    ids = {element["id"] for element in markup.with_attribute("id")}

    assert {a["href"][1:] for a in markup.all("a") if a["href"].startswith("#")} <= ids


def test_error_summary_links_every_error(failed: Page) -> None:
    links = [a for a in failed.all("a") if any(p.get("data-error-summary") is not None for p in a.path)]
    errors = [e for e in failed.all("p") if e.get("class") == "field__error"]

    assert len(links) == len(errors) == 8
    focusable = {e["id"]: e.tag for e in failed.with_attribute("id")}
    assert {focusable[a["href"][1:]] for a in links} <= {"input", "select", "textarea"}


def test_error_summary_takes_the_focus(failed: Page) -> None:
    [summary] = failed.with_attribute("data-error-summary")

    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary.attributes


def test_wrong_entries_are_marked(failed: Page) -> None:
    [name] = [e for e in failed.all("input") if e.get("id") == "name"]

    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"] == "name-help name-error"


def test_required_and_optional_are_marked_in_words(markup: Page) -> None:
    labels = {e["for"]: e.text for e in markup.all("label") if e.get("class") == "field__label"}

    assert "*Required" in labels["name"]
    assert "*Optional" in labels["note"]


def test_no_inline_style_or_script(markup: Page) -> None:
    assert markup.with_attribute("style") == []
    assert markup.all("style") == []
    assert [s for s in markup.all("script") if "src" not in s.attributes] == []
    assert [e for e in markup.elements for name in e.attributes if name.startswith("on")] == []


def test_no_placeholders(markup: Page) -> None:
    assert markup.with_attribute("placeholder") == []


def test_text_is_escaped(markup: Page) -> None:
    assert markup.all("b") == []
    assert markup.all("component") == []


def test_every_button_has_words(markup: Page) -> None:
    assert [b for b in markup.all("button") if not b.text.strip()] == []


def test_cells_carry_their_heading_for_cards(markup: Page) -> None:
    tables = [t for t in markup.all("table") if "table--cards" in t["class"]]
    cells = [td for td in markup.all("td") if td.path and any(t in td.path for t in tables) and td.text.strip()]

    assert cells
    assert [td for td in cells if not td.get("data-label")] == []


def test_present_order_and_place_are_announced(markup: Page) -> None:
    assert [th["aria-sort"] for th in markup.with_attribute("aria-sort")] == ["ascending"]
    assert sorted(e["aria-current"] for e in markup.with_attribute("aria-current")) == [
        "page",
        "page",
        "page",
        "page",
        "step",
    ]


def test_a_page_of_two_languages_names_its_own(web_app: Flask) -> None:
    client = web_app.test_client()
    markup = Page(client.get("/components").text)
    [token] = {e["value"] for e in markup.all("input") if e.get("name") == "csrf_token"}
    assert markup.all("html")[0]["lang"] == "ja"

    client.post(
        "/language",
        data={"language": "en", "back": "/components", "csrf_token": token},
        headers={"Referer": "https://localhost/"},
    )

    assert Page(client.get("/components").text).all("html")[0]["lang"] == "en"


def test_style_sheet_and_script_load_nothing_from_elsewhere() -> None:
    for name in ("app.css", "app.js", "favicon.svg"):
        text = (PACKAGE / "static" / name).read_text()
        assert re.findall(r"https?://(?!www\.w3\.org)", text) == []
        assert "innerHTML" not in text


def test_style_sheet_uses_tokens_that_exist() -> None:
    static = PACKAGE / "static"
    text = (static / "app.css").read_text()
    tokens = (static / "vendor/digital-agency-design-tokens/tokens.css").read_text()

    declared = set(re.findall(r"(--[\w-]+)\s*:", text + tokens))

    assert set(re.findall(r"var\((--[\w-]+)", text)) <= declared
