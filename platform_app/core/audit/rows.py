"""Reading events in sealing order, and the form in which they are hashed.

A null is left out of the hashed form, so a column added later does not change older rows.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from platform_app.core.audit.canonical import NotCanonical, canonical
from platform_app.core.audit.models import AuditEvent

BATCH = 1000


def leaf_bytes(leaf: Mapping[str, Any]) -> bytes:
    """Canonical form; of a row that cannot have one (so it was not written by us) something that matches no seal."""
    try:
        return canonical(leaf)
    except NotCanonical:
        return b"not canonical"


def leaves(session: Session, *where: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """Rows in their hashed form and in the order of their seal: texts as they are, times in UTC, bytes in hex.

    Read through a server-side cursor: memory stays bounded.
    """
    table = AuditEvent.__table__
    query = select(*table.columns).where(*where).order_by(table.c.xid, table.c.id)
    result = session.connection().execute(query, execution_options={"yield_per": BATCH})
    with result:
        for row in result.mappings():
            yield {str(name): _json(str(name), value) for name, value in row.items() if value is not None}


def in_range(tenant_id: int, epoch: int, xid_from: int, xid_to: int) -> tuple[ColumnElement[bool], ...]:
    """Condition for the rows that one seal covers."""
    return (
        AuditEvent.tenant_id == tenant_id,
        AuditEvent.epoch == epoch,
        AuditEvent.xid >= xid_from,
        AuditEvent.xid < xid_to,
    )


def time_text(value: datetime) -> str:
    """RFC 3339 in UTC with microseconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _json(name: str, value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if name == "xid":
        return str(value)
    return value
