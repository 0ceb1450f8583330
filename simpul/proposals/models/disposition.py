"""Dispositions: each hop from desk to desk, with its instruction, its due date and its own clock."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from simpul.core.behalf import Recorded
from simpul.organizations.models import Organization, Post

from ..rules import states
from .proposal import Proposal


class Hop(Recorded):
    """A question laid on the desk of one post. `at`, `by_…` and `behalf_…` tell of its answer and are empty before it.

    Only the people of the region read hops.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="hops")
    number = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="delegated")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("kepada jabatan"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    label = models.CharField(max_length=200)  # the post as it was called
    mode = models.CharField(_("diminta"), max_length=8, choices=states.MODES, default=states.DECIDE)
    instruction = models.TextField(_("arahan"), max_length=2000, blank=True)
    due = models.DateField(_("tenggat"), null=True, blank=True)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=states.HOP_STATES, default=states.HOP_OPEN)
    answer = models.CharField(max_length=10, choices=states.ANSWERS, blank=True)
    text = models.TextField(_("jawaban"), max_length=4000, blank=True)
    # of the answer; a hop that still waits has none
    by_key = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(null=True, blank=True)  # type: ignore[assignment]
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["post", "given_at"], condition=Q(state="open"), name="hop_open")]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="hop_number_once"),
            models.CheckConstraint(condition=Q(state="answered") ^ Q(answer=""), name="hop_answer_when_answered"),
            models.UniqueConstraint(
                fields=["proposal", "post"],
                condition=Q(state="open"),
                name="hop_one_open",
                violation_error_message=_("Usulan ini sudah berada di meja jabatan itu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.label}"
