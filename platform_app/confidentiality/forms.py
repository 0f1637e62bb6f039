"""Input of the room."""

import uuid

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import UUID, DataRequired, Length, Optional

from platform_app.confidentiality.labels import LEGAL_BASES, PURPOSES, TIERS
from platform_app.confidentiality.log_labels import ACTIONS, OBJECTS
from platform_app.confidentiality.models import GrantPurpose, Tier
from platform_app.core.web.forms import ChoiceField, EraDateField, Form, MultiCheckboxField


class CouncilForm(Form):
    """What is written about the council."""

    name = StringField(_l("Name of the council"), [DataRequired(), Length(max=200)])
    established_on = EraDateField(_l("Founded on"), [DataRequired()])
    legal_bases = MultiCheckboxField(
        _l("Other statutes it works under"),
        [Optional()],
        choices=[(code, label) for code, label in LEGAL_BASES.items() if code != "act_15"],
        description=_l(
            "The Act's Arts. 15 to 19 always apply. The duty shown to a bound person depends on the statute."
        ),
    )
    coordinating_body_id = ChoiceField(
        _l("Coordinating body"),
        [Optional()],
        coerce=uuid.UUID,
        blank=_l("None"),
        description=_l("At most one (Act Art. 17). A council may do without."),
    )
    coordinating_section = StringField(_l("Section that coordinates"), [Optional(), Length(max=100)])


class FoundCouncilForm(CouncilForm):
    """A new council with the first text of its undertaking."""

    undertaking_text = TextAreaField(
        _l("Text of the undertaking"),
        [DataRequired(), Length(max=4000)],
        description=_l("The wording of Arts. 18 and 28 is added below it by itself."),
    )


class UndertakingTextForm(Form):
    """A new text of the undertaking."""

    undertaking_text = TextAreaField(_l("Text of the undertaking"), [DataRequired(), Length(max=4000)])
    version = HiddenField()


class AddConstituentForm(Form):
    """An organization or an individual."""

    organization_id = ChoiceField(_l("Organization"), [Optional()], coerce=uuid.UUID, blank=_l("Not an organization"))
    name = StringField(
        _l("Name of an individual"), [Optional(), Length(max=100)], description=_l("Only if it is not an organization.")
    )
    from_on = EraDateField(_l("Constituent since"), [DataRequired()])


class EndConstituentForm(Form):
    """A constituent's last day."""

    to_on = EraDateField(_l("Last day as a constituent"), [DataRequired()])


class AppointForm(Form):
    """An appointment."""

    user_id = ChoiceField(_l("Person"), [DataRequired()], coerce=uuid.UUID)
    organization_id = ChoiceField(_l("Organization"), [Optional()], coerce=uuid.UUID, blank=_l("None (individual)"))
    tier = ChoiceField(_l("Tier"), [DataRequired()], coerce=Tier, choices=list(TIERS.items()))
    starts_on = EraDateField(_l("First day"), [DataRequired()])
    ends_on = EraDateField(_l("Last day"), [Optional()], description=_l("Leave it empty if there is no fixed term."))


class EndAppointmentForm(Form):
    """The last day of an appointment."""

    ends_on = EraDateField(_l("Last day of the appointment"), [DataRequired()])


class SignForm(Form):
    """The signature on screen."""

    agreed = BooleanField(_l("I have read this text and undertake to keep it"), [DataRequired()])
    version = HiddenField()


class GrantForm(Form):
    """Opening a case to someone."""

    appointment_id = ChoiceField(_l("Appointed person"), [DataRequired()], coerce=uuid.UUID)
    purpose = ChoiceField(_l("Purpose"), [DataRequired()], coerce=GrantPurpose, choices=list(PURPOSES.items()))
    starts_on = EraDateField(_l("First day"), [DataRequired()])
    ends_on = EraDateField(_l("Last day"), [DataRequired()])


class RecuseForm(Form):
    """Shutting someone out of a case."""

    user_id = ChoiceField(_l("Person"), [DataRequired()], coerce=uuid.UUID)


class LogFilterForm(Form):
    """What the audit log is narrowed to; sent as a GET."""

    class Meta(Form.Meta):
        csrf = False

    action = ChoiceField(_l("What was done"), [Optional()], choices=list(ACTIONS.items()), blank=_l("All"))
    user_id = ChoiceField(_l("Person"), [Optional()], coerce=uuid.UUID, blank=_l("All"))
    object_type = ChoiceField(_l("Kind of record"), [Optional()], choices=list(OBJECTS.items()), blank=_l("All"))
    object_id = StringField(
        _l("Identifier of a record"),
        [Optional(), Length(max=100)],
        description=_l("Acts on it and every time it was shown."),
    )
    since = EraDateField(_l("On or after"), [Optional()])
    until = EraDateField(_l("On or before"), [Optional()])
    before = HiddenField(validators=[Optional(), UUID()])
