"""Migrations go both ways, stand in one line, and end where the models are."""

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unittest import mock

import psycopg2
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.proofs import catalogue

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\d{4}_[a-z]+_[a-z_]+\.py")


@pytest.fixture
def config(empty_db) -> Iterator[Config]:
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    with mock.patch.dict(os.environ, {"DATABASE_OWNER_URL": empty_db.owner}):
        yield made


def test_names_say_number_verb_and_object():
    for path in (ROOT / "migrations/versions").glob("*.py"):
        assert NAME.fullmatch(path.name), path.name


def test_migrations_stand_in_one_line(config):
    script = ScriptDirectory.from_config(config)

    assert len(script.get_heads()) == 1
    numbers = [revision.revision for revision in reversed(list(script.walk_revisions()))]
    assert numbers == sorted(numbers)


def test_up_down_up_leaves_nothing_and_ends_where_the_models_are(config, empty_db):
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    with psycopg2.connect(empty_db.admin) as connection:
        assert [name for name, _on, _forced in catalogue.tables(connection)] == ["alembic_version"]
    command.upgrade(config, "head")

    command.check(config)


def test_the_comparison_notices_a_column_that_the_models_lack(config, empty_db):
    command.upgrade(config, "head")
    with psycopg2.connect(empty_db.owner) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE organizations ADD COLUMN rogue text")

    with pytest.raises(Exception, match="rogue"):
        command.check(config)


RULES = (
    "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    (
        "SELECT proname, pg_get_functiondef(oid), proowner::regrole::text, proacl::text FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND proowner::regrole::text LIKE 'tsunagi%%' ORDER BY 1, 2"
    ),
    (
        "SELECT table_name, column_name, grantee, privilege_type FROM information_schema.column_privileges"
        " WHERE table_schema = 'public' ORDER BY 1, 2, 3, 4"
    ),
)


def test_the_way_back_restores_every_rule(config, empty_db):
    """Policies, triggers, functions and rights before a step are those after the step and back."""
    command.upgrade(config, "0014")
    revisions = [each.revision for each in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]
    for before, after in pairwise(revisions[revisions.index("0014") :]):
        with psycopg2.connect(empty_db.admin) as connection:
            stood = [catalogue.rows(connection, query) for query in RULES]
        command.upgrade(config, after)
        command.downgrade(config, before)
        with psycopg2.connect(empty_db.admin) as connection:
            assert [catalogue.rows(connection, query) for query in RULES] == stood, after
        command.upgrade(config, after)
