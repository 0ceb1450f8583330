"""Who exactly goes where: students of one programme, faculty and gender change places until wishes and distances are best.

Such exchanges alter no team count, so the value and every team rule stay as they are; personal rules are kept.
Ties fall to a published seed.
"""

from __future__ import annotations

import hashlib

import numpy as np
from scipy.optimize import linear_sum_assignment

from simpul.allocation.solver.placement.blocks import base_types
from simpul.allocation.solver.placement.model import couples
from simpul.allocation.solver.placement.problem import Problem

LARGEST = 2500  # more students of one type than this are exchanged in pieces
WISH, UNWANTED = 10**10, 10**12


def numbers_of(names: tuple[str, ...], seed: int) -> np.ndarray:
    """A number per name that anybody can recompute from the published seed."""
    return np.array(
        [int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "big") for name in names], np.uint64
    )


def seat(problem: Problem, village: np.ndarray, seed: int) -> np.ndarray:
    """The same teams by kind, with the people exchanged for wishes first and kilometres second."""
    village = village.copy()
    _, of = base_types(problem)
    free = ~couples(problem)
    by_student, by_village = numbers_of(problem.nim, seed), numbers_of(problem.villages, seed)
    for kind in range(int(of.max()) + 1 if len(of) else 0):
        mine = np.flatnonzero((of == kind) & free)
        mine = mine[np.argsort(village[mine], kind="stable")]
        for start in range(0, len(mine), LARGEST):
            part = mine[start : start + LARGEST]
            slots = village[part]
            cost = cost_of(problem, part, slots)
            cost += (by_student[part][:, None] * np.uint64(2654435761) ^ by_village[slots][None, :]) % np.uint64(997)
            who, slot = linear_sum_assignment(np.where(problem.allowed[np.ix_(part, slots)], cost, np.inf))
            village[part[who]] = slots[slot]
    return village


def cost_of(problem: Problem, students: np.ndarray, villages: np.ndarray) -> np.ndarray:
    """What it costs to put each student in each village: elastic breaches, then the place among the wishes, then millimetres."""
    metres = np.nan_to_num(problem.km[np.ix_(students, villages)].astype(np.float64)) * 1000
    cost = np.rint(metres) * 1000 + UNWANTED * problem.unwanted[np.ix_(students, villages)].astype(np.int64)
    for row, student in enumerate(students):
        wishes = problem.wishes[student]
        if wishes:
            rank = np.full(problem.size, min(9, len(wishes)))
            for place, wish in reversed(list(enumerate(wishes[:9]))):
                rank[wish] = place
            cost[row] += WISH * rank[villages]
    return cost
