"""What a rule costs and what would change an unmet need: every sentence has been verified by solving again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simpul.allocation.placement_sheets import Places, Tables, build
from simpul.allocation.sheets import BadSheets, Output
from simpul.allocation.solver.placement.breaches import served
from simpul.allocation.solver.placement.solve import NoPlacement, Placement, Step, solve

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
    """How much more the placement would be worth without each rule."""
    value = placement.value / placement.scale
    priced = [row for row in tables.rules if row["nama"] not in NOT_PRICED]
    rows: list[tuple[Any, ...]] = []
    for number, row in enumerate(priced):
        step(f"Menghitung harga aturan {row['nama']}", 0.86 + 0.03 * number / len(priced))
        without = again(dataclasses.replace(tables, rules=[r for r in tables.rules if r is not row]), places, seed)
        if without is None:
            rows.append(
                (
                    row["nama"],
                    row["nilai"],
                    row["sifat"],
                    round(value, 4),
                    None,
                    None,
                    "Tanpa aturan ini tidak ada penempatan.",
                )
            )
            continue
        free, most = without.value / without.scale, without.bound / without.scale
        price = max(0.0, free - value)
        said = f"Aturan {row['nama']} {row['nilai']} menelan {price:.2f} poin nilai (paling banyak {max(0.0, most - value):.2f})."
        if price < 1e-9:
            said = f"Aturan ini tidak menelan nilai pada hitungan ulang (paling banyak {max(0.0, most - value):.2f})."
        rows.append((row["nama"], row["nilai"], row["sifat"], round(value, 4), round(free, 4), round(price, 4), said))
    return Output(
        ("aturan", "nilai_aturan", "sifat", "nilai_sekarang", "nilai_tanpa", "harga", "penjelasan"),
        rows,
        (18, 13, 9, 15, 12, 9, 80),
    )


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
    rows = []
    for number, need in enumerate(order):
        step("Mencari perubahan terkecil", 0.89 + 0.03 * number / len(order))
        code, field = P.villages[P.need_village[need]], P.fields[P.need_field[need]]
        change, effect = _first_change(tables, places, placement, code, field, int(done[need]), seed)
        rows.append(
            (
                code,
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
        if now > done:
            before, after = placement.value / placement.scale, found.value / found.scale
            return (
                words,
                f"Terlayani {now} orang, sebelumnya {done}; nilai seluruhnya {after:.2f}, sebelumnya {before:.2f}.",
            )
    return "tidak ada yang ditemukan", "Sudah dihitung ulang tanpa hasil: " + "; ".join(tried) + "."


def _candidates(tables: Tables, placement: Placement, code: str, field: str) -> Iterator[tuple[str, Tables]]:
    """Single changes of the sheets, the smallest first."""
    need = next(row for row in tables.needs if row["kode_wilayah"] == code and row["bidang"] == field)
    for priority in range(need["prioritas"] - 1, 0, -1):
        altered = [{**row, "prioritas": priority} if row is need else row for row in tables.needs]
        yield f"prioritas kebutuhan ini menjadi {priority}", dataclasses.replace(tables, needs=altered)
    village = next(row for row in tables.villages if row["kode_wilayah"] == code)
    team = int((placement.village == placement.problem.villages.index(code)).sum())
    if village["maks"] is not None and team >= village["maks"]:
        wider = [{**row, "maks": row["maks"] + 1} if row is village else row for row in tables.villages]
        yield f"maks desa menjadi {village['maks'] + 1}", dataclasses.replace(tables, villages=wider)
    able = sorted({row["prodi"] for row in tables.skills if row["bidang"] == field})
    for programme in able:
        like = next((row for row in tables.students if row["prodi"] == programme), None)
        if like is not None:
            new: Mapping[str, Any] = {
                **like,
                "nim": f"{like['nim']}-tambahan",
                "jarak_maks_km": None,
                "pilihan": None,
                "bersama": None,
                "terpisah": None,
                "tim_lama": None,
                "hindari_risiko": None,
            }
            yield f"satu mahasiswa {programme} lagi", dataclasses.replace(tables, students=[*tables.students, new])
