"""Input of the register."""

import uuid

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SearchField, StringField, TelField, TextAreaField, URLField
from wtforms.validators import DataRequired, Email, Length, Optional

from platform_app.core.taxonomy import FIELDS
from platform_app.core.web.forms import ChoiceField, EraDateField, Form, MultiCheckboxField
from platform_app.core.web.versions import VersionedForm
from platform_app.core.web.web_address import WEB_ADDRESS
from platform_app.members.labels import KINDS, STATUSES
from platform_app.members.models import MemberStatus, OrganizationKind


class FilterMembersForm(Form):
    """What the list is narrowed to; sent as a GET."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_l("Name, kana or address"), [Optional(), Length(max=100)])
    kind = ChoiceField(_l("Kind"), [Optional()], coerce=OrganizationKind, choices=list(KINDS.items()), blank=_l("All"))
    member_class = ChoiceField(_l("Member class"), [Optional()], coerce=uuid.UUID, blank=_l("All"))
    field = ChoiceField(_l("Field of support"), [Optional()], choices=list(FIELDS.items()), blank=_l("All"))
    status = ChoiceField(
        _l("Status"),
        [Optional()],
        coerce=MemberStatus,
        choices=list(STATUSES.items()),
        blank=_l("All but those who left"),
    )


class ProfileForm(VersionedForm):
    """What an organization says of itself; it may change this without the secretariat."""

    postal_code = StringField(_l("Postal code"), [Optional(), Length(max=10)])
    address = StringField(_l("Office address"), [Optional(), Length(max=200)])
    phone = TelField(_l("Telephone number"), [Optional(), Length(max=40)])
    url = URLField(_l("Web site"), [Optional(), Length(max=300), *WEB_ADDRESS])
    fields = MultiCheckboxField(_l("Fields of support"), [Optional()], choices=list(FIELDS.items()))
    activities = TextAreaField(_l("Activities of the organization"), [Optional(), Length(max=2000)])
    is_public = BooleanField(_l("The organization agreed to stand in the public list of members"))


class MemberForm(ProfileForm):
    """The whole entry, for the secretariat."""

    name = StringField(_l("Name of the organization"), [DataRequired(), Length(max=200)])
    name_kana = StringField(_l("Kana of the name"), [DataRequired(), Length(max=200)])
    kind = ChoiceField(
        _l("Kind of organization"), [DataRequired()], coerce=OrganizationKind, choices=list(KINDS.items())
    )
    corporate_number = StringField(
        _l("Corporate number"),
        [Optional(), Length(max=20)],
        description=_l("13 digits; voluntary groups have none."),
    )
    member_class_id = ChoiceField(_l("Member class"), [DataRequired()], coerce=uuid.UUID)


class RegisterMemberForm(MemberForm):
    """A new member."""

    joined_on = EraDateField(_l("Day of joining"), [DataRequired()])
    allow_alike = BooleanField(_l("This is another organization of the same name"))


class WithdrawMemberForm(Form):
    """The end of a membership."""

    left_on = EraDateField(_l("Last day as a member"), [DataRequired()])


class AddContactForm(Form):
    """A new contact person."""

    name = StringField(_l("Name of the person"), [DataRequired(), Length(max=100)])
    name_kana = StringField(_l("Kana"), [Optional(), Length(max=100)])
    post = StringField(_l("Section or title"), [Optional(), Length(max=100)])
    phone = TelField(_l("Telephone number"), [Optional(), Length(max=40)])
    email = EmailField(_l("Mail address"), [Optional(), Email(_l("Enter a mail address.")), Length(max=200)])
    starts_on = EraDateField(_l("Contact person since"), [DataRequired()])
    is_primary = BooleanField(_l("First contact: is called before the others"))


class EndContactForm(Form):
    """A contact person's last day."""

    ends_on = EraDateField(_l("Last day as contact person"), [DataRequired()])
