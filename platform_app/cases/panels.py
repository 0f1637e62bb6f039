"""Parts of the case page that higher rooms draw: each is given the case and returns its HTML."""

from collections.abc import Callable, Iterator

from markupsafe import Markup

from platform_app.cases.models import Case

Panel = Callable[[Case], Markup]
_panels: list[Panel] = []


def panel(draw: Panel) -> Panel:
    """Declare a panel of the case page."""
    _panels.append(draw)
    return draw


def draw_panels(case: Case) -> Iterator[Markup]:
    """The HTML of every panel, in the order of the rooms."""
    for draw in _panels:
        yield draw(case)
