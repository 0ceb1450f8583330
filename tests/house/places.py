"""One of everything that has an address, so that every address can be asked by everybody."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core import mail
from django.utils import timezone

from simpul.accounts import actions as accounts
from simpul.accounts.models import Invitation
from simpul.agreements import actions
from simpul.documents.actions import replace_template, store_bytes
from simpul.documents.models import PACKAGED
from simpul.law.models import Entry
from simpul.meetings import actions as meeting_actions
from simpul.register.actions import make_checkpoint
from tests import make
from tests.agreements import cases
from tests.meetings import cases as meetings

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
    return p


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


def guest_link(c: SimpleNamespace, made: Any) -> str:
    """The link that a partner without an account receives by mail."""
    party, now = cases.party(made, 2), timezone.now()
    actions.invite_guest(
        made, party=party, name="Tamu", post="Rektor", email="tamu@contoh.example", by=c.actors.officer, at=now
    )
    make.run_jobs()
    return mail.outbox[-1].body.partition("/tamu/")[2].split("/")[0]
