"""The two workbooks: the nation's from a snapshot, small counts hidden; a platform's own in full. Always in Japanese."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from platform_app.core import audit, clock
from platform_app.core.database import INSTALLATION
from platform_app.core.sheets import SUPPRESSED, SheetData, SheetSpec, workbook_bytes
from platform_app.national import labels, queries, sheets
from platform_app.national.indicators import CATALOGUE, Cell
from platform_app.national.queries import NationalFigures
from platform_app.national.suppression import Published
from platform_app.tenants.models import Tenant

Row = Mapping[str, Any]


def export_national(fiscal_year: int) -> bytes | None:
    """The workbook of a year's latest snapshot, recorded as an export; None when there is no snapshot."""
    figures = queries.find_figures(INSTALLATION, fiscal_year)
    if figures is None:
        return None
    audit.record("national:export", figures.snapshot, changes={"fiscal_year": fiscal_year})
    return national_workbook(figures)


def national_workbook(figures: NationalFigures) -> bytes:
    """The same bytes for the same snapshot: nothing in it comes from now, or from what was changed since."""
    snapshot = figures.snapshot
    with force_locale("ja"):
        year = clock.era_year(snapshot.fiscal_year)
        kind = str(labels.SNAPSHOT_KINDS[snapshot.kind])
        digest = (snapshot.content_hash or b"").hex()
        subtitle = _("%(year)s, %(kind)s, as of %(day)s", year=year, kind=kind, day=clock.era_date(snapshot.cut_off_on))
        parts = [_summary(figures, subtitle, digest), _programme(figures)]
        parts += [_by_platform(spec, figures, subtitle) for spec in sheets.BY_PLATFORM]
        parts.insert(4, _classes(figures, subtitle))
        parts.append(SheetData(sheets.DEFINITIONS, sheets.definition_rows()))
        info = {
            _("Fiscal year"): f"{year}（{snapshot.fiscal_year}）",
            _("Kind of figures"): kind,
            _("Cut-off"): clock.era_date(snapshot.cut_off_on),
            _("Snapshot taken"): _moment(snapshot.taken_at),
            _("Number of the snapshot"): str(snapshot.id),
            _("Content hash (SHA-256)"): digest,
            _("Platforms counted"): str(len(snapshot.platforms)),
        }
        return workbook_bytes(parts, made_at=snapshot.taken_at, info=info)


def tenant_workbook(tenant: Tenant, fiscal_year: int, cut_off_on: date, figures: Mapping[Cell, int]) -> bytes:
    """A platform's own figures, in full: not for publication."""
    with force_locale("ja"):
        year = clock.era_year(fiscal_year)
        subtitle = _("%(name)s, %(year)s, as of %(day)s", name=tenant.name, year=year, day=clock.era_date(cut_off_on))
        note = _("Counted in full, small numbers included. Do not publish or pass on as it is.")
        parts = [
            SheetData(sheets.TOTALS, _total_rows(figures), notes=[note], subtitle=subtitle),
            SheetData(sheets.BREAKDOWN, _breakdown_rows(figures), notes=[note], subtitle=subtitle),
            SheetData(sheets.DEFINITIONS, sheets.definition_rows()),
        ]
        info = {
            _("Platform"): tenant.name,
            _("Fiscal year"): f"{year}（{fiscal_year}）",
            _("Cut-off"): clock.era_date(cut_off_on),
        }
        return workbook_bytes(parts, made_at=clock.now(), info=info)


def _summary(figures: NationalFigures, subtitle: str, digest: str) -> SheetData:
    rows = []
    for indicator in CATALOGUE.values():
        if indicator.is_summable:
            hidden = figures.left_out(indicator.total)
            rows.append(
                {
                    "name": str(indicator.name),
                    "value": shown(figures.nation, indicator.total),
                    "unit": str(indicator.unit),
                    "shown": len(figures.of_platform) - hidden,
                    "hidden": hidden,
                }
            )
    notes = [*_notes(), _("Content hash (SHA-256): %(hash)s", hash=digest)]
    return SheetData(sheets.SUMMARY, rows, notes=notes, subtitle=subtitle)


def _notes() -> list[str]:
    return [
        _("― hides small counts of persons helped, and the breakdown in which one stands."),
        _("National totals add up the figures shown only; a breakdown need not add up to its total."),
    ]


def _programme(figures: NationalFigures) -> SheetData:
    facts = figures.snapshot.facts
    years = [queries.ProgrammeYear(**year) for year in facts["programme"]]
    rows = [
        {
            "fiscal_year": clock.era_year(year.fiscal_year),
            "total": year.total,
            "prefectures": year.prefectures,
            "municipalities": year.municipalities,
            "second_year": year.second_year,
        }
        for year in years
    ]
    note = _("%(count)s different platforms over all years.", count=facts["programme_platforms"])
    return SheetData(sheets.PROGRAMME, rows, notes=[note])


def _by_platform(spec: SheetSpec, figures: NationalFigures, subtitle: str) -> SheetData:
    rows = [
        {**_facts(platform), **_values(spec, figures.of_platform.get(platform["id"], {}))}
        for platform in figures.snapshot.platforms
    ]
    return SheetData(spec, rows, notes=_notes(), totals=_values(spec, figures.nation), subtitle=subtitle)


def _facts(platform: Mapping[str, Any]) -> dict[str, Any]:
    started_on = platform["started_on"]
    return {**platform, "started_on": date.fromisoformat(started_on) if started_on else None}


def _values(spec: SheetSpec, published: Published) -> dict[str, Any]:
    cells = {column.key: sheets.cell_of(column.key) for column in spec}
    return {key: shown(published, cell) for key, cell in cells.items() if cell is not None and cell in published}


def _classes(figures: NationalFigures, subtitle: str) -> SheetData:
    rows = [
        {**_facts(platform), "class": cell.member, "value": value}
        for platform in figures.snapshot.platforms
        for cell, value in figures.of_platform.get(platform["id"], {}).items()
        if cell.indicator == "members" and cell.dimension == "class"
    ]
    return SheetData(sheets.CLASSES, rows, subtitle=subtitle)


def _total_rows(figures: Mapping[Cell, int]) -> list[Row]:
    return [
        {
            "name": str(indicator.name),
            "value": figures.get(indicator.total),
            "unit": str(indicator.unit),
            "definition": str(indicator.definition),
        }
        for indicator in CATALOGUE.values()
    ]


def _breakdown_rows(figures: Mapping[Cell, int]) -> list[Row]:
    rows: list[Row] = []
    for cell, value in figures.items():
        indicator = CATALOGUE[cell.indicator]
        if cell.dimension is not None and cell.member is not None:
            dimension = indicator.dimension(cell.dimension)
            words = {"dimension": str(dimension.name), "member": str(dimension.label(cell.member))}
            rows.append({"name": str(indicator.name), **words, "value": value, "unit": str(indicator.unit)})
    return rows


def shown(published: Published, cell: Cell) -> Any:
    """The number, ― where it is hidden, nothing where there is none."""
    if cell not in published:
        return None
    value = published[cell]
    return SUPPRESSED if value is None else value


def _moment(at: Any) -> str:
    local = at.astimezone(clock.TOKYO)
    return f"{clock.era_date(local.date())} {local:%H:%M}"
