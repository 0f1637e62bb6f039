"""Forms of the room. Choices that depend on the case are passed in."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from platform_app.cases.forms import identifier
from platform_app.cases.labels import DISCLOSED_FIELDS, PURPOSES, choices
from platform_app.cases.models import DisclosedField, Purpose
from platform_app.core.taxonomy import TOPICS
from platform_app.core.web.forms import ChoiceField, EraDateField, Form, MultiCheckboxField
from platform_app.referrals import labels
from platform_app.referrals.labels import FailCode
from platform_app.referrals.models import DeclineCode, ReferralOutcome

ANONYMOUS = _l("Do not write anything that identifies the person (name, address …).")


class SendReferralForm(Form):
    """What goes with the referral, on which ground."""

    attempt_of_id = HiddenField()
    request = TextAreaField(_l("What you ask for"), [DataRequired(), Length(max=1000)], description=ANONYMOUS)
    purpose = ChoiceField(_l("Purpose"), [DataRequired()], coerce=Purpose, choices=choices(PURPOSES), blank=None)
    basis = RadioField(_l("Legal basis"), [InputRequired()], choices=choices(labels.BASES, labels.OFFERED_BASES))
    consent_id = ChoiceField(
        _l("Consent"),
        [Optional()],
        coerce=identifier,
        blank=_l("None"),
        description=_l("Only consents in force that name this organization are listed."),
    )
    fields = MultiCheckboxField(
        _l("Items to hand on"),
        [Optional()],
        coerce=DisclosedField,
        choices=choices(DISCLOSED_FIELDS),
        description=_l("As few as the purpose needs. Nothing is handed on in an anonymous referral."),
    )
    reason = TextAreaField(
        _l("Reason"),
        [Optional(), Length(max=1000)],
        description=_l("Needed for every basis other than consent: why it must be told, or which statute."),
    )
    no_onward_transfer = BooleanField(_l("Must not be handed further"), default=True)
    keep_until = EraDateField(_l("May be kept until"), [Optional()], eras=("令和",))
    afterwards = RadioField(_l("Afterwards"), [Optional()], choices=choices(labels.AFTERWARDS), default="delete")


class DeclineReferralForm(Form):
    code = RadioField(_l("Reason"), [InputRequired()], choices=choices(labels.DECLINE_CODES), coerce=DeclineCode)
    message = TextAreaField(_l("Message to the desk"), [Optional(), Length(max=400)], description=ANONYMOUS)


class HoldReferralForm(Form):
    message = TextAreaField(_l("Reason"), [DataRequired(), Length(max=400)], description=ANONYMOUS)
    review_on = EraDateField(_l("Review on"), [InputRequired()], eras=("令和",))


class ReportOutcomeForm(Form):
    outcome = RadioField(_l("Result"), [InputRequired()], choices=choices(labels.OUTCOMES), coerce=ReferralOutcome)
    message = TextAreaField(_l("Message to the desk"), [Optional(), Length(max=400)], description=ANONYMOUS)


class FailReferralForm(Form):
    code = RadioField(_l("Reason"), [InputRequired()], choices=choices(labels.FAIL_CODES), coerce=FailCode)
    message = TextAreaField(_l("Message to the desk"), [Optional(), Length(max=400)], description=ANONYMOUS)


class TakeBackReferralForm(Form):
    message = TextAreaField(_l("Reason"), [DataRequired(), Length(max=400)], description=ANONYMOUS)


class ReferralFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    topic = ChoiceField(_l("Topic"), [Optional()], choices=TOPICS.items(), blank=_l("All topics"))
