"""Mentors: exact over all pairs, loads kept, impossible loads named by count."""

from __future__ import annotations

import dataclasses
import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation.generate_people import mentoring
from simpul.allocation.solver import mentor_reasons as why
from simpul.allocation.solver import mentors as men
from simpul.allocation.solver.check_mentors import check_mentors


def problem(seed: int, people: int = 6, mentors: int = 3) -> men.Problem:
    """A small random problem; some pairs are ruled out, some loads cannot hold."""
    chance = np.random.default_rng(seed)
    low = chance.integers(0, 3, mentors)
    return men.Problem(
        participant_ids=np.array([f"p{number}" for number in chance.permutation(people)], dtype=np.str_),
        field=chance.integers(0, 2, people),
        place=chance.integers(0, 40, (people, 2)),
        mentor_ids=np.array([f"m{number}" for number in chance.permutation(mentors)], dtype=np.str_),
        skill=chance.integers(0, 3, (mentors, 2)) * 100,
        mentor_place=chance.integers(0, 40, (mentors, 2)),
        reach=chance.choice([0, 30], mentors),
        low=low,
        high=low + chance.integers(0, 4, mentors),
    )


def brute(instance: men.Problem) -> int | None:
    """The largest worth over every division that keeps loads, field and reach."""
    worth = men.pair_values(instance)
    best = None
    for chosen in itertools.product(range(len(instance.mentor_ids)), repeat=len(instance.participant_ids)):
        load = np.bincount(chosen, minlength=len(instance.mentor_ids))
        values = worth[np.arange(len(chosen)), list(chosen)]
        if ((instance.low <= load) & (load <= instance.high)).all() and (values > men.NONE).all():
            best = max(int(values.sum()), best if best is not None else -(10**12))
    return best


def solved(instance: men.Problem) -> men.Result | None:
    try:
        return men.solve(instance)
    except men.Infeasible:
        return None


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_brute_force_agrees_on_small_problems(seed: int) -> None:
    instance = problem(seed)
    expected, result = brute(instance), solved(instance)
    assert (None if result is None else result.value) == expected
    if result is not None:
        assert result.bound == result.value


def test_the_checker_agrees_on_a_thousand_random_problems() -> None:
    feasible = 0
    for seed in range(1000):
        instance = problem(seed, people=9, mentors=4)
        result = solved(instance)
        if result is not None:
            feasible += 1
            assert men.check(instance, result) == []
    assert feasible > 200


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_is_irrelevant(seed: int) -> None:
    instance = problem(seed, people=12)
    chance = np.random.default_rng(seed)
    people, mentors = chance.permutation(12), chance.permutation(3)
    of_people = {name: getattr(instance, name)[people] for name in ("participant_ids", "field", "place")}
    names = ("mentor_ids", "skill", "mentor_place", "reach", "low", "high")
    other = dataclasses.replace(instance, **of_people, **{name: getattr(instance, name)[mentors] for name in names})
    first, second = solved(instance), solved(other)
    assert (first and first.hash) == (second and second.hash)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 2))
def test_one_more_place_never_lowers_the_value(seed: int, mentor: int) -> None:
    instance = problem(seed)
    before = solved(instance)
    high = instance.high.copy()
    high[mentor] += 1
    after = solved(dataclasses.replace(instance, high=high))
    if before is not None:
        assert after is not None
        assert after.value >= before.value


def test_a_large_division_is_proven_over_all_pairs() -> None:
    for seed in range(3):
        instance = mentoring(1500, 40, seed)
        result = men.solve(instance)
        assert result.gap == 0.0
        load = np.unique(result.assignment["mentor"], return_counts=True)[1]
        assert load.min() >= instance.low.min()
        assert load.max() <= instance.high.max()


def test_a_corrupted_division_is_rejected() -> None:
    instance = mentoring(60, 5, 1)
    result = men.solve(instance)
    columns = {field.name: getattr(instance, field.name) for field in dataclasses.fields(instance)}
    whose = dict(zip(result.assignment["participant"].tolist(), result.assignment["mentor"].tolist(), strict=True))
    price = dict(zip(result.prices["mentor"].tolist(), result.prices["price"].tolist(), strict=True))
    assert check_mentors(columns, whose, result.value, result.bound, price) == []
    first = next(iter(whose))
    other = next(name for name in price if name != whose[first])
    assert check_mentors(columns, whose | {first: other}, result.value, result.bound, price)
    assert check_mentors(columns, whose | {first: "M9999"}, result.value, result.bound, price)
    assert check_mentors(columns, {}, result.value, result.bound, price)
    assert check_mentors(columns, whose, result.value + 1, result.bound, price)
    assert check_mentors(columns, whose, result.value, result.bound - 1, price)
    assert check_mentors(columns, whose, result.value, result.bound, dict.fromkeys(price, 0))
    assert check_mentors(
        columns | {"low": instance.high + 1, "high": instance.high + 2}, whose, result.value, result.bound, price
    )


def shortfalls(instance: men.Problem) -> dict[str, men.Shortfall]:
    with pytest.raises(men.Infeasible) as caught:
        men.solve(instance)
    assert all(men.sentence(one) for one in caught.value.shortfalls)
    return {one.kind: one for one in caught.value.shortfalls}


def test_loads_that_cannot_hold_are_named_by_count() -> None:
    base = dataclasses.replace(mentoring(20, 4, 0), low=np.zeros(4, int), high=np.full(4, 20))
    ones = np.ones(4, np.int64)
    found = shortfalls(dataclasses.replace(base, low=6 * ones, high=9 * ones))
    assert (found["jumlah_min"].asked, found["jumlah_min"].possible) == (24, 20)
    found = shortfalls(dataclasses.replace(base, high=4 * ones))
    assert (found["jumlah_maks"].asked, found["jumlah_maks"].possible) == (20, 16)
    found = shortfalls(dataclasses.replace(base, low=np.array([3, 0, 0, 0]), high=np.array([2, 9, 9, 9])))
    assert found["batas"].asked == 3
    found = shortfalls(dataclasses.replace(base, skill=np.zeros((4, 4), np.int64)))
    assert len(found["calon"].participants) == 20


def test_a_group_of_mentors_that_asks_for_too_many_is_found() -> None:
    # Two mentors of field 0 want three each; only four people have that field.
    instance = men.Problem(
        participant_ids=np.array([f"p{number}" for number in range(10)]),
        field=np.array([0] * 4 + [1] * 6),
        place=np.zeros((10, 2), np.int64),
        mentor_ids=np.array(["a", "b", "c"]),
        skill=np.array([[900, 0], [800, 0], [0, 700]]),
        mentor_place=np.zeros((3, 2), np.int64),
        reach=np.zeros(3, np.int64),
        low=np.array([3, 3, 0]),
        high=np.array([9, 9, 9]),
    )
    found = shortfalls(instance)["kelompok_min"]
    assert (found.mentors, found.asked, found.possible) == (("a", "b"), 6, 4)
    found = shortfalls(dataclasses.replace(instance, low=np.zeros(3, int), high=np.array([9, 9, 5])))["kelompok_maks"]
    assert (found.mentors, found.asked, found.possible) == (("c",), 6, 5)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_every_count_argument_is_true(seed: int) -> None:
    instance = men.sorted_problem(problem(seed, people=8, mentors=3))
    try:
        men.solve(instance)
    except men.Infeasible as caught:
        allowed = men.pair_values(instance) > men.NONE
        for one in caught.shortfalls:
            assert one.asked > one.possible
            mine = np.isin(instance.mentor_ids, list(one.mentors))
            if one.kind == "kelompok_min":
                assert one.asked == int(instance.low[mine].sum())
                assert one.possible == int(allowed[:, mine].any(axis=1).sum())
            if one.kind == "kelompok_maks":
                people = np.isin(instance.participant_ids, list(one.participants))
                assert not allowed[people][:, ~mine].any()
                assert (one.asked, one.possible) == (int(people.sum()), int(instance.high[mine].sum()))


def test_every_participant_has_a_true_reason() -> None:
    instance = men.sorted_problem(mentoring(120, 6, 2))
    result = men.solve(instance)
    told = why.reasons(instance, result)
    assert [one.participant for one in told] == instance.participant_ids.tolist()
    load = dict(zip(*np.unique(result.assignment["mentor"], return_counts=True), strict=True))
    low = dict(zip(instance.mentor_ids.tolist(), instance.low.tolist(), strict=True))
    for one in told:
        best = int(np.flatnonzero(instance.mentor_ids == one.best)[0])
        assert ("minimum" not in one.why) or load[one.mentor] == low[one.mentor]
        assert (one.rank == 1) == (one.why == "nilai tertinggi")
        assert ("sudah penuh" in one.why) == (one.rank > 1 and load[one.best] == instance.high[best])


def test_a_further_place_and_the_minimum_loads_are_priced_by_solving_again() -> None:
    instance = mentoring(120, 6, 3)
    result = men.solve(instance)
    assert why.cost_of_minimum_loads(instance, result) >= 0
    gains = [why.one_more_place(instance, result, name) for name in instance.mentor_ids.tolist()]
    prices = dict(zip(result.prices["mentor"].tolist(), result.prices["price"].tolist(), strict=True))
    for one in gains:
        assert 0 <= one.gain <= max(0, prices[one.mentor])
        assert bool(one.moved) == (one.gain > 0)
    assert max(one.gain for one in gains) > 0


def test_nobody_to_divide_is_an_empty_division() -> None:
    instance = mentoring(10, 2, 0)
    empty = dataclasses.replace(
        instance,
        participant_ids=np.array([], dtype=np.str_),
        field=np.zeros(0, np.int64),
        place=np.zeros((0, 2), np.int64),
        low=np.zeros(2, np.int64),
    )
    assert men.solve(empty).value == 0


def test_the_result_carries_one_reason_per_participant_ready_for_json() -> None:
    instance = mentoring(30, 3, 0)
    told = why.explained(instance, men.solve(instance)).reasons
    assert len(told) == 30
    assert json.loads(json.dumps(told)) == list(told)
