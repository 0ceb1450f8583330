"""Who takes part in the case of Purbalingga. Institutions are real where an article names them; persons are invented and named by office."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from simpul.organizations import actions as organizations

from .shared import SINCE, SYSTEM, account, cast, found, head

OPD = {
    "bkpsdm": ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "BKPSDM"),
    "dinpermasdes": ("Dinas Pemberdayaan Masyarakat dan Desa", "Dinpermasdes"),
    "dindikbud": ("Dinas Pendidikan dan Kebudayaan", "Dindikbud"),
    "dinporapar": ("Dinas Pemuda, Olahraga, dan Pariwisata", "Dinporapar"),
    "dinkopukm": ("Dinas Koperasi dan UKM", "DinkopUKM"),
    "bappedalitbangda": ("Badan Perencanaan Pembangunan, Penelitian, dan Pengembangan Daerah", "Bappedalitbangda"),
}


def gather(now: dt.datetime) -> SimpleNamespace:
    """Organisations, posts with holders and authorities, and accounts; `actors` holds one actor for each role."""
    c = cast(now)
    _purbalingga(c)
    _ut(c)
    _others(c)
    return c


def _purbalingga(c: SimpleNamespace) -> None:
    c.pemda = found(
        c,
        "Kabupaten Purbalingga",
        "pemda",
        short_name="Pemkab Purbalingga",
        region_code="33.03",
        address="Purbalingga, Jawa Tengah",
    )
    organizations.give_form(
        c.pemda, form="pemda", start=dt.date(1950, 8, 8), basis="UU 13/1950", certainty="L", by=SYSTEM, at=c.at
    )
    organizations.set_letterhead(
        c.pemda, lines="PEMERINTAH KABUPATEN PURBALINGGA", logo=None, start=SINCE, by=SYSTEM, at=c.at
    )
    bupati = head(c, c.pemda, "Bupati Purbalingga")
    c.setda = found(c, "Sekretariat Daerah", "opd", parent=c.pemda, short_name="Setda")
    c.bagian = found(c, "Bagian Pemerintahan", "bagian", parent=c.setda)
    kabag = organizations.create_post(c.bagian, title="Kepala Bagian Pemerintahan", is_head=True, by=SYSTEM, at=c.at)
    for n, (key, (name, short)) in enumerate(OPD.items(), 1):
        unit = c.opd[key] = found(c, name, "opd", parent=c.pemda, short_name=short)
        head(
            c,
            unit,
            f"Kepala {short}",
            given_by=bupati,
            number=f"100.3/{n:03d}/2025",
            manner="plt" if key == "dinporapar" else "definitif",
        )
    account(c, "bupati", "Bupati Purbalingga", c.pemda, "pimpinan", bupati)
    account(c, "pengelola", "Pengelola Kerja Sama", c.bagian, "pengelola_kerja_sama", kabag)
    account(c, "opd", "Petugas DinkopUKM", c.opd["dinkopukm"], "petugas_opd")
    account(c, "bkpsdm", "Petugas BKPSDM", c.opd["bkpsdm"], "petugas_opd")
    account(c, "pengawas", "Pengawas", c.pemda, "pengawas")


def _ut(c: SimpleNamespace) -> None:
    c.ut = found(c, "Universitas Terbuka", "kampus", short_name="UT")
    organizations.give_form(
        c.ut,
        form="ptn_bh",
        start=dt.date(2022, 10, 20),
        basis="PP 39/2022 (perlu dipastikan)",
        certainty="L",
        by=SYSTEM,
        at=c.at,
    )
    rektor = head(c, c.ut, "Rektor Universitas Terbuka")
    c.utp = found(
        c,
        "Universitas Terbuka Purwokerto",
        "upt",
        parent=c.ut,
        short_name="UT Purwokerto",
        address="Purwokerto, Jawa Tengah",
    )
    direktur = head(c, c.utp, "Direktur UT Purwokerto", given_by=rektor, number="B/417/UN31/2025")
    account(c, "kemitraan", "Pengelola Kemitraan UT Purwokerto", c.utp, "pengelola_kemitraan")
    account(c, "direktur", "Direktur UT Purwokerto", c.utp, "pimpinan", direktur)


def _others(c: SimpleNamespace) -> None:
    c.bumi = organizations.found(
        name="Universitas Bumi (rekaan)", kind="kampus", short_name="Universitas Bumi", by=c.actors.pengelola, at=c.at
    )
    organizations.give_form(c.bumi, form="pts", start=dt.date(2001, 1, 1), basis="izin contoh", by=SYSTEM, at=c.at)
    head(c, c.bumi, "Rektor Universitas Bumi")
    c.citra = found(c, "PT Citra Selatan (rekaan)", "perusahaan", short_name="Citra")
    organizations.give_form(
        c.citra, form="perseroan", start=dt.date(2015, 1, 1), basis="akta contoh", by=SYSTEM, at=c.at
    )
    account(c, "citra", "Petugas PT Citra Selatan", c.citra, "pengelola_kemitraan")
