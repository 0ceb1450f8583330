"""The most valuable assignment of divisible heads, exactly: one min-cost flow.

Without fairness every need is a source. With it every region is a source: its heads go to its needs, or unserved to the
sink over arcs that are capped (a floor on the heads served) or cost more and more (a convex penalty).
"""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np
from ortools.graph.python import min_cost_flow

from simpul.allocation.solver.matching.eligibility import Edges

LARGEST_COST = 2**62


@dataclasses.dataclass(frozen=True)
class Regions:
    """Fairness inside the flow: the region of each need, and arcs for unserved heads (region, capacity, cost per head)."""

    of_need: np.ndarray
    heads: np.ndarray
    arc_region: np.ndarray
    arc_capacity: np.ndarray
    arc_cost: np.ndarray


class NoFlow(ValueError):
    """The floors asked for cannot all be reached."""


def optimal_flow(
    edges: Edges,
    heads: np.ndarray,
    capacity: np.ndarray,
    regions: Regions | None = None,
    cost: np.ndarray | None = None,
    limit: np.ndarray | None = None,
) -> np.ndarray:
    """Heads per edge in a most valuable assignment; `cost` replaces −value, `limit` caps single edges."""
    if not len(edges):
        if regions is not None and (np.bincount(regions.arc_region, regions.arc_capacity) < regions.heads).any():
            raise NoFlow
        return np.zeros(0, np.int64)
    cost = -edges.value if cost is None else cost
    limit = heads[edges.need] if limit is None else limit
    needs, need = np.unique(edges.need, return_inverse=True)
    offers, offer = np.unique(edges.offer, return_inverse=True)
    asked, room = heads[needs], capacity[offers]
    n, m = len(needs), len(offers)
    extra = 0 if regions is None else len(regions.heads)
    sink = n + m + extra
    _check_cost(cost, sink + 1)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        need.astype(np.int32), (n + offer).astype(np.int32), limit.astype(np.int64), cost.astype(np.int64)
    )
    _arcs(flow, n + np.arange(m), np.full(m, sink), room, np.zeros(m, np.int64))
    supply = np.zeros(sink + 1, np.int64)
    if regions is None:
        _arcs(flow, np.arange(n), np.full(n, sink), asked, np.zeros(n, np.int64))
        supply[:n] = asked
    else:
        hub = n + m
        _arcs(flow, hub + regions.of_need[needs], np.arange(n), asked, np.zeros(n, np.int64))
        count = len(regions.arc_region)
        _arcs(flow, hub + regions.arc_region, np.full(count, sink), regions.arc_capacity, regions.arc_cost)
        supply[hub:sink] = regions.heads
    supply[sink] = -supply.sum()
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    status = flow.solve()
    if status == flow.INFEASIBLE:
        raise NoFlow("the floors cannot all be reached")
    if status != flow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended with {status}; no answer is better than a wrong one")
    return np.asarray(flow.flows(arcs), np.int64)


def _arcs(flow: object, tail: np.ndarray, head: np.ndarray, capacity: np.ndarray, cost: np.ndarray) -> None:
    flow.add_arcs_with_capacity_and_unit_cost(  # type: ignore[attr-defined]
        tail.astype(np.int32), head.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64)
    )


def _check_cost(cost: np.ndarray, nodes: int) -> None:
    """The cost-scaling method multiplies costs by the number of nodes."""
    if int(np.abs(cost).max(initial=0)) * (nodes + 1) >= LARGEST_COST:
        raise OverflowError("values are too large for an exact flow of this size")


# ------------------------------------------------------------------ one answer among equals


@dataclasses.dataclass(frozen=True)
class TieBreak:
    """values × scale + noise: noise so small that it only decides between answers of equal value.

    The noise is a hash of the two ids, so which of the equals is chosen depends neither on row order nor on the solver.
    """

    scale: int
    bits: int
    need: np.ndarray  # hash per need
    offer: np.ndarray

    def values(self, edges: Edges, value: np.ndarray | None = None) -> np.ndarray:
        value = edges.value if value is None else value
        if self.scale == 1:
            return value
        return value * self.scale + self.noise(edges.need, edges.offer)

    def noise(self, need: np.ndarray, offer: np.ndarray) -> np.ndarray:
        if self.scale == 1:
            return np.zeros(np.broadcast_shapes(np.shape(need), np.shape(offer)), np.int64)
        mixed = _mix(self.need[need] ^ (self.offer[offer] * np.uint64(0x9E3779B97F4A7C15)))
        return 1 + (mixed >> np.uint64(64 - self.bits)).astype(np.int64)


def tie_break(need_id: np.ndarray, offer_id: np.ndarray, served: int, top_value: int) -> TieBreak:
    """The finest noise that the numbers allow; none (scale 1) when they allow too little to be worth it."""
    nodes = len(need_id) + len(offer_id) + 1000
    room = LARGEST_COST // (nodes + 2) // max(1, 2 * top_value)
    # Few sizes of noise, so that a small change of the problem keeps the noise, and with it the choice among equals.
    bits = min(20, (room // (served + 2)).bit_length() - 2) // 4 * 4
    if bits < 8:
        return TieBreak(1, 0, np.zeros(0, np.uint64), np.zeros(0, np.uint64))
    return TieBreak(served * (2**bits + 1) + 1, bits, _hashes(need_id), _hashes(offer_id))


def _hashes(ids: np.ndarray) -> np.ndarray:
    data = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in ids.tolist())
    return np.frombuffer(data, "<u8").astype(np.uint64)


def _mix(key: np.ndarray) -> np.ndarray:
    """SplitMix64: every bit of the key moves every bit of the answer."""
    key = key + np.uint64(0x9E3779B97F4A7C15)
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return key ^ (key >> np.uint64(31))
