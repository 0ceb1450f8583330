"""The facts of a screening, read from the rows: a fixed number of queries, however many items there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from simpul.law.rules import UNKNOWN
from simpul.organizations.models import Accreditation, LegalForm

from ..rules import states
from ..rules.documents import LETTER
from ..rules.plans import class_of
from ..rules.screening_facts import (
    CENTRE,
    DISTRICT,
    PROVINCE,
    AccreditationFacts,
    ItemFacts,
    MappedFacts,
    PlanFacts,
    PolicyFacts,
    ScreeningFacts,
)
from .participant import Participant
from .plans import AffairMapping, Policy
from .proposal import Item, Proposal


def facts_on(proposal: Proposal, day: dt.date) -> ScreeningFacts:
    """What the rules of a screening are told of this proposal on that day."""
    region, partner = proposal.region, proposal.partner.institution or proposal.partner
    form = LegalForm.objects.filter(organization=partner, start__lte=day).exclude(end__lt=day).first()
    policy = _policy(proposal, day, class_of(partner.kind, form.form if form else ""))
    items = list(proposal.items.filter(dropped_at=None).select_related("programme"))
    documents = set(proposal.documents.values_list("kind", flat=True))
    return ScreeningFacts(
        day=day,
        region_code=region.region_code,
        region_name=region.region_name or region.name,
        partner_name=partner.name,
        form=form.form if form else "",
        form_certainty=form.certainty if form else UNKNOWN,
        partner_level=_level(form.form if form else "", partner.region_code),
        partner_region=partner.region_code if form and form.form == "pemda" else "",
        direction=proposal.direction,
        wanted_kind=proposal.wanted_kind,
        kind=proposal.kind,
        under=proposal.under_id is not None,
        months=proposal.months,
        burdens_public=proposal.burdens_public,
        burdens_reason=proposal.burdens_reason,
        apbd_funded=proposal.apbd_funded,
        in_current_apbd=proposal.in_current_apbd,
        apbd_amount=proposal.apbd_amount,
        routine=proposal.routine,
        personal_data=proposal.personal_data,
        data_clause=proposal.data_clause,
        regimes=tuple(sorted(proposal.regimes)),
        signer=proposal.signer,
        documents=tuple(sorted(documents | ({LETTER} if proposal.letter_file_id else set()))),
        items=_items(items, _mapped(proposal, day, {item.affair for item in items})),
        accreditations=_accreditations(proposal, partner.pk, items),
        policy=policy,
        viewed=_viewed(proposal, policy),
    )


def _level(form: str, region_code: str) -> str:
    """Which level of government the partner itself is."""
    if form == "pemda" and region_code:
        return DISTRICT if "." in region_code else PROVINCE
    return CENTRE if form == "kementerian" else ""


def _items(items: list[Item], mapped: dict[str, list[MappedFacts]]) -> tuple[ItemFacts, ...]:
    return tuple(
        ItemFacts(
            number=item.number, activity=item.activity, title=item.title, affair=item.affair, part=item.part,
            region_code=item.region_code, region_name=item.region_name, extent=item.extent, target=item.target, target_count=item.target_count,
            post_level=item.post_level, programme=_plan(item), mapped=tuple(mapped.get(item.affair, ())),
        )
        for item in items
    )  # fmt: skip


def _plan(item: Item) -> PlanFacts | None:
    held = item.programme
    if held is None:
        return None
    return PlanFacts(held.plan, held.name, held.first_year, held.last_year, held.retired_at is not None)


def _mapped(proposal: Proposal, day: dt.date, affairs: set[str]) -> dict[str, list[MappedFacts]]:
    """Objects that the region's mapping of the year names, by sub-matter."""
    found: dict[str, list[MappedFacts]] = defaultdict(list)
    rows = AffairMapping.objects.filter(institution_id=proposal.region_id, year=day.year, retired_at=None)
    named = rows.filter(affair__in=affairs).order_by("object", "part").values_list("affair", "object", "part")
    for affair, thing, part in named:
        found[affair].append(MappedFacts(thing, part))
    return found


def _accreditations(proposal: Proposal, partner_id: int, items: list[Item]) -> tuple[AccreditationFacts, ...]:
    """Ranks as an assessment centre of the partner, its units and those who would carry it out."""
    if not any(item.activity == "assessment" for item in items):
        return ()
    carrying_out = Participant.objects.filter(proposal=proposal, role=states.IMPLEMENTING)
    institutions = {partner_id, *carrying_out.values_list("organization__institution_id", flat=True)}
    rows = Accreditation.objects.filter(purpose="assessment", organization__institution_id__in=institutions)
    return tuple(
        AccreditationFacts(
            row.organization.name, row.rank, row.start, row.end, row.basis, row.recorded_by, own_word=row.own_word
        )
        for row in rows.select_related("organization").order_by("start", "pk")
    )


def _policy(proposal: Proposal, day: dt.date, partner_class: str) -> PolicyFacts | None:
    held = Policy.objects.filter(institution_id=proposal.region_id).on(day).first()
    if held is None:
        return None
    checks = sorted(set(held.checks.get(partner_class, ())) & set(states.CHECKS))
    return PolicyFacts(held.basis, held.start, held.end, tuple(checks))


def _viewed(proposal: Proposal, policy: PolicyFacts | None) -> tuple[str, ...]:
    """Which of the fields that the policy asks about have a written view."""
    wanted = policy.checks if policy else ()
    return tuple(sorted(set(proposal.views.filter(field__in=wanted).values_list("field", flat=True))))
