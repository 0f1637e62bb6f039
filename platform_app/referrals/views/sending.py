"""The desk hands a case on: choose by fit first, then what is told; recall and void."""

import uuid
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.cases import queries as cases
from platform_app.cases.labels import AGE_BANDS
from platform_app.cases.models import Case, CaseState, DisclosedField
from platform_app.core import audit, clock
from platform_app.core.access import access, current_actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.taxonomy import FIELDS, TOPICS
from platform_app.core.web.flashes import notify
from platform_app.core.web.formats import era_date
from platform_app.extensions import db
from platform_app.referrals import fit, forms, policies, queries, services
from platform_app.referrals.models import LegalBasis, Referral
from platform_app.referrals.views.room import act_by_form, room
from platform_app.tenants import queries as tenants_queries

KEEP = timedelta(days=180)


@room.get("/new/<uuid:case_id>")
@access(policies.SEND_REFERRAL, subject=cases.get_case)
def choose(case: Case) -> ResponseReturnValue:
    if case.state is not CaseState.OPEN:
        raise WrongState(_("This case is closed. Reopen it first."))
    offers = {offer.resource.id: offer for offer in queries.list_offers(case.tenant_id)}
    fits = fit.rank(case, [offer.resource for offer in offers.values()])
    audit.record("referral:choose", case, shown=[case])
    return render_template(
        "referrals/choose.html",
        case=case,
        fits=fits,
        offers=offers,
        topics=TOPICS,
        fields=FIELDS,
        age_bands=AGE_BANDS,
        after=request.args.get("after", type=uuid.UUID),
        area=tenants_queries.find_area(case.area_code),
    )


@room.route("/new/<uuid:case_id>/<uuid:resource_id>", methods=["GET", "POST"])
@access(policies.SEND_REFERRAL, subject=queries.get_handover)
def send(handover: queries.Handover) -> ResponseReturnValue:
    case, offer = handover.case, handover.offer
    consents = queries.list_usable_consents(case, offer.organization.id, clock.today())
    allowed = set(consents[0].fields) if consents else set()
    form = forms.SendReferralForm(
        choices={
            "consent_id": [
                (
                    each.id,
                    _(
                        "Consent of %(day)s, valid until %(end)s",
                        day=era_date(each.given_on),
                        end=era_date(each.expires_on),
                    ),
                )
                for each in consents
            ]
        },
        attempt_of_id=request.args.get("after", ""),
        basis=str(LegalBasis.CONSENT if consents else LegalBasis.NONE),
        consent_id=consents[0].id if consents else None,
        purpose=consents[0].purposes[0] if consents else None,
        fields=[field for field in services.LEAST if field in allowed],
        keep_until=min(clock.today() + KEEP, consents[0].expires_on) if consents else clock.today() + KEEP,
    )
    fitting = fit.judge(case, offer.resource)
    audit.record("case:read", case, shown=[case, *consents])
    if form.validate_on_submit():
        try:
            referral = _send(case, offer, form)
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            target, number = url_for(".show", referral_id=referral.id), referral.number
            db.session.commit()
            notify(
                _("%(number)s was sent", number=number),
                _("The recipient was notified. You stay responsible until it is accepted."),
            )
            return redirect(target, 303)
    return render_template(
        "referrals/send.html",
        form=form,
        number=handover.case.number,
        case_url=url_for("cases.show", case_id=handover.case.id),
        offer=handover.offer,
        fit=fitting,
        consents=consents,
    )


def _send(case: Case, offer: queries.Offer, form: forms.SendReferralForm) -> Referral:
    basis = LegalBasis(form.basis.data)
    referral = services.draft_referral(
        current_actor,
        case,
        resource_id=offer.resource.id,
        basis=basis,
        purpose=form.purpose.data,
        request=form.request.data or "",
        consent_id=form.consent_id.data,
        attempt_of_id=_identifier(form.attempt_of_id.data),
    )
    keep_until = form.keep_until.data
    conditions = (
        services.Conditions(keep_until, form.no_onward_transfer.data, form.afterwards.data) if keep_until else None
    )
    fields: list[DisclosedField] = form["fields"].data or []
    return services.send_referral(
        current_actor, referral, fields=fields, conditions=conditions, reason=form.reason.data
    )


def _identifier(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Invalid(_("A further attempt follows one of the same case that is over.")) from None


@room.route("/<uuid:referral_id>/recall", methods=["GET", "POST"])
@access(policies.RECALL_REFERRAL, subject=queries.get_referral)
def recall(referral: Referral) -> ResponseReturnValue:
    form = forms.TakeBackReferralForm()
    return act_by_form(
        referral,
        form,
        lambda: services.recall_referral(current_actor, referral, message=form.message.data or ""),
        _("Recall the referral"),
        _("The referral was recalled"),
    )


@room.route("/<uuid:referral_id>/void", methods=["GET", "POST"])
@access(policies.RECALL_REFERRAL, subject=queries.get_referral)
def void(referral: Referral) -> ResponseReturnValue:
    form = forms.TakeBackReferralForm()
    return act_by_form(
        referral,
        form,
        lambda: services.void_referral(current_actor, referral, message=form.message.data or ""),
        _("Mark as entered in error"),
        _("The referral was marked as entered in error"),
    )
