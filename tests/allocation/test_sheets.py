"""Spreadsheets are read strictly, every problem is named at once, and results are plain text."""

import datetime

import numpy as np
import openpyxl
import pytest

from simpul.allocation.sheets import (
    BadSheets,
    Column,
    Output,
    Problem,
    figure,
    named_sheet,
    only_sheet,
    read_book,
    rows_of,
    stop_unless_report,
    stop_unless_writable,
    write_book,
)

PEOPLE = (Column("nim", "code", unique=True), Column("umur", "whole", low=0, high=99), Column("catatan", needed=False))


def workbook(path, rows, title="Lembar 1"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read(path, columns=PEOPLE):
    problems, notes = [], []
    book = read_book(path)
    sheet = only_sheet(book, "orang", columns, problems)
    return rows_of(sheet, columns, problems, notes=notes), problems, notes


def test_headers_are_read_whatever_their_case_and_spaces(tmp_path):
    rows, problems, _ = read(workbook(tmp_path / "a.xlsx", [[" NIM ", "Umur"], ["A1", 20]]))
    assert problems == []
    assert rows == [{"baris": 2, "nim": "A1", "nim:tertulis": "A1", "umur": 20, "catatan": None}]


def test_row_numbers_are_those_the_spreadsheet_shows(tmp_path):
    rows, _, _ = read(workbook(tmp_path / "a.xlsx", [[], ["nim", "umur"], [], ["A1", 20]]))
    assert [row["baris"] for row in rows] == [4]


def test_text_in_a_number_cell_is_named_with_its_place_and_remedy(tmp_path):
    _, problems, _ = read(workbook(tmp_path / "a.xlsx", [["nim", "umur"], ["A1", "dua puluh"]]))
    assert (problems[0].sheet, problems[0].row, problems[0].column) == ("Lembar 1» di «a.xlsx", 2, "umur")
    assert "bukan angka" in problems[0].what
    assert problems[0].remedy


@pytest.mark.parametrize("cell", [2.5, -1, 100, True, "1.000", "1,5", float("1e300"), datetime.date(2026, 1, 1)])
def test_a_number_that_could_mean_two_things_or_is_out_of_range_is_refused(tmp_path, cell):
    rows, problems, _ = read(workbook(tmp_path / "a.xlsx", [["nim", "umur"], ["A1", cell]]))
    assert len(problems) == 1
    assert rows[0]["umur"] is None


def test_a_long_number_that_lost_its_last_digits_is_named(tmp_path):
    _, problems, _ = read(workbook(tmp_path / "a.xlsx", [["nim", "umur"], [3303012001990001, 20]]))
    assert "kehilangan angka" in problems[0].what


def test_a_repeated_id_names_both_rows(tmp_path):
    _, problems, _ = read(workbook(tmp_path / "a.xlsx", [["nim", "umur"], ["A1", 20], ["A1", 21]]))
    assert problems[0].row == 3
    assert "baris 2" in problems[0].what


def test_a_missing_column_an_empty_cell_and_an_unknown_column_are_told_apart(tmp_path):
    _, problems, notes = read(workbook(tmp_path / "a.xlsx", [["nim", "umru"], [None, 20]]))
    assert [(p.column, p.row) for p in problems] == [("umur", 1), ("nim", 2)]
    assert "umru" in notes[0]


def test_empty_sheets_and_sheets_with_a_header_only_are_named(tmp_path):
    _, empty, _ = read(workbook(tmp_path / "a.xlsx", []))
    _, bare, _ = read(workbook(tmp_path / "b.xlsx", [["nim", "umur"]]))
    assert "kosong" in empty[0].what
    assert "judul" in bare[0].what


def test_a_missing_sheet_says_which_ones_are_there(tmp_path):
    problems: list[Problem] = []
    assert named_sheet(read_book(workbook(tmp_path / "a.xlsx", [["nim"]])), "desa", PEOPLE, problems) is None
    assert "«Lembar 1»" in problems[0].what


@pytest.mark.parametrize("name", ["tidak-ada.xlsx", "gambar.png", "rusak.xlsx"])
def test_a_file_that_is_no_workbook_is_refused_with_a_remedy(tmp_path, name):
    if name != "tidak-ada.xlsx":
        (tmp_path / name).write_bytes(b"bukan lembar kerja")
    with pytest.raises(BadSheets) as caught:
        read_book(tmp_path / name)
    assert caught.value.problems[0].remedy


def test_csv_is_read_with_commas_semicolons_and_a_mark_at_the_start(tmp_path):
    (tmp_path / "a.csv").write_text("\ufeffnim;umur\r\nA1;20\r\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text('nim,umur,catatan\nA1,20,"dua\nbaris"\nA2,x,\n', encoding="utf-8")
    assert read(tmp_path / "a.csv")[0][0]["umur"] == 20
    _, problems, _ = read(tmp_path / "b.csv")
    assert problems[0].row == 4


def test_csv_in_another_alphabet_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes("nim,umur\nÉ1,20\n".encode("cp1252"))
    with pytest.raises(BadSheets, match="UTF-8"):
        read_book(tmp_path / "a.csv")


def test_a_folder_of_csv_files_is_a_workbook(tmp_path):
    (tmp_path / "Desa.csv").write_text("nim,umur\nA1,20\n", encoding="utf-8")
    assert list(read_book(tmp_path)) == ["desa"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3303012001", "33.03.01.2001"),
        (3303012001, "33.03.01.2001"),
        (33.1, "33.10"),
        ("33.03", "33.03"),
        ("33.1", None),
        ("33.03.1.2001", None),
        ("abc", None),
    ],
)
def test_region_codes_come_with_or_without_dots_and_are_never_guessed(tmp_path, cell, code):
    rows, problems, _ = read(workbook(tmp_path / "a.xlsx", [["kode"], [cell]]), (Column("kode", "region"),))
    assert rows[0]["kode"] == code
    assert bool(problems) == (code is None)


def test_what_looks_like_a_formula_is_written_as_text_and_read_back_unchanged(tmp_path):
    rows = [["=1+1", "+62", "-5", "@x", 3, None]]
    for name in ("a.xlsx", "folder"):
        write_book(tmp_path / name, {"isi": Output(list("abcdef"), rows)})
        cells = read_book(tmp_path / name)["isi"].rows[0][1]
        assert list(cells[:4]) == rows[0][:4]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert {cell.data_type for cell in book["isi"][2][:4]} == {"s"}
    assert "'=1+1" in (tmp_path / "folder" / "isi.csv").read_text(encoding="utf-8-sig")


def test_the_same_content_is_the_same_file(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_book(tmp_path / name, {"isi": Output(["a"], [[1], ["dua\x07"]])})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_failed_formula_in_an_optional_cell_is_named_and_not_read_as_empty(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["nim", "umur", "catatan"], ["A1", 20, "#N/A"]])
    _, problems, _ = read(path)
    assert [(p.row, p.column) for p in problems] == [(2, "catatan")]
    assert "galat rumus «#N/A»" in str(problems[0])


def test_a_sheet_without_a_telling_name_is_named_with_its_file(tmp_path):
    _, problems, _ = read(workbook(tmp_path / "mahasiswa.xlsx", [["nim", "umur"], ["A1", "x"]], title="Sheet1"))
    assert str(problems[0]).startswith("lembar «Sheet1» di «mahasiswa.xlsx», baris 2, kolom «umur»")


def test_problems_are_listed_by_sheet_and_row():
    found = [Problem(sheet, row, "a", "b", "c") for sheet, row in (("x", 9), ("y", 2), ("x", 3), ("x", None))]
    assert [(p.sheet, p.row) for p in BadSheets(found).problems] == [("x", None), ("x", 3), ("x", 9), ("y", 2)]


def test_asking_whether_a_file_can_be_written_leaves_no_trace(tmp_path):
    stop_unless_writable(tmp_path / "baru" / "lagi" / "hasil.xlsx", 5)
    stop_unless_report(tmp_path / "baru" / "r.json")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BadSheets, match="nama sebuah folder"):
        stop_unless_report(tmp_path)


def test_every_kind_of_cell_comes_back_from_another_reader_as_it_was(tmp_path):
    row = [
        '<b> & "c"\n d ',
        3,
        np.int64(4),
        2.5,
        np.float64(0.1),
        np.True_,
        datetime.date(2026, 8, 17),
        "",
        None,
        10**14,
    ]
    write_book(
        tmp_path / "a.xlsx", {"tidak terpilih": Output([*"abcdefghij"], [row], [30, 8]), "kosong": Output([], [])}
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["tidak terpilih", "kosong"]
    page = book["tidak terpilih"]
    expected = [*row[:6], datetime.datetime(2026, 8, 17), None, None, 10**14]
    assert [cell.value for cell in page[2]] == expected
    assert (page["A1"].font.bold, page["A2"].font.bold, page.freeze_panes) == (True, False, "A2")
    assert [page.column_dimensions[letter].width for letter in "ABC"] == [30, 8, 10]


def test_wide_sheets_and_long_texts_are_written(tmp_path):
    write_book(tmp_path / "a.xlsx", {"isi": Output([f"k{n}" for n in range(60)], [["x" * 40_000, *range(59)]])})
    sheet = read_book(tmp_path / "a.xlsx")["isi"]
    assert (sheet.header[59], sheet.rows[0][1][59], len(sheet.rows[0][1][0])) == ("k59", 58, 32767)


def test_what_is_no_value_of_a_cell_is_refused(tmp_path):
    for value in ([1], float("nan")):
        with pytest.raises(TypeError, match="cell"):
            write_book(tmp_path / "a.xlsx", {"isi": Output(["a"], [[value]])})


def test_lists_of_codes_are_separated_by_semicolons_commas_or_lines(tmp_path):
    columns = (Column("pilihan", "regions"), Column("bersama", "codes"), Column("kompetensi", "texts"))
    cells = ["33.03.01.2001, 3303012002;33.03.01.2003", "A1,A2\nA3", "Gizi, ibu dan anak; Air"]
    rows, problems, _ = read(workbook(tmp_path / "a.xlsx", [["pilihan", "bersama", "kompetensi"], cells]), columns)
    assert not problems
    assert rows[0]["pilihan"] == ("33.03.01.2001", "33.03.01.2002", "33.03.01.2003")
    assert rows[0]["bersama"] == ("A1", "A2", "A3")
    assert rows[0]["kompetensi"] == ("Gizi, ibu dan anak", "Air")


def test_a_title_above_the_header_is_named_in_one_line(tmp_path):
    page = [["DAFTAR ORANG 2026"], ["Universitas Bumi"], [], ["nim", "umur"], ["A1", 20], ["A2", 21]]
    rows, problems, _ = read(workbook(tmp_path / "a.xlsx", page))
    assert rows == []
    assert [problem.what for problem in problems] == ["judul kolom tampaknya di baris 4"]
    assert "Hapus semua baris di atas baris 4" in problems[0].remedy


@pytest.mark.parametrize(
    ("cell", "place"),
    [("XFD1048576", "baris 1048576 kolom XFD"), ("AZ900000", "kolom AZ"), ("A1048576", "baris 1048576 kolom A")],
)
def test_a_cell_far_outside_the_table_is_named_and_not_read(tmp_path, cell, place):
    path = workbook(tmp_path / "a.xlsx", [["nim", "umur"], ["A1", 20]], "Orang & lain")
    book = openpyxl.load_workbook(path)
    book.active[cell] = " "
    book.save(path)
    with pytest.raises(BadSheets) as caught:
        read_book(path)
    assert place in str(caught.value)
    assert "«Orang & lain»" in str(caught.value)
    assert "kolom Z" not in str(caught.value)


def test_a_list_of_nothing_but_separators_is_an_empty_cell(tmp_path):
    columns = (Column("nim", "code"), Column("bidang", "texts"))
    _, problems, _ = read(workbook(tmp_path / "a.xlsx", [["nim", "bidang"], ["A1", " ; "]]), columns)
    assert "tidak menyebut apa pun" in problems[0].what


def test_a_number_in_a_sentence_is_written_with_a_comma():
    assert [figure(x) for x in (2.5, 3.0, 0.004, -0.001, 12.345)] == ["2,5", "3", "0", "0", "12,35"]
    assert figure(1 / 3, 3) == "0,333"
    assert figure(100.0, 0) == "100"
