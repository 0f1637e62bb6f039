"""`tsunagi db …`: roles and database, and the schema's version."""

import os

import click
from alembic import command
from alembic.config import Config

from platform_app.commands.settings_file import CHECKOUT
from platform_app.core.database.bootstrap import bootstrap

MIGRATIONS = CHECKOUT / "migrations"


@click.group("db")
def database() -> None:
    """Make the roles and the database; bring the schema up to date."""


@database.command("bootstrap")
def bootstrap_command() -> None:
    """Make roles, database and rights once, as the administrator. Safe to run again."""
    bootstrap(_setting("DATABASE_ADMIN_URL"), _setting("DATABASE_URL"), _setting("DATABASE_OWNER_URL"))
    click.echo("Roles, database and rights are in place.")


@database.command("upgrade")
@click.argument("revision", default="head")
def upgrade_command(revision: str) -> None:
    """Bring the schema to REVISION (the newest, unless given), as its owner."""
    _setting("DATABASE_OWNER_URL")
    upgrade_schema(revision)
    click.echo(f"The schema is at {revision}.")


@database.command("downgrade")
@click.argument("revision")
def downgrade_command(revision: str) -> None:
    """Take the schema back to REVISION. What later migrations added is lost."""
    _setting("DATABASE_OWNER_URL")
    command.downgrade(alembic_config(), revision)
    click.echo(f"The schema is at {revision}.")


@database.command("sql")
def sql_command() -> None:
    """Print the SQL of all migrations, without a database: to read, or to lint."""
    command.upgrade(alembic_config(), "head", sql=True)


def upgrade_schema(revision: str = "head") -> None:
    """Run the migrations as the owner named by DATABASE_OWNER_URL."""
    command.upgrade(alembic_config(), revision)


def alembic_config() -> Config:
    """Alembic's settings: only where the migrations lie. Their `env.py` knows the rest."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _setting(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise click.ClickException(f"settings: {name} is missing")
    return value
