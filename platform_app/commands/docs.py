"""`tsunagi docs`: pages of docs/ that are generated from the code."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from platform_app.core.permission_table import permission_page


@click.group("docs")
def docs() -> None:
    """Write the generated pages of the documentation."""


@docs.command("permissions")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default="docs/permissions.md", show_default=True
)
@with_appcontext
def permissions(output: Path) -> None:
    """Role by permission, as Markdown."""
    output.write_text(permission_page(current_app._get_current_object()), encoding="utf-8")  # type: ignore[attr-defined]  # noqa: SLF001 - the way to the real application
    click.echo(f"wrote {output}")
