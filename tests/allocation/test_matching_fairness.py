"""Fairness between regions is exact: compared with every assignment there is, and proven by its prices."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.allocation import generate_matching as generator
from simpul.allocation.solver import check_matching
from simpul.allocation.solver.matching import changes, eligibility, fairness
from simpul.allocation.solver.matching.problem import Problem, prepare
from simpul.allocation.solver.matching.solve import Options, find, solve
from tests.allocation.matching_cases import every_assignment, shuffled, small


def shares(problem, result):
    """Heads served ÷ coverable heads, per region that has any, sorted upwards."""
    columns = prepare(problem)
    heads = fairness.coverable(columns, eligibility.all_edges(columns))
    served = np.zeros(len(heads), np.int64)
    region = dict(zip(columns.need_id.tolist(), columns.need["region"].tolist(), strict=True))
    for need, amount in zip(result.assignment["need"].tolist(), result.assignment["heads"].tolist(), strict=True):
        served[region[need]] += amount
    return sorted(Fraction(int(s), int(h)) for s, h in zip(served, heads, strict=True) if h)


def brute_force(problem):
    """(best least share, best leximin vector, best convex objective) over all assignments."""
    columns = prepare(problem)
    edges = eligibility.all_edges(columns)
    if not 1 <= len(edges) <= 7:
        return None
    heads = fairness.coverable(columns, edges)
    if not heads.any():
        return None
    regions = fairness.convex(columns, heads, 500)
    vectors, objectives = [], []
    rows = (edges.need.tolist(), edges.offer.tolist(), columns.heads.tolist(), columns.capacity.tolist())
    for amounts in every_assignment(*rows):
        served = np.zeros(len(heads), np.int64)
        np.add.at(served, columns.need["region"][edges.need], amounts)
        vectors.append(sorted(Fraction(int(s), int(h)) for s, h in zip(served, heads, strict=True) if h))
        unserved = fairness.unserved_of(regions, served)
        bonus = int((regions.arc_cost * (regions.arc_capacity - unserved)).sum())
        objectives.append(int(np.dot(amounts, edges.value)) + bonus)
    return max(vector[0] for vector in vectors), max(vectors), max(objectives)


def test_max_min_leximin_and_convex_equal_brute_force():
    tried = 0
    for seed in range(500):
        problem = small(seed, needs=4, offers=3, heads=2)
        best = brute_force(problem)
        if best is None:
            continue
        tried += 1
        least, vector, objective = best
        assert shares(problem, solve(problem, Options("maxmin", explain=False)))[0] == least
        assert shares(problem, solve(problem, Options("leximin", explain=False))) == vector
        assert solve(problem, Options("convex", explain=False)).value == objective
    assert tried > 150


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["convex", "maxmin", "leximin"]))
def test_the_prices_prove_a_fair_answer_optimal(seed, kind):
    problem = small(seed, needs=8, offers=5, heads=5)
    result = solve(problem, Options(kind))
    assert result.gap == 0.0


@pytest.mark.parametrize("kind", ["convex", "maxmin", "leximin"])
def test_the_order_of_rows_changes_no_fair_answer(kind):
    problem = generator.generate(1, 200, 30, 7)
    assert solve(problem, Options(kind)).hash == solve(shuffled(problem, 1), Options(kind)).hash


def test_fairness_raises_the_least_share_of_a_kabupaten():
    problem = generator.generate(*generator.SCALES["kabupaten"], seed=1)
    plain, fair = (solve(problem, Options(kind, explain=False)) for kind in ("none", "maxmin"))
    assert shares(problem, fair)[0] > shares(problem, plain)[0]
    assert fair.value <= plain.value


def test_a_region_below_its_floor_is_refused():
    problem = generator.generate(1, 200, 30, 7)
    options = Options("maxmin", explain=False)
    result = solve(problem, options)
    rules = fairness.rules_of(find(prepare(problem), options), "maxmin", 500)
    assert check_matching.accepts(problem, result, rules)
    higher = {**rules, "floors": {region: floor + 40 for region, floor in rules["floors"].items()}}
    assert not check_matching.accepts(problem, result, higher)


def test_a_kind_of_fairness_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="not one of"):
        solve(generator.generate(1, 5, 2, 0), Options("kind"))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["convex", "maxmin", "leximin"]))
def test_a_place_of_its_own_serves_a_need_whatever_the_fairness(seed, kind):
    problem = small(seed, needs=6, offers=4, heads=4)
    options = Options(kind)
    for reason in solve(problem, options).reasons:
        if reason["kind"] == "need" and reason["change"]:
            again = solve(changes.changed(problem, reason["need"], reason["change"]), Options(kind, explain=False))
            assert int(again.assignment["heads"][again.assignment["need"] == reason["need"]].sum()) > reason["served"]


def test_an_offer_without_places_neither_pins_the_least_share_nor_is_said_to_serve_others():
    columns = {"level": 0, "start": 0, "end": 9, "mode": 2, "x": 0, "y": 0, "z": 0}
    needs = {
        "id": ["a", "b"],
        "region": ["A", "B"],
        "competency": ["air", "gizi"],
        "heads": [1, 2],
        "weight": [1000, 1000],
    }
    offers = {"id": ["kosong", "isi"], "capacity": [0, 1], "max_level": [0, 0], "radius": [0, 0]}
    del columns["level"]
    problem = Problem(
        needs={name: np.array(cells) for name, cells in needs.items()}
        | {name: np.full(2, value) for name, value in columns.items()}
        | {"level": np.zeros(2, np.int64)},
        offers={name: np.array(cells) for name, cells in offers.items()}
        | {name: np.full(2, value) for name, value in columns.items()},
        skills={
            "offer": np.array(["kosong", "isi"]),
            "competency": np.array(["air", "gizi"]),
            "score": np.full(2, 1000),
        },
    )
    for kind in ("none", "convex", "maxmin", "leximin"):
        result = solve(problem, Options(kind))
        told = {reason["need"]: reason for reason in result.reasons if reason["kind"] == "need"}
        assert (told["a"]["cause"], told["a"]["best"]) == ("closed", None)
    assert fairness.coverable(prepare(problem), eligibility.all_edges(prepare(problem))).tolist() == [0, 2]
    assert Fraction(1, 2) == shares(problem, result)[0]


def test_a_reason_quotes_the_price_of_the_sheet_or_names_fairness():
    named = 0
    for seed in range(60):
        problem = small(seed, needs=8, offers=3, heads=3)
        for kind in ("none", "convex", "maxmin", "leximin"):
            result = solve(problem, Options(kind))
            price = {r["offer"]: r["greatest"] for r in result.reasons if r["kind"] == "offer"}
            for reason in result.reasons:
                best = reason.get("best")
                if reason["kind"] != "need" or best is None or reason["cause"] != "outpriced":
                    continue
                assert best["price"] == price[best["offer"]]
                assert best["value"] <= best["price"] if best["instead"] is None else best["instead"] < best["value"]
                assert best["instead"] is None or kind != "none"
                named += best["instead"] is not None
    assert named
