"""Repair of a selection: as few as possible move, then the score is the highest."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation.generate_people import applicants
from simpul.allocation.solver import selection as sel
from simpul.allocation.solver import selection_reasons as why
from simpul.allocation.solver.selection_repair import repair
from tests.allocation.test_selection import problem


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_brute_force_agrees_on_who_moves_and_on_the_score(seed: int) -> None:
    instance = problem(seed)
    try:
        before = set(sel.solve(instance).result.assignment["id"].tolist())
    except sel.Infeasible:
        return
    gone = sorted(before)[0]
    best = None
    rest = [row for row, name in enumerate(instance.ids.tolist()) if name != gone]
    for rows in itertools.combinations(rest, instance.seats):
        held = instance.member[list(rows)].sum(axis=0)
        if ((instance.low <= held) & (held <= instance.high)).all():
            kept = len(before & set(instance.ids[list(rows)].tolist()))
            best = max(best or (0, 0), (kept, int(instance.score[list(rows)].sum())))
    if best is None:
        with pytest.raises(sel.Infeasible):
            repair(instance, before, [gone])
        return
    found = repair(instance, before, [gone])
    after = set(found.result.assignment["id"].tolist())
    assert (len(after & before), found.result.value) == best
    assert set(found.came) == after - before
    assert set(found.moved) == before - after - {gone}
    assert gone not in after


def test_one_who_leaves_is_followed_by_the_first_fitting_one_of_the_reserve_list() -> None:
    outcome = sel.solve(applicants(400, 40, 2))
    instance, spare = outcome.problem, why.reserve(outcome, 4)
    chosen = outcome.result.assignment["id"].tolist()
    for row in np.flatnonzero(outcome.chosen)[::5]:
        best = int(spare.best_of_kind[outcome.blocks.kind[row]])
        if best >= 0:
            found = repair(instance, chosen, [str(instance.ids[row])])
            assert found.moved == ()
            assert instance.score[instance.ids == found.came[0]] == instance.score[best]


def test_several_may_leave_at_once() -> None:
    outcome = sel.solve(applicants(400, 40, 2))
    chosen = outcome.result.assignment["id"].tolist()
    found = repair(outcome.problem, chosen, chosen[:3])
    assert len(found.result.assignment["id"]) == 40
    assert len(found.came) == 3 + len(found.moved)
    assert not set(chosen[:3]) & set(found.result.assignment["id"].tolist())


def test_a_repair_among_two_thousand_takes_a_moment() -> None:
    outcome = sel.solve(applicants(2000, 200, 0), fair=False)
    chosen = outcome.result.assignment["id"].tolist()
    start = time.process_time()
    repair(outcome.problem, chosen, chosen[:1])
    assert time.process_time() - start < 5
