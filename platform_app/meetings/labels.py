"""The words for the room's codes."""

from flask_babel import lazy_gettext as _l

from platform_app.meetings.models import AttendanceMode, BodyKind, Openness, Regime

KINDS = {
    BodyKind.GENERAL_MEETING: _l("General meeting"),
    BodyKind.STEERING_GROUP: _l("Steering group"),
    BodyKind.SUBCOMMITTEE: _l("Subcommittee"),
    BodyKind.WORKING_GROUP: _l("Working group"),
    BodyKind.COUNCIL_TIER: _l("Tier of the council"),
}
REGIMES = {
    Regime.PLATFORM: _l("Platform (its own rules)"),
    Regime.STATUTORY_CONFERENCE: _l("Statutory conference"),
    Regime.COUNCIL: _l("Council (duty of Art. 18)"),
    Regime.OPEN: _l("Open to everyone"),
}
REGIME_TONES = {
    Regime.PLATFORM: "info",
    Regime.STATUTORY_CONFERENCE: "warning",
    Regime.COUNCIL: "attention",
    Regime.OPEN: "success",
}
OPENNESS = {
    Openness.OPEN: _l("Public"),
    Openness.PARTLY_OPEN: _l("Partly public"),
    Openness.CLOSED: _l("Not public"),
}
MODES = {
    AttendanceMode.IN_PERSON: _l("In the room"),
    AttendanceMode.ONLINE: _l("Online"),
    AttendanceMode.ABSENT: _l("Absent"),
}
MODE_TONES = {AttendanceMode.IN_PERSON: "success", AttendanceMode.ONLINE: "info", AttendanceMode.ABSENT: "neutral"}
