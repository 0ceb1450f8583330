"""Dispositions: the question goes from desk to desk, and comes back with an answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from simpul.accounts.models import Membership, User
from simpul.accounts.rules import ROLES
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf, behalf_data, recorded
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.notices.actions import tell
from simpul.organizations.models import Holding, Post

from ..models import Hop, Policy, Proposal
from ..models import screening as runs
from ..models.disposition import post_facts
from ..rules import hops, states
from ..rules.states import ADVISE, AGREE, DECIDE, DECLINE, DELEGATE, RETURN
from .held import (
    Desk,
    closed_from,
    completer,
    facts_of,
    hold,
    move,
    note,
    note_here,
    note_inside,
    secretariat,
    tell_people,
)  # fmt: skip

ANSWERED = ["state", "answer", "text", "by_key", "by_name", "behalf_name", "behalf_post", "behalf_on", "letter", "at"]

NOTED = {AGREE: "hop_agreed", DECLINE: "hop_declined", RETURN: "hop_returned", DELEGATE: "hop_passed_on"}


@transaction.atomic
def submit(
    proposal: Proposal, *, post: Post, instruction: str = "", due: dt.date | None = None, version: int | None = None,
    by: Actor, at: dt.datetime,
) -> Hop:  # fmt: skip
    """The proposal lies on the desk of this post, whose holder is asked to decide."""
    held, desk = hold(proposal), _post(post)
    today = local_day(at, held.region.zone)
    reasons = hops.refusals_to_submit(
        facts_of(held), by, screened=screened_of(held, today), post=post_facts(desk, today), due=due, today=today, version=version
    )  # fmt: skip
    stop_if(reasons)
    made = _lay(held, desk, instruction=instruction, due=due, given_by=_who(by), by=by, at=at)
    _go(held, "submit", at)
    note_here(held, "submitted", by=by, at=at)
    return made


def screened_of(proposal: Proposal, day: dt.date | None = None) -> hops.Screened:
    """What the newest screening leaves to be done."""
    run = runs.latest(proposal)
    if run is None:
        return hops.Screened()
    return hops.Screened(True, runs.stale(run, day), len(runs.hard(proposal)), len(runs.unanswered(proposal)))


@transaction.atomic
def answer(
    hop: Hop, *, answer: str, text: str = "", to: Sequence[Post] = (), mode: str = DECIDE, due: dt.date | None = None,
    behalf: Behalf | None = None, by: Actor, at: dt.datetime,
) -> Hop:  # fmt: skip
    """The question on this desk is answered: agreed, declined, passed on with an instruction, or returned with a question."""
    held = hold(hop.proposal)
    row = Hop.objects.with_desk().select_for_update(of=("self",)).get(pk=hop.pk)
    today = local_day(at, row.organization.zone)
    facts, question = facts_of(held), row.question(today)
    stop_if(
        hops.refusals_to_answer(facts, by, question, behalf=behalf, in_office=_in_office(row, behalf), today=today)
        or hops.refusals_by_answer(answer, text, hard=answer == AGREE and bool(runs.hard(held)))
    )
    desks = [_post(post) for post in to] if answer == DELEGATE else []
    if answer == DELEGATE:
        above = hops.posts_above(_links(held), row.number)
        posts = [post_facts(post, today) for post in desks]
        stop_if(
            hops.refusals_to_delegate(facts, question, posts, mode=mode, text=text, above=above, due=due, today=today)
        )
    row.state, row.answer, row.text = states.HOP_ANSWERED, answer, text
    if behalf is not None:
        behalf = dataclasses.replace(behalf, name=" ".join(behalf.name.split()))
    for name, value in recorded(by, behalf, at).items():
        setattr(row, name, value[:160] if name == "by_name" else value)
    keep(row, only=ANSWERED)
    data = {"hop": row.number, "desk": row.label, "text": text, **behalf_data(behalf)}
    note_inside(held, NOTED[answer], by=by, at=at, **data)
    if answer == DELEGATE:
        for desk in desks:
            _lay(held, desk, asked_by=row, mode=mode, instruction=text, due=due, given_by=_who(by, row), by=by, at=at)
        _go(held, "delegate", at)
    elif answer == RETURN:
        _return(held, row, by=by, at=at)
    else:
        _settle(held, row, by=by, at=at, behalf=behalf)
    return row


def _return(held: Proposal, row: Hop, *, by: Actor, at: dt.datetime) -> None:
    """The question lies with who asked: the desk that delegated, or the officer."""
    above = hops.asker(_links(held), row.number)
    if above is not None:
        _come_back(held, above, by=by, at=at)
        _go(held, "return", at)
        return
    recall_open(held, at=at)
    office = secretariat(held.region, local_day(at, held.region.zone))
    move(held, "return", states.SCREENING, at=at, desk=Desk(office), also=["seen_by"])
    text = _("%(title)s dikembalikan dengan pertanyaan: %(text)s") % {"title": held.title[:120], "text": row.text[:150]}
    tell_people(held, office, ("proposal.register",), threshold=f"returned:{row.number}", text=text, at=at)


def _settle(held: Proposal, row: Hop, *, by: Actor, at: dt.datetime, behalf: Behalf | None) -> None:
    """An agreement or refusal decides the proposal, or advises the desk that asked for advice."""
    links = _links(held)
    adviser_of = hops.settled_for(links, row.number)
    if adviser_of is not None:
        if not hops.waits_below(links, adviser_of.number):
            _come_back(held, adviser_of, by=by, at=at)
        _go(held, row.answer, at)
        return
    recall_open(held, at=at)
    threshold = f"answered:{row.number}"
    if row.answer == DECLINE:
        held.ending = row.text[:4000]
        move(held, "decline", states.DECLINED, at=at, also=["ending", "seen_by"])
        note_here(held, "declined", by=by, at=at, reason=row.text, **behalf_data(behalf))
        _tell_sides(held, threshold, _("%(title)s ditolak: %(reason)s"), at=at, reason=row.text)
    elif held.direction == states.INCOMING:
        move(held, "agree", states.AGREED, at=at, also=["seen_by"])
        note(held, "agreed", by=by, at=at, **behalf_data(behalf))
        _tell_sides(held, threshold, _("%(title)s disetujui. Langkah berikutnya: menyusun naskah."), at=at)
    else:
        move(held, "agree", states.OFFERED, at=at, desk=Desk(held.partner), also=["seen_by"])
        note(held, "offered", by=by, at=at, **behalf_data(behalf))
        _tell_sides(held, threshold, _("%(title)s ditawarkan kepada mitra; jawabannya ditunggu."), at=at)


def _tell_sides(held: Proposal, threshold: str, text: str, *, at: dt.datetime, reason: str = "") -> None:
    """The officers of the region, the unit that began it, and the partner as far as it knows of the proposal."""
    words = text % {"title": held.title[:150], "reason": reason[:130]}
    told = [held.region, held.pen, *([held.initiator] if held.initiator else [])]
    told += [held.partner] if held.partner_id in held.seen_by else []
    for organization in {o.pk: o for o in told}.values():
        permissions = ("proposal.register", "proposal.write", "proposal.answer")
        tell_people(held, organization, permissions, threshold=threshold, text=words, at=at)


def _come_back(held: Proposal, above: hops.Link, *, by: Actor, at: dt.datetime) -> None:
    """The question lies again where it was passed on, as it was asked there; it comes back once, not with every answer."""
    links = _links(held)
    waiting = [link for link in links if link.open]
    if waiting and (hops.laid_again(links, above.number) or any(w.post_id == above.post_id for w in waiting)):
        return
    asked = Hop.objects.with_desk().get(proposal=held, number=above.number)
    _lay(
        held, _post(asked.post), asked_by=asked.asked_by, mode=asked.mode, instruction=asked.instruction, due=asked.due,
        given_by=asked.given_by, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def confirm_answer(hop: Hop, *, by: Actor, at: dt.datetime) -> None:
    """The holder confirms the answer that was recorded in the post's name."""
    held = hold(hop.proposal)
    row = Hop.objects.with_desk().select_for_update(of=("self",)).get(pk=hop.pk)
    stop_if(hops.refusals_to_confirm(row.question(local_day(at, row.organization.zone)), by))
    row.confirmed_by, row.confirmed_at = _who(by)[:160], at
    keep(row, only=["confirmed_by", "confirmed_at"])
    note_inside(held, "hop_confirmed", by=by, at=at, hop=row.number, desk=row.label)


@transaction.atomic
def recall(proposal: Proposal, *, reason: str = "", by: Actor, at: dt.datetime) -> None:
    """The officer has the proposal back on the own desk: open questions need no answer any more, nor need the sender complete it."""
    held = hold(proposal)
    stop_if(hops.refusals_to_recall(facts_of(held), by))
    office = secretariat(held.region, local_day(at, held.region.zone))
    if held.state == states.INCOMPLETE:
        _recall_completion(held, Desk(office), reason, by=by, at=at)
        return
    recall_open(held, at=at)
    move(held, "recall", states.SCREENING, at=at, desk=Desk(office))
    note_inside(held, "recalled", by=by, at=at, reason=reason)


def _recall_completion(held: Proposal, office: Desk, reason: str, *, by: Actor, at: dt.datetime) -> None:
    """The region goes on with what there is; whoever was asked to complete it knows."""
    asked = held.desk or held.pen
    to = states.SCREENING if held.agenda_number else states.RECEIVED
    move(held, "recall", to, at=at, desk=office)
    note_here(held, "completion_recalled", by=by, at=at, reason=reason)
    text = _("%(title)s: permintaan melengkapi ditarik kembali. %(reason)s") % {
        "title": held.title[:120],
        "reason": reason[:130],
    }
    threshold = f"completion_recalled:{held.version}"
    tell_people(held, asked, ("proposal.write",), threshold=threshold, text=text, at=at)


@transaction.atomic
def close_unanswered(proposal: Proposal, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """The proposal is closed because nobody answered until the last clock ran out: a decision with its reason, signed by who makes it."""
    held = hold(proposal)
    today = local_day(at, held.region.zone)
    rows = list(Hop.objects.waiting().filter(proposal=held).order_by("number"))
    waited, clocks = waited_on(held, rows, today), clocks_on(held, today)
    stop_if(hops.refusals_to_close(facts_of(held), by, waited=waited, clocks=clocks, reason=reason))
    desks = "; ".join(hop.label for hop in rows) or held.desk_label
    recall_open(held, at=at)
    held.ending = reason
    move(held, "close_unanswered", states.NO_RESPONSE, at=at, also=["ending"])
    note_inside(held, "silence_closed", by=by, at=at, desks=desks, waited=waited, reason=reason)
    note_here(held, "closed_unanswered", by=by, at=at, reason=reason)
    _tell_sides(held, f"closed:{held.version}", _("%(title)s ditutup tanpa tanggapan."), at=at)


def waited_on(held: Proposal, open_hops: Iterable[Hop], today: dt.date) -> int:
    """Days since a desk was asked last: every question has a clock of its own, any other desk that of its stay."""
    zone = held.region.zone
    asked = [hop.given_at for hop in open_hops] if held.state == states.AWAITING else [held.desk_since]
    days = [local_day(moment, zone) for moment in asked if moment]
    return (today - max(days)).days if days else 0


@transaction.atomic
def reopen(proposal: Proposal, *, post: Post | None = None, reason: str, by: Actor, at: dt.datetime) -> Hop | None:
    """A case that silence closed lies again where it lay: on the desk of this post, with the sender, or with the partner."""
    held, desk = hold(proposal), _post(post) if post else None
    today, was = local_day(at, held.region.zone), closed_from(held)
    laid = post_facts(desk, today) if desk else None
    stop_if(
        hops.refusals_to_reopen(facts_of(held), by, post=laid, reason=reason) or hops.refusals_to_lay_again(was, laid)
    )
    made, held.ending = None, ""
    if desk is not None:
        made = _lay(held, desk, instruction=reason, given_by=_who(by), by=by, at=at)
        _go(held, "reopen", at, also=["ending"])
    else:
        back = held.partner if was == states.OFFERED else completer(held, today)
        move(held, "reopen", was, at=at, desk=Desk(back), also=["ending"])
    note_here(held, "reopened", by=by, at=at, reason=reason)
    again = {
        states.AWAITING: _("%(title)s dibuka kembali dan menunggu disposisi."),
        states.INCOMPLETE: _("%(title)s dibuka kembali dan menunggu dilengkapi pengirimnya."),
        states.OFFERED: _("%(title)s dibuka kembali dan menunggu jawaban mitra."),
    }
    _tell_sides(held, f"reopened:{held.version}", again[was], at=at)
    return made


# What several verbs share


def clocks_on(held: Proposal, day: dt.date) -> tuple[int, ...]:
    """Days after which a waiting desk is told, by the region's policy of that day."""
    policy = Policy.objects.on(day).filter(institution=held.region_id).first()
    return hops.clocks_of(policy.clocks if policy else None)


def people_at(post: Post, day: dt.date) -> list[User]:
    """The post's own people, and the staff of its organisation who record for it."""
    answering = [code for code, role in ROLES.items() if "disposition.answer" in role.permissions]
    staff = [c for c, role in ROLES.items() if "disposition.record" in role.permissions and role.reach == "unit"]
    own = Q(role__in=answering, post=post) | Q(role__in=staff, organization=post.organization_id)
    if post.is_head:
        own |= Q(role__in=answering, post=None, organization=post.organization_id)
    return [m.user for m in Membership.objects.on(day).filter(own, user__is_active=True).select_related("user")]


def tell_desk(hop: Hop, post: Post, *, threshold: str, text: str, at: dt.datetime) -> None:
    """Who answers on that desk, and the staff there, hear of it once for this threshold."""
    tell(
        people_at(post, local_day(at, hop.organization.zone)), subject=f"proposal:{hop.proposal.code}",
        threshold=threshold[:40], text=text, link=f"/disposisi/{hop.proposal.code}/{hop.number}/", at=at,
    )  # fmt: skip


def _lay(
    held: Proposal, post: Post, *, by: Actor, at: dt.datetime, given_by: str, instruction: str = "", mode: str = DECIDE,
    due: dt.date | None = None, asked_by: Hop | None = None,
) -> Hop:  # fmt: skip
    """The question lies on the desk of this post, whose people now see the proposal and know of it."""
    last = Hop.objects.filter(proposal=held).order_by("-number").values_list("number", flat=True).first() or 0
    made = keep(
        Hop(
            proposal=held, number=last + 1, asked_by=asked_by, post=post, organization=post.organization,
            label=Desk(post.organization, post).label, mode=mode, instruction=instruction, due=due,
            given_by=given_by[:200], given_at=at,
        )
    )  # fmt: skip
    held.seen_by = sorted({*held.seen_by, *post.organization.ids})
    data = {"hop": made.number, "desk": made.label, "mode": mode, "instruction": instruction, "due": due}
    note_inside(held, "hop_given", by=by, at=at, **data)
    asked = _("%(title)s memerlukan saran Anda.") if mode == ADVISE else _("%(title)s menunggu keputusan Anda.")
    tell_desk(made, post, threshold=f"hop:{made.number}", text=asked % {"title": held.title[:200]}, at=at)
    return made


def _go(held: Proposal, verb: str, at: dt.datetime, also: Iterable[str] = ()) -> None:
    """It lies on every desk that was asked and has not answered, each with its own clock; lists show the one that was asked first."""
    asked = Hop.objects.waiting().filter(proposal=held).with_desk().order_by("number")
    desks = [Desk(hop.organization, hop.post) for hop in asked]
    first = desks[0] if desks else None
    move(held, verb, states.AWAITING, at=at, desk=first, beside=desks[1:], also=["seen_by", *also])


def recall_open(held: Proposal, *, at: dt.datetime) -> None:
    """Open questions need no answer any more, and each of their desks heard so once."""
    rows = list(Hop.objects.waiting().filter(proposal=held).with_desk().select_related("proposal").order_by("number"))
    Hop.objects.filter(pk__in=[hop.pk for hop in rows]).update(state=states.HOP_RECALLED)
    text = _("%(title)s: disposisi kepada %(desk)s ditarik kembali, jadi tidak perlu dijawab lagi.")
    for hop in rows:
        words = {"title": held.title[:120], "desk": hop.label[:90]}
        tell_desk(hop, hop.post, threshold=f"hop:{hop.number}:recalled", text=text % words, at=at)


def _links(held: Proposal) -> list[hops.Link]:
    return [hop.link() for hop in Hop.objects.filter(proposal=held).select_related("asked_by")]


def _post(post: Post) -> Post:
    return Post.objects.select_related("organization__institution").get(pk=post.pk)


def _in_office(row: Hop, behalf: Behalf | None) -> bool:
    """The named person held the post on the day of the decision."""
    if behalf is None:
        return True
    names = Holding.objects.filter(post=row.post_id).on(behalf.on).values_list("person", flat=True)
    return _plain(behalf.name) in {_plain(name) for name in names}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _who(by: Actor, row: Hop | None = None) -> str:
    """«Bupati Awan, Kabupaten Awan»; of an answer recorded for a leader, the desk itself."""
    if row is not None and row.behalf_name:
        return row.label
    return f"{by.post or by.name}, {by.organization}".strip(", ")
