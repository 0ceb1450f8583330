"""Wishes below the needs: a student takes a free seat, or two of any kinds change villages, when a wish is better met and
no need, no rule and no other wish is worse off.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from simpul.allocation.solver.placement.model import couples
from simpul.allocation.solver.placement.problem import Problem, weights

PASSES = 8


@dataclasses.dataclass
class Teams:
    """Counts of every team, kept up to date while people change places."""

    people: list[set[int]]
    gender: np.ndarray
    programme: np.ndarray
    faculty: np.ndarray
    field: np.ndarray
    asked: np.ndarray
    weight: np.ndarray


def please(problem: Problem, village: np.ndarray) -> np.ndarray:
    """The placement after all moves and exchanges that help wishes; the value never falls, and no rule is newly broken."""
    if not any(problem.wishes):
        return village
    village = village.copy()
    teams = _teams(problem, village)
    rank = _ranks(problem)
    free = ~couples(problem)
    for _ in range(PASSES):
        changed = False
        for student in np.flatnonzero(free & (rank.max(axis=1) > 0)):
            step = _better(problem, teams, village, rank, free, int(student))
            if step is not None:
                wish, partner = step
                if partner is not None:
                    _move(problem, teams, village, partner, int(village[student]))
                _move(problem, teams, village, int(student), wish)
                changed = True
        if not changed:
            break
    return village


def could_be_pleased(problem: Problem, village: np.ndarray) -> np.ndarray:
    """Which students a single move or exchange would bring nearer to their wishes at nobody's cost."""
    teams, rank, free = _teams(problem, village), _ranks(problem), ~couples(problem)
    out = np.zeros(problem.students, bool)
    for student in np.flatnonzero(free & (rank.max(axis=1) > 0)):
        out[student] = _better(problem, teams, village, rank, free, int(student)) is not None
    return out


def _better(
    P: Problem, teams: Teams, village: np.ndarray, rank: np.ndarray, free: np.ndarray, student: int
) -> tuple[int, int | None] | None:
    """The best wish that is open to the student, and with whom he would change places (None: a seat is free)."""
    here = int(village[student])
    for wish in P.wishes[student]:
        if rank[student, wish] >= rank[student, here]:
            return None
        if not P.allowed[student, wish] or P.unwanted[student, wish]:
            continue
        partner = _partner(P, teams, village, rank, free, student, wish)
        if partner is not None:
            return wish, partner
        if _seat_is_free(P, teams, student, here, wish):
            return wish, None
    return None


def _seat_is_free(P: Problem, teams: Teams, student: int, here: int, wish: int) -> bool:
    """He may leave and he may come: sizes, genders, caps and faculties hold on both sides and the value does not fall."""
    left, there = len(teams.people[here]) - 1, len(teams.people[wish])
    leaves = P.optional[here] if left == 0 else left >= max(P.low[here], P.soft_low[here])
    comes = max(P.low[wish], P.soft_low[wish]) <= there + 1 <= min(P.high[wish], P.soft_high[wish])
    sex, programme, faculty = int(P.gender[student]), int(P.programme[student]), int(P.faculty[student])
    if not (leaves and comes) or teams.gender[wish, sex] >= P.gender_high[wish, sex]:
        return False
    least = P.rules.get("min_per_gender")
    if least is not None:
        if left and teams.gender[here, sex] - 1 < least.value:
            return False
        if not there and least.value > 0:
            return False  # one person alone is no team of both
    for name, table, group in (
        ("maks_per_prodi", teams.programme, programme),
        ("maks_per_fakultas", teams.faculty, faculty),
    ):
        rule = P.rules.get(name)
        if rule is not None and table[wish, group] >= rule.value:
            return False
    rule = P.rules.get("min_fakultas")
    if rule is not None:
        after_here = int((teams.faculty[here] > 0).sum()) - (teams.faculty[here, faculty] == 1)
        after_wish = int((teams.faculty[wish] > 0).sum()) + (teams.faculty[wish, faculty] == 0)
        if (left and after_here < rule.value) or after_wish < rule.value:
            return False
    mine = P.has[programme].astype(np.int64)[None, :]
    return bool(_change(teams, here, -mine)[0] + _change(teams, wish, mine)[0] >= 0)


def _ranks(problem: Problem) -> np.ndarray:
    """0 for the first wish, 1 for the second …; who has no wish is content everywhere."""
    rank = np.zeros((problem.students, problem.size), np.int8)
    for student, wishes in enumerate(problem.wishes):
        if wishes:
            rank[student] = min(9, len(wishes))
            for place, wish in reversed(list(enumerate(wishes[:9]))):
                rank[student, wish] = place
    return rank


def _teams(problem: Problem, village: np.ndarray) -> Teams:
    P = problem
    gender = np.zeros((P.size, 2), np.int64)
    programme = np.zeros((P.size, len(P.programmes)), np.int64)
    faculty = np.zeros((P.size, len(P.faculties)), np.int64)
    asked = np.zeros((P.size, len(P.fields)), np.int64)
    weight = np.zeros((P.size, len(P.fields)), np.int64)
    for table, column in ((gender, P.gender), (programme, P.programme), (faculty, P.faculty)):
        np.add.at(table, (village, column), 1)
    asked[P.need_village, P.need_field] = P.need_count
    weight[P.need_village, P.need_field] = weights(P)
    people: list[set[int]] = [set() for _ in range(P.size)]
    for student, here in enumerate(village.tolist()):
        people[here].add(student)
    return Teams(people, gender, programme, faculty, programme @ P.has.astype(np.int64), asked, weight)


def _partner(
    P: Problem, teams: Teams, village: np.ndarray, rank: np.ndarray, free: np.ndarray, student: int, wish: int
) -> int | None:
    """Who in the wished village can take the student's place so that wishes gain most; None when nobody can."""
    here = int(village[student])
    others = np.array(sorted(teams.people[wish]), np.int64)
    gain = rank[student, here] - rank[student, wish] + rank[others, wish] - rank[others, here].astype(np.int64)
    fits = free[others] & (gain > 0) & P.allowed[others, here] & (P.unwanted[others, here] == 0)
    if not fits.any():
        return None
    fits &= _gender_fits(P, teams, student, others, here, wish)
    for name, group, table in (
        ("maks_per_prodi", P.programme, teams.programme),
        ("maks_per_fakultas", P.faculty, teams.faculty),
    ):
        rule = P.rules.get(name)
        if rule is not None:
            same = group[others] == group[student]
            fits &= same | ((table[here, group[others]] < rule.value) & (table[wish, group[student]] < rule.value))
    rule = P.rules.get("min_fakultas")
    if rule is not None:
        fits &= _faculties_fit(P, teams, student, others, here, wish, rule.value)
    mine, theirs = P.has[P.programme[student]].astype(np.int64), P.has[P.programme[others]].astype(np.int64)
    change = _change(teams, here, theirs - mine) + _change(teams, wish, mine - theirs)
    fits &= change >= 0
    if not fits.any():
        return None
    return int(others[np.where(fits, gain * 10**12 + change, -1).argmax()])


def _change(teams: Teams, village: int, added: np.ndarray) -> np.ndarray:
    """What each exchange adds to the value of one village."""
    asked, there = teams.asked[village], teams.field[village]
    return ((np.minimum(asked, there + added) - np.minimum(asked, there)) * teams.weight[village]).sum(axis=1)


def _gender_fits(P: Problem, teams: Teams, student: int, others: np.ndarray, here: int, wish: int) -> np.ndarray:
    mine = int(P.gender[student])
    rule = P.rules.get("min_per_gender")
    least = 0 if rule is None else rule.value
    leaving = teams.gender[here, mine] > least and teams.gender[wish, mine] < P.gender_high[wish, mine]
    entering = teams.gender[wish, 1 - mine] > least and teams.gender[here, 1 - mine] < P.gender_high[here, 1 - mine]
    return (P.gender[others] == mine) | (leaving and entering)


def _faculties_fit(
    P: Problem, teams: Teams, student: int, others: np.ndarray, here: int, wish: int, least: float
) -> np.ndarray:
    """Enough faculties remain on both sides."""
    mine, theirs = int(P.faculty[student]), P.faculty[others]
    at_here, at_wish = teams.faculty[here], teams.faculty[wish]
    after_here = (at_here > 0).sum() - (at_here[mine] == 1) + (at_here[theirs] == 0)
    after_wish = (at_wish > 0).sum() - (at_wish[theirs] == 1) + (at_wish[mine] == 0)
    return (theirs == mine) | ((after_here >= least) & (after_wish >= least))


def _move(P: Problem, teams: Teams, village: np.ndarray, who: int, new: int) -> None:
    old = int(village[who])
    teams.people[old].discard(who)
    teams.people[new].add(who)
    for table, column in ((teams.gender, P.gender), (teams.programme, P.programme), (teams.faculty, P.faculty)):
        table[old, column[who]] -= 1
        table[new, column[who]] += 1
    teams.field[old] -= P.has[P.programme[who]]
    teams.field[new] += P.has[P.programme[who]]
    village[who] = new
