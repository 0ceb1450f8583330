"""Needs meet offers: exactly, in any row order, and only what the checker accepts."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation import generate_matching as generator
from simpul.allocation.solver import check_matching
from simpul.allocation.solver.matching import eligibility
from simpul.allocation.solver.matching.problem import chord, kilometres, points, prepare
from simpul.allocation.solver.matching.solve import Options, accept, solve
from simpul.allocation.solver.result import Unsound
from tests.allocation.matching_cases import every_assignment, shuffled, small, with_cell, without_row

seeds = st.integers(0, 10**9)
PLAIN = Options(explain=False)


def test_the_checker_agrees_on_a_thousand_random_problems():
    for seed in range(1000):
        problem = small(seed, needs=7, offers=5, heads=5)
        result = solve(problem, PLAIN)
        assert check_matching.breaches(problem, result) == []
        assert result.gap == 0.0


def test_no_assignment_tried_by_brute_force_is_worth_more():
    tried = 0
    for seed in range(400):
        problem = small(seed, needs=3, offers=3, heads=2)
        columns = prepare(problem)
        edges = eligibility.all_edges(columns)
        if not 1 <= len(edges) <= 7:
            continue
        rows = (edges.need.tolist(), edges.offer.tolist(), columns.heads.tolist(), columns.capacity.tolist())
        best = max(int(np.dot(amounts, edges.value)) for amounts in every_assignment(*rows))
        assert solve(problem, PLAIN).value == best
        tried += 1
    assert tried > 150


@settings(max_examples=60, deadline=None)
@given(seeds, seeds)
def test_the_order_of_rows_changes_nothing(seed, other):
    problem = small(seed, needs=7, offers=5)
    one, two = solve(problem), solve(shuffled(problem, other))
    assert one.hash == two.hash
    assert (one.value, one.bound, one.reasons) == (two.value, two.bound, two.reasons)


@settings(max_examples=60, deadline=None)
@given(seeds, seeds, st.integers(1, 5))
def test_more_capacity_is_never_worse(seed, at, more):
    problem = small(seed)
    row = at % len(problem.offers["id"])
    wider = with_cell(problem, "offers", "capacity", row, int(problem.offers["capacity"][row]) + more)
    assert solve(wider, PLAIN).value >= solve(problem, PLAIN).value


@settings(max_examples=60, deadline=None)
@given(seeds, seeds)
def test_one_offer_more_never_lowers_the_value(seed, at):
    problem = small(seed, offers=5)
    if len(problem.offers["id"]) < 2:
        return
    fewer = without_row(problem, "offers", at % len(problem.offers["id"]))
    assert solve(problem, PLAIN).value >= solve(fewer, PLAIN).value


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_the_least_price_is_what_one_more_place_adds_and_the_greatest_what_one_less_costs(seed):
    problem = small(seed, needs=7, offers=4)
    result = solve(problem, PLAIN)
    for row, name in enumerate(problem.offers["id"]):
        at = int(np.flatnonzero(result.prices["offer"] == name)[0])
        now = int(problem.offers["capacity"][row])
        more = solve(with_cell(problem, "offers", "capacity", row, now + 1), PLAIN)
        assert more.value - result.value == result.prices["least"][at]
        if now:
            less = solve(with_cell(problem, "offers", "capacity", row, now - 1), PLAIN)
            assert result.value - less.value == result.prices["greatest"][at]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: dataclasses.replace(r, value=r.value + 1),
        lambda r: dataclasses.replace(r, bound=r.bound - 1),
        lambda r: dataclasses.replace(r, gap=0.5),
        lambda r: dataclasses.replace(r, hash="0" * 64),
        lambda r: dataclasses.replace(r, prices={**r.prices, "least": r.prices["least"] + 1}),
        lambda r: _heads(r, lambda heads: heads + 1),
        lambda r: _heads(r, lambda heads: heads * 0),
        lambda r: dataclasses.replace(r, assignment={**r.assignment, "need": np.roll(r.assignment["need"], 1)}),
        lambda r: dataclasses.replace(r, assignment={k: v[:-1] for k, v in r.assignment.items()}),
    ],
)
def test_a_spoilt_result_is_refused(spoil):
    problem = generator.generate(1, 60, 12, 3)
    result = solve(problem, PLAIN)
    assert check_matching.accepts(problem, result)
    assert not check_matching.accepts(problem, spoil(result))
    with pytest.raises(Unsound):
        accept(problem, spoil(result), None)


def _heads(result, change):
    return dataclasses.replace(result, assignment={**result.assignment, "heads": change(result.assignment["heads"])})


def test_a_pair_that_breaks_a_rule_is_refused():
    problem = generator.generate(1, 60, 12, 3)
    result = solve(problem, PLAIN)
    name = result.assignment["need"][0]
    row = int(np.flatnonzero(problem.needs["id"] == name)[0])
    strict = with_cell(problem, "needs", "level", row, 9)
    assert any("may not meet" in text for text in check_matching.breaches(strict, result))


def test_a_kabupaten_is_solved_with_a_proven_gap_of_zero():
    problem = generator.generate(*generator.SCALES["kabupaten"], seed=5)
    result = solve(problem, PLAIN)
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    assert result.gap == 0.0
    assert result.value > generator.greedy(columns, edges) > generator.first_come(columns, edges)


def test_nothing_offered_is_an_empty_answer_with_reasons():
    problem = generator.generate(1, 5, 2, 0)
    empty = dataclasses.replace(
        problem,
        offers={name: cells[:0] for name, cells in problem.offers.items()},
        skills={name: cells[:0] for name, cells in problem.skills.items()},
    )
    result = solve(empty)
    assert (result.value, result.bound, len(result.assignment["need"])) == (0, 0, 0)
    assert {reason["cause"] for reason in result.reasons if reason["kind"] == "need"} == {"competency"}


def test_a_distance_by_the_straight_line_is_the_way_over_the_earth():
    x, y, z = points(np.array([-7.0, -6.2]), np.array([110.0, 106.8]))
    straight = np.sqrt(float((x[0] - x[1]) ** 2 + (y[0] - y[1]) ** 2 + (z[0] - z[1]) ** 2))
    assert kilometres(straight) == pytest.approx(364.4, abs=0.5)
    assert kilometres(chord(np.array([250.0])))[0] == pytest.approx(250, abs=0.02)


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("needs", "id", np.array(["K1", "K1"]), "appears twice"),
        ("needs", "heads", np.array([1.5, 2.0]), "must hold integers"),
        ("needs", "heads", np.array([-1, 2]), "must not be negative"),
        ("needs", "weight", np.array([10**9, 1]), "overflow"),
        ("offers", "quality", np.array([1001, 1]), "between 0 and"),
        ("skills", "offer", np.array(["L9"] * 2), "is not known"),
    ],
)
def test_columns_that_cannot_be_used_are_named(table, column, value, words):
    problem = generator.generate(1, 2, 2, 0)
    skills = {name: cells[:2] for name, cells in problem.skills.items()}
    problem = dataclasses.replace(problem, skills=skills)
    broken = dataclasses.replace(problem, **{table: {**getattr(problem, table), column: value}})
    with pytest.raises(ValueError, match=words):
        prepare(broken)
