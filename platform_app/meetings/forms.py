"""Input of the room."""

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from platform_app.core.web.forms import ChoiceField, EraDateField, Form
from platform_app.meetings.labels import KINDS, MODES, OPENNESS, REGIMES
from platform_app.meetings.models import AttendanceMode, BodyKind, Openness, Regime


class BodyForm(Form):
    """A body."""

    name = StringField(_l("Name of the body"), [DataRequired(), Length(max=200)])
    kind = ChoiceField(_l("Kind"), [DataRequired()], coerce=BodyKind, choices=list(KINDS.items()))
    regime = ChoiceField(
        _l("Rules it sits under"),
        [DataRequired()],
        coerce=Regime,
        choices=list(REGIMES.items()),
        description=_l("Decides who may be invited, what may be tabled and who may read afterwards."),
    )
    parent_id = ChoiceField(_l("Stands below"), [Optional()], coerce=uuid.UUID, blank=_l("Nothing (top)"))
    theme = StringField(_l("Theme or area"), [Optional(), Length(max=200)])
    legal_bases = TextAreaField(
        _l("Legal bases"),
        [Optional(), Length(max=2000)],
        description=_l("One statute a line. An existing body that was taken in keeps its own."),
    )
    taken_from = StringField(
        _l("Formed from"), [Optional(), Length(max=200)], description=_l("Name of the existing body.")
    )
    established_on = EraDateField(_l("Founded on"), [DataRequired()])
    dissolved_on = EraDateField(_l("Dissolved on"), [Optional()])


class JoinBodyForm(Form):
    """An organization's seat on a body."""

    organization_id = ChoiceField(_l("Organization"), [DataRequired()], coerce=uuid.UUID)
    from_on = EraDateField(_l("First day"), [DataRequired()])
    is_chair = BooleanField(_l("Chairs the body"))


class LeaveBodyForm(Form):
    """An organization's last day on a body."""

    to_on = EraDateField(_l("Last day on the body"), [DataRequired()])


class MeetingForm(Form):
    """A meeting."""

    title = StringField(
        _l("Title"), [Optional(), Length(max=200)], description=_l("Left empty, it is made of the body and the number.")
    )
    held_on = EraDateField(_l("Day of the meeting"), [DataRequired()])
    place = StringField(_l("Place"), [Optional(), Length(max=200)])
    is_hybrid = BooleanField(_l("Can also be attended online"))
    openness = ChoiceField(_l("Public or not"), [DataRequired()], coerce=Openness, choices=list(OPENNESS.items()))


class PlanMeetingForm(MeetingForm):
    """A new meeting of a body."""

    body_id = ChoiceField(_l("Body"), [DataRequired()], coerce=uuid.UUID)


class AttendanceRowForm(Form):
    """One organization's line."""

    class Meta(Form.Meta):
        csrf = False

    organization_id = HiddenField()
    mode = ChoiceField(
        _l("Attendance"), [Optional()], coerce=AttendanceMode, choices=list(MODES.items()), blank=_l("Not recorded")
    )
    people = IntegerField(_l("Number of people"), [Optional(), NumberRange(0, 999)])

    def validate_people(self, field: IntegerField) -> None:
        """People are counted where someone came, and only there."""
        if self.mode.data in (AttendanceMode.IN_PERSON, AttendanceMode.ONLINE):
            if not field.data:
                raise ValidationError(_("Enter how many people came."))
        elif field.data:
            raise ValidationError(_("Nobody is counted for an organization that was absent."))


class AttendanceForm(Form):
    """Everyone's line."""

    rows = FieldList(FormField(AttendanceRowForm))


class MeetingFilterForm(Form):
    """What the list of meetings is narrowed to; sent as a GET."""

    class Meta(Form.Meta):
        csrf = False

    fiscal_year = ChoiceField(_l("Fiscal year"), [Optional()], coerce=int, blank=None)
    body_id = ChoiceField(_l("Body"), [Optional()], coerce=uuid.UUID, blank=_l("All"))


def lines(text: str | None) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def entry_of(row: Any) -> tuple[uuid.UUID | None, AttendanceMode | None, int]:
    """What one line says; without an organization if its identifier is none."""
    try:
        organization_id = uuid.UUID(row.organization_id.data or "")
    except ValueError:
        return None, None, 0
    return organization_id, row.mode.data, row.people.data or 0
