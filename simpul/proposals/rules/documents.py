"""Which input documents a kind of cooperation asks for, and which of them are there. No database, no clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from simpul.law.rules import LawOn, Source

DOCUMENT = "document"
OTHER = "lain"  # an enclosure that no list asks for
LETTER = "surat_penawaran"  # the letter itself, kept with the proposal
UMBRELLA_OF = {"nk": "sinergi", "rk": "sinergi"}  # kinds of documents that only one kind of cooperation knows


@dataclasses.dataclass(frozen=True)
class Wanted:
    """One line of the checklist: the document, whether this cooperation needs it, whether it is there, and which law says so."""

    kind: str
    title: str
    needed: bool
    present: bool
    source: Source
    text: str = ""
    contents: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        return self.needed and not self.present


def cooperation_of(form: str, law: LawOn, *, kind: str = "") -> str:
    """The kind of cooperation that the chosen document or else the partner's legal form leads to; empty when unknown."""
    if kind in UMBRELLA_OF:
        return UMBRELLA_OF[kind]
    found = law.partner_form(form) if form else None
    if found is None:
        return ""
    # a region that chose KB or PKS with a partner whose form would lead to a synergy deals with it as a third party
    return "ksdpk" if kind in ("kb", "pks") and found.kind_of_cooperation == "sinergi" else found.kind_of_cooperation


def checklist(cooperation: str, present: Collection[str], law: LawOn) -> list[Wanted]:
    """What this cooperation needs, in the order of the law; then what came without being asked for."""
    rows = []
    for row in law.others_of(DOCUMENT):
        needed = cooperation in row.value.get("for", ()) and bool(row.value.get("needed", True))
        contents = tuple(str(part) for part in row.value.get("contents", ()))
        rows.append(Wanted(row.key, row.title, needed, row.key in present, row.source, row.text, contents))
    return [r for r in rows if r.needed] + [r for r in rows if not r.needed and r.present]


def missing(rows: Collection[Wanted]) -> list[Wanted]:
    return [row for row in rows if row.missing]
