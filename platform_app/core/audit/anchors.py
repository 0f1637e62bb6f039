"""The anchors file: signed heads outside the database, one JSON object per line, appended only.

Kinds of line: ``seal`` (a head that exists), ``restored`` (after a restore: the tenant's chain continues from this number and
head, later anchors before this line are void), ``key`` (the present key vouches for an earlier public key after a
rotation of the master key). Every line is signed; a line that nobody trusted signed is reported by verify.
"""

import fcntl
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from platform_app.core.audit.canonical import canonical
from platform_app.core.audit.rows import time_text
from platform_app.core.audit.seal import Seal
from platform_app.core.audit.signing import Signer, Trust, key_id_of


def seal_line(seal: Seal) -> dict[str, Any]:
    """What is anchored of a seal. The signature is over the head, which covers all of it."""
    return {
        "kind": "seal",
        "tenant": seal.tenant_id,
        "number": seal.number,
        "head": seal.head.hex(),
        "sealed_at": time_text(seal.sealed_at),
        "key_id": seal.key_id,
        "signature": seal.signature.hex(),
    }


def statement(signer: Signer, kind: str, **fields: Any) -> dict[str, Any]:
    """A signed line of another kind."""
    line = {"kind": kind, **fields, "key_id": signer.key_id}
    return {**line, "signature": signer.sign(canonical(line)).hex()}


def restored_line(signer: Signer, tenant_id: int, number: int, head: bytes, reason: str) -> dict[str, Any]:
    """After a restore: the chain goes on from here, and what was anchored beyond is void."""
    return statement(signer, "restored", tenant=tenant_id, number=number, head=head.hex(), reason=reason)


def key_line(signer: Signer, earlier_public_key: bytes) -> dict[str, Any]:
    """The present key vouches for an earlier one, so that old seals stay verifiable after a rotation."""
    return statement(signer, "key", public_key=earlier_public_key.hex())


def append(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Append lines durably; several processes may do so at once."""
    data = b"".join(canonical(line) + b"\n" for line in lines)
    if not data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


class Tail:
    """Remembers the last anchored number of each tenant, reading only what was added since."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._last: dict[int, int] = {}

    def last(self, tenant_id: int) -> int:
        """The last anchored number, 0 if none."""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self._offset)
                for raw in file:
                    if not raw.endswith(b"\n"):
                        break
                    self._offset += len(raw)
                    self._note(raw)
        return self._last.get(tenant_id, 0)

    def _note(self, raw: bytes) -> None:
        try:
            line = json.loads(raw)
            if line["kind"] in ("seal", "restored"):
                self._last[int(line["tenant"])] = int(line["number"])
        except (ValueError, KeyError, TypeError):
            return


class AnchorIndex:
    """The anchors of one reading, in a temporary file on disk: memory stays bounded however long the file is."""

    def __init__(self, paths: Iterable[Path], trust: Trust) -> None:
        self.problems: list[str] = []
        self._folder = tempfile.TemporaryDirectory(prefix="tsunagi-anchors-")
        self._db = sqlite3.connect(Path(self._folder.name) / "index")
        self._db.execute(
            "CREATE TABLE heads (tenant INTEGER, number INTEGER, head BLOB, PRIMARY KEY (tenant, number, head))"
        )
        paths = list(paths)
        self.given = bool(paths)
        for path in paths:
            if path.exists():
                _trust_vouched_keys(path, trust)
        for path in paths:
            if not path.exists():
                self.problems.append(f"anchors file {path} is missing")
                continue
            for number, line in _lines(path):
                self._take(path, number, line, trust)
        self._db.commit()

    def heads(self, tenant_id: int, number: int) -> list[bytes]:
        """Anchored heads of a seal: one; more than one means the chain was anchored in two versions."""
        found = self._db.execute("SELECT head FROM heads WHERE tenant = ? AND number = ?", (tenant_id, number))
        return [bytes(head) for (head,) in found]

    def last(self, tenant_id: int) -> int:
        """The highest anchored number, 0 if none."""
        (last,) = self._db.execute("SELECT max(number) FROM heads WHERE tenant = ?", (tenant_id,)).fetchone()
        return last or 0

    def tenant_ids(self) -> list[int]:
        """Tenants that were ever anchored, also those that the database no longer knows."""
        return [tenant for (tenant,) in self._db.execute("SELECT DISTINCT tenant FROM heads ORDER BY tenant")]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._folder.cleanup()

    def _take(self, path: Path, number: int, line: dict[str, Any] | None, trust: Trust) -> None:
        if line is None or not _is_signed(line, trust):
            self.problems.append(f"anchors file {path}, line {number}: not a line with a trusted signature")
            return
        if line["kind"] == "restored":
            self._db.execute(
                "DELETE FROM heads WHERE tenant = ? AND number > ?", (int(line["tenant"]), int(line["number"]))
            )
        if line["kind"] in ("seal", "restored") and line["number"]:
            self._db.execute(
                "INSERT OR IGNORE INTO heads VALUES (?, ?, ?)",
                (int(line["tenant"]), int(line["number"]), bytes.fromhex(line["head"])),
            )


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = json.loads(raw)
            except ValueError:
                line = None
            yield number, line if isinstance(line, dict) else None


def _trust_vouched_keys(path: Path, trust: Trust) -> None:
    """Follow vouching from trusted keys to earlier ones, newest first, until nothing is added."""
    pending = [line for _number, line in _lines(path) if line and line.get("kind") == "key"]
    while True:
        vouched = [line for line in pending if _is_signed(line, trust)]
        new = [line for line in vouched if not trust.knows(key_id_of(bytes.fromhex(line["public_key"])))]
        if not new:
            return
        for line in new:
            trust.add(bytes.fromhex(line["public_key"]))


def _is_signed(line: dict[str, Any], trust: Trust) -> bool:
    try:
        signature = bytes.fromhex(line["signature"])
        if line["kind"] == "seal":
            int(line["tenant"]), int(line["number"])
            return trust.accepts(line["key_id"], signature, bytes.fromhex(line["head"]))
        message = canonical({name: value for name, value in line.items() if name != "signature"})
        return line["kind"] in ("restored", "key") and trust.accepts(line["key_id"], signature, message)
    except (KeyError, TypeError, ValueError):
        return False
