"""Meetings: their numbers, their life, and who came."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, NotYours, WrongState
from platform_app.extensions import db
from platform_app.meetings.models import Attendance, AttendanceMode, Body, Meeting, MeetingState, Openness, Regime
from platform_app.meetings.states import MEETING
from platform_app.members.models import Organization


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What is written about a meeting."""

    held_on: date
    title: str = ""
    place: str | None = None
    is_hybrid: bool = False
    openness: Openness = Openness.OPEN


@dataclass(frozen=True, slots=True)
class AttendanceEntry:
    """What is recorded for one organization; without a mode nothing is, and an earlier entry goes."""

    organization_id: uuid.UUID
    mode: AttendanceMode | None
    people: int = 0


def plan_meeting(actor: Actor, *, body_id: uuid.UUID, facts: MeetingFacts) -> Meeting:
    """Plan a body's next meeting. Its number (第n回) is the next one of that body, whoever else plans at the same time."""
    body = db.session.scalars(
        select(Body)
        .where(Body.tenant_id == actor.tenant_id, Body.id == body_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if body is None:
        raise Invalid(_("Choose a body of this platform."), "body_id")
    if body.dissolved_on is not None:
        raise Invalid(_("This body was dissolved."), "body_id")
    _check(body, facts)
    last = db.session.scalar(
        select(func.max(Meeting.number)).where(Meeting.tenant_id == actor.tenant_id, Meeting.body_id == body.id)
    )
    number = (last or 0) + 1
    meeting = Meeting(
        tenant_id=actor.tenant_id,
        body_id=body.id,
        number=number,
        title=facts.title.strip() or _("%(body)s, meeting no. %(number)d", body=body.name, number=number),
        held_on=facts.held_on,
        place=facts.place,
        is_hybrid=facts.is_hybrid,
        openness=facts.openness,
        fiscal_year=clock.fiscal_year(facts.held_on),
    )
    db.session.add(meeting)
    db.session.flush()
    audit.record("meeting:plan", meeting, changes={"body": str(body.id), "number": number})
    return meeting


def change_meeting(actor: Actor, meeting: Meeting, *, facts: MeetingFacts) -> None:
    """Change a meeting's facts; its body and number stay."""
    meeting = _locked(actor, meeting)
    if meeting.state is MeetingState.CANCELED:
        raise WrongState(_("This meeting was canceled."))
    body = db.session.get_one(Body, (actor.tenant_id, meeting.body_id))
    _check(body, facts)
    if meeting.state is MeetingState.HELD and facts.held_on > clock.today():
        raise Invalid(_("A meeting that was held does not lie in the future."), "held_on")
    meeting.title = facts.title.strip() or meeting.title
    meeting.held_on, meeting.fiscal_year = facts.held_on, clock.fiscal_year(facts.held_on)
    meeting.place, meeting.is_hybrid, meeting.openness = facts.place, facts.is_hybrid, facts.openness
    changes = audit.changes_of(meeting)
    if changes:
        audit.record("meeting:change", meeting, changes=changes)
    db.session.flush()


def move_meeting(actor: Actor, meeting: Meeting, *, verb: str) -> None:
    """Mark a meeting as held, or cancel it."""
    meeting = _locked(actor, meeting)
    move = MEETING.move(meeting.state.value, verb, str(actor.role))
    if verb == "hold" and meeting.held_on > clock.today():
        raise WrongState(_("This meeting lies in the future. Change its date first if it was held earlier."))
    meeting.state = MeetingState(move.target)
    audit.record(f"meeting:{verb}", meeting)
    db.session.flush()


def record_attendance(actor: Actor, meeting: Meeting, *, entries: Iterable[AttendanceEntry]) -> None:
    """Record who came, organization by organization, absentees too. One organization counts once, its people each."""
    meeting = _locked(actor, meeting)
    if meeting.state is not MeetingState.HELD:
        raise WrongState(_("Attendance is recorded once the meeting was held."))
    recorded = {row.organization_id: row for row in _recorded(meeting)}
    wanted = {entry.organization_id: entry for entry in entries}
    _check_organizations(actor, set(wanted) - set(recorded))
    for organization_id, entry in wanted.items():
        people = _people(entry)
        row = recorded.get(organization_id)
        if entry.mode is None:
            if row is not None:
                db.session.delete(row)
        elif row is None:
            db.session.add(
                Attendance(
                    tenant_id=actor.tenant_id,
                    meeting_id=meeting.id,
                    organization_id=organization_id,
                    mode=entry.mode,
                    people=people,
                )
            )
        elif (row.mode, row.people) != (entry.mode, people):
            row.mode, row.people = entry.mode, people
    db.session.flush()
    present = [row for row in _recorded(meeting) if row.mode is not AttendanceMode.ABSENT]
    audit.record(
        "attendance:record",
        meeting,
        changes={"organizations": len(present), "people": sum(row.people for row in present)},
    )


def _people(entry: AttendanceEntry) -> int:
    if entry.mode is None or entry.mode is AttendanceMode.ABSENT:
        return 0
    if entry.people < 1:
        raise Invalid(_("Enter how many people came."))
    return entry.people


def _recorded(meeting: Meeting) -> list[Attendance]:
    return list(
        db.session.scalars(
            select(Attendance).where(Attendance.tenant_id == meeting.tenant_id, Attendance.meeting_id == meeting.id)
        )
    )


def _check_organizations(actor: Actor, ids: set[uuid.UUID]) -> None:
    if not ids:
        return
    known = db.session.scalars(
        select(Organization.id).where(Organization.tenant_id == actor.tenant_id, Organization.id.in_(ids))
    )
    if ids - set(known):
        raise Invalid(_("Choose an organization of this platform."))


def _check(body: Body, facts: MeetingFacts) -> None:
    if facts.held_on < body.established_on:
        raise Invalid(_("A body does not meet before it was founded."), "held_on")
    if body.regime is Regime.COUNCIL and facts.openness is Openness.OPEN:
        raise Invalid(_("Meetings under the council's rules are not public as a whole."), "openness")


def _locked(actor: Actor, meeting: Meeting) -> Meeting:
    found = db.session.scalars(
        select(Meeting)
        .where(Meeting.tenant_id == actor.tenant_id, Meeting.id == meeting.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotYours(_("This was not found."))
    return found
