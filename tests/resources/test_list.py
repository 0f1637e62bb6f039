"""Finding resources: words, filters, who sees what, at the page and in the database."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from platform_app.core import clock
from platform_app.extensions import db
from platform_app.members import queries as members_queries
from platform_app.members import services as members_services
from platform_app.resources import queries
from platform_app.resources.models import Resource, RoomState, Visibility
from platform_app.resources.queries import ResourceFilter
from tests.members.steps import acting, new_member
from tests.resources.steps import new_resource
from tests.support.people import visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA, TENANT_PEOPLE

DESK_ONLY = {"secretariat", "desk", "desk2"}
COUNCIL_ONLY = {"secretariat", "council", "unsigned"}


def found(app: Flask, name: str = "secretariat", **wanted: Any) -> list[str]:
    with acting(app, ALPHA, name) as actor:
        return [row[0].name for row in queries.list_rows(actor, ResourceFilter(**wanted))]


@pytest.mark.parametrize("words", ["カフェ つどひ", "かふぇ", "ｶﾌｪ", "辺境", "さわの会"])
def test_words_find_variants_in_entry_and_provider(app: Flask, words: str) -> None:
    if not found(app, words="つどひ"):
        member_id = new_member(app, ALPHA, name="サワの会")
        new_resource(app, ALPHA, name="カフェ・つどひ", summary="邊境にある喫茶", organization_id=member_id)

    assert "カフェ・つどひ" in found(app, words=words)


def test_words_that_stand_nowhere_find_nothing(app: Flask) -> None:
    assert found(app, words="どこにもない言葉") == []


def test_a_provider_that_changed_its_name_is_found_by_the_new_one(app: Flask) -> None:
    member_id = new_member(app, ALPHA, name="旧称の会")
    resource = new_resource(app, ALPHA, name="名を変えた会の支援", organization_id=member_id)
    with acting(app, ALPHA, "secretariat") as actor:
        member = members_queries.get_member(ALPHA.tenant_id, member_id)
        assert member is not None
        members_services.edit_member(actor, member, data={"name": "新称の会"}, seen_version=member.version)

    assert found(app, words="新称の会") == ["名を変えた会の支援"]
    assert found(app, words="旧称の会") == []
    assert resource


@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        ({"field": "dv"}, {"field": "school"}),
        ({"any_field": ("dv", "bullying")}, {"any_field": ("school",)}),
        ({"target_group": "women"}, {"target_group": "youth"}),
        ({"area_code": "312011"}, {"area_code": "342041"}),
        ({"reach": "chat"}, {"reach": "visit"}),
        ({"room_state": RoomState.OPEN}, {"room_state": RoomState.FULL}),
    ],
)
def test_each_filter_narrows(app: Flask, wanted: dict[str, Any], other: dict[str, Any]) -> None:
    name = f"絞り込み{uuid.uuid4().hex[:6]}"
    new_resource(app, ALPHA, name=name, fields=["dv"], target_groups=["women"], area_codes=["312011"], reach=["chat"])

    assert name in found(app, **wanted)
    assert name not in found(app, **other)


def test_an_entry_for_anyone_and_everywhere_fits_every_person_and_place(app: Flask) -> None:
    name = new_resource(app, ALPHA, target_groups=["anyone"], area_codes=[])

    assert name in found(app, target_group="youth", area_code="312011")


def test_only_with_room_leaves_out_full_and_waiting(app: Flask) -> None:
    name = new_resource(app, ALPHA, state=RoomState.WAITING_LIST)

    assert name in found(app)
    assert name not in found(app, has_room=True)
    assert new_resource(app, ALPHA, state=RoomState.CONDITIONAL) in found(app, has_room=True)


def test_those_with_room_come_first(app: Flask) -> None:
    new_resource(app, ALPHA, name="あ満員の支援", state=RoomState.FULL)
    new_resource(app, ALPHA, name="ん空きの支援")

    order = found(app)

    assert order.index("ん空きの支援") < order.index("あ満員の支援")


def test_resources_of_who_left_are_off_the_list(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    name = new_resource(app, ALPHA, organization_id=member_id)
    assert name in found(app)

    with acting(app, ALPHA, "secretariat") as actor:
        member = members_queries.get_member(ALPHA.tenant_id, member_id)
        assert member is not None
        members_services.withdraw_member(actor, member, left_on=clock.today())

    assert name not in found(app)


@pytest.mark.parametrize(
    ("visibility", "people"),
    [
        (Visibility.PUBLIC, set(TENANT_PEOPLE)),
        (Visibility.PLATFORM, set(TENANT_PEOPLE)),
        (Visibility.DESK, DESK_ONLY),
        (Visibility.COUNCIL, COUNCIL_ONLY),
    ],
)
def test_who_sees_which_entry(app: Flask, visibility: Visibility, people: set[str]) -> None:
    name = new_resource(app, ALPHA, organization_id=new_member(app, ALPHA), visibility=visibility)
    with acting(app, ALPHA, "secretariat"):
        resource_id = db.session.scalars(select(Resource.id).where(Resource.name == name)).one()
    listed, opened = set(), set()
    for person in TENANT_PEOPLE:
        browser = visit(app, ALPHA, person)
        path = ALPHA.url(f"/resources/{resource_id}")
        if f'href="{path}"' in browser.get(ALPHA.url(f"/resources/?q={name}")).get_data(as_text=True):
            listed.add(person)
        status = browser.get(path).status_code
        assert status in (200, 404)
        if status == 200:
            opened.add(person)

    assert (listed, opened) == (people, people)


def test_a_provider_sees_its_own_desk_only_entry(app: Flask) -> None:
    name = new_resource(app, ALPHA, organization_id=ALPHA.id("organization.npo"), visibility=Visibility.DESK)

    assert name in found(app, "member")
    assert name not in found(app, "bank")


def test_the_database_itself_hides_desk_only_entries_from_members(app: Flask) -> None:
    name = new_resource(app, ALPHA, organization_id=new_member(app, ALPHA), visibility=Visibility.DESK)
    own = new_resource(app, ALPHA, organization_id=ALPHA.id("organization.npo"), visibility=Visibility.DESK)
    raw = text("SELECT name FROM resources WHERE name IN (:name, :own)")

    seen = {}
    for person in ("member", "bank", "desk"):
        with acting(app, ALPHA, person):
            seen[person] = set(db.session.execute(raw, {"name": name, "own": own}).scalars())
    with acting(app, BETA, "secretariat"):
        seen["neighbor"] = set(db.session.execute(raw, {"name": name, "own": own}).scalars())

    assert seen == {"member": {own}, "bank": set(), "desk": {name, own}, "neighbor": set()}


def test_the_database_refuses_a_public_shelter(app: Flask) -> None:
    name = new_resource(app, ALPHA, is_shelter=True, visibility=Visibility.DESK)
    change = text("UPDATE resources SET visibility = :visibility WHERE name = :name")

    with acting(app, ALPHA, "secretariat"):
        with pytest.raises(IntegrityError, match="shelter_never_public"):
            db.session.execute(change, {"visibility": "public", "name": name})
        db.session.rollback()
        assert db.session.execute(change, {"visibility": "council", "name": name}).rowcount == 1  # type: ignore[attr-defined]


def test_the_list_costs_the_same_for_any_number(app: Flask) -> None:
    browser = visit(app, ALPHA, "desk")
    browser.get(ALPHA.url("/resources/"))
    with counted(app) as few:
        browser.get(ALPHA.url("/resources/"))
    for _ in range(12):
        new_resource(app, ALPHA)

    with counted(app) as many:
        browser.get(ALPHA.url("/resources/"))

    assert len(many) == len(few)
    assert len(many) <= 18


def test_the_list_shows_only_this_platform(app: Flask) -> None:
    page = visit(app, ALPHA, "desk").get(ALPHA.url("/resources/?q=見本銀行")).get_data(as_text=True)

    assert f"{ALPHA.word}の居場所 bank" in page
    assert BETA.word not in page
    assert visit(app, ALPHA, "desk").get(ALPHA.url(f"/resources/{BETA.id('resource.npo')}")).status_code == 404


def test_the_page_takes_each_filter(app: Flask) -> None:
    name = new_resource(
        app, ALPHA, fields=["crime_victims"], target_groups=["parents"], area_codes=["312011"], reach=["outreach"]
    )
    browser = visit(app, ALPHA, "desk")
    base = "field=crime_victims&target=parents&area=312011&reach=outreach&has_room=y"

    hit = browser.get(ALPHA.url(f"/resources/?{base}")).get_data(as_text=True)
    misses = [
        browser.get(ALPHA.url(f"/resources/?{base}&{more}")).get_data(as_text=True)
        for more in (f"organization={ALPHA.id('organization.bank')}", "q=どこにもない言葉")
    ]

    assert name in hit
    assert not any(name in page for page in misses)


def test_what_nobody_checked_for_half_a_year_is_found(app: Flask) -> None:
    stale, fresh = new_resource(app, ALPHA), new_resource(app, ALPHA)
    with acting(app, ALPHA, "secretariat"):
        row = db.session.scalars(select(Resource).where(Resource.name == stale)).one()
        row.checked_on = queries.stale_before() - timedelta(days=1)
    names = found(app, checked_before=clock.today() - queries.STALE_AFTER)

    assert stale in names
    assert fresh not in names
    page = visit(app, ALPHA, "secretariat").get(ALPHA.url("/resources/?unchecked=1")).get_data(as_text=True)
    assert stale in page
    assert fresh not in page
