"""What reading a table found: rows, and every problem with its cell and reason, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from platform_app.core.sheets.columns import Value


class Severity(StrEnum):
    """An error keeps a row from being imported; a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (a cell such as B7, or blank for the whole file), which column, and why."""

    cell: str
    message: str
    heading: str = ""
    key: str | None = None
    severity: Severity = Severity.ERROR


@dataclass(slots=True)
class Row:
    """One row of the file: its number there, the values by column key, and the texts as they stood for fixing."""

    number: int
    values: dict[str, Value]
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    hidden: bool = False

    @property
    def ok(self) -> bool:
        """Tell whether the row can be imported."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row below the table that is no data: a total or a note."""

    number: int
    text: str


@dataclass(slots=True)
class Preview:
    """A table as it would be imported."""

    file_type: str
    sheet: str
    header_rows: tuple[int, int]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown_headings: list[str] = field(default_factory=list)
    missing_headings: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    encoding: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the whole file can be imported as it is."""
        return not any(problem.severity is Severity.ERROR for problem in self.all_problems())

    def all_problems(self) -> list[Problem]:
        """Return the problems of the file and then those of its rows, from top to bottom."""
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]
