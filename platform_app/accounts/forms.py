"""Forms of the log-in and of one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, Optional

from platform_app.accounts.password_rules import MAX_LENGTH, MIN_LENGTH
from platform_app.core.web.fields import ChoiceField
from platform_app.core.web.forms import Form
from platform_app.core.web.i18n import LANGUAGES

MAX_NAME = 100
MAX_MAIL = 254
_RULES = _l(
    "At least %(min)d characters. Several unrelated words together are easy to remember and hard to guess.",
    min=MIN_LENGTH,
)
_NOT_THE_SAME = _l("The two entries are not the same.")


class LogInForm(Form):
    email = EmailField(_l("Mail address"), [DataRequired(), Length(max=MAX_MAIL)])
    password = PasswordField(_l("Password"), [DataRequired(), Length(max=MAX_LENGTH)])


class SecondFactorForm(Form):
    code = StringField(
        _l("Code"),
        [DataRequired(), Length(max=40)],
        description=_l("The six digits that your authenticator app shows, or one of your recovery codes."),
    )


class AskResetForm(Form):
    email = EmailField(_l("Mail address"), [DataRequired(), Length(max=MAX_MAIL)])


class SetPasswordForm(Form):
    password = PasswordField(_l("New password"), [DataRequired(), Length(max=MAX_LENGTH)], description=_RULES)
    again = PasswordField(_l("New password, once more"), [DataRequired(), EqualTo("password", _NOT_THE_SAME)])


class AcceptInvitationForm(SetPasswordForm):
    name = StringField(
        _l("Your name"), [DataRequired(), Length(max=MAX_NAME)], description=_l("Shown to those you work with.")
    )


class ChangePasswordForm(SetPasswordForm):
    old = PasswordField(_l("Present password"), [DataRequired(), Length(max=MAX_LENGTH)])


class ConfirmSecondFactorForm(Form):
    code = StringField(
        _l("Code"), [DataRequired(), Length(max=20)], description=_l("The six digits that the app shows now.")
    )


class VerifyByPasswordForm(Form):
    password = PasswordField(_l("Password"), [DataRequired(), Length(max=MAX_LENGTH)])


class VerifyByCodeForm(Form):
    code = StringField(
        _l("Code"),
        [DataRequired(), Length(max=40)],
        description=_l("The six digits that your authenticator app shows, or one of your recovery codes."),
    )


class ProfileForm(Form):
    name = StringField(
        _l("Your name"), [DataRequired(), Length(max=MAX_NAME)], description=_l("Shown to those you work with.")
    )
    language = ChoiceField(_l("Language"), [Optional()], choices=list(LANGUAGES.items()), blank=None)


class ConfirmActForm(Form):
    """Nothing to enter: only that the request comes from our own page."""
