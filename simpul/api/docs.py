"""The page of operations, drawn here without scripts, and the same as OpenAPI for programs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

TAGS = {
    "public": _("Untuk umum, tanpa token"),
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


@login_not_required
@require_safe
def schema(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


@login_not_required
@require_safe
def operations(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Every operation by noun: method, address, what it does, what it takes."""
    said = api.get_openapi_schema(path_prefix="/api/v1/")
    groups: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append(_told(path, method, operation, said["components"]["schemas"]))
    return render(request, "api/docs.html", {"groups": [(TAGS[tag], rows) for tag, rows in groups.items()]})


def _told(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    fields = [
        (p["name"], _type(p["schema"]), p["required"]) for p in operation["parameters"] if p["in"] in ("query", "header")
    ]  # fmt: skip
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolved(content["schema"], schemas)
        required = body.get("required", [])
        fields += [(name, _type(shape), name in required) for name, shape in body.get("properties", {}).items()]
    return {"method": method.upper(), "path": path, "summary": operation["summary"], "fields": fields}


def _resolved(shape: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return schemas[shape["$ref"].rsplit("/", 1)[-1]] if "$ref" in shape else shape


def _type(shape: dict[str, Any]) -> str:
    """A short word for what a field holds: text, a number, one of some codes."""
    if "anyOf" in shape:
        return " | ".join(_type(one) for one in shape["anyOf"] if one.get("type") != "null")
    if "$ref" in shape:
        return str(shape["$ref"].rsplit("/", 1)[-1])
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if "const" in shape:
        return str(shape["const"])
    if shape.get("type") == "array":
        return f"[{_type(shape['items'])}]"
    return str(shape.get("format") or shape.get("type", "object"))
