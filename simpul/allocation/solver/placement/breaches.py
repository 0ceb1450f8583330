"""What a placement breaks, rule by rule, in numbers; and what it is worth."""

from __future__ import annotations

import dataclasses

import numpy as np

from simpul.allocation.solver.placement.problem import PERSONAL, Problem, Rule, weights


@dataclasses.dataclass(frozen=True)
class Breach:
    """One rule broken at one place: `limit` was asked, `actual` stands; `who` is a programme, faculty, gender or student."""

    rule: str
    hard: bool
    village: int
    who: int
    limit: float
    actual: float


def value_of(problem: Problem, village: np.ndarray) -> int:
    """Σ min(people with the field, asked) ÷ priority, in scaled units."""
    return int((served(problem, village) * weights(problem)).sum())


def served(problem: Problem, village: np.ndarray) -> np.ndarray:
    """People counted on each need."""
    return np.minimum(standing(problem, village), problem.need_count)


def standing(problem: Problem, village: np.ndarray) -> np.ndarray:
    """People with the field of each need in its village."""
    by_programme = np.zeros((problem.size, len(problem.programmes)), np.int64)
    placed = village >= 0
    np.add.at(by_programme, (village[placed], problem.programme[placed]), 1)
    return (by_programme @ problem.has.astype(np.int64))[problem.need_village, problem.need_field]


def breaches(problem: Problem, village: np.ndarray) -> list[Breach]:
    """Every broken rule, hard ones first."""
    found: list[Breach] = []
    P = problem
    placed = village >= 0
    team = np.bincount(village[placed], minlength=P.size)
    active = (team > 0) | ~P.optional

    def note(name: str, hard: bool, where: np.ndarray, who: np.ndarray, limit: np.ndarray, actual: np.ndarray) -> None:
        found.extend(
            Breach(name, hard, int(v), int(w), float(a), float(b))
            for v, w, a, b in zip(where, who, limit, actual, strict=True)
        )

    def villages(
        name: str, hard: bool, bad: np.ndarray, limit: np.ndarray | float, actual: np.ndarray, who: int = -1
    ) -> None:
        where = np.flatnonzero(bad)
        limits = np.broadcast_to(np.asarray(limit), (P.size,))
        note(name, hard, where, np.full(len(where), who), limits[where], actual[where])

    for student in np.flatnonzero(~placed):
        found.append(Breach("tempat", True, -1, int(student), 1, 0))
    villages("anggota_min", True, active & (team < P.low), P.low, team)
    villages("anggota_maks", True, team > P.high, P.high, team)
    villages("anggota_min", False, active & (team >= P.low) & (team < P.soft_low), P.soft_low, team)
    villages("anggota_maks", False, (team <= P.high) & (team > P.soft_high), P.soft_high, team)
    for sex in (0, 1):
        count = np.bincount(village[placed & (P.gender == sex)], minlength=P.size)
        villages("pemondokan", True, count > P.gender_high[:, sex], P.gender_high[:, sex], count, sex)
        rule = P.rules.get("min_per_gender")
        if rule is not None:
            villages("min_per_gender", rule.hard, active & (count < rule.value), rule.value, count, sex)
    for name, group, names in (
        ("maks_per_prodi", P.programme, P.programmes),
        ("maks_per_fakultas", P.faculty, P.faculties),
        ("min_fakultas", P.faculty, P.faculties),
    ):
        rule = P.rules.get(name)
        if rule is None:
            continue
        table = np.zeros((P.size, len(names)), np.int64)
        np.add.at(table, (village[placed], group[placed]), 1)
        if name == "min_fakultas":
            villages(
                name, rule.hard, active & ((table > 0).sum(axis=1) < rule.value), rule.value, (table > 0).sum(axis=1)
            )
        else:
            where, who = np.nonzero(table > rule.value)
            note(name, rule.hard, where, who, np.full(len(where), rule.value), table[where, who])
    found += _personal(problem, village)
    return sorted(found, key=lambda b: (not b.hard, b.rule, b.village, b.who))


def personal_rules(problem: Problem, student: int, village: int) -> list[str]:
    """The hard rules about this person that close this village to him."""
    return [name for name, bit in PERSONAL.items() if problem.kept_out[student, village] & bit]


def _personal(problem: Problem, village: np.ndarray) -> list[Breach]:
    """Broken personal rules: home ban, travel, named company."""
    found = []
    placed = np.flatnonzero(village >= 0)
    for student in placed[~problem.allowed[placed, village[placed]]]:
        for rule in personal_rules(problem, int(student), int(village[student])):
            found.append(Breach(rule, True, int(village[student]), int(student), 0, 1))
    travel = problem.rules.get("jarak_maks_km", Rule(np.inf))
    for student in placed[problem.unwanted[placed, village[placed]] > 0]:
        km = float(problem.km[student, village[student]])
        far = not travel.hard and km > travel.value
        if far:
            found.append(Breach("jarak_maks_km", False, int(village[student]), int(student), travel.value, km))
        ban = problem.soft("larangan_asal")
        if ban is not None and problem.home_ban[student, village[student]]:
            found.append(Breach("larangan_asal", False, int(village[student]), int(student), 0, 1))
    for group in problem.together:
        for other in group[1:]:
            if village[other] != village[group[0]]:
                found.append(Breach("bersama", True, int(village[other]), int(other), 0, 1))
    for a, b in problem.apart:
        if village[a] == village[b] and village[a] >= 0:
            found.append(Breach("terpisah", True, int(village[b]), int(b), 0, 1))
    return found
