"""Needs that one offer must serve whole, or not at all.

Without the pairs too large for the offer, the divisible optimum is exactly the linear relaxation, so one flow gives the
bound and most of the answer. Then every offer in turn chooses again, by an exact knapsack, among its own needs, the
unserved and those it could take from others; small problems go to an exact programme instead. Rounds are counted, never
timed.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, sparse

from simpul.allocation.solver import check_matching
from simpul.allocation.solver.matching import answer, eligibility
from simpul.allocation.solver.matching.eligibility import Edges
from simpul.allocation.solver.matching.problem import Columns, Problem, prepare
from simpul.allocation.solver.result import Result, Unsound

EXACT_EDGES = 120  # up to here the exact programme holds every pair and is solved to the end
# Share (%) of the price of a place that a need brings along when it is taken from another offer, round by round: first
# needs move to make room, at last only a true gain counts.
CREDIT = (100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 0, 0, 0, 0, 60, 40, 20, 0, 0, 0, 0)


def solve_whole(problem: Problem) -> Result:
    """A good assignment of whole needs and the bound of the divisible one; optimal when the problem is small."""
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    edges = edges.take(np.flatnonzero(columns.heads[edges.need] <= columns.capacity[edges.offer]))
    relaxed = answer.exact(columns, edges)
    worth = edges.value * columns.heads[edges.need]
    if len(edges) <= EXACT_EDGES:
        taken = _programme(columns, edges, worth)
    else:
        taken = _knapsacks(columns, edges, worth, relaxed)
    served = np.zeros(len(edges), np.int64)
    served[taken] = columns.heads[edges.need[taken]]
    value = int((edges.value * served).sum())
    found = answer.Answer(columns, edges, served, relaxed.least, relaxed.greatest, value, relaxed.bound)
    result = answer.result_from(found)
    wrong = check_matching.variant_breaches(problem, result, whole=True)
    if wrong:
        raise Unsound("; ".join(wrong[:10]))
    return result


def _programme(columns: Columns, edges: Edges, worth: np.ndarray) -> np.ndarray:
    """The best edges, by branch and bound over all of them."""
    if not len(edges):
        return np.zeros(0, np.int64)
    place = np.arange(len(edges))
    heads = columns.heads[edges.need].astype(float)
    needs, offers = len(columns.need_id), len(columns.offer_id)
    matrix = sparse.vstack(
        [
            sparse.csr_matrix((np.ones(len(edges)), (edges.need, place)), (needs, len(edges))),
            sparse.csr_matrix((heads, (edges.offer, place)), (offers, len(edges))),
        ]
    ).tocsr()
    found = optimize.milp(
        -worth / float(worth.max()),
        integrality=np.ones(len(edges)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(matrix, -np.inf, np.concatenate([np.ones(needs), columns.capacity])),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise RuntimeError(f"the exact programme ended with: {found.message}")
    return np.flatnonzero(np.asarray(found.x) > 0.5)


def _knapsacks(columns: Columns, edges: Edges, worth: np.ndarray, relaxed: answer.Answer) -> np.ndarray:
    """Offers choose in turn, the dearest places first; the best assignment met on the way is returned."""
    at = np.full(len(columns.need_id), -1, np.int64)
    whole = np.flatnonzero(relaxed.served == columns.heads[edges.need])
    at[edges.need[whole]] = whole
    price = relaxed.least.offer
    by_offer = np.argsort(edges.offer, kind="stable")
    start = np.searchsorted(edges.offer[by_offer], np.arange(len(columns.offer_id) + 1))
    turns = np.lexsort((np.arange(len(price)), -price)).tolist()
    best, best_worth = at.copy(), int(worth[at[at >= 0]].sum())
    for credit in CREDIT:
        for offer in turns:
            _choose(columns, edges, worth, at, by_offer[start[offer] : start[offer + 1]], price * credit // 100)
        total = int(worth[at[at >= 0]].sum())
        if total > best_worth:
            best, best_worth = at.copy(), total
    return np.sort(best[best >= 0])


def _choose(
    columns: Columns, edges: Edges, worth: np.ndarray, at: np.ndarray, rows: np.ndarray, credit: np.ndarray
) -> None:
    """One offer fills itself anew: `at` holds its best choice, given where everybody else is."""
    if not len(rows):
        return
    offer = int(edges.offer[rows[0]])
    need = edges.need[rows]
    now = at[need]
    elsewhere = (now >= 0) & (now != rows)
    back = np.where(elsewhere, credit[edges.offer[now]] * columns.heads[need] - worth[now], 0)
    gain = worth[rows] + back
    useful = np.flatnonzero(gain > 0)
    taken = useful[_knapsack(gain[useful], columns.heads[need[useful]], int(columns.capacity[offer]))]
    at[need[now == rows]] = -1
    at[need[taken]] = rows[taken]


def _knapsack(gain: np.ndarray, size: np.ndarray, room: int) -> np.ndarray:
    """The items of the greatest total gain that fit into the room."""
    if not len(gain) or int(size.sum()) <= room:
        return np.arange(len(gain))
    best = np.zeros(room + 1, np.int64)
    with_item = np.zeros((len(gain), room + 1), bool)
    for item in range(len(gain)):
        heads = int(size[item])
        if heads > room:
            continue
        more = best[: room + 1 - heads] + gain[item]
        better = more > best[heads:]
        with_item[item, heads:] = better
        best[heads:] = np.where(better, more, best[heads:])
    chosen, left = [], room
    for item in range(len(gain) - 1, -1, -1):
        if with_item[item, left]:
            chosen.append(item)
            left -= int(size[item])
    return np.array(chosen[::-1], np.int64)
