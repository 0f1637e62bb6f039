"""Reading the forms and links of a page, and filling a form as a person would."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXTS = frozenset({"text", "search", "tel", "url", "email"})
PARTS_OF_A_DATE = ("-era", "-year", "-month", "-day")


@dataclass
class Entry:
    """One named entry of a form."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Whether a person writes words into it; the parts of a date take digits only."""
        return self.kind in TEXTS | {"textarea"} and not self.name.endswith(PARTS_OF_A_DATE)


@dataclass
class SeenForm:
    """A form as it stands in a page."""

    action: str
    method: str
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def texts(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.is_text]


class Page(HTMLParser):
    """The forms and links of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[SeenForm] = []
        self.links: list[str] = []
        self._form: SeenForm | None = None
        self._select: Entry | None = None
        self._area: Entry | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and told.get("href", "").startswith(("/", "?")):
            self.links.append(told["href"])
        elif tag == "form":
            self._form = SeenForm(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and tag in ("input", "select", "textarea", "option", "button"):
            self._take(self._form, tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def _take(self, form: SeenForm, tag: str, told: dict[str, str]) -> None:
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "option" and self._select is not None:
            self._select.options.append(value)
            if "selected" in told:
                self._select.value = value
        elif not name:
            return
        elif tag == "select":
            self._select = form.entries.setdefault(name, Entry(name, "select"))
        elif tag == "textarea":
            self._area = form.entries.setdefault(name, Entry(name, "textarea"))
        elif tag == "button":
            form.entries.setdefault(name, Entry(name, "button", value))
        elif told.get("type") in ("radio", "checkbox"):
            entry = form.entries.setdefault(name, Entry(name, told["type"]))
            value = told.get("value", "y")
            entry.options.append(value)
            if "checked" in told:
                entry.value = value
        else:
            form.entries.setdefault(name, Entry(name, told.get("type", "text"), value))


def fill(form: SeenForm, write: Callable[[Entry], str], today: dict[str, str]) -> dict[str, object]:
    """Every entry of a form: words by ``write``, what was chosen or else the first choice, dates of ``today``."""
    data: dict[str, object] = {}
    for name, entry in form.entries.items():
        part = next((part for part in PARTS_OF_A_DATE if name.endswith(part)), None)
        if part is not None:
            data[name] = entry.value or today[part]
        elif entry.is_text:
            data[name] = write(entry)
        elif entry.kind == "checkbox":
            data[name] = entry.options
        elif entry.kind in ("select", "radio"):
            data[name] = entry.value or next((option for option in entry.options if option), "")
        else:
            data[name] = entry.value or {"number": "3", "time": "00:01"}.get(entry.kind, "")
    return data
