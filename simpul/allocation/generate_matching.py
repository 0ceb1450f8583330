"""Synthetic needs and offers with remote regions and skewed needs, and the two ways it is done by hand today.

The same seed gives the same rows. Nothing here is measured from real people or institutions.
"""

from __future__ import annotations

import numpy as np

from simpul.allocation.solver.matching.eligibility import Edges, straight
from simpul.allocation.solver.matching.problem import ONLINE, ONSITE, Columns, Problem, chord, points

SCALES = {"kabupaten": (1, 2_000, 200), "province": (14, 14_000, 1_400), "national": (514, 500_000, 50_000)}
COMPETENCIES = 72
SEASON = 30  # days in one step of the calendar


def generate(kabupaten: int, needs: int, offers: int, seed: int = 0, remote: float = 0.15) -> Problem:
    """Needs in villages, some kabupaten (or kecamatan, if there is one) remote and without campus; supply half of the heads."""
    rng = np.random.default_rng(seed)
    region, place, is_remote = _regions(rng, kabupaten, remote)
    near = kabupaten == 1
    villages = len(place) * (15 if near else 160)
    village_region = rng.permutation(np.repeat(np.arange(len(place)), villages // len(place)))
    village = place[village_region] + rng.normal(0, 0.03 if near else 0.25, (villages, 2))
    # Within one kabupaten the wishes concentrate on fewer competencies than in the country as a whole.
    popular = 1 / np.arange(1, COMPETENCIES + 1) ** (1.0 if near else 0.7)
    popular /= popular.sum()
    supplied = rng.permutation(popular) * 0.5 + popular * 0.5
    supplied /= supplied.sum()
    need_table = _needs(rng, needs, village, village_region, region, is_remote, popular)
    offer_table, skills = _offers(rng, offers, place, is_remote, supplied, near)
    share = rng.lognormal(0, 0.9, offers)
    capacity = np.rint(share / share.sum() * need_table["heads"].sum() * 0.5).astype(np.int64)
    offer_table["capacity"] = np.maximum(2, capacity)
    return Problem(need_table, offer_table, skills)


def _regions(rng: np.random.Generator, kabupaten: int, remote: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if kabupaten == 1:
        count = 20
        place = np.array([-7.0, 110.0]) + rng.normal(0, 0.15, (count, 2))
        far = np.arange(count) < max(1, round(remote * count))
        place[far] += rng.choice([-1, 1], (far.sum(), 2)) * rng.uniform(0.4, 0.8, (far.sum(), 2))
        return np.array([f"99.01.{k + 1:02d}" for k in range(count)]), place, far
    province = np.sort(rng.integers(0, max(1, round(kabupaten / 514 * 38)), kabupaten))
    centre = rng.uniform([-10, 95], [5, 141], (province.max() + 1, 2))
    place = centre[province] + rng.normal(0, 1.2, (kabupaten, 2))
    far = rng.permutation(kabupaten) < max(1, round(remote * kabupaten))
    place[far] += rng.normal(0, 6.0, (far.sum(), 2))
    place = np.clip(place, [-60, 60], [60, 175])
    return np.array([f"{p + 11:02d}.{k + 1:03d}" for k, p in enumerate(province)]), place, far


def _needs(
    rng: np.random.Generator,
    count: int,
    village: np.ndarray,
    village_region: np.ndarray,
    region: np.ndarray,
    is_remote: np.ndarray,
    popular: np.ndarray,
) -> dict[str, np.ndarray]:
    chosen = rng.integers(0, len(village), count)
    x, y, z = points(village[chosen, 0], village[chosen, 1])
    far = is_remote[village_region[chosen]]
    start = rng.integers(0, 10, count)
    heads = np.minimum(60, 1 + rng.geometric(0.12, count))
    return {
        "id": np.array([f"K{k:06d}" for k in range(count)]),
        "region": region[village_region[chosen]],
        "competency": np.array([f"C{c:02d}" for c in rng.choice(COMPETENCIES, count, p=popular)]),
        "heads": np.where(far, np.minimum(60, heads * 5 // 4), heads).astype(np.int64),
        "weight": np.rint(1000 / rng.integers(1, 6, count)).astype(np.int64),
        "level": rng.choice(4, count, p=[0.6, 0.25, 0.1, 0.05]),
        "start": start * SEASON,
        "end": (start + rng.integers(1, 5, count)) * SEASON - 1,
        "mode": np.where(rng.random(count) < np.where(far, 0.4, 0.58), ONSITE | ONLINE, ONSITE),
        "x": x,
        "y": y,
        "z": z,
    }


def _offers(
    rng: np.random.Generator, count: int, place: np.ndarray, is_remote: np.ndarray, supplied: np.ndarray, near: bool
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    campus = np.where(is_remote, 0.0, rng.pareto(1.1, len(place)) + 0.05)
    home = rng.choice(len(place), count, p=campus / campus.sum())
    position = place[home] + rng.normal(0, 0.03 if near else 0.1, (count, 2))
    x, y, z = points(position[:, 0], position[:, 1])
    start = rng.integers(0, 8, count)
    ids = np.array([f"L{k:05d}" for k in range(count)])
    first = rng.choice(COMPETENCIES, count, p=supplied)
    second = rng.choice(COMPETENCIES, count, p=supplied)
    both = first != second
    offers = {
        "id": ids,
        "max_level": rng.choice(4, count, p=[0.15, 0.35, 0.3, 0.2]),
        "start": start * SEASON,
        "end": (start + rng.integers(2, 8, count)) * SEASON - 1,
        "mode": rng.choice([ONSITE, ONLINE, ONSITE | ONLINE], count, p=[0.5, 0.2, 0.3]),
        "radius": chord(rng.choice([40.0, 100.0, 250.0] if near else [100.0, 250.0, 600.0], count, p=[0.4, 0.4, 0.2])),
        "quality": np.rint(1000 * (0.5 + 0.5 * rng.uniform(0.4, 1, count))).astype(np.int64),
        "cost": rng.integers(50, 201, count),
        "x": x,
        "y": y,
        "z": z,
    }
    competency = np.array([f"C{c:02d}" for c in np.concatenate([first, second[both]])])
    score = np.concatenate([np.full(count, 1000), np.full(both.sum(), 800)])
    return offers, {"offer": np.concatenate([ids, ids[both]]), "competency": competency, "score": score}


# ------------------------------------------------------------------ how it is done by hand


def first_come(columns: Columns, edges: Edges, seed: int = 0) -> int:
    """Value when needs come in a random order and each takes its nearest eligible offers that still have room."""
    turn = np.random.default_rng(seed).permutation(len(columns.need_id))
    distance = straight(columns, edges.need, edges.offer)
    return _take(columns, edges, np.lexsort((edges.offer, distance, turn[edges.need])))


def greedy(columns: Columns, edges: Edges) -> int:
    """Value when the best pair is taken first, then the next best, and so on."""
    return _take(columns, edges, np.lexsort((edges.offer, edges.need, -edges.value)))


def _take(columns: Columns, edges: Edges, order: np.ndarray) -> int:
    left, room = columns.heads.tolist(), columns.capacity.tolist()
    total = 0
    for need, offer, value in zip(
        edges.need[order].tolist(), edges.offer[order].tolist(), edges.value[order].tolist(), strict=True
    ):
        heads = min(left[need], room[offer])
        if heads:
            left[need] -= heads
            room[offer] -= heads
            total += heads * value
    return total
