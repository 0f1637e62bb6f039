"""Fields whose choices are passed in by the view."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of WTForms 3.2
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

Pair = tuple[Any, Any]


class ChoiceField(SelectField):
    """Choose one of the pairs passed in. The first line is empty; its value is None."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        coerce: Callable[[Any], Any] = str,
        choices: Iterable[Pair] = (),
        blank: object = _l("Please choose"),
        **kwargs: Any,
    ) -> None:
        """Take a select field's arguments; `blank=None` leaves out the empty line."""
        super().__init__(label, validators, coerce=_or_none(coerce), **kwargs)
        self.blank = blank
        set_choices(self, choices)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not among the choices; nothing chosen is left to DataRequired."""
        if self.data is None and not self.process_errors:
            return
        super().pre_validate(form)


class MultiCheckboxField(SelectMultipleField):
    """Choose any of the pairs passed in, as check boxes; the value is a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        coerce: Callable[[Any], Any] = str,
        choices: Iterable[Pair] = (),
        **kwargs: Any,
    ) -> None:
        """Take a multiple select field's arguments."""
        super().__init__(label, validators, coerce=coerce, **kwargs)
        set_choices(self, choices)

    def pre_validate(self, form: Any) -> None:  # the signature is of WTForms
        """Refuse values that are not among the choices, without repeating them."""
        known = {self.coerce(choice[0]) for choice in self.iter_choices()}
        if any(value not in known for value in self.data or ()):
            raise ValidationError(self.gettext("Not a valid choice."))


def set_choices(field: Any, pairs: Iterable[Any]) -> None:
    """Give a field its choices: (value, label) or (value, label, group) each."""
    listed = [_choice(pair) for pair in pairs]
    blank = getattr(field, "blank", None)
    if blank is not None:
        listed.insert(0, SelectChoice("", blank))
    field.choices = listed


def _choice(pair: Any) -> SelectChoice:
    """Make a WTForms choice of a pair or triple."""
    if isinstance(pair, SelectChoice):
        return pair
    value, label, *group = pair
    return SelectChoice(str(getattr(value, "value", value)), label, optgroup=group[0] if group else None)


def _or_none(coerce: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let a coercion pass the empty line as None."""

    def convert(value: Any) -> Any:
        if value is None or value == "":
            return None
        return value if isinstance(coerce, type) and isinstance(value, coerce) else coerce(value)

    return convert
