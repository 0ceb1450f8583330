"""Telaah in the browser: who reads it, what it says first, what each form does, and what bad input leaves."""

from __future__ import annotations

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from simpul.core.idempotency import FORM_FIELD
from simpul.law.models import Entry
from simpul.organizations.actions import accredit
from simpul.proposals import actions
from simpul.proposals.models import Override, Proposal, Screening, View
from simpul.proposals.models.paper import report_facts
from simpul.register.models import Event
from tests import make
from tests.proposals import cases

AT = cases.AT


@pytest.fixture
def proposal(c: SimpleNamespace) -> Proposal:
    made = cases.screening(c, initiator=c.dinas)
    actions.screen(made, by=c.actors.officer, at=AT)
    return cases.fresh(made)


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def get(person: Any, name: str, proposal: Proposal, *more: Any, query: str = "") -> Any:
    return make.client(person).get(reverse(name, args=[proposal.code, *more]) + query)


def post(person: Any, name: str, proposal: Proposal, *more: Any, key: str = "", **values: Any) -> Any:
    """«now» as version is the one that the page shows."""
    address = reverse(name, args=[proposal.code, *more])
    if values.get("version") == "now":
        values["version"] = proposal.version
    return make.client(person).post(address, {FORM_FIELD: key or f"kunci-{name}", **values})


PAGES = [("screening", ()), ("screening_past", (1,))]
FORMS = [
    ("screening_override", (), {"code": "plans.none:1", "reason": "Masuk perubahan RKPD."}),
    ("screening_view", (), {"field": "hukum", "stance": "supports", "text": "Baik."}),
    ("screening_kind", (), {"kind": "kb", "reason": ""}),
    ("screening_answers", (), {"version": "now", "signer": "head", "apbd_funded": "tidak", "burdens_public": "tidak", "personal_data": "ya"}),
    ("screening_classify", (1,), {"affair": "2.17.usaha/mikro"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_people_of_the_region_read_it_and_nobody_else(c, proposal, name, more):
    for person in (c.officer, c.dinas_officer, c.leader, c.pengawas):
        assert get(person, name, proposal, *more).status_code == 200
    for person in (c.partner_officer, c.rektor, c.citra_officer, c.admin):
        assert get(person, name, proposal, *more).status_code == 404


@pytest.mark.parametrize(("name", "more", "values"), FORMS)
def test_a_form_is_for_who_may_and_strangers_do_not_find_it(c, proposal, name, more, values):
    before = Event.objects.count()
    for person in (c.partner_officer, c.citra_officer):
        assert get(person, name, proposal, *more).status_code == 404
        assert post(person, name, proposal, *more, **values).status_code == 404
    assert get(c.pengawas, name, proposal, *more).status_code == 403
    assert post(c.pengawas, name, proposal, *more, **values).status_code == 403
    assert Event.objects.count() == before
    assert get(c.officer, name, proposal, *more).status_code == 200


@pytest.mark.parametrize(("name", "more", "values"), FORMS)
def test_each_form_has_its_one_effect_however_often_it_is_sent(c, proposal, name, more, values):
    counts = []
    for _time in range(2):
        answer = post(c.officer, name, proposal, *more, **values)
        assert answer.status_code == 302, words(answer)[:500]
        assert answer["Location"] == reverse("screening", args=[proposal.code])
        counts.append(
            (Event.objects.count(), Override.objects.count(), View.objects.count(), Screening.objects.count())
        )
    assert counts[0] == counts[1]


def test_the_page_says_first_what_needs_an_answer(c, proposal):
    text = words(get(c.officer, "screening", proposal))
    first, rest = text.index("Yang perlu dijawab lebih dahulu"), text.index("Yang diminta")
    assert first < text.index("belum jelas bagian mana") < rest
    assert "Belum Dapat Dinilai" in text
    assert "Permendagri 22/2020" in text
    assert "Perlu Dipastikan" in text


def test_each_source_leads_to_the_law(c, proposal):
    page = get(c.officer, "screening", proposal).content.decode()
    for kind, key in (
        ("affair", "2.07.pelatihan"),
        ("dprd", "membebani"),
        ("data", "pdp.dasar"),
        ("partner_form", "ptn_bh"),
    ):
        entry = Entry.objects.get(kind=kind, key=key, scope="nasional", retired_at=None)
        assert reverse("law_entry", args=[entry.pk]) in page


def test_a_member_who_only_reads_sees_no_forms(c, proposal):
    page = get(c.leader, "screening", proposal).content.decode()
    assert reverse("screening_run", args=[proposal.code]) not in page
    assert reverse("screening_override", args=[proposal.code]) not in page


def test_an_officer_of_a_unit_writes_a_view(c, proposal):
    answer = post(
        c.dinas_officer, "screening_view", proposal, field="teknis", stance="conditional", text="Bila ada pendamping."
    )
    assert answer.status_code == 302
    assert "Bila ada pendamping." in words(get(c.leader, "screening", proposal))


def test_a_changed_fact_is_told_and_a_new_run_takes_it_up(c, proposal):
    post(c.officer, "screening_classify", proposal, 1, affair="2.17.usaha/kecil")
    text = words(get(c.officer, "screening", proposal))
    assert "Telaah ini perlu diperbarui." in text
    assert "kegiatan atau tautan rencananya" in text
    assert post(c.officer, "screening_run", proposal).status_code == 302
    text = words(get(c.officer, "screening", proposal))
    assert "Telaah ini perlu diperbarui." not in text
    assert "Berubah sejak telaah sebelumnya" in text
    assert "Usaha kecil dimiliki provinsi" in text
    old = words(get(c.officer, "screening_past", proposal, 1))
    assert "Ini telaah terdahulu." in old
    assert "Usaha kecil dimiliki provinsi" not in old


def test_what_cannot_go_on_says_so_and_offers_to_take_the_item_out(c):
    accredit(c.upt, purpose="assessment", rank="C", start=make.LONG_AGO, basis="K", by=make.SYSTEM, at=AT)
    made = cases.draft(c)
    cases.item(
        made,
        c.actors.partner_officer,
        activity="assessment",
        title="Penilaian",
        affair="5.03.asn",
        post_level="jpt_pratama",
    )
    actions.send(made, by=c.actors.partner_officer, at=AT)
    actions.register(cases.fresh(made), by=c.actors.officer, at=AT)
    actions.screen(cases.fresh(made), by=c.actors.officer, at=AT)
    page = get(c.officer, "screening", made)
    assert "Tidak dapat dilanjutkan" in words(page)
    assert reverse("proposal_drop_item", args=[made.code, 2]) in page.content.decode()
    answer = post(c.officer, "screening_override", made, code="accreditation.below:2", reason="Tetap.")
    assert answer.status_code == 409
    assert "Tidak dapat dilanjutkan" in words(get(c.officer, "proposal", made))
    actions.drop_item(made.items.get(number=1), reason="Tidak perlu.", by=c.actors.officer, at=AT)
    actions.screen(cases.fresh(made), by=c.actors.officer, at=AT)
    page = get(c.officer, "screening", made)
    assert reverse("proposal_drop_item", args=[made.code, 2]) not in page.content.decode()
    assert "Ini kegiatan terakhir" in words(page)


def test_what_to_do_next_is_told_while_it_is_screened_and_to_who_may_do_it(c, proposal):
    cases.screened(c, proposal)
    assert "Usulan dapat dinaikkan kepada pimpinan." in words(get(c.officer, "screening", proposal))
    assert "Usulan dapat dinaikkan kepada pimpinan." not in words(get(c.leader, "screening", proposal))
    facts = report_facts(cases.fresh(proposal), printed_at=timezone.now())
    assert facts is not None
    assert any("dapat dinaikkan" in line for line in facts.advice)
    actions.submit(cases.fresh(proposal), post=c.bupati_post, by=c.actors.officer, at=AT)
    Proposal.objects.filter(pk=proposal.pk).update(months=120)
    for name, more in (("screening", ()), ("screening_past", (2,)), ("proposal", ())):
        text = words(get(c.officer, name, proposal, *more))
        assert "perlu diperbarui" not in text, name
        assert "dapat dinaikkan" not in text, name
    facts = report_facts(cases.fresh(proposal), printed_at=timezone.now())
    assert facts is not None
    assert not facts.stale
    assert not any("dinaikkan" in line for line in facts.advice)


def test_who_opens_the_address_of_the_run_is_led_to_the_page(c, proposal):
    answer = get(c.officer, "screening_run", proposal)
    assert (answer.status_code, answer["Location"]) == (302, reverse("screening", args=[proposal.code]))


def test_the_reason_page_shows_the_finding_and_keeps_what_was_typed(c, proposal):
    assert "belum ditautkan" in words(get(c.officer, "screening_override", proposal, query="?code=plans.none:1"))
    answer = post(c.officer, "screening_override", proposal, code="tidak.ada", reason="Alasan yang panjang.")
    assert answer.status_code == 422
    assert "Alasan yang panjang." in answer.content.decode()


LONG = "x" * 20_001
BAD = [
    ("screening_override", (), {"code": "plans.none:1", "reason": ""}),
    ("screening_override", (), {"code": "plans.none:1", "reason": LONG}),
    ("screening_override", (), {"code": "plans.none:1", "reason": "a\x00b"}),
    ("screening_override", (), {"code": "x" * 99, "reason": "Karena."}),
    ("screening_override", (), {}),
    ("screening_view", (), {"field": "sihir", "stance": "supports", "text": "Baik."}),
    ("screening_view", (), {"field": "hukum", "stance": "", "text": "Baik."}),
    ("screening_view", (), {"field": "hukum", "stance": "supports", "text": LONG}),
    ("screening_view", (), {"field": "hukum", "stance": "supports", "text": "\x00"}),
    ("screening_kind", (), {"kind": "rk"}),
    ("screening_kind", (), {"kind": ""}),
    ("screening_kind", (), {"kind": "nk", "reason": " "}),
    ("screening_answers", (), {"version": "now", "signer": "raja"}),
    ("screening_answers", (), {"version": "now", "signer": "head", "apbd_amount": "-5"}),
    ("screening_answers", (), {"version": "now", "signer": "head", "apbd_amount": "banyak"}),
    ("screening_answers", (), {"version": "now", "signer": "head", "regimes": ["gaib"]}),
    ("screening_answers", (), {"version": "now", "signer": "head", "apbd_funded": "mungkin"}),
    ("screening_classify", (1,), {"affair": "9.99"}),
    ("screening_classify", (1,), {"affair": "2.17.usaha/raksasa"}),
    ("screening_classify", (1,), {}),
]


@pytest.mark.parametrize(("name", "more", "values"), BAD)
def test_bad_input_is_told_and_leaves_nothing(c, proposal, name, more, values):
    before = Event.objects.count(), Override.objects.count(), View.objects.count(), Screening.objects.count()
    answer = post(c.officer, name, proposal, *more, **values)
    assert answer.status_code == 422
    assert "Belum tersimpan." in words(answer)
    assert (Event.objects.count(), Override.objects.count(), View.objects.count(), Screening.objects.count()) == before


def test_answers_on_a_page_that_is_out_of_date_are_refused_and_kept(c, proposal):
    actions.classify(proposal.items.get(), affair="2.17.usaha", part="mikro", by=c.actors.officer, at=AT)
    answer = post(
        c.officer, "screening_answers", proposal, version="now", signer="head", burdens_reason="Tidak ada pungutan."
    )
    assert answer.status_code == 409
    assert "Tidak ada pungutan." in answer.content.decode()
    assert cases.fresh(proposal).burdens_reason == ""


def test_what_is_not_there_is_not_found(c, proposal):
    assert get(c.officer, "screening_past", proposal, 99).status_code == 404
    assert get(c.officer, "screening_classify", proposal, 99).status_code == 404
    assert make.client(c.officer).get("/penawaran/AAAA-AAAA/telaah/").status_code == 404


def test_a_proposal_that_is_not_screened_now_says_why(c):
    made = cases.received(c)
    answer = post(c.officer, "screening_run", made)
    assert answer.status_code == 409
    assert "tidak berlaku pada keadaan ini" in words(answer)
    assert not Screening.objects.exists()


def test_the_case_page_shows_it_to_the_region_only(c, proposal):
    assert "Buka telaah" in words(get(c.officer, "proposal", proposal))
    text = words(get(c.partner_officer, "proposal", proposal))
    assert "Buka telaah" not in text
    assert "belum jelas bagian mana" not in text


def queries(call) -> int:
    with CaptureQueriesContext(connection) as counted:
        call()
    return len(counted)


def test_the_page_costs_the_same_with_many_items(c, proposal):
    many = cases.draft(c, initiator=c.dinas, letter_number="77/UN/2026")
    for number in range(9):
        cases.item(many, c.actors.partner_officer, title=f"Kegiatan {number}")
    actions.send(many, by=c.actors.partner_officer, at=AT)
    actions.register(cases.fresh(many), by=c.actors.officer, at=AT)
    actions.screen(cases.fresh(many), by=c.actors.officer, at=AT)
    browser = make.client(c.officer)
    addresses = [reverse("screening", args=[one.code]) for one in (proposal, many)]
    for address in addresses:
        browser.get(address)
    assert queries(lambda: browser.get(addresses[1])) == queries(lambda: browser.get(addresses[0]))


def test_what_the_region_answered_stays_with_the_region(c):
    made = cases.screening(c, burdens_public=False, apbd_funded=True, apbd_amount=Decimal(1000000))
    answers = {
        "burdens_public": True, "burdens_reason": "Pungutan tersembunyi", "in_current_apbd": False, "apbd_amount": Decimal("2500000000"),
        "personal_data": True,
    }  # fmt: skip
    actions.answer_facts(made, changes=answers, by=c.actors.officer, at=AT)
    mine, theirs = words(get(c.officer, "proposal", made)), words(get(c.partner_officer, "proposal", made))
    for secret in (
        "Rp2.500.000.000",
        "Pungutan tersembunyi",
        "Data pribadi ya",
        "Membebani ya",
        "Pertanyaan tentang biaya",
    ):
        assert secret in mine
        assert secret not in theirs
    for own in (
        "Dana APBD ya, Rp1.000.000",
        "Membebani tidak",
        "Sudah dalam APBD belum dijawab",
        "Data pribadi belum dijawab",
    ):
        assert own in theirs
    assert not Event.objects.filter(chain=made.chain, kind="proposal.facts_answered").exists()


def test_a_sender_that_completes_reads_and_sends_back_only_its_own_answers(c):
    made = cases.screening(c, burdens_public=False, apbd_funded=True)
    actions.answer_facts(
        made, changes={"burdens_public": True, "burdens_reason": "Pungutan tersembunyi"}, by=c.actors.officer, at=AT
    )
    actions.ask_completion(made, text="Lampirkan KAK.", by=c.actors.officer, at=AT)
    page = get(c.partner_officer, "proposal_facts", made).content.decode()
    assert "tersembunyi" not in page
    assert re.search(r'name="burdens_public" value="tidak"[^>]* checked', page)
    made = cases.fresh(made)
    sent = {"version": "now", "signer": "head", "burdens_public": "tidak", "apbd_funded": "tidak"}
    assert post(c.partner_officer, "proposal_facts", made, **sent).status_code == 302
    made = cases.fresh(made)
    assert (made.burdens_public, made.burdens_reason, made.apbd_funded) == (True, "Pungutan tersembunyi", False)
    assert (
        post(
            c.partner_officer, "proposal_facts", made, key="lagi", **sent | {"burdens_reason": "Tidak ada pungutan"}
        ).status_code
        == 302
    )
    assert cases.fresh(made).burdens_reason == "Tidak ada pungutan"


def test_of_what_the_region_offers_the_partner_reads_the_term_and_no_answer(c):
    made = cases.offered(
        c, apbd_funded=True, apbd_amount=Decimal(1000000), burdens_public=True, burdens_reason="Lahan daerah"
    )
    assert "Rp1.000.000" in words(get(c.officer, "proposal", made))
    theirs = words(get(c.partner_officer, "proposal", made))
    assert "24 bulan" in theirs
    for secret in ("Rp1.000.000", "Lahan daerah", "Dana APBD", "Membebani"):
        assert secret not in theirs
