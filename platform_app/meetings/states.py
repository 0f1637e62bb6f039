"""The life of a meeting."""

from flask_babel import lazy_gettext as _l

from platform_app.core.states import Move, State, StateMachine
from platform_app.meetings.models import MeetingState

MEETING = StateMachine(
    "meeting",
    states=(
        State(MeetingState.PLANNED.value, _l("Planned"), "info"),
        State(MeetingState.HELD.value, _l("Held"), "success", final=True),
        State(MeetingState.CANCELED.value, _l("Canceled"), "muted", final=True),
    ),
    moves=(
        Move("hold", _l("Mark as held"), MeetingState.PLANNED.value, MeetingState.HELD.value, by="secretariat"),
        Move(
            "cancel",
            _l("Cancel the meeting"),
            MeetingState.PLANNED.value,
            MeetingState.CANCELED.value,
            by="secretariat",
        ),
    ),
)
