"""Downloads: letters, the minutes of a meeting, the staff report of a proposal, each served only through its case."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from simpul.documents.models import template_bytes
from simpul.meetings.models import Meeting
from simpul.meetings.papers import minutes_docx, minutes_facts
from simpul.proposals.models import Proposal
from simpul.proposals.models.paper import letter_facts, report_facts
from simpul.proposals.papers import letter_docx, report_docx
from simpul.web.agreements.downloads import DOCX
from simpul.web.documents.serving import serve
from simpul.web.request import Request

from .views import _letter


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def letter(request: Request, code: str) -> HttpResponse | FileResponse:
    """As it was issued; a draft as it would be, marked as such."""
    row = _letter(request, code)
    if row.file:
        return serve(row.file, f"surat-{row.code}")
    template = template_bytes(row.kind, str(row.organization.institution_id or ""))
    return _word(letter_docx(letter_facts(row, day=timezone.localdate()), template), f"konsep-{row.code}.docx")


@require_safe
def scan(request: Request, code: str) -> FileResponse:
    """The signed copy."""
    row = _letter(request, code)
    if row.scan is None:
        raise Http404
    return serve(row.scan, f"surat-bertanda-tangan-{row.code}", shown=True)


@require_safe
def minutes(request: Request, code: str) -> HttpResponse:
    """The berita acara, for those who may read the minutes as they stand."""
    row = get_object_or_404(Meeting.objects.visible_to(request.actor).whole(), code=code)
    if not row.minutes_open_to(request.actor):
        raise Http404
    template = template_bytes("minutes", str(row.convener.institution_id or ""))
    return _word(minutes_docx(minutes_facts(row), template), f"berita-acara-{row.code}.docx")


@require_safe
def report(request: Request, code: str) -> HttpResponse:
    """The staff report of the newest screening, for the region's own people."""
    rows = Proposal.objects.inside(request.actor).select_related("region", "partner__institution", "initiator", "pen")
    proposal = get_object_or_404(rows, code=code)
    facts = report_facts(proposal, printed_at=timezone.now())
    if facts is None:
        raise Http404
    name = f"telaah-{proposal.code}-{facts.number}.docx"
    return _word(report_docx(facts, template_bytes("report", str(proposal.region_id))), name)
