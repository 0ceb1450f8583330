"""The page of operations, drawn here without scripts, and the same as OpenAPI for programs."""

from __future__ import annotations

import functools
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

TAGS = {
    "public": _("Untuk umum, tanpa token"),
    "meetings": _("Pertemuan"),
    "proposals": _("Penawaran dan usulan"),
    "letters": _("Surat"),
    "agreements": _("Kerja sama"),
    "parties": _("Pihak"),
    "approvals": _("Persetujuan"),
    "signatures": _("Tanda tangan"),
    "obligations": _("Kewajiban"),
    "files": _("Berkas"),
    "organizations": _("Lembaga"),
    "regions": _("Wilayah"),
    "law": _("Dasar hukum"),
}

# shapes inside bodies, told once
PARTS = ("PartyIn", "TermsIn", "Clause", "Promise", "OnDate", "AfterStart", "Every", "BeforeEnd", "PlanRow", "BehalfIn")


@functools.cache
def described(api: NinjaAPI) -> dict[str, Any]:
    """The description; it is the same as long as the process lives."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


@login_not_required
@require_safe
def schema(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    return JsonResponse(described(api))


@login_not_required
@require_safe
def operations(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Every operation by noun: method, address, what it does, what it takes."""
    said = described(api)
    shapes = said["components"]["schemas"]
    groups: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append(_told(path, method, operation, shapes))
    used = {name: _fields(shapes[name]) for name in PARTS}
    return render(
        request, "api/docs.html", {"groups": [(TAGS[tag], rows) for tag, rows in groups.items()], "parts": used}
    )


def _told(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    fields = [(p["name"], _type(p["schema"]), p["required"]) for p in operation["parameters"] if p["in"] == "query"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        fields += _fields(_resolved(content["schema"], schemas))
    return {"method": method.upper(), "path": path, "summary": operation["summary"], "fields": fields}


def _fields(shape: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(name, what it holds, whether it must be there)"""
    required = shape.get("required", [])
    return [(name, _type(field), name in required) for name, field in shape.get("properties", {}).items()]


def _resolved(shape: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return schemas[shape["$ref"].rsplit("/", 1)[-1]] if "$ref" in shape else shape


def _type(shape: dict[str, Any]) -> str:
    """A short word for what a field holds: text, a number, one of some codes."""
    if "anyOf" in shape or "oneOf" in shape:
        return " | ".join(
            _type(one) for one in shape.get("anyOf") or shape.get("oneOf", []) if one.get("type") != "null"
        )
    if "$ref" in shape:
        return str(shape["$ref"].rsplit("/", 1)[-1])
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if "const" in shape:
        return str(shape["const"])
    if shape.get("type") == "array":
        return f"[{_type(shape['items'])}]"
    return str(shape.get("format") or shape.get("type", "object"))
