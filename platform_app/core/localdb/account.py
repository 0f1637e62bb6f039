"""The operating-system account that the server runs as."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from platform_app.core.localdb.errors import LocalDbError

UNPRIVILEGED = ("postgres", "nobody")
"""Tried in this order when we are root. The owner of an existing data folder goes before both."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server; ``switch`` when that is not who we are."""

    uid: int
    gid: int
    switch: bool

    def run(self, command: Sequence[str | Path], *, cwd: Path = Path("/")) -> subprocess.CompletedProcess[str]:
        """Run a command as this account in a bare environment; the caller judges its exit code."""
        words = [str(word) for word in command]
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "LANG": "C"}
        try:
            if not self.switch:
                return subprocess.run(words, check=False, capture_output=True, text=True, cwd=cwd, env=environment)
            return subprocess.run(
                words,
                check=False,
                capture_output=True,
                text=True,
                cwd=cwd,
                env=environment,
                user=self.uid,
                group=self.gid,
                extra_groups=[],
            )
        except FileNotFoundError as error:
            return subprocess.CompletedProcess(words, 127, "", str(error))
        except PermissionError as error:
            return subprocess.CompletedProcess(words, 126, "", str(error))

    def reaches(self, folder: Path) -> bool:
        """Whether this account can enter the folder, asked of the system rather than read off the modes."""
        if not self.switch:
            return os.access(folder, os.X_OK)
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder]).returncode == 0

    def own(self, path: Path) -> None:
        """Hand a file or folder that we made over to this account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def server_account(data: Path | None = None) -> Account:
    """Ourselves, or when we are root: the owner of ``data``, else the first unprivileged user there is."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if data is not None and data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid, switch=True)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise LocalDbError(
        "PostgreSQL does not run as root and neither 'postgres' nor 'nobody' exists here: run this as another user"
    )
