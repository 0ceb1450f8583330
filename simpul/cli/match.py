"""`simpul match`: needs and offers in, the best meeting of both out, with reasons and prices."""

from __future__ import annotations

import argparse
import time

from simpul.cli.terminal import Parser, distrust, progress, refuse, say, unwritten

EXAMPLE = """\
Contoh:
  simpul sample match contoh
  simpul match contoh/kebutuhan.xlsx contoh/layanan.xlsx -o hasil.xlsx --report hasil.json

KEBUTUHAN, satu lembar: id, kode_wilayah, kompetensi, jumlah (orang), tingkat (0, 1, 2, …), mulai, selesai
  (2026-07-15), cara (luring/daring/keduanya), prioritas (1 paling penting, bobotnya 1/prioritas).
LAYANAN, satu lembar: id, lembaga, kode_wilayah, kompetensi (beberapa dipisah ;), kapasitas (orang), tingkat_maks,
  mulai, selesai, cara, radius_km (wajib untuk luring dan keduanya).
Berkas boleh .xlsx, .xls, .ods atau .csv. HASIL tanpa akhiran menjadi folder .csv.

Sepasang boleh bertemu bila kompetensinya sama, waktunya beririsan, tingkat ≤ tingkat_maks, dan caranya cocok: luring
bila keduanya luring dan jaraknya di dalam radius, daring bila keduanya daring. Nilai per orang = 1/prioritas ×
kecocokan; kecocokan 1 di tempat, turun sampai 0,7 di tepi radius, dan 0,6 bila daring. Satu kebutuhan boleh dilayani
beberapa layanan. Kode keluar: 0 berhasil, 2 ada yang perlu diperbaiki di lembar kerja."""

SMALL = 300_000  # candidate pairs up to which each rule is priced by solving without it


def parser() -> Parser:
    made = Parser(
        "simpul match",
        "Mempertemukan kebutuhan dengan layanan mitra: terbaik yang mungkin, dengan alasan, harga dan batas yang terbukti.",
        EXAMPLE,
    )
    made.add_argument("needs", metavar="KEBUTUHAN", help="lembar kerja kebutuhan")
    made.add_argument("offers", metavar="LAYANAN", help="lembar kerja layanan mitra")
    made.add_argument(
        "-o", "--output", metavar="HASIL", required=True, help="lembar kerja hasil (.xlsx atau folder .csv)"
    )
    made.add_argument(
        "--report", metavar="LAPORAN.json", help="ringkasan untuk mesin: value, bound, gap, violations, hash, seconds"
    )
    made.add_argument(
        "--fairness",
        choices=["none", "convex", "maxmin", "leximin"],
        default="none",
        help="keadilan antarwilayah: none (bawaan), convex (lunak), maxmin (wilayah terburuk setinggi mungkin), leximin",
    )
    made.add_argument(
        "--region",
        choices=["provinsi", "kabupaten", "kecamatan", "desa"],
        default="kecamatan",
        help="wilayah yang dibandingkan (bawaan kecamatan)",
    )
    made.add_argument(
        "--previous", metavar="HASIL_LAMA", help="hasil terdahulu: perbaiki dengan memindahkan sesedikit mungkin orang"
    )
    return made


def run(argv: list[str]) -> int:
    """The workbook of results stands at HASIL, or every problem is named and nothing is written."""
    from simpul.allocation.sheets import BadSheets
    from simpul.allocation.solver.result import Unsound

    options = parser().parse_args(argv)
    if options.previous and options.fairness != "none":
        parser().error("--previous tidak dapat digabung dengan --fairness")
    try:
        return _match(options)
    except BadSheets as error:
        return refuse(error)
    except OSError as error:
        return unwritten(error)
    except Unsound as error:
        return distrust(str(error).split("; "))


def _match(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    from simpul.allocation import matching_report, matching_sheets
    from simpul.allocation.sheets import (
        stop_if_overwritten,
        stop_unless_report,
        stop_unless_writable,
        write_book,
        write_report,
    )
    from simpul.allocation.solver.matching import changes, eligibility, repair
    from simpul.allocation.solver.matching.problem import prepare
    from simpul.allocation.solver.matching.solve import Options, solve
    from simpul.allocation.solver.result import result_of

    stop_unless_writable(options.output, 5)
    stop_unless_report(options.report)
    stop_if_overwritten(options.output, options.report, [options.needs, options.offers, options.previous])
    with progress("Membaca lembar kerja") as step:
        tables = matching_sheets.read(options.needs, options.offers, options.region)
        notes, moves, before = list(tables.notes), None, None
        step("Menghitung pertemuan terbaik", 0.2)
        if options.previous:
            held, gone = matching_sheets.read_held(options.previous, tables)
            notes += gone
            before = result_of(held, 0, 0)
            result, moves = repair.repair(before, tables.problem)
        else:
            result = solve(tables.problem, Options(fairness=options.fairness))
        costs = {}
        if eligibility.candidates(prepare(tables.problem)) <= SMALL:
            step("Menghitung harga tiap aturan", 0.7)
            costs = {name: cost for name, cost in changes.rule_costs(tables.problem).items() if name != "authority"}
        step("Menulis hasil", 0.9)
        write_book(options.output, matching_report.sheets(tables, result, options.fairness, costs, moves, before))
    seconds = time.perf_counter() - started
    report = matching_report.report(result, tables, options.fairness, costs, moves, seconds)
    write_report(options.report, report)
    for note in notes:
        say(f"Catatan: {note}")
    _tell(options.output, report)
    return 0


def _tell(output: str, report: dict) -> None:
    from simpul.allocation.sheets import figure

    say(
        f"{report['served']} orang terlayani untuk {report['needs']} kebutuhan oleh {report['offers']} layanan dalam {figure(report['seconds'], 1)} detik."
    )
    proven = (
        "terbukti terbaik" if report["gap"] == 0 else f"paling jauh {figure(100 * report['gap'], 3)}% dari yang terbaik"
    )
    say(
        f"Nilai {figure(report['value_of_pairs'])}, {proven}; setiap perubahan yang disarankan sudah dihitung ulang dan benar."
    )
    if "moves" in report:
        moves = report["moves"]
        say(
            f"{moves['kept']} orang tetap, {moves['moved']} pindah, {moves['gained']} baru terlayani, {moves['lost']} tidak lagi terlayani."
        )
    say(f"Hasil: {output}")
