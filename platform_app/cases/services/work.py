"""Working on a case: notes, the plan, closing and reopening."""

import uuid
from datetime import date

from flask_babel import gettext as _

from platform_app.cases.models import Case, CaseNote, CaseOutcome, CaseState, NoteKind, OriginBasis, PersonRole
from platform_app.cases.services.persons import PersonFacts, add_person_row
from platform_app.cases.services.rules import check_assignee, check_next_contact, lock_case, lock_open_case
from platform_app.cases.signals import case_closing
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.extensions import db


def add_note(actor: Actor, case: Case, *, kind: NoteKind, text: str, next_contact_on: date | None = None) -> CaseNote:
    """Write an entry into the timeline. After a contact the next one is planned in the same act."""
    case = lock_open_case(actor, case.id)
    if not text.strip():
        raise Invalid(_("Enter what was said or decided."), "text")
    if kind is NoteKind.CONTACT or next_contact_on is not None:
        case.next_contact_on = check_next_contact(next_contact_on)
    now = clock.now()
    case.updated_at = now
    note = CaseNote(
        tenant_id=case.tenant_id,
        case_id=case.id,
        kind=kind,
        noted_at=now,
        noted_by=actor.user_id,
        origin_basis=OriginBasis.DESK,
        text=text.strip(),
    )
    db.session.add(note)
    db.session.flush()
    audit.record("case:note", case, changes={"note": str(note.id), "kind": str(kind)})
    return note


def add_person(actor: Actor, case: Case, *, role: PersonRole, facts: PersonFacts) -> uuid.UUID:
    """Add a family member, a visitor, or the person helped once known; a case has one person helped.

    Raises ``Invalid`` when nothing tells who it is: neither a name nor a telephone number.
    """
    if not any((text or "").strip() for text in (facts.name, facts.name_kana, facts.name_in_use, facts.phone)):
        raise Invalid(_("Enter a name, a name in use or a telephone number."), "name")
    case = lock_open_case(actor, case.id)
    if role is PersonRole.SUBJECT and facts.name:
        case.is_anonymous = False
    person = add_person_row(case, role, facts)
    db.session.flush()
    audit.record("case:add-person", case, changes={"person": str(person.id), "role": str(role)})
    return person.id


def plan_case(actor: Actor, case: Case, *, next_contact_on: date | None, assignee_id: uuid.UUID | None) -> Case:
    """Set when the person is contacted next, and by whom."""
    case = lock_open_case(actor, case.id)
    check_assignee(case.tenant_id, case.desk_id, assignee_id)
    case.next_contact_on = check_next_contact(next_contact_on)
    case.assignee_id = assignee_id
    changes = audit.changes_of(case)
    case.updated_at = clock.now()
    db.session.flush()
    audit.record("case:plan", case, changes=changes)
    return case


def bring_contact_forward(actor: Actor, case_id: uuid.UUID, by: date) -> Case:
    """Make the next contact due on ``by`` at the latest; a closed case is opened again for it."""
    case = lock_case(actor, case_id)
    if case.state is CaseState.CLOSED:
        _open_again(case)
        case.next_contact_on = by
    else:
        case.next_contact_on = min(case.next_contact_on or by, by)
    changes = audit.changes_of(case)
    case.updated_at = clock.now()
    db.session.flush()
    if changes:
        audit.record("case:plan", case, changes=changes)
    return case


def close_case(actor: Actor, case: Case, *, outcome: CaseOutcome, closed_on: date | None = None) -> Case:
    """Close a case with its outcome. Other rooms may object (``case_closing``)."""
    case = lock_open_case(actor, case.id)
    day = closed_on or clock.today()
    if day > clock.today() or day < case.received_at.astimezone(clock.TOKYO).date():
        raise Invalid(_("A case closes between the day it was received and today."), "closed_on")
    case_closing.send(case)
    case.state, case.outcome, case.closed_on, case.next_contact_on = CaseState.CLOSED, outcome, day, None
    changes = audit.changes_of(case)
    case.updated_at = clock.now()
    db.session.flush()
    audit.record("case:close", case, changes=changes)
    return case


def reopen_case(actor: Actor, case: Case, *, next_contact_on: date | None) -> Case:
    """Open a closed case again, with a next contact."""
    case = lock_case(actor, case.id)
    if case.state is CaseState.OPEN:
        raise WrongState(_("This case is open."))
    case.next_contact_on = check_next_contact(next_contact_on)
    _open_again(case)
    changes = audit.changes_of(case)
    case.updated_at = clock.now()
    db.session.flush()
    audit.record("case:reopen", case, changes=changes)
    return case


def _open_again(case: Case) -> None:
    case.state, case.outcome, case.closed_on = CaseState.OPEN, None, None
