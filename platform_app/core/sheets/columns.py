"""What a sheet is: declared once, used for the form to fill in, the import, the export and the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final, Protocol

HIDDEN_MARK: Final = "―"


class Words(Protocol):
    """A heading or note: a string, or a lazy one that is translated when it is used."""

    def __str__(self) -> str: ...


class Suppressed(Enum):
    """The one value of a small count that must not be shown (DOMAIN §6, small cells)."""

    SUPPRESSED = HIDDEN_MARK

    def __str__(self) -> str:
        """Return the mark that stands in the cell."""
        return HIDDEN_MARK


SUPPRESSED: Final = Suppressed.SUPPRESSED

Value = str | int | Decimal | date | bool | Suppressed | None
Values = Mapping[str, object]


class Kind(StrEnum):
    """What a column holds, and so how its cells are read, written and aligned."""

    TEXT = "text"
    INT = "int"
    DECIMAL = "decimal"
    DATE = "date"
    CHOICE = "choice"
    CODE = "code"
    PHONE = "phone"
    BOOL = "bool"

    @property
    def is_number(self) -> bool:
        """Tell whether the cells are numbers that can be added up."""
        return self in (Kind.INT, Kind.DECIMAL)


@dataclass(frozen=True)
class Column:
    """One column.

    `synonyms` are other headings that mean it in files of other offices. `choices` maps the stored value to the word in
    the cell. `digits` is the fixed length of a code: a number cell that lost its leading zeros gets them back. `normal`
    brings a text or code to its form and raises ValueError with the reason when it cannot. `width` is in half-width
    characters.
    """

    key: str
    heading: Words
    kind: Kind = Kind.TEXT
    width: int = 16
    required: bool = False
    choices: Mapping[str, Words] | Sequence[str] = field(default_factory=dict)
    note: Words = ""
    synonyms: Sequence[str] = ()
    unit: str = ""
    digits: int | None = None
    normal: Callable[[str], str] | None = None

    def __post_init__(self) -> None:
        """Accept a kind by name; refuse what could not be read back."""
        object.__setattr__(self, "kind", Kind(self.kind))
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError(f"column {self.key}: choices belong to a choice column, and only there")

    @property
    def words(self) -> dict[str, str]:
        """Return the word of each stored choice, in order."""
        if isinstance(self.choices, Mapping):
            return {value: str(word) for value, word in self.choices.items()}
        return {choice: choice for choice in self.choices}

    def label(self, value: object) -> str:
        """Return the word that stands in the cell for a stored choice."""
        if isinstance(value, str) and value in self.words:
            return self.words[value]
        raise ValueError(f"column {self.key}: {value!r} is not one of its choices")


@dataclass(frozen=True)
class SheetSpec:
    """A sheet: its key, its title and its columns, in order."""

    key: str
    title: Words
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        """Freeze the columns and refuse two of one name."""
        object.__setattr__(self, "columns", tuple(self.columns))
        keys = [column.key for column in self.columns]
        headings = [str(column.heading) for column in self.columns]
        if not keys or len(set(keys)) < len(keys) or len(set(headings)) < len(headings):
            raise ValueError(f"sheet {self.key}: keys and headings must be there and be distinct")

    def __iter__(self) -> Iterator[Column]:
        """Go through the columns."""
        return iter(self.columns)

    def column(self, key: str) -> Column:
        """Return a column by its key; KeyError when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True)
class SheetData:
    """A sheet to write: rows as mappings by column key, note lines, and the 合計 row as the caller worked it out.

    Totals come from the caller because a suppressed cell must not be computable from them.
    """

    spec: SheetSpec
    rows: Sequence[Values]
    notes: Sequence[Words] = ()
    totals: Values | None = None
    subtitle: Words = ""
