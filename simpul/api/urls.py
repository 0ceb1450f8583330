"""The addresses of the API: everything below /api/v1/, for tokens only, never for a browser's session."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils import translation
from ninja import NinjaAPI

from . import (
    agreements,
    approvals,
    files,
    law,
    letters,
    meetings,
    obligations,
    organizations,
    papers,
    parties,
    proposals,
    regions,
    signatures,
    talking,
    verifying,
)
from .auth import Bearer
from .docs import operations, schema
from .errors import NOT_ALLOWED, NOT_FOUND, answer, listen

ABOUT = "The verbs of the site for other programs. Codes are stable; labels and error texts are Indonesian sentences."
AREAS = (
    agreements,
    talking,
    parties,
    approvals,
    signatures,
    obligations,
    files,
    papers,
    proposals,
    organizations,
    regions,
    law,
    meetings,
    letters,
    verifying,
)

api = NinjaAPI(
    title="Simpul", version="1", description=ABOUT, auth=Bearer(), docs_url=None, openapi_url=None, urls_namespace="api"
)
listen(api)
for area in AREAS:
    api.add_router("", area.router)


def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Indonesian whatever a cookie says, no login and no form token asked, and also a wrong method in the one shape."""

    @functools.wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override("id"):
            response = view(request, *args, **kwargs)
            if response.status_code != 405:
                return response
            said = answer(405, [NOT_ALLOWED])
            said.headers["Allow"] = response.headers["Allow"]
            return said

    handle.login_required = False  # type: ignore[attr-defined]
    handle.csrf_exempt = True  # type: ignore[attr-defined]
    return handle


def opened(patterns: Iterable[Any]) -> list[URLPattern]:
    """Ninja's own addresses through our door; its empty front page is left out."""
    kept = [pattern for pattern in patterns if pattern.name != "api-root"]
    for pattern in kept:
        pattern.callback = door(pattern.callback)
    return kept


def nothing(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Any other address below /api/v1/."""
    return answer(404, [NOT_FOUND])


app_name = "api"
urlpatterns = [
    path("docs", operations, {"api": api}, name="docs"),
    path("openapi.json", schema, {"api": api}, name="openapi"),
    *opened(api.urls[0]),
    path("", operations, {"api": api}, name="api-root"),
    re_path("", door(nothing), name="nothing"),
]
