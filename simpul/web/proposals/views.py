"""Proposals: a new one, the case page, and one page for each verb of the table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from simpul.core.actors import Actor
from simpul.core.refusals import stop_if
from simpul.law.models import law_on
from simpul.law.rules import LawOn
from simpul.meetings.actions import link
from simpul.meetings.models import Meeting
from simpul.meetings.rules import STANDING, refusals_to_change
from simpul.organizations.models import Organization
from simpul.proposals import actions
from simpul.proposals.models import Proposal
from simpul.proposals.models.checklist import law_of as law_of_day
from simpul.proposals.rules import states, verbs
from simpul.regions.places import find_places
from simpul.web.doing import Asked, act, form_page
from simpul.web.forms import Form
from simpul.web.request import Request

from . import forms
from .doings import DOINGS, Ask
from .fields import place_choices
from .steps import CHECKS, Reader

PARTS = ("partner__institution", "region", "pen", "initiator", "chain", "desk", "desk_post", "ceremony", "under")


def case_of(request: Request, code: str) -> Proposal:
    """The visible proposal with all that its pages ask; else 404."""
    rows = Proposal.objects.visible_to(request.actor).select_related(*PARTS)
    return get_object_or_404(
        rows.prefetch_related("items__programme", "documents__organization", "participants"), code=code
    )


def law_of(proposal: Proposal) -> LawOn:
    """The law of today where the region lies."""
    return law_of_day(proposal, timezone.now())


def crumbs_of(proposal: Proposal, word: str) -> list[tuple[str, str]]:
    return [
        (_("Penawaran dan usulan"), reverse("proposals")),
        (proposal.title, reverse("proposal", args=[proposal.code])),
        (word, ""),
    ]


def meeting_asked(request: Request) -> Meeting | None:
    """«?pertemuan=CODE»: the meeting with which the case begins."""
    code = request.GET.get("pertemuan", "").replace("\x00", "")[:9]
    return Meeting.objects.visible_to(request.actor).filter(code=code).first() if code else None


def new(request: Request) -> HttpResponse:
    """A letter is begun: to a kepala daerah, from an OPD, or from paper."""
    actor, meeting = request.actor, meeting_asked(request)
    if not actor.may("proposal.write") or not actor.reach:
        raise PermissionDenied
    post = request.method == "POST"
    initial = {"title": meeting.title} if meeting else {}
    form = forms.NewProposal(
        request.POST if post else None, request.FILES if post else None, actor=actor, initial=initial,
        law=law_on(timezone.localdate(), actor.region),
    )  # fmt: skip

    def again(form: Form) -> HttpResponse:
        title = _("Catat usulan") if actor.region else _("Tulis penawaran")
        return form_page(
            request, form, title=title, submit=_("Simpan draf, lanjut ke kegiatan"), template="proposals/new.html", meeting=meeting,
            crumbs=[(_("Penawaran dan usulan"), reverse("proposals")), (title, "")],
        )  # fmt: skip

    if not post:
        return again(form)
    return act(
        request, form, lambda v: _draft(form, v, meeting, actor), to=lambda made: reverse("proposal_items", args=[made.code]), again=again,
        said=_("Draf tersimpan. Sekarang tulis kegiatannya."),
    )  # fmt: skip


def _draft(form: forms.NewProposal, values: dict[str, Any], meeting: Meeting | None, actor: Actor) -> Proposal:
    at, given = timezone.now(), form.values()
    own = get_object_or_404(Organization, pk=actor.institution_id or 0)
    pen = get_object_or_404(Organization.objects.select_related("institution"), pk=actor.organization_id or 0)
    given.pop("direction", None)
    if form.begins == forms.ELSEWHERE:
        given |= {"region": given["partner"], "partner": own, "initiator": None}
    made = actions.draft(
        direction=states.OUTGOING if form.begins == forms.OWN else states.INCOMING, pen=pen, ceremony=meeting,
        letter_file=Asked(actor, at, values).file("letter_file", "letter"), by=actor, at=at, **({"region": own} | given),
    )  # fmt: skip
    if meeting and not refusals_to_change(meeting.facts(), actor, STANDING):  # the convener's side also ties it there
        link(meeting, chain=made.chain, by=actor, at=at)
    return made


def edit(request: Request, code: str) -> HttpResponse:
    """The letter is corrected while the writing side may."""
    proposal, actor = case_of(request, code), request.actor
    stop_if(may_write(proposal, actor))
    post = request.method == "POST"
    names = (
        "title", "purpose", "wanted_kind", "months", "letter_number", "letter_date", "version", "region", "partner", "initiator",
    )  # fmt: skip
    initial = {name: getattr(proposal, name) for name in names}
    form = forms.EditProposal(
        request.POST if post else None, request.FILES if post else None, actor=actor, initial=initial, law=law_of(proposal),
        proposal=proposal,
    )  # fmt: skip
    under = form.fields["under"]
    if proposal.under_id and not post:
        form.initial["under"] = under.queryset.filter(chain=proposal.under_id).first()  # type: ignore[attr-defined]

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Sunting surat"), submit=_("Simpan"), template="proposals/do.html", proposal=proposal,
            crumbs=crumbs_of(proposal, _("Sunting surat")), back=reverse("proposal", args=[code]),
        )  # fmt: skip

    if not post:
        return again(form)

    def call(values: dict[str, Any]) -> Any:
        at, changes = timezone.now(), form.values()
        file = Asked(actor, at, values).file("letter_file", "letter")
        changes |= {"letter_file": file} if file else {}
        return actions.revise(proposal, changes=changes, version=values["version"], by=actor, at=at)

    return act(request, form, call, to=reverse("proposal", args=[code]), again=again, said=_("Tersimpan."))


def may_write(proposal: Proposal, actor: Actor) -> list[Any]:
    """Whoever could never write here is told before filling in a form; the state is the action's business."""
    found = verbs.permission(actor, "proposal.write")
    facts = Reader.of(proposal, actor).facts
    return found if verbs.writes_for(actor, facts) else [*found, verbs.NOT_YOUR_SIDE]


@require_POST
def places(request: Request, near: str) -> HttpResponse:
    """While a place is typed: the regions that may be meant, those inside `near` first (htmx); nothing is saved."""
    found = find_places(request.POST.get("place", ""), day=timezone.localdate(), near=near)
    return render(request, "proposals/places.html", {"places": place_choices(found), "chosen": ""})


def do(request: Request, code: str, verb: str) -> HttpResponse:
    """One page for one verb of the table: the form on GET, the effect on POST."""
    proposal, doing, actor = case_of(request, code), DOINGS[verb], request.actor
    stop_if([r for r in CHECKS[verb](Reader.of(proposal, actor)) if r.kind == "forbidden"])
    make = doing.form(actor, proposal)
    initial = doing.initial(proposal)
    form = make(request.POST, request.FILES) if request.method == "POST" else make(initial=initial)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=doing.title, intro=doing.intro, submit=doing.submit, crumbs=crumbs_of(proposal, doing.title),
            back=reverse("proposal", args=[code]), template="proposals/do.html", proposal=proposal,
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: doing.call(Ask(actor, timezone.now(), v, proposal)), to=doing.goes or reverse("proposal", args=[code]),
        again=again, said=str(doing.said),
    )  # fmt: skip
