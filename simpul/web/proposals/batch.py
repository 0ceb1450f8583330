"""A ceremony opens many cases at once: a pasted list or a worksheet, a preview with every problem, then one case for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal, Refused, stop_if
from simpul.law.models import law_on
from simpul.meetings.models import Meeting
from simpul.organizations.models import Organization
from simpul.proposals import actions, sheets
from simpul.proposals.models import Proposal
from simpul.proposals.models.checklist import missing
from simpul.proposals.rules import verbs
from simpul.proposals.sheets import BatchRow, Problem
from simpul.web.doing import act
from simpul.web.forms import Form
from simpul.web.request import Request

from . import forms
from .views import meeting_asked

MOST = 300  # cases of one ceremony that the page shows


def batch(request: Request) -> HttpResponse:
    """First the ceremony, then the list with its preview, then the cases that were opened, each with its stage and what it lacks."""
    actor, ceremony = request.actor, meeting_asked(request)
    stop_if([r for r in _refusals(actor, ceremony) if r.kind == "forbidden"])
    if ceremony is None:
        known = Meeting.objects.visible_to(actor).filter(kind="signing").order_by("-starts_at")[:50]
        return render(request, "proposals/batch_meetings.html", {"meetings": known})
    if request.method != "POST":
        return _page(request, ceremony, forms.BatchForm())
    form = forms.BatchForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, ceremony, form, status=422)
    region = get_object_or_404(Organization, pk=actor.institution_id or 0)
    try:
        rows, problems = _read(form, region)
    except Refused as stopped:  # a file that is no worksheet, or a dangerous one
        form.refuse(stopped.refusals)
        return _page(request, ceremony, form, status=stopped.status)
    if problems or request.POST.get("lakukan") != "buka":  # what would be refused is told before, not after
        told = problems or actions.check_batch(rows, ceremony=ceremony, region=region, by=actor, at=timezone.now())
        return _page(request, ceremony, form, rows=rows, problems=told, status=422 if told else 200)
    return act(
        request, form,
        lambda v: actions.open_batch(rows, ceremony=ceremony, region=region, by=actor, at=timezone.now()) and None,
        to=_address(ceremony), again=lambda form: _page(request, ceremony, form, rows=rows),
        said=_("%(n)s perkara dibuka.") % {"n": len(rows)},
    )  # fmt: skip


def _address(ceremony: Meeting) -> str:
    return f"{reverse('proposals_batch')}?pertemuan={ceremony.code}"


def _refusals(actor: Actor, ceremony: Meeting | None) -> list[Any]:
    kind, state = (ceremony.kind, ceremony.state) if ceremony else ("signing", "held")
    return verbs.refusals_to_open_batch(actor, region_id=actor.institution_id or 0, kind=kind, state=state, count=1)


def _read(form: forms.BatchForm, region: Organization) -> tuple[list[BatchRow], list[Problem]]:
    upload, at = form.cleaned_data["file"], timezone.now()
    if upload:
        return sheets.read_batch(upload.read(), region=region, at=at, name=upload.name)
    return sheets.read_batch(form.cleaned_data["text"], region=region, at=at)


def _page(
    request: Request, ceremony: Meeting, form: Form, *, rows: list[BatchRow] | None = None, problems: Sequence[Problem | Refusal] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    opened = Proposal.objects.visible_to(request.actor).filter(ceremony=ceremony).select_related("partner__institution")
    cases = list(opened.order_by("pk")[:MOST])
    lacks = missing(cases, law_on(timezone.localdate(), request.actor.region)) if cases else {}
    context = {
        "form": form, "ceremony": ceremony, "rows": rows, "problems": problems, "refusals": _refusals(request.actor, ceremony),
        "columns": [(name, name in sheets.NEEDED) for name in sheets.COLUMNS], "stages": list(sheets.STAGES.values()), "stage_words": sheets.STAGES,
        "cases": [(case, lacks[case.pk]) for case in cases], "ready": as_text(rows) if rows and not problems else "",
    }  # fmt: skip
    return render(request, "proposals/batch.html", context, status=status)


def as_text(rows: list[BatchRow]) -> str:
    """The same rows as text that reads the same again: what a preview carries to the second step, also of a worksheet."""
    lines = ["\t".join(sheets.COLUMNS)]
    for row in rows:
        item = row.item or {}
        cells = {
            "mitra": row.partner.name, "perihal": row.title, "maksud": row.purpose, "jenis": row.wanted_kind, "tahap": row.stage,
            "nomor_surat": row.letter_number, "tanggal_surat": str(row.letter_date or ""), "jangka_waktu": str(row.months or ""),
            "kegiatan": item.get("activity", ""), "sub_urusan": item.get("affair", ""), "tempat": item.get("region_code", ""),
            "sasaran": item.get("target", ""), "jumlah_sasaran": str(item.get("target_count") or ""), "jenjang_jabatan": item.get("post_level", ""),
        }  # fmt: skip
        lines.append("\t".join(_quoted(cells[name]) for name in sheets.COLUMNS))
    return "\n".join(lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell
