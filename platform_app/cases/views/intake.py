"""Taking a consultation on one screen."""

from datetime import datetime, time

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.cases import forms, policies, queries, services
from platform_app.cases.models import Case
from platform_app.cases.views.room import list_staff, room
from platform_app.core import clock
from platform_app.core.access import access, current_actor
from platform_app.core.errors import Invalid
from platform_app.core.taxonomy import TOPICS
from platform_app.core.web.flashes import notify
from platform_app.extensions import db


@room.route("/new", methods=["GET", "POST"])
@access(policies.TAKE_CASE)
def take() -> ResponseReturnValue:
    now = clock.now().astimezone(clock.TOKYO)
    areas = queries.list_residence_areas(current_actor.tenant_id)
    form = forms.TakeCaseForm(
        choices={"area_code": [(area.code, area.full_name) for area in areas], "assignee_id": list_staff()},
        received_on=now.date(),
        received_time=now.time().replace(second=0, microsecond=0),
        assignee_id=current_actor.user_id,
    )
    if form.validate_on_submit():
        try:
            case = _take(form)
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            target = url_for(".show", case_id=case.id)
            number = case.number
            db.session.commit()
            notify(_("%(number)s was recorded", number=number))
            return redirect(target, 303)
    return render_template("cases/take.html", form=form, topics=TOPICS)


def _take(form: forms.TakeCaseForm) -> Case:
    received_at = datetime.combine(form.received_on.data, form.received_time.data or time(0), clock.TOKYO)
    return services.take_case(
        current_actor,
        received_at=received_at,
        channel=form.channel.data,
        topics=form.topics.data or [],
        main_topic=form.main_topic.data,
        urgency=form.urgency.data,
        situation=form.situation.data,
        wish=form.wish.data,
        subject=form.facts(),
        visitor=form.visitor(),
        age_band=form.age_band.data,
        area_code=form.area_code.data,
        next_contact_on=form.next_contact_on.data,
        outcome=form.outcome.data,
        assignee_id=form.assignee_id.data,
    )
