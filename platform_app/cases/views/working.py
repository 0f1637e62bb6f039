"""Working on a case: record, plan, people, closing and reopening."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.cases import forms, policies, queries, services
from platform_app.cases.models import Case, NoteKind, PersonRole
from platform_app.cases.views.room import act_by_form, list_staff, room
from platform_app.core import clock
from platform_app.core.access import access, current_actor


@room.route("/<uuid:case_id>/note", methods=["GET", "POST"])
@access(policies.WORK_CASE, subject=queries.get_case)
def note(case: Case) -> ResponseReturnValue:
    form = forms.AddNoteForm()

    def act() -> None:
        services.add_note(
            current_actor,
            case,
            kind=NoteKind(form.kind.data),
            text=form.text.data or "",
            next_contact_on=form.next_contact_on.data,
        )

    return act_by_form(case, form, act, _("Add to the record"), _("Record"), _("The record was added"))


@room.route("/<uuid:case_id>/plan", methods=["GET", "POST"])
@access(policies.WORK_CASE, subject=queries.get_case)
def plan(case: Case) -> ResponseReturnValue:
    form = forms.PlanCaseForm(
        choices={"assignee_id": list_staff(case)}, next_contact_on=case.next_contact_on, assignee_id=case.assignee_id
    )

    def act() -> None:
        services.plan_case(
            current_actor, case, next_contact_on=form.next_contact_on.data, assignee_id=form.assignee_id.data
        )

    return act_by_form(case, form, act, _("Next contact and person in charge"), _("Save"), _("The plan was saved"))


@room.route("/<uuid:case_id>/persons/new", methods=["GET", "POST"])
@access(policies.WORK_CASE, subject=queries.get_case)
def add_person(case: Case) -> ResponseReturnValue:
    form = forms.AddPersonForm(role=PersonRole.FAMILY)

    def act() -> None:
        services.add_person(current_actor, case, role=form.role.data, facts=form.facts())

    return act_by_form(case, form, act, _("Add a person"), _("Add"), _("The person was added"))


@room.route("/<uuid:case_id>/close", methods=["GET", "POST"])
@access(policies.CLOSE_CASE, subject=queries.get_case)
def close(case: Case) -> ResponseReturnValue:
    form = forms.CloseCaseForm(closed_on=clock.today())

    def act() -> None:
        services.close_case(current_actor, case, outcome=form.outcome.data, closed_on=form.closed_on.data)

    return act_by_form(case, form, act, _("Close the case"), _("Close the case"), _("The case was closed"))


@room.route("/<uuid:case_id>/reopen", methods=["GET", "POST"])
@access(policies.CLOSE_CASE, subject=queries.get_case)
def reopen(case: Case) -> ResponseReturnValue:
    form = forms.ReopenCaseForm()

    def act() -> None:
        services.reopen_case(current_actor, case, next_contact_on=form.next_contact_on.data)

    return act_by_form(case, form, act, _("Reopen the case"), _("Reopen the case"), _("The case was reopened"))
