"""What a mailed link opens for a partner without an account: one text, while it is asked for, and nothing after."""

from __future__ import annotations

import dataclasses

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from simpul.accounts.actions import guest_link
from simpul.accounts.models import GuestLink
from simpul.agreements import actions
from simpul.agreements.models import Agreement, Approval, Party
from simpul.agreements.rules import verbs
from simpul.core.refusals import Refusal
from simpul.web.doing import act, posts
from simpul.web.forms import Form
from simpul.web.request import Request

from . import forms
from .downloads import draft_of


@dataclasses.dataclass(frozen=True)
class Opened:
    """What stands behind a token; with refusals, nothing of the text is shown."""

    link: GuestLink
    party: Party
    agreement: Agreement
    refusals: list[Refusal]


def _open(token: str) -> Opened:
    link, refusals = guest_link(token, at=timezone.now())
    if link is None or link.purpose != "approve":
        raise Http404
    party = get_object_or_404(Party.objects.select_related("organization"), pk=int(link.subject))
    agreement = Agreement.objects.with_facts().get(pk=party.agreement_id)
    facts = agreement.facts()
    return Opened(link, party, agreement, refusals or verbs.refusals_to_open_as_guest(facts, facts.party(party.pk)))


def _page(request: Request, token: str, opened: Opened, approving: Form, answering: Form) -> HttpResponse:
    agreement = opened.agreement
    assert agreement.terms is not None
    return render(
        request, "agreements/guest.html",
        {"agreement": agreement, "party": opened.party, "link": opened.link, "token": token, "terms": agreement.terms.content,
         "form": approving if approving.is_bound else answering, "approving": approving, "answering": answering},
    )  # fmt: skip


def _closed(request: Request, opened: Opened, status: int = 200) -> HttpResponse:
    """The link shows the text no more: only why, and what was approved by it."""
    given = Approval.objects.filter(by_key=opened.link.actor().key).select_related("terms").first()
    return render(request, "agreements/guest_closed.html", {"refusals": opened.refusals, "given": given}, status=status)


@login_not_required
def guest(request: Request, token: str) -> HttpResponse:
    """A partner without an account reads the text behind the link and approves it once."""
    opened = _open(token)
    if opened.refusals:
        return _closed(request, opened, 409 if request.method == "POST" else 200)
    assert opened.agreement.terms is not None
    initial = {"hash": opened.agreement.terms.hash}
    form = forms.ApproveForm(request.POST if request.method == "POST" else None, initial=initial)

    def again(form: Form) -> HttpResponse:
        return _page(request, token, opened, form, forms.GuestAnswerForm())

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: actions.approve_as_guest(token, hash=v["hash"], at=timezone.now()) and None,
        to=reverse("agreement_guest_done"), again=again,
    )  # fmt: skip


@login_not_required
@posts("agreement_guest", "token")
def guest_answer(request: Request, token: str) -> HttpResponse:
    """The guest declines or asks for changes; the link stays usable."""
    opened = _open(token)
    if opened.refusals:
        return _closed(request, opened, 409)
    assert opened.agreement.terms is not None
    approving = forms.ApproveForm(initial={"hash": opened.agreement.terms.hash})
    return act(
        request, forms.GuestAnswerForm(request.POST), lambda v: actions.answer_as_guest(token, text=v["text"], at=timezone.now()),
        to=reverse("agreement_guest", args=[token]), again=lambda form: _page(request, token, opened, approving, form),
        said=_("Tanggapan Anda terkirim kepada para pihak. Tautan ini tetap dapat dipakai."),
    )  # fmt: skip


@login_not_required
@require_safe
def guest_docx(request: Request, token: str) -> HttpResponse:
    """The text as a Word file, while the link is usable."""
    opened = _open(token)
    return _closed(request, opened, 409) if opened.refusals else draft_of(opened.agreement)


@login_not_required
@require_safe
def guest_done(request: Request) -> HttpResponse:
    return render(request, "agreements/guest_done.html")
