"""Counting statements, and a clean count of failures for each test."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from platform_app.extensions import db
from tests.accounts.conftest import no_throttle

__all__ = ["no_throttle"]


@pytest.fixture
def count_queries(app):
    """A context manager that lists the statements run inside it."""

    @contextmanager
    def counting():
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
