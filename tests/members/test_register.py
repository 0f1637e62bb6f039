"""Registering, finding and changing members."""

import re
import uuid
from datetime import date

import pytest
from flask import Flask

from platform_app.core import clock
from platform_app.core.errors import Changed, Invalid, WrongState
from platform_app.core.japanese import corporate_number_check_digit
from platform_app.extensions import db
from platform_app.members import queries, services
from platform_app.members.models import MemberStatus, Organization
from platform_app.members.queries import MemberFilter
from tests.members.steps import acting, era, events, new_member
from tests.support.people import visit
from tests.support.statements import counted
from tests.support.world import ALPHA, BETA

NUMBER = corporate_number_check_digit("000012010019") + "000012010019"


def entry(**facts: object) -> dict[str, object]:
    """What the secretariat enters for a new member."""
    return {
        "name": "三角フードバンク",
        "name_kana": "ﾐｽﾐﾌｰﾄﾞﾊﾞﾝｸ",
        "kind": "npo",
        "member_class_id": str(ALPHA.id("class")),
        "postal_code": "６８０－０８４５",
        "address": "鳥取市見本町1-2",
        "fields": ["food", "gathering"],
        **era("joined_on", date(2024, 5, 1)),
        **facts,
    }


def read(app: Flask, member_id: uuid.UUID) -> Organization:
    with acting(app, ALPHA, "secretariat"):
        member = queries.get_member(ALPHA.tenant_id, member_id)
        assert member is not None
        db.session.expunge(member)
        return member


def names(app: Flask, **wanted: object) -> list[str]:
    with acting(app, ALPHA, "secretariat") as actor:
        return [row[0].name for row in queries.list_rows(actor.tenant_id, MemberFilter(**wanted))]  # type: ignore[arg-type]


def test_the_secretariat_registers_a_member_with_its_main_office(app: Flask) -> None:
    browser = visit(app, ALPHA, "secretariat")
    name = "登録される会"
    browser.get(ALPHA.url("/members/new"))

    answer = browser.post(ALPHA.url("/members/new"), entry(name=name, corporate_number=f"T{NUMBER}"))

    assert answer.status_code == 303
    page = browser.get(answer.location).get_data(as_text=True)
    assert name in page
    member = read(app, uuid.UUID(answer.location.rsplit("/", 1)[1]))
    assert (member.name_kana, member.postal_code, member.corporate_number) == ("ミスミフードバンク", "680-0845", NUMBER)
    with acting(app, ALPHA, "secretariat"):
        assert [office.is_main for office in queries.list_offices(ALPHA.tenant_id, member.id)] == [True]
    assert len(events(app, ALPHA, "member:register", member.id)) == 1


def test_a_refused_entry_keeps_what_was_typed(app: Flask) -> None:
    browser = visit(app, ALPHA, "secretariat")

    answer = browser.post(ALPHA.url("/members/new"), entry(name="番号違いの会", corporate_number="1234567890123"))

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="番号違いの会"' in page
    assert 'href="#corporate_number"' in page
    assert names(app, words="番号違いの会") == []


def test_a_namesake_is_told_and_can_be_entered_knowingly(app: Flask) -> None:
    browser = visit(app, ALPHA, "secretariat")
    first = browser.post(ALPHA.url("/members/new"), entry(name="澤の会"))

    again = browser.post(ALPHA.url("/members/new"), entry(name="沢の会"))
    knowingly = browser.post(ALPHA.url("/members/new"), entry(name="沢の会", allow_alike="y"))

    assert (first.status_code, again.status_code, knowingly.status_code) == (303, 422, 303)


def test_a_script_address_is_no_web_site(app: Flask) -> None:
    browser = visit(app, ALPHA, "secretariat")

    bad = browser.post(ALPHA.url("/members/new"), entry(name="悪い住所の会", url="javascript://x.example/%0aalert(1)"))
    good = browser.post(ALPHA.url("/members/new"), entry(name="良い住所の会", url="https://www.example.jp/"))

    assert (bad.status_code, good.status_code) == (422, 303)


def test_joining_in_the_future_is_refused(app: Flask) -> None:
    with acting(app, ALPHA, "secretariat") as actor, pytest.raises(Invalid) as refused:
        services.register_member(actor, data={"name": "未来の会", "name_kana": "ミライ"}, joined_on=date(2999, 1, 1))
    assert refused.value.field == "joined_on"


@pytest.mark.parametrize("words", ["三角福祉", "ミスミ ふくし", "ﾐｽﾐ", "三角　福祉", "邊境町", "辺境町"])
def test_words_find_variants(app: Flask, words: str) -> None:
    if not names(app, words="三角福祉の会"):
        new_member(app, ALPHA, name="三角福祉の会", name_kana="ミスミフクシノカイ", address="鳥取市邊境町")

    assert "三角福祉の会" in names(app, words=words)


def test_words_that_stand_nowhere_find_nothing(app: Flask) -> None:
    assert names(app, words="どこにもない言葉") == []
    assert names(app, words="100%") == []


def test_each_filter_narrows(app: Flask) -> None:
    inside = read(app, new_member(app, ALPHA, kind="credit_union", fields=["debt-free", "work"]))
    new_member(app, ALPHA, kind="police", fields=["elderly"])

    assert inside.name in names(app, kind="credit_union")
    assert inside.name not in names(app, kind="police")
    assert inside.name in names(app, field="work")
    assert inside.name not in names(app, field="elderly")
    assert inside.name in names(app, member_class_id=ALPHA.id("class"))
    assert names(app, member_class_id=uuid.uuid4()) == []
    assert inside.name in names(app, status=MemberStatus.ACTIVE)
    assert inside.name not in names(app, status=MemberStatus.WITHDRAWN)


def test_the_list_costs_the_same_for_any_number(app: Flask) -> None:
    browser = visit(app, ALPHA, "secretariat")
    browser.get(ALPHA.url("/members/"))
    with counted(app) as few:
        browser.get(ALPHA.url("/members/"))
    for _ in range(12):
        new_member(app, ALPHA)

    with counted(app) as many:
        browser.get(ALPHA.url("/members/"))

    assert len(many) == len(few)
    assert len(many) <= 18


def test_the_list_shows_only_this_platform(app: Flask) -> None:
    page = visit(app, ALPHA, "secretariat").get(ALPHA.url("/members/")).get_data(as_text=True)

    assert f"{ALPHA.word}居場所の会" in page
    assert BETA.word not in page
    assert visit(app, ALPHA, "secretariat").get(BETA.url("/members/")).status_code == 404


def test_a_member_changes_its_profile_but_not_its_standing(app: Flask) -> None:
    npo = read(app, ALPHA.id("organization.npo"))
    browser = visit(app, ALPHA, "member")
    url = ALPHA.url(f"/members/{npo.id}/edit")
    page = browser.get(url).get_data(as_text=True)
    assert 'name="name"' not in page

    answer = browser.post(
        url, {**profile(page), "activities": "毎週土曜の子ども食堂", "name": "乗っ取り", "kind": "bank"}
    )

    assert answer.status_code == 303
    after = read(app, npo.id)
    assert (after.name, after.kind, after.activities) == (npo.name, npo.kind, "毎週土曜の子ども食堂")
    assert after.is_public


def test_a_member_has_no_hand_in_others(app: Flask) -> None:
    browser = visit(app, ALPHA, "member")

    assert browser.get(ALPHA.url(f"/members/{ALPHA.id('organization.bank')}/edit")).status_code == 403
    assert browser.get(ALPHA.url(f"/members/{ALPHA.id('organization.npo')}/edit")).status_code == 200


def test_two_savings_at_once_lose_nothing(app: Flask) -> None:
    member_id = new_member(app, ALPHA, activities="もとの活動")
    url = ALPHA.url(f"/members/{member_id}/edit")
    first, second = visit(app, ALPHA, "secretariat"), visit(app, ALPHA, "secretariat")
    opened = profile(first.get(url).get_data(as_text=True))
    second.get(url)
    first.post(url, {**opened, "activities": "先に保存した活動"})

    refused = second.post(url, {**opened, "activities": "後から打った活動"})

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "先に保存した活動" in page
    assert page.count("後から打った活動") == 2  # beside the stored text, and in the form
    assert read(app, member_id).activities == "先に保存した活動"
    assert second.post(url, {**profile(page), "activities": "後から打った活動"}).status_code == 303
    assert read(app, member_id).activities == "後から打った活動"


def test_the_service_refuses_an_old_version(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    with acting(app, ALPHA, "secretariat") as actor:
        member = queries.get_member(ALPHA.tenant_id, member_id)
        assert member is not None
        with pytest.raises(Changed):
            services.edit_member(actor, member, data={"activities": "x"}, seen_version=member.version - 1)
        services.edit_member(actor, member, data={"activities": "x"}, seen_version=member.version)
    [event] = events(app, ALPHA, "member:edit", member_id)
    assert event.changes == {"activities": [None, "x"]}


def test_withdrawing_and_coming_back(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    name = read(app, member_id).name
    browser = visit(app, ALPHA, "secretariat")

    left = browser.post(ALPHA.url(f"/members/{member_id}/withdraw"), era("left_on", clock.today()))
    assert left.status_code == 303
    assert name not in names(app)
    assert name in names(app, status=MemberStatus.WITHDRAWN)
    assert browser.post(ALPHA.url(f"/members/{member_id}/withdraw"), era("left_on", clock.today())).status_code == 409

    back = browser.post(ALPHA.url(f"/members/{member_id}/readmit"))
    assert back.status_code == 303
    assert name in names(app)
    assert browser.post(ALPHA.url(f"/members/{member_id}/readmit")).status_code == 409
    assert len(events(app, ALPHA, "member:withdraw", member_id)) == len(events(app, ALPHA, "member:readmit", member_id))


def test_a_last_day_lies_between_joining_and_today(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    browser = visit(app, ALPHA, "secretariat")
    url = ALPHA.url(f"/members/{member_id}/withdraw")

    for day in (date(2000, 1, 1), date(2999, 1, 1)):
        assert browser.post(url, era("left_on", day)).status_code == 422
    assert read(app, member_id).status is MemberStatus.ACTIVE


def test_who_has_left_is_not_edited(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    with acting(app, ALPHA, "secretariat") as actor:
        member = queries.get_member(ALPHA.tenant_id, member_id)
        assert member is not None
        services.withdraw_member(actor, member, left_on=clock.today())
        with pytest.raises(WrongState):
            services.edit_member(actor, member, data={}, seen_version=member.version)


def profile(page: str) -> dict[str, object]:
    """What a browser would send of the form on this page, as far as these tests change it."""
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    sent: dict[str, object] = {
        "version": version[1],
        "fields": re.findall(r'checked[^>]*name="fields"[^>]*value="(\w+)"', page),
    }
    for name in ("name", "name_kana"):
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        if found:
            sent[name] = found[1]
    if "name" in sent:
        sent |= {"kind": "npo", "member_class_id": str(ALPHA.id("class"))}
    if re.search(r'<input[^>]*checked[^>]*name="is_public"', page):
        sent["is_public"] = "y"
    return sent
