"""Small cells: by property, and against an attacker who knows the algorithm and tries every table there can be."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_app.national.indicators import CATALOGUE, Cell, Dimension, Indicator, in_order
from platform_app.national.suppression import least_shown, national, suppress, suppress_under

CITY, TOWN, HAMLET = 180_000, 12_000, 1_500

FLAT = in_order(
    Indicator("new", "", "", "", (Dimension("a", "", {"x": "", "y": "", "z": ""}),), is_about_persons=True),
)
TWO_CUTS = in_order(
    Indicator(
        "new", "", "", "",
        (Dimension("a", "", {"x": "", "y": ""}), Dimension("b", "", {"p": "", "q": "", "r": ""})),
        is_about_persons=True,
    ),
)  # fmt: skip
NESTED = in_order(
    Indicator("sent", "", "", "", (Dimension("r", "", {"yes": "", "no": "", "wait": ""}),), is_about_persons=True),
    Indicator(
        "declined", "", "", "", (Dimension("c", "", {"full": "", "far": ""}),), is_about_persons=True,
        total_of=Cell("sent", "r", "no"),
    ),
)  # fmt: skip


def tables(catalogue, top: int) -> Iterator[dict[Cell, int]]:
    """Every table of one platform with a grand total up to ``top``."""
    if catalogue is NESTED:
        for yes, full, far, wait in product(range(top + 1), repeat=4):
            if yes + full + far + wait <= top:
                yield {
                    Cell("sent"): yes + full + far + wait,
                    Cell("sent", "r", "yes"): yes, Cell("sent", "r", "no"): full + far, Cell("sent", "r", "wait"): wait,
                    Cell("declined"): full + far,
                    Cell("declined", "c", "full"): full, Cell("declined", "c", "far"): far,
                }  # fmt: skip
        return
    dimensions = catalogue["new"].dimensions
    for total in range(top + 1):
        cuts = [list(splits(total, len(dimension.members))) for dimension in dimensions]
        for chosen in product(*cuts):
            figures = {Cell("new"): total}
            for dimension, values in zip(dimensions, chosen, strict=True):
                figures |= {
                    Cell("new", dimension.key, member): value
                    for member, value in zip(dimension.members, values, strict=True)
                }
            yield figures


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def what_an_attacker_learns(catalogue, least: int, top: int, publish) -> list[tuple]:
    """Hidden cells for which some small value is ruled out by the published table and the algorithm."""
    possible: dict[tuple, dict[Cell, set[int]]] = defaultdict(lambda: defaultdict(set))
    for figures in tables(catalogue, top):
        published = publish(figures, least, catalogue)
        for cell, value in published.items():
            if value is None:
                possible[tuple(sorted(published.items(), key=str))][cell].add(figures[cell])
    small = set(range(1, least))
    return [
        (published, cell, values)
        for published, cells in possible.items()
        for cell, values in cells.items()
        if not small <= values
    ]


def ours(figures, least, catalogue):
    return suppress_under(figures, least, catalogue=catalogue)


def only_the_small(figures, least, catalogue):
    return {cell: None if 0 < value < least else value for cell, value in figures.items()}


def the_small_and_the_next(figures, least, catalogue):
    """The usual recipe: primary cells and, where there is but one, the next smallest."""
    published = only_the_small(figures, least, catalogue)
    for dimension in catalogue["new"].dimensions:
        cells = [Cell("new", dimension.key, member) for member in dimension.members]
        if sum(published[cell] is None for cell in cells) == 1:
            others = [cell for cell in cells if published[cell]]
            published |= {min(others, key=lambda cell: (figures[cell], cell)): None} if others else {}
    return published


@pytest.mark.parametrize("catalogue", [FLAT, TWO_CUTS, NESTED], ids=["flat", "two cuts", "nested"])
@pytest.mark.parametrize("least", [2, 3, 4])
def test_an_attacker_who_tries_every_table_rules_no_small_value_out(catalogue, least):
    assert what_an_attacker_learns(catalogue, least, 9 if catalogue is NESTED else 11, ours) == []


@pytest.mark.parametrize("recipe", [only_the_small, the_small_and_the_next])
def test_the_attacker_breaks_the_usual_recipes(recipe):
    assert what_an_attacker_learns(FLAT, 3, 11, recipe)


@pytest.mark.parametrize(
    ("population", "least"), [(None, None), (0, None), (1_999, None), (2_000, 20), (24_999, 20), (25_000, 10)]
)
def test_the_threshold_follows_the_population(population, least):
    assert least_shown(population) == least


@st.composite
def figures(draw) -> dict[Cell, int]:
    found = {Cell("members"): draw(st.integers(0, 300))}
    for indicator in (item for item in CATALOGUE.values() if item.is_about_persons):
        if indicator.total_of is not None:
            total = found[indicator.total_of]
        elif indicator.guards:
            total = sum(found[cell] for cell in indicator.guards)
        else:
            total = draw(st.one_of(st.integers(0, 40), st.integers(0, 500)))
        found[indicator.total] = total
        for dimension in indicator.dimensions:
            members = list(dimension.members)
            weights = draw(st.lists(st.sampled_from([0, 0, 1, 5, 30]), min_size=len(members), max_size=len(members)))
            rest = total
            for member, weight in zip(members, weights, strict=True):
                part = min(rest, weight * total // 60)
                found[Cell(indicator.key, dimension.key, member)] = part
                rest -= part
            found[Cell(indicator.key, dimension.key, members[0])] += rest
    return found


@given(figures(), st.sampled_from([CITY, TOWN]))
def test_what_is_shown_is_true_and_never_small(figures, population):
    published = suppress(figures, population)

    for cell, value in published.items():
        if value is not None:
            assert value == figures[cell]
            if CATALOGUE[cell.indicator].is_about_persons:
                assert value == 0 or value >= least_shown(population)


@given(figures(), st.sampled_from([CITY, TOWN]))
def test_no_breakdown_leaves_one_cell_to_be_computed(figures, population):
    published, least = suppress(figures, population), least_shown(population)

    for indicator in (item for item in CATALOGUE.values() if item.is_about_persons):
        total = published.get(indicator.total)
        for dimension in indicator.dimensions:
            values = [published[Cell(indicator.key, dimension.key, member)] for member in dimension.members]
            hidden = values.count(None)
            if total is None:
                assert hidden == len(values)
            elif 0 < hidden < len(values):
                assert hidden >= 2
                assert total - sum(filter(None, values)) >= least + hidden - 2


@given(figures())
def test_a_hamlet_and_an_unknown_population_show_no_person_at_all(figures):
    for population in (HAMLET, None):
        published = suppress(figures, population)
        assert {value for cell, value in published.items() if CATALOGUE[cell.indicator].is_about_persons} == {None}
        assert published[Cell("members")] == figures[Cell("members")]


@given(st.lists(st.tuples(figures(), st.sampled_from([CITY, TOWN, HAMLET])), min_size=1, max_size=4))
def test_the_nation_can_be_computed_from_what_is_shown(platforms):
    publications = [suppress(figures, population) for figures, population in platforms]

    for cell, value in national(publications).items():
        shown = [published[cell] for published in publications if published.get(cell) is not None]
        assert value == (sum(shown) if shown else None)


def test_what_hung_on_a_hidden_count_is_hidden_with_it():
    small = {Cell("consultations_continued"): 3, Cell("consultation_contacts"): 90}
    large = {Cell("consultations_continued"): 30, Cell("consultation_contacts"): 90}

    assert suppress(small, CITY)[Cell("consultation_contacts")] is None
    assert suppress(large, CITY)[Cell("consultation_contacts")] == 90


def test_a_cell_hidden_in_an_earlier_edition_stays_hidden_with_its_breakdown():
    figures = {Cell("new"): 60, Cell("new", "a", "x"): 30, Cell("new", "a", "y"): 30, Cell("new", "a", "z"): 0}

    published = suppress_under(figures, 10, catalogue=FLAT, kept_hidden={Cell("new", "a", "x")})

    assert published[Cell("new")] == 60
    assert [published[Cell("new", "a", member)] for member in "xyz"] == [None, None, None]


def test_a_breakdown_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="does not add up"):
        suppress_under({Cell("new"): 60, Cell("new", "a", "x"): 3}, 10, catalogue=FLAT)
