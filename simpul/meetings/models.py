"""Meetings: who was invited and came, what was on the agenda, what was said and asked, who does what by when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from simpul.core.dates import ZONES, local_day
from simpul.organizations.models import Organization, Post

from . import rules

if TYPE_CHECKING:
    from simpul.core.actors import Actor


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: Actor) -> MeetingQuerySet:
        """While it is prepared: the convener's side. Invited: also those who are invited. Administrators get none."""
        if actor.is_system:
            return self
        return self.filter(seen_by__contains=[actor.reach]) if actor.reach else self.none()

    def coming_for(self, actor: Actor, *, at: dt.datetime) -> MeetingQuerySet:
        """Planned meetings to which the actor is invited or which the own side convenes, the next one first."""
        still = Q(ends_at__gte=at) | Q(ends_at=None, starts_at__gte=at - dt.timedelta(hours=12))
        still |= Q(ends_at=None, last_day__gte=local_day(at, "WIT"))  # wherever it is, that day is not over
        lately = at - dt.timedelta(days=rules.LONGEST)  # from here the index is read
        rows = (
            self.visible_to(actor)
            .filter(still, state=rules.INVITED, starts_at__gte=lately)
            .select_related("convener__institution")
        )
        return rows.order_by("starts_at", "pk")

    def unfinished_for(self, actor: Actor, *, at: dt.datetime) -> MeetingQuerySet:
        """Meetings of the own side whose hour (of several days the last one) has passed and whose minutes are not sealed, the oldest first."""
        if not actor.reach or not actor.may("meeting.write"):
            return self.none()
        rows = self.visible_to(actor).filter(convener__path__contains=[actor.reach], starts_at__lte=at)
        over = Q(last_day=None) | Q(last_day__lt=local_day(at, "WIT"))
        rows = rows.filter(over, state__in=sorted(rules.UNFINISHED))
        return rows.select_related("convener__institution").order_by("starts_at", "pk")

    def whole(self) -> MeetingQuerySet:
        """With all that its page, its papers and its rules ask for."""
        return self.select_related("convener__institution", "chain").prefetch_related(
            "attendances__organization__institution",
            "attendances__post",
            "topics__raised_by__institution",
            models.Prefetch("follow_ups", queryset=FollowUp.objects.select_related("owner__institution", "evidence")),
            "source_dates",
            "enclosures__file",
            "links__chain",
        )


class Meeting(models.Model):
    """One meeting. It has no legal effect; what it agreed becomes follow-ups, and it may belong to any case."""

    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(_("jenis"), max_length=14, choices=rules.KINDS)
    title = models.CharField(_("perihal"), max_length=300)
    convener = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("penyelenggara"))
    place = models.CharField(_("tempat"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"), null=True, blank=True)
    last_day = models.DateField(_("sampai tanggal"), null=True, blank=True)  # only where there are several days
    state = models.CharField(max_length=10, choices=rules.STATES, default=rules.PREPARED)
    state_since = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)  # since then those who are invited see it
    sealed_at = models.DateTimeField(null=True, blank=True)  # the first sealing: since then they read the minutes
    cancel_reason = models.CharField(_("alasan pembatalan"), max_length=500, blank=True)
    summary = models.TextField(_("ringkasan"), max_length=8000, blank=True)
    illustration = models.BooleanField(default=False)  # the demo says so beside what no article told
    seen_by = ArrayField(models.BigIntegerField(), default=list)
    words = models.TextField(blank=True)  # what search looks through: title, agenda, minutes, names
    chain = models.OneToOneField("register.Chain", models.PROTECT, related_name="meeting")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            GinIndex(fields=["seen_by"], name="meeting_seen_by"),
            models.Index(fields=["-starts_at", "-id"], name="meeting_newest"),
            models.Index(
                fields=["convener", "starts_at"],
                condition=Q(state__in=sorted(rules.UNFINISHED)),
                name="meeting_unfinished",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="meeting_hours",
                violation_error_message=_("Waktu selesai mendahului waktu mulai. Periksa keduanya."),
            ),
            models.CheckConstraint(  # in WIB; no zone of ours is behind it
                condition=Q(last_day=None) | Q(last_day__gte=TruncDate("starts_at")),
                name="meeting_days",
                violation_error_message=_("Hari terakhir mendahului hari pertama. Periksa keduanya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def day(self) -> dt.date:
        """The date on the wall where the convener sits."""
        return local_day(self.starts_at, self.convener.zone)

    @property
    def until(self) -> dt.date:
        """Its last day; the only one of most meetings."""
        return self.last_day or self.day

    @property
    def hours(self) -> str:
        """«09.00–11.30 WIB», as the convener's clock shows it."""
        zone = self.convener.zone
        start, end = (t and f"{t.astimezone(ZONES[zone]):%H.%M}" for t in (self.starts_at, self.ends_at))
        return f"{start}–{end} {zone}" if end else f"{start} {zone}"

    @property
    def clock(self) -> tuple[dt.time, dt.time | None]:
        """Beginning and end as the convener's clock shows them."""
        zone = ZONES[self.convener.zone]
        return self.starts_at.astimezone(zone).time(), self.ends_at.astimezone(zone).time() if self.ends_at else None

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def days_told(self) -> list[dt.date]:
        """The different days that its sources give; more than one when they contradict each other."""
        return sorted({row.day for row in self.source_dates.all()})

    def facts(self) -> rules.Facts:
        """The frozen values the rules ask. Reads what `whole()` has fetched."""
        attendances, topics = self.attendances.all(), self.topics.all()
        return rules.Facts(
            state=self.state,
            version=self.version,
            convener_ids=self.convener.ids,
            day=self.day,
            until=self.until,
            starts_at=self.starts_at,
            invited=sum(
                a.invited and (a.organization_id != self.convener_id or a.post_id is not None) for a in attendances
            ),
            came=sum(a.came == rules.CAME for a in attendances),
            unmarked=sum(a.came == rules.UNKNOWN for a in attendances),
            minuted=bool(self.summary) or any(t.minutes or t.outcome for t in topics),
            present=frozenset({a.organization_id for a in attendances} | {self.convener_id}),
            sealed=self.sealed_at is not None,
        )

    def minutes_open_to(self, actor: Actor) -> bool:
        """The convener's side reads the minutes while they are written; all others once they have been sealed."""
        return self.sealed_at is not None or actor.speaks_for(self.convener.ids)


class Attendance(models.Model):
    """An organisation (and perhaps one of its posts) that was invited or came unasked; who came for it, or nobody."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    order = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=300)  # snapshot: «Kepala Bappeda, Kabupaten Awan»
    invited = models.BooleanField(default=True)  # False: came without invitation
    came = models.CharField(max_length=8, choices=rules.ATTENDANCE, default=rules.UNKNOWN)
    people = models.CharField(_("yang hadir"), max_length=500, blank=True)  # by office, one line
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organization", "post"],
                nulls_distinct=False,
                name="attendance_once",
                violation_error_message=_("Lembaga atau jabatan ini sudah ada dalam daftar undangan."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A point of the agenda with its minutes; or a request that somebody made outside the agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="topics")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("pokok bahasan"), max_length=300)
    outside = models.BooleanField(_("di luar agenda"), default=False)
    raised_by = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.TextField(_("pembahasan"), max_length=8000, blank=True)
    outcome = models.TextField(_("kesimpulan"), max_length=4000, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="topic_number_once")]

    def __str__(self) -> str:
        return self.title


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, actor: Actor) -> FollowUpQuerySet:
        """The convener's side; once the minutes are sealed all who see the meeting, its owner among them."""
        if actor.is_system:
            return self
        if not actor.reach:
            return self.none()
        rows = self.filter(meeting__seen_by__contains=[actor.reach])
        return rows.filter(Q(meeting__convener__path__contains=[actor.reach]) | Q(meeting__sealed_at__isnull=False))

    def open_for(self, actor: Actor) -> FollowUpQuerySet:
        """What the actor's organisations (and partners they keep) still have to do, due soonest first."""
        if not actor.reach:
            return self.none()
        ours = Organization.objects.filter(Q(path__contains=[actor.reach]) | Q(institution__keeper=actor.reach))
        rows = self.visible_to(actor).filter(state=rules.OPEN, owner__in=ours.values("pk"))
        return rows.select_related("meeting__convener", "owner__institution").order_by("due", "pk")


class FollowUp(models.Model):
    """Who does what by when, out of a meeting; on its owner's desk until it is done or dropped."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="follow_ups")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("tindak lanjut"), max_length=500)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("penanggung jawab"))
    due = models.DateField(_("tenggat"))
    state = models.CharField(max_length=8, choices=rules.FOLLOW_UP_STATES, default=rules.OPEN)
    state_since = models.DateTimeField()
    result = models.TextField(_("hasil"), max_length=2000, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    evidence = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["owner", "due"], condition=Q(state="open"), name="follow_up_open")]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="follow_up_number_once")]

    def __str__(self) -> str:
        return self.text

    def facts(self) -> rules.FollowUpFacts:
        held = self.meeting
        return rules.FollowUpFacts(
            self.state, self.version, self.owner.managers, held.convener.ids, held.state, held.day
        )


class SourceDate(models.Model):
    """A day that one source gives for this meeting. Sources that contradict each other stand side by side."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="source_dates")
    day = models.DateField(_("tanggal"))
    source = models.CharField(_("sumber"), max_length=300)
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "day", "source"],
                name="source_date_once",
                violation_error_message=_("Tanggal dari sumber ini sudah tercatat."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} ({self.source})"


class Enclosure(models.Model):
    """A photo or another file of the meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="enclosures")
    file = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    caption = models.CharField(_("keterangan"), max_length=300, blank=True)
    is_photo = models.BooleanField(default=False)
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "file"],
                name="enclosure_once",
                violation_error_message=_("Berkas ini sudah dilampirkan pada pertemuan ini."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CaseLink(models.Model):
    """The meeting belongs to a case: any noun with a chain of its own in the register."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="links")
    chain = models.ForeignKey("register.Chain", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "chain"],
                name="case_link_once",
                violation_error_message=_("Pertemuan ini sudah tertaut pada perkara itu."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} → {self.chain_id}"
