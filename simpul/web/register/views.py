"""The register's doors: sealed checkpoints to keep, and a case's history to check without us."""

from __future__ import annotations

import datetime as dt
import json

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from simpul.agreements.models import Agreement
from simpul.register.export import archive
from simpul.register.models import Checkpoint
from simpul.web.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """The checkpoints, newest first; a partner keeps them and compares later."""
    if not request.actor.may("register.read"):
        raise PermissionDenied
    return render(request, "register/list.html", {"rows": Checkpoint.objects.order_by("-day")[:400]})


@require_safe
def checkpoint(request: Request, day: dt.date) -> HttpResponse:
    """One checkpoint as JSON: its text, seal and public key."""
    if not request.actor.may("register.read"):
        raise PermissionDenied
    row = get_object_or_404(Checkpoint, day=day)

    content = json.dumps(
        {"text": row.text, "signature": row.signature, "public_key": row.public_key}, ensure_ascii=False, indent=1
    )
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="titik-periksa-{day}.json"'
    return response


@require_safe
def history(request: Request, code: str) -> HttpResponse:
    """The history of a visible case, with its verifier; `?titik=` asks for the proof of that day's checkpoint."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor).select_related("chain"), code=code)
    texts = list(agreement.versions_for(request.actor).order_by("number").values("number", "text", "hash"))
    response = HttpResponse(
        archive(agreement.chain, texts, _day(request.GET.get("titik", ""))), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="riwayat-{code}-{timezone.localdate()}.zip"'
    return response


def _day(text: str) -> dt.date | None:
    """The day of an existing checkpoint; None when none is asked for."""
    if not text:
        return None
    try:
        return get_object_or_404(Checkpoint, day=dt.date.fromisoformat(text)).day
    except ValueError:
        raise Http404 from None
