"""Selection: exact under overlapping quotas, independent of row order, and every stated reason is true."""

from __future__ import annotations

import dataclasses
import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation.generate_people import applicants
from simpul.allocation.solver import selection as sel
from simpul.allocation.solver import selection_reasons as why
from simpul.allocation.solver.check_selection import check_selection, linear_bound


def problem(seed: int, people: int = 8, quotas: int = 3, tight: int = 1) -> sel.Problem:
    """A small random problem; about one in four cannot be met."""
    chance = np.random.default_rng(seed)
    seats = int(chance.integers(1, people))
    member = chance.random((people, quotas)) < 0.5
    low = chance.integers(0, seats // 2 + tight + 1, quotas)
    return sel.Problem(
        ids=np.array([f"x{number}" for number in chance.permutation(people)], dtype=np.str_),
        score=chance.integers(0, 6, people),
        member=member,
        low=low,
        high=low + chance.integers(0, 3, quotas),
        quota_ids=tuple(f"q{q}" for q in range(quotas)),
        seats=seats,
        seed=str(seed),
    )


def brute(instance: sel.Problem) -> list[tuple[int, frozenset[str]]]:
    """Every selection that keeps all quotas, with its value."""
    found = []
    for rows in itertools.combinations(range(len(instance.ids)), instance.seats):
        held = instance.member[list(rows)].sum(axis=0)
        if ((instance.low <= held) & (held <= instance.high)).all():
            found.append((int(instance.score[list(rows)].sum()), frozenset(instance.ids[list(rows)].tolist())))
    return found


def solved(instance: sel.Problem) -> sel.Outcome | None:
    try:
        return sel.solve(instance)
    except sel.Infeasible:
        return None


def check(instance: sel.Problem, outcome: sel.Outcome, **changed: object) -> list[str]:
    given_ = {
        "ids": instance.ids,
        "score": instance.score,
        "member": instance.member,
        "low": instance.low,
        "high": instance.high,
        "seats": instance.seats,
        "seed": instance.seed,
        "chosen": outcome.result.assignment["id"],
        "value": outcome.result.value,
        "bound": outcome.result.bound,
        "prices": outcome.result.prices["price"],
    }
    return check_selection(**{**given_, **changed})


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_brute_force_agrees_on_small_problems(seed: int) -> None:
    instance = problem(seed)
    every, outcome = brute(instance), solved(instance)
    assert (outcome is None) == (not every)
    if outcome is not None:
        assert outcome.result.value == outcome.result.bound == max(value for value, _ in every)
        assert (outcome.result.value, frozenset(outcome.result.assignment["id"].tolist())) in every


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_is_irrelevant(seed: int) -> None:
    instance = problem(seed, people=14)
    chance = np.random.default_rng(seed + 1)
    turn, rules = chance.permutation(14), chance.permutation(3)
    other = dataclasses.replace(
        instance,
        ids=instance.ids[turn],
        score=instance.score[turn],
        member=instance.member[turn][:, rules],
        low=instance.low[rules],
        high=instance.high[rules],
        quota_ids=tuple(instance.quota_ids[q] for q in rules),
    )
    first, second = solved(instance), solved(other)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.result.hash == second.result.hash
        assert first.result.bound == second.result.bound


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 2))
def test_loosening_a_quota_never_lowers_the_value(seed: int, quota: int) -> None:
    instance = problem(seed, people=12)
    before = solved(instance)
    low, high = instance.low.copy(), instance.high.copy()
    low[quota], high[quota] = max(0, low[quota] - 1), high[quota] + 1
    after = solved(dataclasses.replace(instance, low=low, high=high))
    if before is not None:
        assert after is not None
        assert after.result.value >= before.result.value


def test_the_checker_agrees_on_a_thousand_random_problems() -> None:
    feasible = 0
    for seed in range(1000):
        instance = problem(seed, people=7, quotas=2)
        outcome = solved(instance)
        if outcome is not None:
            feasible += 1
            assert check(instance, outcome) == []
            ceiling = linear_bound(
                instance.score,
                instance.member,
                instance.low,
                instance.high,
                instance.seats,
                outcome.result.prices["price"],
            )
            assert outcome.result.value <= outcome.result.bound <= ceiling
    assert feasible > 300


def test_a_corrupted_selection_is_rejected() -> None:
    instance = applicants(300, 30, 1)
    outcome = sel.solve(instance)
    chosen = outcome.result.assignment["id"]
    outsider = next(name for name in instance.ids.tolist() if name not in set(chosen.tolist()))
    assert check(instance, outcome) == []
    assert check(instance, outcome, chosen=chosen[1:])
    assert check(instance, outcome, chosen=np.append(chosen[1:], chosen[1]))
    assert check(instance, outcome, chosen=np.append(chosen[1:], outsider))
    assert check(instance, outcome, chosen=np.append(chosen[1:], "tak dikenal"))
    assert check(instance, outcome, value=outcome.result.value + 1)
    assert check(instance, outcome, bound=outcome.optimum.linear_bound + 1)
    assert check(instance, outcome, prices=np.zeros_like(outcome.result.prices["price"]), bound=10**12)
    assert check(instance, outcome, low=instance.low + 5)


def test_a_worse_selection_with_an_honest_value_is_seen_by_a_swap() -> None:
    instance = dataclasses.replace(applicants(60, 6, 3), low=np.zeros(33, np.int64), high=np.full(33, 60))
    outcome = sel.solve(instance)
    worst = instance.ids[np.argsort(instance.score)[:6]]
    value = int(np.sort(instance.score)[:6].sum())
    assert any("menukar" in text for text in check(instance, outcome, chosen=worst, value=value))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_the_smallest_relaxation_is_smallest_and_enough(seed: int) -> None:
    instance = problem(seed, people=7, tight=2)
    if solved(instance) is not None:
        return
    changes = sel.relaxation(instance)
    low, high, seats = instance.low.copy(), instance.high.copy(), instance.seats
    for change in changes:
        if change.rule is None:
            seats = change.possible
        elif change.side == "min":
            low[change.rule] = change.possible
        else:
            high[change.rule] = change.possible
    assert solved(dataclasses.replace(instance, low=low, high=high, seats=seats)) is not None
    if all(change.rule is not None for change in changes):
        moved = sum(abs(change.asked - change.possible) for change in changes)
        assert moved == _least_breach(instance)


def _least_breach(instance: sel.Problem) -> int:
    least = []
    for rows in itertools.combinations(range(len(instance.ids)), instance.seats):
        held = instance.member[list(rows)].sum(axis=0)
        least.append(int((np.maximum(instance.low - held, 0) + np.maximum(held - instance.high, 0)).sum()))
    return min(least)


def test_more_seats_than_applicants_is_named() -> None:
    instance = dataclasses.replace(applicants(20, 5, 0), seats=25)
    with pytest.raises(sel.Infeasible) as caught:
        sel.solve(instance)
    assert any(change.rule is None and change.possible == 20 for change in caught.value.changes)


def test_the_same_id_twice_is_refused() -> None:
    instance = problem(1)
    with pytest.raises(ValueError, match="id yang berbeda"):
        sel.solve(dataclasses.replace(instance, ids=np.array(["a"] * len(instance.ids))))


@pytest.mark.parametrize(("people", "seats", "step"), [(120, 15, 100), (200, 25, 1), (80, 10, 1000)])
def test_every_shown_threshold_is_true_when_solved_again(people: int, seats: int, step: int) -> None:
    outcome = sel.solve(applicants(people, seats, 4, step=step))
    instance, found = outcome.problem, why.thresholds(outcome)
    assert set(found) == set(np.flatnonzero(~outcome.chosen).tolist())
    for row in list(found)[::6]:
        threshold = found[row]
        assert threshold.score is not None
        assert threshold.score > instance.score[row]
        for score, gained in ((threshold.score, 1), (threshold.score - 1, 0)):
            raised = instance.score.copy()
            raised[row] = score
            again = sel.solve(dataclasses.replace(instance, score=raised), fair=False)
            assert again.result.value == outcome.result.value + gained
            assert gained == 0 or again.chosen[row]


def test_whom_no_score_can_bring_in_is_told_which_quota_bars_him() -> None:
    instance = sel.Problem(
        ids=np.array(["a", "b", "c", "d"]),
        score=np.array([9, 1, 1, 1]),
        member=np.array([[1, 0], [0, 1], [0, 1], [0, 1]], bool),
        low=np.array([0, 2]),
        high=np.array([0, 3]),
        quota_ids=("luar", "dalam"),
        seats=2,
    )
    outcome = sel.solve(instance)
    threshold = why.thresholds(outcome)[0]
    assert threshold.score is None
    moved = {(change.rule, change.side): change.possible for change in threshold.changes}
    assert outcome.problem.quota_ids == ("dalam", "luar")
    assert moved == {(0, "min"): 1, (1, "maks"): 1}


def test_the_reserve_list_holds_the_best_replacement_of_everyone() -> None:
    outcome = sel.solve(applicants(400, 40, 2))
    instance, spare = outcome.problem, why.reserve(outcome, 4)
    listed = spare.rows.tolist()
    keys = [(-int(instance.score[row]), int(outcome.order[row])) for row in listed]
    assert keys == sorted(keys)
    assert not outcome.chosen[listed].any()
    held = why.held(outcome)
    for leaving in np.flatnonzero(outcome.chosen):
        fits = []
        for row in np.flatnonzero(~outcome.chosen):
            after = held - instance.member[leaving] + instance.member[row]
            if ((instance.low <= after) & (after <= instance.high)).all():
                fits.append((-int(instance.score[row]), int(outcome.order[row]), int(row)))
        best = int(spare.best_of_kind[outcome.blocks.kind[leaving]])
        assert best == (min(fits)[2] if fits else -1)
        if fits:  # the first of the list who keeps the quotas is the best of all
            able = {row for *_, row in fits}
            assert next(row for row in listed if row in able) == best


def test_who_has_no_single_replacement_is_told_how_many_must_move() -> None:
    for seed in range(200):
        outcome = solved(problem(seed, people=8))
        if outcome is None:
            continue
        spare = why.reserve(outcome, 3)
        for row in np.flatnonzero(outcome.chosen):
            kind = int(outcome.blocks.kind[row])
            if spare.best_of_kind[kind] < 0:
                mine = set(outcome.problem.ids[outcome.chosen].tolist()) - {str(outcome.problem.ids[row])}
                others = [names for _, names in brute(outcome.problem) if str(outcome.problem.ids[row]) not in names]
                expected = min((len(mine - names) for names in others), default=None)
                assert why.moves_without(outcome, kind) == expected


def test_the_cost_of_a_quota_is_what_its_absence_gains() -> None:
    instance = applicants(150, 20, 5)
    outcome = sel.solve(instance)
    costs = why.rule_costs(outcome)
    for rule in range(0, len(costs), 4):
        low, high = instance.low.copy(), instance.high.copy()
        low[rule], high[rule] = 0, 150
        freer = sel.solve(dataclasses.replace(instance, low=low, high=high), fair=False)
        assert costs[rule] == freer.result.value - outcome.result.value
    assert costs.max() > 0


def test_everyone_chosen_has_one_reason() -> None:
    outcome = sel.solve(applicants(300, 40, 6, step=500))
    told = list(why.why_chosen(outcome))
    assert [row for row, *_ in told] == np.flatnonzero(outcome.chosen).tolist()
    assert {code for _, code, _ in told} <= {"nilai", "kuota", "tempat", "undian"}


def test_an_empty_set_of_quotas_takes_the_highest_scores() -> None:
    instance = applicants(50, 10, 0)
    bare = dataclasses.replace(
        instance, member=np.zeros((50, 0), bool), low=np.zeros(0, np.int64), high=np.zeros(0, np.int64), quota_ids=()
    )
    assert sel.solve(bare).result.value == int(np.sort(instance.score)[-10:].sum())


def test_the_result_carries_one_reason_per_applicant_ready_for_json() -> None:
    outcome = sel.solve(applicants(80, 10, 2))
    told = why.explained(outcome).reasons
    assert [one["id"] for one in told] == outcome.problem.ids.tolist()
    assert sum(bool(one["chosen"]) for one in told) == 10
    assert all("code" in one or one["chosen_from_score"] for one in told)
    assert json.loads(json.dumps(told)) == list(told)
