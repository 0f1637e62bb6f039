"""`tsunagi members …`: the register without a browser."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from platform_app.core import clock
from platform_app.core.sheets.files import write_workbook_file
from platform_app.extensions import db
from platform_app.members import policies, services
from platform_app.members.queries import MemberFilter, list_rows
from platform_app.members.sheets import members_workbook
from platform_app.tenants import queries as tenants_queries
from platform_app.tenants.command_seat import take_seat


@click.group("members")
def members() -> None:
    """The register of member organizations."""


@members.command("export")
@click.option("--tenant", required=True, help="The tenant's slug.")
@click.option("--actor", "mail", required=True, help="Mail address of the person who exports; the log names them.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write (.xlsx).")
@with_appcontext
def export_command(tenant: str, mail: str, output: Path) -> None:
    """Write all members that have not left to Excel."""
    actor = take_seat(tenant, mail, policies.EXPORT_MEMBERS)
    rows = list_rows(actor.tenant_id, MemberFilter())
    services.record_export(rows)
    platform = tenants_queries.get_tenant(actor.tenant_id).name
    content = members_workbook(rows, platform=platform, as_of=clock.today())
    db.session.commit()
    write_workbook_file(output, content)
    click.echo(f"{len(rows)} members written to {output}.")
