"""Contact persons: who sees them, what is written down, from when to when."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from platform_app.core import clock
from platform_app.extensions import db
from platform_app.members import queries
from tests.members.steps import acting, era, events, new_member
from tests.support.people import visit
from tests.support.world import ALPHA, BETA

PERSON = {"name": "連絡 花子", "name_kana": "レンラク ハナコ", "phone": "0857-00-1234", "email": "hanako@example.jp"}


def test_a_contact_is_added_sealed_and_shown(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    browser = visit(app, ALPHA, "secretariat")

    answer = browser.post(
        ALPHA.url(f"/members/{member_id}/contacts/new"),
        {**PERSON, **era("starts_on", clock.today()), "is_primary": "y"},
    )

    assert answer.status_code == 303
    page = browser.get(answer.location).get_data(as_text=True)
    assert all(value in page for value in PERSON.values())
    with acting(app, ALPHA, "secretariat"):
        rows = db.session.execute(
            text("SELECT contact_persons::text FROM contact_persons WHERE organization_id = :id"), {"id": member_id}
        ).scalars()
        stored = "".join(rows)
    assert stored
    assert not any(value in stored for value in PERSON.values())


def test_each_showing_names_who_was_shown(app: Flask) -> None:
    member_id, contact_id = ALPHA.id("organization.npo"), ALPHA.id("contact.npo")
    before = len(events(app, ALPHA, "contact:read", member_id))

    visit(app, ALPHA, "desk").get(ALPHA.url(f"/members/{member_id}"))

    seen = events(app, ALPHA, "contact:read", member_id)
    assert len(seen) == before + 1
    assert seen[-1].shown is not None
    assert str(contact_id) in "".join(seen[-1].shown)
    assert seen[-1].user_id == ALPHA.id("user.desk")


def test_who_may_not_see_them_leaves_no_trace_of_reading(app: Flask) -> None:
    member_id = ALPHA.id("organization.npo")
    before = len(events(app, ALPHA, "contact:read", member_id))

    for name in ("bank", "adviser", "council", "auditor", "prefecture"):
        page = visit(app, ALPHA, name).get(ALPHA.url(f"/members/{member_id}")).get_data(as_text=True)
        assert f"{ALPHA.word}居場所の会" in page
        assert "連絡子" not in page
        assert "contact.npo@" not in page

    assert len(events(app, ALPHA, "contact:read", member_id)) == before
    assert "連絡子" in visit(app, ALPHA, "member").get(ALPHA.url(f"/members/{member_id}")).get_data(as_text=True)


def test_a_last_day_ends_a_contact(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    browser = visit(app, ALPHA, "secretariat")
    start = clock.today() - timedelta(days=10)
    browser.post(ALPHA.url(f"/members/{member_id}/contacts/new"), {**PERSON, **era("starts_on", start)})
    with acting(app, ALPHA, "secretariat"):
        [contact] = queries.list_contacts(ALPHA.tenant_id, member_id, clock.today())
        contact_id = contact.id
    url = ALPHA.url(f"/members/{member_id}/contacts/{contact_id}/end")

    too_early = browser.post(url, era("ends_on", start - timedelta(days=1)))
    assert too_early.status_code == 422
    assert len(events(app, ALPHA, "contact:read", contact_id)) == 1
    assert browser.post(url, era("ends_on", clock.today() - timedelta(days=1))).status_code == 303

    assert PERSON["name"] not in browser.get(ALPHA.url(f"/members/{member_id}")).get_data(as_text=True)
    assert len(events(app, ALPHA, "contact:end", contact_id)) == 1


def test_who_starts_later_is_shown_already(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    browser = visit(app, ALPHA, "secretariat")
    later = clock.today() + timedelta(days=30)

    browser.post(ALPHA.url(f"/members/{member_id}/contacts/new"), {**PERSON, **era("starts_on", later)})

    assert PERSON["name"] in browser.get(ALPHA.url(f"/members/{member_id}")).get_data(as_text=True)
    with acting(app, ALPHA, "secretariat"):
        assert not queries.list_contacts(ALPHA.tenant_id, member_id, clock.today())


def test_one_first_contact_takes_the_place_of_the_other(app: Flask) -> None:
    member_id = new_member(app, ALPHA)
    browser = visit(app, ALPHA, "secretariat")
    for name in ("一番 太郎", "二番 次郎"):
        browser.post(
            ALPHA.url(f"/members/{member_id}/contacts/new"),
            {"name": name, **era("starts_on", clock.today()), "is_primary": "y"},
        )

    with acting(app, ALPHA, "secretariat"):
        contacts = queries.list_contacts(ALPHA.tenant_id, member_id, clock.today())
        assert [(contact.name, contact.is_primary) for contact in contacts] == [
            ("二番 次郎", True),
            ("一番 太郎", False),
        ]


def test_a_contact_is_reached_through_its_own_member_only(app: Flask) -> None:
    browser = visit(app, ALPHA, "secretariat")
    contact_id = ALPHA.id("contact.npo")

    own = browser.get(ALPHA.url(f"/members/{ALPHA.id('organization.npo')}/contacts/{contact_id}/end"))
    through_another = browser.get(ALPHA.url(f"/members/{ALPHA.id('organization.bank')}/contacts/{contact_id}/end"))
    of_another_tenant = browser.get(
        ALPHA.url(f"/members/{BETA.id('organization.npo')}/contacts/{BETA.id('contact.npo')}/end")
    )

    assert [own.status_code, through_another.status_code, of_another_tenant.status_code] == [200, 404, 404]
