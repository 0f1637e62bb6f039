"""A database for the module, and people at their seats without the web in between."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from platform_app.core.access import Actor
from platform_app.core.database import bind_context
from platform_app.extensions import db
from tests.support.world import Place, actor_of, as_seat

if TYPE_CHECKING:
    from tests.support.cluster import TestCluster

Seated = Callable[[Place, str], AbstractContextManager[Actor]]


@pytest.fixture(scope="module")
def own_app(cluster: "TestCluster", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a copy of the test world that only this module changes."""
    from tests.support.settings import environment_for  # noqa: PLC0415 - loads the application only when asked for
    from tests.support.template import open_app  # noqa: PLC0415

    urls = cluster.copy_template(f"desk_{uuid.uuid4().hex[:12]}")
    folder: Path = tmp_path_factory.mktemp("desk")
    with open_app(environment_for(urls, folder)) as app:
        yield app
    cluster.drop(urls.name)


@pytest.fixture
def seated(own_app: Flask) -> Seated:
    """``with seated(ALPHA, "desk") as actor``: what is not committed is rolled back at the end."""

    @contextmanager
    def sit(place: Place, name: str) -> Iterator[Actor]:
        with own_app.app_context():
            bind_context(db.session, as_seat(place, name))
            yield actor_of(place, name)
            db.session.rollback()

    return sit
