"""Accounts, and that nobody in the demo could be taken for a real person."""

import re

import pytest

from platform_app.accounts.hashing import matches
from platform_app.accounts.services import mail_index
from platform_app.cases.models import Person
from platform_app.core.database import Context, DbRole, bind_context
from platform_app.extensions import db
from seed.accounts import NATIONAL, PASSWORD, ROLES, address_of, user_id_of
from seed.names import SURNAMES
from seed.platforms import PLATFORMS

ADDRESSES = [address_of(role, "national") for role in NATIONAL] + [
    address_of(role, shape.slug) for shape in PLATFORMS for role in ROLES
]
INVENTED = tuple(surname for surname, _kana in SURNAMES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_account_has_a_seat_and_the_password(seeded, address):
    with seeded.app.app_context():
        bind_context(db.session, Context(None, None, None, DbRole.LOGIN))
        index = mail_index(address)
        db.session.rollback()
    found = seeded.rows(
        "SELECT c.password_hash, u.status, count(s.id) FROM credentials c JOIN users u ON u.id = c.id"
        " JOIN seats s ON s.user_id = u.id WHERE c.email_index = %s GROUP BY 1, 2",
        index,
    )

    assert [(status, seats) for _hash, status, seats in found] == [("active", 1)]
    assert matches(found[0][0], PASSWORD)


def test_there_is_no_other_account(rows):
    assert rows("SELECT count(*) FROM credentials") == [(len(ADDRESSES),)]


@pytest.mark.parametrize("shape", PLATFORMS, ids=lambda shape: shape.slug)
def test_the_council_account_is_appointed_and_signed_unless_declared(rows, shape):
    found = rows(
        "SELECT a.starts_on <= app_today() AND a.ends_on >= app_today(), count(u.id), count(g.id)"
        " FROM appointments a LEFT JOIN undertakings u ON u.tenant_id = a.tenant_id AND u.appointment_id = a.id"
        " LEFT JOIN access_grants g ON g.tenant_id = a.tenant_id AND g.appointment_id = a.id"
        " WHERE a.user_id = %s GROUP BY 1",
        str(user_id_of("council", shape.slug)),
    )

    assert found == [(True, int(shape.council.account_has_signed), 1)]


def test_exactly_one_council_account_has_yet_to_sign():
    assert [shape.slug for shape in PLATFORMS if not shape.council.account_has_signed] == ["mihara-city"]


@pytest.mark.parametrize(("slug", "count"), [("gifu", 1), ("mihara-city", 0)])
def test_the_council_account_reads_one_case_once_it_has_signed(seeded, slug, count):
    tenant, seat = seeded.rows("SELECT tenant_id, id FROM seats WHERE user_id = %s", str(user_id_of("council", slug)))[
        0
    ]
    with seeded.app.app_context():
        bind_context(db.session, Context(tenant, user_id_of("council", slug), seat, DbRole.CASE))
        seen = db.session.execute(db.text("SELECT count(*) FROM cases")).scalar_one()
        db.session.rollback()

    assert seen == count


def test_everyone_helped_has_an_invented_name_address_and_number(seeded):
    tenant, seat = seeded.rows(
        "SELECT tenant_id, id FROM seats WHERE user_id = %s", str(user_id_of("desk", "mihara-city"))
    )[0]
    with seeded.app.app_context():
        bind_context(db.session, Context(tenant, user_id_of("desk", "mihara-city"), seat, DbRole.CASE))
        people = [(person.name, person.address, person.phone) for person in db.session.scalars(db.select(Person))]
        db.session.rollback()

    assert len(people) > 60
    assert all(name.startswith(INVENTED) for name, _address, _phone in people)
    assert all("見本町" in address for _name, address, _phone in people if address)
    assert all(re.fullmatch(r"0848-00-\d{4}", phone) for _name, _address, phone in people)
