"""Approving the hash of the text, by the leader or recorded for the leader."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from simpul.agreements import actions
from simpul.agreements.models import Approval
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf

from . import cases
from .auth import who
from .cases import AgreementOut
from .doing import act, does, found, reads
from .files import read_file
from .values import Code, Day, FileId, Hash, In, Number, Out, text

router = Router(tags=["approvals"])


class DecisionOut(Out):
    """Who made or recorded it; `behalf_*` when recorded for somebody; `confirmed_at` when that person confirmed; `letter` is the SHA-256 of the scan."""

    party: int
    terms_version: int
    by: str
    at: dt.datetime
    recorded_at: dt.datetime
    behalf_name: str
    behalf_post: str
    behalf_on: dt.date | None
    letter: str | None
    confirmed_at: dt.datetime | None


def decision(row: Any) -> dict[str, Any]:
    """What an approval and a signature have in common."""
    return {
        "party": row.party.order, "terms_version": row.terms.number, "by": row.by_name, "at": row.at, "recorded_at": row.recorded_at,
        "behalf_name": row.behalf_name, "behalf_post": row.behalf_post, "behalf_on": row.behalf_on,
        "letter": row.letter.sha256 if row.letter else None, "confirmed_at": row.confirmed_at,
    }  # fmt: skip


class ApprovalOut(DecisionOut):
    """`voided_by` says whose edit or withdrawal ended it."""

    hash: str
    voided_at: dt.datetime | None
    voided_by: str


class ApprovalsOut(Out):
    items: list[ApprovalOut]


@reads(router, "/agreements/{code}/approvals", "Persetujuan, juga yang sudah batal", ApprovalsOut)
def approvals_list(request: HttpRequest, code: Code) -> Any:
    rows = Approval.objects.filter(party__agreement=cases.case(request, code)).select_related(
        "party", "terms", "letter"
    )
    items = [
        ApprovalOut(hash=row.terms.hash, voided_at=row.voided_at, voided_by=row.voided_by, **decision(row))
        for row in rows
    ]
    return ApprovalsOut(items=items)


class BehalfIn(In):
    """For whom it is recorded, and the scanned letter that shows it (an id that sending the file gave)."""

    name: Annotated[str, text(160, 1)]
    post: Annotated[str, text(160, 1)]
    on: Day
    letter: FileId | None = None

    def value(self, by: Actor) -> Behalf:
        return Behalf(self.name, self.post, self.on, read_file(self.letter, "letter", by=by, field="behalf.letter")[0])


def behalf(asked: BehalfIn | None, by: Actor) -> Behalf | None:
    return asked.value(by) if asked else None


class ApproveIn(In):
    """`hash` is the fingerprint of the text that was read; another text is not approved."""

    hash: Hash
    behalf: BehalfIn | None = None


@does(router, "/agreements/{code}/parties/{order}/approve", "Setujui naskah dengan sidik ini", AgreementOut)
def party_approve(request: HttpRequest, code: Code, order: Number, body: ApproveIn) -> Any:
    row, by = cases.case(request, code), who(request)
    party = cases.side(row, order)
    return act(
        request,
        lambda: actions.approve(
            row, party=party, hash=body.hash, behalf=behalf(body.behalf, by), by=by, at=timezone.now()
        ),
        lambda _done: cases.told(request, code),
    )


class WithdrawIn(In):
    behalf: BehalfIn | None = None


@does(router, "/agreements/{code}/parties/{order}/withdraw-approval", "Tarik persetujuan", AgreementOut)
def party_withdraw_approval(request: HttpRequest, code: Code, order: Number, body: WithdrawIn) -> Any:
    row, by = cases.case(request, code), who(request)
    party = cases.side(row, order)
    return act(
        request,
        lambda: actions.withdraw_approval(
            row, party=party, behalf=behalf(body.behalf, by), by=by, at=timezone.now()
        ),
        lambda _done: cases.told(request, code),
    )  # fmt: skip


@does(router, "/agreements/{code}/parties/{order}/confirm-approval", "Pastikan yang dicatat atas nama", AgreementOut)
def approval_confirm(request: HttpRequest, code: Code, order: Number) -> Any:
    standing = found(cases.side(cases.case(request, code), order).approval)
    return act(
        request,
        lambda: actions.confirm_record(standing, by=who(request), at=timezone.now()),
        lambda _done: cases.told(request, code),
    )
