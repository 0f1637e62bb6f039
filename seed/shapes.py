"""How a platform of the demo is declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from platform_app.meetings.models import BodyKind, Regime
from platform_app.members.models import OrganizationKind
from platform_app.tenants.models import Formation, SecretariatKind


@dataclass(frozen=True, slots=True)
class ClassShape:
    """A class of members."""

    name: str
    can_propose: bool = False


@dataclass(frozen=True, slots=True)
class BodyShape:
    """A body below the general meeting; the statutes and the body it was made from, when it was taken in."""

    name: str
    kind: BodyKind = BodyKind.SUBCOMMITTEE
    theme: str | None = None
    legal_bases: tuple[str, ...] = ()
    taken_from: str | None = None
    established_on: date | None = None
    """``None``: with the platform."""

    @property
    def regime(self) -> Regime:
        return Regime.STATUTORY_CONFERENCE if self.legal_bases else Regime.PLATFORM


@dataclass(frozen=True, slots=True)
class MemberShape:
    """A member that only this platform has."""

    key: str
    name: str
    kana: str
    kind: OrganizationKind
    member_class: str
    fields: tuple[str, ...] = ()
    activities: str = ""


@dataclass(frozen=True, slots=True)
class CouncilShape:
    """The regional council of the Act; never before 2024-04-01."""

    name: str
    established_on: date
    legal_bases: tuple[str, ...] = ("act_15",)
    coordinating_section: str | None = None
    coordinated_by: str | None = None
    """Key of the member that is the coordinating body."""
    account_has_signed: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """One whole platform."""

    slug: str
    name: str
    short_name: str
    place: str
    """How the place is called in names of branches, e.g. 鳥取."""
    flavor: tuple[str, str]
    """A word in the names of local groups, with its kana."""
    surname: str
    """Surname of the people with accounts."""
    kind: str
    number_prefix: str
    dial: str
    """Telephone numbers up to the last four digits; none is in use."""
    authorities: tuple[str, ...]
    """Codes of the local governments that own the platform, the leading one first."""
    areas: tuple[str, ...]
    """Codes of the areas served, the most populous first."""
    formation: Formation
    started_on: date
    description: str
    cases_per_year: int
    classes: tuple[ClassShape, ...]
    bodies: tuple[BodyShape, ...]
    council: CouncilShape
    desk_name: str
    secretariat_name: str
    secretariat_kind: SecretariatKind = SecretariatKind.OWN_SECTION
    secretariat_member: str | None = None
    """Key of the member that the secretariat is handed to."""
    formed_from: str | None = None
    starting_theme: str | None = None
    desk_staffed_by: tuple[str, ...] = ()
    """Keys of members whose people answer at the desk."""
    class_of: Mapping[str, str] = field(default_factory=dict)
    """Class by member key; all others are of the last class."""
    without: frozenset[str] = frozenset()
    """Keys of the common members that this platform does not have."""
    members: tuple[MemberShape, ...] = ()
    topics: tuple[str, ...] = ()
    """Topics heard here more often than elsewhere."""
    channels: tuple[str, ...] = ()
    """Channels used here more often than elsewhere."""
