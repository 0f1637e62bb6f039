"""Bodies, their members, and the meetings of two fiscal years and of the present one."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from platform_app.core import clock
from platform_app.meetings.models import (
    Attendance,
    AttendanceMode,
    Body,
    BodyKind,
    BodyMembership,
    Meeting,
    MeetingState,
    Openness,
    Regime,
)
from seed.moments import HISTORY, business_day_after, chance_of
from seed.shapes import BodyShape, Shape
from seed.stage import Member, Stage, put
from seed.texts import PLACES

GENERAL = BodyShape("総会", BodyKind.GENERAL_MEETING)
MODES = (AttendanceMode.IN_PERSON,) * 5 + (AttendanceMode.ONLINE,) * 3 + (AttendanceMode.ABSENT,) * 2
MONTHS = {
    BodyKind.GENERAL_MEETING: (6, 2),
    BodyKind.STEERING_GROUP: (5, 9, 1),
    BodyKind.SUBCOMMITTEE: (7, 10, 1),
    BodyKind.WORKING_GROUP: (8, 11, 3),
}
"""Months in which a kind of body meets each year."""
LIVING = {
    BodyKind.GENERAL_MEETING: (-95, 80),
    BodyKind.STEERING_GROUP: (-40, 12),
    BodyKind.SUBCOMMITTEE: (-20, 26),
    BodyKind.WORKING_GROUP: (-9, 50),
    BodyKind.COUNCIL_TIER: (-33, -6, 19),
}
"""Days from the seeding day on which a kind of body has met or will meet."""


@dataclass(frozen=True, slots=True)
class Seating:
    """A body and who sits on it."""

    shape: BodyShape
    regime: Regime
    established_on: date
    members: tuple[Member, ...]
    has_history: bool = True


def write_bodies(stage: Stage, shape: Shape) -> None:
    """The general meeting with every member, and below it the bodies of the platform, each with some."""
    chance = chance_of(stage.slug, "bodies")
    everyone = tuple(stage.members.values())
    seatings = [Seating(GENERAL, Regime.PLATFORM, shape.started_on, everyone)]
    for body in shape.bodies:
        proposers = [member for member in everyone if member.key in shape.class_of]
        seated = proposers if body.kind is BodyKind.STEERING_GROUP else chance.sample(everyone, k=min(9, len(everyone)))
        seatings.append(Seating(body, body.regime, body.established_on or shape.started_on, tuple(seated)))
    write_seatings(stage, seatings)


def write_small_bodies(stage: Stage) -> None:
    write_seatings(
        stage, [Seating(GENERAL, Regime.PLATFORM, stage.started_on, tuple(stage.members.values()))], living=False
    )


def write_seatings(stage: Stage, seatings: Iterable[Seating], *, living: bool = True) -> None:
    """Bodies, memberships, meetings and attendance, in this order."""
    seatings = list(seatings)
    put(list(_bodies(stage, seatings)))
    put(
        BodyMembership(
            tenant_id=stage.tenant_id,
            id=stage.id("body-membership", seating.shape.name, member.key),
            body_id=stage.bodies[seating.shape.name],
            organization_id=member.id,
            is_chair=place == 0 and seating.shape.kind is not BodyKind.GENERAL_MEETING,
            from_on=max(seating.established_on, member.joined_on),
        )
        for seating in seatings
        for place, member in enumerate(seating.members)
    )
    meetings = [(seating, meeting) for seating in seatings for meeting in _meetings(stage, seating, living=living)]
    put(meeting for _seating, meeting in meetings)
    put(attendance for seating, meeting in meetings for attendance in _attendance(stage, seating, meeting))


def _bodies(stage: Stage, seatings: list[Seating]) -> Iterator[Body]:
    for seating in seatings:
        body_id = stage.bodies[seating.shape.name] = stage.id("body", seating.shape.name)
        parent: uuid.UUID | None = None
        if seating.shape is not GENERAL and seating.regime is not Regime.COUNCIL:
            parent = stage.bodies[GENERAL.name]
        yield Body(
            tenant_id=stage.tenant_id,
            id=body_id,
            parent_id=parent,
            name=seating.shape.name,
            kind=seating.shape.kind,
            regime=seating.regime,
            theme=seating.shape.theme,
            legal_bases=list(seating.shape.legal_bases),
            taken_from=seating.shape.taken_from,
            established_on=seating.established_on,
            position=len(stage.bodies),
        )


def meeting_days(kind: BodyKind, established_on: date, today: date, *, history: bool, living: bool) -> list[date]:
    """All days on which a body meets: those of the two fiscal years after it began, and those around the seeding day."""
    days: list[date] = []
    if history:
        founding = business_day_after(established_on, 0)
        days = [
            founding,
            *(day for year in HISTORY for day in _days_of_year(kind, year) if day > founding + timedelta(days=20)),
        ]
    if living:
        days += [business_day_after(today + timedelta(days=offset), 0) for offset in LIVING[kind]]
    return sorted({day for day in days if day >= established_on})


def _days_of_year(kind: BodyKind, fiscal_year: int) -> Iterator[date]:
    for month in MONTHS[kind]:
        yield business_day_after(date(fiscal_year + (month < 4), month, 8 + month), 0)


def _meetings(stage: Stage, seating: Seating, *, living: bool) -> Iterator[Meeting]:
    chance = chance_of(stage.slug, "meetings", seating.shape.name)
    kind = seating.shape.kind
    days = meeting_days(kind, seating.established_on, stage.today, history=seating.has_history, living=living)
    if not living:
        days = [day for day in days if clock.fiscal_year(day) in HISTORY]
    for number, day in enumerate(days, start=1):
        yield Meeting(
            tenant_id=stage.tenant_id,
            id=stage.id("meeting", seating.shape.name, number),
            body_id=stage.bodies[seating.shape.name],
            number=number,
            title=f"第{number}回 {seating.shape.name}",
            held_on=day,
            place=chance.choice(PLACES),
            is_hybrid=chance.random() < 0.5,
            openness=_openness(seating),
            state=MeetingState.HELD if day < stage.today else MeetingState.PLANNED,
            fiscal_year=clock.fiscal_year(day),
        )


def _openness(seating: Seating) -> Openness:
    if seating.shape.kind is BodyKind.GENERAL_MEETING:
        return Openness.OPEN
    return Openness.PARTLY_OPEN if seating.regime is Regime.PLATFORM else Openness.CLOSED


def _attendance(stage: Stage, seating: Seating, meeting: Meeting) -> Iterator[Attendance]:
    if meeting.state is not MeetingState.HELD:
        return
    chance = chance_of(stage.slug, "attendance", seating.shape.name, meeting.number)
    for member in seating.members:
        if member.joined_on > meeting.held_on:
            continue
        mode = chance.choice(MODES)
        yield Attendance(
            tenant_id=stage.tenant_id,
            id=stage.id("attendance", meeting.id, member.key),
            meeting_id=meeting.id,
            organization_id=member.id,
            mode=mode,
            people=0 if mode is AttendanceMode.ABSENT else chance.choice((1, 1, 1, 2, 2, 3)),
        )
