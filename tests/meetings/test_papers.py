"""The berita acara says who came, what was said and asked, who does what by when, and every date that a source gives."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from django.utils import translation
from docx import Document

from simpul.documents import placeholders
from simpul.documents.models import PACKAGED
from simpul.meetings import actions, papers
from tests.agreements.test_papers import EVIL, text_of

from . import cases

TEMPLATE = (PACKAGED / "minutes.docx").read_bytes()


def word(meeting) -> str:
    return text_of(papers.minutes_docx(papers.minutes_facts(cases.fresh(meeting)), TEMPLATE))


@pytest.fixture
def held(c):
    """Two sources give different days, a photo lies with it, and somebody came unasked."""
    meeting, by = cases.minuted(c), {"by": c.actors.dinas_officer, "at": cases.AFTER}
    actions.add_source_date(meeting, day=dt.date(2026, 3, 3), source="Situs daerah", **by)
    actions.add_source_date(
        meeting, day=dt.date(2026, 3, 4), source="Harian Awan", note="laporan keesokan harinya", **by
    )
    actions.enclose(meeting, file=cases.photo(), name="foto.png", caption="Foto bersama", is_photo=True, **by)
    actions.add_attendance(meeting, organization=c.citra, invited=False, came="came", people="Direktur", **by)
    return meeting


@pytest.mark.django_db
def test_the_minutes_hold_everything_of_the_meeting(c, held):
    text = word(held)
    for said in (
        "BERITA ACARA AUDIENSI", "Penjajakan pelatihan UMKM", "Hari/tanggal\t: Selasa, 3 Maret 2026", "Waktu\t: 09.00–11.30 WIB",
        "Tempat\t: Aula Dinas", "Penyelenggara\t: Dinas Koperasi dan UKM, Kabupaten Awan",
        "–\t3 Maret 2026 menurut Situs daerah", "–\t4 Maret 2026 menurut Harian Awan (laporan keesokan harinya)",
        "Yang diundang tetapi tidak hadir\n1.\tBadan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "1. Pelatihan pelaku usaha mikro", "Universitas memaparkan kurikulum rahasia.", "Kesimpulan: Disusun KAK.",
        "1. Magang mahasiswa (diajukan UPT Kemitraan, Universitas Bumi)", "Diminta sepuluh tempat.", "Menyusun KAK pelatihan",
        "20 Maret 2026", "Belum selesai", "1.\tfoto.png – Foto bersama",
    ):  # fmt: skip
        assert said in text, said
    tables = Document(io.BytesIO(papers.minutes_docx(papers.minutes_facts(cases.fresh(held)), TEMPLATE))).tables
    came = [[cell.text for cell in row.cells] for row in tables[1].rows]
    assert ["2.", "UPT Kemitraan, Universitas Bumi", "Kepala UPT", ""] in came
    assert came[-1] == ["4.", "PT Citra Selatan", "Direktur", "datang tanpa undangan"]
    signed = [cell.text.split("\n")[0] for row in tables[-1].rows for cell in row.cells]
    assert signed == [
        "Dinas Koperasi dan UKM, Kabupaten Awan", "UPT Kemitraan, Universitas Bumi", "Rektor, Universitas Bumi", "PT Citra Selatan",
    ]  # fmt: skip


@pytest.mark.django_db
def test_minutes_are_konsep_until_they_are_sealed(c, held):
    assert "KONSEP" in word(held)
    actions.seal(held, by=c.actors.dinas_officer, at=cases.AFTER)
    assert "KONSEP" not in word(held)
    actions.reopen(held, reason="Nama salah.", by=c.actors.dinas_officer, at=cases.AFTER)
    assert "KONSEP" in word(held)


@pytest.mark.django_db
def test_minutes_are_indonesian_whatever_their_reader_chose(c, held):
    with translation.override("en"):
        assert "BERITA ACARA AUDIENSI" in word(held)


@pytest.mark.django_db
def test_a_meeting_of_which_little_is_known_still_prints(c):
    text = word(cases.prepared(c, place="", ends_at=None))
    assert "Kehadiran belum dicatat." in text
    assert "Tindak lanjut" not in text


FACTS = papers.MinutesFacts(
    code="ABCD-2345", head=papers.Head(("KOP",)), kind="Audiensi", title=EVIL, day=dt.date(2026, 3, 3), hours="09.00 WIB", place=EVIL,
    convener=EVIL, summary=EVIL, came=(papers.Guest("A", EVIL, EVIL),), absent=(papers.Guest(EVIL),),
    agenda=(papers.Point(1, EVIL, f"{EVIL}\n{EVIL}", EVIL),), requests=(papers.Point(1, "x", raised_by=EVIL),),
    tasks=(papers.Task(1, EVIL, EVIL, dt.date(2026, 4, 1), "Selesai"),), dates=((dt.date(2026, 3, 3), EVIL, EVIL),), files=(EVIL,),
)  # fmt: skip


def test_a_users_text_stays_text() -> None:
    text = text_of(papers.minutes_docx(FACTS, TEMPLATE))
    assert text.count(EVIL) == 18


def test_the_context_fills_exactly_the_tree_that_templates_know() -> None:
    assert set(papers.minutes_context(FACTS)) == set(placeholders.PAPERS["minutes"].names)


def test_an_odd_signature_stands_beside_an_empty_place() -> None:
    three = dataclasses.replace(FACTS, convener="A", came=(papers.Guest("A"), papers.Guest("B"), papers.Guest("C")))
    rows = papers.minutes_context(three)["tanda_tangan"]
    assert [(row["kiri"]["jabatan"], row["kanan"]["jabatan"]) for row in rows] == [("A", "B"), ("C", "")]
