"""Recording and withdrawing consents."""

from datetime import timedelta

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.cases import forms, labels, policies, queries, services
from platform_app.cases.models import Case, Consent
from platform_app.cases.views.room import act_by_form, room
from platform_app.core import clock
from platform_app.core.access import access, current_actor
from platform_app.core.web.flashes import notify
from platform_app.extensions import db
from platform_app.members import queries as members_queries


@room.route("/<uuid:case_id>/consents/new", methods=["GET", "POST"])
@access(policies.RECORD_CONSENT, subject=queries.get_case)
def record_consent(case: Case) -> ResponseReturnValue:
    persons = queries.list_persons(case)
    if not persons:
        notify(_("Add a person first"), _("A consent belongs to a person of the case."), tone="warning")
        return redirect(url_for(".add_person", case_id=case.id), 303)
    form = forms.RecordConsentForm(
        choices={
            "person_id": [(person.id, person.name or labels.PERSON_ROLES[person.role]) for person in persons],
            "recipients": [(each.id, each.name) for each in members_queries.list_organizations(case.tenant_id)],
        },
        given_on=clock.today(),
        expires_on=clock.today() + timedelta(days=365),
    )

    def act() -> None:
        services.record_consent(
            current_actor,
            case,
            person_id=form.person_id.data,
            given_on=form.given_on.data,
            means=form.means.data,
            recipients=form.recipients.data or [],
            purposes=form.purposes.data or [],
            fields=form["fields"].data or [],
            expires_on=form.expires_on.data,
        )

    return act_by_form(
        case, form, act, _("Record a consent"), _("Record"), _("The consent was recorded"), shown=persons
    )


@room.post("/consents/<uuid:consent_id>/withdraw")
@access(policies.RECORD_CONSENT, subject=queries.get_consent)
def withdraw_consent(consent: Consent) -> ResponseReturnValue:
    target = url_for(".show", case_id=consent.case_id, _anchor="consents")
    services.withdraw_consent(current_actor, consent)
    db.session.commit()
    notify(_("The consent was withdrawn"), _("Recipients can no longer read what was given on it."))
    return redirect(target, 303)
