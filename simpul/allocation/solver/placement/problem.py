"""The placement problem as columns: students, villages, needs, rules; sorted by id, so the order of rows cannot matter."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import numpy as np

MEN, WOMEN = 0, 1
HARD, SOFT = "wajib", "lentur"
LEVELS = {"tidak": 0, "desa": 10, "kecamatan": 6, "kabupaten": 4}
RULES = (
    "anggota_min",
    "anggota_maks",
    "min_per_gender",
    "maks_per_prodi",
    "maks_per_fakultas",
    "min_fakultas",
    "larangan_asal",
    "jarak_maks_km",
    "dpl_maks_kelompok",
)
PERSONAL = {"larangan_asal": 1, "jarak_maks_km": 2, "hindari_risiko": 4}
EARTH_KM = 6371.0088
SCALE_LIMIT = 10**9


@dataclasses.dataclass(frozen=True)
class Rule:
    """A rule's value and whether it must hold."""

    value: float
    hard: bool = True


@dataclasses.dataclass(frozen=True)
class Problem:
    """Columns with stable ids. Students are sorted by nim, villages by code, names alphabetically.

    `low`/`high` are the hard team sizes, `soft_low`/`soft_high` the elastic ones; a village with `optional` may stay empty.
    `allowed[s, v]` holds every hard personal rule (home ban, travel, risk), `kept_out[s, v]` says which are in the way (bits of
    `PERSONAL`); `unwanted[s, v]` counts the elastic ones that are broken.
    """

    nim: tuple[str, ...]
    gender: np.ndarray
    programme: np.ndarray
    faculty: np.ndarray
    programmes: tuple[str, ...]
    faculties: tuple[str, ...]
    villages: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray
    soft_low: np.ndarray
    soft_high: np.ndarray
    optional: np.ndarray
    gender_high: np.ndarray  # villages × 2: lodging for men, for women
    district: np.ndarray  # kecamatan index of a village
    need_village: np.ndarray
    need_field: np.ndarray
    need_count: np.ndarray
    need_priority: np.ndarray
    fields: tuple[str, ...]
    has: np.ndarray  # programmes × fields
    allowed: np.ndarray
    kept_out: np.ndarray
    unwanted: np.ndarray
    home_ban: np.ndarray  # villages of the student's own home, where a rule bans them
    km: np.ndarray  # float32, nan where a place is unknown
    wishes: tuple[tuple[int, ...], ...]
    together: tuple[tuple[int, ...], ...]
    apart: tuple[tuple[int, int], ...]
    rules: Mapping[str, Rule]

    @property
    def students(self) -> int:
        return len(self.nim)

    @property
    def size(self) -> int:
        return len(self.villages)

    def hard(self, name: str) -> float | None:
        """The value of a rule that must hold, else None."""
        rule = self.rules.get(name)
        return rule.value if rule is not None and rule.hard else None

    def soft(self, name: str) -> float | None:
        """The value of an elastic rule, else None."""
        rule = self.rules.get(name)
        return rule.value if rule is not None and not rule.hard else None


def scale_of(priorities: np.ndarray) -> int:
    """The integer that makes every 1/priority whole (or 10⁹ when that is out of reach: the search then rounds)."""
    scale = math.lcm(1, *(int(priority) for priority in np.unique(priorities)))
    return min(scale, SCALE_LIMIT)


def weights(problem: Problem) -> np.ndarray:
    """1/priority of each need as integers over `scale_of`."""
    scale = scale_of(problem.need_priority)
    return (
        np.rint(scale / problem.need_priority).astype(np.int64) if len(problem.need_priority) else np.zeros(0, np.int64)
    )


def distance_km(from_points: np.ndarray, to_points: np.ndarray) -> np.ndarray:
    """Great-circle kilometres between every pair of (latitude, longitude) rows; nan stays nan."""
    a, b = np.radians(from_points.astype(np.float64)), np.radians(to_points.astype(np.float64))
    out = np.empty((len(a), len(b)), np.float32)
    for start in range(0, len(a), 1000):  # in pieces, so that ten thousand students do not need a gigabyte
        part = a[start : start + 1000]
        half = np.sin((part[:, None, 0] - b[None, :, 0]) / 2) ** 2
        half += np.cos(part[:, None, 0]) * np.cos(b[None, :, 0]) * np.sin((part[:, None, 1] - b[None, :, 1]) / 2) ** 2
        out[start : start + 1000] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return out
