"""The tiles of the first page. Higher rooms add theirs; this room knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from platform_app.core.access import Actor


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with the page behind it. ``tone``: info, success, warning, danger or nothing."""

    label: Any
    value: int | None
    url: str | None = None
    tone: str = ""
    unit: Any = ""
    note: Any = None


TileSource = Callable[[Actor], Iterable[Tile]]
HOME_TILES: list[TileSource] = []


def add_home_tiles(source: TileSource) -> TileSource:
    """Register what gives an actor's tiles; it asks ``can(...)`` itself and gives none to whom they are not for."""
    if source not in HOME_TILES:
        HOME_TILES.append(source)
    return source


def home_tiles(actor: Actor) -> list[Tile]:
    """All tiles of an actor: first what asks for action, then in the order in which rooms registered."""
    return sorted((tile for source in HOME_TILES for tile in source(actor)), key=lambda tile: not tile.tone)
