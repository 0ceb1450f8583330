"""Problems with too many pairs to hold: edges are brought in by price, and the bound covers every pair all the same.

A pass looks at all pairs that share a competency, keeps for each need the few that are worth most above the price of the
place, and adds up what nobody can exceed: Σ heads × best + Σ capacity × price. Between passes the prices are moved on the
edges held, offers in demand up and the others down, until few edges matter; then one or two flows finish. Passes consist
of pure tasks; any number of workers gives the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from simpul.allocation.solver.matching import duals, eligibility, flow
from simpul.allocation.solver.matching.answer import Answer
from simpul.allocation.solver.matching.eligibility import BLOCK, Edges
from simpul.allocation.solver.matching.problem import (
    AUTHORITY,
    COMPETENCY,
    DISTANCE,
    FULL,
    LEVEL,
    MODE,
    ONLINE,
    ONSITE,
    WINDOW,
    Columns,
)
from simpul.allocation.solver.result import gap_of

NOTHING = np.float32(-3e38)
EXACT_IN_FLOAT = 2**24  # integers below this are exact in 32 bit
FIRST_KEEP, KEEP = 10, 8  # edges per need brought in by the first pass, and by each later one
FIRST_SPREAD, SPREAD = 2.0, 0.1  # of a perfect fit: need by need another order among offers that are equally good
# One line per pass: price moves on the edges held after it, and the first step of a price (points).
ASCENTS = ((40, 60_000), (40, 20_000), (30, 10_000), (30, 6_000), (30, 4_000), (30, 3_000))
SLACK = 60  # ‰ of a perfect head of the need: edges further below the best one stay out of the flow
FLOWS = 4  # at most


@dataclasses.dataclass(frozen=True)
class Task:
    """Some needs of one competency and all its offers: everything a worker has to know."""

    rows: np.ndarray
    offers: np.ndarray
    score: np.ndarray
    need: dict[str, np.ndarray]
    offer: dict[str, np.ndarray]
    price: np.ndarray
    floor: np.ndarray | None  # only edges above this are new; None: take the best ones, mixed by `spread`
    spread: float
    keep: int
    ignored: int


@dataclasses.dataclass(frozen=True)
class Found:
    """For the needs of a task: the best any pair gives above its price, and the edges worth having."""

    rows: np.ndarray
    best: np.ndarray
    need: np.ndarray
    offer: np.ndarray


def tasks(
    columns: Columns,
    rows: np.ndarray,
    price: np.ndarray,
    floor: np.ndarray | None,
    spread: float = 0.0,
    keep: int = KEEP,
) -> list[Task]:
    """All pairs of these needs, cut by competency and place (rows stand in order of competency and region)."""
    found = []
    competency = columns.need["competency"][rows]
    for code in np.unique(competency).tolist():
        own = rows[competency == code]
        if columns.ignored & COMPETENCY:
            offers, score = eligibility.any_skill(columns)
        else:
            part = slice(columns.skill_start[code], columns.skill_start[code + 1])
            offers, score = columns.skill_offer[part], columns.skill_score[part]
        if not len(offers):
            continue
        offer = {
            name: columns.offer[name][offers]
            for name in ("start", "end", "max_level", "authority", "mode", "radius", "quality", "x", "y", "z")
        }
        step = max(1, BLOCK // len(offers))
        for first in range(0, len(own), step):
            chunk = own[first : first + step]
            need = {
                name: columns.need[name][chunk]
                for name in ("start", "end", "level", "authority", "mode", "weight", "x", "y", "z")
            }
            found.append(
                Task(
                    chunk,
                    offers,
                    score,
                    need,
                    offer,
                    price[offers],
                    None if floor is None else floor[chunk],
                    spread,
                    keep,
                    columns.ignored,
                )
            )
    return found


def look(task: Task) -> Found:
    """What a worker finds in a task; nothing but the task decides it."""
    online, onsite = _online(task), _onsite(task)
    above = np.concatenate([online[1], onsite[1]], axis=1)
    offers = np.concatenate([online[0], onsite[0]])
    if not above.shape[1]:
        none = np.zeros(0, np.int64)
        return Found(task.rows, np.zeros(len(task.rows), np.int64), none, none)
    best = np.maximum(0, above.max(axis=1)).astype(np.int64)
    if task.floor is None:
        chosen = above + _spread(task, offers)  # what may not meet stays at the bottom
        limit = np.full(len(task.rows), NOTHING)
    else:
        chosen, limit = above, task.floor.astype(np.float32)
    keep = min(task.keep, above.shape[1])
    at = np.argpartition(-chosen, keep - 1, axis=1)[:, :keep]
    row, place = np.nonzero(np.take_along_axis(chosen, at, 1) > limit[:, None])
    return Found(task.rows, best, task.rows[row], task.offers[offers[at[row, place]]])


def _common(task: Task, cols: np.ndarray, rows: np.ndarray) -> np.ndarray:
    need, offer, ignored = task.need, task.offer, task.ignored
    allowed = np.ones((len(rows), len(cols)), bool)
    if not ignored & WINDOW:
        allowed &= need["start"][rows, None].astype(np.int32) <= offer["end"][cols].astype(np.int32)
        allowed &= offer["start"][cols].astype(np.int32) <= need["end"][rows, None].astype(np.int32)
    if not ignored & LEVEL:
        allowed &= need["level"][rows, None].astype(np.int32) <= offer["max_level"][cols].astype(np.int32)
    if not ignored & AUTHORITY and need["authority"].any():
        allowed &= (need["authority"][rows, None] & ~offer["authority"][cols]) == 0
    return allowed


def _float(task: Task) -> type:
    """32 bit where values are exact in it, else 64."""
    return np.float32 if int(task.need["weight"].max()) * FULL < EXACT_IN_FLOAT else np.float64


def _wants(task: Task, way: int) -> np.ndarray:
    return np.full(len(task.rows), True) if task.ignored & MODE else (task.need["mode"] & way) > 0


def _online(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Value above price of the pairs that meet online; the place does not matter, so no distance is taken."""
    cols = np.flatnonzero(task.offer["mode"] & ONLINE)
    rows = np.flatnonzero(_wants(task, ONLINE))
    above: np.ndarray = np.full((len(task.rows), len(cols)), NOTHING, _float(task))
    if len(cols) and len(rows):
        base = task.score[cols] * task.offer["quality"][cols]
        fit = np.maximum(1, base * eligibility.PLACE_ONLINE // (FULL * FULL))
        kind = _float(task)
        value = task.need["weight"][rows, None].astype(kind) * fit.astype(kind) - task.price[cols].astype(kind)
        above[rows] = np.where(_common(task, cols, rows), value, NOTHING)
    return cols, above


def _onsite(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Value above price of the pairs that meet on the spot; offers that reach no need of the task are left out first."""
    need, offer = task.need, task.offer
    near = (offer["mode"] & ONSITE) > 0
    if not task.ignored & DISTANCE:
        for axis in "xyz":
            near &= offer[axis] >= need[axis].min() - offer["radius"]
            near &= offer[axis] <= need[axis].max() + offer["radius"]
    cols, rows = np.flatnonzero(near), np.flatnonzero(_wants(task, ONSITE))
    above: np.ndarray = np.full((len(task.rows), len(cols)), NOTHING, _float(task))
    if len(cols) and len(rows):
        squares = np.zeros((len(rows), len(cols)))
        for axis in "xyz":
            step = need[axis][rows, None].astype(float) - offer[axis][cols].astype(float)
            step *= step
            squares += step
        radius = offer["radius"][cols]
        allowed = _common(task, cols, rows)
        if not task.ignored & DISTANCE:
            allowed &= squares <= radius * radius
        row, col = np.nonzero(allowed)  # few are left: only they need a root and a score
        share = np.minimum(np.sqrt(squares[row, col]) / np.maximum(radius[col], 1), 1.0)
        place = FULL - np.floor(eligibility.PLACE_LOSS * share).astype(np.int64)
        chosen = cols[col]
        fit = np.maximum(1, task.score[chosen] * offer["quality"][chosen] * place // (FULL * FULL))
        above[rows[row], col] = fit * need["weight"][rows[row]] - task.price[chosen]
    return cols, above


def _spread(task: Task, cols: np.ndarray) -> np.ndarray:
    """A hash of need and offer, scaled: equal offers are preferred in a different order by every need."""
    key = task.rows[:, None].astype(np.uint32) * np.uint32(2654435761) + task.offers[cols].astype(
        np.uint32
    ) * np.uint32(40503)
    share = ((key >> np.uint32(16)) & np.uint32(1023)).astype(np.float32) / np.float32(1023)
    return share * (task.spread * FULL * task.need["weight"][:, None]).astype(np.float32)


@dataclasses.dataclass(frozen=True)
class Pass:
    """What one look at all pairs gave: edges worth having, and the bound that the prices prove."""

    edges: Edges
    bound: int


def look_at_all(
    columns: Columns,
    rows: np.ndarray,
    price: np.ndarray,
    floor: np.ndarray | None,
    run: Callable,
    spread: float = 0.0,
    keep: int = KEEP,
) -> Pass:
    """One pass over all pairs, exceptions included."""
    best = np.zeros(len(columns.need_id), np.int64)
    need, offer = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for found in run(look, tasks(columns, rows, price, floor, spread, keep)):
        best[found.rows] = found.best
        need.append(found.need)
        offer.append(found.offer)
    waived = eligibility.waived_edges(columns)
    np.maximum.at(best, waived.need, waived.value - price[waived.offer])
    edges = valued(columns, np.concatenate(need), np.concatenate(offer))
    bound = int((best * columns.heads).sum()) + int((price * columns.capacity).sum())
    return Pass(eligibility.merge(len(columns.offer_id), edges, waived), bound)


def valued(columns: Columns, need: np.ndarray, offer: np.ndarray) -> Edges:
    """The edges of these eligible pairs, sorted, each once, with their exact value."""
    width = np.int64(max(1, len(columns.offer_id)))
    key = np.unique(need * width + offer)
    need, offer = key // width, key % width
    value = np.zeros(len(key), np.int64)
    for first in range(0, len(key), BLOCK):
        part = slice(first, first + BLOCK)
        value[part] = eligibility.fit_if(columns, need[part], offer[part], 0) * columns.need["weight"][need[part]]
    return Edges(need, offer, value)


def ascend(columns: Columns, edges: Edges, price: np.ndarray, moves: int, first_step: int) -> np.ndarray:
    """Prices that prove a lower bound on these edges: each move raises what is asked too much and lowers what is not.

    A need spreads its heads over the offers within a little of its best one, so that demand does not jump. Only
    elementary arithmetic is used, in a fixed order; the prices are rounded at the end, and any prices prove a bound.
    """
    offer, value = edges.offer.astype(np.int32), edges.value.astype(np.float32)
    rows, start = duals.groups(edges.need)
    own = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(np.append(start, len(edges))))
    heads, capacity = columns.heads[rows].astype(np.float32), columns.capacity.astype(np.float32)
    now, best = price.astype(np.float32), price.astype(np.float32)
    lowest, drift = np.inf, np.zeros(len(capacity), np.float32)
    for move in range(moves):
        step = np.float32(first_step * ((1 - move / moves) ** 2 + 0.01))
        near = np.maximum(2 * step, np.float32(200))
        above = value - now[offer]
        top = np.maximum(np.maximum.reduceat(above, start), 0)
        bound = float((heads.astype(float) * top).sum() + (now.astype(float) * capacity).sum())
        if bound < lowest:
            lowest, best = bound, now
        share = np.maximum(0, above - top[own] + near) * (above > 0)
        total = np.add.reduceat(share, start) + np.maximum(0, near - top) + np.float32(1e-6)
        load = np.bincount(offer, share * (heads / total)[own], len(capacity))
        wish = np.clip((load - capacity) / np.maximum(capacity, 1), -1, 1).astype(np.float32)
        drift = np.float32(0.6) * drift + np.float32(0.4) * wish
        now = np.maximum(0, now + step * drift)
    return np.rint(best).astype(np.int64)


def solve(columns: Columns, goal: float, run: Callable = map) -> Answer:
    """An assignment within `goal` of the bound over all pairs, or the best that the fixed number of flows gives."""
    count, offers = len(columns.need_id), len(columns.offer_id)
    rows = np.lexsort((np.arange(count), columns.need["region"], columns.need["competency"]))
    price = np.zeros(offers, np.int64)
    edges, bound, proof = eligibility.merge(offers), 2**62, price
    for turn, (moves, step) in enumerate(ASCENTS):
        seen = look_at_all(
            columns, rows, price, None, run, SPREAD if turn else FIRST_SPREAD, KEEP if turn else FIRST_KEEP
        )
        if seen.bound < bound:
            bound, proof = seen.bound, price
        edges = eligibility.merge(offers, near_best(columns, edges, price, 3 * SLACK), seen.edges)
        if not len(edges):
            break
        price = ascend(columns, edges, price, moves, step)
    seen = look_at_all(columns, rows, price, None, run, SPREAD)
    if seen.bound < bound:
        bound, proof = seen.bound, price
    held = np.zeros(len(edges), np.int64)
    for _ in range(FLOWS):
        edges = eligibility.merge(offers, near_best(columns, edges, price, SLACK, held), seen.edges)
        held = flow.optimal_flow(edges, columns.heads, columns.capacity)
        value = int((edges.value * held).sum())
        price = centred(columns, edges, held)
        seen = look_at_all(columns, rows, price, duals.worth(edges, edges.value, count, price), run)
        if seen.bound < bound:
            bound, proof = seen.bound, price
        if gap_of(value, bound) <= goal or not len(seen.edges):
            break
    prices = duals.Prices(proof, np.zeros(0, np.int64))
    value = int((edges.value * held).sum())
    return Answer(columns, edges, held, prices, prices, value, bound, complete=False)


def near_best(columns: Columns, edges: Edges, price: np.ndarray, slack: int, held: np.ndarray | None = None) -> Edges:
    """The edges that come close to the best of their need, and those that carry heads."""
    if not len(edges):
        return edges
    above = edges.value - price[edges.offer]
    worth = duals.worth(edges, edges.value, len(columns.need_id), price)
    keep = above >= worth[edges.need] - slack * np.maximum(FULL // 5, columns.need["weight"][edges.need])
    if held is not None:
        keep |= held > 0
    return edges.take(np.flatnonzero(keep))


def centred(columns: Columns, edges: Edges, held: np.ndarray) -> np.ndarray:
    """The middle of the least and greatest optimal prices: neither end suits the pairs that are not yet there."""
    args = (edges, edges.value, held, columns.heads, columns.capacity)
    least = duals.least(*args).offer
    return (least + np.maximum(least, duals.greatest(*args).offer)) // 2
