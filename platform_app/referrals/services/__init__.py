"""The acts on a referral, by party. Each locks, asks the machine, writes event and audit, tells the other side."""

from platform_app.referrals.services.answering import (
    accept_referral,
    decline_referral,
    fail_referral,
    hold_referral,
    report_outcome,
    return_overdue,
    see_referral,
    start_work,
)
from platform_app.referrals.services.disclosing import LEAST, LOCAL_GOVERNMENTS, Conditions
from platform_app.referrals.services.sending import draft_referral, recall_referral, send_referral, void_referral

__all__ = [
    "LEAST",
    "LOCAL_GOVERNMENTS",
    "Conditions",
    "accept_referral",
    "decline_referral",
    "draft_referral",
    "fail_referral",
    "hold_referral",
    "recall_referral",
    "report_outcome",
    "return_overdue",
    "see_referral",
    "send_referral",
    "start_work",
    "void_referral",
]
