"""Regulations and dated entries of law, each cited, scoped and with its certainty; and the law of one day and region."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Count, F, Func, Max, Q, Value, When
from django.utils.translation import gettext_lazy as _

from . import rules, table

if TYPE_CHECKING:
    from simpul.core.actors import Actor

DATA, OFFICER = "data", "petugas"
SCOPE = RegexValidator(r"^(nasional|\d{2}(\.\d{2})?)$", _("Tulis «nasional», kode provinsi, atau kode kabupaten/kota."))


class Days(Func):
    """daterange(start, end, '[]'): both days included, open ends allowed."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("start"), F("end"), Value("[]"))


class Regulation(models.Model):
    """What entries cite: a law, a decree, one region's guide, or a habit that is no regulation."""

    key = models.CharField(max_length=40, unique=True)
    label = models.CharField(_("peraturan"), max_length=80)
    title = models.CharField(_("tentang"), max_length=200)
    rank = models.CharField(_("tingkat"), max_length=40)
    region = models.CharField(_("daerah"), max_length=13, blank=True)
    start = models.DateField(_("berlaku sejak"), null=True, blank=True)
    end = models.DateField(_("berlaku sampai"), null=True, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    certainty = models.CharField(max_length=1, choices=rules.CERTAINTIES)
    note = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gte=F("start")),
                name="regulation_days",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, actor: Actor) -> EntryQuerySet:
        """Law is for everybody, with or without an account."""
        return self

    def live(self) -> EntryQuerySet:
        """Without those that a correction has replaced."""
        return self.filter(retired_at=None)

    def in_force(self, day: dt.date) -> EntryQuerySet:
        return self.live().filter(Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day))

    def on(self, day: dt.date, region_code: str = "") -> EntryQuerySet:
        """For each kind and key the one entry that holds: of the kabupaten/kota, else the province, else the nation."""
        scopes = rules.scopes_for(region_code)
        rank = Case(*(When(scope=scope, then=Value(place)) for place, scope in enumerate(scopes)))
        held = self.in_force(day).filter(scope__in=scopes).order_by("kind", "key", rank).distinct("kind", "key")
        return self.filter(pk__in=held.values("pk"))

    def overlapping(
        self, *, kind: str, key: str, scope: str, start: dt.date | None, end: dt.date | None, but: int | None = None
    ) -> EntryQuerySet:
        """Live entries of the same thing in the same place whose days touch these."""
        found = self.live().filter(kind=kind, key=key, scope=scope)
        if but is not None:
            found = found.exclude(pk=but)
        if end:
            found = found.filter(Q(start=None) | Q(start__lte=end))
        return found.filter(Q(end=None) | Q(end__gte=start)) if start else found


class Entry(models.Model):
    """One provision with its source. A correction retires it and a new row takes its place; nothing is overwritten but by the data files."""

    kind = models.CharField(_("kelompok"), max_length=16, choices=rules.KINDS)
    key = models.CharField(max_length=50)
    title = models.CharField(_("judul"), max_length=160)
    text = models.TextField(_("isi"), blank=True)
    value = models.JSONField(default=dict)
    order = models.PositiveIntegerField(default=0)
    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="entries")
    article = models.CharField(_("pasal"), max_length=80, default=rules.UNKNOWN_ARTICLE)
    start = models.DateField(_("berlaku sejak"), null=True, blank=True)
    end = models.DateField(_("berlaku sampai"), null=True, blank=True)
    scope = models.CharField(_("lingkup"), max_length=13, default=rules.NATIONAL, validators=[SCOPE])
    scope_name = models.CharField(max_length=100, default="Nasional")
    certainty = models.CharField(_("kepastian"), max_length=1, choices=rules.CERTAINTIES)
    source = models.CharField(_("dibaca dari"), max_length=300, blank=True)
    note = models.CharField(_("catatan"), max_length=400, blank=True)
    origin = models.CharField(max_length=8, default=DATA, choices=[(DATA, _("berkas data")), (OFFICER, _("petugas"))])
    slot = models.CharField(
        max_length=120, null=True, blank=True, unique=True
    )  # which line of the data files it came from
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    localises = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="local_forms")
    retired_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(_("bukti"), max_length=2000, blank=True)
    evidence_file = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.CharField(max_length=400, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["order", "scope", "start", "pk"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["kind", "key", "scope"], name="law_entry_key")]
        constraints = [
            ExclusionConstraint(
                name="law_one_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (Days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(retired_at=None),
                violation_error_message=rules.OVERLAP.text,
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gte=F("start")),
                name="law_entry_days",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | (~Q(evidence="") & ~Q(confirmed_by="")),
                name="law_confirmed_with_evidence",
                violation_error_message=_("Ketentuan yang dipastikan memerlukan bukti. Isi buktinya."),
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=rules.CERTAINTIES),
                name="law_certainty_known",
                violation_error_message=_("Kepastian harus V, L, atau U."),
            ),
            models.CheckConstraint(
                condition=Q(scope__regex=r"^(nasional|\d{2}(\.\d{2})?)$"),
                name="law_scope_known",
                violation_error_message=_("Lingkup harus nasional, provinsi, atau kabupaten/kota."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def subject(self) -> str:
        """Which chain of the register tells its history: one for each provision and place."""
        return f"{self.kind}:{self.key}:{self.scope}"

    @property
    def citation(self) -> rules.Source:
        """Regulation, article and certainty as they are shown."""
        return rules.Source(
            self.regulation.label, self.article, self.certainty, self.scope, self.start, self.end, self.note
        )

    @property
    def read_from(self) -> str:
        """What was read, in words."""
        words = table.sources()
        return "; ".join(words.get(key, key) for key in self.source.split(", ") if key)

    @property
    def said(self) -> str:
        return rules.said(self.kind, self.value)

    @property
    def levels(self) -> list[tuple[Any, str, bool]]:
        """Of an affair: each level's part, and whether that column was read in its source."""
        if self.kind != rules.AFFAIR:
            return []
        return [
            (word, self.value.get(level, ""), level in self.value.get("read", ()))
            for level, word in rules.LEVELS.items()
        ]

    def row(self) -> rules.Row:
        return rules.Row(self.kind, self.key, self.title, self.text, self.value, self.citation, self.order)

    def facts(self) -> rules.Facts:
        return rules.Facts(
            self.scope,
            self.start,
            self.end,
            self.certainty,
            self.confirmed_at is not None,
            self.retired_at is not None,
            self.version,
        )


def law_on(day: dt.date, region_code: str = "") -> rules.LawOn:
    """The law of that day and region as rules receive it. One small query asks whether anything changed; then it is remembered."""
    newest = Entry.objects.aggregate(
        count=Count("pk"), entry=Max("changed_at"), regulation=Max("regulation__changed_at")
    )
    scopes = rules.scopes_for(region_code)
    return _remembered(day, scopes[0] if len(scopes) > 1 else "", tuple(newest.values()))


@functools.lru_cache(maxsize=128)
def _remembered(day: dt.date, region_code: str, newest: tuple[Any, ...]) -> rules.LawOn:
    rows = Entry.objects.on(day, region_code).select_related("regulation")
    return rules.law_from(day, region_code, [entry.row() for entry in rows])
