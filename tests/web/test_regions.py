"""Wilayah in the browser: a search that shows parents, and one region with what lies above, below and before."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from simpul.regions import actions, table
from tests import make

ROWS = [row for row in table.rows() if row.code in ("33", "33.03") or row.code.startswith(("33.03.01", "33.03.02"))]


@pytest.fixture
def browser(c):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE regions_region, regions_word, regions_succession CASCADE")
    actions.load(by=make.SYSTEM, at=make.AT, rows=ROWS)
    return make.client(c.officer)


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_without_a_question_the_provinces_stand_there(browser):
    text = words_of(browser.get(reverse("regions")))
    assert "Jawa Tengah 33 Provinsi" in text
    assert "Kedungbenda" not in text


@pytest.mark.parametrize(
    "typed", ["kedungbenda", "kedungbnda", "3303012001", "33.03.01.2001", "kedungbenda purbalingga"]
)
def test_a_name_a_slip_or_a_code_finds_the_village_with_its_parents(browser, typed):
    text = words_of(browser.get(reverse("regions"), {"cari": typed}))
    assert "Kedungbenda 33.03.01.2001 Desa Kec. Kemangkon, Kab. Purbalingga, Jawa Tengah" in text


def test_nothing_found_says_what_to_do(browser):
    assert "Coba ejaan lain" in words_of(browser.get(reverse("regions"), {"cari": "zzzzzzzz"}))


@pytest.mark.parametrize("typed", ["\x00", "%", "'", "x" * 5000, "💥", "   "])
def test_whatever_is_typed_is_answered(browser, typed):
    assert browser.get(reverse("regions"), {"cari": typed}).status_code == 200


def test_a_region_shows_what_lies_above_below_and_by_which_decree(browser):
    page = browser.get(reverse("region", args=["33.03.01"]))
    text = words_of(page)
    assert "Jawa Tengah › Kabupaten Purbalingga › Kemangkon" in text
    assert "Kedungbenda 33.03.01.2001 Desa" in text
    assert "300.2.2-2138/2025" in text
    assert reverse("region", args=["33.03"]) in page.content.decode()


def test_earlier_versions_stay_readable(browser):
    change = {"perubahan": "ganti_nama", "kode": "33.03.01.2001", "nama": "Awan Jaya"}
    actions.import_decree(
        [change], by=make.SYSTEM, at=make.AT, decree="Perda Awan 1/2026", effective=dt.date(2026, 4, 1)
    )
    text = words_of(browser.get(reverse("region", args=["33.03.01.2001"])))
    assert "Awan Jaya" in text
    assert "Perda Awan 1/2026" in text
    assert "31 Maret 2026" in text


@pytest.mark.parametrize("code", ["99", "33.99", "x", "%00", "33.03.01.2001.1", "9" * 300])
def test_an_unknown_code_is_not_found(browser, code):
    assert browser.get(f"/wilayah/{code}/").status_code == 404


def test_a_list_asks_as_often_for_many_as_for_few(browser):
    def queries(typed: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("regions"), {"cari": typed}).status_code == 200
        return len(captured)

    assert queries("33.03.01.2001") == queries("33.03")
