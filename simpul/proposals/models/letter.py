"""Letters as papers: drafted from facts, edited, numbered and issued once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, ExtractYear, TruncDate, Upper
from django.utils.translation import gettext_lazy as _

from simpul.meetings import rules as meetings
from simpul.meetings.models import Meeting
from simpul.organizations.models import Holding, Organization

from ..rules import letters, states
from .proposal import Proposal

if TYPE_CHECKING:
    from simpul.core.actors import Actor

ON = Coalesce("day", TruncDate("made_at"))
# long texts that no list shows
LONG = ("body", "proposal__purpose", "proposal__ending", "proposal__words", "meeting__summary", "meeting__words")


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> LetterQuerySet:
        """A draft, also a discarded one: the issuer's institution. Issued: also whom it is addressed to, when they see the case; an
        invitation without one addressee is for all who are invited."""
        if actor.is_system:
            return self
        if not actor.reach:
            return self.none()
        case = Q(proposal__seen_by__contains=[actor.reach]) | Q(meeting__seen_by__contains=[actor.reach])
        own = Q(organization__institution_id=actor.institution_id)
        mine = Q(addressee__institution_id=actor.institution_id) | Q(kind=letters.INVITATION, addressee=None)
        return self.filter(case, own | Q(state=states.LETTER_ISSUED) & mine)

    def book(self) -> LetterQuerySet:
        """As the book of letters tells them, the newest first: `on` is the day of the letter, of a draft the day it was begun."""
        rows = self.annotate(on=ON).defer(*LONG)
        return rows.select_related("organization__institution", "proposal", "meeting").order_by("-on", "-pk")

    def years(self) -> list[int]:
        """Those that the book can be opened at, the newest first."""
        years = self.order_by().annotate(year=ExtractYear(ON)).values_list("year", flat=True)
        return sorted(years.distinct(), reverse=True)

    def of_year(self, year: int) -> LetterQuerySet:
        return self.filter(Q(day__year=year) | Q(day=None, made_at__year=year))

    def search(self, text: str) -> LetterQuerySet:
        """Whose number, subject, receiver or case holds the text, or whose code it is; an empty one finds all."""
        text = " ".join(text.split())
        if not text:
            return self
        names = ("number", "subject", "to_name", "proposal__title", "meeting__title")
        held = [Q(**{f"{name}__icontains": text}) for name in names]
        return self.filter(Q(*held, Q(code__iexact=text), _connector=Q.OR))

    def whole(self) -> LetterQuerySet:
        """With all that its page, its papers and its rules ask for."""
        return self.select_related(
            "organization__institution", "addressee__institution", "holding__post__organization", "file", "scan",
            "proposal__region", "proposal__partner__institution", "proposal__chain", "meeting__convener__institution", "meeting__chain",
        )  # fmt: skip


class Letter(models.Model):
    """One letter of a proposal or a meeting. Its number comes from the issuer's tata naskah when it is issued; then it never changes."""

    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(_("jenis surat"), max_length=12, choices=states.LETTER_KINDS)
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, blank=True, related_name="letters")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="letters")
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
    state = models.CharField(max_length=10, choices=states.LETTER_STATES, default=states.LETTER_DRAFT)
    file = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")  # as issued
    scan = models.ForeignKey("documents.File", models.PROTECT, null=True, blank=True, related_name="+")  # as signed
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(Upper("number"), condition=~Q(number=""), name="letter_number")]  # as the search asks
        constraints = [
            models.CheckConstraint(condition=Q(proposal=None) ^ Q(meeting=None), name="letter_of_one_case"),
            models.CheckConstraint(
                condition=~Q(state="issued") | (~Q(number="") & Q(day__isnull=False)), name="letter_issued_with_number"
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

    @property
    def case(self) -> Proposal | Meeting:
        """What it belongs to."""
        found = self.proposal or self.meeting
        assert found is not None
        return found

    @property
    def is_draft(self) -> bool:
        return self.state == states.LETTER_DRAFT

    @property
    def is_issued(self) -> bool:
        return self.state == states.LETTER_ISSUED

    @property
    def tone(self) -> str:
        """The colour beside the word of its state."""
        return {states.LETTER_DRAFT: "wait", states.LETTER_ISSUED: "good"}.get(self.state, "plain")

    def facts(self, day: dt.date) -> letters.Facts:
        """The frozen values the rules ask; call after `whole()`."""
        return letters.Facts(
            kind=self.kind,
            state=self.state,
            version=self.version,
            issuer=issuer_of(self.organization, day),
            case=case_of(self.case),
            scan=self.scan.sha256 if self.scan else "",
        )


def issuer_of(organization: Organization, day: dt.date) -> letters.Issuer:
    institution = organization.institution or organization
    return letters.Issuer(
        organization=organization.pk,
        ids=organization.ids,
        institution=institution.pk,
        is_region=institution.kind == "pemda",
        ended=organization.end is not None and organization.end < day,
    )


def case_of(case: Proposal | Meeting) -> letters.Case:
    if isinstance(case, Meeting):
        guests = case.attendances.values_list("organization__institution_id", flat=True)
        over = case.state not in (meetings.PREPARED, meetings.INVITED)
        convener = case.convener.institution_id
        return letters.Case(
            state=case.state, convener=convener, guests=frozenset(filter(None, guests)) - {convener}, over=over
        )
    return letters.Case(
        state=case.state,
        region=case.region_id,
        partner=case.partner.institution_id or case.partner_id,
        direction=case.direction,
    )
