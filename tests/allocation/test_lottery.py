"""The lottery: chances are leximin, the table is legal, the seed decides alone."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from simpul.allocation.generate_people import applicants
from simpul.allocation.solver import lottery as lot
from simpul.allocation.solver import selection as sel


def all_compositions(pool: np.ndarray, rows: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    every = np.array(list(itertools.product(*(range(size + 1) for size in pool))))
    held = every @ rows.T
    return every[((low <= held) & (held <= high)).all(axis=1)]


def exact_leximin(pool: np.ndarray, table: np.ndarray) -> list[float]:
    """Leximin by its definition: raise the minimum, then fix every group that cannot stand higher."""
    share = table / pool
    fixed: dict[int, float] = {}
    groups = range(len(pool))
    while len(fixed) < len(pool):
        free = [g for g in groups if g not in fixed]
        level = _highest(share, fixed, free)
        stuck = [g for g in free if _highest(share, fixed | {f: level for f in free if f != g}, [g]) <= level + 1e-6]
        fixed |= dict.fromkeys(stuck or free, level)
    return [fixed[g] for g in groups]


def _highest(share: np.ndarray, floors: dict[int, float], raised: list[int]) -> float:
    count = len(share)
    rows = [np.append(-share[:, g], 1.0) for g in raised] + [np.append(-share[:, g], 0.0) for g in floors]
    limits = [0.0] * len(raised) + [-floor + 1e-9 for floor in floors.values()]
    solved = linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=np.array(rows),
        b_ub=limits,
        A_eq=np.append(np.ones(count), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * (count + 1),
    )
    return -float(solved.fun)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_chances_are_leximin_on_small_problems(seed: int) -> None:
    chance = np.random.default_rng(seed)
    groups = int(chance.integers(2, 5))
    pool = chance.integers(1, 4, groups)
    rows = np.vstack([(chance.random((2, groups)) < 0.5).astype(int), np.ones(groups, int)])
    seats = int(chance.integers(1, pool.sum()))
    low = np.append(chance.integers(0, 2, 2), seats)
    high = np.append(low[:2] + chance.integers(0, 3, 2), seats)
    table = all_compositions(pool, rows, low, high)
    if not len(table):
        return
    found = lot.leximin(pool, sp.csr_matrix(rows.astype(float)), low.astype(float), high.astype(float), table[0])
    assert found.exact
    assert np.allclose(found.chance, exact_leximin(pool, table), atol=2e-5)
    assert {tuple(row) for row in found.compositions.tolist()} <= {tuple(row) for row in table.tolist()}
    assert found.tickets.sum() == lot.TICKETS


def test_the_seed_alone_decides_and_anyone_can_repeat_the_draw() -> None:
    ids = np.array(["b", "a", "c"])
    order = lot.ranks("2026", ids)
    expected = sorted("abc", key=lambda name: hashlib.sha256(f"2026:{name}".encode()).digest())
    assert [str(ids[order.tolist().index(place)]) for place in range(3)] == expected


def test_equal_people_win_equally_often_over_many_seeds() -> None:
    wins = dict.fromkeys("abcd", 0)
    for seed in range(250):
        problem = sel.Problem(
            ids=np.array(list("abcd")),
            score=np.full(4, 5),
            member=np.array([[1, 0], [0, 1], [0, 1], [0, 1]], bool),
            low=np.array([0, 1]),
            high=np.array([1, 2]),
            quota_ids=("satu", "tiga"),
            seats=2,
            seed=str(seed),
        )
        for name in sel.solve(problem).result.assignment["id"].tolist():
            wins[name] += 1
    # Leximin over {a}, {b, c, d} with two seats: everybody stands at one half.
    assert all(abs(count / 250 - 0.5) < 0.1 for count in wins.values())


def test_ties_are_drawn_only_between_selections_of_equal_value() -> None:
    problem = applicants(120, 15, 3, step=1000)
    values, answers = set(), set()
    for seed in ("a", "b", "c"):
        outcome = sel.solve(sel.dataclasses.replace(problem, seed=seed))
        assert outcome.lottery is not None
        assert outcome.lottery.exact
        values.add(outcome.result.value)
        answers.add(outcome.result.hash)
    assert len(values) == 1
    assert len(answers) > 1


def test_a_person_who_is_certain_has_chance_one_and_one_who_cannot_win_none() -> None:
    outcome = sel.solve(applicants(120, 15, 3, step=1000))
    chance = sel.chances(outcome)
    assert np.isclose(chance.sum(), 15, atol=1e-3)
    assert (chance[outcome.chosen] > 0).all()
    assert not outcome.tied[(chance > 1 - 1e-9) | (chance < 1e-9)].any()


def test_a_lottery_cut_short_says_so() -> None:
    pool = np.full(8, 3)
    rows = sp.csr_matrix(np.ones((1, 8)))
    start = np.array([3, 3, 0, 0, 0, 0, 0, 0])
    found = lot.leximin(pool, rows, np.array([6.0]), np.array([6.0]), start, calls=0)
    assert not found.exact
    assert found.tickets.sum() == lot.TICKETS
