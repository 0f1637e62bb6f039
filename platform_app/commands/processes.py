"""`tsunagi serve` and `tsunagi worker`: the two kinds of process that an installation runs."""

import os
import sys

import click
from flask.cli import ScriptInfo

from platform_app.core.jobs import run_worker


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 256), default=8, show_default=True, help="Threads in each process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the web pages with gunicorn until told to stop."""
    arguments = ["-m", "gunicorn", "platform_app.factory:create_app()"]
    arguments += ["--bind", f"{host}:{port}", "--worker-class", "gthread"]
    arguments += ["--workers", str(workers), "--threads", str(threads), "--timeout", "60", "--graceful-timeout", "20"]
    arguments += ["--no-control-socket", "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - signals then reach gunicorn itself


@click.command("worker")
@click.option("--once", is_flag=True, help="End when nothing is due.")
@click.pass_context
def worker(context: click.Context, once: bool) -> None:
    """Run the jobs: messages, reminders, seals, exports. As many of these processes as are wanted."""
    run_worker(context.ensure_object(ScriptInfo).load_app(), once=once)
