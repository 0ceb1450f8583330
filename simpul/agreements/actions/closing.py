"""Ending with an evaluation: one side proposes, the others answer where both must agree."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import Refusal, stop_if

from ..models import Agreement, Closing, ClosingAnswer, Obligation, Party
from ..rules import states, verbs
from .held import hold, move, note, tell_party
from .obligations import hold_obligation
from .obligations import move as move_obligation


@transaction.atomic
def propose_closing(
    agreement: Agreement, *, party: Party, outcome: str, evaluation: str, by: Actor, at: dt.datetime, today: dt.date
) -> Closing:
    """An end with its evaluation is proposed; where one decision is enough the agreement is closed at once."""
    held = hold(agreement)
    facts = held.facts()
    stop_if(verbs.refusals_to_propose_closing(facts, by, facts.party(party.pk), outcome=outcome, evaluation=evaluation))
    both = verbs.needs_both_sides(outcome, end=held.end, today=today)
    row = next(p for p in held.parties_in_order if p.pk == party.pk)
    made = keep(
        Closing(
            agreement=held, outcome=outcome, evaluation=evaluation.strip(), proposed_by=row, by_name=by.post or by.name, at=at,
            done_at=None if both else at,
        )
    )  # fmt: skip
    keep(ClosingAnswer(closing=made, party=row, agrees=True, by_name=by.post or by.name, at=at))
    if not both:
        held.outcome = outcome
    move(held, "propose_closing", states.SIGNED if both else states.CLOSED, at=at, also=["outcome"])
    note(
        held,
        "closing_proposed" if both else "closed",
        by=by,
        at=at,
        party=row.label,
        outcome=outcome,
        evaluation=evaluation,
    )
    word = _("penutupan diusulkan dan menunggu jawaban Anda") if both else _("kerja sama ditutup")
    for other in held.parties_in_order:
        if other.pk != row.pk:
            text = f"{held.title}: {word}."
            tell_party(held, other, ("agreement.close",), threshold=f"closing:{made.pk}", text=text, at=at)
    return made


@transaction.atomic
def answer_closing(
    agreement: Agreement, *, party: Party, agrees: bool, reason: str = "", by: Actor, at: dt.datetime
) -> None:
    """The side agrees to the end or declines it with a reason; with the last agreement the case is closed."""
    held = hold(agreement)
    facts = held.facts()
    stop_if(verbs.refusals_to_answer_closing(facts, by, facts.party(party.pk), reason="-" if agrees else reason))
    open_one = next(c for c in held.closings.all() if c.is_open)
    keep(ClosingAnswer(closing=open_one, party=party, agrees=agrees, reason=reason, by_name=by.post or by.name, at=at))
    if not agrees:
        open_one.declined_at = at
        keep(open_one, only=["declined_at"])
        move(held, "decline_closing", states.SIGNED, at=at)
        note(held, "closing_declined", by=by, at=at, party=party.label, reason=reason)
        return
    assert facts.closing is not None
    waiting = {p.id for p in facts.signatories} - facts.closing.confirmed - {party.pk}
    if not waiting:
        open_one.done_at = at
        keep(open_one, only=["done_at"])
        held.outcome = open_one.outcome
    move(held, "confirm_closing", states.SIGNED if waiting else states.CLOSED, at=at, also=["outcome"])
    note(held, "closing_confirmed" if waiting else "closed", by=by, at=at, party=party.label, outcome=open_one.outcome)


@transaction.atomic
def lapse_obligation(obligation: Obligation, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """A promise not yet due falls away after the case was closed; what was due before stays due."""
    held, row = hold_obligation(obligation)
    found = [] if by.may("agreement.close") else [verbs.FORBIDDEN]
    if not by.speaks_for(row.beneficiary.organization.ids):
        found.append(verbs.NOT_YOUR_SIDE)
    if held.stage != states.CLOSED:
        found.append(Refusal("lapse.not_closed", _("Kewajiban gugur hanya setelah kerja samanya ditutup.")))
    elif row.due <= local_day(held.stage_since, held.author.zone):
        found.append(
            Refusal("lapse.already_due", _("Kewajiban ini jatuh tempo sebelum penutupan, jadi tetap berlaku."))
        )
    if not states.OBLIGATION.allows("lapse", row.state):
        found.append(Refusal("obligation.wrong_state", _("Kewajiban ini sudah selesai atau gugur.")))
    if not reason.strip():
        found.append(Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason"))
    stop_if(found)
    move_obligation(row, "lapse", states.LAPSED, at=at)
    note(held, "obligation_lapsed", by=by, at=at, obligation=row.number, reason=reason)
