"""Pages of the resource list."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from platform_app.core.access import Role, Scope, access, current_actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.taxonomy import FIELDS, LANGUAGES, REACH, TARGET_GROUPS
from platform_app.core.web.flashes import notify
from platform_app.core.web.pagination import paginate
from platform_app.core.web.room import NavItem, Room
from platform_app.extensions import db
from platform_app.members import queries as members_queries
from platform_app.resources import forms, labels, policies, queries, services
from platform_app.resources.models import Resource, RoomState, Visibility
from platform_app.tenants import queries as tenants_queries

room = Room("resources", __name__, Scope.TENANT, "/resources")
ROOMS = (room,)
NAV = (NavItem(40, "resources.index", _l("Resource list"), policies.VIEW_RESOURCES),)
WORDS = {"fields": FIELDS, "targets": TARGET_GROUPS, "reach": REACH, "languages": LANGUAGES}


@room.get("/")
@access(policies.VIEW_RESOURCES)
def index() -> ResponseReturnValue:
    form = forms.FilterResourcesForm(request.args, choices={"area": _area_choices()})
    page = paginate(db.session(), queries.resources_list(current_actor, _wanted(form)))
    return render_template("resources/index.html", form=form, page=page, labels=labels, words=WORDS)


@room.route("/new", methods=["GET", "POST"])
@access(policies.REGISTER_RESOURCE)
def register() -> ResponseReturnValue:
    form = forms.ResourceForm(choices=_choices(), visibility=Visibility.PLATFORM)
    if form.validate_on_submit():
        try:
            resource = services.register_resource(current_actor, office=_office(form.office.data), data=_data(form))
        except Invalid as refusal:
            form.take_refusal(refusal)
        else:
            db.session.commit()
            notify(_("The resource was entered"))
            return _to(resource)
    return render_template("resources/register.html", form=form)


@room.get("/<uuid:resource_id>")
@access(policies.VIEW_RESOURCES, subject=queries.get_resource)
def show(resource: Resource) -> ResponseReturnValue:
    return render_template(
        "resources/show.html",
        resource=resource,
        organization=members_queries.get_member(resource.tenant_id, resource.organization_id),
        office=members_queries.get_office(resource.tenant_id, resource.office_id),
        areas=[area.full_name for area in tenants_queries.list_areas_by_code(resource.area_codes)],
        reports=queries.list_room_reports(resource),
        room_form=forms.ReportRoomForm(state=resource.room_state),
        labels=labels,
        words=WORDS,
    )


@room.route("/<uuid:resource_id>/edit", methods=["GET", "POST"])
@access(policies.EDIT_RESOURCE, subject=queries.get_resource)
def edit(resource: Resource) -> ResponseReturnValue:
    form = forms.ResourceForm(obj=resource, office=resource.office_id, choices=_choices())
    if form.validate_on_submit():
        try:
            services.edit_resource(
                current_actor, resource, data=_data(form), seen_version=int(form.version.data or 0)
            )
        except Invalid as refusal:
            form.take_refusal(refusal)
        except WrongState as refusal:
            form.take_refusal(Invalid(refusal.message))
        else:
            db.session.commit()
            notify(_("The entry was saved"))
            return _to(resource)
    return render_template("resources/edit.html", form=form, resource=resource)


@room.post("/<uuid:resource_id>/room")
@access(policies.REPORT_ROOM, subject=queries.get_resource)
def report_room(resource: Resource) -> ResponseReturnValue:
    form = forms.ReportRoomForm()
    if not form.validate_on_submit():
        notify(_("Choose whether there is room now"), tone="error")
        return _to(resource)
    services.report_room(
        current_actor, resource, state=RoomState(form.state.data), note=form.note.data or None
    )
    db.session.commit()
    notify(_("Thank you. Room now was brought up to date"))
    return _to(resource)


@room.post("/<uuid:resource_id>/check")
@access(policies.EDIT_RESOURCE, subject=queries.get_resource)
def check(resource: Resource) -> ResponseReturnValue:
    services.check_resource(current_actor, resource)
    db.session.commit()
    notify(_("The entry was confirmed as of today"))
    return _to(resource)


@room.post("/<uuid:resource_id>/retire")
@access(policies.EDIT_RESOURCE, subject=queries.get_resource)
def retire(resource: Resource) -> ResponseReturnValue:
    services.retire_resource(current_actor, resource)
    db.session.commit()
    notify(_("The resource is off the list"))
    return redirect(url_for("resources.index"), 303)


def _wanted(form: forms.FilterResourcesForm) -> queries.ResourceFilter:
    if not form.validate():
        return queries.ResourceFilter()
    return queries.ResourceFilter(
        words=form.q.data or "",
        field=form.field.data,
        target_group=form.target.data,
        area_code=form.area.data,
        reach=form.reach.data,
        has_room=form.has_room.data,
    )


def _choices() -> dict[str, list[tuple[Any, str]]]:
    own = current_actor.organization_id if current_actor.role is Role.MEMBER else None
    offices = members_queries.list_open_offices(current_actor.tenant_id, own)
    return {"office": [(office.id, f"{name}　{office.name}") for office, name in offices], "area_codes": _area_choices()}


def _area_choices() -> list[tuple[str, str]]:
    return [(area.code, area.name) for area in tenants_queries.list_tenant_areas(current_actor.tenant_id)]


def _office(office_id: uuid.UUID) -> Any:
    return members_queries.get_office(current_actor.tenant_id, office_id)


def _data(form: forms.ResourceForm) -> dict[str, Any]:
    """The entry's fields as given; empty text becomes none."""
    return {
        field.name: (field.data or None) if isinstance(field.data, str) else field.data
        for field in form
        if field.name in services.EDITABLE
    }


def _to(resource: Resource) -> Response:
    return redirect(url_for("resources.show", resource_id=resource.id), 303)
