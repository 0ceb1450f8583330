"""What stands at the head of an organisation's papers: its letterhead, or its names and address."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from simpul.documents import render

from .models import Letterhead, Organization


@dataclasses.dataclass(frozen=True)
class Head:
    """`logo` is PNG or JPEG; empty when there is none."""

    lines: tuple[str, ...]
    logo: bytes = b""

    def context(self) -> dict[str, Any]:
        """As templates of letters and minutes name it."""
        return {
            "kop": [{"baris": line} for line in self.lines],
            "logo": render.Picture(self.logo, 22) if self.logo else "",
        }


def head_of(organization: Organization, day: dt.date) -> Head:
    """The letterhead of the unit, else of the nearest above it in the institution; else names and address."""
    institution = organization.institution or organization
    inside = organization.path[organization.path.index(institution.pk) :]
    rows = Letterhead.objects.filter(organization__in=inside, start__lte=day).select_related("logo")
    found = max(rows, key=lambda row: (inside.index(row.organization_id), row.start, row.pk), default=None)
    if found is None:
        unit = organization.name.upper() if organization.pk != institution.pk else ""
        address = organization.address or institution.address
        return Head(tuple(line for line in (institution.name.upper(), unit, address) if line))
    logo = b""
    if found.logo:
        with found.logo.blob.open("rb") as stream:
            logo = stream.read()
    return Head(tuple(line.strip() for line in found.lines.split("\n") if line.strip()), logo)
