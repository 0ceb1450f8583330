"""Umbrella agreements without follow-up, read by the tree of organisations: the Pemda signs the KB, a dinas the PKS under it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Exists, OuterRef

from simpul.agreements.models import Agreement, Party
from simpul.agreements.rules import states
from simpul.core.actors import Actor
from simpul.organizations.models import Organization


@dataclasses.dataclass(frozen=True)
class UnitRow:
    """A unit of the own institution and how many PKS in force name it."""

    organization: Organization
    depth: int
    count: int


def empty_umbrellas(actor: Actor, day: dt.date) -> list[Agreement]:
    """KB in force under which no PKS was signed, and NK in force without a work plan; longest empty first."""
    children = Agreement.objects.filter(parent=OuterRef("pk"), stage=states.SIGNED)
    rows = Agreement.objects.visible_to(actor).umbrellas().in_force(day).with_parties()
    empty = rows.filter(kind="kb").exclude(Exists(children)) | rows.filter(kind="nk", planned=False)
    return list(empty.order_by("signed_on")[:200])


def units_of(actor: Actor, day: dt.date) -> list[UnitRow]:
    """The tree of the actor's institution with the number of PKS in force in which each unit or one below it is a party."""
    if actor.institution_id is None:
        return []
    units = list(Organization.objects.below(actor.institution_id).on(day))
    named = Party.objects.filter(
        agreement__in=Agreement.objects.visible_to(actor).in_force(day).filter(kind="pks").values("pk")
    )
    pairs = set(named.values_list("agreement_id", "organization_id"))
    paths = {u.pk: u.path for u in units}
    counts: dict[int, set[int]] = {u.pk: set() for u in units}
    for agreement_id, organization_id in pairs:
        for above in paths.get(organization_id, []):
            counts.setdefault(above, set()).add(agreement_id)
    names = {u.pk: u.name for u in units}
    ordered = sorted(units, key=lambda u: [names.get(i, "") for i in u.path])
    return [UnitRow(u, len(u.path) - 1, len(counts[u.pk])) for u in ordered]
