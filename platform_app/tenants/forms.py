"""Forms of a platform's settings, its people and the operator's pages."""

import uuid

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, IntegerField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from platform_app.core.access import ROLE_LABELS, Role
from platform_app.core.web.era_date import EraDateField
from platform_app.core.web.fields import ChoiceField, MultiCheckboxField
from platform_app.core.web.forms import Form
from platform_app.tenants.labels import FEATURES, FORMATIONS, SECRETARIAT_KINDS, TENANT_KINDS, UNIT_KINDS
from platform_app.tenants.models import Formation, SecretariatKind, TenantKind, UnitKind
from platform_app.tenants.policies import GRANTABLE

KINDS = [(kind, label) for kind, label in TENANT_KINDS.items() if kind is not TenantKind.INSTALLATION]
_CODE = _l("Six digits. The last one is a check digit.")


def _blank_to_none(value: str | None) -> str | None:
    return (value or "").strip() or None


class ProfileForm(Form):
    name = StringField(_l("Name of the platform"), [DataRequired(), Length(max=200)])
    short_name = StringField(_l("Short name"), [DataRequired(), Length(max=50)], description=_l("For example: 鳥取市"))
    kind = ChoiceField(_l("Kind"), [InputRequired()], coerce=TenantKind, choices=KINDS, blank=None)
    code = StringField(
        _l("Local government code"), [Optional(), Length(max=10)], description=_CODE, filters=[_blank_to_none]
    )
    population = IntegerField(
        _l("Population"),
        [Optional(), NumberRange(min=0, max=200_000_000)],
        description=_l("Residents of all areas together. It decides which small figures are hidden."),
    )
    number_prefix = StringField(
        _l("Beginning of numbers"),
        [DataRequired(), Length(max=6)],
        description=_l("For example: 鳥市 gives 鳥市-R5-0142"),
    )
    started_on = EraDateField(_l("Started on"), [Optional()])
    formation = ChoiceField(_l("How it was formed"), [Optional()], coerce=Formation, choices=list(FORMATIONS.items()))
    formed_from = StringField(_l("Bodies it was formed from"), [Optional(), Length(max=500)], filters=[_blank_to_none])
    starting_theme = StringField(_l("Theme it started from"), [Optional(), Length(max=200)], filters=[_blank_to_none])
    secretariat_kind = ChoiceField(
        _l("Secretariat run by"), [Optional()], coerce=SecretariatKind, choices=list(SECRETARIAT_KINDS.items())
    )
    secretariat_name = StringField(
        _l("Name of the secretariat"), [Optional(), Length(max=200)], filters=[_blank_to_none]
    )
    description = TextAreaField(_l("Description"), [Optional(), Length(max=2000)], filters=[_blank_to_none])
    answer_days = IntegerField(
        _l("Days to answer a referral"),
        [InputRequired(), NumberRange(min=1, max=30)],
        description=_l("In business days"),
    )
    return_days = IntegerField(
        _l("Days until an unanswered referral goes back"),
        [InputRequired(), NumberRange(min=1, max=60)],
        description=_l("In business days"),
    )
    features = MultiCheckboxField(_l("Features in use"), [Optional()], choices=list(FEATURES.items()))


class AddAreaForm(Form):
    code = StringField(_l("Local government code"), [DataRequired(), Length(max=10)], description=_CODE)
    from_on = EraDateField(_l("From"), [DataRequired()])


class AddAuthorityForm(AddAreaForm):
    is_lead = BooleanField(_l("Leads the joint platform"))


class UnitForm(Form):
    kind = ChoiceField(_l("Kind"), [InputRequired()], coerce=UnitKind, choices=list(UNIT_KINDS.items()), blank=None)
    name = StringField(_l("Name of the unit"), [DataRequired(), Length(max=100)])
    phone = TelField(_l("Phone"), [Optional(), Length(max=30)], filters=[_blank_to_none])


class ChangeUnitForm(Form):
    name = StringField(_l("Name of the unit"), [DataRequired(), Length(max=100)])
    phone = TelField(_l("Phone"), [Optional(), Length(max=30)], filters=[_blank_to_none])


class InvitePersonForm(Form):
    mail = EmailField(_l("Mail address"), [DataRequired(), Length(max=254)])
    name = StringField(
        _l("Name of the person"),
        [Optional(), Length(max=100)],
        description=_l("The person can change it."),
        filters=[_blank_to_none],
    )
    role = ChoiceField(
        _l("Role"), [InputRequired()], coerce=Role, choices=[(role, ROLE_LABELS[role]) for role in GRANTABLE]
    )
    unit_id = ChoiceField(
        _l("Desk"), [Optional()], coerce=uuid.UUID, description=_l("For the role at a consultation desk.")
    )
    organization_id = ChoiceField(
        _l("Organization"), [Optional()], coerce=uuid.UUID, description=_l("For the role of a member organization.")
    )
    starts_on = EraDateField(_l("First day"), [DataRequired()])
    ends_on = EraDateField(_l("Last day"), [Optional()])


class EndSeatForm(Form):
    last_day = EraDateField(_l("Last day"), [DataRequired()])


class ConfirmActForm(Form):
    """Nothing to enter: only that the request comes from our own page."""


class PeopleFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    ended = BooleanField(_l("Show ended roles, too"))


class PlatformFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    q = StringField(_l("Name or short address"), [Optional(), Length(max=100)])


class CreateTenantForm(Form):
    name = StringField(_l("Name of the platform"), [DataRequired(), Length(max=200)])
    short_name = StringField(_l("Short name"), [DataRequired(), Length(max=50)], description=_l("For example: 鳥取市"))
    slug = StringField(
        _l("Short address"),
        [
            DataRequired(),
            Length(max=40),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small letters a-z, digits and single hyphens.")),
        ],
        description=_l("Part of the address of its pages, for example tottori-city. It cannot be changed later."),
    )
    kind = ChoiceField(_l("Kind"), [InputRequired()], coerce=TenantKind, choices=KINDS)
    code = StringField(
        _l("Local government code"), [Optional(), Length(max=10)], description=_CODE, filters=[_blank_to_none]
    )
    population = IntegerField(_l("Population"), [Optional(), NumberRange(min=0, max=200_000_000)])
    number_prefix = StringField(
        _l("Beginning of numbers"),
        [DataRequired(), Length(max=6)],
        description=_l("For example: 鳥市 gives 鳥市-R5-0142"),
    )
    desk = StringField(_l("Name of the first desk"), [DataRequired(), Length(max=100)], default="総合相談窓口")
    secretariat_mail = EmailField(
        _l("Mail address of the first secretariat"),
        [DataRequired(), Length(max=254)],
        description=_l("An invitation is sent there. It is valid for 7 days."),
    )
