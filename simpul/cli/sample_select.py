"""Sample files for `simpul select`: an invented intake of Kabupaten Awan with quotas that overlap."""

from __future__ import annotations

from pathlib import Path

from simpul.allocation.sheets import Output, write_book

KECAMATAN = ("Bukit Awan", "Lembah Awan", "Pantai Awan", "Hulu Awan")
FIELDS = ("Boga", "Jahit", "Las", "Digital")


def sample_books() -> dict[str, dict[str, Output]]:
    """An invented intake: 120 applicants of Kabupaten Awan for 30 places, with quotas that overlap."""
    people = []
    for number in range(120):
        turn = (number * 37) % 120  # mixed, but the same on every machine
        kecamatan = KECAMATAN[(turn * turn // 7) % 4 if turn % 3 else 0]
        score = 55 + (turn * 53 % 41) + (6 if kecamatan == KECAMATAN[0] else 0) - (4 if turn % 5 == 0 else 0)
        score = min(100, score - score % 5)  # coarse, so that the sample shows how equal scores are drawn
        people.append(
            [
                f"A{number + 1:03d}",
                f"Pelamar {number + 1}",
                score,
                "P" if turn % 8 < 3 else "L",
                kecamatan,
                FIELDS[turn % 4],
                "ya" if turn % 17 == 0 else "tidak",
            ]
        )
    rules: list[list[object]] = [
        ["jumlah", 30, None, None],
        ["jenis_kelamin", "P", 12, None],
        ["disabilitas", "ya", 2, None],
    ]
    rules += [["kecamatan", name, 5, 12] for name in KECAMATAN]
    rules += [["bidang", name, 6, 9] for name in FIELDS]
    return {
        "pelamar.xlsx": {
            "pelamar": Output(["id", "nama", "nilai", "jenis_kelamin", "kecamatan", "bidang", "disabilitas"], people)
        },
        "aturan.xlsx": {"aturan": Output(["kategori", "nilai", "min", "maks"], rules)},
    }


def write(folder: Path) -> list[str]:
    """Both workbooks stand in the folder; the lines say what to type next."""
    for name, book in sample_books().items():
        write_book(folder / name, book)
    return [
        f"Ditulis: {folder / 'pelamar.xlsx'} dan {folder / 'aturan.xlsx'} (orang-orangnya rekaan).",
        f"Lanjutkan: simpul select {folder / 'pelamar.xlsx'} {folder / 'aturan.xlsx'} -o hasil.xlsx --seed 17082026",
    ]
