"""Closed lists of codes that several rooms share: topics, fields of support, target groups, ways to reach.

The sixteen topics are those of the national intake sheet, adapted; fields of support follow the needs
vocabulary seen on platforms. Codes are stable, labels are translated.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

Labels = Mapping[str, Any]

TOPICS: Labels = {
    "health": _l("Illness, health or disability"),
    "housing": _l("Housing"),
    "living_costs": _l("Income and living costs"),
    "rent_loans": _l("Payment of rent or loans"),
    "taxes": _l("Taxes and public charges"),
    "debt": _l("Debt"),
    "work_search": _l("Work and job search"),
    "work_trouble": _l("Trouble at work"),
    "community": _l("Relations in the community"),
    "family": _l("Relations in the family"),
    "care": _l("Child raising or care giving"),
    "withdrawal": _l("Hikikomori or truancy"),
    "violence": _l("DV or abuse"),
    "no_food": _l("No food"),
    "loneliness": _l("Loneliness and isolation"),
    "other": _l("Other topic"),
}

FIELDS: Labels = {
    "hard_to_live": _l("Hard to live"),
    "living_costs": _l("Living costs"),
    "housing": _l("Housing support"),
    "food": _l("Food support"),
    "work": _l("Work support"),
    "hikikomori": _l("Hikikomori"),
    "school": _l("Truancy and learning"),
    "bullying": _l("Bullying"),
    "abuse": _l("Abuse"),
    "dv": _l("DV"),
    "child_raising": _l("Child raising"),
    "single_parents": _l("Single parents"),
    "young_carers": _l("Young carers"),
    "elderly": _l("Older people and watching over"),
    "disability": _l("Disability"),
    "health": _l("Medical and mental health"),
    "suicide_prevention": _l("Suicide prevention"),
    "consumer": _l("Consumer harm and debt"),
    "crime_victims": _l("Crime victims"),
    "foreign_residents": _l("Foreign residents"),
    "gathering": _l("Places to be and gatherings"),
}

TARGET_GROUPS: Labels = {
    "anyone": _l("Anyone"),
    "children": _l("Children"),
    "youth": _l("Young people"),
    "parents": _l("Parents"),
    "working_age": _l("Working age"),
    "elderly": _l("Older people"),
    "disabled": _l("People with disabilities"),
    "women": _l("Women"),
    "foreign_residents": _l("Foreign residents in Japan"),
    "families": _l("Family members"),
}

REACH: Labels = {
    "visit": _l("Visit"),
    "phone": _l("Telephone"),
    "online": _l("Online"),
    "chat": _l("Chat"),
    "outreach": _l("Outreach"),
}

LANGUAGES: Labels = {
    "ja": _l("Japanese"),
    "easy_ja": _l("Plain Japanese"),
    "en": _l("English"),
    "zh": _l("Chinese"),
    "ko": _l("Korean"),
    "pt": _l("Portuguese"),
    "es": _l("Spanish"),
    "tl": _l("Tagalog"),
    "th": _l("Thai"),
    "vi": _l("Vietnamese"),
    "ne": _l("Nepali"),
    "id": _l("Indonesian"),
}

FIELDS_FOR_TOPIC: Mapping[str, tuple[str, ...]] = {
    "health": ("health", "disability"),
    "housing": ("housing",),
    "living_costs": ("living_costs", "food"),
    "rent_loans": ("living_costs", "housing"),
    "taxes": ("living_costs",),
    "debt": ("consumer", "living_costs"),
    "work_search": ("work",),
    "work_trouble": ("work",),
    "community": ("gathering", "hard_to_live"),
    "family": ("hard_to_live",),
    "care": ("child_raising", "single_parents", "young_carers", "elderly"),
    "withdrawal": ("hikikomori", "school"),
    "violence": ("dv", "abuse"),
    "no_food": ("food", "living_costs"),
    "loneliness": ("gathering", "elderly", "hard_to_live"),
    "other": (),
}
"""Which fields of support answer a topic; the desk's search starts from them."""
