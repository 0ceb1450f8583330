"""A choice of partners for value chains is checked from the raw columns; shares no code with the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

STAGES = ("hulu", "on-farm", "hilir", "off-farm", "off-taker")
PRICE_UNIT = 1_048_576


def check_chain(
    columns: Mapping[str, Any],
    rows: Sequence[tuple[str, str, str]],
    value: int,
    bound: int,
    prices: Mapping[str, int],
) -> list[str]:
    """Everything wrong with the choice (chain, link, partner), in words; empty means it holds and the bound is proven."""
    chains = {str(name): row for row, name in enumerate(np.asarray(columns["chain_ids"]).tolist())}
    partners = {str(name): row for row, name in enumerate(np.asarray(columns["partner_ids"]).tolist())}
    have = np.array(columns["have"], bool)
    filled = have.copy()
    wrong: list[str] = []
    cost, load = 0, Counter[int]()
    for chain, stage, partner in rows:
        if chain not in chains or partner not in partners or stage not in STAGES:
            return [f"baris {chain} – {stage} – {partner} tidak dikenal"]
        q, p, s = chains[chain], partners[partner], STAGES.index(stage)
        if filled[q, s]:
            wrong.append(f"mata rantai {stage} pada {chain} diisi padahal sudah ada")
        if not _fits(columns, q, p, s):
            wrong.append(f"mitra {partner} tidak dapat mengisi {stage} pada {chain}")
        filled[q, s] = True
        load[p] += 1
        cost += int(columns["cost"][p])
    for p, count in load.items():
        if count > int(columns["capacity"][p]):
            wrong.append(f"mitra nomor {p + 1} dipakai {count} kali, kapasitasnya {int(columns['capacity'][p])}")
    if cost > int(columns["budget"]):
        wrong.append(f"biaya {cost} melebihi anggaran {int(columns['budget'])}")
    reached = int(np.asarray(columns["weight"])[filled.all(axis=1)].sum())
    if reached != value:
        wrong.append(f"bobot rantai lengkap {reached}, tertulis {value}")
    ceiling = linear_bound(columns, prices)
    if bound > ceiling:
        wrong.append(f"batas {bound} tidak dibuktikan oleh harga ({ceiling})")
    if value > bound:
        wrong.append(f"nilai {value} melebihi batasnya {bound}")
    return wrong


def _fits(columns: Mapping[str, Any], q: int, p: int, s: int) -> bool:
    if int(columns["link"][p]) != s or not bool(columns["commodities"][p][int(columns["commodity"][q])]):
        return False
    dx, dy = (int(a) - int(b) for a, b in zip(columns["place"][q], columns["partner_place"][p], strict=True))
    reach = int(columns["reach"][p])
    return reach == 0 or dx * dx + dy * dy <= reach * reach


def linear_bound(columns: Mapping[str, Any], prices: Mapping[str, int]) -> int:
    """No choice can be worth more, whatever the (not negative) prices of places and budget."""
    money = max(0, int(prices["anggaran"]))
    room = [max(0, int(prices[str(name)])) for name in np.asarray(columns["partner_ids"]).tolist()]
    total = money * int(columns["budget"])
    total += sum(price * int(capacity) for price, capacity in zip(room, columns["capacity"], strict=True))
    place = np.asarray(columns["partner_place"], np.int64)
    reach, link = np.asarray(columns["reach"], np.int64), np.asarray(columns["link"])
    knows, cost = np.asarray(columns["commodities"], bool), np.asarray(columns["cost"], np.int64)
    able = np.asarray(columns["capacity"]) > 0
    able &= cost <= int(columns["budget"])
    fee = np.array([price + money * int(one) for price, one in zip(room, cost, strict=True)], dtype=object)
    for q, present in enumerate(np.asarray(columns["have"], bool)):
        away = place - np.asarray(columns["place"], np.int64)[q]
        fits = able & ((reach == 0) | ((away**2).sum(axis=1) <= reach**2)) & knows[:, int(columns["commodity"][q])]
        fees: int | None = 0
        for stage in np.flatnonzero(~present).tolist():
            open_to = fee[fits & (link == stage)]
            fees = None if fees is None or not len(open_to) else fees + int(min(open_to))
        if fees is not None:
            total += max(0, int(columns["weight"][q]) * PRICE_UNIT - fees)
    return total // PRICE_UNIT
