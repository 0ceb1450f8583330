"""Which pairs may meet, how well they fit, and which rules a pair breaks.

fit (‰) = competency score × quality × place ÷ 10⁶, at least 1.
place = 1000 on the spot, falling to 700 at the rim of the radius; 600 online; the better of the two where both hold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from simpul.allocation.solver.matching.problem import (
    AUTHORITY,
    COMPETENCY,
    DISTANCE,
    FULL,
    LEVEL,
    MODE,
    ONLINE,
    ONSITE,
    WINDOW,
    Columns,
)

PLACE_LOSS = 300  # ‰ lost from the centre to the rim of the radius
PLACE_ONLINE = 600
BLOCK = 400_000  # pairs looked at in one step: fits the cache


@dataclasses.dataclass(frozen=True)
class Edges:
    """Eligible pairs, sorted by need and then offer; `value` = weight × fit per head."""

    need: np.ndarray
    offer: np.ndarray
    value: np.ndarray

    def __len__(self) -> int:
        return len(self.need)

    def take(self, rows: np.ndarray) -> Edges:
        return Edges(self.need[rows], self.offer[rows], self.value[rows])


def straight(columns: Columns, needs: np.ndarray, offers: np.ndarray) -> np.ndarray:
    """Distances in units of 10 m; exact to the last bit whatever the order (integers below 2⁵³, one square root)."""
    total = np.zeros(np.broadcast_shapes(needs.shape, offers.shape))
    for axis in "xyz":
        step = columns.need[axis][needs].astype(float) - columns.offer[axis][offers].astype(float)
        total += step * step
    return np.sqrt(total)


def onsite_place(distance: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """‰ of an on-site pair, by distance; a pair beyond the radius (only by a waiver) counts like the rim."""
    share = np.minimum(distance / np.maximum(radius, 1), 1.0)
    return FULL - np.floor(PLACE_LOSS * share).astype(np.int64)


def block_fit(columns: Columns, needs: np.ndarray, offers: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Fit (‰) of every need (rows) with every offer (columns) of one competency; 0 where a rule fails."""
    need, offer, ignored = columns.need, columns.offer, columns.ignored
    n = needs[:, None]
    allowed = np.ones((len(needs), len(offers)), bool)
    if not ignored & WINDOW:
        allowed &= need["start"][n] <= offer["end"][offers]
        allowed &= offer["start"][offers] <= need["end"][n]
    if not ignored & LEVEL:
        allowed &= need["level"][n] <= offer["max_level"][offers]
    if not ignored & AUTHORITY and need["authority"][needs].any():
        allowed &= (need["authority"][n] & ~offer["authority"][offers]) == 0
    wanted = np.where(ignored & MODE, ONSITE | ONLINE, need["mode"][needs])[:, None]
    shared = wanted & offer["mode"][offers]
    place = np.where(shared & ONLINE, PLACE_ONLINE, 0)
    distance = straight(columns, n, offers)
    radius = offer["radius"][offers]
    near = (shared & ONSITE) > 0
    if not ignored & DISTANCE:
        near &= distance <= radius
    place = np.where(near, onsite_place(distance, radius), place)
    base = score * offer["quality"][offers]
    fit = np.maximum(1, base * place // (FULL * FULL))
    return np.where(allowed & (place > 0), fit, 0)


def blocks(columns: Columns, size: int = BLOCK) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """All pairs that share a competency, as (needs, offers, competency scores) of at most about `size` pairs."""
    if columns.ignored & COMPETENCY:
        groups = [(np.arange(len(columns.need_id)), *any_skill(columns))]
    else:
        order = np.argsort(columns.need["competency"], kind="stable")
        start = np.searchsorted(columns.need["competency"][order], np.arange(len(columns.competency_id) + 1))
        groups = [
            (order[start[c] : start[c + 1]], columns.skill_offer[a:b], columns.skill_score[a:b])
            for c, (a, b) in enumerate(zip(columns.skill_start[:-1], columns.skill_start[1:], strict=True))
        ]
    for needs, offers, score in groups:
        if not len(needs) or not len(offers):
            continue
        step = max(1, size // len(offers))
        for first in range(0, len(needs), step):
            yield needs[first : first + step], offers, score


def candidates(columns: Columns) -> int:
    """How many pairs share a competency, whether or not the other rules hold."""
    if columns.ignored & COMPETENCY:
        return len(columns.need_id) * len(columns.offer_id)
    needs = np.bincount(columns.need["competency"], minlength=len(columns.competency_id))
    return int((needs * np.diff(columns.skill_start)).sum())


def any_skill(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Every offer once, with its best score: what counts when the competency is not asked for."""
    best = np.zeros(len(columns.offer_id), np.int64)
    np.maximum.at(best, columns.skill_offer, columns.skill_score)
    return np.arange(len(best)), best


def all_edges(columns: Columns) -> Edges:
    """Every eligible pair of the problem, waivers included."""
    needs, offers, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for rows, cols, score in blocks(columns):
        fit = block_fit(columns, rows, cols, score)
        r, c = np.nonzero(fit)
        needs.append(rows[r])
        offers.append(cols[c])
        values.append(fit[r, c] * columns.need["weight"][rows[r]])
    waived = waived_edges(columns)
    return merge(
        len(columns.offer_id),
        Edges(np.concatenate(needs), np.concatenate(offers), np.concatenate(values)),
        waived,
    )


def merge(offers: int, *parts: Edges) -> Edges:
    """One sorted set of edges; of a pair given twice the higher value stays."""
    parts = tuple(part for part in parts if len(part))
    if not parts:
        empty = np.zeros(0, np.int64)
        return Edges(empty, empty, empty)
    need, offer, value = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("need", "offer", "value")
    )
    key = need * np.int64(max(1, offers)) + offer
    if len(parts) == 1:
        order = np.argsort(key, kind="stable")
        return Edges(need[order], offer[order], value[order])
    order = np.lexsort((-value, key))
    key = key[order]
    order = order[np.r_[True, key[1:] != key[:-1]]]
    return Edges(need[order], offer[order], value[order])


def pair_score(columns: Columns, needs: np.ndarray, offers: np.ndarray) -> np.ndarray:
    """‰ of the competency of each pair, −1 where the offer does not list it (its best one if none is asked for)."""
    if columns.ignored & COMPETENCY:
        return np.broadcast_to(any_skill(columns)[1][offers], np.broadcast_shapes(needs.shape, offers.shape))
    width = np.int64(max(1, len(columns.offer_id)))
    competency = np.repeat(np.arange(len(columns.competency_id)), np.diff(columns.skill_start))
    keys = competency * width + columns.skill_offer
    wanted = columns.need["competency"][needs] * width + offers
    if not len(keys):
        return np.full(wanted.shape, -1, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, columns.skill_score[at], -1)


def pair_fails(columns: Columns, needs: np.ndarray, offers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rules each pair breaks when it meets on the spot, and when it meets online (−1: the offer has no such way)."""
    need, offer = columns.need, columns.offer
    common = np.where(pair_score(columns, needs, offers) < 0, COMPETENCY, 0)
    late = (need["start"][needs] > offer["end"][offers]) | (offer["start"][offers] > need["end"][needs])
    common = common | np.where(late, WINDOW, 0)
    common |= np.where(need["level"][needs] > offer["max_level"][offers], LEVEL, 0)
    common |= np.where(need["authority"][needs] & ~offer["authority"][offers], AUTHORITY, 0)
    far = straight(columns, needs, offers) > offer["radius"][offers]
    onsite = common | np.where(need["mode"][needs] & ONSITE, 0, MODE) | np.where(far, DISTANCE, 0)
    online = common | np.where(need["mode"][needs] & ONLINE, 0, MODE)
    keep = ~columns.ignored
    onsite = np.where(offer["mode"][offers] & ONSITE, onsite & keep, -1)
    online = np.where(offer["mode"][offers] & ONLINE, online & keep, -1)
    return onsite, online


def fit_if(columns: Columns, needs: np.ndarray, offers: np.ndarray, waived: np.ndarray | int) -> np.ndarray:
    """Fit (‰) of each pair if the `waived` rules were not asked of it; 0 where another rule still fails."""
    onsite, online = pair_fails(columns, needs, offers)
    near = (onsite >= 0) & ((onsite & ~np.asarray(waived)) == 0)
    remote = (online >= 0) & ((online & ~np.asarray(waived)) == 0)
    distance = straight(columns, needs, offers)
    place = np.where(remote, PLACE_ONLINE, 0)
    place = np.where(near, onsite_place(distance, columns.offer["radius"][offers]), place)
    score = pair_score(columns, needs, offers)
    if len(columns.skill_offer):
        score = np.where(score < 0, any_skill(columns)[1][offers], score)
    fit = np.maximum(1, np.maximum(score, 0) * columns.offer["quality"][offers] * place // (FULL * FULL))
    return np.where(place > 0, fit, 0)


def waived_edges(columns: Columns) -> Edges:
    """The pairs that an exception lets in."""
    need, offer = columns.waive_need, columns.waive_offer
    fit = fit_if(columns, need, offer, columns.waive_rules)
    keep = np.flatnonzero(fit)
    return Edges(need[keep], offer[keep], fit[keep] * columns.need["weight"][need[keep]])
