"""An officer with two spreadsheets gets a placement, or is told exactly which cell to mend."""

import json
import shutil

import openpyxl
import pytest

from simpul.allocation.sheets import read_book
from simpul.cli.main import main
from simpul.cli.sample_place import write

SHEETS = ["penempatan", "kelompok", "kebutuhan", "pelanggaran", "ringkasan"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contoh")
    write(folder)
    return folder


@pytest.fixture
def files(sample, tmp_path):
    for name in ("mahasiswa.xlsx", "desa.xlsx"):
        shutil.copy(sample / name, tmp_path / name)
    return tmp_path


def place(folder, *more):
    return main(
        ["place", str(folder / "mahasiswa.xlsx"), str(folder / "desa.xlsx"), "-o", str(folder / "hasil.xlsx"), *more]
    )


def edit(path, sheet, change):
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)


def set_cell(path, sheet, cell, value):
    edit(path, sheet, lambda page: page.__setitem__(cell, value))


def column(book, sheet, name):
    page = book[sheet]
    place = page.header.index(name)
    return [cells[place] for _, cells in page.rows]


def test_the_sample_is_placed_at_once_and_the_report_says_how_well(files, capsys):
    assert place(files, "--report", str(files / "r.json")) == 0
    report = json.loads((files / "r.json").read_text())
    assert {"value", "bound", "gap", "violations", "hash", "seconds"} <= report.keys()
    assert report["bound"] >= report["value"] > 0
    assert report["hard_violations"] == 0
    book = read_book(files / "hasil.xlsx")
    assert list(book) == SHEETS
    assert sorted(column(book, "penempatan", "nim")) == sorted(
        column(read_book(files / "mahasiswa.xlsx"), "mahasiswa", "nim")
    )
    assert all(column(book, "penempatan", "alasan"))
    assert all(column(book, "kebutuhan", "alasan"))
    assert "aturan wajib dipenuhi" in capsys.readouterr().err


def test_the_sheets_add_up_to_the_value_of_the_report(files):
    place(files, "--report", str(files / "r.json"))
    report = json.loads((files / "r.json").read_text())
    book = read_book(files / "hasil.xlsx")
    served, priority = column(book, "kebutuhan", "terlayani"), column(book, "kebutuhan", "prioritas")
    assert sum(s / p for s, p in zip(served, priority, strict=True)) == pytest.approx(report["value"])
    assert sum(column(book, "kelompok", "anggota")) == 120


def test_the_same_sheets_in_another_order_give_the_same_hash_and_the_same_file(files):
    place(files, "--report", str(files / "a.json"))
    first = (files / "hasil.xlsx").read_bytes()
    book = openpyxl.load_workbook(files / "mahasiswa.xlsx")
    rows = list(book["mahasiswa"].values)
    mixed = openpyxl.Workbook()
    for row in [rows[0], *reversed(rows[1:])]:
        mixed.active.append(row)
    mixed.save(files / "mahasiswa.xlsx")
    place(files, "--report", str(files / "b.json"))
    a, b = (json.loads((files / name).read_text()) for name in ("a.json", "b.json"))
    assert a["hash"] == b["hash"]
    assert (files / "hasil.xlsx").read_bytes() == first


def test_six_student_columns_codes_without_dots_and_no_coordinates_are_enough(files):
    edit(files / "mahasiswa.xlsx", "mahasiswa", lambda page: page.delete_cols(7, 2))
    edit(files / "desa.xlsx", "desa", lambda page: page.delete_cols(3, 4))
    for name, sheet, place_of in (("mahasiswa", "mahasiswa", 6), ("desa", "desa", 1), ("desa", "kebutuhan", 1)):

        def plain(page, place_of=place_of):
            for row in page.iter_rows(min_row=2):
                row[place_of - 1].value = int(str(row[place_of - 1].value).replace(".", ""))

        edit(files / f"{name}.xlsx", sheet, plain)
    assert place(files) == 0
    codes = column(read_book(files / "hasil.xlsx"), "penempatan", "kode_wilayah")
    assert set(codes) <= set(column(read_book(files / "desa.xlsx"), "desa", "kode_wilayah"))
    assert all(isinstance(code, float) for code in codes)


def test_numbers_as_nim_stay_numbers_so_that_the_answer_joins_with_the_question(files):
    def number(page):
        for row in page.iter_rows(min_row=2):
            row[0].value = int(row[0].value[1:])

    edit(files / "mahasiswa.xlsx", "mahasiswa", number)
    assert place(files) == 0
    asked, answered = read_book(files / "mahasiswa.xlsx"), read_book(files / "hasil.xlsx")
    assert sorted(column(asked, "mahasiswa", "nim")) == sorted(column(answered, "penempatan", "nim"))
    (files / "hasil.xlsx").rename(files / "lama.xlsx")
    assert place(files, "--previous", str(files / "lama.xlsx")) == 0
    assert len(read_book(files / "hasil.xlsx")["perpindahan"].rows) == 0


def test_csv_folders_in_and_out(files):
    for name in ("mahasiswa", "desa"):
        (files / name).mkdir()
        for title, sheet in read_book(files / f"{name}.xlsx").items():
            lines = [sheet.header, *(cells for _, cells in sheet.rows)]
            text = "\n".join(
                ",".join(str(int(c)) if isinstance(c, float) and c == int(c) else str(c) for c in line)
                for line in lines
            )
            (files / name / f"{title}.csv").write_text(text, encoding="utf-8")
    assert main(["place", str(files / "mahasiswa"), str(files / "desa"), "-o", str(files / "hasil")]) == 0
    assert sorted(file.stem for file in (files / "hasil").iterdir()) == sorted(SHEETS)


BAD = {
    "unknown home": ("mahasiswa", "mahasiswa", "F2", "99.99", ("mahasiswa", "baris 2", "kode_wilayah_asal")),
    "not a code": ("mahasiswa", "mahasiswa", "F3", "Purbalingga", ("mahasiswa", "baris 3", "kode_wilayah_asal")),
    "same nim twice": ("mahasiswa", "mahasiswa", "A3", "H2300001", ("mahasiswa", "baris 3", "nim", "baris 2")),
    "gender": ("mahasiswa", "mahasiswa", "C4", "X", ("baris 4", "jenis_kelamin")),
    "programme without a field": (
        "mahasiswa",
        "mahasiswa",
        "D5",
        "Astronomi",
        ("baris 5", "prodi", "Astronomi", "kompetensi"),
    ),
    "text as distance": ("mahasiswa", "mahasiswa", "G6", "jauh", ("baris 6", "jarak_maks_km")),
    "wish elsewhere": ("mahasiswa", "mahasiswa", "H7", "33.03.01.9999", ("baris 7", "pilihan")),
    "empty name of programme": ("mahasiswa", "mahasiswa", "D8", None, ("baris 8", "prodi")),
    "unknown village": ("desa", "desa", "A2", "33.03.01.9999", ("desa", "baris 2", "kode_wilayah")),
    "text as size": ("desa", "desa", "C3", "delapan", ("desa", "baris 3", "min")),
    "min above max": ("desa", "desa", "C4", 20, ("desa", "baris 4", "maks")),
    "latitude": ("desa", "desa", "E5", 110.4, ("desa", "baris 5", "lintang")),
    "priority zero": ("desa", "kebutuhan", "D2", 0, ("kebutuhan", "baris 2", "prioritas")),
    "count with a fraction": ("desa", "kebutuhan", "C3", 1.5, ("kebutuhan", "baris 3", "jumlah")),
    "need of a village not there": (
        "desa",
        "kebutuhan",
        "A4",
        "33.03.01.2001",
        ("kebutuhan", "baris 4", "kode_wilayah"),
    ),
    "unknown rule": ("desa", "aturan", "A2", "anggota_minimum", ("aturan", "baris 2", "nama")),
    "rule without a number": ("desa", "aturan", "B3", "dua belas", ("aturan", "baris 3", "nilai")),
    "unknown nature": ("desa", "aturan", "C4", "mungkin", ("aturan", "baris 4", "sifat")),
    "unknown level": ("desa", "aturan", "B8", "provinsi", ("aturan", "baris 8", "nilai")),
    "more students than places": ("desa", "aturan", "B3", 9, ("aturan", "baris 3", "nilai", "120", "108")),
    "fewer students than places": ("desa", "aturan", "B2", 11, ("aturan", "baris 2", "nilai", "132", "120")),
    "too few men": ("desa", "aturan", "B4", 5, ("min_per_gender", "kurang")),
    "too many faculties": ("desa", "aturan", "B7", 9, ("min_fakultas", "7 fakultas")),
    "rules at odds": ("desa", "aturan", "B2", 13, ("aturan", "baris 2", "anggota_min (13)", "anggota_maks (12)")),
    "cap per programme": ("desa", "aturan", "B5", 1, ("maks_per_prodi",)),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_named_with_its_place_and_nothing_is_written(files, capsys, case):
    book, sheet, cell, value, words = BAD[case]
    set_cell(files / f"{book}.xlsx", sheet, cell, value)
    assert place(files) == 2
    said = capsys.readouterr().err
    assert all(word in said for word in words), said
    assert not (files / "hasil.xlsx").exists()


def test_all_problems_are_named_at_once(files, capsys):
    set_cell(files / "mahasiswa.xlsx", "mahasiswa", "C2", "X")
    set_cell(files / "desa.xlsx", "kebutuhan", "D2", "satu")
    set_cell(files / "desa.xlsx", "aturan", "B3", "banyak")
    assert place(files) == 2
    assert "Ada 3 hal" in capsys.readouterr().err


@pytest.mark.parametrize("sheet", ["desa", "kebutuhan", "kompetensi", "aturan"])
def test_an_empty_or_missing_sheet_is_named(files, capsys, sheet):
    edit(files / "desa.xlsx", sheet, lambda page: page.delete_rows(1, 500))
    assert place(files) == 2
    assert sheet in capsys.readouterr().err
    book = openpyxl.load_workbook(files / "desa.xlsx")
    del book[sheet]
    book.save(files / "desa.xlsx")
    assert place(files) == 2
    assert f"«{sheet}»" in capsys.readouterr().err


def test_two_students_who_want_to_be_both_together_and_apart_are_told(files, capsys):
    for cell, value in (("I1", "bersama"), ("J1", "terpisah"), ("I2", "H2300002"), ("J2", "H2300002")):
        set_cell(files / "mahasiswa.xlsx", "mahasiswa", cell, value)
    assert place(files) == 2
    assert "bersama sekaligus terpisah" in capsys.readouterr().err


def test_friends_stay_together_and_rivals_apart(files):
    for cell, value in (("I1", "bersama"), ("J1", "terpisah"), ("I2", "H2300002"), ("J2", "H2300003;H2300004")):
        set_cell(files / "mahasiswa.xlsx", "mahasiswa", cell, value)
    assert place(files) == 0
    book = read_book(files / "hasil.xlsx")
    team = dict(zip(column(book, "penempatan", "nim"), column(book, "penempatan", "kelompok"), strict=True))
    assert team["H2300001"] == team["H2300002"]
    assert team["H2300001"] not in (team["H2300003"], team["H2300004"])


def test_a_supervisor_never_has_more_teams_than_allowed_and_only_one_kecamatan(files):
    assert place(files) == 0
    book = read_book(files / "hasil.xlsx")
    teams: dict = {}
    for guide, district in zip(column(book, "kelompok", "dpl"), column(book, "kelompok", "kecamatan"), strict=True):
        teams.setdefault(guide, []).append(district)
    assert all(len(found) <= 3 and len(set(found)) == 1 for found in teams.values())


def test_help_shows_an_example_and_wrong_options_are_answered_in_indonesian(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["place", "--help"])
    assert caught.value.code == 0
    assert "Contoh:" in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main(["place", "a.xlsx"])
    assert caught.value.code == 2
    assert "wajib belum diisi" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["place", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "-o", str(tmp_path / "c.xlsx")]) == 2
    assert "a.xlsx" in capsys.readouterr().err


def test_a_result_that_cannot_be_written_is_told_before_anything_is_computed(files, capsys):
    (files / "berkas").write_text("bukan folder")
    for name in ("hasil.docx", "hasil.csv", "berkas/hasil.xlsx"):
        assert main(["place", str(files / "mahasiswa.xlsx"), str(files / "desa.xlsx"), "-o", str(files / name)]) == 2
        assert "tidak dapat" in capsys.readouterr().err


def test_a_report_may_stand_in_a_new_folder_and_a_refusal_makes_none(files, capsys):
    assert place(files, "--report", str(files / "laporan" / "r.json")) == 0
    assert json.loads((files / "laporan" / "r.json").read_text())["hard_violations"] == 0
    set_cell(files / "mahasiswa.xlsx", "mahasiswa", "C2", "X")
    words = ["place", str(files / "mahasiswa.xlsx"), str(files / "desa.xlsx"), "-o", str(files / "a" / "h.xlsx")]
    assert main([*words, "--report", str(files / "b" / "r.json")]) == 2
    assert not (files / "a").exists()
    assert not (files / "b").exists()


def test_places_that_only_the_villages_limit_are_named_at_the_villages(files, capsys):
    edit(files / "desa.xlsx", "aturan", lambda page: [page.delete_rows(3), page.delete_rows(2)])
    edit(files / "desa.xlsx", "desa", lambda page: [page.__setitem__(f"D{row}", 8) for row in range(2, 14)])
    assert place(files) == 2
    said = capsys.readouterr().err
    assert "lembar «desa», kolom «maks»" in said
    assert "mahasiswa 120 orang, tempat hanya 96" in said


def test_a_student_with_nowhere_to_go_is_told_how_far_the_nearest_village_is(files, capsys):
    set_cell(files / "mahasiswa.xlsx", "mahasiswa", "F2", "91.71")
    set_cell(files / "mahasiswa.xlsx", "mahasiswa", "G2", 50)
    assert place(files) == 2
    assert "km dari asalnya" in capsys.readouterr().err
