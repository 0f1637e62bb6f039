"""Who has which role in the platform; inviting people and ending roles. Both ask for a fresh proof of identity."""

from typing import Any, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from platform_app.core import audit, clock
from platform_app.core.access import ROLE_LABELS, access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.web.flashes import notify
from platform_app.core.web.pagination import paginate
from platform_app.extensions import db
from platform_app.tenants import policies, queries, services
from platform_app.tenants.forms import EndSeatForm, InvitePersonForm, PeopleFilterForm
from platform_app.tenants.models import Seat, UnitKind
from platform_app.tenants.organizations import list_organizations
from platform_app.tenants.views.rooms import people_room


@people_room.get("/")
@access(policies.MANAGE_PEOPLE)
def index() -> ResponseReturnValue:
    form = PeopleFilterForm(request.args)
    people = queries.select_people(current_actor.tenant_id, with_ended=bool(form.ended.data))
    page = paginate(db.session(), cast("Select[Any]", people))
    audit.record("people:list", object_type="seats", shown=[seat for seat, _holder in page])
    places = {unit.id: unit.name for unit in queries.list_units(current_actor.tenant_id)}
    places |= {each.id: each.name for each in list_organizations(current_actor.tenant_id)}
    return render_template("tenants/people.html", page=page, filter=form, roles=ROLE_LABELS, places=places)


@people_room.route("/invite", methods=["GET", "POST"])
@access(policies.MANAGE_PEOPLE, step_up=True)
def invite() -> ResponseReturnValue:
    desks = queries.list_units(current_actor.tenant_id, UnitKind.DESK)
    choices = {
        "unit_id": [(unit.id, unit.name) for unit in desks],
        "organization_id": [(each.id, each.name) for each in list_organizations(current_actor.tenant_id)],
    }
    form = InvitePersonForm(choices=choices, data={"starts_on": clock.today()})
    if not form.validate_on_submit():
        return render_template("tenants/invite.html", form=form)
    try:
        services.invite_person(
            current_actor,
            mail=form.mail.data or "",
            name=form.name.data,
            role=form.role.data,
            unit_id=form.unit_id.data,
            organization_id=form.organization_id.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )
    except Invalid as refusal:
        db.session.rollback()
        form.take_refusal(refusal)
        return render_template("tenants/invite.html", form=form), 422
    db.session.commit()
    notify(_("The role is given"), _("A mail is on its way to the person."))
    return redirect(url_for("tenants_people.index"), code=303)


@people_room.route("/<uuid:seat_id>/end", methods=["GET", "POST"])
@access(policies.MANAGE_PEOPLE, subject=queries.find_seat, step_up=True)
def end(seat: Seat) -> ResponseReturnValue:
    form = EndSeatForm(data={"last_day": clock.today()})
    page = {"form": form, "seat": seat, "user": queries.find_user(seat), "role": ROLE_LABELS[seat.role]}
    if not form.validate_on_submit():
        return render_template("tenants/end_seat.html", **page)
    try:
        services.end_seat(current_actor, seat, last_day=form.last_day.data)
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("tenants/end_seat.html", **page), 422
    db.session.commit()
    notify(_("The role is ended"))
    return redirect(url_for("tenants_people.index"), code=303)
