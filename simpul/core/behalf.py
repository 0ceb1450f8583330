"""Decisions that somebody records for somebody else: shown everywhere as *dicatat atas nama*, confirmable later."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .actors import Actor


@dataclasses.dataclass(frozen=True)
class Behalf:
    """For whom a decision is recorded: name, post, the day it was given, and the scanned letter that shows it."""

    name: str
    post: str
    on: dt.date
    letter: Any = None


class Recorded(models.Model):
    """A decision of somebody, perhaps recorded by another for them (*dicatat atas nama*) and confirmable later."""

    by_key = models.CharField(max_length=80)
    by_name = models.CharField(max_length=160)
    behalf_name = models.CharField(_("atas nama"), max_length=160, blank=True)
    behalf_post = models.CharField(_("jabatan"), max_length=160, blank=True)
    behalf_on = models.DateField(_("tanggal keputusan"), null=True, blank=True)
    letter = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.CharField(max_length=160, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def late(self) -> bool:
        """Recorded more than a day after it happened: shown as *dicatat kemudian*."""
        return (self.recorded_at - self.at).total_seconds() > 86_400


def recorded(by: Actor, behalf: Behalf | None, at: dt.datetime) -> dict[str, Any]:
    """The columns of a decision: who made or recorded it, and for whom."""
    columns: dict[str, Any] = {
        "by_key": by.key,
        "by_name": f"{by.post or by.name}, {by.organization}".strip(", ")[:160],
        "at": at,
    }
    if behalf:
        columns |= {
            "behalf_name": behalf.name,
            "behalf_post": behalf.post,
            "behalf_on": behalf.on,
            "letter": behalf.letter,
        }
    return columns


def behalf_data(behalf: Behalf | None) -> dict[str, Any]:
    """The same for an event."""
    if behalf is None:
        return {}
    letter = behalf.letter.sha256 if behalf.letter else ""
    return {"behalf": {"name": behalf.name, "post": behalf.post, "on": behalf.on, "letter": letter}}
