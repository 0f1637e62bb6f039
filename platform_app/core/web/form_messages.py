"""The messages of WTForms in our words, translated by our catalogue."""

from typing import Any

from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, Any] = {
    "This field is required.": _l("Enter this item."),
    "Invalid input.": _l("Check what was entered."),
    "Field must be equal to %(other_name)s.": _l("The two entries are not the same."),
    "Field must be at least %(min)d character long.": _l("Enter at least %(min)d characters."),
    "Field cannot be longer than %(max)d character.": _l("Shorten it to %(max)d characters or less."),
    "Field must be exactly %(max)d character long.": _l("Enter exactly %(max)d characters."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Enter %(min)d to %(max)d characters."),
    "Number must be at least %(min)s.": _l("Enter a number of %(min)s or more."),
    "Number must be at most %(max)s.": _l("Enter a number of %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": _l("Enter a number from %(min)s to %(max)s."),
    "Invalid email address.": _l("Enter a mail address like name@example.jp."),
    "Invalid URL.": _l("Enter an address that begins with https://."),
    "Invalid UUID.": _l("Choose one of the options shown."),
    "Invalid Choice: could not coerce.": _l("Choose one of the options shown."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Choose among the options shown."),
    "Not a valid choice.": _l("Choose one of the options shown."),
    "Not a valid datetime value.": _l("Enter a date and time."),
    "Not a valid date value.": _l("Enter a date that exists."),
    "Not a valid time value.": _l("Enter a time like 14:30."),
    "Not a valid integer value.": _l("Enter a whole number."),
    "Not a valid decimal value.": _l("Enter a number."),
    "Not a valid float value.": _l("Enter a number."),
}


class FormMessages:
    """What WTForms asks for its texts."""

    def gettext(self, text: str) -> str:
        """Return our words for a message of WTForms; unknown ones stay."""
        return str(MESSAGES.get(text, text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return our words; they do not change with the number."""
        return str(MESSAGES[singular]) if singular in MESSAGES else (singular if n == 1 else plural)
