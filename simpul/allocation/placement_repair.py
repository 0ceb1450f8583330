"""Repair from the sheets: the earlier result is read, as few people as possible move, and a sheet says who and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from simpul.allocation.placement_sheets import Tables
from simpul.allocation.sheets import BadSheets, Column, Output, as_written, only_sheet, read_book, rows_of
from simpul.allocation.sheets import Problem as Fault
from simpul.allocation.solver.placement.breaches import breaches, personal_rules
from simpul.allocation.solver.placement.problem import PERSONAL, Problem
from simpul.allocation.solver.placement.repair import repair
from simpul.allocation.solver.placement.solve import Placement, Step

EARLIER = (Column("nim", "code", unique=True), Column("kode_wilayah", "region"))


def repaired(
    tables: Tables, problem: Problem, path: str | Path, *, seed: int = 0, step: Step = lambda text, share: None
) -> tuple[Placement, dict[str, Output]]:
    """The repaired placement and the sheet «perpindahan»."""
    faults: list[Fault] = []
    book = read_book(path)
    rows = rows_of(only_sheet(book, "penempatan", EARLIER, faults), EARLIER, faults)
    if faults:
        raise BadSheets(faults)
    was = {row["nim"]: row["kode_wilayah"] for row in rows}
    written = {row["nim"]: (as_written(row, "nim"), as_written(row, "kode_wilayah")) for row in rows}
    at = {code: number for number, code in enumerate(problem.villages)}
    before = np.array([at.get(was.get(nim, ""), -1) for nim in problem.nim], np.int64)
    placement = repair(problem, before, seed=seed, step=step)
    return placement, {"perpindahan": _moves(tables, placement, written, before)}


def _moves(tables: Tables, placement: Placement, was: dict[str, tuple[Any, Any]], before: np.ndarray) -> Output:
    P = placement.problem
    villages = {row["kode_wilayah"]: row for row in tables.villages}
    people = {row["nim"]: row for row in tables.students}
    broken: dict[int, set[str]] = {}
    for breach in breaches(P, before):
        if breach.hard and breach.village >= 0 and breach.rule not in PERSONAL:
            broken.setdefault(breach.village, set()).add(breach.rule)
    rows: list[tuple[Any, ...]] = []
    for student, after in enumerate(placement.village):
        nim, old = P.nim[student], int(before[student])
        if old == after:
            continue
        new = villages[P.villages[int(after)]]
        own = personal_rules(P, student, old) if old >= 0 else []
        if nim not in was:
            why = "Mahasiswa baru."
        elif old < 0:
            why = "Desa lamanya tidak lagi ikut."
        elif own:
            why = f"Tidak boleh lagi di desa lamanya ({', '.join(own)})."
        elif int(after) in broken:
            why = f"Mengisi kekurangan di desa tujuan ({', '.join(sorted(broken[int(after)]))})."
        elif old in broken:
            why = f"Desa lamanya melanggar {', '.join(sorted(broken[old]))}."
        else:
            why = "Memberi tempat bagi perpindahan lain."
        place = as_written(new, "kode_wilayah")
        who = people[nim]
        rows.append(
            (as_written(who, "nim"), who["nama"], was[nim][1] if nim in was else None, place, new["nama"] or place, why)
        )
    rows += [
        (was[nim][0], None, was[nim][1], None, None, "Tidak ada lagi di daftar mahasiswa.")
        for nim in sorted(was)
        if nim not in people
    ]
    return Output(("nim", "nama", "dari", "ke", "desa", "alasan"), rows, (14, 26, 15, 15, 24, 60))
