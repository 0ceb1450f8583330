"""An agreed proposal becomes a draft of the right kind, with nothing retyped."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import translation

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.refusals import Refusal, stop_if
from simpul.law.models import law_on
from simpul.proposals.actions import mark_drafted
from simpul.proposals.models import Proposal
from simpul.proposals.models.screening import latest
from simpul.proposals.rules import states as proposals

from ..models import Agreement
from ..rules import from_proposal as rules
from ..rules import states
from .drafting import Side, draft, starter_clauses


def kind_for(proposal: Proposal) -> str:
    """The kind that was chosen with the screening; else what the screening advises; else what was asked for."""
    run = latest(proposal)
    return proposal.kind or (run.advice.get("kind", "") if run else "") or proposal.wanted_kind


def draft_of(proposal: Proposal) -> Agreement | None:
    """The draft or agreement that came of it and was not withdrawn."""
    return Agreement.objects.filter(proposal=proposal).exclude(outcome=states.REVOKED).order_by("pk").last()


def why_no_draft(proposal: Proposal, known: Agreement | None, *, by: Actor) -> list[Refusal]:
    """Why this actor may not begin the draft now; `known` is the draft that exists already."""
    kind = kind_for(proposal)
    return rules.refusals_to_begin_draft(
        agreed=proposal.state == proposals.AGREED, kind=kind, drafted=_told(known, by),
        has_parent=proposal.under_id is not None and Agreement.objects.filter(chain=proposal.under_id).exists(),
        sides=[side.organization.ids for side in _sides(proposal, kind)], by=by,
    )  # fmt: skip


@transaction.atomic
def draft_from_proposal(proposal: Proposal, *, by: Actor, at: dt.datetime, title: str = "") -> Agreement:
    """A draft stands with the proposal's parties, object, scope, term and, for an NK, the rows of its work plan."""
    Proposal.objects.select_for_update().values_list("pk").get(pk=proposal.pk)
    rows = Proposal.objects.select_related("region", "partner__institution", "initiator", "chain", "under")
    held = rows.get(pk=proposal.pk)
    kind, known = kind_for(held), draft_of(held)
    parent = Agreement.objects.filter(chain=held.under).first() if held.under else None
    stop_if(why_no_draft(held, known, by=by))
    sides = _sides(held, kind)
    subject = (title or held.title).strip()
    mine = next(s.organization for s in sides if by.speaks_for(s.organization.ids))
    made = draft(
        kind=kind, title=subject, sides=sides, author=mine, parent=parent, proposal=held,
        body=_body(held, kind, subject, parent, at), by=by, at=at,
    )  # fmt: skip
    mark_drafted(held, kind=kind, by=by, at=at)
    return made


def _told(known: Agreement | None, by: Actor) -> str | None:
    """The code of the draft that exists; empty while it is the other side's own."""
    if known is None:
        return None
    return known.code if Agreement.objects.visible_to(by).filter(pk=known.pk).exists() else ""


def _sides(held: Proposal, kind: str) -> list[Side]:
    """An umbrella is signed by the institutions; a PKS by the units that the proposal names. The others carry it out."""
    institution = held.partner.institution or held.partner
    if kind in states.UMBRELLAS:
        sides = [Side(held.region), Side(institution)]
        units = [unit for unit in (held.initiator, held.partner) if unit is not None]
    else:
        sides, units = [Side(held.initiator or held.region), Side(held.partner)], []
    taking_part = held.participants.filter(role=proposals.IMPLEMENTING).select_related("organization__institution")
    units += [participant.organization for participant in taking_part]
    seen = {side.organization.pk for side in sides}
    for unit in units:
        if unit.pk not in seen:
            seen.add(unit.pk)
            sides.append(Side(unit, states.IMPLEMENTING))
    return sides


@translation.override("id")  # the text of an agreement is Indonesian, whatever language its author reads
def _body(held: Proposal, kind: str, title: str, parent: Agreement | None, at: dt.datetime) -> dict:
    law = law_on(local_day(at, held.region.zone), held.region.region_code)
    body: dict = {"months": held.months or 0, "place": held.region.region_name}
    scopes = [
        rules.Scope(
            i.title, str(i.get_activity_display()), i.detail, i.target, i.target_count, i.region_name
        )
        for i in held.items.filter(dropped_at=None)
    ]  # fmt: skip
    library = starter_clauses(law, kind, title, parent=parent, body=body, place=held.region.region_name)
    body["clauses"] = rules.carried_over(library, title=title, purpose=held.purpose, scopes=scopes)
    if kind == "nk":
        names = [held.initiator.name if held.initiator else held.region.name, held.partner.name]
        body["work_plan"] = rules.work_plan_from(scopes, units="; ".join(names))
    return body
