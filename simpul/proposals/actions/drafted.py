"""What becomes of an agreed proposal in Kerja Sama: agreements lie above and say it here."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from simpul.core.actors import Actor
from simpul.core.refusals import stop_if

from ..models import Proposal
from ..rules import states
from ..rules.screening_verbs import refusals_to_mark_draft_revoked, refusals_to_mark_drafted
from .held import facts_of, hold, move, note


@transaction.atomic
def mark_drafted(proposal: Proposal, *, kind: str, by: Actor, at: dt.datetime) -> None:
    """A draft of this kind stands: neither the kind nor the agreement above may be chosen again."""
    held = hold(proposal)
    stop_if(refusals_to_mark_drafted(facts_of(held), by))
    held.drafted = True
    move(held, "begin_draft", states.AGREED, at=at, also=["drafted"])
    note(held, "draft_begun", by=by, at=at, kind=kind)


@transaction.atomic
def mark_draft_revoked(proposal: Proposal, *, by: Actor, at: dt.datetime) -> None:
    """The draft was withdrawn: the region may choose again, and another draft may be begun."""
    held = hold(proposal)
    stop_if(refusals_to_mark_draft_revoked(facts_of(held), by))
    held.drafted = False
    move(held, "revoke_draft", states.AGREED, at=at, also=["drafted"])
    note(held, "draft_revoked", by=by, at=at)
