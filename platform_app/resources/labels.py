"""What the codes of this room are called on screen."""

from flask_babel import lazy_gettext as _l

from platform_app.resources.models import ResourceStatus, RoomState, Visibility

ROOM_STATES = {
    RoomState.OPEN: _l("Room now: open"),
    RoomState.CONDITIONAL: _l("Room now: with conditions"),
    RoomState.WAITING_LIST: _l("Room now: waiting list"),
    RoomState.FULL: _l("Room now: full"),
}
ROOM_TONES = {
    RoomState.OPEN: "success",
    RoomState.CONDITIONAL: "warning",
    RoomState.WAITING_LIST: "attention",
    RoomState.FULL: "muted",
}
VISIBILITIES = {
    Visibility.PUBLIC: _l("Everyone"),
    Visibility.PLATFORM: _l("Members of the platform"),
    Visibility.DESK: _l("Consultation desks only"),
    Visibility.COUNCIL: _l("Council only"),
}
STATUSES = {ResourceStatus.ACTIVE: _l("In use"), ResourceStatus.RETIRED: _l("No longer offered")}
