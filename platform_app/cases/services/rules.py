"""What several acts on a case check: the desk, the next contact date, the assignee, and the lock."""

import uuid
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from platform_app.cases import queries
from platform_app.cases.models import Case, CaseState
from platform_app.core import clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, NotYours, Refused, WrongState
from platform_app.extensions import db


def desk_of(actor: Actor) -> uuid.UUID:
    """The desk that the actor sits at."""
    if actor.unit_id is None:
        raise Refused(_("Only staff of a consultation desk may do this."))
    return actor.unit_id


def lock_case(actor: Actor, case_id: uuid.UUID) -> Case:
    """The case as it is now, held against others until the transaction ends."""
    case = db.session.scalars(
        select(Case)
        .where(Case.tenant_id == actor.tenant_id, Case.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None:
        raise NotYours(_("This was not found."))
    return case


def lock_open_case(actor: Actor, case_id: uuid.UUID) -> Case:
    """The case, locked; ``WrongState`` when it was closed."""
    case = lock_case(actor, case_id)
    if case.state is not CaseState.OPEN:
        raise WrongState(_("This case is closed. Reopen it first."))
    return case


def check_next_contact(day: date | None) -> date:
    """An open case has a next contact date, today or later: nobody is left without one."""
    if day is None:
        raise Invalid(_("Enter the date of the next contact. A person is never left without one."), "next_contact_on")
    if day < clock.today():
        raise Invalid(_("The next contact cannot lie in the past."), "next_contact_on")
    return day


def check_assignee(tenant_id: int, desk_id: uuid.UUID, user_id: uuid.UUID | None) -> None:
    """A case is given to someone who sits at its desk today, or to nobody."""
    if user_id is None:
        return
    if user_id not in {user.id for user in queries.list_desk_staff(tenant_id, desk_id, clock.today())}:
        raise Invalid(_("Choose someone of this desk."), "assignee_id")
