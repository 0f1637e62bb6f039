"""Pages of referrals: list and inbox at one path, sending for the desk, answering for the receiver."""

from flask_babel import lazy_gettext as _l

from platform_app.core.web.room import NavItem
from platform_app.referrals import jobs, policies, tiles
from platform_app.referrals.views import answering, panel, sending, showing
from platform_app.referrals.views.room import room

__all__ = ["NAV", "ROOMS", "answering", "jobs", "panel", "sending", "showing", "tiles"]

ROOMS = (room,)
NAV = [
    NavItem(20, "referrals.index", _l("Referrals"), policies.SEND_REFERRAL, "referrals"),
    NavItem(20, "referrals.index", _l("Referral inbox"), policies.ANSWER_REFERRAL, "referrals"),
]
