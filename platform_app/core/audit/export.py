"""A tenant's log as one file that can be verified offline: JSON lines, each seal followed by its rows.

Lines: ``header``; ``seal`` and its ``event`` rows, in order; the ``event`` rows not sealed yet; a signed ``end`` with the counts
and the SHA-256 of all lines before it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from platform_app.core.audit.anchors import statement
from platform_app.core.audit.canonical import canonical
from platform_app.core.audit.seal import Seal, seal_from_json, seal_to_json
from platform_app.core.audit.signing import Signer, Trust
from platform_app.core.audit.source import DatabaseSource

FORMAT = 1


class NotAnExport(ValueError):
    """The file is not an export of the audit log, or was cut or changed so that it cannot be read."""


def export_log(source: DatabaseSource, name: str, signer: Signer, file: IO[bytes]) -> tuple[int, int]:
    """Write the export; the numbers of seals and rows."""

    digest = hashlib.sha256()

    def put(line: Mapping[str, Any]) -> None:
        data = canonical(line) + b"\n"
        digest.update(data)
        file.write(data)

    put(
        {
            "kind": "header",
            "format": FORMAT,
            "tenant": source.tenant_id,
            "name": name,
            "public_key": signer.public_key.hex(),
        }
    )
    seals = rows = 0
    last: Seal | None = None
    for seal in source.seals():
        put({"kind": "seal", **seal_to_json(seal)})
        for leaf in source.leaves(seal):
            put({"kind": "event", "row": leaf})
            rows += 1
        seals, last = seals + 1, seal
    for leaf in source.tail(last):
        put({"kind": "event", "row": leaf})
        rows += 1
    put(statement(signer, "end", tenant=source.tenant_id, seals=seals, rows=rows, sha256=digest.hexdigest()))
    return seals, rows


class FileSource:
    """Reads an export, once, from beginning to end. Raises ``NotAnExport``."""

    def __init__(self, path: Path, trust: Trust) -> None:
        self._lines = self._read(path)
        self._trust = trust
        self._held: dict[str, Any] | None = None
        self._counted = {"seals": 0, "rows": 0}
        self._digest = ""
        self._tail = 0
        self._end: dict[str, Any] | None = None
        header = self._take()
        if header is None or header.get("kind") != "header" or header.get("format") != FORMAT:
            raise NotAnExport("not an export of the audit log")
        self.tenant_id = int(header["tenant"])
        self.name = str(header["name"])

    def seals(self) -> Iterator[Seal]:
        """Seals by number; rows must be read between them."""
        while (line := self._take()) is not None:
            if line["kind"] != "seal":
                self._held = line
                return
            self._counted["seals"] += 1
            try:
                yield seal_from_json(line)
            except (KeyError, TypeError, ValueError) as error:
                raise NotAnExport(f"seal {self._counted['seals']} cannot be read") from error

    def leaves(self, seal: Seal) -> Iterator[Mapping[str, Any]]:
        """The rows after a seal that claim its range."""
        while (line := self._take()) is not None:
            row = line.get("row")
            if line["kind"] != "event" or not isinstance(row, dict) or not _is_below(row, seal):
                self._held = line
                return
            self._counted["rows"] += 1
            yield row

    def strays(self, covered: Mapping[int, int], last: Seal | None) -> Iterable[str]:
        """Rows of the tail that belong into a seal, and an end that is missing or does not fit."""
        while (line := self._take()) is not None:
            if line["kind"] != "event":
                self._end = line
                break
            row = line["row"]
            self._counted["rows"] += 1
            self._tail += 1
            if int(row.get("xid", 0)) < covered.get(int(row.get("epoch", 0)), 0):
                yield f"row {row.get('id')} is older than the last seal and in no seal"
        end = self._end or {}
        message = canonical({name: value for name, value in end.items() if name != "signature"})
        if end.get("kind") != "end" or not self._trust.accepts(str(end.get("key_id")), _signature(end), message):
            yield "cut off: the export has no signed end"
        elif end.get("sha256") != self._digest:
            yield "the export was changed after it was written"
        elif any(end.get(name) != count for name, count in self._counted.items()):
            yield "cut off: the export's end counts other numbers of seals and rows"
        elif self._take() is not None:
            yield "something was added after the end"

    def unsealed(self, last: Seal | None) -> int:
        """Rows after the last seal."""
        return self._tail

    def misplaced(self) -> int:
        """None: a file has no partitions."""
        return 0

    def _take(self) -> dict[str, Any] | None:
        if self._held is not None:
            line, self._held = self._held, None
            return line
        return next(self._lines, None)

    def _read(self, path: Path) -> Iterator[dict[str, Any]]:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                try:
                    line = json.loads(raw)
                    if line["kind"] == "end":
                        self._digest = digest.hexdigest()
                except (ValueError, KeyError, TypeError) as error:
                    raise NotAnExport(f"line {number} cannot be read") from error
                digest.update(raw)
                yield line


def _signature(line: Mapping[str, Any]) -> bytes:
    try:
        return bytes.fromhex(str(line.get("signature", "")))
    except ValueError:
        return b""


def _is_below(row: Mapping[str, Any], seal: Seal) -> bool:
    try:
        return int(row["epoch"]) == seal.epoch and int(row["xid"]) < seal.xid_to
    except (KeyError, TypeError, ValueError):
        return True
