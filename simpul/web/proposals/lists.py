"""The list of proposals that both sides see, and the queue of a region's work."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from simpul.agreements.rules import states as agreements
from simpul.core.actors import Actor
from simpul.proposals.models import Policy, Proposal
from simpul.proposals.rules import states
from simpul.reports.rules import expression, read
from simpul.reports.search import Holds
from simpul.web.request import Request

PAGE = 50
DEEPEST = 100  # pages; who looks for something older searches
SHOWN = (
    "code", "title", "direction", "region_id", "region_name", "partner_name", "wanted_kind", "kind", "state", "state_since", "desk_label", "desk_since", "agenda_number",
    "letter_number", "rank", "changed_at", "illustration", "desk__institution_id",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Lies:
    """On whose desk a proposal lies, and since when, as far as the reader may know."""

    label: str
    since: dt.datetime | None


def desk_of(proposal: Proposal, actor: Actor) -> Lies:
    """The region's people read which desk; others read that it lies with the region, and since when it stands where it stands."""
    if proposal.state not in states.OPEN:
        return Lies("", None)
    if proposal.shows_desk(actor):
        return Lies(proposal.desk_label, proposal.desk_since)
    return Lies(proposal.region_name, proposal.state_since)


def page_of(request: Request) -> int:
    text = request.GET.get("hal", "1")
    return min(max(int(text), 1), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def asked_of(request: Request, *names: str) -> dict[str, str]:
    return {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in names}


@require_safe
def index(request: Request) -> HttpResponse:
    """The visible proposals, newest change first."""
    actor = request.actor
    asked = asked_of(request, "arah", "keadaan", "jenis", "cari")
    rows = filtered(Proposal.objects.visible_to(actor).select_related("desk"), asked, actor).only(*SHOWN)
    page = page_of(request)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return render(
        request, "proposals/list.html",
        {"rows": [(row, desk_of(row, actor)) for row in found[:PAGE]], "page": page, "more": len(found) > PAGE and page < DEEPEST, "asked": asked, "directions": states.DIRECTIONS,
         "states": states.STATES, "kinds": agreements.KINDS, "may_write": actor.may("proposal.write"), "of_region": bool(actor.region), "has_queue": bool(actor.region and actor.reach),
         "may_open_batch": bool(actor.region) and actor.may("proposal.register")},
    )  # fmt: skip


def filtered(rows: QuerySet[Proposal], asked: dict[str, str], actor: Actor) -> Any:
    """What the filters leave; a value that no filter knows filters nothing."""
    if asked["arah"] in states.DIRECTIONS:
        rows = rows.filter(direction=asked["arah"])
    if asked["keadaan"] in states.STATES:
        rows = rows.filter(state=asked["keadaan"])
    if asked["jenis"] in agreements.KINDS:
        told = Q(region_id=actor.institution_id or 0) | Q(state__in=states.TOLD)  # as `Proposal.known_kind`
        rows = rows.filter(Q(told, kind=asked["jenis"]) | Q(~told | Q(kind=""), wanted_kind=asked["jenis"]))
    if asked["cari"].strip():
        words = read(asked["cari"])
        # the index of search: a word that stands nowhere is not looked for row by row
        rows = rows.filter(Q(Holds("lexemes", expression([word] for word in words.words))) | Q(code=words.code))
    return rows


@require_safe
def queue(request: Request) -> HttpResponse:
    """A region's open work: by its policy's order, then who has waited longest."""
    actor, today = request.actor, timezone.localdate()
    if not actor.region or not actor.reach:
        raise PermissionDenied
    asked = asked_of(request, "keadaan")
    rows = Proposal.objects.inside(actor).queue()
    if asked["keadaan"] in states.OPEN:
        rows = rows.filter(state=asked["keadaan"])
    page = page_of(request)
    found = list(rows.select_related("desk").only(*SHOWN)[(page - 1) * PAGE : page * PAGE + 1])
    policy = Policy.objects.visible_to(actor).on(today).first()
    order = [
        states.PARTNER_CLASSES[word] for word in (policy.order if policy else []) if word in states.PARTNER_CLASSES
    ]
    return render(
        request, "proposals/queue.html",
        {"rows": found[:PAGE], "page": page, "more": len(found) > PAGE and page < DEEPEST, "asked": asked, "policy": policy, "order": order,
         "states": {key: word for key, word in states.STATES.items() if key in states.OPEN}},
    )  # fmt: skip
