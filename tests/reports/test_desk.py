"""The desk: what waits for whom, and since when."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Obligation, Signature
from simpul.reports import desk
from tests import make
from tests.agreements import cases

AT, TODAY = cases.AT, cases.TODAY


def mine(c: SimpleNamespace, who: str, today: dt.date = TODAY) -> list[tuple[str, str]]:
    rows = desk.waits_for_me(getattr(c.actors, who), today)
    return [(w.code, w.ask) for w in rows]


def others(c: SimpleNamespace, who: str) -> list[tuple[str, str]]:
    return [(w.code, w.whose) for w in desk.waits_for_others(getattr(c.actors, who))]


def asks(c: SimpleNamespace, who: str, made: Agreement, today: dt.date = TODAY) -> list[str]:
    return [ask for code, ask in mine(c, who, today) if code == made.code]


def test_a_draft_waits_for_its_author_only(c):
    made = cases.draft(c)
    assert asks(c, "officer", made) == ["Lengkapi draf, lalu bagikan kepada para pihak."]
    for who in ("leader", "partner_officer", "citra_officer", "admin"):
        assert not asks(c, who, made), who


def test_a_shared_text_waits_for_both_sides_each_since_the_day_it_was_shared(c):
    made = cases.shared(c)
    assert asks(c, "dinas_head", made) == ["Baca dan setujui naskah versi 1."]
    assert asks(c, "rektor", made) == ["Baca dan setujui naskah versi 1."]
    assert others(c, "dinas_head") == [(made.code, "Universitas Bumi")]
    assert others(c, "rektor") == [(made.code, "Dinas Koperasi dan UKM")]
    rows = desk.waits_for_me(c.actors.dinas_head, TODAY)
    assert (rows[0].since, rows[0].address) == (TODAY, f"/kerja-sama/{made.code}/")


def test_who_has_approved_waits_for_the_other(c):
    made = cases.shared(c)
    actions.approve(made, party=cases.party(made, 1), hash=made.terms.hash, by=c.actors.dinas_head, at=AT)
    assert not asks(c, "dinas_head", made)
    assert others(c, "dinas_head") == [(made.code, "Universitas Bumi")]
    assert others(c, "rektor") == []


def test_a_voided_approval_waits_again_and_says_why_and_since_when(c):
    made = cases.agreed(c)
    later = AT + dt.timedelta(days=5)
    actions.revise(made, changes={"title": "Judul lain"}, by=c.actors.partner_officer, at=later)
    rows = desk.waits_for_me(c.actors.dinas_head, TODAY + dt.timedelta(days=6))
    assert [(w.ask, w.since) for w in rows] == [
        ("Naskah berubah menjadi versi 2; persetujuan diperlukan lagi.", later.date())
    ]


def test_a_draft_of_many_versions_is_new_to_who_reads_it_first(c):
    made = cases.draft(c)
    actions.revise(made, changes={"title": "Judul lain"}, by=c.actors.officer, at=AT)
    cases.override_all(c, made, c.actors.officer)
    actions.share(cases.fresh(made), by=c.actors.officer, at=AT + dt.timedelta(days=1))
    assert asks(c, "rektor", made) == ["Baca dan setujui naskah versi 2."]


def test_a_turn_begins_when_the_one_before_has_signed(c):
    made = cases.agreed(c)
    cases.name_signers(c, made)
    cases.sign_next(c, made)
    later = AT + dt.timedelta(days=8)
    Signature.objects.filter(party__agreement=made).update(at=later)
    [wait] = [w for w in desk.waits_for_me(c.actors.partner_officer, TODAY) if w.code == made.code]
    assert wait.since == later.date()


def test_signing_waits_for_the_first_in_turn_only(c):
    made = cases.agreed(c)
    turn = "Giliran kita menandatangani; catat salinan bertanda tangan."
    assert asks(c, "officer", made) == [turn]
    assert not asks(c, "partner_officer", made)
    assert others(c, "partner_officer") == [(made.code, "Dinas Koperasi dan UKM")]
    cases.name_signers(c, made)
    cases.sign_next(c, made)
    assert not asks(c, "officer", made)
    assert asks(c, "partner_officer", made) == [turn]
    assert others(c, "officer") == [(made.code, "Universitas Bumi")]


def test_what_was_recorded_for_a_leader_waits_to_be_confirmed(c):
    made = cases.shared(c)
    given = actions.approve(
        made, party=cases.party(made, 1), hash=made.terms.hash, behalf=cases.behalf(), by=c.actors.officer, at=AT
    )
    assert "Pastikan persetujuan yang dicatat atas nama Anda." in asks(c, "dinas_head", made)
    assert not asks(c, "rektor", made)[1:]
    actions.confirm_record(given, by=c.actors.dinas_head, at=AT)
    assert not asks(c, "dinas_head", made)


def test_evidence_waits_for_a_second_person_and_never_for_its_author(c):
    row = cases.reported(c)
    question = f"Periksa bukti: {row.text}"
    assert question in asks(c, "officer", row.agreement)
    assert question in asks(c, "dinas_officer", row.agreement)
    assert question not in asks(c, "partner_officer", row.agreement)
    rows = desk.waits_for_me(c.actors.officer, TODAY)
    assert f"/kerja-sama/{row.agreement.code}/kewajiban/{row.number}/" in [w.address for w in rows]


def test_a_closing_waits_for_the_side_that_has_not_answered(c):
    made = cases.signed(c)
    actions.propose_closing(
        made,
        party=cases.party(made, 1),
        outcome="terminated",
        evaluation="Cukup.",
        by=c.actors.officer,
        at=AT,
        today=TODAY,
    )
    question = "Penutupan diusulkan; setuju atau tidak?"
    assert question in asks(c, "rektor", made)
    assert question not in asks(c, "officer", made)
    actions.answer_closing(
        made, party=cases.party(made, 2), agrees=False, reason="Belum selesai", by=c.actors.rektor, at=AT
    )
    assert question not in asks(c, "rektor", made)


def test_an_end_within_ninety_days_waits_for_a_decision_until_it_is_renewed(c):
    made = cases.signed(c)
    near = made.end - dt.timedelta(days=90)
    question = "Putuskan: perpanjang atau tidak."
    assert question not in asks(c, "officer", made, near - dt.timedelta(days=1))
    assert question in asks(c, "officer", made, near)
    assert question in asks(c, "partner_officer", made, near)
    new = actions.renew(made, by=c.actors.officer, at=AT)
    assert question not in asks(c, "officer", made, near)
    assert question in asks(c, "partner_officer", made, near)  # who does not see that draft is still asked
    cases.override_all(c, new, c.actors.officer)
    actions.share(new, by=c.actors.officer, at=AT)
    assert question not in asks(c, "partner_officer", made, near)


def test_an_end_that_one_side_will_not_renew_asks_nobody_any_more_and_is_counted(c):
    made = cases.signed(c)
    near = made.end - dt.timedelta(days=90)
    actions.propose_closing(
        made,
        party=cases.party(made, 2),
        outcome="not_renewed",
        evaluation="Cukup.",
        by=c.actors.rektor,
        at=AT,
        today=TODAY,
    )
    assert "Putuskan: perpanjang atau tidak." not in asks(c, "officer", made, near)
    assert (desk.sums(c.actors.officer, near).ends[90], desk.sums(c.actors.officer, near).unrenewed) == (1, 1)


def test_what_ended_and_was_never_closed_waits_since_its_last_day(c):
    made = cases.signed(c)
    after = made.end + dt.timedelta(days=400)
    for who in ("officer", "partner_officer"):
        found = [(w.ask, w.since) for w in desk.waits_for_me(getattr(c.actors, who), after) if w.code == made.code]
        assert ("Masa berlakunya habis; tutup dengan evaluasi atau perpanjang.", made.end) in found, who


def test_promises_wait_for_their_debtor_thirty_days_before(c):
    made = cases.signed(c)
    due = made.obligations.get(text__startswith="Melatih").due
    assert not asks(c, "partner_officer", made, due - dt.timedelta(days=31))
    assert asks(c, "partner_officer", made, due - dt.timedelta(days=30)) == ["Kewajiban: Melatih pelaku usaha mikro"]
    assert "Kewajiban: Melatih pelaku usaha mikro" not in asks(c, "officer", made, due)


def test_strangers_and_administrators_have_an_empty_desk(c):
    cases.signed(c)
    cases.shared(c)
    for who in ("citra_officer", "admin", "bkpsdm_officer", "faculty_officer"):
        assert mine(c, who) == [], who
        assert others(c, who) == [], who
        assert desk.sums(getattr(c.actors, who), TODAY).umbrellas == 0


def test_the_oldest_stands_first(c):
    late = cases.shared(c, at=AT)
    early = cases.shared(c)
    Agreement.objects.filter(pk=early.pk).update(stage_since=AT - dt.timedelta(days=30))
    early.terms.__class__.objects.filter(pk=early.terms_id).update(made_at=AT - dt.timedelta(days=30))
    assert [code for code, _ask in mine(c, "dinas_head")] == [early.code, late.code]


def test_promised_kept_and_late_are_counted(c):
    row = cases.reported(c, body={"obligations": [cases.PROMISES[0] | {"quantity": ""}, cases.PROMISES[1]]})
    actions.accept_evidence(row, whole=True, by=c.actors.officer, at=AT)
    promised = Obligation.objects.visible_to(c.actors.officer)
    assert desk.promises(promised, TODAY) == {"promised": 2, "kept": 1, "late": 0}
    assert desk.promises(promised, dt.date(2027, 1, 1)) == {"promised": 2, "kept": 1, "late": 1}


def test_sums_count_what_ends_in_each_window_once_and_cumulatively(c):
    made = cases.signed(c)
    ends = desk.sums(c.actors.officer, made.end - dt.timedelta(days=45)).ends
    assert ends == {7: 0, 30: 0, 60: 1, 90: 1, 180: 1}
    assert desk.sums(c.actors.officer, made.end + dt.timedelta(days=1)).ends == dict.fromkeys(desk.WINDOWS, 0)


def test_the_pages_address_is_the_cases_unless_named() -> None:
    values: dict[str, Any] = {"title": "t", "subtitle": "", "ask": "a", "whose": "", "since": TODAY}
    assert desk.Wait("AAAA-2222", **values).address == "/kerja-sama/AAAA-2222/"
    assert desk.Wait("AAAA-2222", page="/lain/", **values).address == "/lain/"


def test_the_page_says_what_waits_and_for_whom(c):
    made = cases.shared(c)
    text = make.client(c.dinas_head).get("/meja/").content.decode()
    assert made.title in text
    assert "Baca dan setujui naskah versi 1." in text
    assert made.title not in make.client(c.citra_officer).get("/meja/").content.decode()


def test_who_decides_reads_what_is_at_stake_and_who_has_approved(c):
    made = cases.shared(c)
    [wait] = [w for w in desk.waits_for_me(c.actors.dinas_head, cases.TODAY) if w.code == made.code]
    assert wait.subtitle == "2 kewajiban · 24 bulan · belum ada pihak yang menyetujui"
    actions.approve(made, party=cases.party(made, 2), hash=made.terms.hash, by=c.actors.rektor, at=cases.AT)
    [wait] = [w for w in desk.waits_for_me(c.actors.dinas_head, cases.TODAY) if w.code == made.code]
    assert wait.subtitle == "2 kewajiban · 24 bulan · disetujui Universitas Bumi"
