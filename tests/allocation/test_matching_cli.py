"""`simpul match`: two spreadsheets in, a defensible answer out; bad input is named with its place and remedy."""

from __future__ import annotations

import json
import re

import pytest

from simpul.allocation.sheets import Output, read_book, write_book
from simpul.cli import match, sample_match
from simpul.cli.main import main


@pytest.fixture
def folder(tmp_path):
    sample_match.write(tmp_path)
    return tmp_path


def run(folder, *more, out="hasil.xlsx", needs="kebutuhan.xlsx", offers="layanan.xlsx"):
    return match.run([str(folder / needs), str(folder / offers), "-o", str(folder / out), *more])


def rows(path, sheet):
    found = read_book(path)[sheet]
    return [dict(zip(found.header, cells, strict=False)) for _, cells in found.rows]


def change(folder, name, sheet, **cells):
    """The sample with the first row's cells replaced; a column set to ... is dropped."""
    book = sample_match.sample_books()[name]
    header = list(book[sheet].header)
    data = [list(row) for row in book[sheet].rows]
    for column, value in cells.items():
        if value is ...:
            place = header.index(column)
            header.pop(place)
            for row in data:
                row.pop(place)
        else:
            data[0][header.index(column)] = value
    write_book(folder / name, {sheet: Output(header, data)})


def test_the_sample_is_matched_with_a_proof_and_reasons(folder):
    assert run(folder, "--report", str(folder / "r.json")) == 0
    report = json.loads((folder / "r.json").read_text())
    assert set(report) >= {"value", "bound", "gap", "violations", "hash", "seconds"}
    assert (report["gap"], report["violations"]) == (0.0, 0)
    book = read_book(folder / "hasil.xlsx")
    assert list(book) == ["pertemuan", "tak_terlayani", "kapasitas", "wilayah", "ringkasan"]
    met = rows(folder / "hasil.xlsx", "pertemuan")
    assert sum(row["jumlah"] for row in met) == report["served"]
    assert all(row["alasan"].startswith("Nilai per orang") for row in met)
    lacking = rows(folder / "hasil.xlsx", "tak_terlayani")
    assert lacking
    assert all(row["alasan"] and row["perubahan_terkecil"].startswith("Bila ") for row in lacking)


def test_the_same_sheets_give_the_same_bytes(folder):
    assert run(folder, out="satu.xlsx") == run(folder, out="dua.xlsx") == 0
    assert (folder / "satu.xlsx").read_bytes() == (folder / "dua.xlsx").read_bytes()


def test_csv_gives_the_same_answer_as_a_workbook(folder):
    for name, book in sample_match.sample_books().items():
        write_book(folder / name.replace(".xlsx", ".csv"), book)
    assert run(folder) == 0
    assert run(folder, out="lembar", needs="kebutuhan.csv", offers="layanan.csv") == 0
    one, two = rows(folder / "hasil.xlsx", "pertemuan"), rows(folder / "lembar", "pertemuan")
    assert [(r["kebutuhan"], r["layanan"], int(r["jumlah"])) for r in two] == [
        (r["kebutuhan"], r["layanan"], int(r["jumlah"])) for r in one
    ]


@pytest.mark.parametrize("kind", ["convex", "maxmin", "leximin"])
def test_fairness_never_lowers_the_least_share(folder, kind):
    assert run(folder) == 0
    assert run(folder, "--fairness", kind, "--region", "kabupaten", out="adil.xlsx") == 0
    least = [
        min(row["bagian"] for row in rows(folder / name, "wilayah") if row["bagian"] != "")
        for name in ("hasil.xlsx", "adil.xlsx")
    ]
    assert least[1] >= least[0] - 1e-9


def test_an_earlier_result_is_repaired_with_few_moves(folder):
    assert run(folder) == 0
    change(folder, "layanan.xlsx", "layanan", kapasitas=0)
    report = folder / "r.json"
    assert run(folder, "--previous", str(folder / "hasil.xlsx"), "--report", str(report), out="baru.xlsx") == 0
    moves = json.loads(report.read_text())["moves"]
    assert moves["kept"] > 500
    assert moves["lost"] + moves["moved"] >= 1
    moved = rows(folder / "baru.xlsx", "perpindahan")
    assert any(row["sebelumnya"] == "L01" for row in moved)


@pytest.mark.parametrize(
    ("book", "sheet", "cells", "words"),
    [
        ("kebutuhan.xlsx", "kebutuhan", {"kode_wilayah": "99.99"}, ("baris 2", "kode_wilayah", "tidak dikenal")),
        ("kebutuhan.xlsx", "kebutuhan", {"jumlah": "lima"}, ("baris 2", "jumlah", "bukan angka")),
        ("kebutuhan.xlsx", "kebutuhan", {"jumlah": 0}, ("baris 2", "jumlah", "lebih kecil dari 1")),
        ("kebutuhan.xlsx", "kebutuhan", {"id": "K002"}, ("baris 3", "id", "sudah dipakai di baris 2")),
        ("kebutuhan.xlsx", "kebutuhan", {"prioritas": ...}, ("prioritas", "kolom tidak ada")),
        ("kebutuhan.xlsx", "kebutuhan", {"cara": "telepati"}, ("baris 2", "cara", "luring, daring, keduanya")),
        ("kebutuhan.xlsx", "kebutuhan", {"selesai": "2020-01-01"}, ("baris 2", "selesai", "mendahului")),
        ("kebutuhan.xlsx", "kebutuhan", {"mulai": "besok"}, ("baris 2", "mulai", "bukan tanggal")),
        ("layanan.xlsx", "layanan", {"radius_km": None}, ("baris 2", "radius_km", "tanpa radius")),
        ("layanan.xlsx", "layanan", {"kapasitas": 2.5}, ("baris 2", "kapasitas", "bukan bilangan bulat")),
        ("layanan.xlsx", "layanan", {"kompetensi": "Air; air"}, ("baris 2", "kompetensi", "dua kali")),
        ("layanan.xlsx", "layanan", {"lembaga": None}, ("baris 2", "lembaga", "sel kosong")),
    ],
)
def test_bad_input_is_named_with_sheet_row_column_and_remedy(folder, capsys, book, sheet, cells, words):
    change(folder, book, sheet, **cells)
    assert run(folder) == 2
    told = capsys.readouterr().err
    assert f"lembar «{sheet}»" in told
    for word in words:
        assert word in told
    assert not (folder / "hasil.xlsx").exists()


def test_faults_of_both_files_are_told_at_once(folder, capsys):
    change(folder, "kebutuhan.xlsx", "kebutuhan", jumlah="x")
    change(folder, "layanan.xlsx", "layanan", kapasitas="y")
    assert run(folder) == 2
    told = capsys.readouterr().err
    assert "lembar «kebutuhan»" in told
    assert "lembar «layanan»" in told


def test_an_empty_sheet_is_told(folder, capsys):
    write_book(folder / "kebutuhan.xlsx", {"kebutuhan": Output([], [])})
    assert run(folder) == 2
    assert "lembar kosong" in capsys.readouterr().err


def test_a_competency_nobody_offers_is_remarked(folder, capsys):
    change(folder, "kebutuhan.xlsx", "kebutuhan", kompetensi="sanitasi desa")
    assert run(folder) == 0
    assert "Tidak ada layanan untuk kompetensi: sanitasi desa" in capsys.readouterr().err
    lacking = {row["kebutuhan"]: row for row in rows(folder / "hasil.xlsx", "tak_terlayani")}
    assert lacking["K001"]["alasan"] == "Tidak ada layanan dengan kompetensi ini."


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["match", "--help"])
    assert stop.value.code == 0
    assert "simpul match contoh/kebutuhan.xlsx contoh/layanan.xlsx -o hasil.xlsx" in capsys.readouterr().out


def test_repair_and_fairness_together_are_refused(folder, capsys):
    with pytest.raises(SystemExit) as stop:
        run(folder, "--previous", "x.xlsx", "--fairness", "maxmin")
    assert stop.value.code == 2
    assert "tidak dapat digabung" in capsys.readouterr().err


def test_a_suggested_priority_or_capacity_written_into_the_sheet_serves_the_need(folder):
    assert run(folder) == 0
    served = {row["kebutuhan"]: row["terlayani"] for row in rows(folder / "hasil.xlsx", "tak_terlayani")}
    tried = 0
    for row in rows(folder / "hasil.xlsx", "tak_terlayani"):
        text, book = row["perubahan_terkecil"], sample_match.sample_books()
        needs, offers = book["kebutuhan.xlsx"]["kebutuhan"], book["layanan.xlsx"]["layanan"]
        if found := re.search(r"Bila prioritasnya (\d+)", text):
            place = needs.header.index("prioritas")
            needs = Output(
                needs.header, [_with(r, place, int(found[1])) if r[0] == row["kebutuhan"] else r for r in needs.rows]
            )
        elif found := re.search(r"Bila kapasitas layanan (\w+) .* (\d+) \(sekarang", text):
            place = offers.header.index("kapasitas")
            offers = Output(
                offers.header, [_with(r, place, int(found[2])) if r[0] == found[1] else r for r in offers.rows]
            )
        if not found or tried >= 6:
            continue
        tried += 1
        write_book(folder / "k.xlsx", {"kebutuhan": needs})
        write_book(folder / "l.xlsx", {"layanan": offers})
        assert run(folder, needs="k.xlsx", offers="l.xlsx", out="lagi.xlsx") == 0
        after = {r["kebutuhan"]: r["terlayani"] for r in rows(folder / "lagi.xlsx", "tak_terlayani")}
        assert after.get(row["kebutuhan"], 10**6) > served[row["kebutuhan"]]
    assert tried >= 4


def _with(row, place, value):
    return [*row[:place], value, *row[place + 1 :]]


def test_ids_and_codes_come_back_as_they_were_written(folder):
    change(folder, "kebutuhan.xlsx", "kebutuhan", id=7001, kode_wilayah=3303012001)
    assert run(folder) == 0
    found = [*rows(folder / "hasil.xlsx", "pertemuan"), *rows(folder / "hasil.xlsx", "tak_terlayani")]
    assert {row["kode_wilayah"] for row in found if row["kebutuhan"] == 7001} == {3303012001}


def test_with_convex_fairness_the_report_tells_the_value_of_the_pairs_too(folder):
    assert run(folder, "--fairness", "convex", "--report", str(folder / "baru" / "r.json")) == 0
    report = json.loads((folder / "baru" / "r.json").read_text())
    pairs = sum(row["nilai"] for row in rows(folder / "hasil.xlsx", "pertemuan"))
    assert report["value_of_pairs"] == pytest.approx(pairs, abs=0.1)
    assert report["value_of_pairs"] <= report["value"] <= report["bound"]


def test_a_refused_input_leaves_no_folder_behind(folder):
    change(folder, "kebutuhan.xlsx", "kebutuhan", jumlah="lima")
    assert run(folder, "--report", str(folder / "b" / "r.json"), out="a/h.xlsx") == 2
    assert not (folder / "a").exists()
    assert not (folder / "b").exists()
