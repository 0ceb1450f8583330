"""Needs that one offer must serve whole, or not at all.

Without the pairs too large for the offer, the divisible optimum is exactly the linear relaxation, so one flow gives the
bound and most of the answer. The needs it splits, and those near them, go into a small exact programme; then single
moves and swaps mend what is left. Steps are counted, never timed.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, sparse

from simpul.allocation.solver import check_matching
from simpul.allocation.solver.matching import answer, eligibility
from simpul.allocation.solver.matching.eligibility import Edges
from simpul.allocation.solver.matching.problem import Columns, Problem, prepare
from simpul.allocation.solver.matching.solve import Unsound
from simpul.allocation.solver.result import Result

CORE = 6  # pairs per need that the exact programme may choose from
EXACT_EDGES = 120  # up to here the programme holds every pair and is solved to the end
NODES = 200  # branch-and-bound nodes otherwise
ROUNDS = 20


def solve_whole(problem: Problem, nodes: int = NODES) -> Result:
    """A good assignment of whole needs and the bound of the divisible one; optimal when the problem is small."""
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    edges = edges.take(np.flatnonzero(columns.heads[edges.need] <= columns.capacity[edges.offer]))
    relaxed = answer.exact(columns, edges)
    worth = edges.value * columns.heads[edges.need]
    if len(edges) <= EXACT_EDGES:
        chosen = _programme(columns, edges, worth, np.arange(len(edges)), 0.0, None)
    else:
        chosen = _programme(columns, edges, worth, _core(columns, edges, relaxed), 1e-4, nodes)
    taken = _mend(columns, edges, worth, chosen)
    served = np.zeros(len(edges), np.int64)
    served[taken] = columns.heads[edges.need[taken]]
    found = answer.Answer(
        columns, edges, served, relaxed.least, relaxed.greatest, int((edges.value * served).sum()), relaxed.bound
    )
    result = answer.result_from(found)
    wrong = check_matching.variant_breaches(problem, result, whole=True)
    if wrong:
        raise Unsound("; ".join(wrong[:10]))
    return result


def _core(columns: Columns, edges: Edges, relaxed: answer.Answer) -> np.ndarray:
    """For each need the pairs with the best value above the price of the place."""
    above = edges.value - relaxed.least.offer[edges.offer]
    order = np.lexsort((edges.offer, -above, edges.need))
    start = np.searchsorted(edges.need[order], edges.need[order])
    rank = np.arange(len(order)) - start
    keep = (rank < CORE) & (above[order] >= -np.int64(edges.value.max(initial=0)) // 10)
    return np.sort(np.union1d(order[keep], np.flatnonzero(relaxed.served)))


def _programme(
    columns: Columns, edges: Edges, worth: np.ndarray, rows: np.ndarray, gap: float, nodes: int | None
) -> np.ndarray:
    """The edges chosen by the exact programme on these rows (what it has found when its nodes are used up)."""
    if not len(rows):
        return rows
    needs, need = np.unique(edges.need[rows], return_inverse=True)
    offers, offer = np.unique(edges.offer[rows], return_inverse=True)
    heads = columns.heads[edges.need[rows]]
    place = np.arange(len(rows))
    matrix = sparse.vstack(
        [
            sparse.csr_matrix((np.ones(len(rows)), (need, place)), (len(needs), len(rows))),
            sparse.csr_matrix((heads.astype(float), (offer, place)), (len(offers), len(rows))),
        ]
    ).tocsr()
    limit = np.concatenate([np.ones(len(needs)), columns.capacity[offers]])
    options: dict[str, float] = {"mip_rel_gap": gap, "presolve": True}
    if nodes is not None:
        options["node_limit"] = nodes
    scale = float(max(1, int(worth[rows].max())))
    found = optimize.milp(
        -worth[rows] / scale,
        integrality=np.ones(len(rows)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(matrix, -np.inf, limit),
        options=options,
    )
    if found.x is None:
        return np.zeros(0, np.int64)
    return rows[np.asarray(found.x) > 0.5]


def _mend(columns: Columns, edges: Edges, worth: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Needs move to better offers, come in where there is room, or push out one that is worth less, until nothing gains."""
    at = np.full(len(columns.need_id), -1, np.int64)
    at[edges.need[chosen]] = chosen
    room = columns.capacity - np.bincount(edges.offer[chosen], columns.heads[edges.need[chosen]], len(columns.offer_id))
    room = room.astype(np.int64)
    inside: list[set[int]] = [set() for _ in columns.offer_id]
    for edge in chosen.tolist():
        inside[edges.offer[edge]].add(int(edges.need[edge]))
    order = np.lexsort((np.arange(len(edges)), -worth)).tolist()
    for _ in range(ROUNDS):
        gained = False
        for edge in order:
            gained |= _try(columns, edges, worth, at, room, inside, edge)
        if not gained:
            break
    return np.sort(at[at >= 0])


def _try(
    columns: Columns, edges: Edges, worth: np.ndarray, at: np.ndarray, room: np.ndarray, inside: list[set[int]], edge: int
) -> bool:
    """One edge: taken if it gains, pushing out at most one other need. True when something changed."""
    need, offer = int(edges.need[edge]), int(edges.offer[edge])
    now = int(at[need])
    gain = int(worth[edge]) - (int(worth[now]) if now >= 0 else 0)
    if gain <= 0:
        return False
    heads, out = int(columns.heads[need]), -1
    if heads > room[offer]:
        rivals = [n for n in inside[offer] if columns.heads[n] + room[offer] >= heads and worth[at[n]] < gain]
        if not rivals:
            return False
        out = min(rivals, key=lambda n: (int(worth[at[n]]), n))
        room[offer] += columns.heads[out]
        inside[offer].discard(out)
        at[out] = -1
    if now >= 0:
        room[edges.offer[now]] += heads
        inside[edges.offer[now]].discard(need)
    at[need] = edge
    room[offer] -= heads
    inside[offer].add(need)
    return True
