"""What other pages show of letters."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from simpul.core.actors import Actor
from simpul.meetings.models import Meeting
from simpul.proposals.models import Letter, Proposal
from simpul.proposals.models.letter import case_of
from simpul.proposals.rules import letters as rules
from simpul.proposals.rules import states


def block(case: Proposal | Meeting, actor: Actor) -> dict[str, Any]:
    """For `letters/block.html` on the page of a proposal or a meeting: its letters that the actor sees, and whether another may be written.

    A discarded draft is told in the book of letters only.
    """
    meeting = isinstance(case, Meeting)
    rows = Letter.objects.visible_to(actor).filter(**{"meeting" if meeting else "proposal": case})
    rows = rows.exclude(state=states.LETTER_DISCARDED)
    address = reverse("letter_of_meeting" if meeting else "letter_new", args=[case.code])
    return {
        "case_letters": rows.select_related("organization__institution"),
        "write_letter": address if kinds_for(case, actor) else "",
    }


def kinds_for(case: Proposal | Meeting, actor: Actor) -> list[str]:
    """The kinds that the actor's side writes in this case as it stands now."""
    if not actor.may("letter.write") or actor.reach is None:
        return []
    told = case_of(case)
    side = told.side_of(actor.institution_id)
    return [kind for kind, sides in rules.WRITERS.items() if side in sides and _fits(kind, side, told)]


def _fits(kind: str, side: str, case: rules.Case) -> bool:
    """A door asks the rule again; here only what would always be refused is left out."""
    if case.is_meeting:
        return not (kind == rules.INVITATION and case.over)
    if kind == rules.OFFER:
        asks = states.OUTGOING if side == rules.REGION else states.INCOMING
        return case.direction == asks and (case.state not in states.ENDED or case.state == states.AGREED)
    if kind == rules.REFUSAL and not rules.declines(side, case):
        return False
    return case.state != states.DRAFT
