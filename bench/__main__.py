"""`./run bench [--json] [--full] [names…]`: measures, and exits 1 when a figure misses its goal."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure
from simpul.cli.terminal import Parser, say

WORDS = {True: "ya", False: "TIDAK", None: "–"}


def names() -> list[str]:
    """The modules beside this file that measure something."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if "\ndef measures(" in path.read_text())


def measured(chosen: list[str], full: bool) -> Iterator[Measure]:
    for name in chosen:
        start = time.perf_counter()
        say(f"{name} …")
        yield from importlib.import_module(f"bench.{name}").measures(full)
        say(f"{name}: {time.perf_counter() - start:.0f} d")


def row(measure: Measure) -> str:
    """One aligned line: name, value, ratio to its floor, goal, reached or not."""
    ratio = f"{measure.ratio:.2f}x" if measure.floor and measure.ratio is not None else ""
    value = f"{measure.value:,.4g}" if abs(measure.value) < 1000 else f"{measure.value:,.0f}"
    return f"{measure.name:<58} {value:>12} {measure.unit:<10} {ratio:>9}  {measure.goal:<14} {WORDS[measure.ok]}"


def main(argv: list[str] | None = None) -> int:
    parser = Parser("./run bench", "Mengukur Simpul; keluar dengan kode 1 bila ada sasaran yang tidak tercapai.", "")
    parser.add_argument("names", nargs="*", metavar="nama", help="yang diukur (baku: semua): " + ", ".join(names()))
    parser.add_argument("--json", action="store_true", help="satu objek JSON per baris")
    parser.add_argument("--full", action="store_true", help="pengukuran lengkap, lebih dari 10 menit")
    chosen = parser.parse_args(argv)
    if unknown := sorted(set(chosen.names) - set(names())):
        parser.error(f"tidak dikenal: {', '.join(unknown)}; pilih {', '.join(names())}")
    missed = 0
    for measure in measured(chosen.names or names(), chosen.full):
        print(measure.line() if chosen.json else row(measure), flush=True)
        missed += measure.ok is False
    if missed:
        say(f"{missed} sasaran tidak tercapai.")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
