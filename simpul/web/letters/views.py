"""Pages of letters: write one from a case, look at it, edit it, issue or discard it, add the signed copy."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.refusals import stop_if
from simpul.documents.actions import store
from simpul.meetings.models import Meeting
from simpul.organizations.rules import PLAIN_PATTERN
from simpul.proposals import actions
from simpul.proposals.actions.letters import offer_law
from simpul.proposals.models import Letter, Proposal
from simpul.proposals.models.letter import issuer_of
from simpul.proposals.models.paper import letter_facts, signers_of
from simpul.proposals.papers import letter_context
from simpul.proposals.rules import letters as rules
from simpul.web.doing import act, form_page
from simpul.web.forms import Form, VersionedForm
from simpul.web.request import Request

from . import forms
from .blocks import kinds_for

EDITED = (
    "to_name",
    "to_place",
    "addressee",
    "subject",
    "body",
    "nature",
    "enclosures",
    "copies",
    "classification",
    "version",
)
LOOK_BACK = 60  # days: who left so recently may have signed a letter that is entered now


def _letter(request: Request, code: str) -> Letter:
    return get_object_or_404(Letter.objects.visible_to(request.actor).whole(), code=code)


def _own(request: Request, code: str) -> Letter:
    """The visible letter, for those who may write in its issuer's name."""
    row = _letter(request, code)
    stop_if(rules.refusals_to_begin(issuer_of(row.organization, timezone.localdate()), request.actor))
    return row


def _home(row: Letter) -> str:
    return reverse("letter", args=[row.code])


def _crumbs(case: Proposal | Meeting, *more: tuple[Any, str]) -> list[tuple[str, str]]:
    meeting = isinstance(case, Meeting)
    place = (_("Pertemuan"), reverse("meetings")) if meeting else (_("Penawaran dan usulan"), reverse("proposals"))
    own = (str(case), reverse("meeting" if meeting else "proposal", args=[case.code]))
    return [place, own, *((str(word), address) for word, address in more)]


def new(request: Request, code: str) -> HttpResponse:
    """A letter of a proposal."""
    rows = Proposal.objects.visible_to(request.actor).select_related("region", "partner__institution", "pen", "chain")
    return _new(request, get_object_or_404(rows, code=code))


def new_of_meeting(request: Request, code: str) -> HttpResponse:
    """A letter of a meeting: invitations by its convener, answers by who is invited."""
    return _new(request, get_object_or_404(Meeting.objects.visible_to(request.actor).whole(), code=code))


def _new(request: Request, case: Proposal | Meeting) -> HttpResponse:
    """Kind and issuer are chosen; the text is composed from the facts and opens for editing."""
    actor, kinds = request.actor, kinds_for(case, request.actor)
    if not kinds:
        raise PermissionDenied
    initial = {"kind": request.GET.get("jenis", kinds[0]), "organization": _usual_issuer(case, actor)}
    data = request.POST if request.method == "POST" else None
    form = forms.NewLetter(data, case=case, kinds=kinds, actor=actor, initial=initial)
    back = _crumbs(case)[1][1]

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Surat baru"), submit=_("Susun konsep"), back=back, crumbs=_crumbs(case, (_("Surat baru"), "")),
            intro=_("Isi awalnya disusun dari data perkara dan dapat Anda ubah. Konsep hanya terlihat di lembaga Anda."),
        )  # fmt: skip

    def call(v: dict[str, Any]) -> Letter:
        meeting = case if isinstance(case, Meeting) else None
        proposal = case if isinstance(case, Proposal) else None
        return actions.write_letter(**v, proposal=proposal, meeting=meeting, by=actor, at=timezone.now())

    if request.method != "POST":
        return again(form)
    to = lambda made: reverse("letter_edit", args=[made.code])  # noqa: E731
    return act(request, form, call, to=to, again=again, said=_("Konsep surat tersusun. Periksa isinya."))


def _usual_issuer(case: Proposal | Meeting, actor: Any) -> int | None:
    """The convener of a meeting; of a proposal the institution, where the actor speaks for it, else the own unit."""
    if isinstance(case, Meeting) and actor.speaks_for(case.convener.ids):
        return case.convener_id
    return actor.reach or actor.organization_id


@require_safe
def letter(request: Request, code: str) -> HttpResponse:
    """The letter as it will read on paper, and what is to be done with it."""
    row, actor, today = _letter(request, code), request.actor, timezone.localdate()
    facts = row.facts(today)
    mine = not rules.refusals_to_begin(facts.issuer, actor)
    shown = letter_context(letter_facts(row, day=today))
    kept = rules.refusals_to_discard(facts, actor)
    return render(
        request, "letters/letter.html",
        {"letter": row, "paper": shown, "mine": mine, "why_not": _not_to_issue(row, actor) if mine and row.is_draft else "",
         "is_draft": row.is_draft, "case": row.case, "kept": kept[0].text if kept else "",
         "crumbs": _crumbs(row.case, (row, ""))},
    )  # fmt: skip


def _not_to_issue(row: Letter, actor: Actor) -> str:
    """Why no filling in of the form would issue this letter now; empty when something would."""
    today = local_day(timezone.now(), row.organization.zone)
    facts, law = row.facts(today), offer_law(row.organization, today)
    signers = signers_of(row.organization, today, back=LOOK_BACK)
    tried = [
        rules.refusals_to_issue(
            facts, actor, signer=rules.Signer(tuple(h.post.organization.path), h.post.is_head, h.start, h.end),
            day=min(today, h.end or today), today=today, law=law,
        )
        for h in signers
    ]  # fmt: skip
    if not tried:
        return _("Belum ada pejabat yang tercatat pada lembaga ini. Catat pejabatnya lebih dahulu di halaman Lembaga.")
    best = min(tried, key=len)
    return str(best[0].text) if best else ""


def edit(request: Request, code: str) -> HttpResponse:
    """The text of a draft."""
    row = _own(request, code)
    initial = {name: getattr(row, name) for name in EDITED}
    form = forms.LetterForm(request.POST if request.method == "POST" else None, case=row.case, initial=initial)

    def call(v: dict[str, Any]) -> Letter:
        version = v.pop("version")
        return actions.revise_letter(row, changes=v, version=version, by=request.actor, at=timezone.now())

    return _page(
        request,
        row,
        form,
        call,
        title=_("Ubah konsep surat"),
        submit=_("Simpan konsep"),
        said=_("Konsep surat tersimpan."),
    )


def issue(request: Request, code: str) -> HttpResponse:
    """Number, day and signer; from then on the letter stands."""
    row = _own(request, code)
    today = local_day(timezone.now(), row.organization.zone)
    signers = signers_of(row.organization, today, back=LOOK_BACK)
    heads = [h for h in signers if h.post.is_head and h.post.organization_id == row.organization_id]
    usual = next((h.pk for h in heads if h.end is None or h.end >= today), None)
    numbering = row.organization.numbering_on(today)
    initial = {"holding": usual, "day": today, "classification": row.classification, "version": row.version}
    form = forms.IssueForm(request.POST if request.method == "POST" else None, signers=signers, initial=initial)
    pattern = numbering.pattern if numbering else PLAIN_PATTERN

    def call(v: dict[str, Any]) -> Letter:
        return actions.issue_letter(row, **v, by=request.actor, at=timezone.now())

    return _page(
        request, row, form, call, title=_("Terbitkan surat"), submit=_("Terbitkan"), said=_("Surat terbit dan tersimpan."),
        intro=_("Setelah terbit, surat tidak dapat diubah lagi. Pola nomor lembaga ini: %(pattern)s.") % {"pattern": pattern},
    )  # fmt: skip


def discard(request: Request, code: str) -> HttpResponse:
    """A draft that is not used is put away; what was issued says why it cannot be."""
    row = _own(request, code)
    initial = {"version": row.version}
    form = VersionedForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method != "POST":
        stop_if(rules.refusals_to_discard(row.facts(timezone.localdate()), request.actor))

    def call(v: dict[str, Any]) -> Letter:
        return actions.discard_letter(row, version=v["version"], by=request.actor, at=timezone.now())

    return _page(
        request, row, form, call, title=_("Buang konsep surat"), submit=_("Buang konsep"), said=_("Konsep surat dibuang."),
        intro=_("Konsep ini tidak lagi tampil pada perkaranya dan tidak dapat dikembalikan; lembaga Anda masih menemukannya di Buku surat."),
    )  # fmt: skip


def attach(request: Request, code: str) -> HttpResponse:
    """The signed copy of an issued letter."""
    row = _own(request, code)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.ScanForm(*data)

    def call(v: dict[str, Any]) -> Letter:
        at = timezone.now()
        stop_if(rules.refusals_to_attach_scan(row.facts(timezone.localdate()), request.actor))
        scan = store(v["scan"], kind="letter", by=request.actor, at=at, field="scan")
        return actions.attach_scan(row, scan=scan, by=request.actor, at=at)

    return _page(
        request, row, form, call, title=_("Simpan pindaian"), submit=_("Simpan pindaian"), said=_("Pindaian tersimpan."),
        intro=_("Pindaian baru menggantikan yang lama; sidik keduanya tetap tercatat."),
    )  # fmt: skip


def _page(
    request: Request, row: Letter, form: Form, call: Any, *, title: str, submit: str, said: str, intro: str = ""
) -> HttpResponse:
    """A page that is one form about one letter."""
    crumbs = _crumbs(row.case, (row, _home(row)), (title, ""))

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=title, submit=submit, back=_home(row), intro=intro or row.subject, crumbs=crumbs
        )

    if request.method != "POST":
        return again(form)
    return act(request, form, call, to=_home(row), again=again, said=said)
