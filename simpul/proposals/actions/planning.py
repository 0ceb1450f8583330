"""What a region plans and prefers: its policy about partners, programmes of its plans, the yearly mapping of affairs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from simpul.core.actors import Actor
from simpul.core.canonical import clean_text
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.law.models import law_on
from simpul.organizations.models import Organization
from simpul.register.actions import open_chain, record
from simpul.register.models import Chain

from ..models import AffairMapping, PlanProgramme, Policy
from ..rules import plans


def _hold(institution: Organization) -> Chain:
    """The chain of a region's plans, locked: two who change them at once come one after the other."""
    return Chain.objects.select_for_update().get(pk=open_chain("plans", str(institution.pk)).pk)


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())


@transaction.atomic
def set_policy(
    institution: Organization,
    *,
    start: dt.date,
    order: Sequence[str],
    checks: Mapping[str, Sequence[str]],
    clocks: Sequence[int],
    basis: str,
    end: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Policy:
    """From that day on letters are put in this order, these views are asked for, and desks may wait so long.

    An earlier policy without an end ends the day before. What was registered before keeps its place.
    """
    chain = _hold(institution)
    given: dict[str, Any] = {
        "order": list(order),
        "checks": {k: list(v) for k, v in checks.items() if v},
        "clocks": list(clocks),
    }
    stop_if(plans.refusals_to_set_policy(by, institution.pk, kind=institution.kind, **given))
    earlier = Policy.objects.filter(institution=institution, end=None, start__lt=start).first()
    if earlier:
        earlier.end = start - dt.timedelta(days=1)
        keep(earlier, only=["end"])
    who = f"{by.post or by.name}, {by.organization}".strip(", ")[:200]
    made = keep(
        Policy(institution=institution, start=start, end=end, basis=_line(basis), made_by=who, made_at=at, **given)
    )
    record(
        "plan.policy_set", chain=chain, by=by, at=at, data={"start": start, "end": end, "basis": made.basis, **given}
    )
    return made


@transaction.atomic
def end_policy(policy: Policy, *, end: dt.date, by: Actor, at: dt.datetime) -> None:
    """That day is the policy's last; afterwards letters come in the order of their waiting."""
    chain = _hold(policy.institution)
    row = Policy.objects.get(pk=policy.pk)
    stop_if(plans.refusals_to_end_policy(by, row.institution_id, start=row.start, ended=row.end, end=end))
    row.end = end
    keep(row, only=["end"])
    record("plan.policy_ended", chain=chain, by=by, at=at, data={"start": row.start, "end": end})


@transaction.atomic
def add_programme(
    institution: Organization,
    *,
    plan: str,
    name: str,
    first_year: int,
    last_year: int,
    code: str = "",
    affair: str = "",
    unit: Organization | None = None,
    by: Actor,
    at: dt.datetime,
) -> PlanProgramme:
    """A programme of the RPJMD or RKPD is known, and items of proposals may be linked to it."""
    chain = _hold(institution)
    _stop_unless_listed(institution, affair, unit, [first_year, last_year], plan=plan, by=by, at=at)
    made = keep(
        PlanProgramme(
            institution=institution, plan=plan, name=_line(name), code=_line(code), affair=affair, unit=unit, first_year=first_year, last_year=last_year,
        )
    )  # fmt: skip
    data = {"plan": plan, "name": made.name, "code": made.code, "affair": affair, "years": [first_year, last_year]}
    record("plan.programme_added", chain=chain, by=by, at=at, data=data)
    return made


@transaction.atomic
def add_mapping(
    institution: Organization,
    *,
    year: int,
    affair: str,
    object: str,
    part: str = "",
    unit: Organization | None = None,
    offered: bool = False,
    note: str = "",
    by: Actor,
    at: dt.datetime,
) -> AffairMapping:
    """The region has named this object of cooperation for the sub-matter in that year."""
    chain = _hold(institution)
    _stop_unless_listed(institution, affair, unit, [year], part=part, by=by, at=at)
    made = keep(
        AffairMapping(
            institution=institution, year=year, affair=affair, part=part, object=_line(object), unit=unit, offered=offered, note=_line(note)
        )
    )  # fmt: skip
    data = {"year": year, "affair": affair, "part": part, "object": made.object, "offered": offered}
    record("plan.mapping_added", chain=chain, by=by, at=at, data=data)
    return made


def _stop_unless_listed(
    institution: Organization,
    affair: str,
    unit: Organization | None,
    years: Sequence[int],
    *,
    plan: str = "",
    part: str = "",
    by: Actor,
    at: dt.datetime,
) -> None:
    law = law_on(local_day(at, institution.zone), institution.region_code)
    stop_if(
        plans.refusals_to_list(
            by,
            institution.pk,
            affair=affair,
            affairs={row.key for row in law.affairs},
            part_known=not part or any(row.key == affair and row.part(part) for row in law.affairs),
            unit_institution=unit.institution_id if unit else None,
            years=years,
            plan=plan,
            affair_needed=not plan,
        )
    )


@transaction.atomic
def retire_programme(programme: PlanProgramme, *, by: Actor, at: dt.datetime) -> None:
    """No new item is linked to it; those that are keep it."""
    row = _retire(PlanProgramme, programme.pk, programme.institution, by=by, at=at)
    _note_retired("plan.programme_retired", programme.institution, row.name, by=by, at=at)


@transaction.atomic
def retire_mapping(mapping: AffairMapping, *, by: Actor, at: dt.datetime) -> None:
    """The object is no longer among those the region has named."""
    row = _retire(AffairMapping, mapping.pk, mapping.institution, by=by, at=at)
    _note_retired("plan.mapping_retired", mapping.institution, row.object, by=by, at=at)


def _retire(model: Any, pk: int, institution: Organization, *, by: Actor, at: dt.datetime) -> Any:
    row = model.objects.select_for_update().get(pk=pk)
    stop_if(plans.refusals_to_retire(by, institution.pk, retired=row.retired_at is not None))
    row.retired_at = at
    return keep(row, only=["retired_at"])


def _note_retired(kind: str, institution: Organization, name: str, *, by: Actor, at: dt.datetime) -> None:
    record(kind, chain=_hold(institution), by=by, at=at, data={"name": name})
