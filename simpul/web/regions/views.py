"""Wilayah: search that shows parents, and one region with what lies below and what became of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from simpul.regions.codes import parents_of
from simpul.regions.models import Region
from simpul.web.request import Request

MOST = 99  # regions shown at once: the most common name, Sidomulyo, is borne by 98 villages


@require_safe
def index(request: Request) -> HttpResponse:
    """Find a region by code or words; without a question the provinces."""
    text, today = request.GET.get("cari", "")[:120].replace("\x00", ""), timezone.localdate()
    found = (
        Region.objects.search(text, on=today, limit=MOST + 1)
        if text.strip()
        else Region.objects.on(today).filter(level=1).order_by("code")
    )
    return render(
        request, "regions/list.html", {"rows": found[:MOST], "text": text, "more": text.strip() and len(found) > MOST}
    )


@require_safe
def region(request: Request, code: str) -> HttpResponse:
    """One region today: its code, where it lies, what is below it, and its earlier versions."""
    today = timezone.localdate()
    row = Region.objects.find(code, on=today)
    versions = list(Region.objects.versions(row.code if row else code))
    if row is None and not versions:
        raise Http404
    row = row or versions[0]
    below = Region.objects.on(today).filter(parent__code=row.code).order_by("code")
    above = Region.objects.on(today).filter(code__in=parents_of(row.code)).order_by("level")
    return render(request, "regions/region.html", {"row": row, "below": below, "above": above, "versions": versions})
