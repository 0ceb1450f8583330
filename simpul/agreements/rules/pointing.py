"""Where promises point: each keeps its clause and its two organisations when clauses move or sides change places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.refusals import Refusal

from .states import WITNESS

Terms = dict[str, Any]


def repointed(source: Terms, clauses: Sequence[Terms], parties: Sequence[Terms]) -> tuple[list[Terms], list[Refusal]]:
    """The promises of `source` in a text with these clauses and parties; refused by name where a clause or party is gone.

    A clause may say by `was` which clause of the source it was (0: none); else it is known by what it says.
    """
    places = kept_places(source["clauses"], clauses)
    orders = {p["code"]: p["order"] for p in parties if p["role"] != WITNESS}
    before = {p["order"]: p for p in source["parties"]}
    made: list[Terms] = []
    refusals: list[Refusal] = []
    for promise in source["obligations"]:
        sides = [before.get(promise[key], {"code": "", "label": "", "organization": ""}) for key in SIDES]
        debtor, beneficiary = (orders.get(side["code"]) for side in sides)
        place = places.get(promise["clause"])
        gone = [f"{side['label']} ({side['organization']})" for side in sides if side["code"] not in orders]
        if gone:
            refusals.append(_party_gone(promise, " / ".join(gone)))
        if place is None:
            refusals.append(_clause_gone(promise, source["clauses"]))
        made.append({**promise, "clause": place, "debtor": debtor, "beneficiary": beneficiary})
    return made, refusals


SIDES = ("debtor", "beneficiary")


def _party_gone(promise: Terms, who: str) -> Refusal:
    text = _(
        "Kewajiban «%(text)s» menyebut %(party)s, yang tidak lagi menjadi pihak. Ubah atau hapus kewajiban itu lebih dahulu."
    )
    return Refusal("terms.obligation_party_gone", text % {"text": promise["text"], "party": who}, "value", "parties")


def _clause_gone(promise: Terms, clauses: Sequence[Terms]) -> Refusal:
    number = promise["clause"]
    heading = clauses[number - 1]["heading"] if 1 <= number <= len(clauses) else "–"
    text = _(
        "Kewajiban «%(text)s» diambil dari Pasal %(n)s «%(heading)s», yang dihapus. Ubah atau hapus kewajiban itu lebih dahulu."
    )
    values = {"text": promise["text"], "n": number, "heading": heading}
    return Refusal("terms.obligation_clause_gone", text % values, "value", "text")


def kept_places(old: Sequence[Terms], new: Sequence[Terms]) -> dict[int, int]:
    """For each number of a clause that is still there, its number now."""
    if new and all(isinstance(clause.get("was"), int) for clause in new):
        told: dict[int, int] = {}
        for n, clause in enumerate(new, 1):
            if 1 <= clause["was"] <= len(old):
                told.setdefault(clause["was"], n)
        return told
    free, places = dict(enumerate(old, 1)), {}
    taken: set[int] = set()
    for key in (_whole, _named, _heading):
        for n, clause in enumerate(new, 1):
            hit = next((a for a, other in free.items() if key(other) == key(clause)), None) if n not in taken else None
            if hit is not None:
                places[hit] = n
                taken.add(n)
                del free[hit]
    for a, clause in list(
        free.items()
    ):  # a clause with another heading, when it is the only one of its type on both sides
        same = [n for n, other in enumerate(new, 1) if other["type"] == clause["type"]]
        alone = sum(other["type"] == clause["type"] for other in old) == 1
        if alone and len(same) == 1 and same[0] not in taken:
            places[a] = same[0]
            taken.add(same[0])
    return places


def _whole(clause: Terms) -> Any:
    return clause["type"], clause["heading"], clause["text"]


def _named(clause: Terms) -> Any:
    return clause["type"], clause["heading"]


def _heading(clause: Terms) -> Any:
    return clause["heading"]
