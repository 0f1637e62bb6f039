"""The blueprints of the room, and what their pages share."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from platform_app.accounts.models import User
from platform_app.core.access import Scope
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.web.flashes import notify
from platform_app.core.web.forms import Form
from platform_app.core.web.room import Room
from platform_app.extensions import db

room = Room("council", __name__, Scope.TENANT, "/council")
cases_room = Room("council_cases", __name__, Scope.TENANT, "/council/cases")
audit_room = Room("audit", __name__, Scope.TENANT, "/audit")


def act(
    form: Form,
    service: Callable[[], object],
    *,
    done: str,
    target: str,
    template: str,
    version: Callable[[], int] | None = None,
    **page: Any,
) -> ResponseReturnValue:
    """One form, one service: show the form, or act, commit and go on. What a service refuses stays in the form.

    ``version`` tells which version the page shows when it is shown again, so that a second try is about that one.
    """
    if form.validate_on_submit():
        try:
            service()
        except (Invalid, WrongState) as refusal:
            form.take_refusal(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
            if version is not None:
                form["version"].data = str(version())
            return render_template(template, form=form, target=target, **page), 422
        db.session.commit()
        notify(done)
        return redirect(target, 303)
    return render_template(template, form=form, target=target, **page)


def to_council() -> Response:
    return redirect(url_for("council.index"), 303)


def people(users: Sequence[User]) -> list[tuple[Any, str]]:
    """The pairs of a pick-list, in the order of their names."""
    return sorted(((user.id, user.name or "") for user in users), key=lambda pair: pair[1])
