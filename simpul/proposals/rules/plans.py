"""Classes of partners, and where a region's policy puts them in the queue. No database, no clock."""

from __future__ import annotations

from collections.abc import Sequence

# legal form → class, where the form alone decides; it goes before the kind of organisation
BY_FORM = {"asing": "asing", "bumn": "bumn", "bumd": "bumn", "bumdes": "desa", "perseroan": "swasta"}
BY_KIND = {
    "kampus": "pt",
    "politeknik": "pt",
    "kementerian": "pusat",
    "pemda": "daerah",
    "perusahaan": "swasta",
    "bank": "swasta",
    "asosiasi": "ormas",
    "desa": "desa",
}


def class_of(kind: str, form: str = "") -> str:
    """The class of an institution of this kind with the legal form it has that day; empty when neither tells."""
    return BY_FORM.get(form) or BY_KIND.get(kind, "")


def rank_of(partner_class: str, order: Sequence[str]) -> int:
    """Place in the queue: as the policy orders the classes; those it does not name come together after them."""
    return list(order).index(partner_class) if partner_class in order else len(order)
