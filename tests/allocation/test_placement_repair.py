"""After a change as few people as possible move; what a rule costs and what would change a need is verified by solving again."""

import dataclasses
import itertools

import numpy as np
import openpyxl
import pytest

from simpul.allocation import generate_placement as generate
from simpul.allocation.placement_changes import again, changes, rule_prices
from simpul.allocation.placement_report import complaints
from simpul.allocation.placement_sheets import build
from simpul.allocation.sheets import BadSheets, read_book
from simpul.allocation.solver.check_placement import check, true_value
from simpul.allocation.solver.placement.breaches import served
from simpul.allocation.solver.placement.repair import moved, repair
from simpul.allocation.solver.placement.solve import NoPlacement, solve
from simpul.cli.main import main
from simpul.cli.sample_place import write
from tests.allocation.placement_cases import places, rows, tiny


def before_of(problem, was):
    at = {code: number for number, code in enumerate(problem.villages)}
    return np.array([at.get(was.get(nim, ""), -1) for nim in problem.nim])


def was_of(found):
    return {nim: found.problem.villages[v] for nim, v in zip(found.problem.nim, found.village, strict=True)}


@pytest.fixture(scope="module")
def campus():
    tables, points = generate.tables(450, 7)
    return tables, points, solve(build(tables, points.get))


def repaired(campus, **change):
    tables, points, found = campus
    altered = dataclasses.replace(tables, **change)
    problem = build(altered, points.get)
    before = before_of(problem, was_of(found))
    after = repair(problem, before)
    assert complaints(altered, points.get, after) == []
    return before, after


def test_nothing_moves_when_nothing_changed(campus):
    before, after = repaired(campus)
    assert len(moved(before, after.village)) == 0


def test_a_student_who_falls_ill_moves_at_most_a_few(campus):
    tables, _, found = campus
    smallest = found.problem.villages[int(np.bincount(found.village).argmin())]
    ill = next(nim for nim, code in was_of(found).items() if code == smallest)
    before, after = repaired(campus, students=[row for row in tables.students if row["nim"] != ill])
    assert len(moved(before, after.village)) <= 2


def test_a_village_that_drops_out_moves_its_own_people_first(campus):
    tables, _, found = campus
    gone = found.problem.villages[3]
    keep = {
        "villages": [r for r in tables.villages if r["kode_wilayah"] != gone],
        "needs": [r for r in tables.needs if r["kode_wilayah"] != gone],
    }
    before, after = repaired(campus, **keep)
    assert (before < 0).sum() == (found.village == 3).sum()
    assert len(moved(before, after.village)) <= 3


def test_a_newcomer_moves_nobody_while_there_is_room(campus):
    tables, _, _ = campus
    new = {**tables.students[0], "nim": "ZZ"}
    before, after = repaired(campus, students=[*tables.students, new])
    assert len(moved(before, after.village)) == 0


def test_on_tiny_problems_no_repair_moves_fewer():
    tried = 0
    for seed in range(400):
        tables = tiny(seed)
        try:
            found = solve(build(tables, places))
            gone = tables.students[-1]["nim"]
            altered = dataclasses.replace(tables, students=[row for row in tables.students if row["nim"] != gone])
            problem = build(altered, places, after_change=True)
            before = before_of(problem, was_of(found))
            after = repair(problem, before)
        except (NoPlacement, BadSheets):
            continue
        fewest = fewest_moves(altered, was_of(found))
        assert len(moved(before, after.village)) == fewest
        tried += 1
        if tried == 25:
            return
    raise AssertionError("too few feasible cases")


def fewest_moves(tables, was):
    nims = [row["nim"] for row in tables.students]
    best = None
    for guess in itertools.product([row["kode_wilayah"] for row in tables.villages], repeat=len(nims)):
        moves = sum(was[nim] != code for nim, code in zip(nims, guess, strict=True))
        if best is None or moves < best:
            who = dict(zip(nims, guess, strict=True))
            value = float(true_value(tables.students, tables.needs, tables.skills, who))
            if not check(*rows(tables), places, who, value):
                best = moves
    return best


def test_every_change_that_is_shown_is_true():
    tables, points = generate.tables(150, 3)
    found = solve(build(tables, points.get))
    page = changes(tables, points.get, found, 3)
    assert len(page.rows) == 3
    for code, _, field, _, _, done, change, _ in page.rows:
        if not change.startswith("prioritas"):
            continue
        priority = int(change.rsplit(" ", 1)[1])
        needs = [
            {**row, "prioritas": priority} if (row["kode_wilayah"], row["bidang"]) == (code, field) else row
            for row in tables.needs
        ]
        other = again(dataclasses.replace(tables, needs=needs), points.get, 0)
        at = [
            n
            for n in range(len(needs))
            if other.problem.villages[other.problem.need_village[n]] == code
            and other.problem.fields[other.problem.need_field[n]] == field
        ]
        assert served(other.problem, other.village)[at[0]] > done


def test_the_price_of_a_rule_is_what_dropping_it_wins():
    tables, points = generate.tables(150, 1, faculties=6)
    narrow = [{**row, "nilai": "1"} if row["nama"] == "maks_per_prodi" else row for row in tables.rules]
    tables = dataclasses.replace(tables, rules=narrow)
    found = solve(build(tables, points.get))
    page = rule_prices(tables, points.get, found)
    price = {row[0]: row[5:7] for row in page.rows}
    assert price["maks_per_prodi"][0] <= 2.2833 <= price["maks_per_prodi"][1]
    assert all(0 <= least <= most for least, most in price.values())


def test_the_command_repairs_and_says_who_moved(tmp_path):
    write(tmp_path)
    students, villages = str(tmp_path / "mahasiswa.xlsx"), str(tmp_path / "desa.xlsx")
    assert main(["place", students, villages, "-o", str(tmp_path / "lama.xlsx")]) == 0
    book = openpyxl.load_workbook(students)
    book["mahasiswa"].delete_rows(2)
    book.save(students)
    assert (
        main(
            ["place", students, villages, "-o", str(tmp_path / "baru.xlsx"), "--previous", str(tmp_path / "lama.xlsx")]
        )
        == 0
    )
    page = read_book(tmp_path / "baru.xlsx")["perpindahan"]
    said = {cells[0]: cells[5] for _, cells in page.rows}
    assert said.pop("H2300001") == "Tidak ada lagi di daftar mahasiswa."
    assert len(said) <= 3


def test_the_command_explains_prices_of_rules_and_smallest_changes(tmp_path):
    write(tmp_path)
    files = [str(tmp_path / name) for name in ("mahasiswa.xlsx", "desa.xlsx")]
    assert main(["place", *files, "-o", str(tmp_path / "hasil.xlsx"), "--explain", "1"]) == 0
    book = read_book(tmp_path / "hasil.xlsx")
    assert len(book["perubahan"].rows) == 1
    assert len(book["harga_aturan"].rows) == 7
