"""Sample files for `simpul match`: invented needs of villages in Kabupaten Purbalingga and invented offers around it."""

from __future__ import annotations

import datetime
from pathlib import Path

from simpul.allocation.sheets import Output, write_book
from simpul.regions import table as regions

KABUPATEN = "33.03"
FIELDS = ("sanitasi", "gizi balita", "budidaya padi", "pemasaran daring", "pembukuan UMKM", "perangkat desa digital")
WAYS = ("luring", "keduanya", "luring", "keduanya", "daring")
HOMES = (
    ("Universitas Bumi", "33.02"),
    ("Politeknik Sawah", "33.03"),
    ("Institut Laut", "33.74"),
    ("Balai Latihan", "33.04"),
)
NEEDS = ("id", "kode_wilayah", "kompetensi", "jumlah", "tingkat", "mulai", "selesai", "cara", "prioritas")
OFFERS = (
    "id", "lembaga", "kode_wilayah", "kompetensi", "kapasitas", "tingkat_maks", "mulai", "selesai", "cara", "radius_km",
)  # fmt: skip


def sample_books() -> dict[str, dict[str, Output]]:
    """120 needs of villages and 24 offers of four institutions; mixed, but the same on every machine."""
    villages = [row.code for kecamatan in regions.children(KABUPATEN) for row in regions.children(kecamatan.code)]
    first = datetime.date(2027, 1, 4)
    needs: list[list[object]] = []
    for number in range(120):
        turn = (number * 37) % 113
        start = first + datetime.timedelta(weeks=turn % 20)
        end = start + datetime.timedelta(weeks=3 + turn % 9)
        field = FIELDS[min(turn % 11, turn % 7) % len(FIELDS)]
        needs.append(
            [
                f"K{number + 1:03d}",
                villages[(number * 61) % len(villages)],
                field,
                3 + turn % 17,
                min(turn % 5, 3),
                start,
                end,
            ]
        )
        needs[-1] += [WAYS[turn % 5], 1 + number % 5]
    offers: list[list[object]] = []
    for number in range(24):
        name, home = HOMES[number % len(HOMES)]
        start = first + datetime.timedelta(weeks=(number * 5) % 12)
        end = start + datetime.timedelta(weeks=8 + number % 7)
        fields = [FIELDS[number % 6]] + (
            [FIELDS[(number * 3 + 1) % 6]] if number % 2 and number * 3 % 6 + 1 != number % 6 else []
        )
        way = WAYS[(number + 1) % 5]
        offers.append(
            [f"L{number + 1:02d}", name, home, "; ".join(fields), 12 + (number * 13) % 40, number % 4, start, end, way]
        )
        offers[-1].append(None if way == "daring" else (25, 60, 150)[number % 3])
    return {
        "kebutuhan.xlsx": {"kebutuhan": Output(NEEDS, needs)},
        "layanan.xlsx": {"layanan": Output(OFFERS, offers)},
    }


def write(folder: Path) -> list[str]:
    """Both workbooks stand in the folder; the lines say what to type next."""
    for name, book in sample_books().items():
        write_book(folder / name, book)
    return [
        f"Ditulis: {folder / 'kebutuhan.xlsx'} dan {folder / 'layanan.xlsx'} (semuanya rekaan).",
        f"Lanjutkan: simpul match {folder / 'kebutuhan.xlsx'} {folder / 'layanan.xlsx'} -o hasil.xlsx --report hasil.json",
    ]
