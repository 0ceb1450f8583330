"""Why each student stands where he stands, and why a need is not fully met; in plain words, only what the numbers show."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from simpul.allocation.solver.placement.breaches import served, standing
from simpul.allocation.solver.placement.model import couples
from simpul.allocation.solver.placement.problem import PERSONAL, Problem
from simpul.allocation.solver.placement.solve import Placement
from simpul.allocation.solver.placement.wishes import could_be_pleased


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
    bound_to = couples(P)
    open_to = could_be_pleased(P, village) if any(P.wishes) else np.zeros(P.students, bool)
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
        if P.wishes[student]:
            parts.append(_wish_words(P, student, where, bool(bound_to[student]), bool(open_to[student])))
        if student in group:
            parts.append("bersama " + ", ".join(P.nim[other] for other in group[student] if other != student))
        if not np.isnan(P.km[student, where]):
            parts.append(f"{P.km[student, where]:.0f} km dari asal")
        out.append("; ".join(parts) + ".")
    return out


def _wish_words(P: Problem, student: int, where: int, bound: bool, could: bool) -> str:
    """Which wish was met; else only what is known about why none was."""
    if where in P.wishes[student]:
        return f"pilihan ke-{P.wishes[student].index(where) + 1}"
    if bound:
        return "bukan pilihannya: ia terikat permintaan bersama atau terpisah"
    if could:  # a repair moves nobody for a wish
        return "bukan pilihannya"
    partner = "satu orang yang tidak terikat permintaan" if P.together or P.apart else "satu orang"
    return (
        f"bukan pilihannya: pindah sendiri atau bertukar dengan {partner} ke desa pilihannya tidak mungkin tanpa "
        "mengurangi nilai, melanggar aturan, atau merugikan pilihan orang lain"
    )


def need_reasons(placement: Placement) -> list[str]:
    """One sentence per need: met, or everything that holds it back."""
    P, village = placement.problem, placement.village
    there, done = standing(P, village), served(P, village)
    by_field = P.has[P.programme].sum(axis=0) if P.students else np.zeros(len(P.fields), int)
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
            held.append("desa ini tidak mendapat kelompok (min 0)")
        else:
            held += _elsewhere(P, village, where, field, there)
            if team[where] >= P.high[where]:
                held.append(f"kelompok sudah penuh ({team[where]} orang)")
            held += _caps_held(P, village, where, field)
        out.append(f"Kurang {P.need_count[need] - done[need]} orang: " + "; ".join(held) + ".")
    return out


KEPT_OUT = {
    "larangan_asal": "oleh larangan_asal",
    "jarak_maks_km": "oleh batas jarak",
    "hindari_risiko": "karena menghindari risiko",
}


def _elsewhere(P: Problem, village: np.ndarray, where: int, field: int, there: np.ndarray) -> list[str]:
    """Where the people of a field are who are not here, and which personal rules keep how many of them out."""
    others = np.flatnonzero(P.has[P.programme, field] & (village != where))
    if not len(others):
        return ["semua mahasiswa bidang ini sudah di sini"]
    out = P.kept_out[others, where]
    told = []
    if (out > 0).any():
        named = [(words, int((out & PERSONAL[rule] > 0).sum())) for rule, words in KEPT_OUT.items()]
        listed = ", ".join(f"{count} {words}" for words, count in named if count)
        told.append(
            f"{int((out > 0).sum())} dari {len(others)} mahasiswa bidang ini di desa lain tidak boleh ke sini ({listed})"
        )
    free = others[out == 0]
    if len(free):
        mine = np.flatnonzero(P.need_field == field)
        short = np.zeros(P.size, bool)  # villages where every person of the field is counted on the need for it
        short[P.need_village[mine[there[mine] <= P.need_count[mine]]]] = True
        busy = int(short[village[free]].sum())
        said = f"{len(free)} mahasiswa bidang ini yang boleh ke sini berada di desa lain"
        if busy == len(free):
            said += ", semuanya mengisi kebutuhan bidang ini di sana"
        elif busy:
            said += f", {busy} di antaranya mengisi kebutuhan bidang ini di sana"
        told.append(said)
    return told


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
