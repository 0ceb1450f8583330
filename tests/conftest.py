"""The server the tests need runs before the first test, and ends after the last unless another run still uses it."""

from __future__ import annotations

import copy
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_django.fixtures
from playwright.sync_api import expect
from xdist.scheduler import LoadScopeScheduling

from simpul.cli.postgres import Postgres
from simpul.cli.prepare import compile_catalogue
from tests import witnesses
from tests.settings import CLUSTER, ROOT

# Playwright's synchronous interface runs an event loop in our thread; the tests' own queries are not asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BROWSER_FLAGS += ["--disable-component-update", "--disable-sync"]
LONGEST = ("tests/stories/", "tests/test_run.py", "tests/house/test_pages.py", "tests/api/")
ON_THE_DEMO = ("tests/stories/", "tests/test_run.py")  # they share one demo, so one worker takes them all


def pytest_configure(config: pytest.Config) -> None:
    if CLUSTER and not hasattr(config, "workerinput"):  # the workers of xdist use what their controller started
        try:
            CLUSTER.start()
        except SystemExit:  # of another version, or broken when the machine went down: nothing in it is worth keeping
            CLUSTER.remove()
            CLUSTER.start()
        drop_left_over(CLUSTER)
    if not hasattr(config, "workerinput"):
        compile_catalogue()
    witnesses.listen(config)
    reach_only_this_machine()
    expect.set_options(timeout=15_000)  # a machine with other work is slow, not wrong
    # whoever asks for the database gets it: pytest-django looks at marks only, and would miss the fixtures below
    pytest_django.fixtures._get_databases_for_setup = lambda items: ({"default"}, set())


def pytest_sessionfinish(session: pytest.Session) -> None:
    witnesses.finish(session)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    witnesses.tell(terminalreporter)


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER and not hasattr(config, "workerinput"):
        CLUSTER.stop()


def reach_only_this_machine() -> None:
    """A connection to anywhere else is a mistake of the test."""
    plain = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"tests reach no network, not even {address[0]}")
        plain(self, address)

    socket.socket.connect = connect


def drop_left_over(cluster: Postgres) -> None:
    """Databases of runs that were killed are gone; those of runs that live stay."""
    import psycopg

    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database")]
    for name in names:
        found = re.match(r"test_simpul_(\d+)", name)
        if found and not os.path.exists(f"/proc/{found[1]}"):
            cluster.drop(name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take longest begin."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


class ByFile(LoadScopeScheduling):
    """A file's tests stay together, so that what they share is made once; those on the demo share one worker and one demo."""

    def _split_scope(self, nodeid: str) -> str:
        return "demo" if nodeid.startswith(ON_THE_DEMO) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's own browser; a machine without one is told so, no story is skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.fail("Peramban tidak ditemukan. Pasang dengan: apt-get install chromium", pytrace=False)
    return browser_type_launch_args | {"executable_path": found, "args": BROWSER_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "id-ID", "timezone_id": "Asia/Jakarta"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """A demo as a person starts it: a process of its own with data of its own, on a free port."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.address = f"http://localhost:{self.port}"
        ours = ("SIMPUL_", "DJANGO_", "DATABASE_URL", "PYTEST_")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment |= {"SIMPUL_DATA": str(data), "PYTHONPATH": str(ROOT)}
        if chosen := os.environ.get("SIMPUL_PG_BIN"):
            self.environment["SIMPUL_PG_BIN"] = chosen
        self.process: subprocess.Popen[str] | None = None

    def command(self, *more: str) -> list[str]:
        return [sys.executable, "-P", "-m", "simpul.cli.main", "demo", "--port", str(self.port), *more]

    def start(self, *more: str) -> list[str]:
        """The lines it said until it was ready."""
        self.process = subprocess.Popen(
            self.command(*more),
            env=self.environment,
            cwd="/",
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        said: list[str] = []
        assert self.process.stderr is not None
        for line in self.process.stderr:
            said.append(line.rstrip("\n"))
            if self.address in line:
                return said
        self.process.communicate()
        self.process = None
        raise AssertionError("the demo ended before it was ready:\n" + "\n".join(said))

    def refused(self, *more: str, **environment: str) -> tuple[int, str]:
        """Exit code and words of a start that is expected to end by itself."""
        done = subprocess.run(
            self.command(*more), env=self.environment | environment, cwd="/", capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stderr

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """The exit code after it was asked to stop."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.communicate(timeout=60)
        code, self.process = self.process.returncode, None
        return code

    def forget(self) -> None:
        """Nothing of it is left on the machine."""
        if self.process is not None:
            self.stop()
        cluster = Postgres(self.data / "postgres")
        cluster.remove()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(cluster.sockets, ignore_errors=True)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo with its example data, running; a test that stops it starts it again."""
    site = Demo(tmp_path_factory.mktemp("demo"))
    try:
        site.start()
        yield site
    finally:
        site.forget()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What the test writes is truly committed, so that two connections can meet; afterwards it is gone.

    Django's own way truncates every table, which the register forbids; here only tables that were empty before are
    emptied again, with the triggers asleep.
    """
    from django.db import connection

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            empty = []
            for table in tables:
                cursor.execute(f'SELECT NOT EXISTS (SELECT 1 FROM "{table}")')
                empty += [table] if cursor.fetchone()[0] else []
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in empty) + " RESTART IDENTITY")
            cursor.execute("SET session_replication_role = DEFAULT")
        connection.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Emptying tables between transactional tests and those of a live server: the register forbids it to everybody else."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    plain = DatabaseOperations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        found = plain(self, *args, **kwargs)
        return ["SET LOCAL session_replication_role = replica", *found] if found else found

    DatabaseOperations.sql_flush = sql_flush


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """The law and the cast, made once for the tests of a module, each of which is rolled back to here."""
    from django.db import connection, transaction

    from tests import make
    from tests.agreements import cases

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        connection.close = lambda: None  # Django closes after each test; here the outer transaction must outlive it
        try:
            cases.law()
            yield make.cast()
        finally:
            del connection.close
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            connection.close()


@pytest.fixture
def c(world: SimpleNamespace, db: None) -> SimpleNamespace:
    """Everybody, fresh for this test."""
    return copy.deepcopy(world)
