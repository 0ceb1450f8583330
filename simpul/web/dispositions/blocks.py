"""What the page of a proposal shows of its dispositions: the cascade, and what the reader may do about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.proposals.actions.disposing import clocks_on, screened_of, waited_on
from simpul.proposals.models import Hop, Proposal
from simpul.proposals.rules import hops, states
from simpul.proposals.rules.facts import Facts
from simpul.web.agreements.steps import Step


def reads(proposal: Proposal, actor: Actor) -> bool:
    """Dispositions are the region's own."""
    return actor.is_system or (actor.reach is not None and actor.institution_id == proposal.region_id)


def cascade(proposal: Proposal) -> list[Hop]:
    """Every hop in the order it was laid, with its desk and its letter."""
    return list(Hop.objects.filter(proposal=proposal).with_desk().order_by("number"))


def block(proposal: Proposal, actor: Actor) -> dict[str, Any]:
    """For `dispositions/block.html`: the whole cascade inside the region; for the partner only since when it waits."""
    waiting = proposal.state == states.AWAITING
    if not reads(proposal, actor):
        return {"hops": [], "hops_inside": False, "hop_since": proposal.state_since if waiting else None}
    return {"hops": cascade(proposal), "hops_inside": True, "hop_since": proposal.state_since if waiting else None}


def steps(proposal: Proposal, actor: Actor, facts: Facts, at: dt.datetime) -> list[Step]:
    """What the reader may do, in the order a person would take it; closed ones say why."""
    if not reads(proposal, actor):
        return []
    if proposal.state == states.SCREENING and actor.may("proposal.register"):
        why = hops.refusals_to_submit(facts, actor, screened=screened_of(proposal, local_day(at, proposal.region.zone)))
        return [Step(_("Naikkan kepada pimpinan"), _at("submit", proposal), why)]
    if proposal.state == states.NO_RESPONSE:
        return [Step(_("Buka kembali"), _at("reopen", proposal), hops.refusals_to_reopen(facts, actor))]
    if proposal.state in (states.INCOMPLETE, states.OFFERED):
        return _with_others(proposal, actor, facts, at)
    return _waiting(proposal, actor, facts, at) if proposal.state == states.AWAITING else []


def _with_others(proposal: Proposal, actor: Actor, facts: Facts, at: dt.datetime) -> list[Step]:
    """While the sender completes it or the partner thinks it over."""
    found = []
    if proposal.state == states.INCOMPLETE and actor.may("proposal.register"):
        why = hops.refusals_to_recall(facts, actor)
        found.append(Step(_("Tarik permintaan melengkapi"), _at("recall", proposal), why, aside=True))
    return [*found, *_close(proposal, actor, facts, [], at)]


def _close(proposal: Proposal, actor: Actor, facts: Facts, rows: list[Hop], at: dt.datetime) -> list[Step]:
    if not actor.may("proposal.close"):
        return []
    today = local_day(at, proposal.region.zone)
    waited = waited_on(proposal, rows, today)
    why = hops.refusals_to_close(facts, actor, waited=waited, clocks=clocks_on(proposal, today))
    return [Step(_("Tutup tanpa tanggapan"), _at("close", proposal), why, aside=True)]


def _waiting(proposal: Proposal, actor: Actor, facts: Facts, at: dt.datetime) -> list[Step]:
    found = []
    rows = list(Hop.objects.waiting().filter(proposal=proposal).with_desk())
    for hop in rows:
        question = hop.question()
        if hops.answers(actor, question):
            found.append(Step(_("Jawab disposisi"), reverse("disposition", args=[proposal.code, hop.number])))
        elif hops.records(actor, question):
            word = _("Catat jawaban %(post)s") % {"post": hop.post.title}
            found.append(Step(word, reverse("disposition_record", args=[proposal.code, hop.number]), aside=True))
    found += _close(proposal, actor, facts, rows, at)
    found.append(Step(_("Tarik disposisi"), _at("recall", proposal), hops.refusals_to_recall(facts, actor), aside=True))
    return found


def _at(verb: str, proposal: Proposal) -> str:
    return reverse(f"disposition_{verb}", args=[proposal.code])
