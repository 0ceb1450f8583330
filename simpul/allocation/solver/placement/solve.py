"""A placement that keeps every hard rule, worth nearly as much as the proven bound; or the reason why there is none.

Small problems are one exact programme. Large ones are cut into blocks of villages that share the students as the fractional
optimum says; blocks that cannot meet their rules are joined with others until they can; further rounds over other cuts
win back what the cutting lost. Everything stops on gaps and counts, never on the clock.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from simpul.allocation.solver.placement.blocks import blocks_of, students_per_block
from simpul.allocation.solver.placement.bound import Prices, Relaxation, relax
from simpul.allocation.solver.placement.breaches import Breach, breaches, value_of
from simpul.allocation.solver.placement.counts import Contradiction, contradictions
from simpul.allocation.solver.placement.model import SOFT_COST, Answer, couples, solve_block, types_of
from simpul.allocation.solver.placement.people import seat
from simpul.allocation.solver.placement.problem import SCALE_LIMIT, Problem, scale_of, weights
from simpul.allocation.solver.placement.wishes import please
from simpul.allocation.solver.result import Result, result_of

WHOLE_VILLAGES, WHOLE_SIZE = 40, 8000  # up to here (villages; types × villages) one exact programme
PER_BLOCK = 14
ENOUGH = 0.004  # rounds stop when so little of the bound is missing
ROUNDS = 8
TIGHT = 0.001  # a bound so near is left as it is
STILL_WORTH = 0.001  # two rounds that win less of the bound are the last
PER_CUT = 14
NEAR_TURN = 0
LARGEST_JOIN = 60  # villages in a joined block

Step = Callable[[str, float], None]


class NoPlacement(Exception):
    """No placement keeps all hard rules (`proven`), or none was found."""

    def __init__(self, reasons: Sequence[Contradiction], *, proven: bool) -> None:
        super().__init__("; ".join(reason.what for reason in reasons))
        self.reasons, self.proven = list(reasons), proven


@dataclasses.dataclass(frozen=True)
class Placement:
    """The village (index) of every student, in the order of the problem; value and bound in units of 1/scale."""

    problem: Problem
    village: np.ndarray
    value: int
    bound: int
    scale: int
    prices: Prices
    breaches: tuple[Breach, ...]

    @property
    def result(self) -> Result:
        """The answer in the shape all allocations share."""
        codes = np.array(self.problem.villages)[self.village] if self.problem.students else np.zeros(0, "U1")
        columns = {"student": np.array(self.problem.nim, dtype=str), "village": codes}
        seats = {"village": np.array(self.problem.villages), "seat": self.prices.high}
        return result_of(columns, self.value, self.bound, seats)


def solve(
    problem: Problem, *, seed: int = 0, step: Step = lambda text, share: None, workers: int | None = None
) -> Placement:
    """Everybody has a village; every hard rule holds. Raises NoPlacement with reasons otherwise."""
    reasons = contradictions(problem)
    if reasons:
        raise NoPlacement(reasons, proven=True)
    step("Menghitung batas atas", 0.05)
    relaxation = relax(problem)
    step("Menyusun kelompok", 0.2)
    if not relaxation.possible and not _is_small(problem):
        raise NoPlacement(_even_in_fractions(problem), proven=True)
    if _is_small(problem):
        village, proven = _whole(problem, relaxation)
    else:
        village, proven = _in_blocks(problem, relaxation, step, workers or min(2, os.cpu_count() or 1)), np.inf
    step("Memilih orangnya", 0.85)
    return finished(problem, please(problem, seat(problem, village, seed)), relaxation, proven)


def finished(problem: Problem, village: np.ndarray, relaxation: Relaxation, proven: float = np.inf) -> Placement:
    """The placement with its value, bound and breaches; a broken hard rule never leaves this house."""
    broken = breaches(problem, village)
    if any(breach.hard for breach in broken):
        raise AssertionError(f"hard rules are broken after solving: {broken[:5]}")
    bound = bound_in_units(problem, relaxation.bound, proven)
    scale = scale_of(problem.need_priority)
    return Placement(problem, village, value_of(problem, village), bound, scale, relaxation.prices, tuple(broken))


def bound_in_units(problem: Problem, by_prices: float, proven: float = np.inf) -> int:
    """The smaller of two proven bounds, rounded down where values are whole."""
    scale = scale_of(problem.need_priority)
    bound = min(by_prices, proven * scale)
    exact = scale < SCALE_LIMIT
    return int(np.floor(bound * (1 + 1e-9) + 1e-4)) if exact else int(np.ceil(bound + 0.5 * problem.need_count.sum()))


def worth(problem: Problem, village: np.ndarray) -> float:
    """What the search maximises: the value less the price of elastic breaches."""
    soft = sum(
        SOFT_COST * (1.0 if b.rule in ("larangan_asal", "jarak_maks_km") else abs(b.limit - b.actual))
        for b in breaches(problem, village)
        if not b.hard
    )
    return value_of(problem, village) / scale_of(problem.need_priority) - soft


def is_soft(problem: Problem) -> bool:
    """Elastic rules make the solver's own bound one on value less breaches, which is no bound on the value."""
    return any(not rule.hard for rule in problem.rules.values())


def _is_small(problem: Problem) -> bool:
    every = np.arange(problem.students), np.arange(problem.size)
    if problem.size > WHOLE_VILLAGES:
        return False
    return (
        problem.size <= PER_BLOCK
        or len(types_of(problem, *every, couples(problem)).sample) * problem.size <= WHOLE_SIZE
    )


def _whole(problem: Problem, relaxation: Relaxation) -> tuple[np.ndarray, float]:
    students, villages = np.arange(problem.students), np.arange(problem.size)
    answer = solve_block(problem, students, villages, gap=0.0005, nodes=3000)
    if answer.village is None and not answer.infeasible:
        answer = solve_block(problem, students, villages, gap=1.0, nodes=200000)
    if answer.village is None:
        raise NoPlacement(nearest(problem, students, villages), proven=answer.infeasible)
    if not is_soft(problem):
        return answer.village, answer.bound
    proven_already = value_of(problem, answer.village) >= relaxation.bound * (1 - TIGHT)
    return answer.village, np.inf if proven_already else _without_soft(problem)


def _without_soft(problem: Problem) -> float:
    """A bound on the value under the hard rules alone: elastic ones have no part in it."""
    free = dataclasses.replace(
        problem,
        rules={name: rule for name, rule in problem.rules.items() if rule.hard},
        unwanted=np.zeros_like(problem.unwanted),
        soft_low=problem.low,
        soft_high=problem.high,
    )
    answer = solve_block(free, np.arange(problem.students), np.arange(problem.size), gap=0.0005, nodes=3000)
    return np.inf if answer.village is None else answer.bound


def nearest(problem: Problem, students: np.ndarray, villages: np.ndarray) -> list[Contradiction]:
    """Which hard rules would have to bend, and by how much, in the placement that bends them least."""
    answer = solve_block(problem, students, villages, gap=0.01, nodes=2000, elastic=True)
    reasons, named = [], couples(problem)
    for rule, items in answer.lacking.items():
        for village, who, amount in items:
            name = rule.rstrip("*01")
            remedy = f"Longgarkan {name} di sini, atau jadikan lentur."
            if name == "tempat":
                what = f"{problem.nim[who]} tidak mendapat tempat yang boleh baginya bersama aturan lain"
                remedy = "Longgarkan aturan pribadi mahasiswa ini atau tambah tempat."
                if named[who]:
                    what, remedy = (
                        f"{what} (ia diminta bersama atau terpisah dari orang lain)",
                        "Kurangi permintaan itu.",
                    )
                reasons.append(Contradiction(name, what, remedy, student=who))
            else:
                what = f"{name} meleset {amount:g} {_whom(problem, rule, who)}walaupun susunan paling dekat sudah dicari".replace(
                    "  ", " "
                )
                reasons.append(Contradiction(name, what, remedy, village=village))
    if not reasons:
        what = "tidak ada penempatan yang memenuhi semua aturan wajib bersama-sama"
        reasons.append(Contradiction("aturan", what, "Jadikan beberapa aturan lentur, lalu baca lembar pelanggaran."))
    return reasons


def _even_in_fractions(problem: Problem) -> list[Contradiction]:
    """Which single rule, let go, would make room; the relaxation itself has no solution."""
    free: dict[str, dict[str, Any]] = {
        "maks_per_prodi": {"rules": {k: v for k, v in problem.rules.items() if k != "maks_per_prodi"}},
        "maks_per_fakultas": {"rules": {k: v for k, v in problem.rules.items() if k != "maks_per_fakultas"}},
        "larangan_asal": {"allowed": np.ones_like(problem.allowed)},
        "anggota_min": {"low": np.ones_like(problem.low)},
        "anggota_maks": {"high": np.full_like(problem.high, problem.students)},
    }
    culprits = [name for name, change in free.items() if relax(dataclasses.replace(problem, **change)).possible]
    what = "aturan wajib saling bertentangan: bahkan dengan orang yang dapat dibagi tidak ada penempatan"
    return [
        Contradiction(name, what, f"Melonggarkan {name} (untuk larangan_asal: juga batas jarak) membuka jalan.")
        for name in culprits or ["aturan"]
    ]


def _whom(problem: Problem, rule: str, who: int) -> str:
    if rule.startswith(("min_per_gender", "pemondokan")):
        return f"({('laki-laki', 'perempuan')[who]}) "
    if rule.startswith("maks_per_prodi"):
        return f"(prodi {problem.programmes[who]}) "
    return f"({problem.faculties[who]}) " if rule.startswith("maks_per_fakultas") else ""


def _in_blocks(problem: Problem, relaxation: Relaxation, step: Step, workers: int) -> np.ndarray:
    blocks = blocks_of(problem, PER_BLOCK)
    home = students_per_block(problem, relaxation, blocks)
    village = np.full(problem.students, -1)
    jobs = [(np.flatnonzero(home == number), block) for number, block in enumerate(blocks)]
    bad = []
    for number, answer in enumerate(_each(problem, jobs, workers)):
        if answer.village is None:
            bad.append(number)
        else:
            village[jobs[number][0]] = answer.village
        step("Menyusun kelompok", 0.2 + 0.4 * number / len(jobs))
    if bad:
        village = _mend(problem, jobs, bad, village, step)
    bound = relaxation.bound / scale_of(problem.need_priority)
    idle = 0
    for turn in range(ROUNDS):
        now = worth(problem, village)
        if now >= bound * (1 - ENOUGH) or idle == 2:
            break
        village = _another_cut(problem, village, turn, workers)
        step("Memperbaiki susunan", 0.65 + 0.2 * (turn + 1) / ROUNDS)
        idle = 0 if worth(problem, village) > now + STILL_WORTH * bound else idle + 1
    return village


def _each(problem: Problem, jobs: Sequence[tuple[np.ndarray, np.ndarray]], workers: int) -> list[Answer]:
    """All blocks, in order; how many at a time does not matter to the result."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda job: solve_block(problem, *job), jobs))


def _another_cut(problem: Problem, village: np.ndarray, turn: int, workers: int) -> np.ndarray:
    """The same students dealt anew within blocks of villages from all over; never worse than before."""
    count = max(1, -(-problem.size // PER_CUT))
    order = np.arange(problem.size)
    if turn % 2 == NEAR_TURN:  # neighbours that the first cut parted
        order = np.roll(order, PER_BLOCK * (turn + 1) // 2)
    else:  # every other round deals the villages like cards, so that the far ends of the area meet
        for _ in range(turn + 1):
            order = np.concatenate([order[start::count] for start in range(count)])
    pieces = np.array_split(order, count)
    jobs = [(np.flatnonzero(np.isin(village, piece)), np.sort(piece)) for piece in pieces]
    together = {student: group for group in problem.together for student in group}
    assert all(len({int(village[s]) for s in group}) == 1 for group in together.values())
    for job, answer in zip(jobs, _each(problem, jobs, workers), strict=True):
        if answer.village is None:
            continue
        trial = village.copy()
        trial[job[0]] = answer.village
        if worth(problem, trial) >= worth(problem, village):
            village = trial
    return village


def _mend(
    problem: Problem, jobs: Sequence[tuple[np.ndarray, np.ndarray]], bad: Sequence[int], village: np.ndarray, step: Step
) -> np.ndarray:
    """Blocks that cannot meet their rules alone are joined with others, nearest first, until they can."""
    owner = np.empty(problem.size, np.int64)
    for number, (_, block) in enumerate(jobs):
        owner[block] = number
    members = [job[0] for job in jobs]
    waiting = list(bad)
    while waiting:
        number = waiting.pop(0)
        if not _joined(problem, jobs, members, number, waiting, village):
            students, villages = np.arange(problem.students), np.arange(problem.size)
            if problem.size * problem.students > 400_000:
                raise NoPlacement(nearest(problem, members[number], jobs[number][1]), proven=False)
            answer = solve_block(problem, students, villages, gap=1.0, nodes=200000)
            if answer.village is None:
                raise NoPlacement(nearest(problem, students, villages), proven=answer.infeasible)
            return answer.village
        step("Menyatukan blok yang kekurangan", 0.6)
    return village


def _joined(
    problem: Problem,
    jobs: Sequence[tuple[np.ndarray, np.ndarray]],
    members: list[np.ndarray],
    number: int,
    waiting: list[int],
    village: np.ndarray,
) -> bool:
    """Try every single partner, then ever larger company; on success the students of the company are dealt anew."""
    others = sorted(
        (other for other in range(len(jobs)) if other != number), key=lambda other: (abs(other - number), other)
    )
    companies = [[other] for other in others]
    companies += [
        others[:count]
        for count in range(2, len(others) + 1)
        if sum(len(jobs[o][1]) for o in others[:count]) <= LARGEST_JOIN
    ]
    for company in companies:
        group = [number, *company]
        students = np.sort(np.concatenate([members[other] for other in group]))
        villages = np.sort(np.concatenate([jobs[other][1] for other in group]))
        answer = solve_block(problem, students, villages, gap=0.02, nodes=400)
        if answer.village is not None:
            village[students] = answer.village
            for other in group:
                members[other] = np.flatnonzero(np.isin(village, jobs[other][1]))
                if other in waiting:
                    waiting.remove(other)
            return True
    return False


def total_asked(problem: Problem) -> int:
    """What serving every need would be worth."""
    return int((problem.need_count * weights(problem)).sum())
