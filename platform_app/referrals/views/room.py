"""The blueprint, and the way every form of the room is shown and acted on."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.core.access import Scope
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.web.flashes import notify
from platform_app.core.web.forms import Form
from platform_app.core.web.room import Room
from platform_app.extensions import db
from platform_app.referrals.models import Referral

room = Room("referrals", __name__, Scope.TENANT, "/referrals")


def act(referral: Referral, service: Callable[[], object], done: object) -> ResponseReturnValue:
    """One button: act, commit, back to the referral. Whoever comes second is told so kindly, not stopped."""
    target = url_for("referrals.show", referral_id=referral.id)
    try:
        service()
    except WrongState as late:
        db.session.rollback()
        notify(_("Somebody was faster"), _("%(reason)s See below who did what and when.", reason=late), tone="info")
    else:
        db.session.commit()
        notify(done)
    return redirect(target, 303)


def act_by_form(
    referral: Referral, form: Form, service: Callable[[], object], title: str, done: object
) -> ResponseReturnValue:
    """One form on one referral."""
    target, number = url_for("referrals.show", referral_id=referral.id), referral.number
    if form.validate_on_submit():
        try:
            return act(referral, service, done)
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
    crumbs = [(_("Referrals"), url_for("referrals.index")), (number, target)]
    return render_template(
        "components/act.html", form=form, title=title, submit=title, target=target, number=number, crumbs=crumbs
    )
