"""Nothing unchecked reaches a sheet: a result that the independent checker refuses is not written. And the terminal shows how far it is."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from simpul.allocation import placement_report
from simpul.allocation.solver import check_matching, selection
from simpul.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "place": ("mahasiswa.xlsx", "desa.xlsx"),
    "match": ("kebutuhan.xlsx", "layanan.xlsx"),
    "select": ("pelamar.xlsx", "aturan.xlsx"),
}


def command(name: str, folder: Path) -> list[str]:
    assert main(["sample", name, str(folder)]) == 0
    return [name, *(str(folder / file) for file in FILES[name]), "-o", str(folder / "hasil.xlsx")]


def test_a_placement_that_the_checker_refuses_is_not_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(placement_report, "complaints", lambda *given: ["33.03.01.2001: 13 orang, paling banyak 12"])
    assert main(command("place", tmp_path)) == 1
    assert not (tmp_path / "hasil.xlsx").exists()
    said = capsys.readouterr().err
    assert "Pemeriksa mandiri menolak hasil ini; tidak ada yang ditulis" in said
    assert "paling banyak 12" in said


def test_a_matching_that_the_checker_refuses_is_not_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(check_matching, "breaches", lambda *given, **more: ["capacity exceeded"])
    assert main(command("match", tmp_path)) == 1
    assert not (tmp_path / "hasil.xlsx").exists()
    assert "  - capacity exceeded" in capsys.readouterr().err


def test_a_selection_that_the_checker_refuses_is_not_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(selection, "check", lambda *given: ["kuota dilanggar"])
    assert main(command("select", tmp_path)) == 1
    assert not (tmp_path / "hasil.xlsx").exists()
    assert "  - kuota dilanggar" in capsys.readouterr().err


@pytest.mark.parametrize("name", FILES)
def test_a_disk_that_takes_nothing_is_told_in_a_sentence(tmp_path, monkeypatch, capsys, name):
    words = command(name, tmp_path)

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(
        "simpul.cli.select.write_book" if name == "select" else "simpul.allocation.sheets.write_book", full
    )
    assert main(words) == 2
    assert "Berkas tidak dapat ditulis" in capsys.readouterr().err


@pytest.mark.parametrize("name", FILES)
def test_a_terminal_is_told_how_far_it_is(tmp_path, name):
    words = command(name, tmp_path)
    above, below = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    done = subprocess.Popen([sys.executable, "-P", "-m", "simpul.cli.main", *words], stderr=below, env=environment)
    os.close(below)
    heard = b""
    while True:
        try:
            piece = os.read(above, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        heard += piece
    os.close(above)
    assert done.wait(60) == 0
    assert b"%" in heard
    assert b"Hasil:" in heard


def test_a_file_instead_of_a_terminal_gets_sentences_only(tmp_path):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "simpul.cli.main", *command("place", tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "\x1b" not in done.stderr
    assert "Membaca lembar kerja" not in done.stderr
