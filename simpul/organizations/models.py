"""Institutions and their units, their dated legal form, posts, who holds them when, and who may sign for them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from simpul.core.dates import ZONES

from . import rules

if TYPE_CHECKING:
    from simpul.core.actors import Actor


class Days(Func):
    """daterange(start, end, '[]'): both days included, an open end allowed."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, start: str = "start", end: str = "end") -> None:
        super().__init__(F(start), F(end), models.Value("[]"))


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, actor: Actor) -> OrganizationQuerySet:
        """The directory of institutions is common knowledge to all who have an account; strangers see none."""
        return self if actor.is_system or actor.is_person or actor.guest_of else self.none()

    def below(self, organization_id: int) -> OrganizationQuerySet:
        return self.filter(path__contains=[organization_id])

    def on(self, day: dt.date) -> OrganizationQuerySet:
        return self.filter(Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day))

    def institutions(self) -> OrganizationQuerySet:
        """Those that act in their own name."""
        return self.filter(institution_id=F("pk"))

    def search(self, text: str) -> OrganizationQuerySet:
        """Every typed word stands in the name, the short name or the institution's name."""
        found = self
        for word in text.split()[:8]:
            found = found.filter(
                Q(name__icontains=word)
                | Q(short_name__icontains=word)
                | Q(institution__name__icontains=word)
                | Q(region_name__icontains=word)
            )
        return found


class Organization(models.Model):
    """A parent never changes: a unit that moves or merges ends, and a successor begins."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nama"), max_length=200)
    short_name = models.CharField(_("nama singkat"), max_length=60, blank=True)
    kind = models.CharField(_("jenis"), max_length=20, choices=rules.KINDS)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("induk")
    )
    path = ArrayField(models.BigIntegerField(), default=list, blank=True)  # ids from the root down to itself
    institution = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units"
    )  # itself, or the institution it is part of
    # The institution that entered this partner and speaks in its papers until the partner has somebody of its own.
    keeper = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="kept")
    region_code = models.CharField(_("kode wilayah"), max_length=13, blank=True)
    region_name = models.CharField(max_length=200, blank=True)
    zone = models.CharField(_("zona waktu"), max_length=4, default="WIB", choices=[(z, z) for z in ZONES])
    address = models.CharField(_("alamat"), max_length=300, blank=True)
    start = models.DateField(_("berdiri"), null=True, blank=True)
    end = models.DateField(_("berakhir"), null=True, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    chain = models.ForeignKey("register.Chain", models.PROTECT)
    version = models.PositiveIntegerField(default=1)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(fields=["path"], name="organization_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                nulls_distinct=False,
                name="organization_name_once",
                violation_error_message=_(
                    "Nama ini sudah dipakai di bawah induk yang sama. Pakai nama lain, atau buka lembaga yang sudah ada."
                ),
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gte=F("start")),
                name="organization_days",
                violation_error_message=_("Tanggal berakhir mendahului tanggal berdiri. Periksa kedua tanggal."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self.path)

    @property
    def keeper_id_now(self) -> int | None:
        """Who keeps this organisation: the keeper of its institution."""
        return self.institution.keeper_id if self.institution else self.keeper_id

    @property
    def managers(self) -> frozenset[int]:
        """Ids whose people may manage it: its own tree, and who keeps it."""
        kept = self.keeper_id_now
        return self.ids | ({kept} if kept else set())

    @property
    def whole_name(self) -> str:
        """«Dinas Pendidikan, Kabupaten Awan»: the unit with its institution."""
        if self.institution_id in (None, self.pk):
            return self.name
        return f"{self.name}, {self.institution.name}"  # type: ignore[union-attr]

    def facts(self, day: dt.date) -> rules.Facts:
        return rules.Facts(
            name=self.name,
            kind=self.kind,
            ids=self.managers,
            institution_id=self.institution_id,
            version=self.version,
            parent_kind=self.parent.kind if self.parent else None,
            ended=self.end is not None and self.end < day,
        )

    def form_on(self, day: dt.date) -> LegalForm | None:
        """What it legally is on that day."""
        return self.forms.filter(Q(end=None) | Q(end__gte=day), start__lte=day).first()

    def letterhead_on(self, day: dt.date) -> Letterhead | None:
        """The newest letterhead in use on that day."""
        return self.letterheads.filter(start__lte=day).first()

    def numbering_on(self, day: dt.date) -> Numbering | None:
        """The newest pattern of its own, else of the nearest unit above within the institution."""
        inside = self.path[self.path.index(self.institution_id) :] if self.institution_id in self.path else self.path
        found = Numbering.objects.filter(organization__in=inside, start__lte=day)
        return max(found, key=lambda row: (inside.index(row.organization_id), row.start, row.pk), default=None)


class LegalForm(models.Model):
    """What an institution legally is, from–to: a BLU may become a PTN-BH."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="forms")
    form = models.CharField(_("bentuk hukum"), max_length=20, choices=rules.FORMS)
    start = models.DateField(_("sejak"))
    end = models.DateField(_("sampai"), null=True, blank=True)
    basis = models.CharField(_("dasar"), max_length=200, blank=True)
    certainty = models.CharField(max_length=1, default="U", choices=[("V", "V"), ("L", "L"), ("U", "U")])

    class Meta:
        ordering = ["-start"]
        constraints = [
            ExclusionConstraint(
                name="legal_form_one_at_a_time",
                expressions=[("organization", RangeOperators.EQUAL), (Days(), RangeOperators.OVERLAPS)],
                violation_error_message=_(
                    "Masa bentuk hukum ini bertindihan dengan yang sudah tercatat. Akhiri yang lama lebih dahulu."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} sejak {self.start}"


class Post(models.Model):
    """An office in an organisation: it stays while holders come and go."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="posts")
    title = models.CharField(_("jabatan"), max_length=160)
    is_head = models.BooleanField(_("pimpinan"), default=False)
    end = models.DateField(_("dihapus pada"), null=True, blank=True)

    class Meta:
        ordering = ["-is_head", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "title"],
                name="post_title_once",
                violation_error_message=_("Jabatan ini sudah ada pada lembaga tersebut."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class DatedQuerySet(models.QuerySet):
    """Rows with a first and a last day, both included; an open end is empty."""

    def on(self, day: dt.date) -> Any:
        return self.filter(Q(end=None) | Q(end__gte=day), start__lte=day)


class Holding(models.Model):
    """Who holds a post from–to; acting holders may overlap a definitive one."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.CharField(_("nama pejabat"), max_length=160)
    manner = models.CharField(_("kedudukan"), max_length=10, choices=rules.HOLDINGS, default=rules.DEFINITIVE)
    start = models.DateField(_("sejak"))
    end = models.DateField(_("sampai"), null=True, blank=True)
    basis = models.CharField(_("dasar (SK)"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-start"]
        constraints = [
            ExclusionConstraint(
                name="holding_one_definitive",
                expressions=[("post", RangeOperators.EQUAL), (Days(), RangeOperators.OVERLAPS)],
                condition=Q(manner=rules.DEFINITIVE),
                violation_error_message=_(
                    "Jabatan ini sudah dipegang pejabat definitif pada masa itu. Akhiri masa pejabat lama lebih dahulu."
                ),
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="holding_days",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"

    @property
    def title(self) -> str:
        prefix = {rules.ACTING: "Plt. ", rules.DAILY: "Plh. "}.get(self.manner, "")
        return prefix + self.post.title


def holders(post: Post, day: dt.date) -> list[Holding]:
    """Who holds the post on that day, the definitive holder first."""
    found = Holding.objects.filter(post=post).on(day).select_related("post")
    return sorted(found, key=lambda holding: (holding.manner != rules.DEFINITIVE, -holding.start.toordinal()))


class Authority(models.Model):
    """The right to sign for an organisation: by office, or by a letter (surat kuasa) with number, scan, kinds and days."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="authorities")
    post = models.ForeignKey(Post, models.PROTECT, related_name="authorities")
    basis = models.CharField(_("dasar kewenangan"), max_length=12, choices=rules.BASES)
    number = models.CharField(_("nomor surat kuasa"), max_length=100, blank=True)
    given_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="given_authorities", verbose_name=_("pemberi kuasa")
    )
    kinds = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # empty: every kind of document
    scan = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True)
    start = models.DateField(_("sejak"))
    end = models.DateField(_("sampai"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-start"]
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(basis=rules.BY_OFFICE) | ~Q(number=""),
                name="authority_letter_has_number",
                violation_error_message=_("Surat kuasa memerlukan nomor. Isi nomor surat kuasa."),
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="authority_days",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} {self.number}".strip()


class Letterhead(models.Model):
    """What stands at the head of an organisation's papers; the newest counts."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="letterheads")
    lines = models.TextField(_("baris kop"), max_length=600)
    logo = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True)
    start = models.DateField(_("dipakai sejak"))

    class Meta:
        ordering = ["-start", "-pk"]

    def __str__(self) -> str:
        return self.lines.split("\n")[0]


class Accreditation(models.Model):
    """A rank that an accrediting body gave to an organisation for one purpose, from–to."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="accreditations")
    purpose = models.CharField(_("bidang"), max_length=20, choices=rules.ACCREDITED_FOR)
    rank = models.CharField(_("peringkat"), max_length=2)
    start = models.DateField(_("sejak"))
    end = models.DateField(_("sampai"), null=True, blank=True)
    basis = models.CharField(_("nomor keputusan"), max_length=200, blank=True)
    recorded_by = models.CharField(_("dicatat oleh"), max_length=400, blank=True)
    own_word = models.BooleanField(default=True)  # recorded by the institution that holds it, or nobody knows by whom

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-start"]
        constraints = [
            ExclusionConstraint(
                name="accreditation_one_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    (Days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Masa akreditasi ini bertindihan dengan yang sudah tercatat. Akhiri yang lama lebih dahulu."
                ),
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="accreditation_days",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.rank}"


class Numbering(models.Model):
    """How an organisation numbers its letters (*tata naskah*); the newest pattern counts."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="numberings")
    pattern = models.CharField(_("pola nomor"), max_length=80)  # «{klasifikasi}/{nomor}/{unit}/{tahun}»
    unit = models.CharField(_("kode unit"), max_length=30, blank=True)
    start = models.DateField(_("dipakai sejak"))

    class Meta:
        ordering = ["-start", "-pk"]

    def __str__(self) -> str:
        return self.pattern


class Counter(models.Model):
    """The last number an organisation gave in a year."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10)  # surat or agenda
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "purpose", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.year}: {self.last}"
