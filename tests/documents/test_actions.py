"""Files are kept once, swept when nobody knows them, and templates are replaced only by whom they belong to."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from simpul.core.actors import ANYONE
from simpul.core.refusals import Refused
from simpul.documents import actions, tasks
from simpul.documents.models import PACKAGED, File, Template, template_bytes
from simpul.documents.storage import name_of
from simpul.register.models import Event
from tests import make

from . import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store_folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "simpul.documents.storage.ContentAddressed", "OPTIONS": {"location": tmp_path / "files"}}
    }
    return tmp_path / "files"


@pytest.fixture
def cast() -> SimpleNamespace:
    return make.cast()


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def keep(data: bytes, name: str = "naskah.pdf", kind: str = "scan", by: Any = make.SYSTEM) -> File:
    return actions.store(SimpleUploadedFile(name, data), kind=kind, by=by, at=make.AT)


def test_the_same_bytes_lie_once(store_folder: Path) -> None:
    first, second = keep(files.pdf(3)), keep(files.pdf(3), "lain.pdf")
    assert first.pk == second.pk
    assert (first.pages, first.media_type, first.stored_at) == (3, "application/pdf", make.AT)
    assert [path.name for path in on_disk(store_folder)] == [first.sha256]
    with first.blob.open("rb") as stream:
        assert stream.read() == files.pdf(3)


def test_a_refused_file_leaves_neither_row_nor_bytes(store_folder: Path) -> None:
    for bad in (b"", b"teks", files.encrypted_pdf()):
        with pytest.raises(Refused):
            keep(bad)
    assert not File.objects.exists()
    assert not on_disk(store_folder)


def test_a_stranger_keeps_nothing() -> None:
    with pytest.raises(Refused) as stopped:
        keep(files.pdf(), by=ANYONE)
    assert (stopped.value.refusals[0].code, stopped.value.status) == ("file.stranger", 403)


def test_the_reason_stands_beside_the_named_field() -> None:
    with pytest.raises(Refused) as stopped:
        actions.store_bytes(b"", "a.pdf", kind="scan", by=make.SYSTEM, at=make.AT, field="scan")
    assert stopped.value.refusals[0].field == "scan"


def test_bytes_lost_from_the_disk_are_put_back_by_the_next_upload(store_folder: Path) -> None:
    row = keep(files.pdf())
    default_storage.delete(row.blob.name)
    assert keep(files.pdf()).pk == row.pk
    assert len(on_disk(store_folder)) == 1


def test_what_an_undone_action_left_is_swept(store_folder: Path) -> None:
    kept = keep(files.pdf(1))
    with transaction.atomic():
        keep(files.pdf(2))
        transaction.set_rollback(True)
    assert len(on_disk(store_folder)) == 2
    assert actions.sweep(by=make.SYSTEM, at=make.AT) == 1
    assert [path.name for path in on_disk(store_folder)] == [kept.sha256]
    assert Event.objects.filter(kind="file.swept").count() == 1
    assert actions.sweep(by=make.SYSTEM, at=make.AT) == 0
    assert Event.objects.filter(kind="file.swept").count() == 1


def test_the_nightly_job_sweeps(store_folder: Path) -> None:
    kept = keep(files.pdf(1))
    default_storage.save(name_of("ab" * 32), ContentFile(b"lupa"))
    tasks.sweep(timestamp=0)
    assert [path.name for path in on_disk(store_folder)] == [kept.sha256]


def test_only_the_system_sweeps(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused) as stopped:
        actions.sweep(by=cast.actors.officer, at=make.AT)
    assert stopped.value.refusals[0].code == "file.sweep_forbidden"


def test_a_compared_file_is_not_kept(store_folder: Path) -> None:
    sha256, size = actions.fingerprint(io.BytesIO(files.pdf()))
    assert (len(sha256), size) == (64, len(files.pdf()))
    assert not on_disk(store_folder)


# --- templates ----------------------------------------------------------------------------------------------------------


def replace(cast: SimpleNamespace, who: str = "officer", data: bytes | None = None, **values: Any) -> Template:
    actor = getattr(cast.actors, who)
    standard = (PACKAGED / "pks.docx").read_bytes()
    file = keep(data or files.add(standard, docProps__app_xml=b"<Properties/>"), "t.docx", "template", actor)
    given = {"paper": "pks", "scope": str(actor.institution_id), "file": file, "note": "kop baru", "version": None}
    return actions.replace_template(**given | values, by=actor, at=make.AT)


def codes(stopped: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in stopped.value.refusals}


def test_an_officer_replaces_the_template_of_the_own_institution(cast: SimpleNamespace) -> None:
    row = replace(cast)
    awan, bumi = str(cast.awan.pk), str(cast.bumi.pk)
    assert (row.number, row.scope, row.note) == (1, awan, "kop baru")
    assert template_bytes("pks", awan) != (PACKAGED / "pks.docx").read_bytes()
    assert template_bytes("pks", bumi) == (PACKAGED / "pks.docx").read_bytes()
    assert Event.objects.get(kind="template.replaced").text.count(row.file.sha256) == 1


def test_the_own_template_counts_before_the_common_one(cast: SimpleNamespace) -> None:
    common = files.add((PACKAGED / "pks.docx").read_bytes(), docProps__app_xml=b"<Umum/>")
    file = actions.store_bytes(common, "t.docx", kind="template", by=make.SYSTEM, at=make.AT)
    actions.replace_template(paper="pks", scope="", file=file, note="", by=make.SYSTEM, at=make.AT)
    assert template_bytes("pks", str(cast.awan.pk)) == common
    own = replace(cast)
    assert Template.objects.newest("pks", str(cast.awan.pk)) == own
    assert template_bytes("pks", str(cast.bumi.pk)) == common


@pytest.mark.parametrize("who", ["leader", "dinas_officer", "pengawas", "admin"])
def test_without_the_permission_no_template_is_replaced(cast: SimpleNamespace, who: str) -> None:
    with pytest.raises(Refused) as stopped:
        replace(cast, who)
    assert codes(stopped) == {"template.not_yours"}
    assert stopped.value.status == 403
    assert not Template.objects.exists()


def test_the_template_of_another_institution_is_out_of_reach(cast: SimpleNamespace) -> None:
    for scope in (str(cast.bumi.pk), "", "None"):
        with pytest.raises(Refused) as stopped:
            replace(cast, scope=scope)
        assert codes(stopped) == {"template.not_yours"}


def test_a_stale_replacement_is_refused(cast: SimpleNamespace) -> None:
    replace(cast, version=0)
    with pytest.raises(Refused) as stopped:
        replace(cast, version=0)
    assert codes(stopped) == {"template.stale"}
    assert stopped.value.status == 409
    assert replace(cast, version=1).number == 2


def test_an_unknown_paper_is_refused(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused) as stopped:
        replace(cast, paper="surat")
    assert codes(stopped) == {"template.paper_unknown"}


def test_a_template_with_faults_is_refused_with_all_of_them(cast: SimpleNamespace) -> None:
    events = Event.objects.count()
    with pytest.raises(Refused) as stopped:
        replace(cast, data=files.docx("{{ judl }} {% set a = kode %}"))
    assert codes(stopped) == {"template.unknown", "template.command", "template.missing"}
    assert stopped.value.status == 422
    assert not Template.objects.exists()
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{{ kode", "template.unclosed"),
        ("{% if kode %}", "template.syntax"),
        ("{{ pihak }}", "template.not_a_text"),
        ("{% for x in kode %}a{% endfor %}", "template.not_a_list"),
    ],
)
def test_each_fault_of_a_template_stops_it(cast: SimpleNamespace, text: str, wanted: str) -> None:
    with pytest.raises(Refused) as stopped:
        replace(cast, data=files.docx(text))
    assert wanted in codes(stopped)
    assert not Template.objects.exists()


def test_a_template_with_marks_in_its_properties_is_stopped(cast: SimpleNamespace) -> None:
    core = b'<?xml version="1.0"?><a>{{ judul }}</a>'
    with pytest.raises(Refused) as stopped:
        replace(cast, data=files.add((PACKAGED / "pks.docx").read_bytes(), **{"docProps/core.xml": core}))
    assert codes(stopped) == {"template.properties"}


def test_a_note_that_is_too_long_is_refused(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused) as stopped:
        replace(cast, note="x" * 301)
    assert codes(stopped) == {"value.note"}
