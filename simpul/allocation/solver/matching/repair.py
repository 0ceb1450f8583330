"""After a change as few people as possible move.

First comes what may not be broken, then the value, then staying: among the assignments of (nearly) the best value the one
that keeps most heads where they were. `per_move` is what a move must earn: with 0 only ties are decided for staying, with
more points the assignment may lose up to that many points for every head that need not move.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from simpul.allocation.solver.matching import answer, eligibility, explain, flow
from simpul.allocation.solver.matching.problem import Columns, Problem, prepare
from simpul.allocation.solver.matching.solve import accept
from simpul.allocation.solver.result import Result


@dataclasses.dataclass(frozen=True)
class Moves:
    """What became of the heads of the earlier assignment: rows of need, offer before ("" = unserved), offer now, heads."""

    need: np.ndarray
    before: np.ndarray
    now: np.ndarray
    heads: np.ndarray
    kept: int
    moved: int
    gained: int
    lost: int


def repair(before: Result, problem: Problem, per_move: int = 0, explained: bool = True) -> tuple[Result, Moves]:
    """The changed problem solved anew, close to the earlier assignment, and the list of those who move."""
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    held = _held(columns, edges, before)
    served = _stay(columns, edges, held, per_move)
    found = _proven(columns, edges, served, optimal=per_move == 0)
    result = answer.result_from(found, explain.reasons_of(found) if explained and per_move == 0 else ())
    accept(problem, result, None)
    return result, moves(before, result)


def _held(columns: Columns, edges: eligibility.Edges, before: Result) -> np.ndarray:
    """Heads per edge in the earlier assignment, where need and offer still exist and may still meet."""
    need, offer = np.asarray(before.assignment["need"]), np.asarray(before.assignment["offer"])
    if not len(need) or not len(edges):
        return np.zeros(len(edges), np.int64)
    n = np.minimum(np.searchsorted(columns.need_id, need), len(columns.need_id) - 1)
    o = np.minimum(np.searchsorted(columns.offer_id, offer), len(columns.offer_id) - 1)
    width = np.int64(len(columns.offer_id))
    keys, wanted = edges.need * width + edges.offer, n * width + o
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    same = (columns.need_id[n] == need) & (columns.offer_id[o] == offer) & (keys[at] == wanted)
    held = np.zeros(len(edges), np.int64)
    held[at[same]] = np.asarray(before.assignment["heads"])[same]
    return np.minimum(held, np.minimum(columns.heads[edges.need], columns.capacity[edges.offer]))


def _stay(columns: Columns, edges: eligibility.Edges, held: np.ndarray, per_move: int) -> np.ndarray:
    """One flow: the held heads of a pair are worth a little more than any other heads of it."""
    kept = np.flatnonzero(held)
    scale = int(held.sum()) + 1 if per_move == 0 else 1
    bonus = 1 if per_move == 0 else per_move
    double = eligibility.Edges(
        np.concatenate([edges.need, edges.need[kept]]),
        np.concatenate([edges.offer, edges.offer[kept]]),
        np.concatenate([edges.value * scale, edges.value[kept] * scale + bonus]),
    )
    limit = np.concatenate([columns.heads[edges.need], held[kept]])
    served = flow.optimal_flow(double, columns.heads, columns.capacity, limit=limit)
    total = served[: len(edges)].copy()
    total[kept] += served[len(edges) :]
    return total


def _proven(columns: Columns, edges: eligibility.Edges, served: np.ndarray, optimal: bool) -> answer.Answer:
    """With its own prices if the assignment is optimal; else with those of the optimum, which bound it all the same."""
    if optimal:
        return answer.proven(columns, edges, served)
    best = answer.exact(columns, edges)
    return dataclasses.replace(best, served=served, value=int((edges.value * served).sum()))


def moves(before: Result, now: Result) -> Moves:
    """Who moved, need by need: heads that left an offer are paired with those that came to another, in order of id."""
    change: dict[str, dict[str, int]] = {}
    kept = 0
    rows: list[tuple[str, str, str, int]] = []
    earlier = _cells(before)
    later = _cells(now)
    for pair in sorted(earlier.keys() | later.keys()):
        kept += min(earlier.get(pair, 0), later.get(pair, 0))
        change.setdefault(pair[0], {})[pair[1]] = later.get(pair, 0) - earlier.get(pair, 0)
    for need in sorted(change):
        gone = [[offer, -heads] for offer, heads in sorted(change[need].items()) if heads < 0]
        come = [[offer, heads] for offer, heads in sorted(change[need].items()) if heads > 0]
        while gone or come:
            heads = min(part[0][1] for part in (gone, come) if part)  # type: ignore[type-var]
            rows.append((need, str(gone[0][0]) if gone else "", str(come[0][0]) if come else "", int(heads)))  # type: ignore[call-overload]
            for part in (gone, come):
                if part:
                    part[0][1] -= heads  # type: ignore[operator]
                    if not part[0][1]:
                        part.pop(0)
    columns = [np.array([row[k] for row in rows], str if k < 3 else np.int64) for k in range(4)]
    heads_of = columns[3]
    stayed, left, new = columns[1] != "", columns[2] == "", columns[1] == ""
    return Moves(
        columns[0],
        columns[1],
        columns[2],
        heads_of,
        kept,
        int(heads_of[stayed & ~left].sum()),
        int(heads_of[new].sum()),
        int(heads_of[left].sum()),
    )


def _cells(result: Result) -> dict[tuple[str, str], int]:
    rows = (np.asarray(result.assignment[name]).tolist() for name in ("need", "offer", "heads"))
    return {(need, offer): heads for need, offer, heads in zip(*rows, strict=True)}
