"""Others who take part in a proposal beside the two sides: who would carry it out, who is invited to give comments, and what those say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from simpul.organizations.models import Organization

from ..rules import states
from .proposal import Proposal


class Participant(models.Model):
    """An organisation with a role of its own; it reads the proposal once that is sent, and never becomes a side by this."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="participants")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("lembaga"))
    role = models.CharField(_("peran"), max_length=12, choices=states.PARTICIPANT_ROLES)
    name = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "organization"],
                name="participant_once",
                violation_error_message=_("Lembaga ini sudah tercantum dalam usulan."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """What an invited organisation says about the proposal, to all who read it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    text = models.TextField(_("tanggapan"), max_length=5000)
    by_name = models.CharField(max_length=160)
    by_organization = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


def invited_to(proposal: Proposal) -> list[frozenset[int]]:
    """The organisations that are asked for comments, each with those above it."""
    rows = proposal.participants.filter(role=states.INVITED).select_related("organization")
    return [row.organization.ids for row in rows]
