"""Telaah on screen: findings by rule, reasons, views, the chosen document, the history of runs. Only people of the region come here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.refusals import Refusal, stop_if
from simpul.law.models import Entry, law_on
from simpul.law.rules import LawOn
from simpul.proposals import actions
from simpul.proposals.actions.disposing import screened_of
from simpul.proposals.actions.held import facts_of
from simpul.proposals.models import Proposal
from simpul.proposals.models.screening import latest
from simpul.proposals.models.screening_facts import facts_on
from simpul.proposals.models.screening_report import Report, report
from simpul.proposals.rules import hops, states
from simpul.proposals.rules import screening_verbs as verbs
from simpul.proposals.rules.screening import advice_on
from simpul.web.doing import act, form_page, posts
from simpul.web.forms import EmptyForm, Form
from simpul.web.request import Request

from . import forms

PARTS = ("region", "partner__institution", "pen", "chain")


def _case(request: Request, code: str) -> Proposal:
    return get_object_or_404(Proposal.objects.inside(request.actor).select_related(*PARTS), code=code)


def _law(proposal: Proposal) -> LawOn:
    return law_on(local_day(timezone.now(), proposal.region.zone), proposal.region.region_code)


def _crumbs(proposal: Proposal, *words: str) -> list[tuple[str, str]]:
    crumbs = [
        (_("Penawaran dan usulan"), reverse("proposals")),
        (proposal.title, reverse("proposal", args=[proposal.code])),
        (_("Telaah"), reverse("screening", args=[proposal.code]) if words else ""),
    ]
    return crumbs + [(word, "") for word in words]


@require_safe
def show(request: Request, code: str) -> HttpResponse:
    """The newest run: what needs an answer first, then every finding, what changed since, views and earlier runs."""
    return _page(request, _case(request, code), EmptyForm())


@require_safe
def past(request: Request, code: str, number: int) -> HttpResponse:
    """A run as it was, for reading and printing."""
    proposal = _case(request, code)
    found = report(proposal, day=_today(proposal), number=number)
    if found is None:
        raise Http404
    context = {"proposal": proposal, "report": found, "laws": _laws(found), "zone": request.actor.zone, "crumbs": _crumbs(proposal, str(found.run))}  # fmt: skip
    return render(request, "screening/past.html", context)


def _today(proposal: Proposal) -> Any:
    return local_day(timezone.now(), proposal.region.zone)


def _page(request: Request, proposal: Proposal, form: Form) -> HttpResponse:
    facts, actor = facts_of(proposal), request.actor
    found = report(proposal, day=_today(proposal))
    return render(
        request, "screening/show.html",
        {"proposal": proposal, "report": found, "form": form, "laws": _laws(found) if found else {}, "zone": actor.zone,
         "why_not": verbs.refusals_to_screen(facts, actor), "may_drop": facts.items > 1, "may_submit": _may_submit(proposal, actor),
         "may_view": not verbs.refusals_to_view(facts, actor),
         "runs": proposal.screenings.order_by("-number").values("number", "made_at", "made_by")[:50],
         "views": proposal.views.select_related("organization"), "crumbs": _crumbs(proposal)},
    )  # fmt: skip


def _may_submit(proposal: Proposal, actor: Actor) -> bool:
    """The reader may lay it on a leader's desk now, and nothing stands against it."""
    facts = facts_of(proposal)
    return proposal.state == states.SCREENING and not hops.refusals_to_submit(
        facts, actor, screened=screened_of(proposal, _today(proposal))
    )


def _laws(found: Report) -> dict[str, int]:
    """«kind:key» → the entry that held on the day of the run, in one query."""
    wanted = {line.entry for line in found.lines if line.entry}
    keys = {entry.partition(":")[2] for entry in wanted}
    rows = Entry.objects.on(found.run.day, found.run.region_code).filter(key__in=keys).values_list("kind", "key", "pk")
    return {f"{kind}:{key}": pk for kind, key, pk in rows if f"{kind}:{key}" in wanted}


@posts("screening", "code")
def run(request: Request, code: str) -> HttpResponse:
    """The rules run over the facts of today."""
    proposal = _case(request, code)
    return act(
        request, EmptyForm(request.POST), lambda _values: actions.screen(proposal, by=request.actor, at=timezone.now()),
        to=reverse("screening", args=[code]), again=lambda form: _page(request, proposal, form), said=_("Telaah selesai dijalankan."),
    )  # fmt: skip


def _form(
    request: Request,
    proposal: Proposal,
    form: Form,
    call: Callable[[dict[str, Any]], Any],
    *,
    refusals: Iterable[Refusal],
    title: str,
    submit: str,
    said: str,
    intro: str = "",
) -> HttpResponse:
    """A page that is one form of the screening; who may never use it is told so at once, and where it is closed now it is grey with the reason."""
    closed = list(refusals)
    stop_if([r for r in closed if r.kind == "forbidden"])
    back = reverse("screening", args=[proposal.code])

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=title, intro=intro, submit=submit, template="proposals/do.html", proposal=proposal,
            crumbs=_crumbs(proposal, title), back=back, refusals=closed,
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(request, form, call, to=back, again=again, said=said)


def override(request: Request, code: str) -> HttpResponse:
    """The finding is shown again above the reason."""
    proposal = _case(request, code)
    asked = (request.POST or request.GET).get("code", "").replace("\x00", "")[:80]
    newest = latest(proposal)
    row = next((row for row in newest.findings if row["code"] == asked), None) if newest else None
    return _form(
        request, proposal, forms.OverrideForm(request.POST or None, initial={"code": asked}),
        lambda v: actions.override(proposal, **v, by=request.actor, at=timezone.now()),
        refusals=verbs.refusals_to_override(facts_of(proposal), request.actor), title=_("Tulis alasan"), submit=_("Simpan alasan"),
        intro=f"{row['text']} ({row['citation']})" if row else "", said=_("Alasan tersimpan."),
    )  # fmt: skip


def view(request: Request, code: str) -> HttpResponse:
    proposal = _case(request, code)
    return _form(
        request, proposal, forms.ViewForm(request.POST or None, initial={"field": request.GET.get("bidang", "")}),
        lambda v: actions.write_view(proposal, **v, by=request.actor, at=timezone.now()),
        refusals=verbs.refusals_to_view(facts_of(proposal), request.actor), title=_("Pandangan TKKSD"), submit=_("Simpan pandangan"),
        intro=_("Pandangan tercantum dalam telaah dengan nama dan unit Anda, dan dibaca pimpinan."), said=_("Pandangan tersimpan."),
    )  # fmt: skip


def kind(request: Request, code: str) -> HttpResponse:
    """The advised document first; another with a reason. The rules run again at once."""
    proposal, law = _case(request, code), _law(_case(request, code))
    advised = list(advice_on(facts_on(proposal, law.day), law).documents)
    first = proposal.kind or proposal.wanted_kind or (advised[0] if advised else "")
    agreed = proposal.state == states.AGREED
    return _form(
        request, proposal, forms.KindForm(request.POST or None, law=law, advised=advised, initial={"kind": first}),
        lambda v: actions.choose_kind(proposal, **v, by=request.actor, at=timezone.now()),
        refusals=verbs.refusals_to_choose(facts_of(proposal), request.actor), title=_("Pilih naskah"), submit=_("Pilih naskah"),
        intro=_("Saran menurut bentuk hukum mitra. Praktik boleh berbeda dengan alasan tertulis."), said=_("Naskah dipilih.") if agreed else _("Naskah dipilih dan telaah dijalankan lagi."),
    )  # fmt: skip


def answers(request: Request, code: str) -> HttpResponse:
    """What the letter left open about money, data, regimes and who signs."""
    proposal = _case(request, code)
    initial = {name: getattr(proposal, name) for name in (*verbs.ANSWERS, "version")}
    return _form(
        request, proposal, forms.AnswersForm(request.POST or None, law=_law(proposal), initial=initial),
        lambda v: actions.answer_facts(proposal, changes=v, version=v["version"], by=request.actor, at=timezone.now()),
        refusals=verbs.refusals_to_screen(facts_of(proposal), request.actor), title=_("Biaya, data, dan penanda tangan"),
        submit=_("Simpan jawaban"), said=_("Jawaban tersimpan. Jalankan telaah lagi."),
        intro=_("Telaah memerlukan jawaban ini. Yang belum diketahui boleh dibiarkan «Belum dijawab»."),
    )  # fmt: skip


def classify(request: Request, code: str, number: int) -> HttpResponse:
    """Which sub-matter an item is, and which part of it."""
    proposal = _case(request, code)
    row = get_object_or_404(proposal.items.filter(dropped_at=None), number=number)

    def call(values: dict[str, Any]) -> Any:
        affair, part = forms.split(values["affair"])
        return actions.classify(row, affair=affair, part=part, by=request.actor, at=timezone.now())

    return _form(
        request, proposal,
        forms.ClassifyForm(
            request.POST or None, law=_law(proposal), region_code=proposal.region.region_code,
            initial={"affair": forms.joined(row.affair, row.part)},
        ),
        call, refusals=verbs.refusals_to_screen(facts_of(proposal), request.actor), title=_("Tetapkan sub-urusan"),
        intro=row.title, submit=_("Simpan"), said=_("Sub-urusan tersimpan. Jalankan telaah lagi."),
    )  # fmt: skip
