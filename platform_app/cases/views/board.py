"""The board, and finding a person by whole name."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from platform_app.cases import forms, labels, policies, queries, services
from platform_app.cases.views.room import room
from platform_app.core import audit
from platform_app.core.access import access, current_actor
from platform_app.core.taxonomy import TOPICS
from platform_app.extensions import db

LANES = {
    queries.Lane.OVERDUE: _l("Contact overdue"),
    queries.Lane.TODAY: _l("Contact today"),
    queries.Lane.MINE: _l("My cases"),
    queries.Lane.OPEN: _l("All open"),
    queries.Lane.CLOSED: _l("Case closed"),
}


@room.get("")
@access(policies.VIEW_CASES)
def index() -> ResponseReturnValue:
    wanted = request.args.get("lane", queries.Lane.OPEN)
    if wanted not in set(queries.Lane):
        abort(404)
    lane, filters = queries.Lane(wanted), forms.BoardFilterForm(request.args)
    filters.validate()
    page = queries.list_board(
        current_actor.tenant_id,
        lane=lane,
        user_id=current_actor.user_id,
        topic=filters.topic.data if filters.topic.data in TOPICS else None,
        urgency=None if filters.urgency.errors else filters.urgency.data,
    )
    audit.record("case:list", object_type="cases", shown=[row.case for row in page])
    counts = queries.count_lanes(current_actor.tenant_id, current_actor.user_id)
    tabs = [
        (f"{label} {counts[each]}" if each in counts else label, url_for(".index", lane=each.value), each is lane)
        for each, label in LANES.items()
    ]
    return render_template(
        "cases/index.html", page=page, lane=lane, tabs=tabs, filters=filters, labels=labels, topics=TOPICS
    )


@room.route("/find", methods=["GET", "POST"])
@access(policies.VIEW_CASES)
def find() -> ResponseReturnValue:
    form, rows = forms.FindCaseForm(), None
    if form.validate_on_submit():
        rows = queries.list_by_index(
            current_actor.tenant_id,
            name=services.name_index(current_actor.tenant_id, form.name.data),
            phone=services.phone_index(current_actor.tenant_id, form.phone.data),
        )
        audit.record("case:find", object_type="cases", shown=[row.case for row in rows])
    page = render_template("cases/find.html", form=form, rows=rows, labels=labels, topics=TOPICS)
    if rows is not None:
        db.session.commit()  # found by POST, so ``access`` does not keep the record of what was shown
    return page
