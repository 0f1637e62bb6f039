"""A tenant's chain as the database has it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, not_, or_, select
from sqlalchemy.orm import Session

from platform_app.core.audit.models import AuditEvent, AuditSeal, Xid8
from platform_app.core.audit.rows import BATCH, in_range, leaves
from platform_app.core.audit.seal import Seal, seal_of
from platform_app.core.database import Context, DbRole, bind_context

TOLD = 5
DEFAULT = "audit_events_default"


class DatabaseSource:
    """Reads through server-side cursors, as the auditor of one tenant."""

    def __init__(self, session: Session, tenant_id: int) -> None:
        self.session = session
        self.tenant_id = tenant_id
        bind_context(session, Context(tenant_id, None, None, DbRole.AUDITOR))

    def seals(self) -> Iterator[Seal]:
        """Seals by number."""
        table = AuditSeal.__table__
        result = self.session.connection().execute(
            select(*(table.c[name] for name in Seal.__dataclass_fields__))
            .where(table.c.tenant_id == self.tenant_id)
            .order_by(table.c.number),
            execution_options={"yield_per": BATCH},
        )
        with result:
            for row in result.mappings():
                yield seal_of({str(name): value for name, value in row.items()})

    def leaves(self, seal: Seal) -> Iterator[Mapping[str, Any]]:
        """The rows of the seal's range as they are now."""
        yield from leaves(self.session, *in_range(self.tenant_id, seal.epoch, seal.xid_from, seal.xid_to))

    def tail(self, last: Seal | None) -> Iterator[Mapping[str, Any]]:
        """The rows newer than the last seal, in hashed form."""
        yield from leaves(self.session, AuditEvent.tenant_id == self.tenant_id, self._is_newer(last))

    def strays(self, covered: Mapping[int, int], last: Seal | None) -> Iterator[str]:
        """Rows of earlier epochs in no seal, and rows that claim a transaction which has not happened."""
        if last is not None:
            sealed = or_(*(and_(AuditEvent.epoch == epoch, AuditEvent.xid < end) for epoch, end in covered.items()))
            for row_id in self._some(AuditEvent.epoch < last.epoch, not_(sealed)):
                yield f"row {row_id} is older than the last seal and in no seal"
        epoch, horizon = self.session.execute(
            select(func.audit_epoch(), func.pg_snapshot_xmax(func.pg_current_snapshot(), type_=Xid8))
        ).one()
        future = or_(AuditEvent.epoch > epoch, and_(AuditEvent.epoch == epoch, AuditEvent.xid >= horizon))
        for row_id in self._some(future):
            if self._is_still_future(row_id):
                yield f"row {row_id} claims a transaction that has not happened"

    def unsealed(self, last: Seal | None) -> int:
        """Rows newer than the last seal."""
        query = select(func.count()).select_from(AuditEvent).where(AuditEvent.tenant_id == self.tenant_id)
        return self.session.scalar(query.where(self._is_newer(last))) or 0

    def misplaced(self) -> int:
        """Rows that lie in the default partition, because their identifier is of no month that has one."""
        query = (
            select(func.count())
            .select_from(AuditEvent)
            .where(
                AuditEvent.tenant_id == self.tenant_id,
                literal_column("audit_events.tableoid::regclass::text") == DEFAULT,
            )
        )
        return self.session.scalar(query) or 0

    def _is_still_future(self, row_id: object) -> bool:
        """Asked again with a younger snapshot: a row committed between two statements is not of the future."""
        xid, horizon = self.session.execute(
            select(AuditEvent.xid, func.pg_snapshot_xmax(func.pg_current_snapshot(), type_=Xid8)).where(
                AuditEvent.tenant_id == self.tenant_id, AuditEvent.id == row_id
            )
        ).one()
        epoch = self.session.scalar(
            select(AuditEvent.epoch - func.audit_epoch()).where(
                AuditEvent.tenant_id == self.tenant_id, AuditEvent.id == row_id
            )
        )
        return bool(xid >= horizon or (epoch or 0) > 0)

    def _is_newer(self, last: Seal | None) -> ColumnElement[bool]:
        if last is None:
            return AuditEvent.epoch >= 0
        return or_(AuditEvent.epoch > last.epoch, and_(AuditEvent.epoch == last.epoch, AuditEvent.xid >= last.xid_to))

    def _some(self, *where: ColumnElement[bool]) -> list[Any]:
        query = select(AuditEvent.id).where(AuditEvent.tenant_id == self.tenant_id, *where)
        return list(self.session.scalars(query.order_by(AuditEvent.id).limit(TOLD)))
