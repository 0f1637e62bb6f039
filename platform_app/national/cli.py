"""`tsunagi national …`: the installation itself acts, without a user."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.errors import DomainError
from platform_app.core.sheets.files import write_workbook_file
from platform_app.extensions import db
from platform_app.national import services, workbooks

_YEAR = click.option("--fiscal-year", type=int, required=True, help="First calendar year: 2023 is 令和5年度.")


@click.group("national")
def national() -> None:
    """National figures: take a snapshot, write the latest to Excel."""


@national.command("snapshot")
@_YEAR
@with_appcontext
def snapshot_command(fiscal_year: int) -> None:
    """Count all platforms, hide small counts and freeze the figures of a fiscal year."""
    bind_context(db.session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    try:
        snapshot_id = services.take_snapshot(fiscal_year=fiscal_year)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"Snapshot {snapshot_id} of fiscal {fiscal_year} is ready.")


@national.command("export")
@_YEAR
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write (.xlsx).")
@with_appcontext
def export_command(fiscal_year: int, output: Path) -> None:
    """Write the latest ready snapshot of a fiscal year, small counts hidden."""
    bind_context(db.session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    content = workbooks.export_national(fiscal_year)
    if content is None:
        raise click.ClickException(
            f"there is no snapshot of fiscal {fiscal_year}: take one with"
            f' "tsunagi national snapshot --fiscal-year {fiscal_year}"'
        )
    db.session.commit()
    write_workbook_file(output, content)
    click.echo(f"Fiscal {fiscal_year}: written to {output}.")
