"""Some villages and the students who shall stand in them, as one mixed-integer programme over interchangeable students.

Students with the same programme, faculty, gender and the same personal rules *within these villages* are one type, so the
model is exact for persons: any counts it returns can be dealt to people.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from simpul.allocation.solver.placement.problem import Problem, scale_of, weights

Bend = Callable[[str, np.ndarray, int, np.ndarray, np.ndarray, bool], None]  # rows of a rule that may give way
SOFT_COST = 2.0  # one breach of an elastic rule weighs as much as two people on needs of priority 1
MOVE_COST = 1000.0  # in a repair: nobody moves for the sake of value
HARD_COST = 400.0  # only in the elastic form, which looks for the nearest placement when there is none


@dataclasses.dataclass
class Rows:
    """A sparse programme under construction."""

    lower: list[np.ndarray] = dataclasses.field(default_factory=list)
    upper: list[np.ndarray] = dataclasses.field(default_factory=list)
    cost: list[np.ndarray] = dataclasses.field(default_factory=list)
    whole: list[np.ndarray] = dataclasses.field(default_factory=list)
    entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = dataclasses.field(default_factory=list)
    least: list[np.ndarray] = dataclasses.field(default_factory=list)
    most: list[np.ndarray] = dataclasses.field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(
        self, count: int, lower: float | np.ndarray, upper: float | np.ndarray, cost: float | np.ndarray, whole: int
    ) -> np.ndarray:
        """New variables; returns their numbers."""
        for store, value in ((self.lower, lower), (self.upper, upper), (self.cost, cost), (self.whole, whole)):
            store.append(np.broadcast_to(np.asarray(value, float), (count,)))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(self, least: float | np.ndarray, most: float | np.ndarray, count: int, *parts: tuple) -> np.ndarray:
        """New rows `least ≤ Σ ≤ most`; each part is (row, column, coefficient). Returns their numbers."""
        for row, column, value in parts:
            row, column = np.asarray(row), np.asarray(column)
            self.entries.append((self.rows + row, column, np.broadcast_to(np.asarray(value, float), row.shape)))
        self.least.append(np.broadcast_to(np.asarray(least, float), (count,)))
        self.most.append(np.broadcast_to(np.asarray(most, float), (count,)))
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def slack(self, rows: np.ndarray, sign: int, cost: float) -> np.ndarray:
        """One slack per row, added with `sign` at `cost` a unit; returns the new columns."""
        columns = self.add_columns(len(rows), 0, np.inf, cost, 0)
        self.entries.append((rows, columns, np.full(len(rows), float(sign))))
        return columns

    def matrix(self) -> sp.csc_matrix:
        row, column, value = (np.concatenate([entry[i] for entry in self.entries]) for i in range(3))
        return sp.csc_matrix((value, (row, column)), shape=(self.rows, self.columns))

    def solve(self, gap: float, nodes: int) -> Any:
        """The solver's answer; it stops on gap or nodes, never on the clock."""
        return milp(
            np.concatenate(self.cost),
            integrality=np.concatenate(self.whole),
            bounds=Bounds(np.concatenate(self.lower), np.concatenate(self.upper)),
            constraints=LinearConstraint(self.matrix(), np.concatenate(self.least), np.concatenate(self.most)),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )


@dataclasses.dataclass(frozen=True)
class Types:
    """Interchangeable students within some villages: `of[i]` is the type of the i-th student, `sample` one of each type."""

    of: np.ndarray
    sample: np.ndarray
    count: np.ndarray


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a solve returned: the village (index) of each given student or None, the proven value bound, breaches by rule."""

    village: np.ndarray | None
    objective: float
    bound: float
    infeasible: bool
    lacking: dict[
        str, list[tuple[int, int, float]]
    ]  # rule → (village or -1, programme/faculty/gender/student or -1, amount)


def types_of(
    problem: Problem, students: np.ndarray, villages: np.ndarray, alone: np.ndarray, stay: np.ndarray | None = None
) -> Types:
    """Group the students; those in `alone` (couples) stay single, those with different places in `stay` apart."""
    unwanted = problem.unwanted[np.ix_(students, villages)]
    masks = np.concatenate([problem.allowed[np.ix_(students, villages)], unwanted > 0, unwanted > 1], axis=1)
    packed = np.packbits(masks, axis=1)
    base = np.stack([problem.programme[students], problem.faculty[students], problem.gender[students]], axis=1).astype(
        np.int32
    )
    single = np.where(alone[students], students + 1, 0).astype(np.int32)[:, None]
    if stay is not None:
        single = np.concatenate([single, stay[students, None].astype(np.int32)], axis=1)
    keys = np.concatenate(
        [
            base.view(np.uint8).reshape(len(students), -1),
            np.ascontiguousarray(single).view(np.uint8).reshape(len(students), -1),
            packed,
        ],
        axis=1,
    )
    keys = np.ascontiguousarray(keys).view([("", np.uint8)] * keys.shape[1]).ravel()
    _, first, of, count = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return Types(of.ravel(), students[first], count)


def couples(problem: Problem) -> np.ndarray:
    """Which students are bound to others by name."""
    alone = np.zeros(problem.students, bool)
    for group in (*problem.together, *problem.apart):
        alone[list(group)] = True
    return alone


def solve_block(
    problem: Problem,
    students: np.ndarray,
    villages: np.ndarray,
    *,
    gap: float = 0.003,
    nodes: int = 100,
    elastic: bool = False,
    stay: np.ndarray | None = None,
) -> Answer:
    """The best team for each of `villages` out of exactly these students; with `stay`, after moving as few as possible."""
    types = types_of(problem, students, villages, couples(problem), stay)
    T, V = len(types.sample), len(villages)
    ok = problem.allowed[np.ix_(types.sample, villages)]
    tt, vv = np.nonzero(ok)
    if not len(tt) and not elastic:
        return Answer(None, 0.0, 0.0, True, {})
    model = Rows()
    unwanted = problem.unwanted[types.sample[tt], villages[vv]]
    most = np.minimum(types.count[tt], problem.high[villages[vv]])
    moved = 0.0 if stay is None else MOVE_COST * (stay[types.sample[tt]] != villages[vv])
    y = model.add_columns(len(tt), 0, most, SOFT_COST * unwanted + moved, 1)
    opened = model.add_columns(V, np.where(problem.optional[villages], 0, 1), 1, 0, 1)
    slacks: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def bend(name: str, rows: np.ndarray, sign: int, where: np.ndarray, what: np.ndarray, hard: bool) -> None:
        if hard and not elastic:
            return
        columns = model.slack(rows, sign, HARD_COST if hard else SOFT_COST)
        slacks[name] = (columns, where, what)

    placed = model.add_rows(types.count, types.count, T, (tt, y, 1))
    bend("tempat", placed, +1, np.full(T, -1), types.sample, True)
    _team_rows(problem, model, bend, villages, types, tt, vv, y, opened)
    _need_rows(problem, model, villages, types, tt, vv, y)
    _couple_rows(problem, model, types, students, tt, vv, y, V)
    answer = model.solve(gap, nodes)
    if answer.x is None:
        return Answer(None, 0.0, 0.0, answer.status == 2, {})
    counts = np.rint(answer.x[y]).astype(np.int64)
    village = np.full(len(students), -1)
    order = np.argsort(types.of, kind="stable")
    slots_type, slots_village = np.repeat(tt, counts), np.repeat(villages[vv], counts)
    slot_order = np.argsort(slots_type, kind="stable")
    if not elastic:
        village[order] = slots_village[slot_order]
    lacking = {}
    for name, (columns, where, what) in slacks.items():
        amount = answer.x[columns]
        lacking[name] = [(int(where[i]), int(what[i]), float(amount[i])) for i in np.flatnonzero(amount > 1e-6)]
    bound = answer.mip_dual_bound if answer.mip_dual_bound is not None else answer.fun
    return Answer(None if elastic else village, -float(answer.fun), -float(bound), False, lacking)


def _team_rows(
    problem: Problem,
    model: Rows,
    bend: Bend,
    villages: np.ndarray,
    types: Types,
    tt: np.ndarray,
    vv: np.ndarray,
    y: np.ndarray,
    opened: np.ndarray,
) -> None:
    """Sizes, genders, caps per programme and faculty, least number of faculties."""
    V, every = len(villages), np.arange(len(villages))
    none = np.full(V, -1)
    programme, faculty, gender = (
        problem.programme[types.sample],
        problem.faculty[types.sample],
        problem.gender[types.sample],
    )
    low, high = problem.low[villages], problem.high[villages]
    bend("anggota_min", model.add_rows(0, np.inf, V, (vv, y, 1), (every, opened, -low)), +1, villages, none, True)
    bend("anggota_maks", model.add_rows(-np.inf, 0, V, (vv, y, 1), (every, opened, -high)), -1, villages, none, True)
    if (problem.soft_low[villages] > low).any():
        rows = model.add_rows(0, np.inf, V, (vv, y, 1), (every, opened, -problem.soft_low[villages]))
        bend("anggota_min*", rows, +1, villages, none, False)
    if (problem.soft_high[villages] < high).any():
        rows = model.add_rows(-np.inf, 0, V, (vv, y, 1), (every, opened, -problem.soft_high[villages]))
        bend("anggota_maks*", rows, -1, villages, none, False)
    for sex in (0, 1):
        mine = gender[tt] == sex
        if (problem.gender_high[villages, sex] < high).any():
            rows = model.add_rows(-np.inf, problem.gender_high[villages, sex], V, (vv[mine], y[mine], 1))
            bend(f"pemondokan{sex}", rows, -1, villages, np.full(V, sex), True)
        rule = problem.rules.get("min_per_gender")
        if rule is not None and rule.value > 0:
            rows = model.add_rows(0, np.inf, V, (vv[mine], y[mine], 1), (every, opened, -rule.value))
            bend(f"min_per_gender{sex}", rows, +1, villages, np.full(V, sex), rule.hard)
    for name, group in (("maks_per_prodi", programme), ("maks_per_fakultas", faculty)):
        rule = problem.rules.get(name)
        if rule is None:
            continue
        supply = np.bincount(group, weights=types.count)
        crowded = np.flatnonzero(supply > rule.value)
        place = np.full(len(supply), -1)
        place[crowded] = np.arange(len(crowded))
        mine = place[group[tt]] >= 0
        row = place[group[tt[mine]]] * V + vv[mine]
        rows = model.add_rows(-np.inf, rule.value, len(crowded) * V, (row, y[mine], 1))
        bend(name, rows, -1, np.tile(villages, len(crowded)), np.repeat(crowded, V), rule.hard)
    rule = problem.rules.get("min_fakultas")
    if rule is not None and rule.value > 1:
        names, place = np.unique(faculty, return_inverse=True)
        F = len(names)
        present = model.add_columns(F * V, 0, 1, 0, 0)
        model.add_rows(-np.inf, 0, F * V, (np.arange(F * V), present, 1), (place.ravel()[tt] * V + vv, y, -1))
        rows = model.add_rows(0, np.inf, V, (np.tile(every, F), present, 1), (every, opened, -rule.value))
        bend("min_fakultas", rows, +1, villages, none, rule.hard)


def _need_rows(
    problem: Problem,
    model: Rows,
    villages: np.ndarray,
    types: Types,
    tt: np.ndarray,
    vv: np.ndarray,
    y: np.ndarray,
) -> None:
    """Served people per need: never more than asked, never more than stand there with the field."""
    place = np.full(problem.size, -1)
    place[villages] = np.arange(len(villages))
    needs = np.flatnonzero(place[problem.need_village] >= 0)
    if not len(needs):
        return
    value = weights(problem)[needs] / scale_of(problem.need_priority)
    served = model.add_columns(len(needs), 0, problem.need_count[needs], -value, 0)
    has = problem.has[problem.programme[types.sample]]
    number = np.full((len(villages), len(problem.fields)), -1)
    number[place[problem.need_village[needs]], problem.need_field[needs]] = np.arange(len(needs))
    entry, field = np.nonzero(has[tt] & (number[vv] >= 0))
    model.add_rows(-np.inf, 0, len(needs), (np.arange(len(needs)), served, 1), (number[vv[entry], field], y[entry], -1))


def _couple_rows(
    problem: Problem,
    model: Rows,
    types: Types,
    students: np.ndarray,
    tt: np.ndarray,
    vv: np.ndarray,
    y: np.ndarray,
    V: int,
) -> None:
    """Named students stand together or apart; a village forbidden to one of a pair is closed to both."""
    if not problem.together and not problem.apart:
        return
    type_of = dict(zip(students.tolist(), types.of.tolist(), strict=True))
    column = {(int(t), int(v)): int(c) for t, v, c in zip(tt, vv, y, strict=True)}
    pairs = [(group[0], other, 0.0, 0.0, -1) for group in problem.together for other in group[1:]]
    pairs += [(a, b, -np.inf, 1.0, 1) for a, b in problem.apart]
    for a, b, least, most, sign in pairs:
        if a not in type_of or b not in type_of:
            continue
        for v in range(V):
            ends = [(column.get((type_of[a], v)), 1.0), (column.get((type_of[b], v)), float(sign))]
            found = [(c, value) for c, value in ends if c is not None]
            if found:
                model.add_rows(least, most, 1, ([0] * len(found), [c for c, _ in found], [value for _, value in found]))
