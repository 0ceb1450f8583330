"""One agreement as every operation fetches and tells it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from simpul.agreements.models import Agreement, Party
from simpul.agreements.rules import states

from .auth import who
from .doing import found
from .values import Out


class SideOut(Out):
    order: int
    label: str
    role: str
    name: str
    number: str


class RowOut(Out):
    """An agreement in a list. `status` is true on the day of asking; `stage` is the step it stands at."""

    code: str
    kind: str
    kind_label: str
    title: str
    stage: str
    status: str
    status_label: str
    outcome: str
    start: dt.date | None
    end: dt.date | None
    signed_on: dt.date | None
    openness: str
    entered: bool
    changed_at: dt.datetime
    version: int
    parties: list[SideOut]


class PartyOut(SideOut):
    organization: uuid.UUID
    institution: str
    signer_name: str
    signer_title: str
    authority: str
    approved: bool
    signed: bool


class ClosingOut(Out):
    outcome: str
    evaluation: str
    proposed_by: int
    agreed_by: list[int]


class AgreementOut(Out):
    """`hash` is what parties approve; `version` goes back with an edit; `terms_version` is the number of the text.
    `outcome` is how it was closed; `not_renewed` also while it still runs to its last day. `renewed` counts shared renewals, not drafts."""

    code: str
    kind: str
    kind_label: str
    everyday_label: str
    title: str
    parent: str | None
    renewed: bool
    author: uuid.UUID
    stage: str
    stage_since: dt.datetime
    status: str
    status_label: str
    outcome: str
    start: dt.date | None
    end: dt.date | None
    signed_on: dt.date | None
    entered: bool
    openness: str
    openness_reason: str
    changed_at: dt.datetime
    version: int
    terms_version: int
    hash: str
    parties: list[PartyOut]
    closing: ClosingOut | None


def case(request: HttpRequest, code: str) -> Agreement:
    """The visible agreement with its facts, or 404."""
    return get_object_or_404(Agreement.objects.visible_to(who(request)).with_facts(), code=code)


def side(agreement: Agreement, order: int) -> Party:
    return found(next((p for p in agreement.parties.all() if p.order == order), None))


def told(request: HttpRequest, code: str) -> AgreementOut:
    """The agreement as it now stands."""
    agreement, today = case(request, code), timezone.localdate()
    assert agreement.terms is not None
    parent = (
        Agreement.objects.visible_to(who(request)).filter(pk=agreement.parent_id or 0).values_list("code", flat=True)
    )
    status = agreement.status_on(today)
    return AgreementOut(
        code=agreement.code, kind=agreement.kind, kind_label=str(states.KINDS[agreement.kind]), everyday_label=agreement.everyday_label,
        title=agreement.title, parent=parent.first(), renewed=agreement.is_renewing, author=agreement.author.code, stage=agreement.stage,
        stage_since=agreement.stage_since, status=status, status_label=str(states.STATUSES[status]), outcome=agreement.outcome,
        start=agreement.start, end=agreement.end, signed_on=agreement.signed_on, entered=agreement.entered, openness=agreement.openness,
        openness_reason=agreement.openness_reason, changed_at=agreement.changed_at, version=agreement.version,
        terms_version=agreement.terms.number, hash=agreement.terms.hash, parties=[party(p) for p in agreement.parties.all()],
        closing=_closing(agreement),
    )  # fmt: skip


def _closing(agreement: Agreement) -> ClosingOut | None:
    """The proposal to end that waits for an answer."""
    row = next((c for c in agreement.closings.all() if c.is_open), None)
    if row is None or agreement.stage != states.SIGNED:
        return None
    orders = {p.pk: p.order for p in agreement.parties.all()}
    agreed = sorted(orders[answer.party_id] for answer in row.answers.all() if answer.agrees)
    proposer = orders[row.proposed_by_id]
    return ClosingOut(outcome=row.outcome, evaluation=row.evaluation, proposed_by=proposer, agreed_by=agreed)


def party(row: Party) -> PartyOut:
    return PartyOut(
        order=row.order, label=row.label, role=row.role, name=row.name, number=row.number, organization=row.organization.code,
        institution=row.institution_name, signer_name=row.signer_name, signer_title=row.signer_title, authority=row.authority_text,
        approved=row.approval is not None, signed=row.signature is not None,
    )  # fmt: skip


def row(agreement: Agreement, today: dt.date) -> RowOut:
    status = agreement.status_on(today)
    return RowOut(
        code=agreement.code, kind=agreement.kind, kind_label=str(states.KINDS[agreement.kind]), title=agreement.title,
        stage=agreement.stage, status=status, status_label=str(states.STATUSES[status]), outcome=agreement.outcome,
        start=agreement.start, end=agreement.end, signed_on=agreement.signed_on, openness=agreement.openness,
        entered=agreement.entered, changed_at=agreement.changed_at, version=agreement.version,
        parties=[
            SideOut(order=p.order, label=p.label, role=p.role, name=p.name, number=p.number) for p in agreement.parties.all()
        ],
    )  # fmt: skip
