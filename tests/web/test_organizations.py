"""The directory of institutions in the browser: who may see, who may write, and what bad input does."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfWriter

from simpul.core.idempotency import FORM_FIELD
from simpul.organizations.models import Authority, Holding, LegalForm, Letterhead, Organization, Post
from simpul.register.models import Event
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    return make.cast()


def at(name, row, *more):
    return reverse(name, args=[row.code, *more])


def valid_values(c):
    """Every form of the directory with values that are right for Kabupaten Awan's Dinas."""
    return {
        at("organizations_found_unit", c.awan): {"kind": "opd", "name": "Dinas Baru", "zone": "WIB"},
        at("organizations_describe", c.dinas): {"name": "Dinas Koperasi", "zone": "WIB", "version": "1"},
        at("organizations_close", c.dinas): {"end": "2026-12-31", "seen": "on"},
        at("organizations_form", c.awan): {"form": "pemda", "start": "2026-01-01"},
        at("organizations_letterhead", c.dinas): {"lines": "PEMERINTAH KABUPATEN AWAN\nDINAS", "start": "2026-01-01"},
        at("organizations_post", c.dinas): {"title": "Sekretaris Dinas"},
        at("organizations_end_post", c.setda, c.sekda_post.pk): {"end": "2024-01-01"},
        at("organizations_appoint", c.bkpsdm, c.bkpsdm_post.pk): {
            "person": "Jati Pejabat Contoh",
            "manner": "definitif",
            "start": "2026-03-01",
        },
        at("organizations_relieve", c.dinas, make.holder(c.kadis_post).pk): {"end": "2026-02-28"},
        at("organizations_authorize", c.dinas): {
            "post": str(c.kadis_post.pk),
            "basis": "surat_kuasa",
            "number": "9/SK",
            "given_by": str(c.bupati_post.pk),
            "kinds": ["pks"],
            "start": "2026-03-01",
        },
        at("organizations_revoke", c.dinas, c.kadis_authority.pk): {"end": "2026-03-01"},
    }


def everything() -> list:
    tables = (Organization, LegalForm, Post, Holding, Authority, Letterhead)
    return [list(table.objects.order_by("pk").values()) for table in tables] + [Event.objects.count()]


def test_an_officer_does_everything_in_the_own_institution(c):
    browser = make.client(c.officer)
    for address, values in valid_values(c).items():
        assert browser.get(address).status_code == 200, address
        response = browser.post(address, values)
        assert response.status_code == 302, (address, response.content.decode())
        assert browser.get(response["Location"]).status_code == 200


def test_those_of_other_institutions_and_roles_without_permission_get_403_and_nothing_is_written(c):
    before = everything()
    for person in (c.citra_officer, c.partner_officer, c.leader, c.dinas_officer, c.pengawas):
        browser = make.client(person)
        for address, values in valid_values(c).items():
            assert browser.get(address).status_code == 403, address
            response = browser.post(address, values)
            assert response.status_code == 403, (person, address)
            assert "tidak berwenang" in response.content.decode()
    assert everything() == before


def test_a_pemda_is_entered_by_the_sites_administrator_and_a_partner_by_who_works_with_it(c):
    values = {"kind": "bank", "name": "Bank Awan", "zone": "WIB"}
    for person in (c.leader, c.dinas_officer, c.citra_officer):
        allowed = person == c.citra_officer
        assert make.client(person).get(reverse("organizations_found")).status_code == (200 if allowed else 403)
    pemda = {"kind": "pemda", "name": "Kabupaten Lain", "zone": "WIB"}
    assert make.client(c.officer).post(reverse("organizations_found"), pemda).status_code == 403
    browser = make.client(c.officer)
    assert browser.get(reverse("organizations_found")).status_code == 200
    assert browser.post(reverse("organizations_found"), values).status_code == 302
    bank = Organization.objects.get(name="Bank Awan")
    assert bank.institution_id == bank.pk


def test_without_an_account_the_directory_leads_to_the_door(c):
    browser = make.client()
    for address in [reverse("organizations"), at("organizations_detail", c.awan), *valid_values(c)]:
        response = browser.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


BAD = {
    "seen": [""],
    "name": ["", "x" * 201, "a\x00b"],
    "zone": ["", "GMT"],
    "version": ["", "satu", "-1", "9" * 30],
    "end": ["", "2026-02-30", "kemarin", "0001-01-01", "9999-12-31"],
    "start": ["", "2026-02-30", "31/31/2026"],
    "form": ["", "pts", "bukan"],
    "kind": ["", "kelurahan-desa", "bank"],
    "title": ["", "x" * 161, "a\x00b"],
    "person": ["", "x" * 161, "\x00"],
    "manner": ["", "raja"],
    "lines": ["", "x" * 601, "\x00"],
    "post": ["", "0", "abc", "\x00", "9" * 30],
    "basis": ["wahyu"],
    "number": ["", "x" * 101, "\x00"],
    "given_by": ["", "0"],
    "kinds": [["hibah"]],
}


def test_bad_input_says_so_in_the_page_and_writes_nothing(c):
    browser = make.client(c.officer)
    before = everything()
    for address, values in valid_values(c).items():
        for field in values:
            for bad in BAD[field]:
                response = browser.post(address, values | {field: bad})
                assert response.status_code in (409, 422), (address, field, bad, response.status_code)
                assert "Belum tersimpan" in response.content.decode()
        assert browser.post(address, {}).status_code in (409, 422)
    assert everything() == before


def test_someone_elses_post_holding_or_authority_is_not_found_below_ones_own_organisation(c):
    browser = make.client(c.officer)
    for name, pk in (
        ("organizations_appoint", c.rektor_post.pk),
        ("organizations_end_post", c.rektor_post.pk),
        ("organizations_relieve", make.holder(c.rektor_post).pk),
        ("organizations_revoke", c.rektor_authority.pk),
    ):
        assert browser.get(at(name, c.awan, pk)).status_code == 404
        assert browser.post(at(name, c.awan, pk), {"end": "2026-03-01"}).status_code == 404
        assert browser.post(at(name, c.awan, 10**30), {}).status_code == 404
    assert browser.get(reverse("organizations_detail", args=[uuid.uuid4()])).status_code == 404


def test_a_stale_form_is_refused_and_keeps_what_was_typed(c):
    browser, address = make.client(c.officer), at("organizations_describe", c.dinas)
    values = {"name": "Dinas Koperasi", "zone": "WIB", "version": "1"}
    assert browser.post(address, values).status_code == 302
    response = browser.post(address, values | {"name": "Dinas Lain"})
    assert response.status_code == 409
    assert "Dinas Lain" in response.content.decode()
    assert "sudah diubah orang lain" in response.content.decode()
    c.dinas.refresh_from_db()
    assert c.dinas.name == "Dinas Koperasi"


def test_the_same_form_sent_twice_has_one_effect(c):
    browser, address = make.client(c.officer), at("organizations_post", c.dinas)
    values = {"title": "Sekretaris Dinas", FORM_FIELD: str(uuid.uuid4())}
    first, second = browser.post(address, values), browser.post(address, values)
    assert first["Location"] == second["Location"]
    assert Post.objects.filter(title="Sekretaris Dinas").count() == 1


def test_the_detail_shows_history_and_hides_accounts_from_outsiders(c):
    page = make.client(c.citra_officer).get(at("organizations_detail", c.bumi)).content.decode()
    for words in ("PTN badan layanan umum (BLU)", "PTN badan hukum (PTN-BH)", "Rektor", "Fakultas Ekonomi"):
        assert words in page
    assert "Yang memiliki akun" not in page
    assert "Rektor Bumi" not in page
    own = make.client(c.partner_officer).get(at("organizations_detail", c.bumi)).content.decode()
    assert "Rektor Bumi" in own
    acting = make.client(c.citra_officer).get(at("organizations_detail", c.bkpsdm)).content.decode()
    assert "Pelaksana tugas (Plt.)" in acting


def a_pdf() -> bytes:
    made, out = PdfWriter(), io.BytesIO()
    made.add_blank_page(100, 100)
    made.write(out)
    return out.getvalue()


PDF = a_pdf()


def test_a_scanned_letter_is_kept_and_opens_for_its_institution_only(c):
    address = at("organizations_authorize", c.dinas)
    values = valid_values(c)[address]
    upload = SimpleUploadedFile("kuasa.pdf", PDF, "application/pdf")
    response = make.client(c.officer).post(address, values | {"scan": upload})
    assert response.status_code == 302, response.content.decode()
    letter = Authority.objects.get(number="9/SK")
    scan = at("organizations_scan", c.dinas, letter.pk)
    opened = make.client(c.dinas_officer).get(scan)
    assert b"".join(opened.streaming_content) == PDF
    assert make.client(c.citra_officer).get(scan).status_code == 404
    assert make.client(c.dinas_officer).get(at("organizations_scan", c.dinas, c.kadis_authority.pk)).status_code == 404


def test_a_scan_that_is_no_document_is_refused_and_nothing_is_kept(c):
    address = at("organizations_authorize", c.dinas)
    before = everything()
    for name, data in (("kuasa.pdf", b"MZ program"), ("kuasa.exe", PDF), ("kuasa.pdf", b"")):
        upload = SimpleUploadedFile(name, data, "application/pdf")
        response = make.client(c.officer).post(address, valid_values(c)[address] | {"scan": upload})
        assert response.status_code == 422
        assert "Belum tersimpan" in response.content.decode()
    stranger = SimpleUploadedFile("kuasa.pdf", PDF, "application/pdf")
    assert make.client(c.citra_officer).post(address, valid_values(c)[address] | {"scan": stranger}).status_code in (
        403,
        422,
    )
    assert everything() == before


def test_an_outsider_is_offered_no_change(c):
    page = make.client(c.citra_officer).get(at("organizations_detail", c.awan)).content.decode()
    assert "Tambah jabatan" not in page
    assert "Ubah data" not in page


def test_search_finds_units_and_survives_anything(c):
    browser = make.client(c.dinas_officer)
    found = browser.get(reverse("organizations"), {"q": "koperasi awan"}).content.decode()
    assert "Dinas Koperasi dan UKM, Kabupaten Awan" in found
    for text in ("\x00", "%", "'", "x" * 5000, "zzzz"):
        response = browser.get(reverse("organizations"), {"q": text, "halaman": "\x00"})
        assert response.status_code == 200
    assert "Tidak ada lembaga" in browser.get(reverse("organizations"), {"q": "zzzz"}).content.decode()


def test_the_tree_of_ones_own_institution_is_shown(c):
    page = make.client(c.dinas_officer).get(reverse("organizations")).content.decode()
    assert page.index("Sekretariat Daerah") > page.index("Lembaga saya")
    assert "Fakultas Ekonomi" not in page


def queries(browser, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_pages_ask_the_database_the_same_number_of_times_with_many_rows(c):
    browser = make.client(c.officer)
    addresses = [reverse("organizations"), reverse("organizations") + "?q=a", at("organizations_detail", c.dinas)]
    counts = [queries(browser, address) for address in addresses]
    for number in range(12):
        unit = make.organization(f"Unit {number}", "unit", parent=c.dinas)
        office = make.post(c.dinas, f"Jabatan {number}", f"Pejabat {number}")
        make.authority(c.dinas, office)
        make.organization(f"PT Lain {number}")
        make.user(f"Orang {number}", c.dinas)
        assert unit.institution_id == c.awan.pk
    assert [queries(browser, address) for address in addresses] == counts


def test_who_ends_an_organisation_reads_what_is_left_and_says_so(c):
    browser, address = make.client(c.officer), at("organizations_close", c.dinas)
    page = browser.get(address).content.decode()
    assert "1 jabatan terisi, 2 akun, 0 naskah yang belum ditutup" in page
    assert browser.post(address, {"end": "2026-12-31"}).status_code == 422
    c.dinas.refresh_from_db()
    assert c.dinas.end is None


def test_a_legal_form_is_as_sure_as_is_said(c):
    values = {"form": "pemda", "start": "2026-01-01", "basis": "UU 1/1950", "certainty": "V"}
    assert make.client(c.officer).post(at("organizations_form", c.awan), values).status_code == 302
    assert c.awan.forms.first().certainty == "V"
