"""The two workbooks of a KKN become a placement problem, or every reason why they cannot is named at once."""

from __future__ import annotations

import dataclasses
import difflib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simpul.allocation.sheets import BadSheets, Column, named_sheet, only_sheet, read_book, rows_of, show
from simpul.allocation.sheets import Problem as Fault
from simpul.allocation.solver.placement.problem import (
    HARD,
    LEVELS,
    MEN,
    PERSONAL,
    RULES,
    SOFT,
    WOMEN,
    Problem,
    Rule,
    distance_km,
)

Places = Callable[[str], tuple[float, float] | None]
Row = Mapping[str, Any]
YES_NO = {"ya": "ya", "tidak": "tidak"}

STUDENTS = (
    Column("nim", "code", unique=True),
    Column("nama"),
    Column("jenis_kelamin", "choice", choices={"l": "L", "p": "P", "laki_laki": "L", "perempuan": "P"}),
    Column("prodi"),
    Column("fakultas"),
    Column("kode_wilayah_asal", "region"),
    Column("jarak_maks_km", "number", needed=False, low=0),
    Column("pilihan", "regions", needed=False),
    Column("bersama", "codes", needed=False),
    Column("terpisah", "codes", needed=False),
    Column("tim_lama", "text", needed=False),
    Column("hindari_risiko", "choice", needed=False, choices=YES_NO),
)
VILLAGES = (
    Column("kode_wilayah", "region", unique=True),
    Column("nama", needed=False),
    Column("min", "whole", needed=False, low=0),
    Column("maks", "whole", needed=False, low=0),
    Column("lintang", "number", needed=False, low=-90, high=90),
    Column("bujur", "number", needed=False, low=-180, high=180),
    Column("pemondokan_l", "whole", needed=False, low=0),
    Column("pemondokan_p", "whole", needed=False, low=0),
    Column("risiko", "text", needed=False),
)
NEEDS = (
    Column("kode_wilayah", "region"),
    Column("bidang"),
    Column("jumlah", "whole", low=0),
    Column("prioritas", "whole", low=1, high=10**6),
)
SKILLS = (Column("prodi"), Column("bidang"))
RULE_NAMES = (*RULES, "tim_lama")
RULE_SHEET = (
    Column("nama", "choice", choices={name: name for name in RULE_NAMES}, unique=True),
    Column("nilai", "text"),
    Column("sifat", "choice", choices={HARD: HARD, SOFT: SOFT}),
)
LOWEST = {"min_per_gender": 0, "min_fakultas": 0}
AT_ODDS = (  # when both are hard, so many times the first may not exceed the second
    ("anggota_min", 1, "anggota_maks"),
    ("min_per_gender", 2, "anggota_maks"),
    ("min_fakultas", 1, "anggota_maks"),
)
SIZE_COLUMNS = {"anggota_min": "min", "anggota_maks": "maks"}
TEAMS_BEFORE = ("lanjut", "sebar", "tidak")


@dataclasses.dataclass(frozen=True)
class Tables:
    """The checked rows of both workbooks, each with its row number under «baris»."""

    students: Sequence[Row]
    villages: Sequence[Row]
    needs: Sequence[Row]
    skills: Sequence[Row]
    rules: Sequence[Row]
    notes: Sequence[str] = ()
    students_sheet: str = "mahasiswa"


def read(students: str | Path, villages: str | Path) -> Tables:
    """The rows of both workbooks; raises BadSheets with all that cannot be read."""
    faults: list[Fault] = []
    notes: list[str] = []
    books: list[Mapping[str, Any]] = []
    for path in (students, villages):
        try:
            books.append(read_book(path))
        except BadSheets as error:
            faults += error.problems
            books.append({})
    if faults:
        raise BadSheets(faults)
    sheet = only_sheet(books[0], "mahasiswa", STUDENTS, faults)
    people = rows_of(sheet, STUDENTS, faults, notes=notes)
    found = {}
    for name, columns in (("desa", VILLAGES), ("kebutuhan", NEEDS), ("kompetensi", SKILLS), ("aturan", RULE_SHEET)):
        page = named_sheet(books[1], name, columns, faults)
        found[name] = rows_of(page, columns, faults, notes=notes)
    title = sheet.name if sheet is not None else "mahasiswa"
    tables = Tables(people, found["desa"], found["kebutuhan"], found["kompetensi"], found["aturan"], notes, title)
    faults += rules_of(tables)[2] + faults_in_regions(tables)
    if faults:
        raise BadSheets(faults)
    return tables


def region_places() -> Places:
    """Coordinates of the packaged region table."""
    from simpul.regions import table

    return table.coordinates


def faults_in_regions(tables: Tables) -> list[Fault]:
    """Codes that no region bears."""
    from simpul.regions import table

    faults = []
    for sheet, rows, column in (
        (tables.students_sheet, tables.students, "kode_wilayah_asal"),
        ("desa", tables.villages, "kode_wilayah"),
    ):
        for row in rows:
            if row[column] is not None and table.name_of(row[column]) is None:
                what = f"kode «{row[column]}» tidak ada dalam daftar wilayah"
                faults.append(Fault(sheet, row["baris"], column, what, "Periksa kodenya pada daftar Kemendagri."))
    return faults


def _like(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.75) or [k for k in known if k.casefold() == name.casefold()]
    return f" Mungkin maksudnya «{near[0]}»." if near else ""


def _perhaps(name: str, known: Sequence[str]) -> str:
    near = _like(name, known).strip().rstrip(".")
    return f" ({near[0].lower()}{near[1:]})" if near else ""


def rules_of(tables: Tables) -> tuple[dict[str, Rule], str, list[Fault]]:
    """The rules by name, what to do with earlier teams, and what cannot be read."""
    rules: dict[str, Rule] = {}
    before = "tidak"
    faults: list[Fault] = []
    for row in tables.rules:
        if None in (row["nama"], row["nilai"], row["sifat"]):
            continue  # already named as an empty or unknown cell
        name, text, hard = row["nama"], str(row["nilai"]).strip().casefold(), row["sifat"] == HARD

        def bad(what: str, remedy: str, row: Row = row) -> None:
            faults.append(Fault("aturan", row["baris"], "nilai", what, remedy))

        if name == "larangan_asal":
            if text not in LEVELS:
                bad(f"«{text}» bukan tingkat larangan asal", f"Isi dengan salah satu: {', '.join(LEVELS)}.")
            elif LEVELS[text]:
                rules[name] = Rule(LEVELS[text], hard)
            continue
        if name == "tim_lama":
            if text not in TEAMS_BEFORE:
                bad(f"«{text}» tidak dikenal", f"Isi dengan salah satu: {', '.join(TEAMS_BEFORE)}.")
            before = text
            continue
        try:
            value = float(text)
        except ValueError:
            point = ", pecahan dengan titik, misalnya 25.5" if name == "jarak_maks_km" else ""
            bad(f"«{row['nilai']}» bukan angka", f"Isi «{name}» dengan angka saja{point}.")
            continue
        if not value < 1e9:
            bad(f"«{row['nilai']}» bukan angka yang wajar", f"Isi «{name}» dengan angka saja.")
        elif name != "jarak_maks_km" and not value.is_integer():
            bad(f"{row['nilai']} bukan bilangan bulat", "Isi bilangan bulat.")
        elif value < LOWEST.get(name, 0 if name == "jarak_maks_km" else 1):
            bad(f"{row['nilai']} terlalu kecil", f"Isi paling sedikit {LOWEST.get(name, 1)}.")
        else:
            rules[name] = Rule(value, hard)
    for lesser, factor, greater in AT_ODDS:
        a, b = rules.get(lesser), rules.get(greater)
        if not faults and a is not None and b is not None and a.hard and b.hard and factor * a.value > b.value:
            row = next(row for row in tables.rules if row["nama"] == lesser)
            times = f"{factor} × " if factor > 1 else ""
            what = f"{times}{lesser} ({times}{a.value:g}) lebih besar dari {greater} ({b.value:g})"
            faults.append(
                Fault(
                    "aturan",
                    row["baris"],
                    "nilai",
                    what,
                    f"Turunkan {lesser}, naikkan {greater}, atau jadikan salah satunya lentur.",
                )
            )
    return rules, before, faults


def build(tables: Tables, places: Places, *, after_change: bool = False) -> Problem:
    """The problem in columns; raises BadSheets when the rows contradict each other.

    In a repair (`after_change`) wishes and company that name a village or student who left are simply void.
    """
    rules, before, faults = rules_of(tables)
    students = sorted(tables.students, key=lambda row: row["nim"])
    villages = sorted(tables.villages, key=lambda row: row["kode_wilayah"])
    skills = {(row["prodi"], row["bidang"]) for row in tables.skills}
    fields = sorted({row["bidang"] for row in tables.needs} | {field for _, field in skills})
    programmes = sorted({row["prodi"] for row in students})
    faculties = sorted({row["fakultas"] for row in students})
    field_at = {name: number for number, name in enumerate(fields)}
    has = _skills(tables, students, programmes, field_at, skills, faults)
    village_at = {row["kode_wilayah"]: number for number, row in enumerate(villages)}
    _village_faults(villages, faults)
    needs = _needs(tables, village_at, faults)
    sizes = _sizes(villages, rules, len(students), faults)
    here = _village_points(villages, places)
    home_codes = sorted({row["kode_wilayah_asal"] for row in students})
    points = np.array([places(code) or (np.nan, np.nan) for code in home_codes], float).reshape(-1, 2)
    home = (
        np.array([home_codes.index(row["kode_wilayah_asal"]) for row in students])
        if len(home_codes) < 50
        else _places_in(home_codes, students)
    )
    km = distance_km(points, here)[home]
    kept_out, unwanted, home_ban = _personal(tables, students, villages, rules, home_codes, home, km, faults)
    wishes = _wishes(tables, students, village_at, after_change, faults)
    together, apart = _relations(tables, students, before, after_change, faults)
    if faults:
        raise BadSheets(faults)
    districts = sorted({row["kode_wilayah"][:8] for row in villages})
    return Problem(
        nim=tuple(row["nim"] for row in students),
        gender=np.array([MEN if row["jenis_kelamin"] == "L" else WOMEN for row in students], np.int8),
        programme=_index(programmes, [row["prodi"] for row in students]),
        faculty=_index(faculties, [row["fakultas"] for row in students]),
        programmes=tuple(programmes),
        faculties=tuple(faculties),
        villages=tuple(row["kode_wilayah"] for row in villages),
        district=_index(districts, [row["kode_wilayah"][:8] for row in villages]),
        need_village=np.array([village_at[row["kode_wilayah"]] for row in needs], np.int32),
        need_field=np.array([field_at[row["bidang"]] for row in needs], np.int32),
        need_count=np.array([row["jumlah"] for row in needs], np.int64),
        need_priority=np.array([row["prioritas"] for row in needs], np.int64),
        fields=tuple(fields),
        has=has,
        allowed=kept_out == 0,
        kept_out=kept_out,
        unwanted=unwanted,
        home_ban=home_ban,
        km=km,
        wishes=wishes,
        together=together,
        apart=apart,
        rules=rules,
        **sizes,
    )


def _skills(
    tables: Tables,
    students: Sequence[Row],
    programmes: Sequence[str],
    field_at: Mapping[str, int],
    skills: set[tuple[str, str]],
    faults: list[Fault],
) -> np.ndarray:
    """Programmes × fields; a programme without a field is a fault."""
    has = np.zeros((len(programmes), len(field_at)), bool)
    for number, name in enumerate(programmes):
        mine = [field_at[field] for programme, field in skills if programme == name]
        has[number, mine] = True
        if not mine:
            row = next(row for row in students if row["prodi"] == name)
            remedy = f"Tambahkan baris «{name}» pada lembar kompetensi.{_like(name, sorted({p for p, _ in skills}))}"
            faults.append(
                Fault(tables.students_sheet, row["baris"], "prodi", f"prodi «{name}» belum punya bidang", remedy)
            )
    return has


def _village_faults(villages: Sequence[Row], faults: list[Fault]) -> None:
    for row in villages:
        if len(row["kode_wilayah"]) != 13:
            what = f"«{row['kode_wilayah']}» bukan kode desa atau kelurahan"
            faults.append(
                Fault(
                    "desa", row["baris"], "kode_wilayah", what, "Tulis kode lengkap 10 angka, misalnya 33.03.01.2001."
                )
            )
        if (row["lintang"] is None) != (row["bujur"] is None):
            faults.append(
                Fault(
                    "desa",
                    row["baris"],
                    "lintang",
                    "lintang dan bujur harus diisi keduanya",
                    "Isi atau kosongkan keduanya.",
                )
            )


def _index(names: Sequence[str], values: Sequence[str]) -> np.ndarray:
    at = {name: number for number, name in enumerate(names)}
    return np.array([at[value] for value in values], np.int32)


def _places_in(codes: Sequence[str], students: Sequence[Row]) -> np.ndarray:
    return _index(codes, [row["kode_wilayah_asal"] for row in students])


def _needs(tables: Tables, village_at: Mapping[str, int], faults: list[Fault]) -> list[Row]:
    seen: dict[tuple[str, str], int] = {}
    for row in tables.needs:
        code, field = row["kode_wilayah"], row["bidang"]
        if code not in village_at:
            remedy = "Tambahkan desa itu pada lembar «desa» atau perbaiki kodenya."
            faults.append(
                Fault("kebutuhan", row["baris"], "kode_wilayah", f"desa «{code}» tidak ada pada lembar desa", remedy)
            )
        if (code, field) in seen:
            what = f"bidang «{field}» untuk desa ini sudah diminta di baris {seen[code, field]}"
            faults.append(Fault("kebutuhan", row["baris"], "bidang", what, "Gabungkan menjadi satu baris."))
        seen.setdefault((code, field), row["baris"])
    return sorted(tables.needs, key=lambda row: (row["kode_wilayah"], row["bidang"]))


def _sizes(
    villages: Sequence[Row], rules: Mapping[str, Rule], students: int, faults: list[Fault]
) -> dict[str, np.ndarray]:
    """Hard and elastic team sizes of every village: its own min/maks within the rule's."""
    out: dict[str, list[Any]] = defaultdict(list)

    def hard(name: str, otherwise: int) -> int:
        return int(rules[name].value) if name in rules and rules[name].hard else otherwise

    def soft(name: str, otherwise: int) -> int:
        return int(rules[name].value) if name in rules and not rules[name].hard else otherwise

    for row in villages:
        optional = row["min"] == 0
        beds = [students if row[name] is None else row[name] for name in ("pemondokan_l", "pemondokan_p")]
        low = max(1, hard("anggota_min", 1), row["min"] or 0)
        high = min(hard("anggota_maks", students), students if row["maks"] is None else row["maks"], sum(beds))
        if low > high and not optional:
            what = f"tim paling sedikit {low} orang tetapi paling banyak {high} (min, maks, pemondokan desa dan aturan anggota digabung)"
            least = {"min": row["min"] or 0, "anggota_min": hard("anggota_min", 1)}
            most = {
                "maks": students if row["maks"] is None else row["maks"],
                "anggota_maks": hard("anggota_maks", students),
                "pemondokan": sum(beds),
            }
            lower = " dan ".join(name for name, value in least.items() if value > high)
            raise_ = " dan ".join(name for name, value in most.items() if value < low)
            ways = [f"turunkan {lower} menjadi {high}"] if lower and high > 0 else []
            ways += [f"naikkan {raise_} menjadi {low}"] if raise_ else []
            remedy = ", atau ".join(ways) or "tambah mahasiswa, atau beri min 0 pada desa ini"
            faults.append(Fault("desa", row["baris"], "maks", what, f"{remedy[0].upper()}{remedy[1:]}."))
        closed = low > high and optional
        out["low"].append(low)
        out["high"].append(0 if closed else high)
        out["soft_low"].append(low if closed else max(low, min(high, soft("anggota_min", 1))))
        out["soft_high"].append(0 if closed else min(high, max(low, soft("anggota_maks", students))))
        out["optional"].append(optional)
        out["gender_high"].append(beds)
    kinds = {"optional": bool}
    return {
        name: np.array(values, kinds.get(name, np.int64)).reshape(
            len(villages), *([2] if name == "gender_high" else [])
        )
        for name, values in out.items()
    }


def _village_points(villages: Sequence[Row], places: Places) -> np.ndarray:
    points = []
    for row in villages:
        own = row["lintang"] is not None and row["bujur"] is not None
        points.append((row["lintang"], row["bujur"]) if own else places(row["kode_wilayah"]) or (np.nan, np.nan))
    return np.array(points, float).reshape(-1, 2)


def _personal(
    tables: Tables,
    students: Sequence[Row],
    villages: Sequence[Row],
    rules: Mapping[str, Rule],
    home_codes: Sequence[str],
    home: np.ndarray,
    km: np.ndarray,
    faults: list[Fault],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which rules keep each student out of each village, how many elastic ones it breaks, which are his own home."""
    kept_out = np.zeros((len(students), len(villages)), np.uint8)
    unwanted = np.zeros((len(students), len(villages)), np.int8)
    same = np.zeros(unwanted.shape, bool)
    ban = rules.get("larangan_asal")
    if ban is not None:
        digits = int(ban.value)
        homes = [code.replace(".", "") for code in home_codes]
        there = [row["kode_wilayah"].replace(".", "")[:digits] for row in villages]
        same = np.array([[len(code) >= digits and code[:digits] == other for other in there] for code in homes], bool)
        same = same.reshape(len(homes), len(villages))[home]
        if ban.hard:
            kept_out |= PERSONAL["larangan_asal"] * same.astype(np.uint8)
        else:
            unwanted += same
    own = np.array([np.inf if row["jarak_maks_km"] is None else row["jarak_maks_km"] for row in students])
    travel = rules.get("jarak_maks_km")
    hard = np.minimum(own, travel.value) if travel is not None and travel.hard else own
    limited = np.isfinite(hard)
    unknown = np.isnan(km)
    if travel is not None or limited.any():
        _unknown_places(
            tables, students, villages, unknown, np.ones(len(students), bool) if travel is not None else limited, faults
        )
    with np.errstate(invalid="ignore"):
        within = km[limited] * (1 + 2e-7) <= hard[limited, None]  # km has seven digits; never beyond the limit
        kept_out[limited] |= np.where(within, np.uint8(0), np.uint8(PERSONAL["jarak_maks_km"]))
        if travel is not None and not travel.hard:
            unwanted += km > travel.value
    risky = np.array(
        [bool(row["risiko"]) and row["risiko"].casefold() not in ("tidak", "rendah", "-") for row in villages]
    )
    avoids = np.array([row["hindari_risiko"] == "ya" for row in students])
    kept_out[np.ix_(avoids, risky)] |= PERSONAL["hindari_risiko"]
    return kept_out, unwanted, same


def _unknown_places(
    tables: Tables,
    students: Sequence[Row],
    villages: Sequence[Row],
    unknown: np.ndarray,
    limited: np.ndarray,
    faults: list[Fault],
) -> None:
    for number in np.flatnonzero(unknown.all(axis=0) & ~unknown.all()).tolist():
        remedy = "Isi lintang dan bujur desa ini; batas jarak tidak dapat diperiksa tanpanya."
        faults.append(Fault("desa", villages[number]["baris"], "lintang", "letak desa tidak diketahui", remedy))
    for number in np.flatnonzero(limited & unknown.all(axis=1)).tolist():
        row = students[number]
        what = f"letak asal «{row['kode_wilayah_asal']}» tidak diketahui sehingga batas jarak tidak dapat diperiksa"
        faults.append(
            Fault(
                tables.students_sheet,
                row["baris"],
                "kode_wilayah_asal",
                what,
                "Tulis kode desa atau kecamatan yang lain.",
            )
        )


def _relations(
    tables: Tables,
    students: Sequence[Row],
    before: str,
    after_change: bool,
    faults: list[Fault],
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, int], ...]]:
    """Groups that stay together, pairs that stay apart."""
    at = {row["nim"]: number for number, row in enumerate(students)}
    leader = list(range(len(students)))

    def root(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    apart: set[tuple[int, int]] = set()
    for number, row in enumerate(students):
        for column in ("bersama", "terpisah"):
            for nim in row[column] or ():
                if nim not in at and after_change:
                    continue
                if nim not in at or nim == row["nim"]:
                    what = (
                        f"NIM «{nim}» tidak ada di daftar mahasiswa"
                        if nim not in at
                        else "seorang mahasiswa menunjuk dirinya sendiri"
                    )
                    faults.append(Fault(tables.students_sheet, row["baris"], column, what, "Perbaiki atau kosongkan."))
                elif column == "bersama":
                    a, b = sorted((root(number), root(at[nim])))
                    leader[b] = a
                else:
                    apart.add((min(number, at[nim]), max(number, at[nim])))
    teams: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(students):
        if row["tim_lama"]:
            teams[row["tim_lama"]].append(number)
    for _, team in sorted(teams.items()):
        for place, number in enumerate(team):
            if before == "lanjut":
                a, b = sorted((root(team[0]), root(number)))
                leader[b] = a
            elif before == "sebar":
                apart |= {(number, other) for other in team[place + 1 :]}
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(students)):
        groups[root(number)].append(number)
    for a, b in sorted(apart):
        if root(a) == root(b):
            what = f"{students[a]['nim']} dan {students[b]['nim']} diminta bersama sekaligus terpisah"
            faults.append(
                Fault(tables.students_sheet, students[b]["baris"], "terpisah", what, "Hapus salah satu permintaan.")
            )
    together = tuple(tuple(group) for group in groups.values() if len(group) > 1)
    return together, tuple(sorted(apart))


def _wishes(
    tables: Tables, students: Sequence[Row], village_at: Mapping[str, int], after_change: bool, faults: list[Fault]
) -> tuple[tuple[int, ...], ...]:
    """The wished villages of each student, best first."""
    remedy = "Tulis kode desa yang ada pada lembar «desa», dipisahkan titik koma."
    wishes = []
    for row in students:
        codes = row["pilihan"] or ()
        wishes.append(tuple(village_at[code] for code in codes if code in village_at))
        for code in codes:
            if code not in village_at and not after_change:
                what = f"pilihan «{code}» bukan desa KKN ini"
                faults.append(Fault(tables.students_sheet, row["baris"], "pilihan", what, remedy))
    return tuple(wishes)


def written(value: Any) -> str:
    """A cell as text, empty for nothing."""
    return "" if value is None else show(value)


def faults_of(tables: Tables, problem: Problem, reasons: Sequence[Any]) -> list[Fault]:
    """Contradictions of rules as faults in the sheets: at the village's or student's row, else at the rule's."""
    rule_row = {row["nama"]: row["baris"] for row in tables.rules}
    village_row = {row["kode_wilayah"]: row["baris"] for row in tables.villages}
    student_row = {row["nim"]: row["baris"] for row in tables.students}
    faults = []
    place: tuple[str, int | None, str | None]
    for reason in reasons:
        if reason.student is not None:
            column = reason.rule if reason.rule in ("bersama", "terpisah") else "kode_wilayah_asal"
            place = (tables.students_sheet, student_row[problem.nim[reason.student]], column)
        elif reason.village is not None:
            code = problem.villages[reason.village]
            place = ("desa", village_row[code], "maks")
            reason = dataclasses.replace(reason, what=f"desa {code}, aturan {reason.rule}: {reason.what}")
        elif reason.rule in rule_row:
            place = ("aturan", rule_row[reason.rule], "nilai")
            reason = dataclasses.replace(reason, what=f"aturan {reason.rule}: {reason.what}")
        else:  # sizes that only the villages themselves limit; or no rule alone is at fault
            place = ("desa", None, SIZE_COLUMNS[reason.rule]) if reason.rule in SIZE_COLUMNS else ("aturan", None, None)
        faults.append(Fault(*place, reason.what, reason.remedy))
    return faults


def notes_of(tables: Tables, problem: Problem) -> list[str]:
    """What was read but could not be used as one might expect; never an obstacle."""
    notes = []
    ban = problem.rules.get("larangan_asal")
    if ban is not None:
        short = sum(len(row["kode_wilayah_asal"].replace(".", "")) < ban.value for row in tables.students)
        if short:
            notes.append(
                f"{short} mahasiswa kode asalnya lebih pendek daripada tingkat larangan_asal, sehingga larangan itu tidak dapat diperiksa bagi mereka."
            )
    empty = [problem.fields[k] for k in sorted(set(problem.need_field.tolist())) if not problem.has[:, k].any()]
    if empty:
        known = sorted({row["bidang"] for row in tables.skills})
        notes.append(
            "Tidak ada prodi peserta dengan bidang: "
            + ", ".join(f"«{name}»{_perhaps(name, known)}" for name in empty[:8])
            + "."
        )
    homes: dict[str, set[str]] = defaultdict(set)
    for row in tables.students:
        homes[row["prodi"]].add(row["fakultas"])
    several = [name for name, faculties in sorted(homes.items()) if len(faculties) > 1]
    if several:
        notes.append(f"Prodi ini tercatat di lebih dari satu fakultas: {', '.join(several[:8])}.")
    return notes
