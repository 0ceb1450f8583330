"""Every line of the data files is complete, and docs/law.md says the same."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest

from simpul.cli import docs
from simpul.core.canonical import canonical
from simpul.law import papers, rules, table
from simpul.organizations.rules import FORMS
from simpul.regions.table import name_of

NEEDED = set(
    [
        "dasar",
        "maksud_tujuan",
        "objek",
        "ruang_lingkup",
        "pelaksanaan",
        "hak_kewajiban",
        "jangka_waktu",
        "pembiayaan",
        "data_pribadi",
        "kerahasiaan",
        "kekayaan_intelektual",
        "pemantauan",
        "keadaan_kahar",
        "penyelesaian_perselisihan",
        "sanksi",
        "pengakhiran",
        "korespondensi",
        "lain_lain",
        "penutup",
    ]
)
TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize("entry", table.entries(), ids=lambda e: f"{e.kind}:{e.key}:{e.scope}:{e.start or ''}")
def test_every_entry_is_complete(entry):
    assert entry.kind in rules.KINDS
    assert re.fullmatch(r"[A-Za-z0-9._]{1,50}", entry.key)
    assert entry.title
    assert len(entry.title) <= 160
    assert entry.text or entry.kind == rules.AFFAIR
    assert entry.regulation in table.regulations()
    assert entry.article
    assert entry.certainty in rules.CERTAINTIES
    assert entry.scope == rules.NATIONAL or name_of(entry.scope)
    assert not (entry.start and entry.end) or entry.start <= entry.end
    assert all(dt.date(1945, 8, 17) <= day <= dt.date(2100, 1, 1) for day in (entry.start, entry.end) if day)
    assert set(entry.source.split(", ")) <= set(table.sources()) | {""}
    assert entry.source or entry.certainty == "U", "what was read is named"
    assert canonical(entry.value)
    entry.row()


def test_every_regulation_is_complete():
    for key, held in table.regulations().items():
        assert held.label
        assert held.title
        assert held.certainty in rules.CERTAINTIES
        assert len(key) <= 40
        assert not held.replaced_by or held.replaced_by in table.regulations()
        assert not held.region or name_of(held.region)


def test_no_two_entries_hold_at_once():
    seen: dict[tuple[str, str, str], list[table.Entry]] = {}
    for entry in table.entries():
        seen.setdefault((entry.kind, entry.key, entry.scope), []).append(entry)
    for entries in seen.values():
        days = sorted((e.start or dt.date.min, e.end or dt.date.max) for e in entries)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(days))


def test_parts_of_an_affair_have_an_owner_that_the_columns_know():
    for entry in table.entries():
        if entry.kind == rules.AFFAIR:
            parts = entry.value["parts"]
            assert len({part["key"] for part in parts}) == len(parts), entry.key
            for part in parts:
                assert part["owner"] in {"district", "province", "centre", "own"}, entry.key
                assert part["owner"] == "own" or entry.value[part["owner"]], (entry.key, part)
                assert len(part["key"]) <= 40


def test_an_unknown_limit_carries_no_number():
    for entry in table.entries():
        if entry.kind == rules.LIMIT and entry.certainty == "U":
            assert entry.value["value"] is None, entry.key


def test_what_one_town_wrote_is_not_said_of_the_nation():
    for entry in table.entries():
        region = table.regulations()[entry.regulation].region
        assert not region or entry.scope == region, entry.key


def test_what_is_only_likely_is_not_worded_as_fact():
    hedges = ("diperkirakan", "biasanya", "belum ditemukan", "lazim", "contoh", "diperlukan", "tidak ditemukan")
    for entry in table.entries():
        if entry.certainty == "L" and entry.kind in {rules.LIMIT, "dprd", "data"} and not entry.note:
            assert any(word in entry.text.lower() for word in hedges), (entry.key, entry.text)


def test_every_document_has_its_clauses_in_order():
    law = table.law_on(TODAY)
    for kind in ("kb", "nk", "pks"):
        types = [clause.type for clause in law.clauses_of(kind)]
        assert set(types) >= NEEDED
        assert len(types) == len(set(types))
        assert types[0] == "dasar"
        assert types[-1] == "penutup"
    assert {c.type for c in law.required("pks")} >= {"hak_kewajiban", "sanksi", "penyelesaian_perselisihan"}
    assert not [c for c in law.required("kb") if c.type == "sanksi"]
    assert law.clauses_of("rk")
    assert law.clauses_of("addendum")
    assert law.clauses_of("loi")


def test_starter_texts_leave_open_only_what_a_draft_can_fill():
    for clause in table.law_on(TODAY).clauses:
        names = set(re.findall(r"{([^{}]*)}", clause.text))
        assert names <= rules.PLACEHOLDERS, (clause.kind, clause.type)
        filled = clause.text.format(**{name: "isi" for name in rules.PLACEHOLDERS})
        assert "{" not in filled
        assert len(filled) > 40


def test_every_legal_form_of_an_organisation_leads_to_a_kind_of_cooperation():
    law = table.law_on(TODAY)
    for form in FORMS:
        found = law.partner_form(form)
        assert found, form
        assert found.kind_of_cooperation in rules.COOPERATIONS
        assert list(found.documents) == rules.DOCUMENTS[found.kind_of_cooperation]


def test_the_law_document_is_fresh():
    assert (docs.ROOT / "docs" / "law.md").read_text("utf-8") == papers.whole()


def test_the_document_command_checks_and_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "GENERATORS", {"docs/law.md": papers.whole})
    assert docs.run(["--check"]) == 1
    assert "Basi: docs/law.md" in capsys.readouterr().err
    assert docs.run([]) == 0
    assert docs.run(["--check"]) == 0
    (tmp_path / "docs" / "law.md").write_text("lama")
    assert docs.run(["--check"]) == 1
