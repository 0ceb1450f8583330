"""Files of a case as bytes: what was kept, the draft in Word, the record sheet. Named by fingerprint, seen by all who see the case."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from simpul.agreements import papers
from simpul.agreements.models import Agreement, Approval, Attachment, Evidence, Signature
from simpul.agreements.models.paper import paper_facts
from simpul.documents.models import File, template_bytes
from simpul.documents.rules import DOCX, JPEG, PDF, PNG, TYPES, XLSX

from . import cases
from .doing import downloads
from .values import Code, Hash

router = Router(tags=["files"])


@downloads(
    router, "/agreements/{code}/files/{sha256}", "Unduh berkas perkara menurut sidiknya", (PDF, JPEG, PNG, DOCX, XLSX)
)
def file_read(request: HttpRequest, code: Code, sha256: Hash) -> Any:
    """An attachment, a signed copy, the letter behind a recorded decision, or evidence."""
    file = get_object_or_404(File.objects.filter(_of(cases.case(request, code))), sha256=sha256)
    return kept(file, f"{code}-{sha256[:12]}")


def kept(file: File, name: str) -> FileResponse:
    """The bytes as they were kept, under this name."""
    try:
        stream = file.blob.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    name = f"{name}.{TYPES[file.media_type].endings[0]}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=file.media_type)


def _of(agreement: Agreement) -> Q:
    """The files that belong to this case."""
    attachments = Attachment.objects.filter(agreement=agreement).values("file")
    signatures = Signature.objects.filter(party__agreement=agreement)
    letters = Approval.objects.filter(party__agreement=agreement, letter__isnull=False).values("letter")
    evidence = Evidence.objects.filter(obligation__agreement=agreement, file__isnull=False).values("file")
    signed = signatures.filter(letter__isnull=False).values("letter")
    groups = (attachments, signatures.values("scan"), signed, letters, evidence)
    return Q(*[("pk__in", group) for group in groups], _connector=Q.OR)


@downloads(router, "/agreements/{code}/draft.docx", "Naskah sebagai berkas Word", (DOCX,))
def draft_paper(request: HttpRequest, code: Code) -> Any:
    agreement = cases.case(request, code)
    template = template_bytes(agreement.kind, str(agreement.author.institution_id or ""))
    made = papers.draft_docx(paper_facts(agreement, today=timezone.localdate()), template)
    return HttpResponse(made, content_type=DOCX)


@downloads(router, "/agreements/{code}/record-sheet.pdf", "Lembar catatan dengan kepala register dan QR", (PDF,))
def record_sheet(request: HttpRequest, code: Code) -> Any:
    made = papers.record_sheet(paper_facts(cases.case(request, code), today=timezone.localdate()))
    return HttpResponse(made, content_type=PDF)
