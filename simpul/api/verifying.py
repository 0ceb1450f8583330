"""What everybody may ask without a token: is this agreement real, is my file the registered one, which are open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from simpul.agreements.models import Agreement, Signature
from simpul.agreements.rules import states

from . import cases
from .doing import reads
from .values import Code, Hash, In, Out, Paged

router = Router(tags=["public"])
SAME, DIFFERENT, NOTHING = "same", "different", "nothing_registered"


class SidePublic(Out):
    label: str
    name: str
    institution: str
    number: str


class VerifiedOut(Out):
    """`file` is there when `sha256` was asked: `same`, `different` or `nothing_registered`."""

    code: str
    kind: str
    kind_label: str
    title: str
    status: str
    status_label: str
    signed_on: dt.date | None
    start: dt.date | None
    end: dt.date | None
    entered: bool
    hash: str
    register_length: int
    register_head: str
    parties: list[SidePublic]
    file: str | None


class VerifyIn(In):
    """`sha256` of your own copy; the file itself stays with you."""

    sha256: Hash | None = None


@reads(router, "/verify/{code}", "Periksa satu kerja sama terbuka, dan bandingkan berkas Anda", VerifiedOut, auth=None)
def verify(request: HttpRequest, code: Code, asked: Query[VerifyIn]) -> Any:
    row = get_object_or_404(
        Agreement.objects.public().with_parties().select_related("terms", "chain"), code=code
    )  # fmt: skip
    assert row.terms is not None
    status = row.status_on(timezone.localdate())
    return VerifiedOut(
        code=row.code, kind=row.kind, kind_label=str(states.KINDS[row.kind]), title=row.title, status=status,
        status_label=str(states.STATUSES[status]), signed_on=row.signed_on, start=row.start, end=row.end, entered=row.entered,
        hash=row.terms.hash, register_length=row.chain.length, register_head=row.chain.head,
        parties=[
            SidePublic(label=p.label, name=p.name, institution=p.institution_name, number=p.number)
            for p in row.parties.order_by("order")
        ],
        file=_compared(row, asked.sha256) if asked.sha256 else None,
    )  # fmt: skip


def _compared(row: Agreement, digest: str) -> str:
    standing = Signature.objects.filter(party__agreement=row, withdrawn_at=None)
    scans = set(standing.values_list("scan__sha256", flat=True))
    scans |= set(row.attachments.filter(kind="scan").values_list("file__sha256", flat=True))
    return NOTHING if not scans else SAME if digest in scans else DIFFERENT


class OpenOut(Out):
    items: list[cases.RowOut]
    more: bool


@reads(router, "/open-agreements", "Kerja sama yang terbuka untuk umum, terbaru lebih dahulu", OpenOut, auth=None)
def open_list(request: HttpRequest, asked: Query[Paged]) -> Any:
    today = timezone.localdate()
    rows = list(Agreement.objects.public().with_parties().order_by("-signed_on", "-pk")[asked.span])
    return OpenOut(items=[cases.row(row, today) for row in rows[: asked.limit]], more=len(rows) > asked.limit)
