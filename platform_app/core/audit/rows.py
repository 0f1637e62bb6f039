"""Reading events in sealing order, and the form in which they are hashed."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select
from sqlalchemy.orm import Session

from platform_app.core.audit.canonical import NotCanonical, canonical
from platform_app.core.audit.models import AuditEvent

BATCH = 1000
COLUMNS = [column.key for column in AuditEvent.__table__.columns]
"""All columns. A null is left out of the hashed form, so a column added later does not change older rows."""


def leaf_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object that is hashed for one row: texts as they are, times in UTC, bytes in hex, xid as text."""
    return {name: _json(name, value) for name, value in row.items() if value is not None}


def leaf_bytes(leaf: Mapping[str, Any]) -> bytes:
    """Canonical form; of a row that cannot have one (so it was not written by us) something that matches no seal."""
    try:
        return canonical(leaf)
    except NotCanonical:
        return b"not canonical"


def stream(session: Session, *where: ColumnElement[bool]) -> Iterator[RowMapping]:
    """Rows in the order of their seal, through a server-side cursor: memory stays bounded."""
    table = AuditEvent.__table__
    query = select(*table.columns).where(*where).order_by(table.c.xid, table.c.id)
    result = session.connection().execute(query, execution_options={"yield_per": BATCH})
    with result:
        yield from result.mappings()


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
