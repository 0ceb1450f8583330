"""What is said about a placement is true: reasons, prices of rules and seats, wishes out of reach, changes, moves."""

import dataclasses
import re
import shutil

import numpy as np
import openpyxl
import pytest

from simpul.allocation import generate_placement as generate
from simpul.allocation import placement_report
from simpul.allocation.placement_changes import _candidates, changes, rule_prices
from simpul.allocation.placement_sheets import build, read, region_places
from simpul.allocation.sheets import BadSheets, read_book
from simpul.allocation.solver.check_placement import check, true_value
from simpul.allocation.solver.placement.breaches import breaches
from simpul.allocation.solver.placement.counts import contradictions
from simpul.allocation.solver.placement.explain import need_reasons, student_reasons
from simpul.allocation.solver.placement.solve import NoPlacement, solve
from simpul.cli.main import main
from simpul.cli.sample_place import write
from tests.allocation.placement_cases import best_of_all, places, rows, tiny


def solved(seeds):
    """Tiny placements that exist, without elastic rules."""
    for seed in seeds:
        tables = tiny(seed)
        if any(row["sifat"] == "lentur" for row in tables.rules):
            continue
        try:
            yield tables, solve(build(tables, places))
        except (NoPlacement, BadSheets):
            continue


def who_of(found):
    return {nim: found.problem.villages[v] for nim, v in zip(found.problem.nim, found.village, strict=True)}


def worth(tables, who):
    return float(true_value(tables.students, tables.needs, tables.skills, who))


def test_no_single_move_meets_a_wish_that_is_said_to_be_out_of_reach():
    said = 0
    for tables, found in solved(range(500, 800)):
        who, wishes = who_of(found), {row["nim"]: row["pilihan"] for row in tables.students}
        for nim, reason in zip(found.problem.nim, student_reasons(found), strict=True):
            if "tidak mungkin tanpa" not in reason:
                continue
            said += 1
            for code in wishes[nim]:
                other = who | {nim: code}
                value = worth(tables, other)
                assert value < worth(tables, who) or check(*rows(tables), places, other, value)
    assert said > 10


def test_a_free_seat_in_the_wished_village_is_taken():
    tables = tiny(1)
    student = {**tables.students[0], "kode_wilayah_asal": "99.03.01", "jarak_maks_km": None, "tim_lama": None}
    student |= {"bersama": None, "terpisah": None, "hindari_risiko": None, "pilihan": None}
    codes = ["99.01.01.2001", "99.01.02.2001"]
    villages = [{**tables.villages[0], "kode_wilayah": code, "min": None, "maks": 3} for code in codes]
    wish = [None, None, (codes[1],), None]
    people = [{**student, "nim": f"N{n}", "pilihan": wish[n]} for n in range(4)]
    small = dataclasses.replace(tables, students=people, villages=villages, needs=[], rules=[])
    found = solve(build(small, places))
    assert who_of(found)["N2"] == codes[1]


def test_the_missing_people_of_a_field_are_counted_with_the_rule_that_keeps_them_out():
    told = 0
    for tables, found in solved(range(250)):
        who, programme = who_of(found), {row["nim"]: row["prodi"] for row in tables.students}
        for need, reason in enumerate(need_reasons(found)):
            counted = re.search(r"(\d+) dari (\d+) mahasiswa bidang ini di desa lain tidak boleh ke sini", reason)
            if counted is None:
                continue
            told += 1
            code = found.problem.villages[found.problem.need_village[need]]
            field = found.problem.fields[found.problem.need_field[need]]
            able = {row["prodi"] for row in tables.skills if row["bidang"] == field}
            others = [nim for nim in who if programme[nim] in able and who[nim] != code]
            barred = [
                nim
                for nim in others
                if f"{nim} tidak boleh di {code}" in check(*rows(tables), places, who | {nim: code}, 0)
            ]
            assert (int(counted[1]), int(counted[2])) == (len(barred), len(others))
    assert told > 1


def test_the_price_of_a_rule_lies_between_the_two_figures_shown():
    seen = 0
    for tables, found in solved(range(900, 1300)):
        if not tables.rules or len(tables.students) > 4:
            continue
        best = best_of_all(tables)
        for name, _, _, _, _, least, most, said in rule_prices(tables, places, found).rows:
            if least is None:
                assert "tidak ditemukan" in said
                continue
            without = dataclasses.replace(tables, rules=[row for row in tables.rules if row["nama"] != name])
            assert least - 1e-4 <= best_of_all(without) - best <= most + 1e-4
            seen += most > 0
    assert seen > 1


def test_one_more_seat_never_brings_more_than_is_shown():
    seen = 0
    for tables, found in solved(range(1300, 1550)):
        if len(tables.students) > 4:
            continue
        page = placement_report.sheets(tables, found)["kelompok"]
        shown = {row[1]: row[page.header.index("harga_tempat_maks")] for row in page.rows}
        for village in tables.villages:
            if village["maks"] is None or shown[village["kode_wilayah"]] is None:
                continue
            wider = [{**row, "maks": row["maks"] + 1} if row is village else row for row in tables.villages]
            best = best_of_all(dataclasses.replace(tables, villages=wider))
            assert best <= found.value / found.scale + shown[village["kode_wilayah"]] + 1e-3
            seen += 1
    assert seen > 5


def test_who_may_go_nowhere_is_not_counted_among_those_confined_to_few_villages():
    problem = generate.instance(60, 1)
    allowed = problem.allowed.copy()
    allowed[:21] = False
    allowed[5:21, 0] = True
    said = [reason.what for reason in contradictions(dataclasses.replace(problem, allowed=allowed))]
    assert sum("tidak boleh ditempatkan di desa mana pun" in what for what in said) == 5
    assert any(what.startswith("16 mahasiswa hanya boleh ke 1 desa") for what in said)


def test_one_person_breaking_two_elastic_rules_counts_twice_in_the_search_and_in_the_report():
    twice = 0
    soft = {"larangan_asal": "kabupaten", "jarak_maks_km": "5"}
    rules = [{"baris": 2, "nama": name, "nilai": value, "sifat": "lentur"} for name, value in soft.items()]
    for seed in range(60):
        P = build(dataclasses.replace(tiny(seed), rules=rules), places)
        for village in np.random.default_rng(seed).integers(0, P.size, (5, P.students)):
            paid = P.unwanted[np.arange(P.students), village]
            assert int(paid.sum()) == sum(breach.rule in soft for breach in breaches(P, village) if not breach.hard)
            twice += int((paid == 2).sum())
    assert twice > 10


def test_every_change_that_is_tried_could_help_and_none_is_tried_in_silence():
    tables, points = generate.tables(150, 3)
    found = solve(build(tables, points.get))
    P = found.problem
    full = 0
    for code, field in zip(P.need_village[:40], P.need_field[:40], strict=True):
        for words, altered in _candidates(tables, found, P.villages[code], P.fields[field]):
            wider = build(altered, points.get)
            if "mahasiswa" in words:
                new = next(n for n, nim in enumerate(wider.nim) if nim.endswith("-tambahan"))
                assert wider.allowed[new, code]
                assert re.search(r"\((laki-laki|perempuan), asal [\d.]+\)", words)
            if "anggota_maks" in words:
                full += 1
                assert wider.high[code] == P.high[code] + 1
    assert full
    lonely = [{**row, "prioritas": 1, "bidang": "tak ada"} for row in tables.needs[:1]]
    alone = dataclasses.replace(tables, needs=lonely, rules=[])
    page = changes(alone, points.get, solve(build(alone, points.get)), 1)
    assert page.rows[0][6] == "tidak ada yang dapat dicoba"
    assert not page.rows[0][7].endswith(": .")


def test_a_change_is_not_asked_for_where_an_equally_good_placement_serves_the_need(files):
    tables, points = read(files / "mahasiswa.xlsx", files / "desa.xlsx"), region_places()
    found = solve(build(tables, points))
    page = changes(tables, points, found, 4)
    free = [row for row in page.rows if row[6].startswith("tidak perlu")]
    assert free
    assert all("tanpa mengubah apa pun; nilai seluruhnya tetap 50." in row[7] for row in free)


@pytest.fixture
def files(tmp_path):
    write(tmp_path)
    return tmp_path


def place(folder, *more, out="hasil.xlsx"):
    return main(["place", str(folder / "mahasiswa.xlsx"), str(folder / "desa.xlsx"), "-o", str(folder / out), *more])


def alter(path, sheet, change):
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)


def test_who_left_may_still_be_named_as_somebody_to_stay_apart_from(files):
    def rival(page):
        page["I1"], page["I2"], page["J1"], page["J4"] = "terpisah", "H2300002", "bersama", "H2300002"

    alter(files / "mahasiswa.xlsx", "mahasiswa", rival)
    assert place(files, out="lama.xlsx") == 0
    alter(files / "mahasiswa.xlsx", "mahasiswa", lambda page: page.delete_rows(3))
    assert place(files, "--previous", str(files / "lama.xlsx")) == 0


def test_a_repair_names_the_rule_by_which_somebody_had_to_move(files):
    assert place(files, out="lama.xlsx") == 0
    villages = {str(cells[0]) for _, cells in read_book(files / "desa.xlsx")["desa"].rows}
    district = sorted(villages)[0][:8]
    alter(files / "mahasiswa.xlsx", "mahasiswa", lambda page: page.__setitem__("F2", f"{district}.2001"))
    old = {cells[0]: cells[5] for _, cells in read_book(files / "lama.xlsx")["penempatan"].rows}
    there = next(number for number, code in enumerate(old.values(), 2) if str(code).startswith(district))
    alter(files / "lama.xlsx", "penempatan", lambda page: page.__setitem__(f"A{there}", "H2300001"))
    alter(files / "lama.xlsx", "penempatan", lambda page: drop_other(page, "H2300001", there))
    assert place(files, "--previous", str(files / "lama.xlsx")) == 0
    moves = {cells[0]: cells[5] for _, cells in read_book(files / "hasil.xlsx")["perpindahan"].rows}
    assert moves["H2300001"] == "Tidak boleh lagi di desa lamanya (larangan_asal)."
    assert not any("pribadi" in why for why in moves.values())


def drop_other(page, nim, kept):
    for row in range(page.max_row, 1, -1):
        if page.cell(row, 1).value == nim and row != kept:
            page.delete_rows(row)


def test_prices_against_a_repair_are_refused(files, capsys):
    assert place(files, out="lama.xlsx") == 0
    with pytest.raises(SystemExit) as caught:
        place(files, "--previous", str(files / "lama.xlsx"), "--explain", "1")
    assert caught.value.code == 2
    assert "--explain tidak dapat digabung dengan --previous" in capsys.readouterr().err


def test_no_result_overwrites_a_sheet_that_is_read_nor_the_report(files, capsys):
    shutil.copy(files / "mahasiswa.xlsx", files / "m.xlsx")
    before = (files / "mahasiswa.xlsx").read_bytes()
    assert place(files, out="mahasiswa.xlsx") == 2
    assert place(files, out="../" + files.name + "/desa.xlsx") == 2
    assert place(files, "--report", str(files / "hasil.xlsx")) == 2
    assert place(files, "--report", str(files / "mahasiswa.xlsx")) == 2
    assert capsys.readouterr().err.count("menimpa") == 3
    assert (files / "mahasiswa.xlsx").read_bytes() == before
    (files / "d.xlsx").mkdir()
    assert place(files, out="d.xlsx") == 2
    assert "itu nama sebuah folder" in capsys.readouterr().err


def test_the_summary_holds_numbers_and_sentences_the_indonesian_comma(files):
    assert place(files) == 0
    book = read_book(files / "hasil.xlsx")
    summary = dict(cells for _, cells in book["ringkasan"].rows)
    for name in ("Nilai penempatan", "Selisih terhadap batas atas (%)", "Orang terlayani", "Orang diminta"):
        assert isinstance(summary[name], float)
    assert not any(
        re.search(r"\d\.\d+%", str(cell)) for sheet in book.values() for _, row in sheet.rows for cell in row
    )
