"""What every verb of an agreement does first and last: hold the row, make the move, tell those who must know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from simpul.accounts.models import Membership
from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.notices.actions import tell
from simpul.register.actions import record

from ..models import Agreement, Obligation, Party
from ..models.known import known
from ..rules.states import AGREEMENT, SIGNED
from ..rules.terms import Terms


def hold(agreement: Agreement) -> Agreement:
    """The row, locked until the transaction ends, with all that `facts()` needs. Checks come after this.

    Locked first and the rest read after: one query for both would join the locked row with terms as they were before the wait.
    """
    row = Agreement.objects.select_for_update().defer("words").get(pk=agreement.pk)
    row.known = known(row.pk)
    return row


def move(held: Agreement, verb: str, to: str, *, at: dt.datetime, also: Iterable[str] = ()) -> None:
    """The agreement stands at stage `to`; the table of moves must know the step. Every change counts the version up."""
    AGREEMENT.check(verb, held.stage, to)
    only = ["version", "changed_at", *also]
    if held.stage != to:
        if held.stage == SIGNED:
            Obligation.objects.filter(agreement=held).update(live=False)
        held.stage, held.stage_since = to, at
        only += ["stage", "stage_since"]
    held.version += 1
    held.changed_at = at
    keep(held, only=only)


def note(held: Agreement, what: str, /, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """One event on the case's own chain."""
    record(f"agreement.{what}", chain=held.chain_id, by=by, at=at, subject=held.code, data=data)


def tell_party(
    held: Agreement, party: Party, permissions: Iterable[str], *, threshold: str, text: str, at: dt.datetime
) -> None:
    """The people of one side who hold one of the permissions hear of it, once for this threshold."""
    users = {
        m.user
        for m in Membership.objects.reaching(
            party.organization, permissions, local_day(at, party.organization.zone)
        ).select_related("user")
    }
    tell(
        users, subject=f"agreement:{held.code}", threshold=threshold, text=text, link=f"/kerja-sama/{held.code}/", at=at
    )


def tell_others(
    held: Agreement, side: Party, permissions: Iterable[str], *, threshold: str, text: str, at: dt.datetime
) -> None:
    """Every side but the one that did it hears of it, once."""
    for party in held.parties_in_order:
        if party.pk != side.pk:
            tell_party(held, party, permissions, threshold=threshold, text=text, at=at)


def words_of(title: str, parties: Sequence[Party], terms: Terms) -> str:
    """What search looks through: the title, the sides with their numbers, and the articles. No person is among it."""
    parts = [title]
    for party in parties:
        above = party.institution_name if party.institution_name != party.name else ""
        parts += [party.name, above, party.number]
    for clause in terms["clauses"]:
        parts += [clause["heading"], clause["text"]]
    return "\n".join(part for part in parts if part)[:20_000]
