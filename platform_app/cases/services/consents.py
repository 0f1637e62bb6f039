"""What a person agrees to, and takes back."""

import uuid
from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _

from platform_app.cases.models import Case, Consent, ConsentMeans, DisclosedField, Person, Purpose
from platform_app.cases.services.rules import lock_open_case
from platform_app.cases.signals import consent_withdrawn
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.extensions import db
from platform_app.members import queries as members_queries


def record_consent(
    actor: Actor,
    case: Case,
    *,
    person_id: uuid.UUID,
    given_on: date,
    means: ConsentMeans,
    recipients: Collection[uuid.UUID],
    purposes: Collection[Purpose],
    fields: Collection[DisclosedField],
    expires_on: date,
) -> Consent:
    """Record what a person of the case agreed to: to whom, for what, which fields, until when."""
    case = lock_open_case(actor, case.id)
    person = db.session.get(Person, (case.tenant_id, person_id))
    if person is None or person.case_id != case.id:
        raise Invalid(_("Choose a person of this case."), "person_id")
    _check(case.tenant_id, given_on, expires_on, recipients, purposes, fields)
    consent = Consent(
        tenant_id=case.tenant_id,
        case_id=case.id,
        person_id=person.id,
        given_on=given_on,
        means=means,
        taken_by=actor.user_id,
        recipients=sorted(set(recipients)),
        purposes=[str(purpose) for purpose in Purpose if purpose in purposes],
        fields=[str(field) for field in DisclosedField if field in fields],
        expires_on=expires_on,
        created_at=clock.now(),
    )
    db.session.add(consent)
    db.session.flush()
    audit.record(
        "consent:record",
        consent,
        changes={
            "case": str(case.id),
            "recipients": [str(recipient) for recipient in consent.recipients],
            "purposes": consent.purposes,
            "fields": consent.fields,
            "expires_on": expires_on.isoformat(),
        },
    )
    return consent


def withdraw_consent(actor: Actor, consent: Consent) -> Consent:
    """Take a consent back. The database ends what was disclosed on it in the same statement (trigger)."""
    db.session.refresh(consent, with_for_update=True)
    if consent.withdrawn_at is not None:
        raise WrongState(_("This consent was withdrawn already."))
    consent.withdrawn_at = clock.now()
    db.session.flush()
    audit.record("consent:withdraw", consent, changes={"case": str(consent.case_id)})
    consent_withdrawn.send(consent, actor=actor)
    return consent


def _check(
    tenant_id: int,
    given_on: date,
    expires_on: date,
    recipients: Collection[uuid.UUID],
    purposes: Collection[Purpose],
    fields: Collection[DisclosedField],
) -> None:
    if given_on > clock.today():
        raise Invalid(_("A consent cannot be given in the future."), "given_on")
    if expires_on < given_on:
        raise Invalid(_("A consent ends on or after the day it was given."), "expires_on")
    known = {organization.id for organization in members_queries.list_organizations(tenant_id)}
    if not recipients or not set(recipients) <= known:
        raise Invalid(_("Choose member organizations as recipients."), "recipients")
    if not purposes:
        raise Invalid(_("Choose at least one purpose."), "purposes")
    if not fields:
        raise Invalid(_("Choose at least one item."), "fields")
