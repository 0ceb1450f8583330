"""Recording signatures as they stand on the signed copy, each party in turn."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from simpul.agreements import actions
from simpul.agreements.models import Signature
from simpul.agreements.rules import verbs
from simpul.core.dates import local_day

from . import cases
from .approvals import BehalfIn, DecisionOut, behalf, decision
from .auth import who
from .cases import AgreementOut
from .doing import act, does, found, reads
from .files import read_file
from .values import Code, Day, FileId, Flag, In, Number, OneOf, Out, text

router = Router(tags=["signatures"])
Reasons = Annotated[dict[Annotated[str, text(80, 1)], Annotated[str, text(2000)]], Field(max_length=20)]


class SignatureOut(DecisionOut):
    """`scan` is the SHA-256 of the signed copy; `missing` names marks that a wet-signed copy lacks."""

    method: str
    signed_on: dt.date
    signer_name: str
    signer_title: str
    authority: str
    scan: str
    missing: list[str]
    issuer: str
    withdrawn_at: dt.datetime | None
    withdrawn_by: str


class SignaturesOut(Out):
    items: list[SignatureOut]


def _signature(row: Signature) -> SignatureOut:
    missing = [key for key in verbs.WET_CHECKS if row.method == verbs.WET and not getattr(row, key)]
    return SignatureOut(
        method=row.method, signed_on=row.signed_on, signer_name=row.signer_name, signer_title=row.signer_title,
        authority=row.authority_text, scan=row.scan.sha256, missing=missing, issuer=row.issuer, withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by, **decision(row),
    )  # fmt: skip


@reads(router, "/agreements/{code}/signatures", "Tanda tangan yang tercatat, juga yang ditarik", SignaturesOut)
def signatures_list(request: HttpRequest, code: Code) -> Any:
    rows = Signature.objects.filter(party__agreement=cases.case(request, code))
    return SignaturesOut(items=[_signature(row) for row in rows.select_related("party", "terms", "scan", "letter")])


class SignIn(In):
    """`scan` is the id that sending the file gave; `reasons` answers findings of that day by their codes."""

    signed_on: Day
    scan: FileId | None = None
    method: Annotated[str, OneOf(verbs.METHODS)] = verbs.WET
    initials: Flag = False
    stamp_duty: Flag = False
    seal: Flag = False
    issuer: Annotated[str, text(160)] = ""
    behalf: BehalfIn | None = None
    reasons: Reasons = {}


@does(router, "/agreements/{code}/parties/{order}/sign", "Catat tanda tangan", AgreementOut)
def party_sign(request: HttpRequest, code: Code, order: Number, body: SignIn) -> Any:
    row, by, at = cases.case(request, code), who(request), timezone.now()
    party = cases.side(row, order)
    marks = body.model_dump(include={"signed_on", "method", "initials", "stamp_duty", "seal", "issuer"})

    def call() -> Any:
        scan, _name = read_file(body.scan, "scan", by=by, field="scan")
        return actions.sign(
            row,
            party=party,
            scan=scan,
            behalf=behalf(body.behalf, by),
            reasons=body.reasons,
            by=by,
            at=at,
            today=local_day(at, who(request).zone),
            **marks,
        )

    return act(request, call, lambda _made: cases.told(request, code))


@does(router, "/agreements/{code}/parties/{order}/withdraw-signature", "Tarik tanda tangan", AgreementOut)
def party_withdraw_signature(request: HttpRequest, code: Code, order: Number) -> Any:
    row = cases.case(request, code)
    party = cases.side(row, order)
    return act(
        request,
        lambda: actions.withdraw_signature(row, party=party, by=who(request), at=timezone.now()),
        lambda _done: cases.told(request, code),
    )


@does(router, "/agreements/{code}/parties/{order}/confirm-signature", "Pastikan yang dicatat atas nama", AgreementOut)
def signature_confirm(request: HttpRequest, code: Code, order: Number) -> Any:
    standing = found(cases.side(cases.case(request, code), order).signature)
    return act(
        request,
        lambda: actions.confirm_record(standing, by=who(request), at=timezone.now()),
        lambda _done: cases.told(request, code),
    )
