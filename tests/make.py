"""The fixed cast of the tests, made through actions: Kabupaten Awan, Universitas Bumi, and the outsider Citra who must see nothing."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import connection, connections
from django.test import Client
from procrastinate.contrib.django import app as jobs

from simpul.accounts import actions as accounts
from simpul.accounts.models import Membership, User
from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.refusals import Refused
from simpul.organizations import actions as organizations
from simpul.organizations.models import Authority, Holding, Organization, Post

AT = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)  # a Monday, ten in the morning in Awan
TODAY = dt.date(2026, 3, 2)
LONG_AGO = dt.date(2025, 2, 20)
SYSTEM = Actor.system("uji")
PASSWORD = "tujuh-simpul-biru"


def organization(
    name: str, kind: str = "perusahaan", *, by: Actor = SYSTEM, at: dt.datetime = AT, **values
) -> Organization:
    return organizations.found(name=name, kind=kind, by=by, at=at, **values)


def post(
    organization: Organization,
    title: str,
    person: str = "",
    *,
    is_head: bool = False,
    manner: str = "definitif",
    start: dt.date = LONG_AGO,
    by: Actor = SYSTEM,
    at: dt.datetime = AT,
) -> Post:
    """An office, held by the person when one is named."""
    made = organizations.create_post(organization, title=title, is_head=is_head, by=by, at=at)
    if person:
        organizations.appoint(made, person=person, manner=manner, start=start, basis="SK contoh", by=by, at=at)
    return made


def authority(organization: Organization, post: Post, *, given_by: Post | None = None, **values) -> Authority:
    """The right to sign by office; by letter when somebody gives it."""
    letter = (
        {"basis": "surat_kuasa", "number": "100/SK/2026", "given_by": given_by} if given_by else {"basis": "jabatan"}
    )
    return organizations.authorize(
        organization, post=post, **{"start": LONG_AGO, "by": SYSTEM, "at": AT} | letter | values
    )


def user(
    name: str,
    organization: Organization | None = None,
    role: str = "petugas_opd",
    *,
    post: Post | None = None,
    is_demo: bool = False,
    at: dt.datetime = AT,
    start: dt.date = LONG_AGO,
) -> User:
    """A person with an account, and with a role when an organisation is named."""
    email = f"{name.lower().replace(' ', '.')}@contoh.example"
    made = accounts.create_user(email=email, name=name, password=PASSWORD, is_demo=is_demo, by=SYSTEM, at=at)
    if organization:
        accounts.add_membership(made, organization=organization, role=role, post=post, start=start, by=SYSTEM, at=at)
    return made


def membership(user: User) -> Membership:
    return user.memberships.select_related("user", "organization__institution", "post").earliest("pk")


def actor(user: User) -> Actor:
    """The actor of the person's first role."""
    return membership(user).actor()


def holder(post: Post) -> Holding:
    return post.holdings.select_related("post").latest("start")


def client(user: User | None = None, **values) -> Client:
    """A browser, logged in as the person."""
    browser = Client(**values)
    if user:
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def run_jobs() -> int:
    """Every waiting job is done now, in this transaction; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        waiting = cursor.fetchall()
        for number, name, values in waiting:
            jobs.tasks[name](**(values if isinstance(values, dict) else json.loads(values)))
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [number])
    return len(waiting)


def race(*calls: Callable[[], Any]) -> list[Any]:
    """The calls at the same moment, each on a connection of its own (needs the fixture `committed`); sorted outcomes:
    «done», the code of the first refusal, or the name of the exception."""
    outcomes, together = [], threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> None:
        together.wait()
        try:
            call()
            outcomes.append("done")
        except Refused as stopped:
            outcomes.append(stopped.refusals[0].code)
        except Exception as broken:
            outcomes.append(type(broken).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def cast() -> SimpleNamespace:
    """Everybody: organisations, posts with holders and authorities, users; and `actors`, their actors by the same names."""
    c = SimpleNamespace(at=AT, today=local_day(AT), system=SYSTEM)
    _awan(c)
    _bumi(c)
    _others(c)
    c.users = {
        name: getattr(c, name)
        for name in (
            "officer",
            "leader",
            "staf",
            "dinas_officer",
            "dinas_head",
            "bkpsdm_officer",
            "partner_officer",
            "rektor",
            "faculty_officer",
            "citra_officer",
            "admin",
            "pengawas",
        )
    }
    c.actors = SimpleNamespace(**{name: actor(person) for name, person in c.users.items()})
    return c


def _awan(c: SimpleNamespace) -> None:
    """Kabupaten Awan: Bupati, Setda with Bagian Kerja Sama, Dinas Koperasi dan UKM, BKPSDM."""
    c.awan = organization(
        "Kabupaten Awan", "pemda", short_name="Awan", region_code="33.03", address="Jalan Simpul 1, Awan"
    )
    organizations.give_form(
        c.awan, form="pemda", start=dt.date(1950, 8, 8), basis="UU 13/1950", certainty="V", by=SYSTEM, at=AT
    )
    c.setda = organization("Sekretariat Daerah", "opd", parent=c.awan, short_name="Setda")
    c.bagian = organization("Bagian Kerja Sama", "bagian", parent=c.setda)
    c.dinas = organization("Dinas Koperasi dan UKM", "opd", parent=c.awan, short_name="Dinkop UKM")
    c.bkpsdm = organization(
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "opd", parent=c.awan, short_name="BKPSDM"
    )
    c.bupati_post = post(c.awan, "Bupati Awan", "Anindita Pejabat Contoh", is_head=True)
    c.sekda_post = post(c.setda, "Sekretaris Daerah", "Bramantya Pejabat Contoh", is_head=True)
    c.kabag_post = post(c.bagian, "Kepala Bagian Kerja Sama", "Cakra Pejabat Contoh", is_head=True)
    c.kadis_post = post(c.dinas, "Kepala Dinas Koperasi dan UKM", "Damayanti Pejabat Contoh", is_head=True)
    c.bkpsdm_post = post(c.bkpsdm, "Kepala BKPSDM", "Endah Pejabat Contoh", is_head=True, manner="plt")
    c.bupati_authority = authority(c.awan, c.bupati_post)
    c.kadis_authority = authority(c.dinas, c.kadis_post, given_by=c.bupati_post, kinds=["pks"])
    c.bkpsdm_authority = authority(c.bkpsdm, c.bkpsdm_post, given_by=c.bupati_post, kinds=["pks"], number="101/SK/2026")
    c.officer = user("Petugas Kerja Sama", c.bagian, "pengelola_kerja_sama", post=c.kabag_post)
    c.leader = user("Bupati Awan", c.awan, "pimpinan", post=c.bupati_post)
    c.staf = user("Staf Bupati", c.awan, "staf_pimpinan")
    c.dinas_officer = user("Petugas Dinas Koperasi", c.dinas, "petugas_opd")
    c.dinas_head = user("Kepala Dinas Koperasi", c.dinas, "pimpinan", post=c.kadis_post)
    c.bkpsdm_officer = user("Petugas BKPSDM", c.bkpsdm, "petugas_opd")
    c.pengawas = user("Pengawas Awan", c.awan, "pengawas")
    c.admin = user("Administrator Situs", c.awan, "administrator")


def _bumi(c: SimpleNamespace) -> None:
    """Universitas Bumi, a PTN-BH: UPT Kemitraan and a faculty."""
    c.bumi = organization("Universitas Bumi", "kampus", short_name="Bumi", address="Jalan Kampus 2, Bumi")
    organizations.give_form(
        c.bumi, form="ptn_blu", start=dt.date(2010, 1, 1), basis="KMK contoh", certainty="V", by=SYSTEM, at=AT
    )
    organizations.give_form(
        c.bumi, form="ptn_bh", start=dt.date(2022, 10, 20), basis="PP contoh", certainty="V", by=SYSTEM, at=AT
    )
    c.upt = organization("UPT Kemitraan", "upt", parent=c.bumi)
    c.fakultas = organization("Fakultas Ekonomi", "fakultas", parent=c.bumi)
    c.rektor_post = post(c.bumi, "Rektor", "Fajar Pejabat Contoh", is_head=True)
    c.upt_post = post(c.upt, "Kepala UPT Kemitraan", "Gita Pejabat Contoh", is_head=True)
    c.dekan_post = post(c.fakultas, "Dekan Fakultas Ekonomi", "Hasta Pejabat Contoh", is_head=True)
    c.rektor_authority = authority(c.bumi, c.rektor_post)
    c.dekan_authority = authority(c.fakultas, c.dekan_post, given_by=c.rektor_post, kinds=["pks"], number="7/UN/2026")
    c.partner_officer = user("Petugas Kemitraan Bumi", c.upt, "pengelola_kemitraan", post=c.upt_post)
    c.rektor = user("Rektor Bumi", c.bumi, "pimpinan", post=c.rektor_post)
    c.faculty_officer = user("Petugas Fakultas Ekonomi", c.fakultas, "petugas_opd")


def _others(c: SimpleNamespace) -> None:
    """PT Citra Selatan takes part in nothing and must see nothing."""
    c.citra = organization("PT Citra Selatan", "perusahaan", short_name="Citra")
    organizations.give_form(
        c.citra, form="perseroan", start=dt.date(2015, 5, 5), basis="Akta contoh", certainty="V", by=SYSTEM, at=AT
    )
    c.citra_post = post(c.citra, "Direktur", "Indra Pejabat Contoh", is_head=True)
    c.citra_authority = authority(c.citra, c.citra_post)
    c.citra_officer = user("Petugas Citra", c.citra, "pengelola_kemitraan", post=c.citra_post)
