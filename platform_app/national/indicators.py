"""The catalogue of indicators: what is counted, how it is cut, what it means. Sheets, pages, suppression and
definitions are made from it; ``tenant_figures`` in the database counts it.

An indicator *about persons* counts persons helped or is derived from such counts: small cells of it are never
published (``suppression``). All its dimensions are complete: their members add up to its total.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from platform_app.cases.models import AgeBand, Channel
from platform_app.core.taxonomy import FIELDS, TOPICS
from platform_app.meetings.models import BodyKind
from platform_app.members.models import OrganizationKind
from platform_app.national import labels
from platform_app.referrals.models import DeclineCode, ReferralOutcome
from platform_app.resources.models import RoomState

Labels = Mapping[str, Any]


class Cell(NamedTuple):
    """Where a number stands: an indicator's total, or one member of one of its dimensions."""

    indicator: str
    dimension: str | None = None
    member: str | None = None


@dataclass(frozen=True)
class Dimension:
    """One way to cut an indicator. ``members`` is None where each tenant has its own (names of member classes)."""

    key: str
    name: Any
    members: Labels | None

    def label(self, member: str) -> Any:
        """The word for a member; a tenant's own name is its own word."""
        return member if self.members is None else self.members.get(member, member)


@dataclass(frozen=True)
class Indicator:
    """One thing counted."""

    key: str
    name: Any
    unit: Any
    definition: Any
    dimensions: tuple[Dimension, ...] = ()
    is_about_persons: bool = False
    total_of: Cell | None = None
    """The member of an earlier indicator that this one's total is: both are shown or neither."""
    guards: tuple[Cell, ...] = ()
    """Not a count of persons itself, but derived from these counts: shown only where they are, and are not small."""
    is_summable: bool = True
    """Whether platforms can be added up to the nation."""

    @property
    def total(self) -> Cell:
        return Cell(self.key)

    def cells(self) -> Iterator[Cell]:
        """Every declared cell: the total, then each dimension's members."""
        yield self.total
        for dimension in self.dimensions:
            for member in dimension.members or ():
                yield Cell(self.key, dimension.key, member)

    def dimension(self, key: str) -> Dimension:
        return next(dimension for dimension in self.dimensions if dimension.key == key)


Catalogue = Mapping[str, Indicator]


def in_order(*indicators: Indicator) -> Catalogue:
    """A catalogue; whatever an indicator hangs on must stand before it."""
    known: dict[str, Indicator] = {}
    for indicator in indicators:
        for cell in (*indicator.guards, *([indicator.total_of] if indicator.total_of else [])):
            if cell.indicator not in known:
                raise ValueError(f"{indicator.key} hangs on {cell.indicator}, which does not stand before it")
        known[indicator.key] = indicator
    return known


CATALOGUE = in_order(
    Indicator(
        "programme",
        _l("Participation in the platform programme"),
        _l("platforms"),
        _l("1 if the platform took part in the national programme in the fiscal year."),
        (
            Dimension("group", _l("Group"), labels.PROGRAMME_GROUPS),
            Dimension("year", _l("Programme year"), labels.PROGRAMME_YEARS),
        ),
    ),
    Indicator(
        "members",
        _l("Member organizations"),
        _l("organizations"),
        _l("Organizations that joined on or before the cut-off and had not left by then."),
        (
            Dimension("kind", _l("Kind"), labels.of(OrganizationKind)),
            Dimension("class", _l("Member class"), None),
        ),
    ),
    Indicator(
        "members_joined",
        _l("Members joined"),
        _l("organizations"),
        _l("Organizations whose day of joining lies in the fiscal year."),
    ),
    Indicator(
        "members_left",
        _l("Members left"),
        _l("organizations"),
        _l("Organizations whose day of leaving lies in the fiscal year."),
    ),
    Indicator(
        "bodies",
        _l("Bodies"),
        _l("bodies"),
        _l("Bodies of the platform that existed at the cut-off."),
        (Dimension("kind", _l("Body"), labels.of(BodyKind)),),
    ),
    Indicator(
        "meetings",
        _l("Meetings held"),
        _l("times"),
        _l("Meetings held in the fiscal year; planned and canceled ones are not counted."),
        (Dimension("kind", _l("Held by"), labels.of(BodyKind)),),
    ),
    Indicator(
        "attending_organizations",
        _l("Organizations attending"),
        _l("organizations"),
        _l("Organizations that attended at least one meeting held in the fiscal year, each counted once."),
    ),
    Indicator(
        "attending_people",
        _l("People attending (total)"),
        _l("people"),
        _l("People present at all meetings held in the fiscal year, in person or online, added up."),
    ),
    Indicator(
        "resources",
        _l("Resources on the list"),
        _l("entries"),
        _l(
            "Active entries of the resource list at the cut-off that the public or the platform may see. Shelters and"
            " entries for the desk or the council only are not counted. An entry counts in each of its fields."
        ),
        (
            Dimension("room", _l("Room now"), labels.of(RoomState)),
            Dimension("field", _l("Field"), FIELDS),
        ),
    ),
    Indicator(
        "appointments",
        _l("Council appointments in force"),
        _l("appointments"),
        _l("Appointments to the regional council's work in force at the cut-off."),
    ),
    Indicator(
        "undertakings",
        _l("Undertakings in force"),
        _l("appointments"),
        _l("Of these appointments, those with a signed undertaking of confidentiality."),
    ),
    Indicator(
        "consultations_new",
        _l("New consultations"),
        _l("cases"),
        _l("Cases received by the consultation desks in the fiscal year. The topic is the most pressing one."),
        (
            Dimension("channel", _l("Channel"), labels.of(Channel)),
            Dimension("topic", _l("Main topic"), TOPICS),
            Dimension("age", _l("Age band"), labels.of(AgeBand)),
            Dimension("sex", _l("Sex"), labels.SEXES),
        ),
        is_about_persons=True,
    ),
    Indicator(
        "consultations_continued",
        _l("Continued consultations"),
        _l("cases"),
        _l("Cases with at least one further conversation in the fiscal year, each counted once."),
        is_about_persons=True,
    ),
    Indicator(
        "consultation_contacts",
        _l("Contacts in continued consultations"),
        _l("times"),
        _l("Further conversations noted in the fiscal year, added up."),
        is_about_persons=True,
        guards=(Cell("consultations_continued"),),
    ),
    Indicator(
        "referrals_sent",
        _l("Referrals sent"),
        _l("referrals"),
        _l("Referrals sent in the fiscal year. Drafts and those entered in error are not counted."),
        (Dimension("answer", _l("Answer"), labels.ANSWERS),),
        is_about_persons=True,
    ),
    Indicator(
        "referrals_accepted",
        _l("Referrals accepted"),
        _l("referrals"),
        _l("Of the referrals sent, those accepted by the cut-off, by how far they are."),
        (Dimension("progress", _l("Progress"), labels.PROGRESS),),
        is_about_persons=True,
        total_of=Cell("referrals_sent", "answer", "accepted"),
    ),
    Indicator(
        "referrals_closed",
        _l("Referrals closed"),
        _l("referrals"),
        _l("Of the referrals accepted, those closed by the cut-off, by outcome."),
        (Dimension("outcome", _l("Outcome"), labels.of(ReferralOutcome)),),
        is_about_persons=True,
        total_of=Cell("referrals_accepted", "progress", "closed"),
    ),
    Indicator(
        "referrals_not_accepted",
        _l("Referrals not accepted"),
        _l("referrals"),
        _l("Of the referrals sent, those not accepted by the cut-off, by where they stood then."),
        (Dimension("result", _l("Result"), labels.RESULTS),),
        is_about_persons=True,
        total_of=Cell("referrals_sent", "answer", "not_accepted"),
    ),
    Indicator(
        "referrals_declined",
        _l("Referrals declined"),
        _l("referrals"),
        _l("Of the referrals sent, those declined by the cut-off, by reason."),
        (Dimension("code", _l("Reason"), labels.of(DeclineCode)),),
        is_about_persons=True,
        total_of=Cell("referrals_not_accepted", "result", "declined"),
    ),
    Indicator(
        "days_to_accept",
        _l("Days to acceptance (median)"),
        _l("days"),
        _l("Median of the days from sending to acceptance, the lower one of two in the middle."),
        is_about_persons=True,
        guards=(Cell("referrals_sent", "answer", "accepted"),),
        is_summable=False,
    ),
)
