"""The words for the room's codes."""

from flask_babel import lazy_gettext as _l

from platform_app.confidentiality.models import GrantPurpose, RecusalKind, Tier

TIERS = {
    Tier.REPRESENTATIVES: _l("Representatives' meeting"),
    Tier.PRACTITIONERS: _l("Practitioners' meeting"),
    Tier.CASE_CONFERENCE: _l("Individual case conference"),
}
TIER_NOTES = {
    Tier.REPRESENTATIVES: _l("Sees statistics only"),
    Tier.PRACTITIONERS: _l("Sees lists without identity"),
    Tier.CASE_CONFERENCE: _l("Reads the cases that were opened to the person"),
}
RECUSAL_KINDS = {
    RecusalKind.SET_BY_OTHERS: _l("Recusal set by the desk"),
    RecusalKind.BY_ONESELF: _l("Recusal declared by oneself"),
}
PURPOSES = {
    GrantPurpose.CONFERENCE: _l("To discuss the case in a case conference"),
    GrantPurpose.ASSESSMENT: _l("To assess together what is needed"),
    GrantPurpose.SUPPORT: _l("To plan and give support together"),
    GrantPurpose.CRISIS: _l("To avert an imminent danger"),
}
LEGAL_BASES = {
    "act_15": _l("Act on Loneliness and Isolation, Arts. 15 to 19"),
    "social_welfare_106_6": _l("Social Welfare Act, Art. 106-6 (support conference)"),
    "poverty_9": _l("Act on Self-reliance Support for Needy Persons, Art. 9 (support conference)"),
    "youth_19": _l("Act on Promotion of Development and Support for Children and Young People, Art. 19"),
    "child_welfare_25_2": _l("Child Welfare Act, Art. 25-2 (council for children in need of protection)"),
    "women_15": _l("Act on Support for Women Facing Difficulties, Art. 15 (support coordination conference)"),
}
