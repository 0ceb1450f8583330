"""The proposal, its items, the documents that came with it, and on whose desk it lay from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from simpul.organizations.models import Organization, Post

from ..rules import states
from ..rules.facts import Placed

if TYPE_CHECKING:
    from simpul.core.actors import Actor


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, actor: Actor) -> ProposalQuerySet:
        """A draft: who holds the pen. Sent: both sides, of units those it names. Administrators get none."""
        if actor.is_system:
            return self
        return self.filter(seen_by__contains=[actor.reach]) if actor.reach else self.none()

    def inside(self, actor: Actor) -> ProposalQuerySet:
        """Those whose screening, dispositions, overrides and views the actor may read: visible, and of the own region."""
        if actor.is_system:
            return self
        return self.visible_to(actor).filter(region_id=actor.institution_id or 0)

    def open(self) -> ProposalQuerySet:
        return self.filter(state__in=states.OPEN)

    def queue(self) -> ProposalQuerySet:
        """What a region works on: by the policy's order, then who has waited longest."""
        return self.open().order_by("rank", "desk_since", "pk")


class Proposal(models.Model):
    """A letter that asks for cooperation, from a partner to a region or the other way round."""

    code = models.CharField(max_length=9, unique=True)
    title = models.CharField(_("perihal"), max_length=300)
    purpose = models.TextField(_("maksud dan manfaat"), max_length=8000, blank=True)
    direction = models.CharField(_("arah"), max_length=8, choices=states.DIRECTIONS)
    region = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("pemerintah daerah"))
    partner = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("mitra"))
    pen = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # whose people write it
    initiator = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("perangkat daerah")
    )  # of an outgoing one: the unit that took the initiative; of an incoming one: the unit it concerns
    region_name = models.CharField(max_length=200)
    partner_name = models.CharField(max_length=300)
    wanted_kind = models.CharField(_("naskah yang diminta"), max_length=10, blank=True)
    kind = models.CharField(_("naskah yang dipilih"), max_length=10, blank=True)  # decided with the screening
    under = models.ForeignKey("register.Chain", models.PROTECT, null=True, blank=True, related_name="+")  # the KB above
    months = models.PositiveSmallIntegerField(_("jangka waktu (bulan)"), null=True, blank=True)
    letter_number = models.CharField(_("nomor surat"), max_length=100, blank=True)
    letter_date = models.DateField(_("tanggal surat"), null=True, blank=True)
    letter_file = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField(_("diterima tanggal"), null=True, blank=True)
    agenda_number = models.CharField(_("nomor agenda"), max_length=60, blank=True)
    # What the rules about money, DPRD and signing ask. None: not yet answered.
    burdens_public = models.BooleanField(_("membebani masyarakat atau daerah"), null=True, blank=True)
    burdens_reason = models.CharField(_("penjelasan beban"), max_length=500, blank=True)
    apbd_funded = models.BooleanField(_("memakai APBD"), null=True, blank=True)
    in_current_apbd = models.BooleanField(_("sudah ada dalam APBD berjalan"), null=True, blank=True)
    apbd_amount = models.DecimalField(_("jumlah APBD (rupiah)"), max_digits=18, decimal_places=2, null=True, blank=True)
    routine = models.BooleanField(_("hanya tugas dan fungsi dengan anggaran yang ada"), default=False)
    personal_data = models.BooleanField(_("memproses data pribadi"), null=True, blank=True)
    data_clause = models.BooleanField(_("rancangan memuat pasal data pribadi"), null=True, blank=True)
    regimes = ArrayField(models.CharField(max_length=30), default=list, blank=True)  # keys of law kind «referral»
    # what the sender had answered to those that the region then answered for itself: all that the sender goes on reading
    sender_said = models.JSONField(default=dict, blank=True)
    signer = models.CharField(_("penanda tangan daerah"), max_length=10, choices=states.SIGNERS, default=states.HEAD)
    state = models.CharField(max_length=12, choices=states.STATES, default=states.DRAFT)
    state_since = models.DateTimeField()
    ending = models.TextField(_("alasan penutupan"), max_length=4000, blank=True)  # of a refusal, closing or withdrawal
    drafted = models.BooleanField(default=False)  # a draft agreement of it stands; agreements say so through an action
    rank = models.PositiveSmallIntegerField(default=0)  # by the region's policy at registration; smaller comes first
    # On whose desk it lies now, for lists; of several the one that was asked first. The history is in `stays`.
    desk = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    desk_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    desk_label = models.CharField(max_length=200, blank=True)
    desk_since = models.DateTimeField(null=True, blank=True)
    ceremony = models.ForeignKey("meetings.Meeting", models.PROTECT, null=True, blank=True, related_name="opened")
    illustration = models.BooleanField(default=False)
    seen_by = ArrayField(models.BigIntegerField(), default=list)
    words = models.TextField(blank=True)  # what search looks through: title, purpose, items, names, numbers
    chain = models.OneToOneField("register.Chain", models.PROTECT, related_name="proposal")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            GinIndex(fields=["seen_by"], name="proposal_seen_by"),
            models.Index(fields=["-changed_at", "-id"], name="proposal_newest"),
            models.Index(
                fields=["region", "rank", "desk_since", "id"],
                condition=Q(state__in=sorted(states.OPEN)),
                name="proposal_queue",
            ),
            models.Index(
                fields=["desk", "desk_since"], condition=Q(state__in=sorted(states.OPEN)), name="proposal_desk"
            ),
            models.Index(fields=["partner", "-changed_at"], name="proposal_partner"),
            # the oldest of each state, and of all, for desks
            models.Index(
                fields=["region", "state", "desk_since", "id"],
                condition=Q(state__in=sorted(states.OPEN)),
                name="proposal_state_oldest",
            ),
            models.Index(
                fields=["region", "desk_since", "id"],
                condition=Q(state__in=sorted(states.OPEN)),
                name="proposal_oldest",
            ),
            models.Index(fields=["pen", "state_since"], condition=Q(state="draft"), name="proposal_drafts"),
            models.Index(fields=["state_since", "id"], condition=Q(state="agreed"), name="proposal_agreed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "letter_file"],
                condition=Q(letter_file__isnull=False) & ~Q(state__in=states.UNSENT),
                name="proposal_letter_once",
                violation_error_message=_("Surat yang sama sudah tercatat pada usulan lain di daerah ini."),
            ),
            models.UniqueConstraint(
                "region",
                "partner",
                Upper("letter_number"),
                "letter_date",
                condition=~Q(letter_number="") & Q(letter_date__isnull=False) & ~Q(state__in=states.UNSENT),
                name="proposal_letter_number_once",
                violation_error_message=_("Surat dengan nomor dan tanggal ini sudah tercatat di daerah ini."),
            ),
            models.UniqueConstraint(
                fields=["region", "agenda_number"],
                condition=~Q(agenda_number=""),
                name="proposal_agenda_once",
                violation_error_message=_("Nomor agenda ini sudah dipakai. Pakai nomor berikutnya."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def known_kind(self, *, inside: bool) -> str:
        """The document that was chosen, as far as the reader may know: what the region chooses while it screens is its own until it agreed."""
        return self.kind if inside or self.state in states.TOLD else ""

    def asked_kind(self, *, inside: bool) -> str:
        """The document that it is about as far as the reader may know: the chosen one, else the one that was asked for."""
        return self.known_kind(inside=inside) or self.wanted_kind

    def answer(self, name: str, *, inside: bool) -> Any:
        """The answer to a question about money, data and who signs. What the region answered for itself only its own people read;
        of what the region begins, no answer goes out."""
        if inside:
            return getattr(self, name)
        field = self._meta.get_field(name)
        assert isinstance(field, models.Field)
        if self.direction == states.OUTGOING:
            return field.get_default()
        return field.to_python(self.sender_said[name]) if name in self.sender_said else getattr(self, name)

    @property
    def tone(self) -> str:
        return states.TONES.get(self.state, "wait")

    def shows_desk(self, actor: Actor) -> bool:
        """The region's people read on which desk it lies; others only where that desk is outside the region. `desk` should have come along."""
        if actor.is_system or actor.institution_id == self.region_id:
            return True
        return self.desk is not None and self.desk.institution_id != self.region_id


class Item(models.Model):
    """One activity that is asked for: what kind, on which sub-matter, where and how far, for whom."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    activity = models.CharField(_("kegiatan"), max_length=16, choices=states.ACTIVITIES)
    title = models.CharField(_("uraian singkat"), max_length=200)
    detail = models.TextField(_("rincian"), max_length=4000, blank=True)
    affair = models.CharField(_("sub-urusan"), max_length=50)  # key of law kind «affair»
    part = models.CharField(_("bagian sub-urusan"), max_length=40, blank=True)  # which part, where levels share it
    region_code = models.CharField(_("tempat"), max_length=13)
    region_name = models.CharField(max_length=200)
    extent = models.CharField(_("cakupan wilayah"), max_length=14, choices=states.EXTENTS, default=states.WITHIN)
    target = models.CharField(_("sasaran"), max_length=200)
    target_count = models.PositiveIntegerField(_("jumlah sasaran"), null=True, blank=True)
    post_level = models.CharField(_("jenjang jabatan"), max_length=14, choices=states.POST_LEVELS, blank=True)
    programme = models.ForeignKey("PlanProgramme", models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_reason = models.CharField(_("alasan dikeluarkan"), max_length=500, blank=True)
    dropped_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="item_number_once")]

    def __str__(self) -> str:
        return self.title


class Enclosed(models.Model):
    """An input document that came with the proposal; `kind` is a key of law kind «document»."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="documents")
    kind = models.CharField(_("jenis dokumen"), max_length=50)
    file = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    by_name = models.CharField(max_length=200)
    by_key = models.CharField(max_length=80, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )  # whose person
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "file"],
                name="enclosed_once",
                violation_error_message=_("Berkas ini sudah diunggah pada usulan ini."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def put_there(self) -> Placed:
        """By whom, as the rules ask. Its `organization` should have come along."""
        return Placed(self.by_key, self.organization.ids if self.organization else frozenset())


class Stay(models.Model):
    """The proposal lay on one desk in one state from–until; an open stay has no end. Of several that are asked at once each has a stay with its own clock."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="stays")
    state = models.CharField(max_length=12, choices=states.STATES)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [
            models.Index(fields=["organization", "post", "since"], condition=Q(until=None), name="stay_open_desks")
        ]
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(until=None, post=None), name="stay_one_open"),
            models.UniqueConstraint(fields=["proposal", "post"], condition=Q(until=None), name="stay_open_at_post"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="stay_moments"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.since:%Y-%m-%d}"

    @property
    def at_desk(self) -> tuple[int, int | None]:
        """The organisation, and the post in it."""
        return self.organization_id, self.post_id
