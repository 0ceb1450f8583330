"""A change to a problem, applied and solved again in full: the last word on every "what if"."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from simpul.allocation.solver.matching import answer, eligibility
from simpul.allocation.solver.matching.problem import (
    COMPETENCY,
    FULL,
    ONLINE,
    ONSITE,
    RULES,
    Problem,
    prepare,
)
from simpul.allocation.solver.result import Result

RESERVED = "reserved:"


def changed(problem: Problem, need: str, change: Mapping[str, object]) -> Problem:
    """The problem as it would be after the change that was shown for this need."""
    kind = change["kind"]
    if kind == "weight":
        return _with_cell(problem, "needs", "weight", need, int(str(change["to"])))
    if kind == "capacity":
        offers = problem.offers
        now = int(np.asarray(offers["capacity"])[np.asarray(offers["id"]) == change["offer"]][0])
        return _with_cell(problem, "offers", "capacity", str(change["offer"]), now + int(str(change["add"])))
    if kind == "waiver":
        names = [str(name) for name in change["rules"]]  # type: ignore[attr-defined]
        rules = sum(RULES[name] for name in names)
        return _with_waiver(problem, need, str(change["offer"]), rules)
    if kind == "reserved":
        return _with_reserved(problem, need, int(str(change["add"])))
    raise ValueError(f"change of kind {kind!r} is not known")


def holds(problem: Problem, result: Result, need: str, change: Mapping[str, object]) -> bool:
    """True when solving the changed problem from nothing serves more heads of the need than before."""
    columns = prepare(changed(problem, need, change))
    again = answer.exact(columns, eligibility.all_edges(columns))
    served = int(again.need_load[np.searchsorted(columns.need_id, need)])
    before = int(result.assignment["heads"][result.assignment["need"] == need].sum())
    return served > before


def rule_costs(problem: Problem) -> dict[str, int]:
    """What each rule costs: the value gained if it alone were not asked for (the competency is never left out)."""
    base = _value(problem)
    return {
        name: _value(dataclasses.replace(problem, ignored=problem.ignored | bit)) - base
        for name, bit in RULES.items()
        if bit != COMPETENCY and not problem.ignored & bit
    }


def _value(problem: Problem) -> int:
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    served = answer.flow.optimal_flow(edges, columns.heads, columns.capacity)
    return int((edges.value * served).sum())


def _with_cell(problem: Problem, table: str, column: str, row: str, value: int) -> Problem:
    rows = getattr(problem, table)
    cells = np.asarray(rows[column]).copy()
    cells[np.asarray(rows["id"]) == row] = value
    return dataclasses.replace(problem, **{table: {**rows, column: cells}})  # type: ignore[arg-type]


def _with_waiver(problem: Problem, need: str, offer: str, rules: int) -> Problem:
    """The same problem with one exception more; an exception the pair already has is widened."""
    rows = {
        (str(n), str(o)): int(r)
        for n, o, r in zip(
            *(np.asarray(problem.waivers.get(name, ())).tolist() for name in ("need", "offer", "rules")), strict=True
        )
    }
    rows[need, offer] = rows.get((need, offer), 0) | rules
    keys = sorted(rows)
    waivers = {
        "need": np.array([key[0] for key in keys]),
        "offer": np.array([key[1] for key in keys]),
        "rules": np.array([rows[key] for key in keys], np.int64),
    }
    return dataclasses.replace(problem, waivers=waivers)


def _with_reserved(problem: Problem, need: str, add: int) -> Problem:
    """An offer more that lists no competency, so that nobody may use it but the need it is reserved for."""
    name = RESERVED + need
    row = {
        "id": name,
        "capacity": add,
        "quality": FULL,
        "mode": ONSITE | ONLINE,
        "radius": 10**6,
        "max_level": 10**6,
        "start": -(10**9),
        "end": 10**9,
        "authority": int(np.max(np.asarray(problem.needs.get("authority", [0])))),
    }
    offers = {}
    for column, cells in problem.offers.items():
        cells = np.asarray(cells)
        offers[column] = np.append(cells, np.array([row.get(column, 0)]).astype(cells.dtype if column != "id" else str))
    return _with_waiver(dataclasses.replace(problem, offers=offers), need, name, sum(RULES.values()))
