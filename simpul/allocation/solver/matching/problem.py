"""Needs and offers as columns: what the caller gives (`Problem`), and the same sorted, coded and checked (`Columns`).

Everything inside is an integer. Places are points in space (10 m units, see `points`), so that a distance needs only
exactly rounded arithmetic and is the same on every machine, in every order and in every worker.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

EARTH = 637_100.9  # mean radius, in units of 10 m
UNIT_KM = 0.01  # one unit of x, y, z and radius, in km
FULL = 1000  # a perfect fit, and the weight of the first priority

ONSITE, ONLINE = 1, 2  # bits of `mode`

# The rules of a pair, as bits: a pair is eligible when none of them fails.
COMPETENCY, WINDOW, LEVEL, AUTHORITY, MODE, DISTANCE = 1, 2, 4, 8, 16, 32
RULES = {
    "competency": COMPETENCY,
    "window": WINDOW,
    "level": LEVEL,
    "authority": AUTHORITY,
    "mode": MODE,
    "distance": DISTANCE,
}

NEED_COLUMNS = ("heads", "weight", "level", "start", "end", "mode", "x", "y", "z")
OFFER_COLUMNS = ("capacity", "max_level", "start", "end", "mode", "radius", "x", "y", "z")
OPTIONAL = {"authority": 0, "quality": FULL, "cost": 0}


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is asked and what is offered, one mapping of equally long columns per table; rows may come in any order.

    `needs`: id, region, competency (text); heads, weight, level, start, end (days, both inclusive), mode (bits),
        x, y, z; optional authority (bits a server must have), budget (text: which purse pays, "" for none).
    `offers`: id (text); capacity, max_level, start, end, mode, radius, x, y, z;
        optional authority (bits held), quality (‰), cost (per head).
    `skills`: offer, competency (text), score (‰): one row per thing an offer can do.
    `waivers`: need, offer (text), rules (bits): exceptions granted to single pairs.
    `budgets`: id (text), amount.  `ignored`: rules (bits) that are left out for every pair.
    """

    needs: Mapping[str, np.ndarray]
    offers: Mapping[str, np.ndarray]
    skills: Mapping[str, np.ndarray]
    waivers: Mapping[str, np.ndarray] = dataclasses.field(default_factory=dict)
    budgets: Mapping[str, np.ndarray] = dataclasses.field(default_factory=dict)
    ignored: int = 0


@dataclasses.dataclass(frozen=True)
class Columns:
    """A problem sorted by id, with texts replaced by codes; row numbers are the names used inside the solver."""

    need_id: np.ndarray
    offer_id: np.ndarray
    region_id: np.ndarray
    competency_id: np.ndarray
    budget_id: np.ndarray
    budget: np.ndarray  # amount per budget
    need: dict[str, np.ndarray]  # int64 columns, plus region, competency, budget as codes (budget −1 = none)
    offer: dict[str, np.ndarray]
    skill_offer: np.ndarray  # offers by competency: rows skill_start[c]:skill_start[c + 1]
    skill_score: np.ndarray
    skill_start: np.ndarray
    waive_need: np.ndarray
    waive_offer: np.ndarray
    waive_rules: np.ndarray
    ignored: int

    @property
    def heads(self) -> np.ndarray:
        return self.need["heads"]

    @property
    def capacity(self) -> np.ndarray:
        return self.offer["capacity"]


def points(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where places are in space, in units of 10 m: straight lines between them need no trigonometry afterwards."""
    lat, lon = np.radians(np.asarray(latitude, float)), np.radians(np.asarray(longitude, float))
    axes = (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    x, y, z = (np.rint(EARTH * axis).astype(np.int64) for axis in axes)
    return x, y, z


def chord(kilometres: np.ndarray) -> np.ndarray:
    """The straight line (10 m units) that belongs to a way of so many km over the earth: equal to the haversine test."""
    half = np.minimum(np.asarray(kilometres, float) / UNIT_KM / (2 * EARTH), np.pi / 2)
    return np.rint(2 * EARTH * np.sin(half)).astype(np.int64)


def kilometres(straight: np.ndarray) -> np.ndarray:
    """The way over the earth, in km, of a straight line in units of 10 m."""
    return 2 * EARTH * UNIT_KM * np.arcsin(np.minimum(1.0, np.asarray(straight, float) / (2 * EARTH)))


def prepare(problem: Problem) -> Columns:
    """The problem in the solver's own order; raises ValueError naming what is wrong."""
    need_order = _order(problem.needs, "needs")
    offer_order = _order(problem.offers, "offers")
    need = _integers(problem.needs, need_order, NEED_COLUMNS, "needs", ("authority",))
    offer = _integers(problem.offers, offer_order, OFFER_COLUMNS, "offers", ("authority", "quality", "cost"))
    need_id, offer_id = _text(problem.needs["id"])[need_order], _text(problem.offers["id"])[offer_order]
    region_id, need["region"] = np.unique(_text(problem.needs["region"])[need_order], return_inverse=True)
    skill_need = _text(problem.needs["competency"])[need_order]
    skill_text = _text(problem.skills["competency"])
    competency_id = np.unique(np.concatenate([skill_need, skill_text]))
    need["competency"] = np.searchsorted(competency_id, skill_need)
    skill_code = np.searchsorted(competency_id, skill_text)
    skill_offer = _row_of(offer_id, _text(problem.skills["offer"]), "skills", "offer")
    order = np.lexsort((skill_offer, skill_code))
    pairs = skill_code[order] * max(1, len(offer_id)) + skill_offer[order]
    if len(pairs) and (pairs[1:] == pairs[:-1]).any():
        raise ValueError("skills: an offer lists one competency twice")
    budget_id, budget, need["budget"] = _budgets(problem, need_order)
    columns = Columns(
        need_id=need_id,
        offer_id=offer_id,
        region_id=region_id,
        competency_id=competency_id,
        budget_id=budget_id,
        budget=budget,
        need=need,
        offer=offer,
        skill_offer=skill_offer[order],
        skill_score=np.asarray(problem.skills["score"]).astype(np.int64)[order],
        skill_start=np.searchsorted(skill_code[order], np.arange(len(competency_id) + 1)),
        **_waivers(problem, need_id, offer_id),
        ignored=int(problem.ignored),
    )
    _check_ranges(columns)
    return columns


def _text(column: np.ndarray) -> np.ndarray:
    column = np.asarray(column)
    return column.astype(str) if column.dtype.kind != "U" else column


def _order(table: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    ids = _text(table["id"])
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    twice = np.flatnonzero(ids[1:] == ids[:-1])
    if len(twice):
        raise ValueError(f"{name}: id {ids[twice[0]]} appears twice")
    return order


def _integers(
    table: Mapping[str, np.ndarray], order: np.ndarray, names: tuple[str, ...], where: str, optional: tuple[str, ...]
) -> dict[str, np.ndarray]:
    found = {}
    for name in (*names, *optional):
        if name not in table:
            if name not in optional:
                raise ValueError(f"{where}: column {name} is missing")
            found[name] = np.full(len(order), OPTIONAL[name], np.int64)
            continue
        column = np.asarray(table[name])
        if column.dtype.kind not in "iub":
            raise ValueError(f"{where}: column {name} must hold integers, not {column.dtype}")
        if len(column) != len(order):
            raise ValueError(f"{where}: column {name} has {len(column)} rows, id has {len(order)}")
        found[name] = column.astype(np.int64)[order]
    return found


def _row_of(ids: np.ndarray, wanted: np.ndarray, table: str, column: str) -> np.ndarray:
    if not len(wanted):
        return np.zeros(0, np.int64)
    rows = np.minimum(np.searchsorted(ids, wanted), max(0, len(ids) - 1))
    unknown = np.flatnonzero(ids[rows] != wanted) if len(ids) else np.arange(len(wanted))
    if len(unknown):
        raise ValueError(f"{table}: {column} {wanted[unknown[0]]} is not known")
    return rows.astype(np.int64)


def _budgets(problem: Problem, order: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not problem.budgets:
        return np.zeros(0, "U1"), np.zeros(0, np.int64), np.full(len(order), -1, np.int64)
    ids = _text(problem.budgets["id"])
    by_id = np.argsort(ids, kind="stable")
    amount = np.asarray(problem.budgets["amount"]).astype(np.int64)[by_id]
    purse = _text(problem.needs.get("budget", np.full(len(order), "")))[order]
    code = np.full(len(order), -1, np.int64)
    paid = purse != ""
    code[paid] = _row_of(ids[by_id], purse[paid], "needs", "budget")
    return ids[by_id], amount, code


def _waivers(problem: Problem, need_id: np.ndarray, offer_id: np.ndarray) -> dict[str, np.ndarray]:
    if not problem.waivers:
        empty = np.zeros(0, np.int64)
        return {"waive_need": empty, "waive_offer": empty, "waive_rules": empty}
    need = _row_of(need_id, _text(problem.waivers["need"]), "waivers", "need")
    offer = _row_of(offer_id, _text(problem.waivers["offer"]), "waivers", "offer")
    order = np.lexsort((offer, need))
    rules = np.asarray(problem.waivers["rules"]).astype(np.int64)
    return {"waive_need": need[order], "waive_offer": offer[order], "waive_rules": rules[order]}


def _check_ranges(columns: Columns) -> None:
    """No sum can leave 62 bits, no pair value 31 bits."""
    need, offer = columns.need, columns.offer
    for table, names in ((need, ("heads", "weight")), (offer, ("capacity", "radius", "quality", "cost"))):
        for name in names:
            if len(table[name]) and table[name].min() < 0:
                raise ValueError(f"column {name} must not be negative")
    if len(need["weight"]) and int(need["weight"].max()) * FULL >= 2**31:
        raise ValueError(f"weight above {2**31 // FULL} would overflow the value of a pair")
    for table in (need, offer):
        for axis in "xyz":
            if len(table[axis]) and np.abs(table[axis]).max() > 2 * EARTH:
                raise ValueError(f"column {axis} lies outside the earth")
    for score in (offer["quality"], columns.skill_score):
        if len(score) and (score.min() < 0 or score.max() > FULL):
            raise ValueError(f"scores and quality lie between 0 and {FULL}")
    top = int(need["weight"].max(initial=0)) * FULL
    if int(columns.heads.sum()) * max(1, top) >= 2**62 or int(columns.capacity.sum()) * max(1, top) >= 2**62:
        raise ValueError("heads times value would overflow; use smaller weights")
