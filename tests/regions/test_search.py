"""What people type finds the region they mean."""

import datetime as dt
from collections import Counter

import pytest

from simpul.regions import rules
from simpul.regions.models import Region

from .conftest import TODAY


def search(text, **more):
    return Region.objects.search(text, on=TODAY, **more)


def first(text, **more):
    found = search(text, **more)
    return str(found[0]) if found else None


PURBALINGGA = "Kab. Purbalingga, Jawa Tengah"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("purbalingga", PURBALINGGA),
        ("PURBALINGGA", PURBALINGGA),
        ("purbalinga", PURBALINGGA),
        ("pubralingga", PURBALINGGA),
        ("kab. purbalingga", PURBALINGGA),
        ("purbali", PURBALINGGA),
        ("pangkalpinang", "Kota Pangkal Pinang, Kepulauan Bangka Belitung"),
        ("Pangkal Pinang", "Kota Pangkal Pinang, Kepulauan Bangka Belitung"),
        ("kutai tmur", "Kab. Kutai Timur, Kalimantan Timur"),
        ("lampung seltan", "Kab. Lampung Selatan, Lampung"),
        ("barru", "Kab. Barru, Sulawesi Selatan"),
        ("jawa tengah", "Jawa Tengah"),
        ("jateng karanganyar", "Kab. Karanganyar, Jawa Tengah"),
        ("karanganyar purbalingga", "Kec. Karanganyar, Kab. Purbalingga, Jawa Tengah"),
        ("kaligondang purblinga", "Kec. Kaligondang, Kab. Purbalingga, Jawa Tengah"),
        ("kota bandung", "Kota Bandung, Jawa Barat"),
        ("kabupaten bandung", "Kab. Bandung, Jawa Barat"),
        ("kota baru jambi", "Kec. Kota Baru, Kota Jambi, Jambi"),
    ],
)
def test_a_region_is_found_by_name_beginning_parents_and_with_typing_errors(loaded, text, meant):
    assert first(text).startswith(meant)


def test_a_slip_in_a_common_name_finds_that_name(loaded):
    assert "Sukamaju" in [region.name for region in search("skamaju")]
    assert "Sidomulyo" in [region.name for region in search("sidmulyo")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("33.03", PURBALINGGA),
        ("3303", PURBALINGGA),
        (" 33 03 ", PURBALINGGA),
        ("33.03.01.2001", "Desa Kedungbenda, Kec. Kemangkon, Kab. Purbalingga, Jawa Tengah"),
        ("3303012001", "Desa Kedungbenda, Kec. Kemangkon, Kab. Purbalingga, Jawa Tengah"),
    ],
)
def test_a_code_finds_its_region_with_and_without_dots(loaded, text, meant):
    assert first(text) == meant


def test_a_code_is_followed_by_what_lies_directly_below(loaded):
    found = search("3303", limit=100)
    assert Counter(region.kind for region in found) == {"kabupaten": 1, "kecamatan": 18}


def test_the_beginning_of_a_code_is_enough(loaded):
    assert {region.code[:7] for region in search("33030")} == {"33.03.0"}
    assert {region.kind for region in search("33030")} == {"kecamatan"}


def test_a_code_with_a_kind_reaches_further_down(loaded):
    assert Counter(region.kind for region in search("33.03", kind="kelurahan", limit=100)) == {"kelurahan": 15}


def test_ninety_eight_villages_called_sidomulyo_are_told_apart_by_their_parents(loaded):
    found = [
        region for region in search("sidomulyo", kind=("desa", "kelurahan"), limit=100) if region.name == "Sidomulyo"
    ]
    assert len(found) == 98
    assert len({str(region) for region in found}) == 98
    assert first("sidomulyo kebumen adimulyo") == "Desa Sidomulyo, Kec. Adimulyo, Kab. Kebumen, Jawa Tengah"
    assert all("Kebumen" in region.path for region in search("sidomulyo kebumen"))


def test_a_name_that_is_nowhere_below_that_parent_still_shows_both(loaded):
    names = [region.name for region in search("sidomulyo purbalingga")]
    assert "Sidomulyo" in names
    assert "Kabupaten Purbalingga" in names


def test_kelurahan_and_desa_of_one_name_are_told_apart(loaded):
    assert search("kelurahan sidomulyo")[0].title == "Kel. Sidomulyo"
    assert search("desa sidomulyo")[0].title == "Desa Sidomulyo"
    assert {region.kind for region in search("sidomulyo", kind="kelurahan")} == {"kelurahan"}
    assert {region.kind for region in search("yoboi", kind="desa adat")} == {"desa adat"}


def test_one_word_or_two_words_find_the_same_name(loaded):
    names = {region.name for region in search("suka maju", limit=100)}
    assert {"Suka Maju", "Sukamaju"} <= names


def test_a_search_stays_within_the_region_it_is_told(loaded):
    purbalingga = Region.objects.find("33.03", on=TODAY)
    assert {region.code[:5] for region in search("karang", within="3303", limit=50)} == {"33.03"}
    assert search("karang", within=purbalingga) == search("karang", within="33.03")
    assert purbalingga in search("purbalingga", within=purbalingga)
    assert search("karang", within="bukan kode") == []
    assert search("karang", within=object()) == []


def test_a_search_answers_for_its_day(loaded):
    Region.objects.filter(code="33.03").update(valid_to=dt.date(2026, 12, 31))
    assert PURBALINGGA in map(str, search("3303"))
    later = Region.objects.search("3303", on=dt.date(2027, 1, 1))
    assert "33.03" not in [region.code for region in later]


@pytest.mark.parametrize("text", ["karang", "purbalinga", "kaligondang purblinga", "sidomulyo purbalingga", "3303"])
def test_a_search_costs_the_same_number_of_queries_for_few_and_many(loaded, text, django_assert_max_num_queries):
    counts = set()
    for limit in (2, 100):
        with django_assert_max_num_queries(9) as queries:
            search(text, limit=limit)
        counts.add(len(queries))
    assert len(counts) == 1


def test_paths_are_shown_without_another_query(loaded, django_assert_num_queries):
    found = search("karang", limit=50)
    with django_assert_num_queries(0):
        assert len({str(region) for region in found}) > 1


BAD = [
    None, 7, 3.5, True, b"purbalingga", [], {}, object(), "", "   ", "\x00", "pur\x00balingga", "%", "_", "'; --", "\\",
    "a" * 1_000_000, "9" * 1_000_000, "33" + "." * 5000, "kota", "desa", "kab kota desa", "👍", "Ⅷ", "٣٣", "\ud800", "x y z " * 9999,
    "0", "00", ".", "33.", "33..03", "1.2.3.4.5.6",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_whatever_is_typed_is_answered(loaded, text):
    assert isinstance(search(text), list)


@pytest.mark.parametrize("limit", [0, -5, 10**30, None, "20", 2.5])
def test_a_strange_limit_is_answered(loaded, limit):
    assert 1 <= len(search("karang", limit=limit)) <= 100


@pytest.mark.parametrize("kind", ["", "negara", [], ["desa", "x"], "\x00"])
def test_a_strange_kind_is_answered(loaded, kind):
    assert all(region.kind == "desa" for region in search("karang", kind=kind))


def test_nul_in_a_name_is_passed_over(loaded):
    assert first("purba\x00lingga") is not None


def test_distance_counts_swaps_as_one():
    assert rules.distance("barru", "barur", 3) == 1
    assert rules.distance("purbalingga", "purblinga", 3) == 2
    assert rules.distance("awan", "bumi", 2) > 2


def test_short_words_are_tried_with_every_slip():
    assert {"jaya", "jia"} <= rules.slips("jya")
    assert "jya" not in rules.slips("jya")
