"""Needs meet offers as well as they can: the one entry point of matching.

`solve(problem)` prepares the columns, finds the optimum, proves it over all eligible pairs, explains it, and lets the
independent checker look at it before anybody else does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from simpul.allocation.solver import check_matching
from simpul.allocation.solver.matching import answer, eligibility, explain, fairness, pricing
from simpul.allocation.solver.matching.problem import FULL, Columns, Problem, prepare
from simpul.allocation.solver.result import Result, Unsound

FAIR_AT_MOST = 30_000_000
WHOLE = 5_000_000  # candidate pairs up to which every eligible pair goes into one flow


@dataclasses.dataclass(frozen=True)
class Options:
    """`fairness`: none, convex, maxmin or leximin. `penalty`: ‰ of a perfect head that the last decile of a region costs
    (convex). `explain`: write reasons (above `whole` without counts
    of eligible pairs and without changes). `top_weight`: the weight of the first priority. `run`: a `map` for the tasks of a
    large problem, such as that of an executor; any number of workers gives the same bytes. `goal`: the gap at which a
    large problem stops. `whole`: candidate pairs up to which the flow holds every eligible pair."""

    fairness: str = "none"
    penalty: int = 500
    explain: bool = True
    top_weight: int = FULL
    run: Callable = map
    goal: float = 0.01
    whole: int = WHOLE


def solve(problem: Problem, options: Options | None = None) -> Result:
    """The best assignment of divisible heads, proven, explained and checked."""
    options = options or Options()
    columns = prepare(problem)
    found = find(columns, options)
    reasons = explain.reasons_of(found, options.top_weight) if options.explain else ()
    result = answer.result_from(found, reasons)
    accept(problem, result, fairness.rules_of(found, options.fairness, options.penalty), options.run)
    return result


def find(columns: Columns, options: Options) -> answer.Answer:
    """The answer in rows and columns, before it is explained."""
    if options.fairness != "none":
        if eligibility.candidates(columns) > FAIR_AT_MOST:
            raise ValueError(
                f"fairness holds every pair at once; above {FAIR_AT_MOST:,} pairs solve province by province"
            )
        return fairness.solve(columns, eligibility.all_edges(columns), options.fairness, options.penalty)
    if eligibility.candidates(columns) <= options.whole:
        return answer.exact(columns, eligibility.all_edges(columns))
    return pricing.solve(columns, options.goal, options.run)


def accept(problem: Problem, result: Result, rules: dict[str, object] | None, run: Callable = map) -> None:
    """Raises Unsound with everything the independent checker finds wrong."""
    breaches = check_matching.breaches(problem, result, rules, run)
    if breaches:
        raise Unsound("; ".join(breaches[:10]))
