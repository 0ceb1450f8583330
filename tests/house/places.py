"""One of everything that has an address, so that every address can be asked by everybody."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core import mail
from django.utils import timezone

from simpul.accounts import actions as accounts
from simpul.accounts.models import Invitation
from simpul.agreements import actions
from simpul.core.behalf import Behalf
from simpul.documents.actions import replace_template, store_bytes
from simpul.documents.models import PACKAGED
from simpul.law.models import Entry
from simpul.meetings import actions as meeting_actions
from simpul.organizations.actions import accredit
from simpul.proposals import actions as proposals
from simpul.register.actions import make_checkpoint
from tests import make
from tests.agreements import cases
from tests.meetings import cases as meetings
from tests.proposals import cases as intake
from tests.proposals import cases as proposed
from tests.proposals import letter_cases as letters
from tests.web.proposal_forms import offered

AT, TODAY = cases.AT, cases.TODAY


def everything(c: SimpleNamespace) -> SimpleNamespace:
    """A shared text with a recorded approval, an NK, a signed one with evidence; an invitation, a token, law, a template, a checkpoint."""
    p = SimpleNamespace(c=c)
    p.shared = cases.shared(c)
    first, now = cases.party(p.shared, 1), timezone.now()
    p.approval = actions.approve(
        p.shared, party=first, hash=p.shared.terms.hash, behalf=cases.behalf(), by=c.actors.officer, at=AT
    )
    p.attachment = actions.attach(p.shared, file=cases.scan("lampiran"), name="l.pdf", by=c.actors.officer, at=AT)
    p.nk = cases.draft(c, kind="nk", body={"work_plan": [cases.PLAN]})
    cases.override_all(c, p.nk, c.actors.officer)
    actions.share(p.nk, by=c.actors.officer, at=AT)
    p.nk = cases.fresh(p.nk)
    p.reported = cases.reported(c, file=cases.scan("daftar hadir"))
    p.signed = cases.fresh(p.reported.agreement)
    actions.set_openness(p.signed, openness="public", by=c.actors.officer, at=AT)
    p.signature = p.signed.parties.first().signature
    p.evidence = p.reported.evidence.get()
    p.checkpoint = make_checkpoint(seed=b"0" * 32, day=TODAY, by=make.SYSTEM, at=AT)
    p.entry = Entry.objects.filter(retired_at=None, kind="limit").earliest("pk")
    p.guest = guest_link(c, p.shared)
    accounts.invite(
        email="baru@contoh.example",
        name="Baru",
        organization=c.bagian,
        role="anggota_tkksd",
        by=c.actors.officer,
        at=now,
    )
    p.invitation = Invitation.objects.get()
    make.run_jobs()
    p.letter = mail.outbox[-1].body.partition("/undangan/")[2].split("/")[0]
    word = (PACKAGED / "pks.docx").read_bytes()
    file = store_bytes(word, "pks.docx", kind="template", by=make.SYSTEM, at=AT)
    p.template = replace_template(paper="pks", scope=str(c.awan.pk), file=file, note="", by=c.actors.officer, at=AT)
    p.token, _text = accounts.make_token(make.membership(c.officer), name="laporan", by=c.actors.officer, at=now)
    _meetings(p)
    _proposals(p)
    _plans(p)
    _letters(p)
    _dispositions(p)
    _screening(p)
    return p


def _plans(p: SimpleNamespace) -> None:
    """A programme, an object of cooperation and a policy of Awan."""
    c, given = p.c, {"by": p.c.actors.officer, "at": AT}
    p.programme = proposals.add_programme(
        c.awan, plan="rpjmd", name="Program UMKM", first_year=2025, last_year=2029, **given
    )
    p.mapping = proposals.add_mapping(c.awan, year=2026, affair="2.17.usaha", object="Pelatihan usaha mikro", **given)
    p.policy = proposals.set_policy(
        c.awan, start=TODAY, order=["pt"], checks={"swasta": ["hukum"]}, clocks=[], basis="Perbup contoh", **given
    )


def _proposals(p: SimpleNamespace) -> None:
    """A letter of Bumi that concerns the dinas and must be completed, one that is being screened, and what the dinas offers to Bumi."""
    c = p.c
    given = {"initiator": c.dinas, "letter_file": proposed.scan("surat"), "letter_number": "31/UN/2026"}
    p.incomplete = proposed.incomplete(c, **given)
    p.enclosed = proposals.enclose(
        p.incomplete, kind="kak", file=proposed.scan("kak"), name="KAK.pdf", by=c.actors.partner_officer, at=AT
    )
    p.participant = proposals.add_participant(
        p.incomplete,
        organization=make.organization("Lembaga Diundang", "asosiasi"),
        role="invited",
        by=c.actors.partner_officer,
        at=AT,
    )
    p.registered = proposed.screening(c, initiator=c.dinas, letter_number="32/UN/2026")
    proposed.item(p.incomplete, c.actors.partner_officer, title="Bursa kerja")
    p.offer = offered(c, initiator=c.dinas)
    p.incomplete, p.registered, p.offer = (proposed.fresh(row) for row in (p.incomplete, p.registered, p.offer))


def _screening(p: SimpleNamespace) -> None:
    """A proposal that was screened twice, with an assessment that its rank does not reach, a reason and a view; and that rank."""
    c, given = p.c, {"by": p.c.actors.officer, "at": AT}
    partner = {"by": c.actors.partner_officer, "at": AT}
    p.accreditation = accredit(c.dinas, purpose="institution", rank="B", start=TODAY, basis="Keputusan contoh", **given)
    accredit(c.upt, purpose="assessment", rank="C", start=TODAY, basis="Keputusan contoh", **partner)
    p.telaah = proposed.draft(c, initiator=c.dinas, letter_number="51/UN/2026", title="Sedang ditelaah")
    proposed.item(
        p.telaah, c.actors.partner_officer, activity="assessment", affair="5.03.asn", post_level="jpt_pratama"
    )
    proposals.send(p.telaah, **partner)
    for verb in (proposals.register, proposals.screen):
        verb(proposed.fresh(p.telaah), **given)
    proposals.classify(p.telaah.items.get(number=1), affair="2.17.usaha", part="kecil", **given)
    proposals.screen(proposed.fresh(p.telaah), **given)
    proposals.override(proposed.fresh(p.telaah), code="authority.partly:1", reason="Provinsi ikut.", **given)
    proposals.write_view(
        proposed.fresh(p.telaah), field="hukum", stance="conditional", text="Perlu surat kuasa.", **given
    )
    p.telaah = proposed.fresh(p.telaah)


def _dispositions(p: SimpleNamespace) -> None:
    """A question on the Bupati's desk, an answer that staff recorded for the Bupati, and a case that silence closed."""
    c = p.c
    p.asked = proposed.awaiting(c, initiator=c.dinas, letter_number="41/UN/2026", title="Menunggu Bupati")
    p.answered = proposed.awaiting(c, initiator=c.dinas, letter_number="42/UN/2026", title="Dijawab di kertas")
    letter = store_bytes(proposed.pdf(1), "disposisi.pdf", kind="letter", by=make.SYSTEM, at=AT)
    paper = Behalf("Anindita Pejabat Contoh", "Bupati Awan", TODAY, letter)
    proposals.answer(proposed.hop(p.answered), answer="agree", behalf=paper, by=c.actors.staf, at=AT)
    p.silent = proposed.no_response(c, initiator=c.dinas, letter_number="43/UN/2026", title="Tidak dijawab")


def _meetings(p: SimpleNamespace) -> None:
    """A held meeting with everything that may be taken off it, and one whose minutes are sealed, its follow-up done with evidence."""
    c, by, at = p.c, p.c.actors.dinas_officer, meetings.AFTER
    p.meeting = meetings.minuted(c, title="Pertemuan yang sedang diisi")
    meeting_actions.enclose(p.meeting, file=meetings.file(), name="m.pdf", by=by, at=at)
    meeting_actions.link(p.meeting, chain=p.shared.chain, by=c.actors.officer, at=at)
    p.met = meetings.sealed(c, title="Pertemuan yang sudah disahkan")
    evidence = meetings.photo()
    meeting_actions.finish_follow_up(
        meetings.follow_up(p.met), result="Terkirim", evidence=evidence, by=c.actors.partner_officer, at=at
    )
    p.meeting, p.met = meetings.fresh(p.meeting), meetings.fresh(p.met)


def _letters(p: SimpleNamespace) -> None:
    """A screened proposal with a draft of the region's letter, and one that was issued to the partner and signed."""
    p.screened = intake.screening(p.c, title="Usulan yang disurati", letter_number="99/UN/2026")
    proposals.screen(p.screened, by=p.c.actors.officer, at=AT)
    p.draft_letter = letters.letter(p.c, proposal=p.screened, subject="Hal yang masih konsep")
    p.sent_letter = letters.issued(p.c, proposal=p.screened, subject="Hal yang sudah terbit")
    proposals.attach_scan(p.sent_letter, scan=cases.scan("surat"), by=p.c.actors.officer, at=AT)


def guest_link(c: SimpleNamespace, made: Any) -> str:
    """The link that a partner without an account receives by mail."""
    party, now = cases.party(made, 2), timezone.now()
    actions.invite_guest(
        made, party=party, name="Tamu", post="Rektor", email="tamu@contoh.example", by=c.actors.officer, at=now
    )
    make.run_jobs()
    return mail.outbox[-1].body.partition("/tamu/")[2].split("/")[0]
