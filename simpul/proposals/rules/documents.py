"""Which input documents a kind of cooperation asks for, and which of them are there. No database, no clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from simpul.law.rules import LawOn, Source

from .states import OUTGOING

DOCUMENT = "document"
OTHER = "lain"  # an enclosure that no list asks for
LETTER = "surat_penawaran"  # the letter itself, kept with the proposal


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
    """The kind of cooperation that the partner's legal form leads to, whatever document is wished for; empty when unknown.

    Synergy is only with the central government: an NK that somebody asks for does not make one. The other way round a region
    that goes on with KB or PKS deals with such a partner as with a third party.
    """
    found = law.partner_form(form) if form else None
    if found is None:
        return ""
    return "ksdpk" if kind in ("kb", "pks") and found.kind_of_cooperation == "sinergi" else found.kind_of_cooperation


def checklist(form: str, law: LawOn, *, kind: str, direction: str, present: Collection[str]) -> list[Wanted]:
    """What a proposal needs that goes this way, in the order of the law; then what came without being asked for.

    The one list for the page of a case, its uploads, letters and the screening.
    """
    cooperation, rows = cooperation_of(form, law, kind=kind), []
    for row in law.others_of(DOCUMENT):
        needed = cooperation in row.value.get("for", ()) and bool(row.value.get("needed", True))
        needed = needed and _goes_with(row.value.get("direction", ""), row.key, direction)
        contents = tuple(str(part) for part in row.value.get("contents", ()))
        rows.append(Wanted(row.key, row.title, needed, row.key in present, row.source, row.text, contents))
    return [r for r in rows if r.needed] + [r for r in rows if not r.needed and r.present]


def _goes_with(only: str, key: str, direction: str) -> bool:
    """Some papers are for one direction only; of what the region itself begins, the offer is written afterwards."""
    return only in ("", direction) and not (key == LETTER and direction == OUTGOING)


def missing(rows: Collection[Wanted]) -> list[Wanted]:
    return [row for row in rows if row.missing]
