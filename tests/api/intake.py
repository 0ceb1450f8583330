"""How the operations of meetings and proposals are asked; joined to the table of all operations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse

from simpul.meetings import actions as meetings
from simpul.meetings.models import Meeting
from simpul.proposals import actions
from simpul.proposals.models import Proposal
from tests import make
from tests.agreements import cases as agreements
from tests.proposals import cases
from tests.proposals import letter_cases as letters

AT, DAY = make.AT, str(make.TODAY)
HOUR = dt.timedelta(hours=1)


def meeting(c: SimpleNamespace, **values: Any) -> Meeting:
    given = {"kind": "audiensi", "title": "Audiensi Universitas Bumi", "convener": c.bagian, "starts_at": AT - HOUR}
    return meetings.prepare(**(given | values), by=c.actors.officer, at=AT - 2 * HOUR)


def held(c: SimpleNamespace) -> Meeting:
    made = meeting(c)
    values = {"by": c.actors.officer, "at": AT}
    meetings.add_attendance(made, organization=c.bumi, **values)
    meetings.hold(made, **values)
    meetings.add_topic(made, title="Pelatihan", **values)
    meetings.add_follow_up(made, text="Kirim kerangka acuan", owner=c.bagian, due=make.TODAY, **values)
    return made


def guested(c: SimpleNamespace) -> Meeting:
    """Bumi was invited; it has taken place and its minutes are written, not sealed."""
    made = meeting(c)
    values = {"by": c.actors.officer, "at": AT}
    meetings.add_attendance(made, organization=c.bumi, **values)
    meetings.add_topic(made, title="Pelatihan", **values)
    meetings.invite(made, by=c.actors.officer, at=AT - 2 * HOUR)
    meetings.hold(made, **values)
    for row in made.attendances.all():
        meetings.mark(row, came="came", people="Kepala UPT", **values)
    for topic in made.topics.all():
        meetings.revise_topic(topic, changes={"minutes": "Dibahas."}, **values)
    meetings.add_follow_up(made, text="Kirim kerangka acuan", owner=c.bumi, due=make.TODAY, **values)
    return made


def seal(c: SimpleNamespace, made: Meeting) -> None:
    meetings.seal(made, by=c.actors.officer, at=AT)


def of(row: Meeting | Proposal, rest: str = "") -> str:
    return f"/{'meetings' if isinstance(row, Meeting) else 'proposals'}/{row.code}{rest}"


def post(c: SimpleNamespace, row: Any, rest: str, body: Any = None, who: str = "officer") -> HttpResponse:
    return c.api[who].post(of(row, rest), body)


PROPOSAL = {
    "title": "Dari API",
    "purpose": "Mencoba",
    "wanted_kind": "kb",
    "months": 12,
    "letter_number": "77/API/2026",
    "letter_date": DAY,
}
ITEM = {
    "activity": "training", "title": "Pelatihan", "affair": "2.07.pelatihan", "region_code": "33.03", "target": "Pelaku usaha mikro",
    "target_count": 40,
}  # fmt: skip
PLAN = {"kind": "visit", "title": "Kunjungan", "starts_at": "2026-03-09T09:00:00+07:00"}


def sides(c: SimpleNamespace) -> dict[str, str]:
    return {"region": str(c.awan.code), "partner": str(c.bumi.code), "pen": str(c.upt.code)}


def finding(c: SimpleNamespace, row: Proposal) -> str:
    found = post(c, row, "/screen").json()["findings"]
    return next(f["code"] for f in found if f["asks"])


def letter(c: SimpleNamespace) -> str:
    return c.api["partner_officer"].file(agreements.signed_pdf("surat penawaran API"), "letter", "surat.pdf")


def submit(c: SimpleNamespace) -> HttpResponse:
    return post(c, _ready(c), "/submit", {"post": c.bupati_post.pk, "instruction": "Mohon arahan."})


ASK: dict[str, Callable[[SimpleNamespace], HttpResponse]] = {
    "meetings_list": lambda c: c.api["officer"].get("/meetings", kind="audiensi", state="prepared"),
    "meeting_read": lambda c: c.api["officer"].get(of(held(c))),
    "meeting_prepare": lambda c: c.api["officer"].post("/meetings", PLAN | {"convener": str(c.bagian.code)}),
    "meeting_invite": lambda c: post(c, _invitable(c), "/invite"),
    "meeting_hold": lambda c: post(c, meeting(c), "/hold"),
    "meeting_seal": lambda c: post(c, _sealable(c), "/seal"),
    "meeting_cancel": lambda c: post(c, meeting(c, starts_at=AT + 48 * HOUR), "/cancel", {"reason": "Ditunda."}),
    "meeting_attendance": lambda c: post(c, meeting(c), "/attendances", {"organization": str(c.bumi.code)}),
    "meeting_topic": lambda c: post(c, held(c), "/topics", {"title": "Permintaan magang", "outside": True}),
    "meeting_minutes": lambda c: post(c, held(c), "/topics/1", {"minutes": "Dibahas.", "outcome": "Disepakati."}),
    "meeting_source_date": lambda c: post(c, held(c), "/source-dates", {"day": "2026-02-27", "source": "Berita daerah"}),
    "meeting_follow_up": lambda c: post(
        c, held(c), "/follow-ups", {"text": "Susun KAK", "owner": str(c.dinas.code), "due": "2026-04-01"}
    ),
    "follow_up_revise": lambda c: post(
        c, held(c), "/follow-ups/1/revise", {"text": "Susun KAK", "owner": str(c.dinas.code), "due": "2026-04-01", "version": 1}
    ),
    "follow_up_finish": lambda c: post(c, _sealed(c), "/follow-ups/1/finish", {"result": "Sudah dikirim."}),
    "proposals_list": lambda c: c.api["officer"].get("/proposals", state="received", direction="incoming"),
    "proposal_read": lambda c: c.api["partner_officer"].get(of(cases.received(c))),
    "proposal_draft": lambda c: c.api["partner_officer"].post("/proposals", PROPOSAL | sides(c) | {"letter": letter(c)}),
    "proposal_item": lambda c: post(c, cases.draft(c), "/items", ITEM, "partner_officer"),
    "proposal_enclose": lambda c: post(c, cases.draft(c), "/documents", _document(c), "partner_officer"),
    "proposal_send": lambda c: post(c, cases.draft(c), "/send", {}, "partner_officer"),
    "proposal_register": lambda c: post(c, cases.received(c), "/register", {"agenda_number": "12/2026"}),
    "proposal_ask_completion": lambda c: post(c, cases.received(c), "/ask-completion", {"text": "Lampirkan KAK."}),
    "proposal_comments": lambda c: c.api["partner_officer"].get(of(_invited(c), "/comments")),
    "proposal_comment": lambda c: post(c, _invited(c), "/comments", {"text": "Kami siap membiayai."}, "citra_officer"),
    "proposal_complete": lambda c: post(c, _completed(c), "/complete", {"note": "Sudah."}, "partner_officer"),
    "proposal_withdraw": lambda c: post(c, cases.received(c), "/withdraw", {"reason": "Ditunda."}, "partner_officer"),
    "proposal_close_unanswered": lambda c: post(c, _silent(c), "/close-unanswered", {"reason": "Tidak ada jawaban."}),
    "proposal_reopen": lambda c: post(
        c, cases.no_response(c), "/reopen", {"post": c.bupati_post.pk, "reason": "Diminta lagi."}
    ),
    "proposal_screen": lambda c: post(c, cases.screening(c), "/screen"),
    "screening_read": lambda c: c.api["leader"].get(of(cases.awaiting(c), "/screening")),
    "proposal_override": lambda c: _override(c, cases.screening(c, wanted_kind="nk")),
    "proposal_view": lambda c: post(
        c, cases.screening(c), "/views", {"field": "hukum", "stance": "supports", "text": "Tidak ada keberatan."}
    ),
    "dispositions_list": lambda c: c.api["officer"].get(of(cases.awaiting(c), "/dispositions")),
    "proposal_submit": submit,
    "disposition_answer": lambda c: post(
        c, cases.awaiting(c), "/dispositions/1/answer", {"answer": "agree", "text": "Lanjutkan."}, "leader"
    ),
    "letters_list": lambda c: c.api["officer"].get("/letters", year=2026, kind="answer", state="draft", search="Bumi"),
    "letter_read": lambda c: c.api["partner_officer"].get(f"/letters/{c.sent.code}"),
    "letter_draft": lambda c: post(c, c.proposal, "/letters", {"kind": "answer", "organization": str(c.awan.code)}),
    "letter_draft_of_meeting": lambda c: post(
        c, guested(c), "/letters", {"kind": "answer", "organization": str(c.bumi.code)}, "partner_officer"
    ),
    "letter_revise": lambda c: of_letter(c, "/revise", {"version": 1, "subject": "Hal baru"}),
    "letter_issue": lambda c: of_letter(
        c, "/issue", {"version": 1, "holding": make.holder(c.bupati_post).pk, "day": DAY}
    ),
    "letter_discard": lambda c: of_letter(c, "/discard", {"version": 1}),
    "letter_attach": lambda c: _signed(c),
    "letter_scan": lambda c: _scanned(c),
    "letter_paper": lambda c: c.api["officer"].get(f"/letters/{c.letter.code}/letter.docx"),
    "proposal_draft_agreement": lambda c: post(c, cases.agreed(c), "/draft-agreement"),
}  # fmt: skip


def of_letter(c: SimpleNamespace, rest: str, body: Any, who: str = "officer") -> HttpResponse:
    return c.api[who].post(f"/letters/{c.letter.code}{rest}", body)


def _signed(c: SimpleNamespace) -> HttpResponse:
    scan = c.api["officer"].file(agreements.signed_pdf("surat jawaban"), "letter", "surat.pdf")
    return c.api["officer"].post(f"/letters/{c.sent.code}/scan", {"scan": scan})


def _scanned(c: SimpleNamespace) -> HttpResponse:
    _signed(c)
    return c.api["partner_officer"].get(f"/letters/{c.sent.code}/scan")


def _invitable(c: SimpleNamespace) -> Meeting:
    made = meeting(c, starts_at=AT + 48 * HOUR)
    meetings.add_attendance(made, organization=c.bumi, by=c.actors.officer, at=AT)
    return made


def _sealable(c: SimpleNamespace) -> Meeting:
    made = held(c)
    values = {"by": c.actors.officer, "at": AT}
    for row in made.attendances.all():
        meetings.mark(row, came="came", people="Kepala UPT", **values)
    for topic in made.topics.all():
        meetings.revise_topic(topic, changes={"minutes": "Dibahas."}, **values)
    return made


def _sealed(c: SimpleNamespace) -> Meeting:
    made = _sealable(c)
    meetings.seal(made, by=c.actors.officer, at=AT)
    return made


def _document(c: SimpleNamespace) -> dict[str, str]:
    return {"kind": "kak", "file": c.api["partner_officer"].file(agreements.signed_pdf("KAK"), "attachment", "kak.pdf")}


def _completed(c: SimpleNamespace) -> Proposal:
    return cases.incomplete(c)


def _invited(c: SimpleNamespace) -> Proposal:
    """PT Citra Selatan is asked for its comment."""
    made = cases.received(c)
    actions.add_participant(made, organization=c.citra, role="invited", by=c.actors.officer, at=AT)
    return made


def _silent(c: SimpleNamespace) -> Proposal:
    """Laid before the leader forty days ago, and not answered since."""
    return cases.awaiting(c, at=AT - dt.timedelta(days=40), letter_date=dt.date(2026, 1, 5))


def _ready(c: SimpleNamespace) -> Proposal:
    made = cases.screening(c)
    cases.screened(c, made)
    return cases.fresh(made)


def _override(c: SimpleNamespace, row: Proposal) -> HttpResponse:
    return post(c, row, "/override", {"code": finding(c, row), "reason": "Dibahas dalam rapat TKKSD."})


def world(c: SimpleNamespace) -> None:
    """Rows that the fuzz tries as addresses."""
    c.meeting = held(c)
    c.proposal = cases.screening(c, title="Usulan pertama", letter_number="11/UN/KS/2026")
    c.incoming = cases.received(c, title="Usulan kedua", letter_number="13/UN/KS/2026")
    actions.screen(c.proposal, by=c.actors.officer, at=AT)
    c.letter = letters.letter(c, proposal=c.proposal)
    c.sent = letters.issued(c, proposal=c.proposal)
