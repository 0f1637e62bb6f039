"""Pages of the log-in (open to everyone) and of one's own account."""

from platform_app.accounts.views import account, log_in, second_factor
from platform_app.accounts.views.rooms import login_room, room

ROOMS = (login_room, room)

__all__ = ["ROOMS", "account", "log_in", "second_factor"]
