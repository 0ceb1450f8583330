"""Meja Kerja: the first thing on the page is what waits for you."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from simpul.notices.actions import mark_read
from simpul.notices.models import Notice
from simpul.reports import desk
from simpul.web.request import Request


@require_safe
def show(request: Request) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    ours = desk.ours_of(actor)
    mine = desk.waits_for_me(actor, today, ours)
    sums = desk.sums(actor, today)
    return render(
        request, "desk/desk.html",
        {"mine": mine, "count": len(mine), "others": desk.waits_for_others(actor, ours), "sums": sums,
         "band": sums.band, "leader": actor.role == "pimpinan", "may_write": actor.may("agreement.write"),
         "notices": Notice.objects.visible_to(actor).filter(read_at=None)[:5]},
    )  # fmt: skip


@require_POST
def read(request: Request) -> HttpResponse:
    """What was told has been read."""
    mark_read(Notice.objects.visible_to(request.actor).filter(read_at=None), by=request.actor, at=timezone.now())
    return redirect("desk")
