"""Terms stay what people meant: promises keep their clause and sides, the term stands in its clause, the days fit. No database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from simpul.agreements.actions.drafting import starter_clauses
from simpul.agreements.rules import filling, pointing, terms, verbs
from simpul.law import table
from simpul.law.rules import INSTRUMENT, LawOn, Row, Source
from tests.agreements.test_rules import DAY, DONE, OFFICER, codes, facts, found, side, some_terms, told

PROMISE = some_terms()["obligations"][0]
FIVE = [{"type": f"t{n}", "heading": f"Judul {n}", "text": f"Isi {n}."} for n in range(1, 6)]
SENTENCE = "(1) Naskah ini berlaku selama {jangka_waktu}, sejak {mulai} sampai dengan {akhir}."


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture(scope="module")
def law() -> LawOn:
    return table.law_on(DAY)


def words(change: terms.Change, mark: str) -> str:
    return "".join(text for own, text in change.words if own == mark)


# ---- who owes what to whom


def test_swapped_debtor_and_beneficiary_stand_in_the_difference():
    old = some_terms()
    new = some_terms(obligations=[PROMISE | {"debtor": 1, "beneficiary": 2}])
    (change,) = terms.changes(old, new)
    assert change.what == "Kewajiban"
    assert "(Lembaga 2) → PIHAK KESATU (Lembaga 1)" in "".join(t for m, t in change.words if m != "ins")
    assert "(Lembaga 1) → PIHAK KEDUA (Lembaga 2)" in "".join(t for m, t in change.words if m != "del")


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"quantity": "120"}, "120"),
        ({"unit": "desa"}, "desa"),
        ({"due": {"rule": "every", "months": 6}}, "setiap 6 bulan"),
        ({"evidence": "berita acara"}, "berita acara"),
        ({"text": "Mendampingi"}, "Mendampingi"),
        ({"clause": 2}, "2"),
    ],
)
def test_every_part_of_a_promise_stands_in_the_difference(changed, shown):
    (change,) = terms.changes(some_terms(), some_terms(obligations=[PROMISE | changed]))
    assert words(change, "ins")
    assert shown in "".join(text for mark, text in change.words if mark != "del")


def test_the_promises_are_told_before_the_clauses():
    new = some_terms(clauses=FIVE, obligations=[PROMISE | {"quantity": "120"}])
    assert terms.changes(some_terms(), new)[0].what == "Kewajiban"


def test_the_difference_is_in_words_and_days_as_people_write_them():
    old = some_terms(start="2020-01-01", months=24)
    parties = [old["parties"][0], old["parties"][1] | {"role": "witness", "label": "Saksi"}]
    period, sides = terms.changes(
        old, some_terms(start="2021-02-03", end="2022-02-02", parties=parties, obligations=old["obligations"])
    )[:2]
    assert "1 Januari 2020" in terms.period_text(old)
    assert "".join(t for m, t in period.words if m != "del") == "mulai 3 Februari 2021 · sampai 2 Februari 2022"
    assert "".join(t for m, t in period.words if m != "ins") == "mulai 1 Januari 2020 · selama 24 bulan"
    assert "(Penanda tangan)" in "".join(t for _m, t in sides.words)
    assert "(Saksi)" in words(sides, "ins")
    assert terms.period_text(some_terms()) == "belum diisi"


# ---- promises keep their clause and their sides


def pointed(clauses: list[dict[str, Any]], parties: list[dict[str, Any]] | None = None, at: int = 3) -> Any:
    source = some_terms(clauses=FIVE, obligations=[PROMISE | {"clause": at}])
    return pointing.repointed(source, clauses, parties or source["parties"])


@pytest.mark.parametrize(
    ("clauses", "place"),
    [
        (FIVE, 3),
        (FIVE[1:], 2),
        (FIVE[::-1], 3),
        ([FIVE[2], *FIVE[:2]], 1),
        ([FIVE[0], FIVE[2] | {"text": "Isi baru."}], 2),
        ([FIVE[0], FIVE[2] | {"heading": "Judul lain"}], 2),
        ([{**FIVE[3], "was": 3}, {**FIVE[2], "was": 4}], 1),
    ],
)
def test_a_promise_follows_its_clause(clauses, place):
    (promise,), refusals = pointed(clauses)
    assert (promise["clause"], refusals) == (place, [])


@pytest.mark.parametrize("clauses", [[*FIVE[:2], *FIVE[3:]], [{**FIVE[2], "was": 0}, {**FIVE[0], "was": 1}]])
def test_a_clause_that_a_promise_comes_from_is_not_dropped_in_silence(clauses):
    _rows, (refusal,) = pointed(clauses)
    assert refusal.code == "terms.obligation_clause_gone"
    assert "«Melatih» diambil dari Pasal 3 «Judul 3»" in str(refusal)


def test_a_promise_follows_its_organisations_when_sides_change_places():
    one, two = some_terms()["parties"]
    swapped = [two | {"order": 1, "label": "PIHAK KESATU"}, one | {"order": 2, "label": "PIHAK KEDUA"}]
    (promise,), refusals = pointed(FIVE, swapped)
    assert (promise["debtor"], promise["beneficiary"], refusals) == (1, 2, [])


@pytest.mark.parametrize("change", ["gone", "witness"])
def test_a_side_that_a_promise_names_does_not_leave_in_silence(change):
    one, two = some_terms()["parties"]
    parties = [one, two | {"role": "witness"}] if change == "witness" else [one]
    _rows, refusals = pointed(FIVE, parties)
    assert codes(refusals) == ["terms.obligation_party_gone"]
    assert "«Melatih» menyebut PIHAK KEDUA (Lembaga 2)" in str(refusals[0])


def test_a_witness_owes_nothing():
    parties = [*some_terms()["parties"], some_terms()["parties"][0] | {"order": 3, "role": "witness", "code": "c3"}]
    wrong = some_terms(parties=parties, obligations=[PROMISE | {"debtor": 3}])
    assert codes(terms.refusals_to_terms(wrong)) == ["terms.obligation_sides"]


def test_a_witness_has_no_number_among_the_parties():
    roles = ["signatory", "witness", "implementing", "signatory"]
    assert terms.side_labels(roles) == ["PIHAK KESATU", "Saksi", "PIHAK KETIGA", "PIHAK KEDUA"]


# ---- the term stands in its clause


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ({"months": 24}, "selama 24 bulan, sejak tanggal penandatanganan sampai dengan berakhirnya jangka waktu itu."),
        ({"start": "2026-01-01", "months": 12}, "selama 12 bulan, sejak 1 Januari 2026 sampai dengan 31 Desember 2026."),
        ({"start": "2026-01-01", "end": "2027-12-31"}, "selama 24 bulan, sejak 1 Januari 2026 sampai dengan 31 Desember 2027."),
        ({"end": "2027-12-31"}, "selama jangka waktu kerja sama, sejak tanggal penandatanganan sampai dengan 31 Desember 2027."),
        ({"condition": "sampai unit bersertifikat"}, "selama jangka waktu kerja sama, sejak tanggal penandatanganan sampai dengan unit bersertifikat."),
        ({}, "selama ........, sejak tanggal penandatanganan sampai dengan ........."),
    ],
)  # fmt: skip
def test_the_term_fills_its_sentence(term, said):
    assert filling.filled(SENTENCE, filling.term_words(term)).endswith(said)


@pytest.mark.parametrize(("kind", "parent"), [("kb", None), ("nk", None), ("pks", "KB Induk")])
def test_a_draft_with_a_term_and_a_parent_has_no_dots(law, kind, parent):
    made = starter_clauses(law, kind, "Pelatihan", parent=parent, body={"months": 24}, place="Kabupaten Awan")  # type: ignore[arg-type]
    assert [c["type"] for c in made if filling.OPEN.search(c["text"])] == []


def clause_of(law: LawOn, **term: Any) -> dict[str, Any]:
    made = starter_clauses(law, "pks", "Pelatihan", parent=None, body=term, place="Awan")
    return next(c for c in made if c["type"] == "jangka_waktu")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {"months": 24}, "selama 24 bulan, sejak tanggal penandatanganan sampai dengan berakhirnya"),
        ({"months": 24}, {"months": 36}, "selama 36 bulan"),
        (
            {"months": 24},
            {"start": "2026-01-01", "end": "2026-06-30"},
            "selama 6 bulan, sejak 1 Januari 2026 sampai dengan 30 Juni 2026",
        ),
    ],
)
def test_a_term_given_later_fills_what_the_library_left_open(law, before, after, said):
    clause = clause_of(law, **before) | {"text": clause_of(law, **before)["text"] + "\n(4) Ayat kami sendiri."}
    (made,) = filling.refilled([clause], law.clauses_of("pks"), before=before, after=after)
    assert said in made["text"]
    assert made["text"].endswith("(4) Ayat kami sendiri.")
    assert "tiga bulan sebelum berakhir" in made["text"]


def test_a_sentence_of_ones_own_stays_and_is_told(law):
    own = {"type": "jangka_waktu", "heading": "Jangka Waktu", "text": "Berlaku selama 5 (lima) tahun sejak ........"}
    (made,) = filling.refilled([own], law.clauses_of("pks"), before={}, after={"months": 24})
    assert made == own
    told = found(some_terms(months=24, clauses=[own, FIVE[0]]))
    assert "Pasal 1 menyebut 60 bulan, sedangkan masa berlaku naskah ini 24 bulan" in str(told["term.other_months"])
    assert "Pasal 1 masih memuat titik-titik" in str(told["clause.dots.jangka_waktu"])


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("berlaku selama 24 (dua puluh empat) bulan", 24), ("selama dua tahun", 24), ("jangka waktu 3 tahun", 36),
        ("paling lambat tiga bulan sebelum berakhir", 0), ("selama masa pakai, tiga bulan", 0), ("selama " * 3000, 0),
    ],
)  # fmt: skip
def test_the_months_that_a_clause_names(text, months):
    assert filling.named_months(text) == months


def test_a_renewal_copies_neither_dots_nor_old_days(law):
    old = {"start": "2020-01-01", "end": "2021-12-31", "months": 0}
    own = {"type": "jangka_waktu", "heading": "Jangka Waktu", "text": "Berlaku 1 Januari 2020 sampai 31 Desember 2021."}
    for clause in (clause_of(law, **old), clause_of(law), own):
        (made,) = filling.renewed([clause], law.clauses_of("pks"), before=old, after={"months": 24})
        assert "selama 24 bulan, sejak tanggal penandatanganan" in made["text"]
        assert not filling.OPEN.search(made["text"])
        assert "202" not in made["text"]


# ---- days and amounts


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"start": "1800-01-01"}, "terms.year"),
        ({"end": "2150-01-01"}, "terms.year"),
        ({"start": "2090-01-01", "months": 600}, "terms.year"),
        ({"obligations": [PROMISE | {"due": {"rule": "date", "date": "1899-05-01"}}]}, "terms.year"),
        ({"work_plan": [{"activity": "Pelatihan", "amount": "sejuta lebih"}]}, "terms.plan_amount"),
        ({"work_plan": [{"activity": "Pelatihan", "amount": "10.000"}]}, "terms.plan_amount"),
    ],
)
def test_impossible_days_and_amounts_are_refused(changed, code):
    assert told(lambda: terms.refusals_to_terms(some_terms(**changed))) == [code]


def test_a_row_with_words_for_its_amount_stays_until_it_is_changed():
    rows = [{"activity": "Lama", "amount": "sejuta lebih"}, {"activity": "Baru", "amount": "1000000.50"}]
    old = some_terms(work_plan=rows[:1])
    assert terms.refusals_to_terms(some_terms(work_plan=rows), before=old) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rp10.000.000", "10000000"), ("Rp 2.500.000,50", "2500000.5"), ("12500000", "12500000"), ("0,5", "0.5"),
        ("sejuta lebih", None), ("1.2.3", None), ("", None), ("٣", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(typed, kept):
    assert terms.plain_amount(typed) == kept


def test_a_promise_outside_the_term_is_found():
    late = PROMISE | {"due": {"rule": "after_start", "months": 13}}
    early = PROMISE | {"due": {"rule": "date", "date": "2026-03-01"}}
    told = found(some_terms(start="2026-03-02", months=12, obligations=[PROMISE, late, early]))
    assert {c for c in told if c.startswith("obligation")} == {"obligation.outside_term.2", "obligation.outside_term.3"}
    assert "02-04-2027" in str(told["obligation.outside_term.2"])
    assert "obligation.outside_term.3" not in found(some_terms(months=12, obligations=[PROMISE, late, early]))


def test_a_draft_without_any_term_says_so_and_nothing_else_about_it():
    told = found(some_terms(), parent_end=dt.date(2026, 12, 31))
    assert {"term.missing"} == {c for c in told if c.startswith(("term", "parent"))}
    assert "term.missing" not in found(some_terms(condition="sampai selesai"))


def test_a_term_that_ended_before_signing_is_found_and_not_signed():
    assert "term.past" in found(some_terms(start="2024-01-01", end="2025-01-01"))
    ask = {"signed_on": DAY, "today": DAY, "last": dt.date(2025, 1, 1)}
    both = (side(1, approved=True), side(2, approved=True))
    assert codes(verbs.refusals_to_sign(facts("agreed", *both), OFFICER, both[0], **ask)) == ["sign.after_end"]
    assert "sign.after_end" in codes(verbs.refusals_to_enter(facts("draft", *DONE), OFFICER, **ask))
    assert verbs.refusals_to_enter(facts("draft"), OFFICER, **ask | {"last": DAY}) == []


# ---- what it hangs under

ENTRY = Source("PP 28/2018", "Pasal 6", "V")
INSTRUMENTS = LawOn(
    DAY, "", others=tuple(Row(INSTRUMENT, kind, "", "", {"parent": above}, ENTRY) for kind, above in (("kb", []), ("pks", ["kb"])))
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "above", "whose", "told"),
    [
        ("pks", "kb", {1, 2}, []),
        ("pks", "nk", {1, 2}, ["parent.kind"]),
        ("kb", "kb", {1, 2}, ["parent.kind"]),
        ("pks", "kb", {1, 7}, ["parent.other_sides"]),
    ],
)
def test_a_parent_is_of_the_right_kind_and_between_the_same_institutions(kind, above, whose, told):
    parent = terms.ParentFacts(above, "KB Induk", frozenset(whose))
    rows = terms.findings_on_parent(
        kind, parent, institutions={1: "Kabupaten Awan", 2: "Universitas Bumi"}, law=INSTRUMENTS
    )
    assert [f.code for f in rows] == told
    assert all("Universitas Bumi" in str(f) for f in rows if f.code == "parent.other_sides")
