"""Seats: where they lead, when they count, who may give and end them."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from platform_app.core import clock
from platform_app.core.access import Role
from platform_app.core.database import INSTALLATION, Context, DbRole, new_id
from platform_app.core.errors import Refused
from platform_app.tenants import queries, services
from platform_app.tenants.gate import actor_of
from platform_app.tenants.models import Seat, TenantKind
from platform_app.tenants.services.platforms import NewTenant
from tests.accounts.steps import acting, audited, mails_to, new_person, run_jobs
from tests.support.people import Visitor, visit
from tests.support.world import ALPHA, BETA, NATION, PASSWORD


def seat(app, place, user_id, role=Role.ADVISER, **values):
    db_role = DbRole.NATIONAL if place is NATION else DbRole.TENANT
    with acting(app, Context(place.tenant_id, None, None, db_role)) as session:
        seat_id = services.grant_seat(place.tenant_id, user_id=user_id, role=role, **values).id
        session.commit()
    return seat_id


def proven(app, place, name):
    """A visitor who has just proven again who they are."""
    visitor = visit(app, place, name)
    visitor.post("/account/verify", {"password": PASSWORD})
    return visitor


def test_stranger_is_sent_to_the_log_in(app):
    assert Visitor(app).get("/").location == "/login"


@pytest.mark.parametrize(("name", "home"), [("operator", "/operator/"), ("cabinet", "/national/")])
def test_national_people_land_at_their_own_pages(app, name, home):
    assert visit(app, NATION, name).get("/").location == home


def test_without_a_seat_the_switcher_says_what_to_do(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)

    assert visitor.get("/").location == "/account/seats/"
    assert visitor.get("/account/seats/").status_code == 200
    assert visitor.get(ALPHA.url("/")).status_code == 404


def test_several_seats_are_chosen_from(app):
    user_id, mail = new_person(app)
    first, second = seat(app, ALPHA, user_id), seat(app, BETA, user_id, Role.AUDITOR)
    visitor = Visitor(app).log_in(mail)
    assert visitor.get("/").location == "/account/seats/"
    page = visitor.get("/account/seats/").text
    assert ALPHA.word in page
    assert BETA.word in page

    answer = visitor.post(f"/account/seats/{BETA.tenant_id}/{second}")

    assert answer.location == BETA.url("/")
    assert visitor.get("/").location == BETA.url("/")
    assert visitor.post(f"/account/seats/{ALPHA.tenant_id}/{first}").location == ALPHA.url("/")
    assert audited(app, "seat:choose", second) == 1


def test_two_desks_of_one_tenant_are_told_apart_and_switched(app):
    user_id, mail = new_person(app)
    seat(app, ALPHA, user_id, Role.DESK, unit_id=ALPHA.id("unit.desk"))
    second = seat(app, ALPHA, user_id, Role.DESK, unit_id=ALPHA.id("unit.desk2"))
    visitor = Visitor(app).log_in(mail)

    page = visitor.get("/account/seats/").text
    assert "総合相談窓口 desk2" in page

    visitor.post(f"/account/seats/{ALPHA.tenant_id}/{second}")
    assert visitor.get(ALPHA.url("/")).status_code == 200


def test_another_persons_seat_cannot_be_chosen(app):
    _user_id, mail = new_person(app)
    visitor = Visitor(app).log_in(mail)

    assert visitor.post(f"/account/seats/{ALPHA.tenant_id}/{ALPHA.id('seat.secretariat')}").status_code == 404


def test_seat_counts_from_its_first_to_its_last_day_in_japan(app):
    user_id, mail = new_person(app)
    seat(app, ALPHA, user_id, starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31))

    for moment, status in (
        ("2027-03-31T14:59:00+00:00", 404),
        ("2027-03-31T15:01:00+00:00", 200),
        ("2028-03-31T14:59:00+00:00", 200),
        ("2028-03-31T15:01:00+00:00", 404),
    ):
        with time_machine.travel(moment):
            assert Visitor(app).log_in(mail).get(ALPHA.url("/")).status_code == status, moment


def test_secretariat_invites(app):
    mail = f"{new_id().hex}@people.example"
    visitor = proven(app, ALPHA, "secretariat")
    visitor.get(ALPHA.url("/settings/people/invite"))

    answer = visitor.post(
        ALPHA.url("/settings/people/invite"),
        {
            "mail": mail,
            "name": "新人 一郎",
            "role": "desk",
            "unit_id": str(ALPHA.id("unit.desk")),
            "starts_on": "R8.4.1",
        },
    )
    run_jobs(app)

    assert answer.status_code == 303, answer.text
    assert len(mails_to(app, mail)) == 1
    assert "新人 一郎" in visitor.get(ALPHA.url("/settings/people/")).text


def test_inviting_asks_for_a_fresh_proof(app):
    assert "/account/verify" in visit(app, ALPHA, "secretariat").get(ALPHA.url("/settings/people/invite")).location


@pytest.mark.parametrize("role", ["operator", "cabinet_office", "contractor"])
def test_secretariat_gives_no_national_role(app, role):
    visitor = proven(app, ALPHA, "secretariat")
    visitor.get(ALPHA.url("/settings/people/invite"))

    answer = visitor.post(
        ALPHA.url("/settings/people/invite"), {"mail": "someone@people.example", "role": role, "starts_on": "R8.4.1"}
    )

    assert answer.status_code == 200
    assert "error-summary" in answer.text


def test_secretariat_gives_nothing_to_itself(app):
    visitor = proven(app, ALPHA, "secretariat")
    visitor.get(ALPHA.url("/settings/people/invite"))

    answer = visitor.post(
        ALPHA.url("/settings/people/invite"),
        {
            "mail": ALPHA.mail("secretariat"),
            "role": "desk",
            "unit_id": str(ALPHA.id("unit.desk")),
            "starts_on": "R8.4.1",
        },
    )

    assert answer.status_code == 422


def test_another_tenants_desk_is_no_choice(app):
    visitor = proven(app, ALPHA, "secretariat")
    visitor.get(ALPHA.url("/settings/people/invite"))

    answer = visitor.post(
        ALPHA.url("/settings/people/invite"),
        {"mail": "x@people.example", "role": "desk", "unit_id": str(BETA.id("unit.desk")), "starts_on": "R8.4.1"},
    )

    assert "error-summary" in answer.text


@pytest.mark.parametrize("name", ["desk", "member", "adviser", "auditor", "council", "prefecture"])
def test_others_neither_see_nor_manage_people(app, name):
    visitor = visit(app, ALPHA, name)

    assert visitor.get(ALPHA.url("/settings/people/")).status_code == 403
    assert visitor.get(ALPHA.url("/settings/")).status_code == 403


def test_role_is_ended_and_the_person_is_out_the_same_minute(app):
    user_id, mail = new_person(app)
    seat_id = seat(app, ALPHA, user_id, starts_on=date(2024, 4, 1))
    person = Visitor(app).log_in(mail)
    assert person.get(ALPHA.url("/")).status_code == 200
    visitor = proven(app, ALPHA, "secretariat")
    page = ALPHA.url(f"/settings/people/{seat_id}/end")
    visitor.get(page)

    assert visitor.post(page, {"last_day": (clock.today() - timedelta(days=1)).isoformat()}).status_code == 303

    assert person.get(ALPHA.url("/")).status_code == 404
    assert audited(app, "seat:end", seat_id, ALPHA.tenant_id) == 1


def test_last_secretariat_role_stays(app):
    visitor = proven(app, BETA, "secretariat")
    page = BETA.url(f"/settings/people/{BETA.id('seat.secretariat')}/end")
    visitor.get(page)

    assert visitor.post(page, {"last_day": clock.today().isoformat()}).status_code == 403


def test_of_two_secretariats_that_end_each_other_at_once_one_stays(app):
    with acting(app, Context(INSTALLATION, None, None, DbRole.NATIONAL)) as session:
        new = NewTenant(f"race-{new_id().hex}", "競合の会", "競合市", TenantKind.MUNICIPALITY, "競市")
        place = SimpleNamespace(tenant_id=services.create_tenant(None, new).id)
        session.commit()
    people = [new_person(app)[0] for _number in range(2)]
    seats = [seat(app, place, user_id, Role.SECRETARIAT) for user_id in people]

    def end(mine, other, before_commit=lambda: None):
        with acting(app, Context(place.tenant_id, people[mine], seats[mine], DbRole.TENANT)) as session:
            actor = actor_of(queries.find_seat(place.tenant_id, seats[mine]))
            theirs = queries.find_seat(place.tenant_id, seats[other])
            services.end_seat(actor, theirs, last_day=clock.today() - timedelta(days=1))
            before_commit()
            session.commit()

    with ThreadPoolExecutor(1) as pool:
        later = []
        end(0, 1, lambda: later.append(pool.submit(end, 1, 0)) or wait(later, timeout=1))

        with pytest.raises(Refused):
            later[0].result()


def test_another_tenants_seat_does_not_exist(app):
    visitor = proven(app, ALPHA, "secretariat")

    assert visitor.get(ALPHA.url(f"/settings/people/{BETA.id('seat.desk')}/end")).status_code == 404


def test_same_role_is_not_given_twice(app):
    user_id, mail = new_person(app)
    seat(app, ALPHA, user_id)
    visitor = proven(app, ALPHA, "secretariat")
    visitor.get(ALPHA.url("/settings/people/invite"))

    answer = visitor.post(
        ALPHA.url("/settings/people/invite"), {"mail": mail, "role": "adviser", "starts_on": "R8.4.1"}
    )

    assert answer.status_code == 422


def test_people_list_costs_the_same_for_any_length(app, count_queries):
    visitor = visit(app, ALPHA, "secretariat")
    visitor.get(ALPHA.url("/settings/people/"))
    with count_queries() as before:
        visitor.get(ALPHA.url("/settings/people/"))
    for _number in range(5):
        user_id, _mail = new_person(app)
        seat(app, ALPHA, user_id)

    with count_queries() as after:
        visitor.get(ALPHA.url("/settings/people/"))

    assert len(after) == len(before)
    with acting(app, Context(ALPHA.tenant_id, None, None, DbRole.TENANT)) as session:
        assert len(session.scalars(select(Seat)).all()) > 5


def test_seats_that_end_soon_are_counted(app):
    user_id, _mail = new_person(app)
    today = clock.today()
    context = Context(ALPHA.tenant_id, None, None, DbRole.TENANT)
    with acting(app, context):
        before = queries.count_ending_seats(ALPHA.tenant_id, today)
    seat(app, ALPHA, user_id, Role.ADVISER, starts_on=today, ends_on=today + timedelta(days=30))
    seat(app, ALPHA, user_id, Role.PREFECTURE, starts_on=today, ends_on=today + timedelta(days=31))
    seat(app, ALPHA, user_id, Role.AUDITOR, starts_on=today)

    with acting(app, context):
        assert queries.count_ending_seats(ALPHA.tenant_id, today) == before + 1
        assert queries.count_ending_seats(ALPHA.tenant_id, today + timedelta(days=40)) == before
