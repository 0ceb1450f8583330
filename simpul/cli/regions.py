"""`simpul regions load` and `simpul regions import`: the packaged table and decrees that change it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from simpul.allocation.sheets import BadSheets, key, read_book
from simpul.cli.terminal import SHOWN, Parser, refuse, say

EXAMPLE = """contoh:
  simpul regions load
  simpul regions import pemekaran.xlsx --decree "Kepmendagri 1/2027" --effective 2027-01-31 --dry-run

Kolom berkas: perubahan, kode, nama, menjadi, asal, lintang, bujur.
  perubahan  ganti_nama · baru · hapus · pecah · gabung · pindah
  menjadi    kode pengganti dari wilayah yang berakhir, dipisahkan titik koma; kode sendiri bila wilayah induk tetap ada
  asal       untuk baris baru: kode wilayah yang memberi sebagian wilayahnya"""


def day(text: str) -> dt.date:
    """A date like 2027-01-31, or a sentence that says so."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise SystemExit(f"Tanggal «{text}» salah. Tulis tahun-bulan-hari, misalnya 2027-01-31.") from None


def rows(path: Path) -> Iterator[dict[str, object]]:
    """The rows of the first sheet by column name, each with its number."""
    sheet = next(iter(read_book(path).values()))
    names = [key(title) for title in sheet.header]
    for number, cells in sheet.rows:
        yield {"baris": number, **dict(zip(names, cells, strict=False))}


def run(argv: list[str]) -> int:
    parser = Parser("simpul regions", "Memuat tabel wilayah dan perubahannya.", EXAMPLE)
    parser.add_argument("what", choices=["load", "import"], metavar="load|import", help="tabel bawaan, atau keputusan")
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="berkas", help="perubahan menurut keputusan (.xlsx, .csv)"
    )
    parser.add_argument("--decree", default="", metavar="NOMOR", help="nomor keputusan")
    parser.add_argument("--effective", default="", metavar="TANGGAL", help="hari pertama berlaku")
    parser.add_argument("--dry-run", action="store_true", help="hanya memeriksa, tidak menulis apa pun")
    chosen = parser.parse_args(argv)
    if chosen.what == "import" and not (chosen.file and chosen.decree and chosen.effective):
        parser.error("import memerlukan berkas, --decree, dan --effective")

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simpul.settings")
    django.setup()
    return (
        load()
        if chosen.what == "load"
        else import_file(chosen.file, chosen.decree, day(chosen.effective), chosen.dry_run)
    )


def load() -> int:
    """The packaged table is in the database."""
    from django.utils import timezone

    from simpul.core.actors import Actor
    from simpul.regions import actions

    done = actions.load(by=Actor.system("wilayah"), at=timezone.now())
    say(
        f"{done.opened} wilayah dibuka, {done.closed} ditutup."
        if done
        else "Tabel wilayah sudah ada; tidak ada yang berubah."
    )
    return 0


def import_file(path: Path, decree: str, effective: dt.date, dry_run: bool) -> int:
    """The decree holds, or its problems stand on stderr and nothing changed."""
    from django.utils import timezone

    from simpul.core.actors import Actor
    from simpul.core.refusals import Refused
    from simpul.regions import actions

    try:
        done = actions.import_decree(
            rows(path),
            by=Actor.system("wilayah"),
            at=timezone.now(),
            decree=decree,
            effective=effective,
            dry_run=dry_run,
        )
        problems = list(done.refusals)
    except BadSheets as error:
        return refuse(error)
    except Refused as error:
        problems = error.refusals
    if problems:
        say(f"Ada {len(problems)} hal yang perlu diperbaiki; tidak ada yang berubah.")
        for problem in problems[:SHOWN]:
            say(f"  - {problem.field or path.name}: {problem}")
        if len(problems) > SHOWN:
            say(f"  … dan {len(problems) - SHOWN} hal lain.")
        return 2
    would = "akan " if dry_run else ""
    say(
        f"{done.closed} versi {would}ditutup, {done.opened} {would}dibuka, {done.links} {would}dihubungkan ke penggantinya."
    )
    return 0
