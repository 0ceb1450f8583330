"""The best selection under overlapping quotas is known exactly, with a bound anyone can recompute, and ties are drawn fairly.

People with the same quota memberships and the same score are interchangeable: they form a block, and only the number
taken from each block matters. The linear programme over blocks prices every quota; the prices prove that almost all
blocks are in or out, and a small integer programme decides the rest.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from .check_selection import check_selection
from .lottery import Lottery, draw, leximin, ranks
from .result import Result, Unsound, result_of

UNIT = 1 << 16  # prices are whole multiples of 1/UNIT score point
LARGEST_CORE = 1000  # more undecided blocks than this: ties are drawn within blocks only, and the result says so
LOTTERY_WORK = 60_000  # blocks × pricing problems: the lottery stops by count of work, never by the clock

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Problem:
    """Columns: `member[i, q]` says that person i counts for quota q; `low[q] ≤ chosen of q ≤ high[q]`; `seats` are chosen."""

    ids: NDArray[np.str_]
    score: Ints
    member: Bools
    low: Ints
    high: Ints
    quota_ids: tuple[str, ...]
    seats: int
    seed: str = "0"


@dataclasses.dataclass(frozen=True)
class Change:
    """One rule of an impossible set and how far it has to move: `rule` is a quota index or None for the seats."""

    rule: int | None
    side: str  # "min", "maks" or "jumlah"
    asked: int
    possible: int


class Infeasible(Exception):
    """No selection keeps all rules; `changes` is a smallest total relaxation after which one does."""

    def __init__(self, changes: tuple[Change, ...]) -> None:
        self.changes = changes
        super().__init__("Kuota tidak dapat dipenuhi bersama.")


@dataclasses.dataclass(frozen=True)
class Blocks:
    """People grouped: `kind` (same memberships), `block` (same memberships and score), highest score first within a kind."""

    kind_member: Bools  # kinds × quotas
    kind: Ints  # of each person
    block: Ints  # of each person
    block_kind: Ints
    score: Ints
    size: Ints

    @functools.cached_property
    def rows(self) -> sp.csr_matrix:
        """Quota rows and, last, the row of seats, over blocks."""
        member = self.kind_member[self.block_kind].astype(float)
        return sp.csr_matrix(np.vstack([member.T, np.ones(len(self.size))]))


@dataclasses.dataclass(frozen=True)
class Optimum:
    """Numbers taken per block, their exact total, and the linear bound with the prices (in 1/UNIT) that prove it."""

    taken: Ints
    value: int
    linear_bound: int
    prices: Ints
    reduced: Ints
    slack: int  # scaled linear bound


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The result and what explanations need: the sorted problem, its blocks, the drawn composition and the lottery."""

    problem: Problem
    result: Result
    blocks: Blocks
    optimum: Optimum
    taken: Ints
    chosen: Bools
    order: Ints  # published order of the seed
    core: Ints  # blocks in which the optimum is not unique a priori
    lottery: Lottery | None
    tied: Bools  # people whose place was drawn


def sorted_problem(problem: Problem) -> Problem:
    """The same problem with people and quotas in order of their ids, so that the order of rows cannot matter."""
    order = np.argsort(problem.ids, kind="stable")
    ids = problem.ids[order]
    if len(ids) and (ids[1:] == ids[:-1]).any():
        raise ValueError("Setiap pelamar harus mempunyai id yang berbeda.")
    score = problem.score.astype(np.int64)[order]
    if len(score) and int(np.abs(score).max()) * UNIT * len(score) >= 1 << 62:
        raise ValueError("Nilai terlalu besar untuk dihitung tanpa pembulatan; kecilkan satuannya.")
    rules = quota_order(problem)
    return dataclasses.replace(
        problem,
        ids=ids,
        score=score,
        member=problem.member.astype(bool)[order][:, rules],
        low=problem.low[rules],
        high=problem.high[rules],
        quota_ids=tuple(problem.quota_ids[q] for q in rules),
    )


def quota_order(problem: Problem) -> list[int]:
    """The quotas by name, then by their sides."""
    return sorted(
        range(len(problem.quota_ids)),
        key=lambda q: (problem.quota_ids[q], int(problem.low[q]), int(problem.high[q])),
    )


def group(score: Ints, member: Bools) -> Blocks:
    """People with the same memberships and score share a block; blocks are in order of memberships, then of falling score."""
    kinds, kind = np.unique(member, axis=0, return_inverse=True)
    kind = kind.reshape(-1).astype(np.int64)
    pairs, block, size = np.unique(np.stack([kind, -score]), axis=1, return_inverse=True, return_counts=True)
    return Blocks(kinds, kind, block.reshape(-1).astype(np.int64), pairs[0], -pairs[1], size.astype(np.int64))


def quota_prices(score: Ints, size: Ints, rows: sp.csr_matrix, low: Ints, high: Ints) -> Ints | None:
    """What one more place in each row is worth (in 1/UNIT), positive where the upper side binds; None when infeasible."""
    matrix = sp.vstack([rows, -rows], format="csr")
    limits = np.concatenate([high, -low]).astype(float)
    bounds = np.stack([np.zeros(len(size)), size.astype(float)], axis=1)
    solved = linprog(-score.astype(float), A_ub=matrix, b_ub=limits, bounds=bounds, method="highs-ds")
    if solved.x is None:
        return None
    up, down = -solved.ineqlin.marginals[: len(low)], -solved.ineqlin.marginals[len(low) :]
    return np.rint((up - down) * UNIT).astype(np.int64)


def bound_of(score: Ints, size: Ints, rows: sp.csr_matrix, low: Ints, high: Ints, prices: Ints) -> tuple[int, Ints]:
    """The bound (in 1/UNIT) that any prices prove, and each block's gain over the prices of its rows."""
    reduced = score * UNIT - np.asarray(rows.T.astype(np.int64) @ prices).reshape(-1)
    sides = np.where(prices > 0, high, low)
    return int((size * np.maximum(reduced, 0)).sum() + (sides * prices).sum()), reduced


def best(score: Ints, size: Ints, rows: sp.csr_matrix, low: Ints, high: Ints, prices: Ints) -> Optimum | None:
    """The exact optimum: blocks outside a window of reduced gain are settled by the bound, the rest by a small integer programme."""
    slack, reduced = bound_of(score, size, rows, low, high, prices)
    distance = np.abs(reduced)
    window = int(np.sort(distance)[min(len(size), max(120, 4 * len(low))) - 1]) if len(size) else 0
    while True:
        core = distance <= window
        taken = _core_optimum(score, size, rows, low, high, core, np.where(reduced > 0, size, 0))
        if taken is None:
            if core.all():
                return None
            window = max(4 * window, UNIT)
            continue
        value = int((taken * score).sum())
        needed = slack - (value + 1) * UNIT  # a block further out than this cannot take part in anything better
        if core.all() or int(distance[~core].min()) > needed:
            return Optimum(taken, value, slack // UNIT, prices, reduced, slack)
        window = max(needed, window + 1)


def _core_optimum(
    score: Ints, size: Ints, rows: sp.csr_matrix, low: Ints, high: Ints, core: Bools, settled: Ints
) -> Ints | None:
    settled = np.where(core, 0, settled)
    used = np.asarray(rows.astype(np.int64) @ settled).reshape(-1)
    if not core.any():
        return settled if ((low <= used) & (used <= high)).all() else None
    inner = score[core]
    solved = milp(
        -(inner - int(np.median(inner))).astype(
            float
        ),  # the number of seats in the core is fixed: a shift changes nothing
        constraints=LinearConstraint(rows[:, core], (low - used).astype(float), (high - used).astype(float)),
        integrality=np.ones(int(core.sum())),
        bounds=Bounds(0, size[core].astype(float)),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return None
    taken = settled.copy()
    taken[core] = np.rint(solved.x).astype(np.int64)
    held = np.asarray(rows.astype(np.int64) @ taken).reshape(-1)
    if ((held < low) | (held > high)).any():
        raise ArithmeticError("Jawaban bilangan bulat melanggar kuota setelah dibulatkan.")
    return taken


def solve(problem: Problem, *, fair: bool = True) -> Outcome:
    """Exactly `seats` people are chosen with the highest total score under all quotas; equal choices are drawn by the seed."""
    written, problem = problem, sorted_problem(problem)
    blocks = group(problem.score, problem.member)
    low, high = limits(problem)
    arguments = (blocks.score, blocks.size, blocks.rows, low, high)
    prices = quota_prices(*arguments) if problem.seats <= len(problem.ids) else None
    optimum = best(*arguments, prices) if prices is not None else None
    if optimum is None:
        rules = quota_order(written)  # the changes name the quotas as they were given
        raise Infeasible(
            tuple(
                change if change.rule is None else dataclasses.replace(change, rule=rules[change.rule])
                for change in relaxation(problem)
            )
        )
    core = np.flatnonzero(optimum.slack - np.abs(optimum.reduced) >= optimum.value * UNIT)
    lottery = _tie_lottery(blocks, optimum, core, low, high) if fair and 0 < len(core) <= LARGEST_CORE else None
    taken = optimum.taken.copy()
    if lottery is not None:
        taken[core] = lottery.compositions[draw(lottery, problem.seed)]
    order = ranks(problem.seed, problem.ids)
    chosen = _first_of_blocks(blocks, taken, order)
    tied = _tied_people(blocks, taken, core, lottery)
    result = _result(problem, optimum, chosen)
    broken = check(problem, result, lottery, blocks.block, core)
    if broken:
        raise Unsound("; ".join(broken))
    return Outcome(problem, result, blocks, optimum, taken, chosen, order, core, lottery, tied)


def limits(problem: Problem) -> tuple[Ints, Ints]:
    """Lower and upper sides of all rows, the seats last."""
    seats = np.array([problem.seats], np.int64)
    return np.concatenate([problem.low, seats]).astype(np.int64), np.concatenate([problem.high, seats]).astype(np.int64)


def _tie_lottery(blocks: Blocks, optimum: Optimum, core: Ints, low: Ints, high: Ints) -> Lottery:
    """Leximin over the blocks that can differ between optimal selections; the total score is kept."""
    rest = optimum.taken.copy()
    rest[core] = 0
    used = np.asarray(blocks.rows.astype(np.int64) @ rest).reshape(-1)
    middle = int(np.median(blocks.score[core]))
    shifted = blocks.score[core] - middle  # seats in the core are fixed, so shifted totals are fixed too
    total = float((shifted * optimum.taken[core]).sum())
    rows = sp.csr_matrix(sp.vstack([blocks.rows[:, core], sp.csr_matrix(shifted.astype(float))]))
    lower = np.append((low - used).astype(float), total)
    upper = np.append((high - used).astype(float), total)
    calls = max(60, LOTTERY_WORK // len(core))
    return leximin(blocks.size[core], rows, lower, upper, optimum.taken[core], calls)


def _first_of_blocks(blocks: Blocks, taken: Ints, order: Ints) -> Bools:
    """From each block the people who come first in the published order."""
    by = np.lexsort((order, blocks.block))
    starts = np.concatenate([[0], np.cumsum(blocks.size)[:-1]])
    place = np.arange(len(by)) - starts[blocks.block[by]]
    chosen = np.zeros(len(by), bool)
    chosen[by] = place < taken[blocks.block[by]]
    return chosen


def _tied_people(blocks: Blocks, taken: Ints, core: Ints, lottery: Lottery | None) -> Bools:
    drawn = (taken > 0) & (taken < blocks.size)
    if lottery is not None:
        drawn[core] |= (lottery.chance > 1e-9) & (lottery.chance < 1 - 1e-9)
    return drawn[blocks.block]


def chances(outcome: Outcome) -> NDArray[np.float64]:
    """Each person's chance before the draw: 0 or 1 outside ties."""
    chance = outcome.taken / outcome.blocks.size
    if outcome.lottery is not None:
        chance[outcome.core] = outcome.lottery.chance
    return chance[outcome.blocks.block]


def _result(problem: Problem, optimum: Optimum, chosen: Bools) -> Result:
    prices = {"rule": np.array([*problem.quota_ids, "jumlah"], dtype=np.str_), "price": optimum.prices}
    return result_of({"id": problem.ids[chosen]}, int(problem.score[chosen].sum()), optimum.value, prices)


def check(problem: Problem, result: Result, lottery: Lottery | None, block: Ints, core: Ints) -> list[str]:
    """What the independent checker finds wrong, from the raw columns."""
    draws = None
    if lottery is not None:
        place = np.full(int(block.max()) + 1, -1, np.int64)
        place[core] = np.arange(len(core))
        draws = {"group": place[block], "compositions": lottery.compositions, "tickets": lottery.tickets}
    return check_selection(
        ids=problem.ids,
        score=problem.score,
        member=problem.member,
        low=problem.low,
        high=problem.high,
        seats=problem.seats,
        seed=problem.seed,
        chosen=result.assignment["id"],
        value=result.value,
        bound=result.bound,
        prices=result.prices["price"],
        draws=draws,
    )


def relaxation(problem: Problem, *, keep_last: bool = False) -> tuple[Change, ...]:
    """A smallest total change of quotas (and, only if it must be, of seats) after which a selection exists.

    With `keep_last` the last quota and the seats stay as they are.
    """
    low, high = limits(problem)
    crossed = np.flatnonzero(low > high)
    if len(crossed):  # a minimum above its own maximum comes down to it
        return tuple(Change(int(q), "min", int(low[q]), int(high[q])) for q in crossed)
    member, kind = np.unique(problem.member.astype(bool), axis=0, return_inverse=True)
    kinds, quotas = len(member), len(problem.low)
    size = np.bincount(kind.reshape(-1), minlength=kinds).astype(float)
    eye = sp.identity(quotas + 1, format="csr")
    matrix = sp.hstack([sp.csr_matrix(np.vstack([member.T.astype(float), np.ones(kinds)])), eye, -eye], format="csr")
    # Seats are the last thing to give up; between equal changes the quota first by name moves (a weight below one person).
    tilt = 1.0 + np.arange(quotas + 1) / (10.0 * (quotas + 1) * (problem.seats + 1))
    tilt[-1] = 2.0 * (quotas + 2) * (problem.seats + 1)
    most = np.full(quotas + 1, float(problem.seats + len(problem.ids) + int(np.abs(problem.low).sum())))
    if keep_last:
        most[-2:] = 0.0
    solved = milp(
        np.concatenate([np.zeros(kinds), tilt, tilt]),
        constraints=LinearConstraint(matrix, low.astype(float), high.astype(float)),
        integrality=np.ones(matrix.shape[1]),
        bounds=Bounds(0, np.concatenate([size, most, most])),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return ()
    moved = np.rint(solved.x[kinds:]).astype(np.int64).reshape(2, quotas + 1)
    changes = []
    for q, (down, up) in enumerate(moved.T.tolist()):
        rule = q if q < quotas else None
        if down:
            changes.append(Change(rule, "min" if q < quotas else "jumlah", int(low[q]), int(low[q]) - down))
        if up:
            changes.append(Change(rule, "maks" if q < quotas else "jumlah", int(high[q]), int(high[q]) + up))
    return tuple(changes)
