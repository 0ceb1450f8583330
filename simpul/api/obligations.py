"""Promises: what is due, the reports on them, and their check by a second person."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from simpul.agreements import actions
from simpul.agreements.models import Evidence, Obligation
from simpul.agreements.rules import states
from simpul.core.dates import local_day

from .auth import who
from .doing import act, does, reads
from .files import read_file
from .values import Amount, Code, Day, FileId, Flag, In, Number, OneOf, Out, Paged, Version, text

router = Router(tags=["obligations"])
PATH = "/agreements/{code}/obligations/{number}"


class ObligationOut(Out):
    """`debtor` and `beneficiary` are orders of parties; `accepted` is how much was checked and counts."""

    agreement: str
    number: int
    clause: int
    debtor: int
    beneficiary: int
    text: str
    quantity: str | None
    accepted: str
    unit: str
    evidence_needed: str
    due: dt.date
    state: str
    state_label: str
    late: bool
    version: int


class ObligationsOut(Out):
    items: list[ObligationOut]
    more: bool


class EvidenceOut(Out):
    quantity: str | None
    done_on: dt.date
    note: str
    file: str | None
    state: str
    by: str
    at: dt.datetime
    checked_by: str
    checked_at: dt.datetime | None
    check_note: str


class WholeObligationOut(ObligationOut):
    evidence: list[EvidenceOut]


def _rows(request: HttpRequest) -> Any:
    rows = Obligation.objects.visible_to(who(request)).prefetch_related("evidence__file")
    return rows.select_related("agreement", "debtor__organization", "beneficiary__organization")


def _values(row: Obligation, today: dt.date) -> dict[str, Any]:
    return {
        "agreement": row.agreement.code, "number": row.number, "clause": row.clause, "debtor": row.debtor.order,
        "beneficiary": row.beneficiary.order, "text": row.text, "quantity": _amount(row.quantity), "accepted": str(row.accepted),
        "unit": row.unit, "evidence_needed": row.evidence_needed, "due": row.due, "state": row.state,
        "state_label": str(row.get_state_display()), "late": row.facts().late(today), "version": row.version,
    }  # fmt: skip


def _amount(value: Any) -> str | None:
    return None if value is None else str(value)


def _evidence(row: Evidence) -> EvidenceOut:
    return EvidenceOut(
        quantity=_amount(row.quantity), done_on=row.done_on, note=row.note, file=row.file.sha256 if row.file else None, state=row.state,
        by=row.by_name, at=row.at, checked_by=row.checked_by, checked_at=row.checked_at, check_note=row.check_note,
    )  # fmt: skip


class ObligationsIn(Paged):
    state: Annotated[str, OneOf(states.OBLIGATION_STATES)] | None = None
    due_by: Day | None = None
    agreement: Code | None = None


@reads(router, "/obligations", "Kewajiban yang boleh Anda lihat, tenggat terdekat lebih dahulu", ObligationsOut)
def obligations_list(request: HttpRequest, asked: Query[ObligationsIn]) -> Any:
    rows, today = _rows(request).order_by("due", "agreement_id", "number"), timezone.localdate()
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.due_by:
        rows = rows.filter(due__lte=asked.due_by)
    if asked.agreement:
        rows = rows.filter(agreement__code=asked.agreement)
    some = list(rows[asked.span])
    items = [ObligationOut(**_values(row, today)) for row in some[: asked.limit]]
    return ObligationsOut(items=items, more=len(some) > asked.limit)


def _fetch(request: HttpRequest, code: str, number: int) -> Obligation:
    return get_object_or_404(_rows(request), agreement__code=code, number=number)


def _told(request: HttpRequest, code: str, number: int) -> WholeObligationOut:
    row = _fetch(request, code, number)
    return WholeObligationOut(evidence=[_evidence(e) for e in row.evidence.all()], **_values(row, timezone.localdate()))


@reads(router, PATH, "Satu kewajiban dengan laporannya", WholeObligationOut)
def obligation_read(request: HttpRequest, code: Code, number: Number) -> Any:
    return _told(request, code, number)


class ReportIn(In):
    """`file` is the id that sending the file (kind `evidence`) gave."""

    version: Version
    quantity: Amount | None = None
    done_on: Day
    note: Annotated[str, text(2000)] = ""
    file: FileId | None = None


@does(router, PATH + "/report", "Laporkan pelaksanaan", WholeObligationOut)
def obligation_report(request: HttpRequest, code: Code, number: Number, body: ReportIn) -> Any:
    row, by, at = _fetch(request, code, number), who(request), timezone.now()

    def call() -> Evidence:
        file, _name = read_file(body.file, "evidence", by=by, field="file")
        return actions.report_evidence(
            row, quantity=body.quantity, done_on=body.done_on, note_text=body.note, file=file, version=body.version,
            by=by, at=at, today=local_day(at, who(request).zone),
        )  # fmt: skip

    return act(request, call, lambda _made: _told(request, code, number))


class AcceptIn(In):
    """`whole`: the promise is now kept entirely (asked where it has no quantity)."""

    version: Version
    whole: Flag = False
    check_note: Annotated[str, text(1000)] = ""


@does(router, PATH + "/accept", "Terima bukti", WholeObligationOut)
def obligation_accept(request: HttpRequest, code: Code, number: Number, body: AcceptIn) -> Any:
    row = _fetch(request, code, number)
    return act(
        request,
        lambda: actions.accept_evidence(row, by=who(request), at=timezone.now(), **body.model_dump()),
        lambda _done: _told(request, code, number),
    )


class VersionedReason(In):
    version: Version
    reason: Annotated[str, text(2000)]


@does(router, PATH + "/return", "Kembalikan laporan", WholeObligationOut)
def obligation_return(request: HttpRequest, code: Code, number: Number, body: VersionedReason) -> Any:
    row = _fetch(request, code, number)
    return act(
        request,
        lambda: actions.return_evidence(row, by=who(request), at=timezone.now(), **body.model_dump()),
        lambda _done: _told(request, code, number),
    )


@does(router, PATH + "/miss", "Nyatakan tidak terpenuhi", WholeObligationOut)
def obligation_miss(request: HttpRequest, code: Code, number: Number, body: VersionedReason) -> Any:
    row, at = _fetch(request, code, number), timezone.now()
    return act(
        request,
        lambda: actions.miss_obligation(
            row, by=who(request), at=at, today=local_day(at, who(request).zone), **body.model_dump()
        ),
        lambda _done: _told(request, code, number),
    )


class LapseIn(In):
    reason: Annotated[str, text(2000)]


@does(router, PATH + "/lapse", "Nyatakan gugur", WholeObligationOut)
def obligation_lapse(request: HttpRequest, code: Code, number: Number, body: LapseIn) -> Any:
    row = _fetch(request, code, number)
    return act(
        request,
        lambda: actions.lapse_obligation(row, reason=body.reason, by=who(request), at=timezone.now()),
        lambda _done: _told(request, code, number),
    )
