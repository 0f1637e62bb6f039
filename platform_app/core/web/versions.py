"""Forms on an entry that several people keep: a save that would undo someone else's is shown beside it instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, HiddenField
from wtforms.fields.choices import SelectFieldBase

from platform_app.core.errors import Changed
from platform_app.core.web.forms import Form


@dataclass(frozen=True, slots=True)
class Difference:
    """One field whose stored value is not the typed one, both in words."""

    label: str
    stored: str
    typed: str


def version_number(entered: object) -> int:
    """A version as it came back with a form; 0, which no row has, for anything that is none."""
    text = str(entered or "")
    return int(text) if len(text) < 10 and text.isdecimal() else 0


class VersionedForm(Form):
    """A form that knows which version of the row it was opened on."""

    version = HiddenField()
    differences: tuple[Difference, ...] = ()

    @property
    def seen_version(self) -> int:
        """The version the form was opened on; 0, which no row has, when it says none."""
        return version_number(self.version.data)

    def show_change(self, refusal: Changed, row: Any) -> None:
        """Keep what was typed, show what is stored now beside it, and let the next save stand."""
        self.form_errors.append(str(refusal))
        self.version.data = row.version
        self.differences = tuple(_differences(self, row))


def _differences(form: Form, row: Any) -> Iterable[Difference]:
    for field in form:
        if field.name == "version" or not hasattr(row, field.name):
            continue
        stored, typed = (_in_words(field, value) for value in (getattr(row, field.name), field.data))
        if stored != typed:
            yield Difference(str(field.label.text), stored, typed)


def _in_words(field: Field, value: Any) -> str:
    if value is None or value in ("", []):
        return "―"
    if isinstance(field, BooleanField):
        return str(_("Yes") if value else _("No"))
    if isinstance(field, SelectFieldBase):
        choices: Iterable[Any] = field.iter_choices()  # the stubs are of WTForms 3.2
        words = {str(choice.value): str(choice.label) for choice in choices}
        codes = [str(code) for code in (value if isinstance(value, list) else [value])]
        return "、".join(
            [words[code] for code in words if code in codes] + [code for code in codes if code not in words]
        )
    return str(value).replace("\r\n", "\n")
