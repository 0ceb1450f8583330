"""What one line of a desk says, and whose desk it is: common to all kinds of things that can wait."""

from __future__ import annotations

import dataclasses
import datetime as dt

from simpul.core.actors import Actor
from simpul.organizations.models import Organization

MOST = 20  # rows a desk shows of each kind, the oldest first: who has more begins with those


@dataclasses.dataclass(frozen=True)
class Wait:
    """One thing on somebody's desk: of which case, what is asked, of whom, since when (or until when)."""

    code: str
    title: str
    ask: str
    whose: str
    since: dt.date
    subtitle: str = ""
    page: str = ""
    until: dt.date | None = None

    @property
    def address(self) -> str:
        return self.page or f"/kerja-sama/{self.code}/"


@dataclasses.dataclass(frozen=True)
class Ours:
    """Organisations by id: our own side, and those we decide for as well (partners that we keep)."""

    own: list[int]
    decided: list[int]
    institutions: list[int]


def ours(actor: Actor) -> Ours:
    """Asked once and first, so that PostgreSQL knows how few they are when it plans the rest."""
    if not actor.reach:
        return Ours([], [], [])
    rows = Organization.objects.below(actor.reach).values_list("pk", "institution_id")
    own = [pk for pk, _institution in rows]
    decided = list(own)
    if actor.may("agreement.record"):
        kept = Organization.objects.filter(institution__keeper=actor.institution_id or 0)
        decided += kept.values_list("pk", flat=True)
    return Ours(own, decided, sorted({institution or pk for pk, institution in rows}))
