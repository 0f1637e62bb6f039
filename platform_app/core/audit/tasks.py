"""Periodic work: seal every tenant each minute, keep partitions ahead; and the steps that the commands share."""

from datetime import timedelta
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from platform_app.config import Settings
from platform_app.core.audit import anchors
from platform_app.core.audit.models import AuditSeal
from platform_app.core.audit.seal import Seal, seal_tenant, to_seal
from platform_app.core.audit.signing import Signer
from platform_app.core.crypto import keyring
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.directory import all_tenant_ids
from platform_app.core.jobs import Run, job
from platform_app.extensions import db

MONTHS_AHEAD = 24


def init_app(app: Flask) -> None:
    """Take from the settings where heads are anchored, and the owner's URL that opening an epoch needs."""
    settings: Settings = app.extensions["settings"]
    app.config.update(AUDIT_ANCHORS=settings.anchors, DATABASE_OWNER_URL=settings.database_owner_url)


def signer() -> Signer:
    """The application's signer of seals."""
    return Signer(keyring())


def anchors_path() -> Path | None:
    """Where heads are kept outside the database, if anywhere."""
    path: Path | None = current_app.config.get("AUDIT_ANCHORS")
    return path


def seal_and_anchor(session: Session, tenant_id: int, tail: anchors.Tail | None) -> list[Seal]:
    """Seal one tenant, commit, then anchor; a head that an earlier run left unanchored is made good."""
    made = seal_tenant(session, tenant_id, signer())
    unanchored = _unanchored(session, tenant_id, tail.last(tenant_id)) if tail else []
    session.commit()
    if tail:
        anchors.append(tail.path, map(anchors.seal_line, unanchored))
    return made


def _unanchored(session: Session, tenant_id: int, last: int) -> list[Seal]:
    rows = session.scalars(
        select(AuditSeal).where(AuditSeal.tenant_id == tenant_id, AuditSeal.number > last).order_by(AuditSeal.number)
    )
    return [to_seal(row) for row in rows]


@job("audit.seal", every=timedelta(minutes=1))
def seal_all(run: Run) -> None:
    """Seal every tenant's finished rows."""
    session = db.session()
    path = anchors_path()
    tail = anchors.Tail(path) if path else None
    tenant_ids = list(all_tenant_ids())
    for tenant_id in tenant_ids:
        seal_and_anchor(session, tenant_id, tail)
        run.check()


@job("audit.extend", every=timedelta(days=1))
def extend_partitions(_run: Run) -> None:
    """Create the partitions of the coming months: a missing one would send rows to the default partition."""
    session = db.session()
    bind_context(session, Context(INSTALLATION, None, None, DbRole.AUDITOR))
    session.execute(select(func.audit_extend(MONTHS_AHEAD)))
