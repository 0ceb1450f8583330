"""Who takes part beside the two sides, and what the invited say."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.canonical import clean_text
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.organizations.models import Organization

from ..models import Comment, Participant, Proposal
from ..models.participant import invited_to
from ..rules.participants import (
    refusals_to_change_participants,
    refusals_to_comment,
    refusals_to_drop_participant,
)
from .held import audience, facts_of, hold, note_here, tell_people, touch


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


@transaction.atomic
def comment(proposal: Proposal, *, text: str, by: Actor, at: dt.datetime) -> Comment:
    """An invited organisation has said what it thinks: both sides read it, and those who screen the proposal were told."""
    held, text = hold(proposal), clean_text(text).strip()
    stop_if(refusals_to_comment(facts_of(held), by, invited=invited_to(held), text=text))
    made = keep(
        Comment(
            proposal=held, text=text, by_name=(by.post or by.name)[:160], by_organization=by.organization[:200], at=at
        )
    )
    note_here(held, "commented", by=by, at=at, text=made.text)
    told = _("%(title)s: tanggapan baru dari %(who)s.") % {"title": held.title[:200], "who": by.organization}
    tell_people(held, held.region, ("proposal.register",), threshold=f"comment:{made.pk}", text=told, at=at)
    return made
