"""Generated pages are up to date, and every message of the interface has its Japanese."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from platform_app.core.permission_table import permission_page

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]")
JAPANESE = ROOT / "platform_app/translations/ja/LC_MESSAGES/messages.po"
SAME_IN_JAPANESE = {"NPO", "DV", "Excel", "FAX", "English", "URL", "PDF"}


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Catalog:
    """The messages as they stand in the code now."""
    target = tmp_path_factory.mktemp("messages") / "messages.pot"
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--mapping-file", "babel.cfg", "--keywords",
         "_l lazy_gettext ngettext:1,2", "--output-file", str(target), "."],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    with target.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def japanese() -> Catalog:
    with JAPANESE.open("rb") as file:
        return read_po(file)


def _texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_every_message_has_its_japanese(source, japanese):
    missing = [
        message.id
        for message in source
        if message.id and (message.id not in japanese or not all(_texts(japanese[message.id].string)))
    ]

    assert missing == []


def test_no_message_is_uncertain_or_left_over(source, japanese):
    assert [message.id for message in japanese if message.id and message.fuzzy] == []
    assert [message.id for message in japanese if message.id and message.id not in source] == []


def test_placeholders_are_the_same_in_both_languages(japanese):
    for message in japanese:
        wanted = {name for text in _texts(message.id) for name in PLACEHOLDER.findall(text)}
        for text in _texts(message.string):
            assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
            if not isinstance(message.id, tuple):
                assert set(PLACEHOLDER.findall(text)) == wanted, message.id


def test_the_japanese_is_japanese(japanese):
    kana_or_kanji = re.compile(r"[぀-ヿ一-鿿々〆]")
    plain = [
        message.id
        for message in japanese
        if message.id
        and not isinstance(message.id, tuple)
        and re.search(r"[A-Za-z]{3}", PLACEHOLDER.sub("", message.id))
        and not kana_or_kanji.search(str(message.string))
        and message.id not in SAME_IN_JAPANESE
    ]

    assert plain == []


def test_the_checks_notice_a_gap(source):
    bare = Catalog()

    assert [message.id for message in source if message.id and message.id not in bare]


def test_the_page_of_permissions_is_up_to_date(app):
    assert (ROOT / "docs/permissions.md").read_text(encoding="utf-8") == permission_page(app), "run `make docs`"
