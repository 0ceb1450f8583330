"""What is each party's own: its number, its signer. Neither belongs to the approved text."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from simpul.core.actors import Actor
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.organizations.models import Authority, Holding

from ..models import Agreement, Party
from ..rules import verbs
from .held import hold, note, words_of


@transaction.atomic
def assign_number(agreement: Agreement, *, party: Party, number: str, by: Actor, at: dt.datetime) -> None:
    """The party's own document number stands, as text and verbatim; empty means pending again."""
    held = hold(agreement)
    stop_if(verbs.refusals_to_fill_party(held.facts(), by, held.facts().party(party.pk)))
    row = Party.objects.get(pk=party.pk)
    before, row.number = row.number, number.strip()
    keep(row, only=["number"])
    assert held.terms is not None
    held.words = words_of(held.title, list(held.parties.order_by("order")), held.terms.content)
    keep(held, only=["words"])
    note(held, "numbered", by=by, at=at, party=row.label, number=row.number, before=before)


@transaction.atomic
def name_signer(
    agreement: Agreement, *, party: Party, holding: Holding, authority: Authority | None, by: Actor, at: dt.datetime
) -> None:
    """It stands who will sign for the party and by which right; names are kept as they are that day."""
    held = hold(agreement)
    side = held.facts().party(party.pk)
    found = verbs.refusals_to_fill_party(held.facts(), by, side)
    if side.signed:
        found.append(verbs.SIGNED_ALREADY)
    if holding.post.organization_id not in side.ids or (authority and authority.organization_id not in side.ids):
        found.append(verbs.SIGNER_OUTSIDE)
    elif authority and authority.post_id != holding.post_id:
        found.append(verbs.SIGNER_OTHER_POST)
    stop_if(found)
    row = Party.objects.get(pk=party.pk)
    row.holding, row.authority, row.signer_name, row.signer_title = holding, authority, holding.person, holding.title
    keep(row, only=["holding", "authority", "signer_name", "signer_title"])
    basis = str(authority) if authority else ""
    note(
        held,
        "signer_named",
        by=by,
        at=at,
        party=row.label,
        signer=row.signer_name,
        title=row.signer_title,
        authority=basis,
    )
