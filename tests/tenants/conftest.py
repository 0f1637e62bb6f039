"""Counting statements, and a clean count of failures for each test."""

import pytest

from tests.accounts.conftest import no_throttle
from tests.support.statements import counted

__all__ = ["no_throttle"]


@pytest.fixture
def count_queries(app):
    """A context manager that lists the statements run inside it."""
    return lambda: counted(app)
