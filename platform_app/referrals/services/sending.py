"""The desk's side: draft, send, recall, void; and what other rooms' news means for referrals."""

import uuid
from collections.abc import Collection

from flask_babel import gettext as _

from platform_app.cases.models import Case, Consent, DisclosedField, Purpose, Urgency
from platform_app.cases.services import bring_contact_forward
from platform_app.cases.services.rules import lock_open_case
from platform_app.cases.signals import case_closing, consent_withdrawn
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid
from platform_app.extensions import db
from platform_app.referrals import fit, queries
from platform_app.referrals.labels import OFFERED_BASES
from platform_app.referrals.messages import tell_receiver
from platform_app.referrals.models import LegalBasis, Referral, ReferralEvent, ReferralState
from platform_app.referrals.services.disclosing import Conditions, disclose, end_disclosures
from platform_app.referrals.services.moves import find_allowed, lock_referral, make_move, next_business_day
from platform_app.referrals.states import DESK, LIVE, WAITING
from platform_app.tenants.models import Tenant


def draft_referral(
    actor: Actor,
    case: Case,
    *,
    resource_id: uuid.UUID,
    basis: LegalBasis,
    purpose: Purpose,
    request: str,
    consent_id: uuid.UUID | None = None,
    attempt_of_id: uuid.UUID | None = None,
) -> Referral:
    """Prepare handing a case on to the office behind a resource. Nobody but the desk sees a draft."""
    case = lock_open_case(actor, case.id)
    offer = queries.get_offer(case.tenant_id, resource_id)
    if offer is None:
        raise Invalid(_("Choose an entry of the resource list."), "resource_id")
    if basis not in OFFERED_BASES:
        raise Invalid(_("This basis has its own procedure."), "basis")
    if not request.strip():
        raise Invalid(_("Write what you ask for."), "request")
    _check_attempt(case, attempt_of_id)
    referral = Referral(
        tenant_id=case.tenant_id,
        number=f"{case.number}-{queries.count_of_case(case) + 1}",
        case_id=case.id,
        desk_id=case.desk_id,
        attempt_of_id=attempt_of_id,
        recipient_organization_id=offer.organization.id,
        recipient_office_id=offer.office.id,
        resource_id=offer.resource.id,
        state=ReferralState.DRAFT,
        basis=basis,
        consent_id=consent_id if basis is LegalBasis.CONSENT else None,
        purpose=str(purpose),
        main_topic=case.main_topic,
        urgency=str(case.urgency),
        fit_summary=fit.summary_of(case),
        request=request.strip(),
        created_by=actor.user_id,
        created_at=clock.now(),
    )
    db.session.add(referral)
    db.session.flush()
    audit.record("referral:draft", referral, changes={"number": referral.number, "basis": str(basis)})
    return referral


def send_referral(
    actor: Actor,
    referral: Referral,
    *,
    fields: Collection[DisclosedField] = (),
    conditions: Conditions | None = None,
    reason: str | None = None,
) -> Referral:
    """Send a draft, with the fields chosen if the basis allows it. The desk stays responsible until acceptance."""
    case = lock_open_case(actor, referral.case_id)
    referral = lock_referral(actor, referral.id)
    move = find_allowed(
        referral,
        "send",
        DESK,
        recipient_office_id=referral.recipient_office_id,
        purpose=referral.purpose,
        basis=referral.basis,
    )
    disclose(actor, case, referral, fields=fields, conditions=conditions, reason=reason)
    tenant, today = db.session.get_one(Tenant, referral.tenant_id), clock.today()
    answer_days = 1 if case.urgency is Urgency.DANGER else tenant.answer_days
    referral.sent_at = clock.now()
    referral.answer_due_on = clock.add_business_days(today, answer_days)
    referral.return_due_on = clock.add_business_days(today, max(tenant.return_days, answer_days))
    referral.fiscal_year = clock.fiscal_year(today)
    make_move(actor, referral, move)
    tell_receiver(referral, "send")
    return referral


def recall_referral(actor: Actor, referral: Referral, *, message: str) -> Referral:
    """Take a referral back, with the reason. What was handed on is shut, the desk has a next step."""
    return _take_back(actor, referral, "recall", message)


def void_referral(actor: Actor, referral: Referral, *, message: str) -> Referral:
    """Mark a referral as entered in error: the receiver no longer sees it at all."""
    return _take_back(actor, referral, "void", message)


def _take_back(actor: Actor, referral: Referral, verb: str, message: str) -> Referral:
    referral = lock_referral(actor, referral.id)
    was_draft = referral.state is ReferralState.DRAFT
    move = find_allowed(referral, verb, DESK, message=message)
    referral.ended_on = clock.today()
    make_move(actor, referral, move, message=message)
    end_disclosures(actor, referral)
    if not was_draft:
        bring_contact_forward(actor, referral.case_id, next_business_day())
        tell_receiver(referral, verb)
    return referral


def _check_attempt(case: Case, attempt_of_id: uuid.UUID | None) -> None:
    if attempt_of_id is None:
        return
    earlier = queries.get_referral(case.tenant_id, attempt_of_id)
    if earlier is None or earlier.case_id != case.id or earlier.state in LIVE:
        raise Invalid(_("A further attempt follows one of the same case that is over."), "attempt_of_id")


@case_closing.connect
def refuse_while_waiting(case: Case) -> None:
    """A case stays open while somebody has yet to answer: the desk is still responsible."""
    if any(state in WAITING for state in queries.list_states_of_case(case)):
        raise Invalid(_("A referral of this case still waits for an answer. Recall it before you close the case."))


@consent_withdrawn.connect
def tell_of_withdrawal(consent: Consent, actor: Actor) -> None:
    """The receiver is told to stop; the referral itself stands, without the person's data."""
    for referral in queries.list_live_of_consent(consent):
        event = ReferralEvent(
            tenant_id=referral.tenant_id,
            referral_id=referral.id,
            case_id=referral.case_id,
            at=clock.now(),
            by_user_id=actor.user_id,
            verb="consent",
            from_state=str(referral.state),
            to_state=str(referral.state),
        )
        db.session.add(event)
        tell_receiver(referral, "consent")
    db.session.flush()
