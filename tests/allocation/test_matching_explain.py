"""Everything that is said about a matching is true: each shown change is solved again from nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation import generate_matching as generator
from simpul.allocation.solver.matching import changes, explain, repair
from simpul.allocation.solver.matching.problem import prepare
from simpul.allocation.solver.matching.solve import Options, find, solve
from tests.allocation.matching_cases import small, with_cell, without_row

PLAIN = Options(explain=False)


def unserved(result):
    return [reason for reason in result.reasons if reason["kind"] == "need"]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_every_shown_change_is_true_when_solved_again(seed):
    problem = small(seed, needs=8, offers=5, heads=4)
    result = solve(problem)
    for reason in unserved(result):
        assert reason["change"] is not None
        assert changes.holds(problem, result, reason["need"], reason["change"])


def test_every_kind_of_change_shown_for_a_kabupaten_is_true():
    problem = generator.generate(*generator.SCALES["kabupaten"], seed=2)
    result = solve(problem)
    shown = {}
    for reason in unserved(result):
        shown.setdefault(reason["change"]["kind"], []).append(reason)
    assert set(shown) == {"weight", "waiver", "capacity", "reserved"}
    for reasons in shown.values():
        for reason in reasons[:: max(1, len(reasons) // 12)]:
            assert changes.holds(problem, result, reason["need"], reason["change"])


def test_two_points_less_weight_than_shown_do_not_serve_the_need():
    problem = generator.generate(*generator.SCALES["kabupaten"], seed=2)
    result = solve(problem)
    by_weight = [reason for reason in unserved(result) if reason["change"]["kind"] == "weight"]
    for reason in by_weight[::40]:
        less = {**reason["change"], "to": reason["change"]["to"] - 2}
        if less["to"] > less["from"]:
            assert not changes.holds(problem, result, reason["need"], less)


def test_every_need_that_lacks_heads_has_one_reason_and_nobody_else():
    problem = generator.generate(1, 300, 40, 1)
    result = solve(problem)
    served = {}
    for need, heads in zip(result.assignment["need"].tolist(), result.assignment["heads"].tolist(), strict=True):
        served[need] = served.get(need, 0) + heads
    lacking = {
        need
        for need, heads in zip(problem.needs["id"].tolist(), problem.needs["heads"].tolist(), strict=True)
        if served.get(need, 0) < heads
    }
    assert sorted(lacking) == [reason["need"] for reason in unserved(result)]


def test_rules_in_the_way_are_minimal_sets_whatever_the_order_of_the_filters():
    problem = generator.generate(1, 300, 40, 1)
    for reason in unserved(solve(problem)):
        sets = [set(names) for names in reason["rules"]]
        assert not any(one < other for one in sets for other in sets)
        if reason["cause"] == "rules":
            assert sets


def test_match_reasons_add_up_to_the_value():
    problem = generator.generate(1, 300, 40, 1)
    result = solve(problem)
    total = 0
    for reason in result.reasons:
        if reason["kind"] == "match":
            parts = reason["competency"] * reason["quality"] * reason["place"] // 10**6
            assert reason["value"] == max(1, parts) * reason["weight"]
            total += reason["value"] * reason["heads"]
    assert total == result.value


def test_an_exception_lets_one_pair_meet_and_says_so():
    problem = generator.generate(1, 300, 40, 1)
    result = solve(problem)
    reason = next(r for r in unserved(result) if r["change"]["kind"] == "waiver")
    excepted = changes.changed(problem, reason["need"], reason["change"])
    again = solve(excepted)
    match = next(r for r in again.reasons if r["kind"] == "match" and r["need"] == reason["need"])
    assert match["offer"] == reason["change"]["offer"]
    assert match["waived"]


def test_leaving_out_a_rule_never_costs_value():
    costs = changes.rule_costs(generator.generate(1, 300, 40, 1))
    assert min(costs.values()) >= 0
    assert "competency" not in costs


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_repair_reaches_the_optimum_and_moves_no_more_than_solving_anew(seed, at):
    problem = small(seed, needs=8, offers=5, heads=4)
    before = solve(problem, PLAIN)
    changed = without_row(problem, "offers", at % len(problem.offers["id"]))
    if not len(changed.offers["id"]):
        return
    result, moved = repair.repair(before, changed)
    fresh = solve(changed, PLAIN)
    assert result.value == fresh.value == result.bound
    assert moved.kept >= repair.moves(before, fresh).kept


def test_repair_without_a_change_moves_nobody():
    problem = generator.generate(1, 300, 40, 4)
    before = solve(problem, PLAIN)
    result, moved = repair.repair(before, problem)
    assert result.hash == before.hash
    assert (len(moved.need), moved.moved, moved.lost, moved.gained) == (0, 0, 0, 0)


def test_repair_says_who_moved_and_who_is_left_without():
    problem = generator.generate(1, 300, 40, 4)
    before = solve(problem, PLAIN)
    busiest = int(np.argmax(problem.offers["capacity"]))
    gone = str(problem.offers["id"][busiest])
    result, moved = repair.repair(before, without_row(problem, "offers", busiest))
    assert gone not in result.assignment["offer"]
    assert gone in moved.before
    held = int(before.assignment["heads"].sum())
    assert moved.kept + moved.moved + moved.lost == held
    assert moved.kept + moved.moved + moved.gained == int(result.assignment["heads"].sum())


def test_a_move_that_must_earn_more_moves_fewer_people_for_a_known_price():
    problem = generator.generate(1, 300, 40, 4)
    before = solve(problem, PLAIN)
    changed = with_cell(problem, "offers", "capacity", 0, 0)
    exact, many = repair.repair(before, changed)
    cheap, few = repair.repair(before, changed, per_move=100_000)
    assert few.kept >= many.kept
    assert exact.value - cheap.value <= 100_000 * (few.kept - many.kept)
    assert cheap.bound == exact.value


def test_the_better_offers_of_a_match_are_counted():
    problem = generator.generate(1, 300, 40, 1)
    for reason in solve(problem).reasons:
        if reason["kind"] == "match":
            assert 0 <= reason["better"] < reason["eligible"]


def test_an_unknown_change_is_refused():
    problem = generator.generate(1, 5, 2, 0)
    with pytest.raises(ValueError, match="not known"):
        changes.changed(problem, "K000000", {"kind": "magic"})


def test_without_proof_no_change_is_shown():
    problem = generator.generate(1, 300, 40, 1)
    found = find(prepare(problem), PLAIN)
    doubtful = dataclasses.replace(found, bound=found.bound + 1)
    assert all(reason["change"] is None for reason in explain.need_reasons(doubtful))
