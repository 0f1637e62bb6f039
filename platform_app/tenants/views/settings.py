"""A platform's profile, features and desks, for its secretariat."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.core.access import access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.web.flashes import notify
from platform_app.extensions import db
from platform_app.tenants import labels, policies, queries, services
from platform_app.tenants.forms import ChangeUnitForm, ProfileForm, UnitForm
from platform_app.tenants.models import Tenant, Unit
from platform_app.tenants.services.profile import PROFILE
from platform_app.tenants.views.rooms import settings_room


@settings_room.get("/")
@access(policies.MANAGE_SETTINGS)
def show() -> ResponseReturnValue:
    tenant: Tenant = g.tenant
    return render_template(
        "tenants/settings.html",
        tenant=tenant,
        area=queries.find_area(tenant.code),
        areas=queries.list_area_periods(tenant.id),
        authorities=queries.list_authorities(tenant.id),
        units=queries.list_units(tenant.id),
        labels=labels,
    )


@settings_room.route("/profile", methods=["GET", "POST"])
@access(policies.MANAGE_SETTINGS)
def profile() -> ResponseReturnValue:
    tenant: Tenant = g.tenant
    features = [name for name in labels.FEATURES if tenant.has_feature(name)]
    form = ProfileForm(obj=tenant, data={"features": features})
    if not form.validate_on_submit():
        return render_template("tenants/profile.html", form=form)
    try:
        services.change_profile(
            current_actor,
            tenant,
            values={name: form[name].data for name in sorted(PROFILE)},
            features_off=[name for name in labels.FEATURES if name not in (form.features.data or [])],
            answer_days=form.answer_days.data or 0,
            return_days=form.return_days.data or 0,
        )
    except Invalid as refusal:
        db.session.rollback()
        form.take_refusal(refusal)
        return render_template("tenants/profile.html", form=form), 422
    db.session.commit()
    notify(_("Saved"))
    return redirect(url_for("tenants_settings.show"), code=303)


@settings_room.route("/units/new", methods=["GET", "POST"])
@access(policies.MANAGE_SETTINGS)
def add_unit() -> ResponseReturnValue:
    form = UnitForm()
    if not form.validate_on_submit():
        return render_template("tenants/unit.html", form=form, unit=None)
    try:
        services.add_unit(current_actor, kind=form.kind.data, name=form.name.data or "", phone=form.phone.data)
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("tenants/unit.html", form=form, unit=None), 422
    db.session.commit()
    notify(_("The unit is added"))
    return redirect(url_for("tenants_settings.show"), code=303)


@settings_room.route("/units/<uuid:unit_id>", methods=["GET", "POST"])
@access(policies.MANAGE_SETTINGS, subject=queries.find_unit)
def change_unit(unit: Unit) -> ResponseReturnValue:
    form = ChangeUnitForm(obj=unit)
    if not form.validate_on_submit():
        return render_template("tenants/unit.html", form=form, unit=unit)
    try:
        services.rename_unit(current_actor, unit, name=form.name.data or "", phone=form.phone.data)
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("tenants/unit.html", form=form, unit=unit), 422
    db.session.commit()
    notify(_("Saved"))
    return redirect(url_for("tenants_settings.show"), code=303)
