"""How much a file from outside may ask of us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one uploaded table. A municipality's longest list is far below them."""

    file_bytes: int = 10 * 1024 * 1024
    unpacked_bytes: int = 80 * 1024 * 1024
    entries: int = 1_000
    ratio: int = 200
    cells: int = 1_000_000
    spread_cells: int = 200_000
    rows: int = 20_000
    columns: int = 300
