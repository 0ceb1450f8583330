"""What people decided and said: approvals, signatures, comments, attachments, closings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from simpul.accounts.models import GuestLink
from simpul.core.behalf import Recorded
from simpul.organizations.models import Organization

from ..rules import states, verbs
from .agreement import Agreement, Party, TermsVersion

if TYPE_CHECKING:
    from simpul.core.actors import Actor


class Approval(Recorded):
    """A party says: I approve this hash. An edit or a withdrawal voids it; the row stays."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="approvals")
    terms = models.ForeignKey(TermsVersion, models.PROTECT, related_name="approvals")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "terms"],
                condition=Q(voided_at=None),
                name="approval_once",
                violation_error_message=_("Pihak ini sudah menyetujui versi ini."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.terms}"

    @property
    def guest(self) -> GuestLink | None:
        """The link by which somebody without an account approved, or None."""
        kind, _colon, key = self.by_key.partition(":")
        return GuestLink.objects.filter(pk=key).first() if kind == "guest" else None


class Signature(Recorded):
    """A party's signature as it was found on the signed copy. Simpul records it and never claims to sign."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    terms = models.ForeignKey(TermsVersion, models.PROTECT, related_name="signatures")
    method = models.CharField(_("cara"), max_length=6, choices=verbs.METHODS)
    signed_on = models.DateField(_("tanggal tanda tangan"))
    signer_name = models.CharField(max_length=160)
    signer_title = models.CharField(max_length=160)
    authority_text = models.CharField(max_length=160, blank=True)
    scan = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    initials = models.BooleanField(_("paraf di setiap halaman"), default=False)
    stamp_duty = models.BooleanField(_("meterai"), default=False)
    seal = models.BooleanField(_("cap lembaga"), default=False)
    issuer = models.CharField(_("penerbit sertifikat"), max_length=160, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(withdrawn_at=None),
                name="signature_once",
                violation_error_message=_("Tanda tangan pihak ini sudah dicatat."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.signed_on}"

    @property
    def missing(self) -> list[str]:
        """Which marks a wet-signed copy lacks, in words."""
        return [
            str(word) for key, word in verbs.WET_CHECKS.items() if self.method == verbs.WET and not getattr(self, key)
        ]


class Comment(models.Model):
    """What somebody says about the draft: to all parties, or a note for the own institution only."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="comments")
    private_to = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=5000)
    by_name = models.CharField(max_length=160)
    by_organization = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def visible(cls, agreement: Agreement, actor: Actor) -> models.QuerySet[Comment]:
        """Of an agreement already visible to the actor: the shared ones and the own institution's notes."""
        return cls.objects.filter(Q(private_to=None) | Q(private_to=actor.institution_id), agreement=agreement)


class Attachment(models.Model):
    """A file of the case: seen by all who see the agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="attachments")
    file = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=200)
    kind = models.CharField(
        max_length=12, choices={"scan": _("Naskah bertanda tangan"), "letter": _("Surat"), "other": _("Lampiran")}
    )
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.name


class Closing(models.Model):
    """A proposal to end, with its evaluation; done when the sides that must agree have agreed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="closings")
    outcome = models.CharField(_("hasil"), max_length=12, choices=states.OUTCOMES)
    evaluation = models.TextField(_("evaluasi"), max_length=5000)
    proposed_by = models.ForeignKey(Party, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(done_at=None, declined_at=None),
                name="closing_one_open",
                violation_error_message=_("Usulan penutupan sudah ada dan menunggu jawaban."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.declined_at is None


class ClosingAnswer(models.Model):
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.CharField(max_length=2000, blank=True)
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["closing", "party"], name="closing_answer_once")]

    def __str__(self) -> str:
        return f"{self.party} {self.agrees}"
