"""What a region plans and prefers: programmes of RPJMD and RKPD, the yearly mapping of affairs, the dated policy about partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from simpul.organizations.models import DatedQuerySet, Days, Organization

from ..rules import states

if TYPE_CHECKING:
    from simpul.core.actors import Actor


class OwnQuerySet(DatedQuerySet):
    def visible_to(self, actor: Actor) -> Any:
        """A region's plans and policies are its own; partners see what a proposal links to."""
        if actor.is_system:
            return self
        return self.filter(institution_id=actor.institution_id or 0) if actor.reach else self.none()


class PlanProgramme(models.Model):
    """A programme of the region's RPJMD or RKPD that a proposal may serve."""

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    plan = models.CharField(_("rencana"), max_length=6, choices=states.PLANS)
    code = models.CharField(_("kode"), max_length=40, blank=True)
    name = models.CharField(_("program"), max_length=300)
    affair = models.CharField(_("sub-urusan"), max_length=50, blank=True)
    unit = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("perangkat daerah")
    )
    first_year = models.PositiveSmallIntegerField(_("tahun mulai"))
    last_year = models.PositiveSmallIntegerField(_("tahun akhir"))
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "code", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="plan_years",
                violation_error_message=_("Tahun akhir mendahului tahun mulai. Periksa keduanya."),
            ),
            models.UniqueConstraint(
                fields=["institution", "plan", "name", "first_year"],
                condition=Q(retired_at=None),
                name="plan_programme_once",
                violation_error_message=_("Program ini sudah tercatat untuk tahun yang sama."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_plan_display()}: {self.name}"


class AffairMapping(models.Model):
    """A line of the yearly *pemetaan urusan*: an object of cooperation that the region has named for a sub-matter."""

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("tahun"))
    affair = models.CharField(_("sub-urusan"), max_length=50)
    part = models.CharField(_("bagian sub-urusan"), max_length=40, blank=True)  # which part, where it was said
    object = models.CharField(_("objek kerja sama"), max_length=300)
    unit = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("perangkat daerah")
    )
    offered = models.BooleanField(_("ditawarkan kepada mitra"), default=False)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "affair", "object"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year", "affair", "part", "object"],
                condition=Q(retired_at=None),
                name="mapping_once",
                violation_error_message=_("Objek ini sudah ada dalam pemetaan tahun itu."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.object}"


class Policy(models.Model):
    """Which partners a region serves first, which checks it asks for, and how long a desk may wait; from–to. It never rejects."""

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    start = models.DateField(_("berlaku sejak"))
    end = models.DateField(_("berlaku sampai"), null=True, blank=True)
    order = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # classes of partners, first first
    checks = models.JSONField(default=dict, blank=True)  # class of partner → list of checks
    clocks = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True
    )  # days, rising; empty: the common ones
    basis = models.CharField(_("dasar kebijakan"), max_length=300)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-start"]
        verbose_name_plural = "policies"
        constraints = [
            ExclusionConstraint(
                name="policy_one_at_a_time",
                expressions=[("institution", RangeOperators.EQUAL), (Days(), RangeOperators.OVERLAPS)],
                violation_error_message=_(
                    "Masa kebijakan ini bertindihan dengan yang sudah tercatat. Akhiri yang lama lebih dahulu."
                ),
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="policy_days",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.start}"
