"""Why each participant has this mentor, what a place more would change, and what the minimum loads cost."""

from __future__ import annotations

import dataclasses

import numpy as np

from .mentors import Problem, pair_values, solve, sorted_problem
from .result import Result


@dataclasses.dataclass(frozen=True)
class Reason:
    """The parts of one pairing, the mentor the participant would have had alone, and why he did not get him."""

    participant: str
    mentor: str
    skill: int
    distance: int
    rank: int  # 1 = the best of all mentors for this participant
    best: str
    why: str


def reasons(problem: Problem, result: Result) -> tuple[Reason, ...]:
    """One Reason per participant, in order of ids."""
    problem = sorted_problem(problem)
    worth = pair_values(problem)
    position = {str(name): row for row, name in enumerate(problem.mentor_ids.tolist())}
    chosen = np.array([position[name] for name in result.assignment["mentor"].tolist()], np.int64)
    load = np.bincount(chosen, minlength=len(position))
    rows = np.arange(len(chosen))
    mine = worth[rows, chosen]
    best = worth.argmax(axis=1)
    rank = 1 + (worth > mine[:, None]).sum(axis=1)
    away = problem.place - problem.mentor_place[chosen]
    distance = np.rint(np.sqrt((away.astype(float) ** 2).sum(axis=1))).astype(np.int64)
    skill = problem.skill[chosen, problem.field]
    found = []
    for row in rows.tolist():
        if rank[row] == 1:
            why = "nilai tertinggi"
        elif load[best[row]] >= problem.high[best[row]]:
            why = f"mentor {problem.mentor_ids[best[row]]} sudah penuh ({int(load[best[row]])} peserta)"
        else:
            # The best mentor has a place, so only the minimum of the present one keeps the participant.
            why = f"mentor {problem.mentor_ids[chosen[row]]} harus mencapai beban minimumnya ({int(problem.low[chosen[row]])})"
        names = str(problem.participant_ids[row]), str(problem.mentor_ids[chosen[row]])
        found.append(
            Reason(*names, int(skill[row]), int(distance[row]), int(rank[row]), str(problem.mentor_ids[best[row]]), why)
        )
    return tuple(found)


@dataclasses.dataclass(frozen=True)
class OneMore:
    """What one more place at a mentor gains in points, and who moves, found by solving again."""

    mentor: str
    gain: int
    moved: tuple[str, ...]


def one_more_place(problem: Problem, result: Result, mentor: str) -> OneMore:
    """The division with one more place at `mentor`, compared with the present one."""
    problem = sorted_problem(problem)
    high = problem.high + (problem.mentor_ids == mentor)
    again = solve(dataclasses.replace(problem, high=high))
    differs = again.assignment["mentor"] != result.assignment["mentor"]
    gain = again.value - result.value
    # Without a gain nobody moves: an equal division is no reason to change.
    moved = tuple(again.assignment["participant"][differs].tolist()) if gain else ()
    return OneMore(mentor, gain, moved)


def cost_of_minimum_loads(problem: Problem, result: Result) -> int:
    """How many points the minimum loads cost: the best division without them minus the present one."""
    problem = sorted_problem(problem)
    none = np.zeros_like(problem.low)
    return solve(dataclasses.replace(problem, low=none)).value - result.value


def explained(problem: Problem, result: Result) -> Result:
    """The result with one reason per participant, ready for JSON, in order of ids."""
    return dataclasses.replace(result, reasons=tuple(dataclasses.asdict(one) for one in reasons(problem, result)))
