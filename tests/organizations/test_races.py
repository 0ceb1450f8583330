"""Two at once on one institution: one outcome, and the other is told why."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.organizations import actions
from simpul.organizations.models import Authority, Counter, Holding, LegalForm, Organization
from simpul.register.models import Event
from simpul.register.verifying import verify
from tests import make

DAY = dt.date(2026, 3, 1)
BY = {"by": make.SYSTEM, "at": make.AT}


@pytest.fixture
def awan(committed):
    yield make.organization("Kabupaten Awan", "pemda")
    assert verify().fault == ""


def test_of_two_definitive_holders_one_is_appointed(awan):
    office = make.post(awan, "Bupati Awan")

    def appoint(person: str):
        return lambda: actions.appoint(office, person=person, manner="definitif", start=DAY, basis="SK", **BY)

    assert make.race(appoint("Anindita"), appoint("Bramantya")) == ["database.holding_one_definitive", "done"]
    assert Holding.objects.count() == 1
    assert Event.objects.filter(kind="holding.begun").count() == 1


def test_of_two_descriptions_from_one_version_one_counts(awan):
    def describe(name: str):
        return lambda: actions.describe(awan, name=name, version=1, **BY)

    assert make.race(describe("Kabupaten Satu"), describe("Kabupaten Dua")) == ["done", "organization.stale"]
    assert Organization.objects.get().version == 2


def test_one_unit_is_founded_when_two_found_it(awan):
    def found():
        make.organization("Dinas Koperasi", "opd", parent=awan)

    done = make.race(found, found)
    assert done.count("done") == 1
    assert not {"IntegrityError", "DeadlockDetected", "OperationalError"} & set(done)
    assert Organization.objects.filter(name="Dinas Koperasi").count() == 1


def test_two_legal_forms_of_one_day_leave_one(awan):
    def give():
        actions.give_form(awan, form="pemda", start=DAY, basis="UU", **BY)

    done = make.race(give, give)
    assert done.count("done") == 1
    assert not {"IntegrityError", "DeadlockDetected", "OperationalError"} & set(done)
    assert LegalForm.objects.count() == 1


def test_an_authority_is_revoked_once(awan):
    right = make.authority(awan, make.post(awan, "Bupati Awan", "Anindita", is_head=True))

    def revoke():
        actions.revoke_authority(right, end=DAY, **BY)

    assert make.race(revoke, revoke) == ["authority.ended", "done"]
    assert Authority.objects.get().end == DAY


def test_two_letters_at_once_never_get_the_same_number(awan):
    numbers: list[str] = []

    def take():
        numbers.append(actions.take_number(awan, purpose="surat", day=DAY, **BY))

    assert make.race(*[take] * 6) == ["done"] * 6
    assert sorted(numbers) == [f"{n}/2026" for n in range(1, 7)]
    assert Counter.objects.get().last == 6
