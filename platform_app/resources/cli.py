"""`tsunagi resources …`: the resource list without a browser."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from platform_app.core import clock
from platform_app.core.sheets.files import write_workbook_file
from platform_app.extensions import db
from platform_app.resources import policies, queries, services
from platform_app.resources.sheets import resources_workbook
from platform_app.tenants import queries as tenants_queries
from platform_app.tenants.command_seat import take_seat


@click.group("resources")
def resources() -> None:
    """The resource list."""


@resources.command("export")
@click.option("--tenant", required=True, help="The tenant's slug.")
@click.option("--actor", "mail", required=True, help="Mail address of the person who exports; the log names them.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write (.xlsx).")
@with_appcontext
def export_command(tenant: str, mail: str, output: Path) -> None:
    """Write all resources in use that this person may see to Excel."""
    actor = take_seat(tenant, mail, policies.EXPORT_RESOURCES)
    rows = queries.list_rows(actor, queries.ResourceFilter())
    services.record_export(rows)
    platform = tenants_queries.get_tenant(actor.tenant_id).name
    content = resources_workbook(rows, queries.area_names(rows), platform=platform, as_of=clock.today())
    db.session.commit()
    write_workbook_file(output, content)
    click.echo(f"{len(rows)} resources written to {output}.")
