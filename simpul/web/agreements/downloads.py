"""Files of a case, served only through the case."""

from __future__ import annotations

import pathlib

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from simpul.agreements import papers
from simpul.agreements.models import Agreement, Approval, Evidence, Signature
from simpul.agreements.models.paper import paper_facts
from simpul.documents.models import File, template_bytes
from simpul.web.documents.serving import serve
from simpul.web.request import Request

from .views import _case

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _bytes(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def send(file: File | None, name: str) -> FileResponse:
    """The bytes as a download, never shown inside the site."""
    if file is None:
        raise Http404
    return serve(file, name)


@require_safe
def draft_docx(request: Request, code: str) -> HttpResponse:
    """The text as a Word file, from the institution's template."""
    return draft_of(_case(request, code))


def draft_of(agreement: Agreement) -> HttpResponse:
    scope = str(agreement.author.institution_id or "")
    content = papers.draft_docx(
        paper_facts(agreement, today=timezone.localdate()), template_bytes(agreement.kind, scope)
    )
    return _bytes(content, f"{agreement.kind}-{agreement.code}.docx", DOCX)


@require_safe
def record_sheet(request: Request, code: str) -> HttpResponse:
    """The record sheet: parties, numbers, fingerprints, register head and QR."""
    agreement = _case(request, code)
    return _bytes(
        papers.record_sheet(paper_facts(agreement, today=timezone.localdate())),
        f"lembar-catatan-{code}.pdf",
        "application/pdf",
    )


@require_safe
def attachment(request: Request, code: str, number: int) -> FileResponse:
    row = get_object_or_404(_case(request, code).attachments.select_related("file"), pk=number)
    return send(row.file, pathlib.PurePath(row.name).stem or "lampiran")


@require_safe
def scan(request: Request, code: str, number: int) -> FileResponse:
    """The signed copy of one party; `number` is the signature's."""
    row = get_object_or_404(Signature.objects.select_related("scan"), pk=number, party__agreement=_case(request, code))
    return send(row.scan, f"naskah-bertanda-tangan-{code}-{row.party_id}")


@require_safe
def letter(request: Request, code: str, number: int) -> FileResponse:
    """The letter behind a recorded approval; `number` is the approval's."""
    row = get_object_or_404(Approval.objects.select_related("letter"), pk=number, party__agreement=_case(request, code))
    return send(row.letter, f"surat-{code}-{row.pk}")


@require_safe
def signature_letter(request: Request, code: str, number: int) -> FileResponse:
    """The letter behind a recorded signature; `number` is the signature's."""
    case = _case(request, code)
    row = get_object_or_404(Signature.objects.select_related("letter"), pk=number, party__agreement=case)
    return send(row.letter, f"surat-tanda-tangan-{code}-{row.pk}")


@require_safe
def evidence(request: Request, code: str, number: int, evidence: int) -> FileResponse:
    case = _case(request, code)
    row = get_object_or_404(
        Evidence.objects.select_related("file"), pk=evidence, obligation__agreement=case, obligation__number=number
    )
    return send(row.file, f"bukti-{code}-{number}-{row.pk}")
