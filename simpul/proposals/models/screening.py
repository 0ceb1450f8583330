"""Runs of the rules over a proposal, the reasons written against their findings, and the written views of TKKSD members."""

from __future__ import annotations

import datetime as dt
import json
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from simpul.law.models import law_on
from simpul.organizations.models import Organization

from ..rules import states
from ..rules.screening import findings_on
from ..rules.screening_found import hash_of_law
from .proposal import Proposal
from .screening_facts import facts_on


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
    said = models.TextField(max_length=2000, blank=True)  # the finding as it was; another text needs another reason
    reason = models.TextField(_("alasan"), max_length=2000)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "code", "said"],
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
    run = Screening.objects.filter(proposal=proposal).order_by("-number").first()
    if run:
        run.proposal = proposal  # as the caller read it
    return run


def reasons_for(proposal: Proposal) -> dict[tuple[str, str], Override]:
    """The written reasons by code and text of the finding: a finding that says something else is unanswered again."""
    return {(row.code, row.said): row for row in Override.objects.filter(proposal=proposal)}


def unanswered(proposal: Proposal) -> list[dict[str, Any]]:
    """Findings of the newest run that ask for an answer and have no written reason yet."""
    return [row for row, reason in asked_of(proposal) if reason is None]


def asked_of(proposal: Proposal) -> list[tuple[dict[str, Any], Override | None]]:
    """Findings of the newest run that ask for an answer, each with the reason that was written, for who decides."""
    run, reasons = latest(proposal), reasons_for(proposal)
    return [(row, reasons.get((row["code"], row["text"]))) for row in run.findings if row["asks"]] if run else []


def hard(proposal: Proposal) -> list[dict[str, Any]]:
    """Findings of the newest run that no reason overcomes."""
    run = latest(proposal)
    return [row for row in run.findings if row["hard"]] if run else []


def stale(screening: Screening, day: dt.date | None = None) -> bool:
    """The facts, the law, or what the rules find in them are no longer those of the run; with a day also by that day alone."""
    return bool(changed_since(screening, day or screening.day))


@translation.override("id")  # as what was kept
def changed_since(screening: Screening, day: dt.date) -> list[str]:
    """Names of the facts that differ from the run, «law» for the law; «day» when only the days that passed change what is found."""
    facts, law = facts_on(screening.proposal, day), law_on(day, screening.region_code)
    now, before = json.loads(facts.text()), screening.facts_dict
    found = [name for name in now if name != "day" and now[name] != before.get(name)]
    if hash_of_law(facts, law) != screening.law:
        found.append("law")
    if not found and day != screening.day and findings_on(facts, law).rows() != screening.findings:
        found.append("day")
    return found
