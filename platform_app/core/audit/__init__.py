"""The audit log: who did or saw what, written with the act, sealed, verifiable by anyone who holds an anchor.

Events are rows that only grow. A job seals each tenant's finished rows: Merkle root (RFC 6962) over canonical JSON
(RFC 8785), chained, signed (Ed25519, key outside the database), and appended to an anchors file outside it. So a changed,
removed, added or cut-off row is found, also when the whole chain was rewritten by whoever owns the database.
"""

from platform_app.core.audit.models import AuditEvent, AuditSeal
from platform_app.core.audit.record import changes_of, record, record_apart
from platform_app.core.audit.tasks import init_app

__all__ = ["AuditEvent", "AuditSeal", "changes_of", "init_app", "record", "record_apart"]
