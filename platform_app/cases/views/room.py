"""The blueprint, and the way every form on a case is shown and acted on."""

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.cases import queries
from platform_app.cases.models import Case
from platform_app.core import audit, clock
from platform_app.core.access import Scope, current_actor
from platform_app.core.database import Base
from platform_app.core.errors import Invalid
from platform_app.core.web.flashes import notify
from platform_app.core.web.forms import Form
from platform_app.core.web.room import Room
from platform_app.extensions import db

room = Room("cases", __name__, Scope.TENANT, "/cases")


def act_by_form(
    case: Case, form: Form, act: Any, title: str, submit: str, done: str, shown: Sequence[Base] = ()
) -> ResponseReturnValue:
    """One form on one case: show it, or act, commit and go back to the case.

    ``shown`` are the records that the form itself shows: each time it is shown, refused or not, is a reading.
    """
    target, number = url_for(".show", case_id=case.id), case.number
    if form.validate_on_submit():
        try:
            act()
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            db.session.commit()
            notify(done)
            return redirect(target, 303)
    crumbs = [(_("Consultation desk"), url_for("cases.index")), (number, target)]
    page = render_template(
        "components/act.html", form=form, title=title, submit=submit, target=target, number=number, crumbs=crumbs
    )
    if shown:
        audit.record("case:read", case, shown=shown)
        db.session.commit()
    return page


def list_staff(case: Case | None = None) -> list[tuple[Any, str]]:
    """Who can be put in charge, with their names."""
    desk_id = case.desk_id if case is not None else current_actor.unit_id
    if desk_id is None:
        return []
    g.setdefault("desk_staff", queries.list_desk_staff(current_actor.tenant_id, desk_id, clock.today()))
    return [(user.id, user.name or "") for user in g.desk_staff]
