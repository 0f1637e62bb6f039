"""Days and moments of the demo, and identifiers that are the same in every database."""

import random
import uuid
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from platform_app.core import clock

TOKYO = ZoneInfo("Asia/Tokyo")
NAMESPACE = uuid.UUID("7a0b6c1e-5a0e-5b6e-9a55-0c0ffee00001")
HISTORY = (2022, 2023)
"""Fiscal years that are the same in every database."""


def demo_id(*key: object) -> uuid.UUID:
    """The identifier of a row of the demo: same key, same identifier (UUIDv5)."""
    return uuid.uuid5(NAMESPACE, "/".join(str(part) for part in key))


def chance_of(*key: object) -> random.Random:
    """A source of chance of its own for one part of the data, so that parts do not disturb each other."""
    return random.Random("/".join(str(part) for part in key))


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of Japanese time, in UTC."""
    return datetime.combine(day, time(hour, minute), TOKYO).astimezone(ZoneInfo("UTC"))


@cache
def business_day_after(day: date, count: int) -> date:
    """``count`` business days later; 0 gives the day itself or the next business day."""
    if count == 0:
        return day if clock.is_business_day(day) else clock.add_business_days(day, 1)
    return clock.add_business_days(day, count)


@cache
def business_days(start: date, end: date) -> tuple[date, ...]:
    """All business days from start to end, both included."""
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    return tuple(day for day in days if clock.is_business_day(day))
