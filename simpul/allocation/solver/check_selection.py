"""A selection is checked from the raw columns by code that shares nothing with the solver: numpy and the standard library."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

PRICE_UNIT = 65_536  # prices are stated in 1/65,536 of a score point


def linear_bound(score: Any, member: Any, low: Any, high: Any, seats: int, prices: Any) -> int:
    """No selection under the quotas can exceed this, whatever the prices: the last price is that of a seat."""
    score, member = np.asarray(score, np.int64), np.asarray(member, bool)
    rule, seat = np.asarray(prices, np.int64)[:-1], int(np.asarray(prices)[-1])
    gain = score * PRICE_UNIT - seat - (member.astype(np.int64) * rule).sum(axis=1)
    total = int(gain[gain > 0].sum()) + seats * seat
    for price, least, most in zip(rule.tolist(), np.asarray(low).tolist(), np.asarray(high).tolist(), strict=True):
        total += price * (most if price > 0 else least)
    return total // PRICE_UNIT


def check_selection(
    *,
    ids: Any,
    score: Any,
    member: Any,
    low: Any,
    high: Any,
    seats: int,
    seed: str,
    chosen: Any,
    value: int,
    bound: int,
    prices: Any,
    draws: Mapping[str, Any] | None = None,
) -> list[str]:
    """Everything wrong with the selection, in words; empty means it holds."""
    ids, score, member = np.asarray(ids), np.asarray(score, np.int64), np.asarray(member, bool)
    names = [str(name) for name in np.asarray(chosen).tolist()]
    known = {str(name): row for row, name in enumerate(ids.tolist())}
    wrong = []
    if len(set(names)) != len(names):
        wrong.append("ada orang yang terpilih dua kali")
    strangers = [name for name in names if name not in known]
    if strangers:
        return [*wrong, f"terpilih tetapi bukan pelamar: {', '.join(strangers[:3])}"]
    picked = np.zeros(len(ids), bool)
    picked[[known[name] for name in names]] = True
    if int(picked.sum()) != seats:
        wrong.append(f"terpilih {int(picked.sum())} orang, seharusnya {seats}")
    held = member[picked].sum(axis=0)
    for rule, (got, least, most) in enumerate(zip(held.tolist(), list(low), list(high), strict=True)):
        if not least <= got <= most:
            wrong.append(f"kuota nomor {rule + 1} berisi {got}, seharusnya {least} sampai {most}")
    total = int(score[picked].sum())
    if total != value:
        wrong.append(f"jumlah nilai {total}, tertulis {value}")
    ceiling = linear_bound(score, member, low, high, seats, prices)
    if bound > ceiling:
        wrong.append(f"batas {bound} tidak dibuktikan oleh harga ({ceiling})")
    if value > bound:
        wrong.append(f"nilai {value} melebihi batasnya {bound}")
    if not wrong:
        wrong += _better_swap(score, member, low, high, picked, held)
    if draws is not None:
        wrong += _draws(draws, ids, score, member, low, high, picked, seed)
    return wrong


def _better_swap(score: Any, member: Any, low: Any, high: Any, picked: Any, held: Any) -> list[str]:
    """One chosen for one not chosen may not raise the value: best outsider and worst insider of every pair of kinds."""
    packed = np.packbits(member, axis=1)
    _, first, kind = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    kind, traits = kind.reshape(-1), member[first]
    least, most = np.full(len(first), np.iinfo(np.int64).max), np.full(len(first), np.iinfo(np.int64).min)
    np.minimum.at(least, kind[picked], score[picked])
    np.maximum.at(most, kind[~picked], score[~picked])
    inside, outside = np.unique(kind[picked]), np.unique(kind[~picked])
    full, bare = held >= np.asarray(high), held <= np.asarray(low)
    for leaving in inside.tolist():
        gained = traits[outside] & ~traits[leaving]
        lost = traits[leaving] & ~traits[outside]
        legal = ~(gained & full).any(axis=1) & ~(lost & bare).any(axis=1)
        better = legal & (most[outside] > least[leaving])
        if better.any():
            return [f"menukar satu orang menaikkan nilai {int((most[outside] - least[leaving])[better].max())}"]
    return []


def _draws(
    draws: Mapping[str, Any], ids: Any, score: Any, member: Any, low: Any, high: Any, picked: Any, seed: str
) -> list[str]:
    """Every composition of the published table is a legal selection of equal value, and the seed drew the one used."""
    group, table, tickets = (np.asarray(draws[name]) for name in ("group", "compositions", "tickets"))
    wrong = []
    inside = group >= 0
    rows = [np.flatnonzero(group == number) for number in range(table.shape[1])]
    fixed = picked & ~inside
    base_held, base_value = member[fixed].sum(axis=0), int(score[fixed].sum())
    traits = np.array([member[people[0]] for people in rows]).astype(np.int64)
    points = np.array([score[people[0]] for people in rows], np.int64)
    size = np.array([len(people) for people in rows])
    held = base_held + table @ traits
    if (table < 0).any() or (table > size).any() or (held < np.asarray(low)).any() or (held > np.asarray(high)).any():
        wrong.append("tabel undian memuat susunan yang melanggar kuota")
    if (table.sum(axis=1) + int(fixed.sum()) != int(picked.sum())).any():
        wrong.append("tabel undian memuat susunan dengan jumlah orang yang berbeda")
    if (table @ points + base_value != int(score[picked].sum())).any():
        wrong.append("tabel undian memuat susunan dengan nilai yang berbeda")
    ticket = int.from_bytes(hashlib.sha256(f"{seed}:komposisi".encode()).digest(), "big") % int(tickets.sum())
    drawn = table[int((np.cumsum(tickets) <= ticket).sum())]
    for number, people in enumerate(rows):
        order = sorted(people.tolist(), key=lambda row: hashlib.sha256(f"{seed}:{ids[row]}".encode()).digest())
        if set(order[: int(drawn[number])]) != set(people[picked[people]].tolist()):
            wrong.append("orang yang terpilih bukan yang ditarik oleh benih undian")
            break
    return wrong
