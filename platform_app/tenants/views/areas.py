"""The areas a platform serves and the local governments that own it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.core import clock
from platform_app.core.access import access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.web.flashes import notify
from platform_app.extensions import db
from platform_app.tenants import policies, queries, services
from platform_app.tenants.forms import AddAreaForm, AddAuthorityForm
from platform_app.tenants.models import TenantArea, TenantAuthority
from platform_app.tenants.views.rooms import settings_room


@settings_room.route("/areas/new", methods=["GET", "POST"])
@access(policies.MANAGE_SETTINGS)
def add_area() -> ResponseReturnValue:
    form = AddAreaForm(data={"from_on": clock.today()})
    if not form.validate_on_submit():
        return render_template("tenants/area.html", form=form, authority=False)
    try:
        services.add_area(current_actor, code=form.code.data or "", from_on=form.from_on.data)
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("tenants/area.html", form=form, authority=False), 422
    return _done(_("The area is added"))


@settings_room.post("/areas/<uuid:area_id>/end")
@access(policies.MANAGE_SETTINGS, subject=queries.find_tenant_area)
def end_area(area: TenantArea) -> ResponseReturnValue:
    services.end_area(current_actor, area)
    return _done(_("The area has ended"))


@settings_room.route("/authorities/new", methods=["GET", "POST"])
@access(policies.MANAGE_SETTINGS)
def add_authority() -> ResponseReturnValue:
    form = AddAuthorityForm(data={"from_on": clock.today()})
    if not form.validate_on_submit():
        return render_template("tenants/area.html", form=form, authority=True)
    try:
        services.add_authority(
            current_actor, code=form.code.data or "", from_on=form.from_on.data, is_lead=bool(form.is_lead.data)
        )
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("tenants/area.html", form=form, authority=True), 422
    return _done(_("The local government is added"))


@settings_room.post("/authorities/<uuid:authority_id>/end")
@access(policies.MANAGE_SETTINGS, subject=queries.find_authority)
def end_authority(authority: TenantAuthority) -> ResponseReturnValue:
    services.end_authority(current_actor, authority)
    return _done(_("The local government has ended"))


def _done(message: str) -> ResponseReturnValue:
    db.session.commit()
    notify(message)
    return redirect(url_for("tenants_settings.show"), code=303)
