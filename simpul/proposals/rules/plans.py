"""Classes of partners, a region's policy about them, its plans; and who may change them. No database, no clock."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

from .states import CHECKS, CLOCKS, PARTNER_CLASSES

FIRST_YEAR, LAST_YEAR = 1999, 2100
LONGEST_CLOCK, MOST_CLOCKS = 365, 6

# legal form → class, where the form alone decides; it goes before the kind of organisation
BY_FORM = {
    "asing": "asing",
    "pemda_asing": "asing",
    "bumn": "bumn",
    "bumd": "bumn",
    "bumdes": "desa",
    "perseroan": "swasta",
}
BY_KIND = {
    "kampus": "pt",
    "politeknik": "pt",
    "kementerian": "pusat",
    "pemda": "daerah",
    "perusahaan": "swasta",
    "bank": "swasta",
    "asosiasi": "ormas",
    "pemda_asing": "asing",
    "desa": "desa",
}


def class_of(kind: str, form: str = "") -> str:
    """The class of an institution of this kind with the legal form it has that day; empty when neither tells."""
    return BY_FORM.get(form) or BY_KIND.get(kind, "")


def rank_of(partner_class: str, order: Sequence[str]) -> int:
    """Place in the queue: as the policy orders the classes; those it does not name come together after them."""
    return list(order).index(partner_class) if partner_class in order else len(order)


def checks_of(partner_class: str, checks: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The written views that the policy asks for before a leader is asked about a partner of this class."""
    return tuple(field for field in checks.get(partner_class, ()) if field in CHECKS)


def clocks_of(clocks: Sequence[int]) -> tuple[int, ...]:
    """Days after which a waiting desk is told: the region's own, or the common ones."""
    return tuple(clocks) or CLOCKS


def may_read(actor: Actor) -> bool:
    """A region's plans and policies are read by its own people."""
    return actor.is_system or bool(actor.region and actor.reach)


def refusals_to_plan(actor: Actor, institution_id: int) -> list[Refusal]:
    if actor.may("policy.write") and actor.speaks_for({institution_id}):
        return []
    text = _("Anda tidak berwenang mengubah rencana dan kebijakan daerah. Mintalah kepada Pengelola Kerja Sama.")
    return [Refusal("plan.forbidden", text, "forbidden")]


def refusals_to_set_policy(
    actor: Actor,
    institution_id: int,
    *,
    kind: str,
    order: Sequence[str],
    checks: Mapping[str, Sequence[str]],
    clocks: Sequence[int],
) -> list[Refusal]:
    """A policy orders, asks and counts days; it cannot shut anybody out."""
    found = refusals_to_plan(actor, institution_id)
    text: Any
    if kind != "pemda":
        text = _("Kebijakan mitra hanya untuk pemerintah daerah. Pilih pemerintah daerahnya.")
        found.append(Refusal("policy.not_a_region", text, "value", "institution"))
    if not set(order) <= set(PARTNER_CLASSES) or len(set(order)) != len(order):
        text = _(
            "Urutan mitra memuat golongan yang tidak dikenal atau disebut dua kali. Pilih tiap golongan satu kali."
        )
        found.append(Refusal("policy.order", text, "value", "order"))
    if not set(checks) <= set(PARTNER_CLASSES) or any(not set(fields) <= set(CHECKS) for fields in checks.values()):
        text = _("Pemeriksaan yang diminta tidak dikenal. Pilih dari daftar untuk tiap golongan mitra.")
        found.append(Refusal("policy.checks", text, "value", "checks"))
    rising = all(a < b for a, b in itertools.pairwise(clocks))
    if not rising or len(clocks) > MOST_CLOCKS or any(not 1 <= days <= LONGEST_CLOCK for days in clocks):
        text = _("Batas hari harus bilangan 1–365 yang makin besar, paling banyak enam, misalnya 7, 14, 30.")
        found.append(Refusal("policy.clocks", text, "value", "clocks"))
    return found


def refusals_to_end_policy(
    actor: Actor, institution_id: int, *, start: dt.date, ended: dt.date | None, end: dt.date
) -> list[Refusal]:
    found = refusals_to_plan(actor, institution_id)
    if ended:
        text = _("Kebijakan ini sudah mempunyai tanggal akhir. Muat ulang halaman.")
        found.append(Refusal("policy.ended", text))
    if end < start:
        text = _("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal.")
        found.append(Refusal("policy.ends_before_start", text, "value", "end"))
    return found


def refusals_to_list(
    actor: Actor,
    institution_id: int,
    *,
    affair: str,
    affairs: Collection[str],
    unit_institution: int | None,
    years: Sequence[int],
    plan: str = "",
    affair_needed: bool = False,
    part_known: bool = True,
) -> list[Refusal]:
    """Common to a programme of the plans and a line of the mapping of affairs."""
    found = refusals_to_plan(actor, institution_id)
    text: Any
    if ((affair or affair_needed) and affair not in affairs) or not part_known:
        text = _("Sub-urusan belum dipilih atau tidak dikenal. Pilih dari daftar urusan.")
        found.append(Refusal("plan.affair", text, "value", "affair"))
    if unit_institution not in (None, institution_id):
        text = _("Perangkat daerah yang dipilih bukan bagian dari pemerintah daerah ini. Pilih unit dari daftar.")
        found.append(Refusal("plan.unit_elsewhere", text, "value", "unit"))
    field = "first_year" if plan else "year"
    if any(not FIRST_YEAR <= year <= LAST_YEAR for year in years):
        text = _("Tahun harus antara 1999 dan 2100. Periksa tahunnya.")
        found.append(Refusal("plan.year", text, "value", field))
    elif plan == "rkpd" and years[0] != years[-1]:
        text = _("RKPD berlaku satu tahun. Isi tahun yang sama, atau pilih RPJMD.")
        found.append(Refusal("plan.one_year", text, "value", "last_year"))
    return found


def refusals_to_retire(actor: Actor, institution_id: int, *, retired: bool) -> list[Refusal]:
    found = refusals_to_plan(actor, institution_id)
    if retired:
        text = _("Baris ini sudah tidak dipakai. Muat ulang halaman untuk melihat daftar terakhir.")
        found.append(Refusal("plan.retired", text))
    return found
