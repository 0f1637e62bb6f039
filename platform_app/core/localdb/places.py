"""Where a cluster lies: in the folder asked for, or for root, where the server's account can reach it."""

import hashlib
import os
import stat
from pathlib import Path

from platform_app.core.localdb.account import Account
from platform_app.core.localdb.errors import LocalDbError

STORES = (Path("/var/lib/tsunagi"), Path("/var/tmp/tsunagi"))  # noqa: S108 - owner and mode are checked below


def make_folder(folder: Path) -> None:
    """Make the folder, open to be entered; one clear line when that is not allowed."""
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise LocalDbError(f"{folder}: cannot be made ({error.strerror}); give a folder you may write to") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LocalDbError(f"{folder}: not writable; give a folder you may write to")


def home_of(base: Path, account: Account) -> Path:
    """``base`` itself, or the folder of root's that stands for it because the account cannot enter ``base``."""
    if account.reaches(base):
        return base
    home = store(account) / hashlib.sha256(str(base.resolve()).encode()).hexdigest()[:12]
    make_folder(home)
    return home


def store(account: Account) -> Path:
    """A folder of ours that the account can enter and nobody else can write to."""
    if not account.switch:
        raise LocalDbError("the server's programs or folder cannot be entered by you: check their modes")
    for folder in STORES:
        try:
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        if _only_ours(folder) and account.reaches(folder):
            return folder
    places = " and ".join(str(folder) for folder in STORES)
    raise LocalDbError(f"no folder that PostgreSQL's user can reach: {places} cannot be used")


def _only_ours(folder: Path) -> bool:
    facts = folder.lstat()
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and not facts.st_mode & 0o022
