"""The receiver's side: see, accept, decline, work, hold, report, fail. And what time does by itself."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid
from platform_app.extensions import db
from platform_app.referrals import queries
from platform_app.referrals.labels import FailCode
from platform_app.referrals.messages import tell, tell_desk
from platform_app.referrals.models import DeclineCode, Referral, ReferralOutcome
from platform_app.referrals.services.moves import find_allowed, lock_referral, make_move, next_business_day
from platform_app.referrals.states import LEAVE_NEXT_STEP, RECEIVER

LONGEST_HOLD = timedelta(days=90)


def see_referral(actor: Actor, referral: Referral) -> Referral:
    """Open the request, and with it what was handed on."""
    referral = lock_referral(actor, referral.id)
    move = find_allowed(referral, "see", RECEIVER)
    referral.seen_at = clock.now()
    make_move(actor, referral, move)
    return referral


def accept_referral(actor: Actor, referral: Referral, *, message: str | None = None) -> Referral:
    """Take over. Exactly one acceptance: whoever comes second finds another state (``WrongState``)."""
    referral = lock_referral(actor, referral.id)
    move = find_allowed(referral, "accept", RECEIVER)
    now = clock.now()
    referral.seen_at = referral.seen_at or now
    referral.answered_at = referral.answered_at or now
    referral.accepted_at, referral.accepted_by = now, actor.user_id
    referral.review_on = None
    make_move(actor, referral, move, message=message)
    tell_desk(referral, "accept")
    return referral


def decline_referral(
    actor: Actor, referral: Referral, *, code: DeclineCode | None, message: str | None = None
) -> Referral:
    """Say no, with the reason as a code. The desk has a next step by the next business day."""
    referral = lock_referral(actor, referral.id)
    move = find_allowed(referral, "decline", RECEIVER, code=code)
    referral.answered_at = referral.answered_at or clock.now()
    referral.decline_code, referral.ended_on = code, clock.today()
    make_move(actor, referral, move, code=str(code), message=message)
    _leave_next_step(referral)
    tell_desk(referral, "decline")
    return referral


def start_work(actor: Actor, referral: Referral, *, message: str | None = None) -> Referral:
    """Support has begun."""
    referral = lock_referral(actor, referral.id)
    move = find_allowed(referral, "work", RECEIVER)
    referral.review_on = None
    make_move(actor, referral, move, message=message)
    tell_desk(referral, "work")
    return referral


def hold_referral(actor: Actor, referral: Referral, *, message: str, review_on: date | None) -> Referral:
    """Put on hold with a reason and a review date. Until it goes on, personal data is out of reach."""
    referral = lock_referral(actor, referral.id)
    move = find_allowed(referral, "hold", RECEIVER, message=message, review_on=review_on)
    if review_on is None or not clock.today() < review_on <= clock.today() + LONGEST_HOLD:
        raise Invalid(_("The review date lies after today and within 90 days."), "review_on")
    referral.answered_at = referral.answered_at or clock.now()
    referral.review_on = review_on
    make_move(actor, referral, move, message=message)
    _leave_next_step(referral)
    tell_desk(referral, "hold")
    return referral


def report_outcome(
    actor: Actor, referral: Referral, *, outcome: ReferralOutcome | None, message: str | None = None
) -> Referral:
    """Close a referral with what came of it; if the person was not reached or helped, the desk acts again."""
    referral = lock_referral(actor, referral.id)
    move = find_allowed(referral, "report", RECEIVER, outcome=outcome)
    referral.outcome, referral.ended_on = outcome, clock.today()
    make_move(actor, referral, move, code=str(outcome), message=message)
    if outcome in LEAVE_NEXT_STEP:
        _leave_next_step(referral)
    tell_desk(referral, "report")
    return referral


def fail_referral(actor: Actor, referral: Referral, *, code: FailCode | None, message: str | None = None) -> Referral:
    """What was accepted did not come about; the desk has a next step."""
    referral = lock_referral(actor, referral.id)
    move = find_allowed(referral, "fail", RECEIVER, code=code)
    referral.ended_on = clock.today()
    make_move(actor, referral, move, code=str(code), message=message)
    _leave_next_step(referral)
    tell_desk(referral, "fail")
    return referral


def return_overdue(tenant_id: int) -> int:
    """Send back what nobody answered by the hard limit. Runs without a user, in the context of the tenant."""
    rows = db.session.execute(
        text("SELECT * FROM return_overdue_referrals(:next)"), {"next": next_business_day()}
    ).all()
    for row in rows:
        audit.record(
            "referral:return",
            object_type="referrals",
            object_id=row.referral_id,
            changes={"number": row.number, "case": str(row.case_id)},
            authority="system",
        )
        offices = queries.list_office_users(tenant_id, row.organization_id, row.office_id)
        tell(
            [*queries.list_desk_users(tenant_id, row.desk_id), *offices],
            "return",
            tenant_id,
            row.number,
            row.referral_id,
        )
    return len(rows)


def _leave_next_step(referral: Referral) -> None:
    """The receiver has no right on the case: a function of the database brings the desk's next contact forward."""
    day = next_business_day()
    if db.session.scalar(select(func.leave_next_step(referral.id, day))):
        audit.record(
            "case:next-step",
            object_type="cases",
            object_id=referral.case_id,
            changes={"referral": referral.number, "by": day.isoformat()},
        )
