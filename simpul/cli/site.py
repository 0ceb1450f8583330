"""Which site a command works on: the one DATABASE_URL names, else the demo's own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from simpul.cli.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent.parent
UNREACHABLE = (
    "Basis data tidak dapat dihubungi: {reason}. Periksa bahwa PostgreSQL berjalan dan DATABASE_URL benar, lalu ulangi."
)


def demo_folder() -> Path:
    return Path(os.environ.get("SIMPUL_DATA") or ROOT / ".data" / "demo").absolute()


def demo_cluster() -> Postgres:
    return Postgres(demo_folder() / "postgres")


def use_demo() -> None:
    """Settings will read the demo's folders, wherever the command was called from."""
    os.environ["SIMPUL_MODE"] = "demo"
    os.environ["SIMPUL_DATA"] = str(demo_folder())
    os.environ.setdefault("SIMPUL_STATIC", str(demo_folder() / "static"))


def start_django() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "simpul.settings"
    django.setup()


def require_database(url: str) -> None:
    """The database answers, or one line says why not."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as wrong:
        reason = " ".join(str(wrong).split()).rstrip(".")
        raise SystemExit(UNREACHABLE.format(reason=reason)) from None


@contextlib.contextmanager
def opened() -> Iterator[None]:
    """Django is set up and its database answers; the demo's server is started for the command and left as it was found."""
    cluster = None
    if not os.environ.get("DATABASE_URL"):
        cluster = demo_cluster()
        if not cluster.exists():
            raise SystemExit(
                "Belum ada basis data. Jalankan dulu ./run demo, atau isi DATABASE_URL dengan basis data situs Anda."
            )
        use_demo()
        os.environ["DATABASE_URL"] = cluster.start().url()
    try:
        require_database(os.environ["DATABASE_URL"])
        start_django()
        yield
    finally:
        if cluster:
            from django.db import connections

            connections.close_all()
            cluster.stop()
