"""The base of every form: our messages, choices passed in, a summary of errors that links to the entries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    MultipleFileField,
    RadioField,
    TextAreaField,
)
from wtforms.fields.choices import SelectFieldBase, SelectMultipleField

from platform_app.core.errors import Invalid
from platform_app.core.web.era_date import EraDateField
from platform_app.core.web.fields import ChoiceField, MultiCheckboxField, set_choices
from platform_app.core.web.form_messages import MESSAGES, FormMessages

__all__ = ["ChoiceField", "EraDateField", "ErrorLink", "Form", "MultiCheckboxField", "init_forms"]


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: its text and the id of the entry to go to, if it has one."""

    target: str | None
    text: str


class Form(FlaskForm):  # type: ignore[misc]  # FlaskForm is untyped
    """A form. Choices of its fields are passed in: `SendReferralForm(choices={"member": [(id, name), …]})`."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # FlaskForm is untyped
        """Messages of WTForms in our words."""

        def get_translations(self, _form: FlaskForm) -> FormMessages:
            return FormMessages()

    def __init__(self, *args: Any, choices: Mapping[str, Iterable[Any]] | None = None, **kwargs: Any) -> None:
        """Take what FlaskForm takes, and for each field with choices its (value, label) pairs."""
        super().__init__(*args, **kwargs)
        for name, pairs in (choices or {}).items():
            set_choices(self[name], pairs)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Validate, then name the entry in messages that only say it is missing."""
        valid: bool = super().validate(extra_validators)
        if not valid:
            for field in _leaves(self):
                field.errors = [_named(field, str(error)) for error in field.errors]
        return valid

    def take_refusal(self, refusal: Invalid) -> None:
        """Show what a service found wrong, at its field when it named one."""
        if refusal.field and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, str(refusal)]
        else:
            self.form_errors.append(str(refusal))

    @property
    def answer_status(self) -> int:
        """The status of the page that shows the form: 422 when an entry was refused (RFC 9110), else 200."""
        return 422 if self.errors else 200

    @property
    def has_files(self) -> bool:
        """Tell whether the form must be sent as multipart."""
        return any(isinstance(field, FileField | MultipleFileField) for field in _leaves(self))

    @property
    def error_links(self) -> list[ErrorLink]:
        """Return the lines of the error summary in the order of the entries."""
        whole = [ErrorLink(None, str(error)) for error in self.form_errors]
        return whole + [_link(field, str(error)) for field in _leaves(self) for error in field.errors]


def field_kind(field: Field) -> str:
    """Name the way a field is drawn."""
    kinds: list[tuple[type[Any], str]] = [
        (HiddenField, "hidden"),
        (EraDateField, "era_date"),
        (FormField, "form"),
        (FieldList, "list"),
        (RadioField, "radios"),
        (MultiCheckboxField, "checkboxes"),
        (BooleanField, "checkbox"),
        (TextAreaField, "textarea"),
        (SelectFieldBase, "select"),
    ]
    return next((name for kind, name in kinds if isinstance(field, kind)), "input")


def field_errors(field: Field) -> str:
    """Join the errors of a field into one line."""
    return " ".join(str(error) for error in field.errors)


def init_forms(app: Flask) -> None:
    """Give templates what the form macros need."""
    app.jinja_env.filters["field_kind"] = field_kind
    app.jinja_env.filters["field_errors"] = field_errors


def _leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """Walk through the fields that hold a value themselves, in order."""
    for field in fields:
        if isinstance(field, FormField):
            yield from _leaves(field.form)
        elif isinstance(field, FieldList):
            yield from _leaves(field.entries)
        else:
            yield field


def _named(field: Field, error: str) -> str:
    """Return the message for a missing entry with the entry's name; others as they are."""
    if error != str(MESSAGES["This field is required."]):
        return error
    if field_kind(field) == "checkbox":
        return str(_("Tick the box: %(label)s", label=field.label.text))
    if isinstance(field, FileField | MultipleFileField | SelectFieldBase):
        return str(_("Choose: %(label)s", label=field.label.text))
    return str(_("Enter: %(label)s", label=field.label.text))


def _link(field: Field, error: str) -> ErrorLink:
    """Return the summary's line: the message, with the entry's name before it unless it says it already."""
    label = str(field.label.text)
    text = error if label in error else _("%(label)s: %(error)s", label=label, error=error)
    return ErrorLink(_target(field), text)


def _target(field: Field) -> str:
    """Return the id of what must get the focus: the wrong part of a date, the first option of a group."""
    if isinstance(field, EraDateField):
        return field.focus_id
    if isinstance(field, RadioField | SelectMultipleField) and field_kind(field) in ("radios", "checkboxes"):
        return next((str(option.id) for option in field), str(field.id))
    return str(field.id)
