"""Sample workbooks of a KKN: real village codes of Kabupaten Purbalingga, invented people and needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simpul.allocation.sheets import Output, write_book
from simpul.regions import table

REGENCY = "33.03"
STUDENTS, VILLAGES = 120, 12
FIRST = {
    "L": ("Adi", "Bagus", "Cahyo", "Dimas", "Eko", "Fajar", "Galih", "Hadi", "Ilham", "Joko", "Krisna", "Lutfi"),
    "P": ("Ayu", "Bunga", "Citra", "Dewi", "Endah", "Fitri", "Gita", "Hana", "Indah", "Kirana", "Laras", "Melati"),
}
LAST = ("Pratama", "Saputra", "Wulandari", "Nugraha", "Lestari", "Santosa", "Maharani", "Kusuma", "Utama", "Permana")
# programme, faculty, fields it can serve, how many of every hundred students
PROGRAMMES = (
    ("Agroteknologi", "Pertanian", ("pertanian",), 12),
    ("Agribisnis", "Pertanian", ("pertanian", "pemasaran"), 10),
    ("Peternakan", "Peternakan", ("peternakan",), 9),
    ("Informatika", "Teknik", ("administrasi digital",), 12),
    ("Teknik Sipil", "Teknik", ("prasarana desa",), 8),
    ("Manajemen", "Ekonomi", ("pemasaran", "keuangan BUMDes"), 12),
    ("Akuntansi", "Ekonomi", ("keuangan BUMDes",), 10),
    ("Kesehatan Masyarakat", "Kesehatan", ("kesehatan ibu dan anak", "sanitasi"), 10),
    ("Gizi", "Kesehatan", ("kesehatan ibu dan anak",), 7),
    ("Biologi", "MIPA", ("sanitasi", "pariwisata"), 5),
    ("Ilmu Hukum", "Hukum", ("peraturan desa",), 5),
)
RULES = (
    ("anggota_min", 8, "wajib"),
    ("anggota_maks", 12, "wajib"),
    ("min_per_gender", 2, "wajib"),
    ("maks_per_prodi", 3, "wajib"),
    ("maks_per_fakultas", 5, "lentur"),
    ("min_fakultas", 4, "wajib"),
    ("larangan_asal", "kecamatan", "wajib"),
    ("dpl_maks_kelompok", 3, "wajib"),
)


def write(folder: Path) -> list[str]:
    """mahasiswa.xlsx and desa.xlsx stand in the folder; returns what to tell the person."""
    rng = np.random.default_rng(3303)
    districts = table.children(REGENCY)
    everywhere = [village for district in districts for village in table.children(district.code)]
    chosen = sorted(rng.choice(len(everywhere), VILLAGES, replace=False).tolist())
    villages = [everywhere[number] for number in chosen]
    homes = [district.code for district in districts] + ["33.02.01", "33.04.05", "33.01.07", "33.27.03", "34.04.01"]
    share = np.array([weight for *_, weight in PROGRAMMES], float)
    people = []
    for number in range(STUDENTS):
        programme, faculty, _, _ = PROGRAMMES[int(rng.choice(len(PROGRAMMES), p=share / share.sum()))]
        sex = "P" if rng.random() < 0.6 else "L"
        name = f"{FIRST[sex][int(rng.integers(12))]} {LAST[int(rng.integers(10))]}"
        wishes = (
            ";".join(villages[v].code for v in rng.choice(VILLAGES, 2, replace=False)) if rng.random() < 0.2 else None
        )
        limit = 60 if rng.random() < 0.04 else None
        home = (
            homes[int(rng.integers(len(homes)))] if limit is None else districts[int(rng.integers(len(districts)))].code
        )
        people.append((f"H{2300001 + number}", name, sex, programme, faculty, home, limit, wishes))
    fields = sorted({field for _, _, mine, _ in PROGRAMMES for field in mine})
    needs = []
    for village in villages:
        for rank, field in enumerate(rng.choice(len(fields), 5, replace=False), 1):
            needs.append((village.code, fields[int(field)], int(rng.integers(1, 4)), rank))
    write_book(
        folder / "mahasiswa.xlsx",
        {
            "mahasiswa": Output(
                ("nim", "nama", "jenis_kelamin", "prodi", "fakultas", "kode_wilayah_asal", "jarak_maks_km", "pilihan"),
                people,
                (12, 24, 14, 24, 16, 18, 14, 30),
            )
        },
    )
    write_book(
        folder / "desa.xlsx",
        {
            "desa": Output(
                ("kode_wilayah", "nama", "min", "maks", "lintang", "bujur"),
                [(v.code, v.name, 8, 12, v.latitude, v.longitude) for v in villages],
                (16, 24),
            ),
            "kebutuhan": Output(("kode_wilayah", "bidang", "jumlah", "prioritas"), needs, (16, 26)),
            "kompetensi": Output(
                ("prodi", "bidang"), [(name, field) for name, _, mine, _ in PROGRAMMES for field in mine], (24, 26)
            ),
            "aturan": Output(("nama", "nilai", "sifat"), RULES, (20, 12, 10)),
        },
    )
    files = f"{folder / 'mahasiswa.xlsx'} {folder / 'desa.xlsx'}"
    return [
        f"Contoh ditulis: {files}",
        f"Coba: simpul place {files} -o {folder / 'hasil.xlsx'} --report {folder / 'hasil.json'}",
    ]
