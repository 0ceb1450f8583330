"""`simpul select`: two spreadsheets in, a selection with its reserve list, quotas and reasons out."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from simpul.allocation.sheets import (
    BadSheets,
    figure,
    stop_if_overwritten,
    stop_unless_report,
    stop_unless_writable,
    write_book,
    write_report,
)
from simpul.cli.terminal import Parser, distrust, progress, refuse, say, unwritten

if TYPE_CHECKING:
    from simpul.allocation.selection_sheets import Selection
    from simpul.allocation.solver.selection import Outcome

DESCRIPTION = """Memilih peserta dengan jumlah nilai tertinggi yang memenuhi semua kuota, dengan daftar cadangan dan alasan.

PELAMAR: id, nama (boleh kosong), nilai, lalu satu kolom untuk tiap kategori (misalnya jenis_kelamin, kecamatan).
ATURAN:  kategori, nilai, min, maks; satu baris satu kuota, min atau maks boleh kosong.
         Jumlah yang dipilih: baris dengan kategori «jumlah», kolom «jumlah», lembar «jumlah», atau --jumlah.
Nilai yang sama diundi dengan benih (--seed) yang sebaiknya diumumkan sebelum pendaftaran ditutup.
Berkas boleh .xlsx, .ods atau .csv. Keluaran: .xlsx, atau nama folder untuk .csv tiap lembar."""

EXAMPLE = """Contoh:
  simpul sample select contoh
  simpul select contoh/pelamar.xlsx contoh/aturan.xlsx -o hasil.xlsx --seed 17082026 --report hasil.json"""


def parser() -> Parser:
    found = Parser("simpul select", DESCRIPTION, EXAMPLE)
    found.add_argument("applicants", metavar="PELAMAR", help="lembar kerja pelamar")
    found.add_argument("rules", metavar="ATURAN", help="lembar kerja kuota")
    found.add_argument("-o", "--output", required=True, metavar="HASIL", help="lembar kerja hasil (.xlsx) atau folder")
    found.add_argument("--seed", default="0", metavar="BENIH", help="benih undian bagi nilai yang sama (bawaan 0)")
    found.add_argument("--jumlah", type=int, metavar="N", help="jumlah yang dipilih, bila tidak disebut di aturan")
    found.add_argument("--cadangan", type=int, metavar="N", help="panjang daftar cadangan (bawaan 10%% dari jumlah)")
    found.add_argument("--report", metavar="LAPORAN", help="laporan mesin (.json)")
    return found


def run(argv: list[str]) -> int:
    """The selection stands in the output file (0), or everything wrong with the input is named (2)."""
    chosen = parser().parse_args(argv)
    if chosen.cadangan is not None and chosen.cadangan < 0:
        parser().error("--cadangan paling sedikit 0")
    from simpul.allocation.solver.result import Unsound

    try:
        return _select(chosen)
    except BadSheets as error:
        return refuse(error)
    except Unsound as error:
        return distrust(str(error).split("; "))
    except OSError as error:
        return unwritten(error)


def _select(options: argparse.Namespace) -> int:
    from simpul.allocation import selection_sheets as sheets
    from simpul.allocation.solver import selection

    start = time.perf_counter()
    stop_unless_writable(options.output, 5)
    stop_unless_report(options.report)
    stop_if_overwritten(options.output, options.report, [options.applicants, options.rules])
    with progress("Membaca berkas") as step:
        data = sheets.read(options.applicants, options.rules, seed=options.seed, seats=options.jumlah)
        step("Memilih", 0.1)
        try:
            outcome = selection.solve(data.problem)
        except selection.Infeasible as error:
            raise BadSheets(sheets.relaxation_problems(data, error.changes)) from error
        seats = data.problem.seats
        size = max(1, -(-seats // 10)) if options.cadangan is None else options.cadangan
        pages = sheets.sheets(data, outcome, reserve_size=size, step=step)
        step("Menulis hasil", 0.97)
        write_book(options.output, pages)
    result = outcome.result
    seconds = round(time.perf_counter() - start, 3)
    write_report(options.report, report_of(data, outcome, seconds))
    for note in data.notes:
        say(f"Catatan: {note}")
    say(f"{seats} dari {len(data.problem.ids)} pelamar terpilih; jumlah nilai {data.points(result.value)}.")
    say(f"Batas yang terbukti {data.points(result.bound)}, selisih {figure(100 * result.gap, 4)}%; kuota dilanggar: 0.")
    if outcome.tied.any():
        say(f"{int(outcome.tied.sum())} pelamar bernilai setara diundi dengan benih «{options.seed}».")
    say(f"Hasil: {options.output}")
    return 0


def report_of(data: Selection, outcome: Outcome, seconds: float) -> dict[str, object]:
    """The figures a machine needs; apart from `seconds` the same input gives the same bytes."""
    from simpul.allocation.solver import selection

    scale = 10**data.decimals
    return {
        "value": outcome.result.value / scale,
        "bound": outcome.result.bound / scale,
        "bound_by_prices": outcome.optimum.linear_bound / scale,
        "gap": outcome.result.gap,
        "violations": len(
            selection.check(outcome.problem, outcome.result, outcome.lottery, outcome.blocks.block, outcome.core)
        ),
        "hash": outcome.result.hash,
        "seconds": seconds,
        "seats": outcome.problem.seats,
        "applicants": len(outcome.problem.ids),
        "seed": outcome.problem.seed,
        "drawn": int(outcome.tied.sum()),
        "lottery_exact": outcome.lottery is None or outcome.lottery.exact,
    }
