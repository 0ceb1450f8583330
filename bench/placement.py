"""KKN placement: seconds, memory, share of the proven bound, broken rules, and what habits reach on the same students."""

from __future__ import annotations

import dataclasses
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.measure import Measure, at_least, at_most
from simpul.allocation import generate_placement as generate
from simpul.allocation.placement_report import complaints
from simpul.allocation.placement_sheets import build
from simpul.allocation.solver.placement.breaches import breaches, value_of
from simpul.allocation.solver.placement.repair import moved, repair
from simpul.allocation.solver.placement.solve import NoPlacement, solve

HABITS = {
    "acak": generate.placed_at_random,
    "bagi rata": generate.placed_by_dealing,
    "siapa cepat": generate.placed_by_clicking,
    "serakah": generate.placed_greedily,
}
HARD_KINDS: dict[str, dict[str, Any]] = {
    "gender 75/25": {"women": 0.75, "gender": 1},
    "asal lokal 90%, terbatas 20%": {"local": 0.9, "limited": 0.2},
    "40% desa boleh kosong": {"optional": 0.4},
    "tim tepat 10, 5 fakultas": {"sizes": (10, 10), "faculties": 5},
    "batas jarak 60 km": {"local": 1.0, "limited": 0.0, "travel": 60.0, "slack": 1.3},
}


def measures(full: bool) -> Iterator[Measure]:
    """Several seeds; every habit runs right beside the solver on the same instance."""
    yield from _campus(1_000, range(6 if full else 3), 3.0)
    yield from _campus(10_000, range(3 if full else 1), 40.0)
    yield from _hard(600, range(4 if full else 1))
    yield from _command(1_000, 3.0, times=3)
    yield from _command(10_000, 40.0)
    yield from _repair(1_000, range(4 if full else 2))


def _campus(students: int, seeds: range, seconds: float) -> Iterator[Measure]:
    name = f"KKN {students:,}".replace(",", ".")
    taken, share, complaint = [], [], 0
    ratios: dict[str, list[float]] = {habit: [] for habit in HABITS}
    broken: dict[str, list[int]] = {habit: [] for habit in HABITS}
    for seed in seeds:
        tables, points = generate.tables(students, seed)
        problem = build(tables, points.get)
        start = time.perf_counter()
        found = solve(problem)
        taken.append(time.perf_counter() - start)
        share.append(found.value / found.bound)
        complaint += len(complaints(tables, points.get, found))
        for habit, place in HABITS.items():
            other = place(problem, seed)
            ratios[habit].append(found.value / value_of(problem, other))
            broken[habit].append(sum(breach.hard for breach in breaches(problem, other)))
    yield at_most(f"{name}: menyusun, median", statistics.median(taken), "detik", seconds)
    yield at_least(f"{name}: nilai terhadap batas terbukti, terburuk", min(share), "", 0.99)
    yield at_most(f"{name}: keberatan pemeriksa mandiri", complaint, "buah", 0)
    for habit in HABITS:
        ratio = statistics.mean(ratios[habit])
        text = f"{name}: nilai dibanding {habit} (yang melanggar {statistics.mean(broken[habit]):.0f} aturan)"
        yield at_least(text, ratio, "kali", 2.0) if habit == "bagi rata" else Measure(text, round(ratio, 4), "kali")


def _hard(students: int, seeds: range) -> Iterator[Measure]:
    """Tight kinds: either a sound placement near the bound, or a proof that there is none."""
    for kind, options in HARD_KINDS.items():
        share, unproven, wrong = [], 0, 0
        for seed in seeds:
            tables, points = generate.tables(students, seed, **options)
            try:
                found = solve(build(tables, points.get))
            except NoPlacement as refusal:
                unproven += not refusal.proven
                continue
            wrong += len(complaints(tables, points.get, found))
            share.append(found.value / found.bound)
        yield at_most(f"KKN sulit ({kind}): keberatan atau penolakan tanpa bukti", wrong + unproven, "buah", 0)
        if share:
            yield Measure(f"KKN sulit ({kind}): nilai terhadap batas terbukti", round(min(share), 4), "")


COMMAND = """
import json, resource, sys
from simpul.cli.main import main
code = main(["place", *sys.argv[1:3], "-o", sys.argv[3], "--report", sys.argv[4]])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"code": code, "peak": peak}))
"""


def _command(students: int, seconds: float, times: int = 1) -> Iterator[Measure]:
    """The whole command in a process of its own: spreadsheets in, spreadsheet out."""
    name = f"simpul place {students:,}".replace(",", ".")
    with tempfile.TemporaryDirectory() as folder:
        files = [
            str(path) for path in generate.write_tables(Path(folder), generate.real_tables(students, 0, wishes=0.2))
        ]
        report = str(Path(folder) / "r.json")
        taken = []
        for _ in range(times):
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", COMMAND, *files, str(Path(folder) / "hasil.xlsx"), report],
                capture_output=True,
                text=True,
                check=True,
            )
            taken.append(time.perf_counter() - start)
        told = json.loads(done.stdout)
        found = json.loads(Path(report).read_text())
    yield at_most(f"{name}: dari lembar kerja ke lembar kerja, median", statistics.median(taken), "detik", seconds)
    yield at_most(f"{name}: memori puncak", told["peak"], "MiB", 500)
    yield at_most(f"{name}: pelanggaran aturan wajib", found["hard_violations"], "buah", 0)


def _repair(students: int, seeds: range) -> Iterator[Measure]:
    """One student of the smallest team falls ill; then a village drops out."""
    taken: list[float] = []
    ill: list[int] = []
    out: list[int] = []
    for seed in seeds:
        tables, points = generate.tables(students, seed)
        found = solve(build(tables, points.get))
        was = dict(zip(found.problem.nim, [found.problem.villages[v] for v in found.village], strict=True))
        small = found.problem.villages[int(np.bincount(found.village).argmin())]
        sick = next(nim for nim, code in was.items() if code == small)
        gone = found.problem.villages[seed]
        rows: dict[str, Any] = {
            "villages": [r for r in tables.villages if r["kode_wilayah"] != gone],
            "needs": [r for r in tables.needs if r["kode_wilayah"] != gone],
        }
        for moves, altered in ((ill, {"students": [r for r in tables.students if r["nim"] != sick]}), (out, rows)):
            problem = build(dataclasses.replace(tables, **altered), points.get)
            at = {code: number for number, code in enumerate(problem.villages)}
            before = np.array([at.get(was[nim], -1) for nim in problem.nim])
            start = time.perf_counter()
            after = repair(problem, before)
            taken.append(time.perf_counter() - start)
            moves.append(len(moved(before, after.village)))
    yield Measure("KKN 1.000: perbaikan setelah satu perubahan, median", round(statistics.median(taken), 3), "detik")
    yield at_most("KKN 1.000: pindah karena satu orang sakit, terbanyak", max(ill), "orang", 3)
    yield at_most("KKN 1.000: pindah di luar desa yang mundur, terbanyak", max(out), "orang", 3)
