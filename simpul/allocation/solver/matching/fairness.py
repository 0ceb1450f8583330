"""Fairness between regions, as a choice: a growing price on unserved heads, or the worst-served region first.

The share of a region is heads served ÷ heads that could be served at all; else a region without any eligible offer
would pin every minimum at zero. Max-min and leximin are exact: shares are compared as fractions, never as decimals.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python import max_flow

from simpul.allocation.solver.matching import answer, duals, flow
from simpul.allocation.solver.matching.answer import Answer
from simpul.allocation.solver.matching.eligibility import Edges
from simpul.allocation.solver.matching.problem import FULL, Columns

KINDS = ("none", "convex", "maxmin", "leximin")
STEPS = 10


def solve(columns: Columns, edges: Edges, kind: str, penalty: int) -> Answer:
    """The most valuable assignment that is fair in the way asked for."""
    if kind not in KINDS:
        raise ValueError(f"fairness {kind!r} is not one of {', '.join(KINDS)}")
    heads = coverable(columns, edges)
    if kind == "convex":
        return _finish(columns, edges, convex(columns, heads, penalty))
    levels = Levels(columns, edges, heads)
    floors = levels.maxmin() if kind == "maxmin" else levels.leximin()
    return _finish(columns, edges, floored(columns, heads, floors))


def coverable(columns: Columns, edges: Edges) -> np.ndarray:
    """Heads per region of the needs that have at least one eligible offer with a place."""
    heads = columns.heads * covered(columns, edges)
    return np.bincount(columns.need["region"], heads, len(columns.region_id)).astype(np.int64)


def covered(columns: Columns, edges: Edges) -> np.ndarray:
    """Which needs have at least one eligible offer that has any place; a full house of none would pin every minimum at 0."""
    return np.bincount(edges.need, columns.capacity[edges.offer] > 0, len(columns.need_id)) > 0


def convex(columns: Columns, heads: np.ndarray, penalty: int) -> flow.Regions:
    """Unserved heads cost more and more: nothing in the first tenth of a region, `penalty` ‰ of a perfect head in the last."""
    edge = np.outer(np.arange(STEPS + 1), heads) // STEPS
    step = np.arange(STEPS)
    cost = penalty * FULL * step**2 // (STEPS - 1) ** 2
    count = len(heads)
    return flow.Regions(
        columns.need["region"],
        heads,
        np.tile(np.arange(count), STEPS),
        np.diff(edge, axis=0).ravel(),
        np.repeat(cost, count),
    )


def floored(columns: Columns, heads: np.ndarray, floors: np.ndarray) -> flow.Regions:
    """At least `floors` heads of each region are served."""
    count = len(heads)
    return flow.Regions(columns.need["region"], heads, np.arange(count), heads - floors, np.zeros(count, np.int64))


def unserved_of(regions: flow.Regions, served: np.ndarray) -> np.ndarray:
    """Unserved heads per arc: the cheap arcs of a region fill first (arcs of a region stand in order of cost)."""
    left = regions.heads - served
    found = np.zeros(len(regions.arc_region), np.int64)
    for start in range(0, len(found), max(1, len(regions.heads))):
        rows = slice(start, start + len(regions.heads))
        found[rows] = np.minimum(left, regions.arc_capacity[rows])
        left = left - found[rows]
    return found


def _finish(columns: Columns, edges: Edges, regions: flow.Regions) -> Answer:
    tie = answer.tie_break_of(columns, edges)
    top = max(int(edges.value.max(initial=1)), int(regions.arc_cost.max(initial=0)))
    if tie.scale * top * (len(columns.need_id) + len(columns.offer_id) + 1000) >= flow.LARGEST_COST:
        tie = flow.TieBreak(1, 0, tie.need, tie.offer)
    scaled = flow.Regions(
        regions.of_need, regions.heads, regions.arc_region, regions.arc_capacity, regions.arc_cost * tie.scale
    )
    served = flow.optimal_flow(edges, columns.heads, columns.capacity, scaled, cost=-tie.values(edges))
    load = np.bincount(edges.need, served, len(columns.need_id))
    in_region = np.bincount(columns.need["region"], load, len(columns.region_id)).astype(np.int64)
    unserved = unserved_of(regions, in_region)
    args = (edges, edges.value, served, columns.heads, columns.capacity, regions, unserved)
    least, greatest = duals.least(*args), duals.greatest(*args)
    bonus = int((regions.arc_cost * (regions.arc_capacity - unserved)).sum())
    premium = np.maximum(0, least.region)
    least = duals.Prices(_prices_of_empty_houses(columns, edges, least.offer, premium), least.region)
    worth = duals.worth(edges, edges.value, len(columns.need_id), least.offer, premium[columns.need["region"]])
    bound = int((worth * columns.heads).sum() + (least.offer * columns.capacity).sum()) + _region_bound(
        regions, premium
    )
    least = duals.Prices(least.offer, premium)
    value = int((edges.value * served).sum()) + bonus
    return Answer(columns, edges, served, least, greatest, value, bound, regions, bonus)


def _prices_of_empty_houses(columns: Columns, edges: Edges, price: np.ndarray, premium: np.ndarray) -> np.ndarray:
    """An offer without places gives no flow a way, so nothing has priced it: high enough that nobody would want it."""
    above = edges.value + premium[columns.need["region"][edges.need]]
    empty = columns.capacity[edges.offer] == 0
    best = np.zeros(len(columns.need_id), np.int64)
    np.maximum.at(best, edges.need[~empty], (above - price[edges.offer])[~empty])
    price = price.copy()
    np.maximum.at(price, edges.offer[empty], (above - best[edges.need])[empty])
    return price


def _region_bound(regions: flow.Regions, premium: np.ndarray) -> int:
    """Σ over regions of the most that (bonus of the heads served − premium × heads served) can be."""
    total = 0
    for region in range(len(regions.heads)):
        arcs = np.flatnonzero(regions.arc_region == region)
        capacity, cost = regions.arc_capacity[arcs], regions.arc_cost[arcs]
        # Heads are served from the dearest unserved arc downwards; heads that no arc may hold must be served.
        must = int(regions.heads[region] - capacity.sum())
        total -= must * int(premium[region])
        total += int((capacity * np.maximum(0, cost - premium[region])).sum())
    return total


def rules_of(found: Answer, kind: str, penalty: int) -> dict[str, object] | None:
    """What the checker must know about the fairness asked for."""
    if kind == "none" or found.regions is None:
        return None
    ids = found.columns.region_id.tolist()
    if kind == "convex":
        return {"kind": "convex", "penalty": penalty}
    floors = found.regions.heads - found.regions.arc_capacity
    return {"kind": "floors", "floors": dict(zip(ids, floors.tolist(), strict=True))}


class Levels:
    """Which numbers of heads served per region can be reached together: one maximum flow answers."""

    def __init__(self, columns: Columns, edges: Edges, heads: np.ndarray) -> None:
        self.heads = heads
        needs, need = np.unique(edges.need, return_inverse=True)
        offers, offer = np.unique(edges.offer, return_inverse=True)
        regions, n, m = len(heads), len(needs), len(offers)
        self.source, self.sink = regions + n + m, regions + n + m + 1
        asked, room = columns.heads[needs], columns.capacity[offers]
        self.flow = max_flow.SimpleMaxFlow()
        self._arcs(np.full(regions, self.source), np.arange(regions), np.zeros(regions, np.int64))
        self._arcs(columns.need["region"][needs], regions + np.arange(n), asked)
        self._arcs(regions + need, regions + n + offer, asked[need])
        self._arcs(regions + n + np.arange(m), np.full(m, self.sink), room)
        self.floors = np.arange(regions, dtype=np.int32)

    def _arcs(self, tail: np.ndarray, head: np.ndarray, capacity: np.ndarray) -> None:
        self.flow.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), capacity.astype(np.int64))

    def reachable(self, floors: np.ndarray) -> bool:
        self.flow.set_arcs_capacity(self.floors, floors.astype(np.int64))
        if self.flow.solve(self.source, self.sink) != self.flow.OPTIMAL:
            raise RuntimeError("maximum flow did not end")
        return int(self.flow.optimal_flow()) == int(floors.sum())

    def _at(self, over: int, under: int, free: np.ndarray, fixed: np.ndarray) -> np.ndarray:
        """Floors when every free region has a share of at least over/under."""
        return np.where(free, -(-over * self.heads // under), fixed)

    def _raise(self, free: np.ndarray, fixed: np.ndarray) -> tuple[int, int]:
        """The greatest share, as a fraction, that all free regions can have together."""
        heads = np.unique(self.heads[free])
        over = np.concatenate([np.arange(h + 1) for h in heads])
        under = np.repeat(heads, heads + 1)
        share, first = np.unique(over / under, return_index=True)
        low, high = 0, len(share)
        while high - low > 1:
            middle = (low + high) // 2
            at = first[middle]
            if self.reachable(self._at(int(over[at]), int(under[at]), free, fixed)):
                low = middle
            else:
                high = middle
        return int(over[first[low]]), int(under[first[low]])

    def maxmin(self) -> np.ndarray:
        """The floors of the greatest least share."""
        free = self.heads > 0
        if not free.any():
            return np.zeros_like(self.heads)
        return self._at(*self._raise(free, np.zeros_like(self.heads)), free, np.zeros_like(self.heads))

    def leximin(self) -> np.ndarray:
        """The served heads whose shares, sorted upwards, are greatest in dictionary order."""
        free = self.heads > 0
        fixed = np.zeros_like(self.heads)
        while free.any():
            over, under = self._raise(free, fixed)
            now = self._at(over, under, free, fixed)
            # Only regions exactly at the share can hold back the next one. Equal shares: the small region gains more.
            tied = np.flatnonzero(free & (now * under == over * self.heads))
            for region in tied[np.argsort(self.heads[tied], kind="stable")].tolist():
                more = now.copy()
                more[region] += 1
                if now[region] < self.heads[region] and self.reachable(more):
                    now = more
                else:
                    free[region], fixed[region] = False, now[region]
            full = free & (now >= self.heads)
            fixed, free = np.where(full, self.heads, fixed), free & ~full
        return fixed
