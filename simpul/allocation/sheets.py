"""Spreadsheet rows become checked values, or every problem in them is named at once; results become spreadsheets again.

Names of sheets and columns are read tolerantly (case, spaces, underscores), contents strictly: nothing is guessed.
A workbook is an .xlsx/.xls/.ods file, a folder of .csv files named like the sheets, or one .csv file.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
import html
import io
import json
import math
import os
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simpul.allocation import xlsx

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
CSV = {".csv", ".tsv", ".txt"}
TITLE_ROWS = 20  # so far down a header is looked for when the first row is none
LARGEST_AREA = 20_000_000  # cells from the first to the last; a stray one far away would fill the memory
FILLED = re.compile(rb'<c (?:[^>]*? )?r="([A-Z]{1,3})(\d+)"[^>]*(?<!/)>')  # a cell with something in it
FILLED_FAR = re.compile(rb'<c (?:[^>]*? )?r="([A-Z]{2,3})(\d+)"[^>]*(?<!/)>')  # the same, right of column Z
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LARGEST_SAFE = 10**15  # a spreadsheet keeps 15 digits of a number; a longer one has lost its tail


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing that keeps the sheets from being used: where it is, what it is, and what to do about it."""

    sheet: str
    row: int | None
    column: str | None
    what: str
    remedy: str

    def __str__(self) -> str:
        place = [f"lembar «{self.sheet}»"] if self.sheet else []
        if self.row is not None:
            place.append(f"baris {self.row}")
        if self.column:
            place.append(f"kolom «{self.column}»")
        return f"{', '.join(place)}: {self.what}. {self.remedy}".lstrip(": ")


class BadSheets(Exception):
    """All problems found, raised together so that one round of mending is enough."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = list(problems)
        sheets = [problem.sheet for problem in found]
        self.problems = sorted(found, key=lambda problem: (sheets.index(problem.sheet), problem.row or 0))
        super().__init__("\n".join(map(str, self.problems)))


@dataclasses.dataclass(frozen=True)
class Sheet:
    """Raw cells: `rows` are (row number as the spreadsheet shows it, cells)."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    comma_decimals: bool = False
    header_row: int = 1
    file: str = ""


@dataclasses.dataclass(frozen=True)
class Column:
    """What a column must hold. `needed`: the column is there and every cell filled; else both may be missing (None)."""

    name: str
    kind: str = "text"  # text · code · whole · number · date · choice · region · texts · codes · regions (the last three: lists with ;, codes also with ,)
    needed: bool = True
    low: float | None = None
    high: float | None = None
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)  # lower case → stored value
    unique: bool = False


def key(text: object) -> str:
    """The form in which names of sheets and columns are compared: «Kode Wilayah » equals «kode_wilayah»."""
    return re.sub(r"[\s_\-]+", "_", str(text).strip().casefold()).strip("_")


# ------------------------------------------------------------------ reading


def read_book(path: str | Path) -> dict[str, Sheet]:
    """Every sheet of the workbook by its compared name; an unreadable file is a BadSheets."""
    path = Path(path)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in CSV)
        if not files:
            raise BadSheets(
                [
                    _file_problem(
                        path,
                        "folder tidak berisi berkas .csv",
                        "Simpan tiap lembar sebagai nama-lembar.csv di folder itu.",
                    )
                ]
            )
        sheets = [_read_csv(file) for file in files]
    elif not path.exists():
        raise BadSheets([_file_problem(path, "berkas tidak ditemukan", "Periksa nama dan letak berkas.")])
    elif path.suffix.lower() in CSV:
        sheets = [_read_csv(path)]
    elif path.suffix.lower() in WORKBOOKS:
        sheets = _read_workbook(path)
    else:
        raise BadSheets(
            [_file_problem(path, f"jenis berkas «{path.suffix}» tidak dikenal", "Simpan sebagai .xlsx atau .csv.")]
        )
    book: dict[str, Sheet] = {}
    for sheet in sheets:
        if key(sheet.name) in book:
            raise BadSheets(
                [
                    Problem(
                        sheet.name,
                        None,
                        None,
                        "ada dua lembar dengan nama ini",
                        "Gabungkan atau ganti nama salah satunya.",
                    )
                ]
            )
        book[key(sheet.name)] = dataclasses.replace(sheet, file=path.name)
    return book


def _file_problem(path: Path, what: str, remedy: str) -> Problem:
    return Problem(path.name, None, None, what, remedy)


def _read_workbook(path: Path) -> list[Sheet]:
    import python_calamine

    _stop_if_stray(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        grids = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        remedy = "Buka di aplikasi lembar kerja, hapus sandinya bila ada, lalu simpan lagi sebagai .xlsx."
        raise BadSheets(
            [_file_problem(path, f"berkas tidak terbaca sebagai lembar kerja ({error})", remedy)]
        ) from error
    for name, row, column, text in _failed_formulas(path):
        dict(grids)[name][row - 1][column - 1] = text
    return [_sheet(name, [(number, tuple(cells)) for number, cells in enumerate(grid, 1)]) for name, grid in grids]


def _stop_if_stray(path: Path) -> None:
    """A cell far outside the table would make the area immense: it is named before anything is read."""
    if not zipfile.is_zipfile(path) or path.suffix.lower() not in (".xlsx", ".xlsm"):
        return
    faults = []
    with zipfile.ZipFile(path) as package:
        for name, page in _pages(package):
            content = package.read(page)
            end = content.rfind(b"</c>")  # cells stand in order of rows; an empty one has no end of its own
            last = FILLED.search(content, content.rfind(b"<c ", 0, end)) if end > 0 else None
            if last is None:
                continue
            lowest = (int(last[2]), last[1].decode())
            far = [(int(row), column.decode()) for column, row in FILLED_FAR.findall(content)]
            widest = max(far, key=lambda cell: (len(cell[1]), cell[1]), default=None)
            if lowest[0] * _column_number(widest[1] if widest else "Z") > LARGEST_AREA:
                listed = " dan ".join(
                    dict.fromkeys(f"baris {row} kolom {column}" for row, column in filter(None, (lowest, widest)))
                )
                what = f"ada isian yang jauh di luar tabel: {listed}"
                faults.append(
                    Problem(name, lowest[0], None, what, "Hapus isi sel itu (mungkin hanya spasi), lalu simpan lagi.")
                )
    if faults:
        raise BadSheets(faults)


def _column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _pages(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The sheets of a workbook and where each lies in the package; a page that is not listed bears its file's name."""
    pages = [name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    try:
        book = package.read("xl/workbook.xml").decode("utf-8", "replace")
        links = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return [(name, name) for name in pages]
    targets = {}
    for tag in re.findall(r"<Relationship [^>]*>", links):
        link, target = re.search(r'Id="([^"]*)"', tag), re.search(r'Target="([^"]*)"', tag)
        if link and target:
            targets[link[1]] = target[1].rsplit("/", 1)[-1]
    names = {}
    for tag in re.findall(r"<sheet [^>]*>", book):
        link, title = re.search(r'r:id="([^"]*)"', tag), re.search(r' name="([^"]*)"', tag)
        if link and title:
            names[targets.get(link[1], "")] = html.unescape(title[1])
    return [(names.get(page.rsplit("/", 1)[-1], page), page) for page in pages]


def _failed_formulas(path: Path) -> list[tuple[str, int, int, str]]:
    """Cells that hold an error such as #N/A, which calamine reads as empty: an optional cell must not become nothing."""
    if not zipfile.is_zipfile(path) or path.suffix.lower() not in (".xlsx", ".xlsm"):
        return []
    with zipfile.ZipFile(path) as package:
        pages = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        if not any(b't="e"' in package.read(name) for name in pages):
            return []
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return [
        (page.title, cell.row, cell.column, str(cell.value))
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]


def _read_csv(path: Path) -> Sheet:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSheets(
            [_file_problem(path, "huruf di berkas ini bukan UTF-8", "Simpan ulang sebagai «CSV UTF-8».")]
        ) from error
    if "\0" in text:
        raise BadSheets([_file_problem(path, "berkas berisi karakter NUL", "Simpan ulang sebagai «CSV UTF-8».")])
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    grid = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            grid.append(
                (
                    before + 1,
                    tuple(cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell for cell in cells),
                )
            )
            before = reader.line_num
    except csv.Error as error:
        raise BadSheets(
            [
                _file_problem(
                    path, f"baris {reader.line_num} tidak terbaca ({error})", "Simpan ulang sebagai «CSV UTF-8»."
                )
            ]
        ) from error
    return _sheet(path.stem, grid, comma_decimals=separator == ";")


def _sheet(name: str, grid: Sequence[tuple[int, tuple[Any, ...]]], *, comma_decimals: bool = False) -> Sheet:
    filled = [(number, cells) for number, cells in grid if any(not _blank(cell) for cell in cells)]
    if not filled:
        return Sheet(name, (), ())
    number, cells = filled[0]
    header = tuple("" if _blank(cell) else str(cell).strip() for cell in cells)
    return Sheet(name, header, tuple(filled[1:]), comma_decimals, number)


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def only_sheet(
    book: Mapping[str, Sheet], name: str, columns: Sequence[Column], problems: list[Problem]
) -> Sheet | None:
    """The sheet called `name`, or the only one of the book, or the only one with all needed columns."""
    if key(name) in book:
        return book[key(name)]
    if len(book) == 1:
        return _with_file(next(iter(book.values())))
    needed = {key(column.name) for column in columns if column.needed}
    fitting = [sheet for sheet in book.values() if needed <= {key(title) for title in sheet.header}]
    if len(fitting) == 1:
        return _with_file(fitting[0])
    problems.append(
        Problem(
            name,
            None,
            None,
            "lembar tidak ditemukan",
            f"Beri nama «{name}» pada lembar yang berisi kolom {_list(columns)}.",
        )
    )
    return None


def _with_file(sheet: Sheet) -> Sheet:
    """Under a name such as «Sheet1» only the file tells two sheets apart."""
    return dataclasses.replace(sheet, name=f"{sheet.name}» di «{sheet.file}")


def named_sheet(
    book: Mapping[str, Sheet], name: str, columns: Sequence[Column], problems: list[Problem], *, needed: bool = True
) -> Sheet | None:
    """The sheet called `name`; a missing needed one is a problem."""
    if key(name) in book:
        return book[key(name)]
    if needed:
        found = ", ".join(f"«{sheet.name}»" for sheet in book.values()) or "tidak ada"
        problems.append(
            Problem(
                name,
                None,
                None,
                f"lembar tidak ada (yang ada: {found})",
                f"Tambahkan lembar «{name}» dengan kolom {_list(columns)}.",
            )
        )
    return None


def _list(columns: Sequence[Column]) -> str:
    return ", ".join(column.name for column in columns if column.needed)


def rows_of(
    sheet: Sheet | None,
    columns: Sequence[Column],
    problems: list[Problem],
    *,
    notes: list[str] | None = None,
    may_be_empty: bool = False,
) -> list[dict[str, Any]]:
    """The checked rows as dicts by column name, with the row number under «baris»; problems and notes are appended."""
    if sheet is None:
        return []
    if not sheet.header:
        if not may_be_empty:
            problems.append(
                Problem(
                    sheet.name, None, None, "lembar kosong", f"Isi baris pertama dengan judul kolom {_list(columns)}."
                )
            )
        return []
    lower = _header_below(sheet, columns)
    if lower is not None:
        what = f"judul kolom tampaknya di baris {lower}"
        remedy = f"Hapus semua baris di atas baris {lower}, sehingga judul kolom berada paling atas."
        problems.append(Problem(sheet.name, sheet.header_row, None, what, remedy))
        return []
    places = _places(sheet, columns, problems, notes)
    if not sheet.rows and not may_be_empty:
        problems.append(
            Problem(
                sheet.name,
                None,
                None,
                "lembar hanya berisi judul kolom",
                "Isi paling sedikit satu baris di bawah judul.",
            )
        )
    seen: dict[tuple[str, Any], int] = {}
    rows = []
    for number, cells in sheet.rows:
        row: dict[str, Any] = {"baris": number}
        for column in columns:
            place = places.get(column.name)
            cell = cells[place] if place is not None and place < len(cells) else None
            row[column.name] = _value(cell, column, sheet, number, problems) if place is not None else None
            if column.kind in ("region", "code"):  # as the sheet writes it, so that results join with the sheet again
                row[f"{column.name}:tertulis"] = None if _blank(cell) else _as_written(cell)
            value = row[column.name]
            if column.unique and value is not None:
                if (column.name, value) in seen:
                    what = f"«{value}» sudah dipakai di baris {seen[column.name, value]}"
                    problems.append(
                        Problem(sheet.name, number, column.name, what, "Hapus atau perbaiki salah satunya.")
                    )
                seen.setdefault((column.name, value), number)
        rows.append(row)
    return rows


def _header_below(sheet: Sheet, columns: Sequence[Column]) -> int | None:
    """The row that looks like the header when the first row does not: a title stands above it."""
    known = {key(column.name) for column in columns}
    needed = {key(column.name) for column in columns if column.needed}

    def names(cells: Sequence[Any]) -> set[str]:
        return {key(cell) for cell in cells if isinstance(cell, str)} & known

    if needed and needed <= names(sheet.header):
        return None
    first = len(names(sheet.header))
    for number, cells in sheet.rows[:TITLE_ROWS]:
        if len(names(cells)) > max(1, first) and 2 * len(names(cells)) > len(needed):
            return number
    return None


def _places(
    sheet: Sheet, columns: Sequence[Column], problems: list[Problem], notes: list[str] | None
) -> dict[str, int]:
    wanted = {key(column.name): column.name for column in columns}
    places: dict[str, int] = {}
    for index, title in enumerate(sheet.header):
        name = wanted.get(key(title))
        if name is None:
            if title and notes is not None:
                notes.append(f"Lembar «{sheet.name}»: kolom «{title}» tidak dikenal dan tidak dipakai.")
        elif name in places:
            problems.append(
                Problem(sheet.name, sheet.header_row, title, "judul kolom ini ada dua kali", "Hapus salah satunya.")
            )
        else:
            places[name] = index
    for column in columns:
        if column.needed and column.name not in places:
            problems.append(
                Problem(
                    sheet.name, sheet.header_row, column.name, "kolom tidak ada", f"Tambahkan kolom «{column.name}»."
                )
            )
    return places


def _value(cell: Any, column: Column, sheet: Sheet, number: int, problems: list[Problem]) -> Any:
    def bad(what: str, remedy: str) -> None:
        problems.append(Problem(sheet.name, number, column.name, what, remedy))

    if _blank(cell):
        if column.needed:
            bad("sel kosong", f"Isi «{column.name}» pada baris ini.")
        return None
    if isinstance(cell, str) and cell.strip().startswith("#") and cell.strip().endswith(("!", "?", "/A", "#")):
        bad(f"sel berisi galat rumus «{cell.strip()}»", "Perbaiki rumusnya atau ganti dengan isinya.")
        return None
    try:
        value = READERS[column.kind](cell, column, sheet)
    except _Unreadable as error:
        bad(error.what, error.remedy)
        return None
    if column.needed and value == ():
        bad(f"«{show(cell)}» tidak menyebut apa pun", f"Isi «{column.name}» pada baris ini.")
        return None
    if column.kind in ("whole", "number"):
        if column.low is not None and value < column.low:
            bad(f"{show(cell)} lebih kecil dari {show(column.low)}", f"Isi angka paling sedikit {show(column.low)}.")
            return None
        if column.high is not None and value > column.high:
            bad(f"{show(cell)} lebih besar dari {show(column.high)}", f"Isi angka paling banyak {show(column.high)}.")
            return None
    return value


class _Unreadable(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy


def show(value: Any) -> str:
    """A cell as a person wrote it: 3.0 is 3."""
    return (
        str(int(value))
        if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_SAFE
        else str(value).strip()
    )


def figure(value: float, decimals: int = 2) -> str:
    """A number in a sentence, as Indonesians write it: at most so many decimals, none that are 0, a comma before them."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace(".", ",")


def _as_written(cell: Any) -> Any:
    """The same text, or the same whole number, as in the sheet."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else show(cell)


def as_written(row: Mapping[str, Any], column: str) -> Any:
    """A code of a row of `rows_of` as its sheet wrote it (text or number), so that the answer joins with the question."""
    written = row.get(f"{column}:tertulis")
    return row[column] if written is None else written


def _text(cell: Any, column: Column, sheet: Sheet) -> str:
    if isinstance(cell, bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta):
        raise _Unreadable(
            f"«{cell}» terbaca sebagai tanggal, waktu, atau benar/salah",
            "Ubah format selnya menjadi Teks dan tulis ulang.",
        )
    if isinstance(cell, int | float) and (not math.isfinite(cell) or abs(cell) >= LARGEST_SAFE):
        raise _Unreadable(
            "angka panjang kehilangan angka terakhirnya di lembar kerja",
            "Ubah format kolomnya menjadi Teks, lalu tulis ulang dari sumbernya.",
        )
    if (
        isinstance(cell, str)
        and re.fullmatch(r"\d([.,]\d+)?E\+?\d+", cell.strip(), re.IGNORECASE)
        and column.kind in ("code", "codes")
    ):
        raise _Unreadable(
            f"«{cell.strip()}» adalah bentuk ringkas dari angka panjang yang sudah hilang",
            "Ubah format kolomnya menjadi Teks, lalu tulis ulang.",
        )
    return " ".join(show(cell).split())


def _whole(cell: Any, column: Column, sheet: Sheet) -> int:
    if (
        isinstance(cell, str)
        and re.fullmatch(r"-?\d+[.,]\d+", cell.strip())
        and not re.fullmatch(r"-?\d+\.0", cell.strip())
    ):
        remedy = "Isi bilangan bulat tanpa titik atau koma, misalnya 1000."
        raise _Unreadable(f"«{cell.strip()}» dapat berarti ribuan atau pecahan", remedy)
    value = _number(cell, column, sheet)
    if not value.is_integer():
        raise _Unreadable(f"{show(cell)} bukan bilangan bulat", "Isi bilangan bulat, misalnya 3.")
    return int(value)


def _number(cell: Any, column: Column, sheet: Sheet) -> float:
    if isinstance(cell, str):
        text = cell.strip()
        if sheet.comma_decimals and re.fullmatch(r"-?\d+,\d+", text):
            text = text.replace(",", ".")
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            raise _Unreadable(
                f"«{text}» bukan angka", "Isi dengan angka saja, tanpa satuan; pecahan dengan titik, misalnya 7.5."
            )
        cell = float(text)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise _Unreadable(f"«{cell}» bukan angka", "Isi dengan angka saja.")
    if not math.isfinite(cell) or abs(cell) >= LARGEST_SAFE:
        raise _Unreadable(f"{cell} bukan angka yang dapat dipakai", "Isi angka yang wajar.")
    return float(cell)


def _date(cell: Any, column: Column, sheet: Sheet) -> datetime.date:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell.strip()):
        try:
            return datetime.date.fromisoformat(cell.strip())
        except ValueError as error:
            raise _Unreadable(f"«{cell.strip()}» bukan tanggal yang ada", "Periksa tahun-bulan-tanggalnya.") from error
    raise _Unreadable(f"«{show(cell)}» bukan tanggal", "Isi tanggal sebagai tahun-bulan-tanggal, misalnya 2026-07-15.")


def _choice(cell: Any, column: Column, sheet: Sheet) -> str:
    text = show(cell)
    for wanted in (text.casefold(), key(text)):
        if wanted in column.choices:
            return column.choices[wanted]
    raise _Unreadable(
        f"«{text}» tidak dikenal", f"Isi dengan salah satu: {', '.join(dict.fromkeys(column.choices.values()))}."
    )


def _region(cell: Any, column: Column, sheet: Sheet) -> str:
    """A region code in dotted form. As a number, 33.1 can only be 33.10: a kabupaten has two digits."""
    if isinstance(cell, float) and not cell.is_integer() and round(cell, 2) == cell:
        cell = f"{cell:05.2f}"
    text = _text(cell, column, sheet)
    digits = text.replace(".", "").replace(" ", "")
    parts = text.split(".")
    shaped = len(parts) == 1 or [len(part) for part in parts] == [2, 2, 2, 4][: len(parts)]
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (2, 4, 6, 10) or not shaped:
        remedy = "Ubah format kolomnya menjadi Teks dan tulis kode Kemendagri, misalnya 33.03.01.2001."
        raise _Unreadable(f"«{text}» bukan kode wilayah (provinsi 2, kabupaten 4, kecamatan 6, desa 10 angka)", remedy)
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


def _listed(reader: Any, separators: str) -> Any:
    def read(cell: Any, column: Column, sheet: Sheet) -> tuple[str, ...]:
        parts = re.split(f"[{separators}]", cell) if isinstance(cell, str) else [cell]
        return tuple(dict.fromkeys(reader(part, column, sheet) for part in parts if not _blank(part)))

    return read


READERS = {
    "text": _text,
    "code": _text,
    "whole": _whole,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "region": _region,
    "texts": _listed(_text, ";"),
    "codes": _listed(_text, ";,\\n"),
    "regions": _listed(_region, ";,\\n"),  # no code holds a comma
}


# ------------------------------------------------------------------ writing


@dataclasses.dataclass(frozen=True)
class Output:
    """One sheet to be written: title row, rows, and optional column widths."""

    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int] = ()


def write_book(path: str | Path, sheets: Mapping[str, Output]) -> None:
    """The sheets stand in an .xlsx file (same content, same bytes), a single .csv, or a folder of .csv files."""
    path = Path(path)
    stop_unless_writable(path, len(sheets))
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(xlsx.package(sheets))
    elif path.suffix.lower() == ".csv" and len(sheets) == 1:
        _write_csv(path, next(iter(sheets.values())))
    else:
        path.mkdir(exist_ok=True)
        for name, sheet in sheets.items():
            _write_csv(path / f"{name}.csv", sheet)


def stop_unless_writable(path: str | Path, sheets: int) -> None:
    """A file of this name can be written here; else BadSheets, so that nobody waits for a result that cannot be kept.

    Nothing is created: a refused input leaves no trace.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    folder = suffix == "" or (path.is_dir() and suffix not in (".xlsx", ".csv"))
    if not folder and suffix != ".xlsx" and not (suffix == ".csv" and sheets == 1):
        remedy = "Tulis ke berkas .xlsx, atau ke nama folder tanpa akhiran untuk .csv tiap lembar."
        raise BadSheets([_file_problem(path, f"tidak dapat menulis beberapa lembar ke «{path.suffix}»", remedy)])
    _stop_unless_open(path, folder)


def stop_unless_report(path: str | Path | None) -> None:
    """A report can be written under this name (or none is wanted); else BadSheets."""
    if path is not None:
        _stop_unless_open(Path(path), False)


def stop_if_overwritten(output: str | Path, report: str | Path | None, inputs: Sequence[str | Path | None]) -> None:
    """Neither the result nor the report replaces a sheet that is read, nor one the other; else BadSheets."""
    read = [Path(path) for path in inputs if path is not None]
    out, told = Path(output), None if report is None else Path(report)
    faults = []
    for target in [out] if told is None else [out, told]:
        for path in read:
            inside = target is out and out.suffix.lower() not in (".xlsx", ".csv") and _same(path.parent, out)
            if (inside and path.suffix.lower() in CSV) or _same(path, target):
                what = f"hasil akan menimpa berkas yang dibaca, «{path}»"
                faults.append(_file_problem(target, what, "Pilih nama lain untuk hasil atau laporan."))
    if told is not None and _same(out, told):
        what = "hasil dan laporan bernama sama"
        faults.append(_file_problem(told, what, "Pilih nama lain untuk hasil atau laporan."))
    if faults:
        raise BadSheets(faults)


def _same(one: Path, other: Path) -> bool:
    """Both names lead to one file or folder."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _stop_unless_open(path: Path, folder: bool) -> None:
    above = path if path.exists() else path.absolute().parent
    while not above.exists():
        above = above.parent
    closed = not above.is_dir() and (above != path or folder)  # a file stands where a folder is needed
    what = "ada berkas dengan nama itu" if closed else "itu nama sebuah folder" if path.is_dir() and not folder else ""
    if not what and not os.access(above, os.W_OK):
        what = "tidak ada izin menulis"
    if not what and path.is_file():
        try:
            with path.open("ab"):  # another program may hold it
                pass
        except OSError as error:
            what = str(error.strerror)
    if what:
        remedy = "Tutup berkas itu di aplikasi lain, atau pilih nama dan folder yang boleh ditulis."
        raise BadSheets([_file_problem(path, f"tidak dapat ditulis ({what})", remedy)])


def write_report(path: str | Path | None, report: Mapping[str, Any]) -> None:
    """The figures for a machine stand in the file, its folder too; without a path nothing happens."""
    if path is not None:
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _write_csv(path: Path, sheet: Output) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_csv_cell(title) for title in sheet.header])
        writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)


def _csv_cell(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
