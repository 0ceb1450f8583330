"""Value chains: whole chains are completed within budget, the bound is proven, every reason is true."""

from __future__ import annotations

import dataclasses
import itertools
import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation import generate_people as gen
from simpul.allocation.solver import chain as ch
from simpul.allocation.solver import chain_reasons as why
from simpul.allocation.solver.check_chain import check_chain


def problem(seed: int) -> ch.Problem:
    return gen.value_chains(2, 3, 8, seed, share=0.4)


def brute(instance: ch.Problem) -> int:
    """The largest weight over every set of chains that partners and budget can complete together."""
    instance = ch.sorted_problem(instance)
    pairs = ch.eligible_pairs(instance)
    may = np.flatnonzero(ch.candidates(instance, pairs))
    best = 0
    for size in range(len(may) + 1):
        for some in itertools.combinations(may, size):
            filled = np.zeros(len(instance.chain_ids), bool)
            filled[list(some)] = True
            if _assignable(instance, pairs, filled):
                best = max(best, int(instance.weight[filled].sum()))
    return best + int(instance.weight[instance.have.all(axis=1)].sum())


def _assignable(instance: ch.Problem, pairs: ch.Pairs, filled: np.ndarray) -> bool:
    """Try every partner for every link."""
    links = np.flatnonzero(filled[pairs.chain_of])
    choices = [pairs.partner[pairs.link == link].tolist() for link in links]
    for used in itertools.product(*choices):
        load = np.bincount(used, minlength=len(instance.capacity)) if used else np.zeros(len(instance.capacity), int)
        if (load <= instance.capacity).all() and int(instance.cost[list(used)].sum()) <= instance.budget:
            return True
    return False


def columns(instance: ch.Problem) -> dict[str, object]:
    return {field.name: getattr(instance, field.name) for field in dataclasses.fields(instance)}


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_brute_force_agrees_on_small_problems(seed: int) -> None:
    instance = problem(seed)
    result = ch.solve(instance).result
    best = brute(instance)
    assert result.value <= best <= result.bound
    assert result.value >= (1 - 2 * ch.ACCURACY) * best


def test_the_checker_agrees_on_a_thousand_random_problems() -> None:
    completed = 0
    for seed in range(1000):
        outcome = ch.solve(problem(seed))
        assert ch.check(outcome.problem, outcome.result) == []
        completed += bool(outcome.filled.any())
    assert completed > 200


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_is_irrelevant(seed: int) -> None:
    instance = gen.value_chains(8, 4, 20, seed)
    chance = np.random.default_rng(seed)
    chains, partners = chance.permutation(len(instance.chain_ids)), chance.permutation(len(instance.partner_ids))
    names = ("chain_ids", "weight", "commodity", "place", "have")
    others = ("partner_ids", "link", "commodities", "partner_place", "reach", "capacity", "cost")
    moved = {name: getattr(instance, name)[chains] for name in names}
    moved |= {name: getattr(instance, name)[partners] for name in others}
    assert ch.solve(dataclasses.replace(instance, **moved)).result.hash == ch.solve(instance).result.hash


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_more_budget_never_lowers_the_bound_below_the_former_value(seed: int) -> None:
    instance = problem(seed)
    before = ch.solve(instance).result
    after = ch.solve(dataclasses.replace(instance, budget=instance.budget + 1500)).result
    assert after.bound >= before.value
    assert after.value >= before.value * (1 - 2 * ch.ACCURACY)


def test_a_corrupted_choice_is_rejected() -> None:
    outcome = ch.solve(gen.value_chains(30, 8, 60, 1))
    result, known = outcome.result, columns(outcome.problem)
    rows = list(zip(*(result.assignment[name].tolist() for name in ("chain", "link", "partner")), strict=True))
    prices = dict(zip(result.prices["partner"].tolist(), result.prices["price"].tolist(), strict=True))
    assert check_chain(known, rows, result.value, result.bound, prices) == []
    assert check_chain(known, rows[1:], result.value, result.bound, prices)
    assert check_chain(known, [*rows, rows[0]], result.value, result.bound, prices)
    assert check_chain(known, [(rows[0][0], rows[0][1], "M99999"), *rows[1:]], result.value, result.bound, prices)
    stranger = next(name for name in prices if name not in (rows[0][2], "anggaran"))
    assert check_chain(known, [(rows[0][0], rows[0][1], stranger), *rows[1:]], result.value, result.bound, prices)
    assert check_chain(known, rows, result.value + 1, result.bound, prices)
    assert check_chain(known, rows, result.value, result.bound * 2, prices)
    assert check_chain(known | {"budget": outcome.spent - 1}, rows, result.value, result.bound, prices)
    assert check_chain(
        known | {"capacity": np.zeros_like(outcome.problem.capacity)}, rows, result.value, result.bound, prices
    )


def test_whole_chains_beat_filling_links_one_by_one() -> None:
    ratios = []
    for seed in range(3):
        instance = gen.value_chains(60, 8, 60, seed)
        result = ch.solve(instance).result
        assert result.gap <= 0.001
        assert result.value >= gen.chain_by_chain(instance)
        ratios.append(result.value / max(1, gen.link_by_link(instance)))
    assert min(ratios) > 1.05


def test_every_chain_has_a_reason_and_extra_budgets_are_exact() -> None:
    outcome = ch.solve(gen.value_chains(40, 6, 50, 2))
    instance = outcome.problem
    told = why.reasons(outcome)
    assert [one.chain for one in told] == instance.chain_ids.tolist()
    assert all(one.text for one in told)
    pairs = ch.eligible_pairs(instance)
    states = {one.state for one in told}
    assert {"lengkap", "dilengkapi", "tanpa mitra", "anggaran"} <= states
    assert sum(one.cost for one in told if one.state == "dilengkapi") == outcome.spent
    for place, one in enumerate(told):
        if one.state == "anggaran":
            together = outcome.filled.copy()
            together[place] = True
            assert one.extra is not None
            assert one.extra > 0
            assert why.holds(instance, pairs, together, instance.budget + one.extra)
            assert not why.holds(instance, pairs, together, instance.budget + one.extra - 1)
        if one.state == "tanpa mitra":
            assert not ch.candidates(instance, pairs)[place]


def test_without_partners_only_what_is_complete_counts() -> None:
    instance = gen.value_chains(20, 4, 10, 0)
    bare = dataclasses.replace(instance, budget=0)
    outcome = ch.solve(bare)
    assert outcome.result.value == int(bare.weight[bare.have.all(axis=1)].sum())
    assert outcome.result.bound == outcome.result.value
    assert not len(outcome.result.assignment["chain"])


def test_the_result_carries_one_reason_per_chain_ready_for_json() -> None:
    outcome = ch.solve(gen.value_chains(10, 4, 20, 0))
    told = why.explained(outcome).reasons
    assert len(told) == len(outcome.problem.chain_ids)
    assert json.dumps(told)
