"""What the commands share on the terminal: an Indonesian parser, progress on stderr, problems named, exit code 2."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

from simpul.allocation.sheets import BadSheets

SHOWN = 40  # more problems than this are counted, not listed

# argparse speaks English; these are its sentences as an office would say them
SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"yang wajib belum diisi: \1"),
    (r"unrecognized arguments: (.*)", r"tidak dikenal: \1"),
    (r"argument (.*): expected one argument", r"\1 harus diikuti satu isian"),
    (r"argument (.*): invalid int value: (.*)", r"\1 harus bilangan bulat, bukan \2"),
    (r"argument (.*): invalid float value: (.*)", r"\1 harus angka, bukan \2"),
    (r"argument (.*): invalid choice: ('.*') \(choose from (.*)\)", r"\1: \2 tidak dikenal; pilih \3"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose help and errors are Indonesian."""

    def __init__(self, prog: str, description: str, example: str) -> None:
        raw = argparse.RawDescriptionHelpFormatter
        super().__init__(
            prog=prog, description=description, epilog=example, formatter_class=raw, add_help=False, allow_abbrev=False
        )
        self._positionals.title = "berkas"
        self._optionals.title = "pilihan"
        self.add_argument("-h", "--help", action="help", help="menampilkan penjelasan ini")

    def format_help(self) -> str:
        return re.sub(r"^usage:", "Pemakaian:", super().format_help())

    def format_usage(self) -> str:
        return re.sub(r"^usage:", "Pemakaian:", super().format_usage())

    def error(self, message: str) -> NoReturn:
        for english, indonesian in SENTENCES:
            if re.fullmatch(english, message):
                message = re.sub(english, indonesian, message)
        print(
            f"{self.format_usage()}{self.prog}: {message}\n{self.prog} --help menjelaskan pemakaiannya.",
            file=sys.stderr,
        )
        raise SystemExit(2)


def say(text: str) -> None:
    """One line for the person at the terminal; stdout stays free for data."""
    print(text, file=sys.stderr)


def refuse(error: BadSheets) -> int:
    """The problems stand on stderr, each with its place and remedy; returns exit code 2."""
    count = len(error.problems)
    say(f"Ada {count} hal yang perlu diperbaiki; belum ada hasil yang ditulis.")
    for problem in error.problems[:SHOWN]:
        say(f"  - {problem}")
    if count > SHOWN:
        say(f"  … dan {count - SHOWN} hal lain.")
    return 2


def unwritten(error: OSError) -> int:
    """A file that cannot be written is told in a sentence; returns exit code 2."""
    say(f"Berkas tidak dapat ditulis: {error}. Periksa nama folder dan tutup berkas itu bila sedang terbuka.")
    return 2


def distrust(complaints: Sequence[str]) -> int:
    """The independent checker did not accept the result: nothing is written, and people are told; returns exit code 1."""
    say("Pemeriksa mandiri menolak hasil ini; tidak ada yang ditulis. Laporkan kepada pembuat program:")
    for text in complaints[:10]:
        say(f"  - {text}")
    return 1


@contextlib.contextmanager
def progress(title: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on stderr while the work runs; `step(text, share done 0..1)`. Nothing is drawn when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda text, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda text, share: bar.update(task, description=text, completed=share)
