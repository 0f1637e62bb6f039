"""What the head of a page shows of the person signed in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shell:
    """Given to templates as `shell` while someone is signed in; links that are None are not shown."""

    person: str
    logout_url: str
    seat: str | None = None
    seats_url: str | None = None
    account_url: str | None = None
    notices_url: str | None = None
    notices_count: int = 0
