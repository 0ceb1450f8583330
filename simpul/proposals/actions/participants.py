"""Who takes part beside the two sides."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from simpul.core.actors import Actor
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.organizations.models import Organization

from ..models import Participant, Proposal
from ..rules.participants import refusals_to_change_participants, refusals_to_drop_participant
from .held import audience, facts_of, hold, note_here, touch


@transaction.atomic
def add_participant(
    proposal: Proposal, *, organization: Organization, role: str, by: Actor, at: dt.datetime
) -> Participant:
    """The organisation takes part, and its people read the proposal once it is sent."""
    held = hold(proposal)
    stop_if(refusals_to_change_participants(facts_of(held), by, organization_ids=organization.ids))
    made = keep(
        Participant(proposal=held, organization=organization, role=role, name=organization.whole_name[:300], at=at)
    )
    held.seen_by = audience(held)
    touch(held, at=at, also=["seen_by"])
    note_here(held, "participant_added", by=by, at=at, name=made.name, role=role)
    return made


@transaction.atomic
def drop_participant(participant: Participant, *, by: Actor, at: dt.datetime) -> None:
    """The organisation takes no part any more; what it has seen stays seen."""
    held = hold(participant.proposal)
    row = held.participants.filter(pk=participant.pk).first()
    stop_if(refusals_to_drop_participant(facts_of(held), by, gone=row is None))
    assert row is not None
    name = row.name
    row.delete()
    touch(held, at=at)
    note_here(held, "participant_dropped", by=by, at=at, name=name)
