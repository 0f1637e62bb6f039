"""Entering, changing, checking, retiring a resource; room now in two taps; the Excel."""

import io
import re
import uuid
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from platform_app.core import clock
from platform_app.core.errors import Changed, Invalid, NotYours, WrongState
from platform_app.extensions import db
from platform_app.members import queries as members_queries
from platform_app.members.models import Office
from platform_app.resources import services
from platform_app.resources.cli import resources
from platform_app.resources.models import Resource, ResourceStatus, RoomReport, RoomState, Visibility
from tests.members.steps import acting, events, new_member
from tests.resources.steps import new_resource
from tests.support.people import Visitor, visit
from tests.support.world import ALPHA, BETA, TENANT_PEOPLE, Place

OWN = ALPHA.id("resource.npo")
KEEPERS = {"secretariat", "member"}
PAGES = {
    "/resources/": set(TENANT_PEOPLE),
    "/resources/?mine=1": set(TENANT_PEOPLE),
    f"/resources/{OWN}": set(TENANT_PEOPLE),
    "/resources/new": KEEPERS | {"bank"},
    f"/resources/{OWN}/edit": KEEPERS,
    "/resources/resources.xlsx": {"secretariat", "desk", "desk2"},
}


def entry(place: Place = ALPHA, **facts: object) -> dict[str, object]:
    """What a provider enters."""
    return {
        "office_id": str(place.id("office.npo")),
        "name": "夜の居場所",
        "summary": "夜に開く居場所です。",
        "fields": ["gathering"],
        "target_groups": ["youth"],
        "area_codes": ["312011"],
        "reach": ["visit", "chat"],
        "languages": ["ja"],
        "visibility": "platform",
        **facts,
    }


def read(app: Flask, resource_id: uuid.UUID) -> Resource:
    with acting(app, ALPHA, "secretariat"):
        resource = db.session.get(Resource, (ALPHA.tenant_id, resource_id))
        assert resource is not None
        db.session.expunge(resource)
        return resource


def id_of(app: Flask, name: str) -> uuid.UUID:
    with acting(app, ALPHA, "secretariat"):
        return db.session.scalars(select(Resource.id).where(Resource.name == name)).one()


def version_in(browser: Visitor, path: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(path).get_data(as_text=True))
    assert found
    return found[1]


@pytest.mark.parametrize("name", sorted(TENANT_PEOPLE))
def test_each_role_opens_its_pages_and_no_other(app: Flask, name: str) -> None:
    browser = visit(app, ALPHA, name)

    opened = {page for page in PAGES if browser.get(ALPHA.url(page)).status_code == 200}

    assert opened == {page for page, people in PAGES.items() if name in people}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_stranger_is_sent_to_the_log_in_and_a_neighbor_finds_nothing(app: Flask, page: str) -> None:
    assert app.test_client().get(ALPHA.url(page)).status_code in (302, 303)
    assert visit(app, BETA, "secretariat").get(ALPHA.url(page)).status_code == 404


def test_a_member_enters_a_resource_of_its_own_office(app: Flask) -> None:
    browser = visit(app, ALPHA, "member")
    page = browser.get(ALPHA.url("/resources/new")).get_data(as_text=True)
    assert str(ALPHA.id("office.bank")) not in page

    answer = browser.post(ALPHA.url("/resources/new"), entry())

    assert answer.status_code == 303
    resource = read(app, uuid.UUID(answer.location.rsplit("/", 1)[1]))
    assert (resource.room_state, resource.checked_on) == (RoomState.OPEN, clock.today())
    assert resource.checked_by == ALPHA.id("user.member")
    assert len(events(app, ALPHA, "resource:register", resource.id)) == 1


def test_a_member_enters_nothing_for_another(app: Flask) -> None:
    browser = visit(app, ALPHA, "member")

    answer = browser.post(ALPHA.url("/resources/new"), entry(office_id=str(ALPHA.id("office.bank")), name="他人の支援"))

    assert answer.status_code == 422
    with acting(app, ALPHA, "member") as actor:
        office = db.session.get(Office, (ALPHA.tenant_id, ALPHA.id("office.bank")))
        assert office is not None
        with pytest.raises(NotYours):
            services.register_resource(actor, office=office, data=entry())


def test_a_shelter_is_never_public(app: Flask) -> None:
    browser = visit(app, ALPHA, "member")

    public = browser.post(ALPHA.url("/resources/new"), entry(is_shelter="y", visibility="public", name="避難の家"))
    hidden = browser.post(ALPHA.url("/resources/new"), entry(is_shelter="y", visibility="desk", name="避難の家"))

    assert (public.status_code, hidden.status_code) == (422, 303)
    assert 'href="#visibility' in public.get_data(as_text=True)
    assert "避難の家" in public.get_data(as_text=True)
    with acting(app, ALPHA, "secretariat") as actor:
        resource = db.session.get(Resource, (ALPHA.tenant_id, uuid.UUID(hidden.location.rsplit("/", 1)[1])))
        assert resource is not None
        office = members_queries.get_office(ALPHA.tenant_id, resource.office_id)
        assert office is not None
        with pytest.raises(Invalid):
            services.edit_resource(
                actor, resource, office=office, data={"visibility": Visibility.PUBLIC}, seen_version=resource.version
            )
        db.session.rollback()


def test_two_savings_at_once_lose_nothing(app: Flask) -> None:
    resource_id = id_of(app, new_resource(app, ALPHA, hours="もとの時間"))
    path = ALPHA.url(f"/resources/{resource_id}/edit")
    first, second = visit(app, ALPHA, "member"), visit(app, ALPHA, "secretariat")
    version = version_in(first, path)
    second.get(path)
    first.post(path, entry(version=version, hours="先の時間"))

    refused = second.post(path, entry(version=version, hours="後の時間", fields=["food"]))

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "先の時間" in page
    assert page.count("後の時間") == 2
    assert read(app, resource_id).hours == "先の時間"
    again = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert again
    assert second.post(path, entry(version=again[1], hours="後の時間")).status_code == 303


def test_a_room_report_makes_no_open_form_stale(app: Flask) -> None:
    resource_id = id_of(app, new_resource(app, ALPHA))
    path = ALPHA.url(f"/resources/{resource_id}/edit")
    editor, reporter = visit(app, ALPHA, "secretariat"), visit(app, ALPHA, "member")
    version = version_in(editor, path)
    reporter.post(ALPHA.url(f"/resources/{resource_id}/room"), {"state": "full"})

    assert editor.post(path, entry(version=version)).status_code == 303
    assert read(app, resource_id).room_state is RoomState.FULL


def test_the_service_refuses_an_old_version_and_another_organizations_office(app: Flask) -> None:
    resource_id = id_of(app, new_resource(app, ALPHA))
    with acting(app, ALPHA, "secretariat") as actor:
        resource = db.session.get(Resource, (ALPHA.tenant_id, resource_id))
        own = db.session.get(Office, (ALPHA.tenant_id, ALPHA.id("office.npo")))
        other = db.session.get(Office, (ALPHA.tenant_id, ALPHA.id("office.bank")))
        assert resource is not None
        assert own is not None
        assert other is not None
        with pytest.raises(Changed):
            services.edit_resource(actor, resource, office=own, data={}, seen_version=resource.version + 1)
        with pytest.raises(NotYours):
            services.edit_resource(actor, resource, office=other, data={}, seen_version=resource.version)


def test_room_now_takes_two_taps_from_the_first_page(app: Flask) -> None:
    browser = visit(app, ALPHA, "member")
    assert f'href="{ALPHA.url("/resources/?mine=1")}"' in browser.get(ALPHA.url("/")).get_data(as_text=True)

    page = browser.get(ALPHA.url("/resources/?mine=1")).get_data(as_text=True)
    action = ALPHA.url(f"/resources/{OWN}/room")
    assert f'action="{action}"' in page
    answer = browser.post(action, {"state": "waiting_list", "from": "own"})

    assert (answer.status_code, answer.location) == (303, ALPHA.url("/resources/?mine=1"))
    resource = read(app, OWN)
    assert (resource.room_state, resource.checked_on) == (RoomState.WAITING_LIST, clock.today())
    with acting(app, ALPHA, "secretariat"):
        reports = db.session.scalars(select(RoomReport.state).where(RoomReport.resource_id == OWN)).all()
    assert reports == [RoomState.WAITING_LIST]
    assert events(app, ALPHA, "resource:report-room", OWN)[-1].user_id == ALPHA.id("user.member")


def test_own_resources_are_only_ones_own(app: Flask) -> None:
    page = visit(app, ALPHA, "bank").get(ALPHA.url("/resources/?mine=1")).get_data(as_text=True)

    assert f"{ALPHA.word}の居場所 bank" in page
    assert f"{ALPHA.word}の居場所 npo" not in page


def test_nobody_reports_room_for_another(app: Flask) -> None:
    path = ALPHA.url(f"/resources/{OWN}/room")

    statuses = {
        name: visit(app, ALPHA, name).post(path, {"state": "full"}).status_code for name in ("bank", "desk", "adviser")
    }

    assert statuses == {"bank": 403, "desk": 403, "adviser": 403}


def test_a_room_report_without_a_state_changes_nothing(app: Flask) -> None:
    resource_id = id_of(app, new_resource(app, ALPHA))

    answer = visit(app, ALPHA, "member").post(ALPHA.url(f"/resources/{resource_id}/room"), {"state": "maybe"})

    assert answer.status_code == 303
    assert read(app, resource_id).room_state is RoomState.OPEN


def test_checking_renews_the_day(app: Flask) -> None:
    resource_id = id_of(app, new_resource(app, ALPHA))
    with acting(app, ALPHA, "secretariat"):
        db.session.execute(
            db.text("UPDATE resources SET checked_on = '2020-01-01', checked_by = NULL WHERE id = :id"),
            {"id": resource_id},
        )

    assert visit(app, ALPHA, "member").post(ALPHA.url(f"/resources/{resource_id}/check")).status_code == 303

    resource = read(app, resource_id)
    assert (resource.checked_on, resource.checked_by) == (clock.today(), ALPHA.id("user.member"))


def test_what_is_off_the_list_stays_readable_and_unchanged(app: Flask) -> None:
    name = new_resource(app, ALPHA)
    resource_id = id_of(app, name)
    browser = visit(app, ALPHA, "member")

    assert browser.post(ALPHA.url(f"/resources/{resource_id}/retire")).status_code == 303
    assert name not in browser.get(ALPHA.url("/resources/?mine=1")).get_data(as_text=True)
    assert browser.get(ALPHA.url(f"/resources/{resource_id}")).status_code == 200
    for act in ("retire", "check"):
        assert browser.post(ALPHA.url(f"/resources/{resource_id}/{act}")).status_code == 409
    assert read(app, resource_id).status is ResourceStatus.RETIRED
    with acting(app, ALPHA, "secretariat") as actor:
        resource = db.session.get(Resource, (ALPHA.tenant_id, resource_id))
        assert resource is not None
        with pytest.raises(WrongState):
            services.report_room(actor, resource, state=RoomState.FULL)


def test_the_workbook_holds_what_the_list_shows(app: Flask) -> None:
    name = new_resource(app, ALPHA, area_codes=["312011"], phone="0857-00-0002", visibility=Visibility.DESK)
    new_resource(app, ALPHA, organization_id=new_member(app, ALPHA), visibility=Visibility.COUNCIL, name="協議会だけ")
    browser = visit(app, ALPHA, "desk")

    answer = browser.get(ALPHA.url("/resources/resources.xlsx"))
    sheet = load_workbook(io.BytesIO(answer.data))["データ"]
    heading, *rows = sheet.iter_rows(values_only=True)
    table = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}

    assert table[name]["対象地域"] == "鳥取県鳥取市"
    assert table[name]["電話番号"] == "0857-00-0002"
    assert table[f"{ALPHA.word}の居場所 npo"]["対象地域"] == "全域"
    assert "協議会だけ" not in table
    assert answer.headers["Cache-Control"] == "no-store"
    event = events(app, ALPHA, "resource:export")[-1]
    assert event.shown is not None
    assert len(event.shown) == len(rows)


def test_the_command_exports_in_the_name_of_a_person(app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "resources.xlsx"
    options = ["export", "--tenant", ALPHA.slug, "--output", str(target), "--actor"]
    run = app.test_cli_runner().invoke

    refused = run(resources, [*options, ALPHA.mail("member")])
    assert (refused.exit_code, target.exists()) == (1, False)
    done = run(resources, [*options, ALPHA.mail("desk")])
    assert done.exit_code == 0, done.output

    assert load_workbook(target)["データ"]["A1"].value == "支援の名称"
    assert events(app, ALPHA, "resource:export")[-1].user_id == ALPHA.id("user.desk")
