"""Whatever is done to a sealed log is found, and named; an untouched log verifies."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import Result
from flask import Flask

from platform_app.core import audit, crypto
from platform_app.core.audit import anchors
from platform_app.core.audit.cli import audit_cli
from platform_app.core.audit.seal import seal_tenant
from platform_app.core.audit.signing import Signer
from platform_app.core.database import DbRole
from platform_app.extensions import db
from tests.core.conftest import MASTER_KEY, acting, superuser
from tests.support.settled import wait_until_settled

if TYPE_CHECKING:
    from tests.support.cluster import Urls

Run = Callable[..., Result]


@pytest.fixture
def run(core_app: Flask, fresh_db: "Urls") -> Run:
    """The command; before it seals, every older transaction of the cluster has ended."""

    def command(*arguments: object) -> Result:
        if arguments[0] == "seal":
            wait_until_settled(fresh_db.admin)
        return core_app.test_cli_runner().invoke(audit_cli, [str(argument) for argument in arguments])

    return command


@pytest.fixture
def log(core_app: Flask, run: Run) -> Iterator[list[uuid.UUID]]:
    """Three seals of three rows each, and two rows not sealed yet; identifiers of all rows."""
    ids: list[uuid.UUID] = []
    for batch in range(4):
        for _row in range(3 if batch < 3 else 2):
            with core_app.app_context(), acting(1, DbRole.CASE):
                ids.append(audit.record("case:view", object_type="cases", object_id=uuid.uuid4(), purpose="support"))
        if batch < 3:
            assert run("seal").output == "1 seals made\n"
    return ids


def found(result: Result, *phrases: object) -> bool:
    assert result.exit_code == 1, result.output
    for phrase in phrases:
        assert str(phrase) in result.stderr, result.stderr
    return True


def test_untouched_log_verifies(run: Run, log: list[uuid.UUID]) -> None:
    result = run("verify")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "tottori-city: 3 seals, 9 sealed rows, 2 not sealed yet: intact" in result.stdout
    assert "mihara-city: 0 seals" in result.stdout


def test_rows_in_the_default_partition_are_told_and_break_nothing(
    run: Run, log: list[uuid.UUID], fresh_db: "Urls"
) -> None:
    stray = uuid.UUID("ffffffff-ffff-7fff-8fff-ffffffffffff")
    with superuser(fresh_db) as cursor:
        cursor.execute(
            "INSERT INTO audit_events (tenant_id, id, at, action) VALUES (1, %s, now(), 'case:view')", (str(stray),)
        )

    result = run("verify", "--tenant", "tottori-city")

    assert result.exit_code == 0
    assert "tottori-city: warning: 1 rows lie in the default partition" in result.stderr


def test_one_tenant_can_be_verified_and_an_unknown_one_is_an_error(run: Run, log: list[uuid.UUID]) -> None:
    assert run("verify", "--tenant", "tottori-city").stdout.count("\n") == 1
    assert "there is no tenant x" in run("verify", "--tenant", "x").stderr


class TestRows:
    @pytest.mark.parametrize(
        "change",
        ["action = 'x'", "at = at + interval '1 us'", "user_id = gen_random_uuid()", "purpose = NULL",
         "shown = ARRAY['a']", "changes = '{\"a\": 0.5}'", "object_id = 'x'", "client = ''"],
    )  # fmt: skip
    def test_changed(self, change: str, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute(f"UPDATE audit_events SET {change} WHERE id = %s", (str(log[4]),))

        assert found(run("verify"), f"tottori-city: seal 2: rows are not as they were sealed: row {log[4]} was changed")

    def test_deleted(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("DELETE FROM audit_events WHERE id = %s", (str(log[4]),))

        assert found(run("verify"), f"seal 2: 3 rows were sealed, 2 are there: 1 removed after row {log[3]}")

    def test_added_with_an_old_transaction(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        forged = uuid.uuid4()
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute(
                "INSERT INTO audit_events (tenant_id, id, at, action, xid) SELECT 1, %s, now(), 'x', xid"
                " FROM audit_events WHERE id = %s",
                (str(forged), str(log[4])),
            )

        assert found(run("verify"), f"seal 2: 3 rows were sealed, 4 are there: row {forged} was added")

    def test_reordered(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute(
                "UPDATE audit_events e SET xid = other.xid FROM audit_events other"
                " WHERE e.id IN (%(a)s, %(b)s) AND other.id IN (%(a)s, %(b)s) AND e.id <> other.id",
                {"a": str(log[3]), "b": str(log[5])},
            )

        assert found(run("verify"), "seal 2", "changed or reordered", log[3], log[5])

    def test_moved_beyond_the_last_seal(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("UPDATE audit_events SET epoch = 2 WHERE id = %s", (str(log[4]),))

        assert found(run("verify"), "seal 2: 3 rows were sealed, 2 are there", f"row {log[4]} claims a transaction")

    def test_moved_to_an_epoch_that_has_no_seal(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("UPDATE audit_events SET epoch = 0 WHERE id = %s", (str(log[4]),))

        assert found(run("verify"), f"row {log[4]} is older than the last seal and in no seal")

    def test_moved_to_another_tenant(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("UPDATE audit_events SET tenant_id = 2 WHERE id = %s", (str(log[4]),))

        assert found(run("verify"), "tottori-city: seal 2")

    def test_truncated(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("TRUNCATE audit_events")

        assert found(run("verify"), "seal 1: 3 rows were sealed, 0 are there: 3 removed", "seal 2", "seal 3")


class TestSeals:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ("count = 2", "the seal's own fields were changed"),
            ("root = sha256(root)", "the seal's own fields were changed"),
            ("marks = substr(marks, 5)", "the seal's own fields were changed"),
            ("sealed_at = now()", "the seal's own fields were changed"),
            ("xid_to = (xid_to::text::bigint + 1)::text::xid8", "the seal's own fields were changed"),
            ("previous = sha256(previous)", "does not follow the seal before it"),
            ("head = sha256(head)", "the signature is not valid"),
            ("signature = sha512(signature)", "the signature is not valid"),
            ("key_id = 'x'", "signed by an unknown key (x)"),
        ],
    )
    def test_changed(self, change: str, told: str, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute(f"UPDATE audit_seals SET {change} WHERE number = 2")

        assert found(run("verify"), f"tottori-city: seal 2: {told}")

    def test_taken_out_of_the_middle(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("DELETE FROM audit_seals WHERE number = 2")

        assert found(run("verify"), "seal 3: seal 2 is missing before it", "seal 3: does not begin where")

    def test_swapped(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("UPDATE audit_seals SET number = 7 WHERE number = 2")
            cursor.execute("UPDATE audit_seals SET number = 2 WHERE number = 3")
            cursor.execute("UPDATE audit_seals SET number = 3 WHERE number = 7")

        assert found(run("verify"), "seal 2: does not follow the seal before it", "seal 3")

    def test_cut_off_with_their_rows(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("DELETE FROM audit_events WHERE id >= %s", (str(log[3]),))
            cursor.execute("DELETE FROM audit_seals WHERE number >= 2")

        assert found(run("verify"), "tottori-city: cut off: seals 2 to 3 were anchored outside and are missing here")

    def test_cut_off_and_sealed_anew(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("DELETE FROM audit_events WHERE id = %s", (str(log[7]),))
            cursor.execute("DELETE FROM audit_seals WHERE number = 3")
        run("seal")

        assert found(run("verify"), "seal 3: differs from the head anchored outside: the chain was rewritten")

    def test_removed_altogether(self, run: Run, log: list[uuid.UUID], fresh_db: "Urls") -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("TRUNCATE audit_events")
            cursor.execute("TRUNCATE audit_seals")

        assert found(run("verify"), "tottori-city: cut off: seals 1 to 3 were anchored outside")


def rewrite(app: Flask, urls: "Urls", key: bytes) -> None:
    """Change a row, throw every seal away and seal the whole log again, as one who owns the database could."""
    with superuser(urls, triggers=False) as cursor:
        cursor.execute("UPDATE audit_events SET purpose = 'other' WHERE object_type = 'cases'")
        cursor.execute("DELETE FROM audit_seals")
    wait_until_settled(urls.admin)
    with app.app_context():
        made = seal_tenant(db.session(), 1, Signer(crypto.Keyring(key)), batch_rows=3)
        db.session.commit()
        assert len(made) >= 3


class TestWholeChainRewritten:
    def test_with_a_fresh_key_is_found_by_signature_and_anchor(
        self, core_app: Flask, run: Run, log: list[uuid.UUID], fresh_db: "Urls"
    ) -> None:
        rewrite(core_app, fresh_db, b"f" * 32)

        assert found(
            run("verify"), "seal 1: signed by an unknown key", "seal 1: differs from the head anchored outside"
        )

    def test_with_a_fresh_key_is_found_without_anchors(
        self, core_app: Flask, run: Run, log: list[uuid.UUID], fresh_db: "Urls"
    ) -> None:
        rewrite(core_app, fresh_db, b"f" * 32)
        core_app.config["AUDIT_ANCHORS"] = None

        assert found(run("verify"), "seal 1: signed by an unknown key")

    def test_with_the_stolen_key_is_found_by_the_anchors(
        self, core_app: Flask, run: Run, log: list[uuid.UUID], fresh_db: "Urls"
    ) -> None:
        rewrite(core_app, fresh_db, MASTER_KEY)

        assert found(run("verify"), "seal 1: differs from the head anchored outside: the chain was rewritten")

    def test_with_the_stolen_key_and_our_anchors_is_found_by_another_holders(
        self, core_app: Flask, run: Run, log: list[uuid.UUID], fresh_db: "Urls", tmp_path: Path
    ) -> None:
        ours: Path = core_app.config["AUDIT_ANCHORS"]
        theirs = tmp_path / "prefecture.jsonl"
        theirs.write_bytes(ours.read_bytes())
        ours.unlink()
        rewrite(core_app, fresh_db, MASTER_KEY)
        run("seal")

        assert run("verify").exit_code == 0
        assert found(run("verify", "--anchors", theirs), "seal 1: differs from the head anchored outside")


class TestAnchors:
    def test_line_changed(self, core_app: Flask, run: Run, log: list[uuid.UUID]) -> None:
        path: Path = core_app.config["AUDIT_ANCHORS"]
        lines = path.read_text().splitlines()
        lines[1] = lines[1].replace(json.loads(lines[1])["head"], "00" * 32)
        path.write_text("\n".join(lines) + "\n")

        assert found(run("verify"), "line 2: not a line with a trusted signature")

    def test_file_missing(self, core_app: Flask, run: Run, log: list[uuid.UUID]) -> None:
        core_app.config["AUDIT_ANCHORS"].unlink()

        assert found(run("verify"), "anchors.jsonl is missing")

    def test_left_out_by_a_crash_are_made_good(self, core_app: Flask, run: Run, log: list[uuid.UUID]) -> None:
        path: Path = core_app.config["AUDIT_ANCHORS"]
        whole = path.read_bytes()
        path.write_bytes(b"".join(whole.splitlines(keepends=True)[:1]))
        run("seal")

        assert path.read_bytes().startswith(whole)
        assert run("verify").exit_code == 0

    def test_vouching_carries_old_seals_over_a_rotation(
        self, core_app: Flask, run: Run, log: list[uuid.UUID], fresh_db: "Urls"
    ) -> None:
        old, new = Signer(crypto.Keyring(MASTER_KEY)), Signer(crypto.Keyring(b"n" * 32))
        crypto.init_app(core_app, crypto.Keyring(b"n" * 32, MASTER_KEY))
        assert found(run("verify"), "seal 1: signed by an unknown key")
        anchors.append(core_app.config["AUDIT_ANCHORS"], [anchors.key_line(new, old.public_key)])

        assert run("verify").exit_code == 0

    def test_a_restore_that_says_so_is_no_cut(
        self, core_app: Flask, run: Run, log: list[uuid.UUID], fresh_db: "Urls"
    ) -> None:
        with superuser(fresh_db, triggers=False) as cursor:
            cursor.execute("DELETE FROM audit_events WHERE id >= %s", (str(log[7]),))
            cursor.execute("DELETE FROM audit_seals WHERE number = 3")
            cursor.execute("UPDATE audit_epochs SET system_identifier = 1")
        assert run("epoch", "--reason", "backup of yesterday").output == "epoch 2 opened\n"
        with core_app.app_context(), acting(1):
            audit.record("case:view")
        run("seal")

        result = run("verify")
        assert result.exit_code == 0, result.output
        assert "tottori-city: 4 seals, 8 sealed rows, 0 not sealed yet: intact" in result.stdout


class TestExport:
    @pytest.fixture
    def export(self, run: Run, log: list[uuid.UUID], tmp_path: Path) -> Path:
        path = tmp_path / "log.jsonl"
        result = run("export", "--tenant", "tottori-city", "--output", path)
        assert "3 seals, 11 rows written" in result.output
        return path

    def test_verifies_offline(self, run: Run, export: Path) -> None:
        key = Signer(crypto.Keyring(MASTER_KEY)).public_key.hex()

        result = run("verify", "--file", export, "--public-key", key)

        assert result.exit_code == 0, result.output
        assert "tottori-city: 3 seals, 9 sealed rows, 2 not sealed yet: intact" in result.stdout

    @pytest.mark.parametrize("line", range(16))
    def test_without_any_of_its_lines_is_found(self, line: int, run: Run, export: Path) -> None:
        lines = export.read_bytes().splitlines(keepends=True)
        assert len(lines) == 16
        export.write_bytes(b"".join(lines[:line] + lines[line + 1 :]))

        assert run("verify", "--file", export).exit_code == 1

    def test_changed_in_any_line_or_cut_is_found(self, run: Run, export: Path) -> None:
        lines = export.read_bytes().splitlines(keepends=True)
        for number, line in enumerate(lines):
            changed = line.replace(b'"', b' "', 1)
            export.write_bytes(b"".join([*lines[:number], changed, *lines[number + 1 :]]))
            assert run("verify", "--file", export).exit_code == (0 if number == len(lines) - 1 else 1)
            export.write_bytes(b"".join(lines[:number]))
            assert run("verify", "--file", export).exit_code == 1

    def test_rewritten_row_is_named(self, run: Run, export: Path, log: list[uuid.UUID]) -> None:
        export.write_text(
            "".join(
                line.replace("support", "other") if str(log[4]) in line else line
                for line in export.read_text().splitlines(keepends=True)
            )
        )

        assert found(run("verify", "--file", export), f"seal 2: rows are not as they were sealed: row {log[4]}")


def test_sealing_waits_for_running_transactions_and_splits_by_transaction(core_app: Flask, fresh_db: "Urls") -> None:
    with core_app.app_context(), acting(1):
        first = audit.record("case:view")
    with core_app.app_context():
        slow = db.session.session_factory()
        slow.connection()
        with acting(1):
            audit.record("case:view")
        wait_until_settled(fresh_db.admin)
        from_slow = slow.connection().exec_driver_sql("SELECT pg_current_xact_id()").scalar()
        with acting(1):
            later = [audit.record("case:view") for _ in range(3)]
        made = seal_tenant(db.session(), 1, Signer(crypto.Keyring(MASTER_KEY)), batch_rows=1)
        db.session.commit()

        assert [seal.count for seal in made] == [1, 1]
        assert made[-1].xid_to == int(str(from_slow))
        slow.rollback()
        slow.close()
        wait_until_settled(fresh_db.admin)
        made = seal_tenant(db.session(), 1, Signer(crypto.Keyring(MASTER_KEY)), batch_rows=1)
        db.session.commit()
        assert [seal.count for seal in made] == [len(later)]
        assert first < later[0]
