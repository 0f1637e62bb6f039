"""Sealing: rows whose transaction is older than every running one, in batches, chained and signed."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from platform_app.core import clock
from platform_app.core.audit.canonical import canonical
from platform_app.core.audit.merkle import MerkleTree
from platform_app.core.audit.models import AuditEvent, AuditSeal, Xid8
from platform_app.core.audit.rows import in_range, leaf_bytes, leaves, time_text
from platform_app.core.audit.signing import Signer
from platform_app.core.database import Context, DbRole, bind_context, new_id

BATCH_ROWS = 10_000
"""Rows in one seal, more only when a single transaction wrote more."""
MARK = 4
START = bytes(32)
"""What the first seal of a chain has for its predecessor's head."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal's fields, as stored, exported and signed."""

    tenant_id: int
    number: int
    epoch: int
    xid_from: int
    xid_to: int
    count: int
    root: bytes
    marks: bytes
    previous: bytes
    head: bytes
    sealed_at: datetime
    key_id: str
    signature: bytes

    def expected_head(self) -> bytes:
        """The head that these fields have."""
        return head_of(
            {name: value for name, value in _as_dict(self).items() if name not in ("head", "signature", "marks")},
            self.marks,
        )


def head_of(fields: dict[str, Any], marks: bytes) -> bytes:
    """SHA-256 of the canonical JSON of a seal's fields, its predecessor's head among them."""
    return hashlib.sha256(canonical({**fields, "marks": hashlib.sha256(marks).hexdigest()})).digest()


def seal_of(values: Mapping[str, Any]) -> Seal:
    """The seal that a database row's values make."""
    stored: dict[str, Any] = {
        name: bytes(values[name]) if isinstance(values[name], memoryview) else values[name]
        for name in Seal.__dataclass_fields__
    }
    return Seal(**stored)


def _as_dict(seal: Seal) -> dict[str, Any]:
    return {name: _plain(name, value) for name, value in asdict(seal).items()}


def seal_to_json(seal: Seal) -> dict[str, Any]:
    """For export: bytes in hex, times and transaction numbers as text."""
    return _as_dict(seal)


def seal_from_json(values: dict[str, Any]) -> Seal:
    """A seal as exported; raises ``ValueError``, ``KeyError`` or ``TypeError`` on anything else."""
    read: dict[str, Any] = {name: values[name] for name in ("tenant_id", "number", "epoch", "count", "key_id")}
    read |= {name: bytes.fromhex(values[name]) for name in ("root", "marks", "previous", "head", "signature")}
    read |= {name: int(values[name]) for name in ("xid_from", "xid_to")}
    return Seal(**read, sealed_at=datetime.fromisoformat(values["sealed_at"]))


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return time_text(value)
    return str(value) if name.startswith("xid") else value


def to_seal(row: AuditSeal) -> Seal:
    """The fields of a stored seal."""
    return seal_of({name: getattr(row, name) for name in Seal.__dataclass_fields__})


def seal_tenant(session: Session, tenant_id: int, signer: Signer, batch_rows: int = BATCH_ROWS) -> list[Seal]:
    """Seal what is final of one tenant; the caller commits, then anchors the seals returned.

    Needs READ COMMITTED: the bound is taken by one statement, and the rows are read by later ones, whose snapshots see
    every transaction below that bound. One sealer per tenant at a time (advisory lock); writers are never held up.
    """
    bind_context(session, Context(tenant_id, None, None, DbRole.AUDITOR))
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext('tsunagi.audit_seal'), :tenant)"), {"tenant": tenant_id}
    )
    last = session.scalars(
        select(AuditSeal).where(AuditSeal.tenant_id == tenant_id).order_by(AuditSeal.number.desc()).limit(1)
    ).first()
    before = to_seal(last) if last else None
    current, horizon = session.execute(
        select(func.audit_epoch(), func.pg_snapshot_xmin(func.pg_current_snapshot(), type_=Xid8))
    ).one()
    made: list[Seal] = []
    for epoch in _open_epochs(session, before, current):
        while True:
            seal = _next_seal(session, tenant_id, epoch, before, horizon if epoch == current else None, batch_rows)
            if seal is None:
                break
            before = _store(session, seal, signer)
            made.append(before)
    return made


def _open_epochs(session: Session, before: Seal | None, current: int) -> list[int]:
    """Epochs that may hold unsealed rows: an earlier one ends where the cluster was restored."""
    known = session.scalars(select(text("epoch FROM audit_epochs ORDER BY epoch")))
    first = before.epoch if before else 0
    return [epoch for epoch in known if first <= epoch <= current]


def _next_seal(
    session: Session, tenant_id: int, epoch: int, before: Seal | None, horizon: int | None, batch_rows: int
) -> Seal | None:
    start = before.xid_to if before and before.epoch == epoch else 0
    xids = select(AuditEvent.xid).where(
        AuditEvent.tenant_id == tenant_id, AuditEvent.epoch == epoch, AuditEvent.xid >= start
    )
    if horizon is not None:
        xids = xids.where(AuditEvent.xid < horizon)
    xids = xids.order_by(AuditEvent.xid)
    first = session.scalar(xids.limit(1))
    if first is None:
        return None
    beyond = session.scalar(xids.offset(batch_rows).limit(1))
    if beyond is None:
        newest = session.scalars(xids.order_by(None).order_by(AuditEvent.xid.desc()).limit(1)).one()
        end = horizon or newest + 1
    else:
        end = beyond if beyond > first else beyond + 1
    tree, marks = MerkleTree(), bytearray()
    for row in leaves(session, *in_range(tenant_id, epoch, start, end)):
        marks += tree.add(leaf_bytes(row))[:MARK]
    return Seal(
        tenant_id=tenant_id,
        number=before.number + 1 if before else 1,
        epoch=epoch,
        xid_from=start,
        xid_to=end,
        count=tree.count,
        root=tree.root,
        marks=bytes(marks),
        previous=before.head if before else START,
        head=b"",
        sealed_at=clock.now(),
        key_id="",
        signature=b"",
    )


def _store(session: Session, draft: Seal, signer: Signer) -> Seal:
    fields = {name: getattr(draft, name) for name in Seal.__dataclass_fields__} | {"key_id": signer.key_id}
    head = Seal(**fields).expected_head()
    seal = Seal(**{**fields, "head": head, "signature": signer.sign(head)})
    session.execute(
        insert(AuditSeal.__table__)  # type: ignore[arg-type]  # __table__ is typed as FromClause
        .inline()
        .values(id=new_id(), **{name: getattr(seal, name) for name in Seal.__dataclass_fields__})
    )
    return seal
