"""Invented mentors, applicants and value chains, skewed as real ones are, and the ways people decide without a solver."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simpul.allocation.solver import chain as chain_
from simpul.allocation.solver import mentors as mentors_
from simpul.allocation.solver import selection

Ints = NDArray[np.int64]

CATEGORIES: tuple[tuple[str, int], ...] = (
    ("kecamatan", 20),
    ("jenis_kelamin", 2),
    ("usia", 4),
    ("disabilitas", 2),
    ("bidang", 5),
)


def applicants(people: int, seats: int, seed: int = 0, *, step: int = 1) -> selection.Problem:
    """Applicants in five overlapping categories; scores depend on the category, so the best are not representative.

    Scores have two decimals (integers 0…10,000); `step` > 1 makes them coarser and ties many.
    """
    chance = np.random.default_rng(seed)
    codes, quota_ids, member = [], [], []
    for name, count in CATEGORIES:
        share = chance.dirichlet(np.full(count, 2.0))
        if name == "disabilitas":
            share = np.array([0.96, 0.04])
        codes.append(chance.choice(count, people, p=share))
        member += [codes[-1] == value for value in range(count)]
        quota_ids += [f"{name}={value:02d}" for value in range(count)]
    local = chance.normal(0, 300, CATEGORIES[0][1])
    raw = chance.normal(6000, 1200, people) + local[codes[0]] + 400 * codes[1] - 200 * codes[2] - 500 * codes[3]
    score = np.clip(np.round(raw / step) * step, 0, 10_000).astype(np.int64)
    columns = np.stack(member, axis=1)
    low, high = _quotas(columns, people, seats)
    ids = np.array([f"P{number:06d}" for number in chance.permutation(people)], dtype=np.str_)
    by_name = sorted(range(len(quota_ids)), key=quota_ids.__getitem__)  # as the solver orders them
    names = tuple(quota_ids[q] for q in by_name)
    return selection.Problem(ids, score, columns[:, by_name], low[by_name], high[by_name], names, seats, str(seed))


def _quotas(member: NDArray[np.bool_], people: int, seats: int) -> tuple[Ints, Ints]:
    """Between the share of the population and an equal share, ± 15 %, and never more than applied."""
    groups = np.repeat([count for _, count in CATEGORIES], [count for _, count in CATEGORIES])
    wanted = (0.75 * member.sum(0) / people + 0.25 / groups) * seats
    applied = member.sum(0)
    low = np.minimum(np.floor(0.85 * wanted), applied * 0.8).astype(np.int64)
    return low, np.maximum(np.ceil(1.15 * wanted), low + 1).astype(np.int64)


def mentoring(
    participants: int, mentors: int, seed: int = 0, *, fields: int = 4, reach_km: int = 0, even: bool = False
) -> mentors_.Problem:
    """Participants crowd around a few towns and one field (or are spread `even`ly); mentors master one field fully."""
    chance = np.random.default_rng(seed)
    towns = chance.integers(0, 1000, (6, 2))
    near = chance.choice(6, participants, p=chance.dirichlet(np.full(6, 1.0)))
    place = np.clip(towns[near] + chance.normal(0, 120, (participants, 2)), 0, 1000).astype(np.int64)
    field = chance.choice(fields, participants, p=np.arange(fields, 0, -1) / (fields * (fields + 1) / 2))
    if even:
        place, field = chance.integers(0, 1000, (participants, 2)), chance.integers(0, fields, participants)
    skill = chance.integers(50, 650, (mentors, fields))
    skill[np.arange(mentors), np.arange(mentors) % fields] = 1000
    low = np.full(mentors, int(participants / mentors * 0.9), np.int64)
    high = np.full(mentors, -int(-participants / mentors * 1.1 // 1), np.int64)
    return mentors_.Problem(
        participant_ids=np.array([f"P{number:06d}" for number in chance.permutation(participants)], dtype=np.str_),
        field=field.astype(np.int64),
        place=place,
        mentor_ids=np.array([f"M{number:04d}" for number in chance.permutation(mentors)], dtype=np.str_),
        skill=skill.astype(np.int64),
        mentor_place=chance.integers(0, 1000, (mentors, 2)),
        reach=np.full(mentors, reach_km * 10, np.int64),
        low=low,
        high=high,
    )


def value_chains(areas: int, commodities: int, partners: int, seed: int = 0, *, share: float = 0.25) -> chain_.Problem:
    """Areas with one to three commodities; hilir, off-farm and off-taker are what is usually missing; weights are skewed.

    The budget is `share` of the missing links at the mean price of a partner.
    """
    chance = np.random.default_rng(seed)
    pairs = [(a, c) for a in range(areas) for c in chance.choice(commodities, chance.integers(1, 4), replace=False)]
    place = chance.integers(0, 1000, (areas, 2))
    have = chance.random((len(pairs), 5)) < np.array([0.6, 0.9, 0.35, 0.4, 0.3])
    knows = np.zeros((partners, commodities), bool)
    knows[np.arange(partners)[:, None], chance.integers(0, commodities, (partners, 2))] = True
    return chain_.Problem(
        chain_ids=np.array([f"{a:04d}/{c:02d}" for a, c in pairs], dtype=np.str_),
        weight=np.round((chance.pareto(1.5, len(pairs)) + 0.2) * 1000).astype(np.int64),
        commodity=np.array([c for _, c in pairs], np.int64),
        place=place[[a for a, _ in pairs]],
        have=have,
        partner_ids=np.array([f"M{number:05d}" for number in chance.permutation(partners)], dtype=np.str_),
        link=chance.integers(0, 5, partners),
        commodities=knows,
        partner_place=chance.integers(0, 1000, (partners, 2)),
        reach=np.full(partners, 450, np.int64),
        capacity=chance.integers(1, 6, partners),
        cost=chance.integers(500, 2000, partners),
        budget=int(share * (~have).sum() * 1000),
    )


# ------------------------------------------------------------------ how people decide without a solver


def highest_scores(problem: selection.Problem) -> NDArray[np.bool_]:
    """The highest scores, quotas ignored."""
    chosen = np.zeros(len(problem.ids), bool)
    chosen[np.argsort(-problem.score, kind="stable")[: problem.seats]] = True
    return chosen


def capped_scores(problem: selection.Problem) -> NDArray[np.bool_]:
    """From the highest score down, whoever still fits under every maximum."""
    chosen, held = np.zeros(len(problem.ids), bool), np.zeros(len(problem.low), np.int64)
    for row in np.argsort(-problem.score, kind="stable").tolist():
        if int(chosen.sum()) < problem.seats and (held + problem.member[row] <= problem.high).all():
            chosen[row] = True
            held += problem.member[row]
    return chosen


def broken_quotas(problem: selection.Problem, chosen: NDArray[np.bool_]) -> int:
    """How many quotas a selection breaks."""
    held = problem.member[chosen].sum(axis=0)
    return int(((held < problem.low) | (held > problem.high)).sum()) + int(chosen.sum() != problem.seats)


def round_robin(problem: mentors_.Problem) -> int:
    """Worth when participants are dealt to mentors in turn, as lists usually are; a pair that may not be is worth nothing."""
    worth = mentors_.pair_values(problem)
    rows = np.arange(len(worth))
    return int(np.maximum(worth[rows, rows % worth.shape[1]], 0).sum())


def best_first(problem: mentors_.Problem) -> tuple[int, int]:
    """Worth when the best pair left is taken again and again, and how many minimum loads that breaks."""
    worth = mentors_.pair_values(problem)
    room, free = problem.high.copy(), np.ones(len(worth), bool)
    load, value = np.zeros(len(room), np.int64), 0
    for pair in np.argsort(-worth, axis=None, kind="stable").tolist():
        row, mentor = divmod(pair, worth.shape[1])
        if free[row] and room[mentor] and worth[row, mentor] > mentors_.NONE:
            free[row] = False
            room[mentor] -= 1
            load[mentor] += 1
            value += int(worth[row, mentor])
    return value, int((load < problem.low).sum())


def _by_link(problem: chain_.Problem) -> tuple[chain_.Problem, dict[tuple[int, int], list[int]]]:
    problem = chain_.sorted_problem(problem)
    pairs = chain_.eligible_pairs(problem)
    able: dict[tuple[int, int], list[int]] = {}
    for link, partner in zip(pairs.link.tolist(), pairs.partner.tolist(), strict=True):
        able.setdefault((int(pairs.chain_of[link]), int(pairs.stage[link])), []).append(partner)
    return problem, able


def link_by_link(problem: chain_.Problem) -> int:
    """The missing link of the heaviest chain is patched by the cheapest partner, then the next, until money ends."""
    problem, able = _by_link(problem)
    room, money, have = problem.capacity.copy(), problem.budget, problem.have.copy()
    for chain, stage in sorted(able, key=lambda link: (-int(problem.weight[link[0]]), link)):
        open_to = [p for p in able[chain, stage] if room[p] > 0 and problem.cost[p] <= money]
        if open_to:
            partner = min(open_to, key=lambda p: int(problem.cost[p]))
            room[partner] -= 1
            money -= int(problem.cost[partner])
            have[chain, stage] = True
    return int(problem.weight[have.all(axis=1)].sum())


def chain_by_chain(problem: chain_.Problem) -> int:
    """Whole chains by weight per missing link, each with the cheapest partners left, while money lasts."""
    problem, able = _by_link(problem)
    room, money = problem.capacity.copy(), problem.budget
    missing = (~problem.have).sum(axis=1)
    value = int(problem.weight[missing == 0].sum())
    for chain in np.argsort(-problem.weight / np.maximum(missing, 1), kind="stable").tolist():
        left, cost = room.copy(), 0
        for stage in np.flatnonzero(~problem.have[chain]).tolist():
            open_to = [p for p in able.get((chain, stage), []) if left[p] > 0]
            if not open_to:
                cost = money + 1
                break
            partner = min(open_to, key=lambda p: int(problem.cost[p]))
            left[partner] -= 1
            cost += int(problem.cost[partner])
        if missing[chain] and cost <= money:
            room, money, value = left, money - cost, value + int(problem.weight[chain])
    return value
