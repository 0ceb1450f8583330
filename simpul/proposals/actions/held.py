"""What every verb of a proposal does first and last: hold the row, make the move, lay it on a desk, tell those who must know."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from simpul.accounts.models import Membership
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.notices.actions import tell
from simpul.organizations.models import Organization, Post
from simpul.register.actions import open_chain, record

from ..models import Enclosed, Hop, Proposal, Stay
from ..rules import states, verbs
from ..rules.facts import Facts, HopFacts


@dataclasses.dataclass(frozen=True)
class Desk:
    """Where a proposal lies: an organisation, or one post in it."""

    organization: Organization
    post: Post | None = None

    @property
    def label(self) -> str:
        if self.post is None:
            return self.organization.whole_name[:200]
        return f"{self.post.title}, {self.organization.name}"[:200]

    @property
    def key(self) -> tuple[int, int | None]:
        return self.organization.pk, self.post.pk if self.post else None


def hold(proposal: Proposal) -> Proposal:
    """The row, locked until the transaction ends, with all that `facts_of()` needs. Checks come after this."""
    Proposal.objects.select_for_update().values_list("pk").get(pk=proposal.pk)
    rows = Proposal.objects.select_related("region", "partner__institution", "pen", "initiator", "chain", "desk")
    return rows.get(pk=proposal.pk)


def facts_of(proposal: Proposal) -> Facts:
    """The frozen values the rules ask, in two queries."""
    open_hops = Hop.objects.filter(proposal=proposal, state=states.HOP_OPEN).select_related("post", "organization")
    return Facts(
        state=proposal.state,
        version=proposal.version,
        direction=proposal.direction,
        pen_ids=proposal.pen.ids,
        region_id=proposal.region_id,
        partner_ids=proposal.partner.ids,
        partner_institution=proposal.partner.institution_id or proposal.partner_id,
        partner_kept_by=proposal.partner.keeper_id_now,
        agenda_number=proposal.agenda_number,
        items=proposal.items.filter(dropped_at=None).count(),
        hops=tuple(
            HopFacts(
                h.number, h.post_id, h.post.is_head, h.organization_id, h.organization.ids, h.label, h.mode
            )
            for h in open_hops
        ),
        drafted=proposal.drafted,
    )  # fmt: skip


def secretariat(region: Organization, day: dt.date) -> Organization:
    """Where a region's letters are registered: the unit of its first cooperation officer, else the region itself."""
    found = Membership.objects.on(day).filter(
        role="pengelola_kerja_sama", organization__institution=region, user__is_active=True
    )
    member = found.select_related("organization__institution").order_by("start", "pk").first()
    return member.organization if member else region


def completer(held: Proposal, day: dt.date) -> Organization:
    """Who can complete it: whoever wrote it; of a letter on paper that the region wrote down, the partner once it has people here."""
    on_paper = held.direction == states.INCOMING and held.pen.institution_id == held.region_id
    if on_paper and Membership.objects.reaching(held.partner, ("proposal.write",), day).exists():
        return held.partner
    return held.pen


def closed_from(proposal: Proposal) -> str:
    """Where it stood when silence closed it: the state of its last stay."""
    return proposal.stays.order_by("-since", "-pk").values_list("state", flat=True).first() or states.AWAITING


def move(
    held: Proposal, verb: str, to: str, *, at: dt.datetime, desk: Desk | None = None, beside: Sequence[Desk] = (),
    also: Iterable[str] = (),
) -> None:  # fmt: skip
    """The proposal stands in state `to`, on that desk and those `beside` it; the table of moves must know the step. Every change counts
    the version up.

    Without a desk it stays where it lies; in an ended state it lies on none.
    """
    states.PROPOSAL.check(verb, held.state, to)
    only = {"version", "changed_at", *also}
    if held.state != to:
        held.state, held.state_since = to, at
        held.seen_by = audience(held)
        only |= {"state", "state_since", "seen_by"}
    if to in states.ENDED:
        only |= _leave(held, at)
    elif desk is not None:
        only |= _lie(held, [desk, *beside], at)
    held.version += 1
    held.changed_at = at
    keep(held, only=sorted(only))


def audience(held: Proposal) -> list[int]:
    """Whose people may look, as it stands now; whoever saw it once keeps seeing it.

    A draft: the pen's side. An incoming letter that was sent: the region and the partner, and the unit it concerns. What the
    region begins stays inside until it is offered.
    """
    ids = {*held.seen_by, *held.pen.ids}
    if held.state in states.OPEN:
        ids.add(held.region_id)
        if held.initiator:
            ids |= held.initiator.ids
        if held.direction == states.INCOMING or held.state == states.OFFERED:
            ids |= held.partner.ids
            for taking_part in held.participants.select_related("organization"):
                ids |= taking_part.organization.ids
    return sorted(ids)


def touch(held: Proposal, *, at: dt.datetime, also: Iterable[str] = ()) -> None:
    """Something about it changed while it stays where it is: stale pages are noticed, search reads it anew."""
    held.version += 1
    held.changed_at, held.words = at, words_of(held)
    keep(held, only=sorted({"version", "changed_at", "words", *also}))


def _lie(held: Proposal, desks: Sequence[Desk], at: dt.datetime) -> set[str]:
    """It lies on these desks and on no other. A desk on which it lay before in the same state keeps its clock; the first stands on the row."""
    before = list(Stay.objects.filter(proposal=held, until=None))
    stays = {stay.at_desk: stay for stay in before if stay.state == held.state}
    wanted = {desk.key: desk for desk in desks}
    gone = [stay.pk for stay in before if stays.get(stay.at_desk) is not stay or stay.at_desk not in wanted]
    Stay.objects.filter(pk__in=gone).update(until=at)
    for key, desk in wanted.items():
        if key not in stays:
            values = {"organization": desk.organization, "post": desk.post, "label": desk.label, "since": at}
            stays[key] = keep(Stay(proposal=held, state=held.state, **values))
    first = desks[0]
    held.desk, held.desk_post, held.desk_label = first.organization, first.post, first.label
    held.desk_since = stays[first.key].since
    held.seen_by = sorted({*held.seen_by, *(desk.organization.pk for desk in desks)})
    return {"desk", "desk_post", "desk_label", "desk_since", "seen_by"}


def _leave(held: Proposal, at: dt.datetime) -> set[str]:
    """The open stays end; nothing lies on a desk."""
    Stay.objects.filter(proposal=held, until=None).update(until=at)
    held.desk, held.desk_post, held.desk_label, held.desk_since = None, None, "", None
    return {"desk", "desk_post", "desk_label", "desk_since"}


def note(held: Proposal, what: str, /, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """One event on the case's own chain, which both sides read."""
    record(f"proposal.{what}", chain=held.chain, by=by, at=at, subject=held.code, data=data)


def note_here(held: Proposal, what: str, /, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """On the case's own chain; inside while the partner does not yet know of what the region begins."""
    offered = held.direction == states.INCOMING or held.partner_id in held.seen_by
    (note if offered else note_inside)(held, what, by=by, at=at, **data)


def note_inside(held: Proposal, what: str, /, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """One event on the region's inner chain of the case: screening, dispositions, views, reasons."""
    chain = open_chain("inner", f"{held.code}:{held.region_id}")
    record(f"proposal.{what}", chain=chain, by=by, at=at, subject=held.code, data=data)


def tell_people(
    held: Proposal,
    organization: Organization,
    permissions: Iterable[str],
    *,
    threshold: str,
    text: str,
    at: dt.datetime,
) -> None:
    """The people who speak for the organisation and hold one of the permissions hear of it, once for this threshold."""
    reaching = Membership.objects.reaching(organization, permissions, local_day(at, organization.zone))
    tell(
        {m.user for m in reaching.select_related("user")},
        subject=f"proposal:{held.code}", threshold=threshold[:40], text=text, link=f"/penawaran/{held.code}/", at=at,
    )  # fmt: skip


def words_of(proposal: Proposal) -> str:
    """What search looks through. Nothing private to one side is among it."""
    parts = [
        proposal.title, proposal.purpose, proposal.partner_name, proposal.region_name, proposal.letter_number, proposal.agenda_number,
    ]  # fmt: skip
    parts += [f"{i.title} {i.detail} {i.target} {i.region_name}" for i in proposal.items.all()]
    return "\n".join(part for part in parts if part)[:20_000]


def keep_answer(held: Proposal, behalf: Behalf | None, by: Actor, at: dt.datetime) -> None:
    """The scanned answer lies among the documents."""
    if behalf is None or held.documents.filter(file=behalf.letter).exists():
        return
    name = _("Surat jawaban mitra")
    row = Enclosed(proposal=held, kind=verbs.ANSWER, file=behalf.letter, name=name, by_name=by.name, at=at)
    row.by_key, row.organization_id = by.key, by.organization_id
    keep(row)
