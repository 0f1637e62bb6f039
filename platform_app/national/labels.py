"""Words for the codes that figures are cut by."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from platform_app.cases import labels as cases
from platform_app.cases.models import AgeBand, Channel, Sex
from platform_app.meetings.models import BodyKind
from platform_app.members import labels as members
from platform_app.members.models import OrganizationKind
from platform_app.national.models import SnapshotKind
from platform_app.referrals.models import DeclineCode, ReferralOutcome
from platform_app.resources import labels as resources
from platform_app.resources.models import RoomState
from platform_app.tenants.models import TenantKind

PROGRAMME_GROUPS = {
    "prefecture": _l("Prefectures and designated cities"),
    "municipality": _l("Municipalities"),
}
PROGRAMME_YEARS = {"first": _l("First year"), "second": _l("Second year")}
RESULTS = {
    "accepted": _l("Accepted"),
    "declined": _l("Declined"),
    "returned": _l("Returned: no answer in time"),
    "recalled": _l("Recalled"),
    "failed": _l("Failed"),
    "waiting": _l("Waiting for an answer"),
}
PROGRESS = {"closed": _l("Closed"), "ongoing": _l("Ongoing"), "stopped": _l("Stopped")}
SNAPSHOT_KINDS = {SnapshotKind.PROVISIONAL: _l("Provisional"), SnapshotKind.FINAL: _l("Final")}
TENANT_KINDS = {
    TenantKind.PREFECTURE: _l("Prefecture"),
    TenantKind.DESIGNATED_CITY: _l("Designated city"),
    TenantKind.MUNICIPALITY: _l("Municipality"),
    TenantKind.JOINT: _l("Joint platform"),
}

_WORDS: Mapping[type[StrEnum], Mapping[Any, Any]] = {
    OrganizationKind: members.KINDS,
    BodyKind: {
        BodyKind.GENERAL_MEETING: _l("General meeting"),
        BodyKind.STEERING_GROUP: _l("Steering group"),
        BodyKind.SUBCOMMITTEE: _l("Subcommittee"),
        BodyKind.WORKING_GROUP: _l("Working group"),
        BodyKind.COUNCIL_TIER: _l("Council tier"),
    },
    RoomState: resources.ROOM_STATES,
    Channel: cases.CHANNELS,
    AgeBand: cases.AGE_BANDS,
    Sex: cases.SEXES,
    DeclineCode: {
        DeclineCode.NO_CAPACITY: _l("No capacity"),
        DeclineCode.NOT_ELIGIBLE: _l("Not eligible"),
        DeclineCode.OUT_OF_AREA: _l("Out of area"),
        DeclineCode.OUT_OF_FIELD: _l("Out of field"),
        DeclineCode.CONFLICT_OF_INTEREST: _l("Conflict of interest"),
        DeclineCode.NEEDS_MORE_INFORMATION: _l("Needs more information"),
        DeclineCode.OTHER: _l("Other"),
    },
    ReferralOutcome: {
        ReferralOutcome.CONNECTED_CONTINUING: _l("Connected, support continues"),
        ReferralOutcome.CONNECTED_ONCE: _l("Connected once"),
        ReferralOutcome.REFERRED_ONWARD: _l("Referred onward"),
        ReferralOutcome.PERSON_WITHDREW: _l("The person withdrew"),
        ReferralOutcome.UNREACHABLE: _l("Could not be reached"),
        ReferralOutcome.NOT_ELIGIBLE: _l("Not eligible"),
        ReferralOutcome.NO_CAPACITY: _l("No capacity"),
        ReferralOutcome.MOVED: _l("Moved away"),
        ReferralOutcome.DIED: _l("Died"),
        ReferralOutcome.OTHER: _l("Other"),
    },
}


def of(codes: type[StrEnum]) -> Mapping[str, Any]:
    """The words of a closed list, in its order; a code without a word stops the program at its start."""
    return {str(code): _WORDS[codes][code] for code in codes}
