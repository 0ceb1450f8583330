"""An optimal answer while it is still in rows and columns: what the later steps (prices, reasons, result) share."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from simpul.allocation.solver.matching import duals, flow
from simpul.allocation.solver.matching.eligibility import Edges
from simpul.allocation.solver.matching.problem import Columns
from simpul.allocation.solver.result import Result, result_of


@dataclasses.dataclass(frozen=True)
class Answer:
    """Heads per edge, with the least and greatest prices that prove them; `bonus` is what fairness adds to the value.

    `complete`: the edges are all eligible pairs, not only those that prices brought in.
    """

    columns: Columns
    edges: Edges
    served: np.ndarray
    least: duals.Prices
    greatest: duals.Prices
    value: int
    bound: int
    regions: flow.Regions | None = None
    bonus: int = 0
    complete: bool = True

    @property
    def need_load(self) -> np.ndarray:
        return np.bincount(self.edges.need, self.served, len(self.columns.need_id)).astype(np.int64)

    @property
    def offer_load(self) -> np.ndarray:
        return np.bincount(self.edges.offer, self.served, len(self.columns.offer_id)).astype(np.int64)


def assignment_of(columns: Columns, edges: Edges, served: np.ndarray) -> dict[str, np.ndarray]:
    """The pairs that meet, by id."""
    used = np.flatnonzero(served)
    return {
        "need": columns.need_id[edges.need[used]],
        "offer": columns.offer_id[edges.offer[used]],
        "heads": served[used].astype(np.int64),
    }


def price_columns(columns: Columns, least: duals.Prices, greatest: duals.Prices) -> dict[str, np.ndarray]:
    """What a place is worth: `least` is what one more would add, `greatest` what one less would cost."""
    found = {"offer": columns.offer_id, "least": least.offer, "greatest": np.maximum(least.offer, greatest.offer)}
    if len(least.region):
        found |= {"region": columns.region_id, "premium": least.region}
    return found


def result_from(answer: Answer, reasons: tuple[Mapping[str, object], ...] = ()) -> Result:
    columns = answer.columns
    return result_of(
        assignment_of(columns, answer.edges, answer.served),
        answer.value,
        answer.bound,
        price_columns(columns, answer.least, answer.greatest),
        reasons,
    )


def exact(columns: Columns, edges: Edges) -> Answer:
    """The optimum over the edges given, without fairness; one and the same among equals."""
    tie = tie_break_of(columns, edges)
    served = flow.optimal_flow(edges, columns.heads, columns.capacity, cost=-tie.values(edges))
    return proven(columns, edges, served)


def tie_break_of(columns: Columns, edges: Edges) -> flow.TieBreak:
    at_most = int(min(columns.heads.sum(), columns.capacity.sum()))
    return flow.tie_break(columns.need_id, columns.offer_id, at_most, int(edges.value.max(initial=1)))


def proven(columns: Columns, edges: Edges, served: np.ndarray) -> Answer:
    """An optimal flow with its prices and the bound they prove over these edges."""
    args = (edges, edges.value, served, columns.heads, columns.capacity)
    least = duals.least(*args)
    return Answer(
        columns,
        edges,
        served,
        least,
        duals.greatest(*args),
        int((edges.value * served).sum()),
        bound_of(columns, edges, least.offer),
    )


def bound_of(columns: Columns, edges: Edges, price: np.ndarray) -> int:
    """No assignment on these edges is worth more than this, whatever the prices (≥ 0)."""
    worth = duals.worth(edges, edges.value, len(columns.need_id), price)
    return int((worth * columns.heads).sum() + (price * columns.capacity).sum())
