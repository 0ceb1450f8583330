"""Kabupaten Kutai Timur: universities first, and what a company may ask of a kabupaten.

The article tells the policy, that plantations and mines were taken to be the province's, and that one company's proposal ended because
leadership never answered. Here each is screened by sub-matter and extent: a plantation inside one kabupaten is the kabupaten's, a mine is
not. Companies and campuses are invented, as are all steps, relative to the first start and labelled *ilustrasi*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from simpul.agreements import actions as agreements
from simpul.core.actors import Actor
from simpul.organizations import actions as organizations
from simpul.organizations.models import Organization
from simpul.proposals import actions as proposals
from simpul.proposals.models import Proposal

from .shared import SINCE, SYSTEM, account, cast, form, found, head, moment, office
from .steps import decided, fresh, mapped, proposal, screened, shared

Items = Sequence[dict[str, Any]]
REGION = "64.08"
OPD = {
    "diknas": ("Dinas Pendidikan dan Kebudayaan", "Disdikbud"),
    "disbun": ("Dinas Perkebunan", "Disbun"),
    "disnaker": ("Dinas Tenaga Kerja dan Transmigrasi", "Disnakertrans"),
}
MAPPED = {
    "1.01.pengelolaan/dasar": "Mutu sekolah dasar dan menengah pertama",
    "5.04.diklat": "Studi lanjut aparatur",
    "2.13.desa/desa": "Administrasi desa",
    "2.17.usaha/mikro": "Pembinaan usaha mikro",
    "2.07.pelatihan/unit": "Pelatihan kerja warga",
    "3.27.izin/usaha": "Pembinaan pekebun",
}
CAMPUS: Items = (
    {"activity": "training", "title": "Pelatihan tata kelola sekolah dasar", "affair": "1.01.pengelolaan", "part": "dasar", "target": "kepala SD dan SMP", "target_count": 60},
    {"activity": "scholarship", "title": "Studi lanjut aparatur", "affair": "5.04.diklat", "target": "aparatur daerah", "target_count": 25},
    {"activity": "research", "title": "Riset bersama mutu pendidikan daerah", "affair": "5.05.riset", "target": "perangkat daerah", "target_count": 2},
)  # fmt: skip
WAITING: Items = (
    {"activity": "kkn", "title": "KKN penguatan administrasi desa", "affair": "2.13.desa", "part": "desa", "region_code": "64.08.09", "target": "desa", "target_count": 12},
    {"activity": "mentoring", "title": "Pendampingan usaha mikro olahan pisang", "affair": "2.17.usaha", "part": "mikro", "region_code": "64.08.10", "target": "pelaku usaha mikro", "target_count": 40},
)  # fmt: skip
PALM: Items = (
    {"activity": "investment", "title": "Izin usaha kebun kelapa sawit di satu kecamatan", "affair": "3.27.izin", "part": "usaha", "region_code": "64.08.02", "target": "kebun dan pekebun", "target_count": 1},
    {"activity": "investment", "title": "Perluasan kebun sampai ke kabupaten tetangga", "affair": "3.27.izin", "part": "usaha", "extent": "cross_district", "target": "kebun", "target_count": 1},
    {"activity": "training", "title": "Pelatihan pekebun rakyat", "affair": "2.07.pelatihan", "part": "unit", "region_code": "64.08.02", "target": "pekebun rakyat", "target_count": 80},
)  # fmt: skip
MINE: Items = (
    {"activity": "investment", "title": "Izin dan pengawasan tambang batu bara", "affair": "3.29.pertambangan", "part": "minerba", "region_code": "64.08.12", "target": "tambang", "target_count": 1},
    {"activity": "vocational", "title": "Pelatihan operator alat berat bagi warga", "affair": "2.07.pelatihan", "part": "unit", "region_code": "64.08.04", "target": "warga pencari kerja", "target_count": 50},
)  # fmt: skip
SILENT: Items = (
    {"activity": "digitalisation", "title": "Penyediaan papan informasi digital di kantor kecamatan", "affair": "2.16.informasi", "part": "sendiri", "target": "kantor kecamatan", "target_count": 18},
)  # fmt: skip


def build(now: dt.datetime) -> SimpleNamespace:
    c = _people(now)
    _policy(c)
    mapped(c.pemda, MAPPED, by=c.actors.pengelola, at=moment(c, 200), until=c.now)
    c.campus_proposal = _agreed(c)
    c.waiting = _waiting(c)
    c.palm = _palm(c)
    c.mine = _mine(c)
    c.silent = _silent(c)
    return c


def _people(now: dt.datetime) -> SimpleNamespace:
    c = cast(now, prefix="kutai-timur-", zone="WITA")
    c.pemda = found(c, "Kabupaten Kutai Timur", "pemda", short_name="Pemkab Kutai Timur", region_code=REGION)
    form(c, c.pemda, "pemda", dt.date(1999, 10, 4), "perlu dipastikan")
    organizations.set_letterhead(
        c.pemda, lines="PEMERINTAH KABUPATEN KUTAI TIMUR", logo=None, start=SINCE, by=SYSTEM, at=c.at
    )
    c.bupati = head(c, c.pemda, "Bupati Kutai Timur")
    c.setda = found(c, "Sekretariat Daerah", "opd", parent=c.pemda, short_name="Setda")
    c.sekda = office(c, c.setda, "Sekretaris Daerah Kutai Timur")
    c.bagian = found(c, "Bagian Kerja Sama", "bagian", parent=c.setda)
    kabag = office(c, c.bagian, "Kepala Bagian Kerja Sama")
    for number, (key, (name, short)) in enumerate(OPD.items(), 1):
        c.opd[key] = found(c, name, "opd", parent=c.pemda, short_name=short)
        head(c, c.opd[key], f"Kepala {short}", given_by=c.bupati, number=f"100.3/{number:03d}/KT (contoh)")
    account(c, "bupati", "Bupati Kutai Timur", c.pemda, "pimpinan", c.bupati)
    account(c, "sekda", "Sekretaris Daerah Kutai Timur", c.setda, "pimpinan", c.sekda)
    account(c, "pengelola", "Pengelola Kerja Sama Kutai Timur", c.bagian, "pengelola_kerja_sama", kabag)
    account(c, "opd", "Petugas Disdikbud Kutai Timur", c.opd["diknas"], "petugas_opd")
    account(c, "tkksd", "Anggota TKKSD Kutai Timur", c.setda, "anggota_tkksd")
    account(c, "staf", "Staf Pimpinan Kutai Timur", c.pemda, "staf_pimpinan")
    c.kampus = _partner(
        c, "kampus", "Universitas Meranti Contoh (rekaan)", "kampus", "pts", "Rektor Universitas Meranti Contoh"
    )
    c.sawit = _partner(c, "sawit", "PT Kebun Contoh (rekaan)", "perusahaan", "perseroan", "Direktur PT Kebun Contoh")
    c.tambang = _partner(
        c, "tambang", "PT Tambang Contoh (rekaan)", "perusahaan", "perseroan", "Direktur PT Tambang Contoh"
    )
    c.papan = _partner(
        c, "papan", "PT Papan Digital Contoh (rekaan)", "perusahaan", "perseroan", "Direktur PT Papan Digital Contoh"
    )
    return c


def _partner(c: SimpleNamespace, key: str, name: str, kind: str, legal: str, leader: str) -> Organization:
    made = found(c, name, kind)
    form(c, made, legal, dt.date(2010, 1, 1), "izin contoh" if kind == "kampus" else "akta contoh")
    head(c, made, leader)
    account(c, key, f"Pengelola Kemitraan {name.removesuffix(' (rekaan)')}", made, "pengelola_kemitraan")
    return made


def _policy(c: SimpleNamespace) -> None:
    """Universities first; of a private proposal need and relevance are examined. So the article; the decree is invented."""
    proposals.set_policy(
        c.pemda,
        start=SINCE,
        order=["pt", "pusat", "daerah", "bumn", "ormas", "swasta"],
        checks={"swasta": ["kebutuhan", "relevansi"]},
        clocks=[7, 14, 30],
        basis="Fokus pada perguruan tinggi, swasta secara selektif; keputusan contoh (ilustrasi)",
        by=c.actors.pengelola,
        at=moment(c, 200),
    )


def _asked(
    c: SimpleNamespace,
    partner: Organization,
    by: Actor,
    items: Items,
    title: str,
    number: str,
    days: float,
    **more: Any,
) -> Proposal:
    values: dict[str, Any] = {
        "burdens_public": False,
        "apbd_funded": False,
        "routine": False,
        "personal_data": False,
        "wanted_kind": "kb",
        "months": 36,
    }
    made = proposal(
        by=by, at=moment(c, days), region=c.pemda, partner=partner, letter_number=number, title=title,
        items=[{"region_code": REGION} | item for item in items], **values | more,
    )  # fmt: skip
    proposals.register(made, by=c.actors.pengelola, at=moment(c, days - 1))
    return fresh(made)


def _up(c: SimpleNamespace, made: Proposal, days: float) -> None:
    """The document is chosen and screened, every open finding has its reason, and it lies on the leader's desk."""
    by, at = c.actors.pengelola, moment(c, days)
    decided(made, by=by, at=at, kind="kb", reason="Dibahas dalam rapat TKKSD dan dapat dilanjutkan (ilustrasi).")
    proposals.submit(fresh(made), post=c.bupati, instruction="Mohon arahan (ilustrasi).", by=by, at=at)


def _agreed(c: SimpleNamespace) -> Proposal:
    made = _asked(
        c, c.kampus, c.actors.kampus, CAMPUS, "Pengembangan SDM dan mutu pendidikan daerah", "021/UMC (contoh)", 50,
        documents=("kak", "studi_kelayakan"), initiator=c.opd["diknas"],
    )  # fmt: skip
    proposals.write_view(
        made, field="kebutuhan", stance="supports", by=c.actors.opd, at=moment(c, 44),
        text="Sesuai kebutuhan peningkatan mutu sekolah (ilustrasi).",
    )  # fmt: skip
    _up(c, made, 44)
    hop = made.hops.get(state="open")
    proposals.answer(hop, answer="agree", text="Setuju, lanjutkan (ilustrasi).", by=c.actors.bupati, at=moment(c, 40))
    c.kb = agreements.draft_from_proposal(fresh(made), by=c.actors.pengelola, at=moment(c, 36))
    shared(c.kb, by=c.actors.pengelola, at=moment(c, 36), reason="Dibahas dalam rapat TKKSD (ilustrasi).")
    return made


def _waiting(c: SimpleNamespace) -> Proposal:
    """It has lain on the bupati's desk for ten days."""
    made = _asked(
        c, c.kampus, c.actors.kampus, WAITING, "KKN dan pendampingan usaha desa", "034/UMC (contoh)", 16,
        documents=("kak", "studi_kelayakan"),
    )  # fmt: skip
    _up(c, made, 10)
    return made


PRIVATE: dict[str, Any] = {"documents": ("kak", "studi_kelayakan")}


def _palm(c: SimpleNamespace) -> Proposal:
    """Inside one kecamatan the licence is the kabupaten's; the part that reaches the neighbour is not. One view is still asked."""
    made = _asked(
        c, c.sawit, c.actors.sawit, PALM, "Kebun kelapa sawit dan pembinaan pekebun", "KC/07 (contoh)", 19, **PRIVATE
    )
    words = "Pembinaan pekebun diperlukan; perluasan menunggu provinsi (ilustrasi)."
    _viewed(c, made, "conditional", words, 18, fields=("kebutuhan",))
    screened(made, by=c.actors.pengelola, at=moment(c, 18))
    return made


def _mine(c: SimpleNamespace) -> Proposal:
    """Its first item belongs to another level; the training remains. What was found still waits for an answer."""
    made = _asked(
        c, c.tambang, c.actors.tambang, MINE, "Tambang batu bara dan pelatihan warga", "TC/11 (contoh)", 12, **PRIVATE
    )
    words = "Pelatihan operator diperlukan warga; tambang bukan urusan kabupaten (ilustrasi)."
    _viewed(c, made, "conditional", words, 11)
    screened(made, by=c.actors.pengelola, at=moment(c, 11))
    _referred(c, made, 7)
    return made


def _referred(c: SimpleNamespace, made: Proposal, days: float) -> None:
    """A numbered letter of the bupati refers what is not the kabupaten's to the level that owns it."""
    organizations.set_numbering(
        c.pemda, pattern="{klasifikasi}/{nomor}/{unit}/{tahun} (contoh)", unit="KT", start=SINCE, by=SYSTEM, at=c.at
    )
    letter = proposals.write_letter(
        kind="referral", organization=c.pemda, proposal=fresh(made), classification="100.3", by=c.actors.pengelola,
        at=moment(c, days),
    )  # fmt: skip
    at = moment(c, days - 1)
    proposals.issue_letter(letter, holding=c.bupati.holdings.get(), day=at.date(), by=c.actors.pengelola, at=at)


def _viewed(
    c: SimpleNamespace,
    made: Proposal,
    stance: str,
    text: str,
    days: float,
    *,
    fields: Sequence[str] = ("kebutuhan", "relevansi"),
) -> None:
    """The views that the policy asks for are written."""
    for field in fields:
        proposals.write_view(fresh(made), field=field, stance=stance, text=text, by=c.actors.opd, at=moment(c, days))


def _silent(c: SimpleNamespace) -> Proposal:
    """The bupati does not answer, nor after it was brought up again through the sekda; it is closed, and its history stays."""
    by = c.actors.pengelola
    made = _asked(
        c, c.papan, c.actors.papan, SILENT, "Papan informasi digital kecamatan", "PD/03 (contoh)", 120,
        **PRIVATE,
    )  # fmt: skip
    _viewed(c, made, "supports", "Papan informasi berguna bagi kecamatan (ilustrasi).", 116)
    _up(c, made, 115)
    proposals.recall(
        fresh(made),
        reason="Tiga puluh hari tanpa jawaban; dinaikkan lagi melalui Sekda (ilustrasi).",
        by=by,
        at=moment(c, 79),
    )
    proposals.submit(
        fresh(made), post=c.sekda, instruction="Mohon diteruskan kepada Bupati (ilustrasi).", by=by, at=moment(c, 79)
    )
    hop = made.hops.get(state="open")
    proposals.answer(
        hop,
        answer="delegate",
        text="Mohon keputusan Bapak Bupati (ilustrasi).",
        to=[c.bupati],
        by=c.actors.sekda,
        at=moment(c, 72),
    )
    proposals.close_unanswered(
        fresh(made), reason="Enam puluh hari tanpa jawaban sejak diteruskan (ilustrasi).", by=by, at=moment(c, 8)
    )
    return made
