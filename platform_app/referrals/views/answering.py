"""The receiver answers, from a phone as well."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.core.access import access, current_actor
from platform_app.referrals import forms, policies, queries, services
from platform_app.referrals.models import Referral
from platform_app.referrals.views.room import act, act_by_form, room


@room.post("/<uuid:referral_id>/see")
@access(policies.ANSWER_REFERRAL, subject=queries.get_referral)
def see(referral: Referral) -> ResponseReturnValue:
    return act(referral, lambda: services.see_referral(current_actor, referral), _("The request was opened"))


@room.post("/<uuid:referral_id>/accept")
@access(policies.ANSWER_REFERRAL, subject=queries.get_referral)
def accept(referral: Referral) -> ResponseReturnValue:
    return act(
        referral,
        lambda: services.accept_referral(current_actor, referral),
        _("The referral was accepted and the desk was told"),
    )


@room.post("/<uuid:referral_id>/work")
@access(policies.ANSWER_REFERRAL, subject=queries.get_referral)
def work(referral: Referral) -> ResponseReturnValue:
    return act(referral, lambda: services.start_work(current_actor, referral), _("The start of support was recorded"))


@room.route("/<uuid:referral_id>/decline", methods=["GET", "POST"])
@access(policies.ANSWER_REFERRAL, subject=queries.get_referral)
def decline(referral: Referral) -> ResponseReturnValue:
    form = forms.DeclineReferralForm()
    return act_by_form(
        referral,
        form,
        lambda: services.decline_referral(current_actor, referral, code=form.code.data, message=form.message.data),
        _("Decline the referral"),
        _("The referral was declined and the desk was told"),
    )


@room.route("/<uuid:referral_id>/hold", methods=["GET", "POST"])
@access(policies.ANSWER_REFERRAL, subject=queries.get_referral)
def hold(referral: Referral) -> ResponseReturnValue:
    form = forms.HoldReferralForm()
    return act_by_form(
        referral,
        form,
        lambda: services.hold_referral(
            current_actor, referral, message=form.message.data or "", review_on=form.review_on.data
        ),
        _("Put the referral on hold"),
        _("The referral was put on hold and the desk was told"),
    )


@room.route("/<uuid:referral_id>/report", methods=["GET", "POST"])
@access(policies.ANSWER_REFERRAL, subject=queries.get_referral)
def report(referral: Referral) -> ResponseReturnValue:
    form = forms.ReportOutcomeForm()
    return act_by_form(
        referral,
        form,
        lambda: services.report_outcome(current_actor, referral, outcome=form.outcome.data, message=form.message.data),
        _("Report the outcome"),
        _("The outcome was reported to the desk"),
    )


@room.route("/<uuid:referral_id>/fail", methods=["GET", "POST"])
@access(policies.ANSWER_REFERRAL, subject=queries.get_referral)
def fail(referral: Referral) -> ResponseReturnValue:
    form = forms.FailReferralForm()
    return act_by_form(
        referral,
        form,
        lambda: services.fail_referral(current_actor, referral, code=form.code.data, message=form.message.data),
        _("Report that it did not come about"),
        _("The desk was told that it did not come about"),
    )
