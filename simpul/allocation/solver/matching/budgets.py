"""Money: what the heads of a purse cost together may not exceed its amount.

The linear programme with one row per purse gives prices of places and rates of money; rounded to whole numbers they are
still prices, and any prices prove a bound. The answer is its solution rounded down, filled up by value for money.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, sparse

from simpul.allocation.solver import check_matching
from simpul.allocation.solver.matching import answer, duals, eligibility
from simpul.allocation.solver.matching.eligibility import Edges
from simpul.allocation.solver.matching.problem import Columns, Problem, prepare
from simpul.allocation.solver.result import Result, Unsound, result_of

SCALE = 2**10  # prices and rates are whole multiples of 1/SCALE point


def solve_budgeted(problem: Problem) -> Result:
    """A whole-number assignment within all purses, and the bound its prices prove; `prices` hold `scale`, `budget`, `rate`."""
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    cost = np.where(columns.need["budget"][edges.need] >= 0, columns.offer["cost"][edges.offer], 0)
    whole, price, rate = _relaxed(columns, edges, cost)
    served = _fill(columns, edges, cost, whole)
    bound = _bound(columns, edges, cost, price, rate)
    result = result_of(
        answer.assignment_of(columns, edges, served),
        int((edges.value * served).sum()),
        bound,
        {
            "offer": columns.offer_id,
            "least": price,
            "greatest": price,
            "budget": columns.budget_id,
            "rate": rate,
            "scale": np.array([SCALE]),
        },
    )
    rates = dict(zip(columns.budget_id.tolist(), rate.tolist(), strict=True))
    wrong = check_matching.variant_breaches(problem, result, rates=rates, scale=SCALE)
    if wrong:
        raise Unsound("; ".join(wrong[:10]))
    return result


def _relaxed(columns: Columns, edges: Edges, cost: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heads per edge rounded down, and prices and rates in 1/SCALE, of the linear programme."""
    needs, offers, purses = len(columns.need_id), len(columns.offer_id), len(columns.budget_id)
    zero = np.zeros(offers, np.int64)
    if not len(edges):
        return np.zeros(0, np.int64), zero, np.zeros(purses, np.int64)
    place = np.arange(len(edges))
    paid = np.flatnonzero(cost)
    purse = columns.need["budget"][edges.need]
    matrix = sparse.vstack(
        [
            sparse.csr_matrix((np.ones(len(edges)), (edges.need, place)), (needs, len(edges))),
            sparse.csr_matrix((np.ones(len(edges)), (edges.offer, place)), (offers, len(edges))),
            sparse.csr_matrix((cost[paid].astype(float), (purse[paid], paid)), (purses, len(edges))),
        ]
    ).tocsr()
    limit = np.concatenate([columns.heads, columns.capacity, columns.budget]).astype(float)
    top = float(edges.value.max())
    found = optimize.linprog(-edges.value / top, matrix, limit, bounds=(0, None), method="highs-ds")
    if found.status != 0:
        raise RuntimeError(f"the linear programme ended with: {found.message}")
    dual = np.maximum(0.0, -np.asarray(found.ineqlin.marginals)) * top * SCALE
    price = np.rint(dual[needs : needs + offers]).astype(np.int64)
    rate = np.rint(dual[needs + offers :]).astype(np.int64)
    return np.floor(np.asarray(found.x) + 1e-7).astype(np.int64), price, rate


def _fill(columns: Columns, edges: Edges, cost: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """The rounded heads, less what does not fit after all, plus the best that still fits."""
    whole = np.minimum(whole, columns.heads[edges.need])
    whole = _within(columns, edges, cost, whole)
    left = columns.heads - np.bincount(edges.need, whole, len(columns.need_id)).astype(np.int64)
    room = columns.capacity - np.bincount(edges.offer, whole, len(columns.offer_id)).astype(np.int64)
    purse = columns.need["budget"][edges.need]
    spent = (
        np.bincount(purse[cost > 0], (cost * whole)[cost > 0], len(columns.budget_id))
        if len(columns.budget_id)
        else np.zeros(0)
    )
    money = columns.budget - spent.astype(np.int64)
    served = whole.copy()
    order = np.lexsort((np.arange(len(edges)), cost, -edges.value))
    for edge in order.tolist():
        need, offer, price = int(edges.need[edge]), int(edges.offer[edge]), int(cost[edge])
        heads = min(int(left[need]), int(room[offer]))
        if price:
            heads = min(heads, int(money[purse[edge]]) // price)
        if heads > 0:
            served[edge] += heads
            left[need] -= heads
            room[offer] -= heads
            if price:
                money[purse[edge]] -= heads * price
    return served


def _within(columns: Columns, edges: Edges, cost: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Heads taken back, the least valuable first, where rounding went over a need, an offer or a purse."""
    whole = whole.copy()
    purse = columns.need["budget"][edges.need]
    limits = (
        (edges.need, columns.heads, np.ones(len(edges), np.int64)),
        (edges.offer, columns.capacity, np.ones(len(edges), np.int64)),
        (np.maximum(purse, 0), columns.budget, np.where(purse >= 0, cost, 0)),
    )
    for row, limit, weight in limits:
        over = np.bincount(row, weight * whole, len(limit))[: len(limit)] - limit if len(limit) else limit
        for place in np.flatnonzero(over > 0).tolist():
            excess = int(over[place])
            own = np.flatnonzero((row == place) & (whole > 0) & (weight > 0))
            for edge in own[np.argsort(edges.value[own], kind="stable")].tolist():
                back = min(int(whole[edge]), -(-excess // int(weight[edge])))
                whole[edge] -= back
                excess -= back * int(weight[edge])
                if excess <= 0:
                    break
    return whole


def _bound(columns: Columns, edges: Edges, cost: np.ndarray, price: np.ndarray, rate: np.ndarray) -> int:
    """No assignment within the purses is worth more, whatever the prices and rates (≥ 0)."""
    purse = columns.need["budget"][edges.need]
    paid = np.where(purse >= 0, rate[np.maximum(purse, 0)] if len(rate) else 0, 0) * cost
    worth = duals.worth(edges, edges.value * SCALE - paid, len(columns.need_id), price)
    total = (
        int((worth * columns.heads).sum()) + int((price * columns.capacity).sum()) + int((rate * columns.budget).sum())
    )
    return total // SCALE
