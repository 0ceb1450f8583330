"""The agreement, its parties and the versions of its terms."""

from __future__ import annotations

import datetime as dt
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from simpul.core.dates import local_day
from simpul.organizations.models import Authority, Holding, Organization
from simpul.register.models import Event

from ..rules import states
from ..rules.facts import ClosingFacts, Facts, PartyFacts, SignerFacts
from .known import Known

if TYPE_CHECKING:
    from simpul.core.actors import Actor

OPEN, RESTRICTED = "public", "closed"
OPENNESS = {OPEN: _("Terbuka untuk umum"), RESTRICTED: _("Tertutup")}


def _renewals() -> models.QuerySet[Agreement]:
    """What is known to every side as a renewal: shared or beyond. A draft is its author's own."""
    return Agreement.objects.filter(renews=models.OuterRef("pk")).exclude(stage__in=[states.DRAFT, states.CLOSED])


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, actor: Actor) -> AgreementQuerySet:
        """A draft: its author's side. Shared: every party's side. A guest: the one case of the link. Administrators get none."""
        if actor.is_system:
            return self
        if actor.guest_of:
            return self.filter(parties__pk=int(actor.guest_of.partition(":")[2]))
        return self.filter(seen_by__contains=[actor.reach]) if actor.reach else self.none()

    def public(self) -> AgreementQuerySet:
        """Signed and open: what anybody may read and verify."""
        return self.filter(openness=OPEN, stage__in=[states.SIGNED, states.CLOSED]).exclude(outcome=states.REVOKED)

    def umbrellas(self) -> AgreementQuerySet:
        return self.filter(kind__in=states.UMBRELLAS)

    def in_force(self, day: dt.date) -> AgreementQuerySet:
        return self.filter(Q(end=None) | Q(end__gte=day), stage=states.SIGNED)

    def with_parties(self) -> AgreementQuerySet:
        """For lists: parties and whether a renewal is under way, in a fixed number of queries."""
        parties = Party.objects.only("agreement_id", "order", "label", "role", "name", "number").order_by("order")
        return (
            self.prefetch_related(Prefetch("parties", parties))
            .annotate(renewing=models.Exists(_renewals()))
            .defer("words")
        )

    def with_facts(self) -> AgreementQuerySet:
        """For one case or a page of cases: all that `facts()` needs, in a fixed number of queries."""
        parties = Party.objects.select_related(
            "organization", "organization__institution", "holding__post", "authority"
        ).order_by("order")
        drafts = Agreement.objects.filter(renews=models.OuterRef("pk"), stage=states.DRAFT)
        seen = drafts.order_by().values(seen=models.Func(F("seen_by"), function="unnest"))
        return (
            self.select_related("terms", "author", "parent", "chain")
            .prefetch_related(
                Prefetch("parties", parties.prefetch_related("approvals", "signatures")),
                "closings__answers",
                "closings__proposed_by",
            )
            .annotate(renewing=models.Exists(_renewals()), drafting=ArraySubquery(seen))
            .defer("words")
        )


class Agreement(models.Model):
    """One record for all parties. Stage is moved by actions; the status on screen is computed from it and the dates."""

    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(_("jenis"), max_length=10, choices=states.KINDS)
    everyday_label = models.CharField(_("sebutan sehari-hari"), max_length=40, blank=True)
    title = models.CharField(_("tentang"), max_length=300)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewals")
    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, null=True, blank=True, related_name="agreements")
    author = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=states.STAGES, default=states.DRAFT)
    stage_since = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=states.OUTCOMES, blank=True)
    terms = models.ForeignKey("TermsVersion", models.PROTECT, null=True, related_name="+")
    agreed = models.ForeignKey(
        "TermsVersion", models.PROTECT, null=True, related_name="+"
    )  # the last all signatories approved
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    entered = models.BooleanField(default=False)  # signed elsewhere, recorded here with its scan
    planned = models.BooleanField(default=False)  # the current terms hold a work plan (RK)
    openness = models.CharField(max_length=8, choices=OPENNESS, default=RESTRICTED)
    openness_reason = models.CharField(max_length=300, blank=True)
    seen_by = ArrayField(
        models.BigIntegerField(), default=list
    )  # ids of organisations (with ancestors) whose people may look
    # What search looks through, made anew by actions that change it; lists do not load it (`lexemes`, which the database makes of it,
    # is no field at all).
    words = models.TextField(blank=True)
    # Sums of its promises, counted anew by every action on them: all, those kept, and the days of those still open.
    promised = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    open_dues = ArrayField(models.DateField(), default=list)
    chain = models.OneToOneField("register.Chain", models.PROTECT)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()

    known: Known | None = None  # set by an action after its lock
    drafting: list[int]  # of `with_facts()`: who sees a renewal that is still a draft

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            GinIndex(fields=["seen_by"], name="agreement_seen_by"),
            models.Index(fields=["-changed_at", "-id"], name="agreement_newest"),
            models.Index(fields=["end"], condition=Q(stage="signed"), name="agreement_ends"),
            models.Index(fields=["stage", "stage_since"], name="agreement_waits"),
            models.Index(fields=["openness", "-signed_on"], name="agreement_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gte=F("start")),
                name="agreement_days",
                violation_error_message=_("Tanggal berakhir mendahului tanggal mulai. Periksa kedua tanggal."),
            ),
            models.CheckConstraint(
                condition=(Q(stage="closed") ^ Q(outcome=""))
                | Q(
                    stage="signed", outcome="not_renewed", end__isnull=False
                ),  # decided; it takes effect after the last day
                name="agreement_outcome_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(stage="signed") | Q(signed_on__isnull=False), name="agreement_signed_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"

    @property
    def is_renewing(self) -> bool:
        """A renewal is shared; a draft of one is nobody's business but its author's."""
        known = getattr(self, "renewing", None)
        if known is None:
            return self.renewals.exclude(stage__in=[states.DRAFT, states.CLOSED]).exists()
        return known

    @property
    def closed_on(self) -> dt.date | None:
        """The day it was closed where its author is, or None."""
        return local_day(self.stage_since, self.author.zone) if self.stage == states.CLOSED else None

    @property
    def ends_unrenewed(self) -> bool:
        """In force until its last day, and not renewed after it: somebody has decided so."""
        return self.stage == states.SIGNED and self.outcome == states.NOT_RENEWED

    def status_on(self, today: dt.date) -> str:
        return states.status(
            stage=self.stage,
            outcome=self.outcome,
            start=self.start,
            end=self.end,
            renewing=self.is_renewing,
            today=today,
        )

    @property
    def is_public(self) -> bool:
        return self.openness == OPEN and self.stage in (states.SIGNED, states.CLOSED) and self.outcome != states.REVOKED

    @property
    def entry_used(self) -> bool:
        """Somebody reported on a promise of it, or proposed its end: what was entered is relied on."""
        touched = self.obligations.filter(~Q(state=states.SCHEDULED) | Q(evidence__isnull=False))
        return touched.exists() or self.closings.exists()

    def facts(self) -> Facts:
        """The frozen values the rules ask; call after `with_facts()`, or after the lock of an action."""
        known = self.known or self._known_by_rows()
        closing = next((c for c in self.closings.all() if c.is_open), None) if self.stage == states.SIGNED else None
        return Facts(
            kind=self.kind,
            stage=self.stage,
            version=self.version,
            hash=known.hash,
            text_number=known.number,
            text_at=known.text_at,
            author_ids=known.author_ids,
            author_institution=known.author_institution,
            parties=known.parties,
            start=self.start,
            end=self.end,
            outcome=self.outcome,
            renewing=known.renewing,
            drafting=known.drafting,
            closing=None
            if closing is None
            else ClosingFacts(
                closing.outcome,
                closing.proposed_by_id,
                frozenset(a.party_id for a in closing.answers.all() if a.agrees),
            ),
        )

    def _known_by_rows(self) -> Known:
        """The same as `known()` says, from rows that a page has anyway."""
        assert self.terms is not None
        return Known(
            hash=self.terms.hash,
            number=self.terms.number,
            text_at=self.terms.made_at,
            author_ids=self.author.ids,
            author_institution=self.author.institution_id or self.author_id,
            renewing=self.is_renewing,
            drafting=frozenset(self.drafting),
            parties=tuple(p.facts(self.terms_id) for p in self.parties.all()),
        )

    def versions_for(self, actor: Actor) -> models.QuerySet[TermsVersion]:
        """The newest first: to its author's side every version, to others those since it was shared (or entered as signed)."""
        rows = self.versions.order_by("-number")
        if actor.is_system or actor.speaks_for(self.author.ids):
            return rows
        shown = Event.objects.filter(chain=self.chain_id, kind__in=["agreement.shared", "agreement.entered"])
        first = shown.order_by("number").first()
        if first is None:
            return rows.none()
        shared = self.versions.filter(hash=json.loads(first.text)["data"]["hash"]).order_by("number").first()
        return rows.filter(number__gte=shared.number) if shared else rows

    @property
    def parties_in_order(self) -> models.QuerySet[Party]:
        """With their organisations, for an action that goes through them."""
        return self.parties.select_related("organization__institution")


class Party(models.Model):
    """One side, with what is its own: number, label, signer and authority. Names are kept as they were."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="parties")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=states.PARTY_ROLES)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    institution_name = models.CharField(max_length=200)
    label = models.CharField(max_length=40)
    number = models.CharField(_("nomor naskah"), max_length=100, blank=True)  # empty: pending
    holding = models.ForeignKey(Holding, models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    signer_name = models.CharField(max_length=160, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "order"], name="party_order_once"),
            models.UniqueConstraint(fields=["agreement", "organization"], name="party_once"),
        ]
        indexes = [models.Index(fields=["organization", "agreement"], name="party_of")]

    def __str__(self) -> str:
        return f"{self.label}: {self.name}"

    @property
    def approval(self) -> Any:
        """The standing approval of the current text, or None."""
        return next(
            (a for a in self.approvals.all() if a.voided_at is None and a.terms_id == self.agreement.terms_id), None
        )

    @property
    def signature(self) -> Any:
        return next((s for s in self.signatures.all() if s.withdrawn_at is None), None)

    @property
    def authority_text(self) -> str:
        if self.authority is None:
            return ""
        return f"{self.authority.get_basis_display()} {self.authority.number}".strip()

    def facts(self, terms_id: int | None) -> PartyFacts:
        holding, authority = self.holding, self.authority
        return PartyFacts(
            id=self.pk,
            order=self.order,
            role=self.role,
            label=self.label,
            name=self.name,
            ids=self.organization.ids,
            institution_id=self.organization.institution_id or self.organization_id,
            kept_by=self.organization.keeper_id_now,
            number=self.number,
            approved=any(a.voided_at is None and a.terms_id == terms_id for a in self.approvals.all()),
            signed=any(s.withdrawn_at is None for s in self.signatures.all()),
            signer=SignerFacts(
                name=self.signer_name,
                title=self.signer_title,
                office=(holding.start, holding.end) if holding else None,
                basis=authority.basis if authority else "",
                letter=authority.number if authority else "",
                kinds=tuple(authority.kinds) if authority else (),
                authority=(authority.start, authority.end) if authority else None,
            ),
        )


class TermsVersion(models.Model):
    """One version of the whole text. `text` is canonical JSON, hashed as stored, and never changes."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=160)
    made_for = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="terms_number_once")]

    def __str__(self) -> str:
        return f"v{self.number}"

    @cached_property
    def content(self) -> dict[str, Any]:
        return json.loads(self.text)


class Override(models.Model):
    """An institution saw a finding and says in writing why it goes on. Seen by that institution only."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="overrides")
    institution = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    reason = models.TextField(max_length=2000)
    made_by = models.CharField(max_length=160)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "institution", "code"],
                name="override_once",
                violation_error_message=_("Alasan untuk temuan ini sudah tercatat."),
            )
        ]

    def __str__(self) -> str:
        return self.code
