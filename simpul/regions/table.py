"""The regions of Indonesia read from the packaged table: no Django, no database, loaded once.

The solver's command line uses it; the site loads the same table into PostgreSQL (`actions.load`).
"""

from __future__ import annotations

import csv
import datetime
import functools
import hashlib
import io
import lzma
from pathlib import Path
from typing import NamedTuple

from simpul.regions import codes

FILE = Path(__file__).parent / "data" / "wilayah.csv.xz"
COLUMNS = ("code", "kind", "name", "latitude", "longitude")

# The table follows these; it is a packaging by volunteers, not an official feed.
DECREE = "Kepmendagri 300.2.2-2138/2025 jo. 300.2.2-2430/2025"
EFFECTIVE = datetime.date(2025, 6, 23)

OWN, SIBLINGS, PARENT = "own", "siblings", "parent"


class Row(NamedTuple):
    """One region as packaged; coordinates are None where the source has none."""

    code: str
    kind: str
    name: str
    latitude: float | None
    longitude: float | None


@functools.cache
def _table() -> dict[str, Row]:
    text = lzma.decompress(FILE.read_bytes()).decode("utf-8")
    lines = csv.reader(io.StringIO(text))
    next(lines)
    return {
        code: Row(code, kind, name, float(lat) if lat else None, float(lon) if lon else None)
        for code, kind, name, lat, lon in lines
    }


@functools.cache
def _children() -> dict[str | None, list[Row]]:
    found: dict[str | None, list[Row]] = {}
    for row in _table().values():
        found.setdefault(codes.parent_of(row.code), []).append(row)
    return found


def digest() -> str:
    """SHA-256 of the packaged file: the same digest, the same table."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def rows() -> list[Row]:
    """Every region, in the order of the codes: a parent stands before its children."""
    return list(_table().values())


def normal(code: object) -> str | None:
    """The dotted Kemendagri code of '3303', '33.03', 3303, '33.03.01.2001' or '3303012001'; None when it has no such shape."""
    return codes.normal(code)


def _row(code: object) -> Row | None:
    dotted = codes.normal(code)
    return _table().get(dotted) if dotted else None


def name_of(code: object) -> str | None:
    """The region's name ('Kabupaten Purbalingga', 'Kaligondang'), or None when the code is unknown."""
    row = _row(code)
    return row.name if row else None


def kind_of(code: object) -> str | None:
    """provinsi, kabupaten, kota, kecamatan, kelurahan, desa or desa adat; None when the code is unknown."""
    row = _row(code)
    return row.kind if row else None


def parents(code: object) -> list[str]:
    """The codes of the regions above, nearest first; empty for a province or an unknown code."""
    row = _row(code)
    return codes.parents_of(row.code) if row else []


def children(code: object = None) -> list[Row]:
    """The regions directly below; all provinces when no code is given."""
    if code is None:
        return list(_children()[None])
    return list(_children().get(codes.normal(code), ())) if _row(code) else []


def path_of(code: object) -> str:
    """The regions above in words: 'Kec. Kaligondang, Kab. Purbalingga, Jawa Tengah'."""
    known = _table()
    return ", ".join(codes.title(known[above].kind, known[above].name) for above in parents(code))


def _placed(code: object) -> tuple[tuple[float, float], str] | None:
    row = _row(code)
    if row is None:
        return None
    if row.latitude is not None and row.longitude is not None:
        return (row.latitude, row.longitude), OWN
    above = codes.parent_of(row.code)
    known = [
        (r.latitude, r.longitude) for r in _children()[above] if r.latitude is not None and r.longitude is not None
    ]
    if known:
        return (sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)), SIBLINGS
    found = _placed(above)
    return (found[0], PARENT) if found else None


def coordinates(code: object) -> tuple[float, float] | None:
    """(latitude, longitude); where the source has none, the mean of the siblings, else the parent's. See `coordinates_source`."""
    found = _placed(code)
    return found[0] if found else None


def coordinates_source(code: object) -> str | None:
    """'own', 'siblings' or 'parent': whose coordinates `coordinates` gives; None when the code is unknown."""
    found = _placed(code)
    return found[1] if found else None
