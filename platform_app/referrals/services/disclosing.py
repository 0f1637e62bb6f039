"""What is handed on with a referral: chosen fields of one person, on a legal basis, under conditions."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from platform_app.cases.models import Case, Consent, DisclosedField, Person
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid
from platform_app.extensions import db
from platform_app.members.models import Organization, OrganizationKind
from platform_app.referrals import queries
from platform_app.referrals.models import Disclosure, LegalBasis, Referral

LEAST = (DisclosedField.NAME, DisclosedField.PHONE)
"""Enough to get in touch: what is ticked unless the desk chooses otherwise."""
LOCAL_GOVERNMENTS = (OrganizationKind.MUNICIPALITY, OrganizationKind.PREFECTURE_OFFICE)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the giver asks for (APPI Art. 70)."""

    keep_until: date
    no_onward_transfer: bool = True
    afterwards: str = "delete"

    def as_json(self) -> dict[str, Any]:
        return {
            "no_onward_transfer": self.no_onward_transfer,
            "keep_until": self.keep_until.isoformat(),
            "afterwards": self.afterwards,
        }


def disclose(
    actor: Actor,
    case: Case,
    referral: Referral,
    *,
    fields: Collection[DisclosedField],
    conditions: Conditions | None,
    reason: str | None,
) -> Disclosure | None:
    """Write the snapshot that the receiver may read. Nothing is handed on without a basis; the database checks again."""
    if referral.basis is LegalBasis.NONE:
        if fields:
            raise Invalid(_("Without a legal basis no personal data can be handed on."), "fields")
        return None
    if conditions is None or conditions.keep_until < clock.today():
        raise Invalid(_("Say until when it may be kept: today or later."), "keep_until")
    consent = _check_basis(case, referral, fields, reason)
    person = db.session.get(Person, (case.tenant_id, consent.person_id)) if consent else queries.find_subject(case)
    if person is None:
        raise Invalid(_("The case has no person whose data could be handed on."), "basis")
    payload = payload_of(case, person, fields)
    if not payload:
        raise Invalid(_("None of the items chosen is known."), "fields")
    until = min(conditions.keep_until, consent.expires_on) if consent else conditions.keep_until
    disclosure = Disclosure(
        tenant_id=case.tenant_id,
        case_id=case.id,
        referral_id=referral.id,
        person_id=person.id,
        recipient_organization_id=referral.recipient_organization_id,
        basis=referral.basis,
        consent_id=consent.id if consent else None,
        purpose=referral.purpose,
        fields=list(payload),
        conditions=conditions.as_json(),
        payload=payload,
        reason=(reason or "").strip() or None,
        given_at=clock.now(),
        given_by=actor.user_id,
        readable_until=until,
    )
    db.session.add(disclosure)
    db.session.flush()
    audit.record(
        "disclosure:give",
        disclosure,
        purpose=referral.purpose,
        purpose_text=reason or None,
        changes={
            "referral": referral.number,
            "basis": str(referral.basis),
            "fields": list(payload),
            "readable_until": until.isoformat(),
        },
    )
    return disclosure


def end_disclosures(actor: Actor, referral: Referral) -> None:
    """Shut what was handed on with a referral that is taken back."""
    rows = db.session.scalars(
        select(Disclosure).where(
            Disclosure.tenant_id == actor.tenant_id,
            Disclosure.referral_id == referral.id,
            Disclosure.ended_at.is_(None),
        )
    )
    for disclosure in rows:
        disclosure.ended_at = clock.now()
        audit.record("disclosure:end", disclosure, changes={"referral": referral.number})
    db.session.flush()


def payload_of(case: Case, person: Person, fields: Collection[DisclosedField]) -> dict[str, Any]:
    """The values of the fields chosen, in the order of the list; what is not known is left out."""
    care = {
        "may_call": person.may_call,
        "may_leave_voicemail": person.may_leave_voicemail,
        "may_write": person.may_write,
        "note": person.contact_note,
    }
    known: dict[DisclosedField, Any] = {
        DisclosedField.NAME: person.name,
        DisclosedField.NAME_KANA: person.name_kana,
        DisclosedField.SEX: str(person.sex),
        DisclosedField.BIRTH_DATE: person.birth_date,
        DisclosedField.ADDRESS: person.address,
        DisclosedField.PHONE: person.phone,
        DisclosedField.CONTACT_CARE: care,
        DisclosedField.SITUATION: case.situation,
        DisclosedField.WISH: case.wish,
    }
    return {str(field): known[field] for field in DisclosedField if field in fields and known[field]}


def _check_basis(
    case: Case, referral: Referral, fields: Collection[DisclosedField], reason: str | None
) -> Consent | None:
    """The law on screen, in words; the trigger ``disclosures_need_basis`` says the same without them."""
    if not fields:
        raise Invalid(_("Choose at least one item."), "fields")
    if referral.basis is LegalBasis.CONSENT:
        return _check_consent(case, referral, fields)
    if not (reason or "").strip():
        raise Invalid(_("Write down the reason."), "reason")
    if referral.basis is LegalBasis.OTHER_LOCAL_GOVERNMENT:
        recipient = db.session.get_one(Organization, (case.tenant_id, referral.recipient_organization_id))
        if recipient.kind not in LOCAL_GOVERNMENTS:
            raise Invalid(_("This basis holds for local governments only."), "basis")
    return None


def _check_consent(case: Case, referral: Referral, fields: Collection[DisclosedField]) -> Consent:
    consent_id: uuid.UUID | None = referral.consent_id
    consent = db.session.get(Consent, (case.tenant_id, consent_id)) if consent_id else None
    if consent is None or consent.case_id != case.id or not consent.is_in_force(clock.today()):
        raise Invalid(_("Choose a consent that is in force."), "consent_id")
    if referral.recipient_organization_id not in consent.recipients:
        raise Invalid(_("The consent does not name this organization."), "consent_id")
    if referral.purpose not in consent.purposes:
        raise Invalid(_("The consent does not name this purpose."), "purpose")
    if not {str(field) for field in fields} <= set(consent.fields):
        raise Invalid(_("The consent does not name all of these items."), "fields")
    return consent
