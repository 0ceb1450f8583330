"""The cast with agreements at every step, built once for this folder's modules and rolled back; each test in a savepoint."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from simpul.regions import actions as regions
from simpul.regions import table
from simpul.regions.models import Region
from tests import make
from tests.agreements import cases
from tests.api import intake
from tests.api.caller import Caller

NOW = make.AT + dt.timedelta(hours=2)


def small() -> list[table.Row]:
    return [row for row in table.rows() if row.code == "33" or row.code.startswith("33.03.01") or row.code == "33.03"]


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Rows of each state: draft, shared, agreed, started (one signature), signed, reported, entered KB."""
    with django_db_blocker.unblock(), transaction.atomic():
        cases.law()
        if not Region.objects.exists():
            regions.load(by=make.SYSTEM, at=make.AT, rows=small())
        c = make.cast()
        c.draft = cases.draft(c, title="Draf")
        c.shared = cases.shared(c, title="Dibagikan")
        c.agreed = cases.agreed(c, title="Disepakati")
        cases.name_signers(c, c.agreed)
        c.signed = cases.signed(c, title="Ditandatangani")
        c.reported = cases.reported(c, title="Dilaporkan")
        c.entered = cases.entered(c, title="Payung")
        c.api = {name: Caller.of(user) for name, user in c.users.items()}
        c.api[""] = Caller()  # somebody without a token
        intake.world(c)
        yield c
        transaction.set_rollback(True)


@pytest.fixture
def c(world, monkeypatch):
    """The world two hours later; what the test writes is undone."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)
