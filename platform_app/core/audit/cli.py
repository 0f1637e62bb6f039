"""``tsunagi audit``: seal now, verify (database or export), export, open an epoch after a restore."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import create_engine, text

from platform_app.core.audit import anchors
from platform_app.core.audit.export import FileSource, NotAnExport, export_log
from platform_app.core.audit.signing import Trust
from platform_app.core.audit.source import DatabaseSource
from platform_app.core.audit.tasks import anchors_path, seal_and_anchor, signer
from platform_app.core.audit.verify import Report, verify
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.directory import all_tenant_ids, directory, tenant_name
from platform_app.extensions import db

audit_cli = AppGroup("audit", help="Seal, verify and export the audit log.")


@audit_cli.command("seal")
@click.option("--tenant", help="Only this tenant.")
def seal_command(tenant: str | None) -> None:
    """Seal finished rows now."""
    path = anchors_path()
    tail = anchors.Tail(path) if path else None
    total = sum(len(seal_and_anchor(db.session(), tenant_id, tail)) for tenant_id in _tenant_ids(tenant))
    click.echo(f"{total} seals made")


@audit_cli.command("verify")
@click.option("--tenant", help="Only this tenant.")
@click.option(
    "--file", "export", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Verify an export."
)
@click.option(
    "--anchors",
    "more_anchors",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="Anchors as kept by one of their holders, besides our own.",
)
@click.option("--public-key", multiple=True, help="Trust this key (hex) instead of the present one.")
def verify_command(
    tenant: str | None, export: Path | None, more_anchors: tuple[Path, ...], public_key: tuple[str, ...]
) -> None:
    """Prove that nothing was changed, removed or cut off. Exits 1 and names the place if it was."""
    own = anchors_path()
    try:
        trust = Trust(*(bytes.fromhex(key) for key in public_key)) if public_key else Trust(signer().public_key)
    except ValueError as error:
        raise click.UsageError("--public-key takes 32 bytes in hex") from error
    paths = [*([own] if own and (own.exists() or not export) else []), *more_anchors]
    with anchors.AnchorIndex(_existing_or_due(paths, own), trust) as index:
        problems = list(index.problems)
        for problem in problems:
            click.echo(problem, err=True)
        if not index.given:
            click.echo("no anchors file: a chain rewritten or cut off as a whole cannot be seen", err=True)
        reports = _verify_export(export, trust, index) if export else _verify_database(tenant, trust, index)
        intact = not problems
        for name, report in reports:
            _tell(name, report)
            intact = intact and report.is_intact
    if not intact:
        raise click.exceptions.Exit(1)


@audit_cli.command("export")
@click.option("--tenant", required=True, help="The tenant's slug; installation for tenant 0.")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export_command(tenant: str, output: Path) -> None:
    """Write a tenant's log as a file that ``tsunagi audit verify --file`` verifies offline."""
    (tenant_id,) = _tenant_ids(tenant)
    with output.open("wb") as file:
        seals, rows = export_log(DatabaseSource(db.session(), tenant_id), tenant, signer(), file)
    click.echo(f"{seals} seals, {rows} rows written to {output}")


@audit_cli.command("epoch")
@click.option("--reason", required=True, help="Which backup was restored, and why.")
def epoch_command(reason: str) -> None:
    """After a restore: open a new epoch and say, signed, where each chain continues."""
    url = current_app.config.get("DATABASE_OWNER_URL")
    if not url:
        raise click.UsageError("DATABASE_OWNER_URL is needed")
    engine = create_engine(url)
    with engine.begin() as connection:
        epoch = connection.scalar(
            text(
                "INSERT INTO audit_epochs (epoch, system_identifier, reason)"
                " SELECT (SELECT max(epoch) + 1 FROM audit_epochs), system_identifier, :reason FROM pg_control_system()"
                " RETURNING epoch"
            ),
            {"reason": reason},
        )
    engine.dispose()
    path = anchors_path()
    if path:
        anchors.append(path, [_continuation(tenant_id, reason) for tenant_id in _tenant_ids(None)])
    click.echo(f"epoch {epoch} opened")


def _continuation(tenant_id: int, reason: str) -> dict[str, object]:
    *_earlier, last = [None, *DatabaseSource(db.session(), tenant_id).seals()][-2:]
    number, head = (last.number, last.head) if last else (0, b"")
    return anchors.restored_line(signer(), tenant_id, number, head, reason)


def _existing_or_due(paths: list[Path], own: Path | None) -> list[Path]:
    """Our own file may not exist before the first seal; one that was named must."""
    return [path for path in paths if path != own or path.exists() or _has_seals()]


def _has_seals() -> bool:
    return any(next(DatabaseSource(db.session(), tenant_id).seals(), None) for tenant_id in _tenant_ids(None))


def _tenant_ids(slug: str | None) -> list[int]:
    bind_context(db.session(), Context(INSTALLATION, None, None, DbRole.TENANT))
    if slug is None:
        return list(all_tenant_ids())
    if slug == tenant_name(INSTALLATION):
        return [INSTALLATION]
    tenant_id = directory().find_id(slug)
    if tenant_id is None:
        raise click.ClickException(f"there is no tenant {slug}")
    return [tenant_id]


def _verify_database(slug: str | None, trust: Trust, index: anchors.AnchorIndex) -> Iterator[tuple[str, Report]]:
    tenant_ids = _tenant_ids(slug)
    if slug is None:
        tenant_ids = sorted({*tenant_ids, *index.tenant_ids()})
    names = {tenant_id: tenant_name(tenant_id) for tenant_id in tenant_ids}
    for tenant_id, name in names.items():
        yield name, verify(tenant_id, DatabaseSource(db.session(), tenant_id), trust, index)


def _verify_export(path: Path, trust: Trust, index: anchors.AnchorIndex) -> Iterator[tuple[str, Report]]:
    try:
        source = FileSource(path, trust)
        yield source.name, verify(source.tenant_id, source, trust, index)
    except NotAnExport as error:
        raise click.ClickException(f"{path}: {error}") from error


def _tell(name: str, report: Report) -> None:
    for problem in report.problems:
        click.echo(f"{name}: {problem}", err=True)
    if report.more:
        click.echo(f"{name}: and {report.more} more problems", err=True)
    if report.misplaced:
        click.echo(
            f"{name}: warning: {report.misplaced} rows lie in the default partition; their months get none of their own",
            err=True,
        )
    state = "intact" if report.is_intact else "NOT INTACT"
    click.echo(f"{name}: {report.seals} seals, {report.rows} sealed rows, {report.unsealed} not sealed yet: {state}")
