"""How a common member and its offers are declared."""

from dataclasses import dataclass

from platform_app.members.models import OrganizationKind as Kind


@dataclass(frozen=True, slots=True)
class Offer:
    """One resource of a member. ``{place}`` is filled in."""

    name: str
    summary: str
    fields: tuple[str, ...]
    targets: tuple[str, ...] = ("anyone",)
    reach: tuple[str, ...] = ("visit", "phone")
    hours: str = "平日 9時～17時"
    cost: str = "無料"
    visibility: str = "public"
    is_shelter: bool = False
    languages: tuple[str, ...] = ("ja",)
    office: int = 0


@dataclass(frozen=True, slots=True)
class Common:
    """A member. ``{place}``, ``{flavor}`` and ``{body}`` are filled in."""

    key: str
    name: str
    kana: str
    kind: Kind
    activities: str
    offices: tuple[str, ...] = ("本部",)
    offers: tuple[Offer, ...] = ()
    has_number: bool = True
