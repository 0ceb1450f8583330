"""The pages of a region's plans, mapping and policy: what is shown, what is typed, what bad input does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from simpul.core.idempotency import FORM_FIELD
from simpul.proposals import actions
from simpul.proposals.models import AffairMapping, PlanProgramme, Policy
from simpul.register.models import Event
from tests import make
from tests.proposals.test_plans import mapping, policy, programme

FORMS = {
    "plan_programme_new": {
        "plan": "rpjmd", "code": "2.17.05", "name": "Program UMKM", "affair": "2.17.usaha", "first_year": "2025", "last_year": "2029",
    },
    "plan_mapping_new": {"year": "2026", "affair": "2.17.usaha/mikro", "object": "Pelatihan usaha mikro", "offered": "on"},
    "plan_policy_new": {
        "basis": "Perbup 1/2026", "start": "2026-03-02", "clocks": "5, 10", "place_1": "pt", "place_2": "pusat", "checks_swasta": ["hukum"],
    },
}  # fmt: skip


def written() -> tuple[int, ...]:
    plans = Event.objects.filter(kind__startswith="plan.").count()
    return PlanProgramme.objects.count(), AffairMapping.objects.count(), Policy.objects.count(), plans


def send(browser, page, /, **changes):
    return browser.post(reverse(page), {**FORMS[page], **changes})


def test_the_officer_lists_a_programme_an_object_and_a_policy(c):
    browser = make.client(c.officer)
    for name in FORMS:
        assert browser.get(reverse(name)).status_code == 200
        assert send(browser, name).status_code == 302, name
    page = browser.get(reverse("plans")).content.decode()
    assert "Program UMKM" in page
    assert "2025–2029" in page
    page = browser.get(reverse("plan_mapping") + "?tahun=2026").content.decode()
    assert "Pelatihan usaha mikro" in page
    assert "Akan ditawarkan" in page
    assert "Pemberdayaan usaha: Usaha mikro" in page
    page = browser.get(reverse("plan_policy")).content.decode()
    assert "Perbup 1/2026" in page
    assert page.index("Perguruan tinggi dan politeknik") < page.index("Kementerian/lembaga")
    made = Policy.objects.get()
    assert (made.order, made.checks, made.clocks) == (["pt", "pusat"], {"swasta": ["hukum"]}, [5, 10])


def test_a_new_policy_begins_with_what_holds_today(c):
    policy(c, start=dt.date(2026, 1, 1))
    page = make.client(c.officer).get(reverse("plan_policy_new")).content.decode()
    assert 'value="5, 10"' in page
    assert page.count("<details open>") == 1  # the checks of private companies
    assert '<option value="pt" selected>' in page


def test_what_is_no_longer_used_leaves_the_list(c):
    one, other, third = programme(c), mapping(c), policy(c)
    browser = make.client(c.officer)
    assert browser.post(reverse("plan_programme_retire", args=[one.pk])).status_code == 302
    assert browser.post(reverse("plan_mapping_retire", args=[other.pk])).status_code == 302
    assert browser.post(reverse("plan_policy_end", args=[third.pk]), {"end": "2026-12-31"}).status_code == 302
    assert "Program UMKM" not in browser.get(reverse("plans")).content.decode().split("<table", 1)[-1]
    assert "Pelatihan usaha mikro" not in browser.get(reverse("plan_mapping") + "?tahun=2026").content.decode()
    third.refresh_from_db()
    assert third.end == dt.date(2026, 12, 31)
    assert browser.post(reverse("plan_programme_retire", args=[one.pk])).status_code == 409


def test_an_opd_reads_and_does_not_write_and_others_read_nothing(c):
    programme(c)
    browser = make.client(c.dinas_officer)
    page = browser.get(reverse("plans")).content.decode()
    assert "Program UMKM" in page
    assert reverse("plan_programme_new") not in page
    before = written()
    for name in FORMS:
        assert send(browser, name).status_code == 403
        assert browser.get(reverse(name)).status_code == 403
        for stranger in (c.partner_officer, c.citra_officer, c.admin):
            assert send(make.client(stranger), name).status_code == 403
    assert written() == before


def test_another_regions_rows_are_not_found(c):
    other = make.organization("Kota Mega", "pemda", region_code="33.74")
    officer = make.user("Petugas Mega", other, "pengelola_kerja_sama")
    rows = {
        "plan_programme_retire": programme(c).pk,
        "plan_mapping_retire": mapping(c).pk,
        "plan_policy_end": policy(c).pk,
    }
    browser, before = make.client(officer), written()
    for name, pk in rows.items():
        for address in (reverse(name, args=[pk]), reverse(name, args=[10**20])):
            assert browser.get(address).status_code == 404
            assert browser.post(address, {"end": "2026-12-31"}).status_code == 404
    assert written() == before
    assert "Program UMKM" not in browser.get(reverse("plans")).content.decode()


BAD = {
    "plan_programme_new": [
        {"name": ""}, {"name": "x" * 301}, {"plan": "rtrw"}, {"affair": "9.9"}, {"first_year": "dua ribu"}, {"first_year": "99999"},
        {"first_year": "1900"}, {"last_year": "2020"}, {"unit": "0"}, {"unit": "abc"}, {"plan": "rkpd"}, {"name": "a\x00b"},
    ],
    "plan_mapping_new": [{"object": ""}, {"affair": ""}, {"year": ""}, {"year": "-1"}, {"year": "3000"}, {"note": "x" * 301}],
    "plan_policy_new": [
        {"basis": ""}, {"start": "kemarin"}, {"start": "2026-02-31"}, {"end": "2026-01-01"}, {"clocks": "tujuh"}, {"clocks": "14, 7"},
        {"clocks": "0"}, {"clocks": "9" * 41}, {"place_1": "alien"}, {"place_1": "pt", "place_2": "pt"}, {"checks_pt": ["selera"]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "changes"), [(name, one) for name, some in BAD.items() for one in some])
def test_bad_input_is_answered_with_the_form_and_nothing_is_written(c, name, changes):
    browser, before = make.client(c.officer), written()
    response = send(browser, name, **changes)
    assert response.status_code in (409, 422), changes
    kept = changes.get("basis", FORMS[name].get("basis", ""))  # what was typed stands in the form again
    assert kept in response.content.decode()
    assert written() == before


def test_the_same_form_sent_twice_has_one_effect(c):
    browser = make.client(c.officer)
    for _n in range(2):
        assert send(browser, "plan_programme_new", **{FORM_FIELD: "kunci-rencana-1"}).status_code == 302
    assert PlanProgramme.objects.count() == 1
    assert send(browser, "plan_programme_new").status_code == 409


def test_lists_ask_the_same_number_of_questions_for_two_rows_as_for_twenty(c):
    browser, seen = make.client(c.officer), []
    for count in (2, 20):
        for n in range(count):
            programme(c, name=f"Program {count}.{n}", unit=c.dinas)
            mapping(c, object=f"Objek {count}.{n}", unit=c.dinas)
            start = dt.date(2026 + count, 1, 1) + dt.timedelta(n)
            actions.set_policy(
                c.awan, start=start, order=["pt"], checks={}, clocks=[], basis="x", by=c.actors.officer, at=make.AT
            )
        asked: list[int] = []
        for name in ("plans", "plan_mapping", "plan_policy"):
            browser.get(reverse(name) + "?tahun=2026")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(reverse(name) + "?tahun=2026").status_code == 200
            asked.append(len(queries))
        seen.append(asked)
    assert seen[0] == seen[1]


def test_filters_take_whatever_is_typed(c):
    programme(c)
    programme(c, plan="rkpd", name="Program tahun ini", first_year=2026, last_year=2026)
    browser = make.client(c.officer)
    page = browser.get(reverse("plans") + "?rencana=rkpd&tahun=2026").content.decode()
    assert "Program tahun ini" in page
    assert "Program UMKM" not in page
    for query in ("?tahun=abc&rencana=x", "?tahun=%00", "?halaman=-1", "?halaman=999999999999999999999", "?tahun=٢٠٢٦"):
        for name in ("plans", "plan_mapping", "plan_policy"):
            assert browser.get(reverse(name) + query).status_code == 200
