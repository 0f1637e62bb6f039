"""Log in, second step, log out, forgotten password, invitation."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from platform_app.accounts import queries, services, throttle
from platform_app.accounts.forms import AcceptInvitationForm, AskResetForm, LogInForm, SecondFactorForm, SetPasswordForm
from platform_app.accounts.models import TokenKind
from platform_app.accounts.views.rooms import client, forget, login_room, person, room, welcome
from platform_app.core.access import public
from platform_app.core.errors import Invalid, NotYours
from platform_app.core.web.flashes import notify
from platform_app.core.web.i18n import local_path
from platform_app.extensions import db

WAITING = "waiting"
"""Key of the browser's session for the token of a log-in that waits for its second factor."""


@login_room.route("/login", methods=["GET", "POST"])
@public("a stranger logs in here")
def show() -> ResponseReturnValue:
    following = local_path(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(following, code=303)
    form = LogInForm()
    if not form.validate_on_submit():
        return render_template("accounts/log_in.html", form=form)
    try:
        outcome = services.log_in(mail=form.email.data or "", password=form.password.data or "", client=client())
    except throttle.Locked as locked:
        return _closed(form, locked)
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/log_in.html", form=form), 422
    if outcome.awaits_second_factor:
        forget()
        session[WAITING] = outcome.person.token
        return redirect(url_for("login.second_factor", next=following), code=303)
    welcome(outcome.person)
    return redirect(following, code=303)


@login_room.route("/login/second-factor", methods=["GET", "POST"])
@public("the second step of a log-in, for whoever gave the right password")
def second_factor() -> ResponseReturnValue:
    waiting = services.begin_second_factor(session.get(WAITING, ""))
    if waiting is None:
        return redirect(url_for("login.show", next=request.args.get("next")), code=303)
    form = SecondFactorForm()
    if not form.validate_on_submit():
        return render_template("accounts/log_in_code.html", form=form)
    try:
        signed_in = services.finish_second_factor(waiting, code=form.code.data or "")
    except throttle.Locked as locked:
        return _closed(form, locked, "accounts/log_in_code.html")
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/log_in_code.html", form=form), 422
    welcome(signed_in)
    return redirect(local_path(request.args.get("next")), code=303)


@room.post("/logout")
@public("leaving needs no right, also when the session has ended meanwhile")
def logout() -> ResponseReturnValue:
    if current_user.is_authenticated:
        services.log_out(person())
        db.session.commit()
    forget()
    notify(_("You are logged out"))
    return redirect(url_for("login.show"), code=303)


@login_room.route("/login/forgot", methods=["GET", "POST"])
@public("who forgot the password cannot log in")
def forgot() -> ResponseReturnValue:
    form = AskResetForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgot.html", form=form)
    services.request_reset(mail=form.email.data or "", client=client())
    db.session.commit()
    return redirect(url_for("login.mail_sent"), code=303)


@login_room.get("/login/mail-sent")
@public("says the same to everyone who asked for a link")
def mail_sent() -> ResponseReturnValue:
    return render_template("accounts/mail_sent.html")


@login_room.route("/login/reset/<token>", methods=["GET", "POST"])
@public("the mailed link is the proof")
def reset(token: str) -> ResponseReturnValue:
    if queries.find_live_token(TokenKind.PASSWORD_RESET, token) is None:
        return render_template("accounts/link_ended.html"), 410
    form = SetPasswordForm()
    if not form.validate_on_submit():
        return render_template("accounts/reset.html", form=form)
    try:
        services.reset_password(token=token, password=form.password.data or "")
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/reset.html", form=form), 422
    except NotYours:
        return render_template("accounts/link_ended.html"), 410
    db.session.commit()
    forget()
    notify(_("The new password is set"), _("Please log in with it."))
    return redirect(url_for("login.show"), code=303)


@login_room.route("/invitation/<token>", methods=["GET", "POST"])
@public("the mailed link is the proof")
def invitation(token: str) -> ResponseReturnValue:
    found = queries.find_live_token(TokenKind.INVITATION, token)
    if found is None:
        return render_template("accounts/link_ended.html"), 410
    form = AcceptInvitationForm(data={"name": found[1].name or ""})
    if not form.validate_on_submit():
        return render_template("accounts/invitation.html", form=form)
    try:
        services.accept_invitation(token=token, name=form.name.data or "", password=form.password.data or "")
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/invitation.html", form=form), 422
    except NotYours:
        return render_template("accounts/link_ended.html"), 410
    db.session.commit()
    forget()
    notify(_("Your account is open"), _("Please log in with your mail address and the password you set."))
    return redirect(url_for("login.show"), code=303)


def _closed(
    form: LogInForm | SecondFactorForm, locked: throttle.Locked, page: str = "accounts/log_in.html"
) -> ResponseReturnValue:
    """The same page with the reason, as HTTP 429."""
    form.form_errors.append(str(locked))
    return render_template(page, form=form), 429
