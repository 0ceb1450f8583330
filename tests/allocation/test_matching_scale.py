"""Large matchings, whole needs, money, and work shared between workers."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import product
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation import generate_matching as generator
from simpul.allocation.solver import check_matching
from simpul.allocation.solver.matching import eligibility, fanout, pricing
from simpul.allocation.solver.matching.budgets import solve_budgeted
from simpul.allocation.solver.matching.changes import changed
from simpul.allocation.solver.matching.indivisible import solve_whole
from simpul.allocation.solver.matching.problem import prepare
from simpul.allocation.solver.matching.solve import Options, solve
from tests.allocation.matching_cases import every_assignment, shuffled, small

PLAIN = Options(explain=False)
PRICED = Options(explain=False, whole=0, goal=0.0)


# ------------------------------------------------------------------ column generation


def test_bringing_edges_in_by_price_reaches_the_optimum_over_all_pairs():
    for seed in range(3):
        problem = generator.generate(*generator.SCALES["kabupaten"], seed=seed)
        exact, priced = solve(problem, PLAIN), solve(problem, PRICED)
        assert priced.bound >= exact.value >= priced.value
        assert priced.value >= 0.9999 * exact.value
        assert priced.gap <= 1e-4


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_the_bound_over_all_pairs_is_never_below_the_optimum(seed):
    problem = small(seed, needs=8, offers=6, heads=5)
    exact, priced = solve(problem, PLAIN), solve(problem, PRICED)
    assert priced.value <= exact.value <= priced.bound


def test_a_pass_sees_the_same_values_as_the_rules_written_out():
    problem = generator.generate(1, 400, 60, 9)
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    price = np.zeros(len(columns.offer_id), np.int64)
    seen = pricing.look_at_all(columns, np.arange(400), price, None, map, keep=60)
    assert seen.edges.need.tolist() == edges.need.tolist()
    assert seen.edges.offer.tolist() == edges.offer.tolist()
    assert seen.edges.value.tolist() == edges.value.tolist()


def test_any_number_of_workers_gives_the_same_bytes():
    problem = generator.generate(1, 600, 80, 9)
    alone = solve(problem, PRICED)
    with ThreadPoolExecutor(2) as threads:
        assert solve(problem, dataclasses.replace(PRICED, run=threads.map)).hash == alone.hash
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        shared = solve(problem, dataclasses.replace(PRICED, run=processes.map))
        assert (shared.hash, shared.bound) == (alone.hash, alone.bound)
        assert fanout.solve_in_parts(problem, processes.map).hash == fanout.solve_in_parts(problem).hash


def test_row_order_does_not_change_a_priced_answer():
    problem = generator.generate(1, 600, 80, 9)
    assert solve(shuffled(problem, 3), PRICED).hash == solve(problem, PRICED).hash


def test_an_exception_counts_in_a_priced_answer_too():
    problem = generator.generate(1, 300, 40, 1)
    reason = next(
        r for r in solve(problem).reasons if r["kind"] == "need" and r["change"] and r["change"]["kind"] == "waiver"
    )
    excepted = changed(problem, reason["need"], reason["change"])
    assert solve(excepted, PRICED).value == pytest.approx(solve(excepted, PLAIN).value, rel=1e-4)


# ------------------------------------------------------------------ parts


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_parts_together_are_worth_as_much_as_the_whole(seed):
    problem = small(seed, needs=8, offers=6, heads=5)
    whole, together = solve(problem, PLAIN), fanout.solve_in_parts(problem)
    assert (together.value, together.bound) == (whole.value, whole.bound)


def test_parts_share_no_need_and_no_offer():
    problem = generator.generate(1, 40, 30, 2)
    found = fanout.parts(problem)
    assert len(found) > 2
    for table in ("needs", "offers"):
        ids = [name for part in found for name in getattr(part, table)["id"].tolist()]
        assert sorted(ids) == sorted(getattr(problem, table)["id"].tolist())


# ------------------------------------------------------------------ whole needs


def test_whole_needs_equal_brute_force():
    tried = 0
    for seed in range(300):
        problem = small(seed, needs=5, offers=3, heads=4)
        columns = prepare(problem)
        edges = eligibility.all_edges(columns)
        if not 1 <= len(edges) <= 10:
            continue
        heads = columns.heads[edges.need]
        best = 0
        for taken in product((0, 1), repeat=len(edges)):
            chosen = np.array(taken)
            load = np.bincount(edges.offer, chosen * heads, len(columns.capacity))
            if (np.bincount(edges.need, chosen) <= 1).all() and (load <= columns.capacity).all():
                best = max(best, int((chosen * heads * edges.value).sum()))
        assert solve_whole(problem).value == best
        tried += 1
    assert tried > 100


def test_whole_needs_of_a_kabupaten_come_close_to_their_bound():
    problem = generator.generate(*generator.SCALES["kabupaten"], seed=1)
    result = solve_whole(problem)
    assert result.gap <= 0.03
    assert solve_whole(shuffled(problem, 4)).hash == result.hash


def test_a_need_served_in_part_is_refused_where_needs_are_whole():
    problem = generator.generate(1, 200, 30, 1)
    result = solve(problem, PLAIN)
    assert any("in part" in text for text in check_matching.variant_breaches(problem, result, whole=True))


# ------------------------------------------------------------------ money


def with_purses(problem, per_head):
    """Every region pays for its own needs and can afford `per_head` for each head it asks."""
    region, heads = np.asarray(problem.needs["region"]), np.asarray(problem.needs["heads"])
    ids = np.unique(region)
    amount = np.array([int(heads[region == name].sum() * per_head) for name in ids], np.int64)
    return dataclasses.replace(
        problem, needs={**problem.needs, "budget": region}, budgets={"id": ids, "amount": amount}
    )


def test_money_is_never_overspent_and_the_bound_holds_against_brute_force():
    tried = 0
    for seed in range(400):
        problem = with_purses(small(seed, needs=4, offers=3, heads=2), 1.0)
        columns = prepare(problem)
        edges = eligibility.all_edges(columns)
        if not 1 <= len(edges) <= 7:
            continue
        purse, cost = columns.need["budget"][edges.need], columns.offer["cost"][edges.offer]
        best = 0
        rows = (edges.need.tolist(), edges.offer.tolist(), columns.heads.tolist(), columns.capacity.tolist())
        for amounts in every_assignment(*rows):
            if (np.bincount(purse, cost * amounts, len(columns.budget)) <= columns.budget).all():
                best = max(best, int(np.dot(amounts, edges.value)))
        result = solve_budgeted(problem)
        assert result.value <= best <= result.bound
        tried += 1
    assert tried > 150


def test_the_purses_of_a_kabupaten_cost_little_more_than_their_bound_says():
    problem = with_purses(generator.generate(*generator.SCALES["kabupaten"], seed=1), 30.0)
    result = solve_budgeted(problem)
    assert result.gap <= 0.002
    assert (result.prices["rate"] > 0).any()


def test_an_overspent_purse_is_refused():
    problem = with_purses(generator.generate(1, 200, 30, 1), 30.0)
    result = solve_budgeted(problem)
    poorer = dataclasses.replace(
        problem, budgets={"id": problem.budgets["id"], "amount": problem.budgets["amount"] // 10}
    )
    rates = dict(zip(result.prices["budget"].tolist(), result.prices["rate"].tolist(), strict=True))
    wrong = check_matching.variant_breaches(poorer, result, rates=rates, scale=int(result.prices["scale"][0]))
    assert any("is exceeded" in text for text in wrong)


def test_a_priced_answer_says_what_it_knows_and_claims_no_change():
    problem = generator.generate(1, 300, 40, 1)
    exact = solve(problem)
    priced = solve(problem, Options(whole=0, goal=0.5))
    causes = [
        {r["need"]: r["cause"] for r in result.reasons if r["kind"] == "need" and not r["served"]}
        for result in (exact, priced)
    ]
    without = {name for name, cause in causes[0].items() if cause in ("rules", "competency")}
    assert without == {name for name, cause in causes[1].items() if cause in ("rules", "competency")}
    if priced.gap > 0:
        assert all(r["change"] is None for r in priced.reasons if r["kind"] == "need")
