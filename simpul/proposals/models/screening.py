"""Runs of the rules over a proposal, the reasons written against their findings, and the written views of TKKSD members."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from simpul.organizations.models import Organization

from ..rules import states
from .proposal import Proposal


class Screening(models.Model):
    """One run: the facts as they were, the law of that day, and what the rules found. Never changed; a new run is a new row.

    `facts` is canonical JSON; `law` the SHA-256 over the entries that were asked, so that a later change of the law shows;
    `findings` a list of dicts as `rules.screening.Result.rows()` makes them.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="screenings")
    number = models.PositiveIntegerField()
    day = models.DateField()
    region_code = models.CharField(max_length=13)
    facts = models.TextField()
    law = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    advice = models.JSONField(default=dict)  # cooperation, kind, documents
    hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="screening_number_once")]

    def __str__(self) -> str:
        return f"Telaah {self.number}"

    @cached_property
    def facts_dict(self) -> dict[str, Any]:
        return json.loads(self.facts)


class Override(models.Model):
    """The region saw a finding and says in writing why it goes on. Seen by that region only."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="overrides")
    code = models.CharField(max_length=80)  # of the finding, with the item's number: «authority.outside:3»
    reason = models.TextField(_("alasan"), max_length=2000)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "code"],
                name="screening_override_once",
                violation_error_message=_("Alasan untuk temuan ini sudah tercatat."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class View(models.Model):
    """What a member of the TKKSD writes in one field; a later view of the same person in the same field follows, both stay."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="views")
    field = models.CharField(_("bidang"), max_length=12, choices=states.FIELDS)
    stance = models.CharField(_("sikap"), max_length=12, choices=states.STANCES)
    text = models.TextField(_("pandangan"), max_length=4000)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    by_key = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.by_name}"


def latest(proposal: Proposal) -> Screening | None:
    """The newest run, or None before the first."""
    return Screening.objects.filter(proposal=proposal).order_by("-number").first()
