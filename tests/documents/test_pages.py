"""The pages on which officers keep their templates."""

from __future__ import annotations

import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from simpul.documents import actions
from simpul.documents.models import PACKAGED, Template
from simpul.register.models import Event
from tests import make

from . import files

pytestmark = pytest.mark.django_db
STANDARD = (PACKAGED / "pks.docx").read_bytes()
PAGES = ("/templat/", "/templat/pks/", "/templat/pks/unduh", "/templat/pks/ganti")


@pytest.fixture(autouse=True)
def store_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "simpul.documents.storage.ContentAddressed", "OPTIONS": {"location": tmp_path / "files"}}
    }


@pytest.fixture
def cast() -> SimpleNamespace:
    return make.cast()


@pytest.fixture
def officer(cast: SimpleNamespace) -> Client:
    return make.client(cast.officer)


def changed(number: int = 0) -> bytes:
    return files.add(STANDARD, docProps__app_xml=b"<Properties>%d</Properties>" % number)


def send(
    browser: Client, data: bytes | None = None, name: str = "templat.docx", paper: str = "pks", **values: Any
) -> Any:
    given: dict[str, Any] = {"version": "0", "note": "kop baru", "kunci_kirim": str(uuid.uuid4())}
    given["file"] = SimpleUploadedFile(name, changed() if data is None else data)
    given = {key: value for key, value in (given | values).items() if value is not None}
    return browser.post(f"/templat/{paper}/ganti", given)


@pytest.mark.parametrize("address", PAGES)
def test_an_officer_opens_every_page(officer: Client, address: str) -> None:
    response = officer.get(address)
    assert response.status_code == 200
    response.close()


@pytest.mark.parametrize("address", PAGES)
def test_who_may_not_keep_templates_is_turned_away(cast: SimpleNamespace, address: str) -> None:
    for person in (cast.leader, cast.dinas_officer, cast.admin, cast.pengawas):
        assert make.client(person).get(address).status_code == 403
    assert make.client().get(address).status_code == 302


def test_an_unknown_paper_is_not_found(officer: Client) -> None:
    for page in PAGES[1:]:
        assert officer.get(page.replace("pks", "surat")).status_code == 404
    assert send(officer, paper="surat").status_code == 404


def test_the_packaged_template_is_downloaded_until_it_is_replaced(officer: Client) -> None:
    assert b"".join(officer.get("/templat/pks/unduh").streaming_content) == STANDARD
    assert send(officer).status_code == 302
    response = officer.get("/templat/pks/unduh")
    assert b"".join(response.streaming_content) == changed()
    assert 'filename="templat-pks-1.docx"' in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_replaced_template_shows_who_when_and_why(officer: Client) -> None:
    send(officer)
    page = officer.get("/templat/").content.decode()
    assert "templat lembaga Anda, versi 1" in page
    assert "kop baru" in page
    assert "Semua penanda dikenal" in officer.get("/templat/pks/").content.decode()


def test_every_fault_stands_on_the_page_and_nothing_is_written(officer: Client) -> None:
    events = Event.objects.count()
    response = send(officer, files.docx("{{ judl }} {% set a = kode %}"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Penanda wajib belum dipakai" in page
    assert "Maksud Anda judul?" in page
    assert "tidak dapat dipakai dalam templat" in page
    assert "kop baru" in page
    assert (Template.objects.count(), Event.objects.count()) == (0, events)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"data": b""}, "kosong"),
        ({"data": files.pdf()}, "sebenarnya PDF"),
        ({"data": files.docx(), "name": "templat.pdf"}, "berakhiran .pdf"),
        ({"data": files.add(files.docx(), word__vbaProject_bin=b"x"), "name": "a.docm"}, "makro"),
        ({"data": files.add(files.docx(), word__bom=b"\x00" * 30_000_000)}, "mengembang"),
        ({"data": files.docx() + b"\x00" * (5 * 1024 * 1024)}, "terlalu besar"),
        ({"note": ""}, "wajib"),
        ({"note": "x" * 301}, "300"),
        ({"note": "a\x00b"}, "null"),
        ({"version": "tiga"}, "Belum tersimpan"),
        ({"version": "99999999999999999999"}, "Belum tersimpan"),
    ],
)
def test_bad_input_is_told_in_words(officer: Client, values: dict[str, Any], words: str) -> None:
    response = send(officer, **values)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Template.objects.exists()


def test_an_endless_file_is_cut_off_while_it_arrives(officer: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 6 * 1024 * 1024
    response = send(officer, b"PK\x03\x04" + b"\x00" * (30 * 1024 * 1024))
    assert response.status_code == 422
    assert "terlalu besar" in response.content.decode()
    assert response.wsgi_request.FILES["file"].size < 7 * 1024 * 1024


def test_a_missing_file_is_told_in_words(officer: Client) -> None:
    response = officer.post("/templat/pks/ganti", {"version": "0", "note": "x", "file": "bukan berkas"})
    assert response.status_code == 422
    assert "wajib" in response.content.decode() or "encoding" in response.content.decode()


def test_a_stale_page_replaces_nothing(officer: Client) -> None:
    send(officer)
    response = send(officer, changed(2))
    assert response.status_code == 409
    assert "baru saja diganti" in response.content.decode()
    assert Template.objects.count() == 1


def test_a_repeated_post_has_one_effect(officer: Client) -> None:
    key = str(uuid.uuid4())
    assert send(officer, kunci_kirim=key).status_code == 302
    assert send(officer, kunci_kirim=key).status_code == 302
    assert Template.objects.count() == 1


def test_a_post_without_the_permission_is_turned_away(cast: SimpleNamespace) -> None:
    assert send(make.client(cast.dinas_officer)).status_code == 403
    assert not Template.objects.exists()


def test_another_institutions_template_is_not_found(cast: SimpleNamespace, officer: Client) -> None:
    send(officer)
    row = Template.objects.get()
    assert b"".join(officer.get(f"/templat/versi/{row.pk}").streaming_content) == changed()
    for person in (cast.partner_officer, cast.citra_officer):
        assert make.client(person).get(f"/templat/versi/{row.pk}").status_code == 404
    assert make.client(cast.leader).get(f"/templat/versi/{row.pk}").status_code == 403
    assert officer.get("/templat/versi/999999999999999999").status_code == 404


def test_bytes_that_are_lost_are_not_found_instead_of_an_error(officer: Client) -> None:
    send(officer)
    default_storage.delete(Template.objects.get().file.blob.name)
    assert officer.get(f"/templat/versi/{Template.objects.get().pk}").status_code == 404
    assert officer.get("/templat/pks/unduh").status_code == 404


def test_the_list_asks_as_often_with_many_templates(cast: SimpleNamespace, officer: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert officer.get("/templat/").status_code == 200
        return len(queries)

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            file = actions.store_bytes(changed(number), "t.docx", kind="template", by=make.SYSTEM, at=make.AT)
            actions.replace_template(
                paper="pks", scope=str(cast.awan.pk), file=file, note=str(number), by=cast.actors.officer, at=make.AT
            )

    fill(0, 2)
    few = asked()
    fill(2, 8)
    assert asked() == few
