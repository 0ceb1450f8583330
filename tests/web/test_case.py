"""The case page and what stands on every other page of a case: grey buttons with reasons, records on behalf, notes of one's own."""

from __future__ import annotations

import io
import json
import re
import zipfile
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from simpul.agreements import actions
from simpul.agreements.models import Agreement, TermsVersion
from simpul.register.models import Event
from simpul.web.agreements.timeline import WORDS
from tests import make
from tests.agreements import cases
from tests.house.test_floors import SOURCES


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def read(person, made: Agreement, name: str = "agreement") -> str:
    return words_of(make.client(person).get(reverse(name, args=[made.code])))


def test_it_says_where_it_stands_and_what_the_reader_can_do(c):
    made = cases.shared(c)
    page = make.client(c.rektor).get(reverse("agreement", args=[made.code])).content.decode()
    assert '<li aria-current="step">Penyusunan Naskah</li>' in page
    assert "Menunggu Persetujuan Pihak" in page
    assert "Setujui versi 1" in page
    assert "Bagikan kepada para pihak" not in page


def test_a_grey_button_says_why_and_is_never_a_link(c):
    made = cases.draft(c)
    page = make.client(c.officer).get(reverse("agreement", args=[made.code])).content.decode()
    grey = re.search(
        r"<button disabled>Bagikan kepada para pihak</button><span class=\"why\">Belum bisa:\s*([^<]+)</span>", page
    )
    assert grey
    assert "temuan telaah tanpa tindak lanjut" in grey[1]
    signed = cases.shared(c)
    assert "Belum bisa: Semua pihak harus menyetujui versi yang sama lebih dahulu." in read(c.officer, signed)


def test_every_kind_of_event_of_a_case_has_words():
    code = "\n".join(path.read_text() for path in SOURCES if "agreements" in path.parts and "actions" in path.parts)
    noted = {
        f"agreement.{word}"
        for call in re.findall(r"\bnote\(\s*held,([^)]*)\)|\bnote\(\s*made,([^)]*)\)", code)
        for word in re.findall(r'"([a-z_]+)"', "".join(call).split("by=")[0])
    }
    assert len(noted) > 20
    assert noted - set(WORDS) == set()


def test_the_journey_tells_who_did_what_newest_first(c):
    made = cases.agreed(c)
    actions.revise(made, changes={"title": "Judul lain"}, by=c.actors.partner_officer, at=cases.AT)
    text = read(c.leader, made)
    parts = (
        "Naskah diubah menjadi versi 2; persetujuan PIHAK KESATU, PIHAK KEDUA batal",
        "PIHAK KEDUA menyetujui versi 1",
        "Naskah dibagikan",
        "Draf disusun",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "Kepala UPT Kemitraan, UPT Kemitraan" in text


# ---- recorded on behalf, shown everywhere


@pytest.fixture
def behalf(c: SimpleNamespace) -> Agreement:
    made = cases.shared(c)
    first = cases.party(made, 1)
    actions.approve(made, party=first, hash=made.terms.hash, behalf=cases.behalf(), by=c.actors.officer, at=cases.AT)
    return cases.fresh(made)


WHOM = "Damayanti Pejabat Contoh, Kepala Dinas"


def test_the_case_page_shows_for_whom_by_whom_and_the_letter(c, behalf):
    for person in (c.officer, c.leader, c.partner_officer):
        text = read(person, behalf)
        assert text.count(f"dicatat atas nama {WHOM}") == 2  # beside the party and in the journey
        assert "oleh Kepala Bagian Kerja Sama" in text
    letter = reverse("agreement_letter", args=[behalf.code, behalf.parties.first().approval.pk])
    assert b"".join(make.client(c.partner_officer).get(letter).streaming_content).startswith(b"%PDF")


def test_api_record_sheet_and_history_show_it_too(c, behalf):
    from pypdf import PdfReader

    sheet = make.client(c.partner_officer).get(reverse("agreement_sheet", args=[behalf.code])).content
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages).split())
    assert "dicatat atas nama Damayanti" in printed.replace("\u200b", "")
    event = Event.objects.get(chain=behalf.chain, kind="agreement.approved")
    told = json.loads(event.text)["data"]["behalf"]
    assert (told["name"], told["post"], len(told["letter"])) == ("Damayanti Pejabat Contoh", "Kepala Dinas", 64)


def test_it_waits_on_the_leaders_desk_until_it_is_confirmed(c, behalf):
    desk = reverse("desk")
    assert "Pastikan persetujuan yang dicatat atas nama Anda" in words_of(make.client(c.dinas_head).get(desk))
    assert "Pastikan persetujuan" not in words_of(make.client(c.rektor).get(desk))
    confirm = reverse("agreement_confirm_record", args=[behalf.code, 1, "persetujuan"])
    assert "Pastikan pencatatan ini" in read(c.dinas_head, behalf)
    assert "Pastikan pencatatan ini" not in read(c.rektor, behalf)
    assert make.client(c.dinas_head).post(confirm).status_code == 302
    assert "dipastikan Kepala Dinas Koperasi dan UKM" in read(c.partner_officer, behalf)
    assert "Pastikan persetujuan" not in words_of(make.client(c.dinas_head).get(desk))
    assert make.client(c.dinas_head).post(confirm).status_code == 409


# ---- what an institution keeps to itself


def test_private_notes_and_reasons_are_invisible_to_the_partner_in_page_api_and_export(c):
    from tests.api.caller import Caller

    made = cases.shared(c)
    actions.comment(made, text="Tawar lebih rendah dahulu", private=True, by=c.actors.officer, at=cases.AT)
    actions.comment(made, text="Mohon diperiksa bersama", by=c.actors.officer, at=cases.AT)
    own, others = read(c.leader, made), read(c.partner_officer, made)
    assert "Tawar lebih rendah dahulu" in own
    assert "catatan lembaga Anda saja" in own
    assert "Mohon diperiksa bersama" in others
    heard = Caller.of(c.partner_officer)
    told = [others.encode()]
    told += [
        heard.get(f"/agreements/{made.code}{rest}").content
        for rest in ("", "/comments", "/history", "/findings", "/attachments")
    ]
    export = make.client(c.partner_officer).get(reverse("agreement_history", args=[made.code])).content
    with zipfile.ZipFile(io.BytesIO(export)) as folder:
        told += [folder.read(name) for name in folder.namelist()]
    told += [
        make.client(c.partner_officer).get(reverse(name, args=[made.code])).content
        for name in ("agreement_text", "agreement_docx", "agreement_sheet")
    ]
    for content in told:
        assert b"Tawar lebih rendah" not in content
        assert b"Sudah dibahas dalam rapat TKKSD" not in content
    assert b"Mohon diperiksa bersama" in b"".join(told)


# ---- sides, numbers, versions


def test_each_side_has_its_own_number_word_for_word_and_may_leave_it_open(c):
    made = cases.shared(c)
    number = "  415.4/PKS/ 07-b (revisi)  "
    post = make.client(c.officer).post(reverse("agreement_number", args=[made.code, 1]), {"number": number})
    assert post.status_code == 302
    assert cases.party(made, 1).number == number.strip()
    text = read(c.partner_officer, made)
    assert "nomor 415.4/PKS/ 07-b (revisi)" in text
    assert "nomor menyusul" in text
    assert cases.fresh(made).terms.number == 1  # the number is no part of the approved text
    make.client(c.officer).post(reverse("agreement_number", args=[made.code, 1]), {"number": ""})
    assert read(c.officer, made).count("nomor menyusul") == 2


def test_three_sides_and_a_witness_each_do_their_part(c):
    sides = [
        actions.Side(c.awan),
        actions.Side(c.bumi),
        actions.Side(c.citra),
        actions.Side(c.bagian, "witness"),
        actions.Side(c.fakultas, "implementing"),
    ]
    made = cases.shared(c, kind="kb", sides=sides)
    citra = make.actor(c.citra_officer)
    assert Agreement.objects.visible_to(citra).filter(pk=made.pk).exists()
    for order, who in ((1, c.actors.leader), (2, c.actors.rektor)):
        actions.approve(made, party=cases.party(made, order), hash=made.terms.hash, by=who, at=cases.AT)
    assert cases.fresh(made).stage == "circulated"
    actions.approve(
        made, party=cases.party(made, 3), hash=made.terms.hash, behalf=cases.behalf("Indra"), by=citra, at=cases.AT
    )
    assert cases.fresh(made).stage == "agreed"  # the witness and the implementing unit are not asked
    text = read(c.faculty_officer, made)
    assert "Saksi" in text
    assert "Pelaksana" in text


def test_two_versions_are_compared_clause_by_clause_and_word_by_word(c):
    made = cases.shared(c)
    clauses = [dict(clause) for clause in made.terms.content["clauses"]]
    first = clauses[0]["text"].split()[0]
    clauses[0]["text"] = clauses[0]["text"].replace(first, "Sebermula", 1)
    clauses.append({"type": "lain_lain", "heading": "Tambahan", "text": "Pasal yang baru."})
    actions.revise(made, changes={"clauses": clauses}, by=c.actors.partner_officer, at=cases.AT)
    page = (
        make.client(c.officer)
        .get(reverse("agreement_text", args=[made.code]), {"versi": 2, "banding": 1})
        .content.decode()
    )
    assert f"<del>{first}</del>" in page
    assert "<ins>Sebermula</ins>" in page
    assert "Tambahan" in page
    assert TermsVersion.objects.filter(agreement=made).count() == 2


def test_a_version_never_changes_and_an_earlier_one_can_be_restored_as_a_new_one(c):
    made = cases.shared(c)
    first = made.terms.text
    actions.revise(made, changes={"title": "Judul lain"}, by=c.actors.officer, at=cases.AT)
    made = cases.fresh(made)
    answer = make.client(c.officer).post(reverse("agreement_restore", args=[made.code, 1]), {"version": made.version})
    assert answer.status_code == 302
    made = cases.fresh(made)
    assert (made.terms.number, made.terms.text) == (3, first)
    assert TermsVersion.objects.get(agreement=made, number=1).text == first


# ---- constant work


def queries(person, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert make.client(person).get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["agreements", "desk", "agreements_obligations", "agreements_umbrellas"])
@pytest.mark.parametrize("who", ["officer", "leader", "partner_officer"])
def test_a_list_asks_as_often_for_many_cases_as_for_few(c, name, who):
    def fill(number: int) -> None:
        for n in range(number):
            cases.entered(c, title=f"Payung {number} {n}")
            cases.shared(c, title=f"Beredar {number} {n}")
            cases.signed(c, title=f"Berlaku {number} {n}")
            cases.draft(c, title=f"Draf {number} {n}")

    fill(2)
    few = queries(getattr(c, who), reverse(name))
    fill(5)
    assert queries(getattr(c, who), reverse(name)) == few


def test_a_case_asks_as_often_with_many_comments_and_versions_as_with_few(c):
    made = cases.signed(c)
    address = reverse("agreement", args=[made.code])

    def fill(number: int) -> None:
        for n in range(number):
            actions.comment(made, text=f"Tanggapan {n}", private=bool(n % 2), by=c.actors.officer, at=cases.AT)
            actions.attach(
                made, file=cases.scan(f"lampiran {number} {n}"), name="l.pdf", by=c.actors.officer, at=cases.AT
            )

    fill(2)
    few = queries(c.officer, address)
    fill(8)
    assert queries(c.officer, address) == few


def test_sharing_a_text_shares_neither_its_earlier_versions_nor_the_talk_about_the_draft(c):
    made = cases.draft(c, body={"obligations": [cases.PROMISES[0] | {"text": "Menanggung seluruh biaya"}]})
    actions.comment(made, text="Batas anggaran kita dua ratus juta.", by=c.actors.officer, at=cases.AT)
    actions.revise(made, changes={"obligations": cases.PROMISES}, by=c.actors.officer, at=cases.AT)
    cases.override_all(c, made, c.actors.officer)
    actions.share(cases.fresh(made), by=c.actors.officer, at=cases.AT)
    case, text = f"/kerja-sama/{made.code}/", f"/kerja-sama/{made.code}/naskah/"
    for person, sees in ((c.officer, True), (c.partner_officer, False)):
        browser = make.client(person)
        assert ("Batas anggaran kita" in browser.get(case).content.decode()) is sees
        assert ("Menanggung seluruh biaya" in browser.get(f"{text}?versi=1").content.decode()) is sees
        history = zipfile.ZipFile(io.BytesIO(browser.get(f"{case}riwayat.zip").content))
        told = b"".join(history.read(name) for name in history.namelist()).decode(errors="replace")
        assert "Batas anggaran kita" not in told
        assert ("Menanggung seluruh biaya" in told) is sees
