"""The register's doors: sealed checkpoints to keep, and a case's history to check without us."""

from __future__ import annotations

import datetime as dt
import json

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from simpul.agreements.models import Agreement
from simpul.register.export import archive
from simpul.register.models import Checkpoint


def index(request: HttpRequest) -> HttpResponse:
    """The checkpoints, newest first; a partner keeps them and compares later."""
    if not request.actor.may("register.read"):  # type: ignore[attr-defined]
        raise PermissionDenied
    return render(request, "register/list.html", {"rows": Checkpoint.objects.order_by("-day")[:400]})


def checkpoint(request: HttpRequest, day: dt.date) -> HttpResponse:
    """One checkpoint as JSON: its text, seal and public key."""
    if not request.actor.may("register.read"):  # type: ignore[attr-defined]
        raise PermissionDenied
    row = get_object_or_404(Checkpoint, day=day)

    content = json.dumps(
        {"text": row.text, "signature": row.signature, "public_key": row.public_key}, ensure_ascii=False, indent=1
    )
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="titik-periksa-{day}.json"'
    return response


def history(request: HttpRequest, code: str) -> HttpResponse:
    """The history of a visible case, with its verifier."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.actor).select_related("chain"), code=code)  # type: ignore[attr-defined]
    texts = list(agreement.versions.order_by("number").values("number", "text", "hash"))
    response = HttpResponse(archive(agreement.chain, texts), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="riwayat-{code}-{timezone.localdate()}.zip"'
    return response
