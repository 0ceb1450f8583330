"""The bench's own database: figures of one machine, on data nobody else touches."""

from __future__ import annotations

import atexit
import os
from pathlib import Path

from simpul.cli.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".data" / "bench"


def open_database(fresh: bool = False) -> None:
    """Django is set up on the database `simpul_bench`, with the tables of this version; `fresh` empties it first.

    Call it before importing models. SIMPUL_BENCH_DATABASE_URL names another server; its database must exist.
    """
    if "DJANGO_SETTINGS_MODULE" in os.environ:  # another module of this run has opened it
        return
    os.environ |= {"SIMPUL_MODE": "demo", "SIMPUL_DATA": str(DATA), "SIMPUL_STATIC": str(DATA / "static")}
    os.environ["DJANGO_SETTINGS_MODULE"] = "simpul.settings"
    if url := os.environ.get("SIMPUL_BENCH_DATABASE_URL"):
        os.environ["DATABASE_URL"] = url
    else:
        cluster = Postgres(DATA / "postgres").start()
        atexit.register(close, cluster)
        if fresh:
            cluster.drop("simpul_bench")
        cluster.create("simpul_bench")
        os.environ["DATABASE_URL"] = cluster.url("simpul_bench")
    import django
    from django.core.management import call_command

    from simpul.cli.prepare import migrate

    django.setup()
    migrate()
    call_command("createcachetable", verbosity=0)


def close(cluster: Postgres) -> None:
    """The server ends with the bench."""
    from django.db import connections

    connections.close_all()
    cluster.stop()
