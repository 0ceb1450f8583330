"""Proposals: writing, sending, receiving; screening and the answers of leaders, which only the region reads."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from simpul.agreements.actions import draft_from_proposal
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.refusals import Refusal, stop_if
from simpul.organizations.models import Post
from simpul.proposals import actions
from simpul.proposals.models import Comment, Hop, Proposal, Screening
from simpul.proposals.models.screening import latest, reasons_for
from simpul.proposals.rules import states

from . import cases
from .approvals import BehalfIn
from .approvals import behalf as read_behalf
from .auth import who
from .cases import AgreementOut
from .doing import act, does, reads
from .files import read_file, unknown
from .organizations import organization
from .values import Code, Count, Day, FileId, Id, In, Number, OneOf, Out, Paged, Version, text

router = Router(tags=["proposals"])


class ProposalRow(Out):
    """`desk` says where it lies and since when; only the region reads whose desk inside it is."""

    code: str
    title: str
    direction: str
    region: str
    partner: str
    state: str
    state_label: str
    state_since: dt.datetime
    desk: str
    desk_since: dt.datetime | None
    agenda_number: str
    letter_number: str
    version: int


class ProposalsOut(Out):
    items: list[ProposalRow]
    more: bool


class ItemOut(Out):
    number: int
    activity: str
    title: str
    detail: str
    affair: str
    part: str
    region_code: str
    extent: str
    target: str
    target_count: int | None
    post_level: str
    dropped: bool
    dropped_reason: str


class EnclosedOut(Out):
    kind: str
    name: str
    sha256: str


class ProposalOut(ProposalRow):
    purpose: str
    wanted_kind: str
    months: int | None
    letter_date: dt.date | None
    received_on: dt.date | None
    ending: str
    items: list[ItemOut]
    documents: list[EnclosedOut]


class ProposalsIn(Paged):
    state: Annotated[str, OneOf(states.STATES)] | None = None
    direction: Annotated[str, OneOf(states.DIRECTIONS)] | None = None


def _rows(request: HttpRequest) -> Any:
    return Proposal.objects.visible_to(who(request)).select_related("desk__institution", "region")


def _row(row: Proposal, by: Actor) -> dict[str, Any]:
    same = ("code", "title", "direction", "state", "state_since", "agenda_number", "letter_number", "version")
    inside = row.desk is None or row.desk.institution_id != row.region_id or row.region_id == by.institution_id
    desk = row.desk_label if inside else row.region_name
    return {key: getattr(row, key) for key in same} | {
        "region": row.region_name, "partner": row.partner_name, "state_label": str(row.get_state_display()),
        "desk": desk, "desk_since": row.desk_since if inside else row.state_since,
    }  # fmt: skip


ITEM = (
    "number",
    "activity",
    "title",
    "detail",
    "affair",
    "part",
    "region_code",
    "extent",
    "target",
    "target_count",
    "post_level",
)


def _told(request: HttpRequest, code: str) -> ProposalOut:
    row = get_object_or_404(_rows(request), code=code)
    items = [
        ItemOut(
            **{key: getattr(i, key) for key in ITEM}, dropped=i.dropped_at is not None, dropped_reason=i.dropped_reason
        )
        for i in row.items.all()
    ]
    documents = [
        EnclosedOut(kind=d.kind, name=d.name, sha256=d.file.sha256) for d in row.documents.select_related("file")
    ]
    same = ("purpose", "wanted_kind", "months", "letter_date", "received_on", "ending")
    values = {key: getattr(row, key) for key in same}
    return ProposalOut(**_row(row, who(request)), **values, items=items, documents=documents)


@reads(router, "/proposals", "Penawaran dan usulan yang boleh Anda lihat, perubahan terbaru lebih dahulu", ProposalsOut)
def proposals_list(request: HttpRequest, asked: Query[ProposalsIn]) -> Any:
    rows = _rows(request)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.direction:
        rows = rows.filter(direction=asked.direction)
    some = list(rows[asked.span])
    items = [ProposalRow(**_row(row, who(request))) for row in some[: asked.limit]]
    return ProposalsOut(items=items, more=len(some) > asked.limit)


@reads(router, "/proposals/{code}", "Satu penawaran atau usulan dengan butir dan dokumennya", ProposalOut)
def proposal_read(request: HttpRequest, code: Code) -> Any:
    return _told(request, code)


class ProposalIn(In):
    """`pen` is the unit of yours that writes; `initiator` the unit of the region that it concerns or that offers."""

    title: Annotated[str, text(300, 1)]
    direction: Annotated[str, OneOf(states.DIRECTIONS)] = states.INCOMING
    region: uuid.UUID
    partner: uuid.UUID
    pen: uuid.UUID
    initiator: uuid.UUID | None = None
    purpose: Annotated[str, text(8000)] = ""
    wanted_kind: Annotated[str, text(10)] = ""
    months: Count | None = None
    letter_number: Annotated[str, text(100)] = ""
    letter_date: Day | None = None
    letter: FileId | None = None


@does(router, "/proposals", "Tulis penawaran atau usulan", ProposalOut, status=201)
def proposal_draft(request: HttpRequest, body: ProposalIn) -> Any:
    by = who(request)

    def call() -> Proposal:
        values = body.model_dump(exclude={"letter", "initiator"})
        sides = {name: organization(by, values[name], name) for name in ("region", "partner", "pen")}
        initiator = organization(by, body.initiator, "initiator") if body.initiator else None
        letter = read_file(body.letter, "letter", by=by, field="letter")[0]
        return actions.draft(
            **(values | sides), initiator=initiator, letter_file=letter, by=by, at=timezone.now()
        )  # fmt: skip

    return act(request, call, lambda made: _told(request, made.code), status=201)


class ItemIn(In):
    """`affair` is the key of a law entry of kind «affair»; `post_level` is for assessments only."""

    activity: Annotated[str, OneOf(states.ACTIVITIES)]
    title: Annotated[str, text(200, 1)]
    detail: Annotated[str, text(4000)] = ""
    affair: Annotated[str, text(50, 1)]
    part: Annotated[str, text(40)] = ""
    region_code: Annotated[str, text(13)]
    extent: Annotated[str, OneOf(states.EXTENTS)] = states.WITHIN
    target: Annotated[str, text(200, 1)]
    target_count: Annotated[int, Field(ge=1, le=100_000_000, strict=True)] | None = None
    post_level: Annotated[str, OneOf(["", *states.POST_LEVELS])] = ""


def _does(request: HttpRequest, code: str, verb: Any, **values: Any) -> Any:
    """One verb on a visible proposal; the answer is the proposal as it now stands."""
    row = get_object_or_404(_rows(request), code=code)
    return act(
        request, lambda: verb(row, **values, by=who(request), at=timezone.now()), lambda _done: _told(request, code)
    )


@does(router, "/proposals/{code}/items", "Tambah butir usulan", ProposalOut)
def proposal_item(request: HttpRequest, code: Code, body: ItemIn) -> Any:
    return _does(request, code, actions.add_item, **body.model_dump())


class EncloseIn(In):
    """`kind` is the key of a law entry of kind «document»; `file` was sent as an attachment."""

    kind: Annotated[str, text(50, 1)]
    file: FileId


@does(router, "/proposals/{code}/documents", "Unggah dokumen masukan", ProposalOut)
def proposal_enclose(request: HttpRequest, code: Code, body: EncloseIn) -> Any:
    by = who(request)
    row = get_object_or_404(_rows(request), code=code)

    def call() -> Any:
        file, name = read_file(body.file, "attachment", by=by, field="file")
        stop_if([] if file else [unknown("file")])
        assert file is not None
        return actions.enclose(row, kind=body.kind, file=file, name=name, by=by, at=timezone.now())

    return act(request, call, lambda _done: _told(request, code))


class SendIn(In):
    """`version` is the one you read; it is refused when it is no longer the newest."""

    version: Version | None = None
    received_on: Day | None = None


@does(router, "/proposals/{code}/send", "Kirim kepada kepala daerah", ProposalOut)
def proposal_send(request: HttpRequest, code: Code, body: SendIn) -> Any:
    return _does(request, code, actions.send, **body.model_dump())


class RegisterIn(SendIn):
    """`agenda_number` empty: the next one."""

    agenda_number: Annotated[str, text(60)] = ""


@does(router, "/proposals/{code}/register", "Register dan beri nomor agenda", ProposalOut)
def proposal_register(request: HttpRequest, code: Code, body: RegisterIn) -> Any:
    return _does(request, code, actions.register, **body.model_dump())


class TextIn(In):
    text: Annotated[str, text(4000, 1)]


class NoteIn(In):
    note: Annotated[str, text(2000)] = ""


class ReasonIn(In):
    reason: Annotated[str, text(4000, 1)]


@does(router, "/proposals/{code}/ask-completion", "Minta kelengkapan", ProposalOut)
def proposal_ask_completion(request: HttpRequest, code: Code, body: TextIn) -> Any:
    return _does(request, code, actions.ask_completion, text=body.text)


@does(router, "/proposals/{code}/complete", "Sampaikan bahwa sudah dilengkapi", ProposalOut)
def proposal_complete(request: HttpRequest, code: Code, body: NoteIn) -> Any:
    return _does(request, code, actions.complete, note=body.note)


@does(router, "/proposals/{code}/withdraw", "Tarik usulan", ProposalOut)
def proposal_withdraw(request: HttpRequest, code: Code, body: ReasonIn) -> Any:
    """The writer's own; a letter that the region wrote down for a partner is taken back on its page, with the partner's letter."""
    return _does(request, code, actions.withdraw, reason=body.reason)


@does(router, "/proposals/{code}/close-unanswered", "Tutup tanpa tanggapan", ProposalOut)
def proposal_close_unanswered(request: HttpRequest, code: Code, body: ReasonIn) -> Any:
    return _does(request, code, actions.close_unanswered, reason=body.reason)


class ProposalCommentOut(Out):
    text: str
    by: str
    organization: str
    at: dt.datetime


class ProposalCommentsOut(Out):
    items: list[ProposalCommentOut]


def _comment(row: Comment) -> ProposalCommentOut:
    return ProposalCommentOut(text=row.text, by=row.by_name, organization=row.by_organization, at=row.at)


@reads(router, "/proposals/{code}/comments", "Tanggapan lembaga yang diundang", ProposalCommentsOut)
def proposal_comments(request: HttpRequest, code: Code) -> Any:
    row = get_object_or_404(_rows(request), code=code)
    return ProposalCommentsOut(items=[_comment(one) for one in row.comments.all()])


class ProposalCommentIn(In):
    text: Annotated[str, text(5000)]


@does(
    router,
    "/proposals/{code}/comments",
    "Tulis tanggapan sebagai lembaga yang diundang",
    ProposalCommentOut,
    status=201,
)
def proposal_comment(request: HttpRequest, code: Code, body: ProposalCommentIn) -> Any:
    row = get_object_or_404(_rows(request), code=code)
    return act(
        request, lambda: actions.comment(row, text=body.text, by=who(request), at=timezone.now()), _comment, status=201
    )


class FindingOut(Out):
    """`asks`: needs a written reason before it goes to a leader; `hard`: no reason overcomes it."""

    code: str
    item: int | None
    level: str
    text: str
    regulation: str
    article: str
    scope: str
    start: str
    end: str
    certainty: str
    asks: bool
    hard: bool
    reason: str


class ScreeningOut(Out):
    number: int
    day: dt.date
    cooperation: str
    kind: str
    findings: list[FindingOut]
    hash: str


def _inside(request: HttpRequest, code: str) -> Proposal:
    """Screening and dispositions are the region's own."""
    return get_object_or_404(Proposal.objects.inside(who(request)), code=code)


def _screening(run: Screening) -> ScreeningOut:
    reasons = {key: row.reason for key, row in reasons_for(run.proposal).items()}
    names = [name for name in FindingOut.model_fields if name not in ("item", "asks", "hard", "reason")]
    findings = [
        FindingOut(
            **{name: str(found.get(name) or "") for name in names}, item=found.get("item"), asks=bool(found.get("asks")),
            hard=bool(found.get("hard")), reason=reasons.get((found["code"], found["text"]), ""),
        )
        for found in run.findings
    ]  # fmt: skip
    advice = run.advice
    return ScreeningOut(
        number=run.number, day=run.day, cooperation=str(advice.get("cooperation") or ""), kind=str(advice.get("kind") or ""),
        findings=findings, hash=run.hash,
    )  # fmt: skip


@reads(router, "/proposals/{code}/screening", "Telaah terbaru: temuan dengan dasar hukumnya", ScreeningOut)
def screening_read(request: HttpRequest, code: Code) -> Any:
    run = latest(_inside(request, code))
    return _screening(get_object_or_404(Screening, pk=run.pk if run else 0))


@does(router, "/proposals/{code}/screen", "Jalankan telaah", ScreeningOut)
def proposal_screen(request: HttpRequest, code: Code) -> Any:
    row = _inside(request, code)
    return act(request, lambda: actions.screen(row, by=who(request), at=timezone.now()), _screening)


class OverrideIn(In):
    code: Annotated[str, text(80, 1)]
    reason: Annotated[str, text(2000, 1)]


@does(router, "/proposals/{code}/override", "Tulis alasan atas satu temuan", ProposalOut)
def proposal_override(request: HttpRequest, code: Code, body: OverrideIn) -> Any:
    row, by = _inside(request, code), who(request)

    def call() -> Any:
        return actions.override(row, code=body.code, reason=body.reason, by=by, at=timezone.now())

    return act(request, call, lambda _made: _told(request, code))


class ViewIn(In):
    field: Annotated[str, OneOf(states.FIELDS)]
    stance: Annotated[str, OneOf(states.STANCES)]
    text: Annotated[str, text(4000, 1)]


@does(router, "/proposals/{code}/views", "Tulis pandangan TKKSD", ProposalOut)
def proposal_view(request: HttpRequest, code: Code, body: ViewIn) -> Any:
    _inside(request, code)
    return _does(request, code, actions.write_view, **body.model_dump())


class HopOut(Out):
    """One desk: what it was asked, by whom, and its answer."""

    number: int
    post: int
    label: str
    mode: str
    instruction: str
    due: dt.date | None
    given_by: str
    given_at: dt.datetime
    state: str
    answer: str
    text: str
    by: str
    behalf_name: str
    at: dt.datetime | None


class HopsOut(Out):
    items: list[HopOut]


def _hop(row: Hop) -> HopOut:
    same = (
        "number",
        "label",
        "mode",
        "instruction",
        "due",
        "given_by",
        "given_at",
        "state",
        "answer",
        "text",
        "behalf_name",
        "at",
    )
    return HopOut(**{name: getattr(row, name) for name in same}, post=row.post_id, by=row.by_name)


def _hops(request: HttpRequest, code: str) -> HopsOut:
    return HopsOut(items=[_hop(row) for row in _inside(request, code).hops.all()])


@reads(router, "/proposals/{code}/dispositions", "Disposisi dari meja ke meja", HopsOut)
def dispositions_list(request: HttpRequest, code: Code) -> Any:
    return _hops(request, code)


class SubmitIn(In):
    """`post` is the id of a post of the region, from its organisation."""

    post: Id
    instruction: Annotated[str, text(2000)] = ""
    due: Day | None = None
    version: Version | None = None


@does(router, "/proposals/{code}/submit", "Naikkan kepada pimpinan", HopsOut)
def proposal_submit(request: HttpRequest, code: Code, body: SubmitIn) -> Any:
    row, by = _inside(request, code), who(request)

    def call() -> Hop:
        values = body.model_dump() | {"post": _post(row, body.post)}
        return actions.submit(row, **values, by=by, at=timezone.now())

    return act(request, call, lambda _made: _hops(request, code))


def _post(row: Proposal, pk: int) -> Post:
    """A post of the region; Refused when it is none."""
    post = Post.objects.filter(pk=pk, organization__institution=row.region_id).select_related("organization").first()
    unknown = _("Jabatan ini tidak dikenal di pemerintah daerah itu. Ambil id-nya dari data lembaga.")
    stop_if([] if post else [Refusal("post.unknown", unknown, "value", "post")])
    assert post is not None
    return post


class ReopenIn(In):
    """`post` where it waited for a disposition; what the sender or the partner left unanswered goes back to them."""

    post: Id | None = None
    reason: Annotated[str, text(4000, 1)]


@does(router, "/proposals/{code}/reopen", "Buka kembali yang ditutup tanpa tanggapan", HopsOut)
def proposal_reopen(request: HttpRequest, code: Code, body: ReopenIn) -> Any:
    row, by = _inside(request, code), who(request)

    def call() -> Any:
        post = _post(row, body.post) if body.post is not None else None
        return actions.reopen(row, post=post, reason=body.reason, by=by, at=timezone.now())

    return act(request, call, lambda _made: _hops(request, code))


LONG = text(4000)


class AnswerIn(In):
    """`to` and `mode` are for delegating; `behalf` when somebody else is recorded."""

    answer: Annotated[str, OneOf(states.ANSWERS)]
    text: Annotated[str, LONG] = ""
    to: Annotated[list[Id], Field(max_length=20)] = []
    mode: Annotated[str, OneOf(states.MODES)] = states.DECIDE
    due: Day | None = None
    behalf: BehalfIn | None = None


@does(router, "/proposals/{code}/dispositions/{number}/answer", "Jawab disposisi di meja Anda", HopsOut)
def disposition_answer(request: HttpRequest, code: Code, number: Number, body: AnswerIn) -> Any:
    row, by = _inside(request, code), who(request)
    hop = get_object_or_404(row.hops, number=number)

    def call() -> Any:
        behalf: Behalf | None = read_behalf(body.behalf, by)
        to = [_post(row, pk) for pk in body.to]
        return actions.answer(
            hop, answer=body.answer, text=body.text, to=to, mode=body.mode, due=body.due, behalf=behalf, by=by, at=timezone.now()
        )  # fmt: skip

    return act(request, call, lambda _made: _hops(request, code))


@does(router, "/proposals/{code}/draft-agreement", "Susun naskah dari usulan yang disetujui", AgreementOut, status=201)
def proposal_draft_agreement(request: HttpRequest, code: Code) -> Any:
    row = get_object_or_404(_rows(request), code=code)

    def call() -> Any:
        return draft_from_proposal(row, by=who(request), at=timezone.now())

    return act(request, call, lambda made: cases.told(request, made.code), status=201)
