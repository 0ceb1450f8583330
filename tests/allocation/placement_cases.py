"""Tiny random placements with every kind of rule, and the best of them by trying all."""

from __future__ import annotations

import itertools
import random

from simpul.allocation.placement_sheets import Tables
from simpul.allocation.solver.check_placement import check, true_value

SPOTS = {
    "99.01.01": (-7.00, 110.0),
    "99.01.02": (-7.10, 110.0),
    "99.02.01": (-7.00, 110.4),
    "99.03.01": (-7.50, 110.9),
}


def places(code: str) -> tuple[float, float] | None:
    return SPOTS.get(code[:8])


def tiny(seed: int) -> Tables:
    """At most seven students and three villages; often contradictory, often tight."""
    rng = random.Random(seed)
    size, count = rng.randint(1, 3), rng.randint(2, 7)
    districts = list(SPOTS)
    codes = [f"{rng.choice(districts[:3])}.{2001 + v}" for v in range(size)]
    villages = [
        {
            "baris": v + 2,
            "kode_wilayah": code,
            "nama": f"Desa {v}",
            "min": rng.choice([0, 1, 1, 2, None]),
            "maks": rng.choice([3, 4, 7, None, None]),
            "lintang": None,
            "bujur": None,
            "pemondokan_l": rng.choice([None, None, None, None, 1, 3]),
            "pemondokan_p": None,
            "risiko": rng.choice([None, None, None, "longsor"]),
        }
        for v, code in enumerate(codes)
    ]
    fields = ["air", "tani", "data"]
    programmes = {"P1": "F1", "P2": "F1", "P3": "F2"}
    skills = [
        {"baris": 2, "prodi": p, "bidang": f} for p in programmes for f in rng.sample(fields, rng.choice([1, 1, 2]))
    ]
    needs = [
        {"baris": 2, "kode_wilayah": code, "bidang": field, "jumlah": rng.randint(0, 3), "prioritas": rng.randint(1, 4)}
        for code in codes
        for field in rng.sample(fields, rng.randint(0, 3))
    ]
    students = []
    for s in range(count):
        programme = rng.choice(list(programmes))
        row = {
            "baris": s + 2,
            "nim": f"N{s}",
            "nama": f"Orang {s}",
            "jenis_kelamin": rng.choice("LP"),
            "prodi": programme,
            "fakultas": programmes[programme],
            "kode_wilayah_asal": rng.choice(districts),
            "jarak_maks_km": rng.choice([None, None, None, None, 60.0]),
            "pilihan": tuple(rng.sample(codes, 1)) if rng.random() < 0.3 else None,
            "bersama": None,
            "terpisah": None,
            "tim_lama": rng.choice([None, None, None, "A"]),
            "hindari_risiko": rng.choice([None, None, None, "ya"]),
        }
        students.append(row)
    if rng.random() < 0.3:
        students[0]["bersama"] = (students[-1]["nim"],)
    if rng.random() < 0.3:
        students[0]["terpisah"] = (students[1]["nim"],) if students[0]["bersama"] != (students[1]["nim"],) else None
    values = {
        "anggota_min": rng.choice([1, 2]),
        "anggota_maks": rng.choice([3, 4, 7]),
        "min_per_gender": rng.choice([0, 0, 1]),
        "maks_per_prodi": rng.choice([1, 2, 7]),
        "maks_per_fakultas": rng.choice([2, 3, 7]),
        "min_fakultas": rng.choice([1, 1, 2]),
        "larangan_asal": rng.choice(["tidak", "kecamatan", "kabupaten", "desa"]),
        "jarak_maks_km": rng.choice([30, 80, 500]),
        "tim_lama": rng.choice(["tidak", "lanjut", "sebar"]),
    }
    chosen = rng.sample(sorted(values), rng.randint(0, 4))
    rules = [
        {"baris": 2, "nama": name, "nilai": str(values[name]), "sifat": rng.choice(["wajib", "wajib", "lentur"])}
        for name in chosen
    ]
    for row in rules:
        if row["nama"] == "tim_lama":
            row["sifat"] = "wajib"
    return Tables(students, villages, needs, skills, rules)


def rows(tables: Tables) -> tuple:
    return tables.students, tables.villages, tables.needs, tables.skills, tables.rules


def best_of_all(tables: Tables) -> float | None:
    """The value of the best sound placement, by trying every one; None when no placement is sound."""
    nims = [row["nim"] for row in tables.students]
    codes = [row["kode_wilayah"] for row in tables.villages]
    best = None
    for guess in itertools.product(codes, repeat=len(nims)):
        placement = dict(zip(nims, guess, strict=True))
        value = float(true_value(tables.students, tables.needs, tables.skills, placement))
        if (best is None or value > best) and not check(*rows(tables), places, placement, value):
            best = value
    return best
