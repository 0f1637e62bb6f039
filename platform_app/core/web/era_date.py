"""A date as people write it in offices: era, year, month and day; also a whole date pasted into the year."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation

from platform_app.core import clock
from platform_app.core.web.i18n import current_language

PARTS = ("era", "year", "month", "day")
WESTERN = "西暦"
FIRST_YEAR = "元"
LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Part:
    """One input of the date as the template draws it; `choices` only for the era."""

    id: str
    name: str
    label: str
    value: str
    wrong: bool
    choices: list[tuple[str, str]] | None = None


class PartError(ValueError):
    """What is wrong with a date, in words for the person, and the parts it lies in."""

    def __init__(self, message: str, *parts: str) -> None:
        super().__init__(message)
        self.parts = parts


class EraDateField(Field):
    """A date entered as era, year, month, day (`name-era`, `name-year`, …), or as one text under `name`.

    `eras` limits the eras offered (kanji), newest first; the Western calendar is always there.
    """

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        eras: tuple[str, ...] = ("令和", "平成", "昭和"),
        **kwargs: Any,
    ) -> None:
        """Take a field's arguments; without a help text one with an example is shown."""
        super().__init__(label, validators, **kwargs)
        self.eras = eras
        self.entered: dict[str, str] = {}
        self.wrong: tuple[str, ...] = ()
        self.description = self.description or _l(
            "Choose the era and enter year, month and day in digits. For example: 令和6年2月9日"
        )

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the parts from the request, or show the date that the form was made with."""
        super().process(None, **({} if data is None else {"data": data}), extra_filters=extra_filters)
        self.entered = self._entered_from(self.data)
        if formdata is None or not self._is_sent(formdata):
            return
        self.entered = {part: _plain(formdata.get(f"{self.name}-{part}", "")) for part in PARTS}
        whole = _plain(formdata.get(self.name, ""))
        self.raw_data = [text for text in (whole, *(self.entered[part] for part in PARTS[1:])) if text]
        try:
            self.data = self._whole(whole) if whole else self._read()
        except PartError as error:
            self.data, self.wrong = None, error.parts
            self.process_errors = [str(error)]

    def pre_validate(self, form: Any) -> None:  # the signature is of WTForms
        """Stop at a date that could not be read: other validators have nothing to look at."""
        if self.process_errors:
            raise StopValidation

    @property
    def focus_id(self) -> str:
        """Return the id of the part that an error link goes to."""
        return f"{self.id}-{(self.wrong or ('year',))[0]}"

    @property
    def parts(self) -> list[Part]:
        """Return the inputs in order."""
        labels = {"era": _("Era"), "year": _("Year"), "month": _("Month"), "day": _("Day")}
        wrong = self.wrong or (PARTS[1:] if self.errors else ())
        return [
            Part(
                id=f"{self.id}-{part}",
                name=f"{self.name}-{part}",
                label=labels[part],
                value=self.entered.get(part, ""),
                wrong=part in wrong,
                choices=self._choices() if part == "era" else None,
            )
            for part in PARTS
        ]

    def _choices(self) -> list[tuple[str, str]]:
        """Return the eras on offer; one that was entered already is never left out."""
        offered = [era for era in clock.ERAS if era.kanji in self.eras or era.kanji == self.entered.get("era")]
        japanese = current_language() == "ja"
        return [(era.kanji, era.kanji if japanese else era.name) for era in offered] + [(WESTERN, _("Western"))]

    def _is_sent(self, formdata: Mapping[str, Any]) -> bool:
        """Tell whether the request holds this field at all."""
        return self.name in formdata or any(f"{self.name}-{part}" in formdata for part in PARTS)

    def _entered_from(self, day: date | None) -> dict[str, str]:
        """Return the parts that show a date; an empty field begins with the present era."""
        if day is None:
            return {"era": clock.ERAS[0].kanji}
        era = clock.era_of(day)
        return {"era": era.kanji, "year": str(era.year_of(day.year)), "month": str(day.month), "day": str(day.day)}

    def _read(self) -> date | None:
        """Return the date that the parts name, None when all but the era are empty."""
        year, month, day = (self.entered[part] for part in PARTS[1:])
        if not (year or month or day):
            return None
        if not (month or day) and not year.isdecimal() and year != FIRST_YEAR:
            return self._whole(year)
        missing = [part for part in PARTS[1:] if not self.entered[part]]
        if missing:
            names = {"year": _("the year"), "month": _("the month"), "day": _("the day")}
            raise PartError(_("Enter %(parts)s.", parts=_(" and ").join(names[part] for part in missing)), *missing)
        return _date(self.entered["era"], _number(year, "year"), _number(month, "month"), _number(day, "day"))

    def _whole(self, text: str) -> date:
        """Return the date written as one text."""
        try:
            result = clock.parse_date(text)
            entered = self._entered_from(result)
        except ValueError as error:
            raise PartError(str(error), "year") from None
        if result.year > LAST_YEAR:
            raise PartError(_("Enter a year that exists."), "year")
        self.entered = entered
        return result


def _plain(text: str) -> str:
    """Return an entry with full-width digits made plain and spaces gone."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))[:40]


def _number(text: str, part: str) -> int:
    """Return a part as a number; 元 is the first year."""
    if part == "year" and text == FIRST_YEAR:
        return 1
    if not re.fullmatch(r"[0-9]{1,4}", text):
        messages = {
            "year": _("Enter the year in digits."),
            "month": _("Enter the month in digits."),
            "day": _("Enter the day in digits."),
        }
        raise PartError(messages[part], part)
    return int(text)


def _date(era_name: str, year: int, month: int, day: int) -> date:
    """Make the date, naming what is wrong in the words it was entered in."""
    era = next((era for era in clock.ERAS if era.kanji == era_name), None)
    if era is None and era_name != WESTERN:
        raise PartError(_("Choose the era."), "era")
    if not 1 <= month <= 12:
        raise PartError(_("Enter the month from 1 to 12."), "month")
    calendar_year = era.first.year + year - 1 if era else year
    if year < 1 or not 1868 <= calendar_year <= LAST_YEAR:
        raise PartError(_("Enter a year that exists."), "year")
    last = monthrange(calendar_year, month)[1]
    if not 1 <= day <= last:
        written = f"{era_name if era else ''}{FIRST_YEAR if era and year == 1 else year}年{month}月{day}日"
        raise PartError(
            _("%(date)s is not in the calendar. Enter a day from 1 to %(last)s", date=written, last=last), "day"
        )
    result = date(calendar_year, month, day)
    if era:
        _check_era(era, result)
    return result


def _check_era(era: clock.Era, day: date) -> None:
    """Refuse a day on which the era did not hold, saying when it did."""
    if day < era.first:
        began = clock.era_date(era.first)
        raise PartError(_("%(era)s began on %(day)s.", era=era.kanji, day=began), "era", "year")
    if era.last and day > era.last:
        raise PartError(_("%(era)s ended on %(day)s.", era=era.kanji, day=clock.era_date(era.last)), "era", "year")
