"""Regions with the codes of the Ministry of Home Affairs: found by code or words, typing errors forgiven."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import StringConstraints

from simpul.regions import codes
from simpul.regions.models import Region

from .doing import found, reads
from .values import In, Limit, OneOf, Out, text

router = Router(tags=["regions"])
RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9.]{2,13}$")]


class RegionOut(Out):
    """`path` names what lies above; `decree` is where this version comes from."""

    code: str
    kind: str
    name: str
    title: str
    path: str
    latitude: float | None
    longitude: float | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    decree: str


class RegionsOut(Out):
    items: list[RegionOut]


class RegionsIn(In):
    search: Annotated[str, text(120)]
    kind: Annotated[str, OneOf(codes.KINDS)] | None = None
    within: RegionCode | None = None
    limit: Limit = 20


def _told(row: Region) -> RegionOut:
    return RegionOut(**{key: getattr(row, key) for key in RegionOut.model_fields})


@reads(router, "/regions", "Cari wilayah menurut kode atau kata", RegionsOut)
def regions_search(request: HttpRequest, asked: Query[RegionsIn]) -> Any:
    rows = Region.objects.search(
        asked.search, on=timezone.localdate(), kind=asked.kind, within=asked.within, limit=asked.limit
    )
    return RegionsOut(items=[_told(row) for row in rows])


@reads(router, "/regions/{code}", "Satu wilayah hari ini", RegionOut)
def region_read(request: HttpRequest, code: RegionCode) -> Any:
    return _told(found(Region.objects.find(code, on=timezone.localdate())))
