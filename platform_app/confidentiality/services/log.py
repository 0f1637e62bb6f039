"""Verifying and exporting the audit log; both stand in it afterwards."""

from typing import IO

from platform_app.confidentiality.queries.log import VERIFIED
from platform_app.core import audit
from platform_app.core.access import Actor
from platform_app.core.audit.anchors import AnchorIndex
from platform_app.core.audit.export import export_log
from platform_app.core.audit.signing import Trust
from platform_app.core.audit.source import DatabaseSource
from platform_app.core.audit.tasks import anchors_path, signer
from platform_app.core.audit.verify import Report, verify
from platform_app.core.directory import tenant_name
from platform_app.extensions import db


def verify_audit_log(actor: Actor) -> Report:
    """Recount and re-root every seal of this tenant's log, and compare with what was anchored outside.

    Works in a session of its own, with bounded memory. The result becomes an event of the log.
    """
    trust, path = Trust(signer().public_key), anchors_path()
    with AnchorIndex([path] if path and path.exists() else [], trust) as index, db.session.session_factory() as session:
        report = verify(actor.tenant_id, DatabaseSource(session, actor.tenant_id), trust, index)
        for problem in index.problems:
            report.add(problem)
    audit.record(
        VERIFIED,
        object_type="audit_seals",
        changes={
            "intact": report.is_intact,
            "seals": report.seals,
            "rows": report.rows,
            "problems": [str(problem) for problem in report.problems[:5]],
        },
    )
    return report


def export_audit_log(actor: Actor, file: IO[bytes]) -> tuple[int, int]:
    """Write the log as JSON lines with seals and signatures; the numbers of seals and rows."""
    audit.record("audit:export", object_type="audit_events")
    with db.session.session_factory() as session:
        return export_log(DatabaseSource(session, actor.tenant_id), tenant_name(actor.tenant_id), signer(), file)
