"""How an agreed proposal becomes the text of a draft: what is carried over, and why it may not be. No database."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

from .states import KINDS, UMBRELLAS
from .terms import Terms


@dataclasses.dataclass(frozen=True)
class Scope:
    """One item of the proposal in words."""

    title: str
    activity: str
    detail: str
    target: str
    count: int | None
    place: str

    @property
    def target_words(self) -> str:
        return f"{self.count} {self.target}".strip() if self.count else self.target


def refusals_to_begin_draft(
    *, agreed: bool, kind: str, drafted: str | None, has_parent: bool, sides: Sequence[frozenset[int]], by: Actor
) -> list[Refusal]:
    """`drafted` is the code of the draft that was made before and not withdrawn, empty when the other side has not shared it yet;
    `has_parent` whether a PKS has its KB."""
    if not by.may("agreement.write") or not any(by.speaks_for(ids) for ids in sides):
        text = _(
            "Anda tidak berwenang menyusun naskah dari usulan ini. Mintalah kepada penyusun naskah salah satu pihak."
        )
        return [Refusal("begin_draft.forbidden", text, "forbidden")]
    if not agreed:
        text = _("Usulan ini belum disetujui, jadi naskahnya belum dapat disusun. Tunggu disposisi pimpinan.")
        return [Refusal("begin_draft.not_agreed", text)]
    if drafted == "":
        text = _("Pihak lain sedang menyusun naskah dari usulan ini. Naskahnya tampil di Kerja Sama sesudah dibagikan.")
        return [Refusal("begin_draft.theirs", text)]
    if drafted:
        text = _("Naskah dari usulan ini sudah disusun dengan kode %(code)s. Buka naskah itu di Kerja Sama.")
        return [Refusal("begin_draft.once", text % {"code": drafted})]
    if kind not in KINDS:
        text = _(
            "Jenis naskah belum dipilih, atau belum dapat disusun di Simpul. Pilih KB, NK, atau PKS pada telaah usulan."
        )
        return [Refusal("begin_draft.kind", text, "value", "kind")]
    if kind not in UMBRELLAS and not has_parent:
        text = _(
            "PKS perlu Kesepakatan Bersama di atasnya. Susun KB lebih dahulu, atau tautkan KB yang berlaku pada usulan."
        )
        return [Refusal("begin_draft.no_umbrella", text, "value", "kind")]
    return []


def object_text(title: str, scopes: Sequence[Scope]) -> str:
    """The clause «objek»: the title and the activities it consists of."""
    activities = ", ".join(dict.fromkeys(scope.activity.lower() for scope in scopes))
    return gettext("Objek kerja sama ini ialah %(title)s, yang meliputi %(activities)s.") % {
        "title": title,
        "activities": activities,
    }


def purpose_text(starter: str, purpose: str) -> str:
    """The clause «maksud dan tujuan»: the starter text, and the proposal's own words as a paragraph of their own."""
    return f"{starter}\n{purpose.strip()}" if purpose.strip() else starter


def scope_text(scopes: Sequence[Scope]) -> str:
    """The clause «ruang lingkup»: one letter for each item, with whom it is for and where."""
    lines = [gettext("Ruang lingkup kerja sama ini meliputi:")]
    for n, scope in enumerate(scopes):
        letter = chr(ord("a") + n) if n < 26 else str(n + 1)
        line = gettext("%(title)s bagi %(target)s di %(place)s") % {
            "title": scope.title, "target": scope.target_words, "place": scope.place,
        }  # fmt: skip
        if scope.detail.strip():
            line += f" ({' '.join(scope.detail.split()).rstrip('.')})"
        end = "." if n == len(scopes) - 1 else "; dan" if n == len(scopes) - 2 else ";"
        lines.append(f"{letter}. {line}{end}")
    return "\n".join(lines)


def carried_over(clauses: Sequence[Terms], *, title: str, purpose: str, scopes: Sequence[Scope]) -> list[Terms]:
    """The library's clauses, with purpose, object and scope as the proposal has them."""
    texts = {"objek": object_text(title, scopes), "ruang_lingkup": scope_text(scopes)} if scopes else {}
    for clause in clauses:
        if clause["type"] == "maksud_tujuan":
            texts["maksud_tujuan"] = purpose_text(clause["text"], purpose)
    return [{**clause, "text": texts.get(clause["type"], clause["text"])} for clause in clauses]


def work_plan_from(scopes: Sequence[Scope], *, units: str) -> list[dict[str, Any]]:
    """Rows of the annexed work plan; what the proposal does not say stays empty for the parties to fill in."""
    return [
        {
            "activity": scope.title, "output": "", "target": scope.target_words, "place": scope.place,
            "period": "", "units": units, "source": "", "amount": "",
        }
        for scope in scopes
    ]  # fmt: skip
