"""One cluster: made on first start, started, found running, stopped."""

import json
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from platform_app.core.localdb.account import Account, server_account
from platform_app.core.localdb.binaries import Binaries, find_binaries, runnable_by
from platform_app.core.localdb.errors import LocalDbError
from platform_app.core.localdb.places import home_of, make_folder

ADMIN = "postgres"
HOST = "127.0.0.1"
CTYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "ja_JP.UTF-8")
"""Tried in turn: Japanese letters must count as letters, or trigram search drops them."""
SETTINGS: Mapping[str, str] = {"timezone": "UTC", "log_timezone": "UTC", "max_connections": "120"}
START_TRIES = 4


@dataclass(frozen=True, slots=True)
class _Record:
    """What is kept beside the data, readable by its owner only."""

    data: str
    port: int
    password: str


class Cluster:
    """A PostgreSQL cluster kept in the folder ``base``.

    ``port`` insists on a port; without it a free one is picked and kept (and changed when another program has
    taken it meanwhile). ``settings`` are server settings for this start.
    """

    def __init__(
        self,
        base: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        binaries: Binaries | None = None,
    ) -> None:
        self.base = base.absolute()
        self._port = port
        self._settings = {**SETTINGS, **(settings or {})}
        self._binaries = binaries
        self._record_file = self.base / "cluster.json"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def admin_url(self) -> str:
        """URL of the superuser, as a libpq URL."""
        record = self._require_record()
        return f"postgresql://{ADMIN}:{record.password}@{HOST}:{record.port}/postgres"

    @property
    def port(self) -> int:
        return self._require_record().port

    @property
    def data(self) -> Path:
        return Path(self._require_record().data)

    @property
    def pid(self) -> int | None:
        """Process id of the running server, or None."""
        record = self._read_record()
        return _server_pid(Path(record.data)) if record else None

    def start(self) -> str:
        """Make the cluster if there is none, start it unless it runs, and return the superuser's URL."""
        make_folder(self.base)
        record = self._read_record()
        account = server_account(Path(record.data) if record else None)
        data = Path(record.data) if record else home_of(self.base, account) / "pgdata"
        programs = runnable_by(self._binaries or find_binaries(), account)
        if record is None or not (data / "PG_VERSION").exists():
            record = self._create(data, programs, account)
        _check_version(data, programs)
        if _server_pid(data):
            return self._adopt(record)
        self._start_server(record, programs, account)
        return self.admin_url

    def stop(self) -> None:
        """Stop the server if it runs: open sessions are ended, everything is written out."""
        record = self._read_record()
        if record is None or not (Path(record.data) / "PG_VERSION").exists() or not _server_pid(Path(record.data)):
            return
        account = server_account(Path(record.data))
        programs = runnable_by(self._binaries or find_binaries(), account)
        reason = ""
        for mode in ("fast", "immediate"):
            answer = account.run([programs.program("pg_ctl"), "stop", "-w", "-t", "30", "-m", mode, "-D", record.data])
            if answer.returncode == 0 or not _server_pid(Path(record.data)):
                return
            reason = _one_line(answer.stderr)
        raise LocalDbError(f"the database in {record.data} does not stop: {reason}")

    def _create(self, data: Path, programs: Binaries, account: Account) -> _Record:
        if data.exists() and any(data.iterdir()):
            raise LocalDbError(f"{data}: not a database folder of ours, and not empty; move it away")
        record = _Record(str(data), self._port or _free_port(), secrets.token_urlsafe(24))
        self._write_record(record)
        unfinished = data.with_name(f".{data.name}-unfinished")
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            account.own(unfinished)
            self._initdb(unfinished, record.password, programs, account)
            unfinished.rename(data)
        except OSError as error:
            raise LocalDbError(f"{data}: cannot be made ({error.strerror})") from error
        return record

    def _initdb(self, data: Path, password: str, programs: Binaries, account: Account) -> None:
        sync = ["--no-sync"] if self._settings.get("fsync") == "off" else []
        with tempfile.NamedTemporaryFile("w", dir=data.parent, prefix=".password-") as password_file:
            password_file.write(password)
            password_file.flush()
            account.own(Path(password_file.name))
            reason = ""
            for ctype in CTYPES:
                answer = account.run(
                    [
                        programs.program("initdb"),
                        *("-D", data, "-U", ADMIN, "--encoding=UTF8", "--locale=C", f"--lc-ctype={ctype}"),
                        *("--auth=scram-sha-256", f"--pwfile={password_file.name}", "--no-instructions", *sync),
                    ],
                    cwd=data.parent,
                )
                if answer.returncode == 0:
                    return
                reason = _one_line(answer.stderr)
                if "locale" not in reason:
                    break
        raise LocalDbError(f"{data}: PostgreSQL could not make its folder: {reason}")

    def _adopt(self, record: _Record) -> str:
        """The server runs already (its starter was killed): use it, on the port that it has."""
        running = _running_port(Path(record.data))
        if self._port and running and running != self._port:
            raise LocalDbError(f"the database in {record.data} runs already, on port {running}")
        if running and running != record.port:
            self._write_record(replace(record, port=running))
        return self.admin_url

    def _start_server(self, record: _Record, programs: Binaries, account: Account) -> None:
        data, reason = Path(record.data), ""
        for attempt in range(START_TRIES):
            record = self._choose_port(record)
            _remove_stale_pid_file(data)
            options = {
                **self._settings,
                "listen_addresses": HOST,
                "port": str(record.port),
                "unix_socket_directories": "",
            }
            log_size = _size(data / "server.log")
            answer = account.run(
                [
                    programs.program("pg_ctl"),
                    *("start", "-w", "-t", "60", "-s", "-D", data, "-l", data / "server.log", "-o"),
                    " ".join(f"-c {name}={value}" for name, value in options.items()),
                ]
            )
            if answer.returncode == 0:
                return
            reason = _log_reason(data / "server.log", log_size) or _one_line(answer.stderr)
            if "in use" not in reason or attempt == START_TRIES - 1:
                break
            time.sleep(0.3 * (attempt + 1))  # the port was just taken, or processes of a killed server still end
        raise LocalDbError(f"the database in {data} does not start: {reason}")

    def _choose_port(self, record: _Record) -> _Record:
        wanted = self._port or record.port
        if not _is_free(wanted):
            if self._port:
                raise LocalDbError(f"port {wanted} is taken by another program: stop it or choose another port")
            wanted = _free_port()
        if wanted != record.port:
            record = replace(record, port=wanted)
            self._write_record(record)
        return record

    def _read_record(self) -> _Record | None:
        try:
            record = _Record(**json.loads(self._record_file.read_text(encoding="utf-8")))
            return replace(record, data=str(self.base / record.data))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise LocalDbError(f"{self._record_file}: cannot be read ({error.__class__.__name__})") from error

    def _require_record(self) -> _Record:
        if record := self._read_record():
            return record
        raise LocalDbError(f"{self.base}: no database has been made here yet")

    def _short(self, data: Path) -> str:
        """Relative while it lies in ``base``, so that the folder can be moved."""
        return str(data.relative_to(self.base)) if data.is_relative_to(self.base) else str(data)

    def _write_record(self, record: _Record) -> None:
        unfinished = self._record_file.with_suffix(".new")
        try:
            unfinished.unlink(missing_ok=True)
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({**asdict(record), "data": self._short(Path(record.data))}, file)
            unfinished.replace(self._record_file)
        except OSError as error:
            raise LocalDbError(f"{self.base}: not writable ({error.strerror})") from error


def _check_version(data: Path, programs: Binaries) -> None:
    made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(programs.major):
        raise LocalDbError(
            f"{data} was made by PostgreSQL {made_by}, but the programs found are version {programs.major}:"
            f" set TSUNAGI_PG_BIN to those of version {made_by}, or move the folder away"
        )


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _server_pid(data: Path) -> int | None:
    """The pid in the lock file, if that process lives and is this folder's server (numbers are used again)."""
    lines = _pid_file(data)
    if not lines or not lines[0].lstrip("-").isdigit():
        return None
    pid = abs(int(lines[0]))
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return pid  # nobody can tell: rather refuse to start than run two servers on one folder
    return pid if str(data) in words else None


def _running_port(data: Path) -> int | None:
    lines = _pid_file(data)
    return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else None


def _remove_stale_pid_file(data: Path) -> None:
    """After a reboot the number may be another process of the same user; PostgreSQL would then refuse to start."""
    if _pid_file(data) and _server_pid(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _log_reason(log: Path, start: int) -> str:
    """The first FATAL line, or the last line, that the server wrote since ``start``."""
    try:
        with log.open(encoding="utf-8", errors="replace") as file:
            file.seek(start)
            lines = [line.strip() for line in file if line.strip()]
    except OSError:
        return ""
    notable = [line for line in lines if "FATAL" in line or "could not bind" in line]
    return _one_line((notable or lines or [""])[0])


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
