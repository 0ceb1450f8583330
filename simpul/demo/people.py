"""Who takes part in the demonstration. Institutions are real where an article names them; persons are invented and named by office."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from simpul.accounts import actions as accounts
from simpul.core.actors import Actor
from simpul.organizations import actions as organizations
from simpul.organizations.models import Organization, Post

SYSTEM = Actor.system("contoh")
SINCE = dt.date(2025, 3, 1)

OPD = {
    "bkpsdm": ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "BKPSDM"),
    "dinpermasdes": ("Dinas Pemberdayaan Masyarakat dan Desa", "Dinpermasdes"),
    "dindikbud": ("Dinas Pendidikan dan Kebudayaan", "Dindikbud"),
    "dinporapar": ("Dinas Pemuda, Olahraga, dan Pariwisata", "Dinporapar"),
    "dinkopukm": ("Dinas Koperasi dan UKM", "DinkopUKM"),
    "bappedalitbangda": ("Badan Perencanaan Pembangunan, Penelitian, dan Pengembangan Daerah", "Bappedalitbangda"),
}


def gather(at: dt.datetime) -> SimpleNamespace:
    """Organisations, posts with holders and authorities, and accounts; `actors` holds one actor for each role."""
    c = SimpleNamespace(at=at, opd={}, heads={}, authorities={}, actors=SimpleNamespace())
    _purbalingga(c)
    _ut(c)
    _others(c)
    return c


def _found(c: SimpleNamespace, name: str, kind: str, **values: object) -> Organization:
    return organizations.found(name=name, kind=kind, by=SYSTEM, at=c.at, **values)  # type: ignore[arg-type]


def _head(
    c: SimpleNamespace,
    organization: Organization,
    title: str,
    *,
    given_by: Post | None = None,
    number: str = "",
    manner: str = "definitif",
) -> Post:
    """A post with its (unnamed) holder and the right to sign: by office, or by letter when somebody gives it."""
    post = organizations.create_post(organization, title=title, is_head=True, by=SYSTEM, at=c.at)
    organizations.appoint(
        post, person=f"Pejabat {title} (contoh)", manner=manner, start=SINCE, basis="SK contoh", by=SYSTEM, at=c.at
    )
    basis = (
        {"basis": "surat_kuasa", "number": number, "given_by": given_by, "kinds": ["pks"]}
        if given_by
        else {"basis": "jabatan"}
    )
    c.authorities[organization.pk] = organizations.authorize(
        organization, post=post, start=SINCE, by=SYSTEM, at=c.at, **basis
    )
    c.heads[organization.pk] = post
    return post


def _account(
    c: SimpleNamespace, key: str, name: str, organization: Organization, role: str, post: Post | None = None
) -> None:
    user = accounts.create_user(email=f"{key}@contoh.example", name=name, is_demo=True, by=SYSTEM, at=c.at)
    member = accounts.add_membership(
        user, organization=organization, role=role, post=post, start=SINCE, by=SYSTEM, at=c.at
    )
    setattr(
        c.actors,
        key,
        type(member).objects.select_related("user", "organization__institution", "post").get(pk=member.pk).actor(),
    )


def _purbalingga(c: SimpleNamespace) -> None:
    c.pemda = _found(
        c,
        "Kabupaten Purbalingga",
        "pemda",
        short_name="Pemkab Purbalingga",
        region_code="33.03",
        address="Purbalingga, Jawa Tengah",
    )
    organizations.give_form(c.pemda, form="pemda", start=dt.date(1950, 8, 8), basis="UU 13/1950", by=SYSTEM, at=c.at)
    organizations.set_letterhead(
        c.pemda, lines="PEMERINTAH KABUPATEN PURBALINGGA", logo=None, start=SINCE, by=SYSTEM, at=c.at
    )
    bupati = _head(c, c.pemda, "Bupati Purbalingga")
    c.setda = _found(c, "Sekretariat Daerah", "opd", parent=c.pemda, short_name="Setda")
    c.bagian = _found(c, "Bagian Pemerintahan", "bagian", parent=c.setda)
    kabag = organizations.create_post(c.bagian, title="Kepala Bagian Pemerintahan", is_head=True, by=SYSTEM, at=c.at)
    for n, (key, (name, short)) in enumerate(OPD.items(), 1):
        unit = c.opd[key] = _found(c, name, "opd", parent=c.pemda, short_name=short)
        _head(
            c,
            unit,
            f"Kepala {short}",
            given_by=bupati,
            number=f"100.3/{n:03d}/2025",
            manner="plt" if key == "dinporapar" else "definitif",
        )
    _account(c, "bupati", "Bupati Purbalingga (contoh)", c.pemda, "pimpinan", bupati)
    _account(c, "pengelola", "Pengelola Kerja Sama (contoh)", c.bagian, "pengelola_kerja_sama", kabag)
    _account(c, "opd", "Petugas DinkopUKM (contoh)", c.opd["dinkopukm"], "petugas_opd")
    _account(c, "bkpsdm", "Petugas BKPSDM (contoh)", c.opd["bkpsdm"], "petugas_opd")
    _account(c, "pengawas", "Pengawas (contoh)", c.pemda, "pengawas")


def _ut(c: SimpleNamespace) -> None:
    c.ut = _found(c, "Universitas Terbuka", "kampus", short_name="UT")
    organizations.give_form(
        c.ut, form="ptn_bh", start=dt.date(2022, 10, 20), basis="PP 39/2022 (perlu dipastikan)", by=SYSTEM, at=c.at
    )
    rektor = _head(c, c.ut, "Rektor Universitas Terbuka")
    c.utp = _found(
        c,
        "Universitas Terbuka Purwokerto",
        "upt",
        parent=c.ut,
        short_name="UT Purwokerto",
        address="Purwokerto, Jawa Tengah",
    )
    direktur = _head(c, c.utp, "Direktur UT Purwokerto", given_by=rektor, number="B/417/UN31/2025")
    _account(c, "kemitraan", "Pengelola Kemitraan UT Purwokerto (contoh)", c.utp, "pengelola_kemitraan")
    _account(c, "direktur", "Direktur UT Purwokerto (contoh)", c.utp, "pimpinan", direktur)


def _others(c: SimpleNamespace) -> None:
    c.bumi = organizations.found(
        name="Universitas Bumi (rekaan)", kind="kampus", short_name="Universitas Bumi", by=c.actors.pengelola, at=c.at
    )
    organizations.give_form(c.bumi, form="pts", start=dt.date(2001, 1, 1), basis="izin contoh", by=SYSTEM, at=c.at)
    _head(c, c.bumi, "Rektor Universitas Bumi")
    c.citra = _found(c, "PT Citra Selatan (rekaan)", "perusahaan", short_name="Citra")
    organizations.give_form(
        c.citra, form="perseroan", start=dt.date(2015, 1, 1), basis="akta contoh", by=SYSTEM, at=c.at
    )
    _account(c, "citra", "Petugas PT Citra Selatan (contoh)", c.citra, "pengelola_kemitraan")
