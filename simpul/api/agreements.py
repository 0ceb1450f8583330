"""Agreements: list, case, texts, and the verbs of the whole case."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from simpul.agreements import actions
from simpul.agreements.models import Agreement
from simpul.agreements.rules import states
from simpul.agreements.rules import terms as terms_rules
from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.refusals import Refusal, stop_if
from simpul.organizations.models import Organization

from . import cases
from .auth import who
from .cases import AgreementOut, RowOut
from .doing import act, does, found, reads
from .files import read_file
from .organizations import organizations_by, unknown_organization
from .terms import TermsIn, TermsOut
from .values import Code, Day, FileId, Hash, In, Number, OneOf, Out, Paged, Version, text

router = Router(tags=["agreements"])


class AgreementsIn(Paged):
    """`party` is the code of an organisation that is a side; `search` looks in title, code, names and numbers."""

    kind: Annotated[str, OneOf(states.KINDS)] | None = None
    stage: Annotated[str, OneOf(states.STAGES)] | None = None
    party: uuid.UUID | None = None
    ends_by: Day | None = None
    search: Annotated[str, text(100)] = ""


class AgreementsOut(Out):
    items: list[RowOut]
    more: bool


@reads(router, "/agreements", "Daftar kerja sama yang boleh Anda lihat, perubahan terbaru lebih dahulu", AgreementsOut)
def agreements_list(request: HttpRequest, asked: Query[AgreementsIn]) -> Any:
    today = timezone.localdate()
    rows = list(_found(Agreement.objects.visible_to(who(request)).with_parties(), asked)[asked.span])
    return AgreementsOut(items=[cases.row(a, today) for a in rows[: asked.limit]], more=len(rows) > asked.limit)


def _found(rows: Any, asked: AgreementsIn) -> Any:
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.stage:
        rows = rows.filter(stage=asked.stage)
    if asked.party:
        rows = rows.filter(parties__organization__code=asked.party)
    if asked.ends_by:
        rows = rows.filter(end__lte=asked.ends_by)
    word = asked.search.strip()
    if word:
        named = Q(parties__name__icontains=word) | Q(parties__number__icontains=word)
        rows = rows.filter(Q(title__icontains=word) | Q(code__iexact=word) | named).distinct()
    return rows


class PartyIn(In):
    organization: uuid.UUID
    role: Annotated[str, OneOf(states.PARTY_ROLES)] = states.SIGNATORY


PartiesIn = Annotated[list[PartyIn], Field(min_length=2, max_length=terms_rules.MOST_PARTIES)]


class DraftIn(In):
    """`author` is the unit that holds the pen; left out, it is your own side among the parties."""

    kind: Annotated[str, OneOf(states.KINDS)]
    title: Annotated[str, text(300, 1)]
    parties: PartiesIn
    author: uuid.UUID | None = None
    parent: Code | None = None
    everyday_label: Annotated[str, text(40)] = ""
    terms: TermsIn | None = None


@does(router, "/agreements", "Buat draf", AgreementOut, status=201)
def agreement_draft(request: HttpRequest, body: DraftIn) -> Any:
    by, at = who(request), timezone.now()

    def call() -> Agreement:
        sides = _sides(by, body.parties)
        mine = next((s.organization for s in sides if by.speaks_for(s.organization.ids)), None)
        author = organizations_by(by, [body.author], "author")[body.author] if body.author else mine or _own(by)
        return actions.draft(
            kind=body.kind, title=body.title, sides=sides, author=author, parent=_parent(by, body.parent),
            everyday_label=body.everyday_label, body=body.terms.values() if body.terms else None, by=by, at=at,
        )  # fmt: skip

    return act(request, call, lambda made: cases.told(request, made.code), status=201)


def _sides(by: Actor, parties: list[PartyIn]) -> list[actions.Side]:
    rows = organizations_by(by, [p.organization for p in parties], "parties")
    return [actions.Side(rows[p.organization], p.role) for p in parties]


def _own(by: Actor) -> Organization:
    """The unit of the person; the action then says whether it may hold the pen."""
    row = Organization.objects.filter(pk=by.organization_id or 0).first()
    stop_if([] if row else [unknown_organization("author")])
    assert row is not None
    return row


def _parent(by: Actor, code: str | None) -> Agreement | None:
    """A signed umbrella that the person may see."""
    if code is None:
        return None
    row = Agreement.objects.visible_to(by).umbrellas().filter(stage=states.SIGNED, code=code).first()
    missing = _("Kesepakatan induk tidak ditemukan atau belum ditandatangani. Periksa kodenya.")
    stop_if([] if row else [Refusal("parent.unknown", missing, "value", "parent")])
    return row


@reads(router, "/agreements/{code}", "Satu kerja sama", AgreementOut)
def agreement_read(request: HttpRequest, code: Code) -> Any:
    return cases.told(request, code)


# ---- texts


class TextRow(Out):
    number: int
    hash: str
    made_by: str
    made_for: str
    made_at: Any


class TextsOut(Out):
    items: list[TextRow]


class TextOut(TextRow):
    terms: TermsOut


class ChangeRow(Out):
    """`words` are runs of `same`, `ins` and `del`."""

    what: str
    kind: str
    words: list[tuple[str, str]]


class ChangesOut(Out):
    old: int
    new: int
    items: list[ChangeRow]


def _text_row(version: Any) -> dict[str, Any]:
    return {key: getattr(version, key) for key in TextRow.model_fields}


@reads(router, "/agreements/{code}/versions", "Versi naskah, terbaru lebih dahulu", TextsOut)
def versions_list(request: HttpRequest, code: Code) -> Any:
    rows = cases.case(request, code).versions_for(who(request)).defer("text")
    return TextsOut(items=[TextRow(**_text_row(row)) for row in rows])


@reads(router, "/agreements/{code}/versions/{number}", "Isi satu versi naskah", TextOut)
def version_read(request: HttpRequest, code: Code, number: Number) -> Any:
    row = found(cases.case(request, code).versions_for(who(request)).filter(number=number).first())
    return TextOut(terms=TermsOut(**row.content), **_text_row(row))


class ChangesIn(In):
    old: Number
    new: Number


@reads(router, "/agreements/{code}/changes", "Perbedaan dua versi naskah, kata demi kata", ChangesOut)
def changes_read(request: HttpRequest, code: Code, asked: Query[ChangesIn]) -> Any:
    seen = cases.case(request, code).versions_for(who(request))
    rows = {row.number: row for row in seen.filter(number__in=[asked.old, asked.new])}
    old, new = found(rows.get(asked.old)), found(rows.get(asked.new))
    changes = terms_rules.changes(old.content, new.content)
    items = [ChangeRow(what=c.what, kind=c.kind, words=list(c.words)) for c in changes]
    return ChangesOut(old=asked.old, new=asked.new, items=items)


class ReviseIn(TermsIn):
    """`version` is the one the edit was made from; only the parts that are sent change."""

    version: Version
    title: Annotated[str, text(300, 1)] | None = None
    parties: PartiesIn | None = None


@does(router, "/agreements/{code}/revise", "Ubah naskah (versi baru; persetujuan lama batal)", AgreementOut)
def agreement_revise(request: HttpRequest, code: Code, body: ReviseIn) -> Any:
    row, by, at = cases.case(request, code), who(request), timezone.now()
    changes = body.values() | ({"title": body.title} if body.title is not None else {})

    def call() -> Any:
        sides = _sides(by, body.parties) if body.parties is not None else None
        return actions.revise(row, changes=dict(changes), sides=sides, version=body.version, by=by, at=at)

    return act(request, call, lambda _made: cases.told(request, code))


# ---- verbs of the whole case


class ShareIn(In):
    version: Version | None = None


@does(router, "/agreements/{code}/share", "Bagikan naskah kepada para pihak", AgreementOut)
def agreement_share(request: HttpRequest, code: Code, body: ShareIn) -> Any:
    row = cases.case(request, code)
    return act(
        request,
        lambda: actions.share(row, version=body.version, by=who(request), at=timezone.now()),
        lambda _done: cases.told(request, code),
    )


class ReasonIn(In):
    reason: Annotated[str, text(2000)]


@does(router, "/agreements/{code}/revoke", "Cabut rancangan", AgreementOut)
def agreement_revoke(request: HttpRequest, code: Code, body: ReasonIn) -> Any:
    row = cases.case(request, code)
    return act(
        request,
        lambda: actions.revoke(row, reason=body.reason, by=who(request), at=timezone.now()),
        lambda _done: cases.told(request, code),
    )


class EnterIn(In):
    """`scan` is the id that sending the file gave."""

    signed_on: Day
    scan: FileId | None = None


@does(router, "/agreements/{code}/enter", "Catat naskah yang ditandatangani di luar sistem", AgreementOut)
def agreement_enter(request: HttpRequest, code: Code, body: EnterIn) -> Any:
    row, by, at = cases.case(request, code), who(request), timezone.now()

    def call() -> None:
        scan, name = read_file(body.scan, "scan", by=by, field="scan")
        actions.enter_signed(
            row,
            signed_on=body.signed_on,
            scan=scan,
            scan_name=name,
            by=by,
            at=at,
            today=local_day(at, who(request).zone),
        )

    return act(request, call, lambda _done: cases.told(request, code))


class CorrectEntryIn(In):
    """What is wrong, and how it should be; `parent` and `scan` stay when they are left out, `parent: null` means none."""

    signed_on: Day
    reason: Annotated[str, text(2000)]
    parent: Code | None = None
    scan: FileId | None = None
    version: Version | None = None


@does(
    router,
    "/agreements/{code}/correct-entry",
    "Betulkan catatan naskah yang ditandatangani di luar sistem",
    AgreementOut,
)
def agreement_correct_entry(request: HttpRequest, code: Code, body: CorrectEntryIn) -> Any:
    row, by, at = cases.case(request, code), who(request), timezone.now()

    def call() -> None:
        parent = _parent(by, body.parent) if "parent" in body.model_fields_set else row.parent
        scan, name = read_file(body.scan, "scan", by=by, field="scan")
        actions.correct_entry(
            row, signed_on=body.signed_on, parent=parent, scan=scan, scan_name=name, reason=body.reason, version=body.version,
            by=by, at=at, today=local_day(at, by.zone),
        )  # fmt: skip

    return act(request, call, lambda _done: cases.told(request, code))


@does(router, "/agreements/{code}/renew", "Susun perpanjangan (draf baru)", AgreementOut, status=201)
def agreement_renew(request: HttpRequest, code: Code) -> Any:
    row = cases.case(request, code)
    return act(
        request,
        lambda: actions.renew(row, by=who(request), at=timezone.now()),
        lambda made: cases.told(request, made.code),
        status=201,
    )


class OpennessIn(In):
    openness: Annotated[str, OneOf(("public", "closed"))]
    reason: Annotated[str, text(300)] = ""


@does(router, "/agreements/{code}/openness", "Tetapkan keterbukaan", AgreementOut)
def agreement_openness(request: HttpRequest, code: Code, body: OpennessIn) -> Any:
    row = cases.case(request, code)
    return act(
        request,
        lambda: actions.set_openness(
            row, openness=body.openness, reason=body.reason, by=who(request), at=timezone.now()
        ),
        lambda _done: cases.told(request, code),
    )


# ---- the register


class HeadOut(Out):
    """Compare with the head printed on a record sheet."""

    chain: uuid.UUID
    length: int
    head: Hash


@reads(router, "/agreements/{code}/register", "Kepala register perkara ini", HeadOut)
def register_head(request: HttpRequest, code: Code) -> Any:
    chain = cases.case(request, code).chain
    return HeadOut(chain=chain.pk, length=chain.length, head=chain.head)


class EventOut(Out):
    """`text` is what was hashed: SHA-256 over the version line, the previous hash and this text."""

    number: int
    kind: str
    at: Any
    recorded_at: Any
    text: str
    previous: str
    hash: str


class EventsOut(Out):
    items: list[EventOut]
    more: bool


class EventsIn(In):
    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


MOST_EVENTS = 200


@reads(router, "/agreements/{code}/history", "Riwayat perkara, kejadian demi kejadian", EventsOut)
def history_read(request: HttpRequest, code: Code, asked: Query[EventsIn]) -> Any:
    events = cases.case(request, code).chain.events.filter(number__gt=asked.after).order_by("number")
    rows = list(events[: MOST_EVENTS + 1])
    items = [EventOut(**{key: getattr(row, key) for key in EventOut.model_fields}) for row in rows[:MOST_EVENTS]]
    return EventsOut(items=items, more=len(rows) > MOST_EVENTS)
