"""A division of participants over mentors is checked from the raw columns; shares no code with the solver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def check_mentors(
    columns: Mapping[str, Any], mentor_of: Mapping[str, str], value: int, bound: int, prices: Mapping[str, int]
) -> list[str]:
    """Everything wrong with the division, in words; empty means it holds and the bound is proven by the prices."""
    people = {str(name): row for row, name in enumerate(np.asarray(columns["participant_ids"]).tolist())}
    mentors = {str(name): row for row, name in enumerate(np.asarray(columns["mentor_ids"]).tolist())}
    if set(mentor_of) != set(people):
        return ["peserta yang dibagi bukan peserta yang didaftarkan"]
    if not set(mentor_of.values()) <= set(mentors):
        return ["ada mentor yang tidak terdaftar"]
    wrong = []
    place, base = np.asarray(columns["place"], float), np.asarray(columns["mentor_place"], float)
    field, skill = np.asarray(columns["field"]), np.asarray(columns["skill"])
    reach, low, high = (np.asarray(columns[name]) for name in ("reach", "low", "high"))
    price = np.array([prices[name] for name in mentors], np.int64)
    whose = np.array([mentors[mentor_of[name]] for name in people], np.int64)
    total, ceiling, outside = (
        0,
        int(sum(p * (h if p > 0 else b) for p, b, h in zip(price.tolist(), low.tolist(), high.tolist(), strict=True))),
        0,
    )
    best = np.full(len(people), np.iinfo(np.int64).min)
    for mentor in range(len(mentors)):
        away = np.rint(np.hypot(*(place - base[mentor]).T)).astype(np.int64)
        ability = skill[mentor][field]
        fits = (ability > 0) & ((reach[mentor] == 0) | (away <= reach[mentor]))
        points = 10_000 + int(columns["skill_weight"]) * ability - int(columns["distance_weight"]) * away
        mine = whose == mentor
        outside += int((mine & ~fits).sum())
        total += int(points[mine].sum())
        if not low[mentor] <= int(mine.sum()) <= high[mentor]:
            wrong.append(
                f"mentor nomor {mentor + 1} membimbing {int(mine.sum())}, seharusnya {low[mentor]} sampai {high[mentor]}"
            )
        best[fits] = np.maximum(best[fits], points[fits] - price[mentor])
    ceiling += int(best.sum()) if len(best) else 0
    if outside:
        wrong.append(f"{outside} peserta mendapat mentor di luar bidang atau jangkauannya")
    if total != value:
        wrong.append(f"jumlah nilai {total}, tertulis {value}")
    if bound < ceiling:
        wrong.append(f"batas {bound} tidak dibuktikan oleh harga ({ceiling})")
    if value > bound:
        wrong.append(f"nilai {value} melebihi batasnya {bound}")
    return wrong
