"""Letters are numbered by the pattern of the office, once each, and from one again every year."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.core.refusals import Refused
from simpul.organizations import actions, rules
from simpul.organizations.models import Counter, Numbering, Organization
from simpul.register.models import Event
from tests import make

DAY = dt.date(2026, 3, 2)


def refused(code: str, call, *args, **values) -> None:
    """The call is refused with this code and left neither row nor event."""
    tables = (Numbering, Counter, Event)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with pytest.raises(Refused) as stopped:
        call(*args, **{"at": make.AT, "by": make.SYSTEM} | values)
    assert code in [refusal.code for refusal in stopped.value.refusals]
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def take(organization: Organization, day: dt.date = DAY, purpose: str = "surat", **values) -> str:
    return actions.take_number(organization, purpose=purpose, day=day, by=make.SYSTEM, at=make.AT, **values)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{nomor}/{tahun}", "7/2026"),
        ("{klasifikasi}/{nomor}/{unit}/{bulan_romawi}/{tahun}", "400.14.4/7/KS/III/2026"),
        ("B-{nomor}.{unit}.{bulan}.{tahun}", "B-7.KS.03.2026"),
    ],
)
def test_a_pattern_says_where_count_unit_and_day_stand(pattern, number):
    assert rules.number_of(pattern, count=7, day=DAY, unit="KS", classification="400.14.4") == number


def test_without_a_pattern_each_unit_counts_by_the_year(c):
    assert [take(c.dinas), take(c.dinas), take(c.bagian)] == ["1/2026", "2/2026", "1/2026"]


def test_a_unit_follows_the_nearest_pattern_above_and_shares_its_count(c):
    actions.set_numbering(c.awan, pattern="{nomor}/{unit}/{tahun}", unit="AWN", start=DAY, by=c.actors.officer, at=c.at)
    assert [take(c.dinas), take(c.bagian), take(c.awan)] == ["1/AWN/2026", "2/AWN/2026", "3/AWN/2026"]
    actions.set_numbering(
        c.setda, pattern="{klasifikasi}/{nomor}/{unit}/{tahun}", unit="SETDA", start=DAY, by=c.actors.officer, at=c.at
    )
    assert take(c.bagian, classification="400.14") == "400.14/1/SETDA/2026"
    assert take(c.dinas) == "4/AWN/2026"
    assert take(c.bumi) == "1/2026"


def test_the_newest_pattern_of_the_day_counts(c):
    actions.set_numbering(c.dinas, pattern="LAMA-{nomor}/{tahun}", start=DAY, by=c.actors.officer, at=c.at)
    actions.set_numbering(
        c.dinas, pattern="BARU-{nomor}/{tahun}", start=dt.date(2026, 6, 1), by=c.actors.officer, at=c.at
    )
    assert take(c.dinas) == "LAMA-1/2026"
    assert take(c.dinas, dt.date(2026, 6, 1)) == "BARU-2/2026"


def test_every_year_begins_at_one(c):
    assert [take(c.dinas, dt.date(2026, 12, 31)), take(c.dinas, dt.date(2027, 1, 1))] == ["1/2026", "1/2027"]
    assert take(c.dinas, dt.date(2026, 12, 31)) == "2/2026"


def test_the_agenda_of_an_institution_is_one_and_apart_from_its_letters(c):
    actions.set_numbering(c.awan, pattern="{nomor}/{unit}/{tahun}", unit="AWN", start=DAY, by=c.actors.officer, at=c.at)
    assert [take(c.bagian, purpose="agenda"), take(c.awan, purpose="agenda")] == ["1/2026", "2/2026"]
    assert take(c.awan) == "1/AWN/2026"


def test_a_number_somebody_typed_by_hand_is_passed_over(c):
    assert take(c.dinas, taken={"1/2026", "2/2026"}.__contains__) == "3/2026"
    assert take(c.dinas) == "4/2026"


def test_a_number_needs_the_classification_its_pattern_asks_for(c):
    actions.set_numbering(c.dinas, pattern="{klasifikasi}/{nomor}/{tahun}", start=DAY, by=c.actors.officer, at=c.at)
    refused("numbering.classification", actions.take_number, c.dinas, purpose="surat", day=DAY, classification=" ")
    refused("numbering.purpose", actions.take_number, c.dinas, purpose="kwitansi", day=DAY)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{nomor}/{thn}/{tahun}", "numbering.place"),
        ("{nomor}/{tahun", "numbering.place"),
        ("{{nomor}}/{tahun}", "numbering.place"),
        ("{nomor}/{}", "numbering.place"),
        ("{nomor}/{bulan}", "numbering.needs"),
        ("{tahun}", "numbering.needs"),
        ("", "numbering.needs"),
        ("{nomor}/{nomor}/{tahun}", "numbering.twice"),
        ("{nomor}/{unit}/{tahun}", "numbering.unit"),
        ("{nomor}/{tahun}" + "x" * 66, "value.pattern"),
        ("{klasifikasi}/{nomor}/{bulan}/{tahun}" + "x" * 43, "numbering.long"),
    ],
)
def test_a_pattern_that_cannot_number_is_refused_with_the_reason(c, pattern, code):
    refused(code, actions.set_numbering, c.dinas, pattern=pattern, start=DAY)


def test_only_who_manages_the_organisation_sets_how_it_numbers(c):
    for person in (c.actors.citra_officer, c.actors.dinas_officer, c.actors.partner_officer):
        refused(
            "organization.forbidden", actions.set_numbering, c.dinas, pattern="{nomor}/{tahun}", start=DAY, by=person
        )
    actions.set_numbering(c.dinas, pattern="{nomor}/{tahun}", start=DAY, by=c.actors.officer, at=c.at)
    assert c.dinas.chain.events.latest("number").kind == "numbering.set"
