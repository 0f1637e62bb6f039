"""The verbs of the room: found and change bodies, seat organizations; plan, hold, cancel meetings, record attendance."""

from platform_app.meetings.services.bodies import BodyFacts, change_body, found_body, join_body, leave_body
from platform_app.meetings.services.meetings import (
    AttendanceEntry,
    MeetingFacts,
    change_meeting,
    move_meeting,
    plan_meeting,
    record_attendance,
)

__all__ = [
    "AttendanceEntry",
    "BodyFacts",
    "MeetingFacts",
    "change_body",
    "change_meeting",
    "found_body",
    "join_body",
    "leave_body",
    "move_meeting",
    "plan_meeting",
    "record_attendance",
]
