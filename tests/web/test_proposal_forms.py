"""Every form of Penawaran & Usulan: what is taken, and what bad input, a wrong state, a wrong role and a stranger are told."""

from __future__ import annotations

import copy
import html
import io
import re
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from simpul.core.idempotency import FORM_FIELD
from simpul.proposals.models import Item, Proposal
from simpul.register.models import Event
from tests import make
from tests.web.proposal_forms import GOOD, LIST, Good, stages

NAMES = list(GOOD)


@pytest.fixture(scope="module")
def site(world: SimpleNamespace) -> SimpleNamespace:
    return stages(world)


@pytest.fixture
def s(site: SimpleNamespace, db: None) -> SimpleNamespace:
    return copy.deepcopy(site)


def send(s: SimpleNamespace, good: Good, who: str = "", on: str = "", **changed: Any) -> Any:
    files = {name: SimpleUploadedFile(f"{name}.pdf", data) for name, data in good.files.items()}
    values = {name: value for name, value in (good.values(s) | files | changed).items() if value is not None}
    return make.client(getattr(s.c, who or good.who)).post(good.address(s, on), values)


def kept() -> tuple[int, int, int]:
    """What a refusal leaves as it was."""
    return Event.objects.count(), Proposal.objects.count(), Item.objects.count()


def unchanged(before: tuple[int, int, int]) -> bool:
    return kept() == before


@pytest.mark.parametrize("name", NAMES)
def test_good_values_are_taken_and_leave_an_event(s: SimpleNamespace, name: str) -> None:
    before = Event.objects.count()
    answer = send(s, GOOD[name])
    assert answer.status_code == 302, answer.content.decode()
    assert Event.objects.count() > before


@pytest.mark.parametrize("name", NAMES)
def test_sent_twice_it_happens_once(s: SimpleNamespace, name: str) -> None:
    first = send(s, GOOD[name], **{FORM_FIELD: "kunci-yang-sama-1"})
    done = kept()
    again = send(s, GOOD[name], **{FORM_FIELD: "kunci-yang-sama-1"})
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert unchanged(done)


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_finds_nothing(s: SimpleNamespace, name: str) -> None:
    good, before = GOOD[name], kept()
    answer = send(s, good, who="citra_officer")
    expected = {"proposal_new": 422, "proposals_batch": 403}.get(good.name, 404)
    assert answer.status_code == expected
    assert unchanged(before)


@pytest.mark.parametrize("name", NAMES)
def test_whoever_sees_it_and_may_not_is_told_so(s: SimpleNamespace, name: str) -> None:
    good, before = GOOD[name], kept()
    answer = send(s, good, who=good.other)
    assert answer.status_code == 403
    assert unchanged(before)


@pytest.mark.parametrize("name", [name for name in NAMES if GOOD[name].wrong_state])
def test_in_a_wrong_state_it_is_a_conflict_in_words(s: SimpleNamespace, name: str) -> None:
    good, before = GOOD[name], kept()
    answer = send(s, good, on=good.wrong_state, version=getattr(s, good.wrong_state).version)
    assert answer.status_code == 409, answer.content.decode()
    assert unchanged(before)


@pytest.mark.parametrize("name", [name for name in NAMES if "version" in str(GOOD[name].values.__code__.co_consts)])
def test_a_stale_page_is_refused_and_keeps_what_was_typed(s: SimpleNamespace, name: str) -> None:
    before = kept()
    answer = send(s, GOOD[name], version=0)
    assert answer.status_code == 409
    assert "Usulan sudah berubah sejak halaman ini dibuka" in answer.content.decode()
    assert unchanged(before)


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in NAMES for field in GOOD[name].long])
@pytest.mark.parametrize("text", ["x" * 25_000, "nol\x00nol"])
def test_a_text_that_is_too_long_or_holds_nul_is_told_beside_its_field(
    s: SimpleNamespace, name: str, field: str, text: str
) -> None:
    before = kept()
    answer = send(s, GOOD[name], **{field: text})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert unchanged(before)


NEEDED = {
    "remove_item",
    "remove_enclosed",
    "drop_participant",
    "accept_offer",
    "complete",
    "link_programme",
}  # ask for nothing


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NEEDED])
def test_an_empty_form_is_a_bad_value(s: SimpleNamespace, name: str) -> None:
    good, before = GOOD[name], kept()
    answer = make.client(getattr(s.c, good.who)).post(good.address(s), {})
    assert answer.status_code == 422
    assert "Belum tersimpan." in answer.content.decode()
    assert unchanged(before)


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("new", {"letter_date": "31-02-2026"}, "Tanggal tidak dapat dibaca"),
    ("new", {"letter_date": "0001-01-01"}, "Tahun harus antara"),
    ("new", {"letter_date": "2199-01-01"}, "masa depan"),
    ("new", {"months": "0"}, "months"),
    ("new", {"months": "9" * 40}, "months"),
    ("new", {"region": "99999999"}, "region"),
    ("new", {"partner": "abc"}, "partner"),
    ("new", {"wanted_kind": "surat"}, "wanted_kind"),
    ("new", {"under": "1"}, "under"),
    ("new", {"letter_file": SimpleUploadedFile("surat.pdf", b"bukan pdf")}, "letter_file"),
    ("new", {"letter_file": SimpleUploadedFile("surat.pdf", b"")}, "letter_file"),
    ("items", {"activity": "pesta"}, "activity"),
    ("items", {"affair": "9.99.tidak"}, "affair"),
    ("items", {"place": "Atlantis"}, "Tempat ini tidak ditemukan"),
    ("items", {"place": "31.71"}, "di luar Kabupaten Awan"),
    ("items", {"place": ""}, "place"),
    ("items", {"target_count": "-5"}, "target_count"),
    ("items", {"target_count": "9" * 30}, "target_count"),
    ("items", {"extent": "dunia"}, "extent"),
    ("items", {"activity": "assessment"}, "jenjang jabatan yang dinilai"),
    ("facts", {"apbd_amount": "banyak"}, "apbd_amount"),
    ("facts", {"apbd_amount": "-1"}, "apbd_amount"),
    ("facts", {"apbd_amount": "1" * 30}, "apbd_amount"),
    ("facts", {"apbd_funded": "mungkin"}, "apbd_funded"),
    ("facts", {"regimes": ["sulap"]}, "regimes"),
    ("facts", {"signer": "siapa"}, "signer"),
    ("documents", {"kind": "tidak_ada"}, "Jenis dokumen ini tidak dikenal"),
    ("documents", {"file": SimpleUploadedFile("x.exe", b"MZ")}, "Jenis berkas ini tidak dikenali"),
    ("participants", {"role": "raja"}, "role"),
    ("participants", {"organization": "0"}, "organization"),
    ("link_programme", {"programme": "123456"}, "programme"),
    ("send_paper", {"received_on": "2199-01-01"}, "masa depan"),
    ("send_paper", {"received_on": "besok"}, "Tanggal tidak dapat dibaca"),
    ("register", {"received_on": "2020-01-01"}, "mendahului tanggal surat"),
    ("register", {"version": "satu"}, "version"),
    ("accept_offer_behalf", {"letter": None}, "surat yang dipindai"),
    ("accept_offer_behalf", {"behalf_on": "30-02-2026"}, "Tanggal tidak dapat dibaca"),
    ("drop_item", {"reason": "   "}, "reason"),
    ("batch", {"text": "satu kata"}, "perlu dibetulkan"),
    ("batch", {"text": "mitra\tperihal\nTidak Ada\tRiset"}, "tidak ada dalam daftar lembaga"),
    ("batch", {"text": "", "file": SimpleUploadedFile("daftar.xlsx", b"bukan excel")}, "file"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changed", "said"), BAD, ids=[f"{n}-{next(iter(c))}-{i}" for i, (n, c, _s) in enumerate(BAD)]
)
def test_a_bad_value_is_told_in_words_and_nothing_is_kept(
    s: SimpleNamespace, name: str, changed: dict[str, Any], said: str
) -> None:
    before = kept()
    for value in changed.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    answer = send(s, GOOD[name], **changed)
    page = answer.content.decode()
    assert answer.status_code == 422, page
    assert said in page or f'id="id_{said}_error"' in page
    assert unchanged(before)


def test_what_was_typed_stays_when_one_field_is_wrong(s: SimpleNamespace) -> None:
    page = send(s, GOOD["items"], place="Atlantis").content.decode()
    assert 'value="Pelatihan pembukuan"' in page
    assert 'value="Atlantis"' in page
    assert "Dua angkatan" in page


def test_somebody_elses_row_is_not_found(s: SimpleNamespace) -> None:
    browser = make.client(s.c.partner_officer)
    for path in ("kegiatan/99/", "berkas/999999/"):
        assert browser.get(f"/penawaran/{s.draft.code}/{path}").status_code == 404
    for path in (f"dokumen/{s.file.pk}/keluarkan/", f"peserta/{s.guest.pk}/keluarkan/", "kegiatan/99/hapus/"):
        assert browser.post(f"/penawaran/{s.bare.code}/{path}").status_code == 404


def test_a_batch_is_previewed_before_anything_is_opened(s: SimpleNamespace) -> None:
    before = kept()
    page = send(s, GOOD["batch"], lakukan="periksa").content.decode()
    assert "2 perkara siap dibuka" in page
    assert "Buka 2 perkara" in page
    assert unchanged(before)


def test_a_batch_opens_a_case_for_each_row_with_its_stage_and_what_it_lacks(s: SimpleNamespace) -> None:
    answer = send(s, GOOD["batch"])
    page = make.client(s.c.officer).get(answer["Location"]).content.decode()
    assert "Perkara dari upacara ini" in page
    for word in ("Riset pangan", "Bursa kerja", "Perlu Dilengkapi", "Draf", "kegiatan dengan tempat dan sasarannya"):
        assert word in page
    assert Proposal.objects.filter(ceremony=s.ceremony).count() == 2


def workbook(rows: list[list[str]]) -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def test_a_worksheet_is_carried_from_the_preview_to_the_second_step(s: SimpleNamespace) -> None:
    sheet = workbook([line.split("\t") for line in LIST.splitlines()])
    page = send(s, GOOD["batch"], text="", lakukan="periksa", file=SimpleUploadedFile("d.xlsx", sheet)).content.decode()
    found = re.search(r'<textarea name="text" hidden>([^<]*)</textarea>', page)
    assert found
    answer = send(s, GOOD["batch"], text=html.unescape(found[1]))
    assert answer.status_code == 302
    assert Proposal.objects.filter(ceremony=s.ceremony).count() == 2
