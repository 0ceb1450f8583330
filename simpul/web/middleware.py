"""What every request gets: a content policy, no copy left behind, its actor, and refusals that no view caught."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from simpul.accounts.models import Membership
from simpul.core.actors import ANYONE, Actor
from simpul.core.dates import ZONES
from simpul.core.keeping import refusal_from
from simpul.core.refusals import Refused

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"


def policy(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if (
            request.user.is_authenticated
        ):  # the office's computer is shared: after «Keluar» no Back shows the case again
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return handle


def language(get_response: Handler) -> Handler:
    """Indonesian for everybody who has not chosen English here; a browser's own preference is not asked."""

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        with translation.override("en" if chosen == "en" else "id"):
            request.LANGUAGE_CODE = translation.get_language()
            return get_response(request)

    return handle


def actor_of(request: HttpRequest) -> Actor:
    """The active membership's actor: the one chosen in this session, else the earliest valid one; ANYONE without an account."""
    if not request.user.is_authenticated:
        return ANYONE
    valid = (
        Membership.objects.filter(user_id=request.user.pk)
        .on(timezone.localdate())
        .select_related("user", "organization__institution", "post")
    )
    mine = list(valid)
    request.memberships = mine  # type: ignore[attr-defined]
    chosen = request.session.get("membership")
    active = next((m for m in mine if m.pk == chosen), mine[0] if mine else None)
    if active is None:
        return Actor(key=f"user:{request.user.pk}", name=request.user.name, user_id=request.user.pk)
    return active.actor()


def actor(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        with timezone.override(ZONES[request.actor.zone]):  # type: ignore[attr-defined]
            return get_response(request)

    return handle


class refusals:
    """A refusal outside a form becomes a page with the reasons and the right status, never a crash."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, IntegrityError):
            error = Refused([refusal_from(error)])
        if isinstance(error, Refused):
            return render(request, "refused.html", {"refusals": error.refusals}, status=error.status)
        return None
