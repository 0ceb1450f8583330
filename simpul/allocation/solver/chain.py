"""Which partners to add, within budget, so that the chains worth most become complete: all five links or nothing.

A chain counts only when every missing link is filled, so filling links one by one is blind. The linear programme prices
each partner's places and the budget; those prices bound every choice, and they show which chains are worth deciding.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from .check_chain import check_chain
from .result import Result, result_of

LINKS: tuple[str, ...] = ("hulu", "on-farm", "hilir", "off-farm", "off-taker")
UNIT = 1 << 20  # prices are whole multiples of 1/UNIT
ACCURACY = 0.0005  # the search stops at this proven gap
CORE = 80  # chains nearest to their price, decided first
NODES = 2_000  # and at this many nodes, never by the clock

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Problem:
    """Columns: chains with a weight, a commodity, a place and the links they have; partners with one link each.

    Partner p can fill link `link[p]` of any chain whose commodity is in `commodities[p]` within `reach[p]` (0: anywhere),
    for `cost[p]` a chain, at most `capacity[p]` chains. Places are kilometres × 10.
    """

    chain_ids: NDArray[np.str_]
    weight: Ints
    commodity: Ints
    place: Ints
    have: Bools  # chains × 5
    partner_ids: NDArray[np.str_]
    link: Ints
    commodities: Bools  # partners × commodities
    partner_place: Ints
    reach: Ints
    capacity: Ints
    cost: Ints
    budget: int


@dataclasses.dataclass(frozen=True)
class Pairs:
    """Missing links (`chain_of`, `stage`) and every partner that may fill one: pair k is link `link[k]` by `partner[k]`."""

    chain_of: Ints
    stage: Ints
    link: Ints
    partner: Ints

    @functools.cached_property
    def chain(self) -> Ints:
        """The chain of each pair."""
        return self.chain_of[self.link]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The result with what explanations need: the sorted problem, its pairs, which chains are filled, and by which pairs."""

    problem: Problem
    result: Result
    pairs: Pairs
    filled: Bools  # chains completed by added partners
    used: Ints  # pairs used
    spent: int


def sorted_problem(problem: Problem) -> Problem:
    """Chains and partners in order of their ids."""
    chains, partners = np.argsort(problem.chain_ids, kind="stable"), np.argsort(problem.partner_ids, kind="stable")
    for ids in (problem.chain_ids[chains], problem.partner_ids[partners]):
        if (ids[1:] == ids[:-1]).any():
            raise ValueError("Setiap rantai dan mitra harus mempunyai id yang berbeda.")
    names = ("chain_ids", "weight", "commodity", "place", "have")
    others = ("partner_ids", "link", "commodities", "partner_place", "reach", "capacity", "cost")
    columns = {name: getattr(problem, name)[chains] for name in names}
    return dataclasses.replace(problem, **columns, **{name: getattr(problem, name)[partners] for name in others})


def eligible_pairs(problem: Problem) -> Pairs:
    """Every missing link beside every partner whose link, commodity and reach fit."""
    chain_of, stage = np.nonzero(~problem.have)
    away = problem.place[chain_of][:, None, :] - problem.partner_place[None, :, :]
    near = (problem.reach == 0) | ((away * away).sum(axis=2) <= problem.reach * problem.reach)
    knows = problem.commodities[:, problem.commodity[chain_of]].T
    link, partner = np.nonzero(near & knows & (stage[:, None] == problem.link[None, :]))
    return Pairs(chain_of.astype(np.int64), stage.astype(np.int64), link.astype(np.int64), partner.astype(np.int64))


def candidates(problem: Problem, pairs: Pairs) -> Bools:
    """Chains that are not complete but could be: each missing link has at least one partner with a place."""
    offered = np.bincount(pairs.link[problem.capacity[pairs.partner] > 0], minlength=len(pairs.chain_of)) > 0
    lacking = np.bincount(pairs.chain_of[~offered], minlength=len(problem.chain_ids)) > 0
    return ~problem.have.all(axis=1) & ~lacking


def solve(problem: Problem) -> Outcome:
    """The added partners complete chains of the largest total weight within the budget, up to the stated gap."""
    problem = sorted_problem(problem)
    pairs = eligible_pairs(problem)
    may = candidates(problem, pairs)
    keep = may[pairs.chain] & (problem.capacity[pairs.partner] > 0) & (problem.cost[pairs.partner] <= problem.budget)
    pairs = dataclasses.replace(pairs, link=pairs.link[keep], partner=pairs.partner[keep])
    already = int(problem.weight[problem.have.all(axis=1)].sum())
    room_price, budget_price = place_prices(problem, pairs, may)
    linear, gain = bound_of(problem, pairs, may, room_price, budget_price)
    filled = _near_prices(problem, pairs, may, room_price, budget_price, gain)
    searched = linear
    if linear - int(problem.weight[filled].sum()) > ACCURACY * linear:
        more, searched = _search(problem, pairs, may, np.zeros(len(may), bool))
        more = _fill_up(problem, pairs, may, more)
        filled = max(filled, more, key=lambda chains: int(problem.weight[chains].sum()))
    used, spent = cheapest(problem, pairs, filled)
    if used is None:
        raise ArithmeticError("Rantai yang dipilih tidak dapat dilengkapi bersama.")
    value = int(problem.weight[filled].sum())
    bound = max(value, min(linear, searched))
    assignment = {
        "chain": problem.chain_ids[pairs.chain[used]],
        "link": np.array(LINKS)[pairs.stage[pairs.link[used]]],
        "partner": problem.partner_ids[pairs.partner[used]],
    }
    prices = {
        "partner": np.append(problem.partner_ids, "anggaran").astype(np.str_),
        "price": np.append(room_price, budget_price),
    }
    result = result_of(assignment, already + value, already + bound, prices)
    broken = check(problem, result)
    if broken:
        raise ArithmeticError("Pemeriksa menolak hasil rantai nilai: " + "; ".join(broken))
    return Outcome(problem, result, pairs, filled, used, spent)


def check(problem: Problem, result: Result) -> list[str]:
    """What the independent checker finds wrong, from the raw columns."""
    columns = {field.name: getattr(problem, field.name) for field in dataclasses.fields(problem)}
    rows = list(zip(*(result.assignment[name].tolist() for name in ("chain", "link", "partner")), strict=True))
    prices = dict(zip(result.prices["partner"].tolist(), result.prices["price"].tolist(), strict=True))
    return check_chain(columns, rows, result.value, result.bound, prices)


def _matrix(problem: Problem, pairs: Pairs, may: Bools) -> tuple[sp.csr_matrix, Ints, Ints, Ints]:
    """Rows: each missing link of a candidate is filled as its chain is; partner places; the budget. Columns: pairs, chains."""
    chains = np.flatnonzero(may)
    column = np.full(len(may), -1, np.int64)
    column[chains] = np.arange(len(chains))
    links = np.flatnonzero(may[pairs.chain_of])
    row = np.full(len(pairs.chain_of), -1, np.int64)
    row[links] = np.arange(len(links))
    count, width, partners = len(pairs.link), len(chains), len(problem.partner_ids)
    each, ones = np.arange(count), np.ones(count)
    fill = sp.csr_matrix((ones, (row[pairs.link], each)), shape=(len(links), count))
    asks = sp.csr_matrix(
        (-np.ones(len(links)), (np.arange(len(links)), column[pairs.chain_of[links]])), shape=(len(links), width)
    )
    place = sp.csr_matrix((ones, (pairs.partner, each)), shape=(partners, count))
    money = sp.csr_matrix(problem.cost[pairs.partner].astype(float)[None, :])
    matrix = sp.bmat([[fill, asks], [place, None], [money, None]], format="csr")
    return matrix, chains, links, np.append(problem.capacity, problem.budget)


def place_prices(problem: Problem, pairs: Pairs, may: Bools) -> tuple[Ints, int]:
    """What one more place at each partner and one more unit of budget are worth (in 1/UNIT), from the linear programme."""
    if not len(pairs.link):
        return np.zeros(len(problem.partner_ids), np.int64), 0
    matrix, chains, links, limits = _matrix(problem, pairs, may)
    cost = np.concatenate([np.zeros(len(pairs.link)), -problem.weight[chains].astype(float)])
    solved = linprog(
        cost,
        A_eq=matrix[: len(links)],
        b_eq=np.zeros(len(links)),
        A_ub=matrix[len(links) :],
        b_ub=limits.astype(float),
        bounds=(0, 1),
        method="highs-ds",
    )
    price = np.maximum(np.rint(-solved.ineqlin.marginals * UNIT), 0).astype(np.int64)
    return price[:-1], int(price[-1])


def bound_of(
    problem: Problem, pairs: Pairs, may: Bools, room_price: Ints, budget_price: int
) -> tuple[int, NDArray[np.float64]]:
    """No choice is worth more, whatever the prices; also each chain's gain over the prices of its cheapest partners."""
    fee = (room_price + budget_price * problem.cost)[pairs.partner]
    cheapest_fee = np.full(len(pairs.chain_of), np.iinfo(np.int64).max // 8)
    np.minimum.at(cheapest_fee, pairs.link, fee)
    links = may[pairs.chain_of]
    asked = np.bincount(pairs.chain_of[links], weights=cheapest_fee[links], minlength=len(may))
    gain = np.where(may, problem.weight * float(UNIT) - asked, 0.0)
    exact = [0] * len(may)
    for chain, least in zip(pairs.chain_of[links].tolist(), cheapest_fee[links].tolist(), strict=True):
        exact[chain] += least
    total = sum(max(0, int(problem.weight[q]) * UNIT - exact[q]) for q in np.flatnonzero(may).tolist())
    total += int(budget_price) * int(problem.budget)
    total += sum(p * c for p, c in zip(room_price.tolist(), problem.capacity.tolist(), strict=True))
    return total // UNIT, gain


def _near_prices(
    problem: Problem, pairs: Pairs, may: Bools, room_price: Ints, budget_price: int, gain: NDArray[np.float64]
) -> Bools:
    """A good set of chains: those far above their price are in, far below are out, the CORE nearest are searched."""
    distance = np.sort(np.abs(gain[may]))
    if not len(pairs.link):
        return np.zeros(len(may), bool)
    window = float(distance[min(CORE, len(distance)) - 1])
    fee = (room_price + budget_price * problem.cost)[pairs.partner]
    least = np.full(len(pairs.chain_of), np.iinfo(np.int64).max // 8)
    np.minimum.at(least, pairs.link, fee)
    inside = may & (gain >= -window)
    keep = (fee - least[pairs.link] <= window) & inside[pairs.chain]
    close = dataclasses.replace(pairs, link=pairs.link[keep], partner=pairs.partner[keep])
    filled, _ = _search(problem, close, inside, inside & (gain > window))
    return _fill_up(problem, pairs, may, filled)


def _search(problem: Problem, pairs: Pairs, may: Bools, must: Bools) -> tuple[Bools, int]:
    """A set of chains with all of `must` that can be completed together (none if that fails), and a bound by branching."""
    filled = np.zeros(len(may), bool)
    if not len(pairs.link):
        return filled, 0
    matrix, chains, links, limits = _matrix(problem, pairs, may)
    weight = problem.weight[chains].astype(float)
    solved = milp(
        np.concatenate([np.zeros(len(pairs.link)), -weight]),
        constraints=LinearConstraint(
            matrix,
            np.concatenate([np.zeros(len(links)), np.full(len(limits), -np.inf)]),
            np.concatenate([np.zeros(len(links)), limits.astype(float)]),
        ),
        integrality=np.ones(matrix.shape[1]),
        bounds=Bounds(np.concatenate([np.zeros(len(pairs.link)), must[chains].astype(float)]), 1),
        options={"mip_rel_gap": ACCURACY, "node_limit": NODES},
    )
    if solved.x is not None:
        filled[chains] = solved.x[len(pairs.link) :] > 0.5
    proven = solved.mip_dual_bound if solved.mip_dual_bound is not None else -weight.sum()
    return filled, int(np.floor(-proven + 1e-6 * max(1.0, abs(proven))))


def cheapest(problem: Problem, pairs: Pairs, filled: Bools) -> tuple[Ints | None, int]:
    """The cheapest pairs that complete exactly these chains, whatever the budget; None when partner places do not suffice."""
    links = np.flatnonzero(filled[pairs.chain_of])
    row = np.full(len(pairs.chain_of), -1, np.int64)
    row[links] = np.arange(len(links))
    usable = np.flatnonzero(row[pairs.link] >= 0)
    if not len(links):
        return np.zeros(0, np.int64), 0
    partners, count = len(problem.partner_ids), len(links)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        row[pairs.link[usable]].astype(np.int32),
        (count + pairs.partner[usable]).astype(np.int32),
        np.ones(len(usable), np.int64),
        problem.cost[pairs.partner[usable]],
    )
    nodes = (count + np.arange(partners)).astype(np.int32)
    end = np.full(partners, count + partners, np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(nodes, end, problem.capacity, np.zeros(partners, np.int64))
    supply = np.zeros(count + partners + 1, np.int64)
    supply[:count], supply[-1] = 1, -count
    flow.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if flow.solve() != flow.OPTIMAL:
        return None, 0
    used = usable[flow.flows(np.arange(len(usable), dtype=np.int32)) > 0]
    return used, int(problem.cost[pairs.partner[used]].sum())


def _fill_up(problem: Problem, pairs: Pairs, may: Bools, filled: Bools) -> Bools:
    """More chains join, the heaviest first, while money and places suffice with partners rearranged at the least cost."""
    filled = filled.copy()
    least = np.full(len(pairs.chain_of), np.iinfo(np.int64).max // 8)
    np.minimum.at(least, pairs.link, problem.cost[pairs.partner])
    links = may[pairs.chain_of]
    floor = np.bincount(pairs.chain_of[links], weights=least[links], minlength=len(may))
    spent = cheapest(problem, pairs, filled)[1]
    for chain in np.lexsort((np.arange(len(may)), -problem.weight)):
        if may[chain] and not filled[chain] and problem.weight[chain] > 0 and spent + floor[chain] <= problem.budget:
            filled[chain] = True
            used, cost = cheapest(problem, pairs, filled)
            filled[chain] = used is not None and cost <= problem.budget
            spent = cost if filled[chain] else spent
    return filled
