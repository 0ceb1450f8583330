"""Why something may not be done: a list of reasons, empty when it may. The same list guards the action, greys the button and is the API's error."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, Literal

# What a door answers: forbidden 403, state 409, value 422.
Kind = Literal["forbidden", "state", "value"]
STATUS: dict[Kind, int] = {"forbidden": 403, "state": 409, "value": 422}


@dataclasses.dataclass(frozen=True)
class Refusal:
    """`code` is stable and stored in tests; `text` is a lazy Indonesian sentence: what happened, why, what to do next."""

    code: str
    text: Any
    kind: Kind = "state"
    field: str = ""
    source: str = ""

    def __str__(self) -> str:
        return str(self.text)


WITNESSES: list[Any] = []  # tests listen here which refusal codes were truly produced


def witness(refusals: list[Refusal]) -> list[Refusal]:
    """The same refusals; whoever listens has heard of them."""
    for listen in WITNESSES:
        listen(refusals)
    return refusals


class Refused(Exception):
    """An action did nothing, for these reasons."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = witness(list(refusals))
        super().__init__("; ".join(f"{r.code}: {r}" for r in self.refusals))

    @property
    def status(self) -> int:
        """The gravest reason speaks: forbidden before state before value."""
        kinds = {r.kind for r in self.refusals}
        return next(STATUS[kind] for kind in ("forbidden", "state", "value") if kind in kinds)


def stop_if(refusals: list[Refusal]) -> None:
    """The action goes on only when there is no reason against it."""
    if refusals:
        raise Refused(refusals)
