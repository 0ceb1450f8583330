"""Why each student stands where he stands, and why a need is not fully met; in plain words, from the numbers alone."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from simpul.allocation.solver.placement.breaches import served, standing
from simpul.allocation.solver.placement.problem import Problem
from simpul.allocation.solver.placement.solve import Placement


def student_reasons(placement: Placement) -> list[str]:
    """One sentence per student: the needs he is counted on, his wish, his distance."""
    P, village = placement.problem, placement.village
    needs_at: dict[int, list[int]] = defaultdict(list)
    for need, where in enumerate(P.need_village):
        needs_at[int(where)].append(need)
    for where in needs_at:
        needs_at[where].sort(key=lambda need: (P.need_priority[need], P.need_field[need]))
    there, done = standing(P, village), served(P, village)
    group = {student: members for members in P.together for student in members}
    out = []
    for student in range(P.students):
        where = int(village[student])
        mine = [need for need in needs_at[where] if P.has[P.programme[student], P.need_field[need]]]
        useful = [need for need in mine if done[need] > 0]
        parts = []
        if useful:
            said = ", ".join(
                f"{P.fields[P.need_field[n]]} (prioritas {P.need_priority[n]}, {done[n]} dari {P.need_count[n]} terlayani)"
                for n in useful
            )
            parts.append(f"Bidangnya diminta desa ini: {said}")
            if all(there[need] > P.need_count[need] for need in useful):
                parts.append("bidang itu sudah terisi penuh, ia melengkapi jumlah dan susunan kelompok")
        else:
            parts.append("Melengkapi jumlah dan susunan kelompok; bidangnya tidak diminta desa ini")
        wishes = P.wishes[student]
        if wishes:
            found = wishes.index(where) + 1 if where in wishes else 0
            parts.append(
                f"pilihan ke-{found}" if found else "bukan pilihannya: pilihan kalah oleh kebutuhan desa atau aturan"
            )
        if student in group:
            parts.append("bersama " + ", ".join(P.nim[other] for other in group[student] if other != student))
        if not np.isnan(P.km[student, where]):
            parts.append(f"{P.km[student, where]:.0f} km dari asal")
        out.append("; ".join(parts) + ".")
    return out


def need_reasons(placement: Placement) -> list[str]:
    """One sentence per need: met, or everything that holds it back."""
    P, village = placement.problem, placement.village
    there, done = standing(P, village), served(P, village)
    by_field = P.has[P.programme].sum(axis=0) if P.students else np.zeros(len(P.fields), int)
    spare = np.zeros(len(P.fields), np.int64)  # people with the field who are counted on no need of it
    counted = np.zeros(len(P.fields), np.int64)
    np.add.at(counted, P.need_field, done)
    spare = by_field - counted
    asked = np.zeros(len(P.fields), np.int64)
    np.add.at(asked, P.need_field, P.need_count)
    team = np.bincount(village, minlength=P.size)
    out = []
    for need in range(len(P.need_count)):
        field, where = int(P.need_field[need]), int(P.need_village[need])
        if done[need] == P.need_count[need]:
            extra = int(there[need] - P.need_count[need])
            out.append("Terlayani penuh." if not extra else f"Terlayani penuh; {extra} orang lebih dari yang diminta.")
            continue
        held = []
        if not by_field[field]:
            held.append("tidak ada mahasiswa dengan bidang ini pada lembar kompetensi dan mahasiswa")
        elif not team[where]:
            held.append("desa ini tidak mendapat kelompok (min 0): kelompoknya lebih bernilai di desa lain")
        else:
            if spare[field] <= 0:
                held.append(
                    f"semua {by_field[field]} mahasiswa bidang ini sudah mengisi kebutuhan yang sama (diminta {asked[field]} di seluruh desa)"
                )
            else:
                held.append(
                    f"{spare[field]} mahasiswa bidang ini berada di kelompok lain demi bidang lain atau susunan kelompok"
                )
            if team[where] >= P.high[where]:
                held.append(f"kelompok sudah penuh ({team[where]} orang)")
            held += _caps_held(P, village, where, field)
        out.append(f"Kurang {P.need_count[need] - done[need]} orang: " + "; ".join(held) + ".")
    return out


def _caps_held(P: Problem, village: np.ndarray, where: int, field: int) -> list[str]:
    """The caps that keep more people of this field out of this village."""
    held = []
    here = np.flatnonzero(village == where)
    fitting = np.flatnonzero(P.has[:, field])
    cap = P.rules.get("maks_per_prodi")
    if cap is not None:
        full = [P.programmes[p] for p in fitting if (P.programme[here] == p).sum() >= cap.value]
        if full:
            held.append(f"maks_per_prodi {int(cap.value)} sudah tercapai untuk {', '.join(full[:3])}")
    cap = P.rules.get("maks_per_fakultas")
    if cap is not None:
        faculties = np.unique(P.faculty[np.isin(P.programme, fitting)])
        full = [P.faculties[f] for f in faculties if (P.faculty[here] == f).sum() >= cap.value]
        if full:
            held.append(f"maks_per_fakultas {int(cap.value)} sudah tercapai untuk {', '.join(full[:3])}")
    return held


def supervisors(placement: Placement) -> np.ndarray:
    """The DPL number of each village (0 without a team): teams of one kecamatan, in the order of their codes, shared out evenly."""
    P = placement.problem
    out = np.zeros(P.size, np.int64)
    rule = P.rules.get("dpl_maks_kelompok")
    if rule is None:
        return out
    team = np.bincount(placement.village, minlength=P.size)
    number = 0
    for district in range(int(P.district.max()) + 1 if P.size else 0):
        mine = np.flatnonzero((P.district == district) & (team > 0))
        for piece in np.array_split(mine, -(-len(mine) // int(rule.value))) if len(mine) else ():
            number += 1
            out[piece] = number
    return out
