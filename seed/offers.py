"""The resource list and how its room-now states came to be."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from platform_app.core.japanese import search_key
from platform_app.resources.models import Resource, ResourceStatus, RoomReport, RoomState, Visibility
from seed.catalog import BY_KEY, Offer
from seed.moments import chance_of, moment
from seed.names import invent_phone
from seed.shapes import Shape
from seed.stage import Member, Service, Stage, not_later, put

STATES = (RoomState.OPEN,) * 6 + (RoomState.CONDITIONAL,) * 2 + (RoomState.WAITING_LIST, RoomState.FULL)
NOTES = {
    RoomState.OPEN: None,
    RoomState.CONDITIONAL: "見学のあとに受け入れます。",
    RoomState.WAITING_LIST: "2週間ほどお待ちいただきます。",
    RoomState.FULL: "月末まで受入れを止めています。",
}
NOTED_DAYS_AGO = (0, 0, 1, 1, 2, 3, 4, 6, 8, 12, 20, 45, 100)
"""How long ago a room state was last told; the longest ones are stale."""


def write_resources(stage: Stage, shape: Shape) -> None:
    """Every offer of the members, with its reports; the first areas of a wide platform are served by all."""
    chance = chance_of(stage.slug, "offers")
    words = {"flavor": shape.flavor[0], "place": shape.place}
    resources: list[Resource] = []
    reports: list[RoomReport] = []
    for member in list(stage.members.values()):
        common = BY_KEY.get(member.key)
        for number, offer in enumerate(common.offers if common else ()):
            resource = _resource(stage, member, offer, number, words, chance)
            history = list(_reports(stage, resource, chance))
            latest = history[-1]
            resource.room_state, resource.room_note, resource.room_noted_at = latest.state, latest.note, latest.noted_at
            resources.append(resource)
            reports += history
            stage.services.append(Service(resource.id, member, resource.office_id, offer.fields))
    put(resources)
    put(reports)


def _resource(
    stage: Stage, member: Member, offer: Offer, number: int, words: dict[str, str], chance: Random
) -> Resource:
    name = offer.name.format(**words)
    served = [] if len(stage.areas) == 1 or chance.random() < 0.6 else sorted(chance.sample(stage.areas, k=3))
    checked_on = stage.today - timedelta(days=chance.choice((5, 12, 30, 60, 150, 200)))
    return Resource(
        tenant_id=stage.tenant_id,
        id=stage.id("resource", member.key, number),
        organization_id=member.id,
        office_id=member.offices[offer.office],
        name=name,
        summary=offer.summary,
        fields=list(offer.fields),
        target_groups=list(offer.targets),
        area_codes=served,
        hours=offer.hours,
        cost=offer.cost,
        reach=list(offer.reach),
        languages=list(offer.languages),
        contact_section="相談担当",
        phone=invent_phone(chance, stage.dial),
        visibility=Visibility(offer.visibility),
        is_shelter=offer.is_shelter,
        status=ResourceStatus.ACTIVE,
        checked_on=checked_on,
        checked_by=stage.people["secretariat"].user_id,
        search_key=search_key(name + offer.summary),
        created_at=moment(member.joined_on),
        updated_at=moment(checked_on),
    )


def _reports(stage: Stage, resource: Resource, chance: Random) -> Iterator[RoomReport]:
    days = [date(2022, 12, 5), date(2023, 6, 12), date(2023, 12, 11)][: chance.randint(1, 3)]
    days.append(stage.today - timedelta(days=chance.choice(NOTED_DAYS_AGO)))
    noted_by = stage.people.get(_account_of(resource, stage))
    for number, day in enumerate(days):
        state = chance.choice(STATES)
        yield RoomReport(
            tenant_id=stage.tenant_id,
            id=stage.id("room-report", resource.id, number),
            resource_id=resource.id,
            state=state,
            note=NOTES[state],
            noted_at=not_later(moment(day, 8 + number, chance.randint(0, 59))),
            noted_by=noted_by.user_id if noted_by else None,
        )


def _account_of(resource: Resource, stage: Stage) -> str:
    return next((key for key in ("npo", "bank") if stage.members[key].id == resource.organization_id), "secretariat")
