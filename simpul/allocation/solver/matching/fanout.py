"""A matching cut into tasks that need nothing of each other, and put together again the same way whoever did them.

Two needs belong to one part when a chain of eligible pairs joins them. Parts are solved alone, in any order, by any number
of workers; the merge sorts by id. `solve_in_parts(problem, executor.map)` gives the same bytes as `solve_in_parts(problem)`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from simpul.allocation.solver.matching import eligibility
from simpul.allocation.solver.matching.problem import Problem, prepare
from simpul.allocation.solver.matching.solve import Options, accept, solve
from simpul.allocation.solver.result import Result, result_of


def parts(problem: Problem) -> list[Problem]:
    """The problem as independent problems, ordered by their first offer; needs without any eligible offer share one part."""
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    needs, offers = len(columns.need_id), len(columns.offer_id)
    graph = coo_matrix((np.ones(len(edges)), (edges.need, needs + edges.offer)), (needs + offers, needs + offers))
    _, label = connected_components(graph, directed=False)
    linked = np.zeros(needs + offers, bool)
    linked[edges.need] = True
    linked[needs + edges.offer] = True
    label = np.where(linked, label, -1)
    found = []
    first_offer: dict[int, int] = {}
    for row in range(offers):
        first_offer.setdefault(int(label[needs + row]), row)
    need_label = dict(zip(columns.need_id.tolist(), label[:needs].tolist(), strict=True))
    offer_label = dict(zip(columns.offer_id.tolist(), label[needs:].tolist(), strict=True))
    of_need = np.array([need_label[name] for name in np.asarray(problem.needs["id"]).tolist()], np.int64)
    of_offer = np.array([offer_label[name] for name in np.asarray(problem.offers["id"]).tolist()], np.int64)
    of_skill = np.array([offer_label[name] for name in np.asarray(problem.skills["offer"]).tolist()], np.int64)
    labels = sorted({*of_need.tolist(), *of_offer.tolist()}, key=lambda k: (k >= 0, first_offer.get(k, -1)))
    for part in labels:
        found.append(
            dataclasses.replace(
                problem,
                needs=_rows(problem.needs, of_need == part),
                offers=_rows(problem.offers, of_offer == part),
                skills=_rows(problem.skills, of_skill == part),
                waivers=_waivers(problem, need_label, offer_label, part),
            )
        )
    return found


def _rows(table: object, keep: np.ndarray) -> dict[str, np.ndarray]:
    return {name: np.asarray(column)[keep] for name, column in table.items()}  # type: ignore[attr-defined]


def _waivers(problem: Problem, need: dict[str, int], offer: dict[str, int], part: int) -> dict[str, np.ndarray]:
    if not problem.waivers:
        return {}
    pairs = zip(*(np.asarray(problem.waivers[name]).tolist() for name in ("need", "offer")), strict=True)
    return _rows(problem.waivers, np.array([need[n] == part == offer[o] for n, o in pairs], bool))


def solve_part(part: Problem) -> Result:
    """One task: a pure function of its part."""
    return solve(part, Options(explain=False))


def solve_in_parts(problem: Problem, run: Callable = map) -> Result:
    """The same optimum as of the whole problem, part by part."""
    result = merge(list(run(solve_part, parts(problem))))
    accept(problem, result, None)
    return result


def merge(results: list[Result]) -> Result:
    """One result of many that share no need and no offer."""
    if not results:
        raise ValueError("there is nothing to merge")
    assignment = {name: np.concatenate([r.assignment[name] for r in results]) for name in ("need", "offer", "heads")}
    prices = {name: np.concatenate([r.prices[name] for r in results]) for name in ("offer", "least", "greatest")}
    order = np.argsort(prices["offer"], kind="stable")
    prices = {name: column[order] for name, column in prices.items()}
    return result_of(assignment, sum(r.value for r in results), sum(r.bound for r in results), prices)
