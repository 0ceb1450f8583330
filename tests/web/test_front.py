"""The front page, the role cards of the demo, and the language."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from simpul.accounts import actions
from simpul.agreements.models import Comment
from simpul.core.idempotency import FORM_FIELD
from tests import make
from tests.agreements import cases

pytestmark = pytest.mark.django_db


def demo_cast():
    awan = make.organization("Kabupaten Awan", "pemda")
    bumi = make.organization("Universitas Bumi", "kampus")
    upt = make.organization("UPT Kemitraan", "upt", parent=bumi)
    citra = make.organization("PT Citra Selatan")
    dinas = make.organization("Dinas Koperasi", "opd", parent=awan)
    bagian = make.organization("Bagian Kerja Sama", "bagian", parent=awan)
    return {
        "bupati": make.user("Bupati", awan, "pimpinan", is_demo=True),
        "pengelola": make.user("Pengelola", bagian, "pengelola_kerja_sama", is_demo=True),
        "opd": make.user("Petugas", dinas, "petugas_opd", is_demo=True),
        "kemitraan": make.user("Kemitraan", upt, "pengelola_kemitraan", is_demo=True),
        "citra": make.user("Citra", citra, "pengelola_kemitraan", is_demo=True),
    }


def test_a_real_site_greets_and_offers_no_role_card():
    page = make.client().get(reverse("front"))
    assert page.status_code == 200
    assert "Masuk sebagai" not in page.content.decode()
    assert reverse("account_login") in page.content.decode()


def test_in_the_demo_each_card_logs_in_its_person(settings):
    settings.DEMO = True
    people = demo_cast()
    page = make.client().get(reverse("front")).content.decode()
    assert "Masuk sebagai" in page
    for card, person in people.items():
        assert reverse("demo_login", args=[card]) in page
        browser = make.client()
        response = browser.post(reverse("demo_login", args=[card]))
        assert response["Location"] == reverse("desk")
        assert browser.session["_auth_user_id"] == str(person.pk)


def test_with_several_regions_each_card_opens_its_own(settings):
    settings.DEMO = True
    barru = make.organization("Kabupaten Barru", "pemda")
    poltek = make.organization("Politeknik Air", "kampus")
    bagian = make.organization("Bagian Kerja Sama", "bagian", parent=barru)
    elsewhere = {
        "barru-bupati": make.user("barru-bupati", barru, "pimpinan", is_demo=True),
        "barru-pengelola": make.user("barru-pengelola", bagian, "pengelola_kerja_sama", is_demo=True),
        "barru-politeknik": make.user("barru-politeknik", poltek, "pengelola_kemitraan", is_demo=True),
    }
    awan = make.organization("Kabupaten Awan", "pemda")
    bupati = make.user("bupati", awan, "pimpinan", is_demo=True)
    page = make.client().get(reverse("front")).content.decode()
    assert page.index(reverse("demo_login", args=["bupati"])) < page.index("Daerah lain dalam contoh")
    assert page.index("Daerah lain dalam contoh") < page.index(reverse("demo_login", args=["barru-bupati"]))
    assert "Kutai Timur" not in page  # nobody there
    for card, person in (elsewhere | {"bupati": bupati}).items():
        browser = make.client()
        browser.post(reverse("demo_login", args=[card]))
        assert browser.session["_auth_user_id"] == str(person.pk), card


def test_only_the_cards_of_the_page_open_an_account(settings):
    settings.DEMO = True
    awan = make.organization("Kabupaten Awan", "pemda")
    make.user("rahasia", awan, "pimpinan", is_demo=True)
    assert make.client().post(reverse("demo_login", args=["rahasia"])).status_code == 404


def test_outside_the_demo_no_card_opens_anything():
    people = demo_cast()
    for card in people:
        browser = make.client()
        assert browser.post(reverse("demo_login", args=[card])).status_code == 404
        assert "_auth_user_id" not in browser.session


def test_even_in_the_demo_only_demo_accounts_open_by_card(settings):
    settings.DEMO = True
    make.cast()
    browser = make.client()
    assert browser.post(reverse("demo_login", args=["bupati"])).status_code == 404
    assert browser.post(reverse("demo_login", args=["tidak-ada"])).status_code == 404
    assert browser.get(reverse("demo_login", args=["bupati"])).status_code == 405
    assert "belum selesai dibuat" in browser.get(reverse("front")).content.decode()


def test_a_deactivated_demo_account_has_no_card(settings):
    settings.DEMO = True
    people = demo_cast()
    actions.deactivate(people["citra"], by=make.SYSTEM, at=make.AT)
    assert make.client().post(reverse("demo_login", args=["citra"])).status_code == 404


def test_the_language_switches_and_leads_back_only_within_the_site():
    browser = make.client()
    response = browser.get(reverse("language"), headers={"referer": "http://testserver/masuk/"})
    assert response["Location"] == "http://testserver/masuk/"
    assert browser.cookies["django_language"].value == "en"
    assert '<html lang="en">' in browser.get(reverse("front")).content.decode()
    back = browser.get(reverse("language"), headers={"referer": "https://jahat.example/"})
    assert back["Location"] == reverse("front")
    assert browser.cookies["django_language"].value == "id"


def test_who_goes_back_to_a_sent_form_and_types_on_is_heard(c: SimpleNamespace) -> None:
    made, key = cases.shared(c), "kunci-yang-sama-1"
    browser, address = make.client(c.officer), reverse("agreement_comment", args=[made.code])
    for text in ("Yang pertama.", "Yang kedua.", "Yang kedua."):
        assert browser.post(address, {"text": text, FORM_FIELD: key}).status_code == 302
    said = Comment.objects.filter(agreement=made).order_by("pk").values_list("text", flat=True)
    assert list(said) == ["Yang pertama.", "Yang kedua."]


def test_a_page_behind_the_login_leaves_no_copy_in_the_browser(c: SimpleNamespace) -> None:
    assert make.client(c.officer).get(reverse("desk")).headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in make.client().get(reverse("open_law")).headers
