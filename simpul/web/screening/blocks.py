"""What the page of a proposal shows of its screening, to people of the region only."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.proposals.models import Proposal
from simpul.proposals.models.screening import hard, latest, stale, unanswered


def block(proposal: Proposal, actor: Actor) -> dict[str, Any]:
    """For `screening/block.html`: whether the rules ran, what they advise, what still asks for an answer."""
    run = latest(proposal) if actor.is_system or actor.institution_id == proposal.region_id else None
    if run is None:
        return {"screening_run": None, "screening_proposal": proposal}
    return {
        "screening_run": run,
        "screening_proposal": proposal,
        "screening_hard": hard(proposal),
        "screening_open": unanswered(proposal),
        "screening_stale": stale(run, local_day(timezone.now(), proposal.region.zone)),
        "screening_views": proposal.views.count(),
    }
