"""The blueprints of the room, and what their pages share."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from platform_app.core.access import Scope
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.web.flashes import notify
from platform_app.core.web.forms import Form
from platform_app.core.web.room import Room
from platform_app.extensions import db

room = Room("meetings", __name__, Scope.TENANT, "/meetings")
bodies_room = Room("bodies", __name__, Scope.TENANT, "/bodies")


def act(
    form: Form,
    service: Callable[[], str | None],
    *,
    done: str,
    target: str,
    template: str = "meetings/act.html",
    **page: Any,
) -> ResponseReturnValue:
    """One form, one service: show the form, or act, commit and go on. What a service refuses stays in the form.

    The service may return the address to go to; without one it is ``target``.
    """
    if form.validate_on_submit():
        try:
            following = service() or target
        except (Invalid, WrongState) as refusal:
            form.take_refusal(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
            return render_template(template, form=form, target=target, **page), 422
        db.session.commit()
        notify(done)
        return redirect(following, 303)
    return render_template(template, form=form, target=target, **page)
