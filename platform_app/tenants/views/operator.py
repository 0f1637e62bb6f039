"""The operator's list of platforms. Public facts only: no case, no person."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.core.access import access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.web.flashes import notify
from platform_app.core.web.pagination import Page, paginate
from platform_app.extensions import db
from platform_app.tenants import labels, policies, queries, services
from platform_app.tenants.forms import ConfirmActForm, CreateTenantForm, PlatformFilterForm
from platform_app.tenants.models import Tenant
from platform_app.tenants.services.platforms import NewTenant
from platform_app.tenants.views.rooms import operator_room


@operator_room.get("/")
@access(policies.RUN_INSTALLATION)
def index() -> ResponseReturnValue:
    form = PlatformFilterForm(request.args)
    found = paginate(db.session(), queries.select_platforms((form.q.data or "").strip()))
    page = Page(queries.platform_rows(found.items), found.number, found.size, found.total)
    return render_template("tenants/platforms.html", page=page, filter=form, labels=labels)


@operator_room.route("/tenants/new", methods=["GET", "POST"])
@access(policies.RUN_INSTALLATION, step_up=True)
def create() -> ResponseReturnValue:
    form = CreateTenantForm()
    if not form.validate_on_submit():
        return render_template("tenants/create.html", form=form)
    given = {name: form[name].data for name in NewTenant.__dataclass_fields__}
    try:
        services.create_tenant(current_actor, NewTenant(**given))
    except Invalid as refusal:
        db.session.rollback()
        form.take_refusal(refusal)
        return render_template("tenants/create.html", form=form), 422
    db.session.commit()
    notify(_("The platform is created"), _("A mail is on its way to its first secretariat."))
    return redirect(url_for("operator.index"), code=303)


@operator_room.route("/tenants/<slug>/suspend", methods=["GET", "POST"])
@access(policies.RUN_INSTALLATION, subject=queries.find_platform, step_up=True)
def suspend(tenant: Tenant) -> ResponseReturnValue:
    form = ConfirmActForm()
    if not form.validate_on_submit():
        return render_template("tenants/suspend.html", form=form, tenant=tenant)
    services.suspend_tenant(current_actor, tenant)
    db.session.commit()
    notify(_("The platform is suspended"))
    return redirect(url_for("operator.index"), code=303)


@operator_room.route("/tenants/<slug>/reopen", methods=["GET", "POST"])
@access(policies.RUN_INSTALLATION, subject=queries.find_platform, step_up=True)
def reopen(tenant: Tenant) -> ResponseReturnValue:
    form = ConfirmActForm()
    if not form.validate_on_submit():
        return render_template("tenants/reopen.html", form=form, tenant=tenant)
    services.reopen_tenant(current_actor, tenant)
    db.session.commit()
    notify(_("The platform is open again"))
    return redirect(url_for("operator.index"), code=303)
