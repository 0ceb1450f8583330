"""What a rule costs and what would change an unmet need: every sentence has been verified by solving again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simpul.allocation.placement_sheets import Places, Tables, build
from simpul.allocation.sheets import BadSheets, Output, as_written, figure
from simpul.allocation.solver.placement.breaches import breaches, served
from simpul.allocation.solver.placement.problem import MEN, WOMEN
from simpul.allocation.solver.placement.solve import NoPlacement, Placement, Step, solve, worth

MANY_PRIORITIES = 8
NOT_PRICED = ("dpl_maks_kelompok", "tim_lama")  # the first alters no placement, the second is about persons


def sheets(
    tables: Tables,
    places: Places,
    placement: Placement,
    wanted: int,
    *,
    seed: int = 0,
    step: Step = lambda text, share: None,
) -> dict[str, Output]:
    """Sheets «harga_aturan» and «perubahan» for the `wanted` dearest unmet needs."""
    return {
        "harga_aturan": rule_prices(tables, places, placement, seed=seed, step=step),
        "perubahan": changes(tables, places, placement, wanted, seed=seed, step=step),
    }


def again(tables: Tables, places: Places, seed: int) -> Placement | None:
    """The placement of altered sheets, exactly as the command would find it; None when there is none."""
    try:
        return solve(build(tables, places), seed=seed)
    except (BadSheets, NoPlacement):
        return None


def rule_prices(
    tables: Tables, places: Places, placement: Placement, *, seed: int = 0, step: Step = lambda text, share: None
) -> Output:
    """How much more a placement could be worth without each rule.

    The price is the best value under the hard rules without it minus the best with it. Neither best need have been found: it
    lies between value and bound, so the price lies between (value without − bound now) and (bound without − value now).
    """
    value, proven = placement.value / placement.scale, placement.bound / placement.scale
    priced = sorted((row for row in tables.rules if row["nama"] not in NOT_PRICED), key=lambda row: row["nama"])
    rows: list[tuple[Any, ...]] = []
    for number, row in enumerate(priced):
        step(f"Menghitung harga aturan {row['nama']}", 0.86 + 0.03 * number / len(priced))
        without = again(dataclasses.replace(tables, rules=[r for r in tables.rules if r is not row]), places, seed)
        asked = (row["nama"], row["nilai"], row["sifat"], round(value, 4))
        if without is None:
            rows.append((*asked, None, None, None, "Tanpa aturan ini tidak ditemukan penempatan."))
            continue
        free, most = without.value / without.scale, without.bound / without.scale
        least, dearest = round(max(0.0, free - proven), 4), round(max(0.0, most - value), 4)
        rows.append((*asked, round(free, 4), least, dearest, _price_words(row, least, dearest)))
    header = (
        "aturan", "nilai_aturan", "sifat", "nilai_sekarang", "nilai_tanpa", "harga_paling_sedikit", "harga_paling_banyak",
        "penjelasan",
    )  # fmt: skip
    return Output(header, rows, (18, 13, 9, 15, 12, 20, 20, 80))


def _price_words(row: Mapping[str, Any], least: float, most: float) -> str:
    """Between which two proven figures the price of a rule lies."""
    rule = f"{row['nama']} {row['nilai']}"
    if most == 0:
        return f"Aturan {rule} terbukti tidak menelan nilai."
    if least == most:
        return f"Aturan {rule} terbukti menelan {figure(most)} poin nilai."
    if least == 0:
        return f"Aturan {rule} menelan paling banyak {figure(most)} poin nilai; mungkin tidak menelan apa pun."
    return f"Aturan {rule} menelan paling sedikit {figure(least)} dan paling banyak {figure(most)} poin nilai."


def changes(
    tables: Tables,
    places: Places,
    placement: Placement,
    wanted: int,
    *,
    seed: int = 0,
    step: Step = lambda text, share: None,
) -> Output:
    """For the dearest unmet needs, the first of ever larger changes that serves more people there, as solving again showed."""
    P = placement.problem
    done = served(P, placement.village)
    lost = (P.need_count - done) / P.need_priority
    order = [need for need in np.argsort(-lost, kind="stable")[:wanted] if lost[need] > 0]
    names = {row["kode_wilayah"]: row["nama"] or row["kode_wilayah"] for row in tables.villages}
    written = {row["kode_wilayah"]: as_written(row, "kode_wilayah") for row in tables.villages}
    rows = []
    for number, need in enumerate(order):
        step("Mencari perubahan terkecil", 0.89 + 0.03 * number / len(order))
        code, field = P.villages[P.need_village[need]], P.fields[P.need_field[need]]
        change, effect = _first_change(tables, places, placement, code, field, int(done[need]), seed)
        rows.append(
            (
                written[code],
                names[code],
                field,
                int(P.need_priority[need]),
                int(P.need_count[need]),
                int(done[need]),
                change,
                effect,
            )
        )
    header = (
        "kode_wilayah",
        "desa",
        "bidang",
        "prioritas",
        "jumlah",
        "terlayani",
        "perubahan",
        "akibat_setelah_dihitung_ulang",
    )
    return Output(header, rows, (15, 24, 24, 9, 8, 10, 60, 60))


def _first_change(
    tables: Tables, places: Places, placement: Placement, code: str, field: str, done: int, seed: int
) -> tuple[str, str]:
    tried = []
    for words, altered in _candidates(tables, placement, code, field):
        found = again(altered, places, seed)
        tried.append(words)
        if found is None:
            continue
        Q = found.problem
        at = [
            n
            for n in range(len(Q.need_count))
            if Q.villages[Q.need_village[n]] == code and Q.fields[Q.need_field[n]] == field
        ]
        now = int(served(Q, found.village)[at[0]])
        if now > done and _already_as_good(placement, found):
            value = figure(placement.value / placement.scale)
            return (
                "tidak perlu: penempatan lain yang sama baiknya sudah melayani lebih banyak di sini",
                f"Terlayani {now} orang, sebelumnya {done}, tanpa mengubah apa pun; nilai seluruhnya tetap {value}.",
            )
        if now > done:
            before, after = placement.value / placement.scale, found.value / found.scale
            return (
                words,
                f"Terlayani {now} orang, sebelumnya {done}; nilai seluruhnya {figure(after)}, sebelumnya {figure(before)}.",
            )
    if not tried:
        return (
            "tidak ada yang dapat dicoba",
            "Prioritasnya sudah 1, kelompoknya belum penuh, dan tidak ada prodi peserta berbidang ini.",
        )
    return "tidak ada yang ditemukan", "Sudah dihitung ulang tanpa hasil: " + "; ".join(tried) + "."


def _already_as_good(placement: Placement, found: Placement) -> bool:
    """The placement found for altered sheets is allowed by the sheets as they are, and worth as much: nothing had to change."""
    P, Q = placement.problem, found.problem
    where = dict(zip(Q.nim, found.village.tolist(), strict=True))
    village = np.array([where[nim] for nim in P.nim], np.int64)
    if any(breach.hard for breach in breaches(P, village)):
        return False
    return worth(P, village) >= worth(P, placement.village) - 1e-9


def _candidates(tables: Tables, placement: Placement, code: str, field: str) -> Iterator[tuple[str, Tables]]:
    """Single changes of the sheets, the smallest first."""
    need = next(row for row in tables.needs if row["kode_wilayah"] == code and row["bidang"] == field)
    for priority in _priorities(tables, need["prioritas"]):
        altered = [{**row, "prioritas": priority} if row is need else row for row in tables.needs]
        yield f"prioritas kebutuhan ini menjadi {priority}", dataclasses.replace(tables, needs=altered)
    village = next(row for row in tables.villages if row["kode_wilayah"] == code)
    here = placement.problem.villages.index(code)
    team = placement.village == here
    yield from _one_more_seat(tables, placement, village, int(team.sum()))
    able = sorted({row["prodi"] for row in tables.skills if row["bidang"] == field})
    for programme in able:
        new = _newcomer(tables, placement, here, programme)
        if new is not None:
            sex = {"L": "laki-laki", "P": "perempuan"}[new["jenis_kelamin"]]
            words = f"satu mahasiswa {programme} lagi ({sex}, asal {new['kode_wilayah_asal']})"
            yield words, dataclasses.replace(tables, students=[*tables.students, new])


def _priorities(tables: Tables, now: int) -> list[int]:
    """The higher priorities to try, next first: every one, or those in use when there are many."""
    if now <= MANY_PRIORITIES:
        return list(range(now - 1, 0, -1))
    return sorted({1, *(row["prioritas"] for row in tables.needs if row["prioritas"] < now)}, reverse=True)[
        -MANY_PRIORITIES:
    ]


def _one_more_seat(
    tables: Tables, placement: Placement, village: Mapping[str, Any], team: int
) -> Iterator[tuple[str, Tables]]:
    """Every limit that keeps the team from growing is one higher; nothing when the team is not full."""
    words, wider = [], tables
    if village["maks"] is not None and team >= village["maks"]:
        words.append(f"maks desa menjadi {village['maks'] + 1}")
        raised = [{**row, "maks": row["maks"] + 1} if row is village else row for row in tables.villages]
        wider = dataclasses.replace(wider, villages=raised)
    rule = placement.problem.rules.get("anggota_maks")
    if rule is not None and team >= rule.value:
        words.append(f"anggota_maks menjadi {int(rule.value) + 1}")
        raised = [
            {**row, "nilai": str(int(rule.value) + 1)} if row["nama"] == "anggota_maks" else row for row in tables.rules
        ]
        wider = dataclasses.replace(wider, rules=raised)
    if words:
        yield " dan ".join(words), wider


def _newcomer(tables: Tables, placement: Placement, here: int, programme: str) -> Mapping[str, Any] | None:
    """Somebody of the programme whose home no rule bans from this village, of a gender that has a bed there."""
    P = placement.problem
    rows = {row["nim"]: row for row in tables.students}
    like = next((rows[nim] for nim in P.nim if rows[nim]["prodi"] == programme), None)
    if like is None:
        return None
    team = placement.village == here
    beds = [int((team & (P.gender == sex)).sum()) < P.gender_high[here, sex] for sex in (MEN, WOMEN)]
    mine = MEN if like["jenis_kelamin"] == "L" else WOMEN
    sex = mine if beds[mine] or not beds[1 - mine] else 1 - mine
    welcome = np.flatnonzero(P.allowed[:, here] & (P.unwanted[:, here] == 0))
    near = welcome[np.argsort(np.nan_to_num(P.km[welcome, here], nan=np.inf), kind="stable")]
    home = rows[P.nim[near[0]]]["kode_wilayah_asal"] if len(near) else like["kode_wilayah_asal"]
    alone = {"jarak_maks_km": None, "pilihan": None, "bersama": None, "terpisah": None, "tim_lama": None}
    who = {"nim": f"{like['nim']}-tambahan", "jenis_kelamin": "LP"[sex], "kode_wilayah_asal": home}
    return {**like, **alone, **who, "hindari_risiko": None}
