"""All 91,599 regions, loaded once for the tests of this folder and taken away after the last of them."""

import datetime as dt

import pytest

from simpul.core.actors import Actor

AT = dt.datetime(2026, 1, 5, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 1, 5)
OFFICER = Actor(key="user:1", name="Petugas Awan", permissions=frozenset({"regions.import"}))


@pytest.fixture(scope="package")
def _loaded(django_db_setup, django_db_blocker):
    from django.db import connection

    from simpul.regions import actions

    with django_db_blocker.unblock():
        done = actions.load(by=Actor.system("wilayah"), at=AT)
    yield done
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # The register refuses to forget; only here, where nothing but this load is written, its triggers rest.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM register_event")
        cursor.execute("DELETE FROM register_chain")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("TRUNCATE regions_region, regions_word, regions_succession CASCADE")


@pytest.fixture
def loaded(_loaded, db):
    """The whole table stands in the database."""
    return _loaded


@pytest.fixture
def small(db):
    """Only Jawa Tengah with Purbalingga and Banyumas' first kecamatan: quick to load twice."""
    from django.db import connection

    from simpul.regions import table

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE regions_region, regions_word, regions_succession CASCADE")
    return [row for row in table.rows() if row.code in ("33", "33.02") or row.code.startswith(("33.03", "33.02.01"))]
