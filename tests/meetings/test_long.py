"""A hundred guests, long names and words that nothing breaks: the pages fit a telephone all the same."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from simpul.meetings import actions
from tests import make
from tests.house.test_access import p, site
from tests.house.test_pages import LONG, Visitor, faults, visitor
from tests.meetings import cases

__all__ = ["p", "site", "visitor"]  # the fixtures


@pytest.fixture
def long(p: SimpleNamespace) -> SimpleNamespace:
    """A meeting of a hundred guests with long minutes, and one with nothing at all."""
    c, by, at = p.c, p.c.actors.dinas_officer, cases.AFTER
    title = f"Penguatan {LONG} melalui {'keterhubungan' * 8}"
    p.long = cases.minuted(c, title=title, place=f"{LONG} {'lantai' * 20}")
    offices = [make.organization(f"{LONG} {n}", "opd", parent=c.awan) for n in range(100)]
    guests = [actions.Guest(office) for office in offices]
    actions.add_attendances(p.long, guests=guests, invited=False, came="came", people=LONG * 2, by=by, at=at)
    for n in range(5):
        actions.add_topic(p.long, title=f"{n} {LONG}", outside=bool(n % 2), minutes="sangat" * 60, by=by, at=at)
        actions.add_follow_up(p.long, text="tindak" * 60, owner=offices[n], due=cases.DUE, by=by, at=at)
        actions.add_source_date(p.long, day=cases.DUE, source=f"{n} {'sumber' * 40}", by=by, at=at)
    actions.enclose(p.long, file=cases.photo(), name=f"{'foto' * 40}.png", is_photo=True, by=by, at=at)
    p.empty = cases.prepared(c, title="x", place="", ends_at=None)
    actions.drop_topic(cases.topic(p.empty), by=by, at=cases.AT)
    actions.drop_attendance(cases.attendance(p.empty, c.dinas), by=by, at=cases.AT)
    return p


def test_long_names_many_guests_and_nothing_at_all_fit(long: SimpleNamespace, visitor: Visitor) -> None:
    visitor.who, found = "dinas_officer", []
    for address in ("", "risalah/", "undangan/", "agenda/1/", "tindak-lanjut/2/", "ubah/"):
        found += faults(visitor, f"/pertemuan/{long.long.code}/{address}")
    for address in ("", "undangan/"):
        found += faults(visitor, f"/pertemuan/{long.empty.code}/{address}")
    found += faults(visitor, "/pertemuan/")
    assert not found, "\n".join(found)
