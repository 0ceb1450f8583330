"""The pages of letters: write, edit, look, issue, keep the signed copy, download; and the papers of a case."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from simpul.core.idempotency import FORM_FIELD
from simpul.meetings import actions as meetings
from simpul.organizations import actions as organizations
from simpul.organizations.models import Holding
from simpul.proposals import actions
from simpul.proposals.models import Letter, Proposal
from simpul.register.models import Event
from simpul.web.letters import lists
from tests import make
from tests.agreements.cases import signed_pdf
from tests.agreements.test_papers import text_of
from tests.proposals import cases, letter_cases

pytestmark = pytest.mark.django_db


def at(name: str, row, *more) -> str:
    return reverse(name, args=[row.code, *more])


def fresh(letter: Letter) -> Letter:
    return Letter.objects.whole().get(pk=letter.pk)


def good_text(letter: Letter, **changed) -> dict:
    names = ("to_name", "to_place", "subject", "body", "nature", "enclosures", "copies", "classification", "version")
    return {name: getattr(letter, name) for name in names} | {"addressee": letter.addressee_id or ""} | changed


def good_issue(c, letter: Letter, **changed) -> dict:
    given = {"holding": make.holder(c.bupati_post).pk, "day": timezone.localdate(), "version": letter.version}
    return given | changed


def test_an_officer_writes_edits_issues_and_keeps_a_letter(c):
    browser, screening = make.client(c.officer), cases.screening(c)
    case = browser.get(at("proposal", screening)).content.decode()
    assert at("letter_new", screening) in case
    page = browser.get(at("letter_new", screening)).content.decode()
    assert "Surat penawaran" not in page
    made = browser.post(at("letter_new", screening), {"kind": "answer", "organization": c.awan.pk})
    letter = Letter.objects.whole().get()
    assert made["Location"] == at("letter_edit", letter)
    form = browser.get(at("letter_edit", letter)).content.decode()
    assert "nomor agenda 1/2026" in form
    saved = browser.post(at("letter_edit", letter), good_text(letter, body="Kami setuju.\nTempat : Aula"))
    assert saved["Location"] == at("letter", letter)
    page = browser.get(at("letter", letter)).content.decode()
    assert "Kami setuju." in page
    assert "Terbitkan surat" in page
    letter = fresh(letter)
    assert browser.post(at("letter_issue", letter), good_issue(c, letter)).status_code == 302
    letter = fresh(letter)
    assert letter.number == f"1/{timezone.localdate().year}"
    scan = SimpleUploadedFile("surat.pdf", signed_pdf("surat"), "application/pdf")
    assert browser.post(at("letter_attach", letter), {"scan": scan}).status_code == 302
    page = browser.get(at("letter", letter)).content.decode()
    assert "Ganti pindaian" in page
    assert "Ubah konsep" not in page
    assert b"".join(browser.get(at("letter_scan", letter)).streaming_content).startswith(b"%PDF")
    assert letter.subject in browser.get(at("proposal", screening)).content.decode()


def test_the_draft_downloads_as_konsep_and_the_issued_letter_as_it_was_kept(c):
    browser, letter = make.client(c.officer), letter_cases.letter(c)
    draft = browser.get(at("letter_docx", letter)).content
    assert "KONSEP" in text_of(draft)
    letter = actions.issue_letter(
        letter, holding=make.holder(c.bupati_post), day=make.TODAY, by=c.actors.officer, at=make.AT
    )
    kept = b"".join(browser.get(at("letter_docx", letter)).streaming_content)
    assert "KONSEP" not in text_of(kept)
    with letter.file.blob.open("rb") as stream:
        assert kept == stream.read()


def test_a_meeting_has_its_letters_and_an_invited_campus_answers(c):
    meeting = letter_cases.meeting(c)
    browser = make.client(c.officer)
    assert at("letter_of_meeting", meeting) in browser.get(at("meeting", meeting)).content.decode()
    made = browser.post(at("letter_of_meeting", meeting), {"kind": "invitation", "organization": c.bagian.pk})
    assert made.status_code == 302
    letter = Letter.objects.get()
    assert "Rektor, Universitas Bumi" in browser.get(at("letter", letter)).content.decode()
    campus = make.client(c.partner_officer)
    assert campus.get(at("letter", letter)).status_code == 404
    page = campus.get(at("letter_of_meeting", meeting)).content.decode()
    assert 'value="answer"' in page
    assert 'value="invitation"' not in page
    assert (
        campus.post(at("letter_of_meeting", meeting), {"kind": "answer", "organization": c.bumi.pk}).status_code == 302
    )


def test_an_opd_that_would_offer_itself_is_told_the_law_and_keeps_its_choice(c):
    offered = letter_cases.offered(c)
    browser = make.client(c.dinas_officer)
    answer = browser.post(at("letter_new", offered), {"kind": "offer", "organization": c.dinas.pk})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Perangkat daerah tidak menawarkan sendiri" in text
    assert "Permendagri 22/2020" in text
    assert '<option value="offer" selected>' in text
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"subject": ""}, 422, "Periksa isian yang ditandai"),
        ({"body": "x" * 12_001}, 422, "12000"),
        ({"body": "Ada\x00nul"}, 422, ""),
        ({"version": "99"}, 409, "sudah diubah sejak halaman dibuka"),
        ({"version": "x"}, 422, ""),
        ({"addressee": "999999"}, 422, ""),
        ({"addressee": "abc"}, 422, ""),
    ],
)
def test_bad_text_is_answered_with_the_form_and_nothing_is_written(c, changed, status, said):
    letter = letter_cases.letter(c)
    before = Event.objects.count()
    answer = make.client(c.officer).post(
        at("letter_edit", letter), good_text(letter, to_name="Yang diketik", **changed)
    )
    assert answer.status_code == status
    text = answer.content.decode()
    assert "Yang diketik" in text
    assert said in text
    assert (fresh(letter).version, Event.objects.count()) == (1, before)


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"day": "2026-02-30"}, 422, "Tanggal tidak dapat dibaca"),
        ({"day": ""}, 422, ""),
        ({"day": "2190-01-01"}, 422, "masa depan"),
        ({"day": "2024-01-01"}, 422, "tidak memegang jabatannya"),
        ({"holding": ""}, 422, ""),
        ({"holding": "0"}, 422, ""),
        ({"number": "9" * 101}, 422, ""),
        ({"version": 99}, 409, "sudah diubah"),
    ],
)
def test_a_letter_that_cannot_be_issued_so_stays_a_draft(c, changed, status, said):
    letter = letter_cases.letter(c)
    answer = make.client(c.officer).post(at("letter_issue", letter), good_issue(c, letter, **changed))
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert fresh(letter).state == "draft"


def test_what_no_form_would_issue_is_grey_with_the_reason(c):
    made = cases.screening(c)
    refusal = letter_cases.letter(c, kind="refusal", reason="Belum waktunya.", proposal=made)
    page = make.client(c.officer).get(at("letter", refusal)).content.decode()
    assert "<button disabled>Terbitkan surat</button>" in page
    assert "belum ditolak pimpinan" in page
    ready = letter_cases.letter(c, proposal=made)
    assert at("letter_issue", ready) in make.client(c.officer).get(at("letter", ready)).content.decode()
    Holding.objects.all().delete()
    assert "Belum ada pejabat yang tercatat" in make.client(c.officer).get(at("letter", ready)).content.decode()


def test_somebody_elses_official_is_not_among_the_signers(c):
    letter = letter_cases.letter(c)
    answer = make.client(c.officer).post(
        at("letter_issue", letter), good_issue(c, letter, holding=make.holder(c.rektor_post).pk)
    )
    assert answer.status_code == 422
    assert fresh(letter).state == "draft"


def test_who_left_office_recently_may_have_signed_an_earlier_letter(c):
    letter, today = letter_cases.letter(c), timezone.localdate()
    yesterday = today - dt.timedelta(days=1)
    before = make.holder(c.bupati_post)
    organizations.relieve(before, end=yesterday, by=c.actors.officer, at=timezone.now())
    browser = make.client(c.officer)
    assert "(sampai " in browser.get(at("letter_issue", letter)).content.decode()
    assert browser.post(at("letter_issue", letter), good_issue(c, letter)).status_code == 422
    assert browser.post(at("letter_issue", letter), good_issue(c, letter, day=yesterday)).status_code == 302
    assert fresh(letter).signer_title == "Bupati Awan"


def test_the_same_form_twice_writes_one_letter_and_gives_one_number(c):
    browser, screening = make.client(c.officer), cases.screening(c)
    values = {"kind": "answer", "organization": c.awan.pk, FORM_FIELD: "5b0e8a5e-3f2f-4b57-a3a5-6f1a6f0f4d11"}
    first, second = (browser.post(at("letter_new", screening), values) for _n in range(2))
    assert first["Location"] == second["Location"]
    letter = Letter.objects.get()
    values = good_issue(c, letter) | {FORM_FIELD: "5b0e8a5e-3f2f-4b57-a3a5-6f1a6f0f4d12"}
    for _n in range(2):
        assert browser.post(at("letter_issue", letter), values).status_code == 302
    assert Event.objects.filter(kind="letter.issued").count() == 1
    assert browser.post(at("letter_issue", letter), good_issue(c, fresh(letter))).status_code == 409


def test_an_issued_letter_is_not_edited_and_the_reason_is_said(c):
    letter = letter_cases.issued(c)
    answer = make.client(c.officer).post(at("letter_edit", letter), good_text(letter))
    assert answer.status_code == 409
    assert "sudah terbit" in answer.content.decode()


@pytest.mark.parametrize(
    ("upload", "status"),
    [
        (None, 422),
        (SimpleUploadedFile("kosong.pdf", b"", "application/pdf"), 422),
        (SimpleUploadedFile("skrip.pdf", b"#!/bin/sh", "application/pdf"), 422),
    ],
)
def test_what_is_no_scan_is_not_kept(c, upload, status):
    letter = letter_cases.issued(c)
    answer = make.client(c.officer).post(at("letter_attach", letter), {"scan": upload} if upload else {})
    assert answer.status_code == status
    assert fresh(letter).scan is None


def test_the_same_scan_twice_is_told_and_a_draft_takes_none(c):
    letter, browser = letter_cases.letter(c), make.client(c.officer)

    def upload():
        return {"scan": SimpleUploadedFile("surat.pdf", signed_pdf("sama"), "application/pdf")}

    assert browser.post(at("letter_attach", letter), upload()).status_code == 409
    actions.issue_letter(letter, holding=make.holder(c.bupati_post), day=make.TODAY, by=c.actors.officer, at=make.AT)
    assert browser.post(at("letter_attach", letter), upload()).status_code == 302
    again = browser.post(at("letter_attach", letter), upload())
    assert again.status_code == 409
    assert "sudah menjadi pindaian" in again.content.decode()


ADDRESSES = ("letter", "letter_edit", "letter_issue", "letter_discard", "letter_attach", "letter_docx", "letter_scan")


def test_strangers_get_404_for_every_address_of_a_letter(c):
    letter = letter_cases.issued(c)
    for user in (c.citra_officer, c.admin):
        browser = make.client(user)
        for name in ADDRESSES:
            assert browser.get(at(name, letter)).status_code == 404, name
        for name in ADDRESSES[1:5]:
            assert browser.post(at(name, letter), {}).status_code == 404, name
        for name in ("letter_new", "screening_docx"):
            assert browser.get(at(name, letter.proposal)).status_code == 404
    anyone = make.client()
    assert all(anyone.get(at(name, letter))["Location"].startswith("/masuk/") for name in ADDRESSES)


def test_who_reads_a_letter_but_does_not_write_gets_403_for_its_forms(c):
    letter = letter_cases.issued(c)
    for user in (c.leader, c.rektor, c.partner_officer, c.pengawas):
        browser = make.client(user)
        assert browser.get(at("letter", letter)).status_code == 200
        for name in ADDRESSES[1:5]:
            assert browser.get(at(name, letter)).status_code == 403, name
    assert make.client(c.leader).get(at("letter_new", letter.proposal)).status_code == 403


def test_a_draft_of_the_region_is_unknown_to_the_partner(c):
    letter = letter_cases.letter(c)
    browser = make.client(c.partner_officer)
    assert browser.get(at("letter", letter)).status_code == 404
    assert browser.get(at("letter_docx", letter)).status_code == 404
    assert letter.subject not in browser.get(at("proposal", letter.proposal)).content.decode()


def test_a_case_with_twenty_letters_asks_as_often_as_one_with_two(c):
    screening = cases.screening(c)
    browser = make.client(c.officer)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(at("proposal", screening)).status_code == 200
        return len(queries)

    for _n in range(2):
        letter_cases.letter(c, proposal=screening)
    asked()
    two = asked()
    for _n in range(18):
        letter_cases.letter(c, proposal=screening)
    assert asked() == two


def test_a_draft_is_discarded_with_one_button_and_an_issued_letter_says_why_not(c):
    browser, letter = make.client(c.officer), letter_cases.letter(c, subject="Hal yang tidak jadi")
    assert at("letter_discard", letter) in browser.get(at("letter", letter)).content.decode()
    stale = browser.post(at("letter_discard", letter), {"version": 9})
    assert (stale.status_code, "sudah diubah" in stale.content.decode()) == (409, True)
    assert browser.post(at("letter_discard", letter), {"version": letter.version}).status_code == 302
    page = browser.get(at("letter", letter)).content.decode()
    assert "Dibuang" in page
    assert not [word for word in ("Ubah konsep", "Terbitkan surat", "Buang konsep") if word in page]
    assert browser.get(at("letter_discard", letter)).status_code == 409
    assert at("letter", letter) not in browser.get(at("proposal", letter.proposal)).content.decode()
    assert letter.subject in browser.get(reverse("letters")).content.decode()
    assert "KONSEP" in text_of(browser.get(at("letter_docx", letter)).content)
    page = browser.get(at("letter", letter_cases.issued(c, proposal=letter.proposal))).content.decode()
    assert "<button disabled>Buang konsep</button>" in page
    assert "tidak dapat dibuang" in page


# ---- the book of letters


def book(browser, **asked) -> str:
    answer = browser.get(reverse("letters"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_book_tells_number_day_kind_receiver_case_and_state_of_every_visible_letter(c):
    sent = letter_cases.issued(c, subject="Jawaban kami")
    letter_cases.letter(c, "invitation", meeting=letter_cases.meeting(c), subject="Undangan kami")
    browser = make.client(c.officer)
    page = book(browser)
    for told in (
        sent.number,
        "2 Maret 2026",
        "Surat jawaban",
        "Undangan",
        sent.to_name,
        at("proposal", sent.proposal),
        at("letter", sent),
    ):
        assert told in page
    assert page.index("Undangan kami") < page.index("Jawaban kami")  # of one day, the one begun later
    partner = book(make.client(c.partner_officer))
    assert "Jawaban kami" in partner
    assert "Undangan kami" not in partner
    for user in (c.citra_officer, c.admin):
        assert "Belum ada surat di sini" in book(make.client(user))
    for address in (reverse("proposals"), at("letter", sent)):
        assert f'href="{reverse("letters")}"' in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"jenis": "answer"}, {"Jawaban"}),
        ({"tahun": "2026"}, {"Jawaban", "Undangan"}),
        ({"tahun": "2025"}, {"Jawaban", "Undangan"}),  # no letter of that year: not among the choices
        ({"keadaan": "draft"}, {"Undangan"}),
        ({"cari": " 1/2026 "}, {"Jawaban"}),
        ({"cari": "rektor"}, {"Jawaban"}),
        ({"cari": "usaha mikro", "jenis": "invitation"}, {"Undangan"}),
        ({"cari": "%"}, set()),
        ({"cari": "zz\x00z", "hal": "x"}, set()),
        ({"jenis": "nota", "keadaan": "x", "tahun": "x", "hal": "-1"}, {"Jawaban", "Undangan"}),
    ],
)
def test_the_book_is_filtered_by_year_kind_state_and_word(c, asked, found):
    letter_cases.issued(c, subject="Jawaban")
    letter_cases.letter(c, "invitation", meeting=letter_cases.meeting(c), subject="Undangan")
    page = book(make.client(c.officer), **asked)
    assert {word for word in ("Jawaban", "Undangan") if f">{word}</a>" in page} == found
    assert ("Tidak ada surat yang cocok" in page) == (not found)


def test_the_book_asks_as_often_for_twenty_letters_as_for_two_and_is_paged(c, monkeypatch):
    browser, screening = make.client(c.officer), cases.screening(c)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            book(browser)
        return len(queries)

    for _n in range(2):
        letter_cases.letter(c, proposal=screening)
    asked()
    two = asked()
    for n in range(18):
        letter_cases.letter(c, proposal=screening, subject=f"Surat ke-{n}.")
    assert asked() == two
    monkeypatch.setattr(lists, "PAGE", 10)
    first, second = book(browser, jenis="answer"), book(browser, jenis="answer", hal=2)
    assert ("Surat ke-17." in first, "Surat ke-17." in second) == (True, False)
    assert "jenis=answer&amp;hal=2" in first


# ---- numbering


def test_the_pattern_of_numbers_is_set_on_the_organisations_page(c):
    browser = make.client(c.officer)
    address = reverse("organizations_numbering", args=[c.setda.code])
    assert address in browser.get(reverse("organizations_detail", args=[c.setda.code])).content.decode()
    page = browser.get(address).content.decode()
    assert "{bulan_romawi}" in page
    bad = browser.post(address, {"pattern": "{nomor}/{thn}", "unit": "SETDA", "start": "2026-01-01"})
    assert bad.status_code == 422
    assert "{thn}" in bad.content.decode()
    good = {"pattern": "{klasifikasi}/{nomor}/{unit}/{tahun}", "unit": "SETDA", "start": "2026-01-01"}
    assert browser.post(address, good).status_code == 302
    page = browser.get(reverse("organizations_detail", args=[c.setda.code])).content.decode()
    assert "{klasifikasi}/{nomor}/{unit}/{tahun}" in page
    assert make.client(c.dinas_officer).get(address).status_code == 403


# ---- the papers of a case


def sealed(c):
    meeting = letter_cases.meeting(c, starts_at=dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC), invited=False)
    meetings.hold(meeting, by=c.actors.officer, at=make.AT)
    meetings.revise(meeting, changes={"summary": "Dibahas bersama."}, by=c.actors.officer, at=make.AT)
    for row in meeting.attendances.all():
        meetings.mark(row, came="came", people="Rektor", by=c.actors.officer, at=make.AT)
    return meeting


def test_the_minutes_open_for_the_convener_at_once_and_for_guests_when_sealed(c):
    meeting = sealed(c)
    browser, guest = make.client(c.officer), make.client(c.partner_officer)
    assert "KONSEP" in text_of(browser.get(at("meeting_minutes_docx", meeting)).content)
    assert guest.get(at("meeting_minutes_docx", meeting)).status_code == 404
    meetings.seal(meeting, by=c.actors.officer, at=make.AT)
    text = text_of(guest.get(at("meeting_minutes_docx", meeting)).content)
    assert "BERITA ACARA AUDIENSI" in text
    assert "KONSEP" not in text
    assert make.client(c.citra_officer).get(at("meeting_minutes_docx", meeting)).status_code == 404


def test_the_staff_report_is_for_the_region_alone(c):
    screening = cases.screening(c)
    browser = make.client(c.officer)
    assert browser.get(at("screening_docx", screening)).status_code == 404
    run = actions.screen(screening, by=c.actors.officer, at=make.AT)
    answer = browser.get(at("screening_docx", screening))
    assert answer["Content-Disposition"] == f'attachment; filename="telaah-{screening.code}-1.docx"'
    text = text_of(answer.content)
    assert run.hash in text
    assert "TELAAHAN STAF" in text
    Document(io.BytesIO(answer.content))
    for user in (c.partner_officer, c.rektor, c.citra_officer):
        assert make.client(user).get(at("screening_docx", screening)).status_code == 404


def test_an_institutions_own_template_makes_its_letters(c):
    from simpul.documents.actions import replace_template, store_bytes
    from simpul.documents.models import PACKAGED

    document = Document(io.BytesIO((PACKAGED / "answer.docx").read_bytes()))
    document.add_paragraph("Dicetak menurut templat Awan")
    word = io.BytesIO()
    document.save(word)
    file = store_bytes(word.getvalue(), "surat.docx", kind="template", by=make.SYSTEM, at=make.AT)
    replace_template(paper="answer", scope=str(c.awan.pk), file=file, note="", by=c.actors.officer, at=make.AT)
    letter = letter_cases.issued(c)
    with letter.file.blob.open("rb") as stream:
        assert "Dicetak menurut templat Awan" in text_of(stream.read())


def test_the_letterhead_of_the_nearest_unit_heads_the_letter(c):
    organizations.set_letterhead(
        c.setda,
        lines="PEMERINTAH KABUPATEN AWAN\nSEKRETARIAT DAERAH",
        start=make.LONG_AGO,
        by=c.actors.officer,
        at=make.AT,
    )
    proposal = cases.screening(c)
    own = letter_cases.letter(c, proposal=proposal, organization=c.bagian)
    assert "SEKRETARIAT DAERAH" in make.client(c.officer).get(at("letter", own)).content.decode()
    whole = letter_cases.letter(c, proposal=proposal)
    page = make.client(c.officer).get(at("letter", whole)).content.decode()
    assert "KABUPATEN AWAN" in page
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    "paper", ["invitation", "offer", "answer", "completion", "referral", "refusal", "minutes", "report"]
)
def test_the_templates_of_these_papers_are_listed_explained_and_downloaded(c, paper):
    browser = make.client(c.officer)
    assert reverse("template", args=[paper]) in browser.get(reverse("templates")).content.decode()
    page = browser.get(reverse("template", args=[paper])).content.decode()
    assert "kop[…].baris" in page
    Document(io.BytesIO(b"".join(browser.get(reverse("template_download", args=[paper])).streaming_content)))
