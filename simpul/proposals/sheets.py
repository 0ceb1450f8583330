"""A pasted list or a worksheet becomes rows of a batch, or every problem in it is named at once with its row and column.

Names of columns are read tolerantly (case, spaces, underscores), contents strictly: nothing is guessed.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _

from simpul.core.canonical import clean_text
from simpul.core.dates import local_day
from simpul.documents.inspection import inspect
from simpul.law.models import law_on
from simpul.law.rules import LawOn
from simpul.organizations.models import Organization
from simpul.regions.codes import normal
from simpul.regions.places import find_places

from .rules import states

MOST_ROWS, LONGEST_CELL = 300, 2000
MOST_NAMED = 12  # choices named in a remedy
STAGES = {state: states.STATES[state] for state in (states.DRAFT, states.RECEIVED, states.INCOMPLETE, states.SCREENING)}
# name of the column → what it says; the first two must be there
COLUMNS: dict[str, Any] = {
    "mitra": "partner",
    "perihal": "title",
    "maksud": "purpose",
    "jenis": "kind",
    "tahap": "stage",
    "nomor_surat": "letter_number",
    "tanggal_surat": "letter_date",
    "jangka_waktu": "months",
    "kegiatan": "activity",
    "sub_urusan": "affair",
    "tempat": "place",
    "sasaran": "target",
    "jumlah_sasaran": "target_count",
    "jenjang_jabatan": "post_level",
}
NEEDED = ("mitra", "perihal")
ITEM = ("kegiatan", "sub_urusan", "tempat", "sasaran")  # all of them or none
IGNORED = ("no", "nomor", "")
LIMITS = {"perihal": 200, "nomor_surat": 100, "sasaran": 200, "tempat": 200}  # others: LONGEST_CELL
MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Problem:
    """What keeps the list from being used: where, what, and what to do about it."""

    row: int | None
    column: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        place = [_("baris %(row)s") % {"row": self.row}] if self.row else []
        place += [_("kolom «%(column)s»") % {"column": self.column}] if self.column else []
        text = f"{self.what}. {self.remedy}"
        return f"{', '.join(place)}: {text}" if place else text


@dataclasses.dataclass(frozen=True)
class BatchRow:
    """One case as it is about to be opened; `number` is the row as the sheet shows it."""

    number: int
    partner: Organization
    title: str
    stage: str = states.DRAFT
    purpose: str = ""
    wanted_kind: str = ""
    months: int | None = None
    letter_number: str = ""
    letter_date: dt.date | None = None
    item: Mapping[str, Any] | None = None


def read_batch(
    source: str | bytes, *, region: Organization, at: dt.datetime, name: str = "daftar.xlsx"
) -> tuple[list[BatchRow], list[Problem]]:
    """Rows with their partners from the directory, and all problems; with a problem nothing should be opened.

    Text is what people paste from a sheet (tabs, semicolons or commas); bytes are an .xlsx file, whose first sheet counts.
    Raises Refused with the codes of files when the bytes are no Excel file that may be opened.
    """
    grid = _pasted(source) if isinstance(source, str) else _workbook(source, name)
    problems: list[Problem] = []
    lines = _lines(grid, problems)
    day = local_day(at, region.zone)
    law = law_on(day, region.region_code)
    partners = _partners((line["mitra"] for _n, line in lines), day)
    rows = [_row(number, line, partners, law, problems, near=(region.region_code, day)) for number, line in lines]
    _twins(lines, problems)
    return [row for row in rows if row], sorted(problems, key=lambda problem: problem.row or 0)


# ------------------------------------------------------------------ cells


def _key(text: object) -> str:
    return re.sub(r"[\s_\-/]+", "_", str(text).strip().casefold()).strip("_.")


def _text(cell: object) -> str:
    """The cell as one clean line; a number that a sheet made of «12» is 12 again."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(clean_text(str("" if cell is None else cell)).split())


def _pasted(text: str) -> list[list[object]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = "\t" if "\t" in first else max(";,", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    try:
        return [list(cells) for cells in reader]
    except csv.Error:  # a cell longer than any sheet holds
        return []


def _workbook(data: bytes, name: str) -> list[list[object]]:
    """The first sheet. What is no Excel file, or a dangerous one, is refused before it is opened."""
    import python_calamine

    inspect(io.BytesIO(data), name, "sheet")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [list(cells) for cells in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        return []


def _lines(grid: Sequence[Sequence[object]], problems: list[Problem]) -> list[tuple[int, dict[str, str]]]:
    """Each filled row below the heading, by the names of its columns."""
    filled = [(n, [_text(cell) for cell in cells]) for n, cells in enumerate(grid, 1)]
    filled = [(n, cells) for n, cells in filled if any(cells)]
    if not filled:
        remedy = _("Tempel daftar dengan judul kolom di baris pertama, atau simpan ulang lembar kerja sebagai .xlsx.")
        problems.append(Problem(None, "", _("Daftar kosong atau tidak terbaca"), remedy))
        return []
    heading_row, heading = filled[0][0], [_key(cell) for cell in filled[0][1]]
    for column in NEEDED:
        if column not in heading:
            remedy = _("Baris pertama memuat judul kolom, sekurang-kurangnya: mitra, perihal.")
            problems.append(Problem(heading_row, column, _("kolom tidak ada"), remedy))
    for column in heading:
        if column not in COLUMNS and column not in IGNORED:
            remedy = _("Hapus kolom itu, atau pakai salah satu dari: %(columns)s.") % {"columns": ", ".join(COLUMNS)}
            problems.append(Problem(heading_row, column[:60], _("kolom tidak dikenal"), remedy))
        elif column in COLUMNS and heading.count(column) > 1:
            problems.append(Problem(heading_row, column, _("kolom ada dua kali"), _("Gabungkan atau hapus satu.")))
    if problems:
        return []
    if len(filled) == 1:
        problems.append(Problem(None, "", _("Daftar belum memuat baris"), _("Isi satu baris untuk tiap perkara.")))
    if len(filled) - 1 > MOST_ROWS:
        what = _("Daftar memuat lebih dari %(most)s baris") % {"most": MOST_ROWS}
        problems.append(Problem(None, "", what, _("Bagi menjadi beberapa daftar.")))
        return []
    blank = dict.fromkeys(COLUMNS, "")
    return [(n, blank | dict(zip(heading, cells, strict=False))) for n, cells in filled[1:]]


# ------------------------------------------------------------------ rows


def _partners(names: Iterable[str], day: dt.date) -> dict[str, list[Organization]]:
    """Organisations of that day by their name or short name as typed, in one query."""
    typed = sorted({name.lower() for name in names if name})
    found: dict[str, list[Organization]] = {name: [] for name in typed}
    rows = Organization.objects.on(day).select_related("institution").annotate(a=Lower("name"), b=Lower("short_name"))
    for row in rows.filter(Q(a__in=typed) | Q(b__in=typed)).order_by("pk"):
        for name in {row.a, row.b} & set(found):
            found[name].append(row)
    # an institution goes before units of others that happen to be called the same
    return {name: [r for r in some if r.institution_id == r.pk] or some for name, some in found.items()}


def _row(
    number: int,
    line: Mapping[str, str],
    partners: Mapping[str, list[Organization]],
    law: LawOn,
    problems: list[Problem],
    *,
    near: tuple[str, dt.date],
) -> BatchRow | None:
    """The row as values; None and its problems when something in it cannot be read."""
    before = len(problems)

    def problem(column: str, what: str, remedy: str) -> None:
        problems.append(Problem(number, column, what, remedy))

    for column in COLUMNS:
        most = LIMITS.get(column, LONGEST_CELL)
        if len(line[column]) > most:
            problem(
                column, _("isi terlalu panjang"), _("Ringkas menjadi paling banyak %(most)s huruf.") % {"most": most}
            )
    partner = _partner(line["mitra"], partners, problem)
    if not line["perihal"]:
        problem("perihal", _("belum diisi"), _("Tulis apa yang ditawarkan dalam satu kalimat."))
    kinds = {row.key: row.title for row in law.others_of("instrument") if row.key not in states.FOLLOWING}
    stage = _choice(line["tahap"], STAGES, "tahap", problem) or states.DRAFT
    values: dict[str, Any] = {
        "title": line["perihal"],
        "purpose": line["maksud"],
        "wanted_kind": _choice(line["jenis"], kinds, "jenis", problem),
        "months": _whole(line["jangka_waktu"], "jangka_waktu", 600, problem),
        "letter_number": line["nomor_surat"],
        "letter_date": _day(line["tanggal_surat"], problem),
        "item": _item(line, law, near, problem),
    }
    if stage == states.SCREENING and values["item"] is None and len(problems) == before:
        remedy = _("Isi kegiatan, sub_urusan, tempat, dan sasaran; atau pakai tahap Perlu Dilengkapi.")
        problem("tahap", _("perkara tanpa kegiatan belum dapat ditelaah"), remedy)
    return BatchRow(number, partner, stage=stage, **values) if partner and len(problems) == before else None


def _partner(name: str, partners: Mapping[str, list[Organization]], problem: Any) -> Organization | None:
    if not name:
        problem("mitra", _("belum diisi"), _("Tulis nama lembaga seperti tercatat pada halaman Lembaga."))
        return None
    found = partners[name.lower()]
    if not found:
        what = _("«%(name)s» tidak ada dalam daftar lembaga") % {"name": name[:100]}
        problem("mitra", what, _("Betulkan namanya, atau catat lembaganya lebih dahulu pada halaman Lembaga."))
    elif len(found) > 1:
        what = _("ada %(count)s lembaga bernama «%(name)s»") % {"count": len(found), "name": name[:100]}
        problem("mitra", what, _("Buka perkara ini satu per satu, atau pakai nama lengkap lembaganya."))
    return found[0] if len(found) == 1 else None


def _choice(text: str, choices: Mapping[str, Any], column: str, problem: Any) -> str:
    """The code of what was written: as code, or in the words of either language; empty stays empty."""
    if not text:
        return ""
    wanted = _key(text)
    for code, label in choices.items():
        with translation.override("id"):
            indonesian = _key(label)
        if wanted in (_key(code), _key(label), indonesian):
            return code
    shown = [str(label) for label in choices.values()]
    known = ", ".join(shown[:MOST_NAMED]) + (", …" if len(shown) > MOST_NAMED else "")
    remedy = _("Pakai salah satu dari: %(known)s.") % {"known": known}
    problem(column, _("«%(text)s» tidak dikenal") % {"text": text[:60]}, remedy)
    return ""


def _whole(text: str, column: str, most: int, problem: Any) -> int | None:
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,9}", text) and 1 <= int(text) <= most:
        return int(text)
    what = _("«%(text)s» bukan bilangan yang wajar") % {"text": text[:30]}
    problem(column, what, _("Isi angka antara 1 dan %(most)s.") % {"most": most})
    return None


def _day(text: str, problem: Any) -> dt.date | None:
    """«2026-02-25», «25/02/2026», «25 Februari 2026»."""
    if not text:
        return None
    found = _date(text)
    if found and 1945 <= found.year <= 2200:
        return found
    what = _("«%(text)s» bukan tanggal") % {"text": text[:30]}
    problem("tanggal_surat", what, _("Tulis seperti 25/02/2026 atau 25 Februari 2026."))
    return None


def _date(text: str) -> dt.date | None:
    parts = re.split(r"[-/. ]+", text.casefold())
    if len(parts) == 3 and parts[1] in MONTHS:
        parts[1] = str(MONTHS.index(parts[1]) + 1)
    if len(parts) != 3 or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        return None
    year, month, day = (int(part) for part in (parts if len(parts[0]) == 4 else reversed(parts)))
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _place(text: str, near: tuple[str, dt.date], problem: Any) -> str:
    """The code of a place written as code or by a name that means one place only in this region."""
    if not text or normal(text) or len(text) > LIMITS["tempat"]:
        return text
    region, day = near
    found = find_places(text, day=day, near=region)
    if len(found) == 1:
        return found[0].code
    known = "; ".join(f"{place} ({place.code})" for place in found[:5])
    what = _("«%(text)s» dapat berarti beberapa tempat") if found else _("«%(text)s» tidak ditemukan sebagai tempat")
    remedy = _("Tulis kodenya, misalnya salah satu dari: %(known)s.") % {"known": known}
    problem(
        "tempat", what % {"text": text[:60]}, remedy if found else _("Periksa ejaannya, atau tulis kode wilayahnya.")
    )
    return ""


def _item(line: Mapping[str, str], law: LawOn, near: tuple[str, dt.date], problem: Any) -> dict[str, Any] | None:
    """The one activity that a row may name."""
    empty = [column for column in ITEM if not line[column]]
    if len(empty) == len(ITEM):
        return None
    for column in empty:
        remedy = _("Isi kegiatan, sub_urusan, tempat, dan sasaran bersama-sama, atau kosongkan semuanya.")
        problem(column, _("belum diisi, padahal kolom kegiatan lain terisi"), remedy)
    affairs = {affair.key: affair.matter for affair in law.affairs}
    return {
        "activity": _choice(line["kegiatan"], states.ACTIVITIES, "kegiatan", problem),
        "affair": _choice(line["sub_urusan"], affairs, "sub_urusan", problem),
        "region_code": _place(line["tempat"], near, problem),
        "post_level": _choice(line["jenjang_jabatan"], states.POST_LEVELS, "jenjang_jabatan", problem),
        "target": line["sasaran"],
        "target_count": _whole(line["jumlah_sasaran"], "jumlah_sasaran", 10**8, problem),
    }


def _twins(lines: Sequence[tuple[int, Mapping[str, str]]], problems: list[Problem]) -> None:
    """The same case twice in one list."""
    seen: dict[tuple[str, ...], int] = {}
    for number, line in lines:
        for names in (("mitra", "perihal"), ("mitra", "nomor_surat", "tanggal_surat")):
            mark = (names[1], *(line[name].casefold() for name in names))
            if not all(mark):
                continue
            if mark in seen:
                what = _("sama dengan baris %(row)s") % {"row": seen[mark]}
                problems.append(Problem(number, names[1], what, _("Hapus salah satu, atau bedakan isinya.")))
            seen.setdefault(mark, number)
