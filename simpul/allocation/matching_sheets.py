"""Needs and offers in two workbooks become a matching problem, or everything wrong in them is named at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simpul.allocation.sheets import BadSheets, Column, Problem, Sheet, only_sheet, read_book, rows_of
from simpul.allocation.solver.matching import problem as matching
from simpul.regions import table as regions

WAYS = {
    "luring": "luring",
    "tatap_muka": "luring",
    "daring": "daring",
    "online": "daring",
    "keduanya": "keduanya",
    "luring_dan_daring": "keduanya",
}
MODES = {"luring": matching.ONSITE, "daring": matching.ONLINE, "keduanya": matching.ONSITE | matching.ONLINE}
LEVELS = {"provinsi": 2, "kabupaten": 5, "kecamatan": 8, "desa": 13}
FARTHEST = 6000  # km; Indonesia is 5,100 km wide

NEEDS = (
    Column("id", "code", unique=True),
    Column("kode_wilayah", "region"),
    Column("kompetensi"),
    Column("jumlah", "whole", low=1, high=1_000_000),
    Column("tingkat", "whole", low=0, high=100),
    Column("mulai", "date"),
    Column("selesai", "date"),
    Column("cara", "choice", choices=WAYS),
    Column("prioritas", "whole", low=1, high=1000),
)
OFFERS = (
    Column("id", "code", unique=True),
    Column("lembaga"),
    Column("kode_wilayah", "region"),
    Column("kompetensi", "texts"),
    Column("kapasitas", "whole", low=0, high=1_000_000),
    Column("tingkat_maks", "whole", low=0, high=100),
    Column("mulai", "date"),
    Column("selesai", "date"),
    Column("cara", "choice", choices=WAYS),
    Column("radius_km", "number", needed=False, low=0, high=FARTHEST),
)
HELD = (Column("kebutuhan", "code"), Column("layanan", "code"), Column("jumlah", "whole", low=1))


@dataclasses.dataclass(frozen=True)
class Tables:
    """What was read: rows by id, the problem made of them, and remarks that stop nothing."""

    needs: dict[str, dict[str, Any]]
    offers: dict[str, dict[str, Any]]
    problem: matching.Problem
    notes: tuple[str, ...]


def weight_of(priority: int) -> int:
    """Priority 1 weighs 1000, priority p a p-th of that."""
    return (2 * matching.FULL + priority) // (2 * priority)


def read(needs: str | Path, offers: str | Path, level: str = "kecamatan") -> Tables:
    """The problem of the two files; raises BadSheets with everything that must be mended."""
    faults: list[Problem] = []
    notes: list[str] = []
    wanted, wanted_name = _rows(needs, "kebutuhan", NEEDS, faults, notes)
    given, given_name = _rows(offers, "layanan", OFFERS, faults, notes)
    for rows, name in ((wanted, wanted_name), (given, given_name)):
        _check_dates(rows, name, faults)
        _check_regions(rows, name, faults)
    _check_offers(given, given_name, faults)
    if faults:
        raise BadSheets(faults)
    notes += _unanswered(wanted, given)
    needs_by_id, offers_by_id = ({row["id"]: row for row in rows} for rows in (wanted, given))
    return Tables(needs_by_id, offers_by_id, build(wanted, given, level), tuple(notes))


def _rows(
    path: str | Path, name: str, columns: Sequence[Column], faults: list[Problem], notes: list[str]
) -> tuple[list[dict[str, Any]], str]:
    try:
        sheet: Sheet | None = only_sheet(read_book(path), name, columns, faults)
    except BadSheets as error:
        faults += error.problems
        return [], name
    return rows_of(sheet, columns, faults, notes=notes), sheet.name if sheet else name


def _check_dates(rows: list[dict[str, Any]], name: str, faults: list[Problem]) -> None:
    for row in rows:
        if row["mulai"] and row["selesai"] and row["selesai"] < row["mulai"]:
            what = f"selesai {row['selesai']} mendahului mulai {row['mulai']}"
            faults.append(Problem(name, row["baris"], "selesai", what, "Tukar atau perbaiki kedua tanggal."))


def _check_regions(rows: list[dict[str, Any]], name: str, faults: list[Problem]) -> None:
    for row in rows:
        code = row["kode_wilayah"]
        if code is not None and regions.name_of(code) is None:
            remedy = "Periksa kodenya pada daftar Kemendagri; kode lama diganti dengan kode penerusnya."
            faults.append(Problem(name, row["baris"], "kode_wilayah", f"wilayah «{code}» tidak dikenal", remedy))


def _check_offers(rows: list[dict[str, Any]], name: str, faults: list[Problem]) -> None:
    for row in rows:
        if row["cara"] in ("luring", "keduanya") and row["radius_km"] is None:
            what = f"layanan {row['cara']} tanpa radius"
            remedy = "Isi berapa km layanan ini menjangkau; 0 hanya untuk wilayahnya sendiri."
            # An unreadable radius was already named; only an empty one is new.
            if not any((fault.sheet, fault.row, fault.column) == (name, row["baris"], "radius_km") for fault in faults):
                faults.append(Problem(name, row["baris"], "radius_km", what, remedy))
        if row["kompetensi"] is not None:
            keys = [_key(text) for text in row["kompetensi"]]
            if len(set(keys)) < len(keys):
                what = "satu kompetensi ditulis dua kali"
                faults.append(Problem(name, row["baris"], "kompetensi", what, "Hapus salah satunya."))


def _key(text: str) -> str:
    """Competencies are the same when they differ only in case and spaces."""
    return " ".join(text.casefold().split())


def _unanswered(needs: list[dict[str, Any]], offers: list[dict[str, Any]]) -> list[str]:
    offered = {_key(text) for row in offers for text in row["kompetensi"]}
    missing = sorted({row["kompetensi"] for row in needs if _key(row["kompetensi"]) not in offered})
    if not missing:
        return []
    return [f"Tidak ada layanan untuk kompetensi: {', '.join(missing)}. Periksa ejaannya bila ini tidak disangka."]


def build(needs: list[dict[str, Any]], offers: list[dict[str, Any]], level: str) -> matching.Problem:
    """The columns of the solver."""
    listed = [(row["id"], _key(text)) for row in offers for text in row["kompetensi"]]
    return matching.Problem(
        needs={
            "id": np.array([row["id"] for row in needs]),
            "region": np.array([row["kode_wilayah"][: LEVELS[level]] for row in needs]),
            "competency": np.array([_key(row["kompetensi"]) for row in needs]),
            "heads": _whole(row["jumlah"] for row in needs),
            "weight": _whole(weight_of(row["prioritas"]) for row in needs),
            "level": _whole(row["tingkat"] for row in needs),
            **_when_and_how(needs),
        },
        offers={
            "id": np.array([row["id"] for row in offers]),
            "capacity": _whole(row["kapasitas"] for row in offers),
            "max_level": _whole(row["tingkat_maks"] for row in offers),
            "radius": matching.chord(np.array([row["radius_km"] or 0.0 for row in offers])),
            **_when_and_how(offers),
        },
        skills={
            "offer": np.array([offer for offer, _ in listed], str),
            "competency": np.array([text for _, text in listed], str),
            "score": np.full(len(listed), matching.FULL),
        },
    )


def _whole(values: Any) -> np.ndarray:
    return np.array(list(values), np.int64)


def _when_and_how(rows: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    places = [regions.coordinates(row["kode_wilayah"]) or (0.0, 0.0) for row in rows]
    x, y, z = matching.points(np.array([place[0] for place in places]), np.array([place[1] for place in places]))
    return {
        "start": _whole(row["mulai"].toordinal() for row in rows),
        "end": _whole(row["selesai"].toordinal() for row in rows),
        "mode": _whole(MODES[row["cara"]] for row in rows),
        "x": x,
        "y": y,
        "z": z,
    }


def read_held(path: str | Path, tables: Tables) -> tuple[dict[str, np.ndarray], list[str]]:
    """The assignment of an earlier result; pairs whose need or offer is gone are left out and told."""
    faults: list[Problem] = []
    rows, name = _rows(path, "pertemuan", HELD, faults, [])
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        pair = (row["kebutuhan"], row["layanan"])
        if None not in pair and pair in seen:
            what = f"pasangan ini sudah ada di baris {seen[pair]}"
            faults.append(Problem(name, row["baris"], "layanan", what, "Gabungkan kedua baris."))
        seen[pair] = row["baris"]
    if faults:
        raise BadSheets(faults)
    gone = sorted(
        {row["kebutuhan"] for row in rows if row["kebutuhan"] not in tables.needs}
        | {row["layanan"] for row in rows if row["layanan"] not in tables.offers}
    )
    notes = [f"Dari hasil lama sudah tidak ada: {', '.join(gone)}."] if gone else []
    columns = {
        "need": np.array([row["kebutuhan"] for row in rows], str),
        "offer": np.array([row["layanan"] for row in rows], str),
        "heads": _whole(row["jumlah"] for row in rows),
    }
    return columns, notes
