"""Prices of capacity from an optimal flow (which itself gives none), and the bound that any prices prove.

Sweeps of shortest paths in the residual network. From the sink outwards they give the least prices: what one more place
is worth. Towards the sink they give the greatest: what one place less would cost.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from simpul.allocation.solver.matching.eligibility import Edges
from simpul.allocation.solver.matching.flow import Regions

FAR = np.int64(2**62)


@dataclasses.dataclass(frozen=True)
class Prices:
    """λ per offer, and per region the premium π on a head served there (0 without fairness)."""

    offer: np.ndarray
    region: np.ndarray


@dataclasses.dataclass(frozen=True)
class Sweep:
    """Edges grouped once by offer, and the used ones by need and by offer, for the repeated minima."""

    need_rows: np.ndarray  # needs that have edges
    need_start: np.ndarray
    by_offer: np.ndarray
    offer_rows: np.ndarray
    offer_start: np.ndarray
    used_by_need: np.ndarray
    used_need: np.ndarray
    used_need_start: np.ndarray
    used_by_offer: np.ndarray
    used_offer: np.ndarray
    used_offer_start: np.ndarray


def groups(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    start = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
    return keys[start], start


def sweep_of(edges: Edges, served: np.ndarray) -> Sweep:
    by_offer = np.argsort(edges.offer, kind="stable")
    used = np.flatnonzero(served)
    used_by_offer = used[np.argsort(edges.offer[used], kind="stable")]
    return Sweep(
        *groups(edges.need),
        by_offer,
        *groups(edges.offer[by_offer]),
        used,
        *groups(edges.need[used]),
        used_by_offer,
        *groups(edges.offer[used_by_offer]),
    )


def least(
    edges: Edges,
    value: np.ndarray,
    served: np.ndarray,
    heads: np.ndarray,
    capacity: np.ndarray,
    regions: Regions | None = None,
    unserved: np.ndarray | None = None,
    closed: int = -1,
    sweep: Sweep | None = None,
) -> Prices:
    """The least optimal prices: λ is exactly what one more place at the offer would add.

    `closed`: a need that may not be served with more heads; `sweep`: `sweep_of` the same flow, when many are asked.
    """
    sweep = sweep or sweep_of(edges, served)
    need_load = np.bincount(edges.need, served, len(heads)).astype(np.int64)
    offer_load = np.bincount(edges.offer, served, len(capacity)).astype(np.int64)
    need = np.where(need_load < heads, 0, FAR) if regions is None else np.full(len(heads), FAR)
    if closed >= 0:
        need[closed] = FAR
    offer = np.where(offer_load > 0, 0, FAR)
    hub, of_need, region_order, region_start = _hubs(regions)
    if regions is not None and unserved is not None:
        flowing = unserved > 0
        np.minimum.at(hub, regions.arc_region[flowing], -regions.arc_cost[flowing])
    by = sweep.by_offer
    e_need, e_value = edges.need[by], value[by]
    u_need, u_offer, u_value = sweep.used_need, edges.offer[sweep.used_by_need], value[sweep.used_by_need]
    for _ in range(len(heads) + len(capacity) + len(hub) + 2):
        before = (need.copy(), offer.copy(), hub.copy())
        if len(u_need):
            reach = np.minimum.reduceat(_plus(offer[u_offer], u_value), sweep.used_need_start)
            need[u_need] = np.minimum(need[u_need], reach)
        if regions is not None:
            back = np.where(need_load > 0, need, FAR)[region_order]
            hub[:] = np.minimum(hub, np.minimum.reduceat(back, region_start))
            need = np.where(need_load < heads, np.minimum(need, hub[of_need]), need)
        if len(sweep.offer_rows):
            reach = np.minimum.reduceat(_plus(need[e_need], -e_value), sweep.offer_start)
            offer[sweep.offer_rows] = np.minimum(offer[sweep.offer_rows], reach)
        if all((a == b).all() for a, b in zip(before, (need, offer, hub), strict=True)):
            return Prices(np.maximum(0, np.where(offer >= FAR, 0, -offer)), np.where(hub >= FAR, 0, -hub))
    raise RuntimeError("the prices did not settle: the flow given is not optimal")


@dataclasses.dataclass(frozen=True)
class Labels:
    """Distances to the sink, and the step at which each was settled: following smaller steps leads to the sink."""

    need: np.ndarray
    offer: np.ndarray
    hub: np.ndarray
    need_step: np.ndarray
    offer_step: np.ndarray


def greatest(
    edges: Edges,
    value: np.ndarray,
    served: np.ndarray,
    heads: np.ndarray,
    capacity: np.ndarray,
    regions: Regions | None = None,
    unserved: np.ndarray | None = None,
) -> Prices:
    """The greatest optimal prices: λ is exactly what one place less at the offer would cost."""
    found = labels(edges, value, served, heads, capacity, regions, unserved)
    offer, hub = found.offer, found.hub
    return Prices(np.maximum(0, np.where(offer >= FAR, 0, offer)), np.where(hub >= FAR, 0, hub))


def labels(
    edges: Edges,
    value: np.ndarray,
    served: np.ndarray,
    heads: np.ndarray,
    capacity: np.ndarray,
    regions: Regions | None = None,
    unserved: np.ndarray | None = None,
) -> Labels:
    """Distances to the sink in the residual network."""
    sweep = sweep_of(edges, served)
    need_load = np.bincount(edges.need, served, len(heads)).astype(np.int64)
    offer_load = np.bincount(edges.offer, served, len(capacity)).astype(np.int64)
    need = np.where(need_load > 0, 0, FAR) if regions is None else np.full(len(heads), FAR)
    offer = np.where(offer_load < capacity, 0, FAR)
    hub, of_need, region_order, region_start = _hubs(regions)
    if regions is not None and unserved is not None:
        spare = unserved < regions.arc_capacity
        np.minimum.at(hub, regions.arc_region[spare], regions.arc_cost[spare])
    e_offer, rows, start = edges.offer, sweep.need_rows, sweep.need_start
    u_need, u_value = edges.need[sweep.used_by_offer], value[sweep.used_by_offer]
    need_step, offer_step = np.zeros(len(heads), np.int64), np.zeros(len(capacity), np.int64)
    for turn in range(len(heads) + len(capacity) + len(hub) + 2):
        before = (need.copy(), offer.copy(), hub.copy())
        if len(rows):
            reach = np.minimum.reduceat(_plus(offer[e_offer], -value), start)
            need[rows] = np.minimum(need[rows], reach)
        if regions is not None:
            need = np.where(need_load > 0, np.minimum(need, hub[of_need]), need)
            forth = np.where(need_load < heads, need, FAR)[region_order]
            hub[:] = np.minimum(hub, np.minimum.reduceat(forth, region_start))
        if len(sweep.used_offer):
            reach = np.minimum.reduceat(_plus(need[u_need], u_value), sweep.used_offer_start)
            offer[sweep.used_offer] = np.minimum(offer[sweep.used_offer], reach)
        need_step[need != before[0]] = 2 * turn + 1
        offer_step[offer != before[1]] = 2 * turn + 2
        if all((a == b).all() for a, b in zip(before, (need, offer, hub), strict=True)):
            return Labels(need, offer, hub, need_step, offer_step)
    raise RuntimeError("the prices did not settle: the flow given is not optimal")


def _plus(distance: np.ndarray, step: np.ndarray) -> np.ndarray:
    return np.where(distance >= FAR, FAR, distance + step)


def _hubs(regions: Regions | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    if regions is None:
        none = np.zeros(0, np.int64)
        return none, none, none, none
    order = np.argsort(regions.of_need, kind="stable")
    start = np.searchsorted(regions.of_need[order], np.arange(len(regions.heads)))
    return np.full(len(regions.heads), FAR), regions.of_need, order, start


def worth(
    edges: Edges, value: np.ndarray, needs: int, price: np.ndarray, premium: np.ndarray | None = None
) -> np.ndarray:
    """u per need: the best it could get above the price of the place (0 at least)."""
    above = value - price[edges.offer]
    if premium is not None:
        above = above + premium[edges.need]
    best = np.zeros(needs, np.int64)
    rows, start = groups(edges.need)
    if len(rows):
        best[rows] = np.maximum(0, np.maximum.reduceat(above, start))
    return best
