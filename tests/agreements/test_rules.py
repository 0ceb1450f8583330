"""Questions about agreements, answered without a database."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from simpul.agreements.rules import obligations, reminders, states, terms, verbs
from simpul.agreements.rules.facts import ClosingFacts, Facts, PartyFacts, SignerFacts
from simpul.agreements.rules.obligations import ObligationFacts
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.findings import Finding
from simpul.core.refusals import Refused, stop_if
from simpul.law.rules import ClauseRule, LawOn, Limit, Source

DAY = dt.date(2026, 3, 2)
OFFICE = (dt.date(2025, 2, 20), None)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def codes(refusals: Any) -> list[str]:
    return [r.code for r in refusals]


def told(ask: Any) -> list[str]:
    """What an action that asks this question would be stopped by."""
    try:
        stop_if(ask())
    except Refused as stopped:
        return codes(stopped.refusals)
    return []


# ---- status and path


@pytest.mark.parametrize(
    ("stage", "outcome", "start", "end", "renewing", "expected"),
    [
        ("draft", "", None, None, False, "draft"),
        ("circulated", "", None, None, False, "circulated"),
        ("agreed", "", None, None, False, "agreed"),
        ("signed", "", DAY, None, False, "in_force"),
        ("signed", "", DAY, DAY, False, "in_force"),
        ("signed", "", DAY + dt.timedelta(1), None, False, "upcoming"),
        ("signed", "", DAY - dt.timedelta(9), DAY - dt.timedelta(1), False, "expired"),
        ("signed", "", DAY - dt.timedelta(9), DAY - dt.timedelta(1), True, "renewing"),
        ("signed", "not_renewed", DAY - dt.timedelta(9), DAY, False, "in_force"),
        ("signed", "not_renewed", DAY - dt.timedelta(9), DAY - dt.timedelta(1), True, "not_renewed"),
        ("signed", "", DAY, None, True, "renewing"),
        ("closed", "terminated", DAY, None, False, "terminated"),
        ("closed", "not_renewed", DAY, DAY - dt.timedelta(1), True, "not_renewed"),
        ("closed", "revoked", None, None, False, "revoked"),
    ],
)
def test_status_is_what_is_true_today(stage, outcome, start, end, renewing, expected):
    assert states.status(stage=stage, outcome=outcome, start=start, end=end, renewing=renewing, today=DAY) == expected
    assert expected in states.STATUSES


@pytest.mark.parametrize(
    ("stage", "status", "place"),
    [
        ("draft", "draft", 3),
        ("circulated", "circulated", 3),
        ("agreed", "agreed", 4),
        ("signed", "in_force", 5),
        ("signed", "upcoming", 5),
        ("signed", "expired", 6),
        ("closed", "finished", 6),
        ("signed", "not_renewed", 6),
    ],
)
def test_a_case_stands_at_one_of_seven_stages(stage, status, place):
    assert states.place_on_path(stage=stage, status=status) == place < len(states.PATH)


def test_what_was_revoked_stands_where_it_stopped():
    places = [states.place_on_path(stage="closed", status="revoked", approved=all_had) for all_had in (False, True)]
    assert places == [3, 4]


def test_every_move_starts_and_ends_at_a_known_state():
    for table in (states.AGREEMENT, states.OBLIGATION):
        for _verb, start, end, _permission in table.table():
            assert {start, end} <= set(table.labels)


# ---- terms


def some_terms(**changed: Any) -> dict[str, Any]:
    sides = [
        {
            "order": n,
            "role": "signatory",
            "label": terms.side_label(n),
            "code": f"c{n}",
            "organization": f"Lembaga {n}",
            "institution": f"Lembaga {n}",
        }
        for n in (1, 2)
    ]
    promise = {
        "clause": 1, "debtor": 2, "beneficiary": 1, "text": "Melatih", "quantity": "100", "unit": "orang",
        "due": {"rule": "date", "date": "2026-09-30"}, "evidence": "daftar hadir",
    }  # fmt: skip
    clauses = [
        {"type": "tujuan", "heading": "Tujuan", "text": "Isi satu."},
        {"type": "ruang", "heading": "Ruang lingkup", "text": "Isi dua."},
    ]
    base = {
        "kind": "pks", "title": "Pelatihan", "place": "", "parent": "", "start": "", "end": "", "months": 0, "condition": "",
        "parties": sides, "clauses": clauses, "obligations": [promise], "work_plan": [],
    }  # fmt: skip
    return base | changed


PROMISE = some_terms()["obligations"][0]
CLAUSE = some_terms()["clauses"][0]


def test_whole_terms_are_taken():
    assert terms.refusals_to_terms(some_terms()) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": " "}, "terms.title_missing"),
        ({"parties": some_terms()["parties"][:1]}, "terms.two_signatories"),
        ({"parties": [p | {"code": "c1"} for p in some_terms()["parties"]]}, "terms.party_twice"),
        ({"start": "2026-05-01", "end": "2026-04-30"}, "terms.end_before_start"),
        ({"end": "2026-05-01", "months": 3}, "terms.end_twice"),
        ({"clauses": [CLAUSE] * 81}, "terms.too_many"),
        ({"obligations": [PROMISE] * 201}, "terms.too_many"),
        ({"clauses": [CLAUSE | {"text": " "}]}, "terms.clause_empty"),
        ({"clauses": [CLAUSE | {"heading": ""}]}, "terms.clause_empty"),
        ({"obligations": [PROMISE | {"debtor": 1}]}, "terms.obligation_sides"),
        ({"obligations": [PROMISE | {"debtor": 7}]}, "terms.obligation_sides"),
        ({"obligations": [PROMISE | {"clause": 3}]}, "terms.obligation_clause"),
        ({"obligations": [PROMISE | {"clause": 0}]}, "terms.obligation_clause"),
        ({"obligations": [PROMISE | {"quantity": "0"}]}, "terms.obligation_quantity"),
        ({"obligations": [PROMISE | {"quantity": "banyak"}]}, "terms.obligation_quantity"),
    ],
)
def test_faulty_terms_are_refused(changed, code):
    assert code in codes(terms.refusals_to_terms(some_terms(**changed)))


def test_sides_are_called_as_on_paper():
    assert terms.side_label(1) == "PIHAK KESATU"
    assert terms.side_label(10) == "PIHAK KESEPULUH"
    assert terms.side_label(11) == "PIHAK KE-11"


@pytest.mark.parametrize(
    ("changed", "start", "end"),
    [
        ({}, DAY, None),
        ({"months": 24}, DAY, dt.date(2028, 3, 1)),
        ({"start": "2026-04-01", "months": 1}, dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
        ({"end": "2027-01-01"}, DAY, dt.date(2027, 1, 1)),
    ],
)
def test_the_days_in_force_follow_from_the_text(changed, start, end):
    assert terms.end_of(some_terms(**changed), DAY) == (start, end)


@pytest.mark.parametrize(
    ("due", "end", "days", "words"),
    [
        ({"rule": "date", "date": "2026-09-30"}, None, [dt.date(2026, 9, 30)], "pada 30 September 2026"),
        ({"rule": "after_start", "months": 1}, None, [dt.date(2026, 4, 2)], "1 bulan setelah berlaku"),
        ({"rule": "before_end", "days": 30}, dt.date(2027, 3, 1), [dt.date(2027, 1, 30)], "30 hari sebelum berakhir"),
        ({"rule": "before_end", "days": 30}, None, [dt.date(2031, 1, 31)], "30 hari sebelum berakhir"),
        ({"rule": "every", "months": 6}, dt.date(2027, 3, 1), [dt.date(2026, 9, 2)], "setiap 6 bulan"),
        ({"rule": "every", "months": 12}, None, [dt.date(y, 3, 2) for y in range(2027, 2032)], "setiap 12 bulan"),
        ({"rule": "every", "months": 48}, dt.date(2027, 3, 1), [dt.date(2027, 3, 1)], "setiap 48 bulan"),
    ],
)
def test_promises_fall_due_by_their_rule(due, end, days, words):
    assert terms.due_dates(due, DAY, end) == days
    assert terms.due_text(due) == words


def test_an_unknown_rule_of_days_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="unknown due rule"):
        terms.due_dates({"rule": "kelak"}, DAY, None)


# ---- what changed


TEXT = st.text(alphabet=st.sampled_from("ab c\n."), max_size=60)


@given(TEXT, TEXT)
def test_the_difference_holds_both_texts_whole(old, new):
    runs = terms.words_between(old, new)
    assert "".join(text for mark, text in runs if mark != "ins") == old
    assert "".join(text for mark, text in runs if mark != "del") == new


CLAUSES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["tujuan", "ruang", "lain_lain"]),
            "heading": st.sampled_from(["A", "B", "C"]),
            "text": TEXT,
        }
    ),
    max_size=5,
)


@given(CLAUSES, CLAUSES)
def test_every_clause_has_one_partner_at_most_and_none_is_lost(old, new):
    pairs = terms._matched(old, new)
    assert sorted(a for a, _b in pairs if a is not None) == list(range(len(old)))
    assert sorted(b for _a, b in pairs if b is not None) == list(range(len(new)))


@given(CLAUSES)
def test_the_same_text_has_no_changes(clauses):
    same = some_terms(clauses=clauses)
    assert terms.changes(same, same) == []


def test_changes_are_told_part_by_part():
    old = some_terms()
    new = some_terms(
        title="Pelatihan kepemimpinan", months=12,
        clauses=[{"type": "tujuan", "heading": "Tujuan", "text": "Isi baru."}, {"type": "biaya", "heading": "Biaya", "text": "APBD."}],
        obligations=[], work_plan=[{"activity": "Pelatihan"}], parties=[old["parties"][0], old["parties"][1] | {"organization": "Lembaga lain"}],
        place="Awan",
    )  # fmt: skip
    told = {(c.what, c.kind) for c in terms.changes(old, new)}
    assert told == {
        ("Judul", "changed"), ("Tempat", "changed"), ("Masa berlaku", "changed"), ("Para pihak", "changed"), ("Pasal 1", "changed"),
        ("Pasal 2 Biaya", "added"), ("Pasal 2 Ruang lingkup", "removed"), ("Kewajiban", "changed"), ("Rencana Kerja", "changed"),
    }  # fmt: skip


def test_clauses_that_only_changed_places_are_told_as_moved():
    old = some_terms()
    told = terms.changes(old, some_terms(clauses=old["clauses"][::-1]))
    assert [(c.what, c.kind, c.words[0][1]) for c in told] == [
        ("Pasal 1 Ruang lingkup", "moved", "dari urutan 2"), ("Pasal 2 Tujuan", "moved", "dari urutan 1")
    ]  # fmt: skip


# ---- findings


SOURCE = Source("PP 28/2018", "Pasal 6", "V")
LAW = LawOn(
    DAY, "33.03",
    clauses=(ClauseRule("pks", "biaya", "Biaya", True, "", "", SOURCE), ClauseRule("pks", "tujuan", "Tujuan", True, "", "", SOURCE)),
    limits=(Limit("term_years.pks", 1, "tahun", SOURCE), Limit("signer.letter_kinds", ("pks",), "", Source("Permendagri 22/2020", certainty="L"))),
)  # fmt: skip


def found(content: dict[str, Any], *, parent_end: dt.date | None = None, has_parent: bool = True) -> dict[str, Finding]:
    rows = terms.findings_on_terms(content, law=LAW, signed_on=DAY, parent_end=parent_end, has_parent=has_parent)
    return {f.code: f for f in rows}


def test_a_missing_required_clause_is_found_with_its_source():
    finding = found(some_terms(months=12))["clause.missing.biaya"]
    assert (finding.level, finding.source, finding.certainty) == ("partly", "PP 28/2018 Pasal 6", "V")
    assert "clause.missing.tujuan" not in found(some_terms(months=12))


def test_a_term_beyond_the_limit_is_found_and_one_within_is_not():
    assert "term.too_long" in found(some_terms(months=13))
    assert "term.too_long" in found(some_terms(condition="sampai selesai"))
    assert "term.too_long" not in found(some_terms(months=12))


def test_a_pks_without_parent_or_outliving_it_is_found():
    assert "parent.missing" in found(some_terms(months=12), has_parent=False)
    assert "parent.outlived" in found(some_terms(months=12), parent_end=dt.date(2026, 12, 31))
    assert "parent.outlived" not in found(some_terms(months=12), parent_end=dt.date(2028, 12, 31))


def test_what_would_leave_the_agreement_empty_is_found():
    assert "obligations.missing" in found(some_terms(obligations=[]))
    assert "work_plan.missing" in found(some_terms(kind="nk", obligations=[]))
    assert "obligations.missing" not in found(some_terms(kind="kb", obligations=[]))


# ---- the verbs

OFFICER = Actor(
    "user:1",
    "Petugas",
    reach=1,
    permissions=frozenset({"agreement.write", "agreement.record", "agreement.close", "note.write"}),
)
LEADER = Actor(
    "user:2", "Pimpinan", reach=1, permissions=frozenset({"agreement.decide", "agreement.close", "note.write"})
)
READER = Actor("user:3", "Pengawas", reach=1)
OTHERS = dataclasses.replace(LEADER, key="user:4", reach=2, permissions=OFFICER.permissions | LEADER.permissions)
SIGNER = SignerFacts("Damayanti", "Kepala Dinas", OFFICE, "jabatan", "", (), OFFICE)
LETTER = Behalf("Damayanti", "Kepala Dinas", DAY, letter="surat")
WRITTEN = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)  # on DAY
NEXT = DAY + dt.timedelta(1)
FINDING = Finding("clause.missing.biaya", "Pasal Biaya belum ada.", "partly", "PP 28/2018 Pasal 6", "V")


def side(n: int, **changed: Any) -> PartyFacts:
    return PartyFacts(**{"id": n, "order": n, "role": "signatory", "label": f"PIHAK {n}", "name": f"L{n}", "ids": frozenset({n}), "institution_id": n, "signer": SIGNER} | changed)  # fmt: skip


def facts(stage: str = "circulated", *sides: PartyFacts, **changed: Any) -> Facts:
    return Facts(**{"kind": "pks", "stage": stage, "version": 3, "hash": "h", "author_ids": frozenset({1}), "author_institution": 1, "parties": sides or (side(1), side(2))} | changed)  # fmt: skip


BOTH = (side(1, approved=True), side(2, approved=True))
HALF = (side(1, approved=True, signed=True), side(2, approved=True))
DONE = (side(1, approved=True, signed=True), side(2, approved=True, signed=True))
WITNESSED = (side(1), side(2), side(3, role="witness", ids=frozenset({1})))
PENDING = ClosingFacts("terminated", 1, frozenset({1}))
YES: list[str] = []
CASES = {
    "a draft is revised by its author": (lambda: verbs.refusals_to_revise(facts("draft"), OFFICER, version=3), YES),
    "not by a reader": (lambda: verbs.refusals_to_revise(facts("draft"), READER), ["agreement.not_permitted"]),
    "not from an older page": (lambda: verbs.refusals_to_revise(facts("draft"), OFFICER, version=2), ["agreement.stale"]),
    "not once signed": (lambda: verbs.refusals_to_revise(facts("signed", *DONE), OFFICER), ["agreement.wrong_stage"]),
    "not while one has signed": (lambda: verbs.refusals_to_revise(facts("agreed", *HALF), OFFICER), ["revise.signed"]),
    "not by a stranger": (lambda: verbs.refusals_to_revise(facts(), dataclasses.replace(OFFICER, reach=9)), ["agreement.not_your_side"]),
    "a draft needs the pen": (lambda: verbs.refusals_to_draft(READER, sides=[frozenset({1})], author_ids=frozenset({1})), ["agreement.not_permitted"]),
    "and one's own unit": (lambda: verbs.refusals_to_draft(OFFICER, sides=[frozenset({1})], author_ids=frozenset({2})), ["agreement.not_your_side"]),
    "and one's institution among the sides": (lambda: verbs.refusals_to_draft(OFFICER, sides=[frozenset({2})], author_ids=frozenset({1})), ["agreement.outside_parties"]),
    "shared by its author": (lambda: verbs.refusals_to_share(facts("draft"), OFFICER, open_findings=[]), YES),
    "not by the other side": (lambda: verbs.refusals_to_share(facts("draft"), OTHERS, open_findings=[]), ["agreement.not_your_side"]),
    "not with open findings": (lambda: verbs.refusals_to_share(facts("draft"), OFFICER, open_findings=[FINDING]), ["findings.open"]),
    "the leader approves": (lambda: verbs.refusals_to_approve(facts(), LEADER, side(1), hash="h"), YES),
    "staff record with a letter": (lambda: verbs.refusals_to_approve(facts(), OFFICER, side(1), hash="h", behalf=LETTER), YES),
    "staff need to say for whom": (lambda: verbs.refusals_to_approve(facts(), OFFICER, side(1), hash="h"), ["behalf.missing"]),
    "and the letter": (lambda: verbs.refusals_to_approve(facts(), OFFICER, side(1), hash="h", behalf=dataclasses.replace(LETTER, letter=None)), ["behalf.letter_missing"]),
    "nor a decision of tomorrow": (lambda: verbs.refusals_to_approve(facts(), OFFICER, side(1), hash="h", behalf=dataclasses.replace(LETTER, on=NEXT), today=DAY), ["behalf.future"]),
    "nor one before the text was": (lambda: verbs.refusals_to_approve(facts(text_at=WRITTEN), OFFICER, side(1), hash="h", behalf=dataclasses.replace(LETTER, on=DAY - dt.timedelta(1)), today=DAY), ["behalf.before_text"]),
    "on the day of the text it may be": (lambda: verbs.refusals_to_withdraw_approval(facts("agreed", *BOTH, text_at=WRITTEN), OFFICER, BOTH[0], behalf=LETTER, today=DAY), YES),
    "a reader approves nothing": (lambda: verbs.refusals_to_approve(facts(), READER, side(1), hash="h"), ["agreement.not_permitted"]),
    "nobody for the other side": (lambda: verbs.refusals_to_approve(facts(), LEADER, side(2), hash="h"), ["agreement.not_your_side"]),
    "a guest for the side of the link": (lambda: verbs.refusals_to_approve(facts(), dataclasses.replace(LEADER, reach=None, guest_of="approve:2"), side(2), hash="h"), YES),
    "a guest for no other": (lambda: verbs.refusals_to_approve(facts(), dataclasses.replace(LEADER, reach=None, guest_of="approve:2"), side(1), hash="h"), ["agreement.not_your_side"]),
    "a witness approves nothing": (lambda: verbs.refusals_to_approve(facts("circulated", *WITNESSED), LEADER, WITNESSED[2], hash="h"), ["approve.not_signatory"]),
    "another text is not approved": (lambda: verbs.refusals_to_approve(facts(), LEADER, side(1), hash="x"), ["approve.changed_text"]),
    "nor twice": (lambda: verbs.refusals_to_approve(facts("circulated", side(1, approved=True), side(2)), LEADER, side(1, approved=True), hash="h"), ["approve.already"]),
    "approval withdrawn": (lambda: verbs.refusals_to_withdraw_approval(facts("agreed", *BOTH), LEADER, BOTH[0]), YES),
    "only when given": (lambda: verbs.refusals_to_withdraw_approval(facts(), LEADER, side(1)), ["withdraw.not_approved"]),
    "not after a signature": (lambda: verbs.refusals_to_withdraw_approval(facts("agreed", *HALF), LEADER, HALF[0]), ["withdraw.signed"]),
    "numbers are each side's own": (lambda: verbs.refusals_to_fill_party(facts(), OFFICER, side(2)), ["agreement.not_your_side"]),
    "and stand once closed": (lambda: verbs.refusals_to_fill_party(facts("closed", outcome="finished"), OFFICER, side(1)), ["party.closed"]),
    "the first in turn signs": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH), OFFICER, BOTH[0], signed_on=DAY, today=DAY), YES),
    "the second waits": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH), OTHERS, BOTH[1]), ["sign.turn"]),
    "not before all approve": (lambda: verbs.refusals_to_sign(facts(), OFFICER, side(1)), ["sign.not_approved"]),
    "a witness does not sign": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH, WITNESSED[2]), OFFICER, WITNESSED[2]), ["sign.not_signatory"]),
    "nor twice signed": (lambda: verbs.refusals_to_sign(facts("agreed", *HALF), OFFICER, HALF[0]), ["sign.already"]),
    "nor without a signer": (lambda: verbs.refusals_to_sign(facts("agreed", side(1, approved=True, signer=SignerFacts()), BOTH[1]), OFFICER, side(1, approved=True, signer=SignerFacts())), ["sign.signer_missing"]),
    "nor tomorrow": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH), OFFICER, BOTH[0], signed_on=DAY + dt.timedelta(1), today=DAY), ["sign.future"]),
    "nor before the text was": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH, text_at=WRITTEN), OFFICER, BOTH[0], signed_on=DAY - dt.timedelta(1), today=DAY), ["sign.before_text"]),
    "nor a certificate of nobody": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH), OFFICER, BOTH[0], method="tte", issuer=" "), ["sign.issuer_missing"]),
    "nor for a leader without letter": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH), OFFICER, BOTH[0], behalf=dataclasses.replace(LETTER, letter=None)), ["behalf.letter_missing"]),
    "nor without the scan": (lambda: verbs.refusals_to_sign(facts("agreed", *BOTH), OFFICER, BOTH[0], has_scan=False), ["sign.scan_missing"]),
    "a signature withdrawn": (lambda: verbs.refusals_to_withdraw_signature(facts("agreed", *HALF), OFFICER, HALF[0]), YES),
    "only when there": (lambda: verbs.refusals_to_withdraw_signature(facts("agreed", *BOTH), OFFICER, BOTH[0]), ["withdraw.not_signed"]),
    "a text revoked with a reason": (lambda: verbs.refusals_to_revoke(facts(), OFFICER, reason="Batal"), YES),
    "not without": (lambda: verbs.refusals_to_revoke(facts(), OFFICER, reason=" "), ["reason.missing"]),
    "not once one has signed": (lambda: verbs.refusals_to_revoke(facts("agreed", *HALF), OFFICER), ["revoke.signed"]),
    "entered from outside": (lambda: verbs.refusals_to_enter(facts("draft"), OFFICER, signed_on=DAY, today=DAY), YES),
    "entered not of tomorrow": (lambda: verbs.refusals_to_enter(facts("draft"), OFFICER, signed_on=DAY + dt.timedelta(1), today=DAY), ["sign.future"]),
    "entered not without scan": (lambda: verbs.refusals_to_enter(facts("draft"), OFFICER, has_scan=False), ["sign.scan_missing"]),
    "an entry corrected": (lambda: verbs.refusals_to_correct_entry(facts("signed", *DONE), OFFICER, entered=True, used=False, signed_on=DAY, today=DAY), YES),
    "not by another side": (lambda: verbs.refusals_to_correct_entry(facts("signed", *DONE), OTHERS, entered=True, used=False), ["agreement.not_your_side"]),
    "not what was signed here": (lambda: verbs.refusals_to_correct_entry(facts("signed", *DONE), OFFICER, entered=False, used=False), ["entry.not_entered"]),
    "not once relied on": (lambda: verbs.refusals_to_correct_entry(facts("signed", *DONE), OFFICER, entered=True, used=True), ["entry.used"]),
    "not under itself": (lambda: verbs.refusals_to_correct_entry(facts("signed", *DONE), OFFICER, entered=True, used=False, loop=True), ["entry.parent_loop"]),
    "not to tomorrow, and with a reason": (lambda: verbs.refusals_to_correct_entry(facts("signed", *DONE), OFFICER, entered=True, used=False, signed_on=NEXT, today=DAY, reason=""), ["sign.future", "reason.missing"]),
    "a closing proposed": (lambda: verbs.refusals_to_propose_closing(facts("signed", *DONE), OFFICER, DONE[0], outcome="terminated", evaluation="Cukup"), YES),
    "one at a time": (lambda: verbs.refusals_to_propose_closing(facts("signed", *DONE, closing=PENDING), OFFICER, DONE[0]), ["closing.pending"]),
    "no renewal declined without an end": (lambda: verbs.refusals_to_propose_closing(facts("signed", *DONE), OFFICER, DONE[0], outcome="not_renewed"), ["closing.no_end"]),
    "with an evaluation": (lambda: verbs.refusals_to_propose_closing(facts("signed", *DONE), OFFICER, DONE[0], evaluation=" "), ["closing.evaluation_missing"]),
    "a closing answered": (lambda: verbs.refusals_to_answer_closing(facts("signed", *DONE, closing=PENDING), OTHERS, DONE[1]), YES),
    "when there is one": (lambda: verbs.refusals_to_answer_closing(facts("signed", *DONE), OTHERS, DONE[1]), ["closing.none"]),
    "once": (lambda: verbs.refusals_to_answer_closing(facts("signed", *DONE, closing=PENDING), LEADER, DONE[0]), ["closing.already"]),
    "declined with a reason": (lambda: verbs.refusals_to_answer_closing(facts("signed", *DONE, closing=PENDING), OTHERS, DONE[1], reason=""), ["reason.missing"]),
    "nor twice declined": (lambda: verbs.refusals_to_propose_closing(facts("signed", *DONE, end=DAY, outcome="not_renewed"), OFFICER, DONE[0], outcome="not_renewed"), ["closing.not_renewed"]),
    "what is declined is not renewed": (lambda: verbs.refusals_to_renew(facts("signed", *DONE, end=DAY, outcome="not_renewed"), OFFICER), ["renew.declined"]),
    "nor is its draft shared": (lambda: verbs.refusals_to_share_renewal(outcome="not_renewed", renewing=False), ["renew.declined"]),
    "renewed once": (lambda: verbs.refusals_to_renew(facts("signed", *DONE, renewing=True), OFFICER), ["renew.already"]),
    "said something": (lambda: verbs.refusals_to_comment(facts(), OFFICER, text=" "), ["comment.empty"]),
    "a known finding answered at length": (lambda: verbs.refusals_to_override(facts(), OFFICER, known=True, reason="Sudah dibahas."), YES),
    "an unknown one not": (lambda: verbs.refusals_to_override(facts(), OFFICER, known=False, reason="Sudah dibahas."), ["override.unknown"]),
    "nor in two words": (lambda: verbs.refusals_to_override(facts(), OFFICER, known=True, reason="ya"), ["override.reason_missing"]),
    "a draft is not opened": (lambda: verbs.refusals_to_open(facts("draft"), OFFICER, openness="public", reason=""), ["openness.draft"]),
    "closing needs a reason": (lambda: verbs.refusals_to_open(facts(), OFFICER, openness="closed", reason=""), ["openness.reason_missing"]),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_who_may_do_what_when(what):
    ask, expected = CASES[what]
    assert told(ask) == expected


def test_the_day_of_a_signature_follows_the_approvals_and_the_earlier_side():
    first = DAY - dt.timedelta(1)
    assert verbs.findings_on_signing_day(side(2), day=DAY, approved=DAY, before=("PIHAK 1", DAY)) == []
    found = verbs.findings_on_signing_day(side(2), day=first, approved=DAY, before=("PIHAK 1", DAY))
    assert codes(found) == ["sign.before_approval.2", "sign.out_of_turn.2"]
    assert "02-03-2026" in str(found[0])


def test_a_partner_without_account_is_recorded_for_by_who_entered_it():
    kept = side(2, kept_by=7)
    officer = dataclasses.replace(OFFICER, institution_id=7)
    assert (
        codes(verbs.refusals_to_approve(facts("circulated", side(1), kept), officer, kept, hash="h", behalf=LETTER))
        == YES
    )
    assert not verbs.acts_for(dataclasses.replace(officer, institution_id=8), kept)
    assert not verbs.acts_for(dataclasses.replace(READER, institution_id=7), kept)


def test_the_source_of_open_findings_is_named():
    (refusal,) = verbs.refusals_by_findings([FINDING, Finding("x.y", "Teks")])
    assert refusal.source == "PP 28/2018 Pasal 6"
    assert "2 temuan" in str(refusal)


@pytest.mark.parametrize(
    ("changed", "kind", "expected"),
    [
        ({}, "pks", []),
        ({"office": None}, "pks", ["signer.not_in_office.1"]),
        ({"office": (OFFICE[0], dt.date(2026, 1, 1))}, "pks", ["signer.not_in_office.1"]),
        ({"basis": ""}, "pks", ["signer.no_authority.1"]),
        ({"authority": (DAY + dt.timedelta(1), None)}, "pks", ["signer.authority_expired.1"]),
        ({"kinds": ("kb",)}, "pks", ["signer.letter_scope.1"]),
        ({"basis": "surat_kuasa"}, "pks", []),
        ({"basis": "surat_kuasa"}, "kb", ["signer.letter_kind.1"]),
    ],
)
def test_a_signer_is_in_office_and_entitled_on_that_day(changed, kind, expected):
    who = side(1, signer=dataclasses.replace(SIGNER, **changed))
    assert codes(verbs.findings_on_signer(kind, who, law=LAW, day=DAY)) == expected


@pytest.mark.parametrize(
    ("outcome", "end", "both"),
    [
        ("terminated", None, True), ("terminated", DAY - dt.timedelta(1), True), ("not_renewed", DAY + dt.timedelta(30), False),
        ("finished", DAY, True), ("finished", None, True), ("finished", DAY - dt.timedelta(1), False),
    ],
)  # fmt: skip
def test_ending_early_needs_both_sides(outcome, end, both):
    assert verbs.needs_both_sides(outcome, end=end, today=DAY) is both


def test_an_nk_never_needs_a_pks():
    assert str(verbs.follow_up_word("kb")) == "KB tanpa PKS"
    assert str(verbs.follow_up_word("nk")) == "NK tanpa RK"
    assert str(verbs.follow_up_word("pks")) == "tanpa kegiatan"


# ---- promises

DEBTOR = Actor("user:5", "Kemitraan", reach=2, permissions=frozenset({"obligation.report", "obligation.verify"}))
CHECKER = Actor("user:6", "Dinas", reach=1, permissions=frozenset({"obligation.report", "obligation.verify"}))
PROMISED = ObligationFacts("scheduled", DAY, frozenset({2}), frozenset({1}), Decimal(100), Decimal(0))
REPORTED = dataclasses.replace(PROMISED, pending=True, reported_by="user:5")
LATE = DAY + dt.timedelta(1)
PROMISES = {
    "the debtor reports": (lambda: obligations.refusals_to_report(PROMISED, DEBTOR, quantity=Decimal(1)), YES),
    "not the other side": (lambda: obligations.refusals_to_report(PROMISED, CHECKER, quantity=Decimal(1)), ["agreement.not_your_side"]),
    "nor a reader": (lambda: obligations.refusals_to_report(PROMISED, dataclasses.replace(READER, reach=2)), ["agreement.not_permitted"]),
    "one report at a time": (lambda: obligations.refusals_to_report(REPORTED, DEBTOR, quantity=Decimal(1)), ["evidence.pending"]),
    "no less than something": (lambda: obligations.refusals_to_report(PROMISED, DEBTOR, quantity=Decimal(0)), ["evidence.quantity"]),
    "how much, where it is counted": (lambda: obligations.refusals_to_report(PROMISED, DEBTOR, note="selesai"), ["evidence.quantity_missing"]),
    "with evidence": (lambda: obligations.refusals_to_report(PROMISED, DEBTOR, quantity=Decimal(1), has_file=False, note=" "), ["evidence.missing"]),
    "not what is met": (lambda: obligations.refusals_to_report(dataclasses.replace(PROMISED, state="met"), DEBTOR, quantity=Decimal(1)), ["obligation.wrong_state"]),
    "a second person checks": (lambda: obligations.refusals_to_check(REPORTED, CHECKER), YES),
    "never the same": (lambda: obligations.refusals_to_check(REPORTED, DEBTOR), ["evidence.own"]),
    "never a stranger": (lambda: obligations.refusals_to_check(REPORTED, dataclasses.replace(CHECKER, reach=9)), ["agreement.not_your_side"]),
    "when there is a report": (lambda: obligations.refusals_to_check(PROMISED, CHECKER), ["evidence.none"]),
    "returned with a reason": (lambda: obligations.refusals_to_check(REPORTED, CHECKER, reason=""), ["reason.missing"]),
    "declared unmet after its day": (lambda: obligations.refusals_to_miss(PROMISED, CHECKER, today=LATE), YES),
    "not on its day": (lambda: obligations.refusals_to_miss(PROMISED, CHECKER, today=DAY), ["obligation.not_due"]),
    "not by the debtor": (lambda: obligations.refusals_to_miss(PROMISED, DEBTOR, today=LATE), ["agreement.not_your_side"]),
    "not once met": (lambda: obligations.refusals_to_miss(dataclasses.replace(PROMISED, state="met"), CHECKER, today=LATE), ["obligation.wrong_state"]),
    "not without a reason": (lambda: obligations.refusals_to_miss(PROMISED, CHECKER, today=LATE, reason=" "), ["reason.missing"]),
}  # fmt: skip


@pytest.mark.parametrize("what", PROMISES)
def test_who_may_report_and_check(what):
    ask, expected = PROMISES[what]
    assert told(ask) == expected


@pytest.mark.parametrize(
    ("quantity", "accepted", "given", "whole", "state"),
    [
        (Decimal(100), Decimal(0), Decimal(99), True, "partly"),
        (Decimal(100), Decimal(40), Decimal(60), False, "met"),
        (None, Decimal(0), None, True, "met"),
        (None, Decimal(0), None, False, "partly"),
    ],
)
def test_a_counted_promise_is_met_by_its_count_and_another_by_the_checkers_word(
    quantity, accepted, given, whole, state
):
    row = dataclasses.replace(PROMISED, quantity=quantity, accepted=accepted)
    assert obligations.state_after(row, given, whole=whole) == state


def test_late_is_what_is_past_its_day_and_not_done():
    assert PROMISED.late(LATE)
    assert not PROMISED.late(DAY)
    assert not dataclasses.replace(PROMISED, state="met").late(LATE)
    assert not dataclasses.replace(PROMISED, state="lapsed").late(LATE)


# ---- reminders

LONG_AGO = DAY - dt.timedelta(400)


@pytest.mark.parametrize(
    ("left", "since", "threshold"),
    [
        (181, LONG_AGO, None), (180, LONG_AGO, 180), (179, LONG_AGO, 180), (90, LONG_AGO, 90), (45, LONG_AGO, 60), (7, LONG_AGO, 7), (3, LONG_AGO, 7), (0, LONG_AGO, 0),
        (-1, LONG_AGO, None), (40, DAY, None), (30, DAY, 30), (29, DAY, None),
    ],
)  # fmt: skip
def test_an_end_is_told_at_the_nearest_threshold_and_none_that_passed_before_it_was_recorded(left, since, threshold):
    assert reminders.ending(DAY + dt.timedelta(left), DAY, since=since) == threshold


@pytest.mark.parametrize(("days", "clock"), [(7, 7), (13, 7), (14, 14), (29, 14), (30, 30), (300, 30)])
def test_a_waiting_decision_is_told_at_the_longest_clock_that_ran_out(days, clock):
    assert reminders.clock(days) == clock


@pytest.mark.parametrize(
    ("left", "since", "threshold"),
    [(31, LONG_AGO, None), (30, LONG_AGO, 30), (5, LONG_AGO, 7), (0, LONG_AGO, 0), (-1, LONG_AGO, -1), (-1, DAY, None)],
)
def test_a_promise_is_told_before_its_day_and_once_it_is_late(left, since, threshold):
    assert reminders.due(DAY + dt.timedelta(left), DAY, since=since) == threshold
