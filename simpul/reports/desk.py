"""The desk: what waits for me, what waits for others and since when, what ends, what was promised. Read-only."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from simpul.agreements.models import (
    Agreement,
    Approval,
    Closing,
    ClosingAnswer,
    Evidence,
    Obligation,
    Party,
    Signature,
    TermsVersion,
)
from simpul.agreements.rules import states
from simpul.core.actors import Actor

from . import intake
from .waits import MOST, Ours, Wait
from .waits import ours as ours_of

WINDOWS = (7, 30, 60, 90, 180)
DECIDERS = ("agreement.decide", "agreement.record")


CASE = ("code", "kind", "title", "stage_since", "end")  # of an agreement, what a line of a desk shows
SIDE = (
    "name",
    "order",
    *(f"agreement__{name}" for name in CASE),
    "agreement__terms__number",
    "agreement__terms__made_at",
)


def _unsigned() -> QuerySet[Party]:
    signed = Signature.objects.filter(party=OuterRef("pk"), withdrawn_at=None)
    return Party.objects.filter(role=states.SIGNATORY).exclude(Exists(signed))


def _unapproved() -> QuerySet[Party]:
    standing = Approval.objects.filter(party=OuterRef("pk"), terms=OuterRef("agreement__terms"), voided_at=None)
    return Party.objects.filter(role=states.SIGNATORY).exclude(Exists(standing))


def _to_approve(actor: Actor, whose: Q) -> list[Party]:
    """The sides of visible cases that have not approved the text, the oldest case first, at most twenty.

    Cases are walked in the order of their waiting, and each is asked for one such side: a subquery in place of a join, so that
    PostgreSQL stops at the twentieth case instead of sorting thousands.
    """
    one = _unapproved().filter(whose, agreement=OuterRef("pk")).values("pk")[:1]
    cases = Agreement.objects.visible_to(actor).filter(stage=states.CIRCULATED).annotate(waited=Subquery(one))
    return _of_oldest(cases.exclude(waited=None), _unapproved().filter(whose))


def _to_sign(actor: Actor, whose: Q) -> list[Party]:
    """The sides whose turn it is to sign: of each agreed text the first signatory without a signature."""
    first = _unsigned().filter(agreement=OuterRef("pk")).order_by("order").values("organization")[:1]
    cases = Agreement.objects.visible_to(actor).filter(stage=states.AGREED).annotate(organization=Subquery(first))
    found: dict[int, Party] = {}
    for party in _of_oldest(cases.filter(whose), _unsigned()):
        found.setdefault(party.agreement_id, party)
    return list(found.values())


def _of_oldest(cases: QuerySet[Agreement], sides: QuerySet[Party]) -> list[Party]:
    """These sides of the twenty cases that have waited longest."""
    oldest = list(cases.order_by("stage_since").values_list("pk", flat=True)[:MOST])
    said_yes = Approval.objects.filter(party=OuterRef("pk")).exclude(terms=OuterRef("agreement__terms"))
    signed = Signature.objects.filter(party__agreement=OuterRef("agreement"), withdrawn_at=None).order_by("-at")
    rows = sides.filter(agreement__in=oldest).select_related("agreement__terms").only(*SIDE)
    rows = rows.annotate(approved_before=Exists(said_yes), last_signed=Subquery(signed.values("at")[:1]))
    return list(rows.order_by("agreement__stage_since", "agreement_id", "order"))


def _stakes(parties: list[Party]) -> dict[int, str]:
    """For who decides: what the text promises, for how long, and who has approved it already. By agreement."""
    texts = {p.agreement_id: p.agreement.terms_id for p in parties}
    versions = TermsVersion.objects.in_bulk(texts.values())
    given: dict[int, list[str]] = {}
    standing = Approval.objects.filter(terms__in=texts.values(), voided_at=None).order_by("party__order")
    for case, name in standing.values_list("terms__agreement_id", "party__name"):
        given.setdefault(case, []).append(name)
    told = {}
    for case, pk in texts.items():
        terms = versions[pk].content
        words = [
            ngettext("%(n)s kewajiban", "%(n)s kewajiban", len(terms["obligations"])) % {"n": len(terms["obligations"])}
        ]
        if terms["months"]:
            words.append(ngettext("%(n)s bulan", "%(n)s bulan", terms["months"]) % {"n": terms["months"]})
        who = (
            _("disetujui %(names)s") % {"names": ", ".join(given[case])}
            if case in given
            else _("belum ada pihak yang menyetujui")
        )
        told[case] = " · ".join([*words, who])
    return told


def _approval_wait(party: Party, stakes: str = "") -> Wait:
    terms = party.agreement.terms
    assert terms is not None
    ask = (
        _("Naskah berubah menjadi versi %(n)s; persetujuan diperlukan lagi.")
        if party.approved_before  # type: ignore[attr-defined]
        else _("Baca dan setujui naskah versi %(n)s.")
    )
    since = timezone.localdate(max(terms.made_at, party.agreement.stage_since))
    return _wait(party.agreement, ask % {"n": terms.number}, party.name, since, subtitle=stakes)


def _turn_since(party: Party) -> dt.date:
    """It is this side's turn since the one before it signed, or since all had agreed."""
    return timezone.localdate(party.last_signed or party.agreement.stage_since)  # type: ignore[attr-defined]


def _wait(agreement: Agreement, ask: str, whose: str, since: dt.date, **more: Any) -> Wait:
    return Wait(agreement.code, str(agreement), ask, whose, since, **more)


def waits_for_me(actor: Actor, today: dt.date, ours: Ours | None = None) -> list[Wait]:
    """Oldest first, at most twenty of each kind. `ours` when it is known already."""
    found = [wait for rows in _questions(actor, ours or ours_of(actor), today) for wait in rows]
    return sorted(found, key=lambda w: (w.until or w.since, w.code))


def _questions(actor: Actor, ours: Ours, today: dt.date) -> list[list[Wait]]:
    """Each kind of thing that can wait for this actor, by permission."""
    asked: list[list[Wait]] = []
    decided = Q(organization__in=ours.decided)
    if any(actor.may(p) for p in DECIDERS):
        sides = _to_approve(actor, decided)[:MOST]
        stakes = _stakes(sides) if actor.may("agreement.decide") else {}
        asked.append([_approval_wait(p, stakes.get(p.agreement_id, "")) for p in sides])
    if actor.may("agreement.record"):  # the leader signs on paper; whoever keeps the copy records it
        text = _("Giliran kita menandatangani; catat salinan bertanda tangan.")
        asked.append([_wait(p.agreement, text, p.name, _turn_since(p)) for p in _to_sign(actor, decided)])
    if actor.may("obligation.verify"):
        asked.append(_evidence(actor, ours))
    if actor.may("agreement.close"):
        asked.append(_closings(actor, ours))
    if actor.may("obligation.report"):
        asked.append(_promises(actor, ours, today))
    if actor.may("agreement.write"):
        asked.append(_endings(actor, today))
        drafts = (
            Agreement.objects.visible_to(actor)
            .filter(stage=states.DRAFT, author__in=ours.own)
            .order_by("stage_since")
            .only(*CASE)
        )
        asked.append(
            [
                _wait(a, _("Lengkapi draf, lalu bagikan kepada para pihak."), "", timezone.localdate(a.stage_since))
                for a in drafts[:MOST]
            ]
        )
    if actor.may("agreement.decide"):
        asked.append(_records(actor))
    return asked + intake.waits_for_me(actor, ours, today)


def _evidence(actor: Actor, ours: Ours) -> list[Wait]:
    rows = Evidence.objects.filter(state="pending").exclude(by_key=actor.key)
    rows = rows.filter(obligation__agreement__seen_by__contains=[actor.reach or 0])
    sides = Q(obligation__beneficiary_of__in=ours.institutions) | Q(obligation__debtor_of__in=ours.institutions)
    units = Q(obligation__beneficiary__organization__in=ours.own) | Q(obligation__debtor__organization__in=ours.own)
    rows = rows.filter(sides).filter(units)
    shown = ("at", "obligation__text", "obligation__number", *(f"obligation__agreement__{name}" for name in CASE))
    rows = rows.select_related("obligation__agreement").only(*shown).order_by("at")[:MOST]
    return [
        _wait(
            e.obligation.agreement, _("Periksa bukti: %(text)s") % {"text": e.obligation.text}, "", timezone.localdate(e.at),
            page=f"/kerja-sama/{e.obligation.agreement.code}/kewajiban/{e.obligation.number}/",
        )
        for e in rows
    ]  # fmt: skip


def _closings(actor: Actor, ours: Ours) -> list[Wait]:
    mine = Party.objects.filter(agreement=OuterRef("agreement"), organization__in=ours.decided, role=states.SIGNATORY)
    answered = ClosingAnswer.objects.filter(closing=OuterRef("pk"), party__organization__in=ours.own)
    rows = Closing.objects.filter(done_at=None, declined_at=None, agreement__stage=states.SIGNED)
    rows = rows.filter(Exists(mine), agreement__seen_by__contains=[actor.reach or 0]).exclude(Exists(answered))
    rows = rows.select_related("agreement").only("at", *(f"agreement__{name}" for name in CASE)).order_by("at")[:MOST]
    text = _("Penutupan diusulkan; setuju atau tidak?")
    return [_wait(c.agreement, text, "", timezone.localdate(c.at)) for c in rows]


def _endings(actor: Actor, today: dt.date) -> list[Wait]:
    """What ends within ninety days and what has ended without anybody closing or renewing it: nothing expires unseen."""
    renewals = Agreement.objects.visible_to(actor).filter(renews=OuterRef("pk")).exclude(stage=states.CLOSED)
    closing = Closing.objects.filter(agreement=OuterRef("pk"), done_at=None, declined_at=None)
    last = today + dt.timedelta(days=90)
    rows = Agreement.objects.visible_to(actor).filter(stage=states.SIGNED, outcome="", end__lte=last)
    rows = rows.exclude(Exists(renewals)).exclude(Exists(closing)).order_by("end").only(*CASE)[:MOST]
    ended, soon = (
        _("Masa berlakunya habis; tutup dengan evaluasi atau perpanjang."),
        _("Putuskan: perpanjang atau tidak."),
    )
    return [
        _wait(a, ended, "", a.end)
        if a.end and a.end < today
        else _wait(a, soon, "", timezone.localdate(a.stage_since), until=a.end)
        for a in rows
    ]


def _promises(actor: Actor, ours: Ours, today: dt.date) -> list[Wait]:
    rows = Obligation.objects.visible_to(actor).filter(live=True, debtor_of__in=ours.institutions)
    rows = rows.due_by(today + dt.timedelta(days=30)).filter(debtor__organization__in=ours.own)
    rows = rows.exclude(Exists(Evidence.objects.filter(obligation=OuterRef("pk"), state="pending")))
    shown = ("text", "number", "due", "state_since", *(f"agreement__{name}" for name in CASE))
    rows = rows.select_related("agreement").only(*shown).order_by("due")[:MOST]
    return [
        _wait(
            o.agreement, _("Kewajiban: %(text)s") % {"text": o.text}, "", timezone.localdate(o.state_since), until=o.due,
            page=f"/kerja-sama/{o.agreement.code}/kewajiban/{o.number}/",
        )
        for o in rows
    ]  # fmt: skip


def _records(actor: Actor) -> list[Wait]:
    """What was recorded for the leader and is not yet confirmed."""
    rows = Approval.objects.filter(
        voided_at=None, confirmed_at=None, party__organization_id=actor.organization_id or 0
    ).exclude(behalf_name="")
    shown = ("at", *(f"party__agreement__{name}" for name in CASE))
    rows = rows.select_related("party__agreement").only(*shown).order_by("at")[:MOST]
    text = _("Pastikan persetujuan yang dicatat atas nama Anda.")
    return [_wait(a.party.agreement, text, "", timezone.localdate(a.at)) for a in rows]


def waits_for_others(actor: Actor, ours: Ours | None = None) -> list[Wait]:
    """On whose desk each open case of mine lies, and since when."""
    ours = ours or ours_of(actor)
    return _oldest([*_sides(actor, ~Q(organization__in=ours.decided)), *intake.waits_for_others(actor, ours)])


def open_agreements(actor: Actor) -> list[Wait]:
    """Every side that an open agreement waits for, ours and others, the oldest first."""
    return _oldest(_sides(actor, Q()))


def _sides(actor: Actor, whose: Q) -> list[Wait]:
    rows = [_approval_wait(p) for p in _to_approve(actor, whose)]
    text = _("tanda tangan")
    return rows + [_wait(p.agreement, text, p.name, _turn_since(p)) for p in _to_sign(actor, whose)]


def _oldest(rows: list[Wait]) -> list[Wait]:
    return sorted(rows, key=lambda w: (w.since, w.code))[:MOST]


@dataclasses.dataclass(frozen=True)
class Sums:
    """Counts for the side of the desk; `band` is promised, kept and late of all that is signed."""

    ends: dict[int, int]
    unrenewed: int  # of those, decided already: nobody renews them
    umbrellas: int
    empty_kb: int
    empty_nk: int
    band: dict[str, int]


def sums(actor: Actor, today: dt.date) -> Sums:
    """One pass over the visible agreements that are signed and not closed."""
    children = Agreement.objects.filter(parent=OuterRef("pk"), stage=states.SIGNED)
    rows = Agreement.objects.visible_to(actor).filter(stage=states.SIGNED)
    runs = Q(end=None) | Q(end__gte=today)
    counts = {f"e{d}": Count("pk", filter=Q(end__gte=today, end__lte=today + dt.timedelta(days=d))) for d in WINDOWS}
    counts["unrenewed"] = Count(
        "pk", filter=Q(outcome=states.NOT_RENEWED, end__gte=today, end__lte=today + dt.timedelta(days=max(WINDOWS)))
    )
    yesterday = Value(today - dt.timedelta(days=1))
    passed = Func(yesterday, F("open_dues"), function="width_bucket", output_field=IntegerField())
    found = rows.aggregate(
        **counts,
        umbrellas=Count("pk", filter=runs & Q(kind="kb")),
        kb=Count("pk", filter=Q(runs, Q(kind="kb"), ~Exists(children))),
        nk=Count("pk", filter=runs & Q(kind="nk", planned=False)),
        promised=Sum("promised", default=0),
        kept=Sum("kept", default=0),
        late=Sum(passed, default=0),
    )
    band = {name: found[name] for name in ("promised", "kept", "late")}
    ends = {d: found[f"e{d}"] for d in WINDOWS}
    return Sums(ends, found["unrenewed"], found["umbrellas"], found["kb"], found["nk"], band)


def promises(rows: QuerySet[Obligation], today: dt.date) -> dict[str, int]:
    """Promised, kept, late: the band shown everywhere."""
    late = Q(due__lt=today) & ~Q(state__in=[states.MET, states.LAPSED])
    return rows.aggregate(
        promised=Count("pk"), kept=Count("pk", filter=Q(state=states.MET)), late=Count("pk", filter=late)
    )
