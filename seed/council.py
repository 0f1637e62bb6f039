"""The regional council: constituents, tiers, appointments and undertakings. The Act is in force from 2024-04-01."""

import uuid
from datetime import date, timedelta

from platform_app.confidentiality.models import Appointment, Constituent, Council, Tier, Undertaking
from platform_app.core import clock
from platform_app.core.database import DbRole
from platform_app.meetings.models import BodyKind, Regime
from seed.gatherings import Seating, write_seatings
from seed.moments import chance_of, moment
from seed.names import SURNAMES
from seed.shapes import BodyShape, Shape
from seed.stage import Stage, not_later, put
from seed.texts import UNDERTAKING

TIERS = ("代表者会議", "実務者会議", "個別ケース検討会議")
CONSTITUENTS = ("authority", "council-of-welfare", "commissioners", "npo", "health-office", "medical", "police", "bank")
SEATS = {
    "council": ("council-of-welfare", Tier.CASE_CONFERENCE),
    "council-second": ("health-office", Tier.CASE_CONFERENCE),
    "secretariat": ("authority", Tier.REPRESENTATIVES),
    "desk": (None, Tier.PRACTITIONERS),
}
"""Who is appointed: for which constituent, to which tier."""


def write_council(stage: Stage, shape: Shape) -> None:
    """The council and the people in its service, whose appointments run for the present fiscal year and the next."""
    council_id = _write_constitution(stage, shape)
    starts_on, ends_on = term(stage.today)
    put(
        Appointment(
            tenant_id=stage.tenant_id,
            id=appointment_of(stage, person),
            council_id=council_id,
            user_id=stage.people[person].user_id,
            organization_id=stage.members[member].id if member else None,
            tier=tier,
            starts_on=starts_on,
            ends_on=ends_on,
            appointed_by=stage.people["secretariat"].user_id,
            created_at=moment(starts_on, 8, 30),
        )
        for person, (member, tier) in SEATS.items()
    )
    for person in SEATS:
        if person != "council" or shape.council.account_has_signed:
            _sign(stage, shape, person, starts_on)
    stage.write_as("secretariat", DbRole.TENANT)


def term(today: date) -> tuple[date, date]:
    """An appointment's term: this fiscal year and the next, as the posts change each April."""
    first = clock.fiscal_year(today)
    return clock.fiscal_year_bounds(first)[0], clock.fiscal_year_bounds(first + 1)[1]


def appointment_of(stage: Stage, person: str) -> uuid.UUID:
    return stage.id("appointment", person)


def _write_constitution(stage: Stage, shape: Shape) -> uuid.UUID:
    declared, council_id = shape.council, stage.id("council")
    put(
        [
            Council(
                tenant_id=stage.tenant_id,
                id=council_id,
                name=declared.name,
                established_on=declared.established_on,
                legal_bases=list(declared.legal_bases),
                coordinating_body_id=stage.members[declared.coordinated_by].id if declared.coordinated_by else None,
                coordinating_section=declared.coordinating_section,
                undertaking_text=UNDERTAKING.format(council=declared.name),
                undertaking_version=1,
            )
        ]
    )
    surname, _kana = chance_of(stage.slug, "council").choice(SURNAMES)
    put(
        Constituent(
            tenant_id=stage.tenant_id,
            id=stage.id("constituent", key),
            council_id=council_id,
            organization_id=stage.members[key].id,
            from_on=declared.established_on,
        )
        for key in CONSTITUENTS
    )
    put(
        [
            Constituent(
                tenant_id=stage.tenant_id,
                id=stage.id("constituent", "person"),
                council_id=council_id,
                from_on=declared.established_on,
                name=f"{surname} 学（学識経験者）",
            )
        ]
    )
    members = tuple(stage.members[key] for key in CONSTITUENTS)
    write_seatings(
        stage,
        [
            Seating(
                BodyShape(f"{declared.name} {tier}", BodyKind.COUNCIL_TIER),
                Regime.COUNCIL,
                declared.established_on,
                members if tier != TIERS[2] else members[:4],
                has_history=False,
            )
            for tier in TIERS
        ],
    )
    return council_id


def _sign(stage: Stage, shape: Shape, person: str, starts_on: date) -> None:
    """Everyone signs for themselves: the database takes no other signature."""
    stage.write_as(person, DbRole.TENANT)
    put(
        [
            Undertaking(
                tenant_id=stage.tenant_id,
                id=stage.id("undertaking", person),
                appointment_id=appointment_of(stage, person),
                user_id=stage.people[person].user_id,
                text_version=1,
                text_shown=UNDERTAKING.format(council=shape.council.name),
                signed_at=not_later(moment(starts_on + timedelta(days=1), 9, 15)),
            )
        ]
    )
