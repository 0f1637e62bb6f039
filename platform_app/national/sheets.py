"""The sheets of the figures' workbooks. Columns are made from the catalogue, so a sheet cannot forget an indicator."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from platform_app.core.sheets import Column, Kind, SheetSpec
from platform_app.national import labels
from platform_app.national.indicators import CATALOGUE, Cell

PLATFORM = (
    Column("code", _l("Local government code"), Kind.CODE, width=8, digits=6),
    Column("prefecture", _l("Prefecture"), width=8),
    Column("short_name", _l("Platform"), width=14, required=True),
)
"""Some municipalities share a name: the prefecture stands beside it."""


def total_column(key: str) -> Column:
    """An indicator's total."""
    indicator = CATALOGUE[key]
    return Column(key_of(indicator.total), indicator.name, Kind.INT, width=10, note=indicator.definition)


def member_columns(key: str, dimension_key: str, *, named: bool = True) -> tuple[Column, ...]:
    """A column for each member of one of an indicator's dimensions; ``named`` puts the dimension into the heading."""
    dimension = CATALOGUE[key].dimension(dimension_key)
    return tuple(
        Column(
            key_of(Cell(key, dimension_key, member)),
            _l("%(dimension)s: %(member)s", dimension=dimension.name, member=word) if named else word,
            Kind.INT,
            width=8,
        )
        for member, word in (dimension.members or {}).items()
    )


def cut_sheet(name: str, title: Any, key: str, dimension_key: str) -> SheetSpec:
    """A sheet of one indicator cut one way."""
    return SheetSpec(name, title, (*PLATFORM, total_column(key), *member_columns(key, dimension_key, named=False)))


def key_of(cell: Cell) -> str:
    """The column's key; ``cell_of`` reads it back."""
    return "/".join(part for part in cell if part is not None)


def cell_of(key: str) -> Cell | None:
    """The cell that a column shows, or None for a column of facts."""
    parts = key.split("/")
    return Cell(*parts) if parts[0] in CATALOGUE else None


SUMMARY = SheetSpec(
    "summary",
    _l("National summary"),
    (
        Column("name", _l("Indicator"), width=36, required=True),
        Column("value", _l("National total of shown figures"), Kind.INT, width=14),
        Column("unit", _l("Unit"), width=10),
        Column("shown", _l("Platforms shown"), Kind.INT, width=12),
        Column("hidden", _l("Platforms hidden"), Kind.INT, width=12),
    ),
)
PROGRAMME = SheetSpec(
    "programme",
    _l("Participation in the programme"),
    (
        Column("fiscal_year", _l("Fiscal year"), width=14, required=True),
        Column("total", _l("Platforms taking part"), Kind.INT, width=14),
        Column("prefectures", _l("Prefectures and designated cities"), Kind.INT, width=18),
        Column("municipalities", _l("Municipalities"), Kind.INT, width=14),
        Column("second_year", _l("Of these, in their second year"), Kind.INT, width=16),
    ),
)
PLATFORMS = SheetSpec(
    "platforms",
    _l("Platforms"),
    (
        *PLATFORM,
        Column("name", _l("Full name"), width=30),
        Column("kind", _l("Kind of platform"), Kind.CHOICE, width=12, choices=labels.TENANT_KINDS),
        Column("population", _l("Population"), Kind.INT, width=12),
        Column("started_on", _l("Start"), Kind.DATE, width=18),
        *(
            total_column(key)
            for key in (
                "programme", "members", "meetings", "resources", "undertakings", "consultations_new", "referrals_sent",
                "referrals_accepted",
            )
        ),
    ),
)  # fmt: skip
MEMBERS = SheetSpec(
    "members",
    _l("Members"),
    (
        *PLATFORM,
        *(total_column(key) for key in ("members", "members_joined", "members_left")),
        *member_columns("members", "kind", named=False),
    ),
)
CLASSES = SheetSpec(
    "classes",
    _l("Members by class"),
    (
        *PLATFORM,
        Column("class", _l("Member class"), width=24, required=True),
        Column("value", _l("Member organizations"), Kind.INT, width=10),
    ),
)
MEETINGS = SheetSpec(
    "meetings",
    _l("Bodies and meetings"),
    (
        *PLATFORM,
        total_column("bodies"),
        *member_columns("bodies", "kind"),
        total_column("meetings"),
        *member_columns("meetings", "kind"),
        *(total_column(key) for key in ("attending_organizations", "attending_people", "appointments", "undertakings")),
    ),
)
RESOURCES = cut_sheet("resources", _l("Resources"), "resources", "room")
FIELDS = cut_sheet("fields", _l("Resources by field"), "resources", "field")
CONSULTATIONS = SheetSpec(
    "consultations",
    _l("Consultations"),
    (
        *PLATFORM,
        *(total_column(key) for key in ("consultations_new", "consultations_continued", "consultation_contacts")),
        *member_columns("consultations_new", "age"),
        *member_columns("consultations_new", "sex"),
    ),
)
CHANNELS = cut_sheet("channels", _l("Consultations by channel"), "consultations_new", "channel")
TOPICS = cut_sheet("topics", _l("Consultations by main topic"), "consultations_new", "topic")
REFERRALS = SheetSpec(
    "referrals",
    _l("Referrals"),
    (
        *PLATFORM,
        total_column("referrals_sent"),
        total_column("referrals_accepted"),
        *member_columns("referrals_accepted", "progress", named=False),
        total_column("days_to_accept"),
        total_column("referrals_not_accepted"),
        *member_columns("referrals_not_accepted", "result", named=False),
    ),
)
REASONS = cut_sheet("reasons", _l("Referrals declined, by reason"), "referrals_declined", "code")
OUTCOMES = cut_sheet("outcomes", _l("Referrals closed, by outcome"), "referrals_closed", "outcome")
DEFINITIONS = SheetSpec(
    "definitions",
    _l("Definitions"),
    (
        Column("key", _l("Code"), width=26, required=True),
        Column("name", _l("Indicator"), width=30, required=True),
        Column("unit", _l("Unit"), width=10),
        Column("definition", _l("Definition"), width=70),
        Column("dimensions", _l("Cut by"), width=30),
        Column("is_about_persons", _l("Small counts hidden"), Kind.BOOL, width=12),
    ),
)
BY_PLATFORM = (
    PLATFORMS,
    MEMBERS,
    MEETINGS,
    RESOURCES,
    FIELDS,
    CONSULTATIONS,
    CHANNELS,
    TOPICS,
    REFERRALS,
    REASONS,
    OUTCOMES,
)
"""Sheets with one row for each platform."""

TOTALS = SheetSpec(
    "totals",
    _l("Figures of the platform"),
    (
        Column("name", _l("Indicator"), width=36, required=True),
        Column("value", _l("Number"), Kind.INT, width=12),
        Column("unit", _l("Unit"), width=10),
        Column("definition", _l("Definition"), width=60),
    ),
)
BREAKDOWN = SheetSpec(
    "breakdown",
    _l("Breakdown of the figures"),
    (
        Column("name", _l("Indicator"), width=30, required=True),
        Column("dimension", _l("Cut by"), width=20, required=True),
        Column("member", _l("Item"), width=36, required=True),
        Column("value", _l("Number"), Kind.INT, width=12),
        Column("unit", _l("Unit"), width=10),
    ),
)


def definition_rows() -> list[Mapping[str, Any]]:
    """The catalogue as rows."""
    return [
        {
            "key": indicator.key,
            "name": str(indicator.name),
            "unit": str(indicator.unit),
            "definition": str(indicator.definition),
            "dimensions": _list(dimension.name for dimension in indicator.dimensions),
            "is_about_persons": indicator.is_about_persons,
        }
        for indicator in CATALOGUE.values()
    ]


def _list(words: Iterable[Any]) -> str:
    return "、".join(str(word) for word in words)
