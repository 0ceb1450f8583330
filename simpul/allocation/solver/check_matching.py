"""Does a matching hold? Recomputed from the raw columns, sharing no code with the solver.

`breaches` returns everything that is wrong, in words; an empty list means: every pair may meet, nobody is served twice,
no capacity is exceeded, value, bound, gap and hash are what they are said to be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

AT_ONCE = 300_000
RULE_BITS = {"competency": 1, "window": 2, "level": 4, "authority": 8, "mode": 16, "distance": 32}


def breaches(problem: Any, result: Any, fairness: Mapping[str, Any] | None = None, run: Callable = map) -> list[str]:
    """What is wrong with the result of a divisible matching; empty when nothing is."""
    pairs = _Pairs(problem)
    wrong, heads = _rows(pairs, result)
    if wrong:
        return wrong
    need, offer = pairs.need_row(result.assignment["need"]), pairs.offer_row(result.assignment["offer"])
    value = pairs.values(need, offer)
    for at in np.flatnonzero(value < 0)[:5]:
        wrong.append(f"{result.assignment['need'][at]} may not meet {result.assignment['offer'][at]}")
    wrong += _sums(pairs, need, offer, heads)
    served = np.bincount(need, heads, len(pairs.need_id)).astype(np.int64)
    total = int((value * heads).sum())
    price = _prices(pairs, result, wrong)
    if wrong:
        return wrong
    covered, unpriced = np.zeros(len(pairs.need_id), bool), np.zeros(len(pairs.need_id), np.int64)
    premium = _premium(pairs, result)
    for rows, best, any_pair in run(_best_of, pairs.tasks(price, premium)):
        unpriced[rows] = best
        covered[rows] = any_pair
    bound = int((pairs.heads * np.maximum(0, unpriced)).sum()) + int((price * pairs.capacity).sum())
    more, extra_value, extra_bound = _fairness(pairs, fairness, served, covered, result)
    wrong += more
    return wrong + _figures(result, total + extra_value, bound + extra_bound)


def accepts(problem: Any, result: Any, fairness: Mapping[str, Any] | None = None) -> bool:
    return not breaches(problem, result, fairness)


# ------------------------------------------------------------------ parts also used for the variants


def feasibility(problem: Any, result: Any, whole: bool = False) -> tuple[list[str], int]:
    """What is wrong with the pairs and sums alone, and the value of the assignment; `whole`: needs are not split."""
    pairs = _Pairs(problem)
    wrong, heads = _rows(pairs, result)
    if wrong:
        return wrong, 0
    need, offer = pairs.need_row(result.assignment["need"]), pairs.offer_row(result.assignment["offer"])
    value = pairs.values(need, offer)
    for at in np.flatnonzero(value < 0)[:5]:
        wrong.append(f"{result.assignment['need'][at]} may not meet {result.assignment['offer'][at]}")
    wrong += _sums(pairs, need, offer, heads)
    if whole:
        split = np.flatnonzero(heads != pairs.heads[need])
        wrong += [f"need {pairs.need_id[need[at]]} is served in part" for at in split[:5]]
    wrong += _money(pairs, problem, need, offer, heads)
    return wrong, int((value * heads).sum())


def variant_breaches(
    problem: Any, result: Any, whole: bool = False, rates: Mapping[str, int] | None = None, scale: int = 1
) -> list[str]:
    """The same for indivisible needs and for budgets: the bound is proven by `least` prices and budget `rates`, in 1/scale."""
    wrong, total = feasibility(problem, result, whole)
    if wrong:
        return wrong
    pairs = _Pairs(problem)
    price = _prices(pairs, result, wrong)
    rate = np.zeros(len(pairs.need_id), np.int64)
    money = 0
    if rates:
        amounts = dict(
            zip(np.asarray(problem.budgets["id"]).tolist(), np.asarray(problem.budgets["amount"]).tolist(), strict=True)
        )
        if min(rates.values()) < 0 or set(rates) - set(amounts):
            return [*wrong, "a budget has a rate that is negative or unknown"]
        rate = np.array([rates.get(purse, 0) for purse in np.asarray(problem.needs["budget"]).tolist()], np.int64)[
            pairs.order
        ]
        money = sum(rates[name] * int(amounts[name]) for name in rates)
    if wrong:
        return wrong
    worth = np.zeros(len(pairs.need_id), np.int64)
    for rows, best, _ in map(_best_of, pairs.tasks(price, np.zeros_like(rate), rate, scale, whole)):
        worth[rows] = best
    bound = int((pairs.heads * np.maximum(0, worth)).sum()) + int((price * pairs.capacity).sum()) + money
    return _figures(result, total, bound // scale)


def _money(pairs: _Pairs, problem: Any, need: np.ndarray, offer: np.ndarray, heads: np.ndarray) -> list[str]:
    if not problem.budgets:
        return []
    purse = np.asarray(problem.needs["budget"]).astype(str)[pairs.order]
    spent: dict[str, int] = {}
    for name, cost in zip(purse[need].tolist(), (pairs.offers["cost"][offer] * heads).tolist(), strict=True):
        spent[name] = spent.get(name, 0) + cost
    amounts = zip(
        np.asarray(problem.budgets["id"]).tolist(), np.asarray(problem.budgets["amount"]).tolist(), strict=True
    )
    return [
        f"budget {name} is exceeded: {spent[name]} of {amount}"
        for name, amount in amounts
        if spent.get(name, 0) > amount
    ]


# ------------------------------------------------------------------ raw columns


class _Pairs:
    """The raw columns, looked up by id."""

    def __init__(self, problem: Any) -> None:
        self.ignored = int(problem.ignored)
        ids = np.asarray(problem.needs["id"]).astype(str)
        self.order = np.argsort(ids, kind="stable")
        self.need_id = ids[self.order]
        self.needs = {
            name: np.asarray(column)[self.order]
            for name, column in problem.needs.items()
            if name not in ("id", "budget")
        }
        self.needs.setdefault("authority", np.zeros(len(ids), np.int64))
        offer_ids = np.asarray(problem.offers["id"]).astype(str)
        order = np.argsort(offer_ids, kind="stable")
        self.offer_id = offer_ids[order]
        self.offers = {name: np.asarray(column)[order] for name, column in problem.offers.items() if name != "id"}
        for name, usual in (("authority", 0), ("quality", 1000), ("cost", 0)):
            self.offers.setdefault(name, np.full(len(order), usual, np.int64))
        self.heads, self.capacity = self.needs["heads"].astype(np.int64), self.offers["capacity"].astype(np.int64)
        self._skills(problem)
        self.waivers = _waivers(problem)

    def _skills(self, problem: Any) -> None:
        self.names = sorted({*self.needs["competency"].tolist(), *np.asarray(problem.skills["competency"]).tolist()})
        code = {name: number for number, name in enumerate(self.names)}
        self.need_code = np.array([code[name] for name in self.needs["competency"].tolist()], np.int64)
        lists: list[list[tuple[int, int]]] = [[] for _ in self.names]
        row = {name: number for number, name in enumerate(self.offer_id.tolist())}
        columns = (problem.skills[name] for name in ("offer", "competency", "score"))
        self.score: dict[tuple[int, int], int] = {}
        self.best_score = np.zeros(len(self.offer_id), np.int64)
        for offer, name, score in zip(*(np.asarray(column).tolist() for column in columns), strict=True):
            lists[code[name]].append((row[offer], score))
            self.score[row[offer], code[name]] = score
            self.best_score[row[offer]] = max(self.best_score[row[offer]], score)
        self.by_skill = [np.array(rows, np.int64).reshape(-1, 2) for rows in lists]

    def need_row(self, ids: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.need_id, ids)

    def offer_row(self, ids: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.offer_id, ids)

    def values(self, need: np.ndarray, offer: np.ndarray) -> np.ndarray:
        """Value per head of each pair, −1 where the pair may not meet."""
        codes = self.need_code[need].tolist()
        score = np.array([self.score.get(key, -1) for key in zip(offer.tolist(), codes, strict=True)], np.int64)
        if self.ignored & RULE_BITS["competency"]:
            score = self.best_score[offer]
        found = _value(self.needs, self.offers, need, offer, score, np.full(len(need), self.ignored))
        for at, key in enumerate(zip(self.need_id[need].tolist(), self.offer_id[offer].tolist(), strict=True)):
            if key in self.waivers:
                found[at] = max(found[at], self.waived_value(need[at], offer[at], self.waivers[key]))
        return found

    def waived_value(self, need: int, offer: int, rules: int) -> int:
        score = self.score.get((int(offer), int(self.need_code[need])), -1)
        rules |= self.ignored
        if score < 0 and rules & RULE_BITS["competency"]:
            score = int(self.best_score[offer])
        one, other = np.array([need]), np.array([offer])
        return int(_value(self.needs, self.offers, one, other, np.array([score]), np.array([rules]))[0])

    def tasks(
        self,
        price: np.ndarray,
        premium: np.ndarray,
        rate: np.ndarray | None = None,
        scale: int = 1,
        whole: bool = False,
    ) -> list[tuple]:
        """All pairs that could possibly meet, cut into pieces that need nothing else."""
        rate = np.zeros(len(self.need_id), np.int64) if rate is None else rate
        shared = (price, premium, rate, scale, whole)
        found = []
        for code, listed in enumerate(self.by_skill):
            rows = np.flatnonzero(self.need_code == code)
            if self.ignored & RULE_BITS["competency"]:
                listed = np.column_stack([np.arange(len(self.offer_id)), self.best_score])
            if not len(rows):
                continue
            extra = self._waived_rows(rows)
            step = max(1, AT_ONCE // max(1, len(listed)))
            for first in range(0, len(rows), step):
                part = rows[first : first + step]
                own = [pair for pair in extra if part[0] <= pair[0] <= part[-1]]
                found.append((self.needs, self.offers, part, listed, self.ignored, own, *shared))
        return found

    def _waived_rows(self, rows: np.ndarray) -> list[tuple[int, int, int]]:
        inside = set(rows.tolist()) if self.waivers else set()
        found = []
        for (need_id, offer_id), rules in self.waivers.items():
            need, offer = int(np.searchsorted(self.need_id, need_id)), int(np.searchsorted(self.offer_id, offer_id))
            if need in inside:
                found.append((need, offer, self.waived_value(need, offer, rules)))
        return found


def _waivers(problem: Any) -> dict[tuple[str, str], int]:
    if not problem.waivers:
        return {}
    columns = (np.asarray(problem.waivers[name]).tolist() for name in ("need", "offer", "rules"))
    return {(need, offer): rules for need, offer, rules in zip(*columns, strict=True)}


def _value(
    needs: Mapping[str, np.ndarray],
    offers: Mapping[str, np.ndarray],
    need: np.ndarray,
    offer: np.ndarray,
    score: np.ndarray,
    left_out: np.ndarray | int,
) -> np.ndarray:
    """The value of one head, written out from the definition: −1 unless every rule that is not left out holds."""
    without = {name: (np.asarray(left_out) & bit) > 0 for name, bit in RULE_BITS.items()}
    fine: Any = score >= 0
    overlap = (offers["end"][offer] >= needs["start"][need]) & (needs["end"][need] >= offers["start"][offer])
    fine = fine & (overlap | without["window"])
    fine = fine & ((offers["max_level"][offer] >= needs["level"][need]) | without["level"])
    held = np.bitwise_and(offers["authority"][offer], needs["authority"][need]) == needs["authority"][need]
    fine = fine & (held | without["authority"])
    squares: Any = 0
    for axis in ("x", "y", "z"):
        squares = squares + (needs[axis][need] * 1.0 - offers[axis][offer]) ** 2
    way = np.sqrt(squares)
    here = (offers["mode"][offer] % 2 == 1) & ((needs["mode"][need] % 2 == 1) | without["mode"])
    here = here & ((way <= offers["radius"][offer]) | without["distance"])
    remote = (offers["mode"][offer] >= 2) & ((needs["mode"][need] >= 2) | without["mode"])
    loss = (300 * np.minimum(1.0, way / np.maximum(1, offers["radius"][offer]))).astype(np.int64)
    place = np.maximum(np.where(here, 1000 - loss, 0), np.where(remote, 600, 0))
    fit = score * offers["quality"][offer] * place // 1_000_000
    fit = np.where(fit < 1, 1, fit)
    return np.where(fine & (here | remote), fit * needs["weight"][need], -1)


def _best_of(task: tuple) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each need of a task the most one head can be worth above the price of its place, and if an offer with a place may meet it."""
    needs, offers, part, listed, ignored, waived, price, premium, rate, scale, whole = task
    best, met = np.zeros(len(part), np.int64), np.zeros(len(part), bool)
    if len(listed):
        offer = listed[:, 0]
        value = _value(needs, offers, part[:, None], offer[None, :], listed[None, :, 1], ignored)
        if whole:
            value = np.where(needs["heads"][part][:, None] > offers["capacity"][offer][None, :], -1, value)
        above = value * scale - price[offer] - rate[part][:, None] * offers["cost"][offer] + premium[part][:, None]
        best = np.maximum(0, np.where(value >= 0, above, 0).max(axis=1))
        met = np.asarray(((value >= 0) & (offers["capacity"][offer] > 0)).any(axis=1))
    for need, offer, value in waived:
        at = np.flatnonzero(part == need)
        if value >= 0 and len(at) and not (whole and needs["heads"][need] > offers["capacity"][offer]):
            above = value * scale - price[offer] - rate[need] * offers["cost"][offer] + premium[need]
            best[at] = np.maximum(best[at], above)
            met[at] |= offers["capacity"][offer] > 0
    return part, best, met


# ------------------------------------------------------------------ what is compared


def _rows(pairs: _Pairs, result: Any) -> tuple[list[str], np.ndarray]:
    need, offer = np.asarray(result.assignment["need"]).astype(str), np.asarray(result.assignment["offer"]).astype(str)
    heads = np.asarray(result.assignment["heads"])
    wrong = []
    if not len(need) == len(offer) == len(heads):
        return ["the columns of the assignment differ in length"], heads
    if not np.isin(need, pairs.need_id).all():
        wrong.append("an unknown need was matched")
    if not np.isin(offer, pairs.offer_id).all():
        wrong.append("an unknown offer was matched")
    if heads.dtype.kind not in "iu" or (heads < 1).any():
        wrong.append("heads must be whole and positive")
    rows = list(zip(need.tolist(), offer.tolist(), strict=True))
    if rows != sorted(set(rows)):
        wrong.append("pairs are repeated or not sorted")
    return wrong, heads


def _sums(pairs: _Pairs, need: np.ndarray, offer: np.ndarray, heads: np.ndarray) -> list[str]:
    served = np.bincount(need, heads, len(pairs.need_id))
    used = np.bincount(offer, heads, len(pairs.offer_id))
    wrong = [
        f"need {pairs.need_id[at]} gets more heads than it asks" for at in np.flatnonzero(served > pairs.heads)[:5]
    ]
    return wrong + [
        f"offer {pairs.offer_id[at]} is over its capacity" for at in np.flatnonzero(used > pairs.capacity)[:5]
    ]


def _prices(pairs: _Pairs, result: Any, wrong: list[str]) -> np.ndarray:
    ids, price = np.asarray(result.prices["offer"]).astype(str), np.asarray(result.prices["least"])
    if ids.tolist() != pairs.offer_id.tolist() or price.dtype.kind not in "iu" or (price < 0).any():
        wrong.append("prices must be whole, not negative, and one per offer in order of id")
    return price.astype(np.int64)


def _premium(pairs: _Pairs, result: Any) -> np.ndarray:
    if "premium" not in result.prices:
        return np.zeros(len(pairs.need_id), np.int64)
    of_region = dict(zip(result.prices["region"].tolist(), result.prices["premium"].tolist(), strict=True))
    return np.array([max(0, of_region[region]) for region in pairs.needs["region"].tolist()], np.int64)


def _fairness(
    pairs: _Pairs, fairness: Mapping[str, Any] | None, served: np.ndarray, covered: np.ndarray, result: Any
) -> tuple[list[str], int, int]:
    """What fairness adds to the value and to the bound, region by region."""
    if fairness is None:
        return [], 0, 0
    wrong: list[str] = []
    value = bound = 0
    premiums = dict(zip(result.prices["region"].tolist(), result.prices["premium"].tolist(), strict=True))
    for region in sorted(set(pairs.needs["region"].tolist())):
        inside = pairs.needs["region"] == region
        asked, got = int(pairs.heads[inside & covered].sum()), int(served[inside].sum())
        premium = max(0, premiums[region])
        if fairness["kind"] == "floors":
            floor = int(fairness["floors"][region])
            if got < floor:
                wrong.append(f"region {region} gets {got} heads, fewer than its floor of {floor}")
            bound -= premium * floor
            continue
        bonus = _bonus(asked, int(fairness["penalty"]))
        value += bonus[got]
        bound += max(bonus[heads] - premium * heads for heads in range(asked + 1))
    return wrong, value, bound


def _bonus(asked: int, penalty: int) -> list[int]:
    """What a region adds when it has so many heads served: the unserved tenths cost more and more."""
    cost = [
        penalty * 1000 * tenth**2 // 81
        for tenth in range(10)
        for _ in range((tenth + 1) * asked // 10 - tenth * asked // 10)
    ]
    paid = [0]
    for step in cost:
        paid.append(paid[-1] + step)
    return [paid[asked] - paid[asked - heads] for heads in range(asked + 1)]


def _figures(result: Any, value: int, bound: int) -> list[str]:
    wrong = []
    if int(result.value) != value:
        wrong.append(f"the value is {value}, not {result.value}")
    if int(result.bound) != bound:
        wrong.append(f"the prices prove a bound of {bound}, not {result.bound}")
    if value > bound:
        wrong.append(f"the value {value} is above the bound {bound}: the prices prove nothing")
    gap = max(0.0, (bound - value) / bound) if bound else 0.0
    if abs(gap - result.gap) > 1e-12:
        wrong.append(f"the gap is {gap}, not {result.gap}")
    if _hash(result.assignment) != result.hash:
        wrong.append("the hash does not belong to the assignment")
    return wrong


def _hash(assignment: Mapping[str, np.ndarray]) -> str:
    total = hashlib.sha256(b"simpul-assignment-v1\n")
    rows = sorted(zip(*(np.asarray(column).tolist() for column in assignment.values()), strict=True))
    for number, (name, column) in enumerate(assignment.items()):
        cells = [row[number] for row in rows]
        if np.asarray(column).dtype.kind in "iu":
            data = b"".join(int(cell).to_bytes(8, "little", signed=True) for cell in cells)
        else:
            data = b"".join(str(cell).encode() + b"\0" for cell in cells)
        total.update(f"{name}:{len(cells)}:{len(data)}\n".encode() + data)
    return total.hexdigest()
