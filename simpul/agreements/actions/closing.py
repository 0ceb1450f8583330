"""Ending with an evaluation: one side proposes, the others answer where both must agree; not renewing waits for the last day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.documents.words import day_words

from ..models import Agreement, Closing, ClosingAnswer, Obligation, Party
from ..rules import obligations as obligation_rules
from ..rules import states, verbs
from .held import hold, move, note, tell_others, tell_party
from .obligations import hold_obligation
from .obligations import move as move_obligation

CLOSERS = ("agreement.close",)


@transaction.atomic
def propose_closing(
    agreement: Agreement, *, party: Party, outcome: str, evaluation: str, by: Actor, at: dt.datetime, today: dt.date
) -> Closing:
    """An end with its evaluation is proposed. Where one decision is enough the agreement is closed: at once, or not renewed after its last day."""
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
    later = verbs.waits_for_last_day(outcome, end=held.end, today=today)
    if not both:
        held.outcome = outcome
    move(held, "propose_closing", states.SIGNED if both or later else states.CLOSED, at=at, also=["outcome"])
    what = "closing_proposed" if both else "not_renewed" if later else "closed"
    last = {"last_day": held.end} if later else {}
    note(held, what, by=by, at=at, party=row.label, outcome=outcome, evaluation=evaluation, **last)
    words = {"title": held.title[:150], "who": row.name[:80], "day": day_words(held.end)}
    told = {
        "closing_proposed": _("%(title)s: penutupan diusulkan dan menunggu jawaban Anda."),
        "not_renewed": _("%(title)s: %(who)s memutuskan tidak memperpanjang; tetap berlaku sampai %(day)s."),
        "closed": _("%(title)s: kerja sama ditutup."),
    }[what]
    tell_others(held, row, CLOSERS, threshold=f"closing:{made.pk}", text=told % words, at=at)
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
        words = {"title": held.title[:100], "who": party.name[:60], "reason": reason.strip()[:100]}
        text = _("%(title)s: %(who)s tidak menyetujui penutupan: %(reason)s") % words
        tell_others(held, party, CLOSERS, threshold=f"closing_declined:{open_one.pk}", text=text, at=at)
        return
    assert facts.closing is not None
    waiting = {p.id for p in facts.signatories} - facts.closing.confirmed - {party.pk}
    if not waiting:
        open_one.done_at = at
        keep(open_one, only=["done_at"])
        held.outcome = open_one.outcome
    move(held, "confirm_closing", states.SIGNED if waiting else states.CLOSED, at=at, also=["outcome"])
    note(held, "closing_confirmed" if waiting else "closed", by=by, at=at, party=party.label, outcome=open_one.outcome)
    if not waiting:
        text = _("%(title)s: kerja sama ditutup.") % {"title": held.title[:150]}
        tell_others(held, party, CLOSERS, threshold=f"closed:{open_one.pk}", text=text, at=at)


def end_unrenewed(*, at: dt.datetime) -> int:
    """Whatever nobody renews is closed after its last day. Returns how many cases."""
    rows = Agreement.objects.filter(stage=states.SIGNED, outcome=states.NOT_RENEWED, end__lte=local_day(at))
    return sum(_end(row, by=Actor.system("masa berlaku"), at=at) for row in rows)


@transaction.atomic
def _end(agreement: Agreement, *, by: Actor, at: dt.datetime) -> bool:
    held = hold(agreement)
    today = local_day(at, held.author.zone)
    if held.stage != states.SIGNED or not states.term_is_over(outcome=held.outcome, end=held.end, today=today):
        return False
    move(held, "end", states.CLOSED, at=at)
    note(held, "closed", by=by, at=at, outcome=held.outcome)
    text = _("%(title)s: masa berlaku habis dan tidak diperpanjang; kerja sama ditutup.") % {"title": held.title[:150]}
    for party in held.parties_in_order:
        tell_party(held, party, CLOSERS, threshold=f"ended:{held.end}", text=text, at=at)
    return True


@transaction.atomic
def lapse_obligation(obligation: Obligation, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """A promise not yet due falls away after the case was closed; what was due before stays due."""
    held, row = hold_obligation(obligation)
    stop_if(obligation_rules.refusals_to_lapse(row.facts(), by, closed_on=held.closed_on, reason=reason))
    move_obligation(row, "lapse", states.LAPSED, at=at)
    note(held, "obligation_lapsed", by=by, at=at, obligation=row.number, reason=reason)
