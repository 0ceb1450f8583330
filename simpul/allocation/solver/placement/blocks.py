"""Large problems are cut into blocks of neighbouring villages: the fractional optimum says how many of each kind go where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from simpul.allocation.solver.placement.bound import Relaxation
from simpul.allocation.solver.placement.model import Rows
from simpul.allocation.solver.placement.problem import Problem

AddRows = Callable[..., np.ndarray]
SLACK = 50.0
MANY = 60_000  # more classes × blocks than this, and only narrow reaches are looked at
NARROW = 0.8


def blocks_of(problem: Problem, per_block: int) -> list[np.ndarray]:
    """Villages in the order of their codes, cut into equal pieces (a kecamatan stays together where it fits)."""
    pieces = max(1, -(-problem.size // per_block))
    return [np.array(piece) for piece in np.array_split(np.arange(problem.size), pieces)]


def base_types(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """The distinct (programme, faculty, gender) and the type of each student."""
    rows = np.stack([problem.programme, problem.faculty, problem.gender.astype(np.int32)], axis=1)
    types, of = np.unique(rows, axis=0, return_inverse=True)
    return types, of.ravel()


def students_per_block(problem: Problem, relaxation: Relaxation, blocks: list[np.ndarray]) -> np.ndarray:
    """The block of every student: whole numbers near the fractional optimum, so that each block can meet its rules."""
    types, of = base_types(problem)
    B = len(blocks)
    reach = np.stack([problem.allowed[:, block].any(axis=1) for block in blocks], axis=1)
    pinned = _pinned(problem, blocks)
    counts = _whole_counts(problem, relaxation, blocks, types, of, reach, pinned)
    share = np.stack([problem.allowed[:, block].mean(axis=1) for block in blocks], axis=1)
    with np.errstate(invalid="ignore"):
        far = np.stack([np.nan_to_num(problem.km[:, block].mean(axis=1, dtype=np.float64)) for block in blocks], axis=1)
    home = np.full(problem.students, -1)
    for kind in range(len(types)):
        mine = np.flatnonzero(of == kind)
        fixed = pinned[mine] >= 0
        home[mine[fixed]] = pinned[mine[fixed]]
        left = counts[kind] - np.bincount(pinned[mine[fixed]], minlength=B)
        mine = mine[~fixed]
        slots = np.repeat(np.arange(B), np.maximum(left, 0))
        cost = np.where(reach[mine], far[mine] + 200.0 * (1 - share[mine]), 1e7)[:, slots]
        for village_rank in range(max((len(problem.wishes[s]) for s in mine), default=0)):
            _favour(problem, blocks, mine, slots, cost, village_rank)
        who, slot = linear_sum_assignment(cost)
        home[mine[who]] = slots[slot]
    # a group may have pushed a type above its count: whoever is left over goes where he can stand
    for student in np.flatnonzero(home < 0):
        home[student] = int(share[student].argmax())
    return home


def _favour(
    problem: Problem, blocks: list[np.ndarray], mine: np.ndarray, slots: np.ndarray, cost: np.ndarray, rank: int
) -> None:
    """A wished village makes its block cheaper for the student."""
    block_of = np.empty(problem.size, np.int64)
    for number, block in enumerate(blocks):
        block_of[block] = number
    for row, student in enumerate(mine):
        if rank < len(problem.wishes[student]):
            cost[row, slots == block_of[problem.wishes[student][rank]]] -= 500.0 / (1 + rank)


def _pinned(problem: Problem, blocks: list[np.ndarray]) -> np.ndarray:
    """Groups that must stay together get one block in advance: the one with most villages open to all of them."""
    pinned = np.full(problem.students, -1)
    load = np.zeros(len(blocks))
    for group in problem.together:
        together = np.asarray(problem.allowed[list(group)].all(axis=0))
        fitting = np.array([together[block].mean() for block in blocks]) - 0.02 * load
        best = int(np.where([together[block].any() for block in blocks], fitting, -1e9).argmax())
        pinned[list(group)] = best
        load[best] += len(group)
    return pinned


def _whole_counts(
    problem: Problem,
    relaxation: Relaxation,
    blocks: list[np.ndarray],
    types: np.ndarray,
    of: np.ndarray,
    reach: np.ndarray,
    pinned: np.ndarray,
) -> np.ndarray:
    """How many students of each type go to each block: a small mixed-integer programme around the fractional optimum."""
    T, B = len(types), len(blocks)
    supply = np.bincount(of, minlength=T)
    kind_index = {tuple(kind): number for number, kind in enumerate(relaxation.kinds.tolist())}
    kind = np.array([kind_index[tuple(row[:2])] for row in types.tolist()])
    kind_supply = np.bincount(relaxation.kind_of, minlength=len(relaxation.kinds))
    per_kind = np.stack([relaxation.share[:, block].sum(axis=1) for block in blocks], axis=1)
    target = per_kind[kind] * (supply / kind_supply[kind])[:, None]
    floor = np.floor(target + 1e-7)
    least = np.zeros((T, B))
    for student in np.flatnonzero(pinned >= 0):
        least[of[student], pinned[student]] += 1
    floor = np.maximum(floor, least)
    part = np.clip(target - floor, 0, 1)
    model = Rows()
    near = model.add_columns(T * B, 0, 1, (1 - 2 * part).ravel(), 1)
    over = model.add_columns(T * B, 0, np.repeat(supply, B), 3, 1)
    under = model.add_columns(T * B, 0, (floor - least).ravel(), 3, 1)
    opened = model.add_columns(problem.size, np.where(problem.optional, 0, 1), 1, 0, 1)
    tt, bb = (index.ravel() for index in np.meshgrid(np.arange(T), np.arange(B), indexing="ij"))
    base = floor.ravel()

    def rows(
        least_: float | np.ndarray,
        most_: float | np.ndarray,
        count: int,
        row: np.ndarray,
        mine: np.ndarray,
        *more: tuple[Any, Any, Any],
    ) -> np.ndarray:
        """Rows over X = floor + near + over − under; the floor moves to the right-hand side."""
        fixed = np.bincount(row, weights=base[mine], minlength=count)
        parts = ((row, near[mine], 1), (row, over[mine], 1), (row, under[mine], -1))
        return model.add_rows(np.asarray(least_, float) - fixed, np.asarray(most_, float) - fixed, count, *parts, *more)

    every = np.arange(T * B)
    rows(supply, supply, T, tt, every)
    _narrow_rows(model, rows, of, reach, tt, bb)
    _block_rules(problem, model, rows, blocks, types, opened, tt, bb)
    answer = model.solve(0.01, 200)
    if answer.x is None:
        answer = model.solve(0.2, 5000)
    x = np.rint(answer.x)
    return (base + x[near] + x[over] - x[under]).reshape(T, B).astype(np.int64)


def _block_rules(
    problem: Problem,
    model: Rows,
    rows: AddRows,
    blocks: Sequence[np.ndarray],
    types: np.ndarray,
    opened: np.ndarray,
    tt: np.ndarray,
    bb: np.ndarray,
) -> None:
    """What the teams of a block need together: seats, men and women, caps per programme and faculty."""
    B, every = len(blocks), np.arange(len(tt))
    village_block = np.empty(problem.size, np.int64)
    for number, block in enumerate(blocks):
        village_block[block] = number
    villages = np.arange(problem.size)
    for sign, bound, least_, most_ in ((1, problem.low, 0, np.inf), (-1, problem.high, -np.inf, 0)):
        seats = (village_block, opened[villages], -bound)
        model.slack(rows(least_, most_, B, bb, every, seats), sign, SLACK)
    gender = problem.rules.get("min_per_gender")
    for sex in (0, 1):
        mine = np.flatnonzero(types[tt, 2] == sex)
        lodging = np.bincount(village_block, weights=problem.gender_high[:, sex], minlength=B)
        model.slack(rows(-np.inf, lodging, B, bb[mine], mine), -1, SLACK)
        if gender is not None:
            model.slack(rows(0, np.inf, B, bb[mine], mine, (village_block, opened, -gender.value)), 1, SLACK)
    for name, column in (("maks_per_prodi", 0), ("maks_per_fakultas", 1)):
        rule = problem.rules.get(name)
        if rule is not None:
            names, group = np.unique(types[:, column], return_inverse=True)
            G = len(names)
            wide = (
                np.tile(np.arange(G), problem.size) * B + np.repeat(village_block, G),
                np.repeat(opened, G),
                -rule.value,
            )
            model.slack(rows(-np.inf, 0, G * B, group.ravel()[tt] * B + bb, every, wide), -1, SLACK)


def _narrow_rows(model: Rows, rows: AddRows, of: np.ndarray, reach: np.ndarray, tt: np.ndarray, bb: np.ndarray) -> None:
    """Students who reach only some blocks are classes of their own: as many of their type must go where they can."""
    B = reach.shape[1]
    classes, counts = np.unique(np.concatenate([of[:, None], reach], axis=1), axis=0, return_counts=True)
    if len(classes) * B > MANY:  # whoever reaches nearly all blocks is left to the exchange of people
        narrow = np.flatnonzero(reach.mean(axis=1) < NARROW)
        classes, counts = np.unique(
            np.concatenate([of[narrow, None], reach[narrow]], axis=1), axis=0, return_counts=True
        )
    if not len(classes):
        return
    number, block = np.nonzero(classes[:, 1:])
    x = model.add_columns(len(number), 0, counts[number], 0, 1)
    model.add_rows(counts, counts, len(classes), (number, x, 1))
    # of each type, a block holds at least its narrow students, and leaves the others within the rest
    there = classes[number, 0] * B + block
    used = np.unique(there)
    place = np.full(len(tt), -1)
    place[used] = np.arange(len(used))
    model.slack(rows(0, np.inf, len(used), place[used], used, (place[there], x, -1)), 1, SLACK)
