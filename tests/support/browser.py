"""Chromium for the browser tests: the system's own, never one that a tool downloads."""

import os
import shutil

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
HOW_TO_GET = "Chromium is missing: `apt-get install chromium fonts-noto-cjk` (make test does so when run as root)"


def chromium() -> str:
    """The path of Chromium; without one the test is skipped, in CI it fails."""
    for name in PROGRAMS:
        if path := shutil.which(name):
            return path
    if os.environ.get("CI") == "true":
        pytest.fail(HOW_TO_GET, pytrace=False)
    pytest.skip(HOW_TO_GET)
