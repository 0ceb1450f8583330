"""Letters of proposals and meetings: the book, drafts, numbering and issuing, the Word file and the signed copy."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal, stop_if
from simpul.documents.models import template_bytes
from simpul.documents.rules import DOCX, JPEG, PDF, PNG
from simpul.meetings.models import Meeting
from simpul.organizations.models import Holding, Organization
from simpul.proposals import actions
from simpul.proposals.models import Letter, Proposal
from simpul.proposals.models.paper import addressees_of, letter_facts
from simpul.proposals.papers import letter_docx
from simpul.proposals.rules import letters as rules
from simpul.proposals.rules import states
from simpul.proposals.rules.screening_facts import CENTRE, DISTRICT, PROVINCE

from .auth import who
from .doing import act, does, downloads, found, reads
from .files import read_file, unknown
from .organizations import organization
from .papers import kept
from .values import FIRST_YEAR, LAST_YEAR, Code, Day, FileId, Id, In, OneOf, Out, Paged, Version, text

router = Router(tags=["letters"])


class LetterRow(Out):
    """`case` is the code of the proposal or the meeting, as `of` says; `on` the day of the letter, of a draft the day it was begun."""

    code: str
    kind: str
    kind_label: str
    of: str
    case: str
    issuer: uuid.UUID
    to_name: str
    subject: str
    number: str
    on: dt.date
    state: str
    state_label: str
    version: int


class LettersOut(Out):
    items: list[LetterRow]
    more: bool


class LetterOut(LetterRow):
    """`scan` is the fingerprint of the signed copy, `file` that of the Word file as it was issued."""

    addressee: uuid.UUID | None
    to_place: str
    body: str
    nature: str
    enclosures: str
    copies: str
    classification: str
    by_hand: bool
    signer_name: str
    signer_title: str
    made_by: str
    made_at: dt.datetime
    issued_at: dt.datetime | None
    file: str
    scan: str


class LettersIn(Paged):
    """`search`: in number, subject, receiver and the title of the case, or a code."""

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None
    kind: Annotated[str, OneOf(states.LETTER_KINDS)] | None = None
    state: Annotated[str, OneOf(states.LETTER_STATES)] | None = None
    search: Annotated[str, text(100)] = ""


def _rows(request: HttpRequest) -> Any:
    return Letter.objects.visible_to(who(request)).book()


def _one(request: HttpRequest, code: str) -> Letter:
    """The visible letter with all that its verbs and its paper ask for; else 404."""
    return get_object_or_404(Letter.objects.visible_to(who(request)).whole(), code=code)


def _row(row: Letter) -> dict[str, Any]:
    same = ("code", "kind", "to_name", "subject", "number", "on", "state", "version")
    return {key: getattr(row, key) for key in same} | {
        "kind_label": str(row.get_kind_display()), "state_label": str(row.get_state_display()), "issuer": row.organization.code,
        "of": "meeting" if row.meeting_id else "proposal", "case": row.case.code,
    }  # fmt: skip


TOLD = (
    "to_place", "body", "nature", "enclosures", "copies", "classification", "by_hand", "signer_name", "signer_title", "made_by", "made_at",
    "issued_at",
)  # fmt: skip


def _told(request: HttpRequest, code: str) -> LetterOut:
    row = get_object_or_404(_rows(request).defer(None).select_related("addressee", "file", "scan"), code=code)
    return LetterOut(
        **_row(row), **{key: getattr(row, key) for key in TOLD}, addressee=row.addressee.code if row.addressee else None,
        file=row.file.sha256 if row.file else "", scan=row.scan.sha256 if row.scan else "",
    )  # fmt: skip


@reads(router, "/letters", "Buku surat: surat yang boleh Anda lihat, terbaru lebih dahulu", LettersOut)
def letters_list(request: HttpRequest, asked: Query[LettersIn]) -> Any:
    rows = _rows(request).search(asked.search)
    if asked.year:
        rows = rows.of_year(asked.year)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    some = list(rows[asked.span])
    return LettersOut(items=[LetterRow(**_row(row)) for row in some[: asked.limit]], more=len(some) > asked.limit)


@reads(router, "/letters/{code}", "Satu surat dengan isinya", LetterOut)
def letter_read(request: HttpRequest, code: Code) -> Any:
    return _told(request, code)


class LetterIn(In):
    """What is left empty is composed from the facts of the case. `reason` is for a refusal, `level` for a referral."""

    kind: Annotated[str, OneOf(states.LETTER_KINDS)]
    organization: uuid.UUID
    addressee: uuid.UUID | None = None
    to_name: Annotated[str, text(300)] = ""
    to_place: Annotated[str, text(160)] = ""
    subject: Annotated[str, text(300)] = ""
    body: Annotated[str, text(12_000)] = ""
    reason: Annotated[str, text(2000)] = ""
    level: Annotated[str, OneOf(["", DISTRICT, PROVINCE, CENTRE])] = ""
    nature: Annotated[str, text(40)] = ""
    enclosures: Annotated[str, text(120)] = ""
    copies: Annotated[str, text(500)] = ""
    classification: Annotated[str, text(30)] = ""


@does(router, "/proposals/{code}/letters", "Susun konsep surat suatu usulan", LetterOut, status=201)
def letter_draft(request: HttpRequest, code: Code, body: LetterIn) -> Any:
    rows = Proposal.objects.visible_to(who(request)).select_related("region", "partner__institution", "pen", "chain")
    return _draft(request, get_object_or_404(rows, code=code), body)


@does(router, "/meetings/{code}/letters", "Susun konsep surat suatu pertemuan", LetterOut, status=201)
def letter_draft_of_meeting(request: HttpRequest, code: Code, body: LetterIn) -> Any:
    return _draft(request, get_object_or_404(Meeting.objects.visible_to(who(request)).whole(), code=code), body)


def _draft(request: HttpRequest, case: Proposal | Meeting, body: LetterIn) -> Any:
    by = who(request)

    def call() -> Letter:
        values = body.model_dump() | {
            "organization": organization(by, body.organization, "organization"), "addressee": _addressee(by, case, body.addressee),
            "meeting" if isinstance(case, Meeting) else "proposal": case,
        }  # fmt: skip
        return actions.write_letter(**values, by=by, at=timezone.now())

    return act(request, call, lambda made: _told(request, made.code), status=201)


def _addressee(by: Actor, case: Proposal | Meeting, code: uuid.UUID | None) -> Organization | None:
    """A side of the case, as on the pages; Refused when it is another organisation."""
    row = organization(by, code, "addressee") if code else None
    stop_if([] if row is None or row in addressees_of(case) else [rules.ELSEWHERE])
    return row


class ReviseIn(In):
    """`version` is the one the edit was made from; only the parts that are sent change. `addressee` null: none on this site."""

    version: Version
    addressee: uuid.UUID | None = None
    to_name: Annotated[str, text(300, 1)] = ""
    to_place: Annotated[str, text(160)] = ""
    subject: Annotated[str, text(300, 1)] = ""
    body: Annotated[str, text(12_000, 1)] = ""
    nature: Annotated[str, text(40)] = ""
    enclosures: Annotated[str, text(120)] = ""
    copies: Annotated[str, text(500)] = ""
    classification: Annotated[str, text(30)] = ""


@does(router, "/letters/{code}/revise", "Ubah konsep surat", LetterOut)
def letter_revise(request: HttpRequest, code: Code, body: ReviseIn) -> Any:
    row, by = _one(request, code), who(request)

    def call() -> Letter:
        changes = body.model_dump(exclude_unset=True, exclude={"version"})
        if "addressee" in changes:
            changes["addressee"] = _addressee(by, row.case, body.addressee)
        return actions.revise_letter(row, changes=changes, version=body.version, by=by, at=timezone.now())

    return act(request, call, lambda _done: _told(request, code))


class IssueIn(In):
    """`holding` is who signs, from the data of the organisation. `number` only when it was given outside; else the next one is taken."""

    version: Version
    holding: Id
    day: Day
    classification: Annotated[str, text(30)] = ""
    number: Annotated[str, text(100)] = ""


@does(router, "/letters/{code}/issue", "Beri nomor dan terbitkan surat", LetterOut)
def letter_issue(request: HttpRequest, code: Code, body: IssueIn) -> Any:
    row, by = _one(request, code), who(request)

    def call() -> Letter:
        values = body.model_dump() | {"holding": _holding(row, body.holding)}
        return actions.issue_letter(row, **values, by=by, at=timezone.now())

    return act(request, call, lambda _done: _told(request, code))


def _holding(row: Letter, pk: int) -> Holding:
    """An official of the issuer's institution; whether of the right unit and day is for the rule to say."""
    institution = row.organization.institution_id or row.organization_id
    holding = Holding.objects.filter(pk=pk, post__organization__institution_id=institution).first()
    said = _("Pejabat ini bukan dari lembaga penerbit surat. Ambil id-nya dari data lembaga itu.")
    stop_if([] if holding else [Refusal("letter.signer_unknown", said, "value", "holding")])
    assert holding is not None
    return holding


class DiscardIn(In):
    version: Version


@does(router, "/letters/{code}/discard", "Buang konsep surat", LetterOut)
def letter_discard(request: HttpRequest, code: Code, body: DiscardIn) -> Any:
    row, by = _one(request, code), who(request)
    return act(
        request, lambda: actions.discard_letter(row, version=body.version, by=by, at=timezone.now()),
        lambda _done: _told(request, code),
    )  # fmt: skip


class ScanIn(In):
    """`scan` was sent as a letter."""

    scan: FileId


@does(router, "/letters/{code}/scan", "Simpan pindaian surat bertanda tangan", LetterOut)
def letter_attach(request: HttpRequest, code: Code, body: ScanIn) -> Any:
    row, by = _one(request, code), who(request)

    def call() -> Letter:
        scan = read_file(body.scan, "letter", by=by, field="scan")[0]
        stop_if([] if scan else [unknown("scan")])
        assert scan is not None
        return actions.attach_scan(row, scan=scan, by=by, at=timezone.now())

    return act(request, call, lambda _done: _told(request, code))


@downloads(router, "/letters/{code}/scan", "Unduh pindaian surat bertanda tangan", (PDF, JPEG, PNG))
def letter_scan(request: HttpRequest, code: Code) -> Any:
    return kept(found(_one(request, code).scan), f"surat-bertanda-tangan-{code}")


@downloads(router, "/letters/{code}/letter.docx", "Surat sebagai berkas Word", (DOCX,))
def letter_paper(request: HttpRequest, code: Code) -> Any:
    """As it was issued; a draft as it would be, marked as such."""
    row = _one(request, code)
    if row.file:
        return kept(row.file, f"surat-{code}")
    template = template_bytes(row.kind, str(row.organization.institution_id or ""))
    return HttpResponse(letter_docx(letter_facts(row, day=timezone.localdate()), template), content_type=DOCX)
