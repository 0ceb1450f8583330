"""Decrees change the table: old versions stay, know what they became, and a file with one mistake changes nothing."""

import dataclasses
import datetime as dt
import json

import pytest

from simpul.cli import regions as command
from simpul.core.actors import ANYONE
from simpul.core.refusals import Refused
from simpul.regions import actions, table
from simpul.regions.models import Region, Succession
from simpul.register.models import Event

from .conftest import AT, OFFICER

DAY = dt.date(2027, 3, 1)
EVE = dt.date(2027, 2, 28)
DECREE = "Kepmendagri 1/2027"
KEC = "33.03.01"
ONE, TWO, THREE = f"{KEC}.2001", f"{KEC}.2002", f"{KEC}.2003"


def row(verb, code, nama="", menjadi="", asal="", **more):
    return {"perubahan": verb, "kode": code, "nama": nama, "menjadi": menjadi, "asal": asal, **more}


def bring(*rows, by=OFFICER, day=DAY, decree=DECREE, dry_run=False):
    return actions.import_decree(rows, by=by, at=AT, decree=decree, effective=day, dry_run=dry_run)


def codes(refusals):
    return [refusal.code for refusal in refusals]


@pytest.fixture
def purbalingga(small):
    actions.load(by=OFFICER, at=AT, rows=small)


def held(code, day=DAY):
    return Region.objects.find(code, on=day)


def test_a_rename_closes_the_old_version_and_links_it_to_the_new(purbalingga):
    before = held(ONE, EVE)
    assert bring(row("ganti_nama", "3303012001", "Awan Jaya")) == actions.Imported(1, 1, 1)
    assert held(ONE, EVE) == before
    assert held(ONE).name == "Awan Jaya"
    assert list(before.successors.all()) == [held(ONE)]
    assert (held(ONE).valid_from, held(ONE).decree) == (DAY, DECREE)
    assert (held(ONE).latitude, held(ONE).longitude) == (before.latitude, before.longitude)
    assert "Awan Jaya" in [region.name for region in Region.objects.search("awan jya", on=DAY)]


def test_the_versions_of_a_code_are_told_latest_first(purbalingga):
    bring(row("ganti_nama", ONE, "Awan"))
    bring(row("ganti_nama", ONE, "Bumi"), day=dt.date(2028, 1, 1), decree="Kepmendagri 2/2028")
    assert [version.name for version in Region.objects.versions("3303012001")] == ["Bumi", "Awan", "Kedungbenda"]
    assert [version.name for version in Region.objects.filter(code=ONE)] == ["Kedungbenda", "Awan", "Bumi"]
    assert not Region.objects.versions("\x00").exists()


def test_a_renamed_kabupaten_shows_in_the_paths_below_and_is_found_there(purbalingga):
    village = held(ONE)
    bring(row("ganti nama", "33.03", "Kabupaten Perwira"))
    assert str(held(ONE)) == "Desa Kedungbenda, Kec. Kemangkon, Kab. Perwira, Jawa Tengah"
    assert held(ONE).pk == village.pk
    assert held(KEC).parent == held("33.03")
    assert held(ONE) in Region.objects.search("kedungbenda perwira", on=DAY)


def test_a_split_keeps_the_old_version_and_those_who_refer_to_it(purbalingga):
    mother = held(ONE, EVE)
    done = bring(
        row("pecah", ONE, menjadi=f"{KEC}.2091; {KEC}.2092"),
        row("baru", f"{KEC}.2091", "Awan Lor", lintang="-7,45", bujur=109.35),
        row("baru", f"{KEC}.2092", "Awan Kidul"),
    )
    assert done == actions.Imported(1, 2, 2)
    mother.refresh_from_db()
    assert (mother.name, mother.valid_to, mother.ended_by) == ("Kedungbenda", EVE, DECREE)
    assert held(ONE) is None
    assert {region.name for region in mother.successors.all()} == {"Awan Lor", "Awan Kidul"}
    assert (held(f"{KEC}.2091").latitude, held(f"{KEC}.2091").longitude) == (-7.45, 109.35)
    assert str(held(f"{KEC}.2091")) == "Desa Awan Lor, Kec. Kemangkon, Kab. Purbalingga, Jawa Tengah"
    with pytest.raises(Exception, match="protected"):
        Succession.objects.first().predecessor.delete()


def test_a_mother_that_stays_after_the_split_gets_a_new_version(purbalingga):
    before = held(ONE, EVE)
    bring(row("pecah", ONE, menjadi=f"{ONE};{KEC}.2091"), row("baru", f"{KEC}.2091", "Awan Lor"))
    assert held(ONE) != before
    assert held(ONE).name == before.name
    assert set(before.successors.all()) == {held(ONE), held(f"{KEC}.2091")}


def test_a_new_village_may_be_taken_out_of_one_that_stays(purbalingga):
    mother = held(ONE)
    assert bring(row("baru", f"{KEC}.2091", "Awan Lor", asal=ONE)) == actions.Imported(0, 1, 1)
    assert held(ONE) == mother
    assert list(held(f"{KEC}.2091").predecessors.all()) == [mother]


def test_merged_villages_become_one(purbalingga):
    bring(
        row("gabung", ONE, menjadi=f"{KEC}.2091"),
        row("gabung", TWO, menjadi=f"{KEC}.2091"),
        row("baru", f"{KEC}.2091", "Awan"),
    )
    assert held(ONE) is None
    assert held(TWO) is None
    assert {region.code for region in held(f"{KEC}.2091").predecessors.all()} == {ONE, TWO}


def test_villages_may_merge_into_one_that_exists(purbalingga):
    bring(row("gabung", ONE, menjadi=TWO))
    assert list(held(ONE, EVE).successors.all()) == [held(TWO)]


def test_a_village_may_move_to_another_kecamatan(purbalingga):
    bring(row("pindah", ONE, menjadi="33.03.02.2091"), row("baru", "33.03.02.2091", "Kedungbenda"))
    assert held(ONE, EVE).successors.get().path.startswith("Kec. Bukateja")


def test_a_village_may_end_without_successor(purbalingga):
    assert bring(row("hapus", ONE)) == actions.Imported(1, 0, 0)
    assert held(ONE) is None
    assert held(ONE, EVE) is not None


def test_a_new_kecamatan_comes_with_its_villages_in_any_order(purbalingga):
    bring(row("baru", "33.03.99.2001", "Awan Baru"), row("baru", "33.03.99", "Awan"))
    assert str(held("33.03.99.2001")) == "Desa Awan Baru, Kec. Awan, Kab. Purbalingga, Jawa Tengah"
    assert held("33.03.99.2001").parent == held("33.03.99")


def test_a_code_may_be_given_to_another_village(purbalingga):
    bring(row("hapus", ONE), row("baru", ONE, "Bumi"))
    assert (held(ONE, EVE).name, held(ONE).name) == ("Kedungbenda", "Bumi")
    assert held(ONE, EVE).successors.count() == 0


def test_a_decree_leaves_one_event_with_its_counts(purbalingga):
    bring(row("ganti_nama", ONE, "Awan Jaya"))
    event = Event.objects.get(kind="regions.decree_imported")
    data = json.loads(event.text)["data"]
    assert (data["decree"], data["effective"], data["closed"], data["opened"]) == (DECREE, "2027-03-01", 1, 1)
    assert event.actor == OFFICER.key


WRONG = [
    ("region.verb_unknown", [row("ubah", ONE)]),
    ("region.code_shape", [row("hapus", "33.3")]),
    ("region.code_shape", [row("baru", f"{KEC}.9001", "Awan")]),
    ("region.code_shape", [row("hapus", None)]),
    ("region.name_missing", [row("ganti_nama", ONE)]),
    ("region.name_bad", [row("ganti_nama", ONE, "a" * 101)]),
    ("region.name_bad", [row("ganti_nama", ONE, "Awan\x00")]),
    ("region.code_list", [row("gabung", ONE, menjadi="33.03.x")]),
    ("region.degrees", [row("baru", f"{KEC}.2091", "Awan", lintang="selatan")]),
    ("region.degrees", [row("baru", f"{KEC}.2091", "Awan", lintang="91")]),
    ("region.degrees", [row("baru", f"{KEC}.2091", "Awan", bujur="nan")]),
    ("region.empty", []),
    ("region.twice", [row("hapus", ONE), row("ganti_nama", ONE, "Awan")]),
    ("region.twice", [row("baru", f"{KEC}.2091", "A"), row("baru", f"{KEC}.2091", "B")]),
    ("region.exists", [row("baru", ONE, "Awan")]),
    ("region.parent_missing", [row("baru", "33.03.99.2001", "Awan")]),
    ("region.origin_missing", [row("baru", f"{KEC}.2091", "Awan", asal=f"{KEC}.2092")]),
    ("region.not_found", [row("hapus", "33.03.99")]),
    ("region.same_name", [row("ganti_nama", ONE, "Kedungbenda")]),
    ("region.successor_count", [row("pecah", ONE, menjadi=TWO)]),
    ("region.successor_count", [row("hapus", ONE, menjadi=TWO)]),
    ("region.successor_count", [row("gabung", ONE, menjadi=f"{TWO};{THREE}")]),
    ("region.successor_missing", [row("gabung", ONE, menjadi=f"{KEC}.2091")]),
    ("region.successor_missing", [row("gabung", ONE, menjadi=TWO), row("hapus", TWO)]),
    ("region.children_left", [row("hapus", KEC)]),
]


@pytest.mark.parametrize(("code", "rows"), WRONG)
def test_a_mistake_is_named_with_its_row_and_nothing_is_written(purbalingga, code, rows):
    before = Region.objects.count(), Event.objects.count(), Succession.objects.count()
    with pytest.raises(Refused) as refused:
        bring(*rows)
    found = refused.value.refusals
    assert code in codes(found)
    assert all(str(refusal) for refusal in found)
    assert all(refusal.field.startswith("baris ") for refusal in found if refusal.code != "region.empty")
    assert refused.value.status == 422
    assert (Region.objects.count(), Event.objects.count(), Succession.objects.count()) == before
    assert Region.objects.filter(valid_to__isnull=False).count() == 0


def test_all_mistakes_are_named_at_once(purbalingga):
    done = bring(
        row("hapus", "33.03.99"), row("ganti_nama", ONE, "Kedungbenda"), row("baru", TWO, "Awan"), dry_run=True
    )
    assert [(r.field, r.code) for r in done.refusals] == [
        ("baris 2", "region.not_found"),
        ("baris 3", "region.same_name"),
        ("baris 4", "region.exists"),
    ]


def test_a_decree_older_than_the_version_is_refused(purbalingga):
    bring(row("ganti_nama", ONE, "Awan"))
    with pytest.raises(Refused) as refused:
        bring(row("ganti_nama", ONE, "Bumi"), day=DAY)
    assert codes(refused.value.refusals) == ["region.too_early"]


def test_a_code_given_up_later_cannot_be_given_away_earlier(purbalingga):
    bring(row("hapus", ONE))
    with pytest.raises(Refused) as refused:
        bring(row("baru", ONE, "Awan"), day=dt.date(2026, 6, 1))
    assert codes(refused.value.refusals) == ["region.too_early"]


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_an_impossible_day_is_refused(purbalingga, day):
    with pytest.raises(Refused) as refused:
        bring(row("hapus", ONE), day=day)
    assert codes(refused.value.refusals) == ["region.day_impossible"]


def test_who_may_not_change_regions_is_refused(purbalingga):
    with pytest.raises(Refused) as refused:
        bring(row("hapus", ONE), by=dataclasses.replace(ANYONE, permissions=frozenset({"agreements.edit"})))
    assert codes(refused.value.refusals) == ["region.not_permitted"]
    assert refused.value.status == 403
    assert held(ONE) is not None


@pytest.mark.parametrize("decree", ["", "  ", "a" * 121, "Perda\x00 1"])
def test_a_decree_has_a_number(purbalingga, decree):
    with pytest.raises(Refused) as refused:
        bring(row("hapus", ONE), decree=decree)
    assert codes(refused.value.refusals) == ["region.decree_missing"]


def test_a_dry_run_counts_and_writes_nothing(purbalingga):
    before = Region.objects.count(), Event.objects.count()
    rows = [
        row("pecah", ONE, menjadi=f"{ONE};{KEC}.2091"),
        row("baru", f"{KEC}.2091", "Awan"),
        row("ganti_nama", TWO, "Bumi"),
    ]
    dry = bring(*rows, dry_run=True)
    assert (Region.objects.count(), Event.objects.count()) == before
    assert bring(*rows) == dry == actions.Imported(2, 3, 3)


@pytest.mark.parametrize(
    "raw", [{}, {"perubahan": 7, "kode": 3.5, "nama": []}, {"perubahan": object()}, {"kode": b"x", "asal": {}}]
)
def test_rows_of_strange_things_are_refused(purbalingga, raw):
    with pytest.raises(Refused):
        bring(raw)


def test_a_renamed_region_of_the_full_table_takes_its_villages_along(loaded):
    bring(row("ganti_nama", "3303", "Kabupaten Perwira"))
    below = Region.objects.on(DAY).filter(code__startswith="33.03.")
    assert below.count() == 18 + 15 + 224
    assert all(region.path.endswith("Kab. Perwira, Jawa Tengah") for region in below)


# --- the command ---


def sheet(tmp_path, *lines):
    path = tmp_path / "keputusan.csv"
    path.write_text("\n".join(["Perubahan;Kode;Nama;Menjadi", *lines]), encoding="utf-8")
    return str(path)


def test_the_command_loads_and_says_when_nothing_changed(loaded, capsys):
    assert command.run(["load"]) == 0
    assert "tidak ada yang berubah" in capsys.readouterr().err


def test_the_command_imports_a_file(purbalingga, tmp_path, capsys):
    path = sheet(tmp_path, f"ganti_nama;{ONE};Awan Jaya;", f"gabung;{TWO};;{THREE}")
    words = ["import", path, "--decree", DECREE, "--effective", "2027-03-01"]
    assert command.run([*words, "--dry-run"]) == 0
    assert held(ONE).name == "Kedungbenda"
    assert command.run(words) == 0
    assert held(ONE).name == "Awan Jaya"
    assert "2 versi ditutup, 1 dibuka, 2 dihubungkan" in capsys.readouterr().err


def test_the_command_names_the_row_of_a_mistake(purbalingga, tmp_path, capsys):
    path = sheet(tmp_path, f"ganti_nama;{ONE};Awan Jaya;", "hapus;33.03.99;;")
    for more in ([], ["--dry-run"]):
        assert command.run(["import", path, "--decree", DECREE, "--effective", "2027-03-01", *more]) == 2
        assert "baris 3: Kode 33.03.99 tidak sedang berlaku. Periksa kolom kode." in capsys.readouterr().err
    assert held(ONE).name == "Kedungbenda"


def test_the_command_says_what_is_missing(purbalingga, tmp_path, capsys):
    with pytest.raises(SystemExit):
        command.run(["import"])
    assert "--decree" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="Tulis tahun-bulan-hari"):
        command.run(["import", sheet(tmp_path), "--decree", DECREE, "--effective", "1 Maret 2027"])
    assert (
        command.run(["import", str(tmp_path / "tidak-ada.csv"), "--decree", DECREE, "--effective", "2027-03-01"]) == 2
    )
    assert "tidak ditemukan" in capsys.readouterr().err


def test_the_packaged_decree_is_named_with_its_amendment():
    assert "300.2.2-2138/2025" in table.DECREE
    assert "300.2.2-2430/2025" in table.DECREE
