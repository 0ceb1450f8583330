"""Cari: agreements, proposals and meetings in one list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from simpul.reports.search import KINDS, search
from simpul.web.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """What holds the words, the most fitting first; without words what can be looked for."""
    text = request.GET.get("hal", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    kind = request.GET.get("jenis", "")
    chosen = kind if kind in KINDS else ""
    found = search(request.GET.get("q", ""), actor=request.actor, kinds=[chosen] if chosen else (), page=page)
    today = timezone.localdate()
    statuses = {r.row.pk: r.row.status_on(today) for r in found.results if r.kind == "kerja-sama"}
    return render(
        request, "search/list.html", {"found": found, "kind": chosen, "kinds": KINDS, "statuses": statuses}
    )  # fmt: skip
