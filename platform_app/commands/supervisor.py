"""Runs a few child processes together: one ends, all end; the parent is told to stop, all stop."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import click

PR_SET_PDEATHSIG = 1
PATIENCE = 15.0
KEPT_FROM_CHILDREN = ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL")
"""As in production: web and worker never hold the owner's or the administrator's password."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """We were told to stop (Ctrl-C, or a signal)."""


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into `Stopped`, once; later ones do not disturb the ending."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class Children:
    """Our own subcommands, run as children that end with us, even when we are killed."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str]) -> None:
        self._running[name] = subprocess.Popen(
            [sys.executable, "-m", "platform_app.cli", *arguments],
            env={name: value for name, value in os.environ.items() if name not in KEPT_FROM_CHILDREN},
            start_new_session=True,  # the terminal's Ctrl-C comes to us alone, and we end them in order
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here
        )

    def check(self) -> None:
        """Raise when a child has ended by itself."""
        for name, child in self._running.items():
            if child.poll() is not None:
                raise click.ClickException(f"the {name} has stopped by itself (exit code {child.returncode})")

    def wait(self) -> None:
        """Wait until we are told to stop, or until a child ends by itself, which is a failure."""
        while True:
            self.check()
            time.sleep(0.5)

    def stop(self) -> None:
        """Ask all to end, wait, and kill what has not ended."""
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self._running.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._running.clear()


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
