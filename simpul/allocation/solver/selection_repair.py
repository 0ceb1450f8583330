"""After people have left, the selection is whole again with as few of the others moved as possible."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import numpy as np

from . import selection
from .result import Result, result_of


@dataclasses.dataclass(frozen=True)
class Repair:
    """The new selection, who came in, and who had to give way although he had not left."""

    result: Result
    came: tuple[str, ...]
    moved: tuple[str, ...]


def repair(problem: selection.Problem, chosen: Collection[str], left: Collection[str]) -> Repair:
    """Without `left`, the most of `chosen` stay; among such selections the one of the highest score is taken."""
    stays = np.isin(problem.ids, list(chosen)) & ~np.isin(problem.ids, list(left))
    here = ~np.isin(problem.ids, list(left))
    problem = dataclasses.replace(
        problem, ids=problem.ids[here], score=problem.score[here], member=problem.member[here]
    )
    stays = stays[here]
    most = selection.solve(dataclasses.replace(problem, score=stays.astype(np.int64)), fair=False).result.value
    kept = dataclasses.replace(
        problem,
        member=np.hstack([problem.member.astype(bool), stays[:, None]]),
        low=np.append(problem.low, most),
        high=np.append(problem.high, most),
        quota_ids=(*problem.quota_ids, "tetap"),
    )
    found = selection.solve(kept).result
    after = set(found.assignment["id"].tolist())
    before = set(chosen) - set(left)
    # The quota «tetap» was only a means: it is no rule of the selection.
    prices = {name: column[np.asarray(found.prices["rule"]) != "tetap"] for name, column in found.prices.items()}
    result = result_of(found.assignment, found.value, found.bound, prices)
    return Repair(result, tuple(sorted(after - before)), tuple(sorted(before - after)))
