"""Every participant gets the mentor that makes the whole best, with each mentor's load between its limits: exact over all pairs.

A min-cost flow over each participant's best few mentors gives a first answer. Moving one participant from mentor a to
mentor b is an arc of a small graph whose lengths are taken over *all* pairs: without a negative cycle the answer is the
optimum and shortest paths are the prices; otherwise the pairs that promise a gain join the flow and it is solved again.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from .check_mentors import check_mentors
from .result import Result, result_of

Ints = NDArray[np.int64]
SMALL = 400  # rows solved at once; more rows get their first prices from a quarter of them
FIRST = 12  # pairs per row in the first window
FAR = 1 << 40  # longer than any path of gains
NONE = np.iinfo(np.int64).min // 4  # the value of a pair that may not be


@dataclasses.dataclass(frozen=True)
class Problem:
    """Columns: participants with a field and a place, mentors with a skill 0…1000 per field, a place, a reach and loads.

    Places are kilometres × 10 on a plane; `reach` is in the same unit, 0 means no limit. A pair is worth
    `10,000 + skill weight·skill − distance weight·distance` points; skill 0 in the field rules the pair out.
    """

    participant_ids: NDArray[np.str_]
    field: Ints
    place: Ints  # participants × 2
    mentor_ids: NDArray[np.str_]
    skill: Ints  # mentors × fields
    mentor_place: Ints  # mentors × 2
    reach: Ints
    low: Ints
    high: Ints
    skill_weight: int = 10
    distance_weight: int = 4


@dataclasses.dataclass(frozen=True)
class Shortfall:
    """A count argument: these mentors (or all) ask for or offer `asked`, but only `possible` can be had."""

    kind: str  # "batas", "jumlah_min", "jumlah_maks", "calon", "kelompok_min", "kelompok_maks"
    mentors: tuple[str, ...]
    participants: tuple[str, ...]
    asked: int
    possible: int


class Infeasible(Exception):
    """The loads cannot hold; `shortfalls` say which and by how much."""

    def __init__(self, shortfalls: tuple[Shortfall, ...]) -> None:
        self.shortfalls = shortfalls
        super().__init__("; ".join(map(sentence, shortfalls)))


SENTENCES = {
    "batas": "mentor {mentors}: beban minimum {asked} melebihi maksimumnya {possible}; turunkan minimum atau naikkan maksimum",
    "jumlah_min": "beban minimum semua mentor berjumlah {asked}, pesertanya {possible}; turunkan minimum sebanyak {gap}",
    "jumlah_maks": "ada {asked} peserta, beban maksimum semua mentor berjumlah {possible}; tambah {gap} tempat",
    "calon": "peserta {participants} tidak mempunyai mentor untuk bidang dan jaraknya; tambah mentor atau perluas jangkauan",
    "kelompok_min": "mentor {mentors} bersama meminta paling sedikit {asked} peserta, yang dapat mereka bimbing {possible}; turunkan minimum sebanyak {gap}",
    "kelompok_maks": "{asked} peserta hanya dapat dibimbing mentor {mentors}, yang bersama menampung {possible}; tambah {gap} tempat",
}


def sentence(shortfall: Shortfall) -> str:
    """The count argument as one Indonesian sentence."""

    def some(names: tuple[str, ...]) -> str:
        return ", ".join(names[:5]) + (f" dan {len(names) - 5} lainnya" if len(names) > 5 else "")

    return SENTENCES[shortfall.kind].format(
        mentors=some(shortfall.mentors),
        participants=some(shortfall.participants),
        asked=shortfall.asked,
        possible=shortfall.possible,
        gap=abs(shortfall.asked - shortfall.possible),
    )


def sorted_problem(problem: Problem) -> Problem:
    """Participants and mentors in order of their ids."""
    people, mentors = np.argsort(problem.participant_ids, kind="stable"), np.argsort(problem.mentor_ids, kind="stable")
    for ids in (problem.participant_ids[people], problem.mentor_ids[mentors]):
        if (ids[1:] == ids[:-1]).any():
            raise ValueError("Setiap peserta dan mentor harus mempunyai id yang berbeda.")
    of_people = {name: getattr(problem, name)[people] for name in ("participant_ids", "field", "place")}
    names = ("mentor_ids", "skill", "mentor_place", "reach", "low", "high")
    return dataclasses.replace(problem, **of_people, **{name: getattr(problem, name)[mentors] for name in names})


def pair_values(problem: Problem) -> Ints:
    """The worth of every participant × mentor in points; NONE where field or distance rules the pair out."""
    skill = problem.skill.T[problem.field]
    away = problem.place[:, None, :].astype(float) - problem.mentor_place[None, :, :]
    squared = away[..., 0] * away[..., 0] + away[..., 1] * away[..., 1]
    distance = np.rint(np.sqrt(squared)).astype(np.int64)
    worth = 10_000 + problem.skill_weight * skill - problem.distance_weight * distance
    allowed = (skill > 0) & ((problem.reach == 0) | (distance <= problem.reach))
    return np.where(allowed, worth, NONE)


def solve(problem: Problem, values: Ints | None = None) -> Result:
    """Each participant has one mentor, loads hold, the total worth is the largest; loads that cannot hold are named."""
    problem = sorted_problem(problem)
    worth = pair_values(problem) if values is None else values
    plain = shortfalls(problem, worth)
    if plain:
        raise Infeasible(plain)
    chosen, prices = optimum(worth, problem.low.astype(np.int64), problem.high.astype(np.int64))
    if chosen is None:
        raise Infeasible((deficient_group(problem, worth),))
    assignment = {"participant": problem.participant_ids, "mentor": problem.mentor_ids[chosen]}
    value = int(worth[np.arange(len(chosen)), chosen].sum())
    bound = proven(worth, problem.low, problem.high, prices)
    result = result_of(assignment, value, bound, {"mentor": problem.mentor_ids, "price": prices})
    broken = check(problem, result)
    if broken:
        raise ArithmeticError("Pemeriksa menolak hasil pembagian mentor: " + "; ".join(broken))
    return result


def check(problem: Problem, result: Result) -> list[str]:
    """What the independent checker finds wrong, from the raw columns."""
    columns = {field.name: getattr(problem, field.name) for field in dataclasses.fields(problem)}
    return check_mentors(
        columns,
        dict(zip(result.assignment["participant"].tolist(), result.assignment["mentor"].tolist(), strict=True)),
        result.value,
        result.bound,
        dict(zip(result.prices["mentor"].tolist(), result.prices["price"].tolist(), strict=True)),
    )


def proven(worth: Ints, low: Ints, high: Ints, prices: Ints) -> int:
    """No division can be worth more, whatever the prices: each participant's best net of prices, plus the loads at their prices."""
    if not len(worth):
        return 0
    return int((worth - prices).max(axis=1).sum() + (np.where(prices > 0, high, low) * prices).sum())


def optimum(worth: Ints, low: Ints, high: Ints) -> tuple[Ints | None, Ints]:
    """The mentor of each participant and the prices that prove it; None when no division keeps the loads."""
    people, mentors = worth.shape
    if not people:
        return np.zeros(0, np.int64), np.zeros(mentors, np.int64)
    used, prices = _divide(worth, low, high, np.ones(people, np.int64))
    if used is None:
        return None, prices
    chosen = np.empty(people, np.int64)
    chosen[used[0]] = used[1]
    return chosen, prices


def _divide(
    worth: Ints, low: Ints, high: Ints, heads: Ints, *, roughly: bool = False
) -> tuple[tuple[Ints, Ints, Ints] | None, Ints]:
    """The pairs used and the prices that prove them best, for rows that stand for `heads` people each.

    Prices of a smaller problem, in which every fourth row stands for four, show which pairs can matter; the window
    moves and widens until the prices of the answer prove it best over all pairs. `roughly` needs no such proof.
    """
    people, mentors = worth.shape
    guess, window = np.zeros(mentors, np.int64), FAR
    if people > SMALL:
        groups = np.arange(0, people, 4)
        _, guess = _divide(worth[groups], low, high, np.add.reduceat(heads, groups), roughly=True)
        window = _window(worth, guess)
    while True:
        net = np.where(worth > NONE, worth - guess, -FAR)
        regret = net.max(axis=1)[:, None] - net
        usable = regret < FAR // 2
        pairs = usable & (regret <= window)
        used = _flow(regret, low, high, pairs, guess, heads)
        if used is not None:
            whole = roughly or pairs.sum() == usable.sum()
            prices = None if roughly else _prices(worth, used, low, high)
            if prices is not None:
                return used, prices
            inside = _prices(np.where(pairs, worth, NONE), used, low, high, centred=True)
            if inside is None or (whole and not roughly):
                raise ArithmeticError("Aliran yang optimal masih dapat diperbaiki; ini tidak mungkin.")
            if roughly:
                return used, inside
            guess = inside
        elif pairs.sum() == usable.sum():
            return None, guess
        else:
            window = min(2 * window, FAR)  # loads do not hold in the window: widen faster
        window = min(2 * window, FAR)


def _window(worth: Ints, guess: Ints) -> int:
    """The regret within which half of a sample of rows have FIRST pairs."""
    sample = worth[:: max(1, len(worth) // 500)]
    net = np.where(sample > NONE, sample - guess, -FAR)
    if net.shape[1] <= FIRST:
        return FAR
    nearest = -np.partition(-net, FIRST - 1, axis=1)[:, FIRST - 1]
    return max(8, int(np.median(net.max(axis=1) - nearest)))


def _flow(
    regret: Ints, low: Ints, high: Ints, pairs: NDArray[np.bool_], guess: Ints, heads: Ints
) -> tuple[Ints, Ints, Ints] | None:
    """The best division over `pairs` as rows, mentors and amounts; guessed prices only move costs along the way."""
    people, mentors = pairs.shape
    who, whom = np.nonzero(pairs)
    sink = people + mentors
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        who.astype(np.int32), (people + whom).astype(np.int32), heads[who], regret[who, whom]
    )
    # A minimum is a demand at the mentor itself, the rest of his places lead to the sink: no large costs are needed.
    nodes = (people + np.arange(mentors)).astype(np.int32)
    end = np.full(mentors, sink, np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(nodes, end, high - low, -guess)
    supply = np.concatenate([heads, -low, [int(low.sum()) - int(heads.sum())]])
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    if flow.solve() != flow.OPTIMAL:
        return None
    amount = flow.flows(np.arange(len(who), dtype=np.int32))
    used = amount > 0
    return who[used], whom[used], amount[used]


def _prices(worth: Ints, used: tuple[Ints, Ints, Ints], low: Ints, high: Ints, *, centred: bool = False) -> Ints | None:
    """Prices under which nobody gains by moving, from shortest paths over moves; None when a cycle of moves still gains.

    `graph[a, b]` is the least worth lost when someone of mentor a moves to mentor b, over all pairs; the last node
    stands for free places: a mentor above the minimum may lose one, a mentor below the maximum may gain one.
    """
    mentors = worth.shape[1]
    who, whom, amount = used
    by = np.argsort(whom, kind="stable")
    loss = np.minimum(worth[who, whom][by][:, None] - np.maximum(worth[who[by]], -FAR // 2), FAR)
    filled, starts = np.unique(whom[by], return_index=True)
    graph = np.full((mentors + 1, mentors + 1), FAR, np.int64)
    graph[filled, :mentors] = np.minimum.reduceat(loss, starts, axis=0)
    load = np.bincount(whom, weights=amount, minlength=mentors)
    graph[mentors, :mentors][load > low] = 0
    graph[:mentors, mentors][load < high] = 0
    # Lowest and highest prices are both proofs; their middle is the better guess for a larger problem.
    lowest, highest = _potential(graph), _potential(graph.T)
    if lowest is None or highest is None:
        return None
    middle = (lowest - highest) // 2 if centred else lowest
    return middle[-1] - middle[:-1]


def _potential(graph: Ints) -> Ints | None:
    """Shortest paths to every node from a source beside all nodes; None when a cycle shortens for ever."""
    length = np.zeros(len(graph), np.int64)
    for _ in range(len(graph) + 1):
        shorter = np.minimum(length, (length[:, None] + graph).min(axis=0))
        if (shorter == length).all():
            return length
        length = shorter
    return None


def shortfalls(problem: Problem, worth: Ints) -> tuple[Shortfall, ...]:
    """Count arguments that need no solver: loads crossed, sums too large or too small, people without any mentor."""
    people = len(problem.participant_ids)
    found = [
        Shortfall("batas", (str(problem.mentor_ids[m]),), (), int(problem.low[m]), int(problem.high[m]))
        for m in np.flatnonzero(problem.low > problem.high)
    ]
    allowed = worth > NONE
    alone = np.flatnonzero(~allowed.any(axis=1))
    if len(alone):
        found.append(Shortfall("calon", (), tuple(problem.participant_ids[alone].tolist()), len(alone), 0))
    if int(problem.low.sum()) > people:
        found.append(Shortfall("jumlah_min", (), (), int(problem.low.sum()), people))
    if int(problem.high.sum()) < people:
        found.append(Shortfall("jumlah_maks", (), (), people, int(problem.high.sum())))
    for m in np.flatnonzero(allowed.sum(axis=0) < problem.low):
        ids, reachable = (str(problem.mentor_ids[m]),), int(allowed[:, m].sum())
        found.append(Shortfall("kelompok_min", ids, (), int(problem.low[m]), reachable))
    return tuple(found)


def deficient_group(problem: Problem, worth: Ints) -> Shortfall:
    """A group of people who fit into too few places, or of mentors that together ask for more people than they can reach.

    When both every person and every minimum can be served apart, they can be served together, so one of the two is found.
    """
    allowed = worth > NONE
    partner = _most_served(allowed, problem.high)
    people = partner < 0
    if people.any():
        mentors = np.zeros(allowed.shape[1], bool)
        while True:  # whoever could free a place for these people belongs to the group
            wider = np.logical_or.reduce(allowed[people], axis=0)
            if (wider == mentors).all():
                break
            mentors = wider
            people = people | ((partner >= 0) & mentors[partner])
        return _shortfall(
            problem, "kelompok_maks", people, mentors, int(people.sum()), int(problem.high[mentors].sum())
        )
    partner = _most_served(allowed, problem.low)
    load = np.bincount(partner[partner >= 0], minlength=len(problem.low))
    mentors = load < problem.low
    while True:  # whoever holds people that these mentors could have belongs to the group
        people = np.logical_or.reduce(allowed[:, mentors], axis=1)
        wider = mentors.copy()
        wider[partner[people & (partner >= 0)]] = True
        if (wider == mentors).all():
            break
        mentors = wider
    return _shortfall(problem, "kelompok_min", people, mentors, int(problem.low[mentors].sum()), int(people.sum()))


def _shortfall(
    problem: Problem, kind: str, people: NDArray[np.bool_], mentors: NDArray[np.bool_], asked: int, possible: int
) -> Shortfall:
    if asked <= possible:
        raise ArithmeticError("Beban minimum dan maksimum masing-masing mungkin, maka bersama pun mungkin.")
    names = tuple(problem.mentor_ids[mentors].tolist())
    return Shortfall(kind, names, tuple(problem.participant_ids[people].tolist()), asked, possible)


def _most_served(allowed: NDArray[np.bool_], capacity: Ints) -> Ints:
    """The mentor of each participant (−1 none) when as many as possible are served within `capacity`."""
    people, mentors = allowed.shape
    who, whom = np.nonzero(allowed)
    sink = people + mentors
    flow = min_cost_flow.SimpleMinCostFlow()
    ones = np.ones(len(who), np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(who.astype(np.int32), (people + whom).astype(np.int32), ones, -ones)
    nodes = (people + np.arange(mentors)).astype(np.int32)
    zeros = np.zeros(mentors, np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(nodes, np.full(mentors, sink, np.int32), capacity, zeros)
    everyone = np.arange(people, dtype=np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(
        everyone, np.full(people, sink, np.int32), np.ones(people, np.int64), np.zeros(people, np.int64)
    )
    supply = np.zeros(sink + 1, np.int64)
    supply[:people], supply[sink] = 1, -people
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("Aliran tanpa beban minimum selalu mempunyai jawaban.")
    used = flow.flows(np.arange(len(who), dtype=np.int32)) > 0
    partner = np.full(people, -1, np.int64)
    partner[who[used]] = whom[used]
    return partner
