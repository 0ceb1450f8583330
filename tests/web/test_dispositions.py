"""The pages of dispositions: the question with its four answers, what staff record, what the officer does, and who sees none of it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from simpul.organizations import actions as organizations
from simpul.proposals import actions
from simpul.proposals.actions import disposing
from simpul.proposals.actions.disposing import NOTED
from simpul.proposals.models import Hop, Proposal
from simpul.proposals.models.screening import asked_of
from simpul.register.models import Event
from simpul.web.agreements.timeline import WORDS
from tests import make
from tests.agreements import cases as agreements
from tests.documents.files import pdf
from tests.proposals import cases

AT = cases.AT
SOURCE = Path(disposing.__file__)


@pytest.fixture
def made(c) -> Proposal:
    """On the Bupati's desk since yesterday."""
    return cases.awaiting(c, at=timezone.now() - dt.timedelta(days=1), instruction="Mohon arahan.")


def place(made: Proposal, number: int = 1, word: str = "") -> str:
    return f"/disposisi/{made.code}/{number}/" + (f"{word}/" if word else "")


def read(person, address: str) -> str:
    answer = make.client(person).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_the_leaders_page_says_what_is_asked_what_is_at_stake_and_offers_four_answers(c, made):
    text = read(c.leader, place(made))
    for words in (made.title, "Universitas Bumi", "1 kegiatan", "24 bulan", "Mohon arahan.", "Telaah", "disarankan"):
        assert words in text, words
    assert text.index(">Setuju<") < text.index("Kembalikan dengan pertanyaan") < text.index("Tolak dengan alasan")
    for word in ("kembalikan", "tolak", "teruskan"):
        assert place(made, 1, word) in text


def test_one_tap_agrees(c, made):
    answer = make.client(c.leader).post(place(made, 1, "setuju"), {"text": "Lanjutkan."}, follow=True)
    assert answer.redirect_chain == [("/meja/", 302)]
    assert "Tercatat: setuju." in answer.content.decode()
    assert cases.fresh(made).state == "agreed"
    assert cases.hop(made).text == "Lanjutkan."


def test_the_same_tap_twice_has_one_effect(c, made):
    browser, key = make.client(c.leader), str(uuid.uuid4())
    for _n in range(2):
        assert browser.post(place(made, 1, "setuju"), {"kunci_kirim": key}).status_code == 302
    assert Event.objects.filter(chain=made.chain, kind="proposal.agreed").count() == 1


def test_who_comes_second_is_told_who_answered_and_nothing_is_lost(c, made):
    browser = make.client(c.leader)
    actions.answer(cases.hop(made), answer="agree", by=c.actors.leader, at=timezone.now())
    answer = browser.post(place(made, 1, "tolak"), {"text": "Alasan yang panjang"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "sudah dijawab oleh Bupati Awan" in text
    assert "Alasan yang panjang" in text


def test_a_note_to_an_answer_that_came_too_late_stays_readable(c, made):
    actions.answer(cases.hop(made), answer="agree", by=c.actors.leader, at=timezone.now())
    answer = make.client(c.leader).post(place(made, 1, "setuju"), {"text": "Catatan panjang\nyang tetap"})
    assert answer.status_code == 409
    assert "Yang Anda ketik:</strong> Catatan panjang<br>yang tetap" in answer.content.decode()


@pytest.mark.parametrize("word", ["kembalikan", "tolak", "teruskan"])
def test_what_was_noted_goes_along_to_another_answer(c, made, word):
    answer = make.client(c.leader).post(place(made, 1, word), {"text": "Dua catatan saya.", "buka": "1"})
    assert (answer.status_code, answer.context["form"]["text"].value()) == (200, "Dua catatan saya.")
    assert made.hops.get(number=1).is_open


def test_the_leader_reads_what_the_screening_asks_and_the_reasons_given(c, made):
    asked = asked_of(made)
    assert asked
    text = read(c.leader, place(made))
    for finding, reason in asked:
        assert escape(finding["text"]) in text
        assert reason is None or escape(reason.reason) in text


def test_what_cannot_go_on_is_greyed_for_the_leader_with_the_reason(c, made):
    run = made.screenings.get()
    run.findings = [run.findings[0] | {"hard": True, "asks": False}]
    run.save()
    text = read(c.leader, place(made))
    assert "<button disabled>Setuju</button>" in text
    assert "hanya dapat dikembalikan atau ditolak" in text
    answer = make.client(c.leader).post(place(made, 1, "setuju"), {"text": "Tetap"})
    assert answer.status_code == 409
    assert "Tetap</textarea>" in answer.content.decode()


def test_who_opens_the_address_of_a_button_is_led_to_its_page(c, made):
    for word in ("setuju", "pastikan"):
        answer = make.client(c.leader).get(place(made, 1, word))
        assert (answer.status_code, answer["Location"]) == (302, place(made)), word


@pytest.mark.parametrize(
    ("word", "values", "says"),
    [
        ("kembalikan", {"text": ""}, 'class="error"'),
        ("kembalikan", {"text": "x" * 2001}, "2000"),
        ("tolak", {"text": ""}, 'class="error"'),
        ("teruskan", {}, 'class="error"'),
        ("teruskan", {"to": "999999999", "mode": "decide"}, "pilihan"),
        ("teruskan", {"to": "abc", "mode": "nod", "due": "31-02-2026"}, "Tanggal"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(c, made, word, values, says):
    before = Hop.objects.count(), Event.objects.count()
    answer = make.client(c.leader).post(place(made, 1, word), values)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert (Hop.objects.count(), Event.objects.count()) == before


def test_a_nul_in_the_text_is_bad_input(c, made):
    assert make.client(c.leader).post(place(made, 1, "tolak"), {"text": "a\x00b"}).status_code == 422


def test_a_question_and_a_refusal_are_one_short_form_each(c, made):
    for word in ("kembalikan", "tolak", "teruskan"):
        assert "<textarea" in read(c.leader, place(made, 1, word))
    assert make.client(c.leader).post(place(made, 1, "kembalikan"), {"text": "Berapa?"}).status_code == 302
    made = cases.fresh(made)
    assert made.state == "screening"
    assert "Pertanyaan Bupati Awan, Kabupaten Awan: Berapa?" in read(c.officer, "/meja/")
    assert "Berapa?" in read(c.leader, place(made))


def test_passing_on_offers_the_held_posts_of_the_region_only(c, made):
    organizations.relieve(make.holder(c.sekda_post), end=dt.date(2026, 1, 1), by=make.SYSTEM, at=AT)
    text = read(c.leader, place(made, 1, "teruskan"))
    assert "Kepala Dinas Koperasi dan UKM" in text
    for words in ("Sekretaris Daerah ·", "Rektor", "Bupati Awan ·", "Direktur"):
        assert words not in text, words
    given = {"to": c.kadis_post.pk, "mode": "advise", "text": "Mohon saran.", "due": ""}
    assert make.client(c.leader).post(place(made, 1, "teruskan"), given).status_code == 302
    assert "Bupati Awan, Kabupaten Awan meminta saran Anda." in read(c.dinas_head, place(made, 2))
    assert "Sarankan setuju" in read(c.dinas_head, place(made, 2))


def test_two_may_advise_but_only_one_decide(c, made):
    given = {"to": c.kadis_post.pk, "to_2": c.sekda_post.pk, "mode": "decide", "text": "Silakan"}
    answer = make.client(c.leader).post(place(made, 1, "teruskan"), given)
    assert answer.status_code == 422
    assert "Hanya satu jabatan yang dapat memutuskan." in answer.content.decode()
    given["mode"] = "advise"
    assert make.client(c.leader).post(place(made, 1, "teruskan"), given).status_code == 302
    assert Hop.objects.filter(proposal=made, state="open").count() == 2


def paper(c, **values):
    return {
        "holding": make.holder(c.bupati_post).pk, "behalf_on": timezone.localdate().isoformat(), "answer": "agree", "text": "Setuju.",
        "mode": "decide", "letter": SimpleUploadedFile("lembar.pdf", pdf(1), "application/pdf"), **values,
    }  # fmt: skip


def test_staff_record_what_was_answered_on_paper(c, made):
    assert "Catat jawaban Bupati Awan" in read(c.staf, place(made))
    browser = make.client(c.staf)
    assert browser.get(place(made, 1, "catat")).status_code == 200
    answer = browser.post(place(made, 1, "catat"), paper(c), follow=True)
    text = answer.content.decode()
    assert "dicatat atas nama Anindita Pejabat Contoh, Bupati Awan" in " ".join(text.split())
    paper_sheet = browser.get(place(made, 1, "surat"))
    assert b"".join(paper_sheet.streaming_content).startswith(b"%PDF")
    paper_sheet.close()
    assert "Pastikan jawaban disposisi" in read(c.leader, "/meja/")
    assert "Pastikan pencatatan ini" in read(c.leader, place(made))
    assert make.client(c.leader).post(place(made, 1, "pastikan")).status_code == 302
    assert "Pastikan jawaban disposisi" not in read(c.leader, "/meja/")
    assert "dipastikan Bupati Awan" in read(c.officer, place(made))


def test_a_record_without_scan_or_for_who_has_left_is_refused_with_what_was_typed(c, made):
    browser = make.client(c.staf)
    answer = browser.post(place(made, 1, "catat"), paper(c, letter=""))
    assert answer.status_code == 422
    assert "Lampirkan pindaiannya." in answer.content.decode()
    organizations.relieve(
        make.holder(c.bupati_post), end=timezone.localdate() - dt.timedelta(days=1), by=make.SYSTEM, at=AT
    )
    answer = browser.post(place(made, 1, "catat"), paper(c, text="Kata-kata yang tetap"))
    assert answer.status_code == 422
    assert "pejabat itu tidak lagi menjabat" in answer.content.decode()
    assert "Kata-kata yang tetap" in answer.content.decode()
    assert "sedang tidak dijabat siapa pun" in read(c.leader, place(made))
    assert "Catat jawaban Bupati Awan" in read(c.staf, place(made))
    assert browser.post(place(made, 1, "catat"), paper(c, holding=make.holder(c.rektor_post).pk)).status_code == 422


def test_recording_that_it_was_passed_on_lays_it_on_that_desk(c, made):
    answer = make.client(c.staf).post(place(made, 1, "catat"), paper(c, answer="delegate", to=c.kadis_post.pk))
    assert answer.status_code == 302
    assert cases.hop(made, 2).post == c.kadis_post


def test_staff_have_no_buttons_of_the_desk_itself_and_leaders_record_for_nobody(c, made):
    assert ">Setuju<" not in read(c.staf, place(made))
    for word in ("kembalikan", "tolak", "teruskan"):
        assert make.client(c.staf).get(place(made, 1, word)).status_code == 403
    assert make.client(c.staf).post(place(made, 1, "setuju")).status_code == 403
    assert make.client(c.leader).get(place(made, 1, "catat")).status_code == 403


@pytest.mark.parametrize("who", ["partner_officer", "rektor", "citra_officer", "admin", "dinas_head"])
def test_whoever_is_not_of_the_region_or_not_asked_finds_no_disposition(c, made, who):
    browser = make.client(getattr(c, who))
    for word in ("", "setuju", "tolak", "kembalikan", "teruskan", "catat", "pastikan", "surat"):
        for method in ("get", "post"):
            led = (
                (302,) if method == "get" and word in ("setuju", "pastikan") else ()
            )  # to the page, which is not there
            status = getattr(browser, method)(place(made, 1, word)).status_code
            assert status in (404, 405, *led), (word, method)
    for word in ("disposisi", "tarik-disposisi", "tutup-tanpa-tanggapan", "buka-kembali"):
        assert browser.get(f"/penawaran/{made.code}/{word}/").status_code == 404, word


def test_an_unknown_number_or_code_is_not_there(c, made):
    for address in (place(made, 2), "/disposisi/AAAA-2222/1/", f"/disposisi/{made.code}/99999999999999999999/"):
        assert make.client(c.leader).get(address).status_code == 404, address
    assert make.client(c.leader).get(place(made, 1, "surat")).status_code == 404


# The officer


def test_the_officer_lays_it_on_a_desk(c):
    made = cases.screened(c, cases.screening(c, at=timezone.now()), timezone.now())
    address, browser = f"/penawaran/{made.code}/disposisi/", make.client(c.officer)
    assert f'<option value="{c.bupati_post.pk}" selected>' in read(c.officer, address)
    given = {"version": made.version, "post": c.bupati_post.pk, "instruction": "Mohon arahan", "due": ""}
    assert browser.post(address, given | {"version": made.version - 1}).status_code == 409
    assert browser.post(address, given | {"due": "2020-01-01"}).status_code == 422
    assert browser.post(address, given | {"post": c.rektor_post.pk}).status_code == 422
    assert browser.post(address, given).status_code == 302
    assert cases.fresh(made).state == "awaiting"
    assert make.client(c.leader).get(address).status_code == 403
    answer = browser.post(address, given | {"version": cases.fresh(made).version})
    assert answer.status_code == 409
    assert "Mohon arahan" in answer.content.decode()


def test_the_officer_takes_it_back(c, made):
    address, browser = f"/penawaran/{made.code}/tarik-disposisi/", make.client(c.officer)
    assert browser.get(address).status_code == 200
    assert make.client(c.leader).post(address).status_code == 403
    assert browser.post(address, {"reason": ""}).status_code == 302
    assert browser.post(address, {"reason": "lagi"}).status_code == 409
    assert "sudah ditarik kembali" in read(c.leader, place(made)) or "Ditelaah" in read(c.leader, place(made))


def test_silence_is_closed_by_who_signs_for_it_and_opened_again(c):
    made = cases.awaiting(c, at=timezone.now() - dt.timedelta(days=29))
    close, browser = f"/penawaran/{made.code}/tutup-tanpa-tanggapan/", make.client(c.officer)
    answer = browser.post(close, {"reason": "Tidak ada tanggapan."})
    assert answer.status_code == 409
    assert "baru dapat ditutup tanpa tanggapan sesudah 30 hari" in answer.content.decode()
    Hop.objects.filter(proposal=made).update(given_at=timezone.now() - dt.timedelta(days=31))
    assert browser.post(close, {"reason": ""}).status_code == 422
    assert make.client(c.staf).get(close).status_code == 403
    assert browser.post(close, {"reason": "Tidak ada tanggapan."}).status_code == 302
    assert cases.fresh(made).state == "no_response"
    again = f"/penawaran/{made.code}/buka-kembali/"
    assert browser.post(again, {"post": c.sekda_post.pk, "reason": ""}).status_code == 422
    assert browser.post(again, {"post": c.sekda_post.pk, "reason": "Ditanyakan lagi."}).status_code == 302
    assert browser.post(again, {"post": c.sekda_post.pk, "reason": "Ditanyakan lagi."}).status_code == 409


def test_a_request_for_completion_is_taken_back_on_the_page_and_silence_there_closes_and_opens_again(c):
    made = cases.incomplete(c)
    here, browser = f"/penawaran/{made.code}/", make.client(c.officer)
    page = read(c.officer, here)
    assert "Tarik permintaan melengkapi" in page
    assert "Tutup tanpa tanggapan" in page
    assert "Tarik permintaan melengkapi" not in read(c.partner_officer, here)
    assert "Tarik permintaan melengkapi" in read(c.officer, f"{here}tarik-disposisi/")
    assert browser.post(f"{here}tutup-tanpa-tanggapan/", {"reason": "Diam."}).status_code == 302  # AT lies long back
    assert 'name="post"' not in read(c.officer, f"{here}buka-kembali/")
    assert browser.post(f"{here}buka-kembali/", {"reason": "Datang lagi."}).status_code == 302
    assert cases.fresh(made).state == "incomplete"
    assert browser.post(f"{here}tarik-disposisi/", {"reason": ""}).status_code == 302
    assert cases.fresh(made).state == "received"


# The case page


def test_the_case_page_shows_the_cascade_inside_and_only_the_waiting_outside(c, made):
    actions.answer(
        cases.hop(made),
        answer="delegate",
        to=[c.kadis_post],
        text="Arahan rahasia",
        by=c.actors.leader,
        at=timezone.now(),
    )
    inside = read(c.officer, f"/penawaran/{made.code}/")
    assert "Arahan rahasia" in inside
    assert "Kepala Dinas Koperasi dan UKM" in inside
    assert "Tarik disposisi" in inside
    outside = read(c.partner_officer, f"/penawaran/{made.code}/")
    assert "Menunggu Disposisi sejak" in outside
    for words in ("Arahan rahasia", "Kepala Dinas", "Bupati"):
        assert words not in outside, words
    assert "Jawab disposisi" in read(c.dinas_head, f"/penawaran/{made.code}/")


# Whose desk


def test_whose_desk_since_when_for_everything_open(c, made):
    other = cases.incomplete(c, title="Belum lengkap", letter_number="9/UN/2026")
    text = read(c.officer, "/meja-menunggu/")
    for words in (
        made.title,
        "Bupati Awan, Kabupaten Awan",
        "Menunggu Disposisi",
        other.title,
        "UPT Kemitraan, Universitas Bumi",
    ):
        assert words in text, words
    assert "Lama menunggu menurut tahap" in text
    assert "Lama menunggu menurut meja" in text
    assert "<svg" in text


def test_agreements_that_wait_stand_there_too(c):
    waiting = agreements.shared(c)
    text = read(c.officer, "/meja-menunggu/")
    assert waiting.title in text
    assert "Universitas Bumi" in text
    assert waiting.title not in read(c.citra_officer, "/meja-menunggu/")


def test_what_is_open_is_chosen_by_desk_and_by_stage(c, made):
    other = cases.incomplete(c, title="Belum lengkap", letter_number="9/UN/2026")
    chosen = read(c.officer, f"/meja-menunggu/?meja={c.awan.pk}-{c.bupati_post.pk}")
    assert made.title in chosen
    assert other.title not in chosen
    stage = read(c.officer, "/meja-menunggu/?tahap=incomplete")
    assert other.title in stage
    assert made.title not in stage
    for odd in ("?meja=99999999999999999999-1", "?meja=%00", "?tahap=draft", "?hal=-1", "?hal=99999", "?meja=1-x"):
        assert make.client(c.officer).get(f"/meja-menunggu/{odd}").status_code == 200, odd


def test_a_partner_sees_that_it_waits_and_no_desk_of_the_region(c, made):
    text = read(c.partner_officer, "/meja-menunggu/")
    assert made.title in text
    assert "Kabupaten Awan" in text
    for words in ("Bupati", "Bagian Kerja Sama", "menurut meja"):
        assert words not in text, words
    for who in (c.citra_officer, c.admin):
        assert made.title not in read(who, "/meja-menunggu/")


def queries(person, address: str) -> int:
    browser = make.client(person)
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_many_rows_ask_the_database_no_more_often(c):
    pages = [(c.officer, "/meja-menunggu/"), (c.officer, "/meja/"), (c.leader, "/meja/"), (c.partner_officer, "/meja/")]

    def fill(start: int, count: int) -> None:
        for n in range(start, start + count):
            cases.awaiting(c, title=f"Usulan {n}", letter_number=f"{n}/UN/2026")
            cases.incomplete(c, title=f"Kurang {n}", letter_number=f"{n}/K/2026")
            cases.screening(c, title=f"Telaah {n}", letter_number=f"{n}/T/2026")

    fill(0, 2)
    few = [queries(who, address) for who, address in pages]
    fill(2, 6)
    assert [queries(who, address) for who, address in pages] == few
    assert max(few) <= 40


def test_every_event_of_a_disposition_has_words():
    written = {f"proposal.{word}" for word in NOTED.values()}
    written |= {f"proposal.{word}" for word in re.findall(r'note\w*\(held, "(\w+)"', SOURCE.read_text())}
    assert len(written) >= 14
    assert written - set(WORDS) == set()
