"""The produced papers say what the facts say, and a user's text stays text. No database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import typst
from docx import Document
from lxml import etree
from pypdf import PdfReader

from simpul.agreements import papers
from simpul.documents import placeholders, render
from simpul.documents.models import PACKAGED

from .paper_facts import HASH, LONG, clauses, facts, party, png

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVIL = "{{ 7*7 }} {% for x in y %} {_{ {_% <b>&amp;</b> \"kutip\" 'x' #strong[tebal] $x^2$ `code` @ref \\u{1F600} ]]> </w:t>"


def word(given: papers.PaperFacts) -> bytes:
    return papers.draft_docx(given, (PACKAGED / f"{given.kind}.docx").read_bytes())


def text_of(docx: bytes) -> str:
    """Every paragraph of body, tables, header and footer, as lxml reads it."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        lines = []
        for name in archive.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                for paragraph in etree.fromstring(archive.read(name)).iter(f"{W}p"):
                    parts = (x.text if x.tag == f"{W}t" else "\t" for x in paragraph.iter(f"{W}t", f"{W}tab"))
                    lines.append("".join(part or "" for part in parts))
    return "\n".join(lines)


def sheet_text(given: papers.PaperFacts) -> str:
    """The words of the record sheet, line breaks and the invisible breaks of long words aside."""
    pages = PdfReader(io.BytesIO(papers.record_sheet(given))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


@pytest.mark.parametrize("kind", ["kb", "nk", "pks"])
@pytest.mark.parametrize("count", [2, 3, 13])
def test_every_party_stands_in_the_word_file_with_number_signer_and_authority(kind: str, count: int) -> None:
    given = facts(kind, count)
    made = word(given)
    text = text_of(made)
    Document(io.BytesIO(made))
    assert papers.KINDS[kind].upper() in text
    for p in given.parties:
        assert f"NOMOR {p.label}: {p.number or papers.PENDING}" in text
        assert p.organization.upper() in text
        assert p.signer.upper() in text
        assert f"{p.title}, berkedudukan di {p.address}, berdasarkan {p.authority}" in text
    signed = [table for table in Document(io.BytesIO(made)).tables if "PIHAK KESATU" in table.cell(0, 0).text]
    names = [cell.text for table in signed for row in table.rows for cell in row.cells]
    assert [p.signer for p in given.parties if not any(p.signer in name for name in names)] == []


def test_every_article_stands_with_number_heading_and_lines() -> None:
    lines = text_of(word(facts())).split("\n")
    for number, clause in enumerate(clauses(), 1):
        place = lines.index(f"Pasal {number}")
        assert lines[place + 1] == clause.heading.upper()
        assert lines[place + 2].startswith("(1)\tPIHAK KEDUA menyelenggarakan")
        assert lines[place + 4] == "a.\tpencatatan keuangan usaha;"


def test_the_opening_tells_the_day_in_words() -> None:
    text = text_of(word(facts(signed_on=dt.date(2025, 7, 15), place="Purbalingga")))
    assert "Pada hari ini, Selasa, tanggal lima belas bulan Juli tahun dua ribu dua puluh lima (15-07-2025)" in text
    assert "bertempat di Purbalingga" in text


def test_the_authority_continues_the_sentence() -> None:
    text = text_of(word(facts(parties=(party(1, authority="Karena jabatan"), party(2, authority="")))))
    assert "Jalan Merdeka Nomor 1, Awan, karena jabatannya, bertindak untuk" in text
    assert "Jalan Merdeka Nomor 2, Awan, bertindak untuk" in text


def test_the_closing_sentence_gives_way_to_a_closing_article() -> None:
    assert "Demikian Perjanjian Kerja Sama ini dibuat" in text_of(word(facts()))
    assert "Demikian" not in text_of(word(facts(clauses=(papers.PaperClause("closing", "Penutup", "Selesai."),))))


def test_an_open_day_leaves_dots_to_fill_by_hand() -> None:
    assert "Pada hari ini, .............., tanggal .............." in text_of(word(facts(signed_on=None)))


def test_the_foot_carries_code_version_and_fingerprint() -> None:
    text = text_of(word(facts()))
    assert "PKS-2026-0042 · versi 4 · sidik 7f3a 91c0 4be2 … a7d5" in text


def test_samples_and_drafts_say_so_and_real_papers_do_not() -> None:
    assert "CONTOH – bukan dokumen resmi · RANCANGAN" in text_of(word(facts(draft=True)))
    plain = text_of(word(facts(sample=False)))
    assert "CONTOH" not in plain
    assert "RANCANGAN" not in plain


def test_the_work_plan_is_annexed_to_the_nk() -> None:
    table = Document(io.BytesIO(word(facts("nk")))).tables[-1]
    assert [cell.text for cell in table.rows[1].cells] == [
        "1.",
        "Pelatihan pencatatan keuangan",
        "Modul dan kelas",
        "120 pelaku usaha",
        "Kecamatan Awan Timur",
        "Januari–Juni 2027",
        "Dinas Koperasi; LPPM",
        "APBD Kabupaten Awan",
        "12.500.000",
    ]
    assert "Rencana Kerja belum disusun." in text_of(word(facts("nk", work_plan=())))


PROMISE = papers.PaperObligation(
    5,
    "PIHAK KEDUA: Universitas Bumi",
    "PIHAK KESATU: Dinas",
    "Melatih pelaku usaha",
    "120 orang",
    "setiap 6 bulan",
    "daftar hadir",
)


@pytest.mark.parametrize("kind", ["kb", "nk", "pks"])
def test_the_promises_are_annexed_wherever_there_are_any(kind: str) -> None:
    made = word(facts(kind, promises=(PROMISE,)))
    table = next(t for t in Document(io.BytesIO(made)).tables if "Kewajiban" in [c.text for c in t.rows[0].cells])
    assert [cell.text for cell in table.rows[1].cells] == [
        "1.", "5", "PIHAK KEDUA: Universitas Bumi", "PIHAK KESATU: Dinas", "Melatih pelaku usaha", "120 orang", "setiap 6 bulan", "daftar hadir"
    ]  # fmt: skip
    assert "KEWAJIBAN PARA PIHAK" in text_of(made)
    assert "KEWAJIBAN PARA PIHAK" not in text_of(word(facts(kind)))


def test_witnesses_and_implementing_units_stand_apart() -> None:
    given = facts()
    more = (party(3, papers.WITNESS, label="SAKSI KESATU"), party(4, papers.IMPLEMENTING, label="PELAKSANA"))
    text = text_of(word(dataclasses.replace(given, parties=given.parties + more)))
    assert "MENYAKSIKAN" in text
    assert "–\tLembaga Mitra 4" in text
    assert "NOMOR SAKSI KESATU" not in text
    assert "MENYAKSIKAN" not in text_of(word(given))


def test_a_loop_over_nothing_leaves_nothing_that_word_would_call_damage() -> None:
    bare = dataclasses.replace(facts("nk"), parties=(), work_plan=())
    body = Document(io.BytesIO(word(bare))).element.body
    assert all(table.find(f"{W}tr") is not None for table in body.iter(f"{W}tbl"))
    assert all(cell[-1].tag == f"{W}p" for cell in body.iter(f"{W}tc"))


def test_an_agreement_without_anything_still_makes_both_papers() -> None:
    bare = papers.PaperFacts(code="KB-1", kind="kb", title="x", status="Draf", version=1, hash=HASH, parties=())
    Document(io.BytesIO(word(bare)))
    assert "Belum ditandatangani." in sheet_text(bare)


def test_a_users_text_stays_text_in_word() -> None:
    wicked = dataclasses.replace(party(1), organization=f"A {EVIL}", signer=EVIL)
    given = facts(title=EVIL, parties=(wicked, party(2)), clauses=(papers.PaperClause("c", EVIL, f"(1) {EVIL}"),))
    text = text_of(word(given))
    assert f"(1)\t{EVIL}" in text
    assert EVIL.upper() in text
    assert "49" not in text.replace("41549", "")


def test_control_characters_do_not_break_the_word_file() -> None:
    text = text_of(word(facts(title="satu\x00\x07\x0b\x0cdua\ufffe\ue000tiga")))
    assert "SATUDUATIGA" in text


def test_a_users_text_stays_text_on_the_record_sheet() -> None:
    assert squeezed(EVIL) in squeezed(sheet_text(facts(title=EVIL)))


def test_a_very_long_word_stays_on_the_page() -> None:
    long = "W" * 300
    assert long in squeezed(sheet_text(facts(title=long, parent=long)))
    assert "W" * 300 in text_of(word(facts(title=long)))


def test_the_logos_stand_in_the_letterhead() -> None:
    given = facts()
    parties = tuple(dataclasses.replace(p, logo=png()) for p in given.parties)
    made = word(dataclasses.replace(given, parties=parties))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [name for name in archive.namelist() if name.startswith("word/media/")] != []


def test_the_same_facts_make_the_same_bytes() -> None:
    assert word(facts()) == word(facts())
    assert papers.record_sheet(facts()) == papers.record_sheet(facts())


@pytest.mark.parametrize("count", [2, 13])
def test_the_record_sheet_tells_parties_hashes_register_and_where_to_check(count: int) -> None:
    given = facts(count=count)
    text = sheet_text(given)
    for p in given.parties:
        assert squeezed(p.organization) in squeezed(text)
        assert p.signer in text
        assert (p.number or "menyusul") in text
    assert given.hash in squeezed(text)
    assert given.register_head in squeezed(text)
    assert "setelah 27 catatan" in text
    assert given.verify_url in squeezed(text)
    assert given.verification_code in text
    assert "18 November 2026 sampai dengan 17 November 2029" in text
    assert "dicatat atas nama Kepala Dinas" in text
    assert "batal: Pasal 5 berubah" in text
    assert "Melatih 120 pelaku usaha mikro" in text
    assert "dicetak pada 20 November 2026 10.15 WIB" in text
    assert "CONTOH" in text
    assert "bukan tanda tangan elektronik tersertifikasi" in text


def test_the_record_sheet_is_tagged_archival_and_in_indonesian() -> None:
    reader = PdfReader(io.BytesIO(papers.record_sheet(facts(title="Kerja sama"))))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"
    assert b"pdfaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Lembar Catatan: Kerja sama"
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            kind = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(kind["/FontDescriptor"].get_object())


@pytest.mark.parametrize("letters", ["pesta 🎉🎊 usai", "漢字かな交じり文" * 12, "العربية", "ꦗꦮ"])
def test_letters_that_no_font_has_do_not_stop_the_record_sheet(letters: str) -> None:
    text = sheet_text(facts(title=f"Kerja {letters} sama"))
    assert "Kerja" in text
    assert "Universitas Bumi" in text


def test_an_error_in_the_sheet_itself_is_not_hidden() -> None:
    with pytest.raises(typst.TypstError):
        render.pdf("record.typ", {"title": "tanpa isi lain"}, at=facts().printed_at)


def test_every_kind_of_paper_fills_exactly_what_templates_may_say() -> None:
    filled = papers.context(facts("nk", 3))
    assert set(filled) == set(placeholders.PAPERS["nk"].names)
    assert set(filled["pihak"][0]) == set(placeholders.COMMON["pihak"][0])
    assert set(filled["kop"][1]["kanan"]) == set(placeholders.COMMON["pihak"][0])
    assert set(filled["pasal"][0]["isi"][0]) == set(placeholders.COMMON["pasal"][0]["isi"][0])
    with_promise = papers.context(facts("pks", promises=(PROMISE,)))
    assert set(with_promise["kewajiban"][0]) == set(placeholders.COMMON["kewajiban"][0])
    assert set(filled["rencana_kerja"][0]) == set(placeholders.PAPERS["nk"].names["rencana_kerja"][0])


def test_the_terms_become_articles_and_rows() -> None:
    terms = {
        "clauses": [{"type": "object", "heading": "Objek", "text": "Pelatihan."}],
        "work_plan": [{"activity": "Pameran", "amount": None, "units": "Dinas"}],
    }
    assert papers.clauses_of(terms) == (papers.PaperClause("object", "Objek", "Pelatihan."),)
    assert papers.work_plan_of(terms) == (papers.PaperActivity("Pameran", units="Dinas"),)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2026, "dua ribu dua puluh enam"),
        (115_010, "seratus lima belas ribu sepuluh"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert papers.number_words(number) == words


def test_small_words() -> None:
    assert papers.and_words(["A"]) == "A"
    assert papers.and_words(["A", "B"]) == "A dan B"
    assert papers.and_words(["A", "B", "C"]) == "A, B, dan C"
    assert papers.amount_words("12500000.50") == "12.500.000,50"
    assert papers.amount_words("sesuai kebutuhan") == "sesuai kebutuhan"
    assert papers.period_words(facts(start=None, end=None)) == "belum ditentukan"
    assert (
        papers.period_words(facts(start=None, end=None, months=36)) == "36 (tiga puluh enam) bulan sejak ditandatangani"
    )
    assert papers.period_words(facts(end=None, condition="sampai selesai")) == "sejak 18 November 2026, sampai selesai"
    assert LONG in papers.PaperParty(1, papers.SIGNATORY, "P", LONG, "Kabupaten").whole


def test_a_very_long_agreement_is_whole() -> None:
    given = facts(clauses=tuple(papers.PaperClause("c", "Judul", "(1) isi\n" * 100) for _ in range(80)))
    text = text_of(word(given))
    assert text.count("(1)\tisi") == 8_000
    assert "Pejabat 2" in text
