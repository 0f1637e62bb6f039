"""What the tests of this room share."""

from datetime import date, timedelta
from typing import Any

import time_machine
from flask import Flask

from platform_app.core import clock
from tests.support.people import Visitor, visit
from tests.support.world import PASSWORD, Place


def era(name: str, day: date) -> dict[str, str]:
    """The parts of a date as the form sends them."""
    return {
        f"{name}-era": "西暦", f"{name}-year": str(day.year), f"{name}-month": str(day.month), f"{name}-day": str(day.day)
    }  # fmt: skip


def verified(app: Flask, place: Place, name: str) -> Visitor:
    """A browser whose person proved a moment ago, once more, who they are."""
    browser = visit(app, place, name)
    browser.get("/account/verify")
    assert browser.post("/account/verify", {"password": PASSWORD}).status_code == 303
    return browser


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def at_noon(days: int) -> Any:
    """The application's clock at noon in Tokyo, some days from now. The database's own clock does not move."""
    return time_machine.travel(clock.now().replace(hour=3, minute=0) + timedelta(days=days), tick=True)
