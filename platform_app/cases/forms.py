"""Forms of the desk: their shape and words. Choices that depend on the tenant are passed in."""

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from platform_app.cases import labels
from platform_app.cases.models import (
    AgeBand,
    CaseOutcome,
    Channel,
    ConsentMeans,
    DisclosedField,
    NoteKind,
    PersonRole,
    Purpose,
    Sex,
    Urgency,
)
from platform_app.cases.services import PersonFacts
from platform_app.core.taxonomy import TOPICS
from platform_app.core.web.forms import ChoiceField, EraDateField, Form, MultiCheckboxField

BORN_IN = ("令和", "平成", "昭和", "大正")
YES_NO = (("yes", _l("Yes, safe to take home")), ("no", _l("No, not safe")), ("", _l("Not asked yet")))
WITHOUT_NAMES = _l("Write as little about other people as you can.")


def identifier(value: object) -> uuid.UUID:
    """A choice's value as identifier; a default may be one already."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


class PersonForm(Form):
    """One person: who they are and how they may be contacted."""

    name = StringField(_l("Person's name"), [Optional(), Length(max=100)])
    name_kana = StringField(_l("Name in kana"), [Optional(), Length(max=100)])
    name_in_use = StringField(
        _l("Name in use"), [Optional(), Length(max=100)], description=_l("If the person goes by another name.")
    )
    sex = ChoiceField(
        _l("Sex"), [Optional()], coerce=Sex, choices=labels.choices(labels.SEXES), blank=None, default=Sex.UNKNOWN
    )
    birth_date = EraDateField(_l("Date of birth"), [Optional()], eras=BORN_IN)
    address = StringField(_l("Address"), [Optional(), Length(max=300)])
    phone = StringField(_l("Telephone number"), [Optional(), Length(max=60)])
    may_call = BooleanField(_l("May call"))
    may_leave_voicemail = BooleanField(_l("May leave a voicemail"))
    may_write = BooleanField(_l("May write"))
    contact_note = TextAreaField(
        _l("Care when contacting"),
        [Optional(), Length(max=400)],
        description=_l("Hours, how to introduce ourselves, what to avoid."),
    )
    is_protected = BooleanField(_l("Under protective measures"))
    safe_to_take_home = RadioField(
        _l("May papers be taken home?"),
        [Optional()],
        choices=YES_NO,
        default="",
        description=_l("Nothing is printed for or sent to the person before this is answered."),
    )

    def facts(self) -> PersonFacts:
        """What was entered, as the services take it."""
        answers: dict[str, bool | None] = {"yes": True, "no": False}
        return PersonFacts(
            name=self.name.data,
            name_kana=self.name_kana.data,
            name_in_use=self.name_in_use.data,
            sex=self.sex.data or Sex.UNKNOWN,
            birth_date=self.birth_date.data,
            address=self.address.data,
            phone=self.phone.data,
            contact_note=self.contact_note.data,
            may_call=self.may_call.data,
            may_leave_voicemail=self.may_leave_voicemail.data,
            may_write=self.may_write.data,
            is_protected=self.is_protected.data,
            safe_to_take_home=answers.get(self.safe_to_take_home.data),
        )


class TakeCaseForm(PersonForm):
    """Intake on one screen."""

    received_on = EraDateField(_l("Received on"), [InputRequired()])
    received_time = TimeField(_l("Time of day"), [InputRequired()])
    channel = ChoiceField(_l("Channel"), [DataRequired()], coerce=Channel, choices=labels.choices(labels.CHANNELS))
    is_anonymous = BooleanField(_l("The person stays anonymous"))
    age_band = ChoiceField(
        _l("Age band"),
        [Optional()],
        coerce=AgeBand,
        choices=labels.choices(labels.AGE_BANDS),
        blank=None,
        default=AgeBand.UNKNOWN,
        description=_l("Follows from the date of birth if that is entered."),
    )
    area_code = ChoiceField(_l("Residence"), [Optional()], blank=_l("Not known or elsewhere"))
    visitor_name = StringField(_l("Visitor's name"), [Optional(), Length(max=100)])
    visitor_relation = StringField(_l("Relation to the person"), [Optional(), Length(max=60)])
    visitor_phone = StringField(_l("Visitor's telephone number"), [Optional(), Length(max=60)])
    topics = MultiCheckboxField(_l("Topics"), [DataRequired()], choices=TOPICS.items())
    main_topic = RadioField(_l("Most pressing topic"), [InputRequired()], choices=list(TOPICS.items()))
    urgency = ChoiceField(
        _l("Urgency"),
        [DataRequired()],
        coerce=Urgency,
        choices=labels.choices(labels.URGENCIES),
        blank=None,
        default=Urgency.NORMAL,
    )
    situation = TextAreaField(_l("Situation"), [Optional(), Length(max=4000)])
    wish = TextAreaField(_l("Wish of the person"), [Optional(), Length(max=1000)])
    outcome = ChoiceField(
        _l("Closed with this conversation"),
        [Optional()],
        coerce=CaseOutcome,
        choices=labels.choices(labels.OUTCOMES, labels.CLOSED_AT_INTAKE),
        blank=_l("No, the case goes on"),
    )
    next_contact_on = EraDateField(
        _l("Next contact"),
        [Optional()],
        eras=("令和",),
        description=_l("Required unless the case is closed with this conversation."),
    )
    assignee_id = ChoiceField(_l("In charge"), [Optional()], coerce=identifier, blank=_l("Nobody yet"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A person who is not anonymous has a name."""
        valid = super().validate(extra_validators)
        if not self.is_anonymous.data and not (self.name.data or "").strip():
            self.name.errors = [*self.name.errors, str(_l("Enter the name, or mark that the person stays anonymous."))]
            return False
        return valid

    def visitor(self) -> PersonFacts | None:
        """The visitor, if somebody else came for the person."""
        if not (self.visitor_name.data or self.visitor_relation.data or self.visitor_phone.data):
            return None
        return PersonFacts(
            name=self.visitor_name.data, relation=self.visitor_relation.data, phone=self.visitor_phone.data
        )


class AddPersonForm(PersonForm):
    role = ChoiceField(
        _l("Who is it?"), [DataRequired()], coerce=PersonRole, choices=labels.choices(labels.PERSON_ROLES)
    )


class AddNoteForm(Form):
    kind = RadioField(
        _l("Kind"), [InputRequired()], choices=labels.choices(labels.NOTE_KINDS), default=str(NoteKind.CONTACT)
    )
    text = TextAreaField(_l("What was said or decided"), [DataRequired(), Length(max=4000)], description=WITHOUT_NAMES)
    next_contact_on = EraDateField(_l("Next contact"), [Optional()], eras=("令和",))


class PlanCaseForm(Form):
    next_contact_on = EraDateField(_l("Next contact"), [InputRequired()], eras=("令和",))
    assignee_id = ChoiceField(_l("In charge"), [Optional()], coerce=identifier, blank=_l("Nobody yet"))


class CloseCaseForm(Form):
    outcome = ChoiceField(_l("Result"), [DataRequired()], coerce=CaseOutcome, choices=labels.choices(labels.OUTCOMES))
    closed_on = EraDateField(_l("Closed on"), [InputRequired()], eras=("令和",))


class ReopenCaseForm(Form):
    next_contact_on = EraDateField(_l("Next contact"), [InputRequired()], eras=("令和",))


class RecordConsentForm(Form):
    person_id = ChoiceField(_l("Who agrees?"), [DataRequired()], coerce=identifier, blank=None)
    given_on = EraDateField(_l("Date of the consent"), [InputRequired()], eras=("令和",))
    means = ChoiceField(
        _l("How it was given"), [DataRequired()], coerce=ConsentMeans, choices=labels.choices(labels.CONSENT_MEANS)
    )
    recipients = MultiCheckboxField(
        _l("To whom"),
        [DataRequired()],
        coerce=identifier,
        description=_l("Only these organizations may receive anything."),
    )
    purposes = MultiCheckboxField(
        _l("For what"), [DataRequired()], coerce=Purpose, choices=labels.choices(labels.PURPOSES)
    )
    fields = MultiCheckboxField(
        _l("What may be told"), [DataRequired()], coerce=DisclosedField, choices=labels.choices(labels.DISCLOSED_FIELDS)
    )
    expires_on = EraDateField(_l("Valid until"), [InputRequired()], eras=("令和",))


class FindCaseForm(Form):
    """Sent by POST: a name never stands in an address."""

    name = StringField(_l("Whole name"), [Optional(), Length(max=100)])
    phone = StringField(_l("Telephone number"), [Optional(), Length(max=60)])


class BoardFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    topic = ChoiceField(_l("Topic"), [Optional()], choices=TOPICS.items(), blank=_l("All topics"))
    urgency = ChoiceField(
        _l("Urgency"), [Optional()], coerce=Urgency, choices=labels.choices(labels.URGENCIES), blank=_l("Every urgency")
    )
