"""A page of a list: its items, its place among all, and the addresses of its neighbors with the filters kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from flask import request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Sort:
    """The column a list is ordered by; in addresses `key` or, descending, `-key`."""

    key: str
    descending: bool = False

    @property
    def text(self) -> str:
        return f"-{self.key}" if self.descending else self.key


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the items of a list; `number` begins with 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int
    sort: Sort | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def count_text(self) -> str:
        """Say in words which of how many are shown."""
        if not self.total:
            return str(_("Nothing matches"))
        if self.pages == 1:
            return str(_("All %(total)s are shown", total=format_decimal(self.total)))
        first = (self.number - 1) * self.size + 1
        text: str = _(
            "%(first)s to %(last)s of %(total)s are shown",
            first=format_decimal(first),
            last=format_decimal(first + len(self.items) - 1),
            total=format_decimal(self.total),
        )
        return text

    @property
    def window(self) -> list[int | None]:
        """Return the page numbers worth a link; None stands for a gap."""
        near = {1, self.pages, *range(self.number - 2, self.number + 3)}
        shown: list[int | None] = []
        last = 0
        for number in sorted(n for n in near if 1 <= n <= self.pages):
            if number - last > 1:
                shown.append(None if number - last > 2 else number - 1)
            shown.append(number)
            last = number
        return shown

    def url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        return _here(page=number if number > 1 else None)

    def sort_url(self, key: str) -> str:
        """Return the address of the list ordered by a column, turned round if it already is; the first page."""
        turned = self.sort is not None and self.sort.key == key and not self.sort.descending
        return _here(sort=Sort(key, turned).text, page=None)

    def sort_state(self, key: str) -> Literal["ascending", "descending", "none"]:
        """Return the state of a column as `aria-sort` names it."""
        if self.sort is None or self.sort.key != key:
            return "none"
        return "descending" if self.sort.descending else "ascending"


def paginate(
    session: Session, statement: Select[*tuple[Any, ...]], *, size: int = PAGE_SIZE, sort: Sort | None = None
) -> Page[Any]:
    """Read the page asked for (`?page=`) of an ordered select; a number beyond the end gives the last page.

    A select of one entity gives its objects, of several columns its rows. Two statements are run.
    """
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    number = min(requested_page(), max(1, -(-total // size)))
    rows = session.execute(statement.limit(size).offset((number - 1) * size))
    single = len(statement.column_descriptions) == 1
    items = rows.scalars().all() if single else rows.all()
    return Page(items, number, size, total, sort)


def requested_page() -> int:
    """Return the page number asked for, 1 when it is none."""
    return max(1, min(request.args.get("page", 1, type=int), 1_000_000))


def requested_sort(allowed: Sequence[str], default: Sort) -> Sort:
    """Return the order asked for (`?sort=`), the default when the column is not allowed."""
    text = request.args.get("sort", "")
    key = text.removeprefix("-")
    return Sort(key, text.startswith("-")) if key in allowed else default


def asked() -> dict[str, list[str]]:
    """Return what the address asks for, fit for another address of ours.

    Left out is what ``url_for`` would take for itself (another endpoint, host or scheme) and what the path says already.
    """
    own = {"endpoint", "values", *(request.view_args or {})}
    return {
        name: values for name, values in request.args.lists() if any(values) and name not in own and name[:1] != "_"
    }


def _here(**changes: object) -> str:
    """Return the address of this request with some arguments changed; None removes one."""
    arguments: dict[str, Any] = {**asked(), **changes}
    arguments = {key: value for key, value in arguments.items() if value not in (None, "")}
    return url_for(str(request.endpoint), **{**arguments, **(request.view_args or {})})
