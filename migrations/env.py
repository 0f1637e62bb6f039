"""Alembic's entry: migrate as ``tsunagi_owner``, one transaction for each migration."""

import importlib
import os

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.dialects.postgresql.base import ischema_names

from platform_app.config import driver_url
from platform_app.core.audit.models import Xid8
from platform_app.core.database import Base

ROOMS = (
    "core.crypto", "core.audit", "core.jobs", "core.notices", "accounts", "tenants", "members", "resources", "cases",
    "confidentiality", "referrals", "meetings", "national",
)  # fmt: skip


LIMITS = {"lock_timeout": "10s", "statement_timeout": "15min"}
"""A migration that cannot get its lock gives up, so that it does not hold up everyone who waits behind it."""

ischema_names["xid8"] = Xid8


def load_models() -> None:
    """Fill ``Base.metadata`` with every table, so that a comparison finds all of them."""
    for room in ROOMS:
        importlib.import_module(f"platform_app.{room}" if room.startswith("core.") else f"platform_app.{room}.models")


def migrate() -> None:
    load_models()
    if context.is_offline_mode():
        _write_sql()
        return
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    url = context.config.get_main_option("sqlalchemy.url") or os.environ["DATABASE_OWNER_URL"]
    engine = create_engine(driver_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        _run(connection)
    engine.dispose()


def _write_sql() -> None:
    """Print the statements in place of running them: what `make lint` reads."""
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, transaction_per_migration=True)
    for name, value in LIMITS.items():
        context.execute(f"SET {name} = '{value}'")
    with context.begin_transaction():
        context.run_migrations()


def _run(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        include_name=_is_ours,
    )
    with context.begin_transaction():
        for name, value in LIMITS.items():
            context.execute(f"SET {name} = '{value}'")
        context.run_migrations()


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    """Partitions of the audit log are made by month; the models know only their parent."""
    return not (kind == "table" and str(name).startswith("audit_events_"))


migrate()
