"""What the rules are told of a proposal: frozen values, built from rows by `facts_of()` in actions/held.py."""

from __future__ import annotations

import dataclasses

from .states import INCOMING


@dataclasses.dataclass(frozen=True)
class HopFacts:
    """An open hop: its number, the post that must answer, the organisation of the post with its ancestors."""

    number: int
    post_id: int
    post_is_head: bool
    organization_id: int
    ids: frozenset[int]
    label: str
    mode: str


@dataclasses.dataclass(frozen=True)
class Facts:
    """`…_ids` are an organisation with its ancestors; `partner_kept_by` the institution that speaks for a partner without an account."""

    state: str
    version: int
    direction: str
    pen_ids: frozenset[int]
    region_id: int
    partner_ids: frozenset[int]
    partner_institution: int
    partner_kept_by: int | None = None
    agenda_number: str = ""
    items: int = 0  # those that were not dropped
    hops: tuple[HopFacts, ...] = ()  # open ones
    drafted: bool = False  # a draft agreement of it stands

    @property
    def incoming(self) -> bool:
        return self.direction == INCOMING


@dataclasses.dataclass(frozen=True)
class Placed:
    """Who put a document there: the key of the person, their organisation with its ancestors."""

    by_key: str
    ids: frozenset[int]
