"""A proven upper bound on the value of every placement that keeps the hard rules, and the prices that prove it.

The relaxation: students of one programme and faculty are interchangeable and divisible; team sizes, the caps and the
personal rules (as counts) hold, gender and faculty minima are let go. Every variable is boxed, therefore *any* prices give a
valid bound, and the checker recomputes it from the raw columns with the prices alone.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from simpul.allocation.solver.placement.problem import Problem, weights


@dataclasses.dataclass(frozen=True)
class Prices:
    """Multipliers of the relaxation: supply per kind, team size per village (upper ≥ 0, lower ≤ 0), faculty caps, needs."""

    kind: np.ndarray
    high: np.ndarray
    low: np.ndarray
    faculty: np.ndarray  # villages × faculties, ≥ 0
    need: np.ndarray  # ≥ 0


@dataclasses.dataclass(frozen=True)
class Relaxation:
    """`share[kind, village]` of the fractional optimum, its prices and the bound they prove (in scaled units)."""

    kinds: np.ndarray  # rows (programme, faculty)
    kind_of: np.ndarray  # kind of each student
    share: np.ndarray
    opened: np.ndarray
    prices: Prices
    bound: float
    possible: bool


def kinds_of(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """The distinct (programme, faculty) pairs and the kind of each student."""
    pairs = np.stack([problem.programme, problem.faculty], axis=1)
    kinds, kind_of = np.unique(pairs, axis=0, return_inverse=True)
    return kinds, kind_of.ravel()


def caps_of(problem: Problem, kinds: np.ndarray, kind_of: np.ndarray) -> np.ndarray:
    """At most so many students of a kind can stand in a village."""
    allowed = np.zeros((len(kinds), problem.size), np.int64)
    for kind in range(len(kinds)):
        allowed[kind] = problem.allowed[kind_of == kind].sum(axis=0)
    caps = np.minimum(allowed, problem.high[None, :])
    most = problem.hard("maks_per_prodi")
    return caps if most is None else np.minimum(caps, int(most))


def relax(problem: Problem) -> Relaxation:
    """The fractional optimum over divisible kinds of students."""
    kinds, kind_of = kinds_of(problem)
    supply = np.bincount(kind_of, minlength=len(kinds))
    caps = caps_of(problem, kinds, kind_of)
    value = weights(problem)
    K, V, N, F = len(kinds), problem.size, len(value), len(problem.faculties)
    most = problem.hard("maks_per_fakultas")
    kk, vv = (index.ravel() for index in np.meshgrid(np.arange(K), np.arange(V), indexing="ij"))
    y = np.arange(K * V)
    eq = sp.csr_matrix((np.ones(K * V), (kk, y)), shape=(K, K * V + N + V))
    matrix, rhs = _limits(problem, kinds, kk, vv)
    upper = np.concatenate([caps.ravel(), problem.need_count, np.ones(V)]).astype(float)
    lower = np.concatenate([np.zeros(K * V + N), np.where(problem.optional, 0, 1)]).astype(float)
    cost = np.concatenate([np.zeros(K * V), -value.astype(float), np.zeros(V)])
    answer = linprog(
        cost,
        A_ub=matrix,
        b_ub=rhs,
        A_eq=eq,
        b_eq=supply,
        bounds=np.stack([lower, upper], 1),
        method="highs-ds",
    )
    if answer.x is None:  # the counts contradict each other: no prices, and the bound is simply all that was asked
        prices = Prices(np.zeros(K), np.zeros(V), np.zeros(V), np.zeros((V, F)), np.zeros(N))
        return Relaxation(
            kinds, kind_of, np.zeros((K, V)), np.ones(V), prices, bound_of(problem, prices), answer.status != 2
        )
    dual, start = np.maximum(-answer.ineqlin.marginals, 0), 2 * V
    caps_price = np.zeros((V, F)) if most is None else dual[start : start + F * V].reshape(F, V).T
    start += 0 if most is None else F * V
    prices = Prices(-answer.eqlin.marginals, dual[:V], dual[V : 2 * V], caps_price, dual[start : start + N])
    bound = bound_of(problem, prices)
    return Relaxation(kinds, kind_of, answer.x[: K * V].reshape(K, V), answer.x[K * V + N :], prices, bound, True)


def _limits(problem: Problem, kinds: np.ndarray, kk: np.ndarray, vv: np.ndarray) -> tuple[sp.csr_matrix, np.ndarray]:
    """Rows Σ ≤ rhs in this order: highest sizes, lowest sizes, faculty caps, needs."""
    K, V, N, F = len(kinds), problem.size, len(problem.need_count), len(problem.faculties)
    y = np.arange(K * V)
    rows, cols, vals, rhs = [], [], [], []
    base = 0

    def add(row: np.ndarray, col: np.ndarray, val: np.ndarray | float, count: int, right: np.ndarray) -> None:
        nonlocal base
        rows.append(base + row)
        cols.append(col)
        vals.append(np.broadcast_to(np.asarray(val, float), row.shape))
        rhs.append(right)
        base += count

    opened = K * V + N + np.arange(V)
    row, col = np.concatenate([vv, np.arange(V)]), np.concatenate([y, opened])
    add(row, col, np.concatenate([np.ones(K * V), -problem.high]), V, np.zeros(V))
    add(row, col, np.concatenate([-np.ones(K * V), problem.low]), V, np.zeros(V))
    most = problem.hard("maks_per_fakultas")
    if most is not None:
        add(kinds[kk, 1] * V + vv, y, 1.0, F * V, np.full(F * V, float(most)))
    field_rows, field_kinds = (
        np.nonzero(problem.has[kinds[:, 0]][:, problem.need_field].T) if N else (np.zeros(0, int),) * 2
    )
    need_cols = field_kinds * V + problem.need_village[field_rows]
    add(
        np.concatenate([np.arange(N), field_rows]),
        np.concatenate([K * V + np.arange(N), need_cols]),
        np.concatenate([np.ones(N), -np.ones(len(field_rows))]),
        N,
        np.zeros(N),
    )
    matrix = sp.csr_matrix(
        (np.concatenate(vals), (np.concatenate(rows), np.concatenate(cols))), shape=(base, K * V + N + V)
    )
    return matrix, np.concatenate(rhs)


def bound_of(problem: Problem, prices: Prices) -> float:
    """What the prices prove: no placement that keeps the hard rules is worth more (scaled units)."""
    kinds, kind_of = kinds_of(problem)
    value = weights(problem)
    supply = np.bincount(kind_of, minlength=len(kinds))
    gain = _gains(problem, prices, kinds)
    total = float(prices.kind @ supply) + float((caps_of(problem, kinds, kind_of) * gain).sum())
    total += float((problem.need_count * np.maximum(value - prices.need, 0)).sum())
    total += float(prices.faculty.sum() * (problem.hard("maks_per_fakultas") or 0))
    total += float(_seats(problem, prices, problem.high).sum())
    return min(total, float((problem.need_count * value).sum()))


def bounds_with_a_seat_more(problem: Problem, prices: Prices) -> np.ndarray:
    """What the same prices prove when one village, each in turn, may take one person more."""
    kinds, kind_of = kinds_of(problem)
    wider = dataclasses.replace(problem, high=problem.high + 1)
    room = caps_of(wider, kinds, kind_of) - caps_of(problem, kinds, kind_of)
    more = (room * _gains(problem, prices, kinds)).sum(axis=0)
    more += _seats(problem, prices, wider.high) - _seats(problem, prices, problem.high)
    return np.minimum(bound_of(problem, prices) + more, float((problem.need_count * weights(problem)).sum()))


def _seats(problem: Problem, prices: Prices, high: np.ndarray) -> np.ndarray:
    """What the prices make of the sizes of each village."""
    seats = prices.high * high - prices.low * problem.low
    return np.where(problem.optional, np.maximum(seats, 0), seats)


def _gains(problem: Problem, prices: Prices, kinds: np.ndarray) -> np.ndarray:
    """What one student of each kind brings to each village beyond all prices, never below 0."""
    gain = (prices.low - prices.high)[None, :] - prices.kind[:, None] - prices.faculty[:, kinds[:, 1]].T
    has = problem.has[kinds[:, 0]]
    for need in range(len(problem.need_count)):
        gain[has[:, problem.need_field[need]], problem.need_village[need]] += prices.need[need]
    return np.maximum(gain, 0)
