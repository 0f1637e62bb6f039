"""Wrong code in an honest context: what a person of one tenant can do to the others of the same tenant with raw SQL.

Each attack stands beside its lawful twin: the same statement by whoever may, or what the rule leaves free.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class by another name
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - likewise

from platform_app.core.access import DB_ROLES
from platform_app.referrals.states import AFTER_ACCEPTANCE, BEFORE_ACCEPTANCE, DESK, MACHINE, RECEIVER, SYSTEM
from tests.proofs import catalogue
from tests.support.world import ALPHA, NATION, NATIONAL_PEOPLE, TENANT_PEOPLE, Place

REFUSED = (errors.InsufficientPrivilege, errors.CheckViolation, errors.RaiseException)
SEALED = "repeat('x', 60)::bytea"


@dataclass
class Desk:
    """One transaction, never committed: act as a person, or as whoever owns the server."""

    db: Connection

    def act(self, person: str | None, *, place: Place = ALPHA, role: str = "tsunagi_tenant") -> Cursor:
        """Go on as this person (``None``: nobody) in the database role of their seat."""
        values = ("", "")
        if person is not None:
            people = NATIONAL_PEOPLE if place is NATION else TENANT_PEOPLE
            role = str(DB_ROLES[people[person]])
            values = (str(place.id(f"user.{person}")), str(place.id(f"seat.{person}")))
        cursor = self.db.cursor()
        cursor.execute(
            "SELECT set_config('app.tenant_id', %s, true), set_config('app.user_id', %s, true),"
            " set_config('app.seat_id', %s, true), set_config('role', %s, true)",
            (str(place.tenant_id), *values, role),
        )
        return cursor

    def touched(
        self, person: str | None, /, *statements: str, place: Place = ALPHA, keep: bool = False, **named: Any
    ) -> int:
        """How many rows the last statement touched or showed; -1 when one was refused. Undone, unless it is to be kept."""
        with self.db.cursor() as owner:
            owner.execute("RESET ROLE")
            owner.execute("SAVEPOINT before")
            try:
                cursor = self.act(person, place=place)
                for statement in statements:
                    cursor.execute(statement, _plain(named))
            except REFUSED:
                keep = False
                return -1
            else:
                return cursor.rowcount
            finally:
                owner.execute("RELEASE SAVEPOINT before" if keep else "ROLLBACK TO SAVEPOINT before")
                owner.execute("RESET ROLE")

    def arrange(self, statement: str, **named: Any) -> None:
        """As whoever owns the server, past row-level security."""
        with self.db.cursor() as owner:
            owner.execute("RESET ROLE")
            owner.execute(statement, _plain(named))


def _plain(named: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"t": ALPHA.tenant_id}
    return found | {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in named.items()}


@pytest.fixture(scope="module")
def world_url(cluster) -> Iterator[str]:
    urls = cluster.copy_template(f"within_{uuid.uuid4().hex[:12]}")
    yield urls.admin
    cluster.drop(urls.name)


@pytest.fixture
def desk(world_url: str) -> Iterator[Desk]:
    with closing(psycopg2.connect(world_url)) as connection:
        yield Desk(connection)


@pytest.fixture
def crooked(desk: Desk) -> Desk:
    """A world in which everything that can be hidden is: sealed, recused, council-only, over."""
    desk.arrange("UPDATE cases SET is_sealed = true WHERE id = %(id)s", id=ALPHA.id("case.open"))
    desk.arrange(RECUSE, case=ALPHA.id("case.referred"), user=ALPHA.id("user.desk"))
    desk.arrange("UPDATE resources SET visibility = 'council' WHERE id = %(id)s", id=ALPHA.id("resource.bank"))
    desk.arrange(
        "UPDATE resources SET visibility = 'desk', is_shelter = true WHERE id = %(id)s", id=ALPHA.id("resource.npo")
    )
    desk.arrange("UPDATE case_notes SET origin_basis = 'council' WHERE id = %(id)s", id=ALPHA.id("note.granted"))
    return desk


RECUSE = (
    "INSERT INTO recusals (tenant_id, id, case_id, user_id, kind, declared_at)"
    " VALUES (%(t)s, gen_random_uuid(), %(case)s, %(user)s, 'set_by_others', now())"
)


@pytest.mark.parametrize("person", TENANT_PEOPLE)
def test_an_update_touches_no_more_rows_than_are_seen(crooked: Desk, person: str) -> None:
    """Blind: without WHERE and without reading a column, so that only policies for UPDATE are asked."""
    wider = []
    for table, columns in _changeable(crooked.db, str(DB_ROLES[TENANT_PEOPLE[person]])).items():
        seen = crooked.touched(person, f"SELECT 1 FROM {table}")
        for column in columns:
            crooked.arrange("SAVEPOINT blind")
            value = _some_value(crooked.db, table, column)
            try:
                touched = crooked.touched(person, f"UPDATE {table} SET {column} = {value}")
            except psycopg2.Error:
                touched = 0
                crooked.db.cursor().execute("ROLLBACK TO SAVEPOINT blind")
            if touched > max(seen, 0):
                wider.append((table, column, touched, seen))

    assert wider == []


def test_the_blind_update_finds_a_policy_that_is_too_wide(desk: Desk) -> None:
    """Negative twin: without the rule of sealed cases the test above would speak."""
    desk.arrange("DROP POLICY cases_sealed_stay_shut ON cases")
    desk.arrange("UPDATE cases SET is_sealed = true WHERE id = %(id)s", id=ALPHA.id("case.open"))
    seen = desk.touched("desk", "SELECT 1 FROM cases")

    assert desk.touched("desk", "UPDATE cases SET urgency = 'normal'") > seen


def _changeable(admin: Connection, role: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in catalogue.rows(
        admin,
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " AND NOT a.attisdropped WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
        " AND NOT c.relispartition AND c.relrowsecurity AND has_column_privilege(%s, c.oid, a.attnum, 'UPDATE') ORDER BY 1, 2",
        role,
    ):
        found.setdefault(table, []).append(column)
    return found


def _some_value(admin: Connection, table: str, column: str) -> str:
    """A value that some row has, as a literal: reading it needs no right."""
    ((kind,),) = catalogue.rows(
        admin,
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
        table,
        column,
    )
    query = sql.SQL("SELECT quote_nullable({}::text) FROM {} LIMIT 1").format(
        sql.Identifier(column), sql.Identifier(table)
    )
    found = catalogue.rows(admin, query)
    return f"{found[0][0] if found else 'NULL'}::{kind}".replace("%", "%%")


SEAT = (
    "INSERT INTO seats (tenant_id, id, user_id, role, unit_id, starts_on, granted_by, created_at)"
    " VALUES (%(t)s, gen_random_uuid(), %(user)s, %(role)s, %(unit)s, '2020-01-01', app_user(), now())"
)


class TestSeats:
    @pytest.mark.parametrize("person", TENANT_PEOPLE)
    def test_nobody_seats_oneself(self, desk: Desk, person: str) -> None:
        own: dict[str, Any] = {"user": ALPHA.id(f"user.{person}"), "role": "desk", "unit": ALPHA.id("unit.desk")}
        assert desk.touched(person, SEAT, **own) == -1

    @pytest.mark.parametrize(
        ("person", "expected"), [("secretariat", 1), ("member", -1), ("desk", -1), ("auditor", -1)]
    )
    def test_only_the_secretariat_seats_others(self, desk: Desk, person: str, expected: int) -> None:
        other: dict[str, Any] = {"user": ALPHA.id("user.bank"), "role": "desk", "unit": ALPHA.id("unit.desk")}
        assert desk.touched(person, SEAT, **other) == expected

    @pytest.mark.parametrize(("person", "expected"), [("operator", 1), ("contractor", -1), ("cabinet", -1)])
    def test_only_the_operator_seats_the_operator(self, desk: Desk, person: str, expected: int) -> None:
        values: dict[str, Any] = {"t": 0, "user": ALPHA.id("user.bank"), "role": "operator", "unit": None}
        assert desk.touched(person, SEAT, place=NATION, **values) == expected

    def test_a_seat_that_ended_stays_ended(self, desk: Desk) -> None:
        desk.arrange("UPDATE seats SET ends_on = app_today() - 1 WHERE id = %(id)s", id=ALPHA.id("seat.desk2"))
        revive = "UPDATE seats SET ends_on = NULL WHERE id = %(id)s"
        assert desk.touched("secretariat", revive, id=ALPHA.id("seat.desk2")) == -1
        assert desk.touched("secretariat", revive, id=ALPHA.id("seat.desk")) == 1

    @pytest.mark.parametrize(("person", "expected"), [("secretariat", 1), ("member", 0), ("desk", 0)])
    def test_only_the_secretariat_ends_a_seat(self, desk: Desk, person: str, expected: int) -> None:
        end = "UPDATE seats SET ends_on = app_today() WHERE id = %(id)s"
        assert desk.touched(person, end, id=ALPHA.id("seat.adviser")) == expected

    @pytest.mark.parametrize(("person", "expected"), [("secretariat", 1), ("member", 0), ("desk", 0)])
    def test_only_the_secretariat_changes_the_profile(self, desk: Desk, person: str, expected: int) -> None:
        assert desk.touched(person, "UPDATE tenants SET description = 'x' WHERE id = %(t)s") == expected
        assert desk.touched(person, "UPDATE tenants SET status = 'closed' WHERE id = %(t)s") == -1

    @pytest.mark.parametrize(("person", "expected"), [("operator", 2), ("contractor", 0), ("cabinet", 0)])
    def test_only_the_operator_shuts_platforms_and_never_the_installation(
        self, desk: Desk, person: str, expected: int
    ) -> None:
        assert desk.touched(person, "UPDATE tenants SET status = 'closed'", place=NATION) == expected

    @pytest.mark.parametrize(("password", "expected"), [("'chosen'", -1), ("NULL", 1)])
    def test_who_invites_gives_no_password(self, desk: Desk, password: str, expected: int) -> None:
        user = uuid.uuid4()
        invited = "INSERT INTO users (id, status, locale, created_at) VALUES (%(user)s, 'invited', 'ja', now())"
        credential = f"INSERT INTO credentials (id, email_index, password_hash) VALUES (%(user)s, '\\x01', {password})"
        assert desk.touched("secretariat", invited, credential, user=user) == expected

    def test_a_member_that_left_receives_nothing(self, desk: Desk) -> None:
        assert desk.touched("member", "SELECT id FROM disclosures") == 1
        desk.arrange(
            "UPDATE organizations SET status = 'withdrawn', left_on = app_today() WHERE id = %(id)s",
            id=ALPHA.id("organization.npo"),
        )
        assert desk.touched("member", "SELECT id FROM referrals") == 0
        assert desk.touched("member", "SELECT id FROM disclosures") == 0


class TestCases:
    DESTROY = "UPDATE data_keys SET wrapped = NULL, destroyed_at = now() WHERE subject_id = %(case)s"

    @pytest.mark.parametrize(("person", "expected"), [("desk", 1), ("desk2", 0), ("council", 0), ("member", -1)])
    def test_a_key_is_destroyed_by_who_holds_the_case(self, desk: Desk, person: str, expected: int) -> None:
        assert desk.touched(person, self.DESTROY, case=ALPHA.id("case.granted")) == expected

    def test_a_recused_worker_destroys_and_reads_no_key(self, desk: Desk) -> None:
        desk.arrange(RECUSE, case=ALPHA.id("case.open"), user=ALPHA.id("user.desk"))
        read = "SELECT wrapped FROM data_keys WHERE subject_id = %(case)s"
        assert desk.touched("desk", self.DESTROY, case=ALPHA.id("case.open")) == 0
        assert desk.touched("desk", read, case=ALPHA.id("case.open")) == 0
        assert desk.touched("desk", read, case=ALPHA.id("case.referred")) == 1

    @pytest.mark.parametrize(
        ("person", "cases"), [("desk", 3), ("desk2", 1), ("council", 1), ("member", 1), ("bank", 0)]
    )
    def test_keys_are_read_with_their_cases(self, desk: Desk, person: str, cases: int) -> None:
        assert desk.touched(person, "SELECT id FROM data_keys WHERE scope = 'case'") == cases

    def test_a_receiver_makes_no_key(self, desk: Desk) -> None:
        make = (
            "INSERT INTO data_keys (tenant_id, id, scope, subject_id, wrapped, created_at)"
            " VALUES (%(t)s, gen_random_uuid(), 'case', %(case)s, '\\x00', now())"
        )
        assert desk.touched("member", make, case=uuid.uuid4()) == -1
        assert desk.touched("desk", make, case=uuid.uuid4()) == 1

    def test_a_sealed_case_is_not_opened_blindly(self, desk: Desk) -> None:
        assert desk.touched("desk", "UPDATE cases SET urgency = 'soon'") == 3
        desk.arrange("UPDATE cases SET is_sealed = true WHERE id = %(id)s", id=ALPHA.id("case.open"))
        assert desk.touched("desk", "UPDATE cases SET is_sealed = false") == 2

    def test_a_recused_worker_moves_no_referral(self, desk: Desk) -> None:
        recall = "UPDATE referrals SET state = 'recalled', ended_on = app_today()"
        assert desk.touched("desk", recall) == 1
        desk.arrange(RECUSE, case=ALPHA.id("case.referred"), user=ALPHA.id("user.desk"))
        assert desk.touched("desk", recall) == 0
        assert desk.touched("desk", "UPDATE referrals SET case_id = %(to)s", to=ALPHA.id("case.open")) == 0

    @pytest.mark.parametrize(
        ("table", "change", "expected"),
        [
            ("cases", "received_at = now() - interval '1 year'", -1),
            ("cases", "number = 'x'", -1),
            ("cases", "origin_basis = 'council'", -1),
            ("cases", "urgency = 'soon'", 1),
            ("persons", "case_id = %(to)s", -1),
            ("persons", "may_call = false", 1),
        ],
    )
    def test_what_a_case_was_received_as_stays(self, desk: Desk, table: str, change: str, expected: int) -> None:
        name = "case" if table == "cases" else "person"
        update = f"UPDATE {table} SET {change} WHERE id = %(id)s"
        assert desk.touched("desk", update, id=ALPHA.id(f"{name}.open"), to=ALPHA.id("case.granted")) == expected

    @pytest.mark.parametrize(("person", "expected"), [("desk", 0), ("council", 1)])
    def test_what_the_council_learned_is_read_by_its_grants(self, desk: Desk, person: str, expected: int) -> None:
        read = "SELECT id FROM case_notes WHERE id = %(id)s"
        assert desk.touched(person, read, id=ALPHA.id("note.granted")) == 1
        desk.arrange("UPDATE case_notes SET origin_basis = 'council' WHERE id = %(id)s", id=ALPHA.id("note.granted"))
        assert desk.touched(person, read, id=ALPHA.id("note.granted")) == expected

    @pytest.mark.parametrize(("writer", "expected"), [("desk", 1), ("desk2", -1)])
    def test_a_note_is_written_in_ones_own_name(self, desk: Desk, writer: str, expected: int) -> None:
        note = (
            "INSERT INTO case_notes (tenant_id, id, case_id, kind, noted_at, noted_by, origin_basis)"
            " VALUES (%(t)s, gen_random_uuid(), %(case)s, 'contact', now(), %(by)s, 'desk')"
        )
        by = ALPHA.id(f"user.{writer}")
        assert desk.touched("desk", note, case=ALPHA.id("case.open"), by=by) == expected


REFERRAL = (
    "INSERT INTO referrals (tenant_id, id, number, case_id, desk_id, recipient_organization_id, recipient_office_id, state,"
    " basis, consent_id, purpose, main_topic, urgency, fit_summary, created_by, created_at, sent_at{columns})"
    " VALUES (%(t)s, %(id)s, 'r', %(case)s, %(desk)s, %(organization)s, %(office)s, %(state)s, %(basis)s, %(consent)s,"
    " %(purpose)s, 'loneliness', 'normal', '{{}}', app_user(), now(), now(){values})"
)


def a_referral(**changes: Any) -> dict[str, Any]:
    """A lawful referral on consent to the NPO, just sent."""
    lawful = {
        "id": uuid.uuid4(),
        "case": ALPHA.id("case.open"),
        "desk": ALPHA.id("unit.desk"),
        "organization": ALPHA.id("organization.npo"),
        "office": ALPHA.id("office.npo"),
        "state": "sent",
        "basis": "consent",
        "consent": ALPHA.id("consent.open"),
        "purpose": "support",
    }
    return lawful | changes


DISCLOSURE = (
    "INSERT INTO disclosures (tenant_id, id, case_id, referral_id, person_id, recipient_organization_id, basis, consent_id,"
    " purpose, fields, conditions, reason_sealed, given_at, given_by, readable_until) VALUES (%(t)s, gen_random_uuid(),"
    " %(case)s, %(id)s, %(person)s, %(organization)s, %(basis)s, %(consent)s, %(for)s, '{{name}}', '{{}}', {reason}, now(),"
    " %(by)s, app_today() + %(days)s)"
)


class TestReferrals:
    def test_the_moves_in_the_database_are_those_of_the_program(self, desk: Desk) -> None:
        ((source,),) = catalogue.rows(desk.db, "SELECT prosrc FROM pg_proc WHERE proname = 'referral_moves'")
        tables = {
            name: set(re.findall(r"'([a-z_]+-[a-z_]+)'", body))
            for name, body in re.findall(r"(\w+) constant text\[\] := ARRAY\[(.*?)\];", source, re.DOTALL)
        }
        steps = {
            (party, move.verb, f"{source}-{move.target}")
            for party in (DESK, RECEIVER, SYSTEM)
            for state in MACHINE.states
            for source in [state.name]
            for move in MACHINE.moves_from(source, party)
        }
        held = {(verb, step) for party, verb, step in steps if party == RECEIVER and step.startswith("on_hold-")}

        assert tables == {
            "desk": {step for party, _verb, step in steps if party == DESK},
            "receiver": {step for party, _verb, step in steps if party == RECEIVER and not step.startswith("on_hold-")},
            "held_before": {step for verb, step in held if verb not in AFTER_ACCEPTANCE},
            "held_after": {step for verb, step in held if verb not in BEFORE_ACCEPTANCE},
            "system": {step for party, _verb, step in steps if party == SYSTEM},
        }

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ("recipient_organization_id = %(bank)s, recipient_office_id = %(office)s", -1),
            ("basis = 'none'", -1),
            ("consent_id = NULL", -1),
            ("request_sealed = '\\x00'", -1),
            ("state = 'draft'", -1),
            ("state = 'accepted', accepted_at = now(), accepted_by = %(member)s", -1),
            ("state = 'recalled', ended_on = app_today()", 1),
            ("urgency = 'soon'", 1),
        ],
    )
    def test_what_was_sent_is_not_rewritten(self, desk: Desk, change: str, expected: int) -> None:
        named: dict[str, Any] = {
            "bank": ALPHA.id("organization.bank"), "office": ALPHA.id("office.bank"), "member": ALPHA.id("user.member")
        }  # fmt: skip
        assert desk.touched("desk", f"UPDATE referrals SET {change}", **named) == expected

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (
                "state = 'closed', outcome = 'other', accepted_at = now(), accepted_by = app_user(), ended_on = app_today()",
                -1,
            ),
            ("state = 'accepted', accepted_at = now(), accepted_by = %(other)s", -1),
            ("state = 'recalled', ended_on = app_today()", -1),
            ("state = 'returned', ended_on = app_today()", -1),
            ("state = 'declined', decline_code = 'other', ended_on = '9999-01-01'", -1),
            ("state = 'declined', decline_code = 'other', ended_on = app_today()", 1),
            ("state = 'accepted', accepted_at = now(), accepted_by = app_user()", 1),
        ],
    )
    def test_the_receiver_makes_its_own_moves_only(self, desk: Desk, change: str, expected: int) -> None:
        update = f"UPDATE referrals SET {change} WHERE id = %(id)s"
        found = desk.touched("member", update, id=ALPHA.id("referral"), other=ALPHA.id("user.desk"))
        assert found == expected

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, 1),
            ({"consent": ALPHA.id("consent.granted")}, -1),
            ({"organization": ALPHA.id("organization.bank"), "office": ALPHA.id("office.bank")}, -1),
            ({"office": ALPHA.id("office.bank")}, -1),
            ({"purpose": "crisis"}, -1),
            ({"basis": "none", "consent": None, "purpose": "crisis"}, 1),
        ],
        ids=str,
    )
    def test_a_referral_on_consent_fits_it(self, desk: Desk, changes: dict[str, Any], expected: int) -> None:
        statement = REFERRAL.format(columns="", values="")
        assert desk.touched("desk", statement, **a_referral(**changes)) == expected

    @pytest.mark.parametrize(
        ("state", "values", "expected"),
        [
            ("accepted", "now(), NULL, NULL, NULL", -1),
            ("closed", "now(), NULL, app_today(), 'other'", -1),
            ("closed", "now(), app_user(), app_today() - 31, 'other'", -1),
            ("closed", "now(), NULL, app_today() - 31, 'other'", 1),
        ],
    )
    def test_only_history_is_written_in_whole(self, desk: Desk, state: str, values: str, expected: int) -> None:
        statement = REFERRAL.format(columns=", accepted_at, accepted_by, ended_on, outcome", values=f", {values}")
        assert desk.touched("desk", statement, **a_referral(state=state)) == expected

    @pytest.mark.parametrize(
        ("changes", "reason", "expected"),
        [
            ({}, SEALED, 1),
            ({"days": 400}, SEALED, -1),
            ({}, "repeat('x', 45)::bytea", -1),
            ({"for": "crisis"}, SEALED, -1),
            ({"by": ALPHA.id("user.desk2")}, SEALED, -1),
        ],
        ids=str,
    )
    def test_a_disclosure_without_consent_has_bounds(
        self, desk: Desk, changes: dict[str, Any], reason: str, expected: int
    ) -> None:
        named = a_referral(basis="emergency", consent=None) | {
            "person": ALPHA.id("person.open"), "for": "support", "by": ALPHA.id("user.desk"), "days": 10
        }  # fmt: skip
        sent, given = REFERRAL.format(columns="", values=""), DISCLOSURE.format(reason=reason)
        assert desk.touched("desk", sent, given, **(named | changes)) == expected

    def test_a_disclosure_waits_for_a_withdrawal_and_is_refused(self, fresh_db) -> None:
        named = a_referral() | {
            "person": ALPHA.id("person.open"), "for": "support", "by": ALPHA.id("user.desk"), "days": 10
        }  # fmt: skip
        give = DISCLOSURE.format(reason="NULL")
        with closing(psycopg2.connect(fresh_db.admin)) as one, closing(psycopg2.connect(fresh_db.admin)) as other:
            first, second = Desk(one), Desk(other)
            assert first.touched("desk", REFERRAL.format(columns="", values=""), keep=True, **named) == 1
            one.commit()
            assert first.touched("desk", give, **named) == 1
            one.rollback()
            second.act("desk").execute(
                "UPDATE consents SET withdrawn_at = now() WHERE id = %s", (str(ALPHA.id("consent.open")),)
            )
            cursor = first.act("desk")
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            with pytest.raises(errors.LockNotAvailable):
                cursor.execute(give, _plain(named))
            one.rollback()
            other.commit()
            assert first.touched("desk", give, **named) == -1

    @pytest.mark.parametrize(("person", "expected"), [("open", 1), ("granted", -1)])
    def test_a_consent_is_of_a_person_of_its_case(self, desk: Desk, person: str, expected: int) -> None:
        consent = (
            "INSERT INTO consents (tenant_id, id, case_id, person_id, given_on, means, taken_by, recipients, purposes,"
            " fields, expires_on, created_at) VALUES (%(t)s, gen_random_uuid(), %(case)s, %(person)s, app_today(), 'oral',"
            " app_user(), ARRAY[gen_random_uuid()], '{support}', '{name}', app_today(), now())"
        )
        named: dict[str, Any] = {"case": ALPHA.id("case.open"), "person": ALPHA.id(f"person.{person}")}
        assert desk.touched("desk", consent, **named) == expected

    @pytest.mark.parametrize(("days", "expected"), [(30, 1), (31, 0)])
    def test_thirty_days_after_the_end_the_receiver_sees_nothing(self, desk: Desk, days: int, expected: int) -> None:
        desk.arrange(
            f"UPDATE referrals SET state = 'recalled', ended_on = app_today() - {days} WHERE id = %(id)s",
            id=ALPHA.id("referral"),
        )
        for table in ("referrals", "referral_events"):
            assert desk.touched("member", f"SELECT id FROM {table}") == expected

    @pytest.mark.parametrize(
        ("by", "case", "expected"),
        [
            ("app_user()", "case.referred", 1),
            ("app_user()", "case.open", -1),
            ("NULL", "case.referred", -1),
            ("%(other)s", "case.referred", -1),
        ],
    )
    def test_an_event_is_written_in_ones_own_name(self, desk: Desk, by: str, case: str, expected: int) -> None:
        event = (
            "INSERT INTO referral_events (tenant_id, id, referral_id, case_id, at, by_user_id, verb, to_state)"
            f" VALUES (%(t)s, gen_random_uuid(), %(id)s, %(case)s, now(), {by}, 'see', 'seen')"
        )
        named: dict[str, Any] = {"id": ALPHA.id("referral"), "case": ALPHA.id(case), "other": ALPHA.id("user.desk")}
        assert desk.touched("member", event, **named) == expected


class TestRegisters:
    @pytest.mark.parametrize("table", ["organizations", "offices", "contact_persons", "resources"])
    @pytest.mark.parametrize(("person", "expected"), [("member", 1), ("secretariat", 2), ("adviser", 0), ("desk", 0)])
    def test_a_member_changes_its_own_entries_only(self, desk: Desk, table: str, person: str, expected: int) -> None:
        column = {"contact_persons": "post", "resources": "phone", "organizations": "phone", "offices": "phone"}[table]
        assert desk.touched(person, f"UPDATE {table} SET {column} = '0'") == expected

    @pytest.mark.parametrize("table", ["bodies", "meetings", "attendances", "body_memberships", "member_classes", "units",
                                       "tenant_areas", "tenant_authorities", "number_counters"])  # fmt: skip
    def test_a_member_changes_nothing_of_the_platform(self, desk: Desk, table: str) -> None:
        column = {"bodies": "name", "meetings": "title", "attendances": "people", "body_memberships": "is_chair",
                  "member_classes": "position", "units": "name", "tenant_areas": "from_on", "tenant_authorities": "from_on",
                  "number_counters": "last"}[table]  # fmt: skip
        desk.arrange("INSERT INTO number_counters VALUES (%(t)s, 'x', 2023, 1)")
        update = f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} LIMIT 1)"
        assert desk.touched("member", update) == 0
        assert desk.touched("secretariat", update) > 0

    def test_a_member_takes_no_attendance_away(self, desk: Desk) -> None:
        assert desk.touched("member", "DELETE FROM attendances") == 0
        assert desk.touched("secretariat", "DELETE FROM attendances") == 1

    @pytest.mark.parametrize(
        ("visibility", "seen_by"),
        [
            ("desk", {"secretariat", "desk", "desk2", "bank"}),
            ("council", {"secretariat", "council", "unsigned", "bank"}),
        ],
    )
    def test_entries_that_are_not_for_everyone_stay_so(self, desk: Desk, visibility: str, seen_by: set[str]) -> None:
        desk.arrange(
            "UPDATE resources SET visibility = %(v)s WHERE id = %(id)s", v=visibility, id=ALPHA.id("resource.bank")
        )
        read = "SELECT id FROM resources WHERE id = %(id)s"
        found = {person for person in TENANT_PEOPLE if desk.touched(person, read, id=ALPHA.id("resource.bank"))}
        assert found == seen_by

    def test_a_visitor_sees_no_shelter(self, desk: Desk) -> None:
        desk.arrange("UPDATE resources SET is_shelter = true WHERE id = %(id)s", id=ALPHA.id("resource.bank"))
        assert desk.touched(None, "SELECT id FROM resources") == 1
        assert desk.touched("adviser", "SELECT id FROM resources") == 2

    def test_a_member_reads_its_own_contact_persons_only(self, desk: Desk) -> None:
        assert desk.touched("member", "SELECT id FROM contact_persons") == 1
        assert desk.touched("secretariat", "SELECT id FROM contact_persons") == 2


JOB = (
    "INSERT INTO jobs (tenant_id, id, kind, args, state, run_at, attempts, max_attempts, progress_done, user_id, seat_id,"
    " db_role, created_at) VALUES (%(t)s, gen_random_uuid(), 'x', '{}', 'done', now(), 0, 1, 0, app_user(), app_seat(),"
    " 'tsunagi_tenant', now())"
)


class TestEvidence:
    @pytest.mark.parametrize(
        ("user", "seat", "expected"),
        [
            ("app_user()", "app_seat()", 1),
            ("%(other)s", "app_seat()", -1),
            ("app_user()", "NULL", -1),
            ("NULL", "NULL", -1),
        ],
    )
    def test_an_event_of_the_log_is_in_ones_own_name(self, desk: Desk, user: str, seat: str, expected: int) -> None:
        event = (
            "INSERT INTO audit_events (tenant_id, id, at, action, user_id, seat_id)"
            f" VALUES (%(t)s, gen_random_uuid(), now(), 'x:y', {user}, {seat})"
        )
        assert desk.touched("desk", event, other=ALPHA.id("user.member")) == expected

    def test_an_auditor_in_person_writes_no_seal_and_makes_no_partition(self, desk: Desk) -> None:
        seal = (
            "INSERT INTO audit_seals (tenant_id, id, number, epoch, xid_from, xid_to, count, root, marks, previous, head,"
            " sealed_at, key_id, signature) VALUES (%(t)s, gen_random_uuid(), 900, 1, '0', '1', 0, '', '', '', '', now(), '', '')"
        )
        assert desk.touched("auditor", seal) == -1
        assert desk.touched("auditor", "SELECT audit_extend(24)") == -1
        for statement in (seal, "SELECT audit_extend(24)"):
            desk.act(None, role="tsunagi_auditor").execute(statement, {"t": ALPHA.tenant_id})

    @pytest.mark.parametrize(("person", "expected"), [("desk", 1), ("member", 0), ("secretariat", 0)])
    def test_a_job_is_changed_by_its_owner_only(self, desk: Desk, person: str, expected: int) -> None:
        desk.touched("desk", JOB, keep=True)
        assert desk.touched(person, "UPDATE jobs SET state = 'queued' WHERE kind = 'x'") == expected
        assert desk.touched(person, "DELETE FROM jobs WHERE kind = 'x'") == 0
        assert desk.touched(None, "DELETE FROM jobs WHERE kind = 'x'") == 1

    @pytest.mark.parametrize(
        ("shown", "expected"),
        [("''", -1), ("'お守りします。'", -1), ("k.undertaking_text", 1), ("k.undertaking_text || '法'", 1)],
    )
    def test_what_is_signed_is_the_councils_text(self, desk: Desk, shown: str, expected: int) -> None:
        sign = (
            "INSERT INTO undertakings (tenant_id, id, appointment_id, user_id, text_version, text_shown, signed_at)"
            f" SELECT %(t)s, gen_random_uuid(), %(of)s, app_user(), 1, {shown}, now() FROM councils k"
        )
        assert desk.touched("unsigned", sign, of=ALPHA.id("appointment.unsigned")) == expected

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ("undertaking_text = 'x'", -1),
            ("undertaking_version = 0", -1),
            ("undertaking_text = 'x', undertaking_version = 2", 1),
            ("coordinating_section = 'x'", 1),
        ],
    )
    def test_another_text_is_a_new_version(self, desk: Desk, change: str, expected: int) -> None:
        assert desk.touched("secretariat", f"UPDATE councils SET {change}") == expected

    @pytest.mark.parametrize(
        ("link", "expected"), [("/t/x", 1), ("/", 1), ("//evil.example", -1), ("/\\evil.example", -1), ("x", -1)]
    )
    def test_a_notice_leads_nowhere_else(self, desk: Desk, link: str, expected: int) -> None:
        notice = (
            "INSERT INTO notices (tenant_id, id, user_id, kind, number, link, created_at)"
            " VALUES (%(t)s, gen_random_uuid(), app_user(), 'x', '', %(link)s, now())"
        )
        assert desk.touched("desk", notice, link=link) == expected

    def test_definer_functions_look_into_temporary_tables_last(self, desk: Desk) -> None:
        found = {name: settings for name, _owner, settings, _public in catalogue.definer_functions(desk.db)}
        assert found
        assert all(settings.endswith("pg_temp") for settings in found.values()), found
