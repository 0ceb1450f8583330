"""Cases that meetings belong to: any noun with a code of its own, shown only to those who see the case."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.urls import reverse

from simpul.agreements.models import Agreement
from simpul.core.actors import Actor
from simpul.meetings.models import CaseLink, Meeting
from simpul.proposals.models import Proposal
from simpul.register.models import Chain

# the noun, and the name of its page
NOUNS: tuple[tuple[Any, str], ...] = ((Proposal, "proposal"), (Agreement, "agreement"))


@dataclasses.dataclass(frozen=True)
class Case:
    code: str
    title: str
    address: str
    link: int = 0  # the id of the row that ties it to a meeting


def chain_of(code: str, actor: Actor) -> Chain | None:
    """The chain of the case with this code, if the actor may see the case."""
    text = code.strip().upper().replace("\x00", "")[:9]
    for noun, _page in NOUNS:
        row = noun.objects.visible_to(actor).filter(code=text).select_related("chain").first()
        if row is not None:
            return row.chain
    return None


def cases_of(meeting: Meeting, actor: Actor) -> list[Case]:
    """The cases of this meeting that the actor may see, in the order they were tied."""
    links: dict[Any, CaseLink] = {row.chain_id: row for row in meeting.links.all()}
    if not links:
        return []
    found = [
        Case(row.code, str(row), reverse(page, args=[row.code]), links[row.chain_id].pk)
        for noun, page in NOUNS
        for row in noun.objects.visible_to(actor).filter(chain__in=list(links))
    ]
    return sorted(found, key=lambda case: case.link)
