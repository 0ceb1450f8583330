"""`./run demo`: a whole site with its own database and example data, ready to click."""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import os
import shutil
from collections.abc import Iterator

from simpul.cli import processes, site
from simpul.cli.prepare import prepare
from simpul.cli.terminal import Parser, say

HOST = "127.0.0.1"
BUILT = "simpul-demo"  # the comment on a database whose demo data is complete


def run(argv: list[str]) -> int:
    parser = Parser(
        "./run demo", "Menjalankan Simpul dengan data contoh; data tetap ada pada penyalaan berikutnya.", ""
    )
    parser.add_argument("--fresh", action="store_true", help="hapus data demo dan mulai dari awal")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="porta situs (baku: 8000)")
    chosen = parser.parse_args(argv)
    if not 1 <= chosen.port <= 65535:
        parser.error("--port harus antara 1 dan 65535")
    processes.require_port(HOST, chosen.port, f"./run demo --port {min(chosen.port + 1, 65535)}")
    os.environ["SIMPUL_ADDRESS"] = address = f"http://localhost:{chosen.port}"
    site.use_demo()
    with processes.until_stopped(), only_one():
        if os.environ.get("DATABASE_URL"):
            serve_elsewhere(chosen.fresh, chosen.port, address)
        else:
            serve_here(chosen.fresh, chosen.port, address)
    return 0


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """No other demo works on this folder; the lock falls with its holder."""
    folder = site.demo_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as wrong:
        raise SystemExit(
            f"Folder {folder} tidak dapat ditulis ({wrong.strerror}). Beri izin, atau pilih folder lain dengan SIMPUL_DATA=/folder/lain."
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"Demo di {folder} sudah berjalan. Hentikan yang itu dulu, atau pakai folder lain: SIMPUL_DATA=/folder/lain ./run demo --port N"
            ) from None
        yield
    finally:
        os.close(handle)


def serve_here(fresh: bool, port: int, address: str) -> None:
    """The demo runs on a cluster of its own below SIMPUL_DATA."""
    cluster = site.demo_cluster()
    if fresh:
        cluster.remove()
        forget_files()
    try:
        cluster.start()
        cluster.create("simpul")
        os.environ["DATABASE_URL"] = cluster.url()
        if not built() and has_tables():  # an earlier first start was interrupted
            cluster.drop("simpul")
            cluster.create("simpul")
            forget_files()
        serve(port, address)
    finally:
        processes.ignore_signals()
        cluster.stop()


def serve_elsewhere(fresh: bool, port: int, address: str) -> None:
    """The demo runs on the server DATABASE_URL names. Data there that is not the demo's is left alone."""
    if fresh:
        raise SystemExit(
            "--fresh tidak menghapus basis data dari DATABASE_URL. Buat basis data baru yang kosong, lalu jalankan tanpa --fresh."
        )
    site.require_database(os.environ["DATABASE_URL"])
    if not built() and has_tables():
        raise SystemExit(
            "Basis data dari DATABASE_URL sudah berisi data lain. Beri demo basis data yang kosong, atau kosongkan DATABASE_URL."
        )
    serve(port, address)


def serve(port: int, address: str) -> None:
    from django.db import connections

    site.start_django()
    prepare()
    if not built():
        say("Membuat data contoh …")
        importlib.import_module("simpul.demo.build").build()
        ask("DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), '" + BUILT + "'); END $$")
    connections.close_all()
    processes.serve(HOST, port, address, workers=2, logs=site.demo_folder() / "log")


def ask(query: str) -> list[tuple[object, ...]]:
    """The rows of one query on the demo's database, before or after Django is set up."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def built() -> bool:
    rows = ask("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
    return rows == [(BUILT,)]


def has_tables() -> bool:
    return ask("SELECT count(*) > 0 FROM pg_tables WHERE schemaname = 'public'") == [(True,)]


def forget_files() -> None:
    """Files, mails and logs of the demo are gone; its keys stay, the next data is encrypted with them."""
    for name in ("files", "mail", "log"):
        shutil.rmtree(site.demo_folder() / name, ignore_errors=True)
