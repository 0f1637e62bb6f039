"""Counts the SQL statements of a request, so that a list that reads row by row fails its test."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from platform_app.extensions import db


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements run by this application meanwhile."""
    with app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
