"""The desk: what waits for me, what waits for others and since when, what ends, what was promised. Read-only."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from simpul.agreements.models import Agreement, Approval, ClosingAnswer, Evidence, Obligation, Party, Signature
from simpul.agreements.rules import states
from simpul.core.actors import Actor
from simpul.core.dates import local_day

MOST = 50  # rows a list shows; the count beside it is of all
WINDOWS = (7, 30, 60, 90, 180)
DECIDERS = ("agreement.decide", "agreement.record")


@dataclasses.dataclass(frozen=True)
class Wait:
    """One thing on somebody's desk: of which case, what is asked, of whom, since when (or until when)."""

    code: str
    title: str
    subtitle: str
    ask: str
    whose: str
    since: dt.date
    page: str = ""
    until: dt.date | None = None
    weight: int = 0

    @property
    def address(self) -> str:
        return self.page or f"/kerja-sama/{self.code}/"


def _mine(actor: Actor) -> Q:
    own = Q(organization__path__contains=[actor.reach])
    kept = Q(organization__institution__keeper=actor.institution_id or 0)
    return own | kept if actor.may("agreement.record") else own


def _parties(actor: Actor, stage: str) -> QuerySet[Party]:
    """Signatory sides of visible cases at a stage, oldest first."""
    visible = Agreement.objects.visible_to(actor).filter(stage=stage).values("pk")
    rows = Party.objects.filter(agreement__in=visible, role=states.SIGNATORY)
    return rows.select_related("agreement", "agreement__terms", "organization").order_by(
        "agreement__stage_since", "order"
    )


def _to_approve(actor: Actor) -> QuerySet[Party]:
    standing = Approval.objects.filter(party=OuterRef("pk"), terms=OuterRef("agreement__terms"), voided_at=None)
    return _parties(actor, states.CIRCULATED).exclude(Exists(standing))


def _to_sign(actor: Actor) -> QuerySet[Party]:
    """The next in turn only: no unsigned signatory stands before."""
    signed = Signature.objects.filter(party=OuterRef("pk"), withdrawn_at=None)
    unsigned_before = Party.objects.filter(
        agreement=OuterRef("agreement"), role=states.SIGNATORY, order__lt=OuterRef("order")
    ).exclude(Exists(Signature.objects.filter(party=OuterRef("pk"), withdrawn_at=None)))
    return _parties(actor, states.AGREED).exclude(Exists(signed)).exclude(Exists(unsigned_before))


def _approval_wait(party: Party) -> Wait:
    terms = party.agreement.terms
    assert terms is not None
    voided = terms.number > 1
    ask = (
        _("Naskah berubah menjadi versi %(n)s; persetujuan diperlukan lagi.")
        if voided
        else _("Baca dan setujui naskah versi %(n)s.")
    )
    since = local_day(max(terms.made_at, party.agreement.stage_since))
    return _wait(party.agreement, ask % {"n": terms.number}, party.name, since)


def _wait(agreement: Agreement, ask: str, whose: str, since: dt.date, **more: Any) -> Wait:
    return Wait(agreement.code, str(agreement), "", ask, whose, since, **more)


def waits_for_me(actor: Actor, today: dt.date) -> tuple[list[Wait], int]:
    """Oldest first; the list holds at most fifty of each kind, the number counts all."""
    found: list[Wait] = []
    total = 0
    for rows in _questions(actor, today):
        found += rows
        total += len(rows)
    return sorted(found, key=lambda w: (w.until or w.since, w.code)), total


def _questions(actor: Actor, today: dt.date) -> list[list[Wait]]:
    """Each kind of thing that can wait for this actor, by permission."""
    asked: list[list[Wait]] = []
    if any(actor.may(p) for p in DECIDERS):
        asked.append([_approval_wait(p) for p in _to_approve(actor).filter(_mine(actor))[:MOST]])
    if actor.may("agreement.record"):  # the leader signs on paper; whoever keeps the copy records it
        text = _("Giliran kita menandatangani; catat salinan bertanda tangan.")
        asked.append(
            [
                _wait(p.agreement, text, p.name, local_day(p.agreement.stage_since))
                for p in _to_sign(actor).filter(_mine(actor))[:MOST]
            ]
        )
    if actor.may("obligation.verify"):
        asked.append(_evidence(actor))
    if actor.may("agreement.close"):
        asked.append(_closings(actor))
    if actor.may("obligation.report"):
        asked.append(_promises(actor, today))
    if actor.may("agreement.write"):
        asked.append(_endings(actor, today))
        drafts = (
            Agreement.objects.visible_to(actor)
            .filter(stage=states.DRAFT, author__path__contains=[actor.reach])
            .order_by("stage_since")
        )
        asked.append(
            [
                _wait(a, _("Lengkapi draf, lalu bagikan kepada para pihak."), "", local_day(a.stage_since))
                for a in drafts[:MOST]
            ]
        )
    if actor.may("agreement.decide"):
        asked.append(_records(actor))
    return asked


def _evidence(actor: Actor) -> list[Wait]:
    rows = Evidence.objects.filter(
        state="pending", obligation__agreement__in=Agreement.objects.visible_to(actor).values("pk")
    )
    rows = rows.filter(
        Q(obligation__beneficiary__organization__path__contains=[actor.reach])
        | Q(obligation__debtor__organization__path__contains=[actor.reach])
    ).exclude(by_key=actor.key)
    rows = rows.select_related("obligation__agreement").order_by("at")[:MOST]
    return [
        _wait(
            e.obligation.agreement, _("Periksa bukti: %(text)s") % {"text": e.obligation.text}, "", local_day(e.at),
            page=f"/kerja-sama/{e.obligation.agreement.code}/kewajiban/{e.obligation.number}/",
        )
        for e in rows
    ]  # fmt: skip


def _closings(actor: Actor) -> list[Wait]:
    mine = Party.objects.filter(_mine(actor), role=states.SIGNATORY)
    answered = ClosingAnswer.objects.filter(
        closing=OuterRef("closings"), party__organization__path__contains=[actor.reach]
    )
    rows = Agreement.objects.visible_to(actor).filter(
        stage=states.SIGNED,
        closings__done_at=None,
        closings__declined_at=None,
        closings__isnull=False,
        parties__in=mine,
    )
    rows = rows.exclude(Exists(answered)).annotate(asked=F("closings__at")).distinct()[:MOST]
    return [_wait(a, _("Penutupan diusulkan; setuju atau tidak?"), "", local_day(a.asked)) for a in rows]


def _endings(actor: Actor, today: dt.date) -> list[Wait]:
    renewals = Agreement.objects.filter(renews=OuterRef("pk")).exclude(stage=states.CLOSED)
    last = today + dt.timedelta(days=90)
    rows = Agreement.objects.visible_to(actor).filter(stage=states.SIGNED, end__gte=today, end__lte=last)
    rows = rows.exclude(Exists(renewals)).filter(closings__isnull=True).order_by("end")[:MOST]
    return [_wait(a, _("Putuskan: perpanjang atau tidak."), "", local_day(a.stage_since), until=a.end) for a in rows]


def _promises(actor: Actor, today: dt.date) -> list[Wait]:
    rows = (
        Obligation.objects.visible_to(actor)
        .filter(agreement__stage=states.SIGNED)
        .due_by(today + dt.timedelta(days=30))
    )
    rows = rows.filter(debtor__organization__path__contains=[actor.reach]).exclude(
        Exists(Evidence.objects.filter(obligation=OuterRef("pk"), state="pending"))
    )
    rows = rows.select_related("agreement").order_by("due")[:MOST]
    return [
        _wait(
            o.agreement, _("Kewajiban: %(text)s") % {"text": o.text}, "", local_day(o.state_since), until=o.due,
            page=f"/kerja-sama/{o.agreement.code}/kewajiban/{o.number}/",
        )
        for o in rows
    ]  # fmt: skip


def _records(actor: Actor) -> list[Wait]:
    """What was recorded for the leader and is not yet confirmed."""
    rows = Approval.objects.filter(
        voided_at=None, confirmed_at=None, party__organization_id=actor.organization_id or 0
    ).exclude(behalf_name="")
    rows = rows.select_related("party__agreement").order_by("at")[:MOST]
    text = _("Pastikan persetujuan yang dicatat atas nama Anda.")
    return [_wait(a.party.agreement, text, "", local_day(a.at)) for a in rows]


def waits_for_others(actor: Actor, today: dt.date) -> list[Wait]:
    """On whose desk each open case of mine lies, and since when."""
    rows = [_approval_wait(p) for p in _to_approve(actor).exclude(_mine(actor))[:MOST]]
    sign = _to_sign(actor).exclude(_mine(actor))[:MOST]
    rows += [_wait(p.agreement, _("tanda tangan"), p.name, local_day(p.agreement.stage_since)) for p in sign]
    return sorted(rows, key=lambda w: (w.since, w.code))[:MOST]


@dataclasses.dataclass(frozen=True)
class Sums:
    """Counts for the side of the desk."""

    ends: dict[int, int]
    umbrellas: int
    empty_kb: int
    empty_nk: int


def sums(actor: Actor, today: dt.date) -> Sums:
    """One pass over the visible agreements in force."""
    children = Agreement.objects.filter(parent=OuterRef("pk"), stage=states.SIGNED)
    rows = Agreement.objects.visible_to(actor).in_force(today)
    counts = {f"e{d}": Count("pk", filter=Q(end__gte=today, end__lte=today + dt.timedelta(days=d))) for d in WINDOWS}
    found = rows.aggregate(
        **counts,
        umbrellas=Count("pk", filter=Q(kind="kb")),
        kb=Count("pk", filter=Q(Q(kind="kb"), ~Exists(children))),
        nk=Count("pk", filter=Q(kind="nk", planned=False)),
    )
    return Sums({d: found[f"e{d}"] for d in WINDOWS}, found["umbrellas"], found["kb"], found["nk"])


def promises(rows: QuerySet[Obligation], today: dt.date) -> dict[str, int]:
    """Promised, kept, late: the band shown everywhere."""
    late = Q(due__lt=today) & ~Q(state__in=[states.MET, states.LAPSED])
    return rows.aggregate(
        promised=Count("pk"), kept=Count("pk", filter=Q(state=states.MET)), late=Count("pk", filter=late)
    )
