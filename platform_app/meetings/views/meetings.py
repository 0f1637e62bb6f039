"""Meetings: the fiscal year's list, one meeting with its attendance, planning, changing, holding."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.core import clock
from platform_app.core.access import access, current_actor
from platform_app.core.web import formats
from platform_app.core.web.flashes import notify
from platform_app.extensions import db
from platform_app.meetings import forms, labels, policies, queries, services
from platform_app.meetings.models import MeetingOfBody, Openness
from platform_app.meetings.states import MEETING
from platform_app.meetings.views.rooms import act, room


@room.get("")
@access(policies.VIEW_MEETINGS)
def index() -> ResponseReturnValue:
    tenant_id, present = current_actor.tenant_id, clock.fiscal_year(clock.today())
    years = queries.list_fiscal_years(tenant_id)
    form = forms.MeetingFilterForm(
        request.args or None,
        choices={
            "fiscal_year": [(year, formats.fiscal_year(year)) for year in years],
            "body_id": [(body.id, body.name) for body in queries.list_living_bodies(tenant_id)],
        },
        fiscal_year=present,
    )
    valid = not request.args or form.validate()
    wanted: dict[str, Any] = {
        "fiscal_year": (form.fiscal_year.data if valid else None) or present,
        "body_id": form.body_id.data if valid else None,
        "with_council": policies.sees_council(current_actor),
    }
    return render_template(
        "meetings/index.html",
        form=form,
        page=queries.list_meetings(tenant_id, **wanted),
        figures=queries.count_year(tenant_id, **wanted),
        year=wanted["fiscal_year"],
        labels=labels,
        states=MEETING,
    )


@room.route("/new", methods=["GET", "POST"])
@access(policies.MANAGE_MEETINGS)
def plan() -> ResponseReturnValue:
    bodies = queries.list_living_bodies(current_actor.tenant_id)
    form = forms.PlanMeetingForm(
        choices={"body_id": [(body.id, body.name) for body in bodies]},
        body_id=_asked_body(),
        held_on=clock.today(),
        openness=Openness.OPEN,
    )

    def service() -> str:
        meeting = services.plan_meeting(current_actor, body_id=form.body_id.data, facts=_facts(form))
        return url_for(".show", meeting_id=meeting.id)

    return act(form, service, done=_("The meeting was planned"), target=url_for(".index"), title=_("Plan a meeting"))


@room.get("/<uuid:meeting_id>")
@access(policies.VIEW_MEETINGS, subject=queries.get_meeting)
def show(subject: MeetingOfBody) -> ResponseReturnValue:
    meeting = subject.meeting
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        body=subject.body,
        attendance=queries.list_attendance(meeting),
        labels=labels,
        state=MEETING.state(meeting.state.value),
        moves=MEETING.moves_from(meeting.state.value, str(current_actor.role)),
        today=clock.today(),
    )


@room.route("/<uuid:meeting_id>/edit", methods=["GET", "POST"])
@access(policies.MANAGE_MEETINGS, subject=queries.get_meeting)
def edit(subject: MeetingOfBody) -> ResponseReturnValue:
    form = forms.MeetingForm(obj=subject.meeting)

    def service() -> None:
        services.change_meeting(current_actor, subject.meeting, facts=_facts(form))

    return act(
        form,
        service,
        done=_("The entry was saved"),
        target=url_for(".show", meeting_id=subject.meeting.id),
        title=_("Edit the meeting"),
        about=subject.meeting.title,
    )


@room.post("/<uuid:meeting_id>/hold")
@access(policies.MANAGE_MEETINGS, subject=queries.get_meeting)
def hold(subject: MeetingOfBody) -> ResponseReturnValue:
    target = url_for(".attendance", meeting_id=subject.meeting.id)
    services.move_meeting(current_actor, subject.meeting, verb="hold")
    db.session.commit()
    notify(_("The meeting was marked as held"), _("Record who came."))
    return redirect(target, 303)


@room.post("/<uuid:meeting_id>/cancel")
@access(policies.MANAGE_MEETINGS, subject=queries.get_meeting)
def cancel(subject: MeetingOfBody) -> ResponseReturnValue:
    target = url_for(".show", meeting_id=subject.meeting.id)
    services.move_meeting(current_actor, subject.meeting, verb="cancel")
    db.session.commit()
    notify(_("The meeting was canceled"))
    return redirect(target, 303)


@room.route("/<uuid:meeting_id>/attendance", methods=["GET", "POST"])
@access(policies.MANAGE_MEETINGS, subject=queries.get_meeting)
def attendance(subject: MeetingOfBody) -> ResponseReturnValue:
    meeting = subject.meeting
    expected = queries.list_expected(meeting)
    form = forms.AttendanceForm(rows=[_line(each) for each in expected])

    def service() -> None:
        entries = [forms.entry_of(row.form) for row in form.rows]
        services.record_attendance(
            current_actor,
            meeting,
            entries=[
                services.AttendanceEntry(organization_id, mode, people)
                for organization_id, mode, people in entries
                if organization_id is not None
            ],
        )

    return act(
        form,
        service,
        done=_("The attendance was recorded"),
        target=url_for(".show", meeting_id=meeting.id),
        template="meetings/attendance.html",
        meeting=meeting,
        body=subject.body,
        expected={str(each.organization.id): each for each in expected},
    )


def _line(each: queries.Expected) -> dict[str, Any]:
    found = each.attendance
    return {
        "organization_id": str(each.organization.id),
        "mode": found.mode if found else None,
        "people": found.people if found and found.people else None,
    }


def _facts(form: forms.MeetingForm) -> services.MeetingFacts:
    return services.MeetingFacts(
        held_on=form.held_on.data,
        title=form.title.data or "",
        place=(form.place.data or "").strip() or None,
        is_hybrid=form.is_hybrid.data,
        openness=form.openness.data,
    )


def _asked_body() -> Any:
    return request.args.get("body")
