"""Bad input: a clear message, the typed text kept, nothing written, never an error of ours. Every form of Kerja Sama, field by field."""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from simpul.agreements import actions
from simpul.web.agreements.doings import DOINGS, OBLIGATION_DOINGS
from tests import make
from tests.agreements import cases
from tests.documents import files
from tests.web.agreement_forms import GOOD, Good, stages, text_of

WRITTEN = ("agreements", "register", "documents", "notices")
WITH_FILES = [name for name, good in GOOD.items() if good.files]


@pytest.fixture(scope="module")
def site(world: SimpleNamespace) -> SimpleNamespace:
    s = stages(world)
    s.revised = cases.shared(world)
    actions.revise(s.revised, changes={"title": "Judul kedua"}, by=world.actors.officer, at=cases.AT)
    s.revised = cases.fresh(s.revised)
    return s


@pytest.fixture
def s(site: SimpleNamespace, db: None) -> SimpleNamespace:
    return copy.deepcopy(site)


def written() -> list[Any]:
    """A fingerprint of every row that a page of Kerja Sama could have written, table by table."""
    tables = [m._meta.db_table for label in WRITTEN for m in apps.get_app_config(label).get_models()]
    one = "SELECT '{0}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
        return sorted(cursor.fetchall())


def send(
    s: SimpleNamespace,
    good: Good,
    changed: dict[str, Any] | None = None,
    uploads: dict[str, Any] | None = None,
    **how: Any,
) -> Any:
    """The good values, some of them changed, as a browser sends them; with a fresh key unless one is given."""
    values = {"kunci_kirim": str(uuid.uuid4())} | good.values(s) | (changed or {})
    uploads = {field: (f"{field}.pdf", data) for field, data in good.files.items()} | (uploads or {})
    sent = {field: SimpleUploadedFile(*upload) for field, upload in uploads.items() if upload}
    who = s.c.users[how.get("who", good.who)]
    return make.client(who).post(
        good.address(s, how.get("on", "")), {k: v for k, v in values.items() if v is not None} | sent
    )


def refused(s: SimpleNamespace, good: Good, status: set[int], *args: Any, **how: Any) -> Any:
    """Answered with one of these statuses and a message, and nothing written."""
    before = written()
    with transaction.atomic():
        response = send(s, good, *args, **how)
    assert response.status_code in status, (response.status_code, args, how)
    assert written() == before, (args, how)
    if response.status_code in (409, 422) and "form" in (response.context or {}):
        said = response.content.decode()
        assert re.search(r'role="alert"', said), (args, how)
        assert not re.search(r"This field|Enter a valid|Ensure |Select a valid", said)
    return response


def bad_values(name: str, field: forms.Field) -> Iterator[Any]:
    """What nobody should send to a field of this kind. Empty is tried only where something is needed."""
    if field.required and not isinstance(field, forms.FileField):
        yield ""
    match field:
        case forms.FileField() | forms.BooleanField():
            return
        case forms.ModelChoiceField() | forms.ChoiceField():
            yield from ("tidak-ada", "999999999999999999999", "\x00")
        case forms.DateField():
            yield from ("2026-02-30", "31/31/2026", "9999-01-01", "besok", "\x002026-01-01")
        case forms.DecimalField():
            yield from ("abc", "NaN", "1e400", "99999999999999999")
        case forms.IntegerField():
            yield from ("abc", "1.5", "-1", "99999999999999999999")
        case forms.CharField():
            yield "Ada \x00 di dalam"
            yield "x" * (field.max_length + 1)
            if isinstance(field, forms.EmailField):
                yield from ("bukan-surel", "a@b@c")


def fields_of(s: SimpleNamespace, name: str, good: Good) -> dict[str, forms.Field]:
    """The fields as the page shows them."""
    if name.startswith("obligation_"):
        return OBLIGATION_DOINGS[name.removeprefix("obligation_")][2]().fields
    if name in ("drop_row", "restore"):
        return {"version": forms.IntegerField()}
    response = make.client(s.c.users[good.who]).get(good.address(s))
    return response.context["form"].fields


def test_every_verb_has_good_values() -> None:
    covered = {name.removesuffix("_behalf") for name in GOOD}
    assert set(DOINGS) <= covered
    assert {f"obligation_{verb}" for verb in OBLIGATION_DOINGS} <= covered


@pytest.mark.parametrize("name", GOOD)
def test_good_values_are_taken_once_however_often_they_are_sent(s: SimpleNamespace, name: str) -> None:
    good, key = GOOD[name], {"kunci_kirim": str(uuid.uuid4())}
    before = written()
    first = send(s, good, key)
    assert first.status_code == 302, first.content.decode()
    after = written()
    assert after != before
    again = send(s, good, key)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert written() == after


@pytest.mark.parametrize("name", GOOD)
def test_bad_values_are_refused_with_the_typed_text_kept(s: SimpleNamespace, name: str) -> None:
    good = GOOD[name]
    fields = fields_of(s, name, good)
    kept = next(
        (
            v
            for k, v in good.values(s).items()
            if isinstance(v, str) and len(v) > 4 and k in fields and k not in ("hash", "code")
        ),
        "",
    )
    place = next((k for k, v in good.values(s).items() if v == kept), "")
    for field_name, field in fields.items():
        for bad in bad_values(field_name, field):
            response = refused(s, good, {422}, {field_name: bad})
            if kept and field_name != place and not name.startswith(("drop", "restore")):
                assert kept in response.content.decode(), (field_name, bad)


@pytest.mark.parametrize("name", [n for n, good in GOOD.items() if good.wrong_state])
def test_in_the_wrong_state_it_is_a_conflict(s: SimpleNamespace, name: str) -> None:
    refused(s, GOOD[name], {409}, on=GOOD[name].wrong_state)


@pytest.mark.parametrize("name", GOOD)
def test_the_wrong_role_or_side_is_forbidden_and_a_stranger_finds_nothing(s: SimpleNamespace, name: str) -> None:
    good = GOOD[name]
    refused(s, good, {403}, who=good.other)
    if name != "new":
        refused(s, good, {404}, who="citra_officer")
        refused(s, good, {404}, who="admin")


@pytest.mark.parametrize(
    "name",
    [
        n
        for n, good in GOOD.items()
        if n in ("edit", "parties", "promises", "plan", "drop_row", "restore")
        or (n.startswith("obligation_") and n != "obligation_lapse")
    ],
)
def test_an_older_version_is_a_conflict_and_the_typed_text_stays(s: SimpleNamespace, name: str) -> None:
    response = refused(s, GOOD[name], {409}, {"version": 0})
    assert "sudah berubah sejak" in response.content.decode()


@pytest.mark.parametrize("name", [n for n, good in GOOD.items() if 1 in good.more or 2 in good.more])
def test_a_side_or_row_that_is_not_there_is_not_found(s: SimpleNamespace, name: str) -> None:
    good = GOOD[name]
    far = good.address(s).replace("/1/", "/99/").replace("/2/", "/99/")
    assert make.client(s.c.users[good.who]).post(far, good.values(s)).status_code == 404


# ---- files


UPLOADS = {
    "another type than named": ("pindaian.pdf", files.docx()),
    "a programme": ("pindaian.pdf", b"MZ\x90\x00" + b"\x00" * 200),
    "an ending we do not take": ("pindaian.exe", cases.signed_pdf("x")),
    "empty": ("pindaian.pdf", b""),
    "an encrypted PDF": ("pindaian.pdf", files.encrypted_pdf()),
    "a PDF that runs a script": ("pindaian.pdf", files.active_pdf()),
    "a Word file with macros": (
        "surat.docx",
        files.add(files.docx(), word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"),
    ),
    "an exploding archive": ("surat.docx", files.add(files.docx(), word__bom=b"\x00" * 300_000_000)),
    "too large": ("pindaian.pdf", cases.signed_pdf("x") + b"\n" * 21_000_000),
    "a name with NUL": ("pinda\x00ian.pdf", b"bukan pdf"),
}


@pytest.mark.parametrize("what", UPLOADS)
def test_bad_files_are_refused_and_not_kept(s: SimpleNamespace, what: str) -> None:
    names = WITH_FILES if what in ("another type than named", "an encrypted PDF") else ["attach", "sign"]
    for name in names:
        good = GOOD[name]
        (field,) = good.files
        response = refused(s, good, {422}, uploads={field: UPLOADS[what]})
        assert 'class="error"' in response.content.decode(), (name, what)


@pytest.mark.parametrize("name", [n for n in WITH_FILES if n != "obligation_report"])
def test_a_missing_scan_is_asked_for(s: SimpleNamespace, name: str) -> None:
    (field,) = GOOD[name].files
    refused(s, GOOD[name], {422}, uploads={field: None})


# ---- what belongs to others


def test_a_signer_of_another_organisation_cannot_be_chosen(s: SimpleNamespace) -> None:
    c = s.c
    refused(s, GOOD["signer"], {422}, {"holding": make.holder(c.citra_post).pk})
    refused(s, GOOD["signer"], {422}, {"authority": c.citra_authority.pk})


def test_a_parent_that_one_cannot_see_cannot_be_chosen(s: SimpleNamespace) -> None:
    refused(s, GOOD["new"], {422, 403}, {"parent": s.entered.pk}, who="citra_officer")


def test_an_evidence_or_scan_of_another_case_is_not_found(s: SimpleNamespace) -> None:
    browser = make.client(s.c.officer)
    signature = cases.party(s.signed, 1).signatures.get()
    assert browser.get(f"/kerja-sama/{s.half.code}/pindaian/{signature.pk}/").status_code == 404
    assert browser.get(f"/kerja-sama/{s.half.code}/kewajiban/1/").status_code == 404
    assert browser.get(f"/kerja-sama/{s.half.code}/berkas/{10**30}/").status_code == 404


def test_approving_another_text_than_the_newest_is_a_conflict(s: SimpleNamespace) -> None:
    refused(s, GOOD["approve"], {409}, {"hash": "0" * 64})


# ---- the editor


EDITS = {
    "a clause without text": {"pasal-0-text": ""},
    "a clause that is too long": {"pasal-0-text": "x" * 20_001},
    "NUL in a clause": {"pasal-0-heading": "a\x00b"},
    "no number": {"pasal-0-place": "satu"},
    "no clauses told": {"pasal-TOTAL_FORMS": ""},
    "too many clauses": {"pasal-TOTAL_FORMS": "9999"},
    "an end before the start": {"start": "2026-05-01", "end": "2026-04-01", "months": ""},
    "two ends": {"end": "2027-04-01", "months": "3"},
}


@pytest.mark.parametrize("what", EDITS)
def test_a_bad_edit_is_told_and_the_typed_text_stays(s: SimpleNamespace, what: str) -> None:
    response = refused(s, GOOD["edit"], {422}, EDITS[what])
    assert "Judul yang disunting" in response.content.decode()


def test_leaving_out_the_clause_a_promise_rests_on_is_told(s: SimpleNamespace) -> None:
    drop = {f"pasal-{n}-drop": "on" for n in range(1, 40)}
    response = refused(s, GOOD["edit"], {422}, drop)
    assert "«Melatih pelaku usaha mikro» diambil dari Pasal 5" in response.content.decode()


def test_the_preview_shows_the_typed_text_and_writes_nothing(s: SimpleNamespace) -> None:
    before = written()
    values = text_of(s, s.shared, lakukan="pratinjau") | {"pasal-0-text": "Kalimat yang baru diketik"}
    browser = make.client(s.c.officer)
    for address in (f"/kerja-sama/{s.shared.code}/sunting/", f"/kerja-sama/{s.shared.code}/pratinjau/"):
        response = browser.post(address, values)
        assert response.status_code == 200
        assert "Kalimat yang baru diketik" in response.content.decode()
    assert written() == before


@pytest.mark.parametrize("kind", ["", "maksud_tujuan", "tidak-ada\x00"])
def test_a_clause_is_added_to_the_page_only(s: SimpleNamespace, kind: str) -> None:
    before = written()
    response = make.client(s.c.officer).post(
        f"/kerja-sama/{s.shared.code}/sunting/", text_of(s, s.shared, lakukan="tambah", jenis_pasal=kind)
    )
    assert response.status_code == 200
    assert len(response.context["clauses"].forms) == len(s.shared.terms.content["clauses"]) + 1
    assert written() == before


def test_unknown_parts_of_an_address_are_not_found(s: SimpleNamespace) -> None:
    browser = make.client(s.c.officer)
    for address in ("hapus/pasal/1/", "naskah/99/pulihkan/", "pihak/1/pastikan/apa-saja/"):
        assert browser.post(f"/kerja-sama/{s.shared.code}/{address}", {"version": 1}).status_code == 404, address
    assert browser.get(f"/kerja-sama/{s.shared.code}/rencana-kerja/").status_code == 404


@pytest.mark.parametrize(
    "query", ["?induk=%00", "?jenis=%00&pihak=%00", "?pihak=99999999", "?pihak=²", "?induk=AAAA-AAAA"]
)
def test_strange_addresses_of_the_new_form_are_harmless(s: SimpleNamespace, query: str) -> None:
    assert make.client(s.c.officer).get(f"/kerja-sama/baru/{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["?hal=-1", "?hal=²", "?hal=99999", "?cari=%00", "?jenis=%00&tahap=x", "?cari=%25_%27"]
)
def test_strange_addresses_of_the_list_are_harmless(s: SimpleNamespace, query: str) -> None:
    assert make.client(s.c.officer).get(f"/kerja-sama/{query}").status_code == 200


@pytest.mark.parametrize("query", ["?versi=0", "?versi=²&banding=x", "?versi=%00"])
def test_strange_versions_show_the_newest(s: SimpleNamespace, query: str) -> None:
    assert make.client(s.c.officer).get(f"/kerja-sama/{s.shared.code}/naskah/{query}").status_code == 200


def test_a_prefilled_form_survives_anything_in_the_address(s: SimpleNamespace) -> None:
    browser = make.client(s.c.officer)
    for name, good in GOOD.items():
        if name.startswith(("obligation", "drop", "restore", "new")):
            continue
        names = [*fields_of(s, name, good), "tidak_ada"]
        query = "&".join(f"{field}=%00%27abc" for field in names)
        who = browser if good.who == "officer" else make.client(s.c.users[good.who])
        assert who.get(f"{good.address(s)}?{query}").status_code == 200, name


def test_who_saves_second_reads_what_came_between_and_saves_upon_it(s: SimpleNamespace) -> None:
    made, browser = s.shared, make.client(s.c.officer)
    mine = text_of(s, made, text=str(made.terms.number))
    mine["pasal-0-text"] = "Isi pasal satu menurut saya."
    theirs = [
        {**c, "text": "Isi pasal dua menurut mitra."} if n == 1 else c
        for n, c in enumerate(made.terms.content["clauses"])
    ]
    actions.revise(made, changes={"clauses": theirs}, by=s.c.actors.partner_officer, at=cases.AT)
    address = f"/kerja-sama/{made.code}/sunting/"
    answer = browser.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "disimpan lebih dahulu oleh" in page
    assert "Isi pasal dua menurut mitra." in " ".join(re.findall(r"<ins>(.*?)</ins>", page))
    shown = answer.context["form"], answer.context["clauses"]
    assert shown[1].forms[0]["text"].value() == "Isi pasal satu menurut saya."
    again = {
        bound.html_name: bound.value() or ""
        for form in (shown[0], *shown[1].forms)
        for bound in form
        if bound.name != "drop"
    }
    counts = {name: value for name, value in mine.items() if "_FORMS" in name}
    assert browser.post(address, again | counts).status_code == 302
    now = cases.fresh(made).terms
    assert (now.number, now.content["clauses"][0]["text"]) == (made.terms.number + 2, "Isi pasal satu menurut saya.")
