"""Before solving: which hard rules cannot hold together, and by how much, by counting alone."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from simpul.allocation.solver.placement.problem import Problem

SEX = ("laki-laki", "perempuan")


@dataclasses.dataclass(frozen=True)
class Contradiction:
    """A rule that cannot hold: what is lacking, what would mend it, and where (village or student number)."""

    rule: str
    what: str
    remedy: str
    village: int | None = None
    student: int | None = None


def contradictions(problem: Problem) -> list[Contradiction]:
    """Every count that shows a hard rule cannot hold; empty means that counting finds nothing."""
    return [
        *_places(problem),
        *_genders(problem),
        *_caps(problem),
        *_faculties(problem),
        *_people(problem),
        *_company(problem),
    ]


def _places(P: Problem) -> list[Contradiction]:
    found = []
    places, least = int(P.high.sum()), int(P.low[~P.optional].sum())
    if P.students > places:
        remedy = f"Naikkan maks desa dan anggota_maks (yang lebih kecil yang berlaku), atau tambah desa, untuk {P.students - places} tempat lagi."
        found.append(Contradiction("anggota_maks", f"mahasiswa {P.students} orang, tempat hanya {places}", remedy))
    if P.students < least:
        remedy = f"Turunkan min desa dan anggota_min (yang lebih besar yang berlaku), beri min 0 pada desa yang boleh kosong, atau tambah {least - P.students} mahasiswa."
        found.append(
            Contradiction(
                "anggota_min", f"desa wajib menerima paling sedikit {least} orang, mahasiswa hanya {P.students}", remedy
            )
        )
    return found


def _required(P: Problem) -> tuple[int, int]:
    """At least and at most so many teams."""
    must = int((~P.optional).sum())
    open_now = np.sort(P.high[P.optional])[::-1]
    room, least = int(P.high[~P.optional].sum()), must
    for high in open_now:
        if room >= P.students:
            break
        room += int(high)
        least += 1
    return least, P.size


def _genders(P: Problem) -> list[Contradiction]:
    found = []
    teams, _ = _required(P)
    least = int(P.hard("min_per_gender") or 0)
    for sex in (0, 1):
        there = int((P.gender == sex).sum())
        if least and there < least * teams:
            what = f"{teams} kelompok masing-masing minimal {least} {SEX[sex]} memerlukan {least * teams}, yang ada {there} (kurang {least * teams - there})"
            remedy = f"Turunkan min_per_gender menjadi {there // teams}, kurangi desa wajib, atau jadikan lentur."
            found.append(Contradiction("min_per_gender", what, remedy))
        beds = int(np.minimum(P.gender_high[:, sex], np.maximum(P.high - least, 0)).sum())
        if there > beds and P.students <= P.high.sum():  # else the lack of places is told already
            what = f"{there} {SEX[sex]} tetapi tempat untuk {SEX[sex]} hanya {beds}"
            found.append(
                Contradiction("min_per_gender", what, "Tambah pemondokan atau tempat, atau turunkan min_per_gender.")
            )
        for village in np.flatnonzero(~P.optional & (P.gender_high[:, sex] < least)):
            what = f"pemondokan {SEX[sex]} {P.gender_high[village, sex]} tetapi min_per_gender {least}"
            found.append(
                Contradiction("min_per_gender", what, "Tambah pemondokan atau beri min 0 pada desa ini.", int(village))
            )
    for village in np.flatnonzero(~P.optional & (P.high < 2 * least) & (P.high >= P.low)):
        what = f"tim paling banyak {P.high[village]} orang tetapi min_per_gender {least} memerlukan {2 * least}"
        found.append(Contradiction("min_per_gender", what, "Turunkan min_per_gender atau naikkan maks.", int(village)))
    return found


def _caps(P: Problem) -> list[Contradiction]:
    found = []
    for rule, group, names in (
        ("maks_per_prodi", P.programme, P.programmes),
        ("maks_per_fakultas", P.faculty, P.faculties),
    ):
        cap = P.hard(rule)
        if cap is None:
            continue
        counts = np.bincount(group, minlength=len(names))
        room = int(np.minimum(cap, P.high).sum())
        for number in np.flatnonzero(counts > room):
            need = math.ceil(counts[number] / max(1, int((P.high > 0).sum())))
            what = f"«{names[number]}» {counts[number]} orang, tetapi {P.size} desa dengan {rule} {int(cap)} hanya menampung {room}"
            found.append(
                Contradiction(rule, what, f"Naikkan {rule} menjadi paling sedikit {need} atau jadikan lentur.")
            )
        most = int(np.minimum(counts, cap).sum())
        for village in np.flatnonzero(~P.optional & (P.low > most)):
            what = f"tim minimal {P.low[village]} orang, tetapi {rule} {int(cap)} hanya memungkinkan {most}"
            found.append(Contradiction(rule, what, f"Naikkan {rule} atau turunkan min.", int(village)))
    return found


def _faculties(P: Problem) -> list[Contradiction]:
    least = int(P.hard("min_fakultas") or 0)
    if least < 2:
        return []
    found = []
    teams, _ = _required(P)
    if least > len(P.faculties):
        what = f"min_fakultas {least}, tetapi mahasiswa hanya dari {len(P.faculties)} fakultas"
        return [Contradiction("min_fakultas", what, f"Turunkan min_fakultas menjadi {len(P.faculties)} atau kurang.")]
    present = int(np.minimum(np.bincount(P.faculty, minlength=len(P.faculties)), teams).sum())
    if present < least * teams:
        what = f"{teams} kelompok masing-masing {least} fakultas memerlukan {least * teams} keterwakilan, yang mungkin {present} (kurang {least * teams - present})"
        found.append(
            Contradiction(
                "min_fakultas", what, f"Turunkan min_fakultas menjadi {present // teams} atau jadikan lentur."
            )
        )
    for village in np.flatnonzero(~P.optional & (P.high < least) & (P.high >= P.low)):
        what = f"tim paling banyak {P.high[village]} orang tetapi min_fakultas {least}"
        found.append(Contradiction("min_fakultas", what, "Turunkan min_fakultas atau naikkan maks.", int(village)))
    return found


def _people(P: Problem) -> list[Contradiction]:
    found = []
    usable = P.allowed & (P.high > 0)[None, :]
    remedy = "Longgarkan jarak_maks_km, larangan_asal, atau keduanya, atau tambah desa lain."
    for student in np.flatnonzero(~usable.any(axis=1)):
        what = f"{P.nim[student]} tidak boleh ditempatkan di desa mana pun (larangan asal, batas jarak, atau risiko{_nearest(P, int(student))})"
        found.append(Contradiction("larangan_asal", what, remedy, student=int(student)))
    for village in np.flatnonzero(~P.optional & (P.allowed.sum(axis=0) < P.low)):
        what = f"hanya {int(P.allowed[:, village].sum())} mahasiswa yang boleh ke sini, tim minimal {P.low[village]}"
        found.append(
            Contradiction("larangan_asal", what, "Longgarkan aturan pribadi atau turunkan min desa ini.", int(village))
        )
    packed, first, counts = np.unique(np.packbits(usable, axis=1), axis=0, return_index=True, return_counts=True)
    for number in range(min(len(packed), 2000)):
        mask = usable[first[number]]
        if mask.any() and not mask.all():
            # whoever may go nowhere has been told already and takes no place here
            within = packed.any(axis=1) & ~(packed & ~packed[number]).any(axis=1)
            inside = int(counts[within].sum())
            room = int(P.high[mask].sum())
            if inside > room:
                what = f"{inside} mahasiswa hanya boleh ke {int(mask.sum())} desa tertentu yang menampung {room}"
                found.append(Contradiction("larangan_asal", what, remedy, student=int(first[number])))
    return found


def _nearest(P: Problem, student: int) -> str:
    """How far the nearest village is, when that is known."""
    known = P.km[student][~np.isnan(P.km[student])]
    return f"; desa terdekat {known.min():.0f} km dari asalnya" if len(known) else ""


def _company(P: Problem) -> list[Contradiction]:
    found = []
    for group in P.together:
        members = list(group)
        names = ", ".join(P.nim[s] for s in members[:6])
        fits = P.allowed[members].all(axis=0) & (P.high >= len(members))
        for rule, of in (("maks_per_prodi", P.programme), ("maks_per_fakultas", P.faculty)):
            cap = P.hard(rule)
            if cap is not None and np.bincount(of[members]).max() > cap:
                what = f"{names} diminta bersama, tetapi melebihi {rule} {int(cap)}"
                found.append(Contradiction("bersama", what, "Kurangi kelompok bersama itu.", student=members[0]))
        if not fits.any():
            what = f"{names} diminta bersama, tetapi tidak ada satu desa yang boleh dan cukup bagi semuanya"
            found.append(
                Contradiction(
                    "bersama", what, "Kurangi kelompok bersama itu atau longgarkan batasnya.", student=members[0]
                )
            )
    return found
