"""The other 33 bodies of the programme: little more than a profile; two of them with a small desk."""

from dataclasses import dataclass
from datetime import date

from platform_app.core.japanese import search_key
from platform_app.resources.models import Resource, ResourceStatus, RoomState, Visibility
from seed.moments import moment
from seed.programme import Participant
from seed.stage import Service, Stage, put


@dataclass(frozen=True, slots=True)
class SmallDesk:
    """A desk in a municipality of fewer than 25,000: counts under 20 are hidden there."""

    name: str
    surname: str
    dial: str
    cases_per_year: int


SMALL_DESKS = {
    "tsukumi-city": SmallDesk("津久見市 ふれあい相談窓口（見本）", "練習", "0972-00", 26),
    "iiyama-city": SmallDesk("飯山市 くらし相談窓口（見本）", "試作", "0269-00", 14),
}


def started_on(participant: Participant) -> date:
    """When a platform of which little is shown began: in the summer of its first year in the programme."""
    return date(participant.fiscal_years[0], 9, 1)


def write_small_services(stage: Stage) -> None:
    """Two resources, so that the small desk has somewhere to hand on to."""
    resources = []
    for key, name, fields in (
        ("council-of-welfare", "自立相談支援（見本）", ("living_costs", "work", "housing")),
        ("npo", "みんなの居場所（見本）", ("gathering", "hard_to_live", "elderly")),
    ):
        member = stage.members[key]
        resource_id = stage.id("resource", key, 0)
        resources.append(
            Resource(
                tenant_id=stage.tenant_id,
                id=resource_id,
                organization_id=member.id,
                office_id=member.offices[0],
                name=name,
                summary="平日の相談と見守り。",
                fields=list(fields),
                visibility=Visibility.PUBLIC,
                status=ResourceStatus.ACTIVE,
                room_state=RoomState.OPEN,
                room_noted_at=moment(date(2024, 3, 1)),
                checked_on=date(2024, 3, 1),
                search_key=search_key(name),
                created_at=moment(stage.started_on),
                updated_at=moment(stage.started_on),
            )
        )
        stage.services.append(Service(resource_id, member, member.offices[0], fields))
    put(resources)
