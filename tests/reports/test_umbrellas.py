"""KB without PKS and NK without RK, read by the tree of organisations."""

from __future__ import annotations

import datetime as dt

from simpul.agreements import actions
from simpul.reports import desk
from simpul.reports.umbrellas import empty_umbrellas, units_of
from tests import make
from tests.agreements import cases

TODAY = cases.TODAY


def counts(c, who="officer", day=TODAY):
    return {row.organization.name: row.count for row in units_of(getattr(c.actors, who), day)}


def test_a_kb_is_empty_until_a_pks_under_it_is_signed_by_a_dinas(c):
    kb = cases.entered(c)
    assert [a.code for a in empty_umbrellas(c.actors.officer, TODAY)] == [kb.code]
    draft = cases.shared(c, parent=kb)
    assert [a.code for a in empty_umbrellas(c.actors.officer, TODAY)] == [kb.code]
    actions.revoke(draft, reason="Diganti", by=c.actors.officer, at=cases.AT)
    cases.signed(c, parent=kb)
    assert empty_umbrellas(c.actors.officer, TODAY) == []
    assert desk.sums(c.actors.officer, TODAY).empty_kb == 0


def test_an_nk_is_empty_until_it_has_a_work_plan_and_never_needs_a_pks(c):
    empty, planned = cases.entered(c, kind="nk"), cases.entered(c, kind="nk", body={"work_plan": [cases.PLAN]})
    assert [a.code for a in empty_umbrellas(c.actors.officer, TODAY)] == [empty.code]
    assert planned.planned
    assert desk.sums(c.actors.officer, TODAY).empty_nk == 1


def test_what_has_ended_is_no_longer_empty(c):
    kb = cases.entered(c, body={"months": 12, "obligations": []})
    assert kb.end == dt.date(2026, 1, 31)
    assert empty_umbrellas(c.actors.officer, TODAY) == []
    assert empty_umbrellas(c.actors.officer, kb.end) != []


def test_an_outsider_sees_no_umbrella(c):
    cases.entered(c)
    for who in ("citra_officer", "admin", "dinas_officer"):
        assert empty_umbrellas(getattr(c.actors, who), TODAY) == [], who


def test_a_pks_counts_for_its_dinas_and_for_all_above_it(c):
    cases.signed(c)
    cases.signed(c, sides=[actions.Side(c.dinas), actions.Side(c.bumi), actions.Side(c.setda, "implementing")])
    found = counts(c)
    assert (found["Dinas Koperasi dan UKM"], found["Kabupaten Awan"], found["Sekretariat Daerah"]) == (2, 2, 1)
    assert found["Bagian Kerja Sama"] == 0
    assert counts(c, "partner_officer")["Universitas Bumi"] == 2


def test_the_tree_is_that_of_ones_own_institution_in_order(c):
    rows = units_of(c.actors.officer, TODAY)
    assert [(r.organization.name, r.depth) for r in rows][:1] == [("Kabupaten Awan", 0)]
    names = [r.organization.name for r in rows]
    assert names.index("Bagian Kerja Sama") == names.index("Sekretariat Daerah") + 1
    assert "Universitas Bumi" not in names
    assert units_of(make.SYSTEM, TODAY) == []


def test_the_page_names_what_is_missing(c):
    kb = cases.entered(c)
    text = make.client(c.officer).get("/kerja-sama/tanpa-tindak-lanjut/").content.decode()
    assert "KB tanpa PKS" in text
    assert kb.title in text
