"""The produced Word files say what the facts say, and a user's text stays text. No database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from docx import Document

from simpul.documents import placeholders
from simpul.documents.models import PACKAGED
from simpul.organizations.papers import Head
from simpul.proposals import papers
from simpul.proposals.rules.states import LETTER_KINDS
from tests.agreements.test_papers import EVIL, text_of
from tests.documents.files import png

HEAD = Head(("PEMERINTAH KABUPATEN AWAN", "SEKRETARIAT DAERAH", "Jalan Simpul 1"))
LETTER = papers.LetterFacts(
    code="ABCD-2345", head=HEAD, subject="Jawaban atas penawaran", body="Pembuka.\n1. satu\na. huruf\nTempat : Aula Setda\nPenutup.",
    to_name="Rektor Universitas Bumi", to_place="Tempat", number="400/7/KS/2026", day=dt.date(2026, 3, 2), nature="Segera",
    enclosures="1 (satu) berkas", copies=("Sekretaris Daerah", "Kepala Bappeda"), title="Bupati Awan", signer="Anindita",
)  # fmt: skip
MOMENT = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
FOUND = papers.ReportFinding(
    "Di Luar Kewenangan", "Sumur minyak bukan bagian kabupaten.", "UU 23/2014 Lampiran · nasional", "Terverifikasi", "Kirim surat pengalihan.",
    "Sudah dibahas (Petugas, 2 Maret 2026)",
)  # fmt: skip
REPORT = papers.ReportFacts(
    code="ABCD-2345", number=3, head=HEAD, title="Pelatihan UMKM", data=(("Mitra", "Universitas Bumi"), ("Jangka waktu", "24 bulan")),
    items=(papers.ReportItem(1, "Pelatihan: Digital", "Pelatihan kerja", "Kabupaten Awan", "Pelaku usaha", "Sesuai"),),
    groups=(("Kewenangan", (FOUND,)),), views=(papers.ReportView("Aspek hukum", "Mendukung", "Setuju.", "Kabag Hukum, 2 Maret 2026"),),
    advice=("Teruskan butir 2.",), day=dt.date(2026, 3, 1), law="b" * 64, hash="a1" * 32, made_by="Petugas", made_at=MOMENT,
    printed_at=MOMENT,
)  # fmt: skip


def template(paper: str) -> bytes:
    return (PACKAGED / f"{paper}.docx").read_bytes()


def letter(kind: str = "answer", **values) -> str:
    return text_of(papers.letter_docx(dataclasses.replace(LETTER, **values), template(kind)))


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_every_kind_prints_the_whole_letter(kind: str) -> None:
    made = papers.letter_docx(LETTER, template(kind))
    text = text_of(made)
    for said in (
        *HEAD.lines, "400/7/KS/2026", "2 Maret 2026", "Segera", "1 (satu) berkas", "Jawaban atas penawaran", "Yth. Rektor Universitas Bumi",
        "di Tempat", "Pembuka.", "1.\tsatu", "a.\thuruf", "Tempat\t: Aula Setda", "Penutup.", "Bupati Awan,", "Anindita",
        "1.\tSekretaris Daerah", "2.\tKepala Bappeda", "ABCD-2345",
    ):  # fmt: skip
        assert said in text, said
    document = Document(io.BytesIO(made))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert rows[0] == ["Nomor", ":", "400/7/KS/2026", "2 Maret 2026"]
    assert rows[3][:3] == ["Hal", ":", "Jawaban atas penawaran"]


def test_a_draft_says_so_and_leaves_number_day_and_signer_open() -> None:
    text = letter(number="", day=None, title="", signer="", draft=True, sample=True)
    assert "CONTOH – bukan dokumen resmi · KONSEP" in text
    assert papers.BLANK in text
    assert "Jabatan ................" in text
    plain = letter()
    assert "KONSEP" not in plain
    assert "CONTOH" not in plain


def test_who_signs_for_another_says_for_whom() -> None:
    assert "a.n. Bupati Awan\nSekretaris Daerah,\nBramantya" in letter(
        on_behalf="Bupati Awan", title="Sekretaris Daerah", signer="Bramantya"
    )
    assert "a.n." not in letter()


def test_only_an_invitation_to_many_carries_their_list() -> None:
    names = ("Rektor, Universitas Bumi", "Dinas Koperasi")
    assert "DAFTAR UNDANGAN\n1.\tRektor, Universitas Bumi\n2.\tDinas Koperasi" in letter("invitation", invited=names)
    assert "DAFTAR UNDANGAN" not in letter("invitation")
    assert "DAFTAR UNDANGAN" not in letter("answer", invited=names)


def test_the_logo_stands_in_the_letterhead() -> None:
    made = papers.letter_docx(dataclasses.replace(LETTER, head=Head(HEAD.lines, png())), template("answer"))
    assert len(Document(io.BytesIO(made)).inline_shapes) == 1


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_a_users_text_stays_text(kind: str) -> None:
    evil = {
        "subject": EVIL,
        "body": f"{EVIL}\n1. {EVIL}",
        "to_name": EVIL,
        "copies": (EVIL,),
        "signer": EVIL,
        "invited": (EVIL,),
    }
    text = letter(kind, **evil)
    assert text.count(EVIL) == (7 if kind == "invitation" else 6)


def test_nothing_at_all_makes_no_damaged_file() -> None:
    bare = papers.LetterFacts(code="X", head=Head(()), subject="", body="", to_name="")
    for kind in LETTER_KINDS:
        Document(io.BytesIO(papers.letter_docx(bare, template(kind))))


def test_the_context_fills_exactly_the_tree_that_templates_know() -> None:
    known = set(placeholders.PAPERS["invitation"].names)
    assert set(papers.letter_context(LETTER)) == known
    assert set(papers.report_context(REPORT)) == set(placeholders.PAPERS["report"].names)


def test_the_same_letter_makes_the_same_bytes() -> None:
    assert papers.letter_docx(LETTER, template("answer")) == papers.letter_docx(LETTER, template("answer"))


def test_the_staff_report_says_facts_findings_reasons_views_advice_and_law() -> None:
    text = text_of(papers.report_docx(REPORT, template("report")))
    for said in (
        "TELAAHAN STAF", "Pelatihan UMKM", "Universitas Bumi", "24 bulan", "Pelatihan: Digital", "Kewenangan",
        "Di Luar Kewenangan. Sumur minyak bukan bagian kabupaten.", "Dasar: UU 23/2014 Lampiran · nasional (Terverifikasi)",
        "Saran: Kirim surat pengalihan.", "Alasan: Sudah dibahas (Petugas, 2 Maret 2026)", "Aspek hukum: Mendukung", "Setuju.",
        "Kabag Hukum, 2 Maret 2026", "1.\tTeruskan butir 2.", "yang berlaku pada 1 Maret 2026", "Sidik telaah: " + "a1" * 32,
        "Dijalankan Petugas pada 2 Maret 2026 10.00 WIB", "ABCD-2345 · telaah 3 · sidik a1a1 a1a1 a1a1 … a1a1",
    ):  # fmt: skip
        assert said in text, said
    assert "PERLU DIPERBARUI" not in text


def test_a_report_that_is_out_of_date_says_so_and_one_without_views_too() -> None:
    text = text_of(papers.report_docx(dataclasses.replace(REPORT, stale=True, views=()), template("report")))
    assert "PERLU DIPERBARUI" in text
    assert "Belum ada pandangan tertulis." in text


def test_what_was_typed_into_a_report_stays_text() -> None:
    evil = dataclasses.replace(FOUND, text=EVIL, reason=EVIL)
    text = text_of(
        papers.report_docx(dataclasses.replace(REPORT, title=EVIL, groups=((EVIL, (evil,)),)), template("report"))
    )
    assert text.count(EVIL) == 4
