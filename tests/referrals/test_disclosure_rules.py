"""The law in the database: raw SQL as the restricted role, every basis × recipient × fields × time."""

import itertools
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from platform_app.core import clock
from platform_app.core.access import Role
from platform_app.core.database.bootstrap import libpq_url
from platform_app.extensions import db
from platform_app.members.models import OrganizationKind
from platform_app.referrals.models import LegalBasis
from tests.cases.conftest import Seated
from tests.support.world import ALPHA

BASES = ("consent", "emergency", "other_local_government", "other_conference", "none", "council_exchange")
RECIPIENTS = ("npo", "bank", "town")
FIELDS: Mapping[str, list[str]] = {
    "named": ["name", "phone"],
    "beyond": ["name", "address"],
    "unknown": ["name", "tax_number"],
    "nothing": [],
}
TIMES = {"today": 0, "in_consent": 170, "after_consent": 200, "past": -1}


def is_allowed(basis: str, recipient: str, fields: str, time: str) -> bool:
    """The same law, said once more in other words."""
    if basis in ("none", "council_exchange") or fields in ("unknown", "nothing") or time == "past":
        return False
    if basis == "consent":
        return recipient == "npo" and fields == "named" and time in ("today", "in_consent")
    return basis != "other_local_government" or recipient == "town"


@contextmanager
def ready_to_send(seated: Seated) -> Iterator[None]:
    """The desk at work, with a third recipient, a town, beside the two of the test world."""
    with seated(ALPHA, "secretariat"):
        db.session.execute(
            text(
                "INSERT INTO organizations (tenant_id, id, name, name_kana, kind, member_class_id, status, joined_on,"
                " fields, is_public, search_key, created_at, updated_at, version)"
                " SELECT tenant_id, :id, '見本町', 'ミホンチョウ', :kind, member_class_id, 'active', joined_on, fields, true, '',"
                " now(), now(), 1 FROM organizations WHERE id = :npo ON CONFLICT DO NOTHING"
            ),
            {
                "id": ALPHA.id("organization.town"),
                "kind": OrganizationKind.MUNICIPALITY,
                "npo": ALPHA.id("organization.npo"),
            },
        )
        db.session.execute(
            text(
                "INSERT INTO offices (tenant_id, id, organization_id, name, is_main)"
                " VALUES (:tenant, :id, :organization, '本庁', true) ON CONFLICT DO NOTHING"
            ),
            {"tenant": ALPHA.tenant_id, "id": ALPHA.id("office.town"), "organization": ALPHA.id("organization.town")},
        )
        db.session.commit()
    with seated(ALPHA, "desk") as actor:
        assert actor.role is Role.DESK
        yield


def insert_referral(basis: str, recipient: str, state: str = "draft") -> uuid.UUID:
    referral_id = uuid.uuid4()
    db.session.execute(
        text(
            "INSERT INTO referrals (tenant_id, id, number, case_id, desk_id, recipient_organization_id, recipient_office_id,"
            " state, basis, consent_id, purpose, main_topic, urgency, fit_summary, created_by, created_at, sent_at)"
            " VALUES (:tenant, :id, :number, :case, :desk, :organization, :office, :state, :basis, :consent, 'support',"
            " 'loneliness', 'normal', '{}', :user, now(), now())"
        ),
        {
            "tenant": ALPHA.tenant_id,
            "id": referral_id,
            "number": str(referral_id),
            "case": ALPHA.id("case.open"),
            "desk": ALPHA.id("unit.desk"),
            "organization": ALPHA.id(f"organization.{recipient}"),
            "office": ALPHA.id(f"office.{recipient}"),
            "state": state,
            "basis": basis,
            "consent": ALPHA.id("consent.open") if basis == "consent" else None,
            "user": ALPHA.id("user.desk"),
        },
    )
    return referral_id


def insert_disclosure(referral_id: uuid.UUID, basis: str, recipient: str, /, **changes: Any) -> None:
    values = {
        "tenant": ALPHA.tenant_id,
        "id": uuid.uuid4(),
        "case": ALPHA.id("case.open"),
        "referral": referral_id,
        "person": ALPHA.id("person.open"),
        "organization": ALPHA.id(f"organization.{recipient}"),
        "basis": basis,
        "consent": ALPHA.id("consent.open") if basis == "consent" else None,
        "purpose": "support",
        "fields": ["name", "phone"],
        "reason": b"sealed".ljust(46),
        "user": ALPHA.id("user.desk"),
        "until": clock.today(),
    }
    db.session.execute(
        text(
            "INSERT INTO disclosures (tenant_id, id, case_id, referral_id, person_id, recipient_organization_id, basis,"
            " consent_id, purpose, fields, conditions, reason_sealed, given_at, given_by, readable_until)"
            " VALUES (:tenant, :id, :case, :referral, :person, :organization, :basis, :consent, :purpose, CAST(:fields AS text[]),"
            " '{}', :reason, now(), :user, :until)"
        ),
        values | changes,
    )


def test_the_database_lets_exactly_the_lawful_disclosures_through(seated: Seated) -> None:
    wrong = []
    with ready_to_send(seated):
        for basis, recipient, fields, time in itertools.product(BASES, RECIPIENTS, FIELDS, TIMES):
            with db.session.begin_nested() as attempt:
                referral_id = insert_referral(basis, recipient)
                try:
                    with db.session.begin_nested():
                        insert_disclosure(
                            referral_id,
                            basis,
                            recipient,
                            fields=FIELDS[fields],
                            until=clock.today() + timedelta(days=TIMES[time]),
                        )
                    passed = True
                except DBAPIError:
                    passed = False
                attempt.rollback()
            if passed != is_allowed(basis, recipient, fields, time):
                wrong.append((basis, recipient, fields, time, passed))

    assert wrong == []


def test_the_law_of_this_test_allows_and_refuses() -> None:
    cases = list(itertools.product(BASES, RECIPIENTS, FIELDS, TIMES))
    assert 0 < sum(is_allowed(*case) for case in cases) < len(cases)
    assert set(LegalBasis) >= set(BASES)


@pytest.mark.parametrize(
    "change",
    [
        {"basis": "emergency", "consent": None},
        {"organization": ALPHA.id("organization.bank")},
        {"person": ALPHA.id("person.granted")},
        {"case": ALPHA.id("case.granted")},
        {"consent": ALPHA.id("consent.granted")},
        {"purpose": "crisis"},
        {"fields": ["situation", "wish"]},
    ],
    ids="-".join,
)
def test_a_disclosure_that_differs_from_its_referral_or_consent_is_refused(
    seated: Seated, change: dict[str, Any]
) -> None:
    with ready_to_send(seated):
        referral_id = insert_referral("consent", "npo")

        with pytest.raises(DBAPIError):
            insert_disclosure(referral_id, "consent", "npo", **change)


def test_the_same_disclosure_unchanged_passes(seated: Seated) -> None:
    with ready_to_send(seated):
        referral_id = insert_referral("consent", "npo")
        insert_disclosure(referral_id, "consent", "npo")

        given = text("SELECT count(*) FROM disclosures WHERE referral_id = :id AND ended_at IS NULL")
        assert db.session.scalar(given, {"id": referral_id}) == 1


@pytest.mark.parametrize("basis", ["emergency", "other_conference"])
def test_a_basis_other_than_consent_needs_its_reason(seated: Seated, basis: str) -> None:
    with ready_to_send(seated):
        referral_id = insert_referral(basis, "npo")

        with pytest.raises(DBAPIError, match="reason"):
            insert_disclosure(referral_id, basis, "npo", reason=None)


def test_withdrawal_shuts_at_once_and_for_good(seated: Seated) -> None:
    with ready_to_send(seated):
        referral_id = insert_referral("consent", "npo")
        insert_disclosure(referral_id, "consent", "npo")
        ended = text("SELECT ended_at IS NOT NULL FROM disclosures WHERE referral_id = :id")
        assert db.session.scalar(ended, {"id": referral_id}) is False

        db.session.execute(
            text("UPDATE consents SET withdrawn_at = now() WHERE id = :id"), {"id": ALPHA.id("consent.open")}
        )

        assert db.session.scalar(ended, {"id": referral_id}) is True
        for revival in (
            "UPDATE disclosures SET ended_at = NULL WHERE ended_at IS NOT NULL",
            "UPDATE consents SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL",
        ):
            with pytest.raises(DBAPIError, match="stays"), db.session.begin_nested():
                db.session.execute(text(revival))
        with pytest.raises(DBAPIError, match="beyond the consent"), db.session.begin_nested():
            insert_disclosure(referral_id, "consent", "npo")


READABLE = {"sent", "seen", "accepted", "working"}


def stand_at(app: Flask, referral_id: uuid.UUID, state: str) -> None:
    """Past the moves that each party has: what stands over for more than thirty days, stands in one step."""
    why = {"closed": ", outcome = 'other'", "declined": ", decline_code = 'other'"}.get(state, "")
    ended = f", ended_on = app_today() - 31{why}" if state not in READABLE | {"on_hold"} else ""
    accepted = ", accepted_at = now(), accepted_by = created_by" if state in ("accepted", "working", "closed") else ""
    url = libpq_url(app.config["DATABASE_OWNER_URL"])
    with closing(psycopg2.connect(url)) as owner, owner, owner.cursor() as cursor:
        cursor.execute("SET ROLE tsunagi_maint")
        cursor.execute(f"UPDATE referrals SET state = %s{ended}{accepted} WHERE id = %s", (state, str(referral_id)))
        assert cursor.rowcount == 1


@pytest.mark.parametrize(
    "state",
    ["sent", "seen", "accepted", "working", "on_hold", "closed", "declined", "returned", "recalled", "failed", "void"],
)
def test_the_receiver_reads_while_the_referral_lives(seated: Seated, own_app: Flask, state: str) -> None:
    with ready_to_send(seated):
        referral_id = insert_referral("consent", "npo")
        insert_disclosure(referral_id, "consent", "npo")
        db.session.commit()
    stand_at(own_app, referral_id, state)

    for name, wanted in (("member", state in READABLE), ("bank", False)):
        with seated(ALPHA, name):
            found = db.session.scalar(
                text("SELECT count(*) FROM disclosures WHERE referral_id = :id"), {"id": referral_id}
            )
            assert bool(found) is wanted
