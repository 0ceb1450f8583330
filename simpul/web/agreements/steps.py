"""What the case page offers: every step stays visible; a closed one is grey with the rule's reason under it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from simpul.agreements.models import Agreement, Party
from simpul.agreements.rules import obligations, states, verbs
from simpul.agreements.rules.facts import Facts
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.findings import Finding
from simpul.core.refusals import Refusal


@dataclasses.dataclass(frozen=True)
class Step:
    """`main` is the one full-width button of the card; `post` sends at once (one tap), else the address opens a page.

    What ends or discards something is `aside`: open when the rules allow it, but never what the page asks for.
    """

    word: str
    address: str
    refusals: Sequence[Refusal] = ()
    main: bool = False
    post: dict[str, Any] | None = None
    aside: bool = False
    reads: bool = False  # nobody approves what he has not read: the text is one tap away

    @property
    def open(self) -> bool:
        return not self.refusals

    @property
    def why(self) -> str:
        return str(self.refusals[0]) if self.refusals else ""

    @property
    def hidden(self) -> bool:
        """What a role or another side can never do is not shown at all."""
        return any(r.kind == "forbidden" for r in self.refusals)


def steps_for(agreement: Agreement, actor: Actor, findings: Sequence[Finding]) -> list[Step]:
    """In the order a person would take them; the first open one that moves the case on is the main action."""
    facts = agreement.facts()
    found = _promise_steps(agreement, actor) + _party_steps(agreement, facts, actor)
    found += _case_steps(agreement, facts, actor, findings)
    shown = [s for s in found if not s.hidden]
    first = next((s for s in shown if s.open and not s.aside), None)
    return [dataclasses.replace(s, main=s is first) for s in shown]


def _promise_steps(agreement: Agreement, actor: Actor) -> list[Step]:
    """Evidence to check, and promises of ours that are due within a month or late."""
    steps: list[Step] = []
    if agreement.stage != states.SIGNED:
        return steps
    soon = timezone.localdate() + dt.timedelta(days=30)
    rows = (
        agreement.obligations.open()
        .select_related("debtor__organization", "beneficiary__organization")
        .prefetch_related("evidence")
    )
    for row in rows.order_by("due"):
        facts, address = row.facts(), reverse("obligation", args=[agreement.code, row.number])
        if not obligations.refusals_to_check(facts, actor):
            steps.append(Step(_("Periksa bukti: %(text)s") % {"text": row.text}, address))
        elif row.due <= soon and not obligations.refusals_to_report(facts, actor):
            steps.append(Step(_("Laporkan: %(text)s") % {"text": row.text}, address))
    return steps[:5]


def _party_steps(agreement: Agreement, facts: Facts, actor: Actor) -> list[Step]:
    steps: list[Step] = []
    before = facts.stage in (states.CIRCULATED, states.AGREED)
    for row in agreement.parties.all():
        side = facts.party(row.pk)
        if not verbs.acts_for(actor, side) or not side.signs:
            continue
        suffix = f" ({side.label})" if sum(verbs.acts_for(actor, p) for p in facts.parties) > 1 else ""
        if before and not side.approved:
            steps.append(_approval(agreement, facts, actor, row, suffix))
        if before and not side.signed:
            refusals = verbs.refusals_to_sign(facts, actor, side)
            steps.append(Step(_("Catat tanda tangan") + suffix, _at(agreement, "sign", row), refusals))
        if before and side.approved and not facts.any_signed:
            refusals = verbs.refusals_to_withdraw_approval(facts, actor, side, behalf=_stand_in(actor))
            address = _at(agreement, "withdraw_approval", row)
            steps.append(Step(_("Tarik persetujuan") + suffix, address, refusals, aside=True))
        if facts.stage == states.AGREED and side.signed:
            refusals = verbs.refusals_to_withdraw_signature(facts, actor, side)
            address = _at(agreement, "withdraw_signature", row)
            steps.append(Step(_("Tarik tanda tangan") + suffix, address, refusals, aside=True))
        if facts.stage == states.SIGNED:
            steps.append(_closing(agreement, facts, actor, row, suffix))
    return steps + _witness_steps(agreement, facts, actor)


def _witness_steps(agreement: Agreement, facts: Facts, actor: Actor) -> list[Step]:
    """Who takes part without signing sees that ending is there, and why it is not theirs."""
    own = [row for row in agreement.parties.all() if verbs.acts_for(actor, facts.party(row.pk))]
    if facts.stage != states.SIGNED or not own or any(facts.party(row.pk).signs for row in own):
        return []
    return [_closing(agreement, facts, actor, own[0], "")]


def _stand_in(actor: Actor) -> Behalf | None:
    """Staff will be asked for whom on the next page; for greying the button they are taken to know."""
    return None if actor.may("agreement.decide") else Behalf("-", "-", dt.date.min, letter=True)


def _approval(agreement: Agreement, facts: Facts, actor: Actor, row: Party, suffix: str) -> Step:
    refusals = verbs.refusals_to_approve(facts, actor, facts.party(row.pk), hash=facts.hash, behalf=_stand_in(actor))
    number = agreement.terms.number if agreement.terms else 0
    if actor.may("agreement.decide"):
        return Step(
            _("Setujui versi %(n)s") % {"n": number} + suffix,
            _at(agreement, "approve", row),
            refusals,
            post={"hash": facts.hash},
            reads=True,
        )
    return Step(
        _("Catat persetujuan versi %(n)s atas nama pimpinan") % {"n": number} + suffix,
        _at(agreement, "approve", row),
        refusals,
        reads=True,
    )


def _closing(agreement: Agreement, facts: Facts, actor: Actor, row: Party, suffix: str) -> Step:
    side = facts.party(row.pk)
    if facts.closing and side.id not in facts.closing.confirmed:
        return Step(
            _("Jawab usulan penutupan") + suffix,
            _at(agreement, "answer_closing", row),
            verbs.refusals_to_answer_closing(facts, actor, side),
        )
    return Step(
        _("Tutup dengan evaluasi") + suffix,
        _at(agreement, "close", row),
        verbs.refusals_to_propose_closing(facts, actor, side),
        aside=True,
    )


def _case_steps(agreement: Agreement, facts: Facts, actor: Actor, findings: Sequence[Finding]) -> list[Step]:
    edit = reverse("agreement_edit", args=[agreement.code])
    if facts.stage == states.DRAFT:
        share = verbs.refusals_to_share(facts, actor, open_findings=findings)
        if old := agreement.renews:
            share += verbs.refusals_to_share_renewal(outcome=old.outcome, renewing=old.is_renewing)
        return [
            Step(_("Bagikan kepada para pihak"), _at(agreement, "share"), share),
            Step(_("Sunting naskah"), edit, verbs.refusals_to_revise(facts, actor)),
            Step(
                _("Catat naskah yang sudah ditandatangani"),
                _at(agreement, "enter"),
                verbs.refusals_to_enter(facts, actor),
            ),
            Step(_("Cabut rancangan"), _at(agreement, "revoke"), verbs.refusals_to_revoke(facts, actor), aside=True),
        ]
    if facts.stage in (states.CIRCULATED, states.AGREED):
        return [
            Step(_("Usulkan perubahan"), edit, verbs.refusals_to_revise(facts, actor)),
            Step(_("Cabut rancangan"), _at(agreement, "revoke"), verbs.refusals_to_revoke(facts, actor), aside=True),
        ]
    if facts.stage == states.SIGNED:
        renew = verbs.refusals_to_renew(facts, actor)
        steps = [Step(_("Susun perpanjangan"), _at(agreement, "renew"), renew, aside=True)]
        if agreement.entered and actor.speaks_for(facts.author_ids):
            correct = verbs.refusals_to_correct_entry(facts, actor, entered=True, used=agreement.entry_used)
            steps.append(Step(_("Betulkan catatan tanda tangan"), _at(agreement, "correct_entry"), correct, aside=True))
        return steps
    return []


def _at(agreement: Agreement, verb: str, party: Party | None = None) -> str:
    args = [agreement.code, party.order] if party else [agreement.code]
    return reverse(f"agreement_{verb}", args=args)
