"""What is said and kept beside the text: comments, attachments, findings and the reasons for going on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Attachment, Comment, Override
from simpul.agreements.models.findings import findings_on, signing_findings, unanswered
from simpul.agreements.rules import states
from simpul.core.actors import Actor
from simpul.core.findings import Finding
from simpul.core.refusals import stop_if

from . import cases
from .auth import who
from .doing import act, does, reads
from .files import read_file, unknown
from .values import Code, Day, FileId, Flag, In, Out, text

router = Router(tags=["agreements"])


class CommentOut(Out):
    """`private`: only your institution sees it."""

    text: str
    clause: str
    private: bool
    by: str
    organization: str
    at: dt.datetime


class CommentsOut(Out):
    items: list[CommentOut]


def _comment(row: Comment) -> CommentOut:
    return CommentOut(
        text=row.text, clause=row.clause, private=row.private_to_id is not None, by=row.by_name, organization=row.by_organization, at=row.at
    )  # fmt: skip


@reads(router, "/agreements/{code}/comments", "Tanggapan, dan catatan lembaga Anda sendiri", CommentsOut)
def comments_list(request: HttpRequest, code: Code) -> Any:
    return CommentsOut(items=[_comment(row) for row in Comment.visible(cases.case(request, code), who(request))])


class CommentIn(In):
    text: Annotated[str, text(5000)]
    clause: Annotated[str, text(200)] = ""
    private: Flag = False


@does(router, "/agreements/{code}/comments", "Tulis tanggapan", CommentOut, status=201)
def agreement_comment(request: HttpRequest, code: Code, body: CommentIn) -> Any:
    row = cases.case(request, code)
    return act(
        request,
        lambda: actions.comment(
            row, text=body.text, clause=body.clause, private=body.private, by=who(request), at=timezone.now()
        ),
        _comment,
        status=201,
    )


class AttachmentOut(Out):
    name: str
    kind: str
    sha256: str
    size: int
    media_type: str
    by: str
    at: dt.datetime


class AttachmentsOut(Out):
    items: list[AttachmentOut]


def _attachment(row: Attachment) -> AttachmentOut:
    file = row.file
    return AttachmentOut(
        name=row.name, kind=row.kind, sha256=file.sha256, size=file.size, media_type=file.media_type, by=row.by_name, at=row.at
    )  # fmt: skip


@reads(router, "/agreements/{code}/attachments", "Berkas perkara", AttachmentsOut)
def attachments_list(request: HttpRequest, code: Code) -> Any:
    rows = cases.case(request, code).attachments.select_related("file")
    return AttachmentsOut(items=[_attachment(row) for row in rows])


class AttachIn(In):
    file: FileId
    name: Annotated[str, text(200)] = ""


@does(router, "/agreements/{code}/attachments", "Lampirkan berkas", AttachmentOut, status=201)
def agreement_attach(request: HttpRequest, code: Code, body: AttachIn) -> Any:
    row, by = cases.case(request, code), who(request)

    def call() -> Attachment:
        file, name = read_file(body.file, "attachment", by=by, field="file")
        stop_if([] if file else [unknown("file")])
        assert file is not None
        return actions.attach(row, file=file, name=body.name or name, by=by, at=timezone.now())

    return act(request, call, _attachment, status=201)


class FindingOut(Out):
    """An unanswered one asks for a remedy or a written reason before the next step."""

    code: str
    text: str
    level: str
    source: str
    certainty: str


class FindingsOut(Out):
    items: list[FindingOut]


def _open(agreement: Agreement, actor: Actor, day: dt.date) -> list[Finding]:
    """On the text for the author's side, on the signer for each side of one's own."""
    writes = actor.may("agreement.write") or actor.may("agreement.record")
    if agreement.stage in (states.SIGNED, states.CLOSED) or not writes:
        return []
    found = findings_on(agreement, day) if actor.speaks_for(agreement.author.ids) else []
    for party in agreement.parties.all():
        if party.signer_name and party.role == states.SIGNATORY and actor.speaks_for(party.organization.ids):
            found += signing_findings(agreement, party, day)
    return unanswered(agreement, actor.institution_id, found)


class FindingsIn(In):
    """`on`: as on that day, for a signature that bears it; left out, today."""

    on: Day | None = None


@reads(router, "/agreements/{code}/findings", "Temuan telaah yang belum Anda jawab", FindingsOut)
def findings_list(request: HttpRequest, code: Code, asked: Query[FindingsIn]) -> Any:
    rows = _open(cases.case(request, code), who(request), asked.on or timezone.localdate())
    items = [
        FindingOut(code=f.code, text=str(f.text), level=f.level, source=f.source, certainty=f.certainty) for f in rows
    ]
    return FindingsOut(items=items)


class OverrideIn(In):
    code: Annotated[str, text(80, 1)]
    reason: Annotated[str, text(2000)]


class OverrideOut(Out):
    code: str
    reason: str
    by: str
    at: dt.datetime


def _override(row: Override) -> OverrideOut:
    return OverrideOut(code=row.code, reason=row.reason, by=row.made_by, at=row.made_at)


@does(router, "/agreements/{code}/override", "Tulis alasan untuk satu temuan", OverrideOut, status=201)
def agreement_override(request: HttpRequest, code: Code, body: OverrideIn) -> Any:
    row = cases.case(request, code)
    return act(
        request,
        lambda: actions.override_finding(
            row, code=body.code, reason=body.reason, by=who(request), at=timezone.now()
        ),
        _override,
        status=201,
    )  # fmt: skip
