"""Sealed fields, keys and blind index."""

import os
import uuid
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, create_engine, event, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Mapped, Session, mapped_column

from platform_app.config import driver_url
from platform_app.core.crypto import (
    CannotOpen,
    DataKey,
    Destroyed,
    KeyMissing,
    Keyring,
    SealedJson,
    SealedText,
    blind_index,
    destroy_key,
    ensure_key,
    init_app,
    readable,
    rewrap_keys,
)
from platform_app.core.database import Base, Context, DbRole, TenantOwned, bind_context, new_id
from platform_app.extensions import db
from tests.core.conftest import MASTER_KEY, acting, superuser

if TYPE_CHECKING:
    from tests.support.cluster import Urls


class Letter(TenantOwned, Base):
    __tablename__ = "test_letters"

    case_id: Mapped[uuid.UUID | None]
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    mail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    name = SealedText("name_sealed", scope="tenant", required=True)
    body = SealedText("body_sealed", scope="case")
    facts = SealedJson("facts_sealed", scope="tenant")
    mail = SealedText("mail_sealed", scope="installation")


Base.metadata.remove(Letter.__table__)  # type: ignore[arg-type]  # of this test only: no migration makes it


@pytest.fixture
def letters(core_context: Flask, fresh_db: "Urls") -> None:
    with superuser(fresh_db) as cursor:
        cursor.execute(
            "CREATE TABLE test_letters (tenant_id int, id uuid, case_id uuid, name_sealed bytea, body_sealed bytea,"
            " facts_sealed bytea, mail_sealed bytea, PRIMARY KEY (tenant_id, id));"
            "GRANT ALL ON test_letters TO tsunagi_tenant, tsunagi_login"
        )


def write(**values: object) -> Letter:
    letter = Letter(tenant_id=1, **values)
    db.session.add(letter)
    return letter


def reread(letter_id: uuid.UUID) -> Letter:
    db.session.expire_all()
    return db.session.get_one(Letter, (1, letter_id))


@pytest.mark.usefixtures("letters")
class TestSealedFields:
    def test_come_back_as_they_were_written(self) -> None:
        with acting(1, DbRole.CASE):
            case_id = new_id()
            letter = write(name="鳥取 花子", case_id=case_id, body="", facts={"a": [1, "二"]}, mail="a@example.jp")
        with acting(1, DbRole.CASE):
            found = reread(letter.id)

            assert (found.name, found.body, found.facts, found.mail) == (
                "鳥取 花子",
                "",
                {"a": [1, "二"]},
                "a@example.jp",
            )

    def test_are_ciphertext_in_the_database(self, fresh_db: "Urls") -> None:
        with acting(1):
            write(name="鳥取 花子")
        with superuser(fresh_db) as cursor:
            cursor.execute("SELECT name_sealed FROM test_letters")
            (stored,) = cursor.fetchone()

        assert "鳥取".encode() not in bytes(stored)
        assert len(bytes(stored)) == 1 + 16 + 12 + len("鳥取 花子".encode()) + 16

    def test_mark_their_column_changed(self) -> None:
        with acting(1):
            letter = write(name="before")
        with acting(1):
            reread(letter.id).name = "after"
            assert db.session.dirty
        with acting(1):
            assert reread(letter.id).name == "after"

    def test_take_none_unless_required(self) -> None:
        with acting(1, DbRole.CASE):
            letter = write(name="x", case_id=new_id(), body="y")
            letter.body = None
            assert letter.body is None
            assert letter.body_sealed is None
            with pytest.raises(ValueError, match="required"):
                letter.name = None  # type: ignore[assignment]  # what is being tested

    def test_do_not_open_in_another_row(self) -> None:
        with acting(1):
            one, two = write(name="one"), write(name="two")
            two.name_sealed = one.name_sealed

            with pytest.raises(CannotOpen):
                _ = two.name

    def test_do_not_open_in_another_column_or_when_changed(self) -> None:
        with acting(1):
            letter = write(name="one", facts={})
            letter.facts_sealed = letter.name_sealed
            with pytest.raises(CannotOpen):
                _ = letter.facts
            assert letter.name_sealed is not None
            letter.name_sealed = letter.name_sealed[:-1] + bytes([letter.name_sealed[-1] ^ 1])

            with pytest.raises(CannotOpen):
                _ = letter.name

    def test_of_a_list_cost_one_key_query(self) -> None:
        with acting(1, DbRole.CASE):
            for number in range(5):
                write(name=f"n{number}", case_id=new_id(), body=f"b{number}")
        bind_context(db.session, Context(1, None, None, DbRole.CASE))
        found = db.session.scalars(select(Letter).order_by(Letter.id)).all()
        with counted() as queries:
            bodies = [letter.body for letter in found]

        assert bodies == ["b0", "b1", "b2", "b3", "b4"]
        assert len(queries) == 1

    def test_need_the_case_role_for_a_case(self) -> None:
        with acting(1, DbRole.CASE):
            letter = write(name="x", case_id=new_id(), body="y")
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        found = reread(letter.id)

        assert found.name == "x"
        with pytest.raises(KeyMissing):
            _ = found.body


class counted:  # noqa: N801 - reads as a word where it is used
    def __enter__(self) -> list[str]:
        self.seen: list[str] = []
        event.listen(db.engine, "before_cursor_execute", self._see)
        return self.seen

    def _see(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.seen.append(statement)

    def __exit__(self, *_error: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._see)


@pytest.mark.usefixtures("letters")
class TestKeys:
    def test_are_made_once_per_owner(self) -> None:
        case_id = new_id()
        with acting(1, DbRole.CASE):
            first = ensure_key(db.session(), "case", 1, case_id).id
        with acting(1, DbRole.CASE):
            assert ensure_key(db.session(), "case", 1, case_id).id == first
            assert ensure_key(db.session(), "case", 1, new_id()).id != first

    def test_destroyed_make_a_case_unreadable_for_good(self) -> None:
        case_id = new_id()
        with acting(1, DbRole.CASE):
            letter = write(name="x", case_id=case_id, body="y")
        with acting(1, DbRole.CASE):
            assert destroy_key(db.session(), 1, case_id)
            assert not destroy_key(db.session(), 1, case_id)
        with acting(1, DbRole.CASE):
            found = reread(letter.id)
            assert readable(found, "name")
            assert not readable(found, "name", "body")
            with pytest.raises(Destroyed):
                _ = found.body
            with pytest.raises(Destroyed):
                found.body = "again"

    def test_cannot_be_replaced_by_the_application(self) -> None:
        bind_context(db.session, Context(1, None, None, DbRole.CASE))
        ensure_key(db.session(), "case", 1, new_id())

        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(text("UPDATE data_keys SET wrapped = '\\x00' WHERE scope = 'case'"))

    def test_of_another_tenant_are_not_seen(self) -> None:
        with acting(1):
            ensure_key(db.session(), "tenant", 1)
            ensure_key(db.session(), "installation", 0)
        bind_context(db.session, Context(2, None, None, DbRole.TENANT))

        assert [key.scope for key in db.session.scalars(select(DataKey))] == ["installation"]

    def test_forgotten_with_the_transaction_that_made_them(self) -> None:
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        lost = ensure_key(db.session(), "tenant", 1).id
        db.session.rollback()

        assert ensure_key(db.session(), "tenant", 1).id != lost

    def test_not_kept_when_the_context_moves_to_another_tenant(self) -> None:
        with acting(1):
            letter = write(name="x")
        bind_context(db.session, Context(1, None, None, DbRole.TENANT))
        stolen = reread(letter.id)
        assert stolen.name == "x"
        db.session.expunge(stolen)
        bind_context(db.session, Context(2, None, None, DbRole.TENANT))

        with pytest.raises(KeyMissing):
            _ = stolen.name

    def test_survive_the_rotation_of_the_master_key(self, core_context: Flask, fresh_db: "Urls") -> None:
        with acting(1):
            letter = write(name="x", mail="a@example.jp")
        new = os.urandom(32)
        ring = Keyring(new, MASTER_KEY)
        engine = create_engine(driver_url(fresh_db.owner))
        with Session(engine) as session:
            session.execute(text("SET LOCAL ROLE tsunagi_maint"))
            wrapped_by_master = text("SELECT count(*) FROM data_keys WHERE scope <> 'case' AND wrapped IS NOT NULL")
            expected = session.scalar(wrapped_by_master)
            assert expected is not None
            assert expected >= 2
            assert rewrap_keys(session, ring) == expected
            assert rewrap_keys(session, ring) == 0
            session.commit()
        engine.dispose()
        init_app(core_context, Keyring(new))

        with acting(1):
            assert reread(letter.id).name == "x"
        init_app(core_context, Keyring(MASTER_KEY))
        with acting(1), pytest.raises(CannotOpen):
            _ = reread(letter.id).name


@pytest.mark.usefixtures("letters")
def test_blind_index_finds_equal_text_within_tenant_and_purpose_only() -> None:
    with acting(1):
        one = blind_index(db.session(), 1, "person.name", "とっとりはなこ")
    with acting(1):
        assert blind_index(db.session(), 1, "person.name", "とっとりはなこ") == one
        assert blind_index(db.session(), 1, "person.kana", "とっとりはなこ") != one
        assert blind_index(db.session(), 1, "person.name", "とっとりたろう") != one
    with acting(2):
        assert blind_index(db.session(), 2, "person.name", "とっとりはなこ") != one
    with acting(0, DbRole.LOGIN):
        assert len(blind_index(db.session(), 0, "user.mail", "a@example.jp")) == 32
