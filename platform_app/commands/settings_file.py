"""`var/demo.env`: the settings of the demo in this checkout, kept for the next start and for other commands."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

import platform_app

CHECKOUT = Path(platform_app.__file__).parents[1]
VAR = CHECKOUT / "var"
DEMO_SETTINGS = VAR / "demo.env"


def read_settings(path: Path = DEMO_SETTINGS) -> dict[str, str]:
    """The settings in the file, or none when there is no file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be read ({error.strerror})") from error
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: value for name, value in pairs}  # noqa: C416 - tells that each line has two parts


def write_settings(settings: Mapping[str, str], path: Path = DEMO_SETTINGS) -> None:
    """Write the file whole or not at all, readable by its owner only: it holds passwords and keys."""
    text = (
        "# Settings of the demo in this checkout, made by `make demo`. Holds its keys: without them its data is lost.\n"
    )
    text += "".join(f"{name}={value}\n" for name, value in settings.items())
    unfinished = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        unfinished.replace(path)
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written ({error.strerror})") from error


def use_demo_settings() -> bool:
    """Without DATABASE_URL, inside the checkout: take the demo's settings, and say so. What is set stays."""
    if os.environ.get("DATABASE_URL") or os.environ.get("TSUNAGI_ENV", "demo") != "demo":
        return False
    if not Path.cwd().is_relative_to(CHECKOUT):
        return False
    settings = read_settings()
    if not settings:
        return False
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    click.echo(f"tsunagi: settings from {DEMO_SETTINGS.relative_to(CHECKOUT)} (the demo)", err=True)
    return True
