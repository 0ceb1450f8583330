"""The list, the queue and the case page of proposals: who sees what, what is asked of the reader, and at what cost."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from simpul.core.refusals import Refused
from simpul.law.models import law_on
from simpul.meetings import actions as meetings
from simpul.organizations.models import Organization
from simpul.proposals import actions
from simpul.proposals.models import Proposal
from simpul.web.agreements.timeline import WORDS
from simpul.web.proposals.forms import FactsForm
from tests import make
from tests.agreements import cases as agreements
from tests.documents.files import pdf
from tests.house.test_floors import SOURCES
from tests.proposals import cases
from tests.web.proposal_forms import offered

AT = cases.AT


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def read(person: Any, made: Proposal, name: str = "proposal") -> str:
    return words_of(make.client(person).get(reverse(name, args=[made.code])))


def shown(person: Any, address: str) -> str:
    return words_of(make.client(person).get(address))


def many(c: SimpleNamespace, count: int, state: str = "screening", **values: Any) -> list[Proposal]:
    """So many cases, each with a letter number of its own."""
    make_one = getattr(cases, state)
    start = Proposal.objects.count()
    return [
        make_one(c, letter_number=f"{start + n}/UN/2026", title=f"Usulan {start + n}", **values) for n in range(count)
    ]


# ---- who sees what


def test_a_draft_is_seen_by_its_side_only(c: SimpleNamespace) -> None:
    made = cases.draft(c)
    for person, status in (
        (c.partner_officer, 200),
        (c.rektor, 200),
        (c.officer, 404),
        (c.leader, 404),
        (c.citra_officer, 404),
    ):
        assert make.client(person).get(reverse("proposal", args=[made.code])).status_code == status
    assert made.title in shown(c.partner_officer, "/penawaran/")
    assert made.title not in shown(c.officer, "/penawaran/")


def test_once_sent_both_sides_see_it_and_the_outsider_never(c: SimpleNamespace) -> None:
    made = cases.received(c)
    for person in (c.partner_officer, c.officer, c.leader, c.pengawas):
        assert made.title in shown(person, "/penawaran/")
        assert made.title in read(person, made)
    for person in (c.citra_officer, c.admin, c.dinas_officer):
        assert made.title not in shown(person, "/penawaran/")
        assert make.client(person).get(reverse("proposal", args=[made.code])).status_code == 404


def test_an_initiative_stays_inside_until_it_is_offered(c: SimpleNamespace) -> None:
    made = cases.outgoing_screening(c)
    assert make.client(c.partner_officer).get(reverse("proposal", args=[made.code])).status_code == 404
    assert "Di dalam daerah" in read(c.dinas_officer, made)
    given = offered(c)
    text = read(c.partner_officer, given)
    assert "Terima penawaran" in text
    assert "Di dalam daerah" not in text


def test_the_partner_reads_that_it_lies_with_the_region_but_not_on_which_desk(c: SimpleNamespace) -> None:
    made = cases.screening(c)
    inside, outside = read(c.officer, made), read(c.partner_officer, made)
    assert "Sekarang di meja Bagian Kerja Sama, Kabupaten Awan" in inside
    assert "Sekarang di meja Kabupaten Awan" in outside
    assert "Bagian Kerja Sama, Kabupaten Awan" not in outside
    assert "Bagian Kerja Sama" not in shown(c.partner_officer, "/penawaran/")
    for word in ("Telaah Belum ditelaah", "Buka halaman telaah"):
        assert word in inside
        assert word not in outside


def test_what_the_region_chose_while_it_screens_is_read_outside_only_once_it_agreed(c: SimpleNamespace) -> None:
    made = cases.screening(c)
    actions.choose_kind(made, kind="nk", reason="Kebiasaan daerah.", by=c.actors.officer, at=AT)
    actions.answer_facts(
        made, changes={"regimes": ["hibah"], "burdens_reason": "Tidak ada."}, by=c.actors.officer, at=AT
    )
    inside, outside = read(c.officer, made), read(c.partner_officer, made)
    assert "Nota Kesepakatan" in inside
    assert "Hibah daerah" in inside
    assert "Kesepakatan Bersama (diminta)" in outside
    assert "Nota Kesepakatan" not in outside
    assert "Hibah daerah" not in outside
    assert "Tidak ada." in inside
    assert "Tidak ada." not in outside
    for person, kind, found in (
        (c.officer, "nk", True), (c.officer, "kb", False), (c.partner_officer, "nk", False), (c.partner_officer, "kb", True),
    ):  # fmt: skip
        assert (made.title in shown(person, f"/penawaran/?jenis={kind}")) == found
    Proposal.objects.filter(pk=made.pk).update(state="agreed")
    text = read(c.partner_officer, made)
    assert "Nota Kesepakatan" in text
    assert "Hibah daerah" not in text


def test_completing_shows_no_flag_of_the_region_and_leaves_it_standing(c: SimpleNamespace) -> None:
    made = cases.screening(c)
    actions.answer_facts(made, changes={"regimes": ["hibah"]}, by=c.actors.officer, at=AT)
    actions.ask_completion(made, text="Lampirkan profil.", by=c.actors.officer, at=AT)
    assert (
        "regimes"
        not in make.client(c.partner_officer).get(reverse("proposal_facts", args=[made.code])).content.decode()
    )
    values = {"version": cases.fresh(made).version, "signer": "head", "months": "12", "regimes": ["pengadaan"]}
    answer = make.client(c.partner_officer).post(reverse("proposal_facts", args=[made.code]), values)
    assert answer.status_code == 302, words_of(answer)
    assert (cases.fresh(made).months, cases.fresh(made).regimes) == (12, ["hibah"])


# ---- the list


def test_the_list_is_filtered_by_direction_state_kind_and_words(c: SimpleNamespace) -> None:
    first, second = cases.received(c), cases.outgoing_draft(c)
    for query, found, left in (
        ("arah=incoming", first, None),
        ("keadaan=received", first, None),
        ("jenis=kb", first, None),
        ("cari=pelaku+usaha", first, None),
        ("cari=universitas+bumi", first, None),
        ("cari=12/UN/KS", first, None),
        (f"cari={first.code.lower()}", first, None),
        ("cari=tidak-ada", None, first),
        ("cari=pelatihan+melintang", None, first),
        ("cari=%26%7C%21%28%27", None, first),
        ("keadaan=screening", None, first),
        ("arah=miring&keadaan=entah&jenis=zzz", first, None),
        ("cari=%00&hal=-3", first, None),
    ):
        page = shown(c.officer, f"/penawaran/?{query}")
        if found:
            assert found.title in page, query
        if left:
            assert left.title not in page, query
            assert "Tidak ada usulan yang cocok" in page
    assert second.title not in shown(c.officer, "/penawaran/?arah=incoming")
    assert first.title not in shown(c.officer, "/penawaran/?arah=outgoing")
    assert second.title in shown(c.dinas_officer, "/penawaran/?arah=outgoing")


def test_words_of_the_list_are_looked_up_in_the_index_of_search(c: SimpleNamespace) -> None:
    cases.received(c)
    with CaptureQueriesContext(connection) as asked:
        shown(c.officer, "/penawaran/?cari=pelatihan")
    (listed,) = [q["sql"] for q in asked if "to_tsquery" in q["sql"]]
    assert '"lexemes" @@' in listed
    assert "LIKE" not in listed.upper()


def test_who_has_nothing_is_told_what_will_be_here(c: SimpleNamespace) -> None:
    assert "Belum ada penawaran atau usulan di sini" in shown(c.citra_officer, "/penawaran/")
    assert "Antrean kosong" in shown(c.officer, "/penawaran/antrean/")


# ---- the queue


def test_the_queue_is_of_the_region_and_closed_to_others(c: SimpleNamespace) -> None:
    cases.screening(c)
    queue = reverse("proposals_queue")
    assert make.client(c.officer).get(queue).status_code == 200
    for person in (c.partner_officer, c.citra_officer, c.admin):
        assert make.client(person).get(queue).status_code == 403


def test_the_policy_orders_the_queue_then_who_waited_longest(c: SimpleNamespace) -> None:
    early = cases.written_down(c, title="Surat perusahaan yang lama", at=AT)
    actions.send(early, by=c.actors.officer, at=AT)
    late = cases.received(c, title="Surat kampus yang baru", at=AT.replace(hour=5))
    actions.set_policy(
        c.awan,
        start=make.LONG_AGO,
        order=["pt"],
        checks={},
        clocks=[],
        basis="Keputusan contoh",
        by=c.actors.officer,
        at=AT,
    )
    page = shown(c.officer, "/penawaran/antrean/")
    assert page.index(early.title) < page.index(late.title)  # neither has a rank yet
    for made in (early, late):
        actions.register(cases.fresh(made), by=c.actors.officer, at=AT.replace(hour=6))
    page = shown(c.officer, "/penawaran/antrean/")
    assert page.index(late.title) < page.index(early.title)
    assert "Perguruan tinggi dan politeknik" in page
    assert "Keputusan contoh" in page


def test_the_queue_holds_open_work_only_and_fifty_a_page(c: SimpleNamespace) -> None:
    many(c, 51, "received")
    ended = cases.received(c, title="Sudah ditarik")
    actions.withdraw(ended, reason="Batal", by=c.actors.partner_officer, at=AT)
    first, second = (make.client(c.officer).get(f"/penawaran/antrean/?hal={n}").content.decode() for n in (1, 2))
    assert first.count("<tr>") == 51
    assert second.count("<tr>") == 2
    assert "Berikutnya" in first
    assert "Sudah ditarik" not in first + second


# ---- the case page


def step(page: str) -> str:
    """The one main button of the card, as a link or a form."""
    card = page.partition('id="lakukan"')[2].partition("</section>")[0]
    found = re.search(r'<a class="button" href="[^"]*">([^<]+)</a>|<button>([^<]+)</button>', card)
    return (found[1] or found[2]) if found else ""


def main_step(person: Any, made: Proposal) -> str:
    return step(make.client(person).get(reverse("proposal", args=[made.code])).content.decode())


def test_the_first_thing_is_what_the_reader_is_asked_for(c: SimpleNamespace) -> None:
    bare = cases.bare_draft(c)
    assert main_step(c.partner_officer, bare) == "Tulis kegiatan yang diminta"
    cases.item(bare, c.actors.partner_officer)
    assert main_step(c.partner_officer, bare) == "Kirim kepada Kabupaten Awan"
    assert main_step(c.rektor, bare) == ""
    actions.send(bare, by=c.actors.partner_officer, at=AT)
    assert main_step(c.officer, bare) == "Register dan beri nomor agenda"
    assert main_step(c.partner_officer, bare) == ""
    actions.ask_completion(bare, text="Lampirkan KAK.", by=c.actors.officer, at=AT)
    assert main_step(c.partner_officer, bare) == "Kirim kembali yang sudah dilengkapi"
    assert "Perlu dilengkapi: Lampirkan KAK." in read(c.partner_officer, bare)
    actions.complete(bare, by=c.actors.partner_officer, at=AT)
    actions.register(bare, by=c.actors.officer, at=AT)
    assert main_step(c.officer, bare) == "Jalankan telaah"
    assert "Belum bisa: Usulan belum ditelaah" in read(c.officer, bare)
    assert main_step(c.leader, bare) == ""


def test_a_grey_button_says_why_and_is_never_a_link(c: SimpleNamespace) -> None:
    made = cases.bare_draft(c)
    page = make.client(c.partner_officer).get(reverse("proposal", args=[made.code])).content.decode()
    grey = re.search(
        r'<button disabled>Kirim kepada Kabupaten Awan</button><span class="why">Belum bisa:\s*([^<]+)<', page
    )
    assert grey
    assert "belum memuat kegiatan" in grey[1]


def test_an_offer_is_answered_and_becomes_a_draft(c: SimpleNamespace) -> None:
    made = offered(c)
    assert main_step(c.rektor, made) == "Terima penawaran"
    browser = make.client(c.rektor)
    assert browser.post(reverse("proposal_accept_offer", args=[made.code])).status_code == 302
    assert main_step(c.officer, made) == "Susun naskah"
    answer = make.client(c.officer).post(
        reverse("proposal_draft", args=[made.code]), {"title": "Pendampingan koperasi"}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/kerja-sama/")
    assert "Sudah menjadi naskah" in read(c.officer, made)
    assert "sedang disusun pihak lain" in read(c.rektor, made)


def test_the_document_is_begun_by_who_may_and_is_grey_with_the_reason_until_it_can(c: SimpleNamespace) -> None:
    made = cases.agreed(c, wanted_kind="pks")
    Proposal.objects.filter(pk=made.pk).update(kind="pks")
    assert "Belum bisa: PKS perlu Kesepakatan Bersama di atasnya." in read(c.officer, made)
    assert "Susun naskah" not in read(c.staf, made)
    assert make.client(c.staf).get(reverse("proposal_draft", args=[made.code])).status_code == 403
    browser = make.client(c.officer)
    kind = reverse("screening_kind", args=[made.code])
    assert browser.post(kind, {"kind": "kb", "reason": "Payungnya dahulu."}).status_code == 302
    made.refresh_from_db()
    assert (made.kind, made.state, made.screenings.count()) == ("kb", "agreed", 1)
    assert main_step(c.officer, made) == "Susun naskah"
    assert browser.post(reverse("proposal_draft", args=[made.code]), {"title": "Kesepakatan"}).status_code == 302
    again = browser.post(kind, {"kind": "nk", "reason": "Berubah."})
    assert again.status_code == 409
    for page in (words_of(again), read(c.officer, made), words_of(browser.get(kind))):
        assert "Naskah dari usulan ini sudah disusun, jadi jenis naskah" in page
    assert 'name="kind"' not in browser.get(kind).content.decode()
    assert "Pilih naskah" not in read(c.staf, made)


def test_the_agreement_above_is_linked_from_those_in_force_that_the_region_sees(c: SimpleNamespace) -> None:
    umbrella, foreign = agreements.signed(c, kind="kb"), agreements.draft(c, kind="kb", title="Lain")
    made = cases.agreed(c)
    address, browser = reverse("proposal_under", args=[made.code]), make.client(c.officer)
    assert "Tautkan kesepakatan induk" in read(c.officer, made)
    assert umbrella.title in words_of(browser.get(address))
    assert browser.post(address, {"under": foreign.pk}).status_code == 422
    assert browser.post(address, {"under": umbrella.pk}).status_code == 302
    made.refresh_from_db()
    assert made.under_id == umbrella.chain_id
    assert "Kesepakatan induk ditetapkan" in read(c.officer, made)
    assert "Kesepakatan induk ditetapkan" not in read(c.partner_officer, made)
    assert browser.post(address, {"under": ""}).status_code == 302
    made.refresh_from_db()
    assert made.under_id is None
    with pytest.raises(Refused) as stopped:
        actions.link_umbrella(made, under=made.chain, by=c.actors.officer, at=AT)
    assert [r.code for r in stopped.value.refusals] == ["link.under"]
    assert make.client(c.partner_officer).get(address).status_code == 403


def test_the_regions_programme_is_for_its_own_eyes(c: SimpleNamespace) -> None:
    made = cases.screening(c)
    programme = actions.add_programme(
        c.awan, plan="rpjmd", name="Program usaha kecil", first_year=2025, last_year=2029,
        by=c.actors.officer, at=AT,
    )  # fmt: skip
    actions.link_programme(made.items.get(), programme=programme, by=c.actors.officer, at=AT)
    assert "Program usaha kecil" in read(c.officer, made)
    assert "Program usaha kecil" not in read(c.partner_officer, made)
    assert "rencana daerah" not in read(c.partner_officer, made)


def test_plans_and_the_queue_are_offered_to_who_may_open_them(c: SimpleNamespace) -> None:
    for person in (c.officer, c.leader, c.partner_officer, c.admin):
        browser = make.client(person)
        page = browser.get(reverse("proposals")).content.decode()
        for name in ("plans", "proposals_queue"):
            assert (f'href="{reverse(name)}"' in page) == (browser.get(reverse(name)).status_code == 200), (
                person,
                name,
            )


def test_a_partner_is_found_by_words_and_chosen_among_few(c: SimpleNamespace) -> None:
    browser, address = make.client(c.dinas_officer), reverse("proposal_new")
    assert "Universitas Bumi" not in words_of(browser.get(address))
    for n in range(41):
        make.organization(f"Yayasan Ilmu {n:02}", "perusahaan", by=c.actors.officer)
    given = {"initiator": c.dinas.pk, "title": "Kelas usaha"}
    answer = browser.post(address, given | {"partner_words": "yayasan ilmu"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count('name="partner" value=') == 40
    assert "Beberapa lembaga cocok" in page
    assert "Hanya sebagian yang tampil" in page
    assert 'value="Kelas usaha"' in page
    assert "Tidak ada lembaga yang cocok" in words_of(browser.post(address, given | {"partner_words": "zzz"}))
    assert "Tulis nama lembaganya" in words_of(browser.post(address, given))
    chosen = Organization.objects.get(name="Yayasan Ilmu 07")
    sent = given | {"partner_words": "yayasan ilmu", "partner_sought": "yayasan ilmu", "partner": chosen.pk}
    other = browser.post(address, sent | {"partner_words": "yayasan"})  # other words: the old choice does not count
    assert other.status_code == 422
    assert browser.post(address, sent).status_code == 302
    assert Proposal.objects.get(title="Kelas usaha").partner == chosen
    assert browser.post(address, given | {"title": "Satu saja", "partner_words": "ilmu 08"}).status_code == 302
    assert Proposal.objects.get(title="Satu saja").partner_name == "Yayasan Ilmu 08"


def test_a_dropped_activity_stays_readable_with_its_reason_for_both(c: SimpleNamespace) -> None:
    made = cases.draft(c)
    second = cases.item(made, c.actors.partner_officer, title="Bursa kerja besar")
    actions.send(made, by=c.actors.partner_officer, at=AT)
    actions.register(made, by=c.actors.officer, at=AT)
    actions.drop_item(second, reason="Sudah ada penyelenggara lain.", by=c.actors.officer, at=AT)
    for person in (c.officer, c.partner_officer):
        text = read(person, made)
        assert "Bursa kerja besar" in text
        assert "Dikeluarkan Sudah ada penyelenggara lain." in text


def test_the_page_tells_letter_facts_documents_and_participants(c: SimpleNamespace) -> None:
    made = cases.draft(c)
    actions.revise(
        made, changes={"apbd_funded": True, "apbd_amount": 25_000_000, "regimes": ["hibah"], "personal_data": True},
        by=c.actors.partner_officer, at=AT,
    )  # fmt: skip
    actions.enclose(made, kind="kak", file=cases.scan("kak"), name="KAK.pdf", by=c.actors.partner_officer, at=AT)
    actions.add_participant(made, organization=c.citra, role="invited", by=c.actors.partner_officer, at=AT)
    text = read(c.partner_officer, made)
    for word in ("12/UN/KS/2026", "25 Februari 2026", "ya, Rp25.000.000", "Hibah daerah", "Pasal data pribadi belum dijawab", "KAK.pdf",
                 "PT Citra Selatan", "24 bulan", "Kesepakatan Bersama (diminta)", "Pelatihan kerja", "Belum ada"):  # fmt: skip
        assert word in text, word


def test_files_leave_only_through_the_case(c: SimpleNamespace) -> None:
    letter = cases.scan("surat asli")
    made = cases.draft(c, letter_file=letter)
    row = actions.enclose(made, kind="kak", file=cases.scan("kak"), name="KAK.pdf", by=c.actors.partner_officer, at=AT)
    for address in (reverse("proposal_file", args=[made.code, row.pk]), reverse("proposal_paper", args=[made.code])):
        answer = make.client(c.partner_officer).get(address)
        assert b"".join(answer.streaming_content).startswith(pdf(1)[:5])
        assert answer["Content-Disposition"].startswith("attachment")
        for person in (c.citra_officer, c.officer):
            assert make.client(person).get(address).status_code == 404
    assert (
        make.client(c.partner_officer)
        .get(reverse("proposal_paper", args=[cases.bare_draft(c, letter_number="5").code]))
        .status_code
        == 404
    )


def test_a_case_may_begin_with_a_meeting(c: SimpleNamespace) -> None:
    meeting = meetings.prepare(
        kind="audiensi", title="Audiensi rektor", convener=c.bagian, starts_at=AT, by=c.actors.officer, at=AT
    )
    browser = make.client(c.officer)
    address = f"{reverse('proposal_new')}?pertemuan={meeting.code}"
    assert "Bermula dari pertemuan «Audiensi rektor»" in words_of(browser.get(address))
    values = {
        "direction": "incoming",
        "partner": c.bumi.pk,
        "title": "Riset pangan",
        "letter_number": "8",
        "letter_date": "2026-03-01",
    }
    answer = browser.post(address, values)
    assert answer.status_code == 302
    made = Proposal.objects.get(title="Riset pangan")
    assert made.ceremony == meeting
    assert made.pen == c.bagian
    assert "Audiensi rektor" in read(c.officer, made)


def test_an_opd_takes_an_initiative_in_its_own_name(c: SimpleNamespace) -> None:
    browser = make.client(c.dinas_officer)
    page = words_of(browser.get(reverse("proposal_new")))
    assert "Apa yang Anda catat" not in page
    answer = browser.post(
        reverse("proposal_new"), {"partner": c.bumi.pk, "initiator": c.dinas.pk, "title": "Pendampingan koperasi"}
    )
    assert answer.status_code == 302
    made = Proposal.objects.get(title="Pendampingan koperasi")
    assert (made.direction, made.region, made.initiator, made.pen) == ("outgoing", c.awan, c.dinas, c.dinas)


def test_a_region_writes_to_another_region(c: SimpleNamespace) -> None:
    other = make.organization("Kabupaten Bayu", "pemda", region_code="33.04")
    values = {"direction": "elsewhere", "partner": other.pk, "title": "Terminal bersama"}
    browser = make.client(c.officer)
    assert browser.post(reverse("proposal_new"), values | {"partner": c.bumi.pk}).status_code == 422
    assert browser.post(reverse("proposal_new"), values).status_code == 302
    made = Proposal.objects.get(title="Terminal bersama")
    assert (made.direction, made.region, made.partner) == ("incoming", other, c.awan)
    assert main_step(c.officer, made) == "Tulis kegiatan yang diminta"


def test_a_draft_may_be_addressed_anew_and_a_sent_letter_not(c: SimpleNamespace) -> None:
    other = make.organization("Kabupaten Bayu", "pemda", region_code="33.04")
    made = cases.bare_draft(c)
    values = {"region": other.pk, "partner": c.fakultas.pk, "title": made.title, "version": made.version}
    assert make.client(c.partner_officer).post(reverse("proposal_edit", args=[made.code]), values).status_code == 302
    made.refresh_from_db()
    assert (made.region, made.partner) == (other, c.fakultas)
    asked = cases.incomplete(c)
    page = make.client(c.partner_officer).get(reverse("proposal_edit", args=[asked.code])).content.decode()
    assert 'name="title"' in page
    assert 'name="region"' not in page


def test_a_faculty_may_write_for_its_university(c: SimpleNamespace) -> None:
    values = {"region": c.awan.pk, "partner": c.bumi.pk, "title": "KKN tematik"}
    assert make.client(c.faculty_officer).post(reverse("proposal_new"), values).status_code == 302
    made = Proposal.objects.get(title="KKN tematik")
    assert (made.partner, made.pen) == (c.bumi, c.fakultas)


def test_the_next_agenda_number_is_proposed(c: SimpleNamespace) -> None:
    made = cases.received(c)
    year = timezone.localdate().year
    assert f"nomor berikutnya (1/{year})" in read(c.officer, made, "proposal_register")
    answer = make.client(c.officer).post(reverse("proposal_register", args=[made.code]), {"version": made.version})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.agenda_number == f"1/{year}"


def test_a_leader_writes_no_letters_here(c: SimpleNamespace) -> None:
    assert make.client(c.leader).get(reverse("proposal_new")).status_code == 403


def test_every_kind_of_event_of_a_proposal_has_words() -> None:
    code = "\n".join(path.read_text() for path in SOURCES if "proposals" in path.parts and "actions" in path.parts)
    noted = {f"proposal.{word}" for word in re.findall(r'\bnote(?:_here|_inside)?\(\s*\w+,\s*"([a-z_]+)"', code)}
    noted |= set(re.findall(r'record\(\s*"(proposal\.[a-z_]+)"', code))
    assert len(noted) > 20
    assert noted - set(WORDS) == set()


# ---- places


def test_a_place_is_found_by_words_and_offered_when_several_are_meant(c: SimpleNamespace) -> None:
    regions(c)
    made = cases.bare_draft(c)
    browser, address = make.client(c.partner_officer), reverse("proposal_items", args=[made.code])
    values = {
        "activity": "training",
        "title": "Pelatihan",
        "affair": "2.07.pelatihan",
        "extent": "within",
        "target": "UMKM",
        "place": "Purbalingga",
    }
    page = browser.post(address, values)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Beberapa tempat cocok" in text
    assert 'name="region_code" value="33.03"' in text
    assert browser.post(address, values | {"region_code": "33.03.05"}).status_code == 302
    item = made.items.get()
    assert item.region_code == "33.03.05"
    again = reverse("proposal_item", args=[made.code, 1])
    assert browser.get(again).status_code == 200
    same = browser.post(again, values | {"place": item.region_name, "region_code": item.region_code, "title": "Lain"})
    assert same.status_code == 302
    item.refresh_from_db()
    assert (item.title, item.region_code) == ("Lain", "33.03.05")
    offered_places = browser.post(reverse("proposal_places", args=["33.03"]), {"place": "bukatejo"})
    assert "Kec. Bukateja" in offered_places.content.decode()
    assert browser.post(reverse("proposal_places", args=["'"]), {"place": "\x00"}).status_code == 200


def test_a_part_of_a_sub_matter_is_chosen_with_it(c: SimpleNamespace) -> None:
    made = cases.bare_draft(c)
    values = {
        "activity": "vocational",
        "title": "Vokasi",
        "affair": "1.01.pengelolaan/menengah",
        "extent": "within",
        "target": "SMK",
        "place": "33.03",
    }
    assert make.client(c.partner_officer).post(reverse("proposal_items", args=[made.code]), values).status_code == 302
    item = made.items.get()
    assert (item.affair, item.part) == ("1.01.pengelolaan", "menengah")
    assert "Pengelolaan pendidikan: SMA dan SMK" in read(c.partner_officer, made)


def regions(c: SimpleNamespace) -> None:
    """Awan's own region and two places in it."""
    from simpul.regions import table
    from simpul.regions.actions import load

    rows = [row for row in table.rows() if row.code in ("33", "33.03") or row.code.startswith(("33.03.05", "33.03.02"))]
    load(rows=rows, by=make.SYSTEM, at=AT)


# ---- the cost


def count_of(person: Any, address: str) -> int:
    browser = make.client(person)
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/penawaran/", "/penawaran/antrean/"])
def test_lists_cost_the_same_with_two_rows_and_with_twenty(c: SimpleNamespace, address: str) -> None:
    many(c, 2)
    before = count_of(c.officer, address)
    many(c, 18)
    assert count_of(c.officer, address) == before <= 12


def test_the_case_page_costs_the_same_with_two_items_and_with_twenty(c: SimpleNamespace) -> None:
    def fill(made: Proposal, count: int) -> None:
        for n in range(count):
            cases.item(made, c.actors.partner_officer, title=f"Kegiatan {n}")
            file = cases.scan(f"{made.code} {made.documents.count()}")
            actions.enclose(made, kind="kak", file=file, name=f"K{n}.pdf", by=c.actors.partner_officer, at=AT)

    made = cases.draft(c)
    fill(made, 1)
    actions.send(made, by=c.actors.partner_officer, at=AT)
    actions.ask_completion(made, text="Tambah", by=c.actors.officer, at=AT)
    address = reverse("proposal", args=[made.code])
    before = {person: count_of(person, address) for person in (c.officer, c.partner_officer)}
    fill(made, 18)
    assert {person: count_of(person, address) for person in before} == before
    assert max(before.values()) <= 40


def test_the_questions_claim_no_law(c):
    """What follows from an answer is told by the screening, with its source and how sure it is."""
    form = FactsForm(law=law_on(dt.date(2026, 3, 2), "33.03"))
    for name, field in form.fields.items():
        text = str(field.help_text)
        assert not re.search(r"DPRD|memerlukan|harus|\bwajib\b|ambang|undang-undang", text), (name, text)
    choices = [str(label) for _key, label in form.fields["regimes"].choices]
    assert all(" · " in label for label in choices)
    assert next(label for label in choices if label.startswith("Hibah")).endswith("· Perlu Dipastikan")
