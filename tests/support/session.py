"""The folder of a test session: named after its first process, stopped and removed at its end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platform_app.core.localdb import Cluster

PREFIX = "tsunagi-tests"


@contextmanager
def open_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder that every user may enter: pytest's own are closed, also to the server's user."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def session_folder(session_pid: int) -> Path:
    """Where the session of this process keeps its server. A plain name in the temporary folder: others can enter it."""
    return Path(tempfile.gettempdir()) / f"{PREFIX}-{os.geteuid()}-{session_pid}"


def end_session(session_pid: int) -> None:
    """Stop the server and remove its folder."""
    _remove(session_folder(session_pid))


def sweep() -> None:
    """Remove what killed sessions of ours left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}-{os.geteuid()}-*"):
        pid = folder.name.rpartition("-")[2]
        if pid.isdigit() and not _lives(int(pid)):
            _remove(folder)


def _remove(folder: Path) -> None:
    if folder.is_dir() and folder.lstat().st_uid == os.geteuid():
        Cluster(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
