"""Taking a snapshot: count in each tenant's own context, hide small cells, freeze."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, update

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.audit.canonical import canonical
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context, current_context, new_id
from platform_app.core.errors import Invalid
from platform_app.core.jobs import defer
from platform_app.extensions import db
from platform_app.national import queries
from platform_app.national.models import Snapshot, SnapshotCell, SnapshotKind, SnapshotState
from platform_app.national.suppression import Published, national, suppress

Tell = Callable[[int, int], None]
ROWS_AT_ONCE = 2_000


def request_snapshot(actor: Actor, *, fiscal_year: int) -> uuid.UUID:
    """Queue the snapshot of a year; while one is under way, that one is returned."""
    _check_year(fiscal_year)
    job_id = defer(queries.SNAPSHOT_JOB, {"fiscal_year": fiscal_year}, dedupe_key=queries.dedupe_key(fiscal_year))
    audit.record(
        "national:request-snapshot", object_type="jobs", object_id=job_id, changes={"fiscal_year": fiscal_year}
    )
    return job_id


def take_snapshot(*, fiscal_year: int, taken_by: uuid.UUID | None = None, tell: Tell | None = None) -> uuid.UUID:
    """Count, suppress and freeze the figures of a year, all in the caller's transaction.

    The open snapshot row is what lets ``tenant_figures`` answer a context without a user; it is never committed
    open. Full figures live in this function only: what is written is suppressed, and written as the national role.
    """
    _check_year(fiscal_year)
    before = current_context(db.session)
    nation = Context(INSTALLATION, taken_by, before.seat_id if before else None, DbRole.NATIONAL)
    bind_context(db.session, nation)
    platforms = queries.list_platforms()
    cut_off = queries.cut_off(fiscal_year)
    facts = {"platforms": platforms, **queries.programme_facts(fiscal_year)}
    snapshot_id = _open(fiscal_year, cut_off, facts, taken_by)
    published: dict[int | None, Published] = {}
    for done, platform in enumerate(platforms):
        if tell:
            tell(done, len(platforms))
        bind_context(db.session, Context(platform["id"], None, None, DbRole.TENANT))
        figures = queries.count_figures(platform["id"], fiscal_year, cut_off)
        published[platform["id"]] = suppress(figures, platform["population"])
    bind_context(db.session, nation)
    published[None] = national(list(published.values()))
    _write(snapshot_id, published)
    digest = content_hash(fiscal_year, cut_off.isoformat(), facts, published)
    db.session.execute(
        update(Snapshot)
        .where(Snapshot.tenant_id == INSTALLATION, Snapshot.id == snapshot_id)
        .values(state=SnapshotState.READY, content_hash=digest)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        "national:snapshot",
        object_type="snapshots",
        object_id=snapshot_id,
        changes={"fiscal_year": fiscal_year, "platforms": len(platforms)},
    )
    if before is not None:
        bind_context(db.session, before)
    return snapshot_id


def content_hash(
    fiscal_year: int, cut_off: str, facts: Mapping[str, Any], published: Mapping[int | None, Published]
) -> bytes:
    """SHA-256 over the canonical JSON of everything a reader of the snapshot gets; -1 is the nation, or a hidden value."""
    cells = sorted(
        (-1 if of is None else of, *(part or "" for part in cell), -1 if value is None else value)
        for of, figures in published.items()
        for cell, value in figures.items()
    )
    content = {"fiscal_year": fiscal_year, "cut_off": cut_off, "facts": dict(facts), "cells": cells}
    return hashlib.sha256(canonical(content)).digest()


def _check_year(fiscal_year: int) -> None:
    if fiscal_year not in queries.list_fiscal_years():
        raise Invalid(_("Figures exist from fiscal 2022 up to the present year."), "fiscal_year")


def _open(fiscal_year: int, cut_off_on: date, facts: Mapping[str, Any], taken_by: uuid.UUID | None) -> uuid.UUID:
    snapshot_id = new_id()
    is_over = clock.today() > clock.fiscal_year_bounds(fiscal_year)[1]
    db.session.execute(
        insert(Snapshot).values(
            tenant_id=INSTALLATION,
            id=snapshot_id,
            fiscal_year=fiscal_year,
            kind=SnapshotKind.FINAL if is_over else SnapshotKind.PROVISIONAL,
            state=SnapshotState.BUILDING,
            cut_off_on=cut_off_on,
            taken_at=clock.now(),
            taken_by=taken_by,
            facts=dict(facts),
        )
    )
    return snapshot_id


def _write(snapshot_id: uuid.UUID, published: Mapping[int | None, Published]) -> None:
    rows = [
        {
            "tenant_id": INSTALLATION,
            "id": new_id(),
            "snapshot_id": snapshot_id,
            "of_tenant_id": of,
            "indicator": cell.indicator,
            "dimension": cell.dimension,
            "member": cell.member,
            "value": value,
            "is_hidden": value is None,
        }
        for of, figures in published.items()
        for cell, value in figures.items()
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        db.session.execute(insert(SnapshotCell), rows[start : start + ROWS_AT_ONCE])
