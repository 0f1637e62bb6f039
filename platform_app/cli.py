"""The `tsunagi` command. An error is one line on stderr; exit code 2 for wrong usage, 1 for any other failure."""

import os
import sys
import traceback
from typing import NoReturn

import click
from flask import Flask
from flask.cli import ScriptInfo

from platform_app.commands.database import database
from platform_app.commands.demo import demo
from platform_app.commands.docs import docs
from platform_app.commands.processes import serve, worker
from platform_app.commands.settings_file import use_demo_settings
from platform_app.config import Settings
from platform_app.core.audit.cli import audit_cli
from platform_app.factory import create_app
from platform_app.members.cli import members
from platform_app.national.cli import national
from platform_app.resources.cli import resources
from platform_app.tenants.cli import tenants, users

COMMANDS: tuple[click.Command, ...] = (
    audit_cli,
    database,
    demo,
    docs,
    members,
    national,
    resources,
    serve,
    tenants,
    users,
    worker,
)
"""Every command and command group; a room brings its own in its `cli.py`."""


@click.group(name="tsunagi", commands=COMMANDS)
@click.pass_context
def tsunagi(context: click.Context) -> None:
    """Runs and tends a Tsunagi installation. Settings come from the environment (see README)."""
    if context.invoked_subcommand != demo.name:
        use_demo_settings()


def main() -> None:
    """Entry point of the console script."""
    try:
        code = tsunagi.main(prog_name="tsunagi", standalone_mode=False, obj=ScriptInfo(create_app=_create_app))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", 1)
    except Exception as error:  # noqa: BLE001 - whatever it is, the promise is one line and exit code 1
        if os.environ.get("TSUNAGI_TRACEBACK"):
            traceback.print_exc()
        _fail(str(error) or type(error).__name__, 1)
    sys.exit(code if isinstance(code, int) else 0)


def _create_app() -> Flask:
    return create_app(Settings.from_env())


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"tsunagi: {' '.join(message.split())}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
