"""Kementerian Ketenagakerjaan + IPB University × Kota Pangkalpinang: one dinas convenes everybody; the ministry is the party, the campus carries it out.

The article dates one meeting (26 August 2022), its hosts, the hundred participants and the four fields. Who did not come, the proposal and
its steps are invented, relative to the first start and labelled *ilustrasi*. The city has kelurahan only.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from simpul.meetings import actions as meetings
from simpul.meetings.models import Meeting
from simpul.organizations import actions as organizations
from simpul.proposals import actions as proposals
from simpul.proposals.models import Proposal

from .shared import SYSTEM, account, cast, form, found, head, moment, office
from .steps import Guest, Point, Promise, decided, fresh, mapped, meeting, proposal, screened

SINCE = dt.date(2021, 3, 1)
CONVENED = dt.datetime(2022, 8, 26, 2, 0, tzinfo=dt.UTC)
REGION = "19.71"
OPD = {
    "dpmptsp": ("Dinas Penanaman Modal, Pelayanan Terpadu Satu Pintu, dan Tenaga Kerja", "DPMPTSP Naker"),
    "bappeda": ("Badan Perencanaan Pembangunan Daerah", "Bappeda"),
    "kominfo": ("Dinas Komunikasi dan Informatika", "Diskominfo"),
    "koperasi": ("Dinas Koperasi, UKM, dan Perdagangan", "Dinkop UKM"),
    "pangan": ("Dinas Pangan dan Pertanian", "Dinas Pangan"),
    "pariwisata": ("Dinas Pariwisata", "Dispar"),
}
FIELDS = (
    ("peternakan", "19.71.05.1005"),
    ("kuliner", "19.71.02.1001"),
    ("cendera mata", "19.71.04.1002"),
    ("jasa digital", "19.71.06.1003"),
)
NOT_TOLD = "ilustrasi: sumber tidak menyebut kehadirannya"


def build(now: dt.datetime) -> SimpleNamespace:
    c = _people(now)
    mapped(
        c.pemda,
        {
            "2.07.tkm_kawasan/program": "Perluasan kesempatan kerja",
            "2.07.tkm_kawasan/lokasi": "Data dan bantuan lokasi",
        },
        by=c.actors.pengelola,
        at=moment(c, 200),
        until=c.now,
    )
    c.meeting = _convened(c)
    c.proposal = _awaiting(c)
    meetings.link(c.meeting, chain=c.proposal.chain, by=c.actors.dinas, at=moment(c, 20))
    return c


def _people(now: dt.datetime) -> SimpleNamespace:
    c = cast(now, prefix="pangkalpinang-", since=SINCE)
    c.pemda = found(c, "Kota Pangkalpinang", "pemda", short_name="Pemkot Pangkalpinang", region_code=REGION)
    form(c, c.pemda, "pemda", dt.date(1956, 1, 1), "perlu dipastikan")
    organizations.set_letterhead(
        c.pemda, lines="PEMERINTAH KOTA PANGKALPINANG", logo=None, start=SINCE, by=SYSTEM, at=c.at
    )
    c.wali_kota = head(c, c.pemda, "Wali Kota Pangkalpinang")
    c.setda = found(c, "Sekretariat Daerah", "opd", parent=c.pemda, short_name="Setda")
    c.sekda = office(c, c.setda, "Sekretaris Daerah Pangkalpinang")
    c.bagian = found(c, "Bagian Kerja Sama", "bagian", parent=c.setda)
    kabag = office(c, c.bagian, "Kepala Bagian Kerja Sama")
    for number, (key, (name, short)) in enumerate(OPD.items(), 1):
        c.opd[key] = found(c, name, "opd", parent=c.pemda, short_name=short)
        head(
            c, c.opd[key], f"Kepala {short}", given_by=c.wali_kota, number=f"100.3/{number:03d}/PP (contoh)",
            manner="plt" if key == "kominfo" else "definitif",
        )  # fmt: skip
    account(c, "wali-kota", "Wali Kota Pangkalpinang", c.pemda, "pimpinan", c.wali_kota)
    account(c, "pengelola", "Pengelola Kerja Sama Pangkalpinang", c.bagian, "pengelola_kerja_sama", kabag)
    account(c, "dinas", "Petugas DPMPTSP Naker Pangkalpinang", c.opd["dpmptsp"], "petugas_opd")
    c.kemnaker = found(c, "Kementerian Ketenagakerjaan", "kementerian", short_name="Kemnaker")
    form(c, c.kemnaker, "kementerian", dt.date(2014, 10, 27), "perlu dipastikan", "L")
    head(c, c.kemnaker, "Direktur Jenderal Binapenta dan PKK")
    account(c, "kementerian", "Pengelola Kemitraan Kemnaker", c.kemnaker, "pengelola_kemitraan")
    c.ipb = found(c, "IPB University", "kampus", short_name="IPB")
    form(c, c.ipb, "ptn_bh", dt.date(2013, 10, 18), "PP 66/2013 (perlu dipastikan)", "L")
    head(c, c.ipb, "Rektor IPB University")
    account(c, "ipb", "Pengelola Kemitraan IPB University", c.ipb, "pengelola_kemitraan")
    return c


def _convened(c: SimpleNamespace) -> Meeting:
    """All OPD and stakeholders were invited; the article names the experts of IPB and the acting head of Diskominfo."""
    others = [Guest(c.opd[key], came=False, note=NOT_TOLD) for key in ("koperasi", "pangan", "pariwisata")]
    return meeting(
        c, by=c.actors.dinas, kind="coordination", title="Program perluasan kesempatan kerja berbasis kawasan", convener=c.opd["dpmptsp"],
        starts_at=CONVENED, place="Ruang Pertemuan Bappeda Kota Pangkalpinang", invited=True,
        summary="Dinas mengundang semua perangkat daerah dan pemangku kepentingan. Kemnaker memiliki program, IPB University menugaskan tim ahli. Jam tidak disebut dalam sumber.",
        guests=[
            Guest(c.ipb, None, "Tim ahli IPB University, lima orang"),
            Guest(c.opd["kominfo"], c.heads[c.opd["kominfo"].pk], "Plt. Kepala Dinas Kominfo"),
            Guest(c.kemnaker, None, "Wakil Kemnaker", note=NOT_TOLD),
            Guest(c.opd["bappeda"], None, "Tuan rumah ruang pertemuan", note=NOT_TOLD),
            *others,
        ],
        points=[
            Point(
                "Kawasan dan lima sumber daya",
                "Alam, manusia, infrastruktur pendukung, sosial kemasyarakatan, dan ekonomi dipadukan dalam satu kawasan.",
                "Dipakai berkelanjutan bagi tenaga kerja mandiri.",
            ),
            Point(
                "Rantai usaha",
                "Ekosistem dari hulu, on-farm, hilir, off-farm, sampai off-taker menopang peserta.",
            ),
            Point(
                "Peserta dan bidang",
                "Seratus peserta pemula sudah didata untuk 2022; bidangnya peternakan, kuliner, cendera mata, dan jasa digital; lima anggota tim mendampingi.",
            ),
            Point(
                "Tepat sasaran",
                "Diskominfo mempunyai tenaga jasa digital dan berharap pelatihan diberikan kepada warga yang benar-benar memerlukan.",
                raised_by=c.opd["kominfo"], outside=True,
            ),
        ],
        promises=[
            Promise(
                "Mencocokkan daftar peserta dengan data kota (ilustrasi)", c.opd["dpmptsp"], dt.date(2022, 9, 30),
                "Daftar peserta dicocokkan (ilustrasi).", c.actors.dinas,
            ),
        ],
        dates=[(dt.date(2022, 8, 26), "Berita pertemuan, Jumat 26 Agustus 2022", "")],
    )  # fmt: skip


def _awaiting(c: SimpleNamespace) -> Proposal:
    """Kemnaker asks, IPB would carry it out in four kelurahan; the wali kota has not answered yet."""
    by = c.actors.pengelola
    items: list[dict[str, Any]] = [
        {
            "activity": "mentoring", "title": f"Pelatihan dan pendampingan {field}", "affair": "2.07.tkm_kawasan", "part": "program",
            "region_code": code, "target": "tenaga kerja mandiri pemula", "target_count": 25,
        }
        for field, code in FIELDS
    ]  # fmt: skip
    items.append(
        {
            "activity": "other", "title": "Data peserta dan bantuan lokasi", "affair": "2.07.tkm_kawasan", "part": "lokasi",
            "region_code": REGION, "target": "tenaga kerja mandiri pemula", "target_count": 100,
        }
    )  # fmt: skip
    made = proposal(
        by=c.actors.kementerian, at=moment(c, 24), region=c.pemda, partner=c.kemnaker, letter_number="B/701/PK (contoh)",
        title="Perluasan kesempatan kerja berbasis kawasan", wanted_kind="nk", months=24, documents=("kak", "rencana_kerja"), items=items,
        purpose="Seratus tenaga kerja mandiri tumbuh dalam ekosistem usaha kawasan; pembagian per bidang dan kelurahan adalah ilustrasi.",
        initiator=c.opd["dpmptsp"], burdens_public=False, apbd_funded=False, routine=True, personal_data=True, data_clause=True,
    )  # fmt: skip
    proposals.add_participant(made, organization=c.ipb, role="implementing", by=by, at=moment(c, 21))
    proposals.register(fresh(made), by=by, at=moment(c, 21))
    screened(made, by=by, at=moment(c, 21))
    proposals.write_view(
        fresh(made), field="kebutuhan", stance="supports", by=c.actors.dinas, at=moment(c, 15),
        text="Peserta sudah didata dan kawasan tersedia (ilustrasi).",
    )  # fmt: skip
    joined = "Kemnaker, pemilik program, menjadi pihak; kota menyediakan data dan lokasi (ilustrasi)."
    decided(
        made,
        by=by,
        at=moment(c, 15),
        reasons={"authority": joined},
        reason="Dibahas bersama perangkat daerah (ilustrasi).",
    )
    proposals.submit(fresh(made), post=c.wali_kota, instruction="Mohon arahan (ilustrasi).", by=by, at=moment(c, 12))
    return made
