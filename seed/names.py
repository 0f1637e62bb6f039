"""Invented people, recognizable as such: no family has these surnames, no street these names."""

import random
from dataclasses import dataclass
from datetime import date

from platform_app.cases.models import AgeBand, Sex

SURNAMES = (
    ("見本", "ミホン"), ("架空", "カクウ"), ("例示", "レイジ"), ("模擬", "モギ"), ("想定", "ソウテイ"), ("設例", "セツレイ"),
    ("仮想", "カソウ"), ("雛形", "ヒナガタ"), ("例題", "レイダイ"), ("試作", "シサク"), ("練習", "レンシュウ"), ("髙例", "タカレイ"),
)  # fmt: skip
WOMEN = (
    ("花子", "ハナコ"), ("和子", "カズコ"), ("幸", "サチ"), ("陽菜", "ヒナ"), ("美咲", "ミサキ"), ("恵", "メグミ"), ("千代", "チヨ"),
    ("由美", "ユミ"), ("さくら", "サクラ"), ("文", "フミ"), ("直子", "ナオコ"), ("結衣", "ユイ"),
)  # fmt: skip
MEN = (
    ("太郎", "タロウ"), ("一郎", "イチロウ"), ("正", "タダシ"), ("蓮", "レン"), ("健太", "ケンタ"), ("茂", "シゲル"), ("翔", "ショウ"),
    ("誠", "マコト"), ("大輔", "ダイスケ"), ("清", "キヨシ"), ("悠斗", "ユウト"), ("実", "ミノル"),
)  # fmt: skip
STAFF = (
    "花子", "太郎", "次郎", "桜", "葵", "光", "学", "恵", "守", "望", "歩", "薫",
)  # fmt: skip
"""Given names of people with accounts, in the order in which accounts are made."""

_AGES = {
    AgeBand.UNDER_18: (10, 17),
    AgeBand.FROM_18: (18, 39),
    AgeBand.FROM_40: (40, 64),
    AgeBand.FROM_65: (65, 74),
    AgeBand.FROM_75: (75, 92),
}


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person."""

    name: str
    kana: str
    birth_date: date | None
    address: str
    phone: str


def invent(chance: random.Random, *, sex: Sex, age_band: AgeBand, on: date, town: str, dial: str) -> Invented:
    """Someone of this sex and age on this day, living in 見本町 of ``town``."""
    surname, surname_kana = chance.choice(SURNAMES)
    given, given_kana = chance.choice(MEN if sex is Sex.MALE else WOMEN)
    birth_date = None
    if age_band in _AGES:
        youngest, oldest = _AGES[age_band]
        year = on.year - chance.randint(youngest + 1, oldest)
        birth_date = date(year, chance.randint(1, 12), chance.randint(1, 28))
    return Invented(
        name=f"{surname} {given}",
        kana=f"{surname_kana} {given_kana}",
        birth_date=birth_date,
        address=f"{town}見本町{chance.randint(1, 9)}-{chance.randint(1, 30)}-{chance.randint(1, 20)}",
        phone=invent_phone(chance, dial),
    )


def invent_phone(chance: random.Random, dial: str) -> str:
    """A number that is not in use: its exchange is 00 or 000."""
    return f"{dial}-{chance.randint(1, 9999):04}"
