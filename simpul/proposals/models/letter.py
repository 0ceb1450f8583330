"""Letters as papers: drafted from facts, edited, numbered and issued once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from simpul.organizations.models import Holding, Organization

from ..rules import states
from .proposal import Proposal

if TYPE_CHECKING:
    from simpul.core.actors import Actor


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> LetterQuerySet:
        """A draft: the issuer's institution. Issued: also whom it is addressed to, when they see the case."""
        if actor.is_system:
            return self
        if not actor.reach:
            return self.none()
        case = Q(proposal__seen_by__contains=[actor.reach]) | Q(meeting__seen_by__contains=[actor.reach])
        own = Q(organization__institution_id=actor.institution_id)
        mine = Q(state=states.LETTER_ISSUED, addressee__institution_id=actor.institution_id)
        return self.filter(case, own | mine)


class Letter(models.Model):
    """One letter of a proposal or a meeting. Its number comes from the issuer's tata naskah when it is issued; then it never changes."""

    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(_("jenis surat"), max_length=12, choices=states.LETTER_KINDS)
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, blank=True, related_name="letters")
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, null=True, blank=True, related_name="letters")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # who issues it
    addressee = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    to_name = models.CharField(_("kepada"), max_length=300)
    to_place = models.CharField(_("di"), max_length=160, blank=True)
    subject = models.CharField(_("hal"), max_length=300)
    body = models.TextField(_("isi surat"), max_length=12000)
    nature = models.CharField(_("sifat"), max_length=40, blank=True)
    enclosures = models.CharField(_("lampiran"), max_length=120, blank=True)
    copies = models.CharField(_("tembusan"), max_length=500, blank=True)
    classification = models.CharField(_("kode klasifikasi"), max_length=30, blank=True)
    number = models.CharField(_("nomor"), max_length=100, blank=True)
    by_hand = models.BooleanField(default=False)  # the number was given outside and typed in
    day = models.DateField(_("tanggal"), null=True, blank=True)
    holding = models.ForeignKey(Holding, models.PROTECT, null=True, blank=True, related_name="+")
    signer_name = models.CharField(max_length=160, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=states.LETTER_STATES, default=states.LETTER_DRAFT)
    file = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")  # as issued
    scan = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")  # as signed
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(proposal=None) ^ Q(meeting=None), name="letter_of_one_case"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(number="") & Q(day__isnull=False)), name="letter_issued_with_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "number"],
                condition=~Q(number=""),
                name="letter_number_once",
                violation_error_message=_("Nomor surat ini sudah dipakai lembaga yang sama. Pakai nomor lain."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
