"""The duty of confidentiality in words: Act Art. 18 (the duty, without limit of time) and Art. 28 (the penalty)."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from platform_app.confidentiality.models import Council

PENAL_REFORM_ON = date(2025, 6, 1)
"""Since this day the Penal Code knows 拘禁刑 in place of 懲役; the law of the day of the act applies."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """What Art. 28 threatens, and for acts of which days."""

    applies_to: str
    text: str


def duty() -> str:
    """Art. 18 in one sentence."""
    text: str = _(
        "Those who do or did the council's work must not, without just cause, leak secrets learned in that work (Act Art. 18)."
    )
    return text


def endurance() -> str:
    """What Art. 18 says by naming those who *did* the work."""
    text: str = _(
        "The duty has no end: it stays when the appointment ends, when the post changes and when the account is closed."
    )
    return text


def penalty(on: date) -> str:
    """Art. 28 as it stands for an act of that day."""
    if on < PENAL_REFORM_ON:
        return str(_("Imprisonment with work (choeki) of up to one year, or a fine of up to 500,000 yen (Act Art. 28)"))
    return str(_("Imprisonment (kokinkei) of up to one year, or a fine of up to 500,000 yen (Act Art. 28)"))


def penalties(since: date, until: date) -> list[Penalty]:
    """Art. 28 for the acts of a period, the present wording first."""
    found = (
        [Penalty(str(_("Acts on or after 1 June 2025")), penalty(PENAL_REFORM_ON))] if until >= PENAL_REFORM_ON else []
    )
    if since < PENAL_REFORM_ON:
        found.append(Penalty(str(_("Acts before 1 June 2025")), penalty(since)))
    return found


def text_to_sign(council: Council, *, since: date, until: date) -> str:
    """The whole text that is shown and kept with the signature: the council's own, then the law."""
    law = [f"{each.applies_to}: {each.text}" for each in penalties(since, until)]
    return "\n\n".join([council.undertaking_text.strip(), duty(), endurance(), "\n".join(law)])
