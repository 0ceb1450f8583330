"""Small random matchings for tests, and the slow, obvious way to solve them."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np

from simpul.allocation.solver.matching.problem import Problem, chord, points

COMPETENCIES = ("air", "gizi", "padi")


def small(seed: int, needs: int = 4, offers: int = 3, heads: int = 3) -> Problem:
    """A problem in which every rule sometimes fails and many values are equal."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, needs + 1)), int(rng.integers(1, offers + 1))
    x, y, z = points(rng.choice([-7.0, -7.2, -7.9], n), rng.choice([110.0, 110.3], n))
    a, b, c = points(rng.choice([-7.0, -7.2], m), rng.choice([110.0, 110.3], m))
    start, begin = rng.integers(0, 4, n), rng.integers(0, 4, m)
    listed = [(k, name) for k in range(m) for name in rng.permutation(COMPETENCIES)[: rng.integers(1, 4)].tolist()]
    return Problem(
        needs={
            "id": np.array([f"K{k}" for k in rng.permutation(n)]),
            "region": rng.choice(["A", "B", "C"], n),
            "competency": rng.choice(COMPETENCIES, n),
            "heads": rng.integers(1, heads + 1, n),
            "weight": rng.choice([1000, 500, 333], n),
            "level": rng.integers(0, 3, n),
            "start": start,
            "end": start + rng.integers(0, 3, n),
            "mode": rng.choice([1, 2, 3], n),
            "authority": rng.choice([0, 1, 2], n, p=[0.8, 0.1, 0.1]),
            "x": x,
            "y": y,
            "z": z,
        },
        offers={
            "id": np.array([f"L{k}" for k in range(m)]),
            "capacity": rng.integers(0, heads + 2, m),
            "max_level": rng.integers(0, 4, m),
            "start": begin,
            "end": begin + rng.integers(0, 4, m),
            "mode": rng.choice([1, 2, 3], m),
            "authority": rng.choice([0, 1, 3], m),
            "radius": chord(rng.choice([5.0, 40.0, 200.0], m)),
            "quality": rng.choice([1000, 800], m),
            "cost": rng.integers(1, 4, m),
            "x": a,
            "y": b,
            "z": c,
        },
        skills={
            "offer": np.array([f"L{k}" for k, _ in listed]),
            "competency": np.array([name for _, name in listed]),
            "score": rng.choice([1000, 800], len(listed)),
        },
    )


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem with its rows in another order."""
    rng = np.random.default_rng(seed)
    tables = {}
    for name in ("needs", "offers", "skills"):
        table = getattr(problem, name)
        order = rng.permutation(len(next(iter(table.values()))))
        tables[name] = {column: np.asarray(cells)[order] for column, cells in table.items()}
    return dataclasses.replace(problem, **tables)


def with_cell(problem: Problem, table: str, column: str, row: int, value: int) -> Problem:
    cells = np.asarray(getattr(problem, table)[column]).copy()
    cells[row] = value
    return dataclasses.replace(problem, **{table: {**getattr(problem, table), column: cells}})


def without_row(problem: Problem, table: str, row: int) -> Problem:
    """The problem with one need or offer gone."""
    rows = getattr(problem, table)
    name = np.asarray(rows["id"])[row]
    kept = {column: np.delete(np.asarray(cells), row) for column, cells in rows.items()}
    changed = dataclasses.replace(problem, **{table: kept})
    if table == "needs":
        return changed
    own = np.asarray(problem.skills["offer"]) == name
    return dataclasses.replace(
        changed, skills={column: np.asarray(cells)[~own] for column, cells in problem.skills.items()}
    )


def every_assignment(need: list[int], offer: list[int], heads: list[int], capacity: list[int]):
    """All integer assignments on the given pairs, as tuples of heads per pair."""
    ranges = [range(min(heads[n], capacity[o]) + 1) for n, o in zip(need, offer, strict=True)]
    for amounts in product(*ranges):
        left, room = list(heads), list(capacity)
        for n, o, amount in zip(need, offer, amounts, strict=True):
            left[n] -= amount
            room[o] -= amount
        if min(left, default=0) >= 0 and min(room, default=0) >= 0:
            yield amounts
