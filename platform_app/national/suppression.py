"""Small cells (DOMAIN §6): which numbers about persons helped may leave their platform. Pure.

The rule, by population of the platform: under 2,000 nothing is shown; up to 24,999 counts under 20 are hidden,
from there on counts under 10; zero may be shown; an unknown population counts as the smallest.

Totals must not give a hidden cell away, not even to a reader who knows this algorithm. So:

1. A hidden total hides all that it is cut into.
2. A breakdown with a small cell is hidden *as a whole*. Hiding only the small cell and the next smallest would
   tell a reader who knows that choice nearly what they were. Zeros stay only where the total leaves every hidden cell
   its whole range, which depends on nothing but the total and the number of members.
3. The nation's figure is the sum of what is shown, with the number of platforms left out: it can be computed from the
   published cells, so it tells nothing more.

``kept_hidden`` is for a later edition of the same year: cells hidden before stay hidden whatever they are now.
"""

from collections.abc import Collection, Iterable, Mapping

from platform_app.national.indicators import CATALOGUE, Catalogue, Cell, Dimension, Indicator

Figures = Mapping[Cell, int]
Published = dict[Cell, int | None]
"""None is hidden (―)."""

SHOW_NOTHING_UNDER = 2_000
SMALL_UNDER = 25_000


def least_shown(population: int | None) -> int | None:
    """The smallest count above zero that a platform of this size may show; None: it shows nothing."""
    if population is None or population < SHOW_NOTHING_UNDER:
        return None
    return 20 if population < SMALL_UNDER else 10


def suppress(
    figures: Figures,
    population: int | None,
    *,
    catalogue: Catalogue = CATALOGUE,
    kept_hidden: Collection[Cell] = (),
) -> Published:
    """One platform's figures as they may be published."""
    return suppress_under(figures, least_shown(population), catalogue=catalogue, kept_hidden=kept_hidden)


def suppress_under(
    figures: Figures, least: int | None, *, catalogue: Catalogue = CATALOGUE, kept_hidden: Collection[Cell] = ()
) -> Published:
    """Publish what is zero or at least ``least``, and nothing from which less could be computed."""
    shown: Published = {}
    for indicator in catalogue.values():
        if not indicator.is_about_persons:
            shown.update({cell: figures[cell] for cell in figures if cell.indicator == indicator.key})
        elif least is None:
            shown.update(dict.fromkeys(indicator.cells()))
        else:
            total = _total(indicator, figures, shown, least, kept_hidden)
            if indicator.total in figures or total is None:
                shown[indicator.total] = total
            for dimension in indicator.dimensions:
                shown.update(_breakdown(indicator, dimension, figures, total, least, kept_hidden))
    return shown


def national(publications: Iterable[Published], catalogue: Catalogue = CATALOGUE) -> Published:
    """The nation: for each cell the sum of the platforms that show it; hidden where none does."""
    nation: Published = {}
    for published in publications:
        for cell, value in published.items():
            if catalogue[cell.indicator].is_summable:
                before = nation.get(cell)
                nation[cell] = before if value is None else (before or 0) + value
    return nation


def _total(
    indicator: Indicator, figures: Figures, shown: Published, least: int, kept_hidden: Collection[Cell]
) -> int | None:
    value = figures.get(indicator.total, 0)
    if indicator.total in kept_hidden:
        return None
    if indicator.guards:
        guards = [shown.get(cell) for cell in indicator.guards]
        known = [guard for guard in guards if guard is not None]
        return None if len(known) < len(guards) or 0 < sum(known) < least else value
    if indicator.total_of is not None:
        return shown[indicator.total_of]
    return None if 0 < value < least else value


def _breakdown(
    indicator: Indicator,
    dimension: Dimension,
    figures: Figures,
    total: int | None,
    least: int,
    kept_hidden: Collection[Cell],
) -> Published:
    cells = [Cell(indicator.key, dimension.key, member) for member in dimension.members or ()]
    values = {cell: figures.get(cell, 0) for cell in cells}
    if sum(values.values()) != figures.get(indicator.total, 0):
        raise ValueError(f"{indicator.key} by {dimension.key} does not add up: nothing is published")
    if total is None:
        return dict.fromkeys(cells)
    is_kept = any(cell in kept_hidden for cell in cells)
    if not is_kept and not any(0 < value < least for value in values.values()):
        return dict(values)
    has_room = total >= least + len(cells) - 2
    return {cell: 0 if has_room and not value and not is_kept else None for cell, value in values.items()}
