"""What the region does with a letter that came, and what a partner answers to an offer."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf, behalf_data
from simpul.core.canonical import clean_text
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.organizations.actions import take_number
from simpul.organizations.models import Organization

from ..models import Item, PlanProgramme, Policy, Proposal
from ..rules import plans, states, verbs
from .held import (
    Desk,
    completer,
    facts_of,
    hold,
    keep_answer,
    move,
    note_here,
    note_inside,
    secretariat,
    tell_people,
    touch,
    words_of,
)


@transaction.atomic
def register(
    proposal: Proposal,
    *,
    agenda_number: str = "",
    received_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> None:
    """It has an agenda number (the next one, unless one was typed), a place in the queue by the policy of that day, and is being screened."""
    held = hold(proposal)
    day = local_day(at, held.region.zone)
    stop_if(
        verbs.refusals_to_register(
            facts_of(held), by, received_on=received_on, letter_date=held.letter_date, today=day, version=version
        )
    )
    held.received_on = received_on or held.received_on or day
    held.agenda_number = " ".join(clean_text(agenda_number).split()) or held.agenda_number or _next(held, day, by, at)
    held.rank, held.words = rank_on(held, day), words_of(held)
    office = secretariat(held.region, day)
    changed = ["agenda_number", "received_on", "rank", "words"]
    move(held, "register", states.SCREENING, at=at, desk=Desk(office), also=changed)
    note_here(held, "registered", by=by, at=at, agenda_number=held.agenda_number, received_on=held.received_on)
    text = _("%(title)s: diregister dengan nomor agenda %(number)s dan sedang ditelaah.") % {
        "title": held.title,
        "number": held.agenda_number,
    }
    tell_people(held, sender_of(held), ("proposal.write",), threshold="registered", text=text, at=at)


def sender_of(held: Proposal) -> Organization:
    """Whose people wrote it: also of a letter that the region itself wrote down from paper, the partner."""
    on_paper = held.direction == states.INCOMING and held.pen.institution_id == held.region_id
    return held.partner if on_paper else held.pen


def _next(held: Proposal, day: dt.date, by: Actor, at: dt.datetime) -> str:
    """The region's next agenda number of the year; those that somebody typed are passed over."""

    def taken(number: str) -> bool:
        return Proposal.objects.filter(region=held.region, agenda_number=number).exists()

    return take_number(held.region, purpose="agenda", day=day, taken=taken, by=by, at=at)


def rank_on(held: Proposal, day: dt.date) -> int:
    """Its place by the region's policy of that day; 0 where there is none. A policy orders, it never rejects."""
    policy = Policy.objects.filter(institution=held.region).on(day).first()
    if policy is None:
        return 0
    partner = held.partner.institution or held.partner
    form = partner.form_on(day)
    return plans.rank_of(plans.class_of(partner.kind, form.form if form else ""), policy.order)


@transaction.atomic
def ask_completion(proposal: Proposal, *, text: str, by: Actor, at: dt.datetime, version: int | None = None) -> None:
    """The sender is asked for what is missing; until then it lies with the sender, or with who wrote the sender's letter down."""
    held = hold(proposal)
    stop_if(verbs.refusals_to_ask_completion(facts_of(held), by, text=text, version=version))
    asked, who = clean_text(text).strip()[:4000], completer(held, local_day(at, held.region.zone))
    move(held, "ask_completion", states.INCOMPLETE, at=at, desk=Desk(who))
    note_here(held, "completion_asked", by=by, at=at, text=asked)
    said = _("%(title)s: perlu dilengkapi. %(text)s") % {"title": held.title, "text": asked}
    threshold = f"completion:{held.version}"
    tell_people(held, who, ("proposal.write",), threshold=threshold, text=said, at=at)


@transaction.atomic
def complete(proposal: Proposal, *, note: str = "", by: Actor, at: dt.datetime, version: int | None = None) -> None:
    """What was asked for is there, and it lies with the region again: to be registered, or screened where it has its number already."""
    held = hold(proposal)
    stop_if(verbs.refusals_to_complete(facts_of(held), by, version=version))
    to = states.SCREENING if held.agenda_number else states.RECEIVED
    office = secretariat(held.region, local_day(at, held.region.zone))
    move(held, "complete", to, at=at, desk=Desk(office))
    note_here(held, "completed", by=by, at=at, note=clean_text(note).strip()[:2000])
    text = _("%(title)s: sudah dilengkapi oleh pengirimnya.") % {"title": held.title}
    tell_people(held, office, ("proposal.register",), threshold=f"completed:{held.version}", text=text, at=at)


@transaction.atomic
def drop_item(item: Item, *, reason: str, by: Actor, at: dt.datetime, version: int | None = None) -> None:
    """The region goes on without this item; it stays readable with who took it out and why, for both sides."""
    held = hold(item.proposal)
    row = held.items.get(pk=item.pk)
    facts = facts_of(held)
    stop_if(
        verbs.refusals_to_drop_item(facts, by, dropped=row.dropped_at is not None, reason=reason)
        + verbs.current(facts, version)
    )
    row.dropped_at, row.dropped_reason = at, " ".join(clean_text(reason).split())
    row.dropped_by = f"{by.post or by.name}, {by.organization}".strip(", ")[:200]
    keep(row, only=["dropped_at", "dropped_reason", "dropped_by"])
    touch(held, at=at)
    note_here(held, "item_dropped", by=by, at=at, item=row.number, title=row.title, reason=row.dropped_reason)
    text = _("%(title)s: kegiatan «%(item)s» dikeluarkan. %(reason)s") % {
        "title": held.title,
        "item": row.title,
        "reason": row.dropped_reason,
    }
    tell_people(held, sender_of(held), ("proposal.write",), threshold=f"dropped:{row.number}", text=text, at=at)


@transaction.atomic
def link_programme(item: Item, *, programme: PlanProgramme | None, by: Actor, at: dt.datetime) -> None:
    """It stands which programme of the region's plans the item serves, for the region's own eyes; None: none."""
    held = hold(item.proposal)
    row = held.items.get(pk=item.pk)
    found = verbs.refusals_to_tend(facts_of(held), by)
    if programme:
        retired = programme.retired_at is not None
        found += verbs.refusals_to_link(programme.institution_id, retired=retired, region_id=held.region_id)
    stop_if(found)
    row.programme = programme
    keep(row, only=["programme"])
    touch(held, at=at)
    if programme:
        note_inside(held, "programme_linked", by=by, at=at, item=row.number, programme=str(programme))
    else:
        note_inside(held, "programme_unlinked", by=by, at=at, item=row.number)


@transaction.atomic
def accept_offer(
    proposal: Proposal, *, behalf: Behalf | None = None, by: Actor, at: dt.datetime, version: int | None = None
) -> None:
    """The partner agrees to what the region offered: from here a document is drafted."""
    held = hold(proposal)
    stop_if(verbs.refusals_to_answer_offer(facts_of(held), by, verb="accept_offer", behalf=behalf, version=version))
    keep_answer(held, behalf, by, at)
    move(held, "accept_offer", states.AGREED, at=at)
    note_here(held, "offer_accepted", by=by, at=at, **behalf_data(behalf))
    _tell_the_region(held, "accepted", _("%(title)s: diterima oleh mitra.") % {"title": held.title}, at)


@transaction.atomic
def decline_offer(
    proposal: Proposal,
    *,
    reason: str,
    behalf: Behalf | None = None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> None:
    """The partner does not take the offer, and says why."""
    held = hold(proposal)
    stop_if(
        verbs.refusals_to_answer_offer(
            facts_of(held), by, verb="decline_offer", behalf=behalf, reason=reason, version=version
        )
    )
    held.ending = clean_text(reason).strip()
    keep_answer(held, behalf, by, at)
    move(held, "decline_offer", states.DECLINED, at=at, also=["ending"])
    note_here(held, "offer_declined", by=by, at=at, reason=held.ending, **behalf_data(behalf))
    _tell_the_region(held, "declined", _("%(title)s: ditolak oleh mitra.") % {"title": held.title}, at)


def _tell_the_region(held: Proposal, what: str, text: str, at: dt.datetime) -> None:
    tell_people(held, held.region, ("proposal.register",), threshold=what, text=text, at=at)
    if held.initiator:
        tell_people(held, held.initiator, ("proposal.write",), threshold=what, text=text, at=at)
