"""Pages: the nation's summary, and each platform's own report."""

from typing import Any, cast

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from platform_app.core import audit, clock
from platform_app.core.access import Scope, access, current_actor
from platform_app.core.database import INSTALLATION
from platform_app.core.jobs import Job
from platform_app.core.sheets.files import workbook_download
from platform_app.core.web.flashes import notify
from platform_app.core.web.formats import fiscal_year as format_fiscal_year
from platform_app.core.web.room import NavItem, Room
from platform_app.extensions import db
from platform_app.national import jobs, labels, policies, queries, services, workbooks
from platform_app.national.indicators import CATALOGUE, Cell
from platform_app.tenants.models import Tenant

national = Room("national", __name__, Scope.INSTALLATION, "/national")
reports = Room("reports", __name__, Scope.TENANT, "/reports")
ROOMS = [national, reports]
NAV = [
    NavItem(10, "national.index", _l("National figures"), policies.VIEW_NATIONAL),
    NavItem(70, "reports.index", _l("Figures"), policies.VIEW_FIGURES),
]
JOBS = (jobs.take_snapshot,)
"""Importing this module registers the room's jobs."""

TILES = ("members", "meetings", "consultations_new", "referrals_sent", "referrals_accepted")
COLUMNS = (
    "members",
    "meetings",
    "attending_people",
    "resources",
    "consultations_new",
    "referrals_sent",
    "referrals_accepted",
)


@national.get("/")
@access(policies.VIEW_NATIONAL)
def index() -> str:
    year = requested_year()
    figures = queries.find_figures(INSTALLATION, year)
    if figures is not None:
        audit.record("national:read", figures.snapshot, changes={"fiscal_year": year})
    return render_template(
        "national/index.html",
        year=year,
        year_links=year_links("national.index", year),
        figures=figures,
        job=queries.find_running_job(INSTALLATION, year),
        failure=queries.find_last_failure(INSTALLATION, year),
        programme=queries.list_programme_years(),
        programme_platforms=queries.count_programme_platforms(up_to=clock.fiscal_year(clock.today())),
        catalogue=CATALOGUE,
        tiles=TILES,
        columns=COLUMNS,
        cell=Cell,
        labels=labels,
    )


@national.post("/snapshots")
@access(policies.TAKE_SNAPSHOT)
def take_snapshot() -> ResponseReturnValue:
    year = requested_year(request.form)
    services.request_snapshot(current_actor, fiscal_year=year)
    db.session.commit()
    notify(_("The snapshot is being taken."), tone="info")
    return redirect(url_for("national.index", **of_year(year)), 303)


@national.get("/jobs/<uuid:job_id>")
@access(policies.VIEW_NATIONAL, subject=queries.get_job)
def show_job(job: Job) -> dict[str, Any]:
    return {"value": job.progress_done, "max": job.progress_total, "finished": job.is_finished}


@national.get("/figures.xlsx")
@access(policies.EXPORT_NATIONAL)
def download_national() -> ResponseReturnValue:
    year = requested_year()
    content = workbooks.export_national(year)
    if content is None:
        abort(404)
    return workbook_download(content, f"tsunagi-national-{year}.xlsx")


@reports.get("/", endpoint="index")
@access(policies.VIEW_FIGURES)
def index_of_platform() -> str:
    year = requested_year()
    cut_off = queries.cut_off(year)
    figures = queries.count_figures(current_actor.tenant_id, year, cut_off)
    audit.record("figures:read", object_type="figures", object_id=year)
    return render_template(
        "national/reports.html",
        year=year,
        year_links=year_links("reports.index", year),
        cut_off=cut_off,
        figures=figures,
        charts=[_chart(figures, *which) for which in CHARTS],
        catalogue=CATALOGUE,
        tiles=TILES,
        cell=Cell,
    )


@reports.get("/figures.xlsx")
@access(policies.EXPORT_FIGURES)
def download_of_platform() -> ResponseReturnValue:
    year = requested_year()
    cut_off = queries.cut_off(year)
    figures = queries.count_figures(current_actor.tenant_id, year, cut_off)
    audit.record("figures:export", object_type="figures", object_id=year)
    tenant = cast(Tenant, g.tenant)
    content = workbooks.tenant_workbook(tenant, year, cut_off, figures)
    return workbook_download(content, f"tsunagi-{tenant.slug}-{year}.xlsx")


CHARTS = (
    ("consultations_new", "topic"),
    ("consultations_new", "channel"),
    ("consultations_new", "age"),
    ("referrals_sent", "answer"),
    ("referrals_not_accepted", "result"),
    ("referrals_closed", "outcome"),
    ("members", "kind"),
    ("meetings", "kind"),
    ("resources", "room"),
)


def requested_year(values: Any = None) -> int:
    """The fiscal year asked for; none given is the present one, one without figures is no page."""
    asked = (request.args if values is None else values).get("fiscal-year", "")
    years = {str(year): year for year in queries.list_fiscal_years()}
    if not asked:
        return clock.fiscal_year(clock.today())
    if asked not in years:
        abort(404)
    return years[asked]


def of_year(year: int) -> dict[str, Any]:
    """The year as it stands in an address."""
    return {"fiscal-year": year}


def year_links(endpoint: str, year: int) -> list[tuple[str, str, bool]]:
    """The years to choose from: words, address, whether it is the one shown."""
    return [
        (format_fiscal_year(choice), url_for(endpoint, **of_year(choice)), choice == year)
        for choice in queries.list_fiscal_years()
    ]


def _chart(figures: dict[Cell, int], key: str, dimension_key: str) -> dict[str, Any]:
    """Title and bars of one breakdown; members that count nothing are left out."""
    indicator = CATALOGUE[key]
    dimension = indicator.dimension(dimension_key)
    bars = [
        (dimension.label(str(cell.member)), value)
        for cell, value in figures.items()
        if cell.indicator == key and cell.dimension == dimension_key and value
    ]
    bars.sort(key=lambda bar: -bar[1])
    return {
        "title": _("%(indicator)s by %(dimension)s", indicator=indicator.name, dimension=dimension.name),
        "heading": dimension.name,
        "unit": indicator.unit,
        "bars": bars,
        "total": figures[indicator.total] if key != "resources" else None,
    }
