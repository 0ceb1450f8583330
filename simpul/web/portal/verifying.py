"""What everybody may see of agreements: the open list, and the check of one paper by code, QR or file."""

from __future__ import annotations

import re

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from simpul.agreements.models import Agreement, Party, Signature
from simpul.agreements.rules.states import SIGNATORY
from simpul.documents.actions import fingerprint
from simpul.reports.desk import promises
from simpul.web.forms import Form
from simpul.web.request import Request

PAGE = 50
CODE = re.compile(r"([2-9A-HJ-NP-Z]{4})[\s-]*([2-9A-HJ-NP-Z]{4})/?\s*$")  # at the end, also of a pasted address


NOT_OPEN = _("Kode tidak ditemukan, atau naskahnya tidak dibuka untuk umum. Tanyakan kepada salah satu pihak.")


class CodeForm(Form):
    kode = forms.CharField(label=_("Kode verifikasi"), max_length=200, help_text=_("Misalnya K7QF-2M9D"))

    def clean_kode(self) -> str:
        found = CODE.search(self.cleaned_data["kode"].upper())
        if not found:
            raise forms.ValidationError(
                _("Kode terdiri atas delapan huruf dan angka. Periksa lagi kode pada lembar catatan.")
            )
        return f"{found[1]}-{found[2]}"


class FileForm(Form):
    file = forms.FileField(label=_("Berkas Anda"), help_text=_("PDF, paling besar 20 MB."))


@login_not_required
@require_safe
def verify(request: Request) -> HttpResponse:
    """A code leads to its page; a wrong one is told at once."""
    form = CodeForm(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        if Agreement.objects.public().filter(code=form.cleaned_data["kode"]).exists():
            return redirect("verified", form.cleaned_data["kode"])
        form.add_error("kode", NOT_OPEN)
    return render(request, "portal/verify.html", {"form": form}, status=422 if form.errors else 200)


def _not_open(request: Request, code: str) -> HttpResponse:
    """What a QR of a paper that is not open leads to; a code that nobody gave out looks the same."""
    form = CodeForm({"kode": code})
    form.add_error("kode", NOT_OPEN)
    return render(request, "portal/verify.html", {"form": form}, status=404)


@login_not_required
def verified(request: Request, code: str) -> HttpResponse:
    """Is this agreement real, what was promised, what was done; and is your file the registered one?"""
    signatures = Signature.objects.filter(withdrawn_at=None).select_related("scan")
    parties = Party.objects.order_by("order").prefetch_related(Prefetch("signatures", signatures, to_attr="standing"))
    rows = (
        Agreement.objects.public()
        .select_related("terms", "chain")
        .prefetch_related(Prefetch("parties", parties, to_attr="sides"))
    )
    agreement, today = rows.filter(code=code).first(), timezone.localdate()
    if agreement is None:
        return _not_open(request, code)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    result = _compare(agreement, form.cleaned_data["file"]) if form.is_bound and form.is_valid() else None
    found = [s for p in agreement.sides for s in p.standing]
    manner = ""
    if found:
        whole = gettext("salinan lengkap") if not any(s.missing for s in found) else gettext("salinan belum lengkap")
        manner = f"{str(found[0].get_method_display()).lower()}, {whole}"
    signatories = [p for p in agreement.sides if p.role == SIGNATORY]
    return render(
        request, "portal/verified.html",
        {"agreement": agreement, "parties": agreement.sides, "signatories": signatories, "status": agreement.status_on(today), "form": form, "result": result,
         "signing": manner, "band": promises(agreement.obligations.all(), today),
         "obligations": agreement.obligations.select_related("debtor", "beneficiary")[:200]},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _compare(agreement: Agreement, upload: object) -> dict[str, str]:
    """The uploaded bytes against the registered scans; read once and dropped."""
    digest, _size = fingerprint(upload)  # type: ignore[arg-type]
    scans = {s.scan.sha256 for p in agreement.sides for s in p.standing}  # type: ignore[attr-defined]
    scans |= set(agreement.attachments.filter(kind="scan").values_list("file__sha256", flat=True))
    if digest in scans:
        return {
            "tone": "good",
            "word": gettext("Sama."),
            "text": gettext("Berkas ini persis sama dengan naskah bertanda tangan yang terdaftar."),
        }
    if not scans:
        return {
            "tone": "wait",
            "word": gettext("Belum dapat dibandingkan."),
            "text": gettext("Naskah ini belum mempunyai salinan terdaftar."),
        }
    return {
        "tone": "bad",
        "word": gettext("Tidak sama."),
        "text": gettext(
            "Berkas ini berbeda dari pindaian naskah bertanda tangan yang terdaftar. Lembar catatan dan rancangan Word memang "
            "berkas lain; untuk membandingkan, minta salinan pindaiannya kepada salah satu pihak."
        ),
    }


@login_not_required
@require_safe
def open_agreements(request: Request) -> HttpResponse:
    """All agreements that are signed and open, newest first."""
    text = request.GET.get("hal", "1")
    page = min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    rows = Agreement.objects.public().with_parties().order_by("-signed_on", "-pk")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    today = timezone.localdate()
    shown = [(a, a.status_on(today)) for a in found[:PAGE]]
    return render(request, "portal/open.html", {"rows": shown, "page": page, "more": len(found) > PAGE})
