"""Opening cases to appointed people, closing them again, and recusals, which stand above every grant."""

import uuid
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from platform_app.cases.models import Case
from platform_app.cases.services.rules import lock_case
from platform_app.confidentiality.models import (
    AccessGrant,
    GrantOfCase,
    GrantPurpose,
    Recusal,
    RecusalKind,
    RecusalOfCase,
    Tier,
)
from platform_app.confidentiality.queries import council as council_queries
from platform_app.confidentiality.queries import grants as queries
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.directory import tenant_name
from platform_app.core.errors import Invalid, Refused, WrongState
from platform_app.core.notices import notify, register_kind
from platform_app.extensions import db

LONGEST_GRANT = timedelta(days=92)
"""A grant is for the time of the work, not for good; longer work is granted anew."""

register_kind("grant.given", _l("Case %(number)s was opened to you."))
register_kind("grant.revoked", _l("Case %(number)s is closed to you again."))


def grant_access(
    actor: Actor, case: Case, *, appointment_id: uuid.UUID, purpose: GrantPurpose, starts_on: date, ends_on: date
) -> AccessGrant:
    """Open one case to one appointed person, for a purpose, until a day.

    Only the desk that holds the case may, and only people of the individual case conference get the full record
    (DOMAIN §3). The grant opens nothing before the undertaking is signed, and nothing to the recused.
    """
    _check_desk(actor, case)
    lock_case(actor, case.id)
    appointment = council_queries.get_appointment(actor.tenant_id, appointment_id)
    if appointment is None or not appointment.is_in_force(max(starts_on, clock.today())):
        raise Invalid(_("Choose someone whose appointment is in force on the first day."), "appointment_id")
    if appointment.tier is not Tier.CASE_CONFERENCE:
        raise Invalid(_("Only people of the individual case conference read a full record."), "appointment_id")
    if queries.find_recusal(actor.tenant_id, case.id, appointment.user_id) is not None:
        raise Invalid(_("This person is shut out of this case."), "appointment_id")
    _check_period(starts_on, ends_on)
    if queries.find_live_grant(case, appointment.id, since=starts_on, until=ends_on) is not None:
        raise Invalid(_("The case is open to this person in that period already."), "starts_on")
    grant = AccessGrant(
        tenant_id=actor.tenant_id,
        case_id=case.id,
        user_id=appointment.user_id,
        appointment_id=appointment.id,
        purpose=str(purpose),
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor.user_id,
        granted_at=clock.now(),
    )
    db.session.add(grant)
    db.session.flush()
    audit.record(
        "grant:give",
        grant,
        shown=[case],
        purpose=str(purpose),
        changes={"case": str(case.id), "user": str(grant.user_id), "ends_on": ends_on.isoformat()},
    )
    link = f"/t/{tenant_name(actor.tenant_id)}/council/cases"
    notify([appointment.user_id], "grant.given", case.number, link)
    return grant


def revoke_grant(actor: Actor, subject: GrantOfCase) -> None:
    """Close the case to this person from now on."""
    grant, case = subject.grant, subject.case
    _check_desk(actor, case)
    db.session.refresh(grant, with_for_update=True)
    if grant.revoked_at is not None:
        raise WrongState(_("This grant was revoked already."))
    grant.revoked_at = clock.now()
    audit.record("grant:revoke", grant, changes={"case": str(case.id), "user": str(grant.user_id)})
    db.session.flush()
    notify([grant.user_id], "grant.revoked", case.number, f"/t/{tenant_name(actor.tenant_id)}/council/cases")


def set_recusal(actor: Actor, case: Case, *, user_id: uuid.UUID) -> Recusal:
    """Shut a person out of a case of one's own desk (除斥); for oneself it is a declaration (回避)."""
    _check_desk(actor, case)
    lock_case(actor, case.id)
    if not queries.list_users({user_id}):
        raise Invalid(_("Choose someone of this platform."), "user_id")
    kind = RecusalKind.BY_ONESELF if user_id == actor.user_id else RecusalKind.SET_BY_OTHERS
    return _recuse(actor, case.id, user_id, kind)


def declare_recusal(actor: Actor, subject: GrantOfCase) -> Recusal:
    """Withdraw from a case that was opened to oneself (回避). It is out of sight at once."""
    return _recuse(actor, subject.case.id, actor.user_id, RecusalKind.BY_ONESELF)


def lift_recusal(actor: Actor, subject: RecusalOfCase) -> None:
    """Let a person take part again. Nobody lifts their own."""
    recusal, case = subject.recusal, subject.case
    _check_desk(actor, case)
    if recusal.user_id == actor.user_id:
        raise Refused(_("Nobody lifts their own recusal."))
    db.session.refresh(recusal, with_for_update=True)
    if recusal.lifted_at is not None:
        raise WrongState(_("This recusal was lifted already."))
    recusal.lifted_at = clock.now()
    audit.record("recusal:lift", recusal, changes={"case": str(case.id), "user": str(recusal.user_id)})
    db.session.flush()


def _recuse(actor: Actor, case_id: uuid.UUID, user_id: uuid.UUID, kind: RecusalKind) -> Recusal:
    if queries.find_recusal(actor.tenant_id, case_id, user_id) is not None:
        raise Invalid(_("This person is shut out of this case."), "user_id")
    recusal = Recusal(tenant_id=actor.tenant_id, case_id=case_id, user_id=user_id, kind=kind, declared_at=clock.now())
    db.session.add(recusal)
    db.session.flush()
    verb = "recusal:declare" if kind is RecusalKind.BY_ONESELF else "recusal:set"
    audit.record(verb, recusal, changes={"case": str(case_id), "user": str(user_id)})
    return recusal


def _check_desk(actor: Actor, case: Case) -> None:
    if actor.unit_id is None or case.desk_id != actor.unit_id:
        raise Refused(_("Only the desk that holds the case may do this."))


def _check_period(starts_on: date, ends_on: date) -> None:
    if starts_on < clock.today():
        raise Invalid(_("The first day must not lie in the past."), "starts_on")
    if ends_on < starts_on:
        raise Invalid(_("The last day must not lie before the first."), "ends_on")
    if ends_on - starts_on > LONGEST_GRANT:
        raise Invalid(
            _(
                "A case is opened for %(days)d days at most. Grant it anew if the work goes on.",
                days=LONGEST_GRANT.days,
            ),
            "ends_on",
        )
