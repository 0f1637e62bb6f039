"""The main job in a real browser, in Japanese: desk, member on a phone, the tenant's Excel, the national workbook."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from platform_app.core import clock
from tests.support.live import served
from tests.support.settings import environment_for
from tests.support.world import ALPHA, NATION, PASSWORD

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SECRET = "配達のときに様子が気になると言われた（架空）"


@pytest.fixture
def environment_of_own(fresh_db, tmp_path) -> dict[str, str]:
    return environment_for(fresh_db, tmp_path)


@pytest.fixture
def site(environment_of_own, tmp_path) -> Iterator[str]:
    with served(environment_of_own, tmp_path / "server.log") as url:
        yield url


@pytest.fixture
def sign_in(browser: Browser, site: str) -> Iterator[Callable[[str, dict[str, int]], Page]]:
    """Open a browser window of its own in which someone is signed in; complaints of the browser fail the test."""
    complaints: list[str] = []
    windows = []

    def open_window(mail: str, size: dict[str, int]) -> Page:
        window = browser.new_context(
            base_url=site, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=size, accept_downloads=True
        )
        windows.append(window)
        page = window.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.fill("#email", mail)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(re.compile(r"/(t|national|operator)/"))
        return page

    yield open_window
    for window in windows:
        window.close()
    assert complaints == []


def enter_date(page: Page, name: str, year: int, month: int, day: int) -> None:
    page.select_option(f"#{name}-era", "令和")
    for part, value in (("year", year - 2018), ("month", month), ("day", day)):
        page.fill(f"#{name}-{part}", str(value))


def sheet_with(content: bytes, heading: str) -> list[list[object]]:
    """Rows of the first データ sheet that has the heading."""
    book = load_workbook(io.BytesIO(content))
    for name in book.sheetnames:
        rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
        if name.startswith("データ") and rows and heading in [str(value) for value in rows[0]]:
            return rows
    raise AssertionError(f"{heading} is on no データ sheet of {book.sheetnames}")


def figure_in_excel(page: Page, label: str) -> int:
    """What the tenant's Excel says of an indicator, in the present fiscal year."""
    page.goto(ALPHA.url("/reports/"))
    with page.expect_download() as download:
        page.click("a[href*='figures.xlsx']")
    rows = sheet_with(Path(download.value.path()).read_bytes(), "項目")
    for row in rows[1:]:
        if row[rows[0].index("項目")] == label:
            return int(str(row[rows[0].index("数")]))
    raise AssertionError(f"{label} is not in {[row[0] for row in rows]}")


def take_case(page: Page) -> None:
    """The desk takes a consultation on one screen."""
    page.goto(ALPHA.url("/cases/new"))
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.select_option("#channel", "phone")
    page.fill("#name", "架空 花子")
    page.fill("#name_kana", "カクウ ハナコ")
    page.fill("#phone", "0857-00-0123")
    page.check("input[name=topics][value=loneliness]")
    page.check("input[name=main_topic][value=loneliness]")
    page.fill("#situation", SECRET)
    tomorrow = clock.add_business_days(clock.today(), 1)
    enter_date(page, "next_contact_on", tomorrow.year, tomorrow.month, tomorrow.day)
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).to_contain_text(f"{ALPHA.word[0]}-R")


def record_consent(page: Page) -> None:
    page.goto(f"{page.url}/consents/new")
    page.select_option("#means", "oral")
    page.check(f"input[name=recipients][value='{ALPHA.id('organization.npo')}']")
    page.check("input[name=purposes][value=support]")
    for field in ("name", "phone", "situation"):
        page.check(f"input[name=fields][value={field}]")
    page.click("main form button[type=submit]")


def hand_on(page: Page) -> str:
    """Choose the resource, name consent and fields, send; returns the referral's number."""
    page.click("a[href*='/referrals/new/']")
    page.click(f"a[href*='{ALPHA.id('resource.npo')}']")
    page.fill("#request", "週に一度の居場所への参加をお願いします。")
    page.check("input[name=basis][value=consent]")
    page.select_option("#consent_id", index=1)
    for field in ("name", "phone"):
        page.check(f"input[name=fields][value={field}]")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("送付済")
    return page.locator("h1").inner_text().strip()


def answer_on_the_phone(page: Page, number: str) -> None:
    """Accept and report the outcome at 390 px; nothing runs over the edge."""
    page.goto(ALPHA.url("/referrals"))
    page.click(f"a:has-text('{number}')")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.locator("main")).not_to_contain_text(SECRET)
    page.click("button:has-text('受け入れる')")
    expect(page.locator("main")).to_contain_text("受入")
    expect(page.locator("main")).to_contain_text("架空 花子")
    expect(page.locator("main")).not_to_contain_text(SECRET)
    page.click("a[href$='/report']")
    page.check("input[name=outcome][value=connected_continuing]")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("終結")


def test_from_the_desk_to_the_nation(sign_in, environment_of_own, tmp_path):
    secretariat = sign_in(ALPHA.mail("secretariat"), DESKTOP)
    sent, accepted = (figure_in_excel(secretariat, label) for label in ("送付したつなぎ", "受け入れられたつなぎ"))

    desk = sign_in(ALPHA.mail("desk"), DESKTOP)
    take_case(desk)
    record_consent(desk)
    number = hand_on(desk)
    answer_on_the_phone(sign_in(ALPHA.mail("member"), PHONE), number)

    assert figure_in_excel(secretariat, "送付したつなぎ") == sent + 1
    assert figure_in_excel(secretariat, "受け入れられたつなぎ") == accepted + 1
    desk.reload()
    expect(desk.locator("main")).to_contain_text("終結")
    _national_workbook(sign_in(NATION.mail("cabinet"), DESKTOP), environment_of_own)


def _national_workbook(page: Page, environment: dict[str, str]) -> None:
    """A new snapshot; its workbook opens, counts the meeting in full, and hides the small number of consultations."""
    page.goto("/national/")
    page.click("main form button:has-text('集計を確定する')")
    subprocess.run(
        [sys.executable, "-m", "platform_app.cli", "worker", "--once"],
        env={**os.environ, **environment}, check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    page.goto("/national/")
    expect(page.locator("main")).to_contain_text("―")
    with page.expect_download() as download:
        page.click("a[href*='figures.xlsx']")
    rows = sheet_with(Path(download.value.path()).read_bytes(), "新規相談")
    heading = [str(value) for value in rows[0]]
    ours = next(row for row in rows[1:] if ALPHA.word in str(row))
    assert ours[heading.index("新規相談")] == "―"
    assert ours[heading.index("構成団体")] == 2


def test_a_declined_referral_comes_back_to_the_desk(sign_in):
    """The other way out: declined with a reason on the phone, and the desk is told what to do next."""
    member = sign_in(ALPHA.mail("member"), PHONE)
    path = ALPHA.url(f"/referrals/{ALPHA.id('referral')}")
    member.goto(path)
    member.click("a[href$='/decline']")
    member.check("input[name=code][value=no_capacity]")
    member.click("main form button[type=submit]")
    expect(member.locator("main")).to_contain_text("受入不可")

    desk = sign_in(ALPHA.mail("desk"), DESKTOP)
    desk.goto(path)

    expect(desk.locator("main")).to_contain_text("受入不可")


def test_what_was_typed_is_not_lost_when_something_is_missing(sign_in):
    desk = sign_in(ALPHA.mail("desk"), DESKTOP)
    desk.goto(ALPHA.url("/cases/new"))
    desk.fill("#situation", SECRET)
    desk.evaluate("document.querySelector('main form').noValidate = true")
    desk.click("main form button[type=submit]")

    expect(desk.locator("#situation")).to_have_value(SECRET)
    expect(desk.locator(".summary, [role=alert], .error-summary").first).to_be_visible()
