"""A fair lottery over compositions: who may win is decided by rules, who wins by a seed published beforehand.

Groups of interchangeable people (same quota memberships, same score) share one chance. The chances are leximin: the
smallest chance is as large as possible, then the second smallest, and so on. Compositions (how many of each group) are
generated as they are needed; the published table says with how many tickets each composition is drawn.
"""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

TICKETS = 1_000_000
EPS = 1e-7
FLOOR = 1e-6  # floors reached in earlier stages are kept to this much, well above the tolerance of the linear solver

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Lottery:
    """`compositions[c, g]` people of group g are drawn with `tickets[c]` of TICKETS tickets; `exact` when leximin was completed."""

    compositions: Ints
    tickets: Ints
    chance: Floats
    stages: int
    exact: bool


def rank_key(seed: str, identity: str) -> bytes:
    """The position of a person in the published order: SHA-256 of «seed:id», smallest first."""
    return hashlib.sha256(f"{seed}:{identity}".encode()).digest()


def ranks(seed: str, ids: NDArray[np.str_]) -> Ints:
    """Positions 0…n-1 in the published order of the seed; row order is irrelevant."""
    keys = [(rank_key(seed, str(identity)), str(identity)) for identity in ids]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    position = np.empty(len(keys), np.int64)
    position[order] = np.arange(len(keys))
    return position


def draw(lottery: Lottery, seed: str) -> int:
    """The composition whose ticket the seed draws: SHA-256 of «seed:komposisi» modulo all tickets."""
    ticket = int.from_bytes(rank_key(seed, "komposisi"), "big") % int(lottery.tickets.sum())
    return int(np.searchsorted(np.cumsum(lottery.tickets), ticket, side="right"))


def best_composition(weight: Floats, pool: Ints, rows: sp.csr_matrix, low: Floats, high: Floats) -> Ints | None:
    """The feasible composition of the largest weight, or None when the rules admit no composition."""
    if len(pool) == 0:
        held = np.zeros(rows.shape[0])
        return np.zeros(0, np.int64) if np.all((low <= held) & (held <= high)) else None
    solved = milp(
        -weight,
        constraints=LinearConstraint(rows, low, high),
        integrality=np.ones(len(pool)),
        bounds=Bounds(0, pool.astype(float)),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return None
    taken = np.rint(solved.x).astype(np.int64)
    held = rows @ taken
    return taken if np.all((low <= held) & (held <= high)) else None  # rounding must not bend a rule


def seen_groups(pool: Ints, rows: sp.csr_matrix, low: Floats, high: Floats, start: Ints) -> list[Ints]:
    """Compositions that together show every group that can win at all."""
    found = [start]
    seen = start > 0
    while not seen.all():
        more = best_composition((~seen).astype(float), pool, rows, low, high)
        if more is None or not (more[~seen] > 0).any():
            break
        found.append(more)
        seen |= more > 0
    return found


def leximin(pool: Ints, rows: sp.csr_matrix, low: Floats, high: Floats, start: Ints, calls: int = 400) -> Lottery:
    """The leximin chances over all compositions with low ≤ rows·x ≤ high; stops honestly after `calls` pricing problems."""
    columns = seen_groups(pool, rows, low, high, start)
    known = {column.tobytes() for column in columns}
    possible = np.logical_or.reduce([column > 0 for column in columns])
    fixed = np.where(possible, np.nan, 0.0)
    stages, exact, chances = 0, True, np.ones(len(columns)) / len(columns)
    while np.isnan(fixed).any():
        chances, level, dual = _master(columns, pool, fixed)
        share = dual / pool
        priced = best_composition(share, pool, rows, low, high) if calls > 0 else None
        calls -= 1
        present = max(float(column @ share) for column in columns)
        if priced is not None and float(priced @ share) > present + EPS and priced.tobytes() not in known:
            columns.append(priced)
            known.add(priced.tobytes())
            continue
        exact = exact and priced is not None
        tight = np.isnan(fixed) & (dual > 1e-6)
        # A level that binds nobody is numerical dust: everyone left stands at it.
        fixed[tight if tight.any() and level < 1 - EPS else np.isnan(fixed)] = level
        stages += 1
        if calls < 0:
            break
    return _published(columns, chances, pool, stages, exact)


def _master(columns: list[Ints], pool: Ints, fixed: Floats) -> tuple[Floats, float, Floats]:
    """Chances of the compositions, the level all free groups reach, and what each group's floor costs."""
    share = np.array(columns) / pool  # compositions × groups
    free = np.isnan(fixed)
    matrix = np.hstack([-share.T, free[:, None].astype(float)])
    limit = np.where(free, 0.0, -np.nan_to_num(fixed) + FLOOR)
    cost = np.zeros(len(columns) + 1)
    cost[-1] = -1.0
    total = np.ones((1, len(columns) + 1))
    total[0, -1] = 0.0
    bounds = [(0.0, None)] * len(columns) + [(0.0, 1.0)]
    solved = linprog(cost, A_ub=matrix, b_ub=limit, A_eq=total, b_eq=[1.0], bounds=bounds, method="highs-ds")
    if solved.x is None:
        raise ArithmeticError("Peluang undian tidak dapat dihitung: " + str(solved.message))
    return solved.x[:-1], float(solved.x[-1]), -solved.ineqlin.marginals


def _published(columns: list[Ints], chances: Floats, pool: Ints, stages: int, exact: bool) -> Lottery:
    """Whole tickets by largest remainder, in an order that depends on the compositions only."""
    table = np.array(columns)
    chances = np.clip(chances, 0.0, None)
    ideal = chances / chances.sum() * TICKETS
    tickets = np.floor(ideal + 1e-6).astype(np.int64)
    for place in np.argsort(-(ideal - tickets), kind="stable")[: TICKETS - int(tickets.sum())]:
        tickets[place] += 1
    if int(tickets.sum()) != TICKETS:  # more rounding than columns cannot happen; the largest column absorbs dust
        tickets[int(np.argmax(tickets))] += TICKETS - int(tickets.sum())
    keep = tickets > 0
    table, tickets = table[keep], tickets[keep]
    order = np.lexsort(table.T[::-1]) if table.shape[1] else np.arange(len(table))
    table, tickets = table[order], tickets[order]
    chance = (tickets @ (table / pool)) / TICKETS if table.shape[1] else np.zeros(0)
    return Lottery(table, tickets, chance, stages, exact)
