"""After a change (a student falls ill, a village drops out, one more arrives) as few people as possible move."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from simpul.allocation.solver.placement.bound import relax
from simpul.allocation.solver.placement.breaches import breaches
from simpul.allocation.solver.placement.counts import contradictions
from simpul.allocation.solver.placement.model import solve_block
from simpul.allocation.solver.placement.problem import Problem
from simpul.allocation.solver.placement.solve import NoPlacement, Placement, Step, finished, solve

SMALL, LARGEST = 6_000, 60_000  # students × villages: everybody may move at once; everybody may move at last


def repair(problem: Problem, before: np.ndarray, *, seed: int = 0, step: Step = lambda text, share: None) -> Placement:
    """Every hard rule holds again. `before` is the village of each student, −1 for a newcomer or where the village is gone.

    First only villages that break a rule may give or take people; if that is not enough, everybody may move.
    """
    reasons = contradictions(problem)
    if reasons:
        raise NoPlacement(reasons, proven=True)
    step("Menghitung batas atas", 0.1)
    relaxation = relax(problem)
    step("Memindahkan sesedikit mungkin orang", 0.4)
    before = np.where((before >= 0) & problem.allowed[np.arange(problem.students), np.maximum(before, 0)], before, -1)
    broken = {b.village for b in breaches(problem, before) if b.hard and b.village >= 0}
    if not broken and (before >= 0).all():
        return finished(problem, before, relaxation)
    hurt = np.zeros(problem.size, bool)
    hurt[sorted(broken)] = True
    for free in _circles(problem, before, hurt):
        answer = solve_block(
            dataclasses.replace(problem, allowed=free),
            np.arange(problem.students),
            np.arange(problem.size),
            gap=1e-6,
            nodes=5000,
            stay=before,
        )
        if answer.village is not None:
            return finished(problem, answer.village, relaxation)
    return solve(problem, seed=seed, step=step)


def _circles(problem: Problem, before: np.ndarray, hurt: np.ndarray) -> Iterator[np.ndarray]:
    """Ever wider permissions to move: first the hurt villages with everybody, then everybody everywhere."""
    if problem.students * problem.size <= SMALL:
        yield problem.allowed
        return
    every = np.arange(problem.size)[None, :]
    stays = before[:, None] == every
    homeless = (before < 0)[:, None]
    from_hurt = np.where(before >= 0, hurt[np.maximum(before, 0)], False)[:, None]
    yield problem.allowed & (stays | homeless | from_hurt | hurt[None, :])
    if problem.students * problem.size <= LARGEST:
        yield problem.allowed
    else:  # the newcomers' possible villages give and take too
        near = hurt | (problem.allowed[(before < 0)].any(axis=0) if (before < 0).any() else hurt)
        near &= np.cumsum(near) <= 40
        yield problem.allowed & (stays | homeless | from_hurt | near[None, :])


def moved(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Whose village is another one now (newcomers are not counted as moved)."""
    return np.flatnonzero((before >= 0) & (before != after))
