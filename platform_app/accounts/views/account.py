"""One's own account: name, language, password, sessions, step-up."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.accounts import policies, queries, services, throttle
from platform_app.accounts.forms import ChangePasswordForm, ProfileForm, VerifyByCodeForm, VerifyByPasswordForm
from platform_app.accounts.models import UserSession
from platform_app.accounts.views.rooms import forget, person, room
from platform_app.core.access import access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.web.flashes import notify
from platform_app.core.web.i18n import choose_language, local_path
from platform_app.extensions import db


@room.get("/")
@access(policies.MANAGE_OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    credential = queries.get_credential(current_actor.user_id)
    return render_template("accounts/show.html", credential=credential, user=queries.get_user(current_actor.user_id))


@room.route("/profile", methods=["GET", "POST"])
@access(policies.MANAGE_OWN_ACCOUNT)
def profile() -> ResponseReturnValue:
    form = ProfileForm(data={"name": person().name, "language": person().locale})
    if not form.validate_on_submit():
        return render_template("accounts/profile.html", form=form)
    services.change_name(current_actor, name=form.name.data or "")
    services.change_language(current_actor, language=form.language.data or person().locale)
    db.session.commit()
    choose_language(form.language.data or person().locale)
    notify(_("Saved"))
    return redirect(url_for("accounts.show"), code=303)


@room.route("/password", methods=["GET", "POST"])
@access(policies.MANAGE_OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return render_template("accounts/password.html", form=form)
    try:
        services.change_password(
            current_actor, session_id=person().session_id, old=form.old.data or "", password=form.password.data or ""
        )
    except throttle.Locked as locked:
        form.form_errors.append(str(locked))
        return render_template("accounts/password.html", form=form), 429
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/password.html", form=form), 422
    db.session.commit()
    notify(_("The password is changed"), _("Your other sessions were ended."))
    return redirect(url_for("accounts.show"), code=303)


@room.get("/sessions/")
@access(policies.MANAGE_OWN_ACCOUNT)
def sessions() -> ResponseReturnValue:
    rows = queries.list_sessions(current_actor.user_id)
    return render_template("accounts/sessions.html", sessions=rows, present=person().session_id)


@room.post("/sessions/<uuid:session_id>/revoke")
@access(policies.MANAGE_OWN_ACCOUNT, subject=queries.find_session)
def revoke(session: UserSession) -> ResponseReturnValue:
    services.revoke_session(current_actor, session)
    is_present = session.id == person().session_id
    db.session.commit()
    if is_present:
        forget()
    notify(_("The session is ended"))
    return redirect(url_for("login.show" if is_present else "accounts.sessions"), code=303)


@room.post("/sessions/revoke-all")
@access(policies.MANAGE_OWN_ACCOUNT)
def revoke_all() -> ResponseReturnValue:
    services.revoke_all_sessions(current_actor)
    db.session.commit()
    forget()
    notify(_("You are logged out everywhere"))
    return redirect(url_for("login.show"), code=303)


@room.route("/verify", methods=["GET", "POST"])
@access(policies.MANAGE_OWN_ACCOUNT)
def verify() -> ResponseReturnValue:
    by_code = person().has_second_factor
    form = VerifyByCodeForm() if by_code else VerifyByPasswordForm()
    following = local_path(request.args.get("next"), url_for("accounts.show"))
    page = {"form": form, "by_code": by_code, "following": following}
    if not form.validate_on_submit():
        return render_template("accounts/verify.html", **page)
    try:
        services.verify_identity(
            current_actor,
            session_id=person().session_id,
            password="" if by_code else form.password.data or "",
            code=form.code.data or "" if by_code else "",
        )
    except throttle.Locked as locked:
        form.form_errors.append(str(locked))
        return render_template("accounts/verify.html", **page), 429
    except Invalid as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/verify.html", **page), 422
    db.session.commit()
    return redirect(following, code=303)
