"""Promises taken from clauses, and the evidence that they were kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..rules import obligations, states
from ..rules.obligations import ObligationFacts
from .agreement import Agreement, Party, TermsVersion

if TYPE_CHECKING:
    from simpul.core.actors import Actor


OPEN_STATES = [states.SCHEDULED, states.PARTLY, states.NOT_MET]


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, actor: Actor) -> ObligationQuerySet:
        if actor.is_system:
            return self
        return self.filter(agreement__seen_by__contains=[actor.reach]) if actor.reach else self.none()

    def open(self) -> ObligationQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def due_by(self, day: dt.date) -> ObligationQuerySet:
        return self.open().filter(due__lte=day)


class Obligation(models.Model):
    """Who owes what to whom by when, from which clause, shown by which evidence."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="obligations")
    terms = models.ForeignKey(TermsVersion, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    clause = models.PositiveSmallIntegerField()
    debtor = models.ForeignKey(Party, models.PROTECT, related_name="owes")
    beneficiary = models.ForeignKey(Party, models.PROTECT, related_name="owed")
    # The institutions of both and whether the agreement runs, kept here so that a desk finds its rows in one index.
    debtor_of = models.BigIntegerField()
    beneficiary_of = models.BigIntegerField()
    live = models.BooleanField(default=True)
    text = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    unit = models.CharField(max_length=60, blank=True)
    evidence_needed = models.CharField(max_length=300, blank=True)
    due = models.DateField()
    state = models.CharField(max_length=10, choices=states.OBLIGATION_STATES, default=states.SCHEDULED)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due", "number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="obligation_number_once")]
        indexes = [
            models.Index(fields=["due"], condition=~Q(state__in=["met", "lapsed"]), name="obligation_due"),
            models.Index(
                fields=["debtor_of", "due"], condition=Q(live=True, state__in=OPEN_STATES), name="obligation_owed"
            ),
            models.Index(fields=["debtor_of"], name="obligation_debtor_of"),
            models.Index(fields=["beneficiary_of"], name="obligation_beneficiary_of"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def accepted(self) -> Decimal:
        return sum(
            (e.quantity or Decimal(0) for e in self.evidence.all() if e.state == obligations.ACCEPTED), Decimal(0)
        )

    def facts(self) -> ObligationFacts:
        pending = next((e for e in self.evidence.all() if e.state == obligations.PENDING), None)
        return ObligationFacts(
            state=self.state,
            due=self.due,
            debtor_ids=self.debtor.organization.ids,
            beneficiary_ids=self.beneficiary.organization.ids,
            quantity=self.quantity,
            accepted=self.accepted,
            pending=pending is not None,
            reported_by=pending.by_key if pending else "",
            version=self.version,
        )


class Evidence(models.Model):
    """A report that something was done, checked by a second person."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="evidence")
    quantity = models.DecimalField(_("jumlah"), max_digits=16, decimal_places=2, null=True)
    done_on = models.DateField(_("tanggal pelaksanaan"))
    note = models.TextField(_("keterangan"), max_length=2000, blank=True)
    file = models.ForeignKey("documents.File", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=obligations.EVIDENCE_STATES, default=obligations.PENDING)
    by_key = models.CharField(max_length=80)
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()
    checked_by = models.CharField(max_length=160, blank=True)
    checked_at = models.DateTimeField(null=True)
    check_note = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["at"], condition=Q(state="pending"), name="evidence_waits")]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"],
                condition=Q(state="pending"),
                name="evidence_one_pending",
                violation_error_message=_("Laporan sebelumnya masih diperiksa. Tunggu hasilnya lebih dahulu."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.done_on} {self.quantity or ''}"
