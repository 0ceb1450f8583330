"""How the pages tell that an agreement ends: not renewed, closed, revoked, and what was left undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Obligation
from tests import make
from tests.agreements import cases
from tests.web.test_case import read, words_of

AT, TODAY = cases.AT, cases.TODAY


def post(person: Any, made: Agreement, name: str, order: int, **values: str) -> str:
    """What the page that follows says."""
    answer = make.client(person).post(reverse(name, args=[made.code, order]), values, follow=True)
    return words_of(answer)


def runs_for(made: Agreement, days: int) -> Agreement:
    """Counted from the clock of the pages, which the tests do not hold."""
    today = timezone.localdate()
    Agreement.objects.filter(pk=made.pk).update(start=today - dt.timedelta(30), end=today + dt.timedelta(days))
    return cases.fresh(made)


def test_who_will_not_renew_is_told_that_it_stays_in_force(c):
    made = runs_for(cases.signed(c), 40)
    page = post(c.officer, made, "agreement_close", 1, outcome="not_renewed", evaluation="Seratus orang dilatih.")
    assert "Tercatat: tidak akan diperpanjang. Kerja sama tetap berlaku sampai" in page
    partner = read(c.rektor, made)
    for said in ("Berlaku", "Tidak akan diperpanjang", "40 hari lagi", "Ditulis PIHAK KESATU, Dinas"):
        assert said in partner
    assert "Tidak akan diperpanjang" in words_of(make.client(c.rektor).get(reverse("agreements")))
    assert "1 tidak akan diperpanjang" in words_of(make.client(c.partner_officer).get(reverse("desk")))


def test_each_answer_to_a_proposed_end_is_told_as_what_it_is(c):
    made = runs_for(cases.signed(c), 40)
    asked = {"outcome": "terminated", "evaluation": "Anggaran dialihkan."}
    assert "menunggu jawaban pihak lain" in post(c.officer, made, "agreement_close", 1, **asked)
    declined = post(c.rektor, made, "agreement_answer_closing", 2, agrees="tidak", reason="Belum selesai")
    assert "Penolakan tercatat; kerja sama tetap berlaku." in declined
    post(c.officer, made, "agreement_close", 1, **asked)
    page = post(c.rektor, made, "agreement_answer_closing", 2, agrees="ya")
    assert "Kerja sama ditutup: Diakhiri." in page
    assert "hari lagi" not in page.partition("Berlaku")[2].partition("Umum")[0]


def test_what_a_closed_case_left_undone_is_still_listed_and_says_so(c):
    made = cases.signed(c)
    actions.propose_closing(
        made, party=cases.party(made, 1), outcome="terminated", evaluation="Cukup.", by=c.actors.officer, at=AT, today=TODAY
    )  # fmt: skip
    actions.answer_closing(made, party=cases.party(made, 2), agrees=True, by=c.actors.rektor, at=AT)
    Obligation.objects.filter(agreement=made).update(due=dt.date(2026, 2, 1))
    page = words_of(make.client(c.officer).get(reverse("agreements_obligations")))
    assert "Melatih pelaku usaha mikro" in page.partition("Tertinggal pada kerja sama yang sudah ditutup")[2]


def test_a_promise_is_let_go_by_the_side_it_was_made_to_and_nobody_else_is_offered_it(c):
    made = cases.signed(c)
    actions.propose_closing(
        made, party=cases.party(made, 1), outcome="terminated", evaluation="Cukup.", by=c.actors.officer, at=AT, today=TODAY
    )  # fmt: skip
    actions.answer_closing(made, party=cases.party(made, 2), agrees=True, by=c.actors.rektor, at=AT)
    row = made.obligations.get(text__startswith="Melatih")

    def page(person: Any) -> str:
        return make.client(person).get(reverse("obligation", args=[made.code, row.number])).content.decode()

    assert "gugurkan/" in page(c.officer)
    assert "gugurkan/" not in page(c.rektor)
    assert "Nyatakan gugur" not in page(c.rektor)
    Obligation.objects.filter(pk=row.pk).update(due=TODAY)
    assert "Kewajiban ini jatuh tempo sebelum penutupan" in page(c.officer)
    assert "gugurkan/" not in page(c.officer)


@pytest.mark.parametrize(("stage", "place"), [("shared", "Penyusunan Naskah"), ("agreed", "Penandatanganan")])
def test_a_revoked_draft_stands_where_it_stopped(c, stage, place):
    made = getattr(cases, stage)(c)
    actions.revoke(made, reason="Rencana berubah", by=c.actors.officer, at=AT)
    page = make.client(c.officer).get(reverse("agreement", args=[made.code])).content.decode()
    assert f'<li aria-current="step">{place}</li>' in page


def test_whoever_does_not_sign_sees_the_steps_of_the_signatories_grey_with_the_reason(c):
    sides = [actions.Side(c.awan), actions.Side(c.bumi), actions.Side(c.citra, "witness")]
    reason = "Belum bisa: Lembaga Anda pelaksana atau saksi pada naskah ini"
    page = read(c.citra_officer, cases.shared(c, sides=sides))
    assert f"Usulkan perubahan {reason}" in page
    assert "Belum bisa diubah: Lembaga Anda pelaksana atau saksi" in page  # the openness
    assert "Ubah para pihak" not in page
    assert "Tulis tanggapan" in page
    page = read(c.citra_officer, cases.signed(c, sides=sides))
    assert f"Tutup dengan evaluasi {reason}" in page
    assert f"Susun perpanjangan {reason}" in page


def test_the_text_is_one_tap_from_its_approval_and_days_are_written_out(c):
    made = cases.shared(c)
    page = make.client(c.rektor).get(reverse("agreement", args=[made.code])).content.decode()
    beside = page.partition("Setujui versi 1")[2][:200]
    assert reverse("agreement_text", args=[made.code]) in beside
    signed = cases.signed(c)
    assert "menandatangani pada 2 Maret 2026" in read(c.rektor, signed)
