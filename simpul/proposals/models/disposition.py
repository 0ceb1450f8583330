"""Dispositions: each hop from desk to desk, with its instruction, its due date and its own clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from simpul.core.behalf import Recorded
from simpul.core.dates import ZONES, local_day
from simpul.organizations.models import Organization, Post, holders

from ..rules import hops, states
from .proposal import Proposal

if TYPE_CHECKING:
    from simpul.core.actors import Actor


class HopQuerySet(models.QuerySet["Hop"]):
    def visible_to(self, actor: Actor) -> HopQuerySet:
        """Dispositions are read inside the region only, by whoever sees the proposal there."""
        if actor.is_system:
            return self
        if not actor.reach:
            return self.none()
        return self.filter(proposal__seen_by__contains=[actor.reach], proposal__region_id=actor.institution_id or 0)

    def waiting(self) -> HopQuerySet:
        return self.filter(state=states.HOP_OPEN)

    def with_desk(self) -> HopQuerySet:
        return self.select_related("post", "organization__institution", "asked_by", "letter")


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

    objects = HopQuerySet.as_manager()

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

    @property
    def is_open(self) -> bool:
        return self.state == states.HOP_OPEN

    @property
    def answered_on(self) -> str:
        """«2 Maret 2026 10.05 WIB»: for who comes second."""
        if self.at is None:
            return ""
        zone = self.organization.zone
        return f"{self.at.astimezone(ZONES[zone]):%d-%m-%Y %H.%M} {zone}"

    def link(self) -> hops.Link:
        return hops.Link(
            number=self.number,
            post_id=self.post_id,
            asked_by=self.asked_by.number if self.asked_by else None,
            mode=self.mode,
            state=self.state,
            answer=self.answer,
        )

    def question(self, day: dt.date | None = None) -> hops.Question:
        """What the rules ask of it. Without a day nobody looks up who holds the post then."""
        names = None if day is None else [holding.person.casefold() for holding in holders(self.post, day)]
        return hops.Question(
            number=self.number,
            state=self.state,
            post_id=self.post_id,
            post_is_head=self.post.is_head,
            organization_id=self.organization_id,
            ids=self.organization.ids,
            label=self.label,
            given_on=local_day(self.given_at, self.organization.zone),
            held=names is None or bool(names),
            answered_by=f"{self.behalf_name}, {self.behalf_post}" if self.behalf_name else self.by_name,
            answered_on=self.answered_on,
            behalf_name=self.behalf_name,
            behalf_left=names is not None and self.behalf_name.casefold() not in names,
            confirmed=self.confirmed_at is not None,
        )


def post_facts(post: Post, day: dt.date) -> hops.PostFacts:
    """What the rules ask of a post on whose desk something is to be laid."""
    return hops.PostFacts(
        id=post.pk,
        institution_id=post.organization.institution_id,
        label=post.title,
        ended=post.end is not None and post.end < day,
        held=bool(holders(post, day)),
    )


def desks_of(actor: Actor) -> list[int]:
    """The posts whose questions this actor answers: the own one, or the head of the own organisation when none is named."""
    if not actor.may("disposition.answer"):
        return []
    if actor.post_id is not None:
        return [actor.post_id]
    return list(
        Post.objects.filter(organization_id=actor.organization_id or 0, is_head=True).values_list("pk", flat=True)
    )
