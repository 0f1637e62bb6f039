"""One move of a referral: lock it, ask the machine, write the event."""

import uuid
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, NotYours
from platform_app.core.states import Move
from platform_app.extensions import db
from platform_app.referrals.models import Referral, ReferralEvent, ReferralState
from platform_app.referrals.states import find_move


def lock_referral(actor: Actor, referral_id: uuid.UUID) -> Referral:
    """The referral as it is now, held against others until the transaction ends."""
    referral = db.session.scalars(
        select(Referral)
        .where(Referral.tenant_id == actor.tenant_id, Referral.id == referral_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if referral is None:
        raise NotYours(_("This was not found."))
    return referral


def find_allowed(referral: Referral, verb: str, party: str, **given: object) -> Move:
    """The move from here; ``WrongState`` when there is none, ``Invalid`` when something it needs is missing."""
    move = find_move(referral.state, verb, party, is_accepted=referral.accepted_at is not None)
    missing = move.missing(given)
    if missing:
        raise Invalid(_("Something needed for this step is missing."), missing[0])
    return move


def make_move(
    actor: Actor, referral: Referral, move: Move, *, code: str | None = None, message: str | None = None
) -> ReferralEvent:
    """Change the state and keep who, when, from where, why; the words are sealed and stay out of the audit log."""
    before = referral.state
    referral.state = ReferralState(move.target)
    event = ReferralEvent(
        tenant_id=referral.tenant_id,
        referral_id=referral.id,
        case_id=referral.case_id,
        at=clock.now(),
        by_user_id=actor.user_id,
        verb=move.verb,
        from_state=str(before),
        to_state=move.target,
        code=code,
        message=(message or "").strip() or None,
    )
    db.session.add(event)
    db.session.flush()
    audit.record(
        f"referral:{move.verb}",
        referral,
        changes={"number": referral.number, "state": [str(before), move.target], "code": code},
    )
    return event


def next_business_day() -> date:
    """The day by which the desk acts after a side exit."""
    return clock.add_business_days(clock.today(), 1)
