"""The page of one proposal: what to do, where it stands, on whose desk and since when, what is asked, what happened."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from simpul.agreements.actions import draft_of
from simpul.agreements.models import Agreement
from simpul.agreements.rules.states import PATH
from simpul.law.rules import LawOn
from simpul.meetings.models import Meeting
from simpul.proposals.models import Item, Proposal
from simpul.proposals.rules import states
from simpul.proposals.rules.participants import refusals_to_change_participants
from simpul.proposals.rules.screening_verbs import ANSWERS
from simpul.register.models import Event
from simpul.web.agreements import timeline
from simpul.web.dispositions.blocks import block as dispositions
from simpul.web.letters.blocks import block as letters
from simpul.web.meetings.blocks import block as meetings
from simpul.web.request import Request
from simpul.web.screening.blocks import block as screening
from simpul.web.templatetags.simpul import rupiah

from .checklist import lines_of
from .lists import desk_of
from .steps import Reader, reads_regimes, steps_for
from .views import case_of, law_of

NEWEST = 60  # events shown; the whole history is a download


@require_safe
def case(request: Request, code: str) -> HttpResponse:
    """One case in a minute."""
    proposal, actor = case_of(request, code), request.actor
    reader, law = Reader.of(proposal, actor), law_of(proposal)
    lines = lines_of(proposal, law, inside=reader.inside)
    draft = draft_of(proposal) if proposal.state == states.AGREED else None
    outside, inside = histories(proposal, reader)
    context = {
        "proposal": proposal, "reader": reader, "path": PATH, "place": states.place_on_path(proposal.state), "desk": desk_of(proposal, actor),
        "steps": steps_for(reader, lines=lines, draft=draft, at=timezone.now()), "draft": draft, "sees_draft": draft is not None and actor.reach in draft.seen_by,
        "items": [{"row": item, "affair": affair_of(item, law)} for item in proposal.items.all()],
        "lines": lines, "missing": [line for line in lines if line.missing], "shown_lines": any(line.files or line.letter or line.missing for line in lines),
        "asked": asked_last([*outside, *inside]) if proposal.state == states.INCOMPLETE else "", "kind": kind_of(proposal, law, inside=reader.inside),
        "umbrella": umbrella_of(proposal, request), "began": began_with(proposal, request), "facts": facts_of_case(proposal, law, inside=reader.inside, regimes=reads_regimes(reader)), "zone": actor.zone,
        "may_invite": not refusals_to_change_participants(reader.facts, actor, organization_ids=frozenset()),
        "comments": list(proposal.comments.all()), "events": timeline.lines(outside), "inner": timeline.lines(inside),
    }  # fmt: skip
    return render(request, "proposals/case.html", context | blocks_of(proposal, reader))


def blocks_of(proposal: Proposal, reader: Reader) -> dict[str, Any]:
    """What the neighbours show of this case; of a draft only its meetings."""
    shown = meetings(proposal.chain, reader.actor)
    if proposal.state == states.DRAFT:
        return shown | {"sent": False}
    shown |= dispositions(proposal, reader.actor) | letters(proposal, reader.actor)
    return shown | (screening(proposal, reader.actor) if reader.inside else {}) | {"sent": True}


def histories(proposal: Proposal, reader: Reader) -> tuple[list[Event], list[Event]]:
    """What both sides read, and what only the region reads; newest first."""
    outside = list(Event.objects.filter(chain=proposal.chain_id).order_by("-number")[:NEWEST])
    if not reader.inside:
        return outside, []
    subject = f"{proposal.code}:{proposal.region_id}"
    rows = Event.objects.filter(chain__kind="inner", chain__subject=subject).order_by("-number")
    return outside, list(rows[:NEWEST])


def asked_last(events: list[Event]) -> str:
    """The words of the newest request for completion."""
    asked = [event for event in events if event.kind == "proposal.completion_asked"]
    return json.loads(max(asked, key=lambda event: event.pk).text)["data"]["text"] if asked else ""


def affair_of(item: Item, law: LawOn) -> str:
    """«Pengelolaan pendidikan: SMA dan SMK»."""
    affair = law.affair(item.affair)
    if affair is None:
        return item.affair
    part = affair.part(item.part)
    return f"{affair.matter}: {part.title}" if part else affair.matter


def kind_of(proposal: Proposal, law: LawOn, *, inside: bool) -> str:
    """The document that was chosen, as far as the reader may know, or the one that was asked for."""
    chosen = proposal.known_kind(inside=inside)
    row = law.other("instrument", chosen or proposal.wanted_kind)
    if row is None:
        return ""
    return row.title if chosen else _("%(kind)s (diminta)") % {"kind": row.title}


def umbrella_of(proposal: Proposal, request: Request) -> Agreement | None:
    """The KB or NK above, for those who see it."""
    if proposal.under_id is None:
        return None
    return Agreement.objects.visible_to(request.actor).filter(chain=proposal.under_id).first()


def began_with(proposal: Proposal, request: Request) -> Meeting | None:
    """The meeting that it came from, for those who see the meeting."""
    if proposal.ceremony_id is None:
        return None
    return Meeting.objects.visible_to(request.actor).filter(pk=proposal.ceremony_id).first()


def facts_of_case(proposal: Proposal, law: LawOn, *, inside: bool, regimes: bool) -> list[tuple[str, str]]:
    """The answers about money, burdens, data, term and signer, in words: to the partner only its own."""
    yes = {True: _("ya"), False: _("tidak"), None: _("belum dijawab")}
    said = {name: proposal.answer(name, inside=inside) for name in ANSWERS}
    months = (
        ngettext("%(n)s bulan", "%(n)s bulan", proposal.months) % {"n": proposal.months}
        if proposal.months
        else _("belum dijawab")
    )
    rows = [(_("Jangka waktu"), months)]
    if not inside and proposal.direction == states.OUTGOING:
        return rows
    money = yes[said["apbd_funded"]]
    if said["apbd_amount"] is not None:
        money += f", {rupiah(said['apbd_amount'])}"
    rows.append((_("Dana APBD"), money))
    if said["apbd_funded"]:
        rows.append((_("Sudah dalam APBD"), yes[said["in_current_apbd"]]))
    burden = yes[said["burdens_public"]]
    rows.append((_("Membebani"), f"{burden}. {said['burdens_reason']}" if said["burdens_reason"] else burden))
    if said["routine"]:
        rows.append((_("Tugas rutin"), _("ya, dengan anggaran yang ada")))
    rows.append((_("Data pribadi"), yes[said["personal_data"]]))
    if said["personal_data"]:
        rows.append((_("Pasal data pribadi"), yes[said["data_clause"]]))
    flagged = [row.title for row in law.others_of("referral") if row.key in proposal.regimes]
    if flagged and regimes:
        rows.append((_("Aturan tersendiri"), ", ".join(flagged)))
    return [*rows, (_("Penanda tangan"), str(states.SIGNERS.get(said["signer"], said["signer"])))]
