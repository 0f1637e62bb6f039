"""Appointing people, ending appointments, and the signature on screen."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.confidentiality import duty, forms, labels, policies, services
from platform_app.confidentiality.models import Appointment, Council
from platform_app.confidentiality.queries import council as queries
from platform_app.confidentiality.views.rooms import act, people, room, to_council
from platform_app.core import clock
from platform_app.core.access import access, current_actor
from platform_app.core.web.versions import version_number


@room.route("/appointments/new", methods=["GET", "POST"])
@access(policies.APPOINT, subject=queries.get_council)
def appoint(council: Council) -> ResponseReturnValue:
    today = clock.today()
    form = forms.AppointForm(
        choices={
            "user_id": people(queries.list_appointable(council.tenant_id, today)),
            "organization_id": [
                (row.constituent.organization_id, row.name)
                for row in queries.list_constituents(council)
                if row.constituent.organization_id and row.constituent.to_on is None
            ],
        },
        starts_on=today,
    )

    def service() -> None:
        services.appoint(
            current_actor,
            council,
            user_id=form.user_id.data,
            tier=form.tier.data,
            organization_id=form.organization_id.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )

    return act(
        form,
        service,
        done=_("The appointment was made"),
        target=url_for("council.index"),
        template="confidentiality/act.html",
        title=_("Appoint someone"),
        lead=_("People who hold a seat as council member can be appointed."),
    )


@room.route("/appointments/<uuid:appointment_id>/end", methods=["GET", "POST"])
@access(policies.APPOINT, subject=queries.get_appointment)
def end_appointment(appointment: Appointment) -> ResponseReturnValue:
    form = forms.EndAppointmentForm(ends_on=clock.today())

    def service() -> None:
        services.end_appointment(current_actor, appointment, ends_on=form.ends_on.data)

    return act(
        form,
        service,
        done=_("The last day was recorded"),
        target=url_for("council.index"),
        template="confidentiality/act.html",
        title=_("End an appointment"),
        lead=_("Access to cases ends with that day. The entry in the ledger and the duty of confidentiality stay."),
    )


@room.route("/appointments/<uuid:appointment_id>/sign", methods=["GET", "POST"])
@access(policies.SIGN_UNDERTAKING, subject=queries.get_appointment, step_up=True)
def sign(appointment: Appointment) -> ResponseReturnValue:
    council = queries.find_council(appointment.tenant_id)
    if council is None:
        return to_council()
    form = forms.SignForm(version=str(council.undertaking_version))

    def service() -> None:
        services.sign_undertaking(current_actor, appointment, version=version_number(form.version.data))

    today = clock.today()
    return act(
        form,
        service,
        done=_("The undertaking is signed"),
        target=url_for("council.index"),
        template="confidentiality/sign.html",
        version=lambda: council.undertaking_version,
        council=council,
        appointment=appointment,
        text=duty.text_to_sign(council, since=appointment.starts_on, until=appointment.ends_on or today),
        labels=labels,
    )


@room.get("/undertakings")
@access(policies.VIEW_GRANTED_CASES, subject=queries.get_council)
def own_undertakings(council: Council) -> ResponseReturnValue:
    """What oneself signed, word for word, printable."""
    return render_template(
        "confidentiality/own_undertakings.html",
        council=council,
        rows=queries.list_signed(council, current_actor.user_id),
        labels=labels,
    )
