"""Why each pair met, why each unserved need did not, and the smallest change that would alter it.

A change is shown only after it was solved again and held: from the optimum one augmenting path is followed, the new
assignment is valued from its own rows, and it must beat the old optimum, which its prices prove. A change that only
raises chances is never shown. Reasons are codes and numbers; sentences are made where they are printed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from simpul.allocation.solver.matching import duals, eligibility, fairness
from simpul.allocation.solver.matching.answer import Answer
from simpul.allocation.solver.matching.problem import (
    COMPETENCY,
    DISTANCE,
    FULL,
    LEVEL,
    RULES,
    WINDOW,
    Columns,
    kilometres,
)

Reason = Mapping[str, object]
MASKS = 2 ** len(RULES)
EVERY_MASK = np.arange(MASKS)
PROPER_SUBSET = ((EVERY_MASK[:, None] & EVERY_MASK) == EVERY_MASK[:, None]) & (EVERY_MASK[:, None] != EVERY_MASK)
BITS = np.array([mask.bit_count() for mask in range(MASKS)])
ORDER = np.lexsort((EVERY_MASK, BITS, EVERY_MASK & COMPETENCY))  # in which sets of rules are told
LONGEST_PATH = 10_000
MOST_PAIRS = 200_000_000  # looked at one by one for the rules in the way


@dataclasses.dataclass(frozen=True)
class Residual:
    """The optimum seen as ways to make room: what one place less at an offer costs, and the path that costs it.

    A gain is only believed when it is strict, so it holds in every optimum, whichever of several is chosen.
    """

    answer: Answer
    cost: np.ndarray  # per offer: the greatest price
    labels: duals.Labels | None
    need_load: np.ndarray
    offer_load: np.ndarray
    edge_start: np.ndarray  # edges of need i: edge_start[i]:edge_start[i + 1]
    used_by_offer: np.ndarray
    used_start: np.ndarray
    lowest: np.ndarray  # per offer: the least value of a head it serves
    certain: bool  # the prices prove this optimum, so that no other change is needed to believe a gain


def residual_of(answer: Answer) -> Residual:
    columns, edges = answer.columns, answer.edges
    args = (edges, edges.value, answer.served, columns.heads, columns.capacity)
    need_load, offer_load = answer.need_load, answer.offer_load
    labels = duals.labels(*args) if answer.regions is None else None
    both = np.maximum(answer.least.offer, answer.greatest.offer)
    cost = both if labels is None else np.where(labels.offer >= duals.FAR, 0, labels.offer)
    used = np.flatnonzero(answer.served)
    lowest = np.full(len(columns.offer_id), np.iinfo(np.int64).max // 2)
    np.minimum.at(lowest, edges.offer[used], edges.value[used])
    by_offer = used[np.argsort(edges.offer[used], kind="stable")]
    start = np.searchsorted(edges.need, np.arange(len(columns.need_id) + 1))
    return Residual(
        answer,
        cost,
        labels,
        need_load,
        offer_load,
        start,
        by_offer,
        np.searchsorted(edges.offer[by_offer], np.arange(len(columns.offer_id) + 1)),
        lowest,
        answer.regions is None and answer.bound == answer.value,
    )


def room_cost(residual: Residual, offer: int) -> int | None:
    """Frees one place at the offer, step by step on the rows themselves, and returns what it really costs; None if it fails."""
    answer, labels = residual.answer, residual.labels
    edges, capacity = answer.edges, answer.columns.capacity
    total = 0
    for _ in range(LONGEST_PATH):
        if labels is None:
            return None
        if residual.offer_load[offer] < capacity[offer]:
            return total
        rows = residual.used_by_offer[residual.used_start[offer] : residual.used_start[offer + 1]]
        needs = edges.need[rows]
        rows = rows[labels.need[needs] + edges.value[rows] == labels.offer[offer]]
        if not len(rows):
            return None
        row = int(rows[np.argmin(labels.need_step[edges.need[rows]])])
        need = int(edges.need[row])
        total += int(edges.value[row])
        if labels.need[need] == 0:
            return total  # this head is left unserved
        own = np.arange(residual.edge_start[need], residual.edge_start[need + 1])
        own = own[labels.offer[edges.offer[own]] - edges.value[own] == labels.need[need]]
        if not len(own):
            return None
        row = int(own[np.argmin(labels.offer_step[edges.offer[own]])])
        total -= int(edges.value[row])
        offer = int(edges.offer[row])
    return None


# ------------------------------------------------------------------ pairs that met


def match_reasons(answer: Answer) -> list[Reason]:
    """For each pair: the parts of its score, what its place is worth, and how many better offers were taken."""
    columns, edges = answer.columns, answer.edges
    used = np.flatnonzero(answer.served)
    need, offer = edges.need[used], edges.offer[used]
    waived = _waived(columns, need, offer)
    onsite, online = eligibility.pair_fails(columns, need, offer)
    on_the_spot = (onsite >= 0) & ((onsite & ~waived) == 0)
    distance = eligibility.straight(columns, need, offer)
    place = np.where(
        on_the_spot, eligibility.onsite_place(distance, columns.offer["radius"][offer]), eligibility.PLACE_ONLINE
    )
    start = np.searchsorted(edges.need, need)
    end = np.searchsorted(edges.need, need, side="right")
    room = columns.capacity[edges.offer] > 0
    better = _better(np.where(room, edges.value, 0), start, end, edges.value[used])
    eligible = np.bincount(edges.need, room, len(columns.need_id)).astype(np.int64)[need]
    premium = answer.least.region if len(answer.least.region) else np.zeros(len(columns.region_id), np.int64)
    fields = {
        "need": columns.need_id[need],
        "offer": columns.offer_id[offer],
        "heads": answer.served[used],
        "competency": np.maximum(0, eligibility.pair_score(columns, need, offer)),
        "quality": columns.offer["quality"][offer],
        "place": place,
        "way": np.where(on_the_spot, "onsite", "online"),
        "km": np.round(kilometres(distance), 1),
        "weight": columns.need["weight"][need],
        "value": edges.value[used],
        "price": answer.least.offer[offer],
        "premium": premium[columns.need["region"][need]],
        "eligible": eligible * answer.complete,
        "better": better * answer.complete,
        "waived": (onsite != 0) & (online != 0),
    }
    rows = zip(*(column.tolist() for column in fields.values()), strict=True)
    return [{"kind": "match", **dict(zip(fields, row, strict=True))} for row in rows]


def _waived(columns: Columns, need: np.ndarray, offer: np.ndarray) -> np.ndarray:
    """The rules waived for each pair, as bits."""
    width = np.int64(max(1, len(columns.offer_id)))
    keys, wanted = columns.waive_need * width + columns.waive_offer, need * width + offer
    if not len(keys):
        return np.zeros(len(need), np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, columns.waive_rules[at], 0)


def _better(value: np.ndarray, start: np.ndarray, end: np.ndarray, own: np.ndarray) -> np.ndarray:
    """How many offers of the same need are worth more to it than the one it got."""
    length = end - start
    if not len(length):
        return length
    flat = np.repeat(start - np.r_[0, np.cumsum(length)[:-1]], length) + np.arange(length.sum())
    return np.add.reduceat((value[flat] > np.repeat(own, length)).astype(np.int64), np.r_[0, np.cumsum(length)[:-1]])


# ------------------------------------------------------------------ needs that did not


def need_reasons(answer: Answer, top_weight: int = FULL, only: np.ndarray | None = None) -> list[Reason]:
    """For each need with unserved heads: the cause, and the smallest verified change."""
    columns = answer.columns
    residual = residual_of(answer)
    left = columns.heads - residual.need_load
    rows = np.flatnonzero(left > 0) if only is None else only[left[only] > 0]
    degree = np.diff(residual.edge_start)
    has_room = columns.capacity[answer.edges.offer] > 0
    open_degree = np.bincount(answer.edges.need, has_room, len(columns.need_id)).astype(np.int64)
    changes: dict[int, Reason] = {}
    if residual.certain:
        changes |= _one_more_place(residual, rows[residual.need_load[rows] > 0])
        waiting = rows[(residual.need_load[rows] == 0) & (degree[rows] > 0)]
        changes |= _more_weight(residual, waiting, top_weight)
    open_rows = np.array([r for r in rows.tolist() if degree[r] == 0 or r not in changes], np.int64)
    if not residual.certain:
        open_rows = rows[degree[rows] == 0]
    few = len(open_rows) * len(columns.offer_id) <= MOST_PAIRS
    sets, waivers = _rule_sets(residual, open_rows) if few else ({}, {})
    for row in open_rows.tolist():
        if row in waivers and residual.need_load[row] == 0:
            changes[row] = waivers[row]
        elif _may_reserve(residual, row):
            # A place reserved for this need alone takes nobody's place: its head adds its own value, whatever the rest.
            competency = str(columns.competency_id[columns.need["competency"][row]])
            changes[row] = {"kind": "reserved", "add": 1, "competency": competency}
    supplied = np.diff(columns.skill_start) > 0
    reasons: list[Reason] = []
    for row in rows.tolist():
        reasons.append(
            {
                "kind": "need",
                "need": str(columns.need_id[row]),
                "asked": int(columns.heads[row]),
                "served": int(residual.need_load[row]),
                "cause": _cause(
                    row, degree, open_degree, residual.need_load, supplied[columns.need["competency"][row]]
                ),
                "eligible": int(open_degree[row] or degree[row]) if answer.complete else 0,
                "rules": sets.get(row, []) if degree[row] == 0 else [],
                "best": _best(residual, row),
                "change": changes.get(row),
            }
        )
    return reasons


def _may_reserve(residual: Residual, row: int) -> bool:
    """With fairness the floors may shift, so only a need without any head is sure to use a place of its own."""
    answer = residual.answer
    fair = answer.regions is not None and answer.bound == answer.value and not residual.need_load[row]
    return bool(answer.columns.need["weight"][row] > 0 and (residual.certain or fair))


def _cause(row: int, degree: np.ndarray, open_degree: np.ndarray, load: np.ndarray, supplied: bool) -> str:
    if load[row]:
        return "capacity"
    if degree[row]:
        return "outpriced" if open_degree[row] else "closed"
    return "rules" if supplied else "competency"


def _best(residual: Residual, row: int) -> Reason | None:
    """The open offer that came nearest: its value for this need against the price others pay for its last place.

    Where fairness gave a place of it to a head that is worth less, `instead` is the worth of that head: value is not the reason.
    """
    own = slice(residual.edge_start[row], residual.edge_start[row + 1])
    answer, edges = residual.answer, residual.answer.edges
    offers, value = edges.offer[own], edges.value[own]
    room = answer.columns.capacity[offers] > 0
    if not room.any():
        return None
    price = np.maximum(answer.least.offer, answer.greatest.offer)
    net = np.where(room, value - residual.cost[offers], np.iinfo(np.int64).min)
    instead = None
    if answer.regions is not None:
        passed = np.where(room, value - residual.lowest[offers], 0)
        if passed.max() > 0:
            net, instead = passed, int(residual.lowest[offers[int(np.argmax(passed))]])
    at = int(np.argmax(net))
    return {
        "offer": str(answer.columns.offer_id[int(offers[at])]),
        "value": int(value[at]),
        "price": int(price[int(offers[at])]),
        "instead": instead,
    }


def _more_weight(residual: Residual, rows: np.ndarray, top_weight: int) -> dict[int, Reason]:
    """The least weight with which at least one head of a wholly unserved need is served."""
    edges, columns = residual.answer.edges, residual.answer.columns
    found: dict[int, Reason] = {}
    for row in rows.tolist():
        own = slice(residual.edge_start[row], residual.edge_start[row + 1])
        offers = edges.offer[own]
        weight = int(columns.need["weight"][row])
        if weight == 0:
            continue
        fit = edges.value[own] // weight
        wanted = np.maximum(residual.cost[offers] // fit + 1, weight)
        least = int(wanted.min())
        if least > top_weight:
            continue
        at = int(np.argmin(wanted))
        cost = room_cost(residual, int(offers[at]))
        if cost is not None and int(fit[at]) * least > cost:
            found[row] = {
                "kind": "weight",
                "from": weight,
                "to": least,
                "offer": str(columns.offer_id[offers[at]]),
            }
    return found


def _one_more_place(residual: Residual, rows: np.ndarray) -> dict[int, Reason]:
    """A need served in part: one more place at an offer it already uses goes to it, and to nobody else."""
    answer = residual.answer
    edges, columns = answer.edges, answer.columns
    if not len(rows):
        return {}
    args = (edges, edges.value, answer.served, columns.heads, columns.capacity)
    sweep = duals.sweep_of(edges, answer.served)
    price = duals.least(*args, sweep=sweep).offer
    found: dict[int, Reason] = {}
    for row in rows.tolist():
        own = np.arange(residual.edge_start[row], residual.edge_start[row + 1])
        own = own[(answer.served[own] > 0) & (price[edges.offer[own]] == edges.value[own])]
        if not len(own):
            continue
        # Solved again without more heads for this need: the same place must be worth strictly less.
        without = duals.least(*args, closed=row, sweep=sweep).offer
        for offer in edges.offer[own].tolist():
            if without[offer] < price[offer]:
                found[row] = {"kind": "capacity", "offer": str(columns.offer_id[offer]), "add": 1}
                break
    return found


# ------------------------------------------------------------------ rules in the way


def _rule_sets(residual: Residual, rows: np.ndarray) -> tuple[dict[int, list[list[str]]], dict[int, Reason]]:
    """Per need the minimal sets of rules that keep it from every offer, and the smallest exception that would serve it."""
    columns = residual.answer.columns
    offers = np.arange(len(columns.offer_id))
    sets: dict[int, list[list[str]]] = {}
    waivers: dict[int, Reason] = {}
    step = max(1, eligibility.BLOCK // max(1, len(offers)))
    for first in range(0, len(rows), step):
        chunk = rows[first : first + step]
        if not len(offers):
            continue
        routes = eligibility.pair_fails(columns, chunk[:, None], offers[None, :])
        sets |= _minimal_sets(chunk, routes)
        if residual.certain:
            waivers |= _best_waivers(residual, chunk, routes)
    return sets, waivers


def _minimal_sets(rows: np.ndarray, routes: tuple[np.ndarray, np.ndarray]) -> dict[int, list[list[str]]]:
    present = np.zeros((len(rows), MASKS), bool)
    at = np.broadcast_to(np.arange(len(rows))[:, None], routes[0].shape)
    for fails in routes:
        real = fails > 0
        present[at[real], fails[real]] = True
    minimal = present & ~((present.astype(np.int32) @ PROPER_SUBSET.astype(np.int32)) > 0)
    found: dict[int, list[list[str]]] = {row: [] for row in rows.tolist()}
    in_order = minimal[:, ORDER]
    for k, place in zip(*(index.tolist() for index in np.nonzero(in_order)), strict=True):
        found[int(rows[k])].append(names(int(ORDER[place])))
    return found


def names(mask: int) -> list[str]:
    return [name for name, bit in RULES.items() if mask & bit]


def _best_waivers(residual: Residual, rows: np.ndarray, routes: tuple[np.ndarray, np.ndarray]) -> dict[int, Reason]:
    """For each need the exception with fewest rules, then least excess, whose pair would beat the cost of room."""
    columns = residual.answer.columns
    found: dict[int, Reason] = {}
    cells = []
    for fails in routes:
        r, c = np.nonzero((fails > 0) & ((fails & COMPETENCY) == 0))
        cells.append((rows[r], c, fails[r, c]))
    need, offer, mask = (np.concatenate(parts) for parts in zip(*cells, strict=True))
    fit = eligibility.fit_if(columns, need, offer, mask)
    value = fit * columns.need["weight"][need]
    gains = (fit > 0) & (value > residual.cost[offer])
    need, offer, mask, value = need[gains], offer[gains], mask[gains], value[gains]
    if not len(need):
        return found
    excess = _excess(columns, need, offer, mask)
    order = np.lexsort((offer, excess, mask, BITS[mask], need))
    for group in np.split(order, np.flatnonzero(np.diff(need[order])) + 1):
        row = int(need[group[0]])
        for at in group.tolist():
            cost = room_cost(residual, int(offer[at]))
            if cost is not None and int(value[at]) > cost:
                found[row] = {
                    "kind": "waiver",
                    "offer": str(columns.offer_id[offer[at]]),
                    "rules": names(int(mask[at])),
                    **_amounts(columns, row, int(offer[at]), int(mask[at])),
                }
                break
    return found


def _excess(columns: Columns, need: np.ndarray, offer: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """How far the rules are missed, in one number that is only compared within the same set of rules."""
    far = eligibility.straight(columns, need, offer) - columns.offer["radius"][offer]
    days = np.maximum(
        columns.need["start"][need] - columns.offer["end"][offer],
        columns.offer["start"][offer] - columns.need["end"][need],
    )
    level = columns.need["level"][need] - columns.offer["max_level"][offer]
    return (
        np.where(mask & DISTANCE, np.ceil(far), 0).astype(np.int64)
        + np.where(mask & WINDOW, days, 0) * 1000
        + np.where(mask & LEVEL, level, 0) * 100_000
    )


def _amounts(columns: Columns, need: int, offer: int, mask: int) -> dict[str, object]:
    """How much each waived rule is missed by, in its own unit."""
    found: dict[str, object] = {}
    if mask & DISTANCE:
        straight = eligibility.straight(columns, np.array([need]), np.array([offer]))
        found["km"] = float(np.round(kilometres(straight)[0], 1))
        found["radius_km"] = float(np.round(kilometres(columns.offer["radius"][offer]), 1))
    if mask & WINDOW:
        early = int(columns.offer["start"][offer] - columns.need["end"][need])
        late = int(columns.need["start"][need] - columns.offer["end"][offer])
        found["days"] = max(early, late)
        found["side"] = "offer_later" if early > late else "offer_earlier"
    if mask & LEVEL:
        found["level"] = int(columns.need["level"][need])
        found["max_level"] = int(columns.offer["max_level"][offer])
    return found


def offer_reasons(answer: Answer) -> list[Reason]:
    """For each offer: how full it is, and what one more or one less place is worth."""
    columns = answer.columns
    fields = {
        "offer": columns.offer_id,
        "capacity": columns.capacity,
        "used": answer.offer_load,
        "eligible": np.bincount(answer.edges.offer, minlength=len(columns.offer_id)),
        "least": answer.least.offer,
        "greatest": np.maximum(answer.least.offer, answer.greatest.offer),
    }
    rows = zip(*(column.tolist() for column in fields.values()), strict=True)
    return [{"kind": "offer", **dict(zip(fields, row, strict=True))} for row in rows]


def region_reasons(answer: Answer) -> list[Reason]:
    """For each region: the heads that could be served at all, those that are, and the premium fairness pays there."""
    columns = answer.columns
    region, count = columns.need["region"], len(columns.region_id)
    covered = fairness.covered(columns, answer.edges)
    asked = np.bincount(region, columns.heads, count).astype(np.int64)
    coverable = np.bincount(region, columns.heads * covered, count).astype(np.int64)
    served = np.bincount(region, answer.need_load, count).astype(np.int64)
    premium = answer.least.region if len(answer.least.region) else np.zeros(count, np.int64)
    return [
        {
            "kind": "region",
            "region": str(columns.region_id[r]),
            "asked": int(asked[r]),
            "coverable": int(coverable[r]),
            "served": int(served[r]),
            "premium": int(premium[r]),
        }
        for r in range(count)
    ]


def reasons_of(answer: Answer, top_weight: int = FULL) -> tuple[Reason, ...]:
    """Everything that is said about an answer, in a fixed order."""
    return (
        *match_reasons(answer),
        *need_reasons(answer, top_weight),
        *offer_reasons(answer),
        *region_reasons(answer),
    )
