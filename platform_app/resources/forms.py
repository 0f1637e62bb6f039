"""Input of the resource list."""

import uuid

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SearchField, StringField, TelField, TextAreaField, URLField
from wtforms.validators import DataRequired, Length, Optional

from platform_app.core.taxonomy import FIELDS, LANGUAGES, REACH, TARGET_GROUPS
from platform_app.core.web.forms import ChoiceField, Form, MultiCheckboxField
from platform_app.core.web.versions import VersionedForm
from platform_app.core.web.web_address import WEB_ADDRESS
from platform_app.resources.labels import ROOM_STATES, VISIBILITIES
from platform_app.resources.models import RoomState, Visibility


class FilterResourcesForm(Form):
    """What the list is narrowed to; sent as a GET."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_l("Words"), [Optional(), Length(max=100)])
    field = ChoiceField(_l("Field of support"), [Optional()], choices=list(FIELDS.items()), blank=_l("All"))
    target = ChoiceField(_l("For whom"), [Optional()], choices=list(TARGET_GROUPS.items()), blank=_l("All"))
    area = ChoiceField(_l("Area"), [Optional()], blank=_l("All"))
    reach = ChoiceField(_l("Way to reach"), [Optional()], choices=list(REACH.items()), blank=_l("All"))
    organization = ChoiceField(_l("Organization"), [Optional()], coerce=uuid.UUID, blank=_l("All"))
    has_room = BooleanField(_l("Only with room now"))
    mine = BooleanField(_l("Only of my organization"))
    unchecked = BooleanField(_l("Only those not checked for 6 months"))


class ResourceForm(VersionedForm):
    """One resource."""

    office_id = ChoiceField(_l("Organization and office"), [DataRequired()], coerce=uuid.UUID)
    name = StringField(_l("Name of the support"), [DataRequired(), Length(max=200)])
    summary = TextAreaField(_l("What it offers"), [DataRequired(), Length(max=2000)])
    fields = MultiCheckboxField(_l("Fields of support"), [DataRequired()], choices=list(FIELDS.items()))
    target_groups = MultiCheckboxField(_l("For whom"), [Optional()], choices=list(TARGET_GROUPS.items()))
    area_codes = MultiCheckboxField(
        _l("Areas served"), [Optional()], description=_l("None ticked: the whole area of the platform.")
    )
    reach = MultiCheckboxField(_l("Ways to reach"), [Optional()], choices=list(REACH.items()))
    languages = MultiCheckboxField(_l("Languages"), [Optional()], choices=list(LANGUAGES.items()))
    hours = StringField(_l("Weekdays and hours"), [Optional(), Length(max=300)])
    cost = StringField(_l("Cost"), [Optional(), Length(max=200)])
    eligibility = TextAreaField(_l("Conditions of use"), [Optional(), Length(max=1000)])
    contact_section = StringField(_l("Contact section"), [Optional(), Length(max=200)])
    phone = TelField(_l("Telephone number"), [Optional(), Length(max=40)])
    url = URLField(_l("Web site"), [Optional(), Length(max=300), *WEB_ADDRESS])
    visibility = RadioField(
        _l("Who may see this"), [DataRequired()], choices=list(VISIBILITIES.items()), coerce=Visibility
    )
    is_shelter = BooleanField(_l("This is a shelter (its place must stay secret)"))


class ReportRoomForm(Form):
    """Room now, in two taps."""

    state = RadioField(_l("Room now"), [DataRequired()], choices=list(ROOM_STATES.items()), coerce=RoomState)
    note = StringField(_l("Remark (without names)"), [Optional(), Length(max=200)])
