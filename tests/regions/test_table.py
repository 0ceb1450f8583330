"""The packaged table: complete, consistent, and read without Django."""

import subprocess
import sys
import time
from collections import Counter

import pytest

from simpul.regions import codes, table


def test_the_table_has_the_counts_of_the_decree():
    counts = Counter(row.kind for row in table.rows())
    assert counts == {
        "provinsi": 38,
        "kabupaten": 416,
        "kota": 98,
        "kecamatan": 7285,
        "kelurahan": 8496,
        "desa": 75252,
        "desa adat": 14,
    }


@pytest.mark.parametrize(
    ("code", "kecamatan", "kelurahan", "desa"),
    [("18.01", 17, 4, 256), ("64.08", 18, 2, 139), ("33.03", 18, 15, 224), ("73.11", 7, 15, 40), ("19.71", 7, 42, 0)],
)
def test_the_five_founding_regions_have_their_counts(code, kecamatan, kelurahan, desa):
    counts = Counter(row.kind for row in table.rows() if row.code.startswith(code + "."))
    assert (counts["kecamatan"], counts["kelurahan"], counts["desa"]) == (kecamatan, kelurahan, desa)


def test_every_region_has_its_parents_before_it_and_a_kind_that_fits_its_code():
    seen = set()
    for row in table.rows():
        above = codes.parent_of(row.code)
        assert above is None or above in seen
        assert row.kind == codes.kind_of_code(row.code)
        assert row.name == row.name.strip() != ""
        seen.add(row.code)


@pytest.mark.parametrize("code", ["3303", "33.03", 3303, 3303.0, 33.03, " 3303 "])
def test_a_code_is_understood_with_and_without_dots_and_as_a_number(code):
    assert table.normal(code) == "33.03"
    assert table.name_of(code) == "Kabupaten Purbalingga"
    assert table.kind_of(code) == "kabupaten"


def test_a_spreadsheets_lost_closing_zero_is_restored():
    assert table.normal(33.1) == "33.10"


@pytest.mark.parametrize(
    "code",
    [
        None,
        True,
        "",
        "3",
        "333",
        "33.0",
        "33.3.3",
        "33\x00",
        "٣٣",
        -3303,
        10**400,
        float("nan"),
        float("inf"),
        b"33",
        [],
        {},
        "3" * 10**6,
        33.123,
    ],
)
def test_what_is_no_code_is_answered_with_nothing(code):
    assert table.normal(code) is None
    assert table.name_of(code) is None
    assert table.kind_of(code) is None
    assert table.coordinates(code) is None
    assert table.coordinates_source(code) is None
    assert table.parents(code) == []
    assert table.path_of(code) == ""
    assert table.children(code if code is not None else "") == []


def test_a_code_of_the_right_shape_may_still_be_unknown():
    assert table.normal("99.99") == "99.99"
    assert table.name_of("99.99") is None


def test_a_village_shows_the_regions_above_it():
    assert table.parents("3303012001") == ["33.03.01", "33.03", "33"]
    assert table.path_of("33.03.01.2001") == "Kec. Kemangkon, Kab. Purbalingga, Jawa Tengah"


def test_a_village_without_coordinates_takes_the_mean_of_its_siblings_and_says_so():
    orphan = next(row for row in table.rows() if row.latitude is None)
    siblings = [row for row in table.children(codes.parent_of(orphan.code)) if row.latitude is not None]
    latitude, longitude = table.coordinates(orphan.code)
    assert table.coordinates_source(orphan.code) == "siblings"
    assert latitude == pytest.approx(sum(row.latitude for row in siblings) / len(siblings))
    assert longitude == pytest.approx(sum(row.longitude for row in siblings) / len(siblings))


def test_a_village_alone_without_coordinates_takes_its_parents(monkeypatch):
    alone = {
        "33": table.Row("33", "provinsi", "Awan", -7.0, 110.0),
        "33.01": table.Row("33.01", "kabupaten", "Awan", None, None),
    }
    monkeypatch.setattr(table, "_table", lambda: alone)
    monkeypatch.setattr(table, "_children", lambda: {None: [alone["33"]], "33": [alone["33.01"]]})
    assert (table.coordinates("33.01"), table.coordinates_source("33.01")) == ((-7.0, 110.0), "parent")


def test_every_region_can_be_placed_within_indonesia():
    sources = Counter()
    for row in table.rows():
        latitude, longitude = table.coordinates(row.code)
        assert -11.1 < latitude < 6.1
        assert 94.9 < longitude < 141.1
        sources[table.coordinates_source(row.code)] += 1
    assert sources == {"own": 91216, "siblings": 383}


def test_the_table_loads_fast_and_without_django():
    code = (
        "import sys, time; start = time.process_time(); from simpul.regions import table; "
        "table.name_of('3303'); print(time.process_time() - start); "
        "assert not any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules)"
    )
    # Processor seconds, the best of three: other work on the machine is not the table's fault.
    seconds = min(
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
        for _ in range(3)
    )
    assert seconds < 0.5


def test_a_second_look_costs_nothing():
    table.name_of("3303")
    start = time.perf_counter()
    for _ in range(1000):
        table.name_of("3303012001")
    assert time.perf_counter() - start < 0.2
