"""The server the tests need runs before the first test, and ends after the last unless another run still uses it."""

from __future__ import annotations

import os
import re

import pytest

from simpul.cli.postgres import Postgres
from tests.settings import CLUSTER


def pytest_configure(config: pytest.Config) -> None:
    if CLUSTER and not hasattr(config, "workerinput"):  # the workers of xdist use what their controller started
        CLUSTER.start()
        drop_left_over(CLUSTER)


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER and not hasattr(config, "workerinput"):
        CLUSTER.stop()


def drop_left_over(cluster: Postgres) -> None:
    """Databases of runs that were killed are gone; those of runs that live stay."""
    import psycopg

    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database")]
    for name in names:
        found = re.match(r"test_simpul_(\d+)", name)
        if found and not os.path.exists(f"/proc/{found[1]}"):
            cluster.drop(name)
