"""`simpul place`: two workbooks in, a placement that can be defended out."""

from __future__ import annotations

import argparse
import time

from simpul.cli.terminal import Parser, distrust, progress, refuse, say, unwritten

EXAMPLE = """\
Contoh:
  simpul sample place contoh
  simpul place contoh/mahasiswa.xlsx contoh/desa.xlsx -o hasil.xlsx --report hasil.json

MAHASISWA, satu lembar: nim, nama, jenis_kelamin (L/P), prodi, fakultas, kode_wilayah_asal (enam ini wajib);
  boleh: jarak_maks_km, pilihan (kode desa berurutan, dipisah ; atau koma), bersama dan terpisah (NIM, dipisah ;),
  tim_lama (nama tim terdahulu), hindari_risiko (ya/tidak).
DESA, empat lembar:
  desa        kode_wilayah, nama; boleh: min, maks, lintang, bujur, pemondokan_l, pemondokan_p, risiko
              min 0: boleh tanpa kelompok; min kosong: mengikuti anggota_min
  kebutuhan   kode_wilayah, bidang, jumlah, prioritas (1 paling penting, bobotnya 1/prioritas)
  kompetensi  prodi, bidang
  aturan      nama, nilai, sifat (wajib/lentur); nama aturan: anggota_min, anggota_maks, min_per_gender,
              maks_per_prodi, maks_per_fakultas, min_fakultas, larangan_asal (desa/kecamatan/kabupaten/tidak),
              jarak_maks_km, dpl_maks_kelompok, tim_lama (lanjut/sebar/tidak)
Berkas boleh .xlsx, .xls, .ods, .csv, atau folder berisi satu .csv tiap lembar. HASIL tanpa akhiran menjadi folder .csv.

Nilai = jumlah dari min(mahasiswa dengan bidang itu, jumlah) / prioritas atas semua desa dan bidang. Aturan wajib selalu
dipenuhi; aturan lentur dilanggar hanya bila menjaganya menghabiskan dua kebutuhan prioritas 1 atau lebih, dan dilaporkan.
Kode keluar: 0 berhasil, 2 ada yang perlu diperbaiki di lembar kerja."""


def parser() -> Parser:
    made = Parser(
        "simpul place",
        "Menempatkan mahasiswa KKN ke desa menurut kebutuhan desa, dengan alasan dan batas atas yang terbukti.",
        EXAMPLE,
    )
    made.add_argument("students", metavar="MAHASISWA", help="lembar kerja mahasiswa")
    made.add_argument("villages", metavar="DESA", help="lembar kerja desa, kebutuhan, kompetensi, aturan")
    made.add_argument(
        "-o", "--output", metavar="HASIL", required=True, help="lembar kerja hasil (.xlsx atau folder .csv)"
    )
    made.add_argument(
        "--report", metavar="LAPORAN.json", help="ringkasan untuk mesin: value, bound, gap, violations, hash, seconds"
    )
    made.add_argument(
        "--seed",
        metavar="N",
        type=int,
        default=0,
        help="benih undian untuk yang benar-benar sama (bawaan 0); umumkan sebelum menghitung",
    )
    made.add_argument(
        "--previous", metavar="HASIL_LAMA", help="hasil terdahulu: perbaiki dengan memindahkan sesedikit mungkin orang"
    )
    made.add_argument(
        "--explain",
        metavar="N",
        type=int,
        default=0,
        help="hitung ulang untuk N kebutuhan terbesar yang belum terlayani dan untuk tiap aturan: perubahan terkecil dan harga aturan (lebih lama)",
    )
    return made


def run(argv: list[str]) -> int:
    """The workbook of results stands at HASIL, or every problem is named and nothing is written."""
    from simpul.allocation.sheets import BadSheets

    options = parser().parse_args(argv)
    if options.previous and options.explain:
        parser().error(
            "--explain tidak dapat digabung dengan --previous: harga dihitung terhadap penempatan baru, bukan perbaikan"
        )
    if options.explain < 0:
        parser().error("--explain paling sedikit 0")
    try:
        return _place(options)
    except BadSheets as error:
        return refuse(error)
    except OSError as error:
        return unwritten(error)


def _place(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    from simpul.allocation import placement_report, placement_sheets
    from simpul.allocation.sheets import (
        BadSheets,
        Output,
        stop_if_overwritten,
        stop_unless_report,
        stop_unless_writable,
        write_book,
        write_report,
    )
    from simpul.allocation.solver.placement.solve import NoPlacement, solve

    stop_unless_writable(options.output, 5)
    stop_unless_report(options.report)
    stop_if_overwritten(options.output, options.report, [options.students, options.villages, options.previous])
    with progress("Membaca lembar kerja") as step:
        tables = placement_sheets.read(options.students, options.villages)
        places = placement_sheets.region_places()
        problem = placement_sheets.build(tables, places, after_change=bool(options.previous))
        extra: dict[str, Output] = {}
        try:
            if options.previous:
                from simpul.allocation import placement_repair

                placement, extra = placement_repair.repaired(
                    tables, problem, options.previous, seed=options.seed, step=step
                )
            else:
                placement = solve(problem, seed=options.seed, step=step)
        except NoPlacement as error:
            raise BadSheets(placement_sheets.faults_of(tables, problem, error.reasons)) from error
        if options.explain:
            from simpul.allocation import placement_changes

            extra |= placement_changes.sheets(tables, places, placement, options.explain, seed=options.seed, step=step)
        step("Memeriksa ulang", 0.92)
        wrong = placement_report.complaints(tables, places, placement)
        if wrong:
            return distrust(wrong)
        step("Menulis hasil", 0.95)
        write_book(options.output, placement_report.sheets(tables, placement, extra))
    seconds = time.perf_counter() - started
    report = placement_report.report(placement, seconds)
    write_report(options.report, report)
    for note in (*tables.notes, *placement_sheets.notes_of(tables, problem)):
        say(f"Catatan: {note}")
    _tell(options.output, report)
    return 0


def _tell(output: str, report: dict) -> None:
    from simpul.allocation.sheets import figure

    percent = 100 * (1 - report["gap"])
    say(
        f"{report['students']} mahasiswa ditempatkan di {report['villages']} desa dalam {figure(report['seconds'], 1)} detik."
    )
    say(
        f"Nilai {figure(report['value'])} dari paling tinggi {figure(report['bound'])} ({figure(percent, 1)}%); semua aturan wajib dipenuhi."
    )
    if report["soft_violations"]:
        say(f"{report['soft_violations']} pelanggaran aturan lentur ada pada lembar «pelanggaran».")
    say(f"Hasil: {output}")
