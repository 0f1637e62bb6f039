"""Setting up the second factor: QR code drawn into the page, confirmation, recovery codes shown once.

The codes are the one thing shown in the answer to a POST itself: they are kept nowhere and not shown again.
"""

import io

import segno
from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from platform_app.accounts import policies, queries, services
from platform_app.accounts.forms import ConfirmActForm, ConfirmSecondFactorForm
from platform_app.accounts.services.second_factor import key_uri
from platform_app.accounts.views.rooms import room
from platform_app.core.access import access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.web.flashes import notify
from platform_app.extensions import db


@room.get("/second-factor")
@access(policies.MANAGE_OWN_ACCOUNT)
def second_factor() -> ResponseReturnValue:
    credential = queries.get_credential(current_actor.user_id)
    left = queries.count_recovery_codes(current_actor.user_id)
    return render_template("accounts/second_factor.html", credential=credential, codes_left=left)


@room.route("/second-factor/start", methods=["GET", "POST"])
@access(policies.MANAGE_OWN_ACCOUNT, step_up=True)
def start() -> ResponseReturnValue:
    form = ConfirmActForm()
    if not form.validate_on_submit():
        return render_template("accounts/second_factor_start.html", form=form)
    services.start_second_factor(current_actor)
    db.session.commit()
    return redirect(url_for("accounts.confirm"), code=303)


@room.route("/second-factor/confirm", methods=["GET", "POST"])
@access(policies.MANAGE_OWN_ACCOUNT, step_up=True)
def confirm() -> ResponseReturnValue:
    credential = queries.get_credential(current_actor.user_id)
    uri = key_uri(credential)
    if uri is None:
        return redirect(url_for("accounts.second_factor"), code=303)
    form = ConfirmSecondFactorForm()
    page = {"form": form, "secret": _in_fours(credential.totp_secret or ""), "qr": qr_code(uri)}
    if not form.validate_on_submit():
        return render_template("accounts/second_factor_confirm.html", **page)
    try:
        codes = services.confirm_second_factor(current_actor, code=form.code.data or "")
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/second_factor_confirm.html", **page), 422
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)


@room.route("/second-factor/recovery-codes", methods=["GET", "POST"])
@access(policies.MANAGE_OWN_ACCOUNT, step_up=True)
def recovery_codes() -> ResponseReturnValue:
    form = ConfirmActForm()
    if not form.validate_on_submit():
        return render_template("accounts/recovery_codes_new.html", form=form)
    codes = services.renew_recovery_codes(current_actor)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)


@room.route("/second-factor/stop", methods=["GET", "POST"])
@access(policies.MANAGE_OWN_ACCOUNT, step_up=True)
def stop() -> ResponseReturnValue:
    form = ConfirmActForm()
    if not form.validate_on_submit():
        return render_template("accounts/second_factor_stop.html", form=form)
    services.stop_second_factor(current_actor)
    db.session.commit()
    notify(_("The second factor is switched off"), _("Set it up again with your new device."))
    return redirect(url_for("accounts.second_factor"), code=303)


def qr_code(text: str) -> Markup:
    """A QR code as SVG within the page: nothing is loaded, nothing leaves."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, dark="#000", light="#fff",
        svgclass="qr", lineclass=None, title=_("QR code for the authenticator app"), nl=False,
    )  # fmt: skip
    return Markup(out.getvalue().decode())  # noqa: S704 - made by segno; the text itself is not in it


def _in_fours(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
