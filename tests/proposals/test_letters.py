"""What the verbs of letters make true, and what they refuse."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest
from django.utils import translation
from docx import Document

from simpul.core.refusals import Refused
from simpul.meetings import actions as meetings
from simpul.notices.models import Notice
from simpul.organizations import actions as organizations
from simpul.organizations.models import Counter
from simpul.proposals import actions
from simpul.proposals.models import Letter, Proposal
from simpul.proposals.models.paper import matter_of
from simpul.register.models import Event
from tests import make
from tests.agreements.test_papers import text_of

from . import cases, letter_cases

AT, TODAY = make.AT, make.TODAY
pytestmark = pytest.mark.django_db


def refused(code: str, call, *args, **values) -> Refused:
    """The call is refused with this code and left neither row nor event nor notice."""
    tables = (Letter, Proposal, Counter, Event, Notice)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with pytest.raises(Refused) as stopped:
        call(*args, **{"at": AT} | values)
    assert code in [refusal.code for refusal in stopped.value.refusals], stopped.value
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    return stopped.value


def fresh(letter: Letter) -> Letter:
    return Letter.objects.whole().get(pk=letter.pk)


def issue(c, letter: Letter, **values) -> Letter:
    given = {"holding": make.holder(c.bupati_post), "day": TODAY, "by": c.actors.officer, "at": AT, **values}
    return actions.issue_letter(letter, **given)


def word_of(letter: Letter) -> str:
    with letter.file.blob.open("rb") as stream:
        return text_of(stream.read())


def kinds(chain) -> list[str]:
    return [
        kind for kind in chain.events.order_by("number").values_list("kind", flat=True) if kind.startswith("letter")
    ]


# ---- writing


def test_a_draft_is_composed_from_the_facts_of_its_case(c):
    letter = letter_cases.letter(c)
    assert letter.subject == "Jawaban atas penawaran kerja sama: Pelatihan digital bagi pelaku usaha mikro"
    assert "surat Saudara Nomor 12/UN/KS/2026 tanggal 25 Februari 2026" in letter.body
    assert f"nomor agenda {letter.proposal.agenda_number}" in letter.body
    assert (letter.addressee, letter.to_name, letter.to_place) == (c.bumi, "Rektor Universitas Bumi", "Tempat")
    assert (letter.state, letter.number, letter.version) == ("draft", "", 1)


def test_what_was_given_is_kept_as_it_was_given(c):
    letter = letter_cases.letter(
        c, to_name=" Direktur\nUtama ", subject="Hal lain", body="Isi lain.\x00", copies="Sekda; Kepala Bappeda"
    )
    assert (letter.to_name, letter.subject, letter.body) == ("Direktur Utama", "Hal lain", "Isi lain.")


def test_an_agreed_proposal_is_answered_with_agreement_and_a_declined_one_with_its_reason(c):
    agreed = letter_cases.answered(c, cases.screening(c, letter_number="13/UN/KS/2026"), "agree")
    assert "kami menyetujui penawaran tersebut" in letter_cases.letter(c, proposal=agreed).body
    letter = letter_cases.letter(c, "refusal", proposal=letter_cases.declined(c))
    assert "Alasan : Anggaran tahun ini sudah habis." in letter.body


def test_a_request_for_completion_repeats_what_was_asked_and_what_is_missing(c):
    letter = letter_cases.letter(c, "completion", proposal=cases.incomplete(c))
    assert "Lampirkan kerangka acuan kerja." in letter.body
    assert "Dokumen yang belum kami terima:\n1. " in letter.body


def test_a_campus_writes_its_offer_and_the_offer_becomes_the_letter_of_its_proposal(c):
    draft = cases.draft(c, letter_number="", letter_date=None)
    letter = letter_cases.letter(c, "offer", proposal=draft, organization=c.bumi, by=c.actors.partner_officer)
    assert letter.addressee == c.awan
    assert letter.to_name == "Bupati Awan"
    assert "1. Pelatihan pemasaran digital, bagi Pelaku usaha mikro, di Kabupaten Awan" in letter.body
    assert "Jangka waktu : 24 (dua puluh empat) bulan" in letter.body
    assert "Manfaat : Pelaku usaha mikro naik kelas." in letter.body
    letter = issue(c, letter, holding=make.holder(c.rektor_post), by=c.actors.partner_officer)
    draft.refresh_from_db()
    assert (draft.letter_number, draft.letter_date, draft.letter_file) == ("1/2026", TODAY, letter.file)
    assert draft.version > 2


def test_two_units_of_a_partner_that_number_alike_both_issue_their_offers(c):
    rows, by = [], c.actors.partner_officer
    for unit, post in ((c.upt, c.upt_post), (c.fakultas, c.dekan_post)):
        draft = cases.draft(c, letter_number="", letter_date=None)
        letter = letter_cases.letter(c, "offer", proposal=draft, organization=unit, by=by)
        assert issue(c, letter, holding=make.holder(post), by=by).number == "1/2026"
        rows.append(cases.fresh(draft).letter_number)
    assert rows == ["1/2026", ""]


def test_the_bupati_offers_and_the_dinas_may_not(c):
    offered = letter_cases.offered(c)
    stopped = refused(
        "letter.offer_by_unit",
        actions.write_letter,
        kind="offer",
        organization=c.dinas,
        proposal=offered,
        by=c.actors.dinas_officer,
    )
    assert "Permendagri 22/2020" in str(stopped.refusals[0])
    assert "Permendagri 22/2020" in stopped.refusals[0].source
    refused(
        "letter.not_yours",
        actions.write_letter,
        kind="offer",
        organization=c.awan,
        proposal=offered,
        by=c.actors.dinas_officer,
    )
    letter = letter_cases.letter(c, "offer", proposal=offered)
    assert letter.to_name == "Rektor Universitas Bumi"
    refused(
        "letter.offer_signer",
        actions.issue_letter,
        letter,
        holding=make.holder(c.sekda_post),
        day=TODAY,
        by=c.actors.officer,
    )
    letter = issue(c, letter)
    offered.refresh_from_db()
    assert offered.letter_number == letter.number == "1/2026"


def test_the_partner_answers_the_offer_of_a_region_in_its_own_name(c):
    offered = letter_cases.offered(c)
    letter = letter_cases.letter(c, proposal=offered, organization=c.bumi, by=c.actors.partner_officer)
    assert "sedang kami telaah" in letter.body
    assert letter.addressee == c.awan
    values = {"organization": c.bumi, "proposal": offered, "by": c.actors.partner_officer}
    refused("letter.offered_to_you", actions.write_letter, kind="offer", **values)
    refusal = letter_cases.letter(c, "refusal", reason="Sudah penuh.", **values)
    refused(
        "letter.undecided",
        actions.issue_letter,
        refusal,
        holding=make.holder(c.rektor_post),
        day=TODAY,
        by=c.actors.partner_officer,
    )


def test_an_invitation_says_when_and_where_and_lists_the_agenda(c):
    letter = letter_cases.letter(c, "invitation", meeting=letter_cases.meeting(c))
    assert letter.subject == "Undangan audiensi: Pemberdayaan usaha mikro"
    for line in (
        "Hari/tanggal : Senin, 9 Maret 2026",
        "Waktu : 09.00 WIB sampai selesai",
        "Tempat : Aula Setda Awan",
        "2. Rencana pelatihan",
    ):
        assert line in letter.body.split("\n")
    assert (letter.addressee, letter.to_name, letter.enclosures) == (
        None,
        "Daftar undangan terlampir",
        "1 (satu) lembar",
    )
    letter = issue(c, letter)
    text = word_of(letter)
    assert "DAFTAR UNDANGAN" in text
    assert "1.\tRektor, Universitas Bumi\n2.\tDinas Koperasi dan UKM, Kabupaten Awan" in text


def test_an_invited_guest_answers_the_invitation(c):
    meeting = letter_cases.meeting(c)
    letter = letter_cases.letter(c, meeting=meeting, organization=c.bumi, by=c.actors.partner_officer)
    assert "kami akan hadir" in letter.body
    assert (letter.addressee, letter.to_name) == (c.bagian, "Kepala Bagian Kerja Sama")
    refused(
        "letter.side",
        actions.write_letter,
        kind="invitation",
        organization=c.bumi,
        meeting=meeting,
        by=c.actors.partner_officer,
    )


def outside(c) -> Proposal:
    """Oil wells belong to the centre, electricity to the province, as the law of the day has it; training to the kabupaten."""
    draft = cases.draft(c)
    for part, title in (
        ("migas", "Pelatihan sumur minyak"),
        ("minerba", "Pelatihan tambang"),
        ("listrik", "Pelatihan listrik"),
    ):
        cases.item(draft, c.actors.partner_officer, affair="3.29.pertambangan", part=part, title=title)
    actions.send(draft, by=c.actors.partner_officer, at=AT)
    actions.register(draft, by=c.actors.officer, at=AT)
    actions.screen(draft, by=c.actors.officer, at=AT)
    return cases.fresh(draft)


def test_a_referral_goes_to_the_level_that_owns_the_matter_with_article_and_certainty(c):
    proposal = outside(c)
    letter = letter_cases.letter(c, "referral", proposal=proposal)
    lines = letter.body.split("\n")
    assert "Menurut telaah kami, bagian berikut berada di luar kewenangan Kabupaten Awan:" in lines
    first = next(line for line in lines if line.startswith("1. "))
    assert first.startswith("1. Pelatihan sumur minyak: ")
    assert "Dasar: UU 23/2014 Lampiran." in first
    assert "pemerintah pusat" in first
    assert "bunyinya masih perlu dipastikan." in first
    assert not re.search("Terverifikasi|Perlu Dipastikan|pasal belum", letter.body)
    assert "Pelatihan tambang" in letter.body
    assert "Pelatihan listrik" not in letter.body
    assert letter.to_name == "Menteri yang membidangi urusan tersebut"
    assert (letter.addressee, letter.copies) == (None, "Universitas Bumi")


def test_each_level_gets_a_referral_of_its_own(c):
    proposal = outside(c)
    letter = letter_cases.letter(c, "referral", proposal=proposal, level="province")
    assert "1. Pelatihan listrik: " in letter.body
    assert "sumur minyak" not in letter.body
    assert letter.to_name == "Gubernur Jawa Tengah"
    values = {"organization": c.awan, "proposal": proposal, "by": c.actors.officer}
    refused("letter.nothing_outside", actions.write_letter, kind="referral", level="bulan", **values)


def test_a_referral_needs_something_that_lies_outside_and_a_refusal_its_reason(c):
    screening = cases.screening(c)
    values = {"organization": c.awan, "proposal": screening, "by": c.actors.officer}
    refused("letter.nothing_outside", actions.write_letter, kind="referral", **values)
    refused("letter.reason_missing", actions.write_letter, kind="refusal", reason=" ", **values)
    assert actions.write_letter(kind="referral", body="Isi sendiri.", **values, at=AT).body == "Isi sendiri."


def test_letters_are_written_by_the_side_they_belong_to(c):
    screening = cases.screening(c)
    values = {"proposal": screening}
    partner = {"organization": c.bumi, "by": c.actors.partner_officer, **values}
    for kind in ("completion", "referral", "invitation"):
        refused("letter.side", actions.write_letter, kind=kind, **partner)
    region = {"organization": c.awan, "by": c.actors.officer, **values}
    refused("letter.side", actions.write_letter, kind="offer", **region)
    refused("letter.kind", actions.write_letter, kind="nota", **region)
    refused(
        "letter.side", actions.write_letter, kind="answer", organization=c.citra, by=c.actors.citra_officer, **values
    )
    for person in (c.actors.leader, c.actors.pengawas, c.actors.admin):
        refused("letter.not_permitted", actions.write_letter, kind="answer", organization=c.awan, by=person, **values)
    refused(
        "letter.not_yours",
        actions.write_letter,
        kind="answer",
        organization=c.awan,
        by=c.actors.partner_officer,
        **values,
    )


def test_only_the_side_that_declines_writes_a_refusal(c):
    ours = {"organization": c.awan, "by": c.actors.officer, "reason": "Belum waktunya."}
    theirs = {"organization": c.bumi, "by": c.actors.partner_officer, "reason": "Sudah penuh."}
    incoming = cases.declined(c)
    refused("letter.not_declining", actions.write_letter, kind="refusal", proposal=incoming, **theirs)
    assert issue(c, letter_cases.letter(c, "refusal", proposal=incoming, **ours)).state == "issued"
    outgoing = cases.offered(c)
    actions.decline_offer(outgoing, reason="Sudah penuh.", by=c.actors.rektor, at=AT)
    refused("letter.not_declining", actions.write_letter, kind="refusal", proposal=outgoing, **ours)
    letter = letter_cases.letter(c, "refusal", proposal=outgoing, **theirs)
    assert issue(c, letter, holding=make.holder(c.rektor_post), by=c.actors.partner_officer).state == "issued"


def test_what_the_region_asked_its_own_unit_stays_out_of_the_partners_letter(c):
    made = cases.outgoing_screening(c)
    actions.ask_completion(made, text="Lengkapi hitungan anggaran dinas.", by=c.actors.officer, at=AT)
    at, made = cases.AT, cases.fresh(made)
    assert "anggaran dinas" in matter_of(made, c.awan, at=at).asked
    assert matter_of(made, c.bumi, at=at).asked == ""


def test_a_draft_proposal_is_not_answered_and_an_ended_one_not_offered(c):
    written = cases.written_down(c)
    refused(
        "letter.too_early",
        actions.write_letter,
        kind="answer",
        organization=c.awan,
        proposal=written,
        by=c.actors.officer,
    )
    gone = cases.received(c)
    actions.withdraw(gone, reason="Batal.", by=c.actors.partner_officer, at=AT)
    refused(
        "letter.too_late",
        actions.write_letter,
        kind="offer",
        organization=c.bumi,
        proposal=gone,
        by=c.actors.partner_officer,
    )


def test_an_organisation_that_ended_writes_no_letters(c):
    letter = letter_cases.letter(c, organization=c.dinas, by=c.actors.dinas_officer)
    organizations.close(c.dinas, end=dt.date(2026, 3, 1), by=c.actors.officer, at=AT)
    values = {"proposal": letter.proposal, "by": c.actors.officer}
    refused("letter.issuer_ended", actions.write_letter, kind="answer", organization=c.dinas, **values)
    refused(
        "letter.issuer_ended",
        actions.issue_letter,
        letter,
        holding=make.holder(c.kadis_post),
        day=TODAY,
        by=c.actors.officer,
    )


# ---- editing


def test_a_draft_is_edited_by_who_read_its_newest_version(c):
    letter = letter_cases.letter(c)
    actions.revise_letter(letter, changes={"body": "Isi baru."}, version=1, by=c.actors.officer, at=AT)
    refused(
        "letter.stale", actions.revise_letter, letter, changes={"body": "Isi lama."}, version=1, by=c.actors.officer
    )
    assert (fresh(letter).body, fresh(letter).version) == ("Isi baru.", 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": " "}, "value.body"),
        ({"subject": ""}, "value.subject"),
        ({"to_name": ""}, "value.to_name"),
        ({"body": "x" * 12_001}, "value.body"),
        ({"subject": "x" * 301}, "value.subject"),
        ({"nature": "x" * 41}, "value.nature"),
    ],
)
def test_a_letter_without_matter_text_or_addressee_is_not_kept(c, changes, code):
    letter = letter_cases.letter(c)
    refused(code, actions.revise_letter, letter, changes=changes, by=c.actors.officer)


def test_strangers_and_the_other_side_change_nothing(c):
    letter = letter_cases.letter(c)
    for person in (c.actors.citra_officer, c.actors.partner_officer, c.actors.dinas_officer):
        refused("letter.not_yours", actions.revise_letter, letter, changes={"body": "x"}, by=person)
        refused(
            "letter.not_yours", actions.issue_letter, letter, holding=make.holder(c.bupati_post), day=TODAY, by=person
        )
    refused("letter.not_permitted", actions.revise_letter, letter, changes={"body": "x"}, by=c.actors.leader)


# ---- issuing


def test_an_issued_letter_has_number_day_signer_and_its_word_file(c):
    letter = letter_cases.letter(c, nature="Segera", copies="Sekretaris Daerah; Kepala Dinas Koperasi dan UKM")
    letter = issue(c, letter)
    assert (letter.state, letter.number, letter.day, letter.by_hand) == ("issued", "1/2026", TODAY, False)
    assert (letter.signer_name, letter.signer_title) == ("Anindita Pejabat Contoh", "Bupati Awan")
    text = word_of(letter)
    for said in (
        "KABUPATEN AWAN", "1/2026", "2 Maret 2026", "Segera", letter.subject, "Yth. Rektor Universitas Bumi", "di Tempat",
        "Bupati Awan,", "Anindita Pejabat Contoh", "1.\tSekretaris Daerah\n2.\tKepala Dinas Koperasi dan UKM",
    ):  # fmt: skip
        assert said in text
    assert "KONSEP" not in text
    assert "a.n." not in text


def test_an_issued_letter_never_changes(c):
    letter = letter_cases.issued(c)
    refused("letter.issued", actions.revise_letter, letter, changes={"body": "x"}, by=c.actors.officer)
    refused(
        "letter.issued",
        actions.issue_letter,
        letter,
        holding=make.holder(c.bupati_post),
        day=TODAY,
        by=c.actors.officer,
    )


def test_somebody_of_a_unit_signs_on_behalf_of_the_head(c):
    text = word_of(letter_cases.issued(c, holding=make.holder(c.sekda_post)))
    assert "a.n. Bupati Awan\nSekretaris Daerah,\nBramantya Pejabat Contoh" in text


def test_the_signer_holds_a_post_of_the_issuer_on_that_day(c):
    letter = letter_cases.letter(c, organization=c.dinas, by=c.actors.dinas_officer)
    by = c.actors.dinas_officer
    for post in (c.rektor_post, c.bkpsdm_post, c.citra_post):
        refused("letter.signer_elsewhere", actions.issue_letter, letter, holding=make.holder(post), day=TODAY, by=by)
    early = make.LONG_AGO - dt.timedelta(days=1)
    refused("letter.signer_days", actions.issue_letter, letter, holding=make.holder(c.kadis_post), day=early, by=by)
    organizations.relieve(make.holder(c.kadis_post), end=dt.date(2026, 3, 1), by=c.actors.officer, at=AT)
    refused("letter.signer_days", actions.issue_letter, letter, holding=make.holder(c.kadis_post), day=TODAY, by=by)
    acting = organizations.appoint(
        c.kadis_post, person="Plt Contoh", manner="plt", start=TODAY, by=c.actors.officer, at=AT
    )
    assert issue(c, letter, holding=acting, by=by).signer_title == "Plt. Kepala Dinas Koperasi dan UKM"


def test_a_letter_is_not_dated_in_the_future_of_the_organisations_own_zone(c):
    letter = letter_cases.letter(c)
    tomorrow = TODAY + dt.timedelta(days=1)
    refused(
        "letter.future",
        actions.issue_letter,
        letter,
        holding=make.holder(c.bupati_post),
        day=tomorrow,
        by=c.actors.officer,
    )
    late = dt.datetime(2026, 3, 2, 17, 30, tzinfo=dt.UTC)  # half past midnight in Awan
    assert issue(c, letter, day=tomorrow, at=late).day == tomorrow


@pytest.mark.parametrize(
    ("kind", "made"),
    [("refusal", cases.screening), ("completion", cases.screening), ("offer", cases.outgoing_screening)],
)
def test_a_letter_of_a_decision_waits_for_the_decision(c, kind, made):
    letter = letter_cases.letter(c, kind, proposal=made(c), reason="Belum waktunya.")
    refused(
        "letter.undecided",
        actions.issue_letter,
        letter,
        holding=make.holder(c.bupati_post),
        day=TODAY,
        by=c.actors.officer,
    )


def test_a_meeting_that_is_over_is_not_invited_to(c):
    meeting = letter_cases.meeting(c)
    letter = letter_cases.letter(c, "invitation", meeting=meeting)
    meetings.cancel(meeting, reason="Bentrok jadwal.", by=c.actors.officer, at=AT)
    refused(
        "letter.meeting_over",
        actions.issue_letter,
        letter,
        holding=make.holder(c.bupati_post),
        day=TODAY,
        by=c.actors.officer,
    )


def test_numbers_follow_the_pattern_of_the_office_and_begin_anew_each_year(c):
    organizations.set_numbering(
        c.awan, pattern="{klasifikasi}/{nomor}/{unit}/{bulan_romawi}/{tahun}", unit="SETDA", start=dt.date(2025, 1, 1),
        by=c.actors.officer, at=AT,
    )  # fmt: skip
    screening = cases.screening(c)
    first = letter_cases.letter(c, proposal=screening)
    refused(
        "numbering.classification",
        actions.issue_letter,
        first,
        holding=make.holder(c.bupati_post),
        day=TODAY,
        by=c.actors.officer,
    )
    assert issue(c, first, classification="400.14.4").number == "400.14.4/1/SETDA/III/2026"
    second = letter_cases.letter(c, proposal=screening, classification="400.14.4")
    assert issue(c, second).number == "400.14.4/2/SETDA/III/2026"
    third = letter_cases.letter(c, proposal=screening, classification="400.14.4")
    new_year = dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC)  # in Awan it is 2027 already
    assert issue(c, third, day=dt.date(2027, 1, 1), at=new_year).number == "400.14.4/1/SETDA/I/2027"


def test_a_number_that_was_given_outside_is_typed_once_and_passed_over_later(c):
    screening = cases.screening(c)
    typed = issue(c, letter_cases.letter(c, proposal=screening), number=" 1/2026 ")
    assert (typed.number, typed.by_hand) == ("1/2026", True)
    again = letter_cases.letter(c, proposal=screening)
    refused(
        "database.letter_number_once", actions.issue_letter, again, holding=make.holder(c.bupati_post), day=TODAY, number="1/2026",
        by=c.actors.officer,
    )  # fmt: skip
    assert issue(c, again).number == "2/2026"
    refused(
        "value.number", actions.issue_letter, letter_cases.letter(c, proposal=screening), holding=make.holder(c.bupati_post), day=TODAY,
        number="9" * 101, by=c.actors.officer,
    )  # fmt: skip


def test_the_letter_is_indonesian_whatever_its_writer_reads(c):
    with translation.override("en"):
        letter = letter_cases.issued(c, "invitation", meeting=letter_cases.meeting(c))
    assert letter.subject.startswith("Undangan audiensi")
    assert "2 Maret 2026" in word_of(letter)
    assert letter.enclosures == "1 (satu) lembar"


# ---- the signed copy


def test_the_signed_copy_lies_with_the_issued_letter_once(c):
    draft = letter_cases.letter(c)
    scan = cases.scan("surat bertanda tangan")
    refused("letter.not_issued", actions.attach_scan, draft, scan=scan, by=c.actors.officer)
    letter = issue(c, draft)
    actions.attach_scan(letter, scan=scan, by=c.actors.officer, at=AT)
    assert fresh(letter).scan == scan
    refused("letter.scan_twice", actions.attach_scan, letter, scan=scan, by=c.actors.officer)
    better = cases.scan("pindaian yang lebih jelas")
    actions.attach_scan(letter, scan=better, by=c.actors.officer, at=AT)
    event = json.loads(Event.objects.filter(kind="letter.scanned").latest("pk").text)
    assert event["data"]["instead_of"] == scan.sha256
    refused("letter.not_yours", actions.attach_scan, letter, scan=scan, by=c.actors.partner_officer)


# ---- discarding


def test_a_discarded_draft_leaves_its_case_and_nothing_more_is_done_with_it(c):
    letter = letter_cases.letter(c)
    discarded = actions.discard_letter(letter, version=1, by=c.actors.officer, at=AT)
    assert (discarded.state, discarded.version, discarded.number) == ("discarded", 2, "")
    event = Event.objects.get(kind="letter.discarded")
    assert (event.chain.kind, kinds(letter.proposal.chain)) == ("inner", [])
    given, signer = {"by": c.actors.officer}, {"holding": make.holder(c.bupati_post), "day": TODAY}
    refused("letter.discarded", actions.discard_letter, letter, **given)
    refused("letter.discarded", actions.revise_letter, letter, changes={"body": "x"}, **given)
    refused("letter.discarded", actions.issue_letter, letter, **signer, **given)
    refused("letter.discarded", actions.attach_scan, letter, scan=cases.scan("surat"), **given)
    assert [name for name, sees in seen_by(c).items() if sees] == ["officer", "leader", "pengawas"]


def test_only_a_draft_is_discarded_by_who_writes_letters_and_read_its_newest_version(c):
    letter = letter_cases.letter(c)
    refused("letter.not_permitted", actions.discard_letter, letter, by=c.actors.leader)
    refused("letter.not_yours", actions.discard_letter, letter, by=c.actors.partner_officer)
    actions.revise_letter(letter, changes={"body": "Isi baru."}, by=c.actors.officer, at=AT)
    refused("letter.stale", actions.discard_letter, letter, version=1, by=c.actors.officer)
    issue(c, letter)
    refused("letter.issued", actions.discard_letter, letter, version=3, by=c.actors.officer)


# ---- who sees and hears


def seen_by(c) -> dict[str, bool]:
    names = (
        "officer",
        "leader",
        "dinas_officer",
        "partner_officer",
        "rektor",
        "faculty_officer",
        "citra_officer",
        "admin",
        "pengawas",
    )
    return {name: Letter.objects.visible_to(getattr(c.actors, name)).exists() for name in names}


def test_a_draft_is_seen_by_its_issuers_tree_and_an_issued_letter_by_its_addressee_too(c):
    letter = letter_cases.letter(c)
    seen = seen_by(c)
    assert [name for name, sees in seen.items() if sees] == ["officer", "leader", "pengawas"]
    issue(c, letter)
    seen = seen_by(c)
    assert [name for name, sees in seen.items() if sees] == [
        "officer",
        "leader",
        "partner_officer",
        "rektor",
        "pengawas",
    ]


def test_a_letter_to_somebody_else_stays_with_its_issuer(c):
    letter_cases.issued(c, "referral", body="Diteruskan.", to_name="Gubernur")
    assert not seen_by(c)["partner_officer"]
    assert kinds(Proposal.objects.get().chain) == []


def test_a_letter_to_an_own_unit_is_no_news_for_the_partner(c):
    letter = letter_cases.issued(c, addressee=c.dinas, body="Mohon pandangan.")
    assert letter.to_name == "Kepala Dinas Koperasi dan UKM"
    assert not seen_by(c)["partner_officer"]
    assert kinds(letter.proposal.chain) == []


def test_an_invitation_to_all_is_seen_by_all_who_are_invited(c):
    letter_cases.issued(c, "invitation", meeting=letter_cases.meeting(c))
    seen = seen_by(c)
    assert [name for name, sees in seen.items() if sees] == [
        "officer",
        "leader",
        "dinas_officer",
        "partner_officer",
        "rektor",
        "pengawas",
    ]


def test_the_addressee_hears_of_an_issued_letter_once_and_never_of_a_draft(c):
    letter = letter_cases.letter(c)
    Notice.objects.all().delete()
    issue(c, letter)
    told = {notice.recipient for notice in Notice.objects.filter(subject=f"letter:{letter.code}")}
    assert told == {c.partner_officer, c.rektor}
    notice = Notice.objects.filter(subject=f"letter:{letter.code}").first()
    assert notice.text.startswith("Surat jawaban nomor 1/2026 dari Kabupaten Awan: ")
    assert notice.link == f"/surat/{letter.code}/"


def test_drafts_leave_their_events_inside_and_issued_letters_on_the_case(c):
    letter = letter_cases.letter(c)
    actions.revise_letter(letter, changes={"body": "x"}, by=c.actors.officer, at=AT)
    assert kinds(letter.proposal.chain) == []
    issue(c, fresh(letter))
    assert kinds(letter.proposal.chain) == ["letter.issued"]
    inner = (
        Event.objects.filter(chain__kind="inner", kind__startswith="letter")
        .order_by("pk")
        .values_list("kind", flat=True)
    )
    assert list(inner) == ["letter.written", "letter.revised"]


def test_the_kept_file_is_a_word_document_that_opens(c):
    letter = letter_cases.issued(c, subject="Hal <b>&amp; {{ 7*7 }}</b>", body="a. {% for %} & < >\nbiasa")
    with letter.file.blob.open("rb") as stream:
        document = Document(io.BytesIO(stream.read()))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "a.\t{% for %} & < >" in text
    assert "Hal <b>&amp; {{ 7*7 }}</b>" in "\n".join(
        cell.text for t in document.tables for row in t.rows for cell in row.cells
    )
