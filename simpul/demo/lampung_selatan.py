"""Universitas Lampung (UPT PKK) × Kabupaten Lampung Selatan: an audiensi, a screened proposal, and what a rank C may not assess.

The article dates one meeting (5 September 2022). The proposal, its steps and its numbers are invented, relative to the first start,
and labelled *ilustrasi*; the rank is what the meeting said, the day it began and its number are not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from simpul.agreements import actions as agreements
from simpul.meetings import actions as meetings
from simpul.meetings.models import Meeting
from simpul.organizations import actions as organizations
from simpul.proposals import actions as proposals
from simpul.proposals.models import Proposal

from .shared import SYSTEM, account, cast, form, found, head, moment, office
from .steps import Guest, Point, Promise, decided, fresh, item_of, mapped, meeting, proposal, screened

AUDIENSI = dt.datetime(2022, 9, 5, 3, 0, tzinfo=dt.UTC)
SINCE = dt.date(2021, 3, 1)
Items = Sequence[dict[str, Any]]
REGION = "18.01"
VILLAGES = "18.01.06"  # Kecamatan Kalianda
OPD = {
    "dinkopukm": ("Dinas Koperasi dan UKM", "Dinkop UKM"),
    "disnaker": ("Dinas Tenaga Kerja dan Transmigrasi", "Disnakertrans"),
    "pmd": ("Dinas Pemberdayaan Masyarakat dan Desa", "Dinas PMD"),
    "bkd": ("Badan Kepegawaian Daerah", "BKD"),
}
MAPPED = {
    "2.07.penempatan/dalam_negeri": "Informasi pasar kerja dan bursa kerja",
    "2.07.pelatihan/unit": "Pelatihan dan magang",
    "2.17.usaha/mikro": "Pembinaan usaha mikro",
    "2.13.desa/desa": "Produk unggulan desa",
    "5.05.riset": "Kajian pembangunan daerah",
    "5.03.asn": "Penilaian kompetensi aparatur",
}
ITEMS: Items = (
    {"activity": "counselling", "title": "Konseling karier bagi pencari kerja muda", "affair": "2.07.penempatan", "part": "dalam_negeri", "target": "pencari kerja muda", "target_count": 200},
    {"activity": "internship", "title": "Magang mahasiswa pada usaha dan kantor setempat", "affair": "2.07.pelatihan", "part": "unit", "target": "mahasiswa", "target_count": 40},
    {"activity": "fair", "title": "Bursa kerja kabupaten", "affair": "2.07.penempatan", "part": "dalam_negeri", "target": "pencari kerja dan pemberi kerja", "target_count": 500},
    {"activity": "incubation", "title": "Inkubasi bisnis usaha mikro", "affair": "2.17.usaha", "part": "mikro", "target": "pelaku usaha mikro", "target_count": 30},
    {"activity": "kkn", "title": "KKN yang mendampingi produk unggulan desa", "affair": "2.13.desa", "part": "desa", "region_code": VILLAGES, "target": "desa", "target_count": 10},
    {"activity": "study", "title": "Kajian langkah pengembangan SDM dan UMKM", "affair": "5.05.riset", "target": "perangkat daerah", "target_count": 4},
    {"activity": "assessment", "title": "Penilaian kompetensi JPT pratama", "affair": "5.03.asn", "target": "pejabat pimpinan tinggi pratama", "target_count": 12, "post_level": "jpt_pratama"},
    {"activity": "assessment", "title": "Penilaian kompetensi administrator", "affair": "5.03.asn", "target": "pejabat administrator", "target_count": 60, "post_level": "administrator"},
)  # fmt: skip
SECOND: Items = (
    {"activity": "training", "title": "Pelatihan manajemen usaha mikro", "affair": "2.17.usaha", "part": "mikro", "target": "pelaku usaha mikro", "target_count": 50},
    {"activity": "assessment", "title": "Penilaian kompetensi calon sekretaris daerah", "affair": "5.03.asn", "target": "calon JPT pratama", "target_count": 5, "post_level": "jpt_pratama"},
    {"activity": "assessment", "title": "Penilaian kompetensi pengawas", "affair": "5.03.asn", "target": "pejabat pengawas", "target_count": 80, "post_level": "pengawas"},
)  # fmt: skip
# the first letter asks for a KB, as people say; the second for what was advised
KB: dict[str, Any] = {"wanted_kind": "kb", "documents": ("kak",)}
NK: dict[str, Any] = {"wanted_kind": "nk", "documents": ("kak", "rencana_kerja")}


def build(now: dt.datetime) -> SimpleNamespace:
    c = _people(now)
    mapped(c.pemda, MAPPED, by=c.actors.pengelola, at=moment(c, 200), until=c.now)
    c.audiensi = _audiensi(c)
    c.proposal = _agreed(c)
    c.draft = agreements.draft_from_proposal(fresh(c.proposal), by=c.actors.pengelola, at=moment(c, 6))
    c.second = _second(c)
    _tkksd(c)
    return c


def _people(now: dt.datetime) -> SimpleNamespace:
    c = cast(now, prefix="lampung-selatan-", since=SINCE)
    c.pemda = found(c, "Kabupaten Lampung Selatan", "pemda", short_name="Pemkab Lampung Selatan", region_code=REGION)
    form(c, c.pemda, "pemda", dt.date(1959, 7, 4), "perlu dipastikan")
    organizations.set_letterhead(
        c.pemda, lines="PEMERINTAH KABUPATEN LAMPUNG SELATAN", logo=None, start=SINCE, by=SYSTEM, at=c.at
    )
    c.bupati = head(c, c.pemda, "Bupati Lampung Selatan")
    c.setda = found(c, "Sekretariat Daerah", "opd", parent=c.pemda, short_name="Setda")
    c.sekda = office(c, c.setda, "Sekretaris Daerah Lampung Selatan")
    c.bagian = found(c, "Bagian Kerja Sama", "bagian", parent=c.setda)
    kabag = office(c, c.bagian, "Kepala Bagian Kerja Sama")
    for number, (key, (name, short)) in enumerate(OPD.items(), 1):
        c.opd[key] = found(c, name, "opd", parent=c.pemda, short_name=short)
        head(c, c.opd[key], f"Kepala {short}", given_by=c.bupati, number=f"100.3/{number:03d}/LS (contoh)")
    account(c, "bupati", "Bupati Lampung Selatan", c.pemda, "pimpinan", c.bupati)
    account(c, "sekda", "Sekretaris Daerah Lampung Selatan", c.setda, "pimpinan", c.sekda)
    account(c, "pengelola", "Pengelola Kerja Sama Lampung Selatan", c.bagian, "pengelola_kerja_sama", kabag)
    account(c, "opd", "Petugas Dinkop UKM Lampung Selatan", c.opd["dinkopukm"], "petugas_opd")
    c.unila = found(c, "Universitas Lampung", "kampus", short_name="Unila")
    form(c, c.unila, "ptn_blu", dt.date(2022, 1, 1), "BLU pada 2022; keadaan sesudahnya perlu dipastikan", "L")
    rektor = head(c, c.unila, "Rektor Universitas Lampung")
    c.upt = found(c, "UPT Pengembangan Karir dan Kewirausahaan", "upt", parent=c.unila, short_name="UPT PKK Unila")
    ketua = head(c, c.upt, "Ketua UPT PKK", given_by=rektor, number="B/001/UN26 (contoh)")
    account(c, "unila", "Pengelola Kemitraan UPT PKK Unila", c.upt, "pengelola_kemitraan", ketua)
    organizations.accredit(
        c.upt, purpose="assessment", rank="C", start=dt.date(2022, 1, 1), by=SYSTEM, at=c.at,
        basis="peringkat disebut dalam audiensi 5 September 2022; nomor dan tanggal mulai ilustrasi",
    )  # fmt: skip
    return c


def _audiensi(c: SimpleNamespace) -> Meeting:
    """What the article tells of 5 September 2022; it names no hour and no list of officials."""
    return meeting(
        c,
        by=c.actors.pengelola,
        kind="audiensi",
        title="UPT Pengembangan Karir dan Kewirausahaan Universitas Lampung",
        convener=c.pemda,
        starts_at=AUDIENSI,
        place="Kabupaten Lampung Selatan",
        summary="UPT PKK Unila memperkenalkan tugas dan programnya; Bupati mendukung kerja sama untuk SDM dan UMKM. Jam, tempat persis, dan susunan agendanya tidak disebut dalam sumber.",
        guests=[
            Guest(c.pemda, c.bupati, "Bupati Lampung Selatan"),
            Guest(c.upt, None, "Ketua dan pengurus UPT PKK"),
        ],
        points=[
            Point(
                "Pengembangan karier",
                "UPT PKK memperkenalkan tugas dan program kerjanya; di dalamnya kompetensi karier disiapkan bersama pemangku kepentingan.",
                "Bupati mendukung: pemerintah daerah sedang mendorong peningkatan kapasitas SDM.",
            ),
            Point(
                "Penilaian kompetensi pegawai",
                "Menurut UPT PKK, BKN mengatur bahwa penilaian pegawai memakai pusat penilaian yang terakreditasi A; UPT PKK saat itu terakreditasi C dan hanya bisa untuk jabatan setara Eselon III ke bawah.",
            ),
            Point(
                "Kewirausahaan dan desa",
                "UPT PKK mempunyai inkubator bisnis dan ingin mendorong UMKM dan desa menghasilkan produk unggulan, mulai dari pendampingan hingga KKN.",
                "Bupati mendukung: daerah sedang mengembangkan UMKM, dan nanti dapat bekerja sama.",
            ),
            Point(
                "Kajian bersama perguruan tinggi",
                "Bupati meminta masukan akademisi: dengan kajian, langkah-langkahnya terarah. Yang dapat dikerjakan bersama Unila dikoordinasikan kemudian. Bahwa ini di luar agenda adalah ilustrasi.",
                raised_by=c.pemda,
                outside=True,
            ),
        ],
        promises=[
            Promise(
                "Menyusun daftar kegiatan yang dapat dikerjakan bersama (ilustrasi)",
                c.bagian, dt.date(2022, 10, 5), "Daftar delapan kegiatan disepakati untuk ditawarkan (ilustrasi).",
            ),
        ],
        dates=[(dt.date(2022, 9, 5), "Berita audiensi, Senin 5 September 2022", "")],
    )  # fmt: skip


def _asked(c: SimpleNamespace, items: Items, title: str, number: str, days: float, **more: Any) -> Proposal:
    return proposal(
        by=c.actors.unila, at=moment(c, days), region=c.pemda, partner=c.upt, letter_number=number, title=title,
        items=[{"region_code": REGION} | item for item in items], months=36,
        purpose="Menyiapkan lulusan dan pencari kerja, memajukan usaha mikro dan produk desa, dan memberi kajian bagi langkah daerah (ilustrasi).",
        initiator=c.opd["dinkopukm"], burdens_public=False, apbd_funded=False, routine=False, personal_data=True, data_clause=True,
        **more,
    )  # fmt: skip


def _agreed(c: SimpleNamespace) -> Proposal:
    """The proposal loses the item that a rank C may not assess, goes up with the advice NK + RK, and is agreed."""
    by = c.actors.pengelola
    made = _asked(c, ITEMS, "Pengembangan karier, kewirausahaan, dan desa", "B/120/UN26.PKK (contoh)", 60, **KB)
    proposals.register(made, by=by, at=moment(c, 57))
    screened(made, by=by, at=moment(c, 57))
    reason = "Akreditasi C membatasi penilaian sampai administrator; butir ini dikeluarkan (ilustrasi)."
    proposals.drop_item(item_of(made, 7), reason=reason, by=by, at=moment(c, 55))
    screened(made, by=by, at=moment(c, 55))
    proposals.write_view(
        fresh(made), field="teknis", stance="supports", by=c.actors.opd, at=moment(c, 50),
        text="Inkubasi dan KKN cocok dengan pembinaan usaha mikro kami (ilustrasi).",
    )  # fmt: skip
    decided(made, by=by, at=moment(c, 50), reason="Dibahas dalam rapat TKKSD dan dapat dilanjutkan (ilustrasi).")
    proposals.submit(fresh(made), post=c.bupati, instruction="Mohon arahan (ilustrasi).", by=by, at=moment(c, 45))
    _answered_from_above(c, made)
    return made


def _answered_from_above(c: SimpleNamespace, made: Proposal) -> None:
    """The bupati asks the sekda for advice, and agrees."""
    hop = made.hops.get(state="open")
    proposals.answer(
        hop, answer="delegate", text="Mohon saran (ilustrasi).", to=[c.sekda], mode="advise", due=moment(c, 30).date(),
        by=c.actors.bupati, at=moment(c, 42),
    )  # fmt: skip
    hop = made.hops.get(state="open", post=c.sekda)
    proposals.answer(hop, answer="agree", text="Layak dilanjutkan (ilustrasi).", by=c.actors.sekda, at=moment(c, 35))
    hop = made.hops.get(state="open", post=c.bupati)
    proposals.answer(
        hop, answer="agree", text="Setuju, susun naskahnya (ilustrasi).", by=c.actors.bupati, at=moment(c, 33)
    )


def _second(c: SimpleNamespace) -> Proposal:
    """A later letter lies with the officer: one of its assessments is above what rank C may do."""
    made = _asked(c, SECOND, "Pelatihan usaha dan penilaian kompetensi tahap kedua", "B/131/UN26.PKK (contoh)", 9, **NK)
    proposals.register(made, by=c.actors.pengelola, at=moment(c, 7))
    screened(made, by=c.actors.pengelola, at=moment(c, 7))
    return made


def _tkksd(c: SimpleNamespace) -> None:
    """An invented meeting of the TKKSD over the proposal, with follow-ups that are still open."""
    held = meeting(
        c,
        by=c.actors.pengelola,
        kind="tkksd",
        title="Usulan UPT PKK Unila (ilustrasi)",
        convener=c.bagian,
        starts_at=moment(c, 51),
        place="Ruang rapat Bagian Kerja Sama (ilustrasi)",
        summary="Rapat ini rekaan, untuk menunjukkan kelanjutan audiensi.",
        guests=[
            Guest(c.opd["dinkopukm"], None, "Kepala Dinkop UKM"),
            Guest(c.opd["bkd"], came=False, note="ilustrasi"),
        ],
        points=[Point("Penilaian kompetensi", "Dibahas batas akreditasi C (ilustrasi).", "Hanya administrator ke bawah.")],
        promises=[
            Promise("Menyiapkan lampiran rencana kerja (ilustrasi)", c.opd["dinkopukm"], (c.now + dt.timedelta(days=12)).date()),
            Promise("Memastikan nomor keputusan akreditasi UPT PKK (ilustrasi)", c.upt, (c.now + dt.timedelta(days=20)).date()),
        ],
        invited=True,
        illustration=True,
    )  # fmt: skip
    meetings.link(held, chain=c.proposal.chain, by=c.actors.pengelola, at=moment(c, 48))
    meetings.link(c.audiensi, chain=c.proposal.chain, by=c.actors.pengelola, at=moment(c, 48))
