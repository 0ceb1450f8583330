"""A placement as sheets for people and as a report for machines; and its independent check on the raw rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simpul.allocation.placement_sheets import Places, Tables, written
from simpul.allocation.sheets import Output, as_written, figure
from simpul.allocation.solver import check_placement
from simpul.allocation.solver.placement.bound import bounds_with_a_seat_more, kinds_of
from simpul.allocation.solver.placement.breaches import Breach, served
from simpul.allocation.solver.placement.explain import need_reasons, student_reasons, supervisors
from simpul.allocation.solver.placement.problem import Problem
from simpul.allocation.solver.placement.solve import Placement, bound_in_units, total_asked

SEX = ("laki-laki", "perempuan")
SENTENCES = {
    "anggota_min": "Anggota {actual}, paling sedikit {limit}.",
    "anggota_maks": "Anggota {actual}, paling banyak {limit}.",
    "min_per_gender": "Anggota {sex} {actual}, paling sedikit {limit}.",
    "maks_per_prodi": "Dari prodi {programme} {actual} orang, paling banyak {limit}.",
    "maks_per_fakultas": "Dari {faculty} {actual} orang, paling banyak {limit}.",
    "min_fakultas": "Berasal dari {actual} fakultas, paling sedikit {limit}.",
    "larangan_asal": "{nim} ditempatkan di wilayah asalnya sendiri.",
    "jarak_maks_km": "{nim} berjarak {actual} km dari asal, paling jauh {limit} km.",
}


def named_prices(placement: Placement) -> dict[str, dict[Any, float]]:
    """The prices by name instead of position, in units of value: what the checker needs."""
    P, prices, scale = placement.problem, placement.prices, placement.scale
    kinds, _ = kinds_of(P)
    where, who = np.nonzero(prices.faculty)
    return {
        "kind": {
            (P.programmes[p], P.faculties[f]): float(x) / scale
            for (p, f), x in zip(kinds.tolist(), prices.kind, strict=True)
        },
        "high": {code: float(x) / scale for code, x in zip(P.villages, prices.high, strict=True)},
        "low": {code: float(x) / scale for code, x in zip(P.villages, prices.low, strict=True)},
        "faculty": {
            (P.villages[v], P.faculties[f]): float(prices.faculty[v, f]) / scale
            for v, f in zip(where, who, strict=True)
        },
        "need": {
            (P.villages[v], P.fields[k]): float(x) / scale
            for v, k, x in zip(P.need_village, P.need_field, prices.need, strict=True)
        },
    }


def complaints(tables: Tables, places: Places, placement: Placement) -> list[str]:
    """What the independent checker has against the placement; empty when it is sound."""
    P = placement.problem
    who = {nim: P.villages[v] for nim, v in zip(P.nim, placement.village, strict=True)}
    value, bound = placement.value / placement.scale, placement.bound / placement.scale
    rows = (tables.students, tables.villages, tables.needs, tables.skills, tables.rules)
    return check_placement.check(*rows, places, who, value, bound, named_prices(placement))


def sentence(problem: Problem, breach: Breach) -> str:
    """One breach in words."""
    who = breach.who

    def pick(names: tuple[str, ...]) -> str:
        return names[who] if 0 <= who < len(names) else ""

    words = {
        "sex": pick(SEX),
        "programme": pick(problem.programmes),
        "faculty": pick(problem.faculties),
        "nim": pick(problem.nim),
    }
    text = SENTENCES.get(breach.rule, "{rule}: diminta {limit}, nyatanya {actual}.")
    return text.format(rule=breach.rule, limit=figure(breach.limit), actual=figure(breach.actual, 1), **words)


def sheets(
    tables: Tables, placement: Placement, extra: Mapping[str, Output] | None = None, seconds: float = 0.0
) -> dict[str, Output]:
    """The five sheets of the answer (and any `extra`)."""
    people = {row["nim"]: row for row in tables.students}
    villages = {row["kode_wilayah"]: row for row in tables.villages}
    P = placement.problem
    team = np.bincount(placement.village, minlength=P.size)
    group = np.cumsum(team > 0) * (team > 0)
    guide = supervisors(placement)
    out = {
        "penempatan": _people(placement, people, villages, group, guide),
        "kelompok": _teams(placement, villages, group, guide),
        "kebutuhan": _needs(placement, villages),
        "pelanggaran": _breaches(placement, people, villages),
        "ringkasan": _summary(placement, seconds),
    }
    return out | dict(extra or {})


def _name(row: Mapping[str, Any]) -> str:
    return str(row["nama"] or row["kode_wilayah"])


def _people(
    placement: Placement, people: Mapping[str, Any], villages: Mapping[str, Any], group: np.ndarray, guide: np.ndarray
) -> Output:
    P = placement.problem
    header = (
        "nim",
        "nama",
        "jenis_kelamin",
        "prodi",
        "fakultas",
        "kode_wilayah",
        "desa",
        "kelompok",
        "dpl",
        "jarak_km",
        "pilihan_ke",
        "alasan",
    )
    rows = []
    for student, reason in enumerate(student_reasons(placement)):
        row, v = people[P.nim[student]], int(placement.village[student])
        place, km, wishes = villages[P.villages[v]], P.km[student, v], P.wishes[student]
        rows.append(
            (
                as_written(row, "nim"),
                row["nama"],
                row["jenis_kelamin"],
                row["prodi"],
                row["fakultas"],
                as_written(place, "kode_wilayah"),
                _name(place),
                int(group[v]),
                int(guide[v]) or None,
                None if np.isnan(km) else round(float(km), 1),
                wishes.index(v) + 1 if v in wishes else None,
                reason,
            )
        )
    rows.sort(key=lambda row: (row[7], str(row[0])))
    return Output(header, rows, (14, 26, 8, 22, 22, 15, 20, 10, 6, 9, 10, 90))


def _teams(placement: Placement, villages: Mapping[str, Any], group: np.ndarray, guide: np.ndarray) -> Output:
    P = placement.problem
    header = (
        "kelompok",
        "kode_wilayah",
        "desa",
        "kecamatan",
        "dpl",
        "anggota",
        "laki_laki",
        "perempuan",
        "prodi",
        "fakultas",
        "nilai",
        "nilai_diminta",
        "harga_tempat_maks",
        "keterangan",
    )
    done = served(P, placement.village)
    wider = bounds_with_a_seat_more(P, placement.prices)
    gained = np.bincount(P.need_village, weights=done / P.need_priority, minlength=P.size)
    asked = np.bincount(P.need_village, weights=P.need_count / P.need_priority, minlength=P.size)
    rows = []
    for v in range(P.size):
        mine = np.flatnonzero(placement.village == v)
        place = villages[P.villages[v]]
        said = (
            f"Memenuhi {figure(100 * gained[v] / asked[v], 0)}% dari nilai kebutuhan desa."
            if asked[v]
            else "Desa ini tidak menulis kebutuhan."
        )
        if not len(mine):
            said = "Tanpa kelompok: min desa 0." if P.high[v] else "Tanpa kelompok: maks desa di bawah anggota_min."
        men = int((P.gender[mine] == 0).sum())
        rows.append(
            (
                int(group[v]) or None,
                as_written(place, "kode_wilayah"),
                _name(place),
                P.villages[v][:8],
                int(guide[v]) or None,
                len(mine),
                men,
                len(mine) - men,
                len(np.unique(P.programme[mine])),
                len(np.unique(P.faculty[mine])),
                round(float(gained[v]), 4),
                round(float(asked[v]), 4),
                round((bound_in_units(P, float(wider[v])) - placement.value) / placement.scale, 4)
                if P.high[v]
                else None,
                said,
            )
        )
    return Output(header, rows, (10, 15, 24, 12, 6, 9, 10, 10, 8, 9, 9, 13, 13, 60))


def _needs(placement: Placement, villages: Mapping[str, Any]) -> Output:
    P = placement.problem
    header = ("kode_wilayah", "desa", "bidang", "prioritas", "jumlah", "terlayani", "kurang", "nilai", "alasan")
    done = served(P, placement.village)
    rows = []
    for need, reason in enumerate(need_reasons(placement)):
        place = villages[P.villages[P.need_village[need]]]
        asked, got, priority = int(P.need_count[need]), int(done[need]), int(P.need_priority[need])
        rows.append(
            (
                as_written(place, "kode_wilayah"),
                _name(place),
                P.fields[P.need_field[need]],
                priority,
                asked,
                got,
                asked - got,
                round(got / priority, 4),
                reason,
            )
        )
    rows.sort(key=lambda row: (str(row[0]), row[3], row[2]))
    return Output(header, rows, (15, 24, 24, 9, 8, 10, 8, 8, 90))


def _breaches(placement: Placement, people: Mapping[str, Any], villages: Mapping[str, Any]) -> Output:
    P = placement.problem
    header = ("aturan", "sifat", "kode_wilayah", "desa", "nim", "nilai_aturan", "nyata", "penjelasan")
    rows = []
    for b in placement.breaches:
        place = villages[P.villages[b.village]]
        personal = b.rule in ("larangan_asal", "jarak_maks_km")
        asked = (
            {10: "desa", 6: "kecamatan", 4: "kabupaten"}.get(int(P.rules[b.rule].value), "")
            if b.rule == "larangan_asal"
            else b.limit
        )
        nim = as_written(people[P.nim[b.who]], "nim") if personal else None
        rows.append(
            (
                b.rule,
                "wajib" if b.hard else "lentur",
                as_written(place, "kode_wilayah"),
                _name(place),
                nim,
                asked,
                round(b.actual, 1),
                sentence(P, b),
            )
        )
    return Output(header, rows, (18, 9, 15, 24, 14, 13, 9, 70))


def _summary(placement: Placement, seconds: float) -> Output:
    P = placement.problem
    scale = placement.scale
    wished = [s for s in range(P.students) if P.wishes[s]]
    first = sum(P.wishes[s][0] == placement.village[s] for s in wished)
    some = sum(int(placement.village[s]) in P.wishes[s] for s in wished)
    km = P.km[np.arange(P.students), placement.village] if P.students else np.zeros(0)
    known = km[~np.isnan(km)]
    rows: list[tuple[str, Any]] = [
        ("Mahasiswa", P.students),
        ("Desa", P.size),
        ("Kelompok", len(np.unique(placement.village))),
        ("Nilai penempatan", round(placement.value / scale, 4)),
        ("Batas atas yang terbukti", round(placement.bound / scale, 4)),
        ("Selisih terhadap batas atas (%)", round(100 * placement.result.gap, 4)),
        ("Nilai seluruh kebutuhan", round(total_asked(P) / scale, 4)),
        ("Orang terlayani", int(served(P, placement.village).sum())),
        ("Orang diminta", int(P.need_count.sum())),
        ("Pelanggaran aturan wajib", sum(b.hard for b in placement.breaches)),
        ("Pelanggaran aturan lentur", sum(not b.hard for b in placement.breaches)),
        ("Jarak rata-rata (km)", round(float(known.mean()), 1) if len(known) else None),
        ("Mahasiswa dengan pilihan", len(wished)),
        ("Mendapat pilihan pertama", first),
        ("Mendapat salah satu pilihan", some),
        ("Dosen pembimbing (DPL)", int(supervisors(placement).max(initial=0)) or None),
        ("Sidik hasil (SHA-256)", placement.result.hash),
    ]
    rows += [
        (f"Aturan {name}", f"{written(_shown(name, rule.value))} ({'wajib' if rule.hard else 'lentur'})")
        for name, rule in sorted(P.rules.items())
    ]
    return Output(("hal", "isi"), rows, (34, 70))


def _shown(name: str, value: float) -> Any:
    return {10: "desa", 6: "kecamatan", 4: "kabupaten"}[int(value)] if name == "larangan_asal" else value


def report(placement: Placement, seconds: float) -> dict[str, Any]:
    """What a machine wants to know; `violations` counts the rows of sheet pelanggaran."""
    hard = sum(b.hard for b in placement.breaches)
    P = placement.problem
    return {
        "value": placement.value / placement.scale,
        "bound": placement.bound / placement.scale,
        "gap": placement.result.gap,
        "violations": len(placement.breaches),
        "hard_violations": hard,
        "soft_violations": len(placement.breaches) - hard,
        "hash": placement.result.hash,
        "seconds": round(seconds, 3),
        "students": P.students,
        "villages": P.size,
        "breaches": [
            {
                "rule": b.rule,
                "hard": b.hard,
                "village": P.villages[b.village],
                "limit": b.limit,
                "actual": b.actual,
                "text": sentence(P, b),
            }
            for b in placement.breaches
        ],
    }
