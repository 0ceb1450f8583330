"""Politeknik ATI Makassar × Kabupaten Barru: a visit and a return visit, a ministry's polytechnic, a bank that is asked for its opinion.

The article tells both visits of May 2021; it dates the second one both 27 and 28 May, and both dates stay, each with its source. The
proposal and its steps are invented, relative to the first start and labelled *ilustrasi*; the bank is fictional.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from simpul.agreements import actions as agreements
from simpul.meetings import actions as meetings
from simpul.meetings.models import Meeting
from simpul.organizations import actions as organizations
from simpul.proposals import actions as proposals
from simpul.proposals.models import Proposal

from .shared import SYSTEM, account, cast, form, found, head, moment, office
from .steps import Guest, Point, Promise, decided, fresh, mapped, meeting, proposal, screened, shared

SINCE = dt.date(2020, 3, 1)
VISIT = dt.datetime(2021, 5, 3, 2, 0, tzinfo=dt.UTC)
RETURN = dt.datetime(2021, 5, 27, 2, 0, tzinfo=dt.UTC)
REGION = "73.11"
OPD = {
    "pmd": ("Dinas Pemberdayaan Masyarakat dan Desa", "Dinas PMD"),
    "koperasi": ("Dinas Koperasi, UMKM, dan Perdagangan", "Dinkop UMKM"),
}
MAPPED = {
    "5.05.riset": "Pemetaan potensi tiap kecamatan",
    "2.07.pelatihan/unit": "Pendidikan vokasi industri",
    "2.17.usaha/mikro": "Pembinaan usaha mikro dan IKM",
    "2.13.desa/desa": "Desa industri",
}
ITEMS: tuple[dict[str, Any], ...] = (
    {"activity": "study", "title": "Pemetaan potensi dan kebutuhan kompetensi tiap wilayah", "affair": "5.05.riset", "target": "kecamatan", "target_count": 7},
    {"activity": "vocational", "title": "Pendidikan vokasi industri setara D1", "affair": "2.07.pelatihan", "part": "unit", "target": "pemuda desa", "target_count": 30},
    {"activity": "mentoring", "title": "Pembinaan IKM Smart Halal Food & Feed", "affair": "2.17.usaha", "part": "mikro", "target": "usaha ternak, padi, hortikultura, dan perikanan", "target_count": 40},
    {"activity": "mentoring", "title": "Desa Industri Mandiri", "affair": "2.13.desa", "part": "desa", "region_code": "73.11.02", "target": "desa", "target_count": 3},
)  # fmt: skip
PRACTICE = "Kemenperin dan politeknik dalam praktik menandatangani MoU lalu PKS dengan kabupaten; daerah memilih KB dan PKS (ilustrasi)."


def build(now: dt.datetime) -> SimpleNamespace:
    c = _people(now)
    mapped(c.pemda, MAPPED, by=c.actors.pengelola, at=moment(c, 200), until=c.now)
    c.visit, c.return_visit = _visit(c), _return_visit(c)
    c.proposal = _agreed(c)
    for held in (c.visit, c.return_visit):
        meetings.link(held, chain=c.proposal.chain, by=c.actors.pengelola, at=moment(c, 50))
    _draft(c)
    _mapping(c)
    return c


def _people(now: dt.datetime) -> SimpleNamespace:
    c = cast(now, prefix="barru-", since=SINCE, zone="WITA")
    c.pemda = found(c, "Kabupaten Barru", "pemda", short_name="Pemkab Barru", region_code=REGION)
    form(c, c.pemda, "pemda", dt.date(1959, 7, 4), "perlu dipastikan")
    organizations.set_letterhead(
        c.pemda, lines="PEMERINTAH KABUPATEN BARRU", logo=None, start=SINCE, by=SYSTEM, at=c.at
    )
    c.bupati = head(c, c.pemda, "Bupati Barru")
    c.setda = found(c, "Sekretariat Daerah", "opd", parent=c.pemda, short_name="Setda")
    c.sekda = office(c, c.setda, "Sekretaris Daerah Barru")
    c.asisten = office(c, c.setda, "Asisten I Bidang Pemerintahan dan Kesejahteraan", is_head=False)
    c.bagian = found(c, "Bagian Kerja Sama", "bagian", parent=c.setda)
    kabag = office(c, c.bagian, "Kepala Bagian Kerja Sama")
    c.pembangunan = found(c, "Bagian Pembangunan", "bagian", parent=c.setda)
    for number, (key, (name, short)) in enumerate(OPD.items(), 1):
        c.opd[key] = found(c, name, "opd", parent=c.pemda, short_name=short)
        head(c, c.opd[key], f"Kepala {short}", given_by=c.bupati, number=f"100.3/{number:03d}/BR (contoh)")
    account(c, "bupati", "Bupati Barru", c.pemda, "pimpinan", c.bupati)
    account(c, "sekda", "Sekretaris Daerah Barru", c.setda, "pimpinan", c.sekda)
    account(c, "pengelola", "Pengelola Kerja Sama Barru", c.bagian, "pengelola_kerja_sama", kabag)
    account(c, "opd", "Petugas Dinkop UMKM Barru", c.opd["koperasi"], "petugas_opd")
    c.kemenperin = found(c, "Kementerian Perindustrian", "kementerian", short_name="Kemenperin")
    form(c, c.kemenperin, "kementerian", dt.date(2010, 1, 1), "perlu dipastikan", "L")
    c.poltek = found(c, "Politeknik ATI Makassar", "politeknik", parent=c.kemenperin, short_name="Poltek ATI")
    form(
        c, c.poltek, "poltek_kl", dt.date(2015, 1, 1), "politeknik Kementerian Perindustrian; tanggal perlu dipastikan"
    )
    direktur = head(c, c.poltek, "Direktur Politeknik ATI Makassar")
    account(c, "politeknik", "Pengelola Kemitraan Politeknik ATI Makassar", c.poltek, "pengelola_kemitraan")
    account(c, "direktur", "Direktur Politeknik ATI Makassar", c.poltek, "pimpinan", direktur)
    c.bank = found(c, "Bank Contoh Barru (rekaan)", "bank", short_name="Bank Contoh")
    form(c, c.bank, "perseroan", dt.date(2012, 1, 1), "akta contoh")
    head(c, c.bank, "Kepala Cabang Bank Contoh Barru")
    account(c, "bank", "Petugas Bank Contoh Barru", c.bank, "pengelola_kemitraan")
    return c


def _visit(c: SimpleNamespace) -> Meeting:
    """The article only says: early in May 2021, the polytechnic's leaders came to Barru."""
    return meeting(
        c, by=c.actors.pengelola, kind="visit", title="Politeknik ATI Makassar ke Kabupaten Barru",
        convener=c.pemda, starts_at=VISIT, place="Kabupaten Barru",
        summary="Pimpinan politeknik berkunjung pada awal Mei 2021. Sumber tidak menyebut hari, jam, tempat persis, dan pembicaraannya; tanggal 3 adalah ilustrasi, agar urut.",
        guests=[Guest(c.poltek, None, "Pimpinan Politeknik ATI Makassar"), Guest(c.setda, None, "Pemerintah Kabupaten Barru (ilustrasi)")],
        points=[
            Point(
                "Pembinaan industri kecil dan menengah (ilustrasi)", "Penjajakan kerja sama pembinaan IKM (ilustrasi).",
                "Dilanjutkan dengan kunjungan balasan (ilustrasi).",
            ),
        ],
    )  # fmt: skip


def _return_visit(c: SimpleNamespace) -> Meeting:
    """The caption of the photo says Thursday 27 May, the text Thursday 28 May; neither is corrected."""
    return meeting(
        c, by=c.actors.pengelola, kind="return_visit", title="Kabupaten Barru ke Politeknik ATI Makassar",
        convener=c.pemda, starts_at=RETURN, place="Gedung Politeknik ATI Makassar",
        summary="Pembahasan lanjutan pembinaan IKM dan rencana penandatanganan MoU; rombongan juga melihat laboratorium dan bengkel. Jam tidak disebut dalam sumber.",
        guests=[
            Guest(c.setda, c.sekda, "Sekretaris Daerah Barru"),
            Guest(c.setda, c.asisten, "Asisten I Bidang Pemerintahan dan Kesejahteraan"),
            Guest(c.opd["pmd"], c.heads[c.opd["pmd"].pk], "Kepala Dinas PMD"),
            Guest(c.opd["koperasi"], c.heads[c.opd["koperasi"].pk], "Kepala Dinas Koperasi, UMKM, dan Perdagangan"),
            Guest(c.pembangunan, None, "Kepala Bagian Pembangunan"),
            Guest(c.poltek, c.heads[c.poltek.pk], "Direktur dan jajaran"),
        ],
        points=[
            Point(
                "Model kerja sama",
                "Politeknik memaparkan pembinaan Desa Industri Mandiri dan IKM Smart Halal Food & Feed melalui pendidikan vokasi setara D1.",
                "Hasil yang diharapkan: tenaga kerja industri atau wirausaha industri.",
            ),
            Point(
                "Potensi daerah",
                "Komoditas yang mulai dikenali: ternak, padi, hortikultura, dan perikanan.",
                "Potensi tiap wilayah dipetakan lebih dahulu, lalu kompetensi yang diperlukan.",
            ),
            Point(
                "Suara warga",
                "Kebutuhan disusun secara partisipatif: warga menyampaikannya, atau daerah menerangkan potensi yang dapat dikembangkan.",
            ),
            Point(
                "MoU dan PKS",
                "MoU diharapkan segera ditandatangani, lalu PKS yang teknisnya jelas.",
                "Pemangku kepentingan seperti perbankan akan diundang saat PKS dibahas.",
            ),
        ],
        promises=[
            Promise(
                "Mengenali komoditas unggulan tiap kecamatan (ilustrasi)", c.opd["koperasi"], dt.date(2021, 7, 30),
                "Daftar awal komoditas empat bidang tersusun (ilustrasi).", c.actors.opd,
            ),
        ],
        dates=[
            (dt.date(2021, 5, 27), "Keterangan foto dalam berita: Kamis 27 Mei", ""),
            (dt.date(2021, 5, 28), "Isi berita: Kamis 28 Mei", "28 Mei 2021 jatuh pada hari Jumat; kedua tanggal dibiarkan."),
        ],
    )  # fmt: skip


def _agreed(c: SimpleNamespace) -> Proposal:
    """Synergy (NK + RK) is advised; the region chooses KB and PKS as practice does, with its reason."""
    by = c.actors.pengelola
    made = proposal(
        by=c.actors.politeknik, at=moment(c, 70), region=c.pemda, partner=c.poltek, letter_number="B/55/ATI (contoh)",
        title="Pembinaan IKM dan pendidikan vokasi industri", wanted_kind="kb", months=36, documents=("kak",),
        items=[{"region_code": REGION} | item for item in ITEMS], initiator=c.opd["koperasi"],
        purpose="Potensi dipetakan, kompetensi disiapkan, IKM dan desa dibina (ilustrasi).",
        burdens_public=False, apbd_funded=False, routine=False, personal_data=True, data_clause=True,
    )  # fmt: skip
    proposals.add_participant(made, organization=c.bank, role="invited", by=by, at=moment(c, 67))
    proposals.register(fresh(made), by=by, at=moment(c, 67))
    screened(made, by=by, at=moment(c, 67))
    words = "Bank dapat menilai kelayakan usaha lulusan bila rencana usahanya disusun sejak pelatihan (ilustrasi)."
    proposals.comment(fresh(made), text=words, by=c.actors.bank, at=moment(c, 64))
    proposals.write_view(
        fresh(made), field="teknis", stance="conditional", by=c.actors.opd, at=moment(c, 62),
        text="Setuju, bila pemetaan potensi didahulukan dan suara warga dicatat (ilustrasi).",
    )  # fmt: skip
    decided(made, by=by, at=moment(c, 62), kind="kb", because=PRACTICE, reason="Dibahas dalam rapat TKKSD (ilustrasi).")
    proposals.submit(fresh(made), post=c.bupati, instruction="Mohon arahan (ilustrasi).", by=by, at=moment(c, 60))
    hop = made.hops.get(state="open")
    proposals.answer(hop, answer="agree", text="Setuju (ilustrasi).", by=c.actors.bupati, at=moment(c, 56))
    return made


def _draft(c: SimpleNamespace) -> None:
    """The KB is with its parties; the PKS under it is discussed, and the bank says its opinion without being a signatory."""
    by, reason = c.actors.pengelola, "Dibahas dalam rapat TKKSD (ilustrasi)."
    c.kb = agreements.draft_from_proposal(fresh(c.proposal), by=by, at=moment(c, 50))
    shared(c.kb, by=by, at=moment(c, 50), reason=reason)
    sides = [
        agreements.Side(c.opd["koperasi"]),
        agreements.Side(c.poltek),
        agreements.Side(c.bank, "witness"),
    ]
    c.pks = agreements.draft(
        kind="pks", title="Pendidikan vokasi setara D1 dan pembinaan IKM (ilustrasi)", parent=c.kb, sides=sides, author=c.bagian,
        body={"months": 24, "place": "Barru"}, by=by, at=moment(c, 25),
    )  # fmt: skip
    shared(c.pks, by=by, at=moment(c, 25), reason=reason)
    words = "Kami dapat menyiapkan kredit usaha bagi lulusan; mohon pasal tentang rencana usaha diperjelas (ilustrasi)."
    agreements.comment(c.pks, text=words, by=c.actors.bank, at=moment(c, 22))


def _mapping(c: SimpleNamespace) -> None:
    """An invented meeting with follow-ups that are still open: the mapping of potentials."""
    held = meeting(
        c, by=c.actors.pengelola, kind="tkksd", title="Pemetaan potensi Barru (ilustrasi)", convener=c.bagian,
        starts_at=moment(c, 30), place="Ruang rapat Bagian Kerja Sama (ilustrasi)",
        summary="Rapat ini rekaan, untuk menunjukkan kelanjutan kunjungan balasan.",
        guests=[
            Guest(c.opd["koperasi"], None, "Kepala Dinkop UMKM"),
            Guest(c.opd["pmd"], came=False, note="ilustrasi"),
            Guest(c.poltek, None, "Tim politeknik"),
            Guest(c.bank, None, "Petugas bank", invited=False),
        ],
        points=[
            Point("Pemetaan potensi", "Dibahas cara memetakan potensi tiap kecamatan (ilustrasi).", "Dimulai dari dua kecamatan."),
            Point("Kredit usaha bagi lulusan", "Bank menanyakan rencana usaha lulusan; dibahas saat PKS (ilustrasi).", raised_by=c.bank, outside=True),
        ],
        promises=[
            Promise("Memetakan potensi Kecamatan Tanete Rilau (ilustrasi)", c.opd["koperasi"], (c.now + dt.timedelta(days=9)).date()),
            Promise("Menyusun daftar kompetensi yang diperlukan (ilustrasi)", c.poltek, (c.now + dt.timedelta(days=30)).date()),
        ],
        invited=True, illustration=True,
    )  # fmt: skip
    meetings.link(held, chain=c.proposal.chain, by=c.actors.pengelola, at=moment(c, 28))
