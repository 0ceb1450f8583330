"""An independent look at a placement: feasibility, value and bound recomputed from the raw rows.

Shares no code with the solver and knows nothing of its columns: rows in, complaints out.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

DIGITS = {"tidak": 0, "kabupaten": 4, "kecamatan": 6, "desa": 10}
Rows = Sequence[Mapping[str, Any]]
Prices = Mapping[str, Mapping[Any, float]]


def check(
    students: Rows,
    villages: Rows,
    needs: Rows,
    skills: Rows,
    rules: Rows,
    places: Callable[[str], tuple[float, float] | None],
    placement: Mapping[str, str],
    value: float,
    bound: float | None = None,
    prices: Prices | None = None,
) -> list[str]:
    """Every complaint about the placement (nim → village code); an empty list means it is sound."""
    hard = {row["nama"]: row["nilai"] for row in rules if row["sifat"] == "wajib"}
    village_of = {row["kode_wilayah"]: row for row in villages}
    complaints = [f"{row['nim']} tidak ditempatkan" for row in students if row["nim"] not in placement]
    known = {row["nim"] for row in students}
    complaints += [f"{nim} bukan mahasiswa" for nim in placement if nim not in known]
    complaints += [
        f"{nim} di desa yang tidak dikenal {code}" for nim, code in placement.items() if code not in village_of
    ]
    if complaints:
        return complaints
    teams: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in students:
        teams[placement[row["nim"]]].append(row)
    for code, village in village_of.items():
        complaints += _team_complaints(village, teams.get(code, []), hard)
    far = _distances(students, villages, places)
    complaints += _personal_complaints(students, village_of, hard, placement, far)
    complaints += _company_complaints(students, rules, placement)
    real = true_value(students, needs, skills, placement)
    if abs(float(real) - value) > 1e-6 * max(1.0, float(real)):
        complaints.append(f"nilai dilaporkan {value}, sebenarnya {float(real)}")
    if bound is not None:
        if bound < float(real) - 1e-6 * max(1.0, float(real)):
            complaints.append(f"batas atas {bound} di bawah nilai {float(real)}")
        if prices is not None:
            proven = true_bound(students, villages, needs, skills, hard, far, prices)
            if bound > proven + 1e-6 * max(1.0, proven) + 1:
                complaints.append(f"batas atas {bound} lebih longgar dari yang terbukti {proven}")
    return complaints


def _team_complaints(village: Mapping[str, Any], team: Rows, hard: Mapping[str, Any]) -> list[str]:
    code, size = village["kode_wilayah"], len(team)
    if not team and village["min"] == 0:
        return []
    low = max(1, int(float(hard.get("anggota_min", 1))), village["min"] or 0)
    high = min(
        [int(float(hard[name])) for name in ("anggota_maks",) if name in hard]
        + [village["maks"] for _ in "x" if village["maks"] is not None]
        + [10**9]
    )
    out = []
    if not low <= size <= high:
        out.append(f"{code}: {size} anggota, harus {low} sampai {high}")
    genders = Counter(row["jenis_kelamin"] for row in team)
    for letter, beds in (("L", village.get("pemondokan_l")), ("P", village.get("pemondokan_p"))):
        if "min_per_gender" in hard and genders[letter] < float(hard["min_per_gender"]):
            out.append(f"{code}: {letter} hanya {genders[letter]}")
        if beds is not None and genders[letter] > beds:
            out.append(f"{code}: {letter} {genders[letter]} melebihi pemondokan {beds}")
    for rule, column in (("maks_per_prodi", "prodi"), ("maks_per_fakultas", "fakultas")):
        if rule in hard:
            counts = Counter(row[column] for row in team)
            out += [
                f"{code}: {name} {count} orang melebihi {rule}"
                for name, count in sorted(counts.items())
                if count > float(hard[rule])
            ]
    if "min_fakultas" in hard and len({row["fakultas"] for row in team}) < float(hard["min_fakultas"]):
        out.append(f"{code}: fakultas kurang dari {hard['min_fakultas']}")
    return out


def _distances(
    students: Rows, villages: Rows, places: Callable[[str], tuple[float, float] | None]
) -> dict[str, np.ndarray]:
    """Kilometres from each home code to every village, by the law of haversines."""
    spots = []
    for row in villages:
        known = row["lintang"] is not None and row["bujur"] is not None
        spots.append((row["lintang"], row["bujur"]) if known else places(row["kode_wilayah"]) or (math.nan, math.nan))
    there = np.radians(np.array(spots, float).reshape(-1, 2))
    out = {}
    for code in {row["kode_wilayah_asal"] for row in students}:
        lat, lon = (math.radians(x) for x in places(code) or (math.nan, math.nan))
        h = (
            np.sin((there[:, 0] - lat) / 2) ** 2
            + math.cos(lat) * np.cos(there[:, 0]) * np.sin((there[:, 1] - lon) / 2) ** 2
        )
        out[code] = 2 * 6371.0088 * np.arctan2(np.sqrt(h), np.sqrt(np.maximum(0.0, 1 - h)))
    return out


def _limit(row: Mapping[str, Any], hard: Mapping[str, Any]) -> float:
    own = math.inf if row["jarak_maks_km"] is None else float(row["jarak_maks_km"])
    return min(own, float(hard["jarak_maks_km"])) if "jarak_maks_km" in hard else own


def _open_to(
    row: Mapping[str, Any], villages: Rows, hard: Mapping[str, Any], far: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Which villages the student's own rules leave open."""
    digits = DIGITS[str(hard.get("larangan_asal", "tidak")).strip().lower()]
    home = row["kode_wilayah_asal"].replace(".", "")
    limit = _limit(row, hard)
    km = far[row["kode_wilayah_asal"]]
    out = np.ones(len(villages), bool)
    for number, village in enumerate(villages):
        there = village["kode_wilayah"].replace(".", "")
        if digits and len(home) >= digits and home[:digits] == there[:digits]:
            out[number] = False
        if math.isfinite(limit) and not km[number] <= limit * (1 + 1e-9):
            out[number] = False
        risk = (village.get("risiko") or "").lower()
        if row.get("hindari_risiko") == "ya" and risk not in ("", "tidak", "rendah", "-"):
            out[number] = False
    return out


def _personal_complaints(
    students: Rows,
    village_of: Mapping[str, Mapping[str, Any]],
    hard: Mapping[str, Any],
    placement: Mapping[str, str],
    far: Mapping[str, np.ndarray],
) -> list[str]:
    number = {code: index for index, code in enumerate(village_of)}
    out = []
    for row in students:
        code = placement[row["nim"]]
        mine = {row["kode_wilayah_asal"]: far[row["kode_wilayah_asal"]][number[code]][None]}
        if not _open_to(row, [village_of[code]], hard, mine)[0]:
            out.append(f"{row['nim']} tidak boleh di {code}")
    return out


def _company_complaints(students: Rows, rules: Rows, placement: Mapping[str, str]) -> list[str]:
    out = []
    before = next((str(row["nilai"]).strip().lower() for row in rules if row["nama"] == "tim_lama"), "tidak")
    teams: dict[str, list[str]] = defaultdict(list)
    for row in students:
        here = placement[row["nim"]]
        out += [
            f"{row['nim']} tidak bersama {nim}" for nim in row.get("bersama") or () if placement.get(nim, here) != here
        ]
        out += [
            f"{row['nim']} tidak terpisah dari {nim}" for nim in row.get("terpisah") or () if placement.get(nim) == here
        ]
        if row.get("tim_lama"):
            teams[row["tim_lama"]].append(here)
    for name, homes in teams.items():
        if before == "lanjut" and len(set(homes)) > 1:
            out.append(f"tim lama {name} tidak bersama")
        if before == "sebar" and len(set(homes)) < len(homes):
            out.append(f"tim lama {name} tidak tersebar")
    return out


def true_value(students: Rows, needs: Rows, skills: Rows, placement: Mapping[str, str]) -> Fraction:
    """Σ min(students with the field, asked) ÷ priority, exactly."""
    fields = defaultdict(set)
    for row in skills:
        fields[row["prodi"]].add(row["bidang"])
    standing: Counter[tuple[str, str]] = Counter()
    for row in students:
        for field in fields[row["prodi"]]:
            standing[placement[row["nim"]], field] += 1
    total = Fraction(0)
    for row in needs:
        total += Fraction(min(standing[row["kode_wilayah"], row["bidang"]], row["jumlah"]), row["prioritas"])
    return total


def true_bound(
    students: Rows,
    villages: Rows,
    needs: Rows,
    skills: Rows,
    hard: Mapping[str, Any],
    far: Mapping[str, np.ndarray],
    prices: Prices,
) -> float:
    """What the prices prove, whatever they are: kind[prodi, fakultas], high[code], low[code], faculty[code, fakultas], need[code, bidang]."""
    V = len(villages)
    at = {row["kode_wilayah"]: number for number, row in enumerate(villages)}
    fields = defaultdict(set)
    for row in skills:
        fields[row["prodi"]].add(row["bidang"])
    by_field: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(V))
    total = 0.0
    for row in needs:
        price = max(0.0, prices["need"].get((row["kode_wilayah"], row["bidang"]), 0.0))
        by_field[row["bidang"]][at[row["kode_wilayah"]]] += price
        total += row["jumlah"] * max(0.0, 1 / row["prioritas"] - price)
    high_price = np.array([max(0.0, prices["high"].get(code, 0.0)) for code in at])
    low_price = np.array([max(0.0, prices["low"].get(code, 0.0)) for code in at])
    low, high = np.zeros(V), np.zeros(V)
    for number, row in enumerate(villages):
        low[number] = max(1, int(float(hard.get("anggota_min", 1))), row["min"] or 0)
        beds = [len(students) if row.get(name) is None else row[name] for name in ("pemondokan_l", "pemondokan_p")]
        own = len(students) if row["maks"] is None else row["maks"]
        high[number] = min(int(float(hard.get("anggota_maks", len(students)))), own, sum(beds), len(students))
        if row["min"] == 0 and low[number] > high[number]:
            high[number] = 0
    seats = high_price * high - low_price * low
    optional = np.array([row["min"] == 0 for row in villages])
    total += float(np.where(optional, np.maximum(seats, 0), seats).sum())
    bans: dict[str, np.ndarray] = {}
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in students:
        groups[row["prodi"], row["fakultas"]].append(row)
    most_faculty = float(hard.get("maks_per_fakultas", 0))
    total += sum(max(0.0, price) for price in prices["faculty"].values()) * most_faculty
    for kind, members in groups.items():
        total += len(members) * prices["kind"].get(kind, 0.0)
        profiles = Counter((row["kode_wilayah_asal"], _limit(row, hard), row.get("hindari_risiko")) for row in members)
        sample = {(row["kode_wilayah_asal"], _limit(row, hard), row.get("hindari_risiko")): row for row in members}
        stand = np.zeros(V)
        for profile, count in profiles.items():
            stand += count * _open_fast(sample[profile], villages, hard, far, bans)
        cap = np.minimum(stand, high)
        if "maks_per_prodi" in hard:
            cap = np.minimum(cap, float(hard["maks_per_prodi"]))
        gain = low_price - high_price - prices["kind"].get(kind, 0.0)
        gain = gain - np.array([max(0.0, prices["faculty"].get((code, kind[1]), 0.0)) for code in at])
        for field in fields[kind[0]]:
            gain = gain + by_field[field]
        total += float((cap * np.maximum(gain, 0)).sum())
    return total


def _open_fast(
    row: Mapping[str, Any],
    villages: Rows,
    hard: Mapping[str, Any],
    far: Mapping[str, np.ndarray],
    bans: dict[str, np.ndarray],
) -> np.ndarray:
    """`_open_to` for many students: the home ban of each region is worked out once."""
    if row.get("hindari_risiko") == "ya":
        return _open_to(row, villages, hard, far)
    digits = DIGITS[str(hard.get("larangan_asal", "tidak")).strip().lower()]
    home = row["kode_wilayah_asal"].replace(".", "")
    own = home[:digits] if digits and len(home) >= digits else ""
    if own not in bans:
        bans[own] = np.array(
            [not own or village["kode_wilayah"].replace(".", "")[:digits] != own for village in villages]
        )
    limit = _limit(row, hard)
    return bans[own] & (far[row["kode_wilayah_asal"]] <= limit) if math.isfinite(limit) else bans[own]
