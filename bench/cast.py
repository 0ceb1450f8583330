"""Who takes part in the bench: a hundred institutions with four units each, made by the actions people use."""

from __future__ import annotations

import dataclasses
import datetime as dt

from simpul.core.actors import Actor

# kind, name, how many, kinds and names of the units
INSTITUTIONS = (
    ("pemda", "Kabupaten Contoh", 40, (("opd", "Dinas Koperasi"), ("opd", "Dinas Pendidikan"), ("opd", "Dinas Pertanian"), ("opd", "Bappeda"))),
    ("kampus", "Universitas Contoh", 40, (("upt", "UPT Kemitraan"), ("fakultas", "Fakultas Ekonomi"), ("fakultas", "Fakultas Teknik"), ("fakultas", "Fakultas Pertanian"))),
    ("perusahaan", "PT Contoh", 20, (("unit", "Divisi Pemasaran"), ("unit", "Divisi Produksi"), ("unit", "Divisi Keuangan"), ("unit", "Divisi Personalia"))),
    ("kampus", "Politeknik Pemantau", 1, (("upt", "UPT Kemitraan"),)),  # whose people see every row: `rows.Writer.watched`
    ("perusahaan", "PT Jarang", 1, (("unit", "Divisi Pemasaran"),)),  # whose people see each thousandth
)  # fmt: skip
OFFICERS = {"pemda": "pengelola_kerja_sama", "kampus": "pengelola_kemitraan", "perusahaan": "pengelola_kemitraan"}
SINCE = dt.date(2015, 1, 5)
BEGUN = dt.datetime(2015, 1, 5, 3, tzinfo=dt.UTC)
SYSTEM = Actor.system("bench")


@dataclasses.dataclass(frozen=True)
class Unit:
    """An organisation with its head, as a party needs it."""

    id: int
    code: str
    name: str
    whole: str
    path: tuple[int, ...]
    institution: int  # its place among the houses
    holding: int
    authority: int
    person: str
    title: str
    basis: str


@dataclasses.dataclass(frozen=True)
class House:
    """An institution: itself first, then its units; who writes and who decides for it."""

    id: int
    code: str
    units: tuple[Unit, ...]
    officer: Actor
    leader: Actor
    officer_user: int


def build() -> None:
    """The institutions, their units, heads with the right to sign, and two accounts each, stand in the database."""
    from django.db import transaction

    with transaction.atomic():
        _build()


def _build() -> None:
    from simpul.organizations import actions

    for kind, name, count, below in INSTITUTIONS:
        for n in range(1, count + 1):
            place = f"33.{n:02}" if kind == "pemda" else ""
            top = actions.found(name=f"{name} {n:03}", kind=kind, region_code=place, by=SYSTEM, at=BEGUN)
            _head(top)
            _accounts(top, kind)
            for unit_kind, unit in below:
                _head(actions.found(name=unit, kind=unit_kind, parent=top, by=SYSTEM, at=BEGUN))


def _head(organization: object) -> None:
    from simpul.organizations import actions

    post = actions.create_post(organization, title=f"Pimpinan {organization}"[:160], is_head=True, by=SYSTEM, at=BEGUN)  # type: ignore[arg-type]
    actions.appoint(post, person="Anindita Pejabat Contoh", manner="definitif", start=SINCE, by=SYSTEM, at=BEGUN)
    actions.authorize(organization, post=post, basis="jabatan", start=SINCE, by=SYSTEM, at=BEGUN)  # type: ignore[arg-type]


def _accounts(organization: object, kind: str) -> None:
    from simpul.accounts import actions

    number = organization.pk  # type: ignore[attr-defined]
    for word, role in (("petugas", OFFICERS[kind]), ("pimpinan", "pimpinan")):
        user = actions.create_user(
            email=f"{word}.{number}@contoh.example", name=f"{word.title()} {organization}", by=SYSTEM, at=BEGUN
        )
        actions.add_membership(user, organization=organization, role=role, start=SINCE, by=SYSTEM, at=BEGUN)  # type: ignore[arg-type]


def houses() -> list[House]:
    """What `build` made, read back."""
    from simpul.accounts.models import Membership
    from simpul.organizations.models import Authority, Organization

    heads = {a.organization_id: a for a in Authority.objects.select_related("post").prefetch_related("post__holdings")}
    seats = {
        (m.organization_id, m.role == "pimpinan"): m
        for m in Membership.objects.select_related("user", "organization__institution", "post")
    }
    found: list[House] = []
    rows: dict[int, list[Organization]] = {}
    for row in Organization.objects.select_related("institution").order_by("pk"):
        rows.setdefault(row.path[0], []).append(row)
    for place, members in enumerate(rows.values()):
        top, units = members[0], []
        for row in members:
            right = heads[row.pk]
            holding = right.post.holdings.all()[0]
            units.append(
                Unit(
                    row.pk, str(row.code), row.name, row.whole_name, tuple(row.path), place, holding.pk, right.pk, holding.person,
                    right.post.title, str(right),
                )
            )  # fmt: skip
        officer, leader = seats[top.pk, False], seats[top.pk, True]
        found.append(House(top.pk, str(top.code), tuple(units), officer.actor(), leader.actor(), officer.user_id))
    return found
