"""A database of this folder's own, in which both tenants have two years of random work."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.national import numbers
from tests.support.world import ALPHA, BETA

if TYPE_CHECKING:
    from tests.support.cluster import TestCluster, Urls


@pytest.fixture(scope="module")
def busy_db(cluster: "TestCluster") -> Iterator["Urls"]:
    """Alpha has 160 cases, Beta 30: in one breakdowns are shown, in the other totals are small."""
    urls = cluster.copy_template(f"national_{uuid.uuid4().hex[:12]}")
    numbers.fill(urls.admin, ALPHA.tenant_id, cases=160, seed=7)
    numbers.fill(urls.admin, BETA.tenant_id, cases=30, seed=8)
    yield urls
    cluster.drop(urls.name)


@pytest.fixture(scope="module")
def busy_app(busy_db: "Urls", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    from tests.support.settings import environment_for  # noqa: PLC0415 - loads the application only when asked for
    from tests.support.template import open_app  # noqa: PLC0415

    folder: Path = tmp_path_factory.mktemp("national")
    with open_app(environment_for(busy_db, folder)) as app:
        yield app
