"""Synthetic placement instances (skewed programmes, remote districts, limited students) and the habits they are compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simpul.allocation.placement_sheets import NEEDS, RULE_SHEET, SKILLS, STUDENTS, VILLAGES, Tables, build
from simpul.allocation.sheets import Column, Output, write_book
from simpul.allocation.solver.placement.problem import Problem, distance_km

FACULTIES, PROGRAMMES, FIELDS = 9, 40, 12
KM_PER_DEGREE = 111.2


def tables(
    students: int,
    seed: int = 0,
    *,
    women: float = 0.6,
    local: float = 0.35,
    limited: float = 0.05,
    optional: float = 0.0,
    slack: float = 1.15,
    sizes: tuple[int, int] = (8, 12),
    gender: int = 2,
    faculties: int = 4,
    wishes: float = 0.0,
    per_village: int = 10,
    travel: float | None = None,
    softer: tuple[str, ...] = (),
) -> tuple[Tables, dict[str, tuple[float, float]]]:
    """A campus of `students` and one village per ten of them, with the places of all codes.

    `slack` is how loose the caps per programme and faculty are; `softer` names the rules that are elastic.
    """
    rng = np.random.default_rng(seed)
    size = max(1, students // per_village)
    faculty_of = np.sort(np.concatenate([np.arange(FACULTIES), rng.integers(0, FACULTIES, PROGRAMMES - FACULTIES)]))
    skills = [
        {"baris": 0, "prodi": f"Prodi {programme:02d}", "bidang": f"Bidang {field:02d}"}
        for programme in range(PROGRAMMES)
        for field in rng.choice(FIELDS, rng.choice([1, 2], p=[0.75, 0.25]), replace=False)
    ]
    share = rng.permutation(1 / np.arange(1, PROGRAMMES + 1) ** 0.6)
    programme = rng.choice(PROGRAMMES, students, p=share / share.sum())
    women_share = np.clip(rng.normal(women, 0.2, PROGRAMMES), 0.1, 0.92)
    sex = np.where(rng.random(students) < women_share[programme], "P", "L")
    districts = max(3, size // 12)
    centre = rng.uniform(0, 120, (districts, 2))
    district = np.sort(
        np.concatenate([np.arange(districts), rng.integers(0, districts, max(0, size - districts))])[:size]
    )
    village_xy = centre[district] + rng.normal(0, 3, (size, 2))
    home = np.where(rng.random(students) < local, rng.integers(0, districts, students), -1)
    near = centre[np.maximum(home, 0)] + rng.normal(0, 3, (students, 2))
    home_xy = np.where((home >= 0)[:, None], near, rng.uniform(-60, 180, (students, 2)))
    villages = [_code(99, int(district[v]), 2001 + v) for v in range(size)]
    homes, points = _homes(home, home_xy)
    there = np.array([(-7.0 + x / KM_PER_DEGREE, 110.0 + y / KM_PER_DEGREE) for x, y in village_xy])
    km = distance_km(np.array([points[name] for name in homes]), there)
    away = np.where(home[:, None] != district[None, :], km, np.inf).min(axis=1)
    limit = np.where(rng.random(students) < limited, np.maximum(60.0, 1.3 * away + 9), np.inf)
    needs = _needs(rng, villages)
    may_be_empty = rng.random(size) < optional
    wishing = rng.random(students) < wishes
    people = []
    for s in range(students):
        row = {
            "baris": s + 2,
            "nim": f"M{s:06d}",
            "nama": f"Mahasiswa {s}",
            "jenis_kelamin": str(sex[s]),
            "prodi": f"Prodi {programme[s]:02d}",
            "fakultas": f"Fakultas {faculty_of[programme[s]]}",
            "kode_wilayah_asal": homes[s],
            "jarak_maks_km": float(limit[s]) if np.isfinite(limit[s]) else None,
            "pilihan": None,
        }
        if wishing[s]:
            row["pilihan"] = tuple(villages[v] for v in rng.choice(size, min(3, size), replace=False))
        people.append(row | dict.fromkeys(("bersama", "terpisah", "tim_lama", "hindari_risiko")))
    places = _villages(villages, there, may_be_empty, sizes)
    values = {
        "anggota_min": sizes[0],
        "anggota_maks": sizes[1],
        "min_per_gender": gender,
        "maks_per_prodi": max(2, int(np.ceil(slack * np.bincount(programme).max() / size))),
        "maks_per_fakultas": max(3, int(np.ceil(slack * np.bincount(faculty_of[programme]).max() / size))),
        "min_fakultas": faculties,
        "larangan_asal": "kecamatan",
        "dpl_maks_kelompok": 5,
        **({} if travel is None else {"jarak_maks_km": travel}),
    }
    rules = [
        {"baris": number, "nama": name, "nilai": str(value), "sifat": "lentur" if name in softer else "wajib"}
        for number, (name, value) in enumerate(values.items(), 2)
    ]
    return Tables(people, places, needs, skills, rules), points


def _homes(home: np.ndarray, home_xy: np.ndarray) -> tuple[list[str], dict[str, tuple[float, float]]]:
    """A home code for each student (in the district of his home, else far away) and where it lies."""
    codes = []
    for student, district in enumerate(home.tolist()):
        start = _code(99, district, 0) if district >= 0 else _code(98, student // 5000, 0)
        codes.append(f"{start[:9]}{5000 + student % 5000:04d}")
    spots = [(-7.0 + x / KM_PER_DEGREE, 110.0 + y / KM_PER_DEGREE) for x, y in home_xy]
    return codes, dict(zip(codes, spots, strict=True))


def _needs(rng: np.random.Generator, villages: list[str]) -> list[dict[str, Any]]:
    """Four to six fields per village, some fields far more wanted than others."""
    needs: list[dict[str, Any]] = []
    popular = 1 / np.arange(1, FIELDS + 1) ** 0.8
    for code in villages:
        for rank, field in enumerate(rng.choice(FIELDS, rng.integers(4, 7), replace=False, p=popular / popular.sum())):
            count = int(rng.integers(1, 4)) + (rank < 2)
            row = {"kode_wilayah": code, "bidang": f"Bidang {field:02d}", "jumlah": count, "prioritas": rank + 1}
            needs.append({"baris": len(needs) + 2, **row})
    return needs


def _villages(
    codes: list[str], there: np.ndarray, may_be_empty: np.ndarray, sizes: tuple[int, int]
) -> list[dict[str, Any]]:
    return [
        {
            "baris": v + 2,
            "kode_wilayah": code,
            "nama": f"Desa {v}",
            "min": 0 if may_be_empty[v] else sizes[0],
            "maks": sizes[1],
            "lintang": float(there[v, 0]),
            "bujur": float(there[v, 1]),
            "pemondokan_l": None,
            "pemondokan_p": None,
            "risiko": None,
        }
        for v, code in enumerate(codes)
    ]


def _code(province: int, district: int, village: int) -> str:
    return f"{province}.{1 + district // 90:02d}.{1 + district % 90:02d}.{village:04d}"


def instance(students: int, seed: int = 0, **kind: Any) -> Problem:
    """The same as a problem in columns."""
    found, places = tables(students, seed, **kind)
    return build(found, places.get)


def placed_at_random(problem: Problem, seed: int = 0) -> np.ndarray:
    """Everybody shuffled and counted off."""
    place = np.empty(problem.students, np.int64)
    place[np.random.default_rng(seed).permutation(problem.students)] = np.arange(problem.students) % problem.size
    return place


def placed_by_dealing(problem: Problem, seed: int = 0) -> np.ndarray:
    """The habit of offices: sort by faculty, programme and gender, then deal round the villages."""
    jitter = np.random.default_rng(seed).random(problem.students)
    place = np.empty(problem.students, np.int64)
    order = np.lexsort((jitter, problem.gender, problem.programme, problem.faculty))
    place[order] = np.arange(problem.students) % problem.size
    return place


def placed_by_clicking(problem: Problem, seed: int = 0) -> np.ndarray:
    """First come, first served: each student in random order takes the nearest village with a free seat."""
    rng = np.random.default_rng(seed)
    place = np.empty(problem.students, np.int64)
    free = problem.high.copy()
    for student in rng.permutation(problem.students):
        cost = np.where((free > 0) & problem.allowed[student], problem.km[student], np.inf)
        if not np.isfinite(cost).any():
            cost = np.where(free > 0, problem.km[student], np.inf)
        village = int(cost.argmin())
        place[student] = village
        free[village] -= 1
    return place


def placed_greedily(problem: Problem, seed: int = 0) -> np.ndarray:
    """Each student in random order goes to the village where he adds most, within the caps; team minima are not looked at."""
    rng = np.random.default_rng(seed)
    demand = np.zeros((problem.size, len(problem.fields)))
    weight = np.zeros_like(demand)
    demand[problem.need_village, problem.need_field] = problem.need_count
    weight[problem.need_village, problem.need_field] = 1 / problem.need_priority
    covered = np.zeros_like(demand)
    team = np.zeros(problem.size, int)
    by_programme = np.zeros((problem.size, len(problem.programmes)), int)
    by_faculty = np.zeros((problem.size, len(problem.faculties)), int)
    by_gender = np.zeros((problem.size, 2), int)
    most = (problem.hard("maks_per_prodi") or np.inf, problem.hard("maks_per_fakultas") or np.inf)
    least = problem.hard("min_per_gender") or 0
    place = np.empty(problem.students, np.int64)
    for student in rng.permutation(problem.students):
        p, f, g = problem.programme[student], problem.faculty[student], problem.gender[student]
        gain = ((covered < demand) * weight)[:, problem.has[p]].sum(axis=1)
        fits = (team < problem.high) & (by_programme[:, p] < most[0]) & (by_faculty[:, f] < most[1])
        fits &= problem.allowed[student] & (by_gender[:, g] < problem.high - least)
        village = int(np.where(fits, gain - 0.05 * team, -1e9).argmax())
        place[student] = village
        team[village] += 1
        by_programme[village, p] += 1
        by_faculty[village, f] += 1
        by_gender[village, g] += 1
        covered[village] += problem.has[p]
    return place


def real_tables(students: int, seed: int = 0, *, province: str = "33", **kind: Any) -> Tables:
    """The same campus on real region codes of a province, for the command line; homes and villages are drawn, people invented."""
    from simpul.regions import table

    found, _ = tables(students, seed, **kind)
    rng = np.random.default_rng(seed + 1)
    districts = [
        d
        for regency in table.children(province)
        for d in table.children(regency.code)
        if len(table.children(d.code)) >= 10
    ]
    elsewhere = [
        d.code
        for other in ("32", "34", "35")
        for regency in table.children(other)
        for d in table.children(regency.code)
    ]
    order = rng.permutation(len(districts)).tolist()
    renamed: dict[str, str] = {}
    district_of: dict[str, str] = {}
    spare: list[str] = []
    for row in found.villages:
        code = row["kode_wilayah"]
        if code[:8] not in district_of:
            district_of[code[:8]] = districts[order.pop()].code
        taken = set(renamed.values())
        free = [v.code for v in table.children(district_of[code[:8]]) if v.code not in taken]
        if not free:
            spare = [code for code in spare if code not in taken] or [
                v.code for v in table.children(districts[order.pop()].code)
            ]
            free = spare
        renamed[code] = free[0]
    spots = [table.coordinates(code) for code in renamed.values()]
    people = []
    for row in found.students:
        home = district_of.get(row["kode_wilayah_asal"][:8]) or elsewhere[int(rng.integers(len(elsewhere)))]
        limit = None
        if row["jarak_maks_km"] is not None:
            point = table.coordinates(home)
            open_to = np.array([code[:8] != home for code in renamed.values()])
            limit = max(60.0, 1.3 * float(distance_km(np.array([point]), np.array(spots))[0][open_to].min()) + 9)
        wished = tuple(renamed[code] for code in row["pilihan"]) if row["pilihan"] else None
        people.append({**row, "kode_wilayah_asal": home, "jarak_maks_km": limit, "pilihan": wished})
    villages = [
        {**row, "kode_wilayah": renamed[row["kode_wilayah"]], "lintang": None, "bujur": None} for row in found.villages
    ]
    needs = [{**row, "kode_wilayah": renamed[row["kode_wilayah"]]} for row in found.needs]
    return Tables(people, villages, needs, found.skills, found.rules)


def write_tables(folder: Path, found: Tables) -> tuple[Path, Path]:
    """The workbooks that hold these rows; returns their paths."""
    students, villages = folder / "mahasiswa.xlsx", folder / "desa.xlsx"

    def page(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> Output:
        names = [column.name for column in columns]
        return Output(
            names, [[";".join(row[n]) if isinstance(row[n], tuple) else row[n] for n in names] for row in rows]
        )

    write_book(students, {"mahasiswa": page(STUDENTS, found.students)})
    parts = {
        "desa": (VILLAGES, found.villages),
        "kebutuhan": (NEEDS, found.needs),
        "kompetensi": (SKILLS, found.skills),
        "aturan": (RULE_SHEET, found.rules),
    }
    write_book(villages, {name: page(columns, rows) for name, (columns, rows) in parts.items()})
    return students, villages
