"""The packaged table in PostgreSQL: complete, idempotent, dated."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from simpul.core.actors import Actor
from simpul.regions import actions, table
from simpul.regions.models import Region, Succession, Word
from simpul.register.models import Event

from .conftest import AT, TODAY

BY = Actor.system("wilayah")
LATER = dt.date(2027, 3, 1)


def test_the_database_holds_the_counts_of_the_decree(loaded):
    counts = dict(Region.objects.on(TODAY).values_list("kind").annotate(Count("id")).order_by())
    assert counts == {
        "provinsi": 38,
        "kabupaten": 416,
        "kota": 98,
        "kecamatan": 7285,
        "kelurahan": 8496,
        "desa": 75252,
        "desa adat": 14,
    }
    assert loaded.opened == 91599


def test_every_region_hangs_below_the_region_its_code_names(loaded):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM regions_region c LEFT JOIN regions_region p ON p.id = c.parent_id "
            "WHERE c.level > 1 AND (p.code IS NULL OR c.code !~ ('^' || replace(p.code, '.', '\\.') || '\\.[0-9]+$'))"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM regions_region WHERE level = 1 AND parent_id IS NOT NULL")
        assert cursor.fetchone() == (0,)


def test_a_region_says_where_it_lies_and_by_which_decree(loaded):
    village = Region.objects.find("3303012001", on=TODAY)
    assert str(village) == "Desa Kedungbenda, Kec. Kemangkon, Kab. Purbalingga, Jawa Tengah"
    assert village.path == table.path_of(village.code)
    assert (village.latitude, village.longitude) == table.coordinates(village.code)
    assert village.decree == table.DECREE
    assert (village.valid_from, village.valid_to, village.is_village, village.is_open) == (None, None, True, True)


def test_a_region_holds_on_days_before_the_first_known_decree(loaded):
    assert Region.objects.find("19.71", on=dt.date(2022, 8, 26)).name == "Kota Pangkal Pinang"


@pytest.mark.parametrize("code", [None, "", "33.99", "x", "\x00", 10**30, [], "9" * 100_000])
def test_an_unknown_code_finds_nothing(loaded, code):
    assert Region.objects.find(code, on=TODAY) is None


def test_a_village_called_desa_baru_is_not_written_desa_desa_baru(loaded):
    assert Region.objects.filter(name="Desa Baru").first().title == "Desa Baru"


def test_loading_again_looks_no_further_and_changes_nothing(loaded, django_assert_max_num_queries):
    before = Event.objects.count()
    with django_assert_max_num_queries(4):
        assert not actions.load(by=BY, at=AT)
    assert Event.objects.count() == before


def test_comparing_the_whole_table_again_changes_nothing(loaded):
    before = Event.objects.count(), Region.objects.count(), Word.objects.count()
    assert actions.load(by=BY, at=AT, rows=table.rows()) == actions.Loaded(0, 0, 0)
    assert (Event.objects.count(), Region.objects.count(), Word.objects.count()) == before


def test_a_load_stands_in_the_register(loaded):
    event = Event.objects.get(kind="regions.loaded")
    data = json.loads(event.text)["data"]
    assert (data["rows"], data["opened"], data["decree"]) == (91599, 91599, table.DECREE)


@pytest.fixture
def newer(small):
    """A table loaded once, and the next one: a kabupaten renamed, a village gone, another new, one moved on the map."""
    actions.load(by=BY, at=AT, rows=small)
    rows = {row.code: row for row in small}
    rows["33.03"] = rows["33.03"]._replace(name="Kabupaten Purbalingga Raya")
    del rows["33.03.01.2001"]
    rows["33.03.01.2099"] = table.Row("33.03.01.2099", "desa", "Awan Baru", None, None)
    rows["33.03.01.2002"] = rows["33.03.01.2002"]._replace(latitude=-7.5, longitude=109.5)
    return list(rows.values())


def test_a_newer_table_closes_and_opens_versions_by_its_decree(newer):
    done = actions.load(by=BY, at=AT, rows=newer, decree="Kepmendagri 1/2027", effective=LATER)
    assert (done.opened, done.closed) == (2, 2)

    gone = Region.objects.get(code="33.03.01.2001")
    assert (gone.valid_to, gone.ended_by) == (dt.date(2027, 2, 28), "Kepmendagri 1/2027")
    born = Region.objects.get(code="33.03.01.2099")
    assert (born.valid_from, born.decree) == (LATER, "Kepmendagri 1/2027")

    old, new = Region.objects.filter(code="33.03").order_by("valid_to")
    assert (old.name, new.name) == ("Kabupaten Purbalingga", "Kabupaten Purbalingga Raya")
    assert list(old.successors.all()) == [new]
    assert Region.objects.find("33.03", on=dt.date(2027, 2, 28)) == old
    assert Region.objects.find("33.03", on=LATER) == new


def test_below_a_renamed_region_nothing_is_new_but_paths_follow(newer):
    village = Region.objects.get(code="33.03.01.2003")
    actions.load(by=BY, at=AT, rows=newer, decree="Kepmendagri 1/2027", effective=LATER)
    assert Region.objects.get(code="33.03.01.2003").pk == village.pk
    village.refresh_from_db()
    assert village.path.endswith("Kab. Purbalingga Raya, Jawa Tengah")
    assert Region.objects.get(code="33.03.01").parent.name == "Kabupaten Purbalingga Raya"


def test_coordinates_are_corrected_in_place(newer):
    actions.load(by=BY, at=AT, rows=newer, decree="Kepmendagri 1/2027", effective=LATER)
    village = Region.objects.get(code="33.03.01.2002")
    assert (village.latitude, village.longitude, village.valid_from) == (-7.5, 109.5, None)


def test_a_decree_imported_later_is_not_undone_by_the_packaged_table(small):
    actions.load(by=BY, at=AT, rows=small)
    change = {"perubahan": "ganti_nama", "kode": "33.03.01.2001", "nama": "Awan Jaya"}
    actions.import_decree([change], by=BY, at=AT, decree="Perda Awan 1/2027", effective=LATER)
    assert not actions.load(by=BY, at=AT, rows=small)
    assert Region.objects.find("33.03.01.2001", on=LATER).name == "Awan Jaya"


def overlapping(**values):
    province = Region.objects.get(code="33", valid_to=None)
    facts = {f.attname: getattr(province, f.attname) for f in Region._meta.concrete_fields if f.name != "id"}
    return Region(**(facts | values))


def test_two_versions_of_a_code_never_hold_on_the_same_day(small):
    actions.load(by=BY, at=AT, rows=small)
    with pytest.raises(IntegrityError, match="region_versions_apart"), transaction.atomic():
        overlapping(valid_from=LATER).save()
    Region.objects.filter(code="33").update(valid_to=LATER - dt.timedelta(days=1))
    facts = {
        f.attname: getattr(Region.objects.get(code="33"), f.attname)
        for f in Region._meta.concrete_fields
        if f.name != "id"
    }
    Region.objects.create(**(facts | {"valid_from": LATER, "valid_to": None}))
    assert Region.objects.filter(code="33").count() == 2


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "3x"}, "region_code_shape"),
        ({"code": "99", "valid_from": LATER, "valid_to": TODAY}, "region_days"),
        ({"code": "99", "level": 2}, "region_has_parent"),
        ({"code": "99", "latitude": 91.0}, "region_on_earth"),
    ],
)
def test_the_database_refuses_what_cannot_be(small, values, constraint):
    actions.load(by=BY, at=AT, rows=small)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        overlapping(**values).save()


@pytest.mark.parametrize("values", [{"name": "Awan"}, {"code": "34"}, {"valid_from": TODAY}, {"decree": "lain"}])
def test_a_version_does_not_change(small, values):
    actions.load(by=BY, at=AT, rows=small)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Region.objects.filter(code="33").update(**values)


def test_an_ended_version_is_not_revived(small):
    actions.load(by=BY, at=AT, rows=small)
    Region.objects.filter(code="33").update(valid_to=TODAY)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Region.objects.filter(code="33").update(valid_to=None)


def test_nothing_succeeds_itself(small):
    actions.load(by=BY, at=AT, rows=small)
    province = Region.objects.get(code="33")
    with pytest.raises(IntegrityError, match="succession_of_another"), transaction.atomic():
        Succession.objects.create(predecessor=province, successor=province, decree="x")
