"""`simpul select`: two sheets in, a defensible selection out; everything wrong is named with its place and remedy."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest

from simpul.allocation.sheets import Output, read_book, write_book
from simpul.cli import main as cli
from simpul.cli import sample_select
from simpul.cli.select import run

PEOPLE = [
    ["a", "Awan Satu", 90, "L", "Utara"],
    ["b", "Awan Dua", 85.5, "L", "Utara"],
    ["c", "Awan Tiga", 80, "P", "Selatan"],
    ["d", "Awan Empat", 80, "P", "Selatan"],
    ["e", "Awan Lima", 70.25, "L", "Selatan"],
    ["f", "Awan Enam", 60, "P", "Utara"],
]
PEOPLE_HEADER = ["id", "nama", "nilai", "jenis_kelamin", "kecamatan"]
RULES = [["jumlah", 3, None, None], ["jenis_kelamin", "P", 1, 2], ["kecamatan", "Selatan", 1, 2]]
RULES_HEADER = ["kategori", "nilai", "min", "maks"]


def book(path: Path, name: str, header: list, rows: list) -> Path:
    write_book(path, {name: Output(header, rows)})
    return path


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return book(tmp_path / "pelamar.xlsx", "pelamar", PEOPLE_HEADER, PEOPLE)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return book(tmp_path / "aturan.xlsx", "aturan", RULES_HEADER, RULES)


def table(path: Path, name: str) -> list[dict]:
    sheet = read_book(path)[name.replace(" ", "_")]
    return [dict(zip(sheet.header, cells, strict=False)) for _, cells in sheet.rows]


def refused(capsys: pytest.CaptureFixture[str], *argv: object) -> str:
    assert run([str(word) for word in argv]) == 2
    return capsys.readouterr().err


def test_two_workbooks_give_a_selection_with_reasons(people: Path, rules: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "hasil.xlsx", tmp_path / "laporan.json"
    assert run([str(people), str(rules), "-o", str(out), "--seed", "7", "--report", str(report)]) == 0
    chosen = table(out, "terpilih")
    assert {"a", "b"} <= {row["id"] for row in chosen}
    assert len(chosen) == 3
    assert all(row["alasan"] and row["pengganti"] for row in chosen)
    assert {"c", "d"} & {row["id"] for row in table(out, "undian") if "id" in row} == set()
    refused_rows = table(out, "tidak terpilih")
    assert {row["id"] for row in refused_rows} | {row["id"] for row in chosen} == set("abcdef")
    assert all(row["alasan"] and row["perubahan"] for row in refused_rows)
    assert any("undian" in row["alasan"] for row in refused_rows)
    assert [row["urutan"] for row in table(out, "cadangan")] == [
        float(n + 1) for n in range(len(table(out, "cadangan")))
    ]
    quotas = {(row["kategori"], row["nilai"]): row for row in table(out, "kuota")}
    assert quotas["jenis_kelamin", "P"]["terpilih"] == 1
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert figures["value"] == figures["bound"] == 255.5
    assert figures["bound_by_prices"] >= figures["bound"]
    assert (figures["gap"], figures["violations"]) == (0.0, 0)
    assert {"hash", "seconds", "seed"} <= set(figures)


def test_the_seed_decides_between_equals_and_the_same_seed_gives_the_same_file(
    people: Path, rules: Path, tmp_path: Path
) -> None:
    winners = {}
    for seed in range(12):
        out = tmp_path / f"{seed}.xlsx"
        assert run([str(people), str(rules), "-o", str(out), "--seed", str(seed)]) == 0
        winners[seed] = next(row["id"] for row in table(out, "terpilih") if row["id"] in "cd")
    assert set(winners.values()) == {"c", "d"}
    again = tmp_path / "lagi.xlsx"
    run([str(people), str(rules), "-o", str(again), "--seed", "3"])
    assert again.read_bytes() == (tmp_path / "3.xlsx").read_bytes()


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_rows_of_both_sheets_is_irrelevant(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    header = ["id", "nilai", "a", "b", "c"]
    folk = [[f"p{n:02}", chance.randint(1, 4), *(chance.choice("xyz") for _ in "abc")] for n in range(14)]
    quotas = []
    for category in "abc":
        for value in "xyz":
            there = sum(row["abc".index(category) + 2] == value for row in folk)
            if there:
                quotas.append([category, value, min(1, there), None if value == "x" else 3])
    quotas.append(["a", "jarang", None, 1])
    for name in ("satu", "dua"):
        chance.shuffle(folk)
        chance.shuffle(quotas)
        left = book(tmp_path / "pelamar.xlsx", "pelamar", header, folk)
        right = book(tmp_path / "aturan.xlsx", "aturan", RULES_HEADER, [["jumlah", 5, None, None], *quotas])
        run([str(left), str(right), "-o", str(tmp_path / f"{name}.xlsx"), "--seed", "7"])
    assert (tmp_path / "satu.xlsx").read_bytes() == (tmp_path / "dua.xlsx").read_bytes()


def test_csv_goes_in_and_out(tmp_path: Path) -> None:
    for name, header, rows in (("pelamar", PEOPLE_HEADER, PEOPLE), ("aturan", RULES_HEADER, RULES)):
        with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
    out = tmp_path / "hasil"
    assert run([str(tmp_path / "pelamar.csv"), str(tmp_path / "aturan.csv"), "-o", str(out)]) == 0
    assert {"terpilih.csv", "cadangan.csv", "tidak terpilih.csv", "kuota.csv", "ringkasan.csv"} <= {
        f.name for f in out.iterdir()
    }


@pytest.mark.parametrize("row", [["jumlah", 3, None, None], ["Jumlah", None, 3, 3], ["jumlah", None, None, 3]])
def test_the_seats_may_stand_in_a_row(row: list, people: Path, tmp_path: Path) -> None:
    rules = book(tmp_path / "r.xlsx", "aturan", RULES_HEADER, [*RULES[1:], row])
    assert run([str(people), str(rules), "-o", str(tmp_path / "o.xlsx")]) == 0
    assert len(table(tmp_path / "o.xlsx", "terpilih")) == 3


def test_the_seats_may_stand_in_a_column(people: Path, tmp_path: Path) -> None:
    rows = [[*RULES[1], 3], [*RULES[2], None]]
    rules = book(tmp_path / "r.xlsx", "aturan", [*RULES_HEADER, "jumlah"], rows)
    assert run([str(people), str(rules), "-o", str(tmp_path / "o.xlsx")]) == 0
    assert len(table(tmp_path / "o.xlsx", "terpilih")) == 3


@pytest.mark.parametrize("sheet", [Output(["jumlah"], [[3]]), Output(["3"], [])])
def test_the_seats_may_stand_in_a_sheet_of_their_own(sheet: Output, people: Path, tmp_path: Path) -> None:
    write_book(tmp_path / "r.xlsx", {"aturan": Output(RULES_HEADER, RULES[1:]), "jumlah": sheet})
    assert run([str(people), str(tmp_path / "r.xlsx"), "-o", str(tmp_path / "o.xlsx")]) == 0
    assert len(table(tmp_path / "o.xlsx", "terpilih")) == 3


def test_the_seats_may_stand_on_the_command_line(people: Path, tmp_path: Path) -> None:
    rules = book(tmp_path / "r.xlsx", "aturan", RULES_HEADER, RULES[1:])
    assert run([str(people), str(rules), "-o", str(tmp_path / "o.xlsx"), "--jumlah", "3"]) == 0
    assert len(table(tmp_path / "o.xlsx", "terpilih")) == 3


BAD_RULES = {
    "tanpa jumlah": (RULES[1:], ["jumlah yang dipilih tidak disebut"]),
    "jumlah bertentangan": ([*RULES, ["jumlah", 4, None, None]], ["baris 5", "bertentangan"]),
    "jumlah bukan angka": ([["jumlah", "tiga", None, None]], ["baris 2", "bukan bilangan bulat"]),
    "terlalu banyak": ([["jumlah", 9, None, None]], ["diminta 9 orang, pelamarnya 6"]),
    "min melebihi maks": (
        [*RULES[:1], ["kecamatan", "Utara", 3, 2]],
        ["baris 3", "kolom «min»", "min 3 melebihi maks 2"],
    ),
    "min melebihi pelamar": (
        [*RULES[:1], ["kecamatan", "Utarra", 1, None]],
        ["baris 3", "pelamarnya 0", "periksa ejaannya"],
    ),
    "kategori tidak ada": ([*RULES, ["usia", "muda", 1, None]], ["lembar «pelamar»", "kolom «usia»", "Tambahkan"]),
    "kuota ganda": ([*RULES, ["kecamatan", "selatan", 1, None]], ["baris 5", "sudah ada di baris 4"]),
    "tanpa batas": ([*RULES[:1], ["kecamatan", "Utara", None, None]], ["baris 3", "tanpa batas"]),
    "teks di kolom angka": (
        [*RULES[:1], ["kecamatan", "Utara", "dua", None]],
        ["baris 3", "kolom «min»", "bukan angka"],
    ),
    "jumlah min": (
        [*RULES[:1], ["kecamatan", "Utara", 2, None], ["kecamatan", "Selatan", 2, None]],
        ["jumlah min", "sebanyak 1"],
    ),
    "jumlah maks": (
        [*RULES[:1], ["jenis_kelamin", "P", None, 1], ["jenis_kelamin", "L", None, 1]],
        ["diminta 3", "sebanyak 1"],
    ),
    "bersama mustahil": (
        [["jumlah", 2, None, None], ["kecamatan", "Utara", 2, None], ["jenis_kelamin", "P", 2, None]],
        ["baris 4", "pelonggaran terkecil", "menjadi 1"],
    ),
    "kolom id sebagai kategori": ([*RULES, ["id", "a", 1, None]], ["baris 5", "bukan kategori"]),
}


@pytest.mark.parametrize("name", BAD_RULES)
def test_bad_rules_are_named(name: str, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, expected = BAD_RULES[name]
    rules = book(tmp_path / "r.xlsx", "aturan", RULES_HEADER, rows)
    said = refused(capsys, people, rules, "-o", tmp_path / "o.xlsx")
    for words in expected:
        assert words in said
    assert not (tmp_path / "o.xlsx").exists()


BAD_PEOPLE = {
    "id ganda": ([*PEOPLE, PEOPLE[0]], ["baris 8", "kolom «id»", "sudah dipakai di baris 2"]),
    "nilai teks": ([*PEOPLE, ["g", "Awan", "baik", "L", "Utara"]], ["baris 8", "kolom «nilai»", "bukan angka"]),
    "kategori kosong": (
        [*PEOPLE, ["g", "Awan", 70, None, "Utara"]],
        ["baris 8", "kolom «jenis_kelamin»", "sel kosong"],
    ),
    "lembar kosong": ([], ["pelamar", "paling sedikit satu baris"]),
    "nilai terlalu besar": ([*PEOPLE, ["g", "Awan", 10**14, "L", "Utara"]], ["nilai terlalu besar"]),
}


@pytest.mark.parametrize("name", BAD_PEOPLE)
def test_bad_applicants_are_named(name: str, rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, expected = BAD_PEOPLE[name]
    people = book(tmp_path / "p.xlsx", "pelamar", PEOPLE_HEADER, rows)
    said = refused(capsys, people, rules, "-o", tmp_path / "o.xlsx")
    for words in expected:
        assert words in said


def test_a_missing_file_and_a_missing_folder_are_named(
    people: Path, rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "berkas tidak ditemukan" in refused(capsys, tmp_path / "tiada.xlsx", rules, "-o", tmp_path / "o.xlsx")
    blocked = tmp_path / "berkas"
    blocked.write_text("bukan folder")
    assert "tidak dapat ditulis" in refused(capsys, people, rules, "-o", blocked / "o.xlsx")


def test_long_decimals_are_rounded_with_a_note(rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [[*PEOPLE[0][:2], 214 / 3, *PEOPLE[0][3:]], *PEOPLE[1:]]
    people = book(tmp_path / "p.xlsx", "pelamar", PEOPLE_HEADER, rows)
    assert run([str(people), str(rules), "-o", str(tmp_path / "o.xlsx")]) == 0
    assert "4 desimal" in capsys.readouterr().err


def test_a_formula_in_a_name_stays_text(rules: Path, tmp_path: Path) -> None:
    rows = [["a", "=1+1", *PEOPLE[0][2:]], *PEOPLE[1:]]
    people = book(tmp_path / "p.xlsx", "pelamar", PEOPLE_HEADER, rows)
    assert run([str(people), str(rules), "-o", str(tmp_path / "o.xlsx")]) == 0
    assert "=1+1" in [row["nama"] for row in table(tmp_path / "o.xlsx", "terpilih")]


def test_the_sample_is_accepted_at_once(tmp_path: Path) -> None:
    assert cli.main(["sample", "select", str(tmp_path)]) == 0
    argv = ["select", str(tmp_path / "pelamar.xlsx"), str(tmp_path / "aturan.xlsx"), "-o", str(tmp_path / "hasil.xlsx")]
    assert cli.main(argv) == 0
    assert len(table(tmp_path / "hasil.xlsx", "terpilih")) == 30
    drawn = table(tmp_path / "hasil.xlsx", "undian")
    tickets = [value for name, value in drawn[-1].items() if name.startswith("susunan")]
    assert drawn[-1]["nilai"] == "jumlah tiket"
    assert sum(tickets) == drawn[-1]["terpilih"] == 1_000_000
    assert len(sample_select.sample_books()["pelamar.xlsx"]["pelamar"].rows) == 120


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["--help"])
    assert stopped.value.code == 0
    assert "simpul select contoh/pelamar.xlsx" in capsys.readouterr().out


def test_a_missing_option_is_explained_in_indonesian(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["a.xlsx", "b.xlsx"])
    assert stopped.value.code == 2
    assert "wajib belum diisi" in capsys.readouterr().err


def test_numbers_as_ids_stay_numbers(rules: Path, tmp_path: Path) -> None:
    people = book(tmp_path / "p.xlsx", "pelamar", PEOPLE_HEADER, [[n, *row[1:]] for n, row in enumerate(PEOPLE, 101)])
    assert run([str(people), str(rules), "-o", str(tmp_path / "o.xlsx")]) == 0
    chosen, others = (table(tmp_path / "o.xlsx", name) for name in ("terpilih", "tidak terpilih"))
    assert {row["id"] for row in chosen + others} == set(range(101, 107))


def test_the_seats_may_stand_alone_in_a_row_of_the_column_jumlah(people: Path, tmp_path: Path) -> None:
    header = [*RULES_HEADER, "jumlah"]
    alone = book(
        tmp_path / "r.xlsx", "aturan", header, [[None, None, None, None, 3], ["kecamatan", "Utara", 1, 2, None]]
    )
    assert run([str(people), str(alone), "-o", str(tmp_path / "o.xlsx")]) == 0
    assert len(table(tmp_path / "o.xlsx", "terpilih")) == 3


def test_a_quota_without_a_category_is_named(people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nameless = book(tmp_path / "r.xlsx", "aturan", RULES_HEADER, [["jumlah", 3, None, None], [None, "P", 1, None]])
    said = refused(capsys, people, nameless, "-o", tmp_path / "baru" / "o.xlsx")
    assert "baris 3, kolom «kategori»" in said
    assert not (tmp_path / "baru").exists()


def test_a_refused_number_is_named_once_and_no_reserve_list_is_shorter_than_nothing(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = book(
        tmp_path / "r.xlsx", "aturan", RULES_HEADER, [["jumlah", 3, None, None], ["kecamatan", "Utara", -1, None]]
    )
    assert "Ada 1 hal" in refused(capsys, people, bad, "-o", tmp_path / "o.xlsx")
    none = book(tmp_path / "n.xlsx", "aturan", RULES_HEADER, [["jumlah", 0, None, None]])
    assert "bukan bilangan bulat mulai dari 1" in refused(capsys, people, none, "-o", tmp_path / "o.xlsx")
    with pytest.raises(SystemExit) as caught:
        run([str(people), str(bad), "-o", str(tmp_path / "o.xlsx"), "--cadangan", "-1"])
    assert caught.value.code == 2


def test_a_selection_overwrites_none_of_its_sheets(
    people: Path, rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "menimpa" in refused(capsys, people, rules, "-o", people)
