"""Words for the codes that figures are cut by."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from platform_app.cases import labels as cases
from platform_app.cases.models import AgeBand, Channel, Sex
from platform_app.meetings import labels as meetings
from platform_app.meetings.models import BodyKind
from platform_app.members import labels as members
from platform_app.members.models import OrganizationKind
from platform_app.national.models import SnapshotKind
from platform_app.referrals import labels as referrals
from platform_app.referrals.models import DeclineCode, ReferralOutcome
from platform_app.resources import labels as resources
from platform_app.resources.models import RoomState
from platform_app.tenants import labels as tenants
from platform_app.tenants.models import TenantKind

Words = Mapping[str, Any]

PROGRAMME_GROUPS: Words = {
    "prefecture": _l("Prefectures and designated cities"),
    "municipality": _l("Municipalities"),
}
PROGRAMME_YEARS = {"first": _l("First year"), "second": _l("Second year")}
ANSWERS = {"accepted": referrals.STATES["accepted"].label, "not_accepted": _l("Not accepted")}
RESULTS: Words = {
    **{name: referrals.STATES[name].label for name in ("declined", "returned", "recalled", "failed")},
    "waiting": _l("Waiting for an answer"),
}
SEXES: Words = {
    "female": cases.SEXES[Sex.FEMALE],
    "male": cases.SEXES[Sex.MALE],
    "other_or_unknown": _l("Other or not answered"),
}
"""The few who answered "other" are not shown apart: they would hide the whole breakdown, or stand alone in it."""
PROGRESS = {"closed": _l("Support ended"), "ongoing": _l("Support goes on"), "stopped": _l("Stopped midway")}
SNAPSHOT_KINDS = {SnapshotKind.PROVISIONAL: _l("Provisional"), SnapshotKind.FINAL: _l("Final")}
TENANT_KINDS: Words = {
    str(kind): word for kind, word in tenants.TENANT_KINDS.items() if kind is not TenantKind.INSTALLATION
}

_WORDS: Mapping[type[StrEnum], Mapping[Any, Any]] = {
    OrganizationKind: members.KINDS,
    BodyKind: meetings.KINDS,
    RoomState: resources.ROOM_STATES,
    Channel: cases.CHANNELS,
    AgeBand: cases.AGE_BANDS,
    DeclineCode: referrals.DECLINE_CODES,
    ReferralOutcome: referrals.OUTCOMES,
}


def of(codes: type[StrEnum]) -> Words:
    """The words of a closed list, in its order; a code without a word stops the program at its start."""
    return {str(code): _WORDS[codes][code] for code in codes}
