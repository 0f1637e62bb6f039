"""The template database that every test's database is copied from: migrated, with the test world in it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

from flask import Flask

from platform_app.commands.database import upgrade_schema
from platform_app.config import Settings
from platform_app.extensions import db
from platform_app.factory import create_app
from tests.support import world


def build_template(environment: Mapping[str, str]) -> None:
    """Migrate to the newest version and build the test world (two tenants and their people)."""
    with mock.patch.dict(os.environ, environment):
        upgrade_schema()
    with open_app(environment) as app, app.app_context():
        world.build(db.session)
        db.session.commit()


@contextmanager
def open_app(environment: Mapping[str, str]) -> Iterator[Flask]:
    """The application with these settings; its connections are closed at the end, so its database can be dropped."""
    app = create_app(Settings.from_env(environment))
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
