"""Tests come from one address: each begins with a clean count of failures."""

import pytest

from platform_app.accounts.models import LoginThrottle
from tests.accounts.steps import LOGIN, acting


@pytest.fixture(autouse=True)
def no_throttle(app):
    with acting(app, LOGIN) as session:
        session.query(LoginThrottle).delete()
        session.commit()
