"""Reading figures: a tenant's own in full, the nation's from snapshots."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, text

from platform_app.core import clock
from platform_app.core.database import INSTALLATION
from platform_app.core.jobs import Job, JobState
from platform_app.extensions import db
from platform_app.national.indicators import CATALOGUE, Cell
from platform_app.national.models import Snapshot, SnapshotCell, SnapshotState
from platform_app.national.suppression import Published
from platform_app.tenants.models import Area, ProgrammeParticipation, Tenant, TenantStatus

FIRST_FISCAL_YEAR = 2022
"""The platform programme began in fiscal 2022."""
SNAPSHOT_JOB = "national.snapshot"
_COUNT = text("SELECT indicator, dimension, member, value FROM tenant_figures(:tenant, :fiscal_year, :cut_off)")


@dataclass(frozen=True, slots=True)
class NationalFigures:
    """A snapshot with its numbers, as published."""

    snapshot: Snapshot
    nation: Published
    of_platform: Mapping[int, Published]

    def left_out(self, cell: Cell) -> int:
        """Platforms whose number is hidden here, and so not in the nation's."""
        return sum(cell in published and published[cell] is None for published in self.of_platform.values())


@dataclass(frozen=True, slots=True)
class ProgrammeYear:
    """The platform programme in one fiscal year."""

    fiscal_year: int
    prefectures: int
    municipalities: int
    second_year: int

    @property
    def total(self) -> int:
        return self.prefectures + self.municipalities


def list_fiscal_years(today: date | None = None) -> list[int]:
    """The years that figures can be asked for, newest first."""
    return list(range(clock.fiscal_year(today or clock.today()), FIRST_FISCAL_YEAR - 1, -1))


def cut_off(fiscal_year: int, today: date | None = None) -> date:
    """The last day counted: 31 March, or today while the year is running."""
    return min(clock.fiscal_year_bounds(fiscal_year)[1], today or clock.today())


def count_figures(tenant_id: int, fiscal_year: int, cut_off_on: date) -> dict[Cell, int]:
    """A tenant's figures in full, zeros included; the database refuses contexts that may not see them."""
    asked = {"tenant": tenant_id, "fiscal_year": fiscal_year, "cut_off": cut_off_on}
    counted = {Cell(row.indicator, row.dimension, row.member): row.value for row in db.session.execute(_COUNT, asked)}
    figures: dict[Cell, int] = {}
    for indicator in CATALOGUE.values():
        if indicator.is_summable:
            figures |= dict.fromkeys(indicator.cells(), 0)
        figures |= {cell: value for cell, value in sorted(counted.items(), key=str) if cell.indicator == indicator.key}
    return figures


def list_platforms() -> list[dict[str, Any]]:
    """Public facts of every open platform, as a snapshot freezes them."""
    found = db.session.execute(
        select(Tenant, Area.prefecture_name)
        .outerjoin(Area, Area.code == Tenant.code)
        .where(Tenant.id != INSTALLATION, Tenant.status == TenantStatus.OPEN)
        .order_by(func.coalesce(Tenant.code, "999999"), Tenant.id)
    )
    return [
        {
            "id": tenant.id,
            "slug": tenant.slug,
            "name": tenant.name,
            "short_name": tenant.short_name,
            "kind": str(tenant.kind),
            "code": tenant.code,
            "prefecture": prefecture,
            "population": tenant.population,
            "started_on": tenant.started_on.isoformat() if tenant.started_on else None,
        }
        for tenant, prefecture in found
    ]


def find_snapshot(tenant_id: int, fiscal_year: int) -> Snapshot | None:
    """The latest snapshot of a year that is ready."""
    return db.session.scalars(
        select(Snapshot)
        .where(
            Snapshot.tenant_id == tenant_id,
            Snapshot.fiscal_year == fiscal_year,
            Snapshot.state == SnapshotState.READY,
        )
        .order_by(Snapshot.taken_at.desc(), Snapshot.id.desc())
        .limit(1)
    ).first()


def find_figures(tenant_id: int, fiscal_year: int) -> NationalFigures | None:
    """The latest snapshot of a year with its numbers."""
    snapshot = find_snapshot(tenant_id, fiscal_year)
    if snapshot is None:
        return None
    cells: dict[int | None, Published] = defaultdict(dict)
    rows = db.session.execute(
        select(
            SnapshotCell.of_tenant_id,
            SnapshotCell.indicator,
            SnapshotCell.dimension,
            SnapshotCell.member,
            SnapshotCell.value,
        )
        .where(SnapshotCell.tenant_id == tenant_id, SnapshotCell.snapshot_id == snapshot.id)
        .order_by(SnapshotCell.id)
    )
    for of_tenant_id, indicator, dimension, member, value in rows:
        cells[of_tenant_id][Cell(indicator, dimension, member)] = value
    nation = cells.pop(None, {})
    return NationalFigures(snapshot, nation, {key: cells[key] for key in cells if key is not None})


def list_programme_years() -> list[ProgrammeYear]:
    """The programme by fiscal year, oldest first. Participation is a public fact."""
    part = ProgrammeParticipation
    return [
        ProgrammeYear(*row)
        for row in db.session.execute(
            select(
                part.fiscal_year,
                func.count().filter(part.group == "prefecture"),
                func.count().filter(part.group == "municipality"),
                func.count().filter(part.is_second_year),
            )
            .group_by(part.fiscal_year)
            .order_by(part.fiscal_year)
        )
    ]


def count_programme_platforms(up_to: int) -> int:
    """Distinct platforms of the programme up to a fiscal year."""
    part = ProgrammeParticipation
    return db.session.scalar(select(func.count(func.distinct(part.tenant_id))).where(part.fiscal_year <= up_to)) or 0


def programme_facts(fiscal_year: int) -> dict[str, Any]:
    """The programme up to a fiscal year, as a snapshot freezes it."""
    years = [asdict(year) for year in list_programme_years() if year.fiscal_year <= fiscal_year]
    return {"programme": years, "programme_platforms": count_programme_platforms(up_to=fiscal_year)}


def find_running_job(tenant_id: int, fiscal_year: int) -> Job | None:
    """The snapshot of this year that is queued or being taken now."""
    return db.session.scalars(
        select(Job).where(
            Job.tenant_id == tenant_id,
            Job.dedupe_key == dedupe_key(fiscal_year),
            Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
    ).first()


def get_job(tenant_id: int, job_id: uuid.UUID) -> Job | None:
    """A snapshot job by its identifier."""
    found = db.session.get(Job, (tenant_id, job_id))
    return found if found is not None and found.kind == SNAPSHOT_JOB else None


def find_last_failure(tenant_id: int, fiscal_year: int) -> Job | None:
    """The latest snapshot job of the year, if it failed."""
    last = db.session.scalars(
        select(Job)
        .where(Job.tenant_id == tenant_id, Job.dedupe_key == dedupe_key(fiscal_year))
        .order_by(Job.created_at.desc())
        .limit(1)
    ).first()
    return last if last is not None and last.state is JobState.FAILED else None


def dedupe_key(fiscal_year: int) -> str:
    """One snapshot of a year at a time."""
    return f"{SNAPSHOT_JOB}:{fiscal_year}"
