"""Pages of the consultation desk."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from platform_app.cases import forms, labels, policies, queries, services, tiles
from platform_app.cases.models import Case, Consent, NoteKind, PersonRole
from platform_app.cases.panels import draw_panels
from platform_app.core import audit, clock
from platform_app.core.access import Scope, access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.taxonomy import TOPICS
from platform_app.core.web.flashes import notify
from platform_app.core.web.forms import Form
from platform_app.core.web.room import NavItem, Room
from platform_app.extensions import db

__all__ = ["NAV", "ROOMS", "tiles"]

room = Room("cases", __name__, Scope.TENANT, "/cases")
ROOMS = (room,)
NAV = [NavItem(10, "cases.index", _l("Consultation desk"), policies.VIEW_CASES, "cases")]

LANES = {
    queries.Lane.OVERDUE: _l("Contact overdue"),
    queries.Lane.TODAY: _l("Contact today"),
    queries.Lane.MINE: _l("My cases"),
    queries.Lane.OPEN: _l("All open"),
    queries.Lane.CLOSED: _l("Case closed"),
}


@room.get("")
@access(policies.VIEW_CASES)
def index() -> ResponseReturnValue:
    wanted = request.args.get("lane", queries.Lane.OPEN)
    if wanted not in set(queries.Lane):
        abort(404)
    lane, filters = queries.Lane(wanted), forms.BoardFilterForm(request.args)
    filters.validate()
    page = queries.list_board(
        current_actor.tenant_id,
        lane=lane,
        user_id=current_actor.user_id,
        topic=filters.topic.data if filters.topic.data in TOPICS else None,
        urgency=None if filters.urgency.errors else filters.urgency.data,
    )
    audit.record("case:list", object_type="cases", shown=[row.case for row in page])
    counts = queries.count_lanes(current_actor.tenant_id, current_actor.user_id)
    tabs = [
        (f"{label} {counts[each]}" if each in counts else label, url_for(".index", lane=each.value), each is lane)
        for each, label in LANES.items()
    ]
    return render_template(
        "cases/index.html", page=page, lane=lane, tabs=tabs, filters=filters, labels=labels, topics=TOPICS
    )


@room.route("/find", methods=["GET", "POST"])
@access(policies.VIEW_CASES)
def find() -> ResponseReturnValue:
    form, rows = forms.FindCaseForm(), None
    if form.validate_on_submit():
        rows = queries.list_by_index(
            current_actor.tenant_id,
            name=services.name_index(current_actor.tenant_id, form.name.data),
            phone=services.phone_index(current_actor.tenant_id, form.phone.data),
        )
        audit.record("case:find", object_type="cases", shown=[row.case for row in rows])
        db.session.flush()
    page = render_template("cases/find.html", form=form, rows=rows, labels=labels, topics=TOPICS)
    db.session.commit()
    return page


@room.route("/new", methods=["GET", "POST"])
@access(policies.TAKE_CASE)
def take() -> ResponseReturnValue:
    now = clock.now().astimezone(clock.TOKYO)
    areas = queries.list_residence_areas(current_actor.tenant_id)
    form = forms.TakeCaseForm(
        choices={"area_code": [(area.code, area.full_name) for area in areas], "assignee_id": _staff()},
        received_on=now.date(),
        received_time=now.time().replace(second=0, microsecond=0),
        assignee_id=current_actor.user_id,
    )
    if form.validate_on_submit():
        try:
            case = _take(form)
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            target = url_for(".show", case_id=case.id)
            number = case.number
            db.session.commit()
            notify(_("%(number)s was recorded", number=number))
            return redirect(target, 303)
    return render_template("cases/take.html", form=form, topics=TOPICS)


def _take(form: forms.TakeCaseForm) -> Case:
    received_at = datetime.combine(form.received_on.data, form.received_time.data or time(0), clock.TOKYO)
    return services.take_case(
        current_actor,
        received_at=received_at,
        channel=form.channel.data,
        topics=form.topics.data or [],
        main_topic=form.main_topic.data,
        urgency=form.urgency.data,
        situation=form.situation.data,
        wish=form.wish.data,
        subject=form.facts(),
        visitor=form.visitor(),
        age_band=form.age_band.data,
        area_code=form.area_code.data,
        next_contact_on=form.next_contact_on.data,
        outcome=form.outcome.data,
        assignee_id=form.assignee_id.data,
    )


@room.get("/<uuid:case_id>")
@access(policies.VIEW_CASES, subject=queries.get_case)
def show(case: Case) -> ResponseReturnValue:
    persons, consents = queries.list_persons(case), queries.list_consents(case)
    alike = queries.list_alike(case, persons)
    named = {recipient for consent in consents for recipient in consent.recipients}
    audit.record("case:read", case, shown=[case, *persons, *consents, *alike])
    return render_template(
        "cases/show.html",
        case=case,
        persons=persons,
        consents=consents,
        recipients=queries.name_recipients(case.tenant_id, named),
        notes=queries.list_notes(case),
        alike=alike,
        staff=dict(_staff(case)),
        area=queries.find_area(case.area_code),
        panels=list(draw_panels(case)),
        note_form=forms.AddNoteForm(formdata=None),
        labels=labels,
        topics=TOPICS,
    )


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

    return _act(case, form, act, _("Add to the record"), _("Record"), _("The record was added"))


@room.route("/<uuid:case_id>/plan", methods=["GET", "POST"])
@access(policies.WORK_CASE, subject=queries.get_case)
def plan(case: Case) -> ResponseReturnValue:
    form = forms.PlanCaseForm(
        choices={"assignee_id": _staff(case)}, next_contact_on=case.next_contact_on, assignee_id=case.assignee_id
    )

    def act() -> None:
        services.plan_case(
            current_actor, case, next_contact_on=form.next_contact_on.data, assignee_id=form.assignee_id.data
        )

    return _act(case, form, act, _("Next contact and person in charge"), _("Save"), _("The plan was saved"))


@room.route("/<uuid:case_id>/persons/new", methods=["GET", "POST"])
@access(policies.WORK_CASE, subject=queries.get_case)
def add_person(case: Case) -> ResponseReturnValue:
    form = forms.AddPersonForm(role=PersonRole.FAMILY)

    def act() -> None:
        services.add_person(current_actor, case, role=form.role.data, facts=form.facts())

    return _act(case, form, act, _("Add a person"), _("Add"), _("The person was added"))


@room.route("/<uuid:case_id>/close", methods=["GET", "POST"])
@access(policies.CLOSE_CASE, subject=queries.get_case)
def close(case: Case) -> ResponseReturnValue:
    form = forms.CloseCaseForm(closed_on=clock.today())

    def act() -> None:
        services.close_case(current_actor, case, outcome=form.outcome.data, closed_on=form.closed_on.data)

    return _act(case, form, act, _("Close the case"), _("Close the case"), _("The case was closed"))


@room.route("/<uuid:case_id>/reopen", methods=["GET", "POST"])
@access(policies.CLOSE_CASE, subject=queries.get_case)
def reopen(case: Case) -> ResponseReturnValue:
    form = forms.ReopenCaseForm()

    def act() -> None:
        services.reopen_case(current_actor, case, next_contact_on=form.next_contact_on.data)

    return _act(case, form, act, _("Reopen the case"), _("Reopen the case"), _("The case was reopened"))


@room.route("/<uuid:case_id>/consents/new", methods=["GET", "POST"])
@access(policies.RECORD_CONSENT, subject=queries.get_case)
def record_consent(case: Case) -> ResponseReturnValue:
    persons = queries.list_persons(case)
    if not persons:
        notify(_("Add a person first"), _("A consent belongs to a person of the case."), tone="warning")
        return redirect(url_for(".add_person", case_id=case.id), 303)
    form = forms.RecordConsentForm(
        choices={
            "person_id": [(person.id, person.name or labels.PERSON_ROLES[person.role]) for person in persons],
            "recipients": [(each.id, each.name) for each in queries.list_recipients(case.tenant_id)],
        },
        given_on=clock.today(),
        expires_on=clock.today() + timedelta(days=365),
    )

    def act() -> None:
        services.record_consent(
            current_actor,
            case,
            person_id=form.person_id.data,
            given_on=form.given_on.data,
            means=form.means.data,
            recipients=form.recipients.data or [],
            purposes=form.purposes.data or [],
            fields=form["fields"].data or [],
            expires_on=form.expires_on.data,
        )

    audit.record("case:read", case, shown=persons)
    return _act(case, form, act, _("Record a consent"), _("Record"), _("The consent was recorded"))


@room.post("/consents/<uuid:consent_id>/withdraw")
@access(policies.RECORD_CONSENT, subject=queries.get_consent)
def withdraw_consent(consent: Consent) -> ResponseReturnValue:
    target = url_for(".show", case_id=consent.case_id, _anchor="consents")
    services.withdraw_consent(current_actor, consent)
    db.session.commit()
    notify(_("The consent was withdrawn"), _("Recipients can no longer read what was given on it."))
    return redirect(target, 303)


def _act(case: Case, form: Form, act: Any, title: str, submit: str, done: str) -> ResponseReturnValue:
    """One form on one case: show it, or act, commit and go back to the case."""
    target, number = url_for(".show", case_id=case.id), case.number
    if form.validate_on_submit():
        try:
            act()
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            db.session.commit()
            notify(done)
            return redirect(target, 303)
    return render_template("cases/act.html", form=form, title=title, submit=submit, target=target, number=number)


def _staff(case: Case | None = None) -> list[tuple[Any, str]]:
    """Who can be put in charge, with their names."""
    desk_id = case.desk_id if case is not None else current_actor.unit_id
    if desk_id is None:
        return []
    g.setdefault("desk_staff", queries.list_desk_staff(current_actor.tenant_id, desk_id, clock.today()))
    return [(user.id, user.name or "") for user in g.desk_staff]
