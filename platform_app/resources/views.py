"""Pages of the resource list."""

import uuid
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from platform_app.core import clock
from platform_app.core.access import Role, Scope, access, current_actor
from platform_app.core.errors import Changed, Invalid, NotYours
from platform_app.core.sheets.files import workbook_download
from platform_app.core.taxonomy import FIELDS, LANGUAGES, REACH, TARGET_GROUPS
from platform_app.core.web.flashes import notify
from platform_app.core.web.pagination import paginate
from platform_app.core.web.room import NavItem, Room
from platform_app.extensions import db
from platform_app.members import queries as members_queries
from platform_app.members.models import Office
from platform_app.resources import first_page, forms, labels, policies, queries, services, sheets
from platform_app.resources.models import Resource, RoomState, Visibility
from platform_app.tenants import queries as tenants_queries

room = Room("resources", __name__, Scope.TENANT, "/resources")
ROOMS = (room,)
NAV = (NavItem(40, "resources.index", _l("Resource list"), policies.VIEW_RESOURCES),)
WORDS = {"fields": FIELDS, "targets": TARGET_GROUPS, "reach": REACH, "languages": LANGUAGES}
__all__ = ["NAV", "ROOMS", "first_page"]


def get_visible(tenant_id: int, resource_id: uuid.UUID) -> Resource | None:
    """A resource that the actor may see; of another one they do not learn that it exists."""
    resource = queries.get_resource(tenant_id, resource_id)
    return resource if resource is not None and policies.may_see(current_actor, resource) else None


@room.get("/")
@access(policies.VIEW_RESOURCES)
def index() -> ResponseReturnValue:
    form = _filter_form()
    wanted = _wanted(form)
    if form.mine.data and current_actor.organization_id is not None:
        rows = queries.list_rows(current_actor, wanted)
        return render_template("resources/own.html", rows=rows, labels=labels)
    page = paginate(db.session(), queries.resources_list(current_actor, wanted))
    return render_template("resources/index.html", form=form, page=page, labels=labels, words=WORDS)


@room.get("/resources.xlsx")
@access(policies.EXPORT_RESOURCES)
def export() -> ResponseReturnValue:
    today = clock.today()
    rows = queries.list_rows(current_actor, _wanted(_filter_form()))
    services.record_export(rows)
    book = sheets.resources_workbook(rows, queries.area_names(rows), platform=g.tenant.name, as_of=today)
    return workbook_download(book, f"resources-{g.tenant.slug}-{today.isoformat()}.xlsx")


@room.route("/new", methods=["GET", "POST"])
@access(policies.REGISTER_RESOURCE)
def register() -> ResponseReturnValue:
    offices = _office_choices()
    only = offices[0][0] if len(offices) == 1 else None
    form = forms.ResourceForm(
        choices=_choices(offices), office_id=only, visibility=Visibility.PLATFORM, languages=["ja"]
    )
    if form.validate_on_submit():
        try:
            resource = services.register_resource(current_actor, office=_office(form), data=_data(form))
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            return _done(resource, _("The resource was entered"))
    return render_template("resources/register.html", form=form), form.answer_status


@room.get("/<uuid:resource_id>")
@access(policies.VIEW_RESOURCES, subject=get_visible)
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
@access(policies.EDIT_RESOURCE, subject=get_visible)
def edit(resource: Resource) -> ResponseReturnValue:
    form = forms.ResourceForm(obj=resource, choices=_choices(_office_choices(resource)))
    if form.validate_on_submit():
        try:
            services.edit_resource(
                current_actor, resource, office=_office(form), data=_data(form), seen_version=form.seen_version
            )
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        except Changed as refusal:
            db.session.rollback()
            form.show_change(refusal, resource)
        else:
            return _done(resource, _("The entry was saved"))
    return render_template("resources/edit.html", form=form, resource=resource), form.answer_status


@room.post("/<uuid:resource_id>/room")
@access(policies.REPORT_ROOM, subject=get_visible)
def report_room(resource: Resource) -> ResponseReturnValue:
    form = forms.ReportRoomForm()
    from_own = request.form.get("from") == "own"
    target = url_for("resources.index", mine=1) if from_own else url_for("resources.show", resource_id=resource.id)
    if form.validate_on_submit():
        name, note = resource.name, (form.note.data or "").strip() or None
        services.report_room(current_actor, resource, state=RoomState(form.state.data), note=note)
        db.session.commit()
        notify(_("%(name)s: reported. Thank you", name=name))
    else:
        notify(_("Choose whether there is room now"), tone="error")
    return redirect(target, 303)


@room.post("/<uuid:resource_id>/check")
@access(policies.EDIT_RESOURCE, subject=get_visible)
def check(resource: Resource) -> ResponseReturnValue:
    services.check_resource(current_actor, resource)
    return _done(resource, _("The entry was confirmed as of today"))


@room.post("/<uuid:resource_id>/retire")
@access(policies.EDIT_RESOURCE, subject=get_visible)
def retire(resource: Resource) -> ResponseReturnValue:
    services.retire_resource(current_actor, resource)
    return _done(resource, _("The resource is off the list"))


def _filter_form() -> forms.FilterResourcesForm:
    members = members_queries.list_organizations(current_actor.tenant_id)
    return forms.FilterResourcesForm(
        request.args, choices={"area": _area_choices(), "organization": [(each.id, each.name) for each in members]}
    )


def _wanted(form: forms.FilterResourcesForm) -> queries.ResourceFilter:
    if not form.validate():
        return queries.ResourceFilter()
    own = current_actor.organization_id if form.mine.data else None
    return queries.ResourceFilter(
        words=form.q.data or "",
        field=form.field.data,
        target_group=form.target.data,
        area_code=form.area.data,
        reach=form.reach.data,
        has_room=form.has_room.data,
        organization_id=own or form.organization.data,
        checked_before=queries.stale_before() if form.unchecked.data else None,
    )


def _choices(offices: list[tuple[Any, str]]) -> dict[str, list[tuple[Any, str]]]:
    return {"office_id": offices, "area_codes": _area_choices()}


def _office_choices(resource: Resource | None = None) -> list[tuple[Any, str]]:
    """Offices whose resources the actor keeps; for an entry that is there, those of its organization."""
    own = current_actor.organization_id if current_actor.role is Role.MEMBER else None
    only = resource.organization_id if resource is not None else own
    return [
        (office.id, f"{name}　{office.name}")
        for office, name in members_queries.list_open_offices(current_actor.tenant_id, only)
        if policies.keeps_office(current_actor, office.organization_id, office.id)
    ]


def _area_choices() -> list[tuple[str, str]]:
    return [(area.code, area.full_name) for area in tenants_queries.list_tenant_areas(current_actor.tenant_id)]


def _office(form: forms.ResourceForm) -> Office:
    office = members_queries.get_office(current_actor.tenant_id, form.office_id.data)
    if office is None:
        raise NotYours
    return office


def _data(form: forms.ResourceForm) -> dict[str, Any]:
    """The entry's fields as given; empty text becomes none."""
    return {
        field.name: _given(field.data) if field.name != "visibility" else Visibility(field.data)
        for field in form
        if field.name in services.EDITABLE
    }


def _given(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _done(resource: Resource, message: str) -> Response:
    """Commit, say so and show the entry."""
    target = url_for("resources.show", resource_id=resource.id)
    db.session.commit()
    notify(message)
    return redirect(target, 303)
