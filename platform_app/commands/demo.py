"""`tsunagi demo …`: the whole system on this machine, with its own database and invented data."""

import base64
import fcntl
import os
import secrets
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import click
import psycopg2
from flask.cli import ScriptInfo

from platform_app.commands.database import upgrade_schema
from platform_app.commands.settings_file import (
    DEMO_SETTINGS,
    VAR,
    read_settings,
    use_demo_settings,
    write_settings,
)
from platform_app.commands.supervisor import Children, Stopped, stop_signals
from platform_app.core.database.bootstrap import MAINT, bootstrap, libpq_url
from platform_app.core.localdb import Cluster
from platform_app.core.localdb.places import make_folder
from seed.demo import run as seed_demo

DATABASE = "tsunagi"
HOST = "127.0.0.1"
READY_WITHIN = 90.0
ACCOUNTS = """\
Tsunagi runs at {url}    (Ctrl-C stops everything; the data stays in {var})

  Password of every account: tsunagi-demo
  Cabinet office     cabinet@national.example
  Operator           operator@national.example
  Each platform      secretariat@  desk@  npo@  bank@  council@  auditor@   followed by one of
                     tottori-city.example  mihara-city.example  ehime.example  gifu.example
                     yamagata-city.example  hirakata-city.example  kitakyushu-city.example
"""


@dataclass(frozen=True, slots=True)
class _Urls:
    app: str
    owner: str
    admin: str | None


@click.group("demo")
def demo() -> None:
    """The demo in this checkout."""


@demo.command("seed")
@click.pass_context
def seed_command(context: click.Context) -> None:
    """Fill an empty database with the demo's data."""
    use_demo_settings()
    urls = _given_urls()
    if urls is None:
        raise click.ClickException("settings: DATABASE_URL is missing (`make demo` makes a database of its own)")
    click.echo("Demo data is in." if _seed_if_empty(context, urls) else "There is data already; nothing was changed.")


@demo.command("up")
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True)
@click.pass_context
def up(context: click.Context, port: int) -> None:
    """Start database, web and worker, and stop them on Ctrl-C. The first start makes the data."""
    with stop_signals(), _alone():
        _require_free(port)
        try:
            _run(context, port)
        except Stopped:
            click.echo("\nStopped.")


def _run(context: click.Context, port: int) -> None:
    given = _given_urls()
    settings = _lasting_settings(port, own_cluster=given is None)
    with Cluster(VAR) if given is None else nullcontext() as cluster:
        urls = given or _urls_of(cluster)
        settings |= {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
        settings |= {"DATABASE_ADMIN_URL": urls.admin} if urls.admin else {}
        os.environ.update(settings)
        if urls.admin:
            bootstrap(urls.admin, urls.app, urls.owner)
        write_settings(settings)
        upgrade_schema()
        _seed_if_empty(context, urls)
        _serve(port)


def _serve(port: int) -> None:
    url = f"http://{HOST}:{port}"
    children = Children()
    try:
        children.start("web server", ["serve", "--host", HOST, "--port", str(port)])
        children.start("worker", ["worker"])
        _wait_until_ready(children, url)
        click.echo(ACCOUNTS.format(url=url, var=VAR))
        children.wait()
    finally:
        children.stop()


def _lasting_settings(port: int, *, own_cluster: bool) -> dict[str, str]:
    """Keys and folders of the last start, or new ones; what the environment names goes first."""
    kept = read_settings()
    if own_cluster and not kept and (VAR / "pgdata").exists():
        raise click.ClickException(
            f"{DEMO_SETTINGS} is gone, and the data in {VAR} needs its key: restore it, or remove var"
        )
    make_folder(VAR)
    fresh = {
        "TSUNAGI_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "TSUNAGI_ANCHORS": str(VAR / "anchors.jsonl"),
        "TSUNAGI_BLOBS": str(VAR / "blobs"),
        "TSUNAGI_MAIL_SPOOL": str(VAR / "mail"),
    }
    lasting = {name: os.environ.get(name) or kept.get(name) or value for name, value in fresh.items()}
    settings = {"TSUNAGI_ENV": "demo", **lasting, "PORT": str(port)}
    if not kept:
        write_settings(settings)
    return settings


def _given_urls() -> _Urls | None:
    """The URLs of a database that the environment names, in place of one of our own."""
    app = os.environ.get("DATABASE_URL")
    if not app:
        return None
    owner = os.environ.get("DATABASE_OWNER_URL")
    if not owner:
        raise click.ClickException("settings: DATABASE_OWNER_URL is missing beside DATABASE_URL")
    return _Urls(app, owner, os.environ.get("DATABASE_ADMIN_URL") or None)


def _urls_of(cluster: Cluster | None) -> _Urls:
    """New passwords at every start; bootstrap sets them."""
    if cluster is None:
        raise click.ClickException("settings: DATABASE_URL is missing")
    place = f"{HOST}:{cluster.port}/{DATABASE}"
    app, owner = (
        f"postgresql://{role}:{secrets.token_urlsafe(24)}@{place}" for role in ("tsunagi_app", "tsunagi_owner")
    )
    return _Urls(app, owner, cluster.admin_url)


def _seed_if_empty(context: click.Context, urls: _Urls) -> bool:
    if not _is_empty(urls.owner):
        return False
    click.echo("Making the demo data (once; it takes a little) …", err=True)
    with context.ensure_object(ScriptInfo).load_app().app_context():
        seed_demo()
    return True


def _is_empty(owner_url: str) -> bool:
    """Whether there is no tenant yet. Forced row-level security blinds the owner, so it asks as `tsunagi_maint`."""
    connection = psycopg2.connect(libpq_url(owner_url))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {MAINT}")
            cursor.execute("SELECT NOT EXISTS (SELECT FROM tenants WHERE id <> 0)")
            row = cursor.fetchone()
            return bool(row and row[0])
    finally:
        connection.close()


def _wait_until_ready(children: Children, url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        children.check()
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            raise click.ClickException(f"the web server answers with {error.code}") from error
        except OSError:
            time.sleep(0.1)
    raise click.ClickException("the web server does not answer")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} cannot be used ({error.strerror}): set PORT to another one"
            ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """Only one demo at a time in a checkout."""
    make_folder(VAR)
    try:
        file = (VAR / "demo.lock").open("w")
    except OSError as error:
        raise click.ClickException(f"{VAR}: not writable ({error.strerror})") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException("the demo of this checkout runs already") from error
        yield
