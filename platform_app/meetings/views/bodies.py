"""Bodies: the tree, one body with its members and meetings, and changing them."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.core import clock
from platform_app.core.access import access, current_actor
from platform_app.meetings import forms, labels, policies, queries, services
from platform_app.meetings.models import Body, MembershipOfBody, Regime
from platform_app.meetings.states import MEETING
from platform_app.meetings.views.rooms import act, bodies_room
from platform_app.members import queries as members_queries


@bodies_room.get("")
@access(policies.VIEW_BODIES)
def index() -> ResponseReturnValue:
    rows = queries.list_bodies(current_actor.tenant_id, clock.today())
    return render_template("meetings/bodies.html", rows=rows, labels=labels)


@bodies_room.route("/new", methods=["GET", "POST"])
@access(policies.MANAGE_BODIES)
def found() -> ResponseReturnValue:
    form = forms.BodyForm(choices={"parent_id": _parents()}, established_on=clock.today(), regime=Regime.PLATFORM)

    def service() -> str:
        body = services.found_body(current_actor, facts=_facts(form))
        return url_for(".show", body_id=body.id)

    return act(form, service, done=_("The body was founded"), target=url_for(".index"), title=_("Found a body"))


@bodies_room.get("/<uuid:body_id>")
@access(policies.VIEW_BODIES, subject=queries.get_body)
def show(body: Body) -> ResponseReturnValue:
    sees_meetings = body.regime is not Regime.COUNCIL or policies.sees_council(current_actor)
    return render_template(
        "meetings/body.html",
        body=body,
        parent=queries.get_body(body.tenant_id, body.parent_id) if body.parent_id else None,
        memberships=queries.list_memberships(body),
        meetings=queries.list_meetings_of(body) if sees_meetings else None,
        labels=labels,
        states=MEETING,
    )


@bodies_room.route("/<uuid:body_id>/edit", methods=["GET", "POST"])
@access(policies.MANAGE_BODIES, subject=queries.get_body)
def edit(body: Body) -> ResponseReturnValue:
    form = forms.BodyForm(obj=body, choices={"parent_id": _parents(body)})
    if not form.is_submitted():
        form.legal_bases.data = "\n".join(body.legal_bases)

    def service() -> None:
        services.change_body(current_actor, body, facts=_facts(form))

    return act(
        form,
        service,
        done=_("The entry was saved"),
        target=url_for(".show", body_id=body.id),
        title=_("Edit the body"),
        about=body.name,
    )


@bodies_room.route("/<uuid:body_id>/members/new", methods=["GET", "POST"])
@access(policies.MANAGE_BODIES, subject=queries.get_body)
def join(body: Body) -> ResponseReturnValue:
    organizations = [(item.id, item.name) for item in members_queries.list_organizations(body.tenant_id)]
    form = forms.JoinBodyForm(choices={"organization_id": organizations}, from_on=clock.today())

    def service() -> None:
        services.join_body(
            current_actor,
            body,
            organization_id=form.organization_id.data,
            from_on=form.from_on.data,
            is_chair=form.is_chair.data,
        )

    return act(
        form,
        service,
        done=_("The organization sits on the body"),
        target=url_for(".show", body_id=body.id),
        title=_("Seat an organization"),
        about=body.name,
    )


@bodies_room.route("/<uuid:body_id>/members/<uuid:membership_id>/end", methods=["GET", "POST"])
@access(policies.MANAGE_BODIES, subject=queries.get_membership)
def leave(subject: MembershipOfBody) -> ResponseReturnValue:
    form = forms.LeaveBodyForm(to_on=clock.today())

    def service() -> None:
        services.leave_body(current_actor, subject, to_on=form.to_on.data)

    return act(
        form,
        service,
        done=_("The last day was recorded"),
        target=url_for(".show", body_id=subject.body.id),
        title=_("Record the last day"),
        about=subject.organization,
    )


def _facts(form: forms.BodyForm) -> services.BodyFacts:
    return services.BodyFacts(
        name=(form["name"].data or "").strip(),
        kind=form.kind.data,
        regime=form.regime.data,
        established_on=form.established_on.data,
        parent_id=form.parent_id.data,
        theme=(form.theme.data or "").strip() or None,
        legal_bases=forms.lines(form.legal_bases.data),
        taken_from=(form.taken_from.data or "").strip() or None,
        dissolved_on=form.dissolved_on.data,
    )


def _parents(body: Body | None = None) -> list[tuple[Any, str]]:
    bodies = queries.list_living_bodies(current_actor.tenant_id)
    return [(each.id, each.name) for each in bodies if body is None or each.id != body.id]
