"""Every yes and no of a selection has a reason; every «what would change it» was found by solving again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .result import Result
from .selection import (
    UNIT,
    Bools,
    Change,
    Ints,
    Optimum,
    Outcome,
    best,
    chances,
    limits,
    quota_prices,
    relaxation,
)

NOBODY = np.iinfo(np.int64).max
NEAR = 2_000  # blocks whose prices are taken anew when a quota is lifted


@dataclasses.dataclass(frozen=True)
class Reserve:
    """The reserve list in order of use, and for each kind of chosen people the best replacement (row, or −1)."""

    rows: Ints
    replaces: Ints  # how many chosen people each may replace
    first_for: Ints  # for how many he is the best replacement
    best_of_kind: Ints


@dataclasses.dataclass(frozen=True)
class Threshold:
    """What would have put people of one kind in: a score, or a change of rules when no score can."""

    score: int | None
    changes: tuple[Change, ...] = ()


def held(outcome: Outcome) -> Ints:
    """How many chosen people each quota has."""
    return outcome.problem.member[outcome.chosen].sum(axis=0).astype(np.int64)


def swaps(outcome: Outcome) -> Bools:
    """`[a, b]`: one chosen person of kind a may give way to one of kind b with every quota kept."""
    member = outcome.blocks.kind_member.astype(np.int64)
    bare, full = held(outcome) <= outcome.problem.low, held(outcome) >= outcome.problem.high
    lost = member[:, bare] @ (1 - member[:, bare]).T
    gained = (1 - member[:, full]) @ member[:, full].T
    return (lost + gained) == 0


def reserve(outcome: Outcome, size: int) -> Reserve:
    """The list is in order of score, then of the published order; whoever leaves, the first on it who keeps the quotas is the best.

    Waves: the best replacement of every kind is on the list, then the second best of every kind, until `size` is reached.
    """
    problem, kind = outcome.problem, outcome.blocks.kind
    outside = np.flatnonzero(~outcome.chosen)
    outside = outside[np.lexsort((outcome.order[outside], -problem.score[outside]))]
    allowed = swaps(outcome)
    inside = np.bincount(kind[outcome.chosen], minlength=len(allowed))
    depth = max(1, size)
    best_of_kind = np.full(len(allowed), -1, np.int64)
    wave = np.full(len(outside), np.iinfo(np.int64).max)
    for leaving in np.flatnonzero(inside):
        fitting = np.flatnonzero(allowed[leaving][kind[outside]])[:depth]
        if len(fitting):
            best_of_kind[leaving] = outside[fitting[0]]
            wave[fitting] = np.minimum(wave[fitting], np.arange(len(fitting)))
    listed = np.lexsort((np.arange(len(outside)), wave))[: max(size, int((wave == 0).sum()))]
    rows = outside[np.sort(listed[wave[listed] < np.iinfo(np.int64).max])]
    replaces = (inside @ allowed)[kind[rows]]
    first_for = np.array([int(inside[best_of_kind == row].sum()) for row in rows], np.int64)
    return Reserve(rows, replaces, first_for, best_of_kind)


def moves_without(outcome: Outcome, kind: int) -> int | None:
    """How many others must change at least when one chosen person of this kind leaves; None when no selection remains."""
    problem, blocks = outcome.problem, outcome.blocks
    kinds = len(blocks.kind_member)
    inside = np.bincount(blocks.kind[outcome.chosen], minlength=kinds)
    outside = np.bincount(blocks.kind[~outcome.chosen], minlength=kinds)
    inside[kind] -= 1
    both = np.concatenate([np.arange(kinds), np.arange(kinds)])
    rows = _rows(blocks.kind_member[both])
    low, high = limits(problem)
    size = np.concatenate([inside, outside]).astype(np.int64)
    stays = np.concatenate([np.ones(kinds, np.int64), np.zeros(kinds, np.int64)])
    prices = quota_prices(stays, size, rows, low, high)
    found = best(stays, size, rows, low, high, prices) if prices is not None else None
    return None if found is None else problem.seats - 1 - found.value


def _rows(member: Bools) -> sp.csr_matrix:
    return sp.csr_matrix(np.vstack([member.T.astype(float), np.ones(len(member))]))


def thresholds(outcome: Outcome, step: Callable[[float], None] = lambda share: None) -> dict[int, Threshold]:
    """For every person not chosen (row): the score from which he is in every best selection, or the rules that bar him.

    With person i forced in, the rest is solved again: i is in every optimum exactly when his score exceeds
    best − best of the rest. One re-solve serves all of a kind whom its answer does not use; where a single swap already
    reaches what the prices allow the rest at most, that swap is the answer and nothing is left to solve.
    """
    blocks, kind = outcome.blocks, outcome.blocks.kind
    outside = np.flatnonzero(~outcome.chosen)
    outside = outside[np.lexsort((outcome.order[outside], -outcome.problem.score[outside], kind[outside]))]
    found: dict[int, Threshold] = {}
    swap_loss = _cheapest_exits(outcome)
    starts: list[int] = []
    if len(outside):
        starts = np.flatnonzero(np.r_[True, kind[outside][1:] != kind[outside][:-1]]).tolist()
    for count, start in enumerate(starts):
        stop = starts[count + 1] if count + 1 < len(starts) else len(outside)
        people = outside[start:stop]
        mine = int(kind[people[0]])
        inside = int((outcome.taken * (blocks.block_kind == mine)).sum())
        settled = _settled_threshold(outcome, int(people[-1]), int(swap_loss[mine]))
        answer, used = (settled, 0) if settled is not None else _threshold(outcome, int(people[-1]))
        for place, row in enumerate(people):
            # people[place] stands behind `inside` chosen ones of his kind and `place` others
            good = used <= inside + place
            found[int(row)] = answer if good else _threshold(outcome, int(row))[0]
        step((count + 1) / len(starts))
    return found


def _cheapest_exits(outcome: Outcome) -> Ints:
    """For each kind the lowest score of a chosen person who may give way to it; NOBODY when there is none."""
    kind = outcome.blocks.kind[outcome.chosen]
    lowest = np.full(len(outcome.blocks.kind_member), NOBODY)
    np.minimum.at(lowest, kind, outcome.problem.score[outcome.chosen])
    return np.where(swaps(outcome), lowest[:, None], NOBODY).min(axis=0)


def _settled_threshold(outcome: Outcome, row: int, exit_score: int) -> Threshold | None:
    """The threshold when swapping out the person of `exit_score` is proven best by the prices alone."""
    if exit_score == NOBODY:
        return None
    blocks, optimum = outcome.blocks, outcome.optimum
    block = int(blocks.block[row])
    weight = np.append(blocks.kind_member[blocks.block_kind[block]], True).astype(np.int64)
    most = (optimum.slack - int(weight @ optimum.prices) - max(0, int(optimum.reduced[block]))) // UNIT
    return Threshold(exit_score + 1) if outcome.result.value - exit_score == most else None


def _threshold(outcome: Outcome, row: int) -> tuple[Threshold, int]:
    """The threshold of one person, and how many of his kind the rest uses beside him."""
    problem, blocks = outcome.problem, outcome.blocks
    block = int(blocks.block[row])
    kind = int(blocks.block_kind[block])
    weight = np.append(blocks.kind_member[kind], True).astype(np.int64)
    low, high = limits(problem)
    size = blocks.size.copy()
    size[block] -= 1
    rest = best(blocks.score, size, blocks.rows, low - weight, high - weight, outcome.optimum.prices)
    if rest is None:
        return Threshold(None, barred(outcome, kind)), 0
    used = int((rest.taken * (blocks.block_kind == kind)).sum())
    return Threshold(outcome.result.value - rest.value + 1), used


def barred(outcome: Outcome, kind: int) -> tuple[Change, ...]:
    """The smallest change of quotas after which one person of this kind can be chosen at all."""
    problem = outcome.problem
    person = int(np.flatnonzero(outcome.blocks.kind == kind)[0])
    forced = np.zeros((len(problem.ids), 1), bool)
    forced[person] = True
    # The person himself is a quota of one that no relaxation touches: seats stay, only the others may move.
    changes = relaxation(
        dataclasses.replace(
            problem,
            member=np.hstack([problem.member, forced]),
            low=np.append(problem.low, 1),
            high=np.append(problem.high, 1),
        ),
        keep_last=True,
    )
    return changes


def rule_costs(outcome: Outcome, step: Callable[[float], None] = lambda share: None) -> Ints:
    """How many points each quota costs: the best value without it minus the best value with it."""
    problem = outcome.problem
    low, high = limits(problem)
    costs = np.zeros(len(problem.low), np.int64)
    proven = outcome.optimum.linear_bound == outcome.result.value
    for rule in range(len(costs)):
        if not (proven and outcome.optimum.prices[rule] == 0):
            freer_low, freer_high = low.copy(), high.copy()
            freer_low[rule], freer_high[rule] = 0, len(problem.ids)
            freer = _again(outcome, freer_low, freer_high)
            if freer is None:
                raise ArithmeticError("Menghapus satu kuota membuat soal tak terjawab; ini tidak mungkin.")
            costs[rule] = freer.value - outcome.result.value
        step((rule + 1) / len(costs))
    return costs


def _again(outcome: Outcome, low: Ints, high: Ints) -> Optimum | None:
    """The optimum under other limits. Prices of the blocks near the old ones are good prices; any prices keep it exact."""
    blocks = outcome.blocks
    distance = np.abs(outcome.optimum.reduced)
    near = distance <= np.partition(distance, min(NEAR, len(distance)) - 1)[min(NEAR, len(distance)) - 1]
    used = np.asarray(blocks.rows.astype(np.int64) @ np.where(near, 0, outcome.optimum.taken)).reshape(-1)
    prices = quota_prices(blocks.score[near], blocks.size[near], blocks.rows[:, near], low - used, high - used)
    if prices is None:
        prices = outcome.optimum.prices
    return best(blocks.score, blocks.size, blocks.rows, low, high, prices)


def blocking(outcome: Outcome, inside: int, outside: int) -> list[tuple[int, str]]:
    """The quotas that keep person `outside` from taking the place of the chosen person `inside`, and on which side."""
    problem = outcome.problem
    counts = held(outcome)
    mine, his = problem.member[outside], problem.member[inside]
    found = [(int(q), "maks") for q in np.flatnonzero(mine & ~his & (counts >= problem.high))]
    return found + [(int(q), "min") for q in np.flatnonzero(his & ~mine & (counts <= problem.low))]


def standing(outcome: Outcome) -> NDArray[np.bool_]:
    """Who would be chosen by score alone: everyone above the score of the last seat, ties included."""
    scores = outcome.problem.score
    if outcome.problem.seats == 0:
        return np.zeros(len(scores), bool)
    return scores >= np.sort(scores)[::-1][outcome.problem.seats - 1]


def why_chosen(outcome: Outcome) -> Iterator[tuple[int, str, list[int]]]:
    """For every chosen person: a row, a code (`nilai`, `kuota`, `tempat`, `undian`) and the minimum quotas he helps to fill."""
    problem, counts = outcome.problem, held(outcome)
    tight = (counts <= problem.low) & (problem.low > 0)
    top, chance = standing(outcome), chances(outcome)
    for row in np.flatnonzero(outcome.chosen):
        helped = [int(q) for q in np.flatnonzero(problem.member[row] & tight)]
        if chance[row] < 1 - 1e-9:
            yield int(row), "undian", helped
        elif top[row]:
            yield int(row), "nilai", helped
        else:
            yield int(row), "kuota" if helped else "tempat", helped


def explained(outcome: Outcome, found: dict[int, Threshold] | None = None) -> Result:
    """The result with one reason per applicant, ready for JSON, in order of ids."""
    found = thresholds(outcome) if found is None else found
    names, chance = outcome.problem.quota_ids, chances(outcome)
    why = {row: (code, helped) for row, code, helped in why_chosen(outcome)}
    told: list[dict[str, object]] = []
    for row, name in enumerate(outcome.problem.ids.tolist()):
        reason: dict[str, object] = {"id": name, "chosen": row in why, "chance": round(float(chance[row]), 6)}
        if row in why:
            reason |= {"code": why[row][0], "fills": [names[q] for q in why[row][1]]}
        else:
            changes = [
                {
                    "rule": "jumlah" if c.rule is None else names[c.rule],
                    "side": c.side,
                    "from": c.asked,
                    "to": c.possible,
                }
                for c in found[row].changes
            ]
            reason |= {"chosen_from_score": found[row].score, "or_with": changes}
        told.append(reason)
    return dataclasses.replace(outcome.result, reasons=tuple(told))
