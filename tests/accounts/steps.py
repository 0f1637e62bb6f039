"""What the tests of accounts share: throwaway people, the mails of the worker, and a look into the tables."""

import email
import re
from contextlib import contextmanager
from email import policy
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Select, func, select

from platform_app.accounts import services
from platform_app.accounts.models import Credential, User, UserStatus
from platform_app.core import clock
from platform_app.core.audit import AuditEvent
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context, new_id
from platform_app.core.jobs import run_worker
from platform_app.extensions import db
from tests.support.world import PASSWORD


@contextmanager
def acting(app: Flask, context: Context):
    """The database as it looks under this context."""
    with app.app_context():
        bind_context(db.session, context)
        yield db.session


LOGIN = Context(INSTALLATION, None, None, DbRole.LOGIN)


def new_person(app: Flask, password: str = PASSWORD) -> tuple[Any, str]:
    """A user of their own for one test: identifier and mail address."""
    user_id = new_id()
    mail = f"{user_id.hex}@people.example"
    with acting(app, LOGIN) as session:
        session.add(User(id=user_id, name="試験 花子", status=UserStatus.ACTIVE, created_at=clock.now()))
        session.flush()
        session.add(Credential(id=user_id, email=mail, email_index=services.mail_index(mail)))
        session.flush()
        services.set_password(user_id, password=password)
        session.commit()
    return user_id, mail


def one(app: Flask, statement: Select[Any]) -> Any:
    """A single value, read in the log-in role."""
    with acting(app, LOGIN) as session:
        return session.scalars(statement).one()


def run_jobs(app: Flask) -> None:
    run_worker(app, once=True)


def mails_to(app: Flask, address: str) -> list[str]:
    """The bodies of the mails in the spool to an address, oldest first."""
    bodies = []
    for path in sorted(Path(app.config["MAIL_SPOOL"]).glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        if message["To"] == address:
            bodies.append(message.get_content())
    return bodies


def link_in(body: str) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", body)
    assert found, body
    return found.group(1)


def audited(app: Flask, action: str, user_id: Any, tenant_id: int = INSTALLATION) -> int:
    """How often an action of or about a user is in the log."""
    with acting(app, Context(tenant_id, None, None, DbRole.AUDITOR)) as session:
        return session.scalar(
            select(func.count())
            .select_from(AuditEvent)
            .where(AuditEvent.action == action, AuditEvent.object_id == str(user_id))
        )
